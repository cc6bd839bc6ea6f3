"""Laws of group ids: they survive, come back, and never change hands."""

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe.clusters import Grouping
from kkharvest.dedupe.identity import GroupIds, assign_group_ids


def grouping(*groups: str) -> Grouping:
    return Grouping(tuple(sorted(tuple(sorted(group)) for group in groups)))


PARTITIONS = st.lists(st.integers(0, 4), min_size=1, max_size=8).map(
    lambda labels: grouping(
        *("".join("abcdefgh"[at] for at, label in enumerate(labels) if label == each) for each in sorted(set(labels)))
    )
)


def test_growth_keeps_the_id() -> None:
    before = assign_group_ids(grouping("ab", "c"))
    after = assign_group_ids(grouping("abd", "c"), before)
    assert after.id_of()["d"] == before.id_of()["a"]
    assert after.id_of()["c"] == before.id_of()["c"]


def test_a_merge_redirects_and_its_undoing_restores_both() -> None:
    before = assign_group_ids(grouping("abc", "de"))
    merged = assign_group_ids(grouping("abcde"), before)
    assert merged.id_of()["d"] == before.id_of()["a"]
    assert merged.redirects == {before.id_of()["d"]: before.id_of()["a"]}
    assert assign_group_ids(grouping("abc", "de"), merged).id_of() == before.id_of()


def test_a_split_leaves_the_id_with_the_greater_part() -> None:
    before = assign_group_ids(grouping("abcde"))
    after = assign_group_ids(grouping("ab", "cde"), before)
    assert after.id_of()["c"] == before.id_of()["a"]
    assert after.id_of()["a"] not in before.members


@given(st.lists(PARTITIONS, min_size=1, max_size=6))
def test_an_id_only_ever_passes_on_through_a_common_member(partitions: list[Grouping]) -> None:
    state = GroupIds()
    history: dict[str, set[str]] = {}
    for partition in partitions:
        state = assign_group_ids(partition, state)
        assert sorted(state.members.values()) == sorted(partition.groups)
        assert not set(state.members) & set(state.retired)
        assert set(state.redirects.values()) <= set(state.members)
        for name, group in state.members.items():
            if name in history:
                assert history[name] & set(group)
            history[name] = set(group)


@given(PARTITIONS, PARTITIONS)
def test_removing_and_adding_again_gives_the_same_ids(first: Grouping, second: Grouping) -> None:
    before = assign_group_ids(second, assign_group_ids(first))
    without = Grouping(tuple(group for group in ((*(m for m in g if m != "a"),) for g in second.groups) if group))
    assert assign_group_ids(second, assign_group_ids(without, before)).id_of() == before.id_of()
