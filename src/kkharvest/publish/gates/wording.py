"""Quotations, and how much else stands in a source word for word."""

import re
from collections.abc import Mapping, Sequence

from kkharvest.core.text import words
from kkharvest.publish.record import Record
from kkharvest.publish.texts import is_quotation, published_texts
from kkharvest.store import Store

__all__ = ["QUOTED", "copied_words", "long_quotes", "taken_over", "wrong_quotes"]

QUOTED = re.compile(r"[”“\"»]([^”“\"«»]{1,2000})[”“\"«]")
"""A quotation inside a text of ours."""

_RUN = 8
_MAX_QUOTE = 300
_OWN = frozenset({"summary", "details.results", "details.funding"})


def taken_over(summary: str, source: str) -> float:
    """Share of a summary's words that stand in runs of eight in the source, quotations left out."""
    own = words(QUOTED.sub(" ", summary))
    if len(own) < _RUN:
        return 0.0
    theirs = words(source)
    runs = {tuple(theirs[i : i + _RUN]) for i in range(len(theirs) - _RUN + 1)}
    covered = [False] * len(own)
    for start in range(len(own) - _RUN + 1):
        if tuple(own[start : start + _RUN]) in runs:
            covered[start : start + _RUN] = [True] * _RUN
    return sum(covered) / len(own)


def long_quotes(records: Sequence[Record]) -> list[str]:
    """Quotations longer than 300 characters, in fields of their own or inside a text."""
    return [
        f"{record['id']} quotes {len(quote)} characters; at most {_MAX_QUOTE}"
        for record in records
        for name, text in published_texts(record)
        for quote in ([text] if is_quotation(name) else QUOTED.findall(text))
        if len(quote) > _MAX_QUOTE
    ]


def wrong_quotes(store: Store, records: Sequence[Record]) -> list[str]:
    """Quotes that do not stand in the source word for word, as it was when it was read or decided on."""
    quotes = [
        (record["id"], text) for record in records for name, text in published_texts(record) if is_quotation(name)
    ]
    if not quotes:
        return []
    texts = {key: [_on_one_line(text) for text in told] for key, told in _source_texts(store).items()}
    return [
        f"{key} quotes what its source does not say: “{quote[:60]}”"
        for key, quote in quotes
        if not any(_on_one_line(quote) in text for text in texts.get(key, ()))
    ]


def copied_words(store: Store, records: Sequence[Record]) -> list[tuple[str, int, float]]:
    """By example: the most characters of one text that stand in a source in runs of eight words, and what share."""
    texts = _source_texts(store)
    found = []
    for record in records:
        shares = [
            (taken_over(own, text), len(QUOTED.sub(" ", own)))
            for name, own in published_texts(record)
            if own and name in _OWN
            for text in texts.get(record["id"], ())
        ]
        size = max((round(share * length) for share, length in shares), default=0)
        found.append((record["id"], size, max((share for share, _ in shares), default=0.0)))
    return found


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _source_texts(store: Store) -> Mapping[str, list[str]]:
    """By example: the texts of all its tellings, and the one that was decided on."""
    rows = store.rows(
        "SELECT s.example_id AS id, c.text FROM example_sources AS s JOIN candidates AS c ON c.id = s.candidate_id "
        "UNION SELECT e.id, t.text FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id "
        "JOIN judged_texts AS t ON t.text_hash = j.text_hash WHERE e.status = 'accepted'"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row["text"])
    return found
