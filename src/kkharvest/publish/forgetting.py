"""What the database forgets of erased examples: decisions' words too, beside those of page and candidate.

Ids and verdicts stay.

Judgements and readings are append-only: their triggers are taken away and put back inside the one transaction that
empties the words of the erased, so that nobody else can change a row in between.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kkharvest.core.address import AddressError, address_key
from kkharvest.core.clock import now
from kkharvest.core.errors import BusyError, InputError
from kkharvest.core.ids import example_id, page_id
from kkharvest.fetch.optout import ERASED_ON_REQUEST
from kkharvest.store import Store
from kkharvest.store.forgetting import compact as rewrite_file
from kkharvest.store.forgetting import empty_candidates, empty_page
from kkharvest.store.pages import close_page

__all__ = ["PENDING", "Reach", "compact", "forget", "reach_of", "reopen_shared"]

PENDING = -1
"""Number of releases in `erasures` while archive and releases are still to be done."""

_WORDS = ("title", "summary", "note")


@dataclass(frozen=True, slots=True)
class Reach:
    """What an erasure is about: examples, the candidates that tell them, and the pages these stand on."""

    examples: tuple[str, ...]
    candidates: tuple[str, ...]
    pages: tuple[str, ...]


def reach_of(store: Store, asked: str) -> Reach:
    """The reach of an example's id, of a page's address or of a source's id: every telling, and their pages.

    Raises `InputError` for an address that cannot be read. Empty for what is not known here.
    """
    if asked.startswith(("http://", "https://")):
        try:
            pages = {page_id(address_key(asked))}
        except AddressError as error:
            raise InputError(f"{asked} is no address: {error}") from None
        known = store.rows("SELECT id FROM candidates WHERE page_id = ?", (next(iter(pages)),))
        tellings = {row["id"] for row in known}
        if not known and not store.value("SELECT 1 FROM pages WHERE id = ?", (next(iter(pages)),)):
            return Reach((), (), ())
    elif store.value("SELECT 1 FROM sources WHERE id = ?", (asked,)):
        pages = {row["id"] for row in store.rows("SELECT id FROM pages WHERE source_id = ?", (asked,))}
        tellings = {row["id"] for row in store.rows("SELECT id FROM candidates WHERE source_id = ?", (asked,))}
    else:
        pages, tellings = set(), _tellings(store, asked)
    candidates = _grouped(store, tellings)
    pages |= {
        row["page_id"]
        for row in store.rows(
            "SELECT page_id FROM candidates WHERE id IN (SELECT value FROM json_each(?))", (_listed(candidates),)
        )
    }
    examples = {row["id"] for row in _examples(store, candidates)} | {example_id(each) for each in tellings}
    if asked.startswith("kk-"):
        examples.add(asked)
    return Reach(tuple(sorted(examples)), tuple(sorted(candidates)), tuple(sorted(pages)))


def _tellings(store: Store, example: str) -> set[str]:
    rows = store.rows(
        "SELECT candidate_id FROM examples WHERE id = ? OR merged_into_id = ? "
        "UNION SELECT candidate_id FROM example_sources WHERE example_id = ?",
        (example, example, example),
    )
    return {row["candidate_id"] for row in rows}


def _grouped(store: Store, candidates: set[str]) -> set[str]:
    rows = store.rows(
        "SELECT candidate_id FROM candidate_groups WHERE group_id IN (SELECT group_id FROM candidate_groups "
        "WHERE candidate_id IN (SELECT value FROM json_each(?)))",
        (_listed(candidates),),
    )
    return candidates | {row["candidate_id"] for row in rows}


def _examples(store: Store, candidates: set[str]) -> list[dict[str, str]]:
    return store.rows(
        "SELECT id FROM examples WHERE candidate_id IN (SELECT value FROM json_each(?))", (_listed(candidates),)
    )


def _listed(keys: "set[str] | tuple[str, ...]") -> str:
    return json.dumps(sorted(keys))


def forget(store: Store, reach: Reach, reason: str) -> None:
    """Empties every word of the erased in one transaction and notes the erasure as pending."""
    store.db.execute("PRAGMA secure_delete = ON")
    with store.transaction():
        moment = now()
        for key in reach.examples:
            row = {"example_id": key, "at": moment, "reason": reason, "n_releases": PENDING}
            store.insert("erasures", row, upsert_on=["example_id"])
        _forget_examples(store, reach)
        _forget_decisions(store, reach)
        # Its own id as part: what is erased on request is never read out of the page again.
        empty_candidates(store, {key: key for key in reach.candidates})
        _forget_pages(store, reach)


def _forget_examples(store: Store, reach: Reach) -> None:
    for key in reach.examples:
        store.execute("UPDATE examples SET title = '', summary = '', details_json = '{}' WHERE id = ?", (key,))
        store.execute("DELETE FROM example_sources WHERE example_id = ?", (key,))


def _forget_decisions(store: Store, reach: Reach) -> None:
    for key in reach.candidates:
        store.execute(
            "DELETE FROM judged_texts WHERE text_hash IN (SELECT text_hash FROM judgements WHERE candidate_id = ?)",
            (key,),
        )
        store.execute("UPDATE notes SET text = '' WHERE candidate_id = ?", (key,))
    for table in ("judgements", "readings"):
        with _writable(store, table):
            for key in reach.candidates:
                for row in store.rows(f"SELECT id, payload_json FROM {table} WHERE candidate_id = ?", (key,)):  # noqa: S608 - tables of ours
                    values = (_wordless(row["payload_json"]), row["id"])
                    store.execute(f"UPDATE {table} SET payload_json = ? WHERE id = ?", values)  # noqa: S608 - as above
    with _writable(store, "judgements"):
        for key in reach.candidates:
            store.execute("UPDATE judgements SET note = '' WHERE candidate_id = ? OR other_id = ?", (key, key))


def _wordless(payload: str) -> str:
    """A payload with slugs and codes alone: free text and details are gone, what was chosen stays."""
    chosen = json.loads(payload)
    chosen.pop("details", None)
    return json.dumps({**chosen, **{name: "" for name in _WORDS if name in chosen}}, ensure_ascii=False, sort_keys=True)


def _forget_pages(store: Store, reach: Reach) -> None:
    for key in reach.pages:
        close_page(store, key, ERASED_ON_REQUEST)
        empty_page(store, key, ERASED_ON_REQUEST)
        store.execute("UPDATE tips SET message = '' WHERE page_id = ?", (key,))


def reopen_shared(store: Store) -> None:
    """Lets pages be asked again that tell other examples, too; they are then read for their links alone."""
    store.execute(
        "UPDATE pages SET outcome = NULL, reason = NULL WHERE reason = ? AND EXISTS "
        "(SELECT 1 FROM candidates AS c WHERE c.page_id = pages.id AND c.part <> c.id)",
        (ERASED_ON_REQUEST,),
    )


@contextmanager
def _writable(store: Store, table: str) -> Iterator[None]:
    """Takes the triggers that keep a table append-only away for a moment; part of the transaction around it."""
    triggers = store.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? AND sql LIKE '%append-only%'",
        (table,),
    )
    for trigger in triggers:
        store.execute(f'DROP TRIGGER "{trigger["name"]}"')
    yield
    for trigger in triggers:
        store.execute(trigger["sql"])


def compact(store: Store) -> None:
    """Writes the database file anew, so that no free page and no log holds what was taken out.

    Raises `BusyError` when another program is reading: the erasure is then ended by the next command.
    """
    if not rewrite_file(store):
        raise BusyError(
            "The words are erased from every table and release, but the database file could not be written anew while "
            "another program reads it. Stop kkharvest serve and give the same command again."
        )
