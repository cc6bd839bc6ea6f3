"""What a source is: the typed form of a registry file."""

import re
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from kkharvest.core.address import AddressError, host_of, normalise
from kkharvest.sources.window import Window

__all__ = [
    "Expectations",
    "Layout",
    "LoadMorePaging",
    "NextPaging",
    "Paging",
    "ParamPaging",
    "Politeness",
    "Seed",
    "SeedKind",
    "Source",
    "SourceKind",
]

_SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


class SourceKind(StrEnum):
    """What kind of organisation speaks on a source."""

    MUNICIPALITY = "municipality"
    REGION = "region"
    COUNTY_BOARD = "county_board"
    AUTHORITY = "authority"
    NETWORK = "network"
    SCIENCE_PARK = "science_park"
    RESEARCH_INSTITUTE = "research_institute"
    UNIVERSITY = "university"
    MUNICIPAL_COMPANY = "municipal_company"
    PRESS_HOST = "press_host"
    TRADE_PRESS = "trade_press"
    OTHER = "other"


class Layout(StrEnum):
    """The page system; `auto` leaves it to be recognised from the pages."""

    AUTO = "auto"
    SITEVISION = "sitevision"
    WORDPRESS = "wordpress"
    MUNICIPIO = "municipio"
    OPTIMIZELY = "optimizely"
    EPISERVER = "episerver"
    DRUPAL = "drupal"
    UMBRACO = "umbraco"
    MYNEWSDESK = "mynewsdesk"
    CISION = "cision"


class SeedKind(StrEnum):
    """What stands at a seed's address."""

    PAGE = "page"  # a page of its own, whose links are followed
    SITEMAP = "sitemap"  # sitemap or sitemap index, may be gzipped
    FEED = "feed"  # RSS or Atom
    LISTING = "listing"  # a page of cards or links, often paged
    WP_JSON = "wp_json"  # WordPress REST collection; pages itself by X-WP-TotalPages
    AJAX = "ajax"  # an endpoint that answers with pieces of a listing


def _https(url: str) -> str:
    try:
        parts = urlsplit(normalise(url))
    except AddressError as error:
        raise ValueError(str(error)) from None
    is_example = (parts.hostname or "").endswith(".example")
    if parts.scheme != "https" and not is_example:
        raise ValueError("must begin with https://")
    if parts.port is not None and not is_example:
        raise ValueError("must not name a port")
    return url


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no valid regular expression: {error}") from None
    return text


def _host(text: str) -> str:
    if text != host_of(f"https://{text}/") or "." not in text:
        raise ValueError("must be a host name in lower case, such as klimat.helsingborg.se")
    return text


def _code(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError(f'is text: write it in quotes, "{value:04d}"')  # noqa: TRY004 - pydantic gathers ValueError
    return value


def _window(value: Any) -> Any:
    return Window.parse(value) if isinstance(value, str) else value


def _some(seeds: tuple[Any, ...]) -> tuple[Any, ...]:
    # Not min_length: pydantic then calls a list too short as well when its only item is faulty.
    if not seeds:
        raise ValueError("must list one at least")
    return seeds


Address = Annotated[str, AfterValidator(_https)]
Pattern = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_pattern)]
Host = Annotated[str, AfterValidator(_host)]
Text = Annotated[str, Field(min_length=1)]
WindowField = Annotated[Window, BeforeValidator(_window), PlainSerializer(str)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Counted(_Frozen):
    start: int = Field(1, ge=0, description="value of the first page, or offset of the first item")
    step: int = Field(1, ge=1, description="what is added for each further page")
    max_pages: int = Field(20, ge=1, le=1000)


class ParamPaging(_Counted):
    """Further pages by a query parameter: `?page=2`, or an offset with its step."""

    by: Literal["param"]
    param: Text


class NextPaging(_Frozen):
    """Further pages by a link: rel=next, or the first link that `selector` (CSS) finds."""

    by: Literal["next"]
    selector: Text | None = None
    max_pages: int = Field(20, ge=1, le=1000)


class LoadMorePaging(_Counted):
    """Further items behind a button (*Ladda fler*), from an endpoint of its own."""

    by: Literal["load_more"]
    endpoint: Address
    param: Text
    method: Literal["get", "post"] = "get"
    fields: dict[str, str] = Field({}, description="sent with every request")
    html_at: Text | None = Field(None, description="dotted path of the HTML in a JSON answer; none: the body is HTML")


Paging = Annotated[ParamPaging | NextPaging | LoadMorePaging, Field(discriminator="by")]


class Seed(_Frozen):
    """An address where a harvest starts."""

    kind: SeedKind
    url: Address
    paging: Paging | None = None
    optional: bool = Field(default=False, description="not seen answering yet: its failure says nothing of the source")


class Politeness(_Frozen):
    """What this host asks for beyond the settings; none means the settings' value."""

    delay_s: float | None = Field(None, ge=0, le=600)
    max_pages: int | None = Field(None, ge=1)
    max_bytes: int | None = Field(None, ge=1, description="bytes per run, all pages together")
    max_minutes: float | None = Field(None, gt=0)
    window: WindowField | None = Field(None, description='local time in which to visit: "22:00-06:00"')
    same_address_group: str | None = Field(
        None, pattern=_SLUG, description="sources of one group share a server: one delay for all"
    )


class Expectations(_Frozen):
    """What a healthy harvest yields; a run that stays below is reported."""

    min_pages: int = Field(1, ge=0)
    min_candidates: int = Field(0, ge=0)
    max_failed_share: float = Field(0.2, ge=0, le=1, description="share of requests that may fail")


class Source(_Frozen):
    """One organisation's site, or its room on a shared one."""

    id: str = Field(pattern=_SLUG, max_length=60)
    name: Text
    kind: SourceKind
    kommunkod: Annotated[str, BeforeValidator(_code)] | None = Field(None, pattern=r"^\d{4}$")
    region_code: Annotated[str, BeforeValidator(_code)] | None = Field(None, pattern=r"^\d{2}$")
    homepage: Address
    hosts: tuple[Host, ...] = Field((), description="further hosts that belong to the source")
    language: str = Field("sv", pattern=r"^[a-z]{2}$")
    layout: Layout = Layout.AUTO
    seeds: Annotated[tuple[Seed, ...], AfterValidator(_some)]
    include: tuple[Pattern, ...] = Field((), description="only paths in which one of these is found; none: all")
    exclude: tuple[Pattern, ...] = Field((), description="no path in which one of these is found")
    politeness: Politeness = Politeness()
    follow: bool = Field(default=True, description="follows links and lists; else the seeds alone are asked")
    render: bool = Field(default=False, description="needs a browser: nothing to read without scripts")
    expectations: Expectations = Expectations()
    contact: Text | None = Field(None, description="the source's own mailbox or contact page")
    enabled: bool = True
    notes: Text | None = None

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """Hosts of this source, each with and without `www.`."""
        bare = {host.removeprefix("www.") for host in (host_of(self.homepage), *self.hosts)}
        return frozenset(bare | {f"www.{host}" for host in bare})

    def owns(self, url: str) -> bool:
        """Whether `url` lies on one of the source's hosts."""
        return host_of(url) in self.all_hosts

    def wants(self, url: str) -> bool:
        """Whether a harvest may follow `url`: own host, included, not excluded.

        Patterns are searched in path and query. A seed is fetched whatever the patterns say.
        """
        if not self.owns(url):
            return False
        parts = urlsplit(url)
        place = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        included = not self.include or any(re.search(pattern, place) for pattern in self.include)
        return included and not any(re.search(pattern, place) for pattern in self.exclude)
