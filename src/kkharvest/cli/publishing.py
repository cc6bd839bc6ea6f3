"""Commands of publishing and of the downstream site: releases, erasure, import, catalogue check."""

from pathlib import Path

import click

from kkharvest.core.settings import Settings

__all__ = ["dcat", "erase", "publish", "pull"]


@click.command()
@click.option("--as-of", metavar="DATE", help="Do not publish; say which release stood on this day (YYYY-MM-DD).")
@click.option("--since", metavar="VERSION", help="Do not publish; write what leads from this version to the latest.")
@click.option("--until", metavar="VERSION", help="With --since: to this version instead.")
@click.pass_obj
def publish(settings: Settings, *, as_of: str | None, since: str | None, until: str | None) -> None:
    """Write a release of the accepted examples."""
    from kkharvest.publish import publish as write_release
    from kkharvest.publish.formats import jsonl_bytes
    from kkharvest.publish.shelf import delta_of, release_as_of
    from kkharvest.store import open_store, run_lock

    if (until and not since) or (as_of and since):
        raise click.UsageError("--until goes with --since, and --as-of stands alone.")
    if since:
        click.echo(jsonl_bytes(delta_of(settings.releases, since, until)), nl=False)
        return
    if as_of:
        entry = release_as_of(settings.releases, as_of)
        click.echo(f"{settings.releases / entry['version']}\t{entry['n_examples']} examples")
        return
    with run_lock(settings.processed), open_store(settings.database, create=False) as store:
        release = write_release(store, settings)
    click.echo(release.summary())


@click.command()
@click.argument("example")
@click.option("--reason", default="asked", show_default=True, help="Who asked, without naming a person.")
@click.pass_obj
def erase(settings: Settings, example: str, reason: str) -> None:
    """Erase an EXAMPLE (its id, a page's address, or a source's id for all of it); leaves tombstones.

    It is taken out of database, archive and every release. So that no new page of a source is asked, put its host on
    the list fetch.opt_out.
    """
    from kkharvest.publish.erase import erase as erase_example
    from kkharvest.store import open_store, run_lock

    with run_lock(settings.processed), open_store(settings.database, create=False) as store:
        click.echo(erase_example(store, settings, example, reason).summary())


@click.command()
@click.argument("url")
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), required=True, help="SQLite file to bring up.")
def pull(url: str, into: Path) -> None:
    """Import the release published at URL: whole the first time, then by deltas."""
    from kkharvest.publish.client import pull as bring

    click.echo(bring(url, into).summary())


@click.group()
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

    found = check_catalogue(read_bytes(source) if "://" in source else Path(source))
    wrong = [one for one in found if one.level is Level.ERROR]
    for one in wrong if errors else found:
        click.echo(one.text(lang))
    counts = (len(wrong), len(found) - len(wrong))
    click.echo(("{} fel, {} varningar." if lang == "sv" else "{} errors, {} warnings.").format(*counts))
    raise click.exceptions.Exit(int(bool(wrong)))
