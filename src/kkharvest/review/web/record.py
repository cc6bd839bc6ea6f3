"""The curated record as a form: what is shown in it, and what was written into it."""

import json
from collections.abc import Mapping
from typing import Any

from kkharvest.core.errors import InputError
from kkharvest.review.desk import payload
from kkharvest.review.queue import View, view
from kkharvest.store import Row, Store

__all__ = ["record_of", "shown_record"]

_LONGEST_TITLE = 300
_LONGEST_SUMMARY = 2_000


def shown_record(shown: View, word: Row | None, sent: Mapping[str, list[str]] | None) -> dict[str, Any]:
    """The values of the form: as just sent, else as decided, else as suggested."""
    places = [place["kommunkod"] for place in shown.details.get("places", ())]
    record: dict[str, Any] = {
        "title": shown.candidate["title"],
        "summary": shown.candidate["summary"],
        "themes": [theme.slug for theme in shown.themes if theme.is_selected],
        "areas": [area.slug for area in shown.areas if area.is_selected],
        "level": next((level.slug for level in shown.levels if level.is_selected), ""),
        "municipalities": list(dict.fromkeys(places)),
        "details": {},
    }
    if word and word["verdict"] == "accept":
        record |= {name: value for name, value in payload(word).items() if value is not None}
    if sent:
        record |= {"themes": sent.get("theme", []), "areas": sent.get("area", [])}
        record |= {name: sent[name][-1] for name in ("title", "summary", "level") if name in sent}
        record["municipalities"] = sent.get("kommun", [])
    return record


def record_of(sent: Mapping[str, list[str]], store: Store, candidate_id: str) -> dict[str, Any]:
    """What `accept` is given; a form without themes field (no edits possible) accepts as suggested."""
    if "form" not in sent:
        return {}
    shown = view(store, candidate_id)
    title = sent.get("title", [""])[-1].strip()
    summary = sent.get("summary", [""])[-1].strip()
    if len(title) > _LONGEST_TITLE or len(summary) > _LONGEST_SUMMARY:
        raise InputError(f"Rubriken får ha {_LONGEST_TITLE} tecken och sammanfattningen {_LONGEST_SUMMARY}.")
    rank = {theme.slug: position for position, theme in enumerate(shown.themes)}
    return {
        # The most central first: the order of the suggestion, which the reviewer can only narrow or widen.
        "themes": sorted(dict.fromkeys(sent.get("theme", [])), key=lambda slug: rank.get(slug, len(rank))),
        "areas": sent.get("area", []),
        "level": sent.get("level", [""])[-1] or None,
        "title": title,
        "summary": summary,
        "municipalities": [code for code in sent.get("kommun", []) if code],
    }


def to_json(value: Any) -> str:
    """JSON for a data attribute."""
    return json.dumps(value, ensure_ascii=False)
