"""Ways a page can be divided into examples: cards, headings, bold leads, lists, tables, panels.

Each function finds one kind of marking among the blocks it may use and returns the parts it would make; `kind` decides
which of them, if any, the page means.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, zip_longest

from kkharvest.core.address import AddressError, normalise
from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import TAG_LINE, is_date_line, is_furniture, is_read_more, without_furniture

__all__ = [
    "LIST_ITEM",
    "PANEL",
    "Part",
    "absolute",
    "bold_leads",
    "cards",
    "headings",
    "linked_items",
    "own_text",
    "table_rows",
    "terms",
]


@dataclass(slots=True)
class Part:
    """A piece of a page with a title: `lines` are (block index or None, text); positions refer to the tree."""

    title: str
    block: int
    lines: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    link: str = ""
    anchor: str | None = None
    level: int = 0
    group: str = ""

    @property
    def text(self) -> str:
        """Own text, a line a block."""
        return "\n".join(self.lines)


_TITLE_LIMIT = 160
_CARD_LIMIT = 1500
_MIN_CARDS = 2
_MOST_ALIKE = 0.6
_LINK_REACH = 3
_LEAD_LIMIT, _LEAD_WORDS = 90, 12
_SENTENCE_WORDS = 3
PANEL, LIST_ITEM = 7, 9
CARD = 11
_LABEL_LIMIT, _KICKER_LIMIT = 60, 40
_LABEL_NAME = re.compile(
    r"(?<![a-z])(?:tag|tags|category|categories|kategori\w*|label|badge|meta|date|datum|type|typ|eyebrow"
    r"|kicker|byline|author)(?![a-z])"
)
_DATED_START = re.compile(r"\s*(?:\d{4}-\d\d-\d\d|\d{1,2}[ ./]\w+[ ./]\d{4}|\w+ \d{1,2}, \d{4})")


def flat(text: str) -> str:
    """Text on one line."""
    return " ".join(text.split())


def anchor_of(tree: Tree, index: int, limit: int | None = None) -> str | None:
    """Id that leads to the block: its own, one inside it, or that of a container which begins with it.

    A container that goes on beyond the block `limit` holds other parts as well, so its id leads to none of them.
    """
    block = tree.blocks[index]
    for element in tree.ancestors(block.element):
        if tree.first[element] < index or tree.tags[element] in {"main", "body", "html"}:
            break
        if limit is not None and tree.last[element] > limit:
            break
        identity = tree.attribute(element, "id")
        if identity:
            return identity
        if element == block.element and block.ids:
            return block.ids[0]
    return block.ids[0] if block.ids else None


def own_link(tree: Tree, title: int | None, blocks: list[int]) -> str:
    """Address that a part's own link leads to: of its title, of "Läs mer", else its first one."""
    if title is not None:
        for link in tree.blocks[title].links:
            if leads_away(link.href):
                return link.href
    first = ""
    for index in blocks:
        block = tree.blocks[index]
        for link in block.links:
            if not leads_away(link.href):
                continue
            if is_read_more(flat(block.text[link.start : link.end])):
                return link.href
            first = first or link.href
    return first


def absolute(href: str, url: str) -> str | None:
    """Absolute address of `href` seen from the page `url`, None when it is none; a fragment is kept."""
    if not href:
        return None
    bare, _, fragment = href.strip().partition("#")
    try:
        address = normalise(bare or url, url)
    except AddressError:
        return None
    return f"{address}#{fragment}" if fragment else address


def leads_away(href: str) -> bool:
    """Whether an address leads to another page."""
    start = href.strip().lower()
    return bool(start) and not start.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "sms:"))


def headings(tree: Tree, usable: list[int], level: int) -> list[Part]:
    """One part a heading of `level`; text before the first belongs to none."""
    parts: list[Part] = []
    current: Part | None = None
    group = ""
    for index in usable:
        block = tree.blocks[index]
        rank = rank_of(tree, index)
        if rank and rank < level:
            current, group = None, block.line
        elif rank == level:
            current = Part(block.line, index, anchor=anchor_of(tree, index), level=level, group=group)
            parts.append(current)
        elif current is not None:
            current.blocks.append(index)
    _fill(tree, parts)
    return parts


def rank_of(tree: Tree, index: int) -> int:
    """Level of a heading; panels' buttons and summaries count as one below h6, other blocks as 0."""
    if index not in tree.ranks:
        tree.ranks[index] = _rank(tree, tree.blocks[index])
    return tree.ranks[index]


def _rank(tree: Tree, block: Block) -> int:
    if block.level:
        return block.level
    if block.tag == "summary" or (block.is_button and _opens_panel(tree, block)):
        return PANEL
    element = block.element
    if element >= 0 and tree.attribute(element, "role") == "heading":
        stated = tree.attribute(element, "aria-level")
        return int(stated) if stated in {"2", "3", "4", "5", "6"} else 2
    return 0


def is_panel(tree: Tree, index: int) -> bool:
    """Whether a heading opens a panel: a summary, a button, or a heading of an accordion."""
    block = tree.blocks[index]
    return rank_of(tree, index) == PANEL or _opens_panel(tree, block)


def _opens_panel(tree: Tree, block: Block) -> bool:
    names = " ".join(tree.hint(up) for up in list(tree.ancestors(block.element))[:3])
    return any(word in names for word in ("accordion", "expand", "dragspel", "collaps", "panel", "fold", "toggle"))


def _fill(tree: Tree, parts: list[Part]) -> None:
    """Gives each part its lines and its link; "Läs mer" lines that are no text of it still are its link."""
    for part, following in zip_longest(parts, parts[1:]):
        last = max([part.block, *part.blocks])
        end = following.block if following else min(last + _LINK_REACH, len(tree.blocks))
        more = [at for at in range(part.block + 1, end) if is_read_more(tree.blocks[at].line)]
        part.link = own_link(tree, part.block, sorted({*part.blocks, *more}))
        part.anchor = anchor_of(tree, part.block, following.block if following else None)
        part.lines += _text_lines(tree, part.blocks)


def _text_lines(tree: Tree, blocks: list[int]) -> list[str]:
    return [line for at in blocks if (line := _own_line(tree, at))]


def _own_line(tree: Tree, index: int) -> str:
    """Text of a block, empty when it is furniture; found once."""
    line = tree.own.get(index)
    if line is None:
        block = tree.blocks[index]
        line = tree.own[index] = "" if is_furniture(block.line) else own_text(block)
    return line


def own_text(block: Block) -> str:
    """Text of a block without lines of furniture and without a "Läs mer" link at its end."""
    text = block.text
    last = block.links[-1] if block.links else None
    if last and last.start > 0 and last.end >= len(text) - 1 and is_read_more(flat(text[last.start : last.end])):
        text = text[: last.start].rstrip()
    return without_furniture(text)


_LEAD_TAIL = re.compile(r"\s*[.:–—-]?\s*$")
_LEAD_HEAD = re.compile(r"^\s*[.:–—-]\s*")


def bold_leads(tree: Tree, usable: list[int]) -> list[Part]:
    """One part a paragraph that begins with bold words, or a bold line before a paragraph."""
    parts: list[Part] = []
    current: Part | None = None
    for index in usable:
        block = tree.blocks[index]
        if rank_of(tree, index):
            current = None
            continue
        lead = lead_of(block)
        if lead and block.tag not in {"td", "th"}:
            current = Part(_LEAD_TAIL.sub("", flat(block.text[:lead])), index, anchor=anchor_of(tree, index), level=8)
            rest = _LEAD_HEAD.sub("", block.text[lead:]).strip()
            if rest:
                current.lines.append(rest)
            parts.append(current)
        elif current is not None:
            current.blocks.append(index)
    if parts and parts[-1].lines and not any(part.blocks for part in parts[:-1]):
        # Each stands in one paragraph: what follows the last one is about all of them.
        parts[-1].blocks = []
    _fill(tree, parts)
    return parts


def lead_of(block: Block) -> int:
    """Length of the bold words that a block begins with, 0 when they are no lead."""
    if not block.bold or block.bold[0][0] > 0:
        return 0
    end = block.bold[0][1]
    for start, stop in block.bold[1:]:
        if start - end > 1:
            break
        end = stop
    words = block.text[:end].strip()
    if not 1 < len(words) <= _LEAD_LIMIT or len(words.split()) > _LEAD_WORDS:
        return 0
    return end


def linked_items(tree: Tree, usable: list[int]) -> list[Part]:
    """One part a list item that begins with a linked or bold name and goes on with a sentence of its own."""
    parts = []
    for index in usable:
        block = tree.blocks[index]
        if block.tag not in {"li", "p", "dd", "div"} or not _in_list(tree, block):
            continue
        end = block.links[0].end if block.links and block.links[0].start <= 1 else lead_of(block)
        rest = _LEAD_HEAD.sub("", block.text[end:]).strip()
        if end and end <= _TITLE_LIMIT and len(rest.split()) >= _SENTENCE_WORDS:
            title = _LEAD_TAIL.sub("", flat(block.text[:end]))
            part = Part(title, index, [rest], [], own_link(tree, index, []), anchor_of(tree, index), LIST_ITEM)
            parts.append(part)
    return parts


def terms(tree: Tree, usable: list[int]) -> list[Part]:
    """One part a term of a definition list."""
    parts: list[Part] = []
    for index in usable:
        block = tree.blocks[index]
        if block.tag == "dt" and len(block.text) <= _TITLE_LIMIT:
            parts.append(Part(block.line, index, anchor=anchor_of(tree, index), level=LIST_ITEM))
        elif parts and any(tree.tags[up] == "dd" for up in tree.ancestors(block.element)):
            parts[-1].blocks.append(index)
    _fill(tree, parts)
    return parts


def _in_list(tree: Tree, block: Block) -> bool:
    return any(tree.tags[up] in {"li", "dd"} for up in list(tree.ancestors(block.element))[:2])


def table_rows(tree: Tree, usable: list[int]) -> list[Part]:
    """One part a row of a table whose rows are a name and sentences; header rows are left out."""
    allowed = set(usable)
    parts = []
    for row, tag in enumerate(tree.tags):
        if tag != "tr" or tree.first[row] not in allowed:
            continue
        cells = list(tree.children(row))
        if len(cells) < _MIN_CARDS or all(tree.tags[cell] == "th" for cell in cells):
            continue
        first = tree.first[cells[0]]
        named = range(first, tree.last[cells[0]])
        title = " ".join(tree.blocks[at].line for at in named)
        if not title or len(title) > _TITLE_LIMIT or not allowed.issuperset(named):
            continue
        blocks = [at for cell in cells[1:] for at in range(tree.first[cell], tree.last[cell]) if at in allowed]
        kept = (at for at in blocks if not is_furniture(tree.blocks[at].line) or _is_value(tree, at))
        lines = [own_text(tree.blocks[at]) for at in kept]
        anchor = tree.attribute(row, "id") or anchor_of(tree, first)
        parts.append(Part(title, first, lines, blocks, own_link(tree, first, blocks), anchor, 10))
    return parts


def _is_value(tree: Tree, index: int) -> bool:
    """Whether a cell is a date or a number: furniture elsewhere, content in a table."""
    line = tree.blocks[index].line
    return is_date_line(line) or not any(map(str.isalpha, line))


def cards(tree: Tree, usable: list[int]) -> list[list[Part]]:
    """Groups of parts made of siblings of one shape, the one that covers most text first."""
    if not tree.tags or len(usable) < _MIN_CARDS:
        return []
    allowed = set(usable)
    sizes = [0, *accumulate([len(block.text) if at in allowed else 0 for at, block in enumerate(tree.blocks)])]
    groups: list[tuple[int, list[Part]]] = []
    for members in _alike(tree, sizes):
        parts = [part for member in members if (part := card(tree, member, allowed))]
        if len(parts) >= _MIN_CARDS and len(parts) >= _MOST_ALIKE * len(members):
            groups.append((sum(len(part.text) + len(part.title) for part in parts), parts))
    groups.sort(key=lambda group: -group[0])
    return [parts for _, parts in groups]


def _alike(tree: Tree, sizes: list[int]) -> Iterator[list[int]]:
    """Siblings of one shape with text of a card's length."""
    families: dict[tuple[int, str], list[int]] = {}
    brothers: Counter[int] = Counter()
    fitting = []
    for child in range(1, len(tree.tags)):
        if 0 < sizes[tree.last[child]] - sizes[tree.first[child]] <= _CARD_LIMIT:
            fitting.append(child)
            brothers[tree.parents[child]] += 1
    for child in fitting:
        if brothers[tree.parents[child]] >= _MIN_CARDS:
            families.setdefault((tree.parents[child], _shape(tree, child)), []).append(child)
    return (members for members in families.values() if len(members) >= _MIN_CARDS)


def _shape(tree: Tree, element: int) -> str:
    names = (tree.attribute(element, "class") or "").split()
    return f"{tree.tags[element]}.{names[0] if names else ''}"


def card(tree: Tree, element: int, allowed: set[int]) -> Part | None:
    """The part that one repeated element is, None when it is no card."""
    blocks = [index for index in range(tree.first[element], tree.last[element]) if index in allowed]
    if not blocks:
        return None
    found = _card_title(tree, blocks)
    if found is None:
        return None
    index, title, remainder = found
    rest = [other for other in blocks if other != index]
    anchor = anchor_of(tree, index, tree.last[element]) or tree.attribute(element, "id") or None
    part = Part(title, index, blocks=rest, anchor=anchor, level=CARD)
    inside = range(tree.first[element], tree.last[element])
    part.link = own_link(tree, index, [at for at in inside if at in rest or is_read_more(tree.blocks[at].line)])
    lines = [without_furniture(remainder)] if remainder else []
    part.lines = lines + _text_lines(tree, [other for other in rest if not _is_label(tree, other, index)])
    return part


def _card_title(tree: Tree, blocks: list[int]) -> tuple[int, str, str] | None:
    """Block of a card's title, its words, and what else of the block is text."""
    for index in blocks:
        block = tree.blocks[index]
        if block.level and len(block.text) <= _TITLE_LIMIT:
            return index, block.line, ""
    for index in blocks:
        block = tree.blocks[index]
        text = block.line
        if is_date_line(text) or is_read_more(text) or _is_label(tree, index, index):
            continue
        return _title_inside(block, index)
    return None


def _title_inside(block: Block, index: int) -> tuple[int, str, str] | None:
    size = len(block.text)
    if size <= _TITLE_LIMIT and (block.link_length >= 0.8 * size or block.bold_length >= 0.8 * size):
        return index, block.line, ""
    first, _, rest = block.text.partition("\n")
    marked = [(link.start, link.end) for link in block.links if leads_away(link.href)] or block.bold
    if rest and marked and marked[0][0] <= 1 and marked[0][1] >= 0.8 * len(first) and len(first) <= _TITLE_LIMIT:
        return index, flat(first), rest.strip()
    links = [link for link in block.links if leads_away(link.href)]
    longest = max(links, key=lambda link: link.end - link.start, default=None)
    # A line such as "2025-07-11 09:00 Kraftringen Title": the title is the linked end of it.
    if longest and size <= _TITLE_LIMIT and longest.end >= size - 1 and _DATED_START.match(block.text):
        return index, flat(block.text[longest.start : longest.end]), ""
    return None


def _is_label(tree: Tree, index: int, title: int) -> bool:
    """Whether a short block of a card is its category, date or place rather than its text."""
    block = tree.blocks[index]
    if len(block.text) >= _LABEL_LIMIT:
        return False
    text = block.line
    if is_date_line(text) or TAG_LINE.fullmatch(text):
        return True
    parent = tree.parents[block.element] if block.element >= 0 else -1
    near = (block.element, parent) if parent >= 0 else (block.element,)
    return (index < title and len(text) < _KICKER_LIMIT) or any(
        _is_label_name(tree.attribute(up, "class")) for up in near if up >= 0
    )


@lru_cache(maxsize=20_000)
def _is_label_name(names: str) -> bool:
    return bool(_LABEL_NAME.search(names.lower()))
