from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.classify.queue import DEFAULT_SHARES, Stream, order_queue, rarity_of_themes
from kkharvest.classify.refit import Decision, Waiting, refit
from kkharvest.classify.stopping import most_left, remaining, remaining_by


def pool(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    floats = (rng.random(count), rng.random((count, 13)), 100 * rng.random(count))
    return tuple(part.astype(np.float32) for part in floats)  # type: ignore[return-value]  # three parts in, three out


@given(st.integers(0, 80), st.integers(0, 5))
def test_every_candidate_has_one_place(count: int, seed: int) -> None:
    places = order_queue(*pool(count, seed), rarity_of_themes([3] * 13), seed=seed)
    assert sorted(place.row for place in places) == list(range(count))


def test_streams_get_their_shares_from_the_start() -> None:
    places = order_queue(*pool(4000), rarity_of_themes([3] * 13))
    for length in (20, 200):
        counts = Counter(place.stream for place in places[:length])
        for stream, share in DEFAULT_SHARES.items():
            assert abs(counts[stream] - share * length) <= 1


def test_each_stream_brings_what_it_is_for() -> None:
    relevance, themes, days = pool(2000)
    rarity = rarity_of_themes([0] + [50] * 12)
    first = order_queue(relevance, themes, days, rarity)[:200]
    rows = {stream: [place.row for place in first if place.stream is stream] for stream in Stream}
    assert relevance[rows[Stream.LIKELY]].min() > 0.85
    assert np.abs(relevance[rows[Stream.UNSURE]] - 0.5).max() < 0.1
    assert themes[rows[Stream.RARE], 0].mean() > 0.75
    assert days[rows[Stream.OLD]].mean() > 85
    assert relevance[rows[Stream.AUDIT]].std() > 0.2


def test_the_order_is_reproducible_and_the_audit_follows_the_seed() -> None:
    arguments = (*pool(300), rarity_of_themes([1] * 13))
    assert order_queue(*arguments, seed=1) == order_queue(*arguments, seed=1)
    assert order_queue(*arguments, seed=1) != order_queue(*arguments, seed=2)


def test_a_theme_without_examples_is_the_rarest() -> None:
    rarity = rarity_of_themes([0, 10, 100])
    assert rarity[0] == 1
    assert rarity[0] > rarity[1] > rarity[2] > 0


@pytest.fixture
def waiting() -> Waiting:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(400, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Waiting(
        tuple(map(str, range(400))), vectors, np.full(400, 0.4, np.float32), np.full((400, 13), 0.1, np.float32)
    )


def test_without_decisions_nothing_moves(waiting: Waiting) -> None:
    relevance, themes = refit(waiting, [])
    assert relevance is waiting.relevance
    assert themes is waiting.themes


def test_candidates_like_the_accepted_move_up(waiting: Waiting) -> None:
    side = waiting.vectors[:, 0]
    order = np.argsort(-side)
    decisions = [Decision(int(i), True, (2,)) for i in order[:15]] + [Decision(int(i), False) for i in order[-15:]]
    relevance, themes = refit(waiting, decisions)
    undecided = order[15:-15]
    assert relevance[undecided[:50]].mean() > 0.5 > relevance[undecided[-50:]].mean()
    assert themes[undecided[:50], 2].mean() > 0.12


def test_one_decision_moves_little(waiting: Waiting) -> None:
    relevance, _ = refit(waiting, [Decision(0, True, (1,))])
    assert np.abs(relevance[1:] - 0.4).max() < 0.25


def test_the_last_decision_on_a_candidate_counts(waiting: Waiting) -> None:
    changed = refit(waiting, [Decision(3, False), Decision(3, True, (0,))])
    np.testing.assert_allclose(changed[0], refit(waiting, [Decision(3, True, (0,))])[0])


def test_nothing_read_means_nothing_known() -> None:
    found = remaining([], np.full(50, 0.1, np.float32))
    assert (found.at_most, found.recall_at_least) == (50, 0.0)
    assert found.expected == pytest.approx(5, abs=0.01)


def test_everything_read_means_nothing_left() -> None:
    found = remaining([True, False], np.zeros(0, np.float32))
    assert (found.at_most, found.recall_at_least) == (0, 1.0)


def test_a_long_barren_stretch_lowers_the_bound() -> None:
    few = most_left(np.array([True] * 20 + [False] * 20), 1000, 0.95)
    many = most_left(np.array([True] * 20 + [False] * 500), 1000, 0.95)
    assert many < few
    assert many <= 10


@given(st.lists(st.booleans(), max_size=60), st.integers(0, 200))
def test_the_bound_is_between_nothing_and_everything(verdicts: list[bool], waiting: int) -> None:
    assert 0 <= most_left(np.array(verdicts, bool), waiting, 0.95) <= waiting


def test_the_bound_holds_for_reading_at_random() -> None:
    rng = np.random.default_rng(2)
    held = []
    for _ in range(150):
        truth = rng.random(300) < 0.1
        held.append(most_left(truth[:150], 150, 0.95) >= truth[150:].sum())
    assert np.mean(held) > 0.85


def test_estimates_by_source() -> None:
    found = remaining_by([("a", True), ("b", False)], [("a", 0.5), ("c", 0.25)])
    assert set(found) == {"a", "b", "c"}
    assert (found["a"].found, found["a"].waiting, found["b"].waiting, found["c"].read) == (1, 1, 0, 0)
