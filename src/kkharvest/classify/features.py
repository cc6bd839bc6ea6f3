"""Texts to the vectors that the heads read.

Three views of a text, each centred or weighted by what the training texts were like and of unit length: its embedding
as a whole; the mean of its sentences' embeddings, which long texts need; hashed character n-grams, which know rare
words. The relevance heads read cues as well (`cues`). Measured on grouped cross-validation (`evaluate`): every view
adds to the others, and the themes do better without the cues.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify import ngrams
from kkharvest.classify.cues import CUE_NAMES, cue_features
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.inputs import ClassifyInput, judged_sentences, judged_text
from kkharvest.classify.numbers import Floats
from kkharvest.core.text import Span

__all__ = ["Features", "Reading", "read_records"]

_NGRAM_WEIGHT = 2.0
_CUE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder and the lexicons say of records, before any training enters.

    `whole`, `mean` (records, d) float32; `counts` (records, 4096) float32; `cues` (records, 25) float32;
    `spans[i]` and `sentences[i]` (sentences of record i, d) belong together.
    """

    whole: Floats
    mean: Floats
    counts: Floats
    cues: Floats
    spans: tuple[tuple[Span, ...], ...]
    wordings: tuple[tuple[str, ...], ...]
    sentences: tuple[Floats, ...]

    def __len__(self) -> int:
        return len(self.whole)

    def take(self, rows: NDArray[Any]) -> "Reading":
        """The reading of some records."""
        chosen = [int(i) for i in np.arange(len(self))[rows]]
        return Reading(
            self.whole[chosen],
            self.mean[chosen],
            self.counts[chosen],
            self.cues[chosen],
            tuple(self.spans[i] for i in chosen),
            tuple(self.wordings[i] for i in chosen),
            tuple(self.sentences[i] for i in chosen),
        )


def read_records(records: Sequence[ClassifyInput], encoder: Encoder) -> Reading:
    """The reading of `records`; sentences of all records are encoded together and not cached."""
    texts = [judged_text(record) for record in records]
    found = [judged_sentences(record) for record in records]
    whole = encoder.encode(texts)
    vectors = encoder.direct.encode([wording for rows in found for _, wording in rows])
    ends = np.cumsum([0, *map(len, found)])
    parts = tuple(vectors[start:end] for start, end in pairwise(ends.tolist()))
    mean = np.stack([part.mean(axis=0) if len(part) else row for part, row in zip(parts, whole, strict=True)])
    cues = [
        cue_features(record.title, [wording for _, wording in rows])
        for record, rows in zip(records, found, strict=True)
    ]
    return Reading(
        whole,
        np.asarray(mean, np.float32),
        ngrams.counts(texts),
        np.stack(cues),
        tuple(tuple(span for span, _ in rows) for rows in found),
        tuple(tuple(wording for _, wording in rows) for rows in found),
        parts,
    )


@dataclass(frozen=True, slots=True)
class Features:
    """What the views are centred, scaled and weighted by; learnt from training texts, without labels.

    `whole_mean`, `sentence_mean` (d,); `idf` (4096,); `cue_mean`, `cue_scale` (25,); all float32.
    """

    whole_mean: Floats
    sentence_mean: Floats
    idf: Floats
    cue_mean: Floats
    cue_scale: Floats

    @classmethod
    def learn(cls, reading: Reading) -> "Features":
        """The features that fit `reading`."""
        return cls(
            reading.whole.mean(axis=0),
            reading.mean.mean(axis=0),
            ngrams.document_frequency(reading.counts),
            reading.cues.mean(axis=0),
            np.asarray(reading.cues.std(axis=0) + 1e-3, np.float32),
        )

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Features":
        """The features stored by `arrays`; raises `KeyError` when one is missing."""
        return cls(*(np.asarray(arrays[f"features.{name}"], np.float32) for name in _FIELDS))

    def arrays(self) -> dict[str, Floats]:
        """Everything that must be stored, by name."""
        return {f"features.{name}": getattr(self, name) for name in _FIELDS}

    def topics(self, reading: Reading) -> Floats:
        """(records, 2 d + 4096) float32: what themes, areas and levels are read from."""
        return np.hstack(
            [
                _centred(reading.whole, self.whole_mean),
                _centred(reading.mean, self.sentence_mean),
                _NGRAM_WEIGHT * ngrams.weighted(reading.counts, self.idf),
            ]
        )

    def with_cues(self, topics: Floats, reading: Reading) -> Floats:
        """(records, 2 d + 4096 + 25) float32: what relevance is read from."""
        cues = (reading.cues - self.cue_mean) / self.cue_scale * (_CUE_WEIGHT / np.sqrt(len(CUE_NAMES)))
        return np.hstack([topics, np.asarray(cues, np.float32)])

    def of_sentences(self, sentences: Floats, wordings: Sequence[str]) -> Floats:
        """(sentences, 2 d + 4096) float32: topics of sentences, as if each were a text."""
        return np.hstack(
            [
                _centred(sentences, self.whole_mean),
                _centred(sentences, self.sentence_mean),
                _NGRAM_WEIGHT * ngrams.weighted(ngrams.counts(wordings), self.idf),
            ]
        )


_FIELDS = ("whole_mean", "sentence_mean", "idf", "cue_mean", "cue_scale")


def _centred(vectors: Floats, mean: Floats) -> Floats:
    moved = vectors - mean
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(norms, np.float32(1e-9)), np.float32)
