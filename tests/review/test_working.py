"""What a reviewer does, through the pages: decide, undo, edit, ask, merge, and two at once."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Role
from kkharvest.store import Store
from kkharvest.store.examples import accepted_examples
from tests.review.conftest import Browser, Enter, Person

Add = Callable[..., str]
Group = Callable[..., None]
TEXT = "Lunds kommun och tio företag delar solel sedan 2021. De har minskat utsläppen med hälften."


def accept_form(page: str) -> dict[str, Any]:
    """What the work view would send on "Godkänn"."""
    themes = re.findall(r'name="theme" value="([\w-]+)" checked', page)
    title = re.search(r'id="title" name="title" maxlength="300" value="([^"]*)"', page)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert title
    assert seen
    return {"do": "accept", "form": "1", "theme": themes, "title": title.group(1), "seen": seen.group(1)}


def waiting_in(browser: Browser) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/granska/(c-\w+)", browser.get("/ko").text)))


def test_a_day_at_work(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    keys = [add(f"/{n}", f"{TEXT} Nummer {n}.") for n in "abc"]
    group(*[[key] for key in keys])
    eva = enter(person("eva"))
    page = eva.see("/granska")
    for _ in keys:
        key = re.search(r'action="/granska/(c-\w+)', page)
        assert key
        assert eva.submit(f"/granska/{key.group(1)}", **accept_form(page)).status_code == 303
        page = eva.see("/granska")
    assert "Kön är tom" in page
    assert len(accepted_examples(store)) == 3
    eva.see("/installningar")
    for left in (2, 1, 0):
        eva.submit("/angra", token=f"t{left}")
        assert len(accepted_examples(store)) == left
    assert len(waiting_in(eva)) == 3


def test_the_same_form_twice_counts_once(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one = add("/a", TEXT)
    group([one])
    eva = enter(person("eva"))
    page = eva.see(f"/granska/{one}")
    first, second = (eva.submit(f"/granska/{one}", **accept_form(page)) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert store.value("SELECT count(*) FROM judgements") == 1


def test_two_at_once(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one, two = add("/a", TEXT), add("/b", TEXT + " Mer.")
    group([one], [two])
    eva, bo = enter(person("eva")), enter(person("bo"))
    page = eva.see("/granska")
    taken = re.search(r'action="/granska/(c-\w+)', page)
    assert taken
    assert taken.group(1) not in bo.see("/granska").split("</form>")[1]
    assert "Hos Eva" in bo.see("/ko")
    late = bo.see(f"/granska/{taken.group(1)}")
    assert "Eva har den här" in late
    eva.submit(f"/granska/{taken.group(1)}", **accept_form(page))
    answer = bo.submit(f"/granska/{taken.group(1)}", do="reject:old", seen="0", form="1")
    assert answer.status_code == 409
    assert "Eva godkände" in answer.text
    assert store.value("SELECT count(*) FROM judgements") == 1


def test_a_session_that_ended_loses_nothing(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one = add("/a", TEXT)
    group([one])
    eva = enter(person("eva"))
    form = accept_form(eva.see(f"/granska/{one}")) | {"theme": ["governance"], "summary": "Egna ord om el."}
    store.execute("DELETE FROM sessions")
    answer = eva.submit(f"/granska/{one}", **form)
    assert answer.status_code == 401
    eva._keep(answer.text)
    pending = re.search(r'name="pending" value="([^"]*)"', answer.text)
    assert pending
    kept = pending.group(1).replace("&amp;", "&")
    resumed = eva.submit(
        "/logga-in", login="eva", password="fyra ord som passar", vidare=f"/granska/{one}", pending=kept
    )
    fields = dict(re.findall(r'name="([\w]+)" value="([^"]*)"', resumed.text))
    assert eva.post(f"/granska/{one}", data=fields).status_code == 200
    (example,) = accepted_examples(store)
    assert (example["themes"], example["summary"]) == (["governance"], "Egna ord om el.")


def test_edits_become_the_curated_record(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one = add("/a", TEXT)
    group([one])
    eva = enter(person("eva"))
    form = accept_form(eva.see(f"/granska/{one}")) | {
        "title": "Solel delas",
        "kommun": ["1281", "1280"],
        "level": "mojliggora",
        "area": ["upphandling"],
        "organisations": "Lunds kommun; leder\nSolbolaget",
        "collaboration": "agreement",
        "status": "ongoing",
        "from": "2021",
        "quote": "De har minskat utsläppen med hälften.",
        "next_check": "2027-05-01",
    }
    eva.submit(f"/granska/{one}", **form)
    (example,) = accepted_examples(store)
    assert example["title"] == "Solel delas"
    assert [place["name"] for place in example["municipalities"]] == ["Malmö", "Lund"]
    details = json.loads(example["details_json"])
    assert details["organisations"][0] == {"name": "Lunds kommun", "role": "lead"}
    assert TEXT[details["quote"]["start"] : details["quote"]["end"]] == details["quote"]["text"]
    assert (details["form"], details["period"]) == ("agreement", {"from": "2021"})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"quote": "Det här står inte där."}, "ordagrant"),
        ({"from": "i fjol"}, "inget år"),
        ({"from": "2024", "to": "2020"}, "slutar före"),
        ({"organisations": "Bolaget; kung"}, "Okänd roll"),
        ({"theme": []}, "ett till 3"),
        ({"next_check": "snart"}, "inget datum"),
        ({"kommun": ["9999"]}, "kommunkod"),
        ({"summary": TEXT * 6}, "egna ord"),
        ({"do": "reject:tråkig"}, "skäl"),
        ({"do": "later:date", "until": "sedan"}, "inget datum"),
        ({"do": "annat"}, "Okänt beslut"),
    ],
)
def test_a_mistake_keeps_what_was_written(
    store: Store, add: Add, group: Group, person: Person, enter: Enter, wrong: dict[str, Any], message: str
) -> None:
    one = add("/a", TEXT)
    group([one])
    eva = enter(person("eva"))
    form = accept_form(eva.see(f"/granska/{one}")) | {"title": "Min rubrik"} | wrong
    answer = eva.submit(f"/granska/{one}", **form)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="Min rubrik"' in answer.text
    assert 'id="redigera" open' in answer.text
    assert store.value("SELECT count(*) FROM judgements") == 0


def test_later_comes_back_on_its_day_or_when_the_source_changes(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    one, two = add("/a", TEXT, served="1"), add("/b", TEXT + " Mer.")
    group([one], [two])
    eva = enter(person("eva"))
    eva.see(f"/granska/{one}")
    eva.submit(f"/granska/{one}", do="later:changed")
    eva.see(f"/granska/{two}")
    eva.submit(f"/granska/{two}", do="later:date", until="2999-01-01")
    assert waiting_in(eva) == []
    assert eva.see("/ko?visa=senare").count('<li class="row">') == 2
    add("/a", TEXT + " Nu även vindkraft.", served="2")
    eva = enter(person("bo"))
    assert waiting_in(eva) == [one]


def test_a_changed_source_shows_what_changed(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    one = add("/a", TEXT, served="1")
    group([one])
    account = person("eva")
    eva = enter(account)
    eva.submit(f"/granska/{one}", **accept_form(eva.see(f"/granska/{one}")))
    add("/a", "Lunds kommun och tio företag delar solel sedan 2021. Nu är de tjugo.", served="2")
    page = enter(account).see(f"/granska/{one}")
    assert "<ins>Nu är de tjugo.</ins>" in page
    assert "<del>De har minskat utsläppen med hälften.</del>" in page


def test_merge_and_split(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one, two = add("/a", TEXT), add("/b", TEXT + " Mer.")
    group([one], [two])
    eva = enter(person("eva"))
    eva.see(f"/granska/{one}")
    eva.submit(f"/granska/{one}/grupp", do=f"merge:{two}")
    # The fuller telling comes first, as when the groups are derived by the stage.
    assert waiting_in(eva) == [two]
    eva.see(f"/granska/{one}")
    eva.submit(f"/granska/{one}/grupp", do=f"split:{two}")
    assert sorted(waiting_in(eva)) == sorted([one, two])
    verdicts = [row["verdict"] for row in store.rows("SELECT verdict FROM judgements ORDER BY id")]
    assert verdicts == ["same", "not_same"]


def roles_in(page: str) -> list[str]:
    """What the selects of the sources' roles would send."""
    return re.findall(r'<option value="(\w+:c-\w+)" selected', page)


def test_sources_have_the_roles_that_a_reviewer_gives_them(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    one, two = add("/a", TEXT), add("/b", TEXT + " Mer.")
    group([one, two])
    eva = enter(person("eva", Role.EDITOR))

    def roles() -> dict[str, str]:
        return {row["candidate_id"]: row["role"] for row in store.rows("SELECT * FROM example_sources")}

    page = eva.see(f"/granska/{one}")
    first = store.value("SELECT relation FROM candidate_groups WHERE candidate_id = ?", (two,)) or "same_effort"
    assert sorted(roles_in(page)) == sorted([f"primary:{one}", f"{first}:{two}"])
    eva.submit(f"/granska/{one}", **accept_form(page), source=roles_in(page))
    assert roles() == {one: "primary", two: first}
    assert "sources" not in store.value("SELECT payload_json FROM judgements")
    page = eva.see(f"/granska/{one}")
    eva.submit(f"/granska/{one}", **accept_form(page), source=[f"copy_of:{one}", f"primary:{two}"])
    assert roles() == {one: "copy_of", two: "primary"}
    example = store.value("SELECT id FROM examples")
    assert "huvudkälla" in eva.see(f"/historik/{example}")
    # What was said stays in the form, and restoring the first acceptance restores its roles.
    assert sorted(roles_in(eva.see(f"/granska/{one}"))) == sorted([f"copy_of:{one}", f"primary:{two}"])
    eva.see(f"/historik/{example}")
    eva.submit(f"/historik/{example}/aterstall", judgement="1")
    assert roles() == {one: "primary", two: first}
    page = eva.see(f"/granska/{one}")
    for wrong in ([f"primary:{one}", f"primary:{two}"], [f"copy_of:{one}", f"copy_of:{two}"], [f"king:{one}"], ["x"]):
        answer = eva.submit(f"/granska/{one}", **accept_form(page), source=wrong)
        assert answer.status_code == 422
    assert roles() == {one: "primary", two: first}


def test_a_question_reaches_the_one_who_is_asked(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    one = add("/a", TEXT)
    group([one])
    eva, bo = person("eva"), person("bo")
    browser = enter(eva)
    browser.see(f"/granska/{one}")
    browser.submit(f"/granska/{one}/anteckning", text="Är det här klimat?", asked=str(bo.id))
    other = enter(bo)
    assert one in other.see("/ko?visa=mina")
    assert "Är det här klimat?" in other.see(f"/granska/{one}")


def test_restore_goes_back_to_an_earlier_version(
    store: Store, add: Add, group: Group, person: Person, enter: Enter
) -> None:
    one = add("/a", TEXT)
    group([one])
    eva = enter(person("eva", Role.EDITOR))
    for title in ("Första", "Andra"):
        form = accept_form(eva.see(f"/granska/{one}")) | {"title": title}
        eva.submit(f"/granska/{one}", **form)
    (example,) = accepted_examples(store)
    assert example["title"] == "Andra"
    eva.see(f"/historik/{example['id']}")
    eva.submit(f"/historik/{example['id']}/aterstall", judgement="1")
    (restored,) = accepted_examples(store)
    assert (restored["id"], restored["title"]) == (example["id"], "Första")


def test_readers_read(store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
    one = add("/a", TEXT)
    group([one])
    page = enter(person("lars", Role.READER)).see(f"/granska/{one}")
    assert 'value="accept"' not in page
    assert "Solceller i Lund" in page


class TestBlind:
    """A share of candidates is read by two who do not see each other."""

    @pytest.fixture
    def review_settings(self) -> ReviewSettings:
        return ReviewSettings(second_reading=1)

    @pytest.mark.parametrize("last", ["same", "third"])
    def test_two_readers(self, store: Store, add: Add, group: Group, person: Person, enter: Enter, last: str) -> None:
        one = add("/a", TEXT)
        group([one])
        eva, bo, siv = (enter(person(name)) for name in ("eva", "bo", "siv"))
        eva.submit(f"/granska/{one}", **accept_form(eva.see(f"/granska/{one}")))
        assert accepted_examples(store) == []
        assert waiting_in(eva) == []
        page = bo.see(f"/granska/{one}")
        assert "Eva" not in page.split("<main")[1].split('id="asked"')[0]
        if last == "same":
            bo.submit(f"/granska/{one}", **accept_form(page))
        else:
            bo.submit(f"/granska/{one}", do="reject:old", form="1")
            assert accepted_examples(store) == []
            assert waiting_in(bo) == []
            siv.submit(f"/granska/{one}", **accept_form(siv.see(f"/granska/{one}")))
        assert len(accepted_examples(store)) == 1
        assert waiting_in(siv) == []

    def test_a_reading_can_be_taken_back(self, add: Add, group: Group, person: Person, enter: Enter) -> None:
        one = add("/a", TEXT)
        group([one])
        eva, _ = enter(person("eva")), person("bo")
        eva.submit(f"/granska/{one}", **accept_form(eva.see(f"/granska/{one}")))
        assert waiting_in(eva) == []
        eva.see("/installningar")
        eva.submit("/angra", token="x")
        assert waiting_in(eva) == [one]


class TestBulk:
    """Many at once, where suggestions have proved right."""

    def test_only_where_measured(self, store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
        keys = [add(f"/{n}", f"{TEXT} Nummer {n}.") for n in range(24)]
        group(*[[key] for key in keys])
        account = person("eva", Role.EDITOR)
        eva = enter(account)
        assert "Ingen kandidat" in eva.see("/flera")
        for key in keys[:20]:
            eva.submit(f"/granska/{key}", **accept_form(eva.see(f"/granska/{key}")))
        eva = enter(account)
        page = eva.see("/flera")
        ids = re.findall(r'name="id" value="(c-\w+)"', page)
        assert sorted(ids) == sorted(keys[20:])
        answer = eva.submit("/flera", verdict="accept", id=[*ids, "c-none"])
        assert len(accepted_examples(store)) == 24
        eva.see(answer.headers["location"])
        batch = re.search(r"gjort=(\d+)", answer.headers["location"])
        assert batch
        eva.submit("/flera/angra", batch=batch.group(1))
        assert len(accepted_examples(store)) == 20


class TestPersonalData:
    """What about a person is meant to be published: an editor says so, and it stands in the history."""

    def accepted(self, browser: Browser, one: str, **more: Any) -> Any:
        form = accept_form(browser.see(f"/granska/{one}"))
        return browser.submit(f"/granska/{one}", **form | {"summary": "Ring Eva Ek på 070-123 45 67."} | more)

    def test_an_editor_lets_it_pass(self, store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
        one = add("/a", TEXT)
        group([one])
        eva = enter(person("eva", Role.EDITOR))
        assert self.accepted(eva, one, intended="Eva Ek\n070-123 45 67\n").status_code == 303
        (example,) = accepted_examples(store)
        assert json.loads(example["details_json"])["intended"] == ["Eva Ek", "070-123 45 67"]
        assert "Släppte igenom personuppgifter: Eva Ek" in eva.see(f"/historik/{example['id']}")

    def test_it_must_stand_there(self, store: Store, add: Add, group: Group, person: Person, enter: Enter) -> None:
        one = add("/a", TEXT)
        group([one])
        answer = self.accepted(enter(person("eva", Role.EDITOR)), one, intended="Bo Ek")
        assert answer.status_code == 422
        assert "Bo Ek” står inte i det som publiceras" in answer.text
        assert accepted_examples(store) == []

    def test_others_neither_add_nor_take_away(
        self, store: Store, add: Add, group: Group, person: Person, enter: Enter
    ) -> None:
        one = add("/a", TEXT)
        group([one])
        bo = enter(person("bo"))
        assert 'name="intended"' not in bo.see(f"/granska/{one}")
        self.accepted(bo, one, intended="Eva Ek")
        assert "intended" not in accepted_examples(store)[0]["details_json"]
        self.accepted(enter(person("eva", Role.EDITOR)), one, intended="Eva Ek")
        self.accepted(bo, one, title="Ny rubrik")
        assert json.loads(accepted_examples(store)[0]["details_json"])["intended"] == ["Eva Ek"]
