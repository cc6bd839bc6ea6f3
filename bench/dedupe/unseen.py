"""Tellings written by somebody who did not see the training set: read for measuring alone, never to choose anything."""

import json
from datetime import date
from pathlib import Path

from kkharvest.core.records import Telling
from kkharvest.dedupe.labelled import Labelled

__all__ = ["UNSEEN", "load_unseen"]

UNSEEN = Path(__file__).resolve().parents[2] / "tests" / "dedupe" / "data" / "unseen.jsonl"


def load_unseen(path: Path = UNSEEN) -> list[Labelled]:
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
