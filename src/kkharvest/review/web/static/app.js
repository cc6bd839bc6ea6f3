/* Adds to pages that work without it: keys, tabs, evidence on demand, and patience with a lost connection. */
"use strict";

document.documentElement.classList.add("js");

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function say(text) {
  const place = $("#said");
  if (place) place.textContent = text;
}

/* Keys */
function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function openMenu(id) {
  for (const menu of $$("details.reasons")) menu.open = menu.id === id && !menu.open;
  const open = $("details.reasons[open]");
  if (open) $("button", open).focus();
}

function edit(id, field) {
  const box = $(id);
  box.open = true;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  field.scrollIntoView({ block: "center" });
}

const actions = {
  accept: () => $('button[value="accept"]')?.click(),
  unsure: () => $('button[value="unsure"]')?.click(),
  reject: () => openMenu("avsla"),
  later: () => openMenu("senare"),
  undo: () => ($("#undo button") || $(".done form button"))?.click(),
  next: () => $('.stepper a[rel="next"]')?.click(),
  previous: () => $('.stepper a[rel="prev"]')?.click(),
  edit: () => edit("#redigera", $("#title")),
  note: () => edit("details.notes", $("#note")),
  voice: nextVoice,
  merge: () => { $("#slaihop")?.scrollIntoView({ block: "center" }); ($("#slaihop [data-drop=split] button") || $("#slaihop button"))?.focus(); },
  source: () => $('a[data-action="source"]')?.click(),
  definitions: () => $("#definitions")?.showModal(),
  search: () => { location.href = "/ko#sok"; },
  help: () => $("#help")?.showModal(),
};

function toggleTheme(slug) {
  const box = $(`input[name="theme"][value="${slug}"]`);
  if (!box) return;
  box.click();
  say(`${box.closest("label").querySelector(".name").textContent}: ${box.checked ? "vald" : "bortvald"}`);
}

function onKey(event, keys) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  const menu = $("details.reasons[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    $("summary", menu).focus();
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = event.key.toLowerCase();
  const reason = menu && $(`[data-reason="${key}"]`, menu);
  if (reason) {
    event.preventDefault();
    reason.click();
    return;
  }
  const name = Object.keys(keys).find((one) => keys[one] === key);
  if (!name || event.repeat) return;
  event.preventDefault();
  if (actions[name]) actions[name]();
  else toggleTheme(name);
}

/* Voices in tabs */
function showVoice(tab) {
  for (const one of $$('[role="tab"]')) {
    const isShown = one === tab;
    one.setAttribute("aria-selected", String(isShown));
    one.tabIndex = isShown ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !isShown;
  }
}

function nextVoice(step = 1) {
  const tabs = $$('[role="tab"]');
  if (!tabs.length) return;
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const tab = tabs[(at + step + tabs.length) % tabs.length];
  showVoice(tab);
  tab.focus();
}

function prepareTabs() {
  const tabs = $$('[role="tab"]');
  if (!tabs.length) return;
  showVoice(tabs[0]);
  for (const tab of tabs) {
    tab.addEventListener("click", () => showVoice(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) nextVoice(step);
    });
  }
}

/* A theme that is pointed at lights up the sentences that speak for it. */
function prepareEvidence() {
  const reading = $(".reading");
  if (!reading) return;
  const light = (slug) => {
    reading.classList.toggle("dim", Boolean(slug) && $$("mark").some((mark) => mark.dataset.for.split(" ").includes(slug)));
    for (const mark of $$("mark")) mark.classList.toggle("lit", mark.dataset.for.split(" ").includes(slug));
  };
  for (const label of $$("[data-theme]")) {
    label.addEventListener("mouseenter", () => light(label.dataset.theme));
    label.addEventListener("mouseleave", () => light(""));
    label.addEventListener("focusin", () => light(label.dataset.theme));
    label.addEventListener("focusout", () => light(""));
  }
}

/* A decision made while the connection is lost is sent again until it arrives; its token keeps it from counting twice. */
async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const banner = $("#offline");
  for (let wait = 1; ; wait = Math.min(wait * 2, 15)) {
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", signal: AbortSignal.timeout(20000) });
      banner.hidden = true;
      return answer;
    } catch {
      banner.textContent = "Ingen kontakt med servern. Beslutet är inte sparat ännu – det skickas så snart kontakten är tillbaka. Låt sidan stå öppen.";
      banner.hidden = false;
      await new Promise((resolve) => { setTimeout(resolve, wait * 1000); addEventListener("online", resolve, { once: true }); });
    }
  }
}

let isSending = false;
async function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || !form.closest(".work, [data-patient]")) return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  say("Sparar");
  const answer = await send(form, event.submitter);
  const text = await answer.text();
  if (answer.redirected && answer.ok) {
    location.assign(answer.url);
    return;
  }
  // A page that wants something more: too old, signed out, or something to mend.
  show(text);
  isSending = false;
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  document.title = page.title;
  document.body.className = page.body.className;
  $("main").replaceWith(page.querySelector("main"));
  prepare();
  ($('[role="alert"]:not([hidden])', $("main")) || $("main")).scrollIntoView({ block: "center" });
}

/* How much of the summary is the source's own words: runs of five words or more. */
function prepareSummary() {
  const field = $("#summary");
  const hint = $("#copied");
  if (!field || !hint) return;
  const words = $(".text").textContent.split(/\s+/);
  const runs = new Set(words.map((_, at) => words.slice(at, at + 5).join(" ")));
  field.addEventListener("input", () => {
    const own = field.value.split(/\s+/);
    const copied = new Set();
    for (let at = 0; at + 5 <= own.length; at += 1) if (runs.has(own.slice(at, at + 5).join(" "))) for (let i = at; i < at + 5; i += 1) copied.add(i);
    const n = [...copied].reduce((sum, i) => sum + own[i].length + (copied.has(i + 1) ? 1 : 0), 0);
    hint.textContent = n ? `${n} tecken är källans egna ord (högst ${hint.dataset.most}).` : "Inget är ordagrant ur källan.";
    hint.classList.toggle("too-much", n > Number(hint.dataset.most));
  });
}

/* Tellings are dragged between "in the group" and "alike"; the buttons do the same. */
function prepareDragging() {
  for (const piece of $$(".pieces li")) piece.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", piece.dataset.id));
  for (const list of $$(".pieces")) {
    list.addEventListener("dragover", (event) => { event.preventDefault(); list.classList.add("over"); });
    list.addEventListener("dragleave", () => list.classList.remove("over"));
    list.addEventListener("drop", (event) => {
      event.preventDefault();
      list.classList.remove("over");
      const piece = $(`.pieces li[data-id="${CSS.escape(event.dataTransfer.getData("text/plain"))}"]`);
      if (piece && piece.parentElement !== list) $("button", piece).click();
    });
  }
}

/* A long list of choices becomes a field that completes, and the chosen ones as buttons that take them away. The list
   stays the form's own field. */
function prepareCompletion() {
  for (const list of $$("select[data-complete]")) {
    if (list.hidden) continue;
    const field = document.createElement("input");
    const names = document.createElement("datalist");
    const chosen = document.createElement("ul");
    field.id = `${list.id}-sok`;
    field.placeholder = list.dataset.complete;
    field.autocomplete = "off";
    names.id = `${list.id}-namn`;
    field.setAttribute("list", names.id);
    for (const option of list.options) names.append(new Option(option.text));
    chosen.className = "chosen";
    const draw = () => {
      chosen.replaceChildren(...[...list.selectedOptions].map((option) => {
        const piece = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${option.text} ×`;
        button.setAttribute("aria-label", `Ta bort ${option.text}`);
        button.addEventListener("click", () => { option.selected = false; draw(); field.focus(); say(`${option.text} borttagen`); });
        piece.append(button);
        return piece;
      }));
    };
    const take = () => {
      const option = [...list.options].find((one) => one.text.toLowerCase() === field.value.trim().toLowerCase());
      if (!option) return false;
      option.selected = true;
      field.value = "";
      draw();
      say(`${option.text} vald`);
      return true;
    };
    field.addEventListener("input", take);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const start = field.value.trim().toLowerCase();
      const first = start && [...list.options].find((one) => one.text.toLowerCase().startsWith(start));
      if (first) { field.value = first.text; take(); }
    });
    $(`label[for="${list.id}"]`).htmlFor = field.id;
    list.hidden = true;
    list.after(field, names, chosen);
    draw();
  }
}

/* Filters apply as they are chosen. */
function prepareFilters() {
  for (const form of $$("form[data-auto]")) form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
  for (const form of $$("form[method=get]")) form.addEventListener("submit", () => { for (const field of form.elements) if (field.name && !field.value) field.disabled = true; });
}

let keys = {};
function prepare() {
  const desk = $("#decision");
  keys = desk && desk.dataset.keysOff === undefined ? JSON.parse(desk.dataset.keys) : {};
  prepareTabs();
  prepareEvidence();
  prepareFilters();
  prepareSummary();
  prepareDragging();
  prepareCompletion();
  const here = $(".top [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - here.closest("ul").clientWidth / 2;
  for (const field of $$("[data-absolute]")) field.value = new URL(field.value, location.href).href;
  for (const button of $$('button[data-action="help"], button[data-action="definitions"]')) button.addEventListener("click", () => actions[button.dataset.action]());
  if (location.hash === "#sok") $("#sok")?.focus();
}

/* The queue and the history are exchanged in place when their filters change. */
document.addEventListener("htmx:afterSettle", (event) => { if ($("form[data-auto]") && event.detail.elt?.id === "main") prepare(); });
document.addEventListener("keydown", (event) => onKey(event, keys));
document.addEventListener("submit", onSubmit);
document.addEventListener("click", (event) => {
  for (const menu of $$("details.reasons[open]")) if (!menu.contains(event.target)) menu.open = false;
});
/* A page taken out of the browser's memory by the back button may be older than the decision made on it. */
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
prepare();
