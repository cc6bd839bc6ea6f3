"""Both ends of the chosen blocks: topics before the first sentence, headings and buttons that lead to nothing."""

import re

from kkharvest.extract.layouts import SENDER, Layout
from kkharvest.extract.tree import Tree

__all__ = ["trimmed"]

_ABOUT = re.compile(r"(?<![a-z])(?:about|boilerplate)(?![a-z])")
_BUTTON = re.compile(r"(?<![a-z])(?:button|btn|knapp|cta)(?![a-z])")
_TOPIC_LIMIT, _TOPIC_WORDS = 40, 7
_SENDER_WORDS = 150


def trimmed(tree: Tree, chosen: list[int], layout: Layout | None) -> list[int]:
    """Chosen blocks without topics before the first sentence, without headings and buttons that nothing follows."""
    blocks = tree.blocks
    start, end = 0, len(chosen)
    headings = (at for at in range(1, end) if blocks[chosen[at]].level)
    about = next((at for at in headings if _is_about_sender(tree, chosen[at], layout)), end)
    if sum(blocks[at].words for at in chosen[about:]) <= _SENDER_WORDS:
        end = about
    while end and _is_button(tree, chosen[end - 1]):
        end -= 1
    # Several headings at the end are cards without text.
    is_alone = end > 1 and blocks[chosen[end - 1]].level and not blocks[chosen[end - 2]].level
    end -= bool(is_alone)
    while start < end and blocks[chosen[start]].tag == "li" and len(blocks[chosen[start]].text) < _TOPIC_LIMIT:
        start += 1
    follows_topics = start < end and blocks[chosen[start]].tag != "li" and blocks[chosen[start]].words > _TOPIC_WORDS
    return chosen[start if follows_topics else 0 : end]


def _is_about_sender(tree: Tree, index: int, layout: Layout | None) -> bool:
    """Whether a heading opens what a release says of its sender, by its system or by the name of its box."""
    block = tree.blocks[index]
    if not SENDER.fullmatch(block.line):
        return False
    box = f"{tree.attribute(block.element, 'class')} {tree.attribute(tree.parents[block.element], 'class')}"
    return bool(layout and layout.is_press_room) or bool(_ABOUT.search(box.lower()))


def _is_button(tree: Tree, index: int) -> bool:
    """Whether a block is a link that the page draws as a button."""
    block = tree.blocks[index]
    return 0 < len(block.text) == block.link_length and bool(_BUTTON.search(tree.hint(block.element)))
