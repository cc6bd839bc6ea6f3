"""Harvest: a task per source, then extract, classify and dedupe, then the report.

    python -m flows.harvest --sample            harvests the built-in sample web
    python -m flows.harvest --source helsingborg --max-pages 50
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

import click
from prefect import flow, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE

from kkharvest.core.report import RunReport, StageReport
from kkharvest.core.settings import load_settings
from kkharvest.fetch import SourceReport
from kkharvest.pipeline.console import Console
from kkharvest.pipeline.plan import Plan, planned
from kkharvest.pipeline.run import Progress, Run, finish, open_run, process
from kkharvest.sources import Source

__all__ = ["harvest", "harvest_flow"]

# A source has its own budget of minutes; the task's limit only ends one that hangs.
_TASK_SECONDS = 6 * 3600


@task(
    task_run_name="harvest {source.id}",
    retries=2,
    retry_delay_seconds=30,
    timeout_seconds=_TASK_SECONDS,
    cache_policy=NO_CACHE,
    persist_result=False,
)
async def harvest_source(run: Run, source: Source, progress: Progress | None) -> SourceReport:
    """Harvests one source; a retry goes on where the try before it stopped."""
    return await run.session.harvest(source, progress)


@task(cache_policy=NO_CACHE, persist_result=False)
async def process_pages(run: Run, progress: Progress | None) -> list[StageReport]:
    """Extract, classify, dedupe; off the event loop."""
    return await asyncio.to_thread(process, run, progress)


@flow(name="harvest", validate_parameters=False)
async def harvest_flow(run: Run, progress: Progress | None = None) -> tuple[RunReport, list[SourceReport]]:
    """One whole run over the sources of `run`; its page path is in the artifact."""
    async with run.session:
        sources = list(await asyncio.gather(*(harvest_source(run, source, progress) for source in run.sources)))
    report, page = finish(run, sources, await process_pages(run, progress))
    await acreate_markdown_artifact(key="harvest-report", markdown=_markdown(report, str(page)))
    return report, sources


def harvest(plan: Plan, console: Console | None = None) -> RunReport:
    """Opens a run for `plan` and sends it through the flow."""
    with open_run(plan.settings, plan.sources, plan.network, plan.scope) as run:
        report, sources = asyncio.run(harvest_flow(run, console.progress if console else None))
        if console:
            page = plan.settings.reports / f"{run.id}.html"
            console.summary(run.store, report, sources, page, sample=bool(plan.scope["sample"]))
    return report


def _markdown(report: RunReport, page: str) -> str:
    lines = [f"# Run {report.run_id}: {report.verdict}", "", f"Page: {page}", "", "| stage | what | count |", "|---|---|---|"]
    lines += [f"| {stage.stage} | {name} | {count} |" for stage in report.stages for name, count in stage.counts.items()]
    lines += [
        f"- {check.verdict}: {check.name}: {check.message}"
        for stage in report.stages
        for check in stage.checks
        if check.message
    ]
    return "\n".join(lines)


@click.command()
@click.option("--sample", is_flag=True, help="Harvest the built-in sample web on this machine.")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages per source at most.")
def _command(**options: Any) -> None:
    """Harvest through Prefect."""
    with planned(load_settings(), **options) as plan, Console() as console:
        report = harvest(plan, console)
    raise click.exceptions.Exit(report.exit_code)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs this flow from the command line, with the exit statuses of `kkharvest`."""
    from kkharvest.cli import run_command

    run_command(_command, arguments, "python -m flows.harvest")


if __name__ == "__main__":
    main(sys.argv[1:])
