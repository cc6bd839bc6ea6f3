"use strict";
// In a narrow window the menu is one line: the page that is shown stands in sight.
document.querySelector(".top [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
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
