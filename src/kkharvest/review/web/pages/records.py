"""History of examples with restore, the archive, and decisions in bulk."""

from starlette.responses import Response

from kkharvest.core.errors import InputError
from kkharvest.fetch.archive import ArchiveError, read_body
from kkharvest.review.background import News, Word
from kkharvest.review.bulk import decide_many, preview, undo_many
from kkharvest.review.calibration import confirmed_by_bin
from kkharvest.review.desk import once
from kkharvest.review.details import FORMS, ROLES, SOURCE_ROLES, STATES
from kkharvest.review.filters import Filter
from kkharvest.review.record_history import PAGE, count_examples, events, example, examples, restore
from kkharvest.review.web.pages.listing import page_number
from kkharvest.review.web.visit import Visit
from kkharvest.taxonomy import levels

__all__ = ["do_bulk", "do_restore", "show_archived", "show_bulk", "show_example", "show_history", "undo_bulk"]

_SHOWN_BYTES = 400_000
_FRESH_S = 5.0
_STATUSES = {"": "Alla", "accepted": "Gällande", "withdrawn": "Tillbakadragna", "merged": "Sammanslagna"}


def show_history(visit: Visit) -> Response:
    """Examples, searchable."""
    query, status = visit.query.get("sok", "")[:200], visit.query.get("status", "")
    status = status if status in _STATUSES else ""
    number = page_number(visit)
    after, before = (_judgement(visit.query.get(name, "")) for name in ("efter", "fore"))
    if number == 1 or (after is None and before is None):
        number, after, before = 1, None, None
    rows = examples(visit.store, query, status, after=after, before=before)
    question = f"examples {status} {query}"
    total = visit.house.memory.get(question, _FRESH_S, lambda: count_examples(visit.store, query, status))
    return visit.page(
        "history.html",
        rows=rows,
        total=total,
        sok=query,
        status=status,
        statuses=_STATUSES,
        sida=number,
        pages=max(number, -(-total // PAGE)),
    )


def _judgement(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 16 else None  # noqa: PLR2004 - fits an SQLite integer


def show_example(visit: Visit) -> Response:
    """One example: the record as it stands, and everything that happened to it."""
    found = example(visit.store, visit.arguments["example"])
    return visit.page(
        "example.html",
        example=found,
        events=events(visit.store, found["id"]),
        statuses=_STATUSES,
        forms=FORMS,
        states=STATES,
        roles=ROLES,
        source_roles=SOURCE_ROLES,
        level_names={level.slug: level.name for level in levels()},
    )


def do_restore(visit: Visit) -> Response:
    """Goes back to an earlier acceptance."""
    key = visit.form.get("judgement", "")
    if not key.isdecimal():
        raise InputError("Välj vilket beslut som ska återställas.")
    token = visit.form.get("token", "")
    once(visit.store, visit.me, token, lambda: restore(visit.store, int(key), visit.me.pseudonym))
    return visit.go(f"/historik/{visit.arguments['example']}")


def show_archived(visit: Visit) -> Response:
    """A page as it was fetched: its source as plain text, which runs nowhere."""
    key = visit.arguments["fetch"]
    row = visit.store.row(
        "SELECT f.*, d.title, d.text FROM fetches AS f "
        "LEFT JOIN documents AS d ON d.page_id = f.page_id AND d.fetch_id = f.id WHERE f.id = ?",
        (int(key) if key.isdecimal() and len(key) < 16 else -1,),  # noqa: PLR2004 - fits an SQLite integer
    )
    if row is None:
        raise InputError("Det finns ingen sådan hämtning.")
    source, fault = "", ""
    if row["warc_file"]:
        try:
            body = read_body(visit.settings.raw, row["warc_file"], row["warc_offset"])
            source = body[:_SHOWN_BYTES].decode("utf-8", "replace")
        except ArchiveError:
            fault = "Arkivet för den här hämtningen finns inte kvar på den här datorn."
    return visit.page("archived.html", row=row, source=source, fault=fault)


def show_bulk(visit: Visit) -> Response:
    """What a decision in bulk would cover."""
    wanted = Filter.of(visit.query)
    verdict = "reject" if visit.query.get("beslut") == "reject" else "accept"
    bins = visit.house.memory.standing("calibration", visit.store)
    rows = preview(visit.store, wanted, verdict, visit.me, visit.settings.review, bins)
    return visit.page("bulk.html", wanted=wanted, verdict=verdict, rows=rows, done=visit.query.get("gjort", ""))


def do_bulk(visit: Visit) -> Response:
    """Decides the chosen candidates; only those that the preview still allows."""
    wanted = Filter.of(visit.query)
    verdict = "reject" if visit.form.get("verdict") == "reject" else "accept"
    # Counted anew: what opens a decision about many must be true now.
    bins = confirmed_by_bin(visit.store)
    rows = preview(visit.store, wanted, verdict, visit.me, visit.settings.review, bins)
    allowed = {row["candidate_id"] for row in rows}
    ids = [key for key in visit.lists.get("id", []) if key in allowed]
    reason, token = visit.form.get("reason", ""), visit.form.get("token", "")
    batch = once(
        visit.store,
        visit.me,
        token,
        lambda: decide_many(visit.store, ids, verdict, reason, visit.me, visit.settings.review),
    )
    visit.house.memory.forget()
    visit.house.tell(News(Word.CHANGED))
    return visit.go(f"/flera?beslut={verdict}&gjort={batch}&{wanted.query}")


def undo_bulk(visit: Visit) -> Response:
    """Takes a batch back."""
    batch = visit.form.get("batch", "")
    if not batch.isdecimal():
        raise InputError("Det finns inget sådant gruppbeslut.")
    once(visit.store, visit.me, visit.form.get("token", ""), lambda: undo_many(visit.store, int(batch), visit.me))
    visit.house.memory.forget()
    visit.house.tell(News(Word.CHANGED))
    return visit.go("/ko")
