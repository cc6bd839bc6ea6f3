"""Encoders by name: the embedded one, or any sentence-transformers model of a hub or folder.

A hub's model may be pinned to a revision: `KBLab/sentence-bert-swedish-cased@<commit>`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.build import EMBEDDED, embedded_folder, load_engine
from kkharvest.classify.encoder.cache import EmbeddingCache, FileCache, text_key
from kkharvest.classify.encoder.engine import MAX_CHARACTERS, OnnxEngine, pool_windows, windows
from kkharvest.core.errors import ModelError
from kkharvest.core.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "CachedEncoder",
    "EmbeddedEncoder",
    "Encoder",
    "HubEncoder",
    "load_encoder",
    "load_encoder_for_training",
    "prefix_of",
]

_TRAINING_CACHE = "embeddings.db"

_TASK = "Classify the Swedish text by what kind of climate collaboration it describes"
# Prefixes for symmetric tasks as the models' own cards give them; the first name that matches counts.
_PREFIXES = (
    ("e5-large-instruct", f"Instruct: {_TASK}\nQuery: "),
    ("multilingual-e5", "query: "),
    ("/e5-", "query: "),
)


class Encoder(Protocol):
    """Texts to vectors; `name` and `revision` tell which vectors they are."""

    @property
    def name(self) -> str:
        """The configured name."""
        ...

    @property
    def revision(self) -> str:
        """Changes whenever the same text could get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def direct(self) -> "Encoder":
        """The same encoder without a cache: for texts too many to keep."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised, a function of each text alone."""
        ...

    def sentence_transformer(self) -> "SentenceTransformer":
        """The same weights behind the standard interface."""
        ...


class EmbeddedEncoder:
    """The encoder built at set-up; safe to share between threads."""

    def __init__(self, engine: OnnxEngine, revision: str) -> None:
        self.engine = engine
        self.name = EMBEDDED
        self.revision = revision
        self.dimension = engine.dimension

    @property
    def direct(self) -> Encoder:
        """This encoder, which has no cache."""
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised."""
        return self.engine.encode(texts)

    def sentence_transformer(self) -> "SentenceTransformer":
        """A `SentenceTransformer` whose only module runs the ONNX graph."""
        from kkharvest.classify.encoder.module import as_sentence_transformer

        return as_sentence_transformer(self.engine)


class HubEncoder:
    """A sentence-transformers model with the prefix its card asks for; pooling is the model's own."""

    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self.revision = _hub_revision(name, model)
        self.dimension = int(model.get_embedding_dimension() or 0)
        self._model = model
        self._prefix = prefix_of(name)

    @property
    def direct(self) -> Encoder:
        """This encoder, which has no cache."""
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised; long texts as the mean of overlapping windows."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        pieces = [(owner, piece) for owner, text in enumerate(texts) for piece in self._pieces(text)]
        vectors = self._model.encode(
            [self._prefix + piece for _, piece in pieces], normalize_embeddings=True, show_progress_bar=False
        )
        return pool_windows(np.asarray(vectors, np.float32), [owner for owner, _ in pieces], len(texts))

    def sentence_transformer(self) -> "SentenceTransformer":
        """The model itself."""
        return self._model

    def _pieces(self, text: str) -> list[str]:
        text = text[:MAX_CHARACTERS]
        tokenizer = self._model.tokenizer
        room = (self._model.get_max_seq_length() or 512) - len(tokenizer(self._prefix)["input_ids"]) - 2
        offsets = tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        if len(offsets) <= room:
            return [text]
        return [text[offsets[start][0] : offsets[end - 1][1]] for start, end in windows(len(offsets), room)]


class CachedEncoder:
    """An encoder that computes a text once and asks the cache afterwards.

    With `keeps_sentences` there is no way around the cache: for training, which reads the same sentences every time.
    """

    def __init__(self, encoder: Encoder, cache: EmbeddingCache, *, keeps_sentences: bool = False) -> None:
        self._encoder = encoder
        self.direct: Encoder = self if keeps_sentences else encoder
        self._cache = cache
        self.name = encoder.name
        self.revision = encoder.revision
        self.dimension = encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised; equal texts are computed once."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        keys = [text_key(text) for text in texts]
        known: Mapping[str, NDArray[np.float32]] = self._cache.get_many(self.revision, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        computed = dict(zip(missing, self._encoder.encode(list(missing.values())), strict=True))
        if computed:
            self._cache.put_many(self.revision, computed)
        return np.stack([known[key] if key in known else computed[key] for key in keys])

    def sentence_transformer(self) -> "SentenceTransformer":
        """The same weights behind the standard interface, without the cache."""
        return self._encoder.sentence_transformer()


def load_encoder(settings: Settings, cache: EmbeddingCache | None = None) -> Encoder:
    """The encoder that `settings.classify.encoder` names, behind `cache` when one is given.

    Raises `ModelError` when the encoder cannot be had.
    """
    encoder = _load(settings)
    return CachedEncoder(encoder, cache) if cache is not None else encoder


def load_encoder_for_training(settings: Settings) -> tuple[Encoder, FileCache]:
    """The encoder that `settings` names with the file in which it keeps texts and sentences between trainings."""
    cache = FileCache(settings.models / "encoder" / _TRAINING_CACHE)
    return CachedEncoder(_load(settings), cache, keeps_sentences=True), cache


def _load(settings: Settings) -> Encoder:
    name = settings.classify.encoder
    if name == EMBEDDED:
        engine, manifest = load_engine(embedded_folder(settings.models), settings.classify.threads)
        return EmbeddedEncoder(engine, str(manifest["revision"]))
    return HubEncoder(name, _load_hub_model(*_split(name)))


def prefix_of(name: str) -> str:
    """What stands before every text for the model `name`; empty for models trained without."""
    return next((prefix for part, prefix in _PREFIXES if part in name.casefold()), "")


def _split(name: str) -> tuple[str, str | None]:
    """The model and the revision it is pinned to."""
    if Path(name).is_dir():
        return name, None
    model, _, revision = name.partition("@")
    return model, revision or None


def _load_hub_model(name: str, revision: str | None) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, revision=revision, device="cpu", trust_remote_code=False)
    except Exception as error:  # noqa: BLE001 - the hub's client raises many kinds
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise ModelError(
            f"The encoder {name} cannot be had ({reason}). It needs a hub that can be reached or a folder; "
            f"without one set classify.encoder to {EMBEDDED}."
        ) from None


def _hub_revision(name: str, model: "SentenceTransformer") -> str:
    """Name and commit of a hub's model; name and hash of the weights of a folder's, which knows no commit."""
    base, pinned = _split(name)
    if pinned:
        return f"{base}@{pinned}"
    folder = Path(base)
    if folder.is_dir():
        digest = hashlib.sha256()
        for path in sorted([*folder.rglob("*.safetensors"), *folder.rglob("*.bin")]):
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return f"{folder.name}@{digest.hexdigest()[:16]}"
    card = getattr(model, "model_card_data", None)
    return f"{base}@{getattr(card, 'base_model_revision', None) or 'unversioned'}"
