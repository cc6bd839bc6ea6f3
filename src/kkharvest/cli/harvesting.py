"""Commands of the operator: set up, harvest, replay, look into what was asked, and the registry."""

import asyncio
import subprocess
import sys
from pathlib import Path

import click

from kkharvest.core.errors import InputError
from kkharvest.core.settings import Settings

__all__ = ["harvest", "politeness", "replay", "schedule", "setup", "sources"]


@click.command()
@click.option("--force", is_flag=True, help="Build anew even when a good encoder stands there.")
@click.pass_obj
def setup(settings: Settings, *, force: bool) -> None:
    """Build the embedded encoder into models/ (about a minute, once)."""
    from kkharvest.classify.encoder import build_encoder

    report = build_encoder(settings.models, force=force)
    click.echo(report.summary())


@click.command()
@click.option("--sample", is_flag=True, help="Harvest the built-in sample web on this machine.")
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source; may be repeated.")
@click.option("--max-pages", type=click.IntRange(min=1), help="Pages per source at most.")
@click.pass_obj
def harvest(settings: Settings, *, sample: bool, source_ids: tuple[str, ...], max_pages: int | None) -> None:
    """Harvest sources, then extract, classify and group; without Prefect."""
    from kkharvest.pipeline.console import Console
    from kkharvest.pipeline.plan import planned
    from kkharvest.pipeline.run import finish, harvest_all, open_run, process

    with (
        planned(settings, sample=sample, source_ids=source_ids, max_pages=max_pages) as plan,
        open_run(plan.settings, plan.sources, plan.network, plan.scope) as run,
        Console() as console,
    ):
        sources = asyncio.run(harvest_all(run, console.progress))
        report, page = finish(run, sources, process(run, console.progress))
        console.summary(run.store, report, sources, page, sample=sample)
    raise click.exceptions.Exit(report.exit_code)


@click.command()
@click.pass_obj
def replay(settings: Settings) -> None:
    """Do everything after fetch again, from the archive alone; opens no connection."""
    from kkharvest.pipeline.console import Console
    from kkharvest.pipeline.replay import replay as run_replay

    with Console() as console:
        report = run_replay(settings, console.progress)
        console.stages(report)
    raise click.exceptions.Exit(report.exit_code)


@click.command()
@click.option("--run", "run_id", metavar="ID", help="A run's id; the latest when not given.")
@click.pass_obj
def politeness(settings: Settings, *, run_id: str | None) -> None:
    """Print a run's requests host by host: delay in force and gap to the one before, in ms."""
    from kkharvest.store import open_store
    from kkharvest.store.hosts import politeness_log

    with open_store(settings.database, create=False) as store:
        run_id = run_id or store.value("SELECT max(id) FROM runs")
        if store.row("SELECT id FROM runs WHERE id = ?", (run_id,)) is None:
            raise InputError(f"There is no run {run_id!r}." if run_id else "Nothing has been harvested yet.")
        click.echo("host\tasked_at\tdelay_ms\tgap_ms\turl")
        for row in politeness_log(store, str(run_id)):
            gap = "" if row["gap_ms"] is None else round(row["gap_ms"])
            click.echo(f"{row['host']}\t{row['asked_at']}\t{row['delay_ms']}\t{gap}\t{row['url']}")


@click.group()
def sources() -> None:
    """The source registry."""


@sources.command("check")
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path), required=False)
@click.pass_obj
def sources_check(settings: Settings, folder: Path | None) -> None:
    """Validate every source file; names file and field of each fault."""
    from kkharvest.sources import check_registry, load_registry, shipped_registry

    where = folder or settings.registry or shipped_registry()
    faults = check_registry(where)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(load_registry(where))} sources, no faults.")


@sources.command("list")
@click.pass_obj
def sources_list(settings: Settings) -> None:
    """List the sources with kind and homepage."""
    from kkharvest.sources import load_registry, shipped_registry

    for source in load_registry(settings.registry or shipped_registry()):
        click.echo(f"{source.id}\t{source.kind}\t{source.homepage}" + ("" if source.enabled else "\t(off)"))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def schedule(settings: Settings, options: tuple[str, ...]) -> None:
    """Serve the flows with their schedules (nightly, Europe/Stockholm) until stopped.

    OPTIONS are those of `python -m flows.schedule`: --harvest-at "30 1 * * *", --sample.
    """
    if not (settings.home / "flows" / "schedule.py").is_file():
        raise InputError(
            f"There are no flows in {settings.home}: run this in the project folder, or name it with --home."
        )
    command = [sys.executable, "-m", "flows.schedule", *options]
    raise click.exceptions.Exit(subprocess.call(command, cwd=settings.home))  # noqa: S603 - our own module
