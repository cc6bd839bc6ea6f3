"""Personal data in a text, as the publishing gate sees it.

::

    numbers     personnummer, samordningsnummer, iban, bank_account, swish, vehicle_registration, ip_address
    births      date_of_birth
    contact     email, phone, social_media
    names       name
    homes       home_address
    statements  sensitive, signature_block: these may hold finds of the other kinds

A gate, so it rather asks once too often; but what belongs to a function is nobody's: switchboards, mailboxes such as
`kommun@`, roles without names, organisation and case numbers, firms and streets named after persons. Names are found
by a lexicon of names in use in Sweden and by the words around; no model is loaded and nothing is sent anywhere.
"""

from collections.abc import Iterable

from kkharvest.publish.pii.births import find_births
from kkharvest.publish.pii.contact import find_contacts
from kkharvest.publish.pii.homes import find_homes
from kkharvest.publish.pii.model import PersonalData
from kkharvest.publish.pii.names import find_names
from kkharvest.publish.pii.numbers import find_numbers
from kkharvest.publish.pii.statements import find_sensitive, find_signatures

__all__ = ["KINDS", "PersonalData", "find_personal_data"]

KINDS = (
    "personnummer",
    "samordningsnummer",
    "email",
    "phone",
    "name",
    "home_address",
    "vehicle_registration",
    "bank_account",
    "iban",
    "swish",
    "ip_address",
    "date_of_birth",
    "social_media",
    "sensitive",
    "signature_block",
)


_CERTAIN = frozenset({"personnummer", "samordningsnummer", "swish", "iban"})


def find_personal_data(text: str) -> list[PersonalData]:
    """Personal data in order of place; two finds are apart, or a statement or signature block holds the other."""
    plain = _apart([*find_numbers(text), *find_contacts(text)])
    names = [name for name in find_names(text) if not any(_overlap(name, other) for other in plain)]
    homes = list(find_homes(text, names))
    names = [name for name in names if not any(_overlap(name, home) for home in homes)]
    plain = _apart([*plain, *find_births(text, names), *homes, *names])
    names = [item for item in plain if item.kind == "name"]
    holders = _apart([*find_signatures(text, plain), *find_sensitive(text, names)])
    holders = [holder for holder in holders if all(_apart_or_inside(item, holder) for item in plain)]
    held = {(holder.start, holder.end) for holder in holders}
    plain = [item for item in plain if (item.start, item.end) not in held]
    return sorted([*plain, *holders], key=lambda item: (item.start, -item.end))


def _apart(finds: Iterable[PersonalData]) -> list[PersonalData]:
    """Finds by place without overlaps; of two the more certain kind, then the earlier, then the longer."""
    kept: list[PersonalData] = []
    for item in sorted(finds, key=lambda each: (each.kind not in _CERTAIN, each.start, -each.end)):
        if not any(_overlap(item, other) for other in kept):
            kept.append(item)
    return kept


def _overlap(one: PersonalData, other: PersonalData) -> bool:
    return one.start < other.end and other.start < one.end


def _apart_or_inside(item: PersonalData, holder: PersonalData) -> bool:
    return not _overlap(item, holder) or (holder.start <= item.start and item.end <= holder.end)
