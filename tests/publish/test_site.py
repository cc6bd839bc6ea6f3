"""What holds for every file of the public site."""

import json
import posixpath
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest import taxonomy
from kkharvest.classify.hindrance import KINDS
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.formats import Edition, feed_files
from kkharvest.publish.site import site_files
from kkharvest.publish.site.facts import Facts, area_narrative, of_different_places
from kkharvest.publish.site.overviews import hindrance_groups, map_shapes, map_steps
from kkharvest.publish.site.search import index_files
from kkharvest.publish.site.words import WORDS
from kkharvest.review.details import FORMS, ROLES, STATES
from kkharvest.taxonomy.shapes import sweden
from tests.publish.site_edition import edition

LARGEST = 100_000
EDITION = edition()
FILES = site_files(EDITION)
PAGES = {path: body.decode() for path, body in FILES.items() if path.endswith(".html")}
# What a browser fetches by itself while it shows a page.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "object": "data"}


class Fetched(HTMLParser):
    """Addresses that a page makes the browser fetch, and scripts and styles that stand in the page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in FETCHED and found.get(FETCHED[tag]):
            self.addresses.append(str(found[FETCHED[tag]]))
        if tag == "link" and str(found.get("rel")) in ("stylesheet", "icon", "preload", "preconnect"):
            self.addresses.append(str(found["href"]))
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.inline.append(tag)
        if tag == "script" and not found.get("src") and found.get("type") != "application/ld+json":
            self.inline.append(tag)


def test_every_page_is_light() -> None:
    assert {path: len(body) for path, body in FILES.items() if path.endswith(".html") and len(body) >= LARGEST} == {}
    shared = sum(len(FILES[name]) for name in ("style.css", "site.js", "search.js", "mark.svg"))
    assert max(len(FILES[path]) for path in PAGES) + shared < LARGEST


def test_nothing_is_fetched_from_anybody_else() -> None:
    for path, text in PAGES.items():
        page = Fetched()
        page.feed(text)
        assert [one for one in page.addresses if re.match(r"[a-z]+:|//", one)] == [], path
        assert page.inline == [], path
    for name in ("style.css", "mark.svg"):
        assert re.findall(r"@import|url\(|(?:href|src)=", FILES[name].decode()) == [], name
    for name in ("site.js", "search.js", "embed.js"):
        assert re.findall(r"""["'`](?:https?:)?//""", FILES[name].decode()) == [], name


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert site_files(edition()) == FILES


def test_no_page_is_empty_without_examples() -> None:
    files = site_files(Edition("2026-11-23.1", "https://data.example/", "Klimatkonkurrenskraft", []))
    assert "Inga exempel ännu." in files["index.html"].decode()
    assert "Inga hinder är beskrivna" in files["hinder.html"].decode()


def test_hostile_text_stays_text() -> None:
    (record,) = edition(1).records
    bad = "</script><script>alert(1)</script>\u2028<img src=x onerror=alert(1)>"
    for name in ("title", "summary"):
        record[name] = bad
    record["hindrances"] = [{"kind": "other", "quote": bad, "url": "https://kommun.example/a"}]
    for path, body in site_files(Edition("v", "https://data.example/", bad, [record])).items():
        if path.endswith(".html"):
            page = Fetched()
            page.feed(body.decode())
            assert page.inline == [], path
            assert "x" not in page.addresses, path


def test_both_languages_have_every_word() -> None:
    assert WORDS["sv"].keys() == WORDS["en"].keys()
    named = (("kind", KINDS), ("form", FORMS), ("role", ROLES), ("status", STATES))
    for prefix, slugs in named:
        assert {f"{prefix}_{slug}" for slug in slugs} <= WORDS["sv"].keys()


def test_an_example_tells_its_details_obstacles_and_history() -> None:
    record = next(one for one in EDITION.records if one.get("details"))
    text = PAGES[f"exempel/{record['id']}.html"]
    for said in (
        "Hamnbolaget (leder)", "Nätverk", "2024–", "Utsläppen har minskat.", "Vi gör det tillsammans.",
        record["hindrances"][0]["quote"], "Ändrat: sammanfattning, teman", "Infört i samlingen", "Hänvisa så här",
        f"https://data.example/latest/site/exempel/{record['id']}.html",
    ):  # fmt: skip
        assert said in text, said
    plain = next(one for one in EDITION.records if "changes" not in one)
    assert "Ändrat:" not in PAGES[f"exempel/{plain['id']}.html"]


def test_obstacles_are_counted_once_an_example_and_lead_to_their_source() -> None:
    groups = hindrance_groups(EDITION.records)
    assert sum(group.number for group in groups) == sum(len(r.get("hindrances", ())) for r in EDITION.records)
    numbers = [group.number for group in groups if group.kind != "other"]
    assert numbers == sorted(numbers, reverse=True)
    assert groups[-1].kind == "other"
    for group in groups:
        for record, told in group.quotes:
            assert f'href="{told["url"]}"' in PAGES["hinder.html"]
            assert f"exempel/{record['id']}.html" in PAGES["hinder.html"]


def test_the_map_holds_every_municipality_once() -> None:
    facts = Facts(EDITION.records)
    shapes = map_shapes(facts)
    assert len({one["code"] for one in shapes}) == len({one["path"] for one in shapes}) == 290
    assert {bool(one["shade"]) for one in shapes if one["number"]} == {True}
    assert {one["shade"] for one in shapes if not one["number"]} == {0}
    assert map_steps(facts)[-1][1] == max(one["number"] for one in shapes)
    assert map_steps(Facts([])) == []
    numbers = re.compile(r"-?\d*\.?\d+")
    for one in shapes:
        drawn = [float(each) for each in numbers.findall(one["path"])]
        assert drawn == [float(each) for each in numbers.findall(sweden().municipalities[one["code"]])]


@pytest.mark.parametrize(
    ("number", "start"), [(0, ""), (1, "Här finns 1 exempel. Det kommer"), (3, "Här finns 3 exempel. De kommer")]
)
def test_a_narrative_agrees_with_its_number(number: int, start: str) -> None:
    names = {slug: slug for record in EDITION.records for slug in record["themes"]}
    assert "".join(area_narrative(EDITION.records[:number], names, "sv")).startswith(start)


def test_areas_are_told_with_examples_of_different_places() -> None:
    for path, sign in (("omraden.html", "o-"), ("index.html", "omraden-")):
        assert PAGES[path].count(f'<section aria-labelledby="{sign}') == len(taxonomy.areas())
        assert "Läs till exempel om" in PAGES[path]
    assert PAGES["index.html"].count('<section aria-labelledby="stodnivaer-') == len(taxonomy.levels())
    named = of_different_places(EDITION.records)
    codes = [place["kommunkod"] for record in named for place in record["municipalities"]]
    assert len(named) == 3
    assert len(codes) == len(set(codes))


def test_the_address_of_what_is_gone_says_so_and_leads_on() -> None:
    kept, (merged, erased) = EDITION.records[2:], EDITION.records[:2]
    stones = [
        Tombstone(merged["id"], "merged", kept[0]["id"], "2026-11-23.1"),
        Tombstone(erased["id"], "erased", None, "2026-11-23.1"),
    ]
    held = replace(EDITION, records=kept, tombstones=stones)
    files = {**site_files(held), **feed_files(held)}
    for folder in ("", "en/"):
        page = files[f"{folder}exempel/{merged['id']}.html"].decode()
        assert f'content="0; url={kept[0]["id"]}.html"' in page
        assert f'href="{kept[0]["id"]}.html"' in page
        gone = files[f"{folder}exempel/{erased['id']}.html"].decode()
        assert "http-equiv" not in gone
        for text in (page, gone):
            assert '<meta name="robots" content="noindex">' in text
            assert merged["title"] not in text
            assert erased["title"] not in text
    for name in ("feeds/all", "feeds/tema/energi", "feeds/kommun/1280"):
        feed = ET.fromstring(files[f"{name}.xml"].decode())  # noqa: S314 - our own
        refs = {one.get("ref") for one in feed.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")}
        told = json.loads(files[f"{name}.json"])["_gone"]["items"]
        assert refs == {one["id"] for one in told} == {held.page_url(stone.id) for stone in stones}
        assert [one["replaced_by"] for one in told if one["replaced_by"]] == [held.page_url(kept[0]["id"])]


_TEXT = st.text(alphabet="aåäöbcAÅ -.1", max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT), max_size=130))
def test_every_word_of_every_row_is_found_in_the_index(texts: list[tuple[str, str]]) -> None:
    rows = [[f"kk-{n}", title, summary, "", "", "sv"] for n, (title, summary) in enumerate(texts)]
    files = {path: json.loads(body) for path, body in index_files(rows)}
    head = files["search/words.json"]
    words = head["words"].split(" ") if head["words"] else []
    ends = [*head["starts"][1:], len(words)] if words else []
    held: dict[str, dict[int, int]] = {}
    for file, (start, end) in enumerate(zip(head["starts"], ends, strict=True)):
        for word, steps in zip(words[start:end], files[f"search/where-{file}.json"], strict=True):
            numbers = [sum(steps[: at + 1]) for at in range(len(steps))]
            held[word] = {number >> 1: number & 1 for number in numbers}
    expected: dict[str, dict[int, int]] = {}
    for n, (title, summary) in enumerate(texts):
        for word in re.findall(r"[^\W_]+", f"{title} {summary}".lower()):
            expected.setdefault(word, {})[n] = int(word in re.findall(r"[^\W_]+", title.lower()))
    assert held == expected
    shown = [row for at in range(-(-len(rows) // head["perRows"])) for row in files[f"search/rows-{at}.json"]]
    assert shown == rows


def test_every_link_inside_leads_somewhere() -> None:
    anchors = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in PAGES.items()}
    for path, text in PAGES.items():
        for target in re.findall(r'href="([^"]+)"', text):
            if "://" in target or target.startswith("mailto:"):
                continue
            name, _, anchor = target.partition("#")
            found = posixpath.normpath(
                posixpath.join("site", posixpath.dirname(path), name or posixpath.basename(path))
            )
            if found.startswith("site/"):
                assert found.removeprefix("site/") in FILES, f"{path}: {target}"
                assert not anchor or anchor in anchors[found.removeprefix("site/")], f"{path}: {target}"
