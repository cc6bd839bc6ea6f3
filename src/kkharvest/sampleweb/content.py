"""What editors wrote: sites and pages, read from `sites/*.yml` and checked (see FORMAT.md)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from kkharvest.core.errors import InputError

__all__ = ["Contact", "Image", "Link", "ListSpec", "Page", "PageKind", "Quirks", "Site", "System", "load_sites"]

System = Literal[
    "sitevision", "municipio", "wordpress", "optimizely", "drupal", "umbraco", "mynewsdesk", "cision", "legacy"
]
SiteKind = Literal[
    "municipality",
    "region",
    "county-board",
    "network",
    "collection",
    "press",
    "trade-press",
    "science-park",
    "company",
]
PageKind = Literal[
    "start",
    "landing",
    "listing",
    "news",
    "article",
    "multi",
    "service",
    "event",
    "calendar",
    "pdf",
    "text",
    "image",
    "form",
    "shell",
    "empty",
    "missing",
]


def _as_date(value: object) -> object:
    return value.date() if isinstance(value, dt.datetime) else value


Day = Annotated[dt.date, BeforeValidator(_as_date)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Contact(_Record):
    """A person or function in a page's contact box."""

    name: str
    role: str = ""
    email: str = ""
    phone: str = ""


class Image(_Record):
    """The picture at the head of a page."""

    alt: str = ""
    caption: str = ""
    credit: str = ""


class Link(_Record):
    """A link of the "Länkar" box."""

    text: str
    href: str


class ListSpec(_Record):
    """Which pages a listing shows; every given condition must hold."""

    kind: PageKind | None = None
    under: str | None = None
    tag: str | None = None
    type: str | None = None


class Quirks(_Record):
    """How a site departs from the well behaved."""

    encoding: Literal["utf-8", "iso-8859-1"] = "utf-8"
    delay: Annotated[float, Field(ge=0, le=1)] = 0.0
    failing_every: Annotated[int, Field(ge=0)] = 0
    soft_404: bool = False
    session_ids: bool = False
    tracking: bool = False
    facets: bool = False
    trailing_slash: bool = False
    validators: bool = True


class Footer(_Record):
    """Address and opening hours of the organisation; no persons."""

    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


class Feed(_Record):
    """Where the news feed stands, and its format."""

    path: str
    format: Literal["rss", "atom"]


class Page(_Record):
    """One page as its editor filed it."""

    path: Annotated[str, Field(pattern=r"^/\S*$")]
    kind: PageKind
    title: str
    menu: str = ""
    parent: str | None = None
    lead: str = ""
    body: str = ""
    published: Day | None = None
    modified: Day | None = None
    lang: Literal["sv", "en"] | None = None
    translation: str | None = None
    tags: tuple[str, ...] = ()
    author: str = ""
    image: Image | None = None
    contact: tuple[Contact, ...] = ()
    related: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    list_of: ListSpec | None = Field(default=None, alias="list")
    style: Literal["cards", "plain", "table"] = "cards"
    size: Annotated[int, Field(gt=0)] = 10
    paging: Literal["numbered", "more", "none"] = "none"
    teaser: Annotated[int, Field(gt=20)] = 160
    organisation: str = ""
    city: str = ""
    starts: dt.datetime | None = None
    place: str = ""
    type: str | None = None
    hidden: bool = False
    noindex: bool = False
    canonical: str | None = None
    headers: Mapping[str, str] = Field(default_factory=dict)
    copy_of: str | None = None
    paragraphs: Annotated[int, Field(gt=0)] | None = None
    feedback: bool = True

    @field_validator("starts", mode="before")
    @classmethod
    def _starts(cls, value: object) -> object:
        return f"{value}:00" if isinstance(value, str) and len(value) == len("2026-03-12 08:00") else value

    @property
    def label(self) -> str:
        """What menus and breadcrumbs call the page."""
        return self.menu or self.title

    @property
    def touched(self) -> dt.date | None:
        """The later of `published` and `modified`."""
        return max((day for day in (self.published, self.modified) if day), default=None)


class Site(_Record):
    """One host with its pages, in the order of its file."""

    host: Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.example$")]
    name: str
    kind: SiteKind
    system: System
    language: Literal["sv", "en"] = "sv"
    tagline: str = ""
    about: str = ""
    footer: Footer = Footer()
    robots: str = ""
    sitemap: Literal["none", "plain", "index", "gz"] = "plain"
    feed: Feed | None = None
    redirects: Mapping[str, str] = Field(default_factory=dict)
    quirks: Quirks = Quirks()
    pages: tuple[Page, ...]

    @field_validator("pages")
    @classmethod
    def _unique(cls, pages: tuple[Page, ...]) -> tuple[Page, ...]:
        seen: set[str] = set()
        for page in pages:
            if page.path in seen:
                raise ValueError(f"two pages at {page.path}")
            seen.add(page.path)
        if "/" not in seen:
            raise ValueError("no page at /")
        return pages

    def page(self, path: str) -> Page | None:
        """The page at `path`, if there is one."""
        return next((page for page in self.pages if page.path == path), None)


def load_sites() -> tuple[Site, ...]:
    """All sites of the package, by host, copies filled in; raises InputError naming file and field."""
    return _load()


@cache
def _load() -> tuple[Site, ...]:
    folder = resources.files("kkharvest.sampleweb") / "sites"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".yml")), key=lambda item: item.name)
    sites = [parse_site(item.read_text(encoding="utf-8"), item.name) for item in files]
    return fill_copies([with_about_page(site) for site in sites])


def parse_site(text: str, name: str) -> Site:
    """The site a YAML text describes; `name` is used in messages."""
    try:
        site = Site.model_validate(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, ValidationError) as error:
        raise InputError(f"{name}: {error}") from error
    if name != f"{site.host}.yml":
        raise InputError(f"{name}: host is {site.host}; the file must bear its name")
    return site


_ABOUT_PATH = {"sitevision": ".html", "legacy": ".html", "drupal": "", "mynewsdesk": ""}
_ABOUT = """
## Tillgänglighet
{name} står bakom webbplatsen. Vi vill att så många som möjligt ska kunna använda den, och arbetar löpande
med att åtgärda brister. Webbplatsen uppfyller delvis lagen om tillgänglighet till digital offentlig service.
Vissa äldre dokument kan inte läsas med skärmläsare.

## Kakor
Vi använder kakor för att minnas dina val och för att mäta hur webbplatsen används. Du kan när som helst ändra
dina inställningar.

## Personuppgifter
Uppgifter som du lämnar i formulär behandlas enligt dataskyddsförordningen och gallras enligt vår
informationshanteringsplan.
"""


def with_about_page(site: Site) -> Site:
    """The same site with the page about accessibility, cookies and personal data that every footer links to."""
    ending = _ABOUT_PATH.get(site.system, "/")
    page = Page(
        path=f"/om-webbplatsen{ending}",
        kind="service",
        title="Om webbplatsen",
        parent="/",
        modified=dt.date(2024, 5, 15),
        body=_ABOUT.format(name=site.name),
        lang="sv",
        hidden=True,
        feedback=False,
    )
    return site if site.page(page.path) else site.model_copy(update={"pages": (*site.pages, page)})


def fill_copies(sites: Iterable[Site]) -> tuple[Site, ...]:
    """The same sites, with lead and body of every `copy_of` page taken from its original."""
    sites = tuple(sites)
    originals = {f"{site.host}{page.path}": page for site in sites for page in site.pages}
    return tuple(
        site.model_copy(update={"pages": tuple(_filled(page, originals) for page in site.pages)}) for site in sites
    )


def _filled(page: Page, originals: Mapping[str, Page]) -> Page:
    if page.copy_of is None:
        return page
    original = originals.get(page.copy_of)
    if original is None:
        raise InputError(f"{page.path}: copy_of names {page.copy_of}, which does not exist")
    blocks = original.body.strip().split("\n\n")[: page.paragraphs]
    body = "\n\n".join([*blocks, page.body]) if page.body else "\n\n".join(blocks)
    return page.model_copy(update={"lead": page.lead or original.lead, "body": body})
