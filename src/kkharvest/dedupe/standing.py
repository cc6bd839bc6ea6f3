"""Which telling of a group comes first: the one a reviewer reads and a copy is a copy of."""

import unicodedata
from functools import cache

from kkharvest.core.address import host_of
from kkharvest.core.records import Telling
from kkharvest.taxonomy.places import municipalities

__all__ = ["standing"]

_KINDS = {
    "municipality": 0,
    "municipal_company": 1,
    "region": 1,
    "county_board": 1,
    "network": 2,
    "science_park": 2,
    "research_institute": 2,
    "university": 2,
    "authority": 2,
    "press_host": 4,
    "trade_press": 5,
}
_UNKNOWN = 3
_PRESS_HOSTS = ("mynewsdesk", "cision", "via.tt")
_SIZE_STEP = 200
_LOOKED_AT = 600


def standing(telling: Telling) -> tuple[int, int, int, str, int, str]:
    """Sort key: municipality before region before network before press; Swedish; fuller; earlier; then by id."""
    kind = _kind(telling)
    size = -(len(telling.text) // _SIZE_STEP)
    foreign = int(_is_foreign(telling))
    day = telling.published.isoformat() if telling.published else "9999"
    return (kind, foreign, size, day, -len(telling.text), telling.id)


def _is_foreign(telling: Telling) -> bool:
    """Whether a telling is not in Swedish; by its commonest words when no language is given."""
    if telling.lang:
        return not telling.lang.lower().startswith("sv")
    words = telling.text[:_LOOKED_AT].casefold().split()
    return sum(map(words.count, ("the", "and", "of"))) > sum(map(words.count, ("och", "att", "i", "som")))


def _kind(telling: Telling) -> int:
    if telling.source_kind:
        return _KINDS.get(telling.source_kind, _UNKNOWN)
    host = host_of(telling.url).removeprefix("www.") if telling.url else ""
    if not host:
        return _UNKNOWN
    if any(name in host for name in _PRESS_HOSTS):
        return _KINDS["press_host"]
    return 0 if host.split(".")[-2:-1] and host.split(".")[-2] in _municipal_names() else _UNKNOWN


@cache
def _municipal_names() -> frozenset[str]:
    """Names of municipalities as they stand in host names: `goteborg`, `upplands-vasby`."""
    names = set()
    for place in municipalities():
        plain = unicodedata.normalize("NFKD", place.name.lower()).encode("ascii", "ignore").decode()
        names |= {plain.replace(" ", ""), plain.replace(" ", "-")}
    return frozenset(names)
