"""Elements and blocks of a parsed page, read off the parser's nodes.

Lexbor parses as browsers do; one pass over its nodes, without recursion, gives everything later steps ask for, so
that none of them touches the parser again. Nodes beyond `MAX_NODES` and blocks beyond `MAX_BLOCKS` are cut off, and
`Tree.truncated` says so.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kkharvest.extract.tree import Block, Image, Link, Time, Tree

__all__ = ["MAX_BLOCKS", "MAX_NODES", "build_tree"]

MAX_BLOCKS = 20_000
MAX_NODES = 400_000

_STRIPPED = "script style svg template iframe canvas video audio object math".split()
_BLOCK = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
    figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p pre search
    section summary table tbody td tfoot th thead tr ul""".split()
)
_SKIPPED = frozenset({"select", "option", "textarea", "datalist", "head", "title", "map", "embed", "noframes"})
_PLAIN = frozenset("em i font u small sup sub mark abbr source picture wbr col".split())
_UNSEEN = ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "u-sr__only")
_LABELS = ("label", "caption", "description", "__text", "__unit")
_CARRIED = frozenset({"a", "b"})
_IS_WORD = re.compile(r"[^\W_]")


def build_tree(document: LexborHTMLParser) -> Tree:
    """Elements and blocks of a parsed document; takes scripts and drawings out of it."""
    document.strip_tags(_STRIPPED)
    root = document.body or document.root
    tree = Tree()
    if root is not None:
        _walk(root, tree)
    return tree


class _Run:
    """The block being written: pieces of text, and marks at positions in it."""

    __slots__ = ("bold", "broken", "ids", "is_button", "length", "links", "parts", "space")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.space = self.broken = self.is_button = False
        self.links: list[Link] = []
        self.bold: list[tuple[int, int]] = []
        self.ids: list[str] = []


# An open node: its memory id, its kind, where it begins (element index or position in the run), a value.
_Open = tuple[int, str, int, str]


def _walk(root: LexborNode, tree: Tree) -> None:  # noqa: C901, PLR0912, PLR0915 - one hot loop; calls would double its time
    run = _Run()
    stack: list[_Open] = []
    element = -1
    skipping = preformatted = 0
    tags, parents, attribute_list = tree.tags, tree.parents, tree.attributes
    firsts, lasts, ends, blocks = tree.first, tree.last, tree.end, tree.blocks
    left = MAX_NODES
    for node in root.traverse(include_text=True):
        tag = node.tag
        text = ""
        if tag == "-text":
            text = node.text_content or ""
            if text.isspace() and not preformatted:
                run.space = True
                continue
        elif tag == "-comment" or tag in _PLAIN:
            continue
        left -= 1
        if left < 0 or len(blocks) >= MAX_BLOCKS:
            tree.truncated = True
            break
        if stack:
            parent = node.parent
            target = parent.mem_id if parent is not None else 0
            if stack[-1][0] != target:
                # Plain inline elements are not on the stack: their text belongs to the nearest one that is.
                while parent is not None and parent.tag in _PLAIN:
                    parent = parent.parent
                    target = parent.mem_id if parent is not None else 0
                while stack and stack[-1][0] != target:
                    opened = stack.pop()
                    kind = opened[1]
                    if kind == "block":
                        if run.length:
                            _end_run(run, tree, element, stack)
                        index = opened[2]
                        lasts[index] = len(blocks)
                        ends[index] = len(tags)
                        element = parents[index]
                        preformatted -= opened[3] == "pre"
                    elif kind == "skip":
                        skipping -= 1
                    elif kind:
                        _close_inline(run, tree, opened)
        if text:
            if skipping:
                continue
            if preformatted:
                run.parts.append(text)
                run.length += len(text)
                continue
            words = " ".join(text.split())
            if run.length and not run.broken and (run.space or text[0].isspace()):
                words = " " + words
            run.parts.append(words)
            run.length += len(words)
            run.space = text[-1].isspace()
            run.broken = False
        elif tag in _BLOCK or (tag == "a" and _holds_block(node)):
            if run.length:
                _end_run(run, tree, element, stack)
            index = len(tags)
            tags.append(tag)
            parents.append(element)
            attribute_list.append(node.attributes)
            firsts.append(len(blocks))
            lasts.append(len(blocks))
            ends.append(index + 1)
            element = index
            preformatted += tag == "pre"
            stack.append((node.mem_id, "block", index, tag))
            if tag == "a":
                stack.append((node.mem_id, "a", 0, attribute_list[-1].get("href") or ""))
        elif tag == "br":
            if run.broken and not preformatted:
                _end_run(run, tree, element, stack)
            elif run.length and not skipping:
                run.parts.append("\n")
                run.length += 1
                run.broken = True
        elif tag == "img":
            get = node.attributes.get
            tree.images.append(Image(element, get("src") or get("data-src") or "", get("alt") or ""))
        elif tag == "input":
            tree.inputs.append((element, (node.attributes.get("type") or "text").lower()))
        elif tag in _SKIPPED:
            skipping += 1
            stack.append((node.mem_id, "skip", 0, ""))
        else:
            opened = _open_inline(run, node, tag or "")
            skipping += opened[1] == "skip"
            stack.append(opened)
    _close_all(run, tree, element, stack)


def _holds_block(anchor: LexborNode) -> bool:
    child = anchor.first_child
    while child is not None:
        if child.tag in _BLOCK:
            return True
        child = child.next
    return False


def _close_all(run: _Run, tree: Tree, element: int, stack: list[_Open]) -> None:
    _end_run(run, tree, element, stack)
    for _, kind, index, _ in stack:
        if kind == "block":
            tree.last[index] = len(tree.blocks)
            tree.end[index] = len(tree.tags)


def _open_inline(run: _Run, node: LexborNode, tag: str) -> _Open:
    start = run.length + (1 if run.space and run.length else 0)
    kind, value = "", ""
    if tag == "a":
        attributes = node.attributes
        kind, value = "a", attributes.get("href") or ""
        anchor = attributes.get("id") or attributes.get("name")
        if anchor:
            run.ids.append(anchor)
    elif tag == "span":
        attributes = node.attributes
        anchor = attributes.get("id")
        if anchor:
            run.ids.append(anchor)
        names = attributes.get("class") or ""
        kind = "skip" if names and any(name in names.lower() for name in _UNSEEN) else ""
        # A figure and its label are drawn apart though nothing stands between them.
        run.space = run.space or (bool(names) and any(name in names for name in _LABELS))
    elif tag in {"b", "strong"}:
        kind = "b"
    elif tag == "time":
        kind, value = "time", node.attributes.get("datetime") or ""
    elif tag == "button":
        run.is_button = True
    return node.mem_id, kind, start, value


def _close_inline(run: _Run, tree: Tree, opened: _Open) -> None:
    _, kind, start, value = opened
    if kind == "time":
        tree.times.append(Time(len(tree.blocks), value, "".join(run.parts)[start:]))
    elif run.length <= start:
        return
    elif kind == "a":
        if value:
            run.links.append(Link(start, run.length, value))
    elif kind == "b":
        run.bold.append((start, run.length))


def _end_run(run: _Run, tree: Tree, element: int, stack: list[_Open]) -> None:
    """Ends the block being written; links and bold runs that are still open go on in the next one."""
    text = "".join(run.parts).rstrip()
    carried = [at for at, opened in enumerate(stack) if opened[1] in _CARRIED]
    if _IS_WORD.search(text):
        for at in carried:
            _, kind, start, value = stack[at]
            if start < len(text):
                if kind == "b":
                    run.bold.append((start, len(text)))
                elif value:
                    run.links.append(Link(start, len(text), value))
        tag = tree.tags[element] if element >= 0 else "body"
        tree.blocks.append(Block(element, tag, text, run.links, run.bold, run.ids, run.is_button))
    for at in carried:
        memory, kind, _, value = stack[at]
        stack[at] = (memory, kind, 0, value)
    run.clear()
