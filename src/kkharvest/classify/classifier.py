"""Records to suggestions, with evidence where somebody may come to read it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kkharvest.classify.conformal import PredictionSets
from kkharvest.classify.cues import shows_business, shows_municipality
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.evidence import strongest
from kkharvest.classify.familiar import KNOWN_LANGUAGES, reads_familiar
from kkharvest.classify.features import Reading, read_records
from kkharvest.classify.heads import HeadSet, load_heads
from kkharvest.classify.hindrance import likely_kinds
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.classify.metrics import CHOSEN_SHARE
from kkharvest.classify.numbers import Floats
from kkharvest.core.records import Classification, Hindrance, Score
from kkharvest.core.text import Span, words

__all__ = ["Classifier"]

_MOST_THEMES = 3
_MOST_AREAS = 3
_BATCH = 256
_ENOUGH_WORDS = 5
_USUAL_SHARE = 0.1
# Below this nobody comes to look at a candidate's evidence.
_EVIDENCE_FROM = 0.05


class Classifier:
    """Judges records with heads trained for its encoder; safe to share between threads."""

    def __init__(self, encoder: Encoder, heads: HeadSet) -> None:
        self._encoder = encoder
        self._heads = heads

    @classmethod
    def load(cls, models_dir: Path, encoder: Encoder, version: str | None = None) -> "Classifier":
        """The classifier with the heads in use for `encoder`; raises `ModelError` when there are none."""
        return cls(encoder, load_heads(models_dir, encoder.name, encoder.revision, version))

    @property
    def version(self) -> str:
        """Version of heads and encoder: suggestions of another version are out of date."""
        return self._heads.version

    @property
    def sets(self) -> PredictionSets:
        """What the prediction sets and abstention promise."""
        return self._heads.sets

    def classify(self, records: Sequence[ClassifyInput]) -> list[Classification]:
        """A judgement for every record, in order; equal records are judged once."""
        alike = {(record.title, record.text): record for record in records}
        judged = dict(zip(alike, self._classify(list(alike.values())), strict=True))
        return [judged[record.title, record.text] for record in records]

    def _classify(self, records: Sequence[ClassifyInput]) -> Iterator[Classification]:
        for start in range(0, len(records), _BATCH):
            batch = records[start : start + _BATCH]
            yield from self._judge(batch, read_records(batch, self._encoder))

    def _judge(self, records: Sequence[ClassifyInput], reading: Reading) -> Iterator[Classification]:
        heads, features = self._heads, self._heads.features
        topics = features.topics(reading)
        full = features.with_cues(topics, reading)
        reasons = heads["reasons"].decision(full)
        relevance = heads["relevance"].calibrated(heads.relevance_values(full))[:, 0]
        kinds = heads["reasons"].calibrated(reasons)
        p = {facet: heads[facet].probability(topics) for facet in ("themes", "areas", "levels")}
        for row, raw in enumerate(relevance.tolist()):
            found, is_guess = _tempered(raw, records[row], reading.wordings[row])
            is_example = found >= float(heads["relevance"].threshold[0])
            judged = Classification(
                relevance=found,
                is_example=is_example,
                themes=self._scores("themes", p["themes"][row], at_least=int(is_example), most=_MOST_THEMES),
                areas=self._scores("areas", p["areas"][row], at_least=int(is_example), most=_MOST_AREAS),
                levels=self._levels(p["levels"][row], is_example=is_example),
                reasons=self._scores("reasons", kinds[row], at_least=0, most=0 if is_example else 1),
                is_unsure=is_guess or heads.sets.is_unsure(found),
                version=self.version,
            )
            if found >= _EVIDENCE_FROM and reading.spans[row]:
                judged = self._explained(judged, reading, row, reasons[row])
            yield judged

    def _scores(self, facet: str, p: Floats, *, at_least: int, most: int) -> tuple[Score, ...]:
        head = self._heads[facet]
        order: list[int] = np.argsort(-p, kind="stable").tolist()
        above = [i for i in order if p[i] >= head.threshold[i]][:most]
        chosen = set(above or order[:at_least])
        lowest = self._heads.sets.lowest.get(facet, 1.0)
        return tuple(Score(head.labels[i], float(p[i]), i in chosen, in_set=bool(p[i] >= lowest)) for i in order)

    def _levels(self, p: Floats, *, is_example: bool) -> tuple[Score, ...]:
        # levels exclude each other: shares of one, and none is chosen that is not likelier than all others together
        shares = p / max(float(p.sum()), 1e-9)
        order: list[int] = np.argsort(-shares, kind="stable").tolist()
        chosen = {i for i in order[:1] if is_example and shares[i] > CHOSEN_SHARE}
        labels, lowest = self._heads["levels"].labels, self._heads.sets.lowest["levels"]
        return tuple(Score(labels[i], float(shares[i]), i in chosen, in_set=bool(p[i] >= lowest)) for i in order)

    def _explained(self, judged: Classification, reading: Reading, row: int, reasons: Floats) -> Classification:
        spans, wordings = reading.spans[row], reading.wordings[row]
        vectors = self._heads.features.of_sentences(reading.sentences[row], wordings)
        relevance = np.asarray(vectors @ self._relevance_direction(reasons, vectors.shape[1]), np.float32)
        business = np.array([shows_business(wording) for wording in wordings])
        public = np.array([shows_municipality(wording) for wording in wordings])
        return replace(
            judged,
            themes=self._spoken_for("themes", judged.themes, spans, vectors),
            areas=self._spoken_for("areas", judged.areas, spans, vectors),
            levels=self._spoken_for("levels", judged.levels, spans, vectors),
            relevance_evidence=strongest(relevance, spans),
            business_evidence=strongest(relevance, spans, most=1, among=business),
            municipality_evidence=strongest(relevance, spans, most=1, among=public),
            hindrances=self._hindrances(vectors, spans, wordings),
        )

    def _hindrances(self, vectors: Floats, spans: Sequence[Span], wordings: Sequence[str]) -> tuple[Hindrance, ...]:
        head = self._heads["hindrance"]
        found = np.flatnonzero(head.probability(vectors)[:, 0] >= head.threshold[0]).tolist()
        kinds = likely_kinds(self._heads["hindrance_kind"].decision(vectors[found]), [wordings[i] for i in found])
        return tuple(Hindrance(kind, spans[i]) for kind, i in zip(kinds, found, strict=True))

    def _relevance_direction(self, reasons: Floats, width: int) -> Floats:
        """(width,) float32: the gradient of the relevance value at a text with these values of near misses."""
        towards = self._heads["relevance"].weights[0, :width]
        if not len(reasons):
            return towards
        shares = np.exp(reasons - reasons.max())
        return np.asarray(towards - (shares / shares.sum()) @ self._heads["reasons"].weights[:, :width], np.float32)

    def _spoken_for(
        self, facet: str, scores: tuple[Score, ...], spans: Sequence[Span], vectors: Floats
    ) -> tuple[Score, ...]:
        head = self._heads[facet]
        values = head.decision(vectors)
        column = {label: values[:, i] for i, label in enumerate(head.labels)}
        return tuple(
            replace(score, evidence=strongest(column[score.slug], spans)) if score.selected else score
            for score in scores
        )


def _tempered(p: float, record: ClassifyInput, wordings: Sequence[str]) -> tuple[float, bool]:
    """The probability drawn towards the usual share of examples for a text of few words, and whether it is a guess.

    In a language that the heads were not trained on it is a guess too: multilingual embeddings help, calibration fails.
    """
    wording = f"{record.title[:500]} {' '.join(wordings)}"
    count = len(words(wording))
    if count >= _ENOUGH_WORDS:
        is_other = record.lang is not None and record.lang not in KNOWN_LANGUAGES
        return p, is_other or not reads_familiar(wording)
    share = count / _ENOUGH_WORDS
    return share * p + (1 - share) * _USUAL_SHARE, True
