"""Merging and splitting by hand: groups follow at once, and undo restores both sides whole."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kkharvest.core.errors import InputError
from kkharvest.core.records import Link, Relation
from kkharvest.dedupe.clusters import Judgement, PairVerdict, cluster
from kkharvest.review import accept, reject, undo_last
from kkharvest.review.accounts import Role
from kkharvest.review.decide import judge_pair
from kkharvest.review.regroup import merge, regroup, split
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store
from kkharvest.store.examples import accepted_examples
from kkharvest.store.groups import pair_judgements, save_links
from tests.review.conftest import Enter, Person

Add = Callable[..., str]
Group = Callable[..., None]


def state(store: Store) -> dict[str, list[dict[str, Any]]]:
    """All that a reviewer or a release sees of groups."""
    refresh_queue(store)
    return {
        "groups": store.rows("SELECT * FROM candidate_groups ORDER BY candidate_id"),
        "examples": store.rows("SELECT id, status, merged_into_id, title FROM examples ORDER BY id"),
        "sources": store.rows("SELECT * FROM example_sources ORDER BY example_id, candidate_id"),
        "queue": store.rows("SELECT candidate_id, group_id, group_size FROM queue_entries ORDER BY candidate_id"),
    }


def groups(store: Store) -> set[tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for row in store.rows("SELECT * FROM candidate_groups ORDER BY candidate_id"):
        members.setdefault(row["group_id"], []).append(row["candidate_id"])
    return {tuple(group) for group in members.values()}


def linked(store: Store, *pairs: tuple[str, str, float]) -> None:
    links = [Link(min(a, b), max(a, b), Relation.SAME_EFFORT, score) for a, b, score in pairs]
    save_links(store, links, "d1")


@pytest.fixture
def four(store: Store, add: Add, group: Group) -> list[str]:
    """Two groups of two, linked inside."""
    keys = [add(f"/{n}", f"Text {n} om solel.") for n in "abcd"]
    linked(store, (keys[0], keys[1], 0.9), (keys[2], keys[3], 0.9))
    group(keys[:2], keys[2:])
    regroup(store, keys)
    return keys


@pytest.mark.parametrize("turned", [False, True])
def test_undoing_a_merge_restores_both_sides_and_their_ids(store: Store, four: list[str], turned: bool) -> None:
    a, _, c, _ = four
    accept(store, a, "eva")
    accept(store, c, "bo")
    before = state(store)
    merge(store, *((c, a) if turned else (a, c)), "eva")
    (example,) = accepted_examples(store)
    assert len(example["sources"]) == 4
    redirect = store.row("SELECT * FROM group_redirects")
    assert redirect
    assert redirect["new_id"] == store.value("SELECT group_id FROM candidate_groups LIMIT 1")
    undo_last(store, "eva")
    assert state(store) == before
    assert store.value("SELECT count(*) FROM group_redirects WHERE new_id IS NOT NULL") == 0


@pytest.mark.parametrize("size", [2, 3])
def test_undoing_a_merge_of_single_tellings_restores_them(store: Store, add: Add, group: Group, size: int) -> None:
    keys = [add(f"/{n}", f"Text {n} om solel.") for n in range(size)]
    group(*[[key] for key in keys])
    refresh_queue(store)
    before = state(store)
    for other in keys[1:]:
        merge(store, keys[0], other, "eva")
    assert len(groups(store)) == 1
    for _ in keys[1:]:
        undo_last(store, "eva")
    assert state(store) == before


def test_undoing_a_split_joins_again_what_was_one(store: Store, add: Add, group: Group) -> None:
    keys = [add(f"/{n}", f"Text {n} om solel.") for n in "abcd"]
    linked(store, *((a, b, 0.9) for a in keys for b in keys if a < b))
    group(keys)
    regroup(store, keys)
    accept(store, keys[0], "bo")
    before = state(store)
    split(store, keys[2], "eva")
    assert groups(store) == {tuple(sorted(set(keys) - {keys[2]})), (keys[2],)}
    assert [row["verdict"] for row in store.rows("SELECT verdict FROM judgements")] == ["accept", *["not_same"] * 3]
    undo_last(store, "eva")
    assert state(store) == before


def test_a_merge_that_a_split_forbids_is_told_and_changes_nothing(store: Store, four: list[str]) -> None:
    a, b, c, _ = four
    judge_pair(store, a, b, "bo", "same")
    judge_pair(store, b, c, "bo", "not_same")
    before = state(store)
    with pytest.raises(InputError, match="kan inte slås ihop"):
        merge(store, a, c, "eva")
    assert state(store) == before
    assert store.value("SELECT count(*) FROM judgements") == 2


def test_an_example_keeps_its_id_through_merge_and_split(store: Store, four: list[str]) -> None:
    a, _, c, _ = four
    accept(store, a, "eva")
    key = accepted_examples(store)[0]["id"]
    reject(store, c, "bo", "old")
    accept(store, a, "eva")
    merge(store, a, c, "eva")
    assert [example["id"] for example in accepted_examples(store)] == [key]
    split(store, c, "eva")
    assert [example["id"] for example in accepted_examples(store)] == [key]


STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo", "accept"]), st.integers(0, 3), st.integers(0, 3)), max_size=8
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=STEPS)
def test_groups_are_those_of_links_and_judgements_alone(
    store: Store, add: Add, group: Group, steps: list[tuple[str, int, int]]
) -> None:
    if not store.value("SELECT count(*) FROM candidates"):
        keys = [add(f"/{n}", f"Text {n} om solel.") for n in "abcd"]
        linked(store, (keys[0], keys[1], 0.9), (keys[1], keys[2], 0.6), (keys[2], keys[3], 0.1))
        group(*[[key] for key in keys])
    keys = [row["id"] for row in store.rows("SELECT id FROM candidates ORDER BY url")]
    links = [
        Link(row["a_id"], row["b_id"], Relation(row["relation"]), row["score"])
        for row in store.rows("SELECT * FROM candidate_links")
    ]
    regroup(store, keys)
    for verb, one, other in steps:
        try:
            if verb == "merge":
                merge(store, keys[one], keys[other], "eva")
            elif verb == "split":
                split(store, keys[one], "eva")
            elif verb == "accept":
                accept(store, keys[one], "eva")
            else:
                undo_last(store, "eva")
        except InputError:
            continue
        verdicts = {"same": PairVerdict.SAME, "not_same": PairVerdict.NOT_SAME}
        judgements = [Judgement(a, b, verdicts[said], f"{at:09}") for a, b, said, at in pair_judgements(store)]
        assert groups(store) == set(cluster(keys, links, judgements).groups)
        assert store.value("SELECT count(*) FROM candidate_groups WHERE is_primary = 1") == len(groups(store))
    while True:
        try:
            undo_last(store, "eva")
        except InputError:
            break
    assert groups(store) == set(cluster(keys, links).groups)


def test_undo_in_the_browser_takes_back_a_split(store: Store, four: list[str], person: Person, enter: Enter) -> None:
    eva = enter(person("eva", Role.REVIEWER))
    before = groups(store)
    eva.see(f"/granska/{four[0]}")
    eva.submit(f"/granska/{four[0]}/grupp", do=f"split:{four[1]}")
    assert groups(store) != before
    eva.see(f"/granska/{four[0]}")
    eva.submit("/angra", token="u1")
    assert groups(store) == before


def test_a_contradiction_is_shown_to_the_reviewer(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    a, b, c = keys = [add(f"/{n}", f"Text {n} om solel.") for n in "abc"]
    group(*[[key] for key in keys])
    for one, other, verdict in ((a, b, "same"), (b, c, "same"), (a, c, "not_same")):
        judge_pair(store, one, other, "bo", verdict)
    regroup(store, keys)
    assert groups(store) == {(a,), tuple(sorted((b, c)))}
    eva = enter(person("eva", Role.REVIEWER))
    assert "en annan bedömning skiljer dem åt" in eva.see(f"/granska/{a}")
    judge_pair(store, a, b, "bo", "not_same")
    assert "en annan bedömning skiljer dem åt" not in eva.see(f"/granska/{a}")


def test_what_was_answered_for_one_of_a_group_is_not_asked_of_the_others(
    store: Store, four: list[str], person: Person, enter: Enter
) -> None:
    a, b, c, d = four
    linked(store, (a, b, 0.9), (c, d, 0.9), (a, c, 0.2), (a, d, 0.2))
    eva = enter(person("eva", Role.REVIEWER))
    assert f"merge:{d}" in eva.see(f"/granska/{a}")
    judge_pair(store, b, c, "bo", "not_same")
    page = eva.see(f"/granska/{a}")
    assert f"merge:{c}" not in page
    assert f"merge:{d}" not in page
