from collections.abc import Callable

import pytest

from kkharvest.sampleweb.content import Site, load_sites
from kkharvest.sampleweb.web import Request, Response, Web


class Asker:
    """Asks a web as a client would, by address."""

    def __init__(self, web: Web) -> None:
        self.web = web

    def __call__(self, address: str, *, method: str = "GET", seen: int = 1, **headers: str) -> Response:
        host, _, path = address.removeprefix("http://").partition("/")
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.web.respond(Request(host, f"/{path}", method, names, seen))


@pytest.fixture(scope="session")
def sites() -> tuple[Site, ...]:
    return load_sites()


@pytest.fixture(scope="session")
def asker() -> Callable[[Web], Asker]:
    return Asker


@pytest.fixture(scope="session")
def ask(sites: tuple[Site, ...]) -> Asker:
    return Asker(Web(sites))
