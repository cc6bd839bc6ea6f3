"""The audit log: who did what to accounts, settings and many candidates at once. Rows are only ever added."""

import json
from typing import Any

from kkharvest.core.clock import now
from kkharvest.store import Row, Store

__all__ = ["audit_trail", "note_down"]


def note_down(store: Store, actor: str, action: str, obj: str = "", **detail: Any) -> None:
    """Adds a row; `actor` is a pseudonym, never a name, and `detail` holds no secret."""
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True)
    store.insert("audit_log", {"at": now(), "actor": actor, "action": action, "object": obj, "detail_json": text})


def audit_trail(store: Store, *, limit: int = 200) -> list[Row]:
    """The latest rows, newest first."""
    return store.rows("SELECT * FROM audit_log ORDER BY id DESC LIMIT ?", (limit,))
