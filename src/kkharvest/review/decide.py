"""Decisions: each checks what the reviewer said, adds one judgement, and derives the examples anew."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kkharvest import taxonomy
from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.details import suggested_details
from kkharvest.review.examples import derive_examples
from kkharvest.review.queue import view
from kkharvest.review.regroup import companions, regroup
from kkharvest.review.versions import keep_text
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Row, Store
from kkharvest.store.judgements import add_judgement, add_pair_judgement, latest_standing, undo

__all__ = ["REJECT_REASONS", "accept", "defer", "judge_pair", "reject", "undo_last", "unsure", "withdraw"]

REJECT_REASONS: Mapping[str, str] = ReviewSettings().reject_reasons
_MAX_THEMES = 3


def accept(
    store: Store,
    candidate_id: str,
    reviewer: str,
    *,
    themes: Sequence[str] | None = None,
    areas: Sequence[str] | None = None,
    level: str | None = None,
    title: str | None = None,
    summary: str | None = None,
    municipalities: Sequence[str] | None = None,
    details: Mapping[str, Any] | None = None,
    sources: Mapping[str, str] | None = None,
    note: str = "",
) -> int:
    """Accepts a candidate as an example, by default as suggested; the id of the judgement.

    The judgement keeps the whole chosen record, so that later suggestions never change what was decided. Raises
    `InputError` for an unknown candidate, theme, area, level or kommunkod, and for none or too many themes. `sources`
    gives the role of each of the group's candidates where it is another than what follows from the group.
    """
    shown = view(store, candidate_id)
    chosen = list(themes) if themes is not None else [s.slug for s in shown.themes if s.is_selected]
    if not 1 <= len(chosen) <= _MAX_THEMES:
        raise InputError(f"Ett exempel har ett till {_MAX_THEMES} teman; här är {len(chosen)}. Ange dem med --theme.")
    chosen_areas = list(areas) if areas is not None else [s.slug for s in shown.areas if s.is_selected]
    if level is None:
        level = next((s.slug for s in shown.levels if s.is_selected), None)
    places = municipalities
    if places is None:
        places = list(dict.fromkeys(place["kommunkod"] for place in shown.details.get("places", ())))
    _require(chosen, [theme.slug for theme in taxonomy.predicted_themes()], "tema")
    _require(chosen_areas, [area.slug for area in taxonomy.areas()], "område")
    _require([level] if level else [], [known.slug for known in taxonomy.levels()], "stödnivå")
    _require(places, [place.kommunkod for place in taxonomy.municipalities()], "kommunkod")
    payload: dict[str, Any] = {
        "title": title or shown.candidate["title"],
        "summary": summary or shown.candidate["summary"],
        "themes": list(dict.fromkeys(chosen)),
        "areas": list(dict.fromkeys(chosen_areas)),
        "level": level,
        "municipalities": list(dict.fromkeys(places)),
    }
    chosen_details = suggested_details(shown.details, shown.candidate["text"]) if details is None else details
    if chosen_details:
        payload["details"] = dict(chosen_details)
    if sources:
        payload["sources"] = dict(sources)
    return _decide(store, candidate_id, "accept", reviewer, payload, note)


def reject(
    store: Store,
    candidate_id: str,
    reviewer: str,
    reason: str,
    note: str = "",
    *,
    reasons: Mapping[str, str] = REJECT_REASONS,
) -> int:
    """Rejects a candidate for one of `reasons`; the id of the judgement."""
    _require([reason], list(reasons), "skäl")
    return _decide(store, candidate_id, "reject", reviewer, {"reason": reason}, note)


def unsure(store: Store, candidate_id: str, reviewer: str, note: str = "") -> int:
    """Says that somebody else should look; the id of the judgement."""
    return _decide(store, candidate_id, "unsure", reviewer, {}, note)


def defer(store: Store, candidate_id: str, reviewer: str, until: str | None = None, note: str = "") -> int:
    """Puts a candidate aside until a date (ISO) or until its text has "changed"; the id of the judgement."""
    if until and until != "changed":
        try:
            date.fromisoformat(until)
        except ValueError:
            raise InputError(f"{until!r} är inget datum. Skriv till exempel 2027-01-31.") from None
    return _decide(store, candidate_id, "later", reviewer, {"until": until} if until else {}, note)


def judge_pair(store: Store, one: str, other: str, reviewer: str, verdict: str) -> int:
    """Says whether two candidates tell the same example: same, not_same or pair_unsure; the id of the judgement."""
    _require([verdict], ["same", "not_same", "pair_unsure"], "utlåtande")
    if one == other:
        raise InputError("Det krävs två olika kandidater.")
    for candidate_id in (one, other):
        view(store, candidate_id)
    with store.transaction():
        judgement_id = add_pair_judgement(store, one, other, verdict, reviewer)
        regroup(store, [one, other])
    return judgement_id


def undo_last(store: Store, reviewer: str) -> str:
    """Takes back the reviewer's last standing judgement, again and again back to the first; what it was."""
    with store.transaction():
        row = latest_standing(store, reviewer)
        if row is None:
            raise InputError("Det finns inget att ångra.")
        withdraw(store, row, reviewer)
    title = store.value("SELECT title FROM candidates WHERE id = ?", (row["candidate_id"],))
    payload = json.loads(row["payload_json"])
    detail = ", ".join(payload.get("themes", [])) or payload.get("reason", "")
    return f"{row['verdict']} {title!r}" + (f" ({detail})" if detail else "")


def withdraw(store: Store, judgement: Row, reviewer: str) -> None:
    """Takes back a standing judgement and what was done with it in one deed; everything that follows is as before."""
    with store.transaction():
        taken = companions(store, judgement)
        for one in taken:
            undo(store, one["id"], reviewer)
        touched = sorted({key for one in taken for key in (one["candidate_id"], one["other_id"]) if key})
        if judgement["other_id"]:
            regroup(store, touched)
        else:
            derive_examples(store, of=judgement["candidate_id"])
            refresh_queue(store, of=judgement["candidate_id"])


def _decide(store: Store, candidate_id: str, verdict: str, reviewer: str, payload: dict[str, Any], note: str) -> int:
    if not reviewer.strip():
        raise InputError("Ange vem som beslutar med --as NAMN.")
    with store.transaction():
        judgement_id = add_judgement(store, candidate_id, verdict, reviewer, payload, note)
        keep_text(store, candidate_id)
        derive_examples(store, of=candidate_id)
    return judgement_id


def _require(values: Sequence[str], known: Sequence[str], what: str) -> None:
    for value in values:
        if value not in known:
            listed = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")  # noqa: PLR2004 - a readable line
            raise InputError(f"Okänt värde för {what}: {value!r}. Välj bland: {listed}")
