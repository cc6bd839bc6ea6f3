"""Who may enter where: every route as every role, and what a request must carry."""

import re

import pytest
from starlette.routing import Route

from kkharvest.core.settings import ReviewSettings, Settings
from kkharvest.review.accounts import (
    Account,
    Role,
    SignInError,
    account_of_session,
    accounts,
    change_account,
    invitation,
    invite,
    sign_in,
    take_invitation,
)
from kkharvest.review.web import create_app, open_house
from kkharvest.review.web.rooms import ROOMS, Room
from kkharvest.store import Store
from tests.review.conftest import PASSWORD, Enter, Person

DENIED = {401, 403}


def address(room: Room) -> str:
    path = room.path
    for name in ("candidate", "example", "account", "fetch", "token", "view"):
        path = path.replace(f"{{{name}}}", "1")
    return path


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_every_route_as_every_role(role: Role | None, person: Person, enter: Enter) -> None:
    browser = enter(person("eva", role) if role else None)
    browser.see("/installningar" if role else "/tipsa")
    for room in ROOMS:
        if room.path == "/logga-ut":
            continue
        if room.method == "GET":
            answer = browser.get(address(room), follow_redirects=False)
        else:
            answer = browser.submit(address(room))
        is_allowed = room.role is None or (role is not None and role.covers(room.role))
        sent_away = answer.status_code in DENIED or answer.headers.get("location", "").startswith("/logga-in")
        if room.path == "/logga-in" and room.method == "POST":
            assert answer.status_code == 401
            continue
        assert sent_away is not is_allowed, f"{room.method} {room.path} as {role}: {answer.status_code}"
        assert answer.status_code < 500, f"{room.method} {room.path} as {role}"


def test_each_room_is_named_once() -> None:
    doors = [(room.method, room.path) for room in ROOMS]
    assert len(doors) == len(set(doors))
    assert all(room.role is not None for room in ROOMS if room.method == "POST" and room.path not in PUBLIC)


PUBLIC = {"/logga-in", "/tipsa", "/inbjudan/{token}"}


def test_the_application_answers_at_no_door_that_is_not_walked(settings: Settings, store: Store) -> None:
    app = create_app(open_house(settings, store))
    doors = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert doors == {(room.method, room.path) for room in ROOMS}
    assert {route.path for route in app.routes if not isinstance(route, Route)} == {"/static"}  # type: ignore[attr-defined]


def test_no_secret_stands_in_the_database(
    settings: Settings, store: Store, person: Person, enter: Enter, review_settings: ReviewSettings
) -> None:
    eva = person("eva", Role.ADMINISTRATOR)
    browser = enter(eva)
    browser.see("/personer")
    link = re.search(r"/inbjudan/([\w-]+)", browser.submit("/personer", role="reader").text)
    assert link
    session = sign_in(store, "eva", PASSWORD, "10.0.0.9", review_settings)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = settings.database.read_bytes()
    secrets = [PASSWORD, link.group(1), session, browser.cookies["kk_session"], browser.csrf]
    assert [secret for secret in secrets if secret.encode() in stored] == []
    assert b"10.0.0.9" not in stored


@pytest.mark.parametrize("room", [room for room in ROOMS if room.method == "POST"], ids=lambda room: room.path)
def test_a_form_from_elsewhere_changes_nothing(room: Room, person: Person, enter: Enter, store: Store) -> None:
    eva = person("eva", Role.ADMINISTRATOR)
    browser = enter(eva)
    browser.see("/installningar")
    before = store.value("SELECT total_changes()")
    assert browser.post(address(room), data={"csrf": "0" * 64}).status_code == 403
    assert browser.post(address(room), data={"a": "b"}).status_code == 403
    foreign = {"sec-fetch-site": "cross-site"}
    assert browser.post(address(room), data={"csrf": browser.csrf}, headers=foreign).status_code == 403
    assert browser.post(address(room), files={"a": b"x"}).status_code == 415
    assert browser.post(address(room), data={"a": "x" * 300_000}).status_code == 413
    assert store.value("SELECT total_changes()") == before


def test_headers_stand_on_every_answer(person: Person, enter: Enter) -> None:
    browser = enter(person("eva"))
    for path in ("/ko", "/finns-inte", "/logga-in", "/tipsa", "/static/x/app.css"):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
    assert browser.get("/ko").headers["cache-control"] == "no-store"


def test_cookies_are_kept_from_scripts_and_other_sites(person: Person, enter: Enter) -> None:
    person("eva")
    browser = enter()
    browser.see("/logga-in")
    cookie = browser.submit("/logga-in", login="eva", password=PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_sign_in_is_throttled_and_tells_nothing(store: Store, person: Person, review_settings: ReviewSettings) -> None:
    person("eva")
    messages = set()
    for login in ("eva", "ingen"):
        for _ in range(5):
            with pytest.raises(SignInError) as caught:
                sign_in(store, login, "fel lösenord här", "10.0.0.1", review_settings)
            messages.add(str(caught.value))
    assert messages == {"Fel användarnamn eller lösenord."}
    with pytest.raises(SignInError, match="För många"):
        sign_in(store, "eva", PASSWORD, "10.0.0.2", review_settings)


def test_an_invitation_works_once(store: Store, person: Person, review_settings: ReviewSettings) -> None:
    token = invite(store, Role.READER, review_settings, by=None)
    assert take_invitation(store, token, "bo", "Bo", PASSWORD).role is Role.READER
    assert invitation(store, token) is None
    assert PASSWORD not in str(store.rows("SELECT * FROM accounts"))
    assert token not in str(store.rows("SELECT * FROM invitations"))


@pytest.mark.parametrize("password", ["kort", "aaaaaaaaaaaaaaa", "mitt bo är bäst bo"])
def test_weak_passwords_are_refused(store: Store, review_settings: ReviewSettings, password: str) -> None:
    token = invite(store, Role.READER, review_settings, by=None)
    with pytest.raises(Exception, match="ösenordet"):
        take_invitation(store, token, "bo", "Bo", password)
    assert invitation(store, token)


def test_an_administrator_stays(store: Store, person: Person) -> None:
    eva = person("eva", Role.ADMINISTRATOR)
    with pytest.raises(Exception, match="Minst en"):
        change_account(store, eva.id, role=Role.READER, is_active=True, by=eva)
    bo = person("bo", Role.ADMINISTRATOR)
    change_account(store, eva.id, role=Role.READER, is_active=False, by=bo)
    assert [account.login for account in accounts(store) if account.is_active] == ["bo"]


def test_a_closed_account_is_out_at_once(store: Store, person: Person, enter: Enter) -> None:
    boss, eva = person("chef", Role.ADMINISTRATOR), person("eva")
    browser = enter(eva)
    assert browser.get("/ko").status_code == 200
    change_account(store, eva.id, role=eva.role, is_active=False, by=boss)
    assert "Logga in" in browser.get("/ko").text


def test_sessions_end(store: Store, person: Person, review_settings: ReviewSettings) -> None:
    eva = person("eva")
    token = sign_in(store, "eva", PASSWORD, "1", review_settings)
    found: Account | None = account_of_session(store, token, review_settings)
    assert found == eva
    store.execute("UPDATE sessions SET seen_at = '2020-01-01T00:00:00+00:00'")
    assert account_of_session(store, token, review_settings) is None


def test_the_audit_log_cannot_be_changed(store: Store, person: Person) -> None:
    person("eva")
    for sql in ("DELETE FROM audit_log", "UPDATE audit_log SET actor = 'x'"):
        with pytest.raises(Exception, match="append-only"):
            store.execute(sql)
