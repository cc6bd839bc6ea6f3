"""The labelled tellings that the scorer learns from, and copies made of them.

Each line of `models/dedupe/training/*.jsonl` is a telling with its `initiative`, its `relation` to the initiative's
first telling (original, same_effort, translation, copy_of) and its `family`: initiatives that are easily confused
(same city and theme, sister projects, yearly editions, later stages). Training and evaluation split by family, so
that no initiative stands on both sides.
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kkharvest.core.errors import InputError
from kkharvest.core.records import Telling
from kkharvest.core.text import sentences

__all__ = ["ADVERSARIAL", "NATURAL", "Labelled", "bare", "load_labelled", "with_made_copies"]

ADVERSARIAL, NATURAL = "adversarial", "natural"
"""Parts of the set: short tellings, many of them oblique on purpose; and tellings as long as their sources write."""
_RELATIONS = frozenset({"original", "same_effort", "translation", "copy_of"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A telling and what is true of it; `of` is the id of what it copies or translates, `part` that of the set."""

    telling: Telling
    family: str
    initiative: str
    relation: str
    of: str | None = None
    part: str = ADVERSARIAL


def load_labelled(folder: Path) -> list[Labelled]:
    """All labelled tellings of `folder`, in file and line order; raises `InputError` naming file and line."""
    rows: list[Labelled] = []
    for path in sorted(folder.glob("*.jsonl")):
        part = NATURAL if path.name.startswith(NATURAL) else ADVERSARIAL
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                rows.append(_row(json.loads(line), part))
            except (KeyError, TypeError, ValueError) as error:
                raise InputError(f"{path.name}, line {number}: {error}") from None
    if not rows:
        raise InputError(f"There are no labelled tellings (*.jsonl) in {folder}.")
    return rows


def _row(fields: dict[str, str], part: str) -> Labelled:
    if fields["relation"] not in _RELATIONS:
        raise ValueError(f"relation {fields['relation']!r} is none of {', '.join(sorted(_RELATIONS))}")
    telling = Telling(
        id=fields["id"],
        title=fields["title"],
        text=fields["text"],
        url=fields.get("url"),
        lang=fields.get("lang"),
        published=date.fromisoformat(fields["published"]) if fields.get("published") else None,
    )
    return Labelled(telling, fields["family"], fields["initiative"], fields["relation"], fields.get("of"), part)


def bare(rows: Iterable[Labelled]) -> list[Labelled]:
    """The rows without address, language and date, as many records arrive."""
    return [replace(row, telling=replace(row.telling, url=None, lang=None, published=None)) for row in rows]


def with_made_copies(rows: Sequence[Labelled], seed: int) -> list[Labelled]:
    """The rows, and for each with three sentences or more a copy: cut, edited, framed or shortened to a teaser."""
    made = list(rows)
    for row in rows:
        spans = sentences(row.telling.text)
        if len(spans) > 2 and row.relation != "copy_of":  # noqa: PLR2004 - less cannot be cut
            chance = random.Random(f"{seed}:{row.telling.id}")  # noqa: S311 - repeatable, not secret
            parts = [span.of(row.telling.text) for span in spans]
            made.append(_made_copy(row, parts, chance))
    return made


_FRAMES_SV = (
    "Dela sidan. Skriv ut. Sidan uppdaterades nyligen. Hjälpte informationen på den här sidan dig?",
    "Det här är ett pressmeddelande. Läs mer på vår webbplats eller kontakta presstjänsten.",
    "Kommunen arbetar för att bli klimatneutral till 2030 tillsammans med invånare, näringsliv och akademi.",
    "Prenumerera på vårt nyhetsbrev så missar du inget om klimat, energi och hållbar utveckling i regionen.",
    "Foto: pressbild. Följ oss i sociala medier. Relaterade nyheter. Till startsidan.",
)
_TITLES = (
    "Nyhet: {}",
    "{} – pressmeddelande",
    "Klimatnyheter i korthet",
    "Så arbetar kommun och näringsliv",
    "{}",
    "{}",
)
_SWAPS = (
    ("tillsammans med", "ihop med"),
    ("företag", "bolag"),
    ("kommunen", "man"),
    (" ska ", " kommer att "),
    (" och ", " samt "),
    ("the municipality", "the city"),
    ("companies", "firms"),
)


def _made_copy(row: Labelled, parts: list[str], chance: random.Random) -> Labelled:
    telling = row.telling
    title = chance.choice(_TITLES).format(telling.title)
    way = chance.choice(("cut", "cut", "edit", "frame", "teaser"))
    if way == "teaser":
        words = " ".join(parts).split()
        text = " ".join(words[: max(12, int(len(words) * chance.uniform(0.25, 0.7)))]).rstrip(".,") + "…"
    else:
        kept = parts
        if way != "frame":
            least = max(2, round(len(parts) * chance.uniform(0.5, 0.9)))
            kept = [parts[at] for at in sorted(chance.sample(range(len(parts)), least))]
        text = " ".join(kept)
        if way == "edit":
            for old, new in chance.sample(_SWAPS, 4):
                text = text.replace(old, new)
        for frame in chance.sample(_FRAMES_SV, {"frame": 2, "edit": 1}.get(way, 0)):
            text = f"{text}\n{frame}" if chance.random() < 0.7 else f"{frame}\n{text}"  # noqa: PLR2004 - mostly after
    changed = replace(telling, id=f"{telling.id}-made", title=title, text=text, url=None, published=None)
    return Labelled(changed, row.family, row.initiative, "copy_of", telling.id, row.part)
