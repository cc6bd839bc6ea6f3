"use strict";
// <div data-kk-feed="…/feeds/tema/energi.json" data-kk-count="5"></div> and this script: a list of the newest examples.
// No inline script or style is used, so that it works under a strict content security policy (connect-src of the feed).
for (const place of document.querySelectorAll("[data-kk-feed]")) {
  fetch(place.dataset.kkFeed)
    .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
    .then((feed) => {
      const list = document.createElement("ul");
      list.className = "kk-examples";
      for (const item of feed.items.slice(0, Number(place.dataset.kkCount) || 5)) {
        const row = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
        link.href = /^https?:\/\//.test(item.url) ? item.url : "#";
        link.textContent = item.title;
        link.lang = text.lang = item.language || "sv";
        text.textContent = item.summary;
        row.append(link, text);
        list.append(row);
      }
      place.replaceChildren(list);
    })
    .catch(() => { /* the page's own fallback content stays */ });
}
