"""Train: seed texts and judgements to a challenger, promoted only when it is better."""

import sys

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


@flow(name="train")
def train_flow() -> str:
    """One training of all heads."""
    return train_challenger(load_settings())


@click.command()
def _command() -> None:
    """Train through Prefect."""
    click.echo(train_flow())


if __name__ == "__main__":
    from kkharvest.cli import run_command

    run_command(_command, sys.argv[1:], "python -m flows.train")
