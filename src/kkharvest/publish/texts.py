"""Every text of a record that leaves the house, and the personal data in it.

Labels, which a gate of their own holds against the taxonomy, and times are named here; whatever else a record says is a
text, so that a new field is looked at unless somebody names it, too.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from kkharvest.publish.pii import find_personal_data

__all__ = ["is_quotation", "personal_pieces", "published_texts"]

_CODES = frozenset(
    {"id", "themes", "areas", "level", "municipalities", "published", "accepted_at", "decided_at", "at", "verified"}
)
# Kinds that an address may hold; digits in addresses are too often anything else.
_IN_ADDRESS = frozenset({"email", "personnummer"})


def published_texts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and text of every text of a record, such as `details.quote.text`; addresses are texts, too."""
    return _texts(record, "")


def is_quotation(name: str) -> bool:
    """Whether a field holds the source's own words."""
    return name.split(".")[-2:] in (["quote", "text"], ["hindrances", "quote"])


def personal_pieces(name: str, text: str, intended: Collection[str] = ()) -> list[tuple[str, str]]:
    """Kind and piece of the personal data in a published text, beyond what is meant to be published."""
    if name.endswith("url"):
        found = [(kind, piece) for kind, piece in _found(unquote(text)) if kind in _IN_ADDRESS]
    else:
        found = _found(text)
    if name.endswith("organisations.name") and not found:
        found = _found(f"Kontaktperson: {text}")
    return [(kind, piece) for kind, piece in found if piece not in intended]


@lru_cache(maxsize=4096)
def _found(text: str) -> list[tuple[str, str]]:
    """Kind and piece of what stands in a text; publishers, roles and languages come again and again."""
    return [(one.kind, one.text) for one in find_personal_data(text)]


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _CODES:
                yield from _texts(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name)
    elif isinstance(value, str):
        yield name, value
