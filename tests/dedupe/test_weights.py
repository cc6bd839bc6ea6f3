from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.core.records import Link, Relation
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.weights import pair_weights

IDS = ("a", "b", "c", "d", "e")
LINKS = st.lists(
    st.builds(
        Link,
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.sampled_from((Relation.COPY_OF, Relation.SAME_EFFORT)),
        st.floats(0, 1),
    ),
    max_size=12,
)


def test_copies_of_one_text_are_one_witness() -> None:
    copies = [Link("a", other, Relation.COPY_OF, 0.99) for other in ("b", "c")]
    doubts = [Link(each, "x", Relation.SAME_EFFORT, 0.1) for each in ("a", "b", "c")]
    alone = pair_weights(doubts[:1], {"a", "x"}, set())
    together = pair_weights(copies + doubts, {"a", "b", "c", "x"}, set())
    said = sum(weight for pair, weight in together.items() if "x" in pair)
    assert abs(said - alone["a", "x"]) <= len(doubts)


def test_judged_pairs_weigh_nothing() -> None:
    assert pair_weights([Link("a", "b", Relation.COPY_OF, 0.99)], {"a", "b"}, {("a", "b")}) == {}


@settings(deadline=None)
@given(LINKS)
def test_order_of_links_changes_nothing(links: list[Link]) -> None:
    mixed = sorted(links, key=lambda link: (link.score, link.b, link.a, link.relation.value), reverse=True)
    assert pair_weights(mixed, set(IDS), set()) == pair_weights(links, set(IDS), set())
    assert cluster(IDS, mixed) == cluster(reversed(IDS), links)
