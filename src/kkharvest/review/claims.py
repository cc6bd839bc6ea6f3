"""Who has a candidate in hand, so that two do not decide the same one; given back after a while."""

from dataclasses import dataclass

from kkharvest.core.clock import now
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Account
from kkharvest.review.moments import ahead
from kkharvest.store import Store

__all__ = ["Claim", "claim", "holder", "release"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A group in somebody's hands."""

    account_id: int
    name: str
    expires_at: str


def claim(store: Store, group_id: str, account: Account, settings: ReviewSettings) -> Claim | None:
    """Takes a group for `account`; None, or the claim of somebody else who has it already."""
    held = holder(store, group_id)
    # What was taken a moment ago need not be written again.
    if held and held.account_id == account.id and held.expires_at > ahead(minutes=settings.claim_minutes * 0.9):
        return None
    with store.transaction():
        other = holder(store, group_id)
        if other and other.account_id != account.id:
            return other
        # One candidate in hand at a time: the one before is free as soon as the next is opened.
        store.execute("DELETE FROM claims WHERE account_id = ? OR group_id = ?", (account.id, group_id))
        expires = ahead(minutes=settings.claim_minutes)
        store.insert(
            "claims", {"group_id": group_id, "account_id": account.id, "taken_at": now(), "expires_at": expires}
        )
    return None


def holder(store: Store, group_id: str) -> Claim | None:
    """Who has a group in hand now."""
    row = store.row(
        "SELECT c.account_id, a.display_name, c.expires_at FROM claims AS c JOIN accounts AS a ON a.id = c.account_id "
        "WHERE c.group_id = ? AND c.expires_at > ?",
        (group_id, now()),
    )
    return Claim(row["account_id"], row["display_name"], row["expires_at"]) if row else None


def release(store: Store, account: Account) -> None:
    """Gives back what an account has in hand."""
    store.execute("DELETE FROM claims WHERE account_id = ?", (account.id,))
