"""Erasure at the request of a person or a source: from everything that is kept, and for good.

::

    forget ─▶ archive ─▶ history ─▶ compact
    rows       WARC       releases     the database file
    emptied    records    built anew,  holds no free page
    at once    taken out  exchanged    with the old words

An id, a reason and a time remain. The first step decides: it notes the erasure as pending, and after a kill the same
command, or the next release, does the rest. Releases keep their versions, with a tombstone; their checksums change,
their entries in versions.json say when, and importers that hold the old content are brought right by their next
import, whose content hash no longer agrees.

A page that tells nothing else is closed: never asked again. One that tells other examples, too, is from then on read
for its links alone: nothing of it is archived, and what was read out of it about the others stays as it was. So are
feeds and other lists that name an erased page: their archived answers go, and come back only without it.
"""

from dataclasses import dataclass

from kkharvest.core.errors import InputError
from kkharvest.core.settings import Settings
from kkharvest.fetch.erase import erase_pages, lists_naming
from kkharvest.fetch.optout import ERASED_ON_REQUEST, PARTLY_ERASED
from kkharvest.publish.forgetting import PENDING, compact, forget, reach_of, reopen_shared
from kkharvest.publish.history import rewrite_history
from kkharvest.publish.placing import recover
from kkharvest.publish.shelf import read_records, read_tombstones, read_versions
from kkharvest.store import Store

__all__ = ["Erased", "erase", "finish_erasures"]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure reached: examples, releases built anew, and archive files too damaged to be cleaned."""

    examples: tuple[str, ...]
    versions: tuple[str, ...]
    damaged: tuple[str, ...] = ()

    def summary(self) -> str:
        """The erasure in words."""
        told = (
            f"Erased with its pages: {', '.join(self.examples) or 'no example'}. Releases built anew: "
            f"{', '.join(self.versions) or 'none'}. It is never asked for, kept or published again."
        )
        if self.damaged:
            told += f" These archive files are damaged and could not be cleaned; delete them: {', '.join(self.damaged)}"
        return told


def erase(store: Store, settings: Settings, asked: str, reason: str) -> Erased:
    """Erases an example by its id, a page with every example it tells by its address, or all of a source by its id.

    Safe to repeat.

    Raises `InputError` for what was never known here, `ReleaseError` when a release is damaged.
    """
    recover(settings.releases)
    reach = reach_of(store, asked)
    if not reach.pages and not _was_published(settings, asked):
        raise InputError(
            f"There is nothing under {asked!r}. Give the id of an example, which stands on its page and in "
            "examples.csv, the address of a page that was harvested, or the id of a source."
        )
    forget(store, reach, reason)
    return finish_erasures(store, settings)


def finish_erasures(store: Store, settings: Settings) -> Erased:
    """Does what pending erasures still ask of archive, releases and database file."""
    pending = store.rows("SELECT example_id FROM erasures WHERE n_releases = ? ORDER BY 1", (PENDING,))
    if not pending:
        return Erased((), ())
    pages = [row["id"] for row in store.rows("SELECT id FROM pages WHERE reason = ?", (ERASED_ON_REQUEST,))]
    lists = dict.fromkeys(lists_naming(store, settings.raw, pages), PARTLY_ERASED)
    damaged = erase_pages(store, settings.raw, lists | dict.fromkeys(pages, ERASED_ON_REQUEST))
    erased = [row["example_id"] for row in store.rows("SELECT example_id FROM erasures")]
    rebuilt = rewrite_history(settings, erased)
    with store.transaction():
        for entry in rebuilt:
            values = (entry["content_hash"], entry["n_examples"], entry["version"])
            store.execute("UPDATE releases SET content_hash = ?, n_examples = ? WHERE version = ?", values)
    reopen_shared(store)
    compact(store)
    store.execute("UPDATE erasures SET n_releases = ? WHERE n_releases = ?", (len(rebuilt), PENDING))
    return Erased(
        tuple(row["example_id"] for row in pending),
        tuple(entry["version"] for entry in rebuilt),
        tuple(damaged),
    )


def _was_published(settings: Settings, example_id: str) -> bool:
    releases = settings.releases
    return any(
        example_id in {record["id"] for record in read_records(releases, entry)}
        or example_id in {stone.id for stone in read_tombstones(releases, entry)}
        for entry in reversed(read_versions(releases))
    )
