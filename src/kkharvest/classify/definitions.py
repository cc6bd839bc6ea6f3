"""The taxonomy's definitions as texts to learn from.

A definition counts as one more text of its label, in Swedish and in English: alone they are the zero-shot start of
the learning curve, beside labelled texts they steady the rare labels.
"""

from collections.abc import Mapping

import numpy as np

from kkharvest.classify.encoder import Encoder
from kkharvest.classify.features import Features, read_records
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.classify.numbers import Floats
from kkharvest.taxonomy import Area, Level, Theme, areas, levels, predicted_themes

__all__ = ["Definitions", "read_definitions"]

Definitions = Mapping[str, Floats]
"""By facet, (2 · labels, d) float32: topics of the Swedish definitions in label order, then of the English ones."""


def read_definitions(encoder: Encoder, features: Features) -> Definitions:
    """The definitions of themes, areas and levels as `features` sees them."""
    found: dict[str, Floats] = {}
    labels: dict[str, tuple[Theme, ...] | tuple[Area, ...] | tuple[Level, ...]] = {
        "themes": predicted_themes(),
        "areas": areas(),
        "levels": levels(),
    }
    for facet, entries in labels.items():
        texts = [(entry.name, entry.definition_sv) for entry in entries]
        texts += [(entry.name_en, entry.definition_en) for entry in entries]
        records = [ClassifyInput(title, title, text) for title, text in texts]
        found[facet] = np.asarray(features.topics(read_records(records, encoder)), np.float32)
    return found
