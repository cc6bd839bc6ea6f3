"""What a telling is compared by: sets of hashed words, shingles, names, numbers and places.

Every set is a row of 31-bit hashes, so that pairs are compared by the thousand. A row depends
on its own telling alone: rows of different harvests can be put together in any order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.address import AddressError, address_key
from kkharvest.core.records import Telling
from kkharvest.dedupe.lexicon import Lexicon, Meanings
from kkharvest.dedupe.locating import Places, site_of
from kkharvest.dedupe.parts import parts_of
from kkharvest.dedupe.sets import COLUMNS, Sets, column
from kkharvest.dedupe.tokens import CAP_INSIDE, Tokens, mix, tokenise

__all__ = ["SETS", "Profiles", "profile", "stack", "take"]

Ints = NDArray[np.int64]

SHINGLE = 4
SENTENCE = 5
_SWEDISH, _ENGLISH = 1, 2
_CHUNK_CHARS = 1_000_000
SETS = (
    "shingles",
    "sentences",
    "stems",
    "names",
    "title",
    "parts",
    "title_parts",
    "numbers",
    "years",
    "places",
    "links",
)
"""Names of the sets; `years` holds years and `places` rows of municipalities as columns, the rest hashes."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """One row a telling: the sets of `SETS`, and arrays of length n.

    `text_key` (uint64) is equal for equal text words, `title_key` (uint64) for equal title words without numbers,
    `title_digest` (uint64) likewise with numbers; `length` (int64) counts text words; `lead_place` (int64) is the
    municipality named most and `title_place` that of the title, `home` the one whose site it stands on (−1 for none
    of all three; `lead_place` is `home` where the text names none); `title_year` and `edition` (int64, 0 for none)
    are read off the title; `english` is 0, 1 or −1 (unknown); `day` (int64) is the ordinal of the date, 0 when
    unknown; `host` and `address` (uint64) are 0 when unknown.
    """

    shingles: Sets
    sentences: Sets
    stems: Sets
    names: Sets
    title: Sets
    parts: Sets
    title_parts: Sets
    numbers: Sets
    years: Sets
    places: Sets
    links: Sets
    text_key: NDArray[np.uint64]
    title_key: NDArray[np.uint64]
    title_digest: NDArray[np.uint64]
    length: Ints
    lead_place: Ints
    title_place: Ints
    home: Ints
    title_year: Ints
    edition: Ints
    english: Ints
    day: Ints
    host: NDArray[np.uint64]
    address: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.length)


_FIELDS = tuple(each.name for each in fields(Profiles))


def profile(tellings: Sequence[Telling], lexicon: Lexicon | None = None) -> Profiles:
    """Profiles of `tellings` in their order."""
    lexicon = lexicon or Lexicon()
    parts = [_profile_chunk(chunk, lexicon) for chunk in _chunks(tellings)]
    return stack(parts) if parts else _profile_chunk([], lexicon)


def stack(parts: Sequence[Profiles]) -> Profiles:
    """The rows of several profiles, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Profiles(**{name: _joined([getattr(part, name) for part in parts]) for name in _FIELDS})


def take(profiles: Profiles, rows: Ints) -> Profiles:
    """Some rows, in the order asked for."""
    return Profiles(**{name: _taken(getattr(profiles, name), rows) for name in _FIELDS})


def _taken(values: Any, rows: Ints) -> Any:
    return values.take(rows) if isinstance(values, Sets) else values[rows]


def _joined(parts: list[Any]) -> Any:
    return Sets.stacked(parts) if isinstance(parts[0], Sets) else np.concatenate(parts)


def _chunks(tellings: Sequence[Telling]) -> Iterator[Sequence[Telling]]:
    start = size = 0
    for stop, telling in enumerate(tellings):
        if size > _CHUNK_CHARS:
            yield tellings[start:stop]
            start, size = stop, 0
        size += len(telling.title) + min(len(telling.text), 60_000)
    if start < len(tellings):
        yield tellings[start:]


def _profile_chunk(tellings: Sequence[Telling], lexicon: Lexicon) -> Profiles:
    n = len(tellings)
    # Titles and texts alternate, so that each word's telling is half its text number.
    tokens = tokenise([part for telling in tellings for part in (telling.title, telling.text)])
    meanings = lexicon.meanings(tokens)
    row, in_title = tokens.text >> 1, (tokens.text & 1) == 0
    places = Places.of(tokens, meanings, row, in_title, tellings)
    is_word = meanings.stem >= 0
    is_name = is_word & (tokens.capital == CAP_INSIDE) & (meanings.place < 0)
    is_name |= is_word & in_title & (tokens.capital > 0) & (meanings.place < 0)
    content_stem = np.where(places.certain, -1, meanings.stem)
    subject = content_stem >= 0
    return Profiles(
        shingles=Sets.of(*_shingles(tokens, row, in_title), n),
        sentences=Sets.of(*_sentences(tokens, row, in_title), n),
        stems=Sets.of(row[subject], content_stem[subject], n),
        names=Sets.of(row[is_name], meanings.stem[is_name], n),
        title=Sets.of(row[subject & in_title], content_stem[subject & in_title], n),
        parts=Sets.of(*parts_of(tokens, row, subject), n),
        title_parts=Sets.of(*parts_of(tokens, row, subject & in_title), n),
        numbers=Sets.of(row[meanings.number >= 0], meanings.number[meanings.number >= 0], n),
        years=Sets.of(row[meanings.year > 0], meanings.year[meanings.year > 0], n),
        places=Sets.of(places.row, places.place, n),
        links=Sets.of(*_links(tellings), n),
        text_key=_folded(tokens.word, row, ~in_title, n),
        title_key=_folded(tokens.word, row, in_title & is_word, n),
        title_digest=_folded(tokens.word, row, in_title, n),
        length=np.bincount(row[~in_title], minlength=n),
        lead_place=places.lead,
        title_place=places.in_title,
        home=places.home,
        title_year=_largest(row, np.where(in_title, meanings.year, 0), n),
        edition=_largest(row, _editions(tokens, meanings, in_title), n),
        english=_english(tellings, meanings, row),
        day=np.array([_day(telling.published) for telling in tellings], dtype=np.int64),
        host=np.array([_key(site_of(telling.url)) for telling in tellings], dtype=np.uint64),
        address=np.array([_key(_address(telling.url)) for telling in tellings], dtype=np.uint64),
    )


def _shingles(tokens: Tokens, row: Ints, in_title: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    words = tokens.word
    if len(words) < SHINGLE:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    last = len(words) - SHINGLE + 1
    hashes = words[:last].copy()
    for step in range(1, SHINGLE):
        hashes = mix(hashes + words[step : last + step])
    whole = (tokens.text[:last] == tokens.text[SHINGLE - 1 :]) & ~in_title[:last]
    return row[:last][whole], column(hashes[whole])


def _sentences(tokens: Tokens, row: Ints, in_title: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    if not len(row):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    numbers = tokens.sentence
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    lengths = np.diff(np.append(starts, len(numbers)))
    place = np.arange(len(numbers)) - np.repeat(starts, lengths)
    sums = np.add.reduceat(mix(tokens.word + place.astype(np.uint64)), starts)
    kept = (lengths >= SENTENCE) & ~in_title[starts]
    return row[starts][kept], column(mix(sums)[kept])


def _folded(words: NDArray[np.uint64], row: Ints, chosen: NDArray[np.bool_], n: int) -> NDArray[np.uint64]:
    """One hash a row over its chosen words in order; 0 for none."""
    folded = np.zeros(n, dtype=np.uint64)
    rows, kept = row[chosen], words[chosen]
    if len(rows):
        starts = np.flatnonzero(np.diff(rows, prepend=-1))
        lengths = np.diff(np.append(starts, len(rows)))
        place = np.arange(len(rows)) - np.repeat(starts, lengths)
        folded[rows[starts]] = mix(np.add.reduceat(mix(kept + mix(place.astype(np.uint64))), starts))
    return folded


def _editions(tokens: Tokens, meanings: Meanings, in_title: NDArray[np.bool_]) -> Ints:
    """Number of the edition or stage at each word that names one ("etapp 2", "andra omgången")."""
    editions = np.zeros(len(tokens.word), dtype=np.int64)
    if len(editions) > 1:
        pair = in_title[:-1] & (tokens.text[:-1] == tokens.text[1:])
        after = pair & meanings.edition_word[:-1]
        editions[:-1][after] = meanings.ordinal[1:][after]
        before = pair & meanings.edition_word[1:] & (meanings.ordinal[:-1] > 0)
        editions[:-1][before] = meanings.ordinal[:-1][before]
    return editions


def _largest(row: Ints, values: Ints, n: int) -> Ints:
    largest = np.zeros(n, dtype=np.int64)
    np.maximum.at(largest, row[values > 0], values[values > 0])
    return largest


def _links(tellings: Sequence[Telling]) -> tuple[Ints, Ints]:
    rows, columns = [], []
    for at, telling in enumerate(tellings):
        for link in telling.links:
            key = _key(_address(link))
            if key:
                rows.append(at)
                columns.append(key % COLUMNS)
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)


def _english(tellings: Sequence[Telling], meanings: Meanings, row: Ints) -> Ints:
    """1 for English, 0 for Swedish, −1 unknown; by function words where no language is given."""
    n = len(tellings)
    swedish = np.bincount(row, weights=meanings.language == _SWEDISH, minlength=n)
    english = np.bincount(row, weights=meanings.language == _ENGLISH, minlength=n)
    guess = np.where(swedish + english == 0, -1, (english > swedish).astype(np.int64))
    given = [-1 if not telling.lang else int(telling.lang.lower().startswith("en")) for telling in tellings]
    told = np.array(given, dtype=np.int64)
    chosen: Ints = np.where(told >= 0, told, guess)
    return chosen


def _day(published: date | None) -> int:
    return published.toordinal() if published else 0


def _address(url: str | None) -> str:
    try:
        return address_key(url) if url else ""
    except AddressError:
        return ""


def _key(text: str) -> int:
    """A 64-bit hash of any text, 0 for none."""
    if not text:
        return 0
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
