"""How far two independent readings of the labelled texts agree: Cohen's kappa by facet.

Kappa is agreement beyond chance: (p_o - p_e) / (1 - p_e) with observed agreement p_o and the agreement p_e expected
of two who decide at random with the same shares (Cohen 1960).

`python -m kkharvest.classify.agreement` compares models/training with models/agreement.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kkharvest.classify.dataset import Example, read_examples
from kkharvest.core.errors import InputError
from kkharvest.core.settings import load_settings
from kkharvest.taxonomy import levels, predicted_themes

__all__ = ["Agreement", "Facet", "Reading", "agreement", "compare", "kappa", "main", "read_second"]


class Reading(BaseModel):
    """What a second reader said of one text; `themes` has the most central first."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str = Field(min_length=1)
    is_example: bool
    themes: tuple[str, ...] = Field(max_length=3)
    level: str | None

    @model_validator(mode="after")
    def _fits_the_guide(self) -> "Reading":
        known = [theme.slug for theme in predicted_themes()], [level.slug for level in levels()]
        chosen = self.themes, () if self.level is None else (self.level,)
        unknown = [label for labels, slugs in zip(chosen, known, strict=True) for label in labels if label not in slugs]
        if unknown:
            raise ValueError(f"unknown labels: {', '.join(unknown)}")
        if self.is_example != bool(self.themes) or (self.level and not self.is_example):
            raise ValueError("an example has one to three themes; what is no example has neither themes nor level")
        return self


@dataclass(frozen=True, slots=True)
class Facet:
    """Agreement on one question; `yes` counts each reading's yes, None where more than yes and no can be said."""

    name: str
    n: int
    observed: float | None
    kappa: float | None
    yes: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two readings; `themes` over texts that both call examples, `themes_of_all` over every text."""

    relevance: Facet
    themes: tuple[Facet, ...]
    themes_of_all: tuple[Facet, ...]
    level: Facet
    differing: tuple[str, ...]


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa of two readers' labels, -1 to 1; None without pairs or when chance alone would agree."""
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[label] * second[label] for label in first)
    if by_chance == n * n:
        return None
    observed = sum(a == b for a, b in pairs)
    return (n * observed - by_chance) / (n * n - by_chance)


def agreement(training_dir: Path, second_path: Path) -> Agreement:
    """Agreement of the labelled texts in `training_dir` with the second reading; raises `InputError` on faults."""
    first = {example.id: example for example in read_examples(training_dir)}
    second = read_second(second_path)
    unknown = [reading.id for reading in second if reading.id not in first]
    if unknown:
        raise InputError(f"{second_path} tells of texts that {training_dir} does not hold: {', '.join(unknown)}.")
    return compare([(first[reading.id], reading) for reading in second])


def compare(pairs: Sequence[tuple[Example, Reading]]) -> Agreement:
    """Agreement over texts read twice; level is compared where both call the text an example and name a level."""
    both = [(a, b) for a, b in pairs if a.is_example and b.is_example]
    return Agreement(
        relevance=_yes_no("is_example", [(a.is_example, b.is_example) for a, b in pairs]),
        themes=_by_theme(both),
        themes_of_all=_by_theme(pairs),
        level=_facet("level", [(a.level, b.level) for a, b in both if a.level and b.level]),
        differing=tuple(sorted(a.id for a, b in pairs if a.is_example != b.is_example)),
    )


def read_second(path: Path) -> list[Reading]:
    """The readings of a file in its order; raises `InputError` listing every fault with its line."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The second reading {path} cannot be read: {error}.") from error
    readings: dict[str, Reading] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            reading = Reading.model_validate_json(line)
        except ValidationError as error:
            faults.append(f"  {path.name}:{number}: {_reasons(error)}")
            continue
        if reading.id in readings:
            faults.append(f"  {path.name}:{number}: the id {reading.id} is used twice")
        readings[reading.id] = reading
    if faults:
        raise InputError("The second reading has faults:\n" + "\n".join(faults))
    if not readings:
        raise InputError(f"There are no readings in {path}.")
    return list(readings.values())


def _by_theme(pairs: Sequence[tuple[Example, Reading]]) -> tuple[Facet, ...]:
    slugs = [theme.slug for theme in predicted_themes()]
    return tuple(_yes_no(slug, [(slug in a.themes, slug in b.themes) for a, b in pairs]) for slug in slugs)


def _yes_no(name: str, pairs: Sequence[tuple[bool, bool]]) -> Facet:
    return _facet(name, pairs, (sum(a for a, _ in pairs), sum(b for _, b in pairs)))


def _facet(name: str, pairs: Sequence[tuple[Hashable, Hashable]], yes: tuple[int, int] | None = None) -> Facet:
    observed = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    return Facet(name, len(pairs), observed, kappa(pairs), yes)


def _reasons(error: ValidationError) -> str:
    found = [(".".join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]
    return "; ".join(f"{where}: {message}" if where else message for where, message in found)


def _table(result: Agreement) -> Iterable[str]:
    yield f"{'':42}{'texts':>6}{'first':>7}{'second':>7}{'agreed':>8}{'kappa':>7}"
    yield _row(result.relevance)
    yield _row(result.level)
    yield "themes, over texts that both call examples"
    yield from map(_row, result.themes)
    yield "themes, over all texts"
    yield from map(_row, result.themes_of_all)
    yield f"differing on is_example ({len(result.differing)}): {' '.join(result.differing)}"


def _row(facet: Facet) -> str:
    first, second = facet.yes or ("", "")
    figures = ("" if value is None else f"{value:.2f}" for value in (facet.observed, facet.kappa))
    observed, beyond_chance = figures
    return f"  {facet.name:40}{facet.n:6}{first:>7}{second:>7}{observed:>8}{beyond_chance:>7}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Compare the two readings and print the table."""
    models = load_settings().models
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--training", type=Path, default=models / "training", help="folder of labelled texts")
    parser.add_argument("--second", type=Path, default=models / "agreement" / "second-reading.jsonl")
    given = parser.parse_args(arguments)
    try:
        result = agreement(given.training, given.second)
    except InputError as error:
        parser.exit(error.exit_code, f"{error}\n")
    sys.stdout.write("\n".join(_table(result)) + "\n")


if __name__ == "__main__":
    main()
