"""When a page was published and changed, with the words that say so."""

import re
from dataclasses import dataclass
from datetime import date

from kkharvest.extract.dates import find_date, parse_date
from kkharvest.extract.metadata import Head
from kkharvest.extract.tree import Tree

__all__ = ["Dates", "find_published"]

# One of these is in whatever the pattern finds.
_PUBLISHED_WORDS = (
    "publicer", "inlagd", "upplagd", "skapad", "skriven", "pressmeddelande", "published", "posted", "nyhet",
)  # fmt: skip
_PUBLISHED = re.compile(
    r"(?:publicera[dt](?:es)?|publiceringsdatum|publicering|inlagd|upplagd|skapad|skriven"
    r"|pressmeddelande|published|posted|nyhet)(?: den| on| av [^,]{2,40},?)?\s*[:•|–,-]?\s*",
    re.IGNORECASE,
)
_CHANGED_WORDS = (
    "uppdatera", "ändra", "granska", "reviderad", "modified", "updated", "changed", "revised", "reviewed",
)  # fmt: skip
_CHANGED = re.compile("|".join(_CHANGED_WORDS), re.IGNORECASE)
_PUBLISHED_NAMES = re.compile(
    r"publi[sc]|pubdate|post-?date|entry-?date|article-?date|news-?date|byline|dateline|datum|\bdate\b|meta"
)
_EVENT = re.compile(r"event|kalend|calendar|\bstart", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?:[/-]|$)|/((?:19|20)\d\d)-(0[1-9]"
    r"|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[-/.]|$)"
)
_NEAR_TITLE = 8
_REACH, _LINE = 25, 60
_SHORT = 120


@dataclass(slots=True)
class Dates:
    """Days of publication and change; `evidence` says where the first was read."""

    published: date | None = None
    modified: date | None = None
    evidence: str | None = None


def find_published(tree: Tree, head: Head, url: str, title_block: int | None, chosen: list[int]) -> Dates:
    """Dates by the strongest evidence: the head, a time element, a line that says so, the address."""
    dates = Dates(head.published, head.modified, head.published_by or None)
    _from_lines(tree, dates, title_block)
    _from_times(tree, dates, title_block, chosen)
    if dates.published is None:
        found = _IN_ADDRESS.search(url)
        day = parse_date("-".join(part for part in found.groups() if part)) if found else None
        if day:
            dates.published, dates.evidence = day, f"address {found.group() if found else ''}"
    if dates.published is None and title_block is not None:
        _beside_title(tree, dates, title_block)
    return dates


def _from_lines(tree: Tree, dates: Dates, title_block: int | None) -> None:
    for at, block in enumerate(tree.blocks):
        text = block.text
        # A date is written with its century.
        if ("20" not in text and "19" not in text) or len(text) > 4 * _SHORT:
            continue
        if dates.published is not None and dates.modified is not None:
            return
        if dates.modified is None and len(text) <= 2 * _SHORT:
            dates.modified = _changed_on(text)
        if dates.published is None and (title_block is None or at >= title_block - 4):
            _published_on(text, dates)


def _changed_on(text: str) -> date | None:
    """Day that follows the first word of a change."""
    changed = _CHANGED.search(text) if _holds(text, _CHANGED_WORDS) else None
    found = find_date(text, changed.start()) if changed else None
    return found[0] if changed and found and found[1] - changed.end() < _REACH else None


def _published_on(text: str, dates: Dates) -> None:
    """Notes the day that follows a word of publication, and these words."""
    if not _holds(text, _PUBLISHED_WORDS):
        return
    for match in _PUBLISHED.finditer(text):
        found = find_date(text, match.end())
        if found and found[1] - match.end() <= _REACH and not _CHANGED.search(text[match.end() : found[1]]):
            if match.group().strip().lower() in {"nyhet", "pressmeddelande"} and len(text) > _SHORT:
                continue
            dates.published, dates.evidence = found[0], text[match.start() : found[2]]
            return


def _holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words is in the text: looked for before a pattern, which takes five times as long."""
    return any(map(text.lower().__contains__, words))


def _from_times(tree: Tree, dates: Dates, title_block: int | None, chosen: list[int]) -> None:
    if dates.published is not None:
        return
    content = set(chosen)
    for time in tree.times:
        near = title_block is None or title_block - 4 <= time.block <= title_block + _NEAR_TITLE
        block = tree.blocks[time.block] if time.block < len(tree.blocks) else None
        if block is None or not near:
            continue
        words = block.text
        names = " ".join(tree.hint(up) for up in list(tree.ancestors(block.element))[:3])
        if len(words) > _SHORT or _CHANGED.search(words) or _EVENT.search(names) or _is_in_list(tree, block.element):
            continue
        if time.block in content and len(words) > len(time.text) + 60:
            continue
        day = parse_date(time.value) or parse_date(time.text)
        if day:
            dates.published, dates.evidence = day, f"time {time.value or time.text}"
            return


def _is_in_list(tree: Tree, element: int) -> bool:
    return any(tree.tags[up] in {"li", "table", "nav", "footer"} for up in list(tree.ancestors(element))[:6])


def _beside_title(tree: Tree, dates: Dates, title_block: int) -> None:
    """A line of its own near the title that is a date and nothing else."""
    for at in range(max(0, title_block - 2), min(len(tree.blocks), title_block + 5)):
        text = " ".join(tree.blocks[at].text.split())
        found = find_date(text) if len(text) < _LINE and at != title_block else None
        if not found or _CHANGED.search(text):
            continue
        names = " ".join(tree.hint(up) for up in list(tree.ancestors(tree.blocks[at].element))[:3])
        is_alone = found[2] - found[1] >= len(text) - 12
        if (is_alone or _PUBLISHED_NAMES.search(names)) and not _EVENT.search(names):
            dates.published, dates.evidence = found[0], text
            return
