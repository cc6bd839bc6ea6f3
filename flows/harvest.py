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
from prefect.client.schemas.objects import State
from prefect.exceptions import FailedRun
from prefect.states import Completed, Failed

from kkharvest.core.report import RunReport, StageReport
from kkharvest.core.settings import load_settings
from kkharvest.fetch import SourceReport
from kkharvest.pipeline.console import Console
from kkharvest.pipeline.plan import planned
from kkharvest.pipeline.run import Progress, Run, finish, open_run, process
from kkharvest.sources import Source

__all__ = ["harvest_flow"]

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
async def harvest_source(run: Run, source: Source, progress: Progress) -> SourceReport:
    """Harvests one source; a retry goes on where the try before it stopped."""
    return await run.session.harvest(source, progress)


@task(cache_policy=NO_CACHE, persist_result=False)
async def process_pages(run: Run, progress: Progress) -> list[StageReport]:
    """Extract, classify, dedupe; off the event loop."""
    return await asyncio.to_thread(process, run, progress)


@flow(name="harvest", persist_result=False)
async def harvest_flow(
    *, sample: bool = False, source_ids: Sequence[str] = (), max_pages: int | None = None
) -> State[str]:
    """One whole run; failed when a check failed, with what the checks say as its message."""
    options: dict[str, Any] = {"sample": sample, "source_ids": tuple(source_ids), "max_pages": max_pages}
    with (
        planned(load_settings(), **options) as plan,
        open_run(plan.settings, plan.sources, plan.network, plan.scope) as run,
        Console() as console,
    ):
        async with run.session:
            tasks = [harvest_source(run, source, console.progress) for source in run.sources]
            sources = list(await asyncio.gather(*tasks))
        report, page = finish(run, sources, await process_pages(run, console.progress))
        await acreate_markdown_artifact(key="harvest-report", markdown=_markdown(report, str(page)))
        console.summary(run.store, report, sources, page, sample=sample)
    return Failed(message=_told(report)) if report.exit_code else Completed(message=_told(report))


def _told(report: RunReport) -> str:
    checks = [check for stage in report.stages for check in stage.checks if check.message]
    return "; ".join(f"{check.name}: {check.message}" for check in checks) or "all checks passed"


def _markdown(report: RunReport, page: str) -> str:
    lines = [
        f"# Run {report.run_id}: {report.verdict}",
        f"Page: {page}",
        _told(report),
        "| stage | what | count |\n|---|---|---|",
    ]
    table = [f"| {stage.stage} | {name} | {count} |" for stage in report.stages for name, count in stage.counts.items()]
    return "\n\n".join(lines) + "\n" + "\n".join(table)


async def _state(options: dict[str, Any]) -> State[Any]:
    return await harvest_flow(**options, return_state=True)


@click.command()
@click.option("--sample", is_flag=True, help="Harvest the built-in sample web on this machine.")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages per source at most.")
def _command(**options: Any) -> int:
    """Harvest through Prefect."""
    state = asyncio.run(_state(options))
    if state.is_completed():
        return 0
    outcome = asyncio.run(state.aresult(raise_on_failure=False))
    if isinstance(outcome, Exception) and not isinstance(outcome, FailedRun):
        raise outcome
    return 3


if __name__ == "__main__":
    from kkharvest.cli import run_command

    run_command(_command, sys.argv[1:], "python -m flows.harvest")
