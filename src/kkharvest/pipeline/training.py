"""The train step: labelled texts and what people decided, to heads."""

import json
from datetime import UTC, datetime

from kkharvest.classify.dataset import Example
from kkharvest.classify.encoder import load_encoder, load_encoder_for_training
from kkharvest.classify.heads import current_version, load_heads, set_current
from kkharvest.classify.promotion import versions
from kkharvest.classify.train import train
from kkharvest.core.errors import ModelError
from kkharvest.core.settings import Settings
from kkharvest.pipeline.drift import drift_lines, read_drift
from kkharvest.store import Store, open_store

__all__ = ["judged_examples", "tell_drift", "train_heads", "use_heads"]

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
    """Trains from seed texts and judgements, and puts the heads into use when the rule allows; what came of it."""
    judged: list[Example] = []
    lines: list[str] = []
    encoder, cache = load_encoder_for_training(settings)
    if settings.database.is_file():
        with open_store(settings.database) as store:
            judged = judged_examples(store)
        lines = [tell_drift(settings)]
    report = train(settings.models / "training", settings.models, encoder, judged)
    cache.forget_others()
    trained = (
        f"{report.version}: trained on {report.texts} texts ({report.examples} examples, {len(judged)} judged here)"
    )
    return "\n".join([*lines, trained, report.promotion.reason])


def tell_drift(settings: Settings) -> str:
    """The drift report of the heads in use, in words."""
    if not settings.database.is_file():
        return "Drift: nothing has been harvested yet."
    try:
        version = current_version(settings.models, settings.classify.encoder)
    except ModelError as error:
        return f"Drift: {error}"
    with open_store(settings.database) as store:
        return "\n".join(drift_lines(read_drift(store, version, datetime.now(UTC))))


def use_heads(settings: Settings, version: str) -> str:
    """Puts heads that were trained earlier into use; raises `ModelError` naming those there are."""
    encoder = load_encoder(settings)
    known = [str(manifest["version"]) for manifest in versions(settings.models)]
    if version not in known:
        raise ModelError(f"There are no heads {version!r}. Trained so far: {', '.join(known) or 'none'}.")
    load_heads(settings.models, encoder.name, encoder.revision, version)
    set_current(settings.models, encoder.name, version)
    return f"{version} is in use from the next run on."
