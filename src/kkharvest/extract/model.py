"""The trained content model on disk: arrays with a manifest, read once."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from kkharvest.core.errors import ModelError
from kkharvest.extract.features import feature_names
from kkharvest.extract.network import Weights

__all__ = ["MODEL_FOLDER", "load_weights", "save_weights", "shipped_weights"]

# Where the model is read from and written to: that of the source tree, as `pip install --editable` leaves it.
MODEL_FOLDER = Path(__file__).resolve().parents[3] / "models" / "extractor"
FORMAT = 1


def save_weights(weights: Weights, folder: Path, manifest: dict[str, object]) -> None:
    """Writes `weights.npz` (float16) and `manifest.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    compact = {name: values.astype(np.float16) for name, values in weights.items()}
    np.savez_compressed(folder / "weights.npz", **compact)  # type: ignore[arg-type]  # stubs take no **dict
    record = {"format": FORMAT, "features": feature_names(), **manifest}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def load_weights(folder: Path) -> Weights:
    """Weights stored in `folder`; raises `ModelError` when they do not fit this program."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            weights = {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"the content model in {folder} cannot be read ({error}); train it again") from None
    if manifest.get("format") != FORMAT or manifest.get("features") != feature_names():
        raise ModelError(f"the content model in {folder} was trained for another version; train it again")
    return weights


@cache
def shipped_weights() -> Weights:
    """Weights that come with the project; raises `ModelError` when they are missing."""
    return load_weights(MODEL_FOLDER)
