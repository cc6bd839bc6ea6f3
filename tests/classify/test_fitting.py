import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from kkharvest.classify.fitting import (
    Recipe,
    calibrate,
    fit_linear,
    fold_of_groups,
    make_head,
    out_of_fold,
    sweep_threshold,
)
from kkharvest.classify.logistic import balanced_weights, fit_logistic
from kkharvest.classify.numbers import Floats, sigmoid


@pytest.fixture
def cloud() -> tuple[Floats, np.ndarray]:
    rng = np.random.default_rng(1)
    features = rng.normal(size=(300, 6)).astype(np.float32)
    targets = np.stack([features[:, 0] + 0.5 * rng.normal(size=300) > 0, features[:, 1] > 1], axis=1)
    return features, targets


def test_agrees_with_scikit_learn(cloud: tuple[Floats, np.ndarray]) -> None:
    features, targets = cloud
    weights, bias = fit_logistic(features, targets, c=0.7, weights=balanced_weights(targets))
    for k in range(2):
        theirs = LogisticRegression(C=0.7, class_weight="balanced", tol=1e-8).fit(features, targets[:, k])
        np.testing.assert_allclose(weights[k], theirs.coef_[0], atol=5e-3)
        assert bias[k] == pytest.approx(theirs.intercept_[0], abs=5e-3)


def test_a_label_nobody_or_everybody_carries_is_a_constant() -> None:
    features = np.eye(4, dtype=np.float32)
    targets = np.stack([np.zeros(4, bool), np.ones(4, bool)], axis=1)
    weights, bias = fit_logistic(features, targets, c=1.0)
    assert not weights.any()
    assert bias[0] < -5 < 5 < bias[1]


def test_a_known_offset_is_only_corrected(cloud: tuple[Floats, np.ndarray]) -> None:
    features, targets = cloud
    known = np.where(targets, 6.0, -6.0).astype(np.float32)
    weights, bias = fit_logistic(features, targets, c=1.0, offset=known, bias_penalty=1.0)
    assert np.abs(weights).max() < 0.5
    assert np.abs(bias).max() < 0.5


def test_definitions_alone_make_a_classifier() -> None:
    definitions = np.vstack([np.eye(3), np.eye(3)]).astype(np.float32)
    weights, bias = fit_linear(np.zeros((0, 3), np.float32), np.zeros((0, 3), bool), Recipe(), definitions)
    assert (np.argmax(np.eye(3) @ weights.T + bias, axis=1) == np.arange(3)).all()


@given(st.lists(st.sampled_from("abcdefghijkl"), min_size=12, max_size=60), st.integers(2, 5))
def test_a_group_is_never_split(groups: list[str], folds: int) -> None:
    found = fold_of_groups(groups, folds)
    assert len(found) == len(groups)
    for group in set(groups):
        assert len({int(f) for f, g in zip(found, groups, strict=True) if g == group}) == 1


def test_folds_are_the_same_every_time() -> None:
    groups = [str(i // 3) for i in range(90)]
    first = fold_of_groups(groups, 5)
    assert (first == fold_of_groups(groups, 5)).all()
    assert sorted(np.bincount(first)) == [18] * 5


def test_out_of_fold_values_do_not_know_their_own_label() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 150)).astype(np.float32)
    targets = rng.random((200, 1)) < 0.5
    values = out_of_fold(features, targets, np.arange(200) % 5, Recipe(c=10))
    assert 0.3 < ((values > 0) == targets).mean() < 0.7


def test_calibration_turns_values_into_frequencies() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(0, 3, (4000, 1)).astype(np.float32)
    targets = rng.random((4000, 1)) < sigmoid(0.5 * values - 1)
    slope, offset = calibrate(values, targets)
    assert slope[0] == pytest.approx(0.5, abs=0.08)
    assert offset[0] == pytest.approx(-1, abs=0.15)


def test_calibrated_probabilities_add_up_to_what_was_seen() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(0, 3, (1800, 1)).astype(np.float32)
    targets = rng.random((1800, 1)) < sigmoid(1.05 * values + 0.5)
    slope, offset = calibrate(values, targets)
    assert float(sigmoid(values * slope + offset).mean()) == pytest.approx(float(targets.mean()), abs=2e-3)


def test_calibration_never_turns_the_order_around() -> None:
    values = np.array([[3.0], [2.0], [-2.0], [-3.0]], np.float32)
    slope, _ = calibrate(values, values < 0)
    assert slope[0] > 0


def test_threshold_has_the_highest_f1() -> None:
    p = np.array([0.1, 0.2, 0.6, 0.7, 0.9], np.float32)
    assert 0.2 < sweep_threshold(p, np.array([False, False, True, True, True])) <= 0.6


def test_a_rare_label_leans_on_the_common_threshold() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(500, 2)).astype(np.float32)
    targets = np.stack([values[:, 0] > 0, np.arange(500) == 3], axis=1)
    head, _ = make_head(("often", "once"), (np.zeros((2, 1), np.float32), np.zeros(2, np.float32)), values, targets)
    assert abs(float(head.threshold[1]) - float(head.threshold[0])) < 0.3
