"""Training and its measures: what they promise on cases small enough to count by hand."""

from dataclasses import replace

import numpy as np
import pytest

from kkharvest.core.records import Telling
from kkharvest.core.settings import load_settings
from kkharvest.dedupe.evaluation import Counted, best_without, calibration_error, count_pairs
from kkharvest.dedupe.fitting import fit_scorer, fold_of
from kkharvest.dedupe.labelled import ADVERSARIAL, Labelled, load_labelled, with_made_copies
from kkharvest.dedupe.scoring import Scorer
from kkharvest.dedupe.train import evaluated, version_of


def row(name: str, initiative: str, relation: str = "same_effort", of: str | None = None, lang: str = "sv") -> Labelled:
    return Labelled(Telling(name, name, "text", lang=lang), "family", initiative, relation, of)


def test_pairs_are_counted_by_kind() -> None:
    rows = [row("a", "x"), row("b", "x", "copy_of", "a"), row("c", "x", "translation", "a", "en"), row("d", "y")]
    counts = count_pairs(rows, ["g", "g", "h", "g"], ["a", "a", "c", "d"])
    assert counts["copies"] == Counted(right=1)
    assert counts["same_effort"] == Counted(false=2)
    assert counts["translations"] == Counted(missed=2)


def test_the_threshold_of_a_fold_is_chosen_by_the_others() -> None:
    counted = {0.2: [Counted(9), Counted(1, 9)], 0.4: [Counted(1, 9), Counted(9)]}
    assert (best_without(counted, 0), best_without(counted, 1), best_without(counted, None)) == (0.4, 0.2, 0.2)


def test_probabilities_that_hold_have_no_calibration_error() -> None:
    said = np.array([0.75] * 4 + [0.05] * 20, dtype=np.float32)
    true = np.array([True, True, True, False] + [True] + [False] * 19)
    assert calibration_error(said, true) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(said, ~true) > 0.5


def test_a_scorer_learns_from_some_families_what_holds_for_others() -> None:
    rows = load_labelled(load_settings().models / "dedupe" / "training")
    some = with_made_copies([each for each in rows if fold_of(each) in {0, 3} and each.part == ADVERSARIAL], 1)
    held = [each for each in rows if fold_of(each) == 4 and each.part == ADVERSARIAL]
    vectors = np.random.default_rng(1).normal(size=(len(some), 8)).astype(np.float32)
    scorer = fit_scorer(some, vectors, "test")
    fold = evaluated(held, held, None, scorer)
    assert fold.counts[0.25]["all"].f1 > 0.6


def test_the_version_changes_with_what_is_answered(scorer: Scorer) -> None:
    assert version_of(scorer) == scorer.version
    changed = replace(scorer.same, weights=scorer.same.weights * np.float32(1.01))
    assert version_of(replace(scorer, same=changed)) != scorer.version
