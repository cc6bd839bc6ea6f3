"""The lead image of a page: its address, its alternative text, who made it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kkharvest.extract.metadata import Head
from kkharvest.extract.tree import HEADINGS, Image, Tree

__all__ = ["Picture", "find_picture"]

_CREDIT = re.compile(
    r"\b(?:foto(?:graf)?(?: och bild)?|bild|illustration|photo(?:graph(?:er)?)?(?: credit)?|image credit)"
    r"\s*(?:[:/]\s*|(?:av|by)\s+)([^\n|()]{2,80}?)\s*(?:[.;)]\s*$|\||\n|$|[.;]\s)",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"logo|icon|sprite|avatar|pixel|\.svg(?:$|\?)|^data:", re.IGNORECASE)
_OUTER = frozenset({"nav", "footer", "header", "aside", "dialog"})
_LEVELS = 4
_MOST_BLOCKS = 5


@dataclass(frozen=True, slots=True)
class Picture:
    """An image's address as written, its alternative text and its credit; None for what the page does not say."""

    src: str | None = None
    alt: str | None = None
    credit: str | None = None


def find_picture(tree: Tree, head: Head, title_block: int | None, main: int) -> Picture:
    """What the page shares as its picture, else the first one of its main part."""
    shown = _shown(tree, head, title_block, main)
    if shown is None:
        return Picture(head.image, head.image_alt)
    alt = head.image_alt or " ".join(shown.alt.split()) or None
    return Picture(head.image or shown.src or None, alt, _credit(tree, shown))


def _shown(tree: Tree, head: Head, title_block: int | None, main: int) -> Image | None:
    shared = _file(head.image or "")
    if shared:
        for image in tree.images:
            if shared in image.src.lower() and _file(image.src) == shared:
                return image
    inside = range(main, tree.end[main]) if tree.tags else range(0)
    article = tree.blocks[title_block].element if title_block is not None else -1
    for image in tree.images:
        if image.element in inside and image.src and not _DECORATION.search(image.src) and not _is_outer(tree, image):
            # Without a shared picture only one near the title is the page's own.
            return image if not head.image and _is_near(tree, image, article) else None
    return None


def _is_near(tree: Tree, image: Image, title: int) -> bool:
    first = tree.first[image.element]
    return title < 0 or abs(first - tree.first[title]) <= 2 * _MOST_BLOCKS


def _is_outer(tree: Tree, image: Image) -> bool:
    return any(tree.tags[up] in _OUTER for up in tree.ancestors(image.element))


def _file(src: str) -> str:
    try:
        return urlsplit(src).path.rsplit("/", 1)[-1].lower()
    except ValueError:
        return ""


def _credit(tree: Tree, image: Image) -> str | None:
    for words in (*_around(tree, image), image.alt):
        found = _CREDIT.search(words)
        if found:
            return " ".join(found.group(1).split()).rstrip(" .,")
    return None


def _around(tree: Tree, image: Image) -> Iterator[str]:
    """Texts of the smallest elements that hold the image, captions and not the article."""
    for depth, up in enumerate(tree.ancestors(image.element)):
        first, last = tree.first[up], tree.last[up]
        if depth >= _LEVELS or last - first > _MOST_BLOCKS or tree.tags[up] in {"main", "body"}:
            return
        for at in range(first, last):
            if tree.blocks[at].tag not in HEADINGS:
                yield tree.blocks[at].text
        if tree.tags[up] == "figure":
            return
