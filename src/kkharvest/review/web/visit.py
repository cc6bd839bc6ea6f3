"""One request as the pages see it: who asks, what was sent, and how to answer."""

import queue
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment
from starlette.responses import HTMLResponse, RedirectResponse, Response

from kkharvest.core.settings import Settings
from kkharvest.review.accounts import Account
from kkharvest.review.background import News
from kkharvest.review.nearest import Neighbours
from kkharvest.review.openid import OpenId
from kkharvest.review.web.memory import Memory
from kkharvest.review.web.security import csrf_token
from kkharvest.store import Store

__all__ = ["ANONYMOUS_COOKIE", "SESSION_COOKIE", "House", "Stores", "Visit"]

SESSION_COOKIE = "kk_session"
ANONYMOUS_COOKIE = "kk_besok"


class Stores:
    """Stores on one database, lent to one request each, so that none waits for what another reads."""

    def __init__(self, stores: Iterable[Store]) -> None:
        self._free: queue.LifoQueue[Store] = queue.LifoQueue()
        for store in stores:
            self._free.put(store)

    @contextmanager
    def lent(self) -> Iterator[Store]:
        """A store for one request."""
        store = self._free.get()
        try:
            yield store
        finally:
            self._free.put(store)


def _nobody(_: News) -> None:
    """Listens while nothing goes on behind the pages."""


@dataclass(slots=True)
class House:
    """What all requests share; `tell` lets those behind the pages know what happened."""

    settings: Settings
    stores: Stores
    templates: Environment
    memory: Memory = field(default_factory=Memory)
    neighbours: Neighbours = field(default_factory=Neighbours)
    tell: Callable[[News], None] = _nobody
    openid: OpenId | None = None


@dataclass(slots=True)
class Visit:
    """A request and its visitor; `form` and `query` hold the last value of each name, `lists` all values."""

    house: House
    store: Store
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    lists: Mapping[str, list[str]]
    arguments: Mapping[str, str]
    account: Account | None
    secret: str
    address: str
    is_fragment: bool = False
    cookies: dict[str, str | None] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.house.settings

    @property
    def me(self) -> Account:
        """The signed-in account; pages behind a role always have one."""
        if self.account is None:
            raise RuntimeError("a page for signed-in people was opened without an account")
        return self.account

    def page(self, template: str, status: int = 200, /, **values: Any) -> Response:
        """An HTML page."""
        self.known_secret()
        shown = self.house.templates.get_template(template).render(
            visit=self,
            me=self.account,
            csrf=csrf_token(self.secret),
            token=secrets.token_urlsafe(16),
            settings=self.settings.review,
            **values,
        )
        return self._sent(HTMLResponse(shown, status))

    def known_secret(self) -> str:
        """The secret that this browser keeps in a cookie, given to it when it has none."""
        if not self.secret:
            self.secret = secrets.token_urlsafe(24)
            self.cookies[ANONYMOUS_COOKIE] = self.secret
        return self.secret

    def go(self, path: str) -> Response:
        """A redirect to an address of ours, after something was done."""
        return self._sent(RedirectResponse(path, status_code=303))

    def sign(self, token: str | None) -> None:
        """Lets the browser keep the session, or forget it."""
        self.cookies[SESSION_COOKIE] = token

    def _sent(self, response: Response) -> Response:
        for name, value in self.cookies.items():
            if value is None:
                response.delete_cookie(name, path="/")
            else:
                response.set_cookie(
                    name, value, path="/", httponly=True, samesite="lax", secure=self.settings.review.is_https
                )
        return response


def local_path(path: str) -> str:
    """The path when it leads to ourselves, else the start page."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    return quote(path, safe="/?&=#%+:,;@!$'()*~-._")
