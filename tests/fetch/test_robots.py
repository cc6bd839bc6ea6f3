import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from kkharvest.cli.filters import allowed_filter
from kkharvest.core.jsonl import run_filter
from kkharvest.core.settings import Settings
from kkharvest.fetch import allowed
from kkharvest.fetch.robots import MAX_BYTES, Robots

from .robots_cases import CASES, Case

_QUESTIONS = [(case, path, True) for case in CASES for path in case.yes] + [
    (case, path, False) for case in CASES for path in case.no
]
_PATH = st.text(st.sampled_from("ab/.?="), max_size=8).map(lambda text: f"/{text}")
_PATTERN = st.text(st.sampled_from("ab/.*$"), max_size=8).map(lambda text: f"/{text}")
_RULES = st.lists(st.tuples(st.sampled_from(["allow", "disallow"]), _PATTERN), max_size=5)


def _text(rules: list[tuple[str, str]]) -> str:
    return "user-agent: alfa\n" + "".join(f"{name}: {pattern}\n" for name, pattern in rules)


@pytest.mark.parametrize(
    ("case", "path", "expected"), _QUESTIONS, ids=lambda value: getattr(value, "about", str(value))
)
def test_a_path_is_allowed_as_rfc_9309_says(case: Case, path: str, expected: bool) -> None:
    assert allowed(case.text, case.agent, f"http://exempel.se{path}" if path else "").allowed is expected


def test_the_filter_answers_the_same_and_passes_the_rest_through(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": number, "robots_txt": case.text, "agent": case.agent, "url": f"http://exempel.se{path}", "x": 1}
        )
        for number, (case, path, _) in enumerate(_QUESTIONS)
    ]
    written: list[dict[str, Any]] = []
    status = run_filter(
        [line.encode("utf-8", "surrogatepass") for line in lines],
        allowed_filter(Settings(home=tmp_path)),
        write=lambda line: written.append(json.loads(line)),
        warn=print,
    )
    assert status == 0
    assert [(line["allowed"], line["x"], set(line) >= {"crawl_delay", "rule"}) for line in written] == [
        (expected, 1, True) for _, path, expected in _QUESTIONS
    ]


def test_the_line_that_decided_is_told_as_it_stands() -> None:
    text = "User-agent: *\r\nAllow: /\r\n  Disallow:  /intern   # ej för robotar\r\n"
    assert allowed(text, "kkharvest", "https://x.se/intern/a").rule == "Disallow:  /intern   # ej för robotar"
    assert allowed(text, "kkharvest", "https://x.se/").rule == "Allow: /"
    assert allowed("User-agent: *\nDisallow: /x\n", "kkharvest", "https://x.se/").rule is None
    assert allowed("", "kkharvest", "https://x.se/").rule is None


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 10", 10.0),
        ("Crawl-delay: 0.5", 0.5),
        ("crawl-delay: 3\nCrawl-delay: 7", 7.0),
        ("Crawl-delay: snart", None),
        ("Crawl-delay: -2", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: inf", None),
        ("", None),
    ],
)
def test_crawl_delay_is_the_largest_that_makes_sense(lines: str, delay: float | None) -> None:
    assert allowed(f"User-agent: *\n{lines}\nDisallow: /x\n", "alfa", "http://x.se/").crawl_delay == delay


def test_crawl_delay_is_that_of_the_agent_it_was_said_to() -> None:
    text = "User-agent: *\nCrawl-delay: 30\n\nUser-agent: alfa\nCrawl-delay: 2\n"
    assert allowed(text, "alfa", "http://x.se/").crawl_delay == 2
    assert allowed(text, "beta", "http://x.se/").crawl_delay == 30


@pytest.mark.parametrize(
    ("value", "delay"),
    [("1/5", 5.0), ("1/10s", 10.0), ("2/1m", 30.0), ("1/1h 0600-0845", 3600.0), ("0/5", 0.0), ("fort", 0.0)],
)
def test_request_rate_counts_as_a_delay(value: str, delay: float) -> None:
    assert Robots.parse(f"User-agent: *\nRequest-rate: {value}\n").delay("alfa") == delay


def test_the_longer_of_delay_and_rate_holds() -> None:
    assert Robots.parse("User-agent: *\nCrawl-delay: 4\nRequest-rate: 1/9\n").delay("alfa") == 9
    assert Robots.parse("User-agent: *\nCrawl-delay: 4\nRequest-rate: 1/2\n").delay("alfa") == 4


def test_sitemaps_are_found_wherever_they_stand() -> None:
    text = "Sitemap: https://x.se/a.xml\nUser-agent: a\nDisallow: /\nsite-map: /b.xml\n"
    assert Robots.parse(text).sitemaps == ["https://x.se/a.xml", "/b.xml"]


def test_only_the_first_half_megabyte_counts() -> None:
    filler = "# fyllning\n" * (MAX_BYTES // 11 + 1)
    assert allowed(f"User-agent: *\n{filler}Disallow: /\n", "alfa", "http://x.se/a").allowed
    assert not allowed(f"User-agent: *\nDisallow: /\n{filler}", "alfa", "http://x.se/a").allowed


def test_a_hostile_pattern_is_matched_in_no_time() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 4000 + "b$\n"
    assert allowed(text, "alfa", "http://x.se/" + "a" * 50_000).allowed


@given(st.text(max_size=300), st.text(max_size=20), st.text(max_size=60))
def test_any_text_gets_an_answer(text: str, agent: str, url: str) -> None:
    found = allowed(text, agent, url)
    assert found.allowed or found.rule


@given(_RULES, _PATH)
def test_protego_agrees_on_plain_rules(rules: list[tuple[str, str]], path: str) -> None:
    text = _text([(name, pattern) for name, pattern in rules if "$" not in pattern[:-1]])
    url = f"http://x.se{path}"
    assert allowed(text, "alfa", url).allowed == Protego.parse(text).can_fetch(url, "alfa")


@given(_RULES, _PATH, st.randoms())
def test_the_order_of_rules_does_not_matter(rules: list[tuple[str, str]], path: str, dice: random.Random) -> None:
    shuffled = list(rules)
    dice.shuffle(shuffled)
    url = f"http://x.se{path}"
    assert allowed(_text(rules), "alfa", url).allowed == allowed(_text(shuffled), "alfa", url).allowed


@given(_RULES, _PATTERN, _PATH)
def test_one_more_ban_never_allows_more(rules: list[tuple[str, str]], pattern: str, path: str) -> None:
    url = f"http://x.se{path}"
    if not allowed(_text(rules), "alfa", url).allowed:
        assert not allowed(_text([*rules, ("disallow", pattern)]), "alfa", url).allowed
