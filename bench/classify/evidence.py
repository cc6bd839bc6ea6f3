"""Evidence by removal: how far suggestions fall without the sentences shown for them, by theme."""

from typing import Any

from kkharvest.classify.dataset import read_examples
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.removal import removal_table, removal_test
from kkharvest.classify.train import read_training
from kkharvest.core.settings import Settings


def measure(settings: Settings) -> list[dict[str, Any]]:
    """Median falls of the log-odds without evidence and without other sentences, on texts the heads never saw."""
    encoder, _ = load_encoder_for_training(settings)
    examples = read_examples(settings.models / "training")
    return removal_table(removal_test(examples, read_training(examples, encoder), encoder))
