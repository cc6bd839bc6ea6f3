"""A page as flat lists: elements in document order, and the blocks of text between their borders.

Lexbor parses as browsers do; one pass over its nodes, without recursion, gives everything later steps ask for, so
that none of them touches the parser again. A block is a run of inline content between two borders of block-level
elements (or two line breaks). Links, bold runs and ids inside it are kept as positions in its text.

Bounds: markup beyond `MAX_CHARACTERS` and blocks beyond `MAX_BLOCKS` are cut off, and `Tree.truncated` says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["HEADINGS", "MAX_BLOCKS", "MAX_CHARACTERS", "Block", "Image", "Link", "Time", "Tree", "build_tree", "parse"]

MAX_CHARACTERS = 4_000_000
MAX_BLOCKS = 20_000
MAX_NODES = 400_000
_MAX_DEPTH = 600

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_STRIPPED = ["script", "style", "svg", "template", "iframe", "canvas", "video", "audio", "object", "math", "noscript"]
_SKIPPED = frozenset({"select", "option", "textarea", "datalist", "head", "title", "map", "embed", "noframes"})
_BLOCK = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary
    table tbody td tfoot th thead tr ul""".split()
)
_BOLD = frozenset({"b", "strong"})


@dataclass(frozen=True, slots=True)
class Link:
    """An anchor inside a block: character positions of its words and the address as written."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Time:
    """A `<time>` element: the block it stands in, its machine value and its words."""

    block: int
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: the element that holds it, its address as written, its alternative text."""

    element: int
    src: str
    alt: str


@dataclass(slots=True)
class Block:
    """A run of inline text; `element` is the index of the nearest block-level element."""

    element: int
    tag: str
    text: str
    links: list[Link] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    level: int = 0

    @property
    def link_length(self) -> int:
        """Number of characters that are words of a link."""
        return sum(link.end - link.start for link in self.links)

    @property
    def bold_length(self) -> int:
        """Number of characters in bold."""
        return sum(end - start for start, end in self.bold)


@dataclass(slots=True)
class Tree:
    """Elements as parallel lists in document order (index 0 is the root), and the blocks between them.

    `first` and `last` give each element's half-open range of blocks, `end` the index after its last descendant.
    """

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    attributes: list[dict[str, str | None]] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    inputs: list[tuple[int, str]] = field(default_factory=list)
    truncated: bool = False

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


def parse(markup: str) -> LexborHTMLParser:
    """Parsed document of at most `MAX_CHARACTERS` of `markup`."""
    return LexborHTMLParser(markup[:MAX_CHARACTERS].replace("\x00", ""))


def build_tree(document: LexborHTMLParser) -> Tree:
    """Elements and blocks of a parsed document; takes scripts and drawings out of it."""
    document.strip_tags(_STRIPPED)
    root = document.body or document.root
    return _Builder().build(root) if root is not None else Tree()


class _Builder:
    """State of the one pass: the open elements, and the block being written."""

    def __init__(self) -> None:
        self.tree = Tree()
        # (memory id, what is open, its index or start, value)
        self.stack: list[tuple[int, str, int, str]] = []
        self.element = -1
        self.parts: list[str] = []
        self.length = 0
        self.space = False
        self.links: list[Link] = []
        self.bold: list[tuple[int, int]] = []
        self.ids: list[str] = []
        self.skipping = 0
        self.preformatted = 0
        self.broken = False

    def build(self, root: LexborNode) -> Tree:
        tree = self.tree
        stack = self.stack
        count = 0
        for node in root.traverse(include_text=True):
            count += 1
            if count > MAX_NODES or len(tree.blocks) >= MAX_BLOCKS:
                tree.truncated = True
                break
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if not text or (text.isspace() and not self.preformatted):
                    self.space = True
                    continue
                self._close_to(node)
                if not self.skipping:
                    self._write(text)
            elif tag[:1] not in "-!":
                self._close_to(node)
                if tag == "br":
                    self._break()
                elif len(stack) < _MAX_DEPTH:
                    self._open(node, tag)
        while stack:
            self._close()
        return tree

    def _close_to(self, node: LexborNode) -> None:
        stack = self.stack
        if not stack:
            return
        parent = node.parent
        target = parent.mem_id if parent is not None else 0
        if stack[-1][0] == target:
            return
        # Beyond the depth limit elements are not put on the stack: their text belongs to the deepest one that is.
        if len(stack) >= _MAX_DEPTH and not self._is_open(target):
            return
        while stack and stack[-1][0] != target:
            self._close()

    def _is_open(self, target: int) -> bool:
        return any(entry[0] == target for entry in reversed(self.stack))

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCK:
            self._open_block(node, tag)
        elif tag in _SKIPPED:
            self.skipping += 1
            self.stack.append((node.mem_id, "skip", 0, ""))
        elif tag == "img":
            get = node.attributes.get
            source = get("src") or get("data-src") or get("data-lazy-src") or ""
            self.tree.images.append(Image(self.element, source, get("alt") or ""))
        elif tag == "input":
            self.tree.inputs.append((self.element, (node.attributes.get("type") or "text").lower()))
        else:
            self._open_inline(node, tag)

    def _open_block(self, node: LexborNode, tag: str) -> None:
        self._flush()
        tree = self.tree
        index = len(tree.tags)
        tree.tags.append(tag)
        tree.parents.append(self.element)
        tree.depths.append(tree.depths[self.element] + 1 if self.element >= 0 else 0)
        tree.attributes.append(node.attributes)
        tree.first.append(len(tree.blocks))
        tree.last.append(len(tree.blocks))
        tree.end.append(index + 1)
        self.element = index
        if tag == "pre":
            self.preformatted += 1
        self.stack.append((node.mem_id, "block", index, tag))

    def _open_inline(self, node: LexborNode, tag: str) -> None:
        kind, value = "", ""
        start = self.length + (1 if self.space and self.length else 0)
        if tag == "a":
            attributes = node.attributes
            value = attributes.get("href") or ""
            anchor = attributes.get("id") or attributes.get("name")
            if anchor:
                self.ids.append(anchor)
            kind = "a"
        elif tag in _BOLD:
            kind = "b"
        elif tag == "time":
            kind, value = "time", node.attributes.get("datetime") or ""
        elif tag == "span":
            attributes = node.attributes
            anchor = attributes.get("id")
            if anchor:
                self.ids.append(anchor)
            if _is_unseen(attributes):
                self.skipping += 1
                kind = "skip"
        elif tag == "button":
            kind = "button"
        self.stack.append((node.mem_id, kind, start, value))

    def _close(self) -> None:
        _, kind, start, value = self.stack.pop()
        if not kind:
            return
        if kind == "block":
            self._flush()
            tree = self.tree
            tree.last[start] = len(tree.blocks)
            tree.end[start] = len(tree.tags)
            self.element = tree.parents[start]
            if value == "pre":
                self.preformatted -= 1
        elif kind == "skip":
            self.skipping -= 1
        elif kind == "a":
            if value and self.length > start:
                self.links.append(Link(start, self.length, value))
        elif kind == "b":
            if self.length > start:
                self.bold.append((start, self.length))
        elif kind == "time":
            words = "".join(self.parts)[start:]
            self.tree.times.append(Time(len(self.tree.blocks), value, words))

    def _write(self, text: str) -> None:
        if self.preformatted:
            self.parts.append(text)
            self.length += len(text)
            return
        words = " ".join(text.split())
        if self.length and (self.space or text[0].isspace()) and not self.broken:
            self.parts.append(" ")
            self.length += 1
        self.parts.append(words)
        self.length += len(words)
        self.space = text[-1].isspace()
        self.broken = False

    def _break(self) -> None:
        if self.skipping:
            return
        if self.broken:
            self._flush()
        elif self.length:
            self.parts.append("\n")
            self.length += 1
            self.broken = True

    def _flush(self) -> None:
        """Ends the block being written; links and bold runs that are still open go on in the next one."""
        self.space = self.broken = False
        if not self.length:
            return
        text = "".join(self.parts)
        stripped = text.rstrip()
        if stripped and not (len(stripped) < 3 and not any(map(str.isalnum, stripped))):
            self._append(stripped)
        self.parts = []
        self.length = 0
        self.links = []
        self.bold = []
        self.ids = []
        for position, (memory, kind, start, value) in enumerate(self.stack):
            if start and kind != "block":
                self.stack[position] = (memory, kind, 0, value)

    def _append(self, text: str) -> None:
        tree = self.tree
        element = self.element
        tag = tree.tags[element] if element >= 0 else "body"
        for _, kind, start, value in self.stack:
            if kind == "a" and value and start < len(text):
                self.links.append(Link(start, len(text), value))
            elif kind == "b" and start < len(text):
                self.bold.append((start, len(text)))
        block = Block(element, tag, text, self.links, self.bold, self.ids, level=HEADINGS.get(tag, 0))
        tree.blocks.append(block)


def _is_unseen(attributes: dict[str, str | None]) -> bool:
    names = (attributes.get("class") or "").lower()
    return "sr-only" in names or "visually-hidden" in names or "visuallyhidden" in names or "screen-reader" in names
