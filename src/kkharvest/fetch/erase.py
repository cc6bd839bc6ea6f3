"""What was kept of pages that have opted out since, or were erased on request: a tombstone takes its place.

A file is written anew beside the old one, under a name of its own; then its rows are moved over in one transaction,
then the old file goes. A kill before the transaction leaves a copy that no row speaks of, one after it the old file:
either is removed the next time.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from kkharvest.fetch.archive import ArchiveError, iter_groups, read_body
from kkharvest.fetch.optout import ERASED_ON_REQUEST, OptOut
from kkharvest.fetch.outcome import WITHDRAWN, Outcome
from kkharvest.fetch.warc import tombstone
from kkharvest.store import Store
from kkharvest.store.archives import archive_files, archived_pages, move_visits, visits_in
from kkharvest.store.forgetting import compact, forget_pages
from kkharvest.store.pages import ERASED, Place, VisitRow, close_page, page_addresses, withdrawn_texts

__all__ = ["erase_opted_out", "erase_pages", "erased_addresses", "lists_naming", "partly_erased_addresses"]

_ENDING = ".warc.gz"


def erase_opted_out(store: Store, raw: Path, opt_out: OptOut) -> list[str]:
    """Removes what was kept of pages on the list; names of archive files that are damaged and were left as they are.

    What the database read out of them goes as well, down to the words of the links that led to them. A page whose
    rights were reserved, or that says noindex, after its text was kept is treated the same; its own verdict stays.
    """
    withdrawn = {row["id"]: f"{row['outcome']} since: {row['reason']}" for row in withdrawn_texts(store)}
    if not opt_out and not withdrawn:
        return []
    _remove_strays(store, raw)
    grounds: dict[str, str] = {}
    names: set[str] = set()
    for row in page_addresses(store) if opt_out else ():
        if ground := opt_out.ground(row["page_url"]) or opt_out.ground(row["url"]):
            grounds[row["page_id"]] = ground
            if row["is_archived"]:
                names.add(row["warc_file"])
    listed = {page: ground for page, ground in grounds.items() if ground != ERASED_ON_REQUEST}
    forgotten = forget_pages(store, listed, "opted out") + forget_pages(store, withdrawn, "withdrawn")
    names |= {row["warc_file"] for row in archived_pages(store) if row["page_id"] in withdrawn}
    damaged = _take_out(store, raw, names, grounds, withdrawn)
    if forgotten:
        compact(store)
    return damaged


def erase_pages(store: Store, raw: Path, grounds: Mapping[str, str]) -> list[str]:
    """Removes the archived text of these pages, by id with the ground; names of damaged files, left as they are."""
    _remove_strays(store, raw)
    names = {row["warc_file"] for row in archived_pages(store) if row["page_id"] in grounds}
    return _take_out(store, raw, names, grounds)


def lists_naming(store: Store, raw: Path, pages: Collection[str]) -> list[str]:
    """Feeds, endpoints and sitemaps of which the archive holds an answer that names one of these pages, by id."""
    rows = store.rows("SELECT id, url FROM pages")
    paths = {urlsplit(row["url"])._replace(scheme="", netloc="").geturl() for row in rows if row["id"] in pages}
    found: set[str] = set()
    for row in store.rows(
        "SELECT page_id, warc_file, warc_offset FROM fetches WHERE outcome = 'discovery' AND warc_file IS NOT NULL"
    ):
        if row["page_id"] in found:
            continue
        try:
            body = read_body(raw, row["warc_file"], row["warc_offset"])
        except ArchiveError:
            continue
        # JSON may write a slash with a backslash before it.
        text = body.decode("utf-8", "replace").replace("\\/", "/")
        if any(path in text for path in paths):
            found.add(row["page_id"])
    return sorted(found)


def erased_addresses(store: Store) -> list[str]:
    """Address keys of the pages that were erased on request."""
    rows = store.rows("SELECT address_key FROM pages WHERE reason = ?", (ERASED_ON_REQUEST,))
    return [row["address_key"] for row in rows]


def partly_erased_addresses(store: Store) -> list[str]:
    """Address keys of the pages that hold a part which was erased on request."""
    rows = store.rows(
        "SELECT DISTINCT p.address_key FROM candidates AS c JOIN pages AS p ON p.id = c.page_id WHERE c.part = c.id"
    )
    return [row["address_key"] for row in rows]


def _take_out(
    store: Store, raw: Path, names: set[str], grounds: Mapping[str, str], withdrawn: Mapping[str, str] | None = None
) -> list[str]:
    everything = {**(withdrawn or {}), **grounds}
    damaged = [name for name in sorted(names) if not _rewrite(store, raw, name, everything)]
    with store.transaction():
        for page_id, ground in grounds.items():
            close_page(store, page_id, ground)
    _remove_strays(store, raw)
    return damaged


def _rewrite(store: Store, raw: Path, name: str, grounds: Mapping[str, str]) -> bool:
    """Writes a file without the visits to these pages; False when not all its records can be read."""
    new_name = _next_name(raw, name)
    moved: dict[int, Place] = {}
    try:
        with (raw / name).open("rb") as old, (raw / new_name).open("wb") as new:
            for visit, records in iter_groups(raw / name):
                if visit and visit.outcome not in WITHDRAWN and (ground := grounds.get(visit.page_id)):
                    moved[records[-1][0]] = _append(new, new_name, tombstone(_closed(visit, ground)))
                    continue
                for offset, length in records:
                    old.seek(offset)
                    moved[offset] = _append(new, new_name, old.read(length))
            new.flush()
            os.fsync(new.fileno())
    except FileNotFoundError:
        return False
    visits = visits_in(store, name)
    if not {visit["warc_offset"] for visit in visits} <= moved.keys():
        (raw / new_name).unlink()
        return False
    move_visits(store, [(visit["id"], moved[visit["warc_offset"]], grounds.get(visit["page_id"])) for visit in visits])
    return True


def _append(file: BinaryIO, name: str, record: bytes) -> Place:
    place = Place(name, file.tell(), len(record))
    file.write(record)
    return place


def _closed(visit: VisitRow, ground: str) -> VisitRow:
    emptied = asdict(visit) | dict.fromkeys(ERASED)
    return VisitRow(**{**emptied, "outcome": Outcome.OPTED_OUT.value, "reason": ground})


def _stem(name: str) -> str:
    """Run and source of an archive file, whichever of its versions it is."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/{file.partition('.')[0]}"


def _next_name(raw: Path, name: str) -> str:
    number = 1
    while (raw / f"{_stem(name)}.{number}{_ENDING}").exists():
        number += 1
    return f"{_stem(name)}.{number}{_ENDING}"


def _remove_strays(store: Store, raw: Path) -> None:
    """Removes versions of a file that no row speaks of, where rows speak of another version."""
    spoken_of = archive_files(store)
    stems = {_stem(name) for name in spoken_of}
    for path in raw.glob(f"*/*{_ENDING}"):
        name = path.relative_to(raw).as_posix()
        if name not in spoken_of and _stem(name) in stems:
            path.unlink()
