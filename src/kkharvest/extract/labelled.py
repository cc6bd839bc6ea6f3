"""Texts whose facts and roles a person has marked, and how far the extractor agrees.

A line of a JSON Lines file is an object with `source` (where the facts are from), `text`, `facts` (kind: the words
that state it) and `roles` (name: lead, funder or partner). A line of a tab-separated file is an id and a sentence or
two with the words of each fact in brackets after its kind, "[result|38 procent]"; roles are not marked there. A fact
is right when one of its kind stands over the marked words and holds all their numbers; a funder, and a role, when the
name is the marked one.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kkharvest.core.errors import InputError
from kkharvest.core.records import Fact
from kkharvest.extract.actors import find_actors
from kkharvest.extract.facts import find_facts

__all__ = ["KINDS", "Labelled", "Tally", "compare", "is_set_aside", "read_labelled", "tally"]

KINDS = ("period", "funding", "funder", "result", "role")
_DIGITS = re.compile(r"\d+")
_MARKED = re.compile(r"\[(\w+)\|([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what a person says is told in it; `roles` is None where nobody has marked any."""

    source: str
    text: str
    facts: dict[str, list[str]]
    roles: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one kind: how many were marked, found and right, and which were missed or too much."""

    wanted: int
    found: int
    right: int
    differences: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what was marked that was found."""
        return self.right / self.wanted if self.wanted else 1.0


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Texts of a file; raises `InputError` when marked words are not in their text or a mark is of no kind."""
    read = _marked if path.suffix == ".tsv" else _listed
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = read(line)
        for words in [*(each for values in text.facts.values() for each in values), *(text.roles or ())]:
            if words not in text.text:
                raise InputError(f"{path.name}, line {number}: “{words}” is not in the text")
        unknown = set(text.facts) - set(KINDS)
        if unknown or "|" in text.text:
            raise InputError(f"{path.name}, line {number}: a mark is [kind|words], its kind one of {', '.join(KINDS)}")
        yield text


def is_set_aside(text: Labelled) -> bool:
    """Whether a text is of the half that no rule is written from, by a hash of its source."""
    return hashlib.sha256(text.source.encode()).digest()[-1] % 2 == 1


def _listed(line: str) -> Labelled:
    record = json.loads(line)
    return Labelled(record["source"], record["text"], record["facts"], record["roles"])


def _marked(line: str) -> Labelled:
    source, _, marked = line.partition("\t")
    facts: dict[str, list[str]] = {}
    for match in _MARKED.finditer(marked):
        facts.setdefault(match[1], []).append(match[2])
    return Labelled(source, _MARKED.sub(r"\2", marked), facts, None)


def tally(texts: Sequence[Labelled]) -> dict[str, Tally]:
    """Counts by kind over all texts."""
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    differences: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for text in texts:
        for kind, wanted, found, right, told in compare(text):
            totals[kind].update(wanted=wanted, found=found, right=right)
            differences[kind] += told
    return {
        kind: Tally(counts["wanted"], counts["found"], counts["right"], tuple(differences[kind]))
        for kind, counts in totals.items()
    }


def compare(text: Labelled) -> Iterator[tuple[str, int, int, int, list[str]]]:
    """For each kind how many are marked, found and right in one text, and what differs."""
    facts = find_facts(text.text)
    for kind in KINDS[:-1]:
        left = [fact for fact in facts if fact.kind == kind]
        found = len(left)
        missed = []
        for words in text.facts.get(kind, []):
            same = next((fact for fact in left if _is_same(text.text, words, fact)), None)
            if same:
                left.remove(same)
            else:
                missed.append(f"missed {kind}: {words}")
        wanted = len(text.facts.get(kind, []))
        extra = [f"too much {kind}: {fact.value}" for fact in left]
        yield kind, wanted, found, wanted - len(missed), missed + extra
    yield _roles(text)


def _is_same(text: str, words: str, fact: Fact) -> bool:
    if fact.kind == "funder":
        return fact.value.casefold() == words.casefold()
    places = [match.span() for match in re.finditer(re.escape(words), text)]
    overlaps = fact.span is not None and any(fact.span.start < end and start < fact.span.end for start, end in places)
    return overlaps and set(_DIGITS.findall(words)) <= set(_DIGITS.findall(fact.value))


def _roles(text: Labelled) -> tuple[str, int, int, int, list[str]]:
    if text.roles is None:
        return "role", 0, 0, 0, []
    given = {
        (actor.span.of(text.text) if actor.span else actor.name): actor.role
        for actor in find_actors(text.text)
        if actor.role
    }
    right = [name for name, role in text.roles.items() if given.get(name) == role]
    missed = [f"missed role: {name}, {role}" for name, role in text.roles.items() if name not in right]
    extra = [f"too much role: {name}, {role}" for name, role in given.items() if name not in right]
    return "role", len(text.roles), len(given), len(right), missed + extra
