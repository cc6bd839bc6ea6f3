"""A page as flat lists: elements in document order, and the blocks of text between their borders.

A block is a run of inline content between two borders of block-level elements (or two line breaks). Links, bold runs
and ids inside it are kept as positions in its text. `walk` builds the tree. Compiled, see setup.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cython

__all__ = ["HEADINGS", "Block", "Image", "Link", "Time", "Tree", "on_one_line"]

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def on_one_line(text: str) -> str:
    """Text with a single space for all white space between words, and none around them."""
    # Nothing that is printed is white space but the space itself: most texts need not be parted into words.
    return text.strip(" ") if "  " not in text and text.isprintable() else " ".join(text.split())


@cython.cclass
@dataclass
class Link:
    """An anchor inside a block: character positions of its words and the address as written."""

    start: cython.Py_ssize_t
    end: cython.Py_ssize_t
    href: str


@cython.cclass
@dataclass
class Time:
    """A `<time>` element: the block it stands in, its machine value and its words."""

    block: cython.Py_ssize_t
    value: str
    text: str


@cython.cclass
@dataclass
class Image:
    """A picture: the element that holds it, its address as written, its alternative text."""

    element: cython.Py_ssize_t
    src: str
    alt: str


@cython.cclass
@dataclass
class Block:
    """A run of inline text; `element` is the index of the nearest block-level element.

    Counted once: `line` is the text on one line, `words` the number of its words, `level` that of a heading element (0
    for other blocks), `link_length` and `bold_length` the characters that are words of a link and in bold.
    """

    element: cython.Py_ssize_t
    tag: str
    text: str
    links: Sequence[Link]
    bold: Sequence[tuple[int, int]]
    ids: Sequence[str]
    is_button: cython.bint = False
    line: str = field(init=False)
    words: cython.Py_ssize_t = field(init=False)
    level: cython.Py_ssize_t = field(init=False)
    link_length: cython.Py_ssize_t = field(init=False)
    bold_length: cython.Py_ssize_t = field(init=False)

    def __post_init__(self) -> None:
        self.line = on_one_line(self.text)
        self.words = self.line.count(" ") + 1 if self.line else 0
        self.level = HEADINGS.get(self.tag, 0)
        self.link_length = sum([link.end - link.start for link in self.links]) if self.links else 0
        self.bold_length = sum([end - start for start, end in self.bold]) if self.bold else 0


@cython.cclass
@dataclass
class Tree:
    """Elements as parallel lists in document order (index 0 is the root), and the blocks between them.

    `first` and `last` give each element's half-open range of blocks, `end` the index after its last descendant;
    `ranks`, `own` and `pointers` remember what was found out about single blocks.
    """

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    attributes: list[dict[str, str | None]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    inputs: list[tuple[int, str]] = field(default_factory=list)
    ranks: dict[int, int] = field(default_factory=dict)
    own: dict[int, str] = field(default_factory=dict)
    truncated: cython.bint = False
    pointers: set[int] | None = None

    def ancestors(self, element: int) -> Iterator[int]:
        """`element` and all that hold it, nearest first."""
        while element >= 0:
            yield element
            element = self.parents[element]

    def children(self, element: int) -> Iterator[int]:
        """Direct block-level children of `element`, in order."""
        child, end = element + 1, self.end[element]
        while child < end:
            yield child
            child = self.end[child]

    def attribute(self, element: int, name: str) -> str:
        """Value of an attribute, empty when missing."""
        return self.attributes[element].get(name) or ""

    def hint(self, element: int) -> str:
        """Class, id and role of an element, lower case."""
        get = self.attributes[element].get
        return f"{get('class') or ''} {get('id') or ''} {get('role') or ''}".lower()
