"""Reviewing: one candidate with everything about it, and the decision."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.classify.near_misses import near_miss_name
from kkharvest.core.errors import InputError
from kkharvest.review.accounts import Role, accounts, names_of_reviewers
from kkharvest.review.background import News, Word
from kkharvest.review.calibration import bin_of
from kkharvest.review.claims import claim, holder
from kkharvest.review.desk import Choice, ConflictError, decide_once, latest_word, once, take_back
from kkharvest.review.details import FORMS, ROLES, SOURCE_ROLES, STATES
from kkharvest.review.evidence import marked_paragraphs
from kkharvest.review.filters import Filter, next_entry, previous_entry
from kkharvest.review.notes import add_note, notes_of
from kkharvest.review.ordering import WHY
from kkharvest.review.queue import View, find_candidate, view
from kkharvest.review.regroup import merge, split, unkept
from kkharvest.review.versions import changed_since
from kkharvest.review.web.keys import ACTIONS, keys_of
from kkharvest.review.web.pages.listing import choices, counted
from kkharvest.review.web.record import record_of, shown_record
from kkharvest.review.web.visit import Visit
from kkharvest.review.wording import taken_over
from kkharvest.store import Row, Store

__all__ = ["decide", "next_candidate", "regroup", "show_candidate", "show_next_to", "undo"]


def next_candidate(visit: Visit) -> Response:
    """To the first candidate that fits and is free."""
    wanted = Filter.of(visit.query)
    found = _taken(visit, wanted, None)
    if found:
        return visit.go(work_path(found, wanted, gjort=visit.query.get("gjort", "")))
    return visit.page("empty.html", wanted=wanted, done=_done(visit), keys=keys_of(visit.me.preferences))


def show_candidate(visit: Visit) -> Response:
    """One candidate with everything about it, ready to be decided."""
    return candidate_page(visit)


def candidate_page(visit: Visit, *, status: int = 200, message: str = "") -> Response:
    """The work view; with the values just sent when something about them was wrong."""
    wanted = Filter.of(visit.query)
    store, me = visit.store, visit.me
    shown = view(store, visit.arguments["candidate"])
    key = shown.candidate["id"]
    group = shown.candidate["group_id"] or key
    is_reviewer = me.role.covers(Role.REVIEWER)
    entry = store.row("SELECT * FROM queue_entries WHERE group_id = ?", (group,))
    held = claim(store, group, me, visit.settings.review) if is_reviewer and entry else holder(store, group)
    word = latest_word(store, key)
    left = counted(visit, wanted)
    visit.house.tell(News(Word.SHOWN, key))
    return visit.page(
        "work.html",
        status,
        wanted=wanted,
        view=shown,
        entry=entry,
        held=held if held and held.account_id != me.id else None,
        word=word,
        record=shown_record(shown, word, visit.lists if message else None),
        voices=_voices(shown),
        near_miss=near_miss_name(shown.assessment.near_misses) if not shown.relevance.is_selected else "",
        likeness=visit.house.memory.standing("calibration", store)[bin_of(shown.relevance.p)],
        names=names_of_reviewers(store),
        left=left,
        previous=_link(previous_entry(store, wanted, me.id, entry, total=left) if entry else None, wanted),
        following=_link(next_entry(store, wanted, me.id, entry, total=left), wanted),
        done=_done(visit),
        message=message,
        is_wrong=status == HTTPStatus.UNPROCESSABLE_ENTITY,
        keys=keys_of(me.preferences),
        actions=ACTIONS,
        keys_off=bool(me.preferences.get("keys_off")),
        definitions={theme.slug: theme.definition_sv for theme in taxonomy.predicted_themes()},
        areas=taxonomy.areas(),
        levels=taxonomy.levels(),
        places=choices(visit)["kommun"],
        may_decide=is_reviewer,
        may_let_pass=me.role.covers(Role.EDITOR),
        near=visit.house.neighbours.of(store, shown.candidate),
        notes=notes_of(store, key),
        people=[person for person in accounts(store) if person.is_active and person.id != me.id],
        copied=taken_over(shown.candidate["summary"], shown.candidate["text"]),
        diff=changed_since(store, shown.candidate, word),
        alike=alike(store, shown),
        unkept=unkept(store, shown.candidate["group_id"]),
        forms=FORMS,
        why=WHY,
        states=STATES,
        roles=ROLES,
        source_roles=SOURCE_ROLES,
        document=store.row("SELECT fetch_id FROM documents WHERE id = ?", (shown.candidate["document_id"],)),
    )


def show_next_to(visit: Visit) -> Response:
    """A note or question on the candidate, then back to it."""
    wanted = Filter.of(visit.query)
    asked = visit.form.get("asked", "")
    key, text = visit.arguments["candidate"], visit.form.get("text", "")
    to = int(asked) if asked.isdecimal() else None
    token = visit.form.get("token", "")
    once(visit.store, visit.me, token, lambda: add_note(visit.store, key, visit.me, text, to))
    return visit.go(work_path(visit.arguments["candidate"], wanted))


def regroup(visit: Visit) -> Response:
    """Joins another telling to this one, or takes one out of the group."""
    wanted = Filter.of(visit.query)
    key = visit.arguments["candidate"]
    verb, _, other = visit.form.get("do", "").partition(":")

    def act() -> str:
        if verb == "merge":
            merge(
                visit.store, key, find_candidate(visit.store, other or visit.form.get("other", "")), visit.me.pseudonym
            )
        else:
            split(visit.store, other, visit.me.pseudonym)
        return key

    once(visit.store, visit.me, visit.form.get("token", ""), act)
    return visit.go(work_path(key, wanted))


def decide(visit: Visit) -> Response:
    """Records a decision and goes on to the next candidate."""
    wanted = Filter.of(visit.query)
    key = visit.arguments["candidate"]
    entry = visit.store.row(
        "SELECT q.* FROM queue_entries AS q JOIN candidate_groups AS g USING (group_id) WHERE g.candidate_id = ?",
        (key,),
    )
    try:
        choice = _choice(visit)
        seen = int(visit.form.get("seen", "0") or 0)
        token = visit.form.get("token", "")
        judgement = decide_once(visit.store, visit.me, key, choice, visit.settings.review, token=token, seen=seen)
    except ConflictError as error:
        return candidate_page(visit, status=409, message=str(error))
    except InputError as error:
        return candidate_page(visit, status=422, message=str(error))
    visit.house.tell(News(Word.DECIDED, key))
    following = _taken(visit, wanted, entry)
    if following:
        return visit.go(work_path(following, wanted, gjort=str(judgement)))
    return visit.go("/granska?" + urlencode({**dict(_pairs(wanted)), "gjort": str(judgement)}))


def undo(visit: Visit) -> Response:
    """Takes back the last decision and shows its candidate."""
    wanted = Filter.of(visit.query)
    candidate = take_back(visit.store, visit.me, token=visit.form.get("token", ""))
    if candidate is None:
        return visit.go("/granska?" + urlencode({**dict(_pairs(wanted)), "gjort": "inget"}))
    return visit.go(work_path(candidate, wanted, gjort="angrat"))


def _taken(visit: Visit, wanted: Filter, after: Row | None) -> str | None:
    """The next free candidate, taken in the same transaction, so that two are never sent to the same one."""
    total = counted(visit, wanted) if wanted.sok else 0
    with visit.store.transaction():
        found = next_entry(visit.store, wanted, visit.me.id, after, total=total)
        if found:
            group = visit.store.value("SELECT group_id FROM queue_entries WHERE candidate_id = ?", (found,))
            claim(visit.store, group, visit.me, visit.settings.review)
    return found


def work_path(candidate: str, wanted: Filter, **more: str) -> str:
    """The address of a candidate's work view under a filter."""
    query = urlencode([*_pairs(wanted), *((name, value) for name, value in more.items() if value)])
    return f"/granska/{candidate}" + (f"?{query}" if query else "")


def _pairs(wanted: Filter) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(wanted.query)


def _link(candidate: str | None, wanted: Filter) -> str:
    return work_path(candidate, wanted) if candidate else ""


def _choice(visit: Visit) -> Choice:
    verdict, _, rest = visit.form.get("do", "").partition(":")
    note = visit.form.get("note", "").strip()[:2_000]
    if verdict == "later" and rest == "date":
        rest = visit.form.get("until", "")
    record: dict[str, Any] = (
        record_of(visit.lists, visit.store, visit.arguments["candidate"], visit.settings.review, visit.me.role)
        if verdict == "accept"
        else {}
    )
    return Choice(verdict, record, reason=rest, until=rest, note=note)


def _done(visit: Visit) -> Row | None:
    """The decision that led here, for the message at the top."""
    key = visit.query.get("gjort", "")
    if key in {"angrat", "inget"}:
        return {"verdict": key, "title": "", "id": 0}
    if not key.isdecimal():
        return None
    return visit.store.row(
        "SELECT j.id, j.verdict, j.payload_json, c.title FROM judgements AS j JOIN candidates AS c "
        "ON c.id = j.candidate_id WHERE j.id = ? AND j.reviewer = ?",
        (int(key), visit.me.pseudonym),
    )


def alike(visit_store: Store, shown: View) -> list[Row]:
    """Candidates outside the group that the models hold for the same, likeliest first, where nobody answered yet.

    An answer on one of either group is an answer on all.
    """
    return visit_store.rows(
        """
        SELECT c.id, c.title, s.name AS source_name, l.score FROM (
            SELECT b_id AS id, score FROM candidate_links WHERE a_id = :id
            UNION ALL SELECT a_id, score FROM candidate_links WHERE b_id = :id) AS l
        JOIN candidates AS c ON c.id = l.id JOIN sources AS s ON s.id = c.source_id
        LEFT JOIN candidate_groups AS g ON g.candidate_id = c.id
        WHERE g.group_id IS NOT :group AND NOT EXISTS (
            SELECT 1 FROM candidate_groups AS m JOIN standing_judgements AS j ON j.candidate_id = m.candidate_id
                JOIN candidate_groups AS o ON o.candidate_id = j.other_id
            WHERE m.group_id = :group AND o.group_id = g.group_id AND j.verdict IN ('not_same', 'pair_unsure')
            UNION ALL SELECT 1 FROM candidate_groups AS m JOIN standing_judgements AS j ON j.other_id = m.candidate_id
                JOIN candidate_groups AS o ON o.candidate_id = j.candidate_id
            WHERE m.group_id = :group AND o.group_id = g.group_id AND j.verdict IN ('not_same', 'pair_unsure'))
        ORDER BY l.score DESC, c.id LIMIT 4
        """,
        {"id": shown.candidate["id"], "group": shown.candidate["group_id"]},
    )


def _voices(shown: View) -> list[dict[str, Any]]:
    """Each telling of the group with its text in pieces; the one that was asked for first."""
    spoken = [
        ("relevance", shown.relevance.spans),
        ("business", shown.assessment.business),
        ("municipality", shown.assessment.municipality),
        *((theme.slug, theme.spans) for theme in shown.themes),
    ]
    own = {**shown.candidate, "paragraphs": marked_paragraphs(shown.candidate["text"], spoken), "relation": None}
    others = [
        {**voice, "paragraphs": marked_paragraphs(voice["text"], ())}
        for voice in shown.voices
        if voice["id"] != shown.candidate["id"]
    ]
    return [own, *others]
