"""The trained content model on disk: arrays of its networks with a manifest, read once."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from kkharvest.core.errors import ModelError
from kkharvest.extract.features import PageFeatures, feature_names
from kkharvest.extract.inference import Inference
from kkharvest.extract.network import Weights

__all__ = ["MODEL_FOLDER", "Model", "load_model", "save_model", "shipped_model"]

# Where the model is read from and written to: that of the source tree, as `pip install --editable` leaves it.
MODEL_FOLDER = Path(__file__).resolve().parents[3] / "models" / "extractor"
FORMAT = 2
_SHARED = ("mean", "scale")


@dataclass(frozen=True, eq=False)
class Model:
    """Networks that judge together; they share `mean` and `scale`."""

    networks: tuple[Weights, ...]

    @cached_property
    def _inference(self) -> Inference:
        return Inference(self.networks)

    def predict(self, page: PageFeatures) -> NDArray[np.float32]:
        """Probability of being main content for each of the n blocks of a page, (n,).

        Its products are too small to share: a second thread would cost more time than it saves.
        """
        with _numeric_libraries().limit(limits=1, user_api="blas"):
            return self._inference.predict(page)


@cache
def _numeric_libraries() -> ThreadpoolController:
    return ThreadpoolController()


def save_model(model: Model, folder: Path, manifest: dict[str, object]) -> None:
    """Writes `weights.npz` (float16) and `manifest.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: model.networks[0][name] for name in _SHARED}
    for number, weights in enumerate(model.networks):
        arrays |= {f"{number}.{name}": values for name, values in weights.items() if name not in _SHARED}
    compact = {name: values.astype(np.float16) for name, values in arrays.items()}
    np.savez_compressed(folder / "weights.npz", **compact)  # type: ignore[arg-type]  # stubs take no **dict
    record = {"format": FORMAT, "features": feature_names(), **manifest, "networks": len(model.networks)}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def load_model(folder: Path) -> Model:
    """Networks stored in `folder`; raises `ModelError` when they do not fit this program."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            arrays = {name: stored[name].astype(np.float32) for name in stored.files}
        if manifest.get("format") != FORMAT or manifest.get("features") != feature_names():
            raise ModelError(f"the content model in {folder} was trained for another version; train it again")
        return Model(tuple(_network(arrays, number) for number in range(int(manifest["networks"]))))
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ModelError(f"the content model in {folder} cannot be read ({error}); train it again") from None


def _network(arrays: Weights, number: int) -> Weights:
    prefix = f"{number}."
    own = {name.removeprefix(prefix): values for name, values in arrays.items() if name.startswith(prefix)}
    return own | {name: arrays[name] for name in _SHARED}


@cache
def shipped_model() -> Model:
    """The model that comes with the project; raises `ModelError` when it is missing."""
    return load_model(MODEL_FOLDER)
