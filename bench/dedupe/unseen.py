"""Tellings written by somebody who did not see the training set: read for measuring alone.

Of the first set one flaw that it showed was mended; the others have chosen nothing.
"""

import json
from datetime import date
from pathlib import Path

from kkharvest.core.records import Telling
from kkharvest.dedupe.labelled import Labelled

__all__ = ["UNSEEN_SETS", "load_unseen"]

_FOLDER = Path(__file__).resolve().parents[2] / "tests" / "dedupe" / "data"
UNSEEN_SETS = tuple(_FOLDER / f"{name}.jsonl" for name in ("unseen", "unseen-2", "unseen-3"))


def load_unseen(path: Path) -> list[Labelled]:
    """The tellings as labelled ones; of those that share a text (`copy`) the first is what the others copy."""
    rows: list[Labelled] = []
    first: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        of = first.setdefault(fields["copy"], fields["id"]) if fields["copy"] else None
        published = date.fromisoformat(fields["published"]) if fields["published"] else None
        telling = Telling(
            fields["id"], fields["title"], fields["text"], fields["url"], lang=fields["lang"], published=published
        )
        is_copy = of not in {None, fields["id"]}
        relation = "copy_of" if is_copy else "same_effort"
        rows.append(Labelled(telling, fields["family"], fields["effort"], relation, of if is_copy else None))
    return rows
