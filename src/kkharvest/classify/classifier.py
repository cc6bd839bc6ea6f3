"""Records to suggestions: one embedding a text for every text, sentences only where evidence is worth showing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from kkharvest.classify.encoder import Encoder
from kkharvest.classify.evidence import strongest
from kkharvest.classify.heads import Floats, HeadSet, load_heads
from kkharvest.classify.inputs import ClassifyInput, judged_sentences, judged_text
from kkharvest.classify.sides import shows_business, shows_municipality
from kkharvest.core.records import Classification, Score
from kkharvest.core.text import Span

__all__ = ["Classifier"]

_MOST_THEMES = 3
_MOST_AREAS = 3
# Below this nobody looks at a candidate's evidence, and sentences cost more than the judgement.
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

    def classify(self, records: Sequence[ClassifyInput]) -> list[Classification]:
        """A judgement for every record, in order."""
        if not records:
            return []
        features = self._encoder.encode([judged_text(record) for record in records])
        plain = list(self._judge(features))
        shown = [i for i, found in enumerate(plain) if found.relevance >= _EVIDENCE_FROM]
        for i, found in zip(shown, self._with_evidence([(records[i], plain[i]) for i in shown]), strict=True):
            plain[i] = found
        return plain

    def _judge(self, features: Floats) -> Iterator[Classification]:
        relevance = self._heads["relevance"]
        probabilities = {facet: head.probability(features) for facet, head in self._heads.heads.items()}
        for row in range(len(features)):
            p = float(probabilities["relevance"][row, 0])
            is_example = p >= float(relevance.threshold[0])
            yield Classification(
                relevance=p,
                is_example=is_example,
                themes=self._scores(
                    "themes", probabilities["themes"][row], at_least=int(is_example), most=_MOST_THEMES
                ),
                areas=self._scores("areas", probabilities["areas"][row], at_least=int(is_example), most=_MOST_AREAS),
                levels=self._level(probabilities["levels"][row], is_example=is_example),
                version=self.version,
            )

    def _scores(self, facet: str, p: Floats, *, at_least: int, most: int) -> tuple[Score, ...]:
        head = self._heads[facet]
        order: list[int] = np.argsort(-p, kind="stable").tolist()
        above = [i for i in order if p[i] >= head.threshold[i]][:most]
        chosen = set(above or order[:at_least])
        return tuple(Score(head.labels[i], float(p[i]), i in chosen) for i in order)

    def _level(self, p: Floats, *, is_example: bool) -> tuple[Score, ...]:
        # levels exclude each other: shares of one, and the highest is chosen
        shares = p / max(float(p.sum()), 1e-9)
        order: list[int] = np.argsort(-shares, kind="stable").tolist()
        labels = self._heads["levels"].labels
        return tuple(Score(labels[i], float(shares[i]), is_example and i == order[0]) for i in order)

    def _with_evidence(self, found: Sequence[tuple[ClassifyInput, Classification]]) -> Iterator[Classification]:
        read = [judged_sentences(record) for record, _ in found]
        vectors = self._encoder.direct.encode([wording for rows in read for _, wording in rows])
        start = 0
        for (_, judged), rows in zip(found, read, strict=True):
            part = vectors[start : start + len(rows)]
            start += len(rows)
            yield self._explained(judged, rows, part) if rows else judged

    def _explained(self, judged: Classification, rows: list[tuple[Span, str]], vectors: Floats) -> Classification:
        spans = [span for span, _ in rows]
        wordings = [wording for _, wording in rows]
        relevance = self._heads["relevance"].decision(vectors)[:, 0]
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
        )

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
