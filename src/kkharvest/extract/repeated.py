"""Examples as repeated elements: cards, and rows of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from kkharvest.extract.parts import TITLE_LIMIT, Part, anchor_of, flat, leads_away, own_text
from kkharvest.extract.pointers import leads_on
from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import is_date_line, is_furniture, is_tag_line, without_furniture

__all__ = ["MIN_CARDS", "MOST_ALIKE", "card", "cards", "linked_lines", "table_rows"]

CARD = 11
_ROW = 10
MIN_CARDS = 2
MOST_ALIKE = 0.6
_WHOLE = 0.8
_LABEL_LIMIT, _KICKER_LIMIT = 60, 40
_LABEL_WORDS, _SENTENCE_WORDS, _LEAST_FILLED = 6, 5, 3
_LABEL_NAME = re.compile(
    r"(?<![a-z])(?:tag|tags|category|categories|kategori\w*|label|badge|meta|date|datum|type|typ|eyebrow"
    r"|kicker|byline|author)(?![a-z])"
)
_TITLE_NAME = re.compile(r"(?<![a-z])(?:title|heading|headline|rubrik|titel)(?![a-z])")
_DATED_START = re.compile(r"\s*(?:\d{4}-\d\d-\d\d|\d{1,2}[ ./]\w+[ ./]\d{4}|\w+ \d{1,2}, \d{4})")


def cards(tree: Tree, pieces: Sequence[tuple[int, Sequence[int]]]) -> list[Part]:
    """One part a card; none unless most pieces (elements of one shape with their usable blocks) are cards."""
    parts = [part for element, blocks in pieces if (part := card(tree, element, blocks))]
    if not parts and len(pieces) >= _LEAST_FILLED:
        parts = [part for element, blocks in pieces if (part := _plain_card(tree, element, blocks))]
    if len(parts) < MIN_CARDS or len(parts) < MOST_ALIKE * len(pieces):
        return []
    _drop_labels(parts)
    return parts


def linked_lines(tree: Tree, usable: Sequence[int]) -> list[Part]:
    """One part a list item that is a link as a whole, wherever on the page its list stands."""
    parts: list[Part] = []
    for index in usable:
        block = tree.blocks[index]
        if not block.links:
            continue
        if len(block.links) == 1 and block.link_length >= _WHOLE * len(block.text) and _fills_item(tree, block.element):
            title = flat(block.text[block.links[0].start : block.links[0].end])
            if len(title) <= TITLE_LIMIT and leads_away(block.links[0].href):
                parts.append(Part(tree, title, index, level=CARD))
    return parts


def _fills_item(tree: Tree, element: int) -> bool:
    """Whether a block is all that the list item around it holds."""
    return any(tree.tags[up] == "li" for up in _filled(tree, element))


def _filled(tree: Tree, element: int) -> Iterator[int]:
    """The element of a block, and those around it that hold nothing else."""
    for up in tree.ancestors(element):
        if tree.last[up] - tree.first[up] > 1:
            return
        yield up


def card(tree: Tree, element: int, blocks: Sequence[int]) -> Part | None:
    """The part that one repeated element with these usable blocks is, None when it is no card."""
    found = _card_title(tree, blocks) if blocks else None
    if found is None:
        return None
    index, title, remainder = found
    rest = [other for other in blocks if other != index]
    told = [other for other in rest if not _is_label(tree, other, index)]
    inside = range(tree.first[element], tree.last[element])
    return Part(
        tree, title, index, rest, CARD, opening=without_furniture(remainder), told=told,
        reach=inside, limit=tree.last[element], box=element,
    )  # fmt: skip


def _plain_card(tree: Tree, element: int, blocks: Sequence[int]) -> Part | None:
    """The part that a box without any marking is: a line that is no sentence, and then sentences."""
    if len(blocks) < MIN_CARDS:
        return None
    title = tree.blocks[blocks[0]].line
    if len(title) > _LABEL_LIMIT or title[-1] in ".!?…:" or not _tells(tree.blocks[at].line for at in blocks[1:]):
        return None
    rest = list(blocks[1:])
    part = Part(tree, title, blocks[0], rest, CARD, reach=rest)
    part.anchor = tree.attribute(element, "id")
    return part


def _card_title(tree: Tree, blocks: Sequence[int]) -> tuple[int, str, str] | None:
    """Block of a card's title, its words, and what else of the block is text."""
    for index in blocks:
        block = tree.blocks[index]
        if block.level and len(block.text) <= TITLE_LIMIT:
            return index, block.line, ""
    for index in blocks[:-1]:
        if _is_named_title(tree, index):
            return index, tree.blocks[index].line, ""
    for index in blocks:
        block = tree.blocks[index]
        text = block.line
        if is_date_line(text) or leads_on(tree, index) or _is_label(tree, index, index):
            continue
        return _title_inside(block, index)
    return None


def _is_named_title(tree: Tree, index: int) -> bool:
    """Whether a short line is called a title by its element's class."""
    block = tree.blocks[index]
    if len(block.text) > TITLE_LIMIT or block.text[-1] in ".:" or "\n" in block.text:
        return False
    for up in _filled(tree, block.element):
        names = tree.attributes[up].get("class")
        if names and _is_title_name(names):
            return True
    return False


@lru_cache(maxsize=20_000)
def _is_title_name(names: str) -> bool:
    return bool(_TITLE_NAME.search(names.lower()))


def _title_inside(block: Block, index: int) -> tuple[int, str, str] | None:
    size = len(block.text)
    if size <= TITLE_LIMIT and (block.link_length >= 0.8 * size or block.bold_length >= 0.8 * size):
        return index, block.line, ""
    if not block.links and not block.bold:
        return None
    first, _, rest = block.text.partition("\n")
    marked = [(link.start, link.end) for link in block.links if leads_away(link.href)] or block.bold
    if rest and marked and marked[0][0] <= 1 and marked[0][1] >= 0.8 * len(first) and len(first) <= TITLE_LIMIT:
        return index, flat(first), rest.strip()
    links = [link for link in block.links if leads_away(link.href)]
    longest = max(links, key=lambda link: link.end - link.start, default=None)
    # A line such as "2025-07-11 09:00 Kraftringen Title": the title is the linked end of it.
    if longest and size <= TITLE_LIMIT and longest.end >= size - 1 and _DATED_START.match(block.text):
        return index, flat(block.text[longest.start : longest.end]), ""
    return None


def _drop_labels(parts: list[Part]) -> None:
    """Takes the line that is a label on every card, such as its subject, out of their texts.

    Cards of a group are filled in by one template: where their first or last line is a few words without a full stop
    on each, beside a text of sentences, it is a field of its own.
    """
    filled = [part for part in parts if part.lines]
    if len(filled) < _LEAST_FILLED:
        return
    for end in (0, -1):
        while all(len(part.lines) > 1 and _is_short(part.lines[end]) and _tells(part.lines) for part in filled):
            for part in filled:
                del part.lines[end]


def _is_short(line: str) -> bool:
    return len(line) < _LABEL_LIMIT and len(line.split()) <= _LABEL_WORDS and line[-1] not in '.!?…:”"'


def _tells(lines: Iterable[str]) -> bool:
    return any(len(line.split()) >= _SENTENCE_WORDS and line[-1] in '.!?…”"' for line in lines)


def _is_label(tree: Tree, index: int, title: int) -> bool:
    """Whether a short block of a card is its category, date or place rather than its text."""
    block = tree.blocks[index]
    if len(block.text) >= _LABEL_LIMIT:
        return False
    text = block.line
    if index < title and len(text) < _KICKER_LIMIT:
        return True
    for up in islice(tree.ancestors(block.element), 2):
        names = tree.attributes[up].get("class")
        if names and _is_label_name(names):
            return True
    return is_date_line(text) or is_tag_line(text)


@lru_cache(maxsize=20_000)
def _is_label_name(names: str) -> bool:
    return bool(_LABEL_NAME.search(names.lower()))


def table_rows(tree: Tree, usable: Sequence[int]) -> list[Part]:
    """One part a row of a table whose rows are a name and sentences; header rows are left out."""
    parts: list[Part] = []
    if "tr" not in tree.tags:
        return parts
    allowed = set(usable)
    for row, tag in enumerate(tree.tags):
        if tag != "tr" or tree.first[row] not in allowed:
            continue
        cells = list(tree.children(row))
        if len(cells) < MIN_CARDS or all(tree.tags[cell] == "th" for cell in cells):
            continue
        if _is_counter(tree, cells[0], len(parts)):
            cells = cells[1:]
        first = tree.first[cells[0]]
        named = range(first, tree.last[cells[0]])
        title = " ".join(tree.blocks[at].line for at in named)
        if not title or len(title) > TITLE_LIMIT or not allowed.issuperset(named):
            continue
        blocks = [at for cell in cells[1:] for at in range(tree.first[cell], tree.last[cell]) if at in allowed]
        kept = (at for at in blocks if not is_furniture(tree.blocks[at].line) or _is_value(tree, at))
        lines = [own_text(tree.blocks[at]) for at in kept]
        anchor = tree.attribute(row, "id") or anchor_of(tree, first)
        part = Part(tree, title, first, blocks, _ROW, reach=blocks)
        part.lines, part.anchor = lines, anchor
        parts.append(part)
    return parts


def _is_counter(tree: Tree, cell: int, before: int) -> bool:
    """Whether a cell holds nothing but the number of its row; `before` rows stand above it."""
    words = [tree.blocks[at].line.rstrip(".)") for at in range(tree.first[cell], tree.last[cell])]
    return words == [str(before + 1)]


def _is_value(tree: Tree, index: int) -> bool:
    """Whether a cell is a date or a number: furniture elsewhere, content in a table."""
    line = tree.blocks[index].line
    return is_date_line(line) or not any(map(str.isalpha, line))
