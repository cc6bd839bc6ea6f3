"""The search index of the site: files small enough that a browser fetches only those that a question needs.

::

    search/words.json    every word of the examples, sorted, and with which word each of the next files begins
    search/where-N.json  for the Nth run of words: the examples that hold each, as differences between row numbers
    search/rows-N.json   what a hit shows, for the Nth run of examples, newest first

The browser takes the ending off each word that is asked for and looks it up anywhere in the words, so that inflections
and compounds are found; scripts do the rest (`templates/search.js`).
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

__all__ = ["index_files"]

_PLACES_PER_FILE = 12_000
_ROWS_PER_FILE = 50
_WORD = re.compile(r"[^\W_]+")


def index_files(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The index of rows [id, title, summary, places, themes, language], newest first: path and text of each file."""
    found: dict[str, list[int]] = {}
    for number, (_, title, *rest) in enumerate(rows):
        titled = set(_words(title))
        for word in titled.union(_words(" ".join(rest[:3]))):
            # The last bit tells a word of the title from one of the rest.
            found.setdefault(word, []).append(number * 2 + (word in titled))
    words = sorted(found)
    starts = _starts([len(found[word]) for word in words])
    yield "search/words.json", _compact({"perRows": _ROWS_PER_FILE, "starts": starts, "words": " ".join(words)})
    for number, (start, end) in enumerate(pairwise([*starts, len(words)])):
        postings = [_differences(found[word]) for word in words[start:end]]
        yield f"search/where-{number}.json", _compact(postings)
    for start in range(0, len(rows), _ROWS_PER_FILE):
        yield f"search/rows-{start // _ROWS_PER_FILE}.json", _compact(rows[start : start + _ROWS_PER_FILE])


def _starts(sizes: Sequence[int]) -> list[int]:
    """Where each file of words begins, so that none holds more places than it should unless a word alone does."""
    starts, held = [0] if sizes else [], 0
    for number, size in enumerate(sizes):
        if held and held + size > _PLACES_PER_FILE:
            starts.append(number)
            held = 0
        held += size
    return starts


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
