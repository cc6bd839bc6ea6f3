import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, f1_score, label_ranking_average_precision_score

from kkharvest.classify.conformal import PredictionSets, lowest_kept, relevance_bounds
from kkharvest.classify.metrics import (
    average_precision,
    calibration_error,
    choice_figures,
    f1,
    ranking_precision,
    selected,
    top_holds_all,
)


def test_nothing_measured_is_nothing() -> None:
    assert average_precision(np.zeros(0, np.float32), np.zeros(0, bool)) == 0


def test_a_forced_choice_is_measured_against_the_most_frequent_label() -> None:
    p = np.array([[0.9, 0.1], [0.8, 0.1], [0.3, 0.4], [0.45, 0.5]], np.float32)
    found = choice_figures(p, np.eye(2, dtype=bool)[[0, 0, 0, 1]])
    assert (found["chosen_share"], found["most_frequent"]) == (1.0, 0.75)
    assert found["right_when_chosen"] == 0.75
    assert found["kappa"] == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=40))
def test_average_precision_is_that_of_scikit_learn(rows: list[tuple[int, bool]]) -> None:
    values = np.array([value for value, _ in rows], np.float32)
    targets = np.array([target for _, target in rows])
    if targets.any():
        assert average_precision(values, targets) == pytest.approx(average_precision_score(targets, values), abs=1e-6)


def test_ranking_precision_and_f1_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    values, targets = rng.random((60, 6)).astype(np.float32), rng.random((60, 6)) < 0.3
    targets[:, 0] |= ~targets.any(axis=1)
    assert ranking_precision(values, targets) == pytest.approx(label_ranking_average_precision_score(targets, values))
    micro, macro = f1(values > 0.5, targets)
    assert micro == pytest.approx(f1_score(targets, values > 0.5, average="micro"))
    assert macro == pytest.approx(f1_score(targets, values > 0.5, average="macro"))


def test_calibration_error_is_zero_only_for_true_frequencies() -> None:
    half = np.full(1000, 0.5, np.float32)
    targets = np.arange(1000) % 2 == 0
    assert calibration_error(half, targets) == pytest.approx(0)
    assert calibration_error(half + 0.4, targets) == pytest.approx(0.4)


def test_selection_is_one_to_three_labels() -> None:
    p = np.array([[0.9, 0.8, 0.7, 0.6], [0.1, 0.2, 0.1, 0.1], [0.6, 0.1, 0.1, 0.1]], np.float32)
    chosen = selected(p, np.full(4, 0.5, np.float32))
    assert chosen.tolist() == [[True, True, True, False], [False, True, False, False], [True, False, False, False]]


def test_top_three_hold_all() -> None:
    p = np.array([[0.9, 0.8, 0.7, 0.6]] * 2, np.float32)
    targets = np.array([[True, False, True, False], [True, False, False, True]])
    assert top_holds_all(p, targets) == 0.5


def test_sets_cover_what_they_promise_on_new_texts() -> None:
    rng = np.random.default_rng(0)
    covered = []
    for _ in range(300):
        targets = np.eye(5, dtype=bool)[rng.integers(0, 5, 120)]
        p = np.clip(rng.normal(0.3 + 0.3 * targets, 0.2), 0, 1).astype(np.float32)
        lowest = lowest_kept(p[:-1], targets[:-1], 0.9)
        covered.append(bool(((p[-1] >= lowest) | ~targets[-1]).all()))
    assert np.mean(covered) > 0.86


def test_too_few_texts_promise_nothing_and_keep_everything() -> None:
    assert lowest_kept(np.array([[0.9]], np.float32), np.array([[True]])) == 0.0
    assert relevance_bounds(np.array([0.9, 0.1], np.float32), np.array([True, False])) == (0.0, 1.0)


def test_unsure_is_where_both_answers_are_possible_or_neither() -> None:
    overlapping = PredictionSets(0.9, {}, lowest_yes=0.3, highest_no=0.6)
    assert [overlapping.is_unsure(p) for p in (0.1, 0.3, 0.5, 0.7)] == [False, True, True, False]
    apart = PredictionSets(0.9, {}, lowest_yes=0.6, highest_no=0.3)
    assert [apart.is_unsure(p) for p in (0.1, 0.4, 0.5, 0.7)] == [False, True, True, False]


def test_sets_survive_their_json_form() -> None:
    sets = PredictionSets(0.9, {"themes": 0.05}, 0.4, 0.6)
    assert PredictionSets.from_json(sets.as_json()) == sets
