"""What changed between two releases: ADD, MOD and DEL, tombstones with redirects, and the same in words."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kkharvest.publish.record import Record

__all__ = ["Tombstone", "apply_delta", "changes_in_words", "delta_between", "tombstones_after"]


@dataclass(frozen=True, slots=True, order=True)
class Tombstone:
    """An id that was published and is no more: why, which example stands for it now, since which version."""

    id: str
    reason: str
    redirect: str | None
    version: str

    def as_dict(self) -> dict[str, Any]:
        """As it stands in tombstones.json."""
        return asdict(self)


def delta_between(
    before: Iterable[Record], after: Iterable[Record], redirects: Mapping[str, str | None]
) -> list[dict[str, Any]]:
    """Operations that turn `before` into `after`, by id; a DEL carries the id that stands for it now, or null."""
    old, new = ({record["id"]: record for record in records} for records in (before, after))
    found: list[dict[str, Any]] = []
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            found.append({"op": "DEL", "id": key, "redirect": redirects.get(key)})
        elif key not in old:
            found.append({"op": "ADD", "id": key, "example": new[key]})
        elif json.dumps(old[key]) != json.dumps(new[key]):
            found.append({"op": "MOD", "id": key, "example": new[key]})
    return found


def apply_delta(records: Iterable[Record], operations: Iterable[Mapping[str, Any]]) -> list[Record]:
    """The records after the operations, by id."""
    kept = {record["id"]: record for record in records}
    for operation in operations:
        if operation["op"] == "DEL":
            kept.pop(operation["id"], None)
        else:
            kept[operation["id"]] = operation["example"]
    return [kept[key] for key in sorted(kept)]


def tombstones_after(
    earlier: Iterable[Tombstone],
    published: Iterable[str],
    now: Iterable[str],
    fates: Mapping[str, tuple[str, str | None]],
    version: str,
) -> list[Tombstone]:
    """Tombstones of a release: those before and whatever was `published` and is not `now`, by id.

    `fates` gives reason and redirect by id; an id that came back has none.
    """
    standing = set(now)
    stones = {stone.id: stone for stone in earlier if stone.id not in standing}
    for key in published:
        if key not in standing and key not in stones:
            reason, redirect = fates.get(key, ("withdrawn", None))
            stones[key] = Tombstone(key, reason, redirect, version)
    for key, stone in stones.items():
        reason, redirect = fates.get(key, (stone.reason, stone.redirect))
        if (reason, redirect) != (stone.reason, stone.redirect):
            stones[key] = Tombstone(key, reason, redirect, stone.version)
    return [stones[key] for key in sorted(stones)]


def changes_in_words(
    version: str,
    earlier: str | None,
    operations: Sequence[Mapping[str, Any]],
    stones: Iterable[Tombstone],
    before: Iterable[Record],
    total: int,
) -> str:
    """The changelog of a release, as Markdown in Swedish; examples erased from it since are told by id alone."""
    titles = {record["id"]: record["title"] for record in before}
    lines = [f"# Utgåva {version}", ""]
    if earlier is None:
        lines += [f"Första utgåvan: {total} exempel.", ""]
    else:
        counts = {op: [each for each in operations if each["op"] == op] for op in ("ADD", "MOD", "DEL")}
        lines += [
            f"Sedan {earlier}: {len(counts['ADD'])} nya, {len(counts['MOD'])} ändrade, {len(counts['DEL'])} borttagna.",
            "",
        ]
        for op, heading in (("ADD", "Nya"), ("MOD", "Ändrade"), ("DEL", "Borttagna")):
            if counts[op]:
                lines += [f"## {heading}", ""]
                lines += [f"- {_line(each, titles)}" for each in counts[op]] + [""]
    erased = [stone.id for stone in stones if stone.reason == "erased" and stone.version == version]
    if erased:
        lines += ["## Raderade på begäran", "", "Utgåvan är omgjord utan dem; dess kontrollsummor är nya.", ""]
        lines += [f"- {key}" for key in erased] + [""]
    return "\n".join(lines)


def _line(operation: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    key = operation["id"]
    if operation["op"] == "DEL":
        target = operation["redirect"]
        return f"{key}, {'nu del av ' + target if target else 'återkallat'}"
    return f"{operation['example'].get('title') or titles.get(key, '')} ({key})"
