from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.records import Classification
from kkharvest.extract.stage import run_extract
from kkharvest.fetch.focus import Payoff, score_link
from kkharvest.store import Row
from kkharvest.store.judgements import add_judgement
from kkharvest.store.suggestions import save_classification

from .conftest import FakeWeb, Harvester, page

ROOT = "https://x.se/"
PAGES = 8


def rows(paid: Iterable[str], unpaid: Iterable[str], via: str | None = None) -> list[Row]:
    told = [(url, 1) for url in paid] + [(url, 0) for url in unpaid]
    return [{"url": ROOT + path, "via_url": via, "paid_off": value} for path, value in told]


def names(section: str, count: int) -> list[str]:
    return [f"{section}/{number}" for number in range(count)]


def test_a_section_that_paid_off_is_worth_more_and_one_that_did_not_less() -> None:
    payoff = Payoff.learn(rows(names("a", 6), names("b", 6)))
    scores = [
        score_link(ROOT + path, "Sida", "", payoff.points(ROOT + path, None)) for path in ("a/ny", "c/ny", "b/ny")
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_a_listing_lifts_what_it_names_wherever_that_lies() -> None:
    payoff = Payoff.learn([*rows([str(n) for n in range(6)], [], ROOT + "lista"), *rows([], names("b", 6))])
    assert payoff.points(ROOT + "annat", "https://www.x.se/lista/") > 0
    assert payoff.points(ROOT + "annat", ROOT) == 0


def test_little_seen_is_nothing_learned() -> None:
    assert Payoff.learn(rows(names("a", 3), names("b", 3))) == Payoff()
    assert Payoff.learn(rows([], names("b", 50))) == Payoff(), "where nothing paid off, all is as before"
    assert Payoff.learn([]).points(ROOT, None) == 0


@given(st.lists(st.tuples(st.sampled_from(["a/b", "a/c", "d"]), st.integers(0, 9), st.booleans()), max_size=60))
def test_what_is_learned_is_bounded_and_needs_no_order(told: list[tuple[str, int, bool]]) -> None:
    found = [{"url": f"{ROOT}{path}/{n}", "via_url": ROOT + path, "paid_off": paid} for path, n, paid in told]
    payoff = Payoff.learn(found)
    assert payoff == Payoff.learn(found[::-1])
    assert all(-1.5 <= points <= 2.0 for points in [*payoff.sections.values(), *payoff.listings.values()])


def suggest(harvester: Harvester, section: str) -> None:
    """Lets the model suggest what lies in a section, and nothing else."""
    run_extract(harvester.store, harvester.settings)
    for candidate in harvester.store.rows("SELECT id, url, text_hash FROM candidates"):
        chosen = f"/{section}/" in candidate["url"]
        result = Classification(0.9 if chosen else 0.1, chosen, (), (), (), version="m1")
        save_classification(harvester.store, candidate, result)


def told(harvester: Harvester) -> list[str]:
    """Sections of the pages asked in the last run, in order."""
    return [path.split("/")[1] for path in harvester.web.paths if path.count("/") == 2]


def test_the_next_run_begins_where_the_last_one_found_something(web: FakeWeb, harvester: Harvester) -> None:
    paths = [f"/{section}/{number}" for number in range(PAGES) for section in ("avd", "bok")]
    web[ROOT] = page("Start", *paths)
    for path in paths:
        web[ROOT + path[1:]] = page(f"Avtal {path}")
    source = harvester.source()
    harvester.run(source)
    firsts: dict[str, set[str]] = {}
    for section in ("avd", "bok"):
        suggest(harvester, section)
        web.log = []
        harvester.run(source)
        firsts[section] = set(told(harvester)[:PAGES])
    assert firsts == {"avd": {"avd"}, "bok": {"bok"}}

    # What people say counts for more than what the model suggests.
    for candidate in harvester.store.rows("SELECT id, url FROM candidates"):
        verdict = "accept" if "/avd/" in candidate["url"] else "reject"
        add_judgement(harvester.store, candidate["id"], verdict, "anna", {})
    web.log = []
    harvester.run(source)
    assert set(told(harvester)[:PAGES]) == {"avd"}
