"""Which municipalities tellings speak of, and on whose site they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.address import host_of
from kkharvest.core.records import Telling
from kkharvest.dedupe.lexicon import Meanings
from kkharvest.dedupe.tokens import CAP_INSIDE, CAP_START, Tokens, word_hash
from kkharvest.taxonomy.places import municipalities

__all__ = ["Places", "site_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Municipalities of the rows; `certain` says which words named one."""

    row: Ints
    place: Ints
    lead: Ints
    in_title: Ints
    home: Ints
    certain: NDArray[np.bool_]

    @classmethod
    def of(
        cls, tokens: Tokens, meanings: Meanings, row: Ints, in_title: NDArray[np.bool_], tellings: Sequence[Telling]
    ) -> "Places":
        """The municipalities that words name, that are given, and whose sites the tellings stand on."""
        n = len(tellings)
        certain = (meanings.place >= 0) & (tokens.capital >= CAP_START)
        if len(row):
            beside = np.append(meanings.place_word[1:], False)
            after = np.isin(np.append(np.uint64(0), tokens.word[:-1]), _prepositions())
            certain &= ~meanings.doubtful | beside | (after & (tokens.capital == CAP_INSIDE))
        codes = {place.kommunkod: number for number, place in enumerate(municipalities())}
        given = [(at, codes[code]) for at, telling in enumerate(tellings) for code in telling.places if code in codes]
        given_rows = np.array([at for at, _ in given], dtype=np.int64)
        given_places = np.array([place for _, place in given], dtype=np.int64)
        home = np.array([_home(telling.url) for telling in tellings], dtype=np.int64)
        at_home = np.flatnonzero(home >= 0)
        named_rows, named = row[certain], meanings.place[certain]
        weight = np.where(in_title[certain], 3, 1)
        lead = _lead(named_rows, named, weight, n)
        return cls(
            row=np.concatenate([named_rows, given_rows, at_home]),
            place=np.concatenate([named, given_places, home[at_home]]),
            lead=np.where(lead < 0, home, lead),
            in_title=_lead(row[certain & in_title], meanings.place[certain & in_title], weight[weight > 1], n),
            home=home,
            certain=certain,
        )


def _lead(row: Ints, place: Ints, weight: Ints, n: int) -> Ints:
    """The place with most weight in each row, the smaller number on a tie; −1 for none."""
    lead = np.full(n, -1, dtype=np.int64)
    if len(row):
        keys, inverse = np.unique(row * 1000 + place, return_inverse=True)
        total = np.bincount(inverse, weights=weight)
        order = np.lexsort((-keys, total, keys // 1000))
        lead[keys[order] // 1000] = keys[order] % 1000
    return lead


def _prepositions() -> NDArray[np.uint64]:
    return np.array([word_hash(word) for word in ("i", "in", "från", "from")], dtype=np.uint64)


def site_of(url: str | None) -> str:
    """The host without `www.`, empty for no address."""
    return host_of(url).removeprefix("www.") if url else ""


def _home(url: str | None) -> int:
    """The municipality whose name is the site's (`vaxjo.se`, `www.kristianstad.se`); −1 for none."""
    labels = site_of(url).rsplit(".", 2)
    return _homes().get(labels[-2], -1) if len(labels) > 1 else -1


@cache
def _homes() -> dict[str, int]:
    plain = str.maketrans("åäöé", "aaoe", " -")
    return {place.name.casefold().translate(plain): row for row, place in enumerate(municipalities())}
