"""Collections of any size with known groups, made from the labelled Swedish sentences.

Sentences are drawn from the labelled tellings; a share of their longer words is replaced by words that the document
keeps to itself, as real texts have names of persons, streets and firms. An initiative has a name of its own, made of
syllables, for names that two thousand initiatives share can tell nobody which is which; one in ten has the name of
another one in another municipality, as energy networks and climate weeks do. A base document gets copies (cut,
framed) and retellings that share its name, municipality and figures but no sentence.
"""

import random
import re
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
_ONSETS = "b bl br d dr f fj fl g gl gr h hj k kl kn kr l m n p r s sk sl sn st str sv t tr v".split()
_VOWELS = "a e i o u y å ä ö".split()
_CODAS = "d g k l ld ll lm m n nd ng nk nn r rd rk rm rn rt s sk ss st t v".split()
_LAST = """nätet kartan rådet avtalet labbet verkstaden centralen slingan navet alliansen modellen programmet dialogen
poolen hubben nätverket plattformen anläggningen försöket satsningen kretsen banken dagarna löftet""".split()
_FRAME = "Läs mer på vår webbplats. Sidan uppdaterades nyligen. Dela sidan i sociala medier. Hjälpte informationen dig?"
_NAMES = re.compile(r"\d|[”\"]|(?<!^)\b[A-ZÅÄÖ]|^\w*[A-ZÅÄÖ]\w*(?:s|stads|kommuns?) (?:kommun|stad|län)")
_SHARED_NAMES = 0.1
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Made:
    """A made telling and the group it belongs to."""

    telling: Telling
    group: str


def pool(folder: Path) -> list[str]:
    """Swedish sentences of the labelled tellings that name nobody, no place and no figure.

    A sentence that names another initiative would make every document that draws it a telling of that one too.
    """
    rows = [row.telling for row in load_labelled(folder) if row.telling.lang == "sv"]
    found = {span.of(telling.text) for telling in rows for span in sentences(telling.text)}
    return sorted(sentence for sentence in found if not _NAMES.search(sentence))


def collection(n: int, parts: Sequence[str], seed: int = 1) -> list[Made]:
    """`n` tellings: two thirds alone, the rest in groups of two to five, in mixed order."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    made: list[Made] = []
    names: list[str] = []
    number = 0
    while len(made) < n:
        number += 1
        made.extend(_group(number, parts, names, chance))
    made = made[:n]
    chance.shuffle(made)
    return [replace(each, telling=replace(each.telling, id=f"t{at:06d}")) for at, each in enumerate(made)]


def _group(number: int, parts: Sequence[str], names: list[str], chance: random.Random) -> list[Made]:
    shared = names and chance.random() < _SHARED_NAMES
    name = chance.choice(names) if shared else _own_word(chance).capitalize()
    names.append(name)
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
        _own_word(chance) if len(word) > 7 and word.islower() and chance.random() < 0.35 else word for word in words
    )


def _own_word(chance: random.Random) -> str:
    """A word that hardly any other text holds: two syllables, or one and a common part, before a common end."""
    first = _syllable(chance)
    return first + (chance.choice(_FIRST) if chance.random() < _HALF else _syllable(chance)) + chance.choice(_LAST)


def _syllable(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)


def _copy(base: Telling, chance: random.Random) -> Telling:
    parts = [span.of(base.text) for span in sentences(base.text)]
    kept = sorted(chance.sample(range(len(parts)), max(3, int(len(parts) * chance.uniform(0.5, 1.0)))))
    text = " ".join(parts[at] for at in kept)
    frame = f" {_FRAME}" if chance.random() < 0.5 else ""
    return replace(
        base, title=chance.choice((base.title, f"Nyhet: {base.title}", "Nytt från kommunen")), text=text + frame
    )
