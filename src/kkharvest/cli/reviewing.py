"""Commands of the reviewer, in Swedish: decide on the command line, or start the web application."""

import os
from collections.abc import Callable
from typing import Any

import click

from kkharvest.core.settings import Settings

__all__ = ["review", "serve"]


def _reviewer(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--as",
        "reviewer",
        envvar="KKHARVEST_REVIEWER",
        default=lambda: os.environ.get("USER", ""),
        help="Vem som beslutar; annars KKHARVEST_REVIEWER eller inloggat namn.",
    )(function)


@click.group()
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


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
@click.option("--port", type=click.IntRange(1, 65535), default=8090, show_default=True, help="Port att lyssna på.")
@click.pass_obj
def serve(settings: Settings, host: str, port: int) -> None:
    """Starta granskningen i webbläsaren; den publicerade samlingen finns där under /api/v1/."""
    from kkharvest.publish.api import create_api
    from kkharvest.review.web import serve as serve_review

    serve_review(settings, host, port, click.echo, {"/api/v1": create_api(settings.releases)})
