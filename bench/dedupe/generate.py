"""Collections of any size with known groups, made from the labelled Swedish sentences.

Sentences are drawn from the labelled tellings; a share of their longer words is replaced by compounds that the
document keeps to itself, as real texts have words of their own. A base document gets copies (cut, framed, reworded)
and retellings that share its name, municipality and figures but no sentence.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kkharvest.core.records import Telling
from kkharvest.core.text import sentences
from kkharvest.dedupe.labelled import load_labelled
from kkharvest.taxonomy.places import municipalities

__all__ = ["Made", "collection", "pool"]

_FIRST = """energi klimat vatten skog sol vind kretslopp återbruk bygg transport hamn gods mat textil värme ånga data
sensor natur park torg cykel buss laddnings vätgas biogas avfalls material råvaru industri handels besöks""".split()
_MIDDLE = "samverkans utvecklings innovations styrnings lednings omställnings planerings försörjnings".split()
_LAST = """nätet kartan rådet avtalet labbet verkstaden centralen slingan navet alliansen modellen programmet dialogen
poolen hubben nätverket plattformen anläggningen försöket satsningen kretsen banken dagarna löftet""".split()
_FRAME = "Läs mer på vår webbplats. Sidan uppdaterades nyligen. Dela sidan i sociala medier. Hjälpte informationen dig?"


@dataclass(frozen=True, slots=True)
class Made:
    """A made telling and the group it belongs to."""

    telling: Telling
    group: str


def pool(folder: Path) -> list[str]:
    """Swedish sentences of the labelled tellings."""
    rows = [row.telling for row in load_labelled(folder) if row.telling.lang == "sv"]
    return sorted({span.of(telling.text) for telling in rows for span in sentences(telling.text)})


def collection(n: int, parts: Sequence[str], seed: int = 1) -> list[Made]:
    """`n` tellings: two thirds alone, the rest in groups of two to five, in mixed order."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    made: list[Made] = []
    number = 0
    while len(made) < n:
        number += 1
        made.extend(_group(number, parts, chance))
    made = made[:n]
    chance.shuffle(made)
    return [replace(each, telling=replace(each.telling, id=f"t{at:06d}")) for at, each in enumerate(made)]


def _group(number: int, parts: Sequence[str], chance: random.Random) -> list[Made]:
    name = (chance.choice(_FIRST) + chance.choice(_MIDDLE) + chance.choice(_LAST)).capitalize()
    place = chance.choice(municipalities()).name
    figures = [str(chance.randrange(11, 9999)) for _ in range(3)]
    base = _written(name, place, figures, parts, chance)
    tellings = [base]
    if chance.random() < 0.2:
        for _ in range(chance.randrange(1, 5)):
            copy = chance.random() < 0.6
            tellings.append(_copy(base, chance) if copy else _written(name, place, figures, parts, chance))
    return [Made(telling, f"g{number}") for telling in tellings]


def _written(name: str, place: str, figures: list[str], parts: Sequence[str], chance: random.Random) -> Telling:
    own = [_reworded(sentence, chance) for sentence in chance.sample(parts, chance.randrange(8, 22))]
    own[0] = f"I {place} har kommunen och näringslivet startat {name} med {figures[0]} deltagare."
    own[len(own) // 2] += f" {name} har minskat utsläppen med {figures[1]} ton och kostat {figures[2]} tusen kronor."
    title = chance.choice(("{name} i {place}", "{place}: {name}", "{name}", "Så fungerar {name}"))
    return Telling("", title.format(name=name, place=place), " ".join(own), lang="sv")


def _reworded(sentence: str, chance: random.Random) -> str:
    words = sentence.split()
    return " ".join(
        chance.choice(_FIRST) + chance.choice(_MIDDLE) + chance.choice(_LAST)
        if len(word) > 7 and word.islower() and chance.random() < 0.35
        else word
        for word in words
    )


def _copy(base: Telling, chance: random.Random) -> Telling:
    parts = [span.of(base.text) for span in sentences(base.text)]
    kept = sorted(chance.sample(range(len(parts)), max(3, int(len(parts) * chance.uniform(0.5, 1.0)))))
    text = " ".join(parts[at] for at in kept)
    frame = f" {_FRAME}" if chance.random() < 0.5 else ""
    return replace(
        base, title=chance.choice((base.title, f"Nyhet: {base.title}", "Nytt från kommunen")), text=text + frame
    )
