"""The history of releases without what was erased: each one built anew that spoke of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.settings import Settings
from kkharvest.publish.contents import content_hash, release_files, with_index
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.placing import exchange, recover, write_aside
from kkharvest.publish.record import Record
from kkharvest.publish.shelf import read_index, read_records, read_tombstones, read_versions

__all__ = ["Edited", "Past", "rewrite_history", "without"]

ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Past:
    """What a release said: its version, records by id, tombstones by id."""

    version: str
    records: Sequence[Record]
    stones: Sequence[Tombstone]


@dataclass(frozen=True, slots=True)
class Edited:
    """What a release says when examples are erased, and whether that is anything new."""

    past: Past
    is_changed: bool


def without(history: Sequence[Past], erased: Collection[str]) -> list[Edited]:
    """The history without erased examples.

    From the first release that held one, an id, the reason and that release's version remain as a tombstone. No
    tombstone redirects to it any more. A release is changed, too, when the one before held it: its delta spoke of it.
    """
    found: list[Edited] = []
    since: dict[str, str] = {}
    held_before: set[str] = set()
    for past in history:
        held = {record["id"] for record in past.records} & set(erased)
        known = {stone.id for stone in past.stones} & set(erased)
        for key in sorted(held | known):
            since.setdefault(key, past.version)
        stones = {stone.id: stone for stone in past.stones}
        stones |= {key: replace(stone, redirect=None) for key, stone in stones.items() if stone.redirect in set(erased)}
        stones |= {key: Tombstone(key, ERASED, None, version) for key, version in since.items()}
        new = [stones[key] for key in sorted(stones)]
        records = [record for record in past.records if record["id"] not in held]
        is_changed = bool(held or held_before) or new != list(past.stones)
        found.append(Edited(Past(past.version, records, new), is_changed))
        held_before = held
    return found


def rewrite_history(settings: Settings, erased: Collection[str]) -> list[dict[str, Any]]:
    """Builds every release anew that spoke of the erased, and puts them in place together; their new entries.

    Raises `ReleaseError` when a release is damaged; nothing is changed then.
    """
    releases = settings.releases
    recover(releases)
    versions = read_versions(releases)
    if not versions or not erased:
        return []
    history = [
        Past(entry["version"], read_records(releases, entry), read_tombstones(releases, entry)) for entry in versions
    ]
    moment, rebuilt = now(), list[dict[str, Any]]()
    before: Sequence[Record] = ()
    earlier: str | None = None
    for entry, edited in zip(versions, without(history, erased), strict=True):
        past = edited.past
        if edited.is_changed:
            index = read_index(releases, entry)
            files = with_index(
                release_files(settings, past.version, past.records, past.stones, before=before, earlier=earlier),
                past.version,
                past.records,
                past.stones,
                checks=index["checks"],
                models=index.get("model_versions", ()),
            )
            write_aside(releases, past.version, files)
            digest = content_hash(past.records)
            entry |= {"content_hash": digest, "n_examples": len(past.records), "rebuilt_at": moment}
            rebuilt.append(entry)
        before, earlier = past.records, past.version
    if rebuilt:
        exchange(releases, versions, [entry["version"] for entry in rebuilt])
    return rebuilt
