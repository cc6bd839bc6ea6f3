"""The train step: labelled texts and what people decided, to heads."""

import json

from kkharvest.classify.dataset import Example
from kkharvest.classify.train import train
from kkharvest.core.settings import Settings
from kkharvest.store import Store, open_store

__all__ = ["judged_examples", "train_heads"]

_NOT_TAUGHT = ("duplicate", "old")


def judged_examples(store: Store) -> list[Example]:
    """Standing accepts and rejects as labelled texts, grouped by group of tellings.

    Rejections as duplicate or as out of date say nothing about the text and are left out.
    """
    rows = store.rows(
        """
        SELECT d.verdict, d.payload_json, c.id, c.title, c.text, c.lang, c.url, g.group_id
        FROM decisions AS d JOIN candidates AS c ON c.id = d.candidate_id
        LEFT JOIN candidate_groups AS g ON g.candidate_id = c.id
        WHERE d.verdict IN ('accept', 'reject') ORDER BY c.id
        """
    )
    found = []
    for row in rows:
        chosen = json.loads(row["payload_json"])
        if row["verdict"] == "reject" and chosen.get("reason") in _NOT_TAUGHT:
            continue
        found.append(
            Example(
                id=row["id"],
                initiative=row["group_id"] or row["id"],
                title=row["title"],
                text=row["text"],
                is_example=row["verdict"] == "accept",
                themes=tuple(chosen.get("themes", ())),
                areas=tuple(chosen.get("areas", ())),
                level=chosen.get("level"),
                lang=row["lang"],
                url=row["url"],
            )
        )
    return found


def train_heads(settings: Settings) -> str:
    """Trains from seed texts and judgements; what came of it, in words."""
    judged: list[Example] = []
    if settings.database.is_file():
        with open_store(settings.database) as store:
            judged = judged_examples(store)
    report = train(settings.models / "training", settings.models, settings, judged)
    return f"{report.version}: trained on {report.texts} texts ({report.examples} examples, {len(judged)} judged here)"
