"""The reviewers' application over an empty database, with an account of every role."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from kkharvest.core.settings import ReviewSettings, Settings
from kkharvest.review.accounts import Account, Role, invite, sign_in, take_invitation
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web import create_app, open_house
from kkharvest.store import Store

PASSWORD = "fyra ord som passar"

Person = Callable[..., Account]
Enter = Callable[..., "Browser"]


class Browser(TestClient):
    """A client that fills in forms: each POST carries the token of the page before."""

    csrf: str = ""
    token: str = ""

    def see(self, path: str) -> str:
        """The page at `path`, whose tokens the next form carries."""
        answer = self.get(path)
        self._keep(answer.text)
        return answer.text

    def _keep(self, text: str) -> None:
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
        token = re.search(r'name="token" value="([\w-]+)"', text)
        self.csrf, self.token = csrf.group(1) if csrf else "", token.group(1) if token else ""

    def submit(self, path: str, **fields: Any) -> Any:
        """The answer to a form."""
        data = {"csrf": self.csrf, "token": self.token, **fields}
        return self.post(path, data=data, follow_redirects=False)


@pytest.fixture
def review_settings() -> ReviewSettings:
    return ReviewSettings(second_reading=0)


@pytest.fixture
def person(store: Store, review_settings: ReviewSettings) -> Person:
    """Makes an account."""

    def make(name: str, role: Role = Role.REVIEWER) -> Account:
        token = invite(store, role, review_settings, by=None)
        return take_invitation(store, token, name, name.title(), PASSWORD)

    return make


@pytest.fixture
def enter(store: Store, settings: Settings, review_settings: ReviewSettings) -> Iterator[Enter]:
    """A browser at the application, signed in as an account when one is given."""
    house = open_house(settings.model_copy(update={"review": review_settings}), store)
    app = create_app(house)
    opened = []

    def start(account: Account | None = None) -> Browser:
        # What the keeper does in the background.
        refresh_queue(store)
        house.memory.renew(store)
        browser = Browser(app, base_url="http://testserver")
        opened.append(browser)
        if account:
            browser.cookies.set("kk_session", sign_in(store, account.login, PASSWORD, "127.0.0.1", review_settings))
        return browser

    yield start
    for browser in opened:
        browser.close()
