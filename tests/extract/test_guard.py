"""Markup beyond the bounds is rewritten, all other passes through as it is."""

import re
from collections import Counter
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.extract import guard
from kkharvest.extract.guard import bounded, parse

NAMES = "b i s u em tt big code font nobr small strike strong".split()
# Names that are no formatting elements, though they begin or end as those do.
OTHERS = "br div form span style svg td img input section body bdi col a p noscript embed".split()
TAGS = st.builds(
    "<{}{}{}".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(NAMES * 2 + OTHERS).flatmap(lambda name: st.sampled_from([name, name, name.upper(), name.title()])),
    st.sampled_from([">", " class=x>", "\n>", "/>", "\tid=å />", " ", "/", ">å", "", "-x>", "\u00a0>", "<"]),
)
MARKUP = st.lists(st.one_of(TAGS, TAGS, st.sampled_from(["text", "<", "<b", "<!-- -->", "å", "\u2028"])), max_size=40)


def leaves_open(markup: bytes, most: int) -> bool:
    """The definition: more than so many tags with attributes, and more than so many of a name open at once."""
    tags = re.findall(rb"<(/?)([a-z]+)(?=([\s/>]))", markup, re.IGNORECASE)
    tags = [(slash, name.lower().decode(), after) for slash, name, after in tags if name.lower().decode() in NAMES]
    depths: Counter[str] = Counter()
    deepest = 0
    for slash, name, _ in tags:
        depths[name] = max(0, depths[name] - 1) if slash else depths[name] + 1
        deepest = max(deepest, depths[name])
    # "form" is as long as "font" and begins alike, which is near enough.
    named_as_long = len(re.findall(rb"<form\s", markup, re.IGNORECASE))
    attributed = sum(not slash and after.isspace() for slash, _, after in tags)
    return deepest > most and attributed + named_as_long > most


@settings(max_examples=200, deadline=None)
@given(MARKUP.map("".join), st.integers(0, 4))
def test_formatting_is_taken_out_where_too_much_of_it_stays_open(text: str, most: int) -> None:
    # What the last few bytes begin may count as what it could become.
    markup = f"{text}. The end.".encode()
    with mock.patch.object(guard, "_MAX_OPEN_FORMATTING", most):
        found = bounded(markup)
    if leaves_open(markup, most):
        assert len(found) < len(markup)
        assert not re.search(rb"<(?:b|strong|font)[\s>]", found.replace(b"<<", b""), re.IGNORECASE)
    else:
        assert found == markup


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_ordinary_text_passes_through(text: str) -> None:
    assert bounded(text.encode("utf-8", "replace")) == text.replace("\x00", "").encode("utf-8", "replace")


def test_depth_is_cut() -> None:
    found = bounded(b"<div>" * 30_000 + b"hej" + b"</div>" * 30_000)
    assert found.count(b"<div>") <= 400
    assert b"hej" in found


@pytest.mark.parametrize("before", [0, 1, 19_999, 20_000, 39_999])
def test_a_tag_with_too_many_attributes_keeps_those_that_tell_something(before: int) -> None:
    tag = b'<div class="card" ' + b"data-x " * 9_000 + b">hej</div>"
    found = bounded(b"." * before + tag)
    assert found == b"." * before + b'<div class="card">hej</div>'


def test_a_long_tag_of_few_attributes_stays() -> None:
    markup = b'<img alt="" src="data:image/png;base64,' + b"A" * 90_000 + b'">'
    assert bounded(markup) == markup


def test_chosen_options_are_not_copied() -> None:
    page = "<select><button><selectedcontent></selectedcontent></button><option selected><b>ett</b></select>"
    selected = parse(page).css_first("selectedcontent")
    assert selected is None or not selected.text()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=100))
def test_text_and_bytes_are_parsed_alike(text: str) -> None:
    assert parse(text).html == parse(text.encode()).html
