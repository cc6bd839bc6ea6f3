"""Runs and their issues: what was started, how it ended, what looked wrong."""

import json
from typing import Any

from kkharvest.core.clock import now, stamp
from kkharvest.core.records import Issue, to_json
from kkharvest.core.report import RunReport
from kkharvest.store.database import Row, Store

__all__ = ["begin_run", "end_run", "interrupt_run", "issues_of", "latest_run", "record_issue"]


def begin_run(store: Store, scope: dict[str, Any]) -> str:
    """Id of the run to work on: the unfinished one with the same scope, or a new one.

    Called while the run lock is held, so a run that still says `running` was killed.
    """
    scope_json = json.dumps(scope, sort_keys=True)
    with store.transaction():
        row = store.row(
            "SELECT id FROM runs WHERE status IN ('running', 'interrupted') AND scope_json = ? "
            "ORDER BY id DESC LIMIT 1",
            (scope_json,),
        )
        if row:
            store.execute("UPDATE runs SET status = 'running', ended_at = NULL WHERE id = ?", (row["id"],))
            return str(row["id"])
        # A run of another scope that was left unfinished will not be taken up again.
        store.execute("UPDATE runs SET status = 'failed', ended_at = ? WHERE status = 'running'", (now(),))
        run_id = stamp()
        store.insert("runs", {"id": run_id, "started_at": now(), "status": "running", "scope_json": scope_json})
    return run_id


def end_run(store: Store, run_id: str, report: RunReport) -> None:
    """Marks the run done, with its verdict and report."""
    store.execute(
        "UPDATE runs SET status = 'done', ended_at = ?, verdict = ?, report_json = ? WHERE id = ?",
        (now(), report.verdict.value, json.dumps(to_json(report), ensure_ascii=False), run_id),
    )


def interrupt_run(store: Store, run_id: str) -> None:
    """Marks the run as stopped half-way; the next run of the same scope goes on with it."""
    store.execute(
        "UPDATE runs SET status = 'interrupted', ended_at = ? WHERE id = ? AND status = 'running'", (now(), run_id)
    )


def latest_run(store: Store) -> Row | None:
    """The run that was started last, or None."""
    return store.row("SELECT * FROM runs ORDER BY id DESC LIMIT 1")


def record_issue(store: Store, run_id: str | None, issue: Issue) -> None:
    """Adds a row for the operator; the same issue of the same run is one row, with its latest message."""
    with store.transaction():
        where = (run_id or "", issue.stage, issue.code, issue.source_id or "", issue.url or "")
        changed = store.execute(
            "UPDATE issues SET message = ?, severity = ?, at = ? WHERE ifnull(run_id, '') = ? AND stage = ? "
            "AND code = ? AND ifnull(source_id, '') = ? AND ifnull(url, '') = ?",
            (issue.message, issue.severity.value, now(), *where),
        )
        if not changed:
            store.insert("issues", {"run_id": run_id, "at": now(), **to_json(issue)})


def issues_of(store: Store, run_id: str) -> list[Row]:
    """The issues of a run, worst first."""
    return store.rows(
        "SELECT * FROM issues WHERE run_id = ? ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 "
        "ELSE 2 END, source_id, code, url",
        (run_id,),
    )
