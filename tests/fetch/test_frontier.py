import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.fetch.entries import Found
from kkharvest.fetch.focus import score_link
from kkharvest.fetch.frontier import Frontier
from kkharvest.fetch.traps import TrapGuard, hopeless
from kkharvest.sources import Source

SOURCE = Source.model_validate(
    {
        "id": "x",
        "name": "X",
        "kind": "other",
        "homepage": "https://x.se/",
        "seeds": [{"kind": "page", "url": "https://x.se/"}],
        "exclude": ["/intern/"],
    }
)


def frontier() -> Frontier:
    return Frontier("run", SOURCE, set(), max_depth=6)


def taken(queue: Frontier) -> list[str]:
    found = []
    while entry := queue.take():
        found.append(entry.found.url)
    return found


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1).map(lambda x: round(x, 2))), max_size=30), st.randoms())
def test_the_order_of_asking_does_not_depend_on_the_order_of_finding(
    links: list[tuple[int, float]], dice: random.Random
) -> None:
    # The first score an address is found with counts; here each has one.
    offers = [Found(f"https://x.se/sida-{n}-{score}", score) for n, score in links]
    shuffled = list(offers)
    dice.shuffle(shuffled)
    one, other = frontier(), frontier()
    for queue, founds in ((one, offers), (other, shuffled)):
        for found in founds:
            queue.offer(found)
    assert taken(one) == taken(other)


def test_an_address_waits_once_under_whatever_name() -> None:
    queue = frontier()
    names = [
        "https://x.se/a",
        "https://x.se/a/",
        "http://www.x.se/a",
        "https://x.se/a#b",
        "https://x.se/a?utm_source=y",
    ]
    assert [bool(queue.offer(Found(url, 0.5))) for url in names] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (Found("https://y.se/a", 0.5), "not wanted"),
        (Found("https://x.se/intern/a", 0.5), "not wanted"),
        (Found("https://x.se/a", 0.5, depth=7), "depth"),
        (Found("https://x.se/a.jpg", 0.5), "file"),
    ],
)
def test_what_is_turned_away_is_counted(found: Found, reason: str) -> None:
    queue = frontier()
    assert queue.offer(found) is None
    assert queue.turned_away == {reason: 1}


def test_an_address_found_again_with_more_words_is_scored_by_them() -> None:
    queue = frontier()
    bare = queue.offer(Found("https://x.se/sida-17", hint=None))
    told = queue.offer(Found("https://x.se/sida-17", hint="Klimatavtal mellan kommunen och företagen"))
    assert bare is not None
    assert told is not None
    assert told["score"] > bare["score"]
    assert queue.offer(Found("https://x.se/sida-17/", hint="Sida")) is None, "fewer words say nothing new"
    assert len(queue) == 1
    again = Frontier("run", SOURCE, {told["page_id"]}, max_depth=6)
    again.restore([told])
    assert again.offer(Found("https://x.se/sida-17", hint="Sida")) is None
    assert taken(queue) == ["https://x.se/sida-17"]
    assert (
        queue.offer(Found("https://x.se/sida-17", hint="Ett klimatavtal till mellan kommun och företag i länet"))
        is None
    )


def test_a_section_whose_pages_are_known_comes_after_them() -> None:
    queue = frontier()
    queue.offer(Found("https://x.se/klimat", 0.9))
    for number in range(3):
        queue.offer(Found(f"https://x.se/klimat/{number}", 0.7))
    assert taken(queue)[-1] == "https://x.se/klimat"


def test_a_teaser_speaks_for_a_page_as_its_title_does() -> None:
    url = "https://x.se/nyheter/17"
    teaser = "Kommunen och tolv företag skriver klimatavtal om fossilfria transporter."
    assert score_link(url, "Tolv skrev under", teaser=teaser) > score_link(url, "Tolv skrev under")


def test_a_run_that_goes_on_has_the_same_frontier() -> None:
    whole, first = frontier(), frontier()
    urls = [f"https://x.se/kalender?manad=2026-{month:02d}" for month in range(1, 13)] * 2
    urls += [f"https://x.se/kalender?manad=2027-{month:02d}" for month in range(1, 13)] + ["https://x.se/a"]
    rows = []
    for url in urls[:10]:
        rows.append(first.offer(Found(url, 0.3)))
        whole.offer(Found(url, 0.3))
    again = Frontier("run", SOURCE, {row["page_id"] for row in rows if row}, max_depth=6)
    again.restore([row for row in rows if row])
    for url in urls:
        again.offer(Found(url, 0.3))
        whole.offer(Found(url, 0.3))
    assert taken(again) == taken(whole)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://x.se/bild.JPG", "file"),
        ("https://x.se/film.mp4", "file"),
        ("https://x.se/blankett.docx", "file"),
        ("https://x.se/kalender.ics", "file"),
        ("https://x.se/" + "a/" * 20, "deep"),
        ("https://x.se/a/b/a/b/a/b", "repeating"),
        ("https://x.se/a/a/a/", "repeating"),
        ("https://x.se/sv/om/sv/om", "repeating"),
        ("https://x.se/" + "a" * 600, "long"),
        ("https://x.se/l?a=1&b=2&c=3&d=4&e=5&f=6", "parameters"),
        ("https://x.se/l?sortera=datum", "facets"),
        ("https://x.se/l?filter[amne]=klimat", "facets"),
        ("https://x.se/sok?q=klimat", "facets"),
        ("https://x.se/a?print=1", "facets"),
        ("https://x.se/nyheter?page=5000", "paging"),
    ],
)
def test_hopeless_addresses(url: str, reason: str) -> None:
    assert hopeless(url) == reason


@pytest.mark.parametrize(
    "url",
    [
        "https://x.se/",
        "https://x.se/rapport.pdf",
        "https://x.se/nyheter?page=2",
        "https://x.se/nyheter/2026/03/klimatavtal/",
        "https://x.se/4.1a2b3c4d.html",
        "https://x.se/a/b/c/d/e/f/g",
        "https://x.se/sida?id=17",
        "https://x.se/energi/energi",
    ],
)
def test_ordinary_addresses_are_no_traps(url: str) -> None:
    assert hopeless(url) is None


@pytest.mark.parametrize(
    ("form", "limit"),
    [
        ("https://x.se/kalender?manad={year}-{month:02d}", 20),
        ("https://x.se/evenemang/{year}/{month:02d}/", 20),
        ("https://x.se/lista?amne={n}&ar={n}", 40),
        ("https://x.se/objekt/{n}", 700),
    ],
)
def test_endless_places_are_capped(form: str, limit: int) -> None:
    guard = TrapGuard()
    urls = [form.format(year=2000 + n // 12, month=n % 12 + 1, n=n) for n in range(2000)]
    let_in = sum(guard.admit(url) is None for url in urls)
    assert 5 < let_in <= limit


def test_a_news_archive_is_no_calendar() -> None:
    guard = TrapGuard()
    urls = [f"https://x.se/nyheter/2026/{1 + n % 12:02d}/artikel-nummer-{n}-om-klimat/" for n in range(300)]
    assert all(guard.admit(url) is None for url in urls)


def test_links_to_examples_come_before_chores() -> None:
    best = score_link(
        "https://x.se/naringsliv/klimatavtal/", "Företag skriver under klimatavtal", "Samverkan för klimatet"
    )
    section = score_link("https://x.se/naringsliv/", "Näringsliv")
    chore = score_link("https://x.se/bygga/bygglov/", "Ansök om bygglov")
    near_miss = score_link("https://x.se/foretag/ranking/", "Kommunen klättrar i rankingen av företagsklimat")
    assert best > section > chore
    assert best > near_miss


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_a_score_is_a_share(path: str, text: str, heading: str) -> None:
    assert 0 <= score_link(f"https://x.se/{path.replace('[', '').replace(']', '')}", text, heading) <= 1


def test_words_inside_others_are_not_taken_for_chores() -> None:
    assert score_link("https://x.se/en/research/heat", "Waste heat from research") > 0.5
    assert score_link("https://x.se/hallbara-besoksmal", "Hållbara besöksmål") > 0.5
