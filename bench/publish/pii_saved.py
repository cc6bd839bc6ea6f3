"""Sets of planted and clean texts, saved as they are; the unseen ones were written without sight of the finder.

A set `unseen-2` stands in `pii_unseen_2.jsonl`; another one is a file beside it. Each line has `kind` (null: clean) and
`text`, the planted piece between ⟪ and ⟫. Mobile and area numbers are those set aside for fiction, personnummer end in
serials of test persons.

unseen-2: 178 frames of planted pieces, 135 of clean texts, names of thirteen origins. On first reading 90.8 % of 466
pieces were held back, and 22 of 405 clean texts raised an alarm.

unseen-3: 200 pieces of fifteen kinds and 250 clean texts, many inside paragraphs of other matter. On first reading
92.5 % were held back, and 20 of 250 clean texts raised an alarm. Mended on tune-weak alone, without sight of its texts,
the finder held back 96.5 % with 5 alarms; what was left then showed whole classes that were mended as well, so that
the set is no longer unseen.

tune-weak: pieces of the four kinds that were weakest then (home addresses, vehicles, dates of birth, sensitive
statements), and clean texts that look like them, for tuning.
"""

import json
from pathlib import Path

from bench.publish.pii_items import Item

__all__ = ["saved", "saved_sets"]

_FOLDER = Path(__file__).parent


def saved_sets() -> dict[str, Path]:
    """The files of the saved sets by name."""
    return {path.stem.removeprefix("pii_").replace("_", "-"): path for path in sorted(_FOLDER.glob("pii_*.jsonl"))}


def saved(path: Path) -> tuple[list[Item], list[str]]:
    """The planted items and the clean texts of a set, in the file's order."""
    planted: list[Item] = []
    clean: list[str] = []
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        if row["kind"] is None:
            clean.append(row["text"])
            continue
        before, piece, after = row["text"].replace("⟫", "⟪").split("⟪")
        planted.append(Item(row["kind"], before + piece + after, len(before), len(before) + len(piece)))
    return planted, clean
