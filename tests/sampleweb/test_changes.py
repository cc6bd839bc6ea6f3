"""The sample web some time later."""

from collections.abc import Callable

import pytest

from kkharvest.core.errors import InputError
from kkharvest.sampleweb import Change
from kkharvest.sampleweb.changes import changed
from kkharvest.sampleweb.content import Site
from kkharvest.sampleweb.web import Response, Web

Ask = Callable[..., Response]

PAGE = "kalmar.example/foretag/matsvinn"


@pytest.fixture
def after(sites: tuple[Site, ...], asker: Callable[[Web], Ask]) -> Callable[..., Ask]:
    def build(*changes: Change) -> Ask:
        later, note = changed(sites, changes)
        return asker(Web(later, note))

    return build


def test_nothing_changes_without_changes(sites: tuple[Site, ...], after: Callable[..., Ask], ask: Ask) -> None:
    assert after()(PAGE).body == ask(PAGE).body
    assert changed(sites, []) == (sites, "")


def test_edited_text_alters_its_page_and_no_other(after: Callable[..., Ask], ask: Ask) -> None:
    later = after(Change("text", PAGE))
    assert b"Uppdatering: Arbetet" in later(PAGE).body
    assert later(PAGE).headers["Last-Modified"] != ask(PAGE).headers["Last-Modified"]
    assert later("kalmar.example/foretag/foretagsstod").body == ask("kalmar.example/foretag/foretagsstod").body
    assert b"helt ny text" in after(Change("text", PAGE, body="helt ny text"))(PAGE).body


def test_a_new_date_leaves_the_words_alone(after: Callable[..., Ask], ask: Ask) -> None:
    old, new = ask(PAGE).body.decode(), after(Change("date", PAGE))(PAGE).body.decode()
    assert old != new
    assert old.replace("2024-09-26", "2026-11-15") == new


def test_a_new_template_alters_the_bytes_of_every_page(after: Callable[..., Ask], ask: Ask) -> None:
    later = after(Change("template"))
    for address in (PAGE, "mark.example/", "helsingborg.example/foretagare/"):
        assert later(address).body != ask(address).body
        assert later(address).headers.get("Last-Modified") == ask(address).headers.get("Last-Modified")


def test_a_moved_page_leaves_a_redirect_and_children_follow(after: Callable[..., Ask]) -> None:
    later = after(Change("moved", "kalmar.example/foretag", to="/naringsliv"))
    answer = later("kalmar.example/foretag")
    assert (answer.status, answer.headers["Location"]) == (301, "/naringsliv")
    assert later("kalmar.example/naringsliv").status == 200
    assert later(PAGE).status == 200


def test_a_page_that_is_gone_is_missed_by_links_and_lists(after: Callable[..., Ask]) -> None:
    later = after(Change("gone", PAGE))
    assert later(PAGE).status == 404
    assert b"/foretag/matsvinn" not in later("kalmar.example/sitemap.xml").body


def test_a_page_that_does_not_exist_cannot_change(sites: tuple[Site, ...]) -> None:
    with pytest.raises(InputError, match=r"no page kalmar\.example/finns-inte"):
        changed(sites, [Change("gone", "kalmar.example/finns-inte")])
