"""Notes on candidates, and questions to other reviewers."""

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.review.accounts import Account
from kkharvest.store import Row, Store

__all__ = ["add_note", "notes_of", "questions_for"]

_LONGEST = 2_000


def add_note(store: Store, candidate_id: str, account: Account, text: str, asked: int | None = None) -> int:
    """Keeps a note, as a question when somebody is asked; its id. Raises `InputError` for an empty one."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        raise InputError(f"En anteckning har mellan 1 och {_LONGEST} tecken.")
    if not store.value("SELECT 1 FROM candidates WHERE id = ?", (candidate_id,)):
        raise InputError(f"Det finns ingen kandidat {candidate_id!r}.")
    if asked is not None and not store.value("SELECT 1 FROM accounts WHERE id = ? AND is_active = 1", (asked,)):
        raise InputError("Den du frågar har inget konto här.")
    row = {"candidate_id": candidate_id, "account_id": account.id, "at": now(), "text": text, "asked_id": asked}
    return store.insert("notes", row)


def notes_of(store: Store, candidate_id: str) -> list[Row]:
    """The notes on a candidate, oldest first, with who wrote and who is asked."""
    return store.rows(
        "SELECT n.*, a.display_name AS name, b.display_name AS asked FROM notes AS n "
        "JOIN accounts AS a ON a.id = n.account_id LEFT JOIN accounts AS b ON b.id = n.asked_id "
        "WHERE n.candidate_id = ? ORDER BY n.id",
        (candidate_id,),
    )


def questions_for(store: Store, account: Account) -> int:
    """How many questions wait for an answer from this account."""
    return int(store.value("SELECT count(*) FROM notes WHERE asked_id = ? AND answered_at IS NULL", (account.id,)) or 0)
