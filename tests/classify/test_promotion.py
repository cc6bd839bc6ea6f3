import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.classify.dataset import Example
from kkharvest.classify.drift import drift, stability_index
from kkharvest.classify.noise import suspects
from kkharvest.classify.promotion import FixedTest, champion_test, decide, fixed_test, in_fixed_test, log_loss, versions
from kkharvest.classify.targets import targets_of
from kkharvest.classify.train import Fitted

OLD = FixedTest(400, 0.95, 0.84)


def test_the_first_heads_are_promoted() -> None:
    assert decide(None, OLD).promoted


@pytest.mark.parametrize(
    ("new", "promoted"),
    [
        (FixedTest(400, 0.96, 0.85), True),
        (FixedTest(400, 0.945, 0.835), True),
        (FixedTest(400, 0.93, 0.90), False),
        (FixedTest(400, 0.99, 0.82), False),
    ],
)
def test_worse_on_the_fixed_test_set_is_kept_out(new: FixedTest, promoted: bool) -> None:
    verdict = decide(OLD, new)
    assert verdict.promoted is promoted
    assert str(new.relevance_average_precision) in verdict.reason or str(new.themes_lrap) in verdict.reason


def test_recent_judgements_count_when_there_are_enough() -> None:
    assert not decide(OLD, OLD, (0.2, 0.3, 20)).promoted
    assert decide(OLD, OLD, (0.2, 0.3, 19)).promoted
    assert decide(OLD, OLD, (0.3, 0.2, 20)).promoted


def test_every_fourth_initiative_is_tested_on_for_good() -> None:
    share = np.mean([in_fixed_test(f"initiativ-{i}") for i in range(2000)])
    assert 0.2 < share < 0.3
    assert [in_fixed_test(name) for name in ("lfm30", "skyfallskartan")] == [
        in_fixed_test(name) for name in ("lfm30", "skyfallskartan")
    ]


def test_figures_survive_the_manifest() -> None:
    assert champion_test({"fixed_test": OLD.as_json()}) == OLD
    assert champion_test({}) is None
    assert champion_test({"fixed_test": {"other": 1}}) is None


def test_perfect_order_is_perfect() -> None:
    truth = np.array([True, False, True])
    found = fixed_test(np.array([0.9, 0.1, 0.8], np.float32), truth, np.eye(2, dtype=np.float32), np.eye(2, dtype=bool))
    assert found == FixedTest(3, 1.0, 1.0)


def test_log_loss_is_bounded_and_rewards_the_truth() -> None:
    truth = np.array([True, False])
    assert log_loss(np.array([0.0, 1.0], np.float32), truth) == pytest.approx(6.9, abs=0.1)
    assert log_loss(np.array([0.9, 0.1], np.float32), truth) < log_loss(np.array([0.6, 0.4], np.float32), truth)


def test_versions_are_listed(trained: object) -> None:
    assert [found["version"] for found in versions(trained)] == ["v1"]  # type: ignore[arg-type]  # a folder


@given(st.integers(0, 50))
def test_the_same_distribution_is_stable(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.random(800).astype(np.float32), rng.random(800).astype(np.float32)
    assert stability_index(first, second) < 0.1
    assert stability_index(first, (second / 2).astype(np.float32)) > 0.25


def test_drift_names_what_changed_first() -> None:
    rng = np.random.default_rng(0)
    reference = rng.random((500, 2)).astype(np.float32)
    recent = np.stack([rng.random(500), rng.random(500) / 3], axis=1).astype(np.float32)
    report = drift(["relevance", "energi"], reference, recent)
    assert [(row.name, row.reading) for row in report.rows] == [("energi", "changed"), ("relevance", "stable")]
    assert report.is_changed
    assert stability_index(reference[:0, 0], recent[:, 0]) == 0


def test_a_label_turned_around_is_suspect(examples: list[Example], fitted: Fitted) -> None:
    p = fitted.probabilities["relevance"].copy()
    target = targets_of(examples)["relevance"]
    wrong = int(np.argmax(p[:, 0]))
    target.table[wrong, 0] = False
    found = suspects(examples, "relevance", target, p)
    assert found[0].id == examples[wrong].id
    assert not found[0].given
