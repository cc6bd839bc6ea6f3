"""Questions asked of a finished harvest, so that a source that goes silent is noticed.

A source is compared with what its registry file says a healthy harvest yields, counted over everything known of it
(an unchanged page that was not sent again still counts). One silent source is a warning; when more than half of
them are, something is wrong with the run itself.
"""

from collections.abc import Sequence

from kkharvest.core.records import Issue, Severity
from kkharvest.core.report import Check, StageReport, Verdict
from kkharvest.fetch import SourceReport
from kkharvest.sources import Source
from kkharvest.store import Store
from kkharvest.store.runs import record_issue

__all__ = ["run_checks", "source_health"]


def source_health(store: Store, run_id: str, source: Source) -> str | None:
    """What is wrong with a source after this run, in words, or None."""
    pages = store.value("SELECT count(*) FROM pages WHERE source_id = ? AND outcome = 'ok'", (source.id,))
    candidates = store.value("SELECT count(*) FROM candidates WHERE source_id = ? AND is_present = 1", (source.id,))
    asked, failed = store.rows(
        "SELECT count(*) AS asked, total(f.outcome IN ('timeout', 'broken', 'server_error', 'unreachable')) AS failed "
        "FROM fetches AS f JOIN pages AS p ON p.id = f.page_id WHERE f.run_id = ? AND p.source_id = ?",
        (run_id, source.id),
    )[0].values()
    expected = source.expectations
    if pages < expected.min_pages:
        return f"{pages} pages are readable, at least {expected.min_pages} expected"
    if candidates < expected.min_candidates:
        return f"{candidates} candidates were found, at least {expected.min_candidates} expected"
    if asked and failed / asked > expected.max_failed_share:
        return f"{int(failed)} of {asked} requests failed, at most {expected.max_failed_share:.0%} expected"
    return None


def run_checks(store: Store, run_id: str, sources: Sequence[Source], reports: Sequence[SourceReport]) -> StageReport:
    """Fetch counts of the run, with a check per source that looks unwell."""
    counts: dict[str, int] = {"sources": len(sources)}
    for report in reports:
        for name, count in report.counts.items():
            counts[name] = counts.get(name, 0) + count
    checks = []
    for source in sources:
        fault = source_health(store, run_id, source)
        if fault:
            checks.append(Check(f"source_health:{source.id}", Verdict.WARNING, fault))
            record_issue(store, run_id, Issue("fetch", "source_unwell", fault, Severity.WARNING, source.id))
    if len(checks) * 2 > len(sources):
        message = f"{len(checks)} of {len(sources)} sources yield less than expected"
        checks.insert(0, Check("sources_alive", Verdict.FAILED, message))
    else:
        checks.insert(0, Check("sources_alive", Verdict.OK))
    return StageReport("fetch", "", counts, tuple(checks), max((report.seconds for report in reports), default=0.0))
