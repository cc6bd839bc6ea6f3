"""The curated record as a form: what is shown in it, and what was written into it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Role
from kkharvest.review.desk import latest_word, payload
from kkharvest.review.details import checked_details, checked_intended, checked_roles, suggested_details
from kkharvest.review.examples import roles_of
from kkharvest.review.queue import View, view
from kkharvest.review.wording import taken_over
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
        "details": suggested_details(shown.details, shown.candidate["text"]),
    }
    record["sources"] = suggested_roles(shown)
    if word and word["verdict"] == "accept":
        record |= {name: value for name, value in payload(word).items() if value is not None}
        record["sources"] = suggested_roles(shown, record["sources"])
    if sent:
        record |= {"themes": sent.get("theme", []), "areas": sent.get("area", [])}
        record |= {name: sent[name][-1] for name in ("title", "summary", "level") if name in sent}
        record["municipalities"] = sent.get("kommun", [])
        record["sources"] |= {key: role for role, _, key in (value.partition(":") for value in sent.get("source", []))}
        record["details"] = _as_sent(sent)
    quote = record["details"].get("quote", "")
    record["quote"] = quote["text"] if isinstance(quote, dict) else quote
    return record


def _as_sent(sent: Mapping[str, list[str]]) -> dict[str, Any]:
    """The details just as they were written, right or wrong."""
    one = {name: values[-1] for name, values in sent.items() if values}
    lines = [line.partition(";") for line in one.get("organisations", "").splitlines() if line.strip()]
    return {
        "organisations": [{"name": name.strip(), "role": role.strip()} for name, _, role in lines],
        "form": one.get("collaboration", ""),
        "period": {"from": one.get("from", ""), "to": one.get("to", "")},
        "intended": one.get("intended", "").splitlines(),
        **{name: one.get(name, "") for name in ("status", "results", "funding", "quote", "verified", "next_check")},
    }


def record_of(
    sent: Mapping[str, list[str]], store: Store, candidate_id: str, settings: ReviewSettings, role: Role
) -> dict[str, Any]:
    """What `accept` is given. Raises `InputError` for what cannot stand in the curated record.

    Only editors say which personal data are meant to be published; what they said stays when others edit the rest.
    """
    if "form" not in sent:
        return {}
    shown = view(store, candidate_id)
    title = sent.get("title", [""])[-1].strip()
    summary = sent.get("summary", [""])[-1].strip()
    if len(title) > _LONGEST_TITLE or len(summary) > _LONGEST_SUMMARY:
        raise InputError(f"Rubriken får ha {_LONGEST_TITLE} tecken och sammanfattningen {_LONGEST_SUMMARY}.")
    copied = taken_over(summary, shown.candidate["text"])
    if copied > settings.max_taken_over:
        raise InputError(
            f"{copied} tecken av sammanfattningen är källans egna ord; högst {settings.max_taken_over} får vara det. "
            "Skriv med egna ord."
        )
    details = checked_details(sent, shown.candidate["text"])
    texts = [title, summary, *_published(details)]
    if role.covers(Role.EDITOR):
        intended = checked_intended(sent.get("intended", [""])[-1], texts)
    else:
        word = latest_word(store, candidate_id)
        said = payload(word).get("details", {}).get("intended", []) if word else []
        intended = [piece for piece in said if any(piece in text for text in texts)]
    if intended:
        details["intended"] = intended
    rank = {theme.slug: position for position, theme in enumerate(shown.themes)}
    return {
        # The most central first: the order of the suggestion, which the reviewer can only narrow or widen.
        "themes": sorted(dict.fromkeys(sent.get("theme", [])), key=lambda slug: rank.get(slug, len(rank))),
        "areas": sent.get("area", []),
        "level": sent.get("level", [""])[-1] or None,
        "title": title,
        "summary": summary,
        "municipalities": [code for code in sent.get("kommun", []) if code],
        "details": details,
        "sources": checked_roles(sent.get("source", []), suggested_roles(shown)),
    }


def suggested_roles(shown: View, said: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The role of each telling of the group by candidate, as it follows from the group where nothing was said."""
    key = shown.candidate["id"]
    relations = {voice["id"]: voice["relation"] for voice in shown.voices} or {key: None}
    return roles_of(relations, key, said)


def _published(details: Mapping[str, Any]) -> list[str]:
    """The details that a release carries as text."""
    quote = details.get("quote") or {}
    names = [one["name"] for one in details.get("organisations", ())]
    return [*names, details.get("results", ""), details.get("funding", ""), quote.get("text", "")]
