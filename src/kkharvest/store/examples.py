"""The curated record: one row an example, with its themes, areas, municipalities and sources."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kkharvest.store.database import Row, Store

__all__ = ["accepted_examples", "save_example", "withdraw_others"]

_PARTS = ("example_themes", "example_areas", "example_municipalities", "example_sources")


def save_example(
    store: Store,
    example: Mapping[str, Any],
    *,
    themes: Sequence[str],
    areas: Sequence[str],
    municipalities: Iterable[str],
    voices: Iterable[Mapping[str, Any]],
) -> None:
    """Replaces one example and everything that hangs on it."""
    key = example["id"]
    with store.transaction():
        store.insert("examples", example, upsert_on=["id"])
        for table in _PARTS:
            store.execute(f"DELETE FROM {table} WHERE example_id = ?", (key,))  # noqa: S608 - table names of ours
        for table, column, slugs in (("example_themes", "theme", themes), ("example_areas", "area", areas)):
            store.insert_all(table, ({"example_id": key, column: slug, "position": i} for i, slug in enumerate(slugs)))
        store.insert_all(
            "example_municipalities", ({"example_id": key, "kommunkod": code} for code in sorted(set(municipalities)))
        )
        store.insert_all("example_sources", ({"example_id": key, **voice} for voice in voices))


def withdraw_others(
    store: Store, accepted: set[str], merged: Mapping[str, str], *, among: Sequence[str] | None = None
) -> None:
    """Marks every example (or every one `among` these) that is not in `accepted` as merged or withdrawn."""
    where = "" if among is None else "WHERE id IN (SELECT value FROM json_each(?))"
    with store.transaction():
        for row in store.rows(
            f"SELECT id, status, merged_into_id FROM examples {where} ORDER BY id",  # noqa: S608 - a condition of ours
            () if among is None else (json.dumps(among),),
        ):
            if row["id"] in accepted:
                continue
            target = merged.get(row["id"])
            status = "merged" if target else "withdrawn"
            if (row["status"], row["merged_into_id"]) != (status, target):
                store.execute(
                    "UPDATE examples SET status = ?, merged_into_id = ? WHERE id = ?", (status, target, row["id"])
                )


def accepted_examples(store: Store) -> list[Row]:
    """Accepted examples by id, each with lists of themes, areas, municipalities and sources."""
    rows = store.rows(
        "SELECT e.*, j.model_version FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id "
        "WHERE e.status = 'accepted' ORDER BY e.id"
    )
    for row in rows:
        key = (row["id"],)
        row["themes"] = [
            found["theme"]
            for found in store.rows("SELECT theme FROM example_themes WHERE example_id = ? ORDER BY position", key)
        ]
        row["areas"] = [
            found["area"]
            for found in store.rows("SELECT area FROM example_areas WHERE example_id = ? ORDER BY position", key)
        ]
        row["municipalities"] = store.rows(
            "SELECT m.kommunkod, m.name FROM example_municipalities AS e JOIN municipalities AS m USING (kommunkod) "
            "WHERE e.example_id = ? ORDER BY m.kommunkod",
            key,
        )
        row["sources"] = store.rows(
            "SELECT role, url, title, lang, published, source_name FROM example_sources WHERE example_id = ? "
            "ORDER BY role <> 'primary', url",
            key,
        )
    return rows
