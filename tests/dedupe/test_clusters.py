"""Laws of groups: order never matters, judgements are kept, contradictions are told."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.records import Link, Relation
from kkharvest.dedupe.clusters import Judgement, PairVerdict, cluster, implied

IDS = [f"t{number}" for number in range(8)]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] < pair[1])
LINKS = st.lists(st.tuples(PAIRS, st.floats(0, 1)), max_size=20, unique_by=lambda item: item[0]).map(
    lambda items: [Link(a, b, Relation.SAME_EFFORT, score) for (a, b), score in items]
)
JUDGEMENTS = st.lists(
    st.tuples(PAIRS, st.sampled_from(PairVerdict), st.sampled_from(["2025", "2026"])), max_size=10
).map(lambda items: [Judgement(a, b, verdict, at) for (a, b), verdict, at in items])


def link(a: str, b: str, score: float) -> Link:
    return Link(a, b, Relation.SAME_EFFORT, score)


def together(groups: tuple[tuple[str, ...], ...], a: str, b: str) -> bool:
    return any(a in group and b in group for group in groups)


@given(LINKS, JUDGEMENTS, st.randoms(use_true_random=False))
def test_order_of_arrival_never_changes_the_groups(
    links: list[Link], judgements: list[Judgement], chance: random.Random
) -> None:
    before = cluster(IDS, links, judgements)
    mixed_ids, mixed_links, mixed = list(IDS), list(links), list(judgements)
    for each in (mixed_ids, mixed_links, mixed):
        chance.shuffle(each)
    assert cluster(mixed_ids, mixed_links, mixed) == before


@given(LINKS, JUDGEMENTS)
def test_a_standing_no_keeps_apart_whatever_the_scores(links: list[Link], judgements: list[Judgement]) -> None:
    grouping = cluster(IDS, links, judgements)
    latest = {each.at: each for each in judgements}
    last = max(latest, default="")
    for judgement in judgements:
        if judgement.verdict is PairVerdict.NOT_SAME and judgement.at == last:
            assert not together(grouping.groups, judgement.a, judgement.b)


@given(LINKS, JUDGEMENTS)
def test_every_same_is_kept_or_told_as_a_contradiction(links: list[Link], judgements: list[Judgement]) -> None:
    grouping = cluster(IDS, links, judgements)
    told = {(each.a, each.b) for each in grouping.contradictions}
    by_pair: dict[tuple[str, str], list[Judgement]] = {}
    for judgement in judgements:
        by_pair.setdefault((judgement.a, judgement.b), []).append(judgement)
    for (a, b), said in by_pair.items():
        if all(judgement.verdict is PairVerdict.SAME for judgement in said):
            assert together(grouping.groups, a, b) or (a, b) in told


@given(LINKS, JUDGEMENTS)
def test_every_id_is_in_one_group(links: list[Link], judgements: list[Judgement]) -> None:
    groups = cluster(IDS, links, judgements).groups
    assert sorted(member for group in groups for member in group) == IDS


def test_contradicting_judgements_have_a_clear_outcome() -> None:
    grouping = cluster(
        ["a", "b", "c"],
        [],
        [
            Judgement("a", "b", PairVerdict.SAME, "1"),
            Judgement("b", "c", PairVerdict.SAME, "2"),
            Judgement("a", "c", PairVerdict.NOT_SAME, "0"),
        ],
    )
    assert grouping.groups == (("a",), ("b", "c"))
    (contradiction,) = grouping.contradictions
    assert (contradiction.a, contradiction.b, contradiction.apart) == ("a", "b", ("a", "c"))
    assert "olika exempel" in contradiction.message


def test_the_latest_word_on_a_pair_counts() -> None:
    said = [Judgement("a", "b", PairVerdict.NOT_SAME, "1"), Judgement("b", "a", PairVerdict.SAME, "2")]
    assert cluster("ab", [], said).groups == (("a", "b"),)


def test_unsure_silences_the_link() -> None:
    links = [link("a", "b", 0.99)]
    assert cluster("ab", links).groups == (("a", "b"),)
    assert cluster("ab", links, [Judgement("a", "b", PairVerdict.UNSURE)]).groups == (("a",), ("b",))


def test_evidence_against_outweighs_one_link() -> None:
    links = [link("a", "b", 0.95), link("b", "c", 0.6), link("a", "c", 0.05)]
    assert cluster("abc", links).groups == (("a", "b"), ("c",))


def test_a_chain_of_weak_links_is_no_group() -> None:
    ids = [f"n{number:02d}" for number in range(30)]
    links = [link(a, b, 0.7) for a, b in itertools.pairwise(ids)]
    assert max(len(group) for group in cluster(ids, links).groups) < 6


def test_a_text_copied_many_times_is_one_group() -> None:
    ids = [f"n{number:04d}" for number in range(3000)]
    links = [link(ids[0], other, 0.999) for other in ids[1:]]
    assert len(cluster(ids, links).groups) == 1


def test_what_follows_from_answers_is_not_asked() -> None:
    said = [Judgement("a", "b", PairVerdict.SAME), Judgement("b", "c", PairVerdict.NOT_SAME)]
    answers = implied([("a", "b"), ("a", "c"), ("a", "d")], said)
    assert answers == {("a", "b"): PairVerdict.SAME, ("a", "c"): PairVerdict.NOT_SAME}


def test_links_and_judgements_of_unknown_ids_are_left_out() -> None:
    assert cluster("a", [link("a", "x", 0.9)], [Judgement("a", "y", PairVerdict.SAME)]).groups == (("a",),)
