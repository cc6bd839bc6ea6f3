"""Serves the flows with their schedules until stopped: harvest every night, train and publish once a week."""

import asyncio
import sys

import click
from prefect import aserve
from prefect.schedules import Cron

from flows.harvest import harvest_flow
from flows.publish import publish_flow
from flows.train import train_flow

__all__ = ["serve_schedules"]

TIMEZONE = "Europe/Stockholm"
HARVEST_AT = "30 1 * * *"
TRAIN_AT = "0 4 * * 1"
PUBLISH_AT = "0 6 * * 1"


async def serve_schedules(*, harvest_at: str, sample: bool = False) -> None:
    """Serves the three deployments; every time is local in Stockholm. Returns when stopped."""
    parameters = {"sample": sample}
    await aserve(
        await harvest_flow.ato_deployment(
            "nightly", schedule=Cron(harvest_at, timezone=TIMEZONE), parameters=parameters, concurrency_limit=1
        ),
        await train_flow.ato_deployment("weekly", schedule=Cron(TRAIN_AT, timezone=TIMEZONE)),
        await publish_flow.ato_deployment("weekly", schedule=Cron(PUBLISH_AT, timezone=TIMEZONE)),
        limit=1,
    )


@click.command()
@click.option("--harvest-at", default=HARVEST_AT, show_default=True, help="Cron words, local time in Stockholm.")
@click.option("--sample", is_flag=True, help="Harvest the built-in sample web, to see the schedule fire.")
def _command(harvest_at: str, *, sample: bool) -> None:
    """Serve the flows with their schedules until stopped."""
    asyncio.run(serve_schedules(harvest_at=harvest_at, sample=sample))


if __name__ == "__main__":
    from kkharvest.cli import run_command

    run_command(_command, sys.argv[1:], "kkharvest schedule")
