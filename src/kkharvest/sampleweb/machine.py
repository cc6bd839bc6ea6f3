"""What a site says to machines: robots.txt, sitemaps, feeds, and WordPress's REST interface."""

import datetime as dt
import gzip
import json
import math
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.dialects import DIALECTS
from kkharvest.sampleweb.markup import render_body, slug
from kkharvest.sampleweb.structure import Structure, teaser

__all__ = ["address", "as_json", "feed", "load_more", "rest", "robots", "sitemap"]

_FEED_LENGTH = 15
_SITEMAP_PARTS = 2
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def address(site: Site, path: str) -> str:
    """The absolute address of a path of a site."""
    return f"http://{site.host}{quote(path, safe='/?=&%')}"


def robots(site: Site) -> str:
    """robots.txt: the site's own, else one that allows all and names the sitemap."""
    if site.robots:
        return site.robots
    line = "" if site.sitemap == "none" else f"\nSitemap: {address(site, '/sitemap.xml')}\n"
    return f"User-agent: *\nDisallow:\n{line}"


def sitemap(structure: Structure, path: str) -> tuple[bytes, str] | None:
    """Body and content type of the sitemap document at `path`, if there is one."""
    site = structure.site
    if site.sitemap == "none":
        return None
    pages = structure.in_sitemap()
    if site.sitemap == "plain":
        return (_urlset(site, pages), "application/xml") if path == "/sitemap.xml" else None
    ending = ".xml.gz" if site.sitemap == "gz" else ".xml"
    size = math.ceil(len(pages) / _SITEMAP_PARTS)
    parts = {f"/sitemap-{n + 1}{ending}": pages[n * size : (n + 1) * size] for n in range(_SITEMAP_PARTS)}
    if path == "/sitemap.xml":
        rows = "".join(f"<sitemap><loc>{address(site, part)}</loc></sitemap>\n" for part in parts)
        return f'{_XML}<sitemapindex xmlns="{_SITEMAPS}">\n{rows}</sitemapindex>\n'.encode(), "application/xml"
    if path not in parts:
        return None
    body = _urlset(site, parts[path])
    return (gzip.compress(body, mtime=0), "application/gzip") if site.sitemap == "gz" else (body, "application/xml")


def _urlset(site: Site, pages: list[Page]) -> bytes:
    rows = []
    for page in pages:
        day = f"<lastmod>{page.touched.isoformat()}</lastmod>" if page.touched else ""
        rows.append(f"<url><loc>{escape(address(site, page.path))}</loc>{day}</url>\n")
    return f'{_XML}<urlset xmlns="{_SITEMAPS}">\n{"".join(rows)}</urlset>\n'.encode()


def _moment(day: dt.date | None) -> dt.datetime:
    return dt.datetime.combine(day or dt.date(2024, 1, 1), dt.time(8, 0), tzinfo=dt.UTC)


def feed(structure: Structure) -> tuple[bytes, str] | None:
    """Body and content type of the site's feed, if it has one."""
    spec = structure.site.feed
    if spec is None:
        return None
    news = structure.news(structure.site.language)[:_FEED_LENGTH]
    if spec.format == "rss":
        return _rss(structure.site, news).encode(), "application/rss+xml; charset=utf-8"
    return _atom(structure.site, news).encode(), "application/atom+xml; charset=utf-8"


def _rss(site: Site, news: list[Page]) -> str:
    rows = []
    for page in news:
        link = escape(address(site, page.path))
        categories = "".join(f"<category>{escape(tag)}</category>" for tag in page.tags)
        rows.append(
            f"<item><title>{escape(page.title)}</title><link>{link}</link>"
            f'<guid isPermaLink="true">{link}</guid><pubDate>{format_datetime(_moment(page.published))}</pubDate>'
            f"{categories}<description>{escape(teaser(page, 240))}</description></item>\n"
        )
    head = (
        f"<title>{escape(site.name)}</title><link>{address(site, '/')}</link>"
        f"<description>Nyheter från {escape(site.name)}</description><language>{site.language}</language>\n"
    )
    return f'{_XML}<rss version="2.0"><channel>{head}{"".join(rows)}</channel></rss>\n'


def _atom(site: Site, news: list[Page]) -> str:
    rows = []
    for page in news:
        link = escape(address(site, page.path))
        rows.append(
            f'<entry><title>{escape(page.title)}</title><link rel="alternate" type="text/html" href="{link}"/>'
            f"<id>{link}</id><published>{_moment(page.published).isoformat()}</published>"
            f"<updated>{_moment(page.touched).isoformat()}</updated>"
            f"<summary>{escape(teaser(page, 240))}</summary></entry>\n"
        )
    latest = max((_moment(page.touched) for page in news), default=_moment(None)).isoformat()
    own = address(site, site.feed.path if site.feed else "/")
    head = (
        f'<title>{escape(site.name)}</title><id>{own}</id><link rel="self" href="{own}"/><updated>{latest}</updated>\n'
    )
    return f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom">{head}{"".join(rows)}</feed>\n'


def _post(structure: Structure, page: Page, number: int, tags: list[str]) -> dict[str, Any]:
    site = structure.site
    published, modified = _moment(page.published), _moment(page.touched)
    return {
        "id": 1000 + number * 7,
        "date": published.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_gmt": published.strftime("%Y-%m-%dT%H:%M:%S"),
        "modified": modified.strftime("%Y-%m-%dT%H:%M:%S"),
        "slug": slug(page.path.rstrip("/").rpartition("/")[2]),
        "status": "publish",
        "type": page.type or ("post" if page.kind == "news" else "page"),
        "link": address(site, page.path),
        "title": {"rendered": escape(page.title)},
        "content": {"rendered": render_body(page.body, DIALECTS[site.system]), "protected": False},
        "excerpt": {"rendered": f"<p>{escape(teaser(page, 190))}</p>\n", "protected": False},
        "categories": [tags.index(tag) + 2 for tag in page.tags],
    }


def rest(structure: Structure, path: str, query: Mapping[str, str]) -> tuple[int, Any, dict[str, str]] | None:
    """Status, JSON value and extra headers of a `wp-json` address, if it is one."""
    site = structure.site
    if site.system not in {"wordpress", "municipio"} or not path.startswith("/wp-json"):
        return None
    types = sorted({page.type for page in site.pages if page.type})
    name = path.removeprefix("/wp-json").strip("/")
    collections = {"posts": None, "pages": None, **dict.fromkeys(types)}
    if name in {"", "wp/v2"}:
        routes = {f"/wp/v2/{each}": {"methods": ["GET"]} for each in (*collections, "categories")}
        return 200, {"name": site.name, "url": address(site, "/"), "routes": routes}, {}
    kind = name.removeprefix("wp/v2/")
    tags = sorted({tag for page in site.pages for tag in page.tags})
    if kind == "categories":
        return 200, [{"id": n + 2, "name": tag, "slug": slug(tag)} for n, tag in enumerate(tags)], {}
    if kind not in collections:
        return 404, _fault("rest_no_route", "Ingen route hittades som matchar URL:en och metoden.", 404), {}
    pages = [page for page in structure.in_sitemap() if _rest_kind(page) == kind]
    if kind == "posts":
        pages.sort(key=lambda page: page.published or dt.date.min, reverse=True)
    size = min(max(_number(query, "per_page", 10), 1), 100)
    number, last = _number(query, "page", 1), max(math.ceil(len(pages) / size), 1)
    if number > last:
        message = "Det efterfrågade sidnumret är större än antalet tillgängliga sidor."
        return 400, _fault("rest_post_invalid_page_number", message, 400), {}
    order = {page.path: index for index, page in enumerate(site.pages)}
    chosen = pages[(number - 1) * size : number * size]
    posts = [_post(structure, page, order[page.path], tags) for page in chosen]
    return 200, posts, {"X-WP-Total": str(len(pages)), "X-WP-TotalPages": str(last)}


def _rest_kind(page: Page) -> str:
    return page.type or ("posts" if page.kind == "news" else "pages")


def _fault(code: str, message: str, status: int) -> dict[str, Any]:
    return {"code": code, "message": message, "data": {"status": status}}


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isdigit() else default


def load_more(structure: Structure, query: Mapping[str, str]) -> str | None:
    """The HTML piece that `admin-ajax.php?action=load_more&type=T&paged=N` returns; the last says there is no more."""
    if query.get("action") != "load_more":
        return None
    pages = [page for page in structure.in_sitemap() if page.type == query.get("type")]
    listing = next(
        (page for page in structure.site.pages if page.list_of and page.list_of.type == query.get("type")), None
    )
    size = listing.size if listing else 10
    limit = listing.teaser if listing else 160
    number = _number(query, "paged", 1)
    chosen = pages[(number - 1) * size : number * size]
    if not chosen:
        return '<p class="no-more">Inget mer att visa</p>'
    return "".join(_load_more_card(structure.site, page, limit) for page in chosen)


def _load_more_card(site: Site, page: Page, limit: int) -> str:
    return (
        f'<article class="card card--{escape(page.type or "")}">'
        f'<a class="card__link" href="{address(site, page.path)}"><h3 class="card__title">{escape(page.title)}</h3></a>'
        f'<p class="card__text">{escape(teaser(page, limit))}</p></article>\n'
    )


def as_json(value: Any) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
