"""What templates see: one page of a site, with everything around it."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from markupsafe import Markup

from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.dialects import DIALECTS
from kkharvest.sampleweb.markup import render_body, slug
from kkharvest.sampleweb.structure import Structure, teaser

__all__ = ["Card", "Listing", "Month", "PageView", "build_view", "picture_path"]

_FACETS = 6
_PAGE_PARAMETER = {"optimizely": "p", "cision": "p"}
_WORDPRESSES = frozenset({"wordpress", "municipio"})
_FIRST_MONTH = dt.date(2026, 11, 1)


@dataclass(frozen=True)
class Card:
    """A listed page: what a card, a list row or a search hit shows of it."""

    page: Page
    href: str
    teaser: str
    picture: str


@dataclass(frozen=True)
class Listing:
    """One step of a listing."""

    cards: list[Card]
    number: int
    last: int
    total: int
    steps: list[tuple[int, str]]
    more: str = ""
    facets: list[tuple[str, str]] = field(default_factory=list)

    @property
    def following(self) -> str | None:
        """Address of the next step, if there is one."""
        return next((href for number, href in self.steps if number == self.number + 1), None)


@dataclass(frozen=True)
class Month:
    """One month of a calendar that never ends."""

    first: dt.date
    events: list[Page]
    before: str
    after: str


@dataclass(frozen=True)
class PageView:
    """Everything a template needs."""

    site: Site
    page: Page
    lang: str
    body: Markup
    crumbs: list[Page]
    menu: list[tuple[Page, list[Page]]]
    local: list[Page]
    home: Page
    cards: list[Card]
    news: list[Card]
    listing: Listing | None
    month: Month | None
    alternates: list[tuple[str, str]]
    related: list[tuple[str, str]]
    canonical: str
    picture: str
    short: str
    updated: dt.date | None


def picture_path(page: Page) -> str:
    """Where a page's picture stands."""
    return f"/images/{slug(page.title)[:60] or 'bild'}.png"


def _session(site: Site, salt: str) -> str:
    return hashlib.sha256(f"{site.host}{salt}".encode()).hexdigest()[:16]


def _card(site: Site, page: Page, limit: int, salt: str) -> Card:
    href = quote(page.path)
    if site.quirks.session_ids:
        href += f"?sid={_session(site, salt)}"
    elif site.quirks.tracking:
        href += f"?utm_source={slug(site.name)}&utm_medium=teaser&utm_campaign={slug(page.title)[:24]}"
    return Card(page, href, teaser(page, limit), picture_path(page))


def page_number(site: Site, path: str, query: Mapping[str, str]) -> tuple[str, int]:
    """The listing's own path and which step of it is asked for, as the page system writes it."""
    if site.system in _WORDPRESSES:
        head, mark, tail = path.rstrip("/").rpartition("/page/")
        return (head + "/", int(tail)) if mark and tail.isdigit() else (path, 1)
    value = query.get(_PAGE_PARAMETER.get(site.system, "page"), "")
    if not value.isdigit():
        return path, 1
    return path, int(value) + 1 if site.system == "drupal" else max(int(value), 1)


def _step_href(site: Site, path: str, number: int, kept: Mapping[str, str]) -> str:
    if site.system in _WORDPRESSES:
        base = quote(path) if number == 1 else f"{quote(path.rstrip('/'))}/page/{number}/"
        return base + (f"?{urlencode(kept)}" if kept else "")
    value = number - 1 if site.system == "drupal" else number
    return f"{quote(path)}?{urlencode({**kept, _PAGE_PARAMETER.get(site.system, 'page'): value})}"


def _facets(page: Page, items: list[Page], kept: Mapping[str, str]) -> list[tuple[str, str]]:
    tags = sorted({tag for item in items for tag in item.tags})[:_FACETS]
    years = sorted({str(item.published.year) for item in items if item.published})
    choices = [(tag, {"amne": slug(tag)}) for tag in tags] + [(year, {"ar": year}) for year in years]
    choices += [("Senaste först", {"sortera": "datum"}), ("A–Ö", {"sortera": "namn"})]
    return [(label, f"{quote(page.path)}?{urlencode({**kept, **choice})}") for label, choice in choices]


def _chosen(items: list[Page], query: Mapping[str, str]) -> list[Page]:
    if tag := query.get("amne"):
        items = [item for item in items if tag in {slug(own) for own in item.tags}]
    if year := query.get("ar"):
        items = [item for item in items if item.published and str(item.published.year) == year]
    if query.get("sortera") == "namn":
        items = sorted(items, key=lambda item: item.title)
    return items


def _listing(structure: Structure, page: Page, number: int, query: Mapping[str, str]) -> Listing:
    site = structure.site
    everything = structure.items(page)
    kept = {name: query[name] for name in ("amne", "ar", "sortera") if name in query} if site.quirks.facets else {}
    items = _chosen(everything, kept)
    size = page.size if page.paging != "none" else max(len(items), 1)
    last = max(-(-len(items) // size), 1)
    salt = f"{page.path}{number}"
    return Listing(
        cards=[_card(site, item, page.teaser, salt) for item in items[(number - 1) * size : number * size]],
        number=number,
        last=last,
        total=len(items),
        steps=[(step, _step_href(site, page.path, step, kept)) for step in range(1, last + 1)],
        more=page.paging if page.paging == "more" else "",
        facets=_facets(page, everything, kept) if site.quirks.facets else [],
    )


def month_href(site: Site, page: Page, first: dt.date) -> str:
    """Address of a month of the calendar at `page`."""
    if site.system in _WORDPRESSES:
        return f"{quote(page.path.rstrip('/'))}/{first:%Y/%m}/"
    return f"{quote(page.path)}?manad={first:%Y-%m}"


def _moved(first: dt.date, months: int) -> dt.date:
    index = first.year * 12 + first.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def _month(structure: Structure, page: Page, asked: dt.date | None) -> Month:
    first = asked or _FIRST_MONTH
    events = [event for event in structure.events() if event.starts and _same_month(event.starts, first)]
    before, after = (month_href(structure.site, page, _moved(first, step)) for step in (-1, 1))
    return Month(first, structure.events() if asked is None else events, before, after)


def _same_month(starts: dt.datetime, first: dt.date) -> bool:
    return (starts.year, starts.month) == (first.year, first.month)


def _related(structure: Structure, page: Page, title_of: Callable[[str], str]) -> list[tuple[str, str]]:
    found = []
    for target in page.related:
        own = structure.by_path.get(target)
        found.append((own.title if own else title_of(target), target))
    return found


def build_view(
    structure: Structure,
    page: Page,
    *,
    number: int = 1,
    query: Mapping[str, str] | None = None,
    month: dt.date | None = None,
    title_of: Callable[[str], str] = str,
) -> PageView:
    """The view of a page; `number` is the step of a listing, `month` that of a calendar."""
    site = structure.site
    other = structure.translations.get(page.path)
    lang = structure.language(page)
    alternates = [(lang, page.path), (structure.language(structure.by_path[other]), other)] if other else []
    lists_news = page.kind == "start"
    return PageView(
        site=site,
        page=page,
        lang=lang,
        body=Markup(render_body(page.body, DIALECTS[site.system])),  # noqa: S704 - made of our own content files
        crumbs=structure.crumbs(page),
        menu=structure.menu(page),
        local=structure.local_menu(page),
        home=structure.root(page),
        cards=[_card(site, child, page.teaser, page.path) for child in structure.sub(page)]
        if page.kind in {"landing", "start"}
        else [],
        news=[_card(site, item, page.teaser, page.path) for item in structure.front_news(page)] if lists_news else [],
        listing=_listing(structure, page, number, query or {}) if page.kind == "listing" else None,
        month=_month(structure, page, month) if page.kind == "calendar" else None,
        alternates=alternates,
        related=_related(structure, page, title_of),
        canonical=page.canonical or page.path,
        picture=picture_path(page) if page.image else "",
        short=teaser(page, 155),
        updated=page.touched,
    )
