"""What a run says on a terminal: live progress there, plain lines elsewhere, tables at the end."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from kkharvest.core.report import RunReport, Verdict
from kkharvest.fetch import SourceReport
from kkharvest.pipeline.truth import compare_with_truth
from kkharvest.store import Store

__all__ = ["Console"]

_MARK = {Verdict.OK: "ok", Verdict.WARNING: "warning", Verdict.FAILED: "FAILED"}
_LINE_EVERY = 50


class Console:
    """Progress and summary of one run, on standard error and standard output."""

    def __init__(self) -> None:
        self._rich = RichConsole(stderr=True)
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if self._rich.is_terminal:
            self._bars = Progress(
                TextColumn("{task.description:<28}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self._rich,
            )
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def progress(self, name: str, done: int, total: int) -> None:
        """Shows that `done` of `total` are done."""
        if self._bars:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=total)
            self._bars.update(self._tasks[name], completed=done, total=total)
        elif done == total or done % _LINE_EVERY == 0:
            print(f"{name}: {done} of {total}", file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal

    def summary(
        self, store: Store, report: RunReport, sources: Sequence[SourceReport], page: Path, *, sample: bool
    ) -> None:
        """The tables at the end of a run, and where its page stands."""
        if self._bars:
            self._bars.stop()
            self._bars = None
        out = RichConsole()
        table = Table(title="Sources", title_justify="left")
        for column in ("source", "asked", "new or changed", "unchanged", "failed", "kB"):
            table.add_column(column, justify="left" if column == "source" else "right")
        for source in sorted(sources, key=lambda item: item.source_id):
            counts = source.counts
            table.add_row(
                source.source_id,
                *(str(counts.get(name, 0)) for name in ("asked", "changed", "unchanged", "failed")),
                f"{counts.get('bytes', 0) / 1000:.0f}",
            )
        out.print(table)
        self.stages(report)
        totals = Table(title="Known now", title_justify="left", show_header=False)
        totals.add_column()
        totals.add_column(justify="right")
        for label, sql in _TOTALS.items():
            totals.add_row(label, str(store.value(sql)))
        out.print(totals)
        if sample:
            out.print(compare_with_truth(store).table())
        out.print(f"Report: {page}", soft_wrap=True)
        out.print("Next: kkharvest review list", soft_wrap=True)

    def stages(self, report: RunReport) -> None:
        """The stages of a run with their counts and checks."""
        out = RichConsole()
        table = Table(title=f"Run {report.run_id}: {_MARK[report.verdict]}", title_justify="left")
        for column in ("stage", "counts", "verdict"):
            table.add_column(column)
        for stage in report.stages:
            counts = ", ".join(
                f"{name} {count}" for name, count in stage.counts.items() if not name.startswith("kind_")
            )
            table.add_row(stage.stage, counts, _MARK[stage.verdict])
        out.print(table)
        for stage in report.stages:
            for check in stage.checks:
                if check.verdict is not Verdict.OK:
                    out.print(f"{_MARK[check.verdict]}: {check.name}: {check.message}", soft_wrap=True)


_TOTALS = {
    "pages": "SELECT count(*) FROM pages WHERE outcome = 'ok'",
    "candidates": "SELECT count(*) FROM candidates WHERE is_present = 1",
    "suggested as examples": "SELECT count(*) FROM suggestions AS s JOIN candidates AS c ON c.id = s.candidate_id "
    "WHERE s.taxonomy = 'relevance' AND s.is_selected = 1 AND c.is_present = 1",
    "groups": "SELECT count(DISTINCT group_id) FROM candidate_groups",
    "groups waiting for review": "SELECT count(*) FROM review_queue WHERE is_suggested = 1",
    "accepted examples": "SELECT count(*) FROM examples WHERE status = 'accepted'",
}
