from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe.clusters import Grouping
from kkharvest.dedupe.identity import GroupIds, assign_group_ids


def grouping(*groups: str) -> Grouping:
    return Grouping(tuple(sorted(tuple(sorted(group)) for group in groups)))


def test_growth_merge_and_split() -> None:
    before = assign_group_ids(grouping("ab", "cde"))
    ab, cde = before.id_of()["a"], before.id_of()["c"]
    grown = assign_group_ids(grouping("abx", "cde"), before)
    assert (grown.id_of()["x"], grown.redirects) == (ab, {})
    merged = assign_group_ids(grouping("abcde"), before)
    assert (set(merged.members), merged.redirects) == ({cde}, {ab: cde})
    undone = assign_group_ids(grouping("ab", "cde"), merged)
    assert undone.members == before.members, "undoing a merge restores both sides whole"
    assert undone.redirects == {}


def partitions() -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1)


def of(labels: dict[str, int]) -> Grouping:
    return grouping(*("".join(m for m in labels if labels[m] == label) for label in set(labels.values())))


@given(st.lists(partitions(), min_size=1, max_size=6))
def test_ids_are_unique_stable_and_lead_somewhere(history: list[dict[str, int]]) -> None:
    ids = GroupIds()
    for labels in history:
        found = of(labels)
        earlier, ids = ids, assign_group_ids(found, ids)
        assert sorted(ids.members.values()) == sorted(found.groups)
        assert set(earlier.members) | set(earlier.retired) <= set(ids.members) | set(ids.retired)
        assert not set(ids.members) & set(ids.retired)
        assert set(ids.redirects.values()) <= set(ids.members)
        assert assign_group_ids(found, ids) == ids


@given(partitions(), partitions())
def test_an_id_is_never_given_to_strangers(first: dict[str, int], second: dict[str, int]) -> None:
    before = assign_group_ids(of(first))
    after = assign_group_ids(of(second), before)
    for name, members in after.members.items():
        if name in before.members:
            assert set(members) & set(before.members[name])
