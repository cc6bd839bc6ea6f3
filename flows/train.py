"""Train: seed texts and judgements to a challenger, promoted only when it is better."""

import sys
from collections.abc import Sequence

import click
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from kkharvest.core.settings import Settings, load_settings
from kkharvest.pipeline.training import train_heads

__all__ = ["train_flow"]


@task(cache_policy=NO_CACHE, persist_result=False)
def train_challenger(settings: Settings) -> str:
    """Trains, compares and promotes; what happened, in words."""
    return train_heads(settings)


@flow(name="train", validate_parameters=False)
def train_flow(settings: Settings) -> str:
    """One training of all heads."""
    return train_challenger(settings)


@click.command()
def _command() -> None:
    """Train through Prefect."""
    click.echo(train_flow(load_settings()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs this flow from the command line."""
    from kkharvest.cli import run_command

    run_command(_command, arguments, "python -m flows.train")


if __name__ == "__main__":
    main(sys.argv[1:])
