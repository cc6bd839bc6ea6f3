"""Both ends of the chosen blocks: topics before the first sentence, headings and buttons that lead to nothing."""

import re

from kkharvest.extract.layouts import SENDER, Layout
from kkharvest.extract.tree import Tree

__all__ = ["trimmed", "with_halves"]

_ABOUT = re.compile(r"(?<![a-z])(?:about|boilerplate)(?![a-z])")
_BUTTON = re.compile(r"(?<![a-z])(?:button|btn|knapp|cta)(?![a-z])")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip)(?:$|[?#])", re.IGNORECASE)
_HALVES = {"dd": {"dt"}, "td": {"td", "th"}}
_TOPIC_LIMIT, _TOPIC_WORDS = 40, 7
_SENDER_WORDS = 150


def trimmed(tree: Tree, chosen: list[int], layout: Layout | None) -> list[int]:
    """Chosen blocks without topics before the first sentence, without headings and buttons that nothing follows."""
    blocks = tree.blocks
    start, end = 0, len(chosen)
    about = next((at for at in range(1, end) if _is_about_sender(tree, chosen[at], layout)), end)
    if sum(blocks[at].words for at in chosen[about:]) <= _SENDER_WORDS:
        end = about
    while end and any(leads(tree, chosen[end - 1]) for leads in (_is_button, _is_file, _is_box_of_links)):
        end -= 1
    # Several headings at the end are cards without text.
    is_alone = end > 1 and blocks[chosen[end - 1]].level and not blocks[chosen[end - 2]].level
    end -= bool(is_alone)
    while start < end and blocks[chosen[start]].tag == "li" and len(blocks[chosen[start]].text) < _TOPIC_LIMIT:
        start += 1
    follows_topics = start < end and blocks[chosen[start]].tag != "li" and blocks[chosen[start]].words > _TOPIC_WORDS
    return chosen[start if follows_topics else 0 : end]


def with_halves(tree: Tree, chosen: list[int], usable: list[int]) -> list[int]:
    """Chosen blocks and the other halves of terms and rows: a number alone looks like nothing."""
    inside = set(chosen)
    for at in usable:
        block = tree.blocks[at]
        if at in inside or block.tag not in _HALVES or block.link_length:
            continue
        before, after = at - 1 in inside, at + 1 in inside
        same = at > 0 and tree.blocks[at - 1].tag in _HALVES[block.tag]
        if before and same and (after or block.tag == "dd"):
            inside.add(at)
    return sorted(inside)


def _is_about_sender(tree: Tree, index: int, layout: Layout | None) -> bool:
    """Whether a heading opens what a release says of its sender, by its system or by the name of its box."""
    block = tree.blocks[index]
    first = block.text.partition("\n")[0].strip()
    is_heading = bool(block.level) or (bool(block.bold) and block.bold[0][0] == 0 and block.bold[0][1] >= len(first))
    if not is_heading or not SENDER.fullmatch(first):
        return False
    box = f"{tree.attribute(block.element, 'class')} {tree.attribute(tree.parents[block.element], 'class')}"
    return bool(layout and layout.is_press_room) or bool(_ABOUT.search(box.lower()))


def _is_file(tree: Tree, index: int) -> bool:
    """Whether a block is nothing but a link to a document."""
    block = tree.blocks[index]
    is_link = 0 < len(block.text) == block.link_length
    return is_link and all(_FILE.search(link.href) for link in block.links)


def _is_box_of_links(tree: Tree, index: int) -> bool:
    """Whether a block is a bold line with nothing but links under it."""
    block = tree.blocks[index]
    first, _, rest = block.text.partition("\n")
    is_headed = bool(block.bold) and block.bold[0][0] == 0 and block.bold[0][1] >= len(first)
    return is_headed and bool(rest) and block.link_length >= len(rest) - rest.count("\n")


def _is_button(tree: Tree, index: int) -> bool:
    """Whether a block is a link that the page draws as a button."""
    block = tree.blocks[index]
    return 0 < len(block.text) == block.link_length and bool(_BUTTON.search(tree.hint(block.element)))
