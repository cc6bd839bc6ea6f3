"""Whether everybody can use it: axe-core on every page in every state, keyboard, zoom, motion, hostile content."""

from pathlib import Path
from typing import Any

import pytest

from kkharvest.review import accept, reject
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store
from tests.browser.conftest import PASSWORD, Add, Group, Meet, Person, Served
from tests.review.payloads import MARK, PAYLOADS

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "/granska /ko /ko?visa=alla&sok=hamnen /oversikt /oversikt/kallor /oversikt/hinder /tackning "
    "/historik /personer /installningar /hjalp /tips /tipsa /tipsa?tack=1 /tillganglighet /flera /finns-inte"
).split()


def faults(person: Person) -> list[str]:
    """What axe-core finds on the page as it is."""
    # Playwright's own evaluation is not bound by the page's policy.
    if not person.page.evaluate("typeof axe !== 'undefined'"):
        person.page.evaluate(AXE)
    found: dict[str, Any] = person.page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
    )
    return [
        f"{person.page.url} {fault['id']}: {[node['target'] for node in fault['nodes']][:3]}"
        for fault in found["violations"]
    ]


def some_decided(store: Store) -> str:
    """Decides two candidates; the example that follows."""
    keys = [row["candidate_id"] for row in store.rows("SELECT candidate_id FROM queue_entries ORDER BY 1 LIMIT 2")]
    accept(store, keys[0], "g-1", note="Bra exempel")
    reject(store, keys[1], "g-1", "old")
    refresh_queue(store)
    return str(store.value("SELECT id FROM examples"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(meet: Meet, store: Store, scheme: str) -> None:
    example = some_decided(store)
    eva = meet("eva", color_scheme=scheme, viewport={"width": 1280 if scheme == "light" else 360, "height": 800})
    found = []
    for path in [*PAGES, f"/historik/{example}"]:
        eva.go(path)
        found += faults(eva)
    eva.go("/granska")
    for opener in ("#redigera > summary", "details.notes > summary", "#avsla > summary", "#senare > summary"):
        eva.page.locator(opener).click()
        found += faults(eva)
    for key in ("?", "d"):
        eva.page.keyboard.press("Escape")
        eva.page.keyboard.press("Escape")
        eva.page.locator("h1").click()
        eva.page.keyboard.press(key)
        found += faults(eva)
    assert found == []


def test_axe_finds_nothing_at_the_door(meet: Meet) -> None:
    somebody = meet()
    somebody.go("/logga-in")
    found = faults(somebody)
    somebody.page.fill("#login", "eva")
    somebody.page.fill("#password", "fel")
    somebody.page.get_by_role("button", name="Logga in").click()
    somebody.page.get_by_text("Fel användarnamn").wait_for()
    assert found + faults(somebody) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_rare_states(meet: Meet, store: Store, add: Add, scheme: str) -> None:
    example = some_decided(store)
    decided, rejected = (row["candidate_id"] for row in store.rows("SELECT candidate_id FROM judgements ORDER BY id"))
    group = store.row("SELECT * FROM candidate_groups GROUP BY group_id HAVING count(*) > 1") or {}
    eva = meet("eva", color_scheme=scheme)
    found = []

    def look() -> None:
        found.extend(faults(eva))

    paths = "/tackning/alla /arkiv/1 /granska?sok=xyzzyx /ko?sok=xyzzyx /ko?visa=tips".split()
    for path in [
        *paths,
        f"/historik/{example}",
        *(f"/granska/{key}" for key in (decided, rejected, group["candidate_id"])),
    ]:
        eva.go(path)
        look()
    # Something that cannot stand.
    eva.page.locator("#redigera > summary").click()
    eva.page.fill("#quote", "Det här står ingenstans.")
    eva.page.locator('button[value="accept"]').click()
    eva.page.get_by_text("ordagrant").wait_for()
    look()
    # Decided by somebody else while the page stood open.
    eva.go("/granska")
    key = eva.candidate
    accept(store, key, "g-1")
    eva.page.keyboard.press("g")
    eva.page.get_by_text("medan sidan var öppen").wait_for()
    look()
    # The source has changed since.
    text = store.value("SELECT text FROM candidates WHERE id = ?", (decided,))
    path = store.value("SELECT url FROM candidates WHERE id = ?", (decided,)).removeprefix("https://lund.se")
    add(path, text + " Nu även vindkraft.", served="2")
    refresh_queue(store)
    eva.go(f"/granska/{decided}")
    eva.page.get_by_text("Nu även vindkraft.").first.wait_for()
    look()
    eva.go("/personer")
    eva.page.get_by_role("button", name="Skapa en inbjudningslänk").click()
    eva.page.get_by_text("Länken är klar").wait_for()
    look()
    link = eva.page.locator("#link").input_value()
    # Signed out in the middle of something.
    eva.go(f"/granska/{key}")
    store.execute("DELETE FROM sessions")
    eva.page.keyboard.press("o")
    eva.page.get_by_text("Du har loggats ut").wait_for()
    look()
    eva.page.fill("#login", "eva")
    eva.page.fill("#password", PASSWORD)
    eva.page.get_by_role("button", name="Logga in").click()
    eva.page.get_by_role("button", name="Slutför").wait_for()
    look()
    guest = meet(color_scheme=scheme)
    guest.page.goto(link)
    found += faults(guest)
    guest.go("/inbjudan/gammal")
    assert found + faults(guest) == []


def test_what_is_printed_is_the_text(meet: Meet) -> None:
    eva = meet("eva")
    eva.page.emulate_media(media="print")
    for gone in (".top nav", ".panel .actions", ".stepper", ".foot"):
        assert not eva.page.locator(gone).is_visible(), gone
    assert eva.page.locator(".text").first.is_visible()
    assert eva.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_400_percent_zoom_needs_no_sideways_scrolling(meet: Meet, store: Store) -> None:
    example = some_decided(store)
    # 1280 × 1024 at 400 % is 320 × 256.
    eva = meet("eva", viewport={"width": 320, "height": 256})
    for path in [*PAGES, f"/historik/{example}", "/tackning/alla"]:
        eva.go(path)
        assert eva.page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_every_control_is_reached_by_tab_and_shows_it(meet: Meet) -> None:
    eva = meet("eva")
    reachable = """() => [...document.querySelectorAll(`a[href], button, input:not([type=hidden]), select, textarea,
        summary, [tabindex="0"]`)].filter(one => one.checkVisibility() && one.tabIndex >= 0 && !one.disabled).length"""
    seen = """() => { const one = document.activeElement; if (one === document.body) return null;
        const shown = one.closest('label.theme') || one; const style = getComputedStyle(shown);
        one.dataset.seen = '1';
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 }"""
    for path in ("/granska", "/ko", "/tackning", "/installningar"):
        eva.go(path)
        wanted = eva.page.evaluate(reachable)
        for _ in range(wanted + 3):
            eva.page.keyboard.press("Tab")
            shows = eva.page.evaluate(seen)
            assert shows is not False, f"{path}: {eva.page.evaluate('document.activeElement.outerHTML')[:200]}"
        assert eva.page.evaluate("document.querySelectorAll('[data-seen]').length") >= wanted, path


def test_motion_is_left_out_for_those_who_ask(meet: Meet) -> None:
    eva = meet("eva", reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter(one => { const style = getComputedStyle(one);
        return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length"""
    assert eva.page.evaluate(moving) == 0


def test_screen_readers_hear_what_happens(meet: Meet) -> None:
    eva = meet("eva")
    eva.page.keyboard.press("4")
    assert eva.page.locator("#said").inner_text() == "Civilsamhälle: vald"
    before = eva.candidate
    eva.page.keyboard.press("g")
    eva.wait_for_other_than(before)
    assert "Godkänt" in eva.page.get_by_role("status").inner_text()
    assert eva.page.get_by_role("main").count() == 1
    assert eva.page.locator("html").get_attribute("lang") == "sv"
    assert eva.page.locator("h1").count() == 1


def test_hostile_content_does_nothing(meet: Meet, add: Add, group: Group, store: Store, served: Served) -> None:
    keys = []
    for number in range(0, len(PAYLOADS), 30):
        chosen = PAYLOADS[number : number + 30]
        key = add(f"/x{number}", "Lunds kommun. " + "\n".join(chosen), title=chosen[0])
        store.execute("UPDATE candidates SET summary = ?, url = ? WHERE id = ?", (chosen[1], chosen[2], key))
        keys.append(key)
    group(*[[key] for key in keys])
    refresh_queue(store)
    accept(store, keys[0], "g-1", title=PAYLOADS[0], summary=PAYLOADS[1], note=PAYLOADS[2])
    example = store.value("SELECT id FROM examples")
    eva = meet("eva")
    asked: list[str] = []
    eva.page.on("request", lambda request: asked.append(request.url))
    eva.page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    paths = [f"/granska/{key}" for key in keys]
    paths += ["/ko?visa=alla", "/historik", f"/historik/{example}"]
    for path in paths:
        eva.go(path)
        eva.page.mouse.move(300, 300)
        eva.page.keyboard.press("Tab")
        assert eva.page.evaluate(f"typeof window.{MARK}") == "undefined", path
        assert eva.page.locator("main iframe, main script, main style").count() == 0
    assert [url for url in asked if not url.startswith(served.address)] == []
    assert eva.errors == []
