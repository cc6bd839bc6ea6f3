"""Elements and blocks of a parsed page, read off the parser's nodes.

Lexbor parses as browsers do; one pass over its nodes, without recursion, gives everything later steps ask for, so
that none of them touches the parser again. Nodes beyond `MAX_NODES` and blocks beyond `MAX_BLOCKS` are cut off, and
`Tree.truncated` says so.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

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
        "plain": "em i font u small sup sub mark abbr source picture wbr col",
        "told": "a b button span strong time",
        "br": "br",
        "img": "img",
        "input": "input",
    }.items()
    for tag in tags.split()
}
_UNSEEN = ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "u-sr__only")
_BLOCK_KINDS = frozenset({"block", "linked block", "pre"})
_LABELS = ("label", "caption", "description", "__text", "__unit")
_IS_WORD = re.compile(r"[^\W_]")


def build_tree(document: LexborHTMLParser) -> Tree:
    """Elements and blocks of a parsed document."""
    root = document.body or document.root
    tree = Tree()
    if root is not None:
        _walk(root, tree)
    return tree


@dataclass(slots=True)
class _Mark:
    """A link or bold run that is open: where it begins in the run, and a link's address (None for bold)."""

    start: int
    href: str | None


class _Run:
    """The block being written: pieces of text, marks at positions in it, and those still open."""

    __slots__ = ("bold", "broken", "ids", "is_button", "length", "links", "marks", "parts", "space")

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.bold: list[tuple[int, int]] = []
        self.ids: list[str] = []
        self.clear()

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

    def close(self) -> None:
        """Ends what was opened last."""
        mark = self.marks.pop()
        if self.length > mark.start:
            self.note(mark, self.length)

    def note(self, mark: _Mark, end: int) -> None:
        """Keeps a mark up to `end`; links that lead nowhere are none."""
        if mark.href is None:
            self.bold.append((mark.start, end))
        elif mark.href:
            self.links.append(Link(mark.start, end, mark.href))


# An open node, what it is, where it begins (element index, or position in the run), the value of a time.
_Open = tuple[LexborNode, str, int, str]


def _walk(root: LexborNode, tree: Tree) -> None:  # noqa: C901, PLR0912, PLR0915 - one hot loop; calls would double its time
    run = _Run()
    stack: list[_Open] = []
    element = -1
    skipping = preformatted = 0
    tags, parents, attribute_list = tree.tags, tree.parents, tree.attributes
    firsts, lasts, ends, blocks = tree.first, tree.last, tree.end, tree.blocks
    part_of = _PART.get
    left = MAX_NODES
    node = root
    while True:
        tag = node.tag or ""
        kind, begin, value = "", 0, ""
        child: LexborNode | None = None
        if tag == "-text":
            text = node.text_content or ""
            if text.isspace() and not preformatted:
                run.space = True
            elif not skipping:
                left -= 1
                if preformatted:
                    run.space = False
                else:
                    words = on_one_line(text)
                    if run.length and not run.broken and (run.space or text[0].isspace()):
                        words = " " + words
                    run.space = text[-1].isspace()
                    run.broken = False
                    text = words
                run.parts.append(text)
                run.length += len(text)
        elif (part := part_of(tag, "other")) != "closed":
            child = node.first_child
            if part == "block" or (tag == "a" and _holds_block(child)):
                left -= 1
                if run.length:
                    _end_run(run, tree, element)
                attributes = node.attributes
                kind, begin = "block", len(tags)
                tags.append(tag)
                parents.append(element)
                attribute_list.append(attributes)
                firsts.append(len(blocks))
                lasts.append(len(blocks))
                ends.append(begin + 1)
                element = begin
                if tag == "pre":
                    kind = "pre"
                    preformatted += 1
                elif tag == "a":
                    kind = "linked block"
                    run.marks.append(_Mark(0, attributes.get("href") or ""))
            elif part != "plain":
                left -= 1
                if part == "told":
                    kind, begin, value = _open_inline(run, node, tag)
                    skipping += kind == "skip"
                elif part == "br":
                    if run.broken and not preformatted:
                        _end_run(run, tree, element)
                    elif run.length and not skipping:
                        run.parts.append("\n")
                        run.length += 1
                        run.broken = True
                elif part == "img":
                    get = node.attributes.get
                    tree.images.append(Image(element, get("src") or get("data-src") or "", get("alt") or ""))
                elif part == "input":
                    tree.inputs.append((element, (node.attributes.get("type") or "text").lower()))
                elif part == "skipped":
                    kind = "skip"
                    skipping += 1
            if left < 0 or len(blocks) >= MAX_BLOCKS:
                tree.truncated = True
                break
        if child is not None:
            stack.append((node, kind, begin, value))
            node = child
            continue
        # Nothing inside: the node ends, and with a last child all that it is the end of.
        following = None
        while True:
            if not kind:
                pass
            elif kind == "mark":
                run.close()
            elif kind == "skip":
                skipping -= 1
            elif kind == "time":
                tree.times.append(Time(len(blocks), value, "".join(run.parts)[begin:]))
            else:
                if kind == "linked block":
                    run.close()
                elif kind == "pre":
                    preformatted -= 1
                if run.length:
                    _end_run(run, tree, element)
                lasts[begin] = len(blocks)
                ends[begin] = len(tags)
                element = parents[begin]
            if not stack:
                break
            following = node.next
            if following is not None:
                break
            node, kind, begin, value = stack.pop()
        if following is None:
            break
        node = following
    _close_all(run, tree, element, stack)


def _holds_block(child: LexborNode | None) -> bool:
    while child is not None:
        if _PART.get(child.tag or "") == "block":
            return True
        child = child.next
    return False


def _close_all(run: _Run, tree: Tree, element: int, stack: list[_Open]) -> None:
    _end_run(run, tree, element)
    for _, kind, index, _ in stack:
        if kind in _BLOCK_KINDS:
            tree.last[index] = len(tree.blocks)
            tree.end[index] = len(tree.tags)


def _open_inline(run: _Run, node: LexborNode, tag: str) -> tuple[str, int, str]:
    """What an inline element is, where it begins and its value; ids and buttons are noted at once."""
    start = run.length + (1 if run.space and run.length else 0)
    if tag in {"b", "strong"}:
        run.marks.append(_Mark(start, None))
        return "mark", 0, ""
    if tag == "button":
        run.is_button = True
        return "", 0, ""
    attributes = node.attributes
    if tag == "span" and not attributes:
        return "", 0, ""
    if tag == "time":
        return "time", start, attributes.get("datetime") or ""
    anchor = attributes.get("id")
    if tag == "a":
        anchor = anchor or attributes.get("name")
        run.marks.append(_Mark(start, attributes.get("href") or ""))
    if anchor:
        run.ids.append(anchor)
    if tag == "a":
        return "mark", 0, ""
    is_unseen, is_label = _drawn(attributes.get("class") or "")
    # A figure and its label are drawn apart though nothing stands between them.
    run.space = run.space or is_label
    return ("skip" if is_unseen else ""), 0, ""


@lru_cache(maxsize=20_000)
def _drawn(names: str) -> tuple[bool, bool]:
    """Whether a span of these classes is hidden from the eye, and whether it is the label of a figure."""
    folded = names.lower()
    return any(name in folded for name in _UNSEEN), any(name in names for name in _LABELS)


def _end_run(run: _Run, tree: Tree, element: int) -> None:
    """Ends the block being written; links and bold runs that are still open go on in the next one."""
    text = "".join(run.parts).rstrip()
    if text[:1].isalnum() or _IS_WORD.search(text):
        for mark in run.marks:
            if mark.start < len(text):
                run.note(mark, len(text))
        tag = tree.tags[element] if element >= 0 else "body"
        tree.blocks.append(Block(element, tag, text, run.links or (), run.bold or (), run.ids or (), run.is_button))
    for mark in run.marks:
        mark.start = 0
    run.clear()
