"""Examples inside running text and lists: bold leads, list items with a linked or bold name, terms."""

import re
from collections.abc import Container, Sequence
from itertools import islice, takewhile

from kkharvest.extract.parts import TITLE_LIMIT, Part, bound, flat
from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import without_furniture

__all__ = ["LIST_ITEM", "bold_leads", "linked_items", "terms"]

LIST_ITEM = 9
_BOLD = 8
_ITEMS = frozenset({"li", "dd"})
_NAMED = frozenset({"li", "p", "dd", "div"})
_LEAD_LIMIT, _LEAD_WORDS = 90, 12
_SENTENCE_WORDS = 3
_LEAD_TAIL = re.compile(r"\s*[.:–—-]?\s*$")
# "<a>Klimatalliansen</a> möts fyra gånger om året": a name and what is said of it.
_GOES_ON = re.compile(r"\s+(?:[–—-]\s*)?[a-zåäö]")
_INVITES = re.compile(r"(?:vill|är|har|känner|skulle) (?:du|ni|din|ditt|er|ert)\b[^.!?]*\?", re.IGNORECASE)
_LEAD_HEAD = re.compile(r"^\s*[.:–—-]\s*")


def bold_leads(tree: Tree, usable: Sequence[int], headings: Container[int]) -> list[Part]:
    """One part a paragraph that begins with bold words, or a bold line before a paragraph."""
    parts: list[Part] = []
    current: Part | None = None
    for index in usable:
        if index in headings:
            current = None
            continue
        block = tree.blocks[index]
        lead = lead_of(block) if block.bold else 0
        if lead and block.tag not in {"td", "th"}:
            title = _LEAD_TAIL.sub("", flat(block.text[:lead]))
            rest = without_furniture(_LEAD_HEAD.sub("", block.text[lead:]).strip())
            current = Part(tree, title, index, level=_BOLD, opening=rest)
            parts.append(current)
        elif current is not None:
            current.blocks.append(index)
    if parts and parts[-1].opening:
        # What follows the last one is about all of them, but for as much as others go on for.
        most = max((len(part.blocks) for part in parts[:-1]), default=0)
        own = takewhile(lambda at: not _INVITES.match(tree.blocks[at].text), parts[-1].blocks[:most])
        parts[-1].blocks = list(own)
    bound(tree, parts)
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


def linked_items(tree: Tree, usable: Sequence[int]) -> list[Part]:
    """One part a list item that begins with a linked or bold name and goes on with a sentence of its own."""
    parts = []
    for index in usable:
        block = tree.blocks[index]
        if not (block.links or block.bold) or block.tag not in _NAMED:
            continue
        end = block.links[0].end if block.links and block.links[0].start <= 1 else lead_of(block)
        if not 0 < end <= TITLE_LIMIT or end >= len(block.text):
            continue
        if not _in_list(tree, block) and not _GOES_ON.match(block.text[end:] if block.links else ""):
            continue
        rest = _LEAD_HEAD.sub("", block.text[end:]).strip()
        if len(rest.split()) >= _SENTENCE_WORDS:
            title = _LEAD_TAIL.sub("", flat(block.text[:end]))
            parts.append(Part(tree, title, index, level=LIST_ITEM, opening=rest))
    return parts


def terms(tree: Tree, usable: Sequence[int]) -> list[Part]:
    """One part a term of a definition list."""
    parts: list[Part] = []
    if "dt" not in tree.tags:
        return parts
    for index in usable:
        block = tree.blocks[index]
        if block.tag == "dt" and len(block.text) <= TITLE_LIMIT:
            parts.append(Part(tree, block.line, index, level=LIST_ITEM))
        elif parts and any(tree.tags[up] == "dd" for up in tree.ancestors(block.element)):
            parts[-1].blocks.append(index)
    bound(tree, parts)
    return parts


def _in_list(tree: Tree, block: Block) -> bool:
    return any(tree.tags[up] in _ITEMS for up in islice(tree.ancestors(block.element), 2))
