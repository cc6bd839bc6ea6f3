"""Elements and blocks of a parsed page, read off the parser's nodes.

Lexbor parses as browsers do; one pass over its nodes, without recursion, gives everything later steps ask for, so
that none of them touches the parser again. Nodes beyond `MAX_NODES` and blocks beyond `MAX_BLOCKS` are cut off, and
`Tree.truncated` says so.
"""

import re
from functools import lru_cache

import cython
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kkharvest.extract.tree import Block, Image, Link, Time, Tree, on_one_line

__all__ = ["MAX_BLOCKS", "MAX_NODES", "build_tree"]

MAX_BLOCKS = 20_000
MAX_NODES = 400_000

# What each element is to the walk; one that is not named here is of no account, but what it holds is read.
_PART = {
    tag: part
    for part, tags in {
        # Never entered: scripts, drawings and what stands in their place.
        "closed": "script style svg template iframe canvas video audio object math -comment",
        "block": """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
            figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav
            noscript ol p pre search section summary table tbody td tfoot th thead tr ul""",
        # Entered, but their text is not the page's.
        "skipped": "select option textarea datalist head title map embed noframes",
        "plain": "em font u small sup sub mark abbr source picture wbr col",
        "told": "a b button i span strong time",
        "br": "br",
        "img": "img",
        "input": "input",
    }.items()
    for tag in tags.split()
}
# Classes of what is hidden from the eye, and of what is drawn as a sign: the text of an icon is its name in a font.
_UNSEEN = (
    "sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "u-sr__only", "material-icons", "material-symbols",
)  # fmt: skip
_LABELS = ("label", "caption", "description", "__text", "__unit")
_IS_WORD = re.compile(r"[^\W_]")


def build_tree(document: LexborHTMLParser) -> Tree:
    """Elements and blocks of a parsed document."""
    root = document.body or document.root
    tree = Tree()
    if root is not None:
        _Walk(tree).go(root)
    return tree


@cython.final
@cython.cclass
class _Run:
    """The block being written: pieces of text, marks at positions in it, and those still open.

    Of each open mark, a link or a bold run, `starts` says where it begins and `targets` a link's address (None for
    bold).
    """

    starts: list[int]
    targets: list[str | None]
    parts: list[str]
    links: list[Link]
    bold: list[tuple[int, int]]
    ids: list[str]
    length: cython.Py_ssize_t
    space: cython.bint
    broken: cython.bint
    is_button: cython.bint

    def __init__(self) -> None:
        self.starts, self.targets = [], []
        self.parts, self.links, self.bold, self.ids = [], [], [], []
        self.length = 0
        self.space = self.broken = self.is_button = False

    @cython.cfunc
    def open(self, start: cython.Py_ssize_t, target: str | None) -> None:
        self.starts.append(start)
        self.targets.append(target)

    @cython.cfunc
    def close(self) -> None:
        """Ends what was opened last."""
        start: cython.Py_ssize_t = self.starts.pop()
        target: str | None = self.targets.pop()
        if self.length > start:
            self.note(start, target, self.length)

    @cython.cfunc
    def note(self, start: cython.Py_ssize_t, target: str | None, end: cython.Py_ssize_t) -> None:
        """Keeps a mark up to `end`; links that lead nowhere are none."""
        if target is None:
            self.bold.append((start, end))
        elif target:
            self.links.append(Link(start, end, target))

    @cython.cfunc
    def say(self, text: str) -> None:
        """Goes on with a text that is not all white space, each run of which counts as one space."""
        words: str = on_one_line(text)
        if self.length and not self.broken and (self.space or text[0].isspace()):
            words = " " + words
        self.space = text[-1].isspace()
        self.broken = False
        self.add(words)

    @cython.cfunc
    def add(self, text: str) -> None:
        """Goes on with a text as it stands."""
        self.parts.append(text)
        self.length += len(text)

    @cython.cfunc
    def end(self, element: cython.Py_ssize_t, tag: str) -> Block | None:
        """The block written, if it says anything; what is still open goes on in the next one."""
        text: str = ("".join(self.parts) if len(self.parts) > 1 else self.parts[0] if self.parts else "").rstrip()
        size: cython.Py_ssize_t = len(text)
        block: Block | None = None
        number: cython.Py_ssize_t
        if size and (text[0].isalnum() or _IS_WORD.search(text)):
            for number in range(len(self.starts)):
                start: cython.Py_ssize_t = self.starts[number]
                if start < size:
                    self.note(start, self.targets[number], size)
            block = Block(element, tag, text, self.links or (), self.bold or (), self.ids or (), self.is_button)
        for number in range(len(self.starts)):
            self.starts[number] = 0
        self.clear()
        return block

    @cython.cfunc
    def clear(self) -> None:
        self.length = 0
        self.space = self.broken = self.is_button = False
        self.parts.clear()
        # A block keeps its lists; most have nothing to keep.
        if self.links:
            self.links = []
        if self.bold:
            self.bold = []
        if self.ids:
            self.ids = []


@cython.final
@cython.cclass
class _Walk:
    """One pass over the nodes below a root, filling a tree.

    Of each open node, `kinds` holds what ends with it, `begins` where it begins: an index of elements, or a position in
    the run. `values` are those of the open times.
    """

    tree: Tree
    run: _Run
    nodes: list[LexborNode]
    kinds: list[str]
    begins: list[int]
    values: list[str]
    tags: list[str]
    parents: list[int]
    attributes: list[dict[str, str | None]]
    firsts: list[int]
    lasts: list[int]
    ends: list[int]
    blocks: list[Block]
    element: cython.Py_ssize_t
    begin: cython.Py_ssize_t
    skipping: cython.Py_ssize_t
    preformatted: cython.Py_ssize_t
    left: cython.Py_ssize_t

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.tags, self.parents, self.attributes, self.blocks = tree.tags, tree.parents, tree.attributes, tree.blocks
        self.firsts, self.lasts, self.ends = tree.first, tree.last, tree.end
        self.run = _Run()
        self.nodes, self.kinds, self.begins, self.values = [], [], [], []
        self.element = -1
        self.begin = self.skipping = self.preformatted = 0
        self.left = MAX_NODES

    def go(self, root: LexborNode) -> None:
        """Reads all of it, or as much as the bounds allow."""
        node: LexborNode | None = root
        while node is not None:
            tag: str = node.tag or ""
            child: LexborNode | None = None
            kind: str = ""
            if tag == "-text":
                self._read_text(node.text_content or "")
            else:
                part: str = _PART.get(tag, "other")
                if part != "closed":
                    child = node.first_child
                    kind = self._enter(node, tag, part, child)
                    if self.left < 0 or len(self.blocks) >= MAX_BLOCKS:
                        self.tree.truncated = True
                        break
            if child is not None:
                self.nodes.append(node)
                self.kinds.append(kind)
                self.begins.append(self.begin)
                node = child
                continue
            if kind:
                self._leave(kind, self.begin)
            following: LexborNode | None = node.next if self.nodes else None
            # With a last child ends what it is the last of.
            while following is None and self.nodes:
                node = self.nodes.pop()
                kind = self.kinds.pop()
                begin: cython.Py_ssize_t = self.begins.pop()
                if kind:
                    self._leave(kind, begin)
                following = node.next if self.nodes else None
            node = following
        self._end_all()

    @cython.cfunc
    def _read_text(self, text: str) -> None:
        run = self.run
        if text.isspace() and not self.preformatted:
            run.space = True
        elif not self.skipping:
            self.left -= 1
            if self.preformatted:
                run.space = False
                run.add(text)
            else:
                run.say(text)

    @cython.cfunc
    def _enter(self, node: LexborNode, tag: str, part: str, child: LexborNode | None) -> str:
        """Begins an element; returns what ends with it, and leaves in `begin` where it began."""
        if part == "plain":
            return ""
        self.left -= 1
        if part == "block" or (tag == "a" and _holds_block(child)):
            return self._open_block(tag, node.attributes)
        if part == "told":
            return self._open_told(node, tag)
        if part == "skipped":
            self.skipping += 1
            return "skip"
        if part == "br":
            self._break()
        elif part == "img":
            get = node.attributes.get
            self.tree.images.append(Image(self.element, get("src") or get("data-src") or "", get("alt") or ""))
        elif part == "input":
            self.tree.inputs.append((self.element, (node.attributes.get("type") or "text").lower()))
        return ""

    @cython.cfunc
    def _open_block(self, tag: str, attributes: dict[str, str | None]) -> str:
        if self.run.length:
            self._end_run()
        begin: cython.Py_ssize_t = len(self.tags)
        count = len(self.blocks)
        self.tags.append(tag)
        self.parents.append(self.element)
        self.attributes.append(attributes)
        self.firsts.append(count)
        self.lasts.append(count)
        self.ends.append(begin + 1)
        self.element = self.begin = begin
        if tag == "pre":
            self.preformatted += 1
            return "pre"
        if tag == "a":
            self.run.open(0, attributes.get("href") or "")
            return "linked block"
        return "block"

    @cython.cfunc
    def _open_told(self, node: LexborNode, tag: str) -> str:
        """Begins an inline element that says something of its words; ids and buttons are noted at once."""
        run = self.run
        start: cython.Py_ssize_t = run.length + (1 if run.space and run.length else 0)
        if tag == "b" or tag == "strong":  # noqa: PLR1714 - compiled, a set would be looked up
            run.open(start, None)
            return "mark"
        if tag == "button":
            run.is_button = True
            return ""
        attributes: dict[str, str | None] = node.attributes
        if tag == "time":
            self.begin = start
            self.values.append(attributes.get("datetime") or "")
            return "time"
        anchor = attributes.get("id")
        if tag == "a":
            anchor = anchor or attributes.get("name")
            run.open(start, attributes.get("href") or "")
        if anchor:
            run.ids.append(anchor)
        if tag == "a":
            return "mark"
        names = attributes.get("class")
        if not names:
            return ""
        if tag == "i":
            is_icon: cython.bint = "icon" in names
            self.skipping += is_icon
            return "skip" if is_icon else ""
        is_unseen, is_label = _drawn(names)
        # A figure and its label are drawn apart though nothing stands between them.
        run.space = run.space or is_label
        self.skipping += is_unseen
        return "skip" if is_unseen else ""

    @cython.cfunc
    def _break(self) -> None:
        run = self.run
        if run.broken and not self.preformatted:
            self._end_run()
        elif run.length and not self.skipping:
            run.add("\n")
            run.broken = True

    @cython.cfunc
    def _leave(self, kind: str, begin: cython.Py_ssize_t) -> None:
        """Ends what an element began."""
        if kind == "mark":
            self.run.close()
        elif kind == "skip":
            self.skipping -= 1
        elif kind == "time":
            words = "".join(self.run.parts)[begin:]
            self.tree.times.append(Time(len(self.blocks), self.values.pop(), words))
        else:
            if kind == "linked block":
                self.run.close()
            elif kind == "pre":
                self.preformatted -= 1
            if self.run.length:
                self._end_run()
            self._end_element(begin)
            self.element = self.parents[begin]

    @cython.cfunc
    def _end_element(self, element: cython.Py_ssize_t) -> None:
        self.lasts[element] = len(self.blocks)
        self.ends[element] = len(self.tags)

    @cython.cfunc
    def _end_all(self) -> None:
        """Ends what is open where the page is cut off."""
        self._end_run()
        for kind, begin in zip(self.kinds, self.begins, strict=True):
            if kind in {"block", "linked block", "pre"}:
                self._end_element(begin)

    @cython.cfunc
    def _end_run(self) -> None:
        block = self.run.end(self.element, self.tags[self.element] if self.element >= 0 else "body")
        if block is not None:
            self.blocks.append(block)


@cython.cfunc
def _holds_block(child: LexborNode | None) -> cython.bint:
    while child is not None:
        if _PART.get(child.tag or "") == "block":
            return True
        child = child.next
    return False


@lru_cache(maxsize=20_000)
def _drawn(names: str) -> tuple[bool, bool]:
    """Whether a span of these classes holds nothing to read, and whether it is the label of a figure."""
    folded = names.lower()
    return any(name in folded for name in _UNSEEN), any(name in names for name in _LABELS)
