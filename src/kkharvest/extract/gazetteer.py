"""Ways to write the names of municipalities, counties, regions and organisations, by their first word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from kkharvest.taxonomy import municipalities, regions
from kkharvest.taxonomy.organisations import organisations
from kkharvest.taxonomy.places import Ambiguity

__all__ = ["BODY_WORD", "PLACE_WORD", "BodyForm", "PlaceForm", "body_forms", "forms_begun", "place_forms"]

# A capital first and then what stands before it: texts are searched for capitals in a quarter of the time.
PLACE_WORD = re.compile(r"[A-ZÅÄÖ](?<![\w-].)[\w-]*")
BODY_WORD = re.compile(r"[A-ZÅÄÖ](?<![\w-].)[\w.&-]*")
_MAY_BE_OTHER = frozenset({Ambiguity.WORD, Ambiguity.NAME, Ambiguity.COMPANY, Ambiguity.LOOKALIKE})


class PlaceForm(NamedTuple):
    """One way to write a name; no code: a county or region, whose name holds a municipality's."""

    words: str
    kommunkod: str | None
    ambiguity: frozenset[Ambiguity] = frozenset()


class BodyForm(NamedTuple):
    """One way to write an organisation's name."""

    words: str
    name: str
    kind: str


@cache
def place_forms() -> Mapping[str, tuple[PlaceForm, ...]]:
    """Forms of municipalities, counties and regions by their first word, the longest first."""
    return _by_first_word(PLACE_WORD, (*_municipal_forms(), *_regional_forms()))


@cache
def body_forms() -> Mapping[str, tuple[BodyForm, ...]]:
    """Forms of the known organisations by their first word, the longest first."""
    named = ((body, words) for body in organisations() for words in (body.name, *body.aliases))
    return _by_first_word(BODY_WORD, (BodyForm(words, body.name, body.kind.value) for body, words in named))


def forms_begun(word: str) -> tuple[BodyForm, ...]:
    """Forms of organisations that begin with a word of a text, which may end a sentence or be a genitive."""
    forms = body_forms()
    return forms.get(word.rstrip("."), ()) or forms.get(word.removesuffix("s"), ())


_Form = TypeVar("_Form", PlaceForm, BodyForm)


def _by_first_word(word: re.Pattern[str], forms: Iterable[_Form]) -> Mapping[str, tuple[_Form, ...]]:
    by_word: defaultdict[str, list[_Form]] = defaultdict(list)
    for form in forms:
        if first := word.match(form.words):
            by_word[first.group()].append(form)
    return {begun: tuple(sorted(found, key=lambda form: -len(form.words))) for begun, found in by_word.items()}


def _municipal_forms() -> Iterator[PlaceForm]:
    for place in municipalities():
        official = {place.official_name, f"{place.genitive} kommun", f"{place.name} kommun"}
        for words in {place.name, place.genitive, *place.aliases} - official:
            yield PlaceForm(words, place.kommunkod, _MAY_BE_OTHER & frozenset(place.ambiguity))
        yield from (PlaceForm(words, place.kommunkod) for words in official)


def _regional_forms() -> Iterator[PlaceForm]:
    for place in regions():
        yield from (PlaceForm(words, None) for words in {place.name, place.county, *place.aliases})
