"""A reviewer's day in a real browser: by keys, by mouse, with others, and when things break."""

import re
import time
from collections.abc import Callable

import pytest

from kkharvest.store import Store
from tests.browser.conftest import Meet, Person, Served

pytestmark = pytest.mark.browser


def verdicts(store: Store) -> list[str]:
    return [row["verdict"] for row in store.rows("SELECT verdict FROM judgements ORDER BY id")]


def press(person: Person, *keys: str) -> int:
    """Presses keys and waits for the next candidate; how many presses it took."""
    before = person.candidate
    for key in keys:
        person.page.keyboard.press(key)
    person.wait_for_other_than(before)
    return len(keys)


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits for what follows from a click; fails when it does not within ten seconds."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen")


def test_by_keyboard_alone(meet: Meet, store: Store, served: Served) -> None:
    eva = meet("eva")
    assert press(eva, "g") == 1
    assert press(eva, "0", "g") == 2
    assert press(eva, "x", "1") == 2
    assert press(eva, "o") == 1
    assert press(eva, "s", "1") == 2
    assert verdicts(store) == ["accept", "accept", "reject", "unsure", "later"]
    second = store.value("SELECT payload_json FROM judgements WHERE id = 2")
    assert '"energi", "governance"' in second
    for left in (4, 3, 2, 1, 0):
        eva.page.keyboard.press("z")
        eva.page.wait_for_url(re.compile("gjort=angrat"))
        eva.page.wait_for_load_state()
        assert store.value("SELECT count(*) FROM standing_judgements") == left
        eva.go(f"/granska/{eva.candidate}")
    start = eva.candidate
    press(eva, "j")
    press(eva, "k")
    assert eva.candidate == start
    eva.page.keyboard.press("?")
    assert eva.page.locator("#help").is_visible()
    eva.page.keyboard.press("Escape")
    assert not eva.page.locator("#help").is_visible()
    eva.page.keyboard.press("r")
    eva.page.keyboard.type(" gxz")
    assert eva.page.locator("#title").input_value().endswith(" gxz")
    eva.page.keyboard.press("Escape")
    press(eva, "g")
    assert store.value("SELECT title FROM examples WHERE status = 'accepted'").endswith(" gxz")
    eva.page.keyboard.press("/")
    eva.page.wait_for_url(re.compile("/ko"))
    eva.page.keyboard.type("nummer 7")
    eva.page.keyboard.press("Enter")
    eva.page.wait_for_url(re.compile("sok="))
    assert eva.page.locator(".rows .row").count() == 1
    assert eva.errors == []


def test_by_mouse_alone(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    page = eva.page
    first = eva.candidate
    page.locator('label[data-theme="governance"]').click()
    page.locator("#redigera > summary").click()
    page.locator("#status").select_option("ongoing")
    page.get_by_role("button", name="Godkänn").click()
    eva.wait_for_other_than(first)
    second = eva.candidate
    page.locator("#avsla > summary").click()
    page.get_by_role("button", name="Inaktuellt").click()
    eva.wait_for_other_than(second)
    page.locator(".done").get_by_role("button", name="Ångra").click()
    page.wait_for_url(re.compile(second))
    assert verdicts(store) == ["accept", "reject", "undo"]
    assert '"status": "ongoing"' in store.value("SELECT details_json FROM examples")


def test_by_touch_alone(meet: Meet, store: Store) -> None:
    eva = meet("eva", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    page = eva.page
    first = eva.candidate
    page.locator('label[data-theme="governance"]').tap()
    page.get_by_role("button", name="Godkänn").tap()
    eva.wait_for_other_than(first)
    second = eva.candidate
    page.locator("#avsla > summary").tap()
    page.get_by_role("button", name="Inte klimat").tap()
    eva.wait_for_other_than(second)
    page.locator(".done").get_by_role("button", name="Ångra").tap()
    page.wait_for_url(re.compile(second))
    assert verdicts(store) == ["accept", "reject", "undo"]
    assert '"energi", "governance"' in store.value("SELECT payload_json FROM judgements")


def test_voices_and_regrouping(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    group = store.rows("SELECT candidate_id FROM candidate_groups GROUP BY group_id HAVING count(*) > 1")
    eva.go(f"/granska/{group[0]['candidate_id']}")
    tabs = eva.page.get_by_role("tab")
    assert tabs.count() == 2
    eva.page.keyboard.press("v")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    assert eva.page.get_by_role("tabpanel").count() == 1
    eva.page.locator("#slaihop").get_by_role("button").last.click()
    wait_until(lambda: "not_same" in verdicts(store))


def test_splitting_and_merging_by_dragging_and_by_keys(meet: Meet, store: Store) -> None:
    groups = "SELECT candidate_id FROM candidate_groups WHERE group_id IN (SELECT group_id FROM candidate_groups "
    one, voice = (
        row["candidate_id"]
        for row in store.rows(groups + "GROUP BY group_id HAVING count(*) > 1) ORDER BY is_primary DESC")
    )
    alike = store.value(groups + "GROUP BY group_id HAVING count(*) = 1) ORDER BY 1")
    for other, score in ((voice, 0.9), (alike, 0.4)):
        a, b = sorted((one, other))
        link = {"a_id": a, "b_id": b, "relation": "same_effort", "score": score, "model_version": "d1"}
        store.insert("candidate_links", link)

    def together(other: str) -> bool:
        sql = "SELECT count(DISTINCT group_id) FROM candidate_groups WHERE candidate_id IN (?, ?)"
        return bool(store.value(sql, (one, other)) == 1)

    eva = meet("eva")
    same, apart = (eva.page.locator(f'.pieces[data-drop="{name}"]') for name in ("merge", "split"))

    eva.go(f"/granska/{one}")
    with eva.page.expect_navigation():
        apart.locator(f'li[data-id="{alike}"]').drag_to(same)
    assert together(alike)
    with eva.page.expect_navigation():
        same.locator(f'li[data-id="{voice}"]').drag_to(apart)
    assert not together(voice)
    eva.page.keyboard.press("m")
    with eva.page.expect_navigation():
        eva.page.keyboard.press("Enter")
    assert not together(alike)
    assert verdicts(store)[0] == "same"
    assert set(verdicts(store)[1:]) == {"not_same"}
    assert eva.errors == []


def test_two_at_once(meet: Meet, store: Store) -> None:
    eva, bo = meet("eva"), meet("bo")
    assert eva.candidate != bo.candidate
    for person in (eva, bo, eva, bo):
        press(person, "g")
    assert verdicts(store) == ["accept"] * 4
    assert len({row["candidate_id"] for row in store.rows("SELECT candidate_id FROM judgements")}) == 4


def test_offline_for_a_minute(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    eva.page.clock.install()
    eva.go("/granska")
    before = eva.candidate
    eva.context.set_offline(offline=True)
    eva.page.keyboard.press("g")
    eva.page.locator("#offline").wait_for(state="visible")
    for _ in range(12):
        eva.page.clock.run_for(5_000)
        eva.page.keyboard.press("g")
    assert eva.page.locator("#offline").is_visible()
    assert eva.candidate == before
    assert verdicts(store) == []
    eva.context.set_offline(offline=False)
    eva.page.clock.run_for(16_000)
    eva.wait_for_other_than(before)
    assert verdicts(store) == ["accept"]


@pytest.mark.parametrize(
    ("keys", "verdict"),
    [(["4", "g"], "accept"), (["x", "1"], "reject"), (["o"], "unsure"), (["s", "1"], "later"), (["z"], "undo")],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_lost_when_the_server_dies_between_any_two_clicks(
    meet: Meet, store: Store, served: Served, keys: list[str], verdict: str
) -> None:
    eva = meet("eva")
    done = []
    if verdict == "undo":
        press(eva, "g")
        done.append("accept")
    for at in range(len(keys)):
        # Dead before the key number `at`, and there again after the last.
        before = eva.candidate
        for number, key in enumerate(keys):
            if number == at:
                served.kill()
            eva.page.keyboard.press(key)
        eva.page.locator("#offline").wait_for(state="visible")
        served.start()
        eva.wait_for_other_than(before)
        done.append(verdict)
        assert verdicts(store) == done
    if verdict == "accept":
        themes = [row["theme"] for row in store.rows("SELECT theme FROM example_themes")]
        assert themes.count("civilsamhalle") == 2


def test_a_note_written_while_the_server_was_gone_arrives_once(meet: Meet, store: Store, served: Served) -> None:
    eva = meet("eva")
    eva.page.fill("#text", "Vem vet mer om det här?")
    served.kill()
    eva.page.get_by_role("button", name="Spara anteckningen").click()
    eva.page.locator("#offline").wait_for(state="visible")
    served.start()
    eva.page.get_by_text("Vem vet mer om det här?").first.wait_for()
    wait_until(lambda: store.value("SELECT count(*) FROM notes") == 1)


def test_a_lost_session_keeps_the_decision(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    eva.page.locator('label[data-theme="governance"]').click()
    store.execute("DELETE FROM sessions")
    eva.page.keyboard.press("g")
    eva.page.get_by_text("Du har loggats ut").wait_for()
    eva.page.fill("#login", "eva")
    eva.page.fill("#password", "fyra ord som passar")
    eva.page.get_by_role("button", name="Logga in").click()
    eva.page.get_by_role("button", name="Slutför").click()
    eva.page.wait_for_url(re.compile("gjort="))
    assert verdicts(store) == ["accept"]
    assert "governance" in store.value("SELECT payload_json FROM judgements")


def test_double_click_and_back_button(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    before = eva.candidate
    eva.page.locator('button[value="accept"]').dblclick(no_wait_after=True)
    eva.wait_for_other_than(before)
    assert verdicts(store) == ["accept"]
    eva.page.go_back()
    eva.page.wait_for_url(re.compile(before))
    assert eva.page.get_by_text(re.compile("Eva godkände detta")).is_visible()
    press(eva, "g")
    assert verdicts(store) == ["accept", "accept"]
    assert store.value("SELECT count(*) FROM examples") == 1


def test_without_scripts(meet: Meet, store: Store) -> None:
    eva = meet("eva", java_script_enabled=False)
    eva.page.get_by_role("button", name="Godkänn").click()
    eva.page.locator("#avsla > summary").click()
    eva.page.get_by_role("button", name="Inte klimat").click()
    eva.page.locator(".done").get_by_role("button", name="Ångra").click()
    assert verdicts(store) == ["accept", "reject", "undo"]


def test_keys_can_be_changed_and_turned_off(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    eva.go("/installningar")
    eva.page.fill("#k-accept", "a")
    eva.page.get_by_role("button", name="Spara").click()
    eva.go("/granska")
    press(eva, "a")
    eva.go("/installningar")
    eva.page.get_by_label("Stäng av alla tangenter").check()
    eva.page.get_by_role("button", name="Spara").click()
    eva.go("/granska")
    eva.page.keyboard.press("a")
    eva.page.wait_for_timeout(300)
    assert verdicts(store) == ["accept"]


def test_municipalities_complete_and_filters_exchange_the_list(meet: Meet, store: Store) -> None:
    eva = meet("eva")
    first = eva.candidate
    eva.page.keyboard.press("r")
    field = eva.page.get_by_placeholder("Sök kommun")
    field.focus()
    eva.page.keyboard.type("Kir")
    eva.page.keyboard.press("Enter")
    eva.page.get_by_role("button", name="Ta bort Lund").click()
    eva.page.get_by_role("button", name="Godkänn").click()
    eva.wait_for_other_than(first)
    assert [row["kommunkod"] for row in store.rows("SELECT kommunkod FROM example_municipalities")] == ["2584"]
    eva.go("/ko")
    eva.page.evaluate("document.documentElement.dataset.kept = '1'")
    eva.page.get_by_label("Tema").select_option("governance")
    eva.page.wait_for_url(re.compile("tema=governance"))
    eva.page.get_by_text("Inget i kön passar urvalet.").wait_for()
    assert eva.page.evaluate("document.documentElement.dataset.kept") == "1"
    eva.page.get_by_label("Tema").select_option("energi")
    eva.page.locator(".rows .row").first.wait_for()
    eva.page.go_back()
    eva.page.wait_for_url(re.compile("tema=governance"))
    assert eva.errors == []
