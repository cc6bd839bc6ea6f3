"""Commands of the models: train the heads anew, measure them."""

from pathlib import Path

import click

from kkharvest.core.settings import Settings

__all__ = ["evaluate", "train"]


@click.command()
@click.option("--use", "version", help="Go back (or forward) to heads that were trained earlier; trains nothing.")
@click.option("--drift", is_flag=True, help="Only tell whether what comes in is still what the heads know.")
@click.pass_obj
def train(settings: Settings, version: str | None, *, drift: bool) -> None:
    """Train the heads anew from the labelled texts and the judgements; put into use only when not worse."""
    from kkharvest.pipeline.training import tell_drift, train_heads, use_heads

    if drift:
        click.echo(tell_drift(settings))
    else:
        click.echo(use_heads(settings, version) if version else train_heads(settings))


@click.command()
@click.option("--sib", type=click.Path(file_okay=False, exists=True, path_type=Path), help="Folder of SIB-200 Swedish.")
@click.option("--final", is_flag=True, help="Read SIB-200's test set instead of its dev set.")
def evaluate(sib: Path | None, *, final: bool) -> None:
    """Measure the heads by cross-validation, beside baselines in the same run."""
    from kkharvest.classify.evaluate import main as measure

    measure([*(["--sib", str(sib)] if sib else []), *(["--final"] if final else [])])
