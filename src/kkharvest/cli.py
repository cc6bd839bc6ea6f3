"""kkharvest <command>: one sub-command a stage, and the JSON Lines filters.

Commands import what they use when they run, so that `kkharvest allowed` starts without the models' libraries. A
user's mistake ends in a message and an exit status (see core/errors.py), never in a stack trace.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import click

from kkharvest import __version__
from kkharvest.core.errors import InputError, KkharvestError
from kkharvest.core.jsonl import run_filter
from kkharvest.core.settings import Settings, load_settings
from kkharvest.filters import FILTERS

__all__ = ["cli", "main", "run_command"]

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits with its status."""
    run_command(cli, arguments, "kkharvest")


def run_command(command: click.Command, arguments: Sequence[str] | None, name: str) -> NoReturn:
    """Runs a click command and exits; every error made on purpose becomes a message and a status."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    # Read by the numeric libraries when a command imports them: on tiny matrices threads cost more than they bring.
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(variable, "1")
    try:
        status = command.main(args=arguments, prog_name=name, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Everything up to here is kept; the same command goes on where it was.", err=True)
        status = _INTERRUPTED
    except KkharvestError as error:
        click.echo(f"kkharvest: {error}", err=True)
        status = error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 128 + signal.SIGPIPE
    sys.exit(status if isinstance(status, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kkharvest")
@click.option(
    "--home",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Project folder with pyproject.toml, data/ and models/; found from the working folder when not given.",
)
@click.pass_context
def cli(context: click.Context, home: Path | None) -> None:
    """Good examples of climate collaboration: harvested, sorted, decided on, published."""
    context.obj = load_settings(home)


def _filter_command(name: str, summary: str) -> None:
    make, batch, drop = FILTERS[name]

    @cli.command(name, help=summary + "\n\nReads JSON objects, one a line, from FILE or standard input.")
    @click.argument("file", type=click.File("rb"), default="-")
    @click.pass_obj
    def command(settings: Settings, file: BinaryIO) -> None:
        out = sys.stdout.buffer

        def write(line: str) -> None:
            out.write(line.encode("utf-8"))

        def warn(message: str) -> None:
            click.echo(f"kkharvest {name}: {message}", err=True)

        lines: Iterable[bytes] = file
        status = run_filter(lines, make(settings), write=write, warn=warn, batch=batch, drop=drop)
        out.flush()
        if status:
            raise click.exceptions.Exit(status)


_filter_command("extract", "Pages to documents and candidates.")
_filter_command("classify", "Titles and texts to relevance, themes, areas, levels and evidence.")
_filter_command("dedupe", "Tellings to groups: which tell the same example.")
_filter_command("allowed", "robots.txt, agent and address to permission.")
_filter_command("pii", "Texts to the personal data in them.")


@cli.command()
@click.option("--force", is_flag=True, help="Build anew even when a good encoder stands there.")
@click.pass_obj
def setup(settings: Settings, *, force: bool) -> None:
    """Build the embedded encoder into models/ (about a minute, once)."""
    from kkharvest.classify.encoder import build_encoder

    report = build_encoder(settings.models, force=force)
    click.echo(report.summary())


@cli.command()
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


@cli.command()
@click.pass_obj
def replay(settings: Settings) -> None:
    """Do everything after fetch again, from the archive alone; opens no connection."""
    from kkharvest.pipeline.console import Console
    from kkharvest.pipeline.replay import replay as run_replay

    with Console() as console:
        report = run_replay(settings, console.progress)
        console.stages(report)
    raise click.exceptions.Exit(report.exit_code)


@cli.command()
@click.option("--run", "run_id", metavar="ID", help="A run's id; the latest when not given.")
@click.pass_obj
def politeness(settings: Settings, *, run_id: str | None) -> None:
    """Print a run's requests host by host: delay in force and gap to the one before, in ms."""
    from kkharvest.store import open_store
    from kkharvest.store.pages import politeness_log

    with open_store(settings.database, create=False) as store:
        run_id = run_id or store.value("SELECT max(id) FROM runs")
        if store.row("SELECT id FROM runs WHERE id = ?", (run_id,)) is None:
            raise InputError(f"There is no run {run_id!r}." if run_id else "Nothing has been harvested yet.")
        click.echo("host\tasked_at\tdelay_ms\tgap_ms\turl")
        for row in politeness_log(store, str(run_id)):
            gap = "" if row["gap_ms"] is None else round(row["gap_ms"])
            click.echo(f"{row['host']}\t{row['asked_at']}\t{row['delay_ms']}\t{gap}\t{row['url']}")


@cli.group()
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


def _reviewer(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--as",
        "reviewer",
        envvar="KKHARVEST_REVIEWER",
        default=lambda: os.environ.get("USER", ""),
        help="Vem som beslutar; annars KKHARVEST_REVIEWER eller inloggat namn.",
    )(function)


@cli.group()
def review() -> None:
    """Granska: se kön, godkänn, avslå, ångra."""


@review.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Antal rader.")
@click.option("--theme", help="Bara kandidater med detta föreslagna tema.")
@click.option("--all", "everything", is_flag=True, help="Även sådant som troligen inte är exempel.")
@click.pass_obj
def review_list(settings: Settings, *, limit: int, theme: str | None, everything: bool) -> None:
    """Lista kandidater som väntar på beslut."""
    from kkharvest.review import queue
    from kkharvest.review.terminal import print_queue
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        print_queue(queue(store, limit=limit, theme=theme, everything=everything))


@review.command("show")
@click.argument("candidate")
@click.pass_obj
def review_show(settings: Settings, candidate: str) -> None:
    """Visa en kandidat med förslag, belägg och andra röster."""
    from kkharvest.review import view
    from kkharvest.review.queue import find_candidate
    from kkharvest.review.terminal import print_view
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        print_view(view(store, find_candidate(store, candidate)))


@review.command("accept")
@click.argument("candidate")
@click.option("--theme", "themes", multiple=True, help="Tema, det mest centrala först; annars de föreslagna.")
@click.option("--area", "areas", multiple=True, help="Område; annars de föreslagna.")
@click.option("--level", help="Stödnivå; annars den föreslagna.")
@click.option("--title", help="Egen rubrik.")
@click.option("--summary", help="Egen sammanfattning.")
@click.option("--note", default="", help="Anteckning.")
@_reviewer
@click.pass_obj
def review_accept(
    settings: Settings,
    /,
    candidate: str,
    reviewer: str,
    themes: tuple[str, ...],
    areas: tuple[str, ...],
    **rest: Any,
) -> None:
    """Godkänn en kandidat som exempel."""
    from kkharvest.review import accept
    from kkharvest.review.queue import find_candidate
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        key = find_candidate(store, candidate)
        accept(store, key, reviewer, themes=themes or None, areas=areas or None, **rest)
        title = store.value("SELECT title FROM candidates WHERE id = ?", (key,))
    click.echo(f"Godkänt: {title}")


@review.command("reject")
@click.argument("candidate")
@click.option(
    "--reason", required=True, help="not-business, not-climate, not-concrete, not-municipal, old, duplicate, other"
)
@click.option("--note", default="", help="Anteckning.")
@_reviewer
@click.pass_obj
def review_reject(settings: Settings, candidate: str, reviewer: str, reason: str, note: str) -> None:
    """Avslå en kandidat."""
    from kkharvest.review import REJECT_REASONS, reject
    from kkharvest.review.queue import find_candidate
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        key = find_candidate(store, candidate)
        reject(store, key, reviewer, reason, note)
        title = store.value("SELECT title FROM candidates WHERE id = ?", (key,))
    click.echo(f"Avslaget ({REJECT_REASONS[reason].lower()}): {title}")


@review.command("undo")
@_reviewer
@click.pass_obj
def review_undo(settings: Settings, reviewer: str) -> None:
    """Ångra ditt senaste beslut; kan upprepas."""
    from kkharvest.review import undo_last
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        click.echo(f"Ångrat: {undo_last(store, reviewer)}")


@review.command("pair")
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(["same", "not_same", "pair_unsure"]))
@_reviewer
@click.pass_obj
def review_pair(settings: Settings, one: str, other: str, verdict: str, reviewer: str) -> None:
    """Säg om två kandidater berättar samma exempel."""
    from kkharvest.review.decide import judge_pair
    from kkharvest.review.queue import find_candidate
    from kkharvest.store import open_store

    with open_store(settings.database, create=False) as store:
        judge_pair(store, find_candidate(store, one), find_candidate(store, other), reviewer, verdict)
    click.echo("Noterat; grupperna räknas om vid nästa körning.")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), default=8090, show_default=True, help="Port att lyssna på.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int) -> None:
    """Starta granskningen i webbläsaren."""
    from kkharvest.review.web import serve as serve_review

    serve_review(settings, host, port, click.echo)


@cli.command()
@click.option("--as-of", metavar="DATE", help="Do not publish; say which release stood on this day (YYYY-MM-DD).")
@click.pass_obj
def publish(settings: Settings, *, as_of: str | None) -> None:
    """Write a release of the accepted examples."""
    from kkharvest.publish import publish as write_release
    from kkharvest.publish.release import release_as_of
    from kkharvest.store import open_store, run_lock

    if as_of:
        entry = release_as_of(settings.releases, as_of)
        click.echo(f"{settings.releases / entry['version']}\t{entry['n_examples']} examples")
        return
    with run_lock(settings.processed), open_store(settings.database, create=False) as store:
        release = write_release(store, settings)
    click.echo(release.summary())


@cli.command()
@click.argument("example")
@click.option("--reason", default="asked", show_default=True, help="Who asked, without naming a person.")
@click.pass_obj
def erase(settings: Settings, example: str, reason: str) -> None:
    """Erase an EXAMPLE (its id) from every release, for good; leaves a tombstone."""
    from kkharvest.publish.erase import erase as erase_example
    from kkharvest.store import open_store, run_lock

    with run_lock(settings.processed), open_store(settings.database, create=False) as store:
        click.echo(erase_example(store, settings, example, reason).summary())


@cli.command()
@click.argument("url")
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), required=True, help="SQLite file to bring up.")
def pull(url: str, into: Path) -> None:
    """Import the release published at URL: whole the first time, then by deltas."""
    from kkharvest.publish.client import pull as bring

    click.echo(bring(url, into).summary())


@cli.group()
def dcat() -> None:
    """Catalogues of open data in DCAT-AP-SE 3.0.1."""


@dcat.command("check")
@click.argument("source")
@click.option("--lang", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Language of the words.")
@click.option("--errors", is_flag=True, help="Errors alone, no recommendations.")
def dcat_check(source: str, *, lang: str, errors: bool) -> None:
    """Validate a catalogue, a FILE or a URL; exit status 1 when it has errors."""
    from kkharvest.publish.client import read_bytes
    from kkharvest.publish.dcat import Level, check_catalogue

    is_address = source.startswith(("http://", "https://"))
    found = check_catalogue(read_bytes(source) if is_address else Path(source))
    wrong = [one for one in found if one.level is Level.ERROR]
    for one in wrong if errors else found:
        click.echo(one.text(lang))
    counts = (len(wrong), len(found) - len(wrong))
    click.echo(("{} fel, {} varningar." if lang == "sv" else "{} errors, {} warnings.").format(*counts))
    raise click.exceptions.Exit(int(bool(wrong)))


@cli.command()
@click.option("--use", "version", help="Go back (or forward) to heads that were trained earlier; trains nothing.")
@click.pass_obj
def train(settings: Settings, version: str | None) -> None:
    """Train the heads anew from the labelled texts and the judgements; put into use only when not worse."""
    from kkharvest.pipeline.training import train_heads, use_heads

    click.echo(use_heads(settings, version) if version else train_heads(settings))


@cli.command()
@click.option("--sib", type=click.Path(file_okay=False, exists=True, path_type=Path), help="Folder of SIB-200 Swedish.")
@click.option("--final", is_flag=True, help="Read SIB-200's test set instead of its dev set.")
def evaluate(sib: Path | None, *, final: bool) -> None:
    """Measure the heads by cross-validation, beside baselines in the same run."""
    from kkharvest.classify.evaluate import main as measure

    measure([*(["--sib", str(sib)] if sib else []), *(["--final"] if final else [])])


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def schedule(settings: Settings, options: tuple[str, ...]) -> None:
    """Serve the flows with their schedules (nightly, Europe/Stockholm) until stopped.

    OPTIONS are those of `python -m flows.schedule`: --harvest-at "30 1 * * *", --sample.
    """
    import subprocess

    if not (settings.home / "flows" / "schedule.py").is_file():
        raise InputError(
            f"There are no flows in {settings.home}: run this in the project folder, or name it with --home."
        )
    command = [sys.executable, "-m", "flows.schedule", *options]
    raise click.exceptions.Exit(subprocess.call(command, cwd=settings.home))  # noqa: S603 - our own module


if __name__ == "__main__":
    main()
