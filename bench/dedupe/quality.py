"""Pairs found by us and by peers, on the labelled families, each fold by what the other folds taught."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kkharvest.dedupe.evaluation import KINDS, Counted, Result, adjusted_rand, best_without, count_pairs
from kkharvest.dedupe.fitting import fold_of
from kkharvest.dedupe.labelled import Labelled

__all__ = ["cosine_pairs", "minhash_pairs", "peer_on", "peer_result", "semhash_pairs"]

Floats = NDArray[np.float32]
Pairs = Sequence[tuple[int, int]]
Finder = Callable[[Sequence[Labelled], Floats, float], Pairs]

_PERMUTATIONS = 128
_SHINGLE = 3


def peer_result(rows: Sequence[Labelled], vectors: Floats, find: Finder, thresholds: Sequence[float]) -> Result:
    """The peer's counts, its threshold chosen on the other folds by F1 over all pairs."""
    folds = [np.array([fold_of(row) == fold for row in rows]) for fold in range(5)]
    held = [[row for row, out in zip(rows, inside, strict=True) if out] for inside in folds]
    found = {
        threshold: [
            _judged(some, find(some, vectors[inside], threshold)) for some, inside in zip(held, folds, strict=True)
        ]
        for threshold in thresholds
    }
    counts = dict.fromkeys(KINDS, Counted())
    rands: list[float] = []
    by_threshold = {threshold: [counts["all"] for counts, _ in judged] for threshold, judged in found.items()}
    for fold in range(len(folds)):
        judged, rand = found[best_without(by_threshold, fold)][fold]
        counts = {kind: counts[kind] + judged[kind] for kind in KINDS}
        rands.append(rand)
    return Result(counts, sum(rands) / len(rands), threshold=best_without(by_threshold, None))


def peer_on(rows: Sequence[Labelled], vectors: Floats, find: Finder, threshold: float) -> Result:
    """The peer's counts on one collection at a threshold that others chose."""
    counts, rand = _judged(rows, find(rows, vectors, threshold))
    return Result(counts, rand, threshold=threshold)


def _judged(rows: Sequence[Labelled], pairs: Pairs) -> tuple[dict[str, Counted], float]:
    """Counts and Rand index of the groups that pairs make; a peer's groups are its copies as well."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    edges = sparse.coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(rows), len(rows)))
    groups = [str(label) for label in connected_components(edges, directed=False)[1]]
    return count_pairs(rows, groups, groups), adjusted_rand([row.initiative for row in rows], groups)


def minhash_pairs(rows: Sequence[Labelled], _: Floats, threshold: float) -> Pairs:
    """datasketch: MinHash-LSH over word shingles."""
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
    pairs: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        sketch = _sketch(row.telling.text)
        pairs.extend((number, int(other)) for other in index.query(sketch))
        index.insert(str(number), sketch)
    return pairs


@cache
def _sketch(text: str) -> Any:
    """MinHash of a text's shingles, made once for all thresholds."""
    from datasketch import MinHash

    words = text.casefold().split()
    sketch = MinHash(num_perm=_PERMUTATIONS)
    for at in range(max(1, len(words) - _SHINGLE + 1)):
        sketch.update(" ".join(words[at : at + _SHINGLE]).encode())
    return sketch


def cosine_pairs(_: Sequence[Labelled], vectors: Floats, threshold: float) -> Pairs:
    """Embeddings alone: every pair above the threshold."""
    likeness = vectors @ vectors.T
    above = np.argwhere(np.triu(likeness > threshold, k=1))
    return [(int(a), int(b)) for a, b in above]


class _Known:
    """Our vectors behind the interface that semhash asks for."""

    def __init__(self, vectors: dict[str, Floats]) -> None:
        self.vectors = vectors

    def encode(self, inputs: Any, **_: Any) -> Floats:
        """The vectors of known texts."""
        return np.array([self.vectors[text] for text in inputs])


def semhash_pairs(rows: Sequence[Labelled], vectors: Floats, threshold: float) -> Pairs:
    """Semhash with the same encoder's vectors."""
    from semhash import SemHash

    names = [row.telling.id for row in rows]
    model = _Known(dict(zip(names, vectors, strict=True)))
    result = SemHash.from_records(records=names, model=model).self_deduplicate(threshold=threshold)
    place = {name: number for number, name in enumerate(names)}
    return [(place[str(group.record)], place[str(twin)]) for group in result.filtered for twin, _ in group.duplicates]
