"""Suggestions on candidates: relevance, 13 themes, 18 areas, 4 levels; calibrated, with evidence.

Design. A text (title and body, cleaned and bounded) becomes one embedding (`encoder`). Heads (`heads`) are linear
functions of it, trained by `train` on labelled texts split by initiative, calibrated on out-of-fold values, with
thresholds chosen for use. `Classifier` applies them to records in batches and looks for the sentences that
speak for each suggestion (`evidence`) where a person may come to read them. Nothing is written here: the stage
(`stage`) stores what the classifier says.

Importing this package is cheap; onnxruntime is imported with the encoder, scikit-learn only by training.
"""

from kkharvest.classify.classifier import Classifier
from kkharvest.classify.contract import to_contract
from kkharvest.classify.inputs import ClassifyInput

__all__ = ["Classifier", "ClassifyInput", "to_contract"]
