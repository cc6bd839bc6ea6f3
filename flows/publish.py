"""Publish: what people accepted becomes a release."""

import sys

import click
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from kkharvest.core.settings import Settings, load_settings
from kkharvest.publish import publish
from kkharvest.store import open_store, run_lock

__all__ = ["publish_flow"]


@task(cache_policy=NO_CACHE, persist_result=False)
def write_release(settings: Settings) -> str:
    """Writes the release, or raises what the gates say; what was written, in words."""
    with run_lock(settings.processed), open_store(settings.database, create=False) as store:
        return publish(store, settings).summary()


@flow(name="publish")
def publish_flow() -> str:
    """One release."""
    return write_release(load_settings())


@click.command()
def _command() -> None:
    """Publish through Prefect."""
    click.echo(publish_flow())


if __name__ == "__main__":
    from kkharvest.cli import run_command

    run_command(_command, sys.argv[1:], "python -m flows.publish")
