"""Character n-grams of words, hashed into a vector of fixed length.

Compound words (*skyfallskartan*, *byggaktörsdialog*) share n-grams with their parts, which embeddings of rare words
miss. Hashing trick with signs (Weinberger et al. 2009), logarithmic counts, inverse document frequency, unit length.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.numbers import Floats

__all__ = ["BUCKETS", "counts", "document_frequency", "weighted"]

BUCKETS = 4096
_LENGTHS = (3, 4, 5)
_MAX_CHARACTERS = 12_000
_NOT_LETTERS = re.compile(r"[\W_]+")
_DIGIT = re.compile(r"\d")
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SPACE = np.uint64(ord(" "))


def counts(texts: Sequence[str]) -> Floats:
    """(texts, 4096) float32: signed logarithmic counts of the n-grams of 3-5 characters within words."""
    table = np.zeros((len(texts), BUCKETS), np.float32)
    for row, text in enumerate(texts):
        hashes = _hashes(text[:_MAX_CHARACTERS])
        if len(hashes):
            bucket = (hashes % np.uint64(BUCKETS)).astype(np.intp)
            sign = np.where(hashes >> np.uint64(63), 1.0, -1.0)
            table[row] = np.bincount(bucket, weights=sign, minlength=BUCKETS)
    return np.sign(table) * np.log1p(np.abs(table))


def document_frequency(table: Floats) -> Floats:
    """(4096,) float32: the inverse document frequency of every bucket, from counts of texts."""
    present = (table != 0).sum(axis=0)
    return np.asarray(np.log((1 + len(table)) / (1 + present)) + 1.0, np.float32)


def weighted(table: Floats, idf: Floats) -> Floats:
    """(texts, 4096) float32: counts times inverse document frequency, rows of unit length (or zero)."""
    scaled = table * idf
    norms = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.asarray(scaled / np.maximum(norms, np.float32(1e-9)), np.float32)


def _hashes(text: str) -> NDArray[np.uint64]:
    words = _NOT_LETTERS.sub(" ", _DIGIT.sub("0", text.casefold()))
    padded = f" {words.strip()} "
    codes = np.frombuffer(padded.encode("utf-32-le", "replace"), "<u4").astype(np.uint64)
    is_space = codes == _SPACE
    found = []
    for length in _LENGTHS:
        places = len(codes) - length + 1
        if places <= 0:
            break
        value = np.full(places, length, np.uint64)
        inner = np.zeros(places, np.bool_)
        for offset in range(length):
            value = (value ^ codes[offset : offset + places]) * _PRIME
            if 0 < offset < length - 1:
                inner |= is_space[offset : offset + places]
        found.append(value[~inner])
    if not found:
        return np.zeros(0, np.uint64)
    hashes = np.concatenate(found) * _MIX
    return hashes ^ (hashes >> np.uint64(29))
