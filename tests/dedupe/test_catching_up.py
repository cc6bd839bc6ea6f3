"""Catching up gives what comparing everything gives, whatever came, changed and went, and in which order."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kkharvest.core.records import Link, Telling
from kkharvest.core.settings import load_settings
from kkharvest.dedupe.catching_up import catch_up
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.labelled import ADVERSARIAL, load_labelled
from kkharvest.dedupe.linking import find_links
from kkharvest.dedupe.scoring import Scorer

Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def tellings() -> list[Telling]:
    labelled = load_labelled(load_settings().models / "dedupe" / "training")
    rows = [row.telling for row in labelled if row.part == ADVERSARIAL]
    twins = [replace(row, id=f"{row.id}-twin") for row in rows[:120:10]]
    return rows[:120] + twins


def vectors_of(some: Sequence[Telling]) -> Floats:
    """Made-up vectors that follow from the text."""
    made = [np.random.default_rng(len(each.text) + len(each.title)).normal(size=384) for each in some]
    table = np.array(made, dtype=np.float32).reshape(-1, 384)
    unit: Floats = (table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit


def groups(tellings: list[Telling], links: list[Link]) -> tuple[tuple[str, ...], ...]:
    return cluster([each.id for each in tellings], links).groups


def whole(index: PairIndex, tellings: list[Telling], scorer: Scorer) -> list[Link]:
    """What comparing everything with the index's counts gives."""
    fresh = PairIndex()
    fresh.statistics = index.statistics
    fresh.update(tellings, vectors=vectors_of(tellings), scorer=scorer)
    return fresh.links()


@pytest.mark.parametrize("seed", range(4))
def test_an_increment_gives_what_a_whole_run_gives(seed: int, tellings: list[Telling], scorer: Scorer) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    mixed = list(tellings)
    chance.shuffle(mixed)
    index = PairIndex.build(mixed[:80], vectors_of(mixed[:80]), scorer=scorer)
    known = mixed[:80]
    for part in (mixed[80:100], mixed[100:]):
        gone = {each.id for each in chance.sample(known, 6)}
        changed = [replace(each, text=each.text[: len(each.text) // 2]) for each in chance.sample(known, 4)]
        new = [each for each in (*part, *changed) if each.id not in gone]
        ids = {each.id for each in new}
        known = [each for each in known if each.id not in gone | ids] + new
        index.update(new, gone, vectors_of(new), scorer=scorer)
        expected = whole(index, known, scorer)
        assert groups(known, index.links()) == groups(known, expected)
        assert [(link.a, link.b, link.relation) for link in index.links()] == [
            (link.a, link.b, link.relation) for link in expected
        ]
        assert [link.score for link in index.links()] == pytest.approx([link.score for link in expected], abs=2e-5)


def test_order_of_arrival_changes_no_group(tellings: list[Telling], scorer: Scorer) -> None:
    first = PairIndex.build(tellings[:40], scorer=scorer)
    outcomes = set()
    for seed in range(3):
        rest = tellings[40:]
        random.Random(seed).shuffle(rest)  # noqa: S311 - repeatable, not secret
        index = PairIndex()
        index.statistics = first.statistics
        index.update(tellings[:40], scorer=scorer)
        for start in range(0, len(rest), 23):
            index.update(rest[start : start + 23], scorer=scorer)
        outcomes.add(groups(tellings, index.links()))
    assert len(outcomes) == 1


def test_only_what_is_new_or_changed_is_compared(tellings: list[Telling], tmp_path: Path, scorer: Scorer) -> None:
    path = tmp_path / "index.npz"
    asked: list[int] = []

    def vectors(some: Sequence[Telling]) -> Floats:
        asked.append(len(some))
        return vectors_of(some)

    first = catch_up(tellings[:110], vectors, scorer, path, {}, whole_up_to=0)
    known = {(link.a, link.b): link for link in first.links}
    same = catch_up(tellings[:110], vectors, scorer, path, known, whole_up_to=0)
    assert (first.compared, same.compared, same.links) == (110, 0, first.links)
    changed = [replace(tellings[0], title="Något helt annat"), *tellings[1:115]]
    second = catch_up(changed, vectors, scorer, path, known, whole_up_to=0)
    assert second.compared == 6
    assert asked == [110, 6]
    assert all(link.explanation for link in second.links if link.score >= 0.5)


def test_a_lost_damaged_or_outgrown_index_is_built_anew(
    tellings: list[Telling], tmp_path: Path, scorer: Scorer
) -> None:
    path = tmp_path / "index.npz"
    expected = find_links(tellings, vectors_of(tellings), scorer=scorer)
    catch_up(tellings[:60], vectors_of, scorer, path, {}, whole_up_to=0)
    assert catch_up(tellings, vectors_of, scorer, path, {}, whole_up_to=0).compared == len(tellings)
    path.write_bytes(b"cut short")
    assert catch_up(tellings, vectors_of, scorer, path, {}, whole_up_to=0).links == expected
    other = replace(scorer, version="another")
    assert catch_up(tellings, vectors_of, other, path, {}, whole_up_to=0).compared == len(tellings)
    path.unlink()
    assert catch_up(tellings, vectors_of, scorer, path, {}, whole_up_to=10_000).links == expected
    assert not path.exists()
