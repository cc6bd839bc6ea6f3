"""An edition whose every text is hostile, as if nobody had read what they accepted."""

from collections.abc import Iterator
from typing import Any

from kkharvest.publish.formats import Edition
from tests.publish.site_edition import edition
from tests.review.payloads import PAYLOADS

__all__ = ["hostile_edition"]

_FIELDS = 9


def hostile_edition() -> Edition:
    """As many records as it takes for each payload to stand in one, in every field that holds text."""
    made = edition(-(-len(PAYLOADS) // _FIELDS))
    records = []
    for number, record in enumerate(made.records):
        texts = _texts(number)
        voice: dict[str, Any] = {**record["sources"][0], "title": next(texts), "publisher": next(texts)}
        details: dict[str, Any] = {
            "organisations": [{"name": next(texts), "role": "lead"}],
            "results": next(texts),
            "funding": next(texts),
            "quote": {"text": next(texts), "start": 0, "end": 1},
        }
        hindrance: dict[str, Any] = {"kind": "other", "quote": next(texts), "url": "https://kommun.example/a"}
        records.append(
            {
                **record,
                "title": next(texts),
                "summary": next(texts),
                "sources": [voice],
                "details": details,
                "hindrances": [hindrance],
            }
        )
    return Edition(made.version, made.base_url, made.publisher, records, made.tombstones, made.contact)


def _texts(number: int) -> Iterator[str]:
    start = number * _FIELDS
    # What no file can hold (NUL, half a character pair) is taken out when a page is read.
    yield from (PAYLOADS[(start + at) % len(PAYLOADS)].replace("\u0000", "") for at in range(_FIELDS))
