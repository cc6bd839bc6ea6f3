from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kkharvest.core.errors import InputError
from kkharvest.review import accept, defer, derive_examples, queue, reject, undo_last, unsure, view
from kkharvest.review.decide import judge_pair
from kkharvest.review.queue import find_candidate
from kkharvest.store import Store
from kkharvest.store.examples import accepted_examples

Add = Callable[..., str]
Group = Callable[..., None]


def tables(store: Store) -> dict[str, list[dict[str, Any]]]:
    names = ["examples", "example_themes", "example_areas", "example_municipalities", "example_sources"]
    return {name: store.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in names}  # noqa: S608


def waiting(store: Store) -> list[str]:
    return [item.candidate_id for item in queue(store)]


def test_accept_as_suggested_keeps_the_whole_record(store: Store, add: Add, group: Group) -> None:
    one = add("/sol", "Lunds kommun och företag delar el.")
    group([one])
    assert waiting(store) == [one]
    accept(store, one, "eva")
    (example,) = accepted_examples(store)
    assert (example["title"], example["themes"], example["areas"]) == ("Solceller i Lund", ["energi"], ["energi"])
    assert example["level"] == "utveckla"
    assert [place["name"] for place in example["municipalities"]] == ["Lund"]
    assert [(source["role"], source["url"]) for source in example["sources"]] == [("primary", "https://lund.se/sol")]
    assert waiting(store) == []


def test_one_decision_settles_the_group_and_lists_its_voices(store: Store, add: Add, group: Group) -> None:
    one, two = add("/a", "Texten om solceller."), add("/b", "Texten om solceller!")
    group([one, two])
    assert waiting(store) == [one]
    accept(store, one, "eva", themes=["governance", "energi"])
    (example,) = accepted_examples(store)
    assert example["themes"] == ["governance", "energi"]
    assert sorted(source["role"] for source in example["sources"]) == ["copy_of", "primary"]
    assert waiting(store) == []


def test_undo_goes_back_to_the_first_decision(store: Store, add: Add, group: Group) -> None:
    one, two = add("/a", "Ett."), add("/b", "Två.")
    group([one], [two])
    accept(store, one, "eva")
    reject(store, two, "eva", "old")
    assert undo_last(store, "eva").startswith("reject")
    assert waiting(store) == [two]
    assert undo_last(store, "eva").startswith("accept")
    assert accepted_examples(store) == []
    assert store.value("SELECT status FROM examples") == "withdrawn"
    with pytest.raises(InputError, match="inget att ångra"):
        undo_last(store, "eva")
    accept(store, one, "bo")
    assert len(accepted_examples(store)) == 1


def test_undo_takes_back_only_ones_own(store: Store, add: Add, group: Group) -> None:
    one = add("/a", "Ett.")
    group([one])
    accept(store, one, "eva")
    with pytest.raises(InputError, match="inget att ångra"):
        undo_last(store, "bo")


def test_nothing_decided_is_asked_again_unless_page_and_text_changed(store: Store, add: Add, group: Group) -> None:
    one = add("/a", "Ett nätverk.", served="<p>Ett nätverk.")
    group([one])
    reject(store, one, "eva", "not-climate")
    add("/a", "Ett nätverk.", served="<p>Ett nätverk.<footer>ny")
    assert waiting(store) == [], "the template changed, not the text"
    add("/a", "Ett nätverk, nu bättre läst.", served="<p>Ett nätverk.")
    assert waiting(store) == [], "the extractor changed, not the page"
    add("/a", "Ett nätverk för klimatet med tio företag.", served="<p>Ny text.")
    assert waiting(store) == [one]


def test_unsure_and_later_keep_it_waiting(store: Store, add: Add, group: Group) -> None:
    one = add("/a", "Ett.")
    group([one])
    unsure(store, one, "eva", "fråga Bo")
    defer(store, one, "eva", until="2027-01-01")
    assert waiting(store) == [one]
    assert [row["verdict"] for row in view(store, one).history] == ["unsure", "later"]


def test_when_two_examples_turn_out_one_the_older_id_stays(store: Store, add: Add, group: Group) -> None:
    one, two = add("/a", "Ett."), add("/b", "Två.")
    group([one], [two])
    accept(store, two, "eva")
    accept(store, one, "eva")
    first = store.value("SELECT id FROM examples WHERE candidate_id = ?", (two,))
    group([one, two])
    derive_examples(store)
    assert [example["id"] for example in accepted_examples(store)] == [first]
    merged = store.row("SELECT * FROM examples WHERE status = 'merged'")
    assert merged
    assert merged["merged_into_id"] == first
    group([one], [two])
    derive_examples(store)
    assert len(accepted_examples(store)) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"themes": ["energy"]}, "tema"),
        ({"themes": []}, "ett till 3"),
        ({"themes": ["alla-exempel"]}, "tema"),
        ({"themes": ["energi", "governance", "civilsamhalle", "digitalisering"]}, "ett till 3"),
        ({"areas": ["x"]}, "område"),
        ({"level": "x"}, "stödnivå"),
        ({"municipalities": ["9999"]}, "kommunkod"),
        ({"reviewer": " "}, "--as"),
    ],
)
def test_mistakes_are_told_and_change_nothing(
    store: Store, add: Add, group: Group, options: dict[str, Any], message: str
) -> None:
    one = add("/a", "Ett.")
    group([one])
    with pytest.raises(InputError, match=message):
        accept(store, one, **{"reviewer": "eva", **options})
    assert store.value("SELECT count(*) FROM judgements") == 0


def test_unknown_references(store: Store, add: Add) -> None:
    one = add("/a", "Ett.")
    assert find_candidate(store, one[:8]) == one
    with pytest.raises(InputError, match="ingen kandidat"):
        find_candidate(store, "c-%")
    with pytest.raises(InputError, match="ingen kandidat"):
        accept(store, "c-none", "eva")
    with pytest.raises(InputError, match="skäl"):
        reject(store, one, "eva", "tråkig")
    with pytest.raises(InputError, match="två olika"):
        judge_pair(store, one, one, "eva", "same")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.sampled_from(["accept 0", "accept 1", "reject 0", "reject 1", "undo", "join", "part"]), max_size=12
    )
)
def test_examples_follow_from_judgements_alone(store: Store, add: Add, group: Group, steps: list[str]) -> None:
    with store.transaction():
        if not store.value("SELECT count(*) FROM candidates"):
            add("/a", "Ett.")
            add("/b", "Två.")
        pair = [row["id"] for row in store.rows("SELECT id FROM candidates ORDER BY id")]
        group([pair[0]], [pair[1]])
        derive_examples(store)
        for step in steps:
            verb, _, which = step.partition(" ")
            if verb == "accept":
                accept(store, pair[int(which)], "eva")
            elif verb == "reject":
                reject(store, pair[int(which)], "eva", "old")
            elif verb == "undo" and store.value("SELECT count(*) FROM standing_judgements"):
                undo_last(store, "eva")
            elif verb in {"join", "part"}:
                group(pair) if verb == "join" else group([pair[0]], [pair[1]])
                derive_examples(store)
            # Each decision derives its own group alone; deriving everything gives the same.
            before = tables(store)
            derive_examples(store)
            assert tables(store) == before
        before = tables(store)
        ids = [row["id"] for row in before["examples"]]
        assert len(ids) == len(set(ids))
