"""The archive: every answer as WARC/1.1, one file a run and source, gzipped record by record.

A visit is written as request, metadata (our verdict, as JSON), response or revisit and, for a page that was rendered,
a conversion of the response. The last of them is its place; the row that indexes it is written after its bytes. So a
kill can only leave bytes that no row speaks of; they are cut off when the run goes on.
Answers whose text may not be kept leave their metadata alone.
"""

import errno
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from kkharvest.core.errors import OutOfSpaceError
from kkharvest.fetch.client import Answer
from kkharvest.fetch.inflate import InflateError, TooLargeError, inflate
from kkharvest.fetch.warc import opening_record, visit_records
from kkharvest.store import Store
from kkharvest.store.archives import forget_archive, unreferenced_archives
from kkharvest.store.pages import Place, VisitRow, save_visit

__all__ = [
    "ArchiveError",
    "RunArchive",
    "iter_archive",
    "iter_groups",
    "prune_archive",
    "read_body",
    "restore_pages",
]

_MAX_BODY = 1 << 31
_WITH_BODY = frozenset({"response", "conversion"})


class ArchiveError(Exception):
    """A record cannot be read: the file is missing, or cut, or something else stands there."""


class RunArchive:
    """The archive files of one run, open for appending."""

    def __init__(self, raw: Path, run_id: str, ends: Mapping[str, int]) -> None:
        self._raw = raw
        self._run_id = run_id
        self._ends = dict(ends)
        self._files: dict[str, BinaryIO] = {}

    def name(self, source_id: str) -> str:
        """Name of the source's file, relative to the raw folder."""
        return f"{self._run_id}/{source_id}.warc.gz"

    def write(
        self,
        visit: VisitRow,
        answer: Answer | None,
        refers_to: Mapping[str, str] | None = None,
        rendered: bytes | None = None,
    ) -> Place:
        """Appends the records of a visit; where its last one stands.

        `answer` is None when its text may not be kept or when there was none; `refers_to` (`url`, `date`) makes a
        revisit record of it; `rendered` is the page as its scripts left it, the content in place of the answer's.
        """
        name = self.name(visit.source_id)
        handle = self._open(name)
        start = self._ends[name]
        try:
            records = visit_records(visit, answer, refers_to, rendered)
            for record in records:
                handle.write(record)
            handle.flush()
        except OSError as error:
            self._cut(handle, start)
            raise _no_room(self._raw / name, error) from error
        end = start + sum(map(len, records))
        self._ends[name] = end
        return Place(name, end - len(records[-1]), len(records[-1]))

    def forget_after(self, name: str, end: int) -> None:
        """Cuts off what was written to a file after `end`, because no row will speak of it."""
        handle = self._files.pop(name, None)
        if handle:
            self._cut(handle, end)
            handle.close()
            self._ends[name] = end

    def end_of(self, source_id: str) -> int:
        """Where the source's file ends now."""
        return self._ends.get(self.name(source_id), 0)

    def close(self) -> None:
        """Closes all files."""
        for handle in self._files.values():
            handle.close()
        self._files.clear()

    def _open(self, name: str) -> BinaryIO:
        if name in self._files:
            return self._files[name]
        path = self._raw / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = path.open("r+b" if path.exists() else "x+b", buffering=0)
            end = self._ends.get(name, 0)
            handle.truncate(end)
            handle.seek(end)
            if end == 0:
                head = opening_record(name)
                handle.write(head)
                end = len(head)
        except OSError as error:
            raise _no_room(path, error) from error
        self._ends[name] = end
        self._files[name] = handle
        return handle

    @staticmethod
    def _cut(handle: BinaryIO, end: int) -> None:
        try:
            handle.truncate(end)
            handle.seek(end)
        except OSError:
            # The tail stays; it is cut when the run goes on.
            return


def read_body(raw: Path, warc_file: str, offset: int) -> bytes:
    """The inflated body of the answer at this place, or the rendered page there; raises `ArchiveError`."""
    path = raw / warc_file
    try:
        with path.open("rb") as handle:
            handle.seek(offset)
            record = next(iter(ArchiveIterator(handle, no_record_parse=True)), None)
            kind = record.rec_type if record is not None else None
            block = _block(record) if kind in _WITH_BODY else None
        if block is None:
            raise ArchiveError(f"{path} holds no whole answer at {offset}")
        if kind == "conversion":
            return block
        head, _, body = block.partition(b"\r\n\r\n")
        return inflate(body, _encoding(head), _MAX_BODY)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}") from error
    except (ArchiveLoadFailed, InflateError, TooLargeError, zlib.error, EOFError) as error:
        raise ArchiveError(f"{path} is damaged at {offset}: {error}") from error


def _encoding(head: bytes) -> str:
    values = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    return ",".join(v.decode("latin-1") for name, _, v in values if name.strip().lower() == b"content-encoding")


def _block(record: Any) -> bytes | None:
    """The whole block of a record, or None when the file ends before it does."""
    block = bytes(record.raw_stream.read())
    return block if len(block) == int(record.rec_headers.get_header("Content-Length", "-1")) else None


def iter_archive(raw: Path) -> Iterator[tuple[VisitRow, Place]]:
    """All visits in the archive with their places, run by run; a damaged tail ends its file."""
    for path in sorted(raw.glob("*/*.warc.gz")):
        yield from _visits_of(path, path.relative_to(raw).as_posix())


def restore_pages(store: Store, raw: Path) -> int:
    """Fills pages and fetches anew from the archive, opening no connection; how many visits were restored.

    Visits that the database already knows, and those of sources that it does not know, are passed over.
    """
    known = {(row["run_id"], row["page_id"]) for row in store.rows("SELECT run_id, page_id FROM fetches")}
    sources = {row["id"] for row in store.rows("SELECT id FROM sources")}
    runs = {row["id"] for row in store.rows("SELECT id FROM runs")}
    restored = 0
    visits = sorted(iter_archive(raw), key=lambda item: (item[0].run_id, item[0].fetched_at))
    with store.transaction():
        for visit, place in visits:
            if (visit.run_id, visit.page_id) in known or visit.source_id not in sources:
                continue
            if visit.run_id not in runs:
                runs.add(visit.run_id)
                row = {"id": visit.run_id, "started_at": visit.fetched_at, "ended_at": visit.fetched_at}
                store.insert("runs", {**row, "status": "done"})
            save_visit(store, visit, place)
            restored += 1
    return restored


def prune_archive(store: Store, raw: Path, days: int) -> int:
    """Removes archive files older than `days` that hold no page's current content; how many. 0 days keeps all."""
    if not days:
        return 0
    before = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    names = unreferenced_archives(store, before)
    for name in names:
        # Rows first: a position without a file would be a damaged archive, a file without rows is only left over.
        forget_archive(store, name)
        (raw / name).unlink(missing_ok=True)
    return len(names)


def _visits_of(path: Path, name: str) -> Iterator[tuple[VisitRow, Place]]:
    for visit, records in iter_groups(path):
        if visit:
            yield visit, Place(name, *records[-1])


def iter_groups(path: Path) -> Iterator[tuple[VisitRow | None, list[tuple[int, int]]]]:
    """The visits of a file, each with offset and length of its records; None with those that belong to no visit.

    A damaged tail ends the file.
    """
    with path.open("rb") as handle:
        records = ArchiveIterator(handle, no_record_parse=True)
        visit: VisitRow | None = None
        last: set[str] = set()
        places: list[tuple[int, int]] = []
        try:
            for record in records:
                block = _block(record)
                if block is None:
                    return
                # The length is known once the block has been read to its end.
                places.append((records.get_record_offset(), records.get_record_length()))
                if record.rec_type == "metadata":
                    values = json.loads(block)
                    has_answer, is_rendered = values.pop("has_answer"), values.pop("is_rendered", False)
                    last = _last_kinds(has_answer=has_answer, is_rendered=is_rendered)
                    visit = VisitRow(**values)
                if record.rec_type == "warcinfo" or (visit and record.rec_type in last):
                    yield visit, places
                    visit, places = None, []
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, TypeError):
            return


def _last_kinds(*, has_answer: bool, is_rendered: bool) -> set[str]:
    """Kinds of the record that ends a visit and is its place."""
    if is_rendered:
        return {"conversion"}
    return {"response", "revisit"} if has_answer else {"metadata"}


def _no_room(path: Path, error: OSError) -> OutOfSpaceError:
    why = "the disk is full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else error.strerror or str(error)
    return OutOfSpaceError(
        f"{path} cannot be written: {why}. Everything up to here is kept; make room or make the folder writable, then "
        "start the same command again: it goes on where it was."
    )
