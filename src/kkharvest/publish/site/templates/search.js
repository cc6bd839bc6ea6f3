"use strict";
// Search without a server: words, then the lists of those that match, then the rows that are shown (see search.py).
const list = document.getElementById("traffar"), field = document.getElementById("q");
const count = document.getElementById("antal"), more = document.getElementById("fler");
const SHOWN = 24;
const kept = new Map();
const load = (name) => {
  if (!kept.has(name)) {
    kept.set(name, fetch(`${list.dataset.index}${name}.json`).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    }));
    kept.get(name).catch(() => kept.delete(name));
  }
  return kept.get(name);
};

// Endings of Swedish nouns, adjectives and verbs, longest first; three letters or more stay.
const ENDINGS = ("heterna hetens heten heter arnas ernas ornas andes andet arens arnas anden aren ades erns arna erna orna ande " +
  "arne aste aden ades ast ade are ern ens erns het ar or er en et es as at a e s n t").split(" ");
const stem = (word) => {
  const ending = ENDINGS.find((one) => word.endsWith(one) && word.length - one.length >= (one.length === 1 ? 4 : 3));
  return ending ? word.slice(0, -ending.length) : word;
};
// A noun that changes its vowel in the plural is the same noun: stad, städer; land, länder.
const umlaut = (base, word) => {
  const turned = base.replace(/([äöao])([^aeiouyåäö]+)$/, (_, vowel, rest) => ({ ä: "a", ö: "o", a: "ä", o: "ö" })[vowel] + rest);
  if (turned === base) return [];
  return /[äö]/.test(turned) ? [`${turned}er`] : word.startsWith(`${base}er`) ? [turned] : [];
};
const matcher = (word) => {
  if (word.length < 3) return (one) => one === word;
  const base = stem(word);
  const forms = [base, ...umlaut(base, word)];
  return (one) => forms.some((form) => form.length > 3 ? one.includes(form) : one.startsWith(form) || one.endsWith(form));
};

// The rows that hold a word of the question, each with 1 when the word stands in the title.
const holding = async (word, head) => {
  const files = new Map(), matches = matcher(word);
  head.split.forEach((one, at) => {
    if (!matches(one)) return;
    const file = head.starts.findLastIndex((start) => start <= at);
    files.set(file, [...(files.get(file) ?? []), at - head.starts[file]]);
  });
  const found = new Map();
  await Promise.all([...files].map(async ([file, places]) => {
    const lists = await load(`where-${file}`);
    for (const place of places) {
      let number = 0;
      for (const step of lists[place]) {
        number += step;
        found.set(number >> 1, Math.max(found.get(number >> 1) ?? 0, number & 1));
      }
    }
  }));
  return found;
};
const find = async (words) => {
  const head = await load("words");
  head.split ??= head.words ? head.words.split(" ") : [];
  const [first, ...others] = await Promise.all(words.map((word) => holding(word, head)));
  const hits = [...first].filter(([row]) => others.every((other) => other.has(row)))
    .map(([row, titled]) => [row, others.reduce((sum, other) => sum + other.get(row), titled)]);
  return hits.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([row]) => row);
};

const element = (name, text, attributes = {}) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
};
const item = ([id, title, summary, where, , lang]) => {
  const made = element("li", "", { className: "example" }), heading = element("h2", "");
  const other = lang === document.documentElement.lang ? {} : { lang };
  heading.append(element("a", title, { href: `${list.dataset.home}exempel/${id}.html`, ...other }));
  if (where) made.append(element("p", where, { className: "where" }));
  made.append(heading, element("p", summary, { className: "summary", ...other }));
  return made;
};
const rows = async (numbers) => {
  const { perRows } = await load("words");
  return Promise.all(numbers.map(async (number) => (await load(`rows-${Math.floor(number / perRows)}`))[number % perRows]));
};

let question = 0, hits = [];
const add = async (asked) => {
  const from = list.children.length;
  const next = await rows(hits.slice(from, from + SHOWN));
  if (asked !== question) return;
  list.append(...next.map(item));
  const rest = hits.length - list.children.length;
  more.firstElementChild.hidden = rest <= 0;
  more.lastElementChild.hidden = rest > 0 || !hits.length;
  if (from) list.children[from].querySelector("a").focus();
};
const show = async () => {
  const asked = ++question, started = performance.now();
  const words = field.value.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  try {
    const found = words.length ? await find(words) : [];
    if (asked !== question) return;
    hits = found;
    list.replaceChildren();
    await add(asked);
    if (asked !== question) return;
    count.textContent = words.length ? `${found.length} ${found.length === 1 ? count.dataset.hit : count.dataset.hits}` : "";
    list.dataset.milliseconds = (performance.now() - started).toFixed(1);
    list.dataset.question = words.join(" ");
  } catch { count.textContent = count.dataset.fault; }
};
field.value = new URLSearchParams(location.search).get("q") ?? "";
field.addEventListener("input", show);
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
  show();
});
more.firstElementChild.addEventListener("click", () => add(question));
if (field.value) show();
