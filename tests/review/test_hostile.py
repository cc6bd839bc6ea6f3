"""Harvested text is shown as text: nothing in it becomes an element, an attribute, an address or a command."""

from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser

from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Role
from kkharvest.review.filters import Filter, count
from kkharvest.review.search import match_expression
from kkharvest.review.tips import give_tip
from kkharvest.review.web.pages import records
from kkharvest.review.web.visit import local_path
from kkharvest.store import Store
from kkharvest.store.examples import accepted_examples
from tests.review.conftest import Enter, Person
from tests.review.payloads import PAYLOADS

Add = Callable[..., str]
Group = Callable[..., None]

CHUNK = 40


def dangers(html: str) -> list[str]:
    """What in a page of ours could act: foreign scripts and frames, handlers, inline styles, odd addresses."""
    found = []
    for node in LexborHTMLParser(html).css("*"):
        attributes = node.attributes
        if node.tag == "script" and not (attributes.get("src") or "").startswith("/static/"):
            found.append(f"script {node.html}")
        if node.tag in {"iframe", "object", "embed", "base", "style", "math", "video", "marquee"}:
            found.append(node.tag)
        for name, value in attributes.items():
            # Our own filters are exchanged in place; nothing else may ask the server by itself.
            is_ours = node.tag == "form" and attributes.get("class") == "filters" and name.startswith("hx-")
            if (name.startswith(("on", "hx-", "data-hx")) and not is_ours) or name in {
                "style",
                "srcdoc",
                "formaction",
                "xlink:href",
            }:
                found.append(f"{node.tag} {name}")
            plain = "".join((value or "").split()).lower()
            if name in {"href", "src", "action"} and plain.startswith(
                ("javascript:", "data:", "vbscript:", "//", "file:")
            ):
                found.append(f"{name}={value}")
    return found


def test_there_are_enough() -> None:
    assert len(set(PAYLOADS)) >= 200


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), CHUNK))
def test_nothing_becomes_markup(store: Store, add: Add, group: Group, person: Person, enter: Enter, start: int) -> None:
    chosen = PAYLOADS[start : start + CHUNK]
    text = "Lunds kommun. " + "\n".join(chosen)
    one = add("/a", text, title=chosen[0])
    store.execute("UPDATE candidates SET url = ?, summary = ? WHERE id = ?", ("javascript:alert(1)", text[:900], one))
    group([one])
    browser = enter(person("eva", Role.ADMINISTRATOR))
    browser.see(f"/granska/{one}")
    for payload in chosen:
        browser.submit(f"/granska/{one}/anteckning", text=payload[:1_500])
    browser.submit(
        f"/granska/{one}",
        do="accept",
        form="1",
        theme=["energi"],
        title=chosen[0][:300],
        summary="x",
        note=text[:1_900],
    )
    pages = ["/ko?visa=alla", f"/granska/{one}", "/historik", "/oversikt", "/tips", "/flera"]
    pages += [f"/historik/{example['id']}" for example in accepted_examples(store)]
    for path in pages:
        assert dangers(browser.get(path).text) == [], path


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_search_finds_or_not_but_never_fails(store: Store, add: Add, payload: str) -> None:
    add("/a", "Text.")
    match_expression(payload)
    before = store.value("SELECT count(*) FROM judgements")
    assert (
        count(store, Filter.of(dict.fromkeys(("sok", "tema", "kommun", "kalla", "visa", "ordning"), payload)), 1) == 0
    )
    assert store.value("SELECT count(*) FROM judgements") == before


def test_pages_survive_hostile_addresses(person: Person, enter: Enter) -> None:
    browser = enter(person("eva", Role.ADMINISTRATOR))
    for payload in PAYLOADS[::7]:
        for path in ("/ko", "/historik", "/tackning", "/flera", "/logga-in"):
            answer = browser.get(
                path,
                params={"sok": payload, "tema": payload, "sida": payload, "vidare": payload, "gjort": payload},
                follow_redirects=False,
            )
            assert answer.status_code < 500
            assert "set-cookie" not in answer.headers or "kk_session=a" not in answer.headers["set-cookie"]
            assert dangers(answer.text) == []


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_redirects_stay_at_home(payload: str) -> None:
    path = local_path(payload)
    assert path.startswith("/")
    assert not path.startswith("//")
    assert "\n" not in path
    assert "\r" not in path


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "file:///etc/passwd", "http://localhost/x", "http://127.0.0.1", "http://10.0.0.1/",
        "http://[::1]/", "http://intern.local/", "https://bo:hemligt@lund.se/", "", "ftp://lund.se", "bara ord",
    ],
)  # fmt: skip
def test_a_tip_must_be_a_public_page(store: Store, url: str) -> None:
    with pytest.raises(InputError):
        give_tip(store, url, "", "10.0.0.1", ReviewSettings())
    assert store.value("SELECT count(*) FROM tips") == 0


def test_tips_are_limited_and_counted_once(store: Store) -> None:
    settings = ReviewSettings(tips_per_hour=3)
    for url in ("https://lund.se/a", "https://www.lund.se/a/", "lund.se/b"):
        give_tip(store, url, "Bra", "10.0.0.1", settings)
    assert store.rows("SELECT n_times FROM tips ORDER BY id") == [{"n_times": 2}, {"n_times": 1}]
    with pytest.raises(InputError, match="många tips"):
        give_tip(store, "https://lund.se/c", "", "10.0.0.1", settings)
    give_tip(store, "https://lund.se/c", "", "10.0.0.2", settings)
    assert "10.0.0.1" not in str(store.rows("SELECT * FROM tips") + store.rows("SELECT * FROM login_failures"))


def test_an_archived_page_is_shown_as_text(
    store: Store, add: Add, person: Person, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy runs nowhere: its source is text in our page, under our policy."""
    add("/a", "\n".join(PAYLOADS[:50]))
    store.execute("UPDATE fetches SET warc_file = 'r/lund.warc.gz', warc_offset = 0")
    store.execute("UPDATE documents SET fetch_id = 1")
    body = ("<html>" + "".join(PAYLOADS)).encode("utf-8", "replace") + b"\xff\xfe\x00</pre><script>alert(1)</script>"
    monkeypatch.setattr(records, "read_body", lambda *_: body)
    answer = enter(person("eva")).get("/arkiv/1")
    assert answer.status_code == 200
    assert dangers(answer.text) == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
