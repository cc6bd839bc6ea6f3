"""A page as `kind` and its helpers look at it: the blocks that may be content, and what groups they form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from kkharvest.extract.groups import Group, Groups
from kkharvest.extract.parts import Part
from kkharvest.extract.sections import ranks_of, sections_by_rank
from kkharvest.extract.tree import Tree
from kkharvest.extract.wording import is_paging

__all__ = ["MIN_PARTS", "PageView", "linked_share", "share_of"]

MIN_PARTS = 2
_PAGING_LIMIT = 60
_PAGING_BEFORE = 5
_Value = TypeVar("_Value")


@dataclass(eq=False)
class PageView:
    """A page before its kind is known; what it is divided into is looked for when it is asked for."""

    tree: Tree
    usable: list[int]
    url: str
    title: str
    has_date: bool

    @cached_property
    def words(self) -> int:
        """Number of words in all usable blocks."""
        blocks = self.tree.blocks
        return sum([blocks[at].words for at in self.usable])

    @cached_property
    def ranks(self) -> dict[int, int]:
        """Ranks of the usable blocks that are headings."""
        return ranks_of(self.tree, self.usable)

    @cached_property
    def sections(self) -> dict[int, list[Part]]:
        """The parts under headings by their rank."""
        return sections_by_rank(self.tree, self.usable, self.ranks)

    @cached_property
    def groups(self) -> Groups:
        """Sets of like cards."""
        return Groups(self.tree, self.usable, list(self.sections.values()))

    @cached_property
    def timed(self) -> frozenset[int]:
        """Blocks with a `<time>` element."""
        return frozenset([time.block for time in self.tree.times])

    @cached_property
    def is_paged(self) -> bool:
        """Whether the page's list goes on elsewhere."""
        first = min(self.usable, default=0)
        after = self.tree.blocks[max(first - _PAGING_BEFORE, 0) :]
        return any(map(is_paging, [block.line for block in after if len(block.text) < _PAGING_LIMIT]))

    def coverage(self, parts: Sequence[Part]) -> float:
        """Share of the page's words that stand in these parts."""
        return sum([part.words + len(part.title.split()) for part in parts]) / max(self.words, 1)

    def may_cover(self, parts: Sequence[Part], share: float) -> bool:
        """Whether these parts can have so large a share of the page's words, by all that stands in their blocks."""
        blocks = self.tree.blocks
        # A title and its text may part a word.
        most = sum([blocks[part.block].words + 1 for part in parts])
        most += sum([blocks[at].words for part in parts for at in part.blocks])
        return most / max(self.words, 1) >= share

    def covers(self, group: Group, share: float) -> bool:
        """Whether the parts of a group have so large a share of the page's words; they are read only if they may."""
        may_cover = group.words / max(self.words, 1) >= share
        return may_cover and bool(group.parts) and self.coverage(group.parts) >= share


def share_of(values: Sequence[_Value], holds: Callable[[_Value], bool]) -> float:
    """Share of the values for which something holds, 0 when there are none."""
    return sum([1 for value in values if holds(value)]) / max(len(values), 1)


def linked_share(parts: Sequence[Part]) -> float:
    """Share of the parts that lead to a page."""
    return share_of(parts, lambda part: bool(part.link))
