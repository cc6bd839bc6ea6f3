"""Laws of the review core: the queue table, search, evidence, own words, agreement, what is left."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kkharvest.core.text import Span
from kkharvest.review import accept, defer, reject, undo_last, unsure
from kkharvest.review.agreement import kappa
from kkharvest.review.evidence import marked_paragraphs
from kkharvest.review.examples import roles_of
from kkharvest.review.filters import Filter, count, entries, next_entry
from kkharvest.review.ordering import order_waiting
from kkharvest.review.overview import remaining
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web.words import chance, chance_in_column, out_of_hundred_in_words
from kkharvest.review.wording import changes, taken_over
from kkharvest.store import Store

Add = Callable[..., str]
Group = Callable[..., None]

STEPS = ["accept", "reject", "unsure", "later", "undo", "change", "join", "part", "gone"]


def decide(store: Store, step: str, key: str) -> None:
    if step == "accept":
        accept(store, key, "eva")
    elif step == "reject":
        reject(store, key, "eva", "old")
    elif step == "unsure":
        unsure(store, key, "eva")
    elif step == "later":
        defer(store, key, "eva", "changed")
    elif step == "gone":
        store.execute("UPDATE candidates SET is_present = 0 WHERE id = ?", (key,))
    elif step == "undo" and store.value("SELECT count(*) FROM standing_judgements WHERE reviewer = 'eva'"):
        undo_last(store, "eva")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), max_size=10))
def test_the_queue_table_is_the_queue_view(store: Store, add: Add, group: Group, steps: list[tuple[str, int]]) -> None:
    if not store.value("SELECT count(*) FROM candidates"):
        add("/a", "Ett.", served="1")
        add("/b", "Två.", served="1")
    pair = [row["id"] for row in store.rows("SELECT id FROM candidates ORDER BY url")]
    group([pair[0]], [pair[1]])
    for number, (step, which) in enumerate([*steps, ("rest", 0)]):
        if step in {"join", "part"}:
            group(pair) if step == "join" else group([pair[0]], [pair[1]])
        elif step == "change":
            add(f"/{'ab'[which]}", f"Ny text {number}.", served=str(number))
        else:
            decide(store, step, pair[which])
        refresh_queue(store)
        table = store.rows("SELECT candidate_id, group_id, relevance, group_size FROM queue_entries ORDER BY 1")
        view = store.rows("SELECT candidate_id, group_id, relevance, group_size FROM review_queue ORDER BY 1")
        assert table == view
    assert store.value("SELECT count(*) FROM queue_stale") == 0


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        *dict.fromkeys(("skyfallskartan", "skyfallskartor", "karta", "skyfall", "solcell"), True).items(),
        ("Skyfallskarta Kristianstad", True), ("ål", False), ("ar", False), ("vindkraft", False),
        ("och", True), ("", True),
    ],
)  # fmt: skip
def test_search_knows_swedish(store: Store, add: Add, group: Group, query: str, is_found: bool) -> None:
    group([add("/a", "Kristianstad har en skyfallskarta. Ordet år och även och står här.")])
    refresh_queue(store)
    assert (count(store, Filter(sok=query), 1) == 1) is is_found


@pytest.mark.parametrize("order", ["blandat", "troligast", "osakrast", "nyast"])
def test_next_walks_the_list(store: Store, add: Add, group: Group, order: str) -> None:
    keys = [add(f"/{n}", f"Text {n}.") for n in range(6)]
    for n, key in enumerate(keys):
        store.execute(
            "UPDATE suggestions SET p = ? WHERE candidate_id = ? AND taxonomy = 'relevance'", (n // 2 / 3, key)
        )
    group(*[[key] for key in keys])
    refresh_queue(store)
    assert order_waiting(store) == 6
    assert order_waiting(store) == 0
    wanted = Filter(ordning=order)
    listed = [row["candidate_id"] for row in entries(store, wanted, 1)]
    walked: list[str] = []
    at = None
    while (found := next_entry(store, wanted, 1, at)) and found not in walked:
        walked.append(found)
        at = store.row("SELECT * FROM queue_entries WHERE candidate_id = ?", (found,))
    assert walked == listed
    assert len(walked) == 6


@given(
    text=st.text(st.sampled_from("ab \n.é"), max_size=60),
    spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5),
)
def test_marked_text_is_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    paragraphs = marked_paragraphs(text, [("a", [Span(*span) for span in spans])])
    shown = ["".join(piece.text for piece in paragraph) for paragraph in paragraphs]
    assert shown == [line for line in text.split("\n") if line.strip()]
    marked = sum(len(piece.text) for paragraph in paragraphs for piece in paragraph if piece.speaks_for)
    covered = {at for start, end in spans for at in range(start, min(end, len(text)))}
    blank = {at for at in covered if text[at] == "\n"}
    assert marked <= len(covered - blank)


def test_own_words_are_told_from_the_sources() -> None:
    source = "Kommunen och tio företag delar el från taken i hamnen."
    assert taken_over("Tio företag och kommunen har gemensam solel.", source) == 0
    assert taken_over(source, source) == len(source)
    assert taken_over("Vi såg att tio företag delar el från taken igår.", source) == len(
        "tio företag delar el från taken"
    )


def test_changes_put_together_give_both_texts() -> None:
    older, newer = "Ett. Två. Tre.", "Ett. Två och en halv. Tre. Fyra."
    found = changes(older, newer)
    assert " ".join(change.text for change in found if change.kind != "new") == older
    assert " ".join(change.text for change in found if change.kind != "gone") == newer


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        # Cohen's own worked proportions: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no give 0.4.
        ([(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15, 0.4),
        ([(True, True), (False, False)], 1.0),
        ([(True, False), (False, True)], -1.0),
    ],
)
def test_kappa(pairs: list[tuple[bool, bool]], expected: float) -> None:
    assert kappa(pairs) == pytest.approx(expected)


def test_kappa_is_undefined_without_a_choice() -> None:
    assert kappa([]) is None
    assert kappa([(True, True)] * 3) is None


@given(st.lists(st.floats(0, 1), max_size=40))
def test_what_is_left_lies_between_none_and_all(chances: list[float]) -> None:
    found = remaining(len(chances), sum(chances), sum(p * (1 - p) for p in chances))
    assert 0 <= found.low <= found.high <= len(chances)


@given(st.floats(0, 1))
def test_a_model_is_never_sure(p: float) -> None:
    for shown in (chance(p), chance_in_column(p), out_of_hundred_in_words(p)):
        assert not shown.startswith(("100", "0"))


KEYS = st.sampled_from(["c-a", "c-b", "c-c", "c-d"])
RELATIONS = st.sampled_from([None, "copy_of", "same_effort"])


@given(
    st.dictionaries(KEYS, RELATIONS, min_size=1),
    st.dictionaries(KEYS, st.sampled_from(["primary", "copy_of", "same_effort"])),
    st.data(),
)
def test_one_source_is_the_main_one_whatever_was_said(
    relations: dict[str, str | None], said: dict[str, str], data: st.DataObject
) -> None:
    decided = data.draw(st.sampled_from(sorted(relations)))
    roles = roles_of(relations, decided, said)
    assert roles.keys() == relations.keys()
    assert list(roles.values()).count("primary") == 1
    assert roles_of(relations, decided, roles) == roles
    kept = {key: role for key, role in said.items() if key in relations}
    if list(kept.values()).count("primary") == 1:
        assert kept.items() <= roles.items()
