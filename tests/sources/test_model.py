from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kkharvest.core.address import address_key
from kkharvest.sources import LoadMorePaging, NextPaging, ParamPaging, Seed, Source, SourceKind, Window

times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


def source(**changes: Any) -> Source:
    return Source.model_validate(
        {
            "id": "lund",
            "name": "Lunds kommun",
            "kind": "municipality",
            "kommunkod": "1281",
            "homepage": "https://www.lund.se/",
            "seeds": [{"kind": "page", "url": "https://lund.se/nyheter"}],
            **changes,
        }
    )


def test_a_source_is_frozen_and_comparable() -> None:
    assert source() == source()
    with pytest.raises(ValidationError):
        source().name = "Lund"  # type: ignore[misc]  # the assignment is what must fail


def test_what_is_left_out_has_quiet_defaults() -> None:
    plain = source()
    assert plain.kind is SourceKind.MUNICIPALITY
    assert (plain.language, plain.layout, plain.render, plain.enabled) == ("sv", "auto", False, True)
    assert plain.politeness.delay_s is None
    assert plain.expectations.min_pages == 1


def test_hosts_count_with_and_without_www() -> None:
    with_more = source(hosts=["klimat.lund.se"])
    assert with_more.all_hosts == {"lund.se", "www.lund.se", "klimat.lund.se", "www.klimat.lund.se"}
    assert with_more.owns("https://lund.se/x")
    assert with_more.owns("https://WWW.Klimat.lund.se/")
    assert not with_more.owns("https://notlund.se/")
    assert not with_more.owns("https://lund.se.evil.org/")
    assert not with_more.owns("mailto:kommun@lund.se")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://lund.se/klimat/avtal", True),
        ("https://lund.se/nyheter/klimatavtal", True),
        ("https://lund.se/skola", False),
        ("https://lund.se/klimat/kalender?ar=2024", False),
        ("https://lund.se/klimat?print=1", False),
        ("https://malmo.se/klimat", False),
        ("https://lund.se", False),
    ],
)
def test_patterns_choose_by_path_and_query(url: str, wanted: bool) -> None:
    patterned = source(include=["^/klimat", "klimatavtal"], exclude=["/kalender", r"[?&]print="])
    assert patterned.wants(url) is wanted


def test_without_patterns_the_whole_host_is_wanted() -> None:
    assert source().wants("https://lund.se")
    assert source().wants("https://lund.se/?q=1")


@given(path=st.text(alphabet="abc/-?=.", max_size=20), pattern=st.sampled_from(["a", "^/b", "c$", "="]))
def test_excluding_what_is_included_leaves_nothing(path: str, pattern: str) -> None:
    assert not source(include=[pattern], exclude=[pattern]).wants(f"https://lund.se/{path}")


def test_paging_is_one_of_three_forms() -> None:
    def paging(**fields: Any) -> Any:
        return Seed.model_validate({"kind": "listing", "url": "https://lund.se/", "paging": fields}).paging

    assert paging(by="param", param="page") == ParamPaging(by="param", param="page", start=1, step=1, max_pages=20)
    assert paging(by="next", selector="a.next") == NextPaging(by="next", selector="a.next")
    more = paging(by="load_more", endpoint="https://lund.se/a", param="offset", start=0, step=12, method="post")
    assert isinstance(more, LoadMorePaging)
    assert (more.start, more.step, more.method, more.fields) == (0, 12, "post", {})


@given(start=times, end=times, moment=st.times())
def test_a_window_and_its_complement_share_the_day(start: time, end: time, moment: time) -> None:
    if start == end:
        with pytest.raises(ValueError, match="different times"):
            Window.parse(f"{start:%H:%M}-{end:%H:%M}")
        return
    assert (moment in Window(start, end)) != (moment in Window(end, start))


@given(start=times, end=times)
def test_a_window_is_written_as_it_is_read(start: time, end: time) -> None:
    if start != end:
        assert Window.parse(str(Window(start, end))) == Window(start, end)


def test_a_window_may_cross_midnight() -> None:
    night = Window.parse("22:00-06:00")
    assert time(23, 30) in night
    assert time(5, 59) in night
    assert time(6, 0) not in night
    assert time(12, 0) not in night


@pytest.mark.parametrize("text", ["", "22:00", "24:00-06:00", "22:00-06:60", "22:00 - 06:00", "2:00-6:00"])
def test_other_forms_of_a_window_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        Window.parse(text)


def test_a_source_survives_json() -> None:
    full = source(
        politeness={"window": "22:00-06:00", "delay_s": 5},
        seeds=[{"kind": "listing", "url": "https://lund.se/", "paging": {"by": "next"}}],
    )
    assert Source.model_validate_json(full.model_dump_json()) == full
    assert address_key(full.seeds[0].url) == "lund.se/"
