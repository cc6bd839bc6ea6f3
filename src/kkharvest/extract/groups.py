"""Sets of like pieces of a page that may be cards: siblings of one shape, linked lines, linked headings.

Reading every set of siblings costs more than all else that is asked about a page's kind, and few of them matter. So
each says beforehand how much it can hold at most, and is read when that is enough.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from heapq import heapify, heappop, heappush
from itertools import accumulate, islice

from kkharvest.extract.parts import Part
from kkharvest.extract.repeated import MIN_CARDS, MOST_ALIKE, cards, linked_lines
from kkharvest.extract.tree import Tree

__all__ = ["Group", "Groups"]

_CARD_LIMIT = 1500
_MOST_TOLD = 0.7
_LEAST_FLOWING = 2


class Group:
    """Like pieces of a page; `parts` are read when first asked for, and none when the pieces are no cards.

    `spans` are the ranges of blocks of its pieces; `size` characters and `words` are the most that it can hold.
    """

    __slots__ = ("_parts", "_read", "size", "spans", "words")

    def __init__(self, read: Callable[[], list[Part]], spans: Sequence[tuple[int, int]], size: int, words: int) -> None:
        self.spans = spans
        self.size = size
        self.words = words
        self._read = read
        self._parts: list[Part] | None = None

    @property
    def parts(self) -> list[Part]:
        """One part a piece."""
        if self._parts is None:
            self._parts = self._read()
            self.size = sum([len(part.text) + len(part.title) for part in self._parts])
        return self._parts


class Groups:
    """All groups of a page, in the order of how much text they hold."""

    def __init__(self, tree: Tree, usable: Sequence[int], sections: Sequence[list[Part]]) -> None:
        self._tree = tree
        self._usable = usable
        self._sections = sections
        self._found: list[list[Part]] = []

    def first(self, count: int) -> list[list[Part]]:
        """The `count` first groups, the one with most text first."""
        self._found += islice(self._rest, max(count - len(self._found), 0))
        return self._found[:count]

    def among_first(self, count: int, fits: Callable[[Group], bool]) -> list[list[Part]]:
        """The `count` first groups; none when no group of the page fits, so that their order need not be known."""
        return self.first(count) if any(map(fits, self.all)) else []

    @cached_property
    def all(self) -> list[Group]:
        """Everything that may be a group, in no order."""
        return [*self._lines, *self._families, *self._flowing]

    @cached_property
    def _families(self) -> list[Group]:
        return _families(self._tree, self._usable)

    @cached_property
    def _lines(self) -> list[Group]:
        """The page's linked lines. A list parted by year is one list."""
        parts = linked_lines(self._tree, self._usable)
        return [_known(parts)] if parts else []

    @cached_property
    def _flowing(self) -> list[Group]:
        """Sections whose headings are links."""
        blocks = self._tree.blocks
        linked = ([part for part in parts if blocks[part.block].links] for parts in self._sections)
        return [_known(parts) for parts in linked if len(parts) >= _LEAST_FLOWING]

    @cached_property
    def _rest(self) -> Iterator[list[Part]]:
        lines = [group for group in self._lines if not self._has_as_many(len(group.parts))]
        others = [*lines, *self._flowing]
        if others and any(map(_tells, _by_size(self._families))):
            yield from (group.parts for group in lines)
            others = []
        yield from _by_size([*others, *self._families])

    def _has_as_many(self, count: int) -> bool:
        return any(len(group.spans) >= count and len(group.parts) >= count for group in self._families)


def _known(parts: list[Part]) -> Group:
    """A group whose parts are known."""
    blocks = parts[0].tree.blocks
    spans = [(part.block, (part.blocks[-1] if part.blocks else part.block) + 1) for part in parts]
    held = [blocks[at] for part in parts for at in (part.block, *part.blocks)]
    return Group(lambda: parts, spans, sum([len(block.text) + 1 for block in held]), sum([b.words for b in held]))


def _tells(parts: Sequence[Part]) -> bool:
    """Whether most of a group's parts have a text."""
    return sum([bool(part.text) for part in parts]) / len(parts) > _MOST_TOLD


def _by_size(groups: Sequence[Group]) -> Iterator[list[Part]]:
    """Parts of the groups, those with most text first; each is read only when none that is left can hold more."""
    order = [(-group.size, number) for number, group in enumerate(groups)]
    heapify(order)
    while order:
        size, number = heappop(order)
        parts = groups[number].parts
        if parts and -groups[number].size != size:
            heappush(order, (-groups[number].size, number))
        elif parts:
            yield parts


def _families(tree: Tree, usable: Sequence[int]) -> list[Group]:
    """Groups of siblings of one shape with text of a card's length."""
    if not tree.tags or len(usable) < MIN_CARDS:
        return []
    blocks = tree.blocks
    is_usable = bytearray(len(blocks))
    for at in usable:
        is_usable[at] = 1
    before = [0, *accumulate(is_usable)]
    sizes = [0, *accumulate([len(blocks[at].text) for at in usable])]
    words = [0, *accumulate([blocks[at].words for at in usable])]
    # Nothing else may hold the title of a card that is one block.
    marked = [0, *accumulate([bool(blocks[at].level or blocks[at].links or blocks[at].bold) for at in usable])]

    def may_be_card(member: int) -> bool:
        low, high = before[tree.first[member]], before[tree.last[member]]
        return high - low > 1 or marked[high] > marked[low]

    found = []
    for members in _alike(tree, usable, before, sizes):
        count = sum(map(may_be_card, members))
        if count >= MIN_CARDS and count >= MOST_ALIKE * len(members):
            spans = [(tree.first[member], tree.last[member]) for member in members]
            places = [(before[low], before[high]) for low, high in spans]
            size = sum([sizes[high] - sizes[low] + high - low for low, high in places])
            held = sum([words[high] - words[low] for low, high in places])
            pieces = [(member, usable[low:high]) for member, (low, high) in zip(members, places, strict=True)]
            found.append(Group(partial(cards, tree, pieces), spans, size, held))
    return found


def _alike(tree: Tree, usable: Sequence[int], before: Sequence[int], sizes: Sequence[int]) -> list[list[int]]:
    """Siblings of one shape with text of a card's length, in the order of the page."""
    # Elements begin in the order of the page: those that hold usable blocks begin with them, or are around the first.
    start, stop = bisect_left(tree.first, usable[0]), bisect_left(tree.first, usable[-1] + 1)
    around = [up for up in tree.ancestors(tree.blocks[usable[0]].element) if up < start]
    ends = zip(tree.first[start:stop], tree.last[start:stop], strict=True)
    inside = [sizes[before[last]] - sizes[before[first]] for first, last in ends]
    fitting = [up for up in around if up and 0 < sizes[before[tree.last[up]]] <= _CARD_LIMIT]
    fitting += [child for child, size in enumerate(inside, start) if 0 < size <= _CARD_LIMIT and child]
    parents = tree.parents
    brothers = Counter([parents[child] for child in fitting])
    families: dict[tuple[int, str, str], list[int]] = {}
    for child in fitting:
        parent = parents[child]
        if brothers[parent] >= MIN_CARDS:
            names = tree.attributes[child].get("class")
            shape = (parent, tree.tags[child], names.split(maxsplit=1)[0] if names and not names.isspace() else "")
            if shape in families:
                families[shape].append(child)
            else:
                families[shape] = [child]
    return sorted([members for members in families.values() if len(members) >= MIN_CARDS])
