"""The queue and the history page by page: each entry once, in order, however deep and whatever is searched for."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.settings import ReviewSettings
from kkharvest.review import accept, undo_last
from kkharvest.review.filters import ORDERS, Filter, Mark, count, entries
from kkharvest.review.ordering import order_waiting
from kkharvest.review.record_history import PAGE, examples
from kkharvest.review.regroup import merge
from kkharvest.review.tips import give_tip
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store
from tests.review.conftest import Enter, Person

Add = Callable[..., str]
Group = Callable[..., None]


@pytest.fixture
def waiting(store: Store, add: Add, group: Group) -> list[str]:
    keys = [add(f"/{n}", f"Lunds kommun delar solel med {n} företag{' i hamnen' if n % 2 else ''}.") for n in range(23)]
    group(*[[key] for key in keys])
    for n, key in enumerate(keys):
        store.execute(
            "UPDATE suggestions SET p = ? WHERE candidate_id = ? AND taxonomy = 'relevance'", (0.4 + n % 5 / 10, key)
        )
    refresh_queue(store)
    order_waiting(store)
    return keys


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("total", [0, 1_000_000])
@pytest.mark.parametrize("search", ["", "hamnen"])
def test_pages_hold_every_entry_once_in_order(
    store: Store, waiting: list[str], order: str, total: int, search: str
) -> None:
    wanted = Filter(ordning=order, visa="alla", sok=search)
    whole = [row["candidate_id"] for row in entries(store, wanted, 1, limit=100, total=total)]
    assert sorted(whole) == sorted(waiting if not search else waiting[1::2])
    walked, pages = [], []
    mark = None
    while rows := entries(store, wanted, 1, limit=4, after=mark, total=total):
        mark = Mark.of(str(Mark.at(rows[-1])), order)
        assert mark == Mark.at(rows[-1])
        walked += [row["candidate_id"] for row in rows]
        pages.append(rows)
    assert walked == whole
    for page, following in pairwise(pages):
        back = entries(store, wanted, 1, limit=4, before=Mark.at(following[0]), total=total)
        assert [row["candidate_id"] for row in back] == [row["candidate_id"] for row in page]
    assert count(store, wanted, 1) == len(whole)


@given(st.text(max_size=40), st.sampled_from(sorted(ORDERS)))
def test_any_mark_is_read_or_left_out(text: str, order: str) -> None:
    mark = Mark.of(text, order)
    assert mark is None or "~" in text
    if mark:
        assert Mark.of(str(mark), order) == mark


def test_a_search_finds_the_group_by_any_of_its_voices(
    store: Store, waiting: list[str], add: Add, group: Group
) -> None:
    other = add("/annan", "Något helt annat om bryggan vid sjön.", title="Bryggan")
    group(*[[key] for key in [*waiting, other]])
    refresh_queue(store)
    merge(store, waiting[0], other, "g-1")

    def found() -> list[str]:
        return [row["candidate_id"] for row in entries(store, Filter(sok="bryggan"), 1)]

    assert len(found()) == 1
    merge(store, waiting[0], waiting[1], "g-1")
    assert len(found()) == 1
    accept(store, found()[0], "g-1", themes=["energi"])
    refresh_queue(store)
    assert found() == []
    assert store.value("SELECT count(*) FROM queue_voices WHERE entry NOT IN (SELECT number FROM queue_entries)") == 0
    for waits in (1, 1, 1):
        undo_last(store, "g-1")
        refresh_queue(store)
        assert len(found()) == waits
    assert found() == [other]


def test_what_fits_depends_on_who_asks_only_where_it_says_so(store: Store) -> None:
    assert Filter().is_personal
    assert Filter(visa="mina").is_personal
    assert not Filter(visa="alla").is_personal
    assert not Filter(sok="hamnen").is_personal
    assert Filter(sok="och").is_personal
    assert replace(Filter(sok="hamnen"), visa="oeniga").is_personal


def test_the_pager_leads_there_and_back(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    keys = [add(f"/{n}", f"Lunds kommun delar solel med {n} företag.") for n in range(120)]
    group(*[[key] for key in keys])
    eva = enter(person("eva"))

    def walk(path: str) -> tuple[list[str], str, str]:
        page = eva.see(path)
        links = {way: href.replace("&amp;", "&") for way, href in re.findall(r'rel="(prev|next)" href="([^"]+)"', page)}
        shown = re.findall(r'<h2><a href="/granska/(c-\w+)', page)
        return shown, links.get("prev", ""), links.get("next", "")

    first, none, onward = walk("/ko")
    second, back, onward = walk(onward)
    third, _, end = walk(onward)
    assert (none, end) == ("", "")
    assert (len(first), len(second), len(third)) == (50, 50, 20)
    assert sorted([*first, *second, *third]) == sorted(keys)
    assert walk(back)[0] == first
    # An address without a mark, or with one that is none, is the first page.
    assert walk("/ko?sida=3")[0] == first
    assert walk("/ko?sida=3&efter=x")[0] == first


def test_who_searches_is_told_that_everything_is_shown(store: Store, person: Person, enter: Enter) -> None:
    eva = enter(person("eva"))
    assert '<option value="" selected>Föreslagna' in eva.see("/ko")
    assert '<option value="" selected>Allt som väntar' in eva.see("/ko?sok=sol")
    assert eva.see("/ko?sok=sol").count("Allt som väntar") == 1


def test_the_history_page_by_page(store: Store, add: Add, group: Group) -> None:
    keys = [add(f"/{n}", f"Lunds kommun delar solel med {n} företag.") for n in range(PAGE + 5)]
    group(*[[key] for key in keys])
    refresh_queue(store)
    for key in keys:
        accept(store, key, "g-1", themes=["energi"])
    for query in ("", "solel"):
        first = examples(store, query, "accepted")
        rest = examples(store, query, "accepted", after=first[-1]["judgement_id"])
        assert [row["candidate_id"] for row in [*first, *rest]] == keys[::-1]
        assert examples(store, query, "", before=rest[0]["judgement_id"]) == first
    assert examples(store, "bryggan", "") == []


def test_a_tip_lands_in_the_queue_marked_as_one(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    settings = ReviewSettings()
    give_tip(store, "https://lund.se/tips", "Bra exempel", "10.0.0.1", settings)
    tipped, other = add("/tips", "Lunds kommun delar solel."), add("/annan", "Lunds kommun delar vindel.")
    group([tipped], [other])
    # Harvested before anybody pointed it out.
    give_tip(store, "https://lund.se/annan", "", "10.0.0.1", settings)
    eva = enter(person("eva"))
    page = eva.see("/ko?visa=tips")
    assert set(re.findall(r"/granska/(c-\w+)", page)) == {tipped, other}
    assert '<span class="flag">Tips</span>' in page
