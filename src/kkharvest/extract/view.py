"""A page as `kind` and its helpers look at it: the blocks that may be content, and what groups they form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kkharvest.extract.parts import Part
from kkharvest.extract.tree import Tree

__all__ = ["MIN_PARTS", "PageView", "linked_share", "share_of"]

MIN_PARTS = 2
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class PageView:
    """A page before its kind is known.

    `words` counts those of all usable blocks; `sections` are the parts under headings by their rank; `groups` are its
    sets of like cards; `is_paged` when its list goes on elsewhere.
    """

    tree: Tree
    url: str
    title: str
    usable: list[int]
    has_date: bool
    words: int
    sections: dict[int, list[Part]]
    groups: list[list[Part]]
    is_paged: bool

    def coverage(self, parts: Sequence[Part]) -> float:
        """Share of the page's words that stand in these parts."""
        return sum([part.words + len(part.title.split()) for part in parts]) / max(self.words, 1)


def share_of(values: Sequence[_Value], holds: Callable[[_Value], bool]) -> float:
    """Share of the values for which something holds, 0 when there are none."""
    return sum(1 for value in values if holds(value)) / max(len(values), 1)


def linked_share(parts: Sequence[Part]) -> float:
    """Share of the parts that lead to a page."""
    return share_of(parts, lambda part: bool(part.link))
