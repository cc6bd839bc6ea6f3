"""kkharvest <command>: one sub-command a stage, and the JSON Lines filters.

`filters` holds the fixed contracts; `harvesting`, `reviewing`, `publishing` and `training` the commands of those who
do that. Commands import what they use when they run, so that `kkharvest allowed` starts without the models'
libraries. A user's mistake ends in a message and an exit status (see core/errors.py), never in a stack trace.
"""

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from kkharvest import __version__
from kkharvest.cli import filters, harvesting, publishing, reviewing, training
from kkharvest.core.errors import KkharvestError
from kkharvest.core.settings import load_settings

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


for _command in (
    *(filters.filter_command(name) for name in filters.FILTERS),
    harvesting.setup,
    harvesting.sources,
    harvesting.harvest,
    harvesting.replay,
    harvesting.politeness,
    harvesting.schedule,
    reviewing.review,
    reviewing.serve,
    training.train,
    training.evaluate,
    publishing.publish,
    publishing.erase,
    publishing.pull,
    publishing.dcat,
):
    cli.add_command(_command)
