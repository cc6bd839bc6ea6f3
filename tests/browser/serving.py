"""`kkharvest serve` in processes that need not load the program anew: each is a fork of one that has."""

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.process import BaseProcess

__all__ = ["start_serving"]

_LOADED = ["kkharvest.cli", "kkharvest.review.web.serve", "kkharvest.publish.api"]


def start_serving(environment: Mapping[str, str], port: int) -> BaseProcess:
    """A process that runs the command with these settings of the environment."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    # Not as a daemon: what goes on behind the pages has a process of its own, which a daemon may not start.
    process = context.Process(target=_serve, args=(dict(environment), port), daemon=False)
    process.start()
    return process


def _serve(environment: Mapping[str, str], port: int) -> None:
    from kkharvest.cli import main

    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    main(["serve", "--port", str(port)])
