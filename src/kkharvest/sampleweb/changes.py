"""The sample web some time later: what a second harvest finds changed."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kkharvest.core.errors import InputError
from kkharvest.sampleweb.content import Page, Site

__all__ = ["Change", "changed"]

_NOTE = "mall 2026.11"
_ADDITION = "\n\nUppdatering: Arbetet fortsätter under nästa år, och fler företag är välkomna att anmäla sitt intresse."


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to the page at `address` (host and path).

    `text` adds a paragraph (or puts `body` in place), `date` moves the date of change alone, `template` alters
    all pages of every site outside their main text (`address` does not matter), `moved` leaves a redirect to `to`,
    `gone` takes the page away.
    """

    kind: Literal["text", "date", "template", "moved", "gone"]
    address: str = ""
    body: str = ""
    to: str = ""
    day: dt.date = dt.date(2026, 11, 15)


def changed(sites: Iterable[Site], changes: Iterable[Change]) -> tuple[tuple[Site, ...], str]:
    """The sites after the changes, and a note for templates to carry (empty unless they changed)."""
    by_host = {site.host: site for site in sites}
    note = ""
    for change in changes:
        if change.kind == "template":
            note = _NOTE
            continue
        host, slash, path = change.address.partition("/")
        site = by_host.get(host)
        page = site.page(slash + path) if site else None
        if site is None or page is None:
            raise InputError(f"no page {change.address} in the sample web")
        by_host[host] = _after(site, page, change)
    return tuple(by_host.values()), note


def _after(site: Site, page: Page, change: Change) -> Site:
    match change.kind:
        case "text":
            body = change.body or page.body.rstrip() + _ADDITION
            return _replaced(site, page, [page.model_copy(update={"body": body, "modified": change.day})])
        case "date":
            return _replaced(site, page, [page.model_copy(update={"modified": change.day})])
        case "moved":
            later = _replaced(site, page, [page.model_copy(update={"path": change.to})])
            return later.model_copy(update={"redirects": {**site.redirects, page.path: change.to}})
        case _:
            return _replaced(site, page, [])


def _replaced(site: Site, page: Page, pages: list[Page]) -> Site:
    index = site.pages.index(page)
    children = [
        child.model_copy(update={"parent": pages[0].path if pages else "/"}) if child.parent == page.path else child
        for child in site.pages
    ]
    return site.model_copy(update={"pages": (*children[:index], *pages, *children[index + 1 :])})
