"""How `kkharvest dedupe` does on families of tellings that nobody tuned on: `python -m bench.dedupe.unseen`.

`tests/dedupe/data/unseen.jsonl` holds twelve families in own words, written without sight of the code: tellings of one
initiative (page, press release, cut copy, English version, follow-up, teaser) and hard neighbours (same city and theme,
sister project elsewhere, another year's edition, same programme in another municipality). Addresses are the sources of
facts; hosts under `.example` stand for tellings that are made up. `effort` is the true group, `copy` the true set of
copies.
Every pair of tellings is judged: `all` by group, `copies` by links of relation `copy_of`, `translations` those pairs of
one group across languages, `same effort` the rest of a group that are no copies.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

DATA = Path(__file__).parents[2] / "tests" / "dedupe" / "data" / "unseen.jsonl"
_SENT = ("id", "title", "text", "url", "lang", "published")
_KINDS = ("copies", "same effort", "translations", "all")


def main() -> int:
    """One line a kind of pair; with --show every pair judged wrong."""
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    places = placed(rows)
    counts = {kind: [0, 0, 0] for kind in _KINDS}
    copies = copy_sets(places)
    for one, other in combinations(rows, 2):
        together = one["effort"] == other["effort"]
        joined = places[one["id"]]["group"] == places[other["id"]]["group"]
        true_copy = one["copy"] is not None and one["copy"] == other["copy"]
        _count(counts["copies"], true_copy, copies[one["id"]] == copies[other["id"]])
        _count(counts["all"], together, joined)
        if one["lang"] != other["lang"]:
            _count(counts["translations"], together, joined)
        elif not true_copy:
            _count(counts["same effort"], together, joined)
        if "--show" in sys.argv and together != joined:
            print(f"{'apart' if together else 'joined'}: {one['id']} | {other['id']}")
    print(f"{len(rows)} tellings of {len({row['effort'] for row in rows})} efforts")
    for kind, (right, false, missed) in counts.items():
        precision, recall = right / max(right + false, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + false + missed, 1)
        figures = f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
        print(f"  {kind:14} {right:3} right {false:3} false {missed:3} missed  {figures}")
    return 0


def placed(rows: Sequence[Row]) -> dict[str, Row]:
    """What the filter says of each telling, by id."""
    lines = "".join(json.dumps({field: row[field] for field in _SENT}) + "\n" for row in rows)
    command = [str(Path(sys.executable).with_name("kkharvest")), "dedupe"]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return {place["id"]: place for place in map(json.loads, done.stdout.splitlines())}


def copy_sets(places: Mapping[str, Row]) -> dict[str, str]:
    """The telling at the root of each one's links of relation `copy_of`, itself if it has none."""
    roots: dict[str, str] = {}
    for id_ in places:
        root = id_
        while places[root]["relation"] == "copy_of":
            root = places[root]["of"]
        roots[id_] = root
    return roots


def _count(counted: list[int], together: bool, joined: bool) -> None:
    if together or joined:
        counted[0 if together and joined else 1 if joined else 2] += 1


if __name__ == "__main__":
    sys.exit(main())
