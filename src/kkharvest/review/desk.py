"""A reviewer's desk: decisions as they come from a page, each kept once whatever happens on the way.

A page carries a token of its own and the number of the last judgement it showed. The same token twice (a double
click, a retry after a lost connection) gives the first result again; a judgement made meanwhile by somebody else is
told instead of being overruled unseen.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Account
from kkharvest.review.claims import release
from kkharvest.review.decide import accept, defer, reject, unsure, withdraw
from kkharvest.review.readings import is_read_by_two, read_blind, withdraw_reading
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Row, Store
from kkharvest.store.judgements import latest_standing

__all__ = ["Choice", "ConflictError", "decide_once", "latest_word", "once", "take_back"]


class ConflictError(InputError):
    """Somebody decided this while the page stood open; the message says who and what."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer chose: `verdict` accept, reject, unsure or later, with the record for accept."""

    verdict: str
    record: Mapping[str, Any]
    reason: str = ""
    until: str = ""
    note: str = ""


def latest_word(store: Store, candidate_id: str) -> Row | None:
    """The latest standing accept or reject in the candidate's group, with the name of who made it."""
    return store.row(
        """
        SELECT d.*, ifnull(a.display_name, d.reviewer) AS name FROM decisions AS d
        LEFT JOIN accounts AS a ON a.pseudonym = d.reviewer
        WHERE d.verdict IN ('accept', 'reject') AND d.candidate_id IN (
            SELECT h.candidate_id FROM candidate_groups AS g JOIN candidate_groups AS h USING (group_id)
            WHERE g.candidate_id = :candidate UNION SELECT :candidate)
        ORDER BY d.id DESC LIMIT 1
        """,
        {"candidate": candidate_id},
    )


def decide_once(
    store: Store,
    account: Account,
    candidate_id: str,
    choice: Choice,
    settings: ReviewSettings,
    *,
    token: str,
    seen: int,
) -> int:
    """Records the choice unless its token was used before; the judgement's id. Raises `ConflictError`."""

    def act() -> int:
        other = latest_word(store, candidate_id)
        if other and other["id"] > seen:
            what = "godkände" if other["verdict"] == "accept" else "avslog"
            raise ConflictError(f"{other['name']} {what} detta medan sidan var öppen. Se beslutet och besluta om igen.")
        judgement = _record(store, account, candidate_id, choice, settings)
        store.execute(
            "UPDATE notes SET answered_at = ? WHERE candidate_id = ? AND asked_id = ? AND answered_at IS NULL",
            (now(), candidate_id, account.id),
        )
        release(store, account)
        refresh_queue(store, of=candidate_id)
        return judgement

    return int(once(store, account, token, act))


def take_back(store: Store, account: Account, *, token: str) -> str | None:
    """Undoes the account's last standing judgement; its candidate, or None when there is nothing to undo."""

    def act() -> str:
        row = latest_standing(store, account.pseudonym)
        read = withdraw_reading(store, account.pseudonym, after=row["id"] if row else 0)
        if read:
            return read
        if row is None:
            return ""
        withdraw(store, row, account.pseudonym)
        return str(row["candidate_id"])

    return once(store, account, token, act) or None


def once(store: Store, account: Account, token: str, act: Callable[[], object]) -> str:
    """The result of `act` as text, done in one transaction; the first result when the token was used before."""
    with store.transaction():
        done = store.row("SELECT result FROM submissions WHERE token = ? AND account_id = ?", (token, account.id))
        if done:
            return str(done["result"])
        result = str(act())
        if token:
            store.insert("submissions", {"token": token[:64], "account_id": account.id, "at": now(), "result": result})
    return result


def _record(store: Store, account: Account, candidate_id: str, choice: Choice, settings: ReviewSettings) -> int:
    name = account.pseudonym
    is_blind = choice.verdict in {"accept", "reject"} and is_read_by_two(store, candidate_id, settings)
    if is_blind and not read_blind(store, candidate_id, name, choice.verdict, _payload_of(choice)):
        # Kept as a reading until the other reader has read.
        return 0
    if choice.verdict == "accept":
        return accept(store, candidate_id, name, note=choice.note, **choice.record)
    if choice.verdict == "reject":
        return reject(store, candidate_id, name, choice.reason, choice.note, reasons=settings.reject_reasons)
    if choice.verdict == "unsure":
        return unsure(store, candidate_id, name, choice.note)
    if choice.verdict == "later":
        return defer(store, candidate_id, name, choice.until or "changed", choice.note)
    raise InputError(f"Okänt beslut: {choice.verdict!r}.")


def _payload_of(choice: Choice) -> dict[str, Any]:
    return dict(choice.record) if choice.verdict == "accept" else {"reason": choice.reason}


def payload(row: Row) -> dict[str, Any]:
    """What was chosen in a judgement."""
    found = json.loads(row["payload_json"])
    return found if isinstance(found, dict) else {}
