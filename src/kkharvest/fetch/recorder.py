"""Writes what was fetched: archive first, rows after, in batches, off the event loop; every request's line with them.

`record` returns when the visit is on disk. A worker asks for its next page only then, so what a kill can lose is what
was in flight. When the disk is full, everything of the batch is taken back and every later call fails the same way.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from kkharvest.core.errors import OutOfSpaceError
from kkharvest.fetch.archive import RunArchive
from kkharvest.fetch.client import Answer, Sent
from kkharvest.fetch.hosts import origin_of
from kkharvest.store import Row, Store
from kkharvest.store.frontier import queue_pages
from kkharvest.store.hosts import count_lastmod, log_requests
from kkharvest.store.pages import VisitRow, save_visit

__all__ = ["Recorder"]


@dataclass(frozen=True, slots=True)
class _Job:
    visit: VisitRow | None
    answer: Answer | None
    refers_to: Mapping[str, str] | None
    rendered: bytes | None
    queued: Sequence[Row]
    lastmod_was_right: bool | None
    done: "asyncio.Future[None]"


class Recorder:
    """One writer for all sources of a run."""

    def __init__(self, store: Store, archive: RunArchive, run_id: str) -> None:
        self._store = store
        self._archive = archive
        self._run_id = run_id
        self._sent: list[Sent] = []
        self._jobs: list[_Job] = []
        self._task: asyncio.Task[None] | None = None
        self._failure: OutOfSpaceError | None = None

    async def record(
        self,
        visit: VisitRow | None,
        *,
        answer: Answer | None = None,
        refers_to: Mapping[str, str] | None = None,
        rendered: bytes | None = None,
        queued: Sequence[Row] = (),
        lastmod_was_right: bool | None = None,
    ) -> None:
        """Stores a visit with its answer and the addresses it led to; returns when they are on disk."""
        if self._failure:
            raise self._failure
        done = asyncio.get_running_loop().create_future()
        job = _Job(visit, answer, refers_to, rendered, queued, lastmod_was_right, done)
        self._jobs.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await asyncio.shield(job.done)

    async def close(self) -> None:
        """Writes what is left and closes the archive."""
        if self._task:
            await self._task
        if self._sent and self._failure is None:
            await asyncio.to_thread(self._write, [])
        self._archive.close()

    def sent(self, request: Sent) -> None:
        """Takes note of a request; it is stored with what is recorded next."""
        self._sent.append(request)

    async def _drain(self) -> None:
        while self._jobs:
            batch, self._jobs = self._jobs, []
            try:
                await asyncio.to_thread(self._write, batch)
            except BaseException as error:
                self._failure = error if isinstance(error, OutOfSpaceError) else None
                for job in (*batch, *self._jobs):
                    if not job.done.done():
                        job.done.set_exception(error)
                        job.done.exception()  # a worker that was cancelled will not ask
                self._jobs = []
                if not isinstance(error, Exception):
                    raise
            else:
                for job in batch:
                    if not job.done.done():
                        job.done.set_result(None)

    def _write(self, batch: Sequence[_Job]) -> None:
        sources = {job.visit.source_id for job in batch if job.visit}
        ends = {source: self._archive.end_of(source) for source in sources}
        sent, self._sent = self._sent, []
        try:
            places = [
                self._archive.write(job.visit, job.answer, job.refers_to, job.rendered) if job.visit else None
                for job in batch
            ]
            with self._store.transaction():
                for job, place in zip(batch, places, strict=True):
                    if job.visit:
                        save_visit(self._store, job.visit, place)
                        if job.lastmod_was_right is not None:
                            count_lastmod(self._store, origin_of(job.visit.url), was_right=job.lastmod_was_right)
                    queue_pages(self._store, job.queued)
                log_requests(self._store, self._run_id, map(asdict, sent))
        except BaseException:
            for source, end in ends.items():
                self._archive.forget_after(self._archive.name(source), end)
            raise
