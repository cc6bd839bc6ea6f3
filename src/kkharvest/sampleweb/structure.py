"""What the engine derives from a site's pages: parents, menus, breadcrumbs, listings, news."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kkharvest.core.text import shorten
from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.markup import plain_text

__all__ = ["Structure", "teaser"]

_ENDING = re.compile(r"(\.4\.[0-9a-f]+)?\.(html|htm|aspx|asp|php|pdf)$")
_UNLISTED = frozenset({"start", "landing", "listing", "calendar", "form", "shell", "empty", "missing", "image"})
_UNMENUED = frozenset({"start", "news", "event", "pdf", "text", "image", "form", "empty", "missing", "shell"})
_DOCUMENTS = frozenset({"pdf", "text"})
_FRONT_NEWS = 4


def _stem(path: str) -> str:
    return _ENDING.sub("", path).rstrip("/") + "/"


def teaser(page: Page, limit: int) -> str:
    """The page's lead or first words, cut to `limit` characters."""
    text = page.lead or " ".join(plain_text(page.body).split("\n"))
    return shorten(text, limit)


@dataclass(frozen=True)
class Structure:
    """One site's pages and how they hang together."""

    site: Site
    by_path: Mapping[str, Page]
    parents: Mapping[str, str]
    children: Mapping[str, tuple[Page, ...]] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site) -> "Structure":
        """The structure of a site."""
        by_path = {page.path: page for page in site.pages}
        stems = {_stem(page.path): page.path for page in site.pages if page.kind not in _DOCUMENTS}
        parents = {page.path: _parent(page, stems) for page in site.pages if page.path != "/"}
        children: dict[str, list[Page]] = {}
        for path, parent in parents.items():
            children.setdefault(parent, []).append(by_path[path])
        translations: dict[str, str] = {}
        for page in site.pages:
            if page.translation:
                translations[page.path] = page.translation
                translations.setdefault(page.translation, page.path)
        frozen = {path: tuple(pages) for path, pages in children.items()}
        return cls(site, by_path, parents, frozen, translations)

    def language(self, page: Page) -> str:
        """The page's language: its own, or the site's."""
        return page.lang or self.site.language

    def crumbs(self, page: Page) -> list[Page]:
        """The page's ancestors, front page first; the page itself is not among them."""
        found: list[Page] = []
        path = page.path
        while path in self.parents and len(found) < len(self.by_path):
            path = self.parents[path]
            found.append(self.by_path[path])
        return found[::-1]

    def sub(self, page: Page) -> list[Page]:
        """Children of a page that menus and landing pages show."""
        return [
            child
            for child in self.children.get(page.path, ())
            if not child.hidden and child.kind not in _UNMENUED and self.language(child) == self.language(page)
        ]

    def root(self, page: Page) -> Page:
        """The front page of the page's language: `/`, or the topmost ancestor in that language."""
        line = [*self.crumbs(page), page]
        return next(ancestor for ancestor in line if self.language(ancestor) == self.language(page))

    def menu(self, page: Page) -> list[tuple[Page, list[Page]]]:
        """The main menu as seen from a page: entries with their sub-menus."""
        return [(entry, self.sub(entry)) for entry in self.sub(self.root(page))]

    def local_menu(self, page: Page) -> list[Page]:
        """The menu beside the text: children, or siblings where there are none."""
        own = self.sub(page)
        if own or page.path == "/":
            return own
        return self.sub(self.by_path[self.parents[page.path]])

    def news(self, language: str) -> list[Page]:
        """News of the site, latest first."""
        found = [page for page in self.site.pages if page.kind == "news" and not page.hidden]
        found = [page for page in found if self.language(page) == language]
        return sorted(found, key=lambda page: (page.published is None, -_ordinal(page)))

    def front_news(self, page: Page) -> list[Page]:
        """The few latest news that a front page shows."""
        return self.news(self.language(page))[:_FRONT_NEWS]

    def events(self) -> list[Page]:
        """Events by their start."""
        found = [page for page in self.site.pages if page.kind == "event" and page.starts and not page.hidden]
        return sorted(found, key=lambda page: str(page.starts))

    def items(self, listing: Page) -> list[Page]:
        """The pages a listing shows: news and other dated pages latest first, the rest in file order."""
        spec = listing.list_of
        if spec is None:
            return []
        found = [
            page
            for page in self.site.pages
            if not page.hidden
            and page.path != listing.path
            and page.kind not in _UNLISTED
            and self.language(page) == self.language(listing)
            and (spec.kind is None or page.kind == spec.kind)
            and (spec.under is None or page.path.startswith(spec.under))
            and (spec.tag is None or spec.tag in page.tags)
            and (spec.type is None or page.type == spec.type)
        ]
        if spec.type is not None:
            return found
        return sorted(found, key=lambda page: -_ordinal(page))

    def in_sitemap(self) -> list[Page]:
        """Pages the sitemap names."""
        left_out = {"empty", "missing", "form", "image", "shell"}
        return [page for page in self.site.pages if not page.hidden and not page.noindex and page.kind not in left_out]


def _ordinal(page: Page) -> int:
    return page.published.toordinal() if page.published else 0


def _parent(page: Page, stems: Mapping[str, str]) -> str:
    if page.parent is not None:
        return page.parent
    stem = _stem(page.path)
    while stem != "/":
        stem = stem[:-1].rpartition("/")[0] + "/"
        if stem in stems and stems[stem] != page.path:
            return stems[stem]
    return "/"
