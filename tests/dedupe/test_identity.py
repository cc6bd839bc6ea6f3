from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe.clusters import Grouping
from kkharvest.dedupe.identity import assign_group_ids


def grouping(*groups: str) -> Grouping:
    return Grouping(tuple(sorted(tuple(sorted(group)) for group in groups)))


def members(found: Grouping, names: dict[int, str]) -> dict[str, str]:
    return {member: names[number] for number, group in enumerate(found.groups) for member in group}


def test_growth_merge_and_split() -> None:
    one = grouping("ab", "cde")
    names, _ = assign_group_ids(one, {})
    before = members(one, names)
    grown = grouping("abx", "cde")
    after = members(grown, assign_group_ids(grown, before)[0])
    assert (after["x"], after["c"]) == (before["a"], before["c"])
    merged = grouping("abcde")
    names, redirects = assign_group_ids(merged, before)
    assert (names, redirects) == ({0: before["c"]}, {before["a"]: before["c"]})
    split = grouping("ab", "c", "de")
    again = members(split, assign_group_ids(split, members(merged, names), redirects)[0])
    assert again["a"] == before["c"], "of two equal parts the one with the least member keeps the id"
    assert len(set(again.values())) == 3
    assert before["a"] not in again.values(), "a retired id is not used again"


def partitions() -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1)


def of(labels: dict[str, int]) -> Grouping:
    return grouping(*("".join(m for m in labels if labels[m] == label) for label in set(labels.values())))


@given(st.lists(partitions(), min_size=1, max_size=6))
def test_ids_are_unique_stable_and_never_reused(history: list[dict[str, int]]) -> None:
    previous: dict[str, str] = {}
    retired: set[str] = set()
    for labels in history:
        found = of(labels)
        names, redirects = assign_group_ids(found, previous, retired)
        assert len(set(names.values())) == len(found.groups)
        assert not set(names.values()) & (retired | set(redirects))
        assert set(redirects.values()) <= set(names.values())
        current = members(found, names)
        assert assign_group_ids(found, current, retired | set(redirects)) == (names, {})
        retired |= set(redirects)
        previous = current
