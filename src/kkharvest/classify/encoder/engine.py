"""The built encoder at work: tokens in windows, one window a run, runs side by side.

Needs onnxruntime and tokenizers alone; torch and sentence-transformers are not imported.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError

__all__ = ["MAX_CHARACTERS", "OnnxEngine", "pool_windows", "windows"]

# A text beyond this is embedded by its beginning: about 4,000 words, so that time stays bounded.
MAX_CHARACTERS = 30_000
_OVERLAP = 64


def windows(length: int, size: int, overlap: int = _OVERLAP) -> list[tuple[int, int]]:
    """Half-open ranges of at most `size` that cover 0…length, each sharing `overlap` with the one before."""
    step = max(size - overlap, 1)
    starts = range(0, max(length - overlap, 1), step)
    return [(start, min(start + size, length)) for start in starts]


def pool_windows(vectors: NDArray[np.float32], owners: Sequence[int], count: int) -> NDArray[np.float32]:
    """(count, d) float32: the normalised mean of each owner's window vectors (windows, d)."""
    pooled = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(pooled, np.asarray(owners, np.intp), vectors)
    norms = np.linalg.norm(pooled, axis=1, keepdims=True)
    return np.asarray(pooled / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)


class OnnxEngine:
    """Embeddings from an ONNX graph that `graph.write_graph` wrote; safe to share between threads."""

    def __init__(self, graph: Path, tokenizer: Path, *, prefix: str, max_tokens: int, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
            self.tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # noqa: BLE001 - both libraries raise bare or private exceptions
            raise ModelError(f"The encoder in {graph.parent} cannot be loaded ({error}): run `make setup`.") from None
        self._threads = max(threads, 1)
        self._bos, *self._prefix, self._eos = self.tokenizer.encode(prefix.strip()).ids
        self._max_tokens = max_tokens
        self.dimension = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised; long texts as the mean of overlapping windows."""
        return self.embed(self.tokenise(texts), self._prefix)

    def tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of every text, without prefix and special tokens."""
        cut = [text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
        return [list(found.ids) for found in self.tokenizer.encode_batch_fast(cut, add_special_tokens=False)]

    def prefix_tokens(self, prefix: str) -> list[int]:
        """Token ids of a prefix, the same as at the beginning of a prefixed text."""
        return list(self.tokenizer.encode(prefix.strip(), add_special_tokens=False).ids) if prefix.strip() else []

    def embed(self, tokens: Sequence[Sequence[int]], prefix: Sequence[int]) -> NDArray[np.float32]:
        """(texts, d) float32, normalised, of texts as token ids; every window begins with `prefix`."""
        if not tokens:
            return np.zeros((0, self.dimension), np.float32)
        room = self._max_tokens - len(prefix) - 2
        places = [(owner, start, end) for owner, ids in enumerate(tokens) for start, end in windows(len(ids), room)]
        longest_first = sorted(range(len(places)), key=lambda i: places[i][1] - places[i][2])
        vectors = np.empty((len(places), self.dimension), np.float32)

        def run(index: int) -> None:
            owner, start, end = places[index]
            ids = [self._bos, *prefix, *tokens[owner][start:end], self._eos]
            vectors[index] = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]

        if self._threads == 1 or len(places) == 1:
            for index in longest_first:
                run(index)
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="encode") as pool:
                list(pool.map(run, longest_first))
        return pool_windows(vectors, [owner for owner, _, _ in places], len(tokens))
