"""Every text of a record that leaves the house, and the personal data in it.

Fields that hold codes, days and numbers are named here; whatever else a record says is a text, so that a new field is
looked at unless somebody names it, too.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from kkharvest.publish.pii import find_personal_data

__all__ = ["is_quotation", "personal_pieces", "published_texts"]

_CODES = frozenset(
    {"id", "lang", "themes", "areas", "level", "municipalities", "published", "accepted_at", "decided_at", "role",
     "form", "status", "period", "verified", "kind", "at", "changed", "start", "end"}
)  # fmt: skip
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
        found = [one for one in find_personal_data(unquote(text)) if one.kind in _IN_ADDRESS]
    else:
        found = find_personal_data(text)
    if name.endswith("organisations.name") and not found:
        found = find_personal_data(f"Kontaktperson: {text}")
    return [(one.kind, one.text) for one in found if one.text not in intended]


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
