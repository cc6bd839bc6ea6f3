"""The order learns from each decision, and what was looked at stays where it lay."""

import time
from collections.abc import Callable
from multiprocessing import get_context

import numpy as np
import pytest

from kkharvest.classify.encoder.cache import text_key
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.core.settings import ReviewSettings, Settings
from kkharvest.review import accept, reject, undo_last
from kkharvest.review.background import News, Word, work
from kkharvest.review.filters import Filter, entries, next_entry
from kkharvest.review.learning import LiveOrder
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web import open_house
from kkharvest.review.web.keeper import Keeper
from kkharvest.store import Store
from kkharvest.store.suggestions import EmbeddingTable

Add = Callable[..., str]
Group = Callable[..., None]


@pytest.fixture
def sides(store: Store, add: Add, group: Group) -> tuple[list[str], list[str]]:
    """Two kinds of candidates, ten of each, that the models hold for equally likely; placed in the queue."""
    chance = np.random.default_rng(1)
    found: tuple[list[str], list[str]] = ([], [])
    for number in range(20):
        text = f"Text nummer {number}."
        key = add(f"/{number}", text)
        vector = chance.normal(0, 0.05, 8)
        vector[number % 2] += 1
        words = text_key(judged_text(ClassifyInput(key, "Solceller i Lund", text)))
        EmbeddingTable(store).put_many("e1", {words: vector.astype(np.float32)})
        found[number % 2].append(key)
    group(*[[key] for side in found for key in side])
    refresh_queue(store)
    order_waiting(store)
    return found


def listed(store: Store) -> list[str]:
    return [row["candidate_id"] for row in entries(store, Filter(), 1, limit=100)]


def learn(store: Store, order: LiveOrder) -> int:
    refresh_queue(store)
    return order.learn(store)


def test_what_is_like_the_accepted_comes_first(store: Store, sides: tuple[list[str], list[str]]) -> None:
    liked, disliked = sides
    order = LiveOrder()
    assert order.learn(store) == 0
    for yes, no in zip(liked[:4], disliked[:4], strict=True):
        accept(store, yes, "eva")
        reject(store, no, "eva", "old")
    assert learn(store, order) == 12
    first = listed(store)[:6]
    assert len(set(first) & set(liked)) >= 4
    assert order.learn(store) == 0, "nothing was decided since"


def test_every_candidate_keeps_one_place_however_often_it_learns(
    store: Store, sides: tuple[list[str], list[str]]
) -> None:
    order = LiveOrder()
    before = sorted(listed(store))
    for yes, no in zip(*sides, strict=True):
        accept(store, yes, "eva")
        reject(store, no, "eva", "old")
        learn(store, order)
        found = listed(store)
        assert sorted(found) == sorted(
            set(before) - {row["candidate_id"] for row in store.rows("SELECT * FROM decisions")}
        )
        places = [row["place"] for row in store.rows("SELECT place FROM queue_entries")]
        assert len(places) == len(set(places))


def test_what_was_looked_at_stays_and_next_goes_on_below_it(store: Store, sides: tuple[list[str], list[str]]) -> None:
    order = LiveOrder()
    skipped, decided, *_ = listed(store)
    order.shown(skipped)
    order.shown(decided)
    place = store.value("SELECT place FROM queue_entries WHERE candidate_id = ?", (skipped,))
    at = store.row("SELECT * FROM queue_entries WHERE candidate_id = ?", (decided,))
    accept(store, decided, "eva")
    learn(store, order)
    assert store.value("SELECT place FROM queue_entries WHERE candidate_id = ?", (skipped,)) == place
    following = next_entry(store, Filter(), 1, at)
    assert following not in {skipped, decided, None}


def test_what_was_taken_back_comes_beside_its_equals(store: Store, sides: tuple[list[str], list[str]]) -> None:
    one = sides[0][0]
    accept(store, one, "eva")
    refresh_queue(store)
    undo_last(store, "eva")
    refresh_queue(store)
    assert order_waiting(store) == 1
    assert store.value("SELECT stream FROM queue_entries WHERE candidate_id = ?", (one,)) == "likely"


def test_without_embeddings_the_order_stays(store: Store, add: Add, group: Group) -> None:
    one, two = add("/a", "Ett."), add("/b", "Två.")
    group([one], [two])
    refresh_queue(store)
    order_waiting(store)
    accept(store, one, "eva")
    assert learn(store, LiveOrder()) == 0


def test_the_keeper_renews_what_pages_read(
    settings: Settings, store: Store, sides: tuple[list[str], list[str]]
) -> None:
    house = open_house(settings.model_copy(update={"review": ReviewSettings()}), store)
    assert house.memory.standing("figures", store)["accepted"] == 0
    one, other, *_ = sides[0]
    accept(store, one, "eva")
    assert house.memory.standing("figures", store)["accepted"] == 0, "kept until it was renewed"
    candidate = store.row("SELECT * FROM candidates WHERE id = ?", (other,)) or {}
    assert house.neighbours.of(store, candidate) == []
    keeper = Keeper(house)
    keeper.start()
    try:
        for _ in range(300):
            if house.memory.standing("figures", store)["accepted"] == 1:
                break
            time.sleep(0.1)
        house.tell(News(Word.DECIDED, one))
    finally:
        keeper.stop()
    assert house.memory.standing("figures", store)["accepted"] == 1
    assert [near.candidate_id for near in house.neighbours.of(store, candidate)] == [one]


def test_the_background_ends_with_the_pages(settings: Settings, store: Store) -> None:
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=work, args=(settings.database, theirs))
    process.start()
    theirs.close()
    ours.send(News(Word.SHOWN, "c-1"))
    # As when the pages are killed: nobody says anything any more.
    ours.close()
    process.join(30)
    assert process.exitcode == 0
