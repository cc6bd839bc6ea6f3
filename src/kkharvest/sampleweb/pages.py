"""Views as HTML, by the template of the site's page system."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from kkharvest.sampleweb.content import Site
from kkharvest.sampleweb.machine import address
from kkharvest.sampleweb.markup import slug
from kkharvest.sampleweb.structure import Structure
from kkharvest.sampleweb.views import PageView

__all__ = ["render", "stylesheet"]

_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

_SWEDISH_WORDS: Mapping[str, object] = {
    "skip": "Till innehållet",
    "menu": "Meny",
    "search": "Sök",
    "crumbs": "Länkstig",
    "related": "Relaterad information",
    "contact": "Kontakt",
    "share": "Dela sidan",
    "updated": "Senast uppdaterad",
    "published": "Publicerad",
    "feedback": "Hjälpte informationen på sidan dig?",
    "yes": "Ja",
    "no": "Nej",
    "news": "Nyheter",
    "accept": "Godkänn alla kakor",
    "cookies": "Vi använder kakor för att webbplatsen ska fungera så bra som möjligt och för att mäta hur den används.",
    "filters": (
        "Alla exempel",
        "Akademi och näringsliv",
        "Besöksnäring och evenemang",
        "Bygg och fastigheter",
        "Civilsamhälle",
        "Digitalisering",
        "Ekologisk hållbarhet",
        "Energi",
        "Finansiering, investering och upphandling",
        "Förändringskommunikation",
        "Governance (styrning och ledning)",
        "Internationell samverkan",
        "Mobilitet och transport",
        "Samhälls- och stadsplanering",
    ),
}
_ENGLISH_WORDS: Mapping[str, object] = {
    **_SWEDISH_WORDS,
    "skip": "Skip to content",
    "menu": "Menu",
    "search": "Search",
    "crumbs": "Breadcrumb",
    "related": "Related pages",
    "contact": "Contact",
    "share": "Share this page",
    "updated": "Last updated",
    "published": "Published",
    "feedback": "Was this page helpful?",
    "yes": "Yes",
    "no": "No",
    "news": "News",
    "accept": "Accept all cookies",
    "cookies": "We use cookies to make the website work as well as possible and to measure how it is used.",
}


def _long(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _short(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"


def _english(day: dt.date) -> str:
    return f"{_ENGLISH[day.month - 1]} {day.day:02d}, {day.year}"


def _month(day: dt.date) -> str:
    return f"{_MONTHS[day.month - 1].capitalize()} {day.year}"


def _moment(when: dt.datetime) -> str:
    return f"{_long(when.date())} klockan {when:%H.%M}"


def _hexa(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _camel(text: str) -> str:
    return "".join(word.capitalize() for word in slug(text).split("-"))


def _tel(number: str) -> str:
    return "+46" + "".join(sign for sign in number if sign.isdigit()).removeprefix("0")


def _absolute(path: str, site: Site) -> str:
    return path if path.startswith("http") else address(site, path)


def _news_ld(view: PageView) -> Markup:
    page = view.page
    value = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "datePublished": f"{page.published}T08:00:00+01:00",
        "dateModified": f"{view.updated}T08:00:00+01:00",
        "mainEntityOfPage": _absolute(view.canonical, view.site),
        "author": {"@type": "Organization", "name": page.organisation or view.site.name},
        "publisher": {"@type": "Organization", "name": view.site.name},
        "description": view.short,
    }
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - no tag can open in it


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kkharvest.sampleweb", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        long=_long,
        short=_short,
        english=_english,
        month=_month,
        moment=_moment,
        hexa=_hexa,
        camel=_camel,
        tel=_tel,
        absolute=_absolute,
        slug=slug,
        path=lambda path: quote(path, safe="/?=&%"),
        news_ld=_news_ld,
    )
    return environment


def render(view: PageView, structure: Structure) -> str:
    """The page as HTML text."""
    template = {"shell": "shell", "missing": "missing"}.get(view.page.kind, view.site.system)
    return (
        _environment()
        .get_template(f"{template}.html.j2")
        .render(
            v=view,
            t=_ENGLISH_WORDS if view.lang == "en" else _SWEDISH_WORDS,
            charset=view.site.quirks.encoding,
            latest=structure.front_news(view.page),
        )
    )


def stylesheet(system: str) -> str:
    """The style sheet of a page system; plain, but enough to look like one."""
    return _environment().get_template("site.css.j2").render(system=system)
