"""The run report as one HTML page: charts as inline SVG, no script, nothing from elsewhere."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from kkharvest.core.report import RunReport
from kkharvest.core.settings import Settings
from kkharvest.fetch import SourceReport
from kkharvest.store import Row, Store
from kkharvest.store.runs import issues_of

__all__ = ["write_report_page"]

_THEMES = """
SELECT t.name AS label, count(s.candidate_id) AS value
FROM themes AS t
LEFT JOIN suggestions AS s ON s.taxonomy = 'theme' AND s.slug = t.slug AND s.is_selected = 1
     AND s.candidate_id IN (SELECT candidate_id FROM review_queue WHERE is_suggested = 1)
WHERE t.holds_all = 0 GROUP BY t.slug ORDER BY value DESC, t.position
"""
_PAGES = """
SELECT s.name AS label, count(p.id) AS value FROM sources AS s JOIN pages AS p ON p.source_id = s.id
WHERE p.outcome = 'ok' GROUP BY s.id ORDER BY value DESC, s.id LIMIT 40
"""
_CANDIDATES = """
SELECT s.name AS label, count(c.id) AS value FROM sources AS s JOIN candidates AS c ON c.source_id = s.id
WHERE c.is_present = 1 GROUP BY s.id ORDER BY value DESC, s.id LIMIT 40
"""
_OUTCOMES = "SELECT outcome AS label, count(*) AS value FROM fetches WHERE run_id = ? GROUP BY 1 ORDER BY 2 DESC, 1"
_RELEVANCE = """
SELECT cast(min(p * 10, 9) AS integer) AS label, count(*) AS value FROM suggestions
WHERE taxonomy = 'relevance' AND candidate_id IN (SELECT id FROM candidates WHERE is_present = 1) GROUP BY 1
"""
_TILES = {
    ("fetch", "sources"): "sources visited",
    ("fetch", "asked"): "addresses asked",
    ("fetch", "changed"): "new or changed pages",
    ("fetch", "unchanged"): "unchanged pages",
    ("fetch", "failed"): "failed requests",
    ("fetch", "bytes"): "bytes received",
    ("extract", "pages"): "pages read",
    ("extract", "candidates"): "candidates in them",
    ("classify", "suggested"): "suggested as examples",
    ("dedupe", "groups"): "groups in all",
}


def write_report_page(
    store: Store, settings: Settings, run_id: str, report: RunReport, sources: Sequence[SourceReport], seconds: float
) -> Path:
    """Writes the page and `latest.html` beside it; the path of the page."""
    environment = Environment(
        loader=PackageLoader("kkharvest.pipeline"), autoescape=select_autoescape(), undefined=StrictUndefined
    )
    buckets = {row["label"]: row["value"] for row in store.rows(_RELEVANCE)}
    html = environment.get_template("report.html").render(
        run_id=run_id,
        run=store.row("SELECT * FROM runs WHERE id = ?", (run_id,)),
        report=report,
        seconds=seconds,
        sources=sorted(sources, key=lambda item: item.source_id),
        issues=issues_of(store, run_id),
        charts=[
            ("Suggested examples waiting, by theme", store.rows(_THEMES)),
            ("Readable pages, by source", store.rows(_PAGES)),
            ("Candidates, by source", store.rows(_CANDIDATES)),
            ("Answers in this run, by outcome", store.rows(_OUTCOMES, (run_id,))),
            ("Candidates, by probability of being an example", _histogram(buckets)),
        ],
        tiles=_tiles(report),
    )
    settings.reports.mkdir(parents=True, exist_ok=True)
    path = settings.reports / f"{run_id}.html"
    path.write_text(html, encoding="utf-8")
    (settings.reports / "latest.html").write_text(html, encoding="utf-8")
    return path


def _tiles(report: RunReport) -> list[tuple[str, int]]:
    counts = {(stage.stage, name): count for stage in report.stages for name, count in stage.counts.items()}
    return [(label, counts[key]) for key, label in _TILES.items() if key in counts]


def _histogram(buckets: dict[int, int]) -> list[Row]:
    return [
        {"label": f"{tenth * 10}–{tenth * 10 + 10} %", "value": buckets.get(tenth, 0)} for tenth in range(9, -1, -1)
    ]
