"""Many decisions at once: previewed, open only where suggestions have proved right, undone as one."""

import json
from collections.abc import Sequence

from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Account
from kkharvest.review.audit import note_down
from kkharvest.review.calibration import Bin, bin_of
from kkharvest.review.decide import accept, reject, withdraw
from kkharvest.review.filters import Filter, entries
from kkharvest.review.readings import is_read_by_two
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Row, Store

__all__ = ["decide_many", "preview", "undo_many"]

MOST = 200


def preview(
    store: Store, wanted: Filter, verdict: str, account: Account, settings: ReviewSettings, bins: Sequence[Bin]
) -> list[Row]:
    """The candidates of a filtered list that may be decided together, in its order.

    Accept: those whose tenth of the scale has enough decisions and a confirmed share of `bulk_precision` or more;
    reject: those whose tenth was rejected as often. Whatever two read blind, or somebody has in hand, stays out.
    `bins` are the decisions so far, by tenth of the scale.
    """
    rows = entries(store, wanted, account.id, limit=MOST)
    return [
        row
        for row in rows
        if _is_sure(bins[bin_of(row["relevance"])], verdict, settings.bulk_precision)
        and row["holder_id"] in {None, account.id}
        and not is_read_by_two(store, row["candidate_id"], settings)
    ]


def decide_many(
    store: Store, ids: list[str], verdict: str, reason: str, account: Account, settings: ReviewSettings
) -> int:
    """Decides each candidate in one transaction; the number of the batch, by which it can be undone."""
    if not 0 < len(ids) <= MOST:
        raise InputError(f"Välj mellan 1 och {MOST} kandidater.")
    with store.transaction():
        made = []
        for key in dict.fromkeys(ids):
            if verdict == "accept":
                made.append(accept(store, key, account.pseudonym, note="I grupp"))
            else:
                made.append(reject(store, key, account.pseudonym, reason, "I grupp", reasons=settings.reject_reasons))
            refresh_queue(store, of=key)
        note_down(store, account.pseudonym, "decide_many", verdict, judgements=made)
        return int(store.value("SELECT max(id) FROM audit_log"))


def undo_many(store: Store, batch: int, account: Account) -> int:
    """Takes back what still stands of a batch; how many judgements."""
    with store.transaction():
        row = store.row("SELECT * FROM audit_log WHERE id = ? AND action = 'decide_many'", (batch,))
        if row is None or row["actor"] != account.pseudonym:
            raise InputError("Det finns inget sådant gruppbeslut av dig.")
        marks = json.dumps(json.loads(row["detail_json"])["judgements"])
        standing = store.rows(
            "SELECT * FROM standing_judgements WHERE id IN (SELECT value FROM json_each(?))", (marks,)
        )
        for judgement in standing:
            withdraw(store, judgement, account.pseudonym)
        note_down(store, account.pseudonym, "undo_many", str(batch), undone=len(standing))
    return len(standing)


def _is_sure(seen: Bin, verdict: str, precision: float) -> bool:
    if not seen.is_enough:
        return False
    share = seen.n_accepted / seen.n_decided
    return (share if verdict == "accept" else 1 - share) >= precision
