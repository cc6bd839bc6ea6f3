"""`kkharvest dedupe`: the groups of some tellings, with no database and nothing remembered."""

from collections.abc import Sequence
from dataclasses import replace

from kkharvest.core.jsonl import Fields
from kkharvest.core.records import Telling
from kkharvest.core.settings import Settings
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.contract import Place, to_contract
from kkharvest.dedupe.linking import find_links

__all__ = ["group", "resolve"]


def resolve(tellings: Sequence[Telling], settings: Settings) -> list[Fields]:
    """`group`, `relation` and `of` of each telling, in input order."""
    del settings
    return [
        {"group": place.group, "relation": place.relation.value if place.relation else None, "of": place.of}
        for place in group(tellings)
    ]


def group(tellings: Sequence[Telling]) -> list[Place]:
    """The place of each telling, in input order; equal ids are taken for different tellings."""
    unique = _with_unique_ids(tellings)
    original = {changed.id: telling.id for changed, telling in zip(unique, tellings, strict=True)}
    links = find_links(unique)
    places = to_contract(unique, cluster([telling.id for telling in unique], links), links)
    return [replace(place, of=original[place.of]) if place.of else place for place in places]


def _with_unique_ids(tellings: Sequence[Telling]) -> list[Telling]:
    seen: dict[str, int] = {}
    unique = []
    for telling in tellings:
        count = seen[telling.id] = seen.get(telling.id, -1) + 1
        unique.append(replace(telling, id=f"{telling.id}\x1f{count}") if count else telling)
    return unique
