"""Serves the flows with their schedules until stopped: harvest every night, train and publish once a week.

Schedules need a Prefect server that outlives a flow run. One that `PREFECT_API_URL` names is used; without it a
server is started here, on loopback, and ends with this program.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import click
from prefect import aserve
from prefect.schedules import Cron
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.harvest import harvest_flow
from flows.publish import publish_flow
from flows.train import train_flow
from kkharvest.core.errors import KkharvestError

__all__ = ["prefect_server", "serve_schedules"]

TIMEZONE = "Europe/Stockholm"
HARVEST_AT = "30 1 * * *"
TRAIN_AT = "0 4 * * 1"
PUBLISH_AT = "0 6 * * 1"

_START_SECONDS = 180


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


@contextmanager
def prefect_server() -> Iterator[str]:
    """The address of a Prefect API for as long as the block lasts; raises `KkharvestError` when none will start."""
    known = os.environ.get("PREFECT_API_URL")
    if known:
        yield known
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", port]
    # In a session of its own, so that Ctrl-C lets the schedules be paused before the server goes.
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}/api"
        _wait_until_healthy(f"{url}/health", server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise KkharvestError("Prefect's server did not start. Try: python -m prefect server start, and read what it says.")


@click.command()
@click.option("--harvest-at", default=HARVEST_AT, show_default=True, help="Cron words, local time in Stockholm.")
@click.option("--sample", is_flag=True, help="Harvest the built-in sample web, to see the schedule fire.")
def _command(harvest_at: str, *, sample: bool) -> None:
    """Serve the flows with their schedules until stopped."""
    with prefect_server() as url, temporary_settings({PREFECT_API_URL: url}):
        click.echo(f"Prefect's pages: {url.removesuffix('/api')}")
        asyncio.run(serve_schedules(harvest_at=harvest_at, sample=sample))


if __name__ == "__main__":
    from kkharvest.cli import run_command

    run_command(_command, sys.argv[1:], "kkharvest schedule")
