"use strict";
// "Ladda fler" adds the next page's examples to this one; without scripts it leads to that page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".more a[rel=next]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const line = link.parentElement, list = line.previousElementSibling;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const rows = [...next.querySelectorAll(".examples > li")];
    list.append(...rows);
    const further = next.querySelector(".more a[rel=next]");
    if (further) link.setAttribute("href", new URL(further.getAttribute("href"), link.href));
    else line.textContent = link.dataset.end;
    rows[0]?.querySelector("a").focus();
  } catch { location.href = link.href; }
});

// Search: every word must stand somewhere in title, summary, places or themes; hits in the title come first.
const hits = document.getElementById("traffar");
if (hits) {
  const field = document.getElementById("q"), count = document.getElementById("antal");
  const fold = (text) => text.toLocaleLowerCase("sv").normalize("NFC");
  let rows = null;
  const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };
  const show = async () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    rows ??= (await (await fetch(hits.dataset.index)).json()).map((row) => [...row, fold(row[1]), fold(row.slice(1).join(" "))]);
    const started = performance.now();
    const found = words.length ? rows.filter((row) => words.every((word) => row[6].includes(word))) : [];
    found.sort((a, b) => words.every((w) => b[5].includes(w)) - words.every((w) => a[5].includes(w)));
    hits.replaceChildren(...found.slice(0, 60).map(([id, title, summary, where]) => {
      const item = element("li", "", { className: "example" }), heading = element("h2", "");
      heading.append(element("a", title, { href: `${hits.dataset.home}exempel/${id}.html` }));
      item.append(element("p", where, { className: "where" }), heading, element("p", summary, { className: "summary" }));
      return item;
    }));
    hits.dataset.milliseconds = (performance.now() - started).toFixed(1);
    count.textContent = words.length ? `${found.length} ${count.dataset.hits}` : "";
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  if (field.value) show();
}
