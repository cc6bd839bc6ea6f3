"""Saved pages with what a person says is on them, and how far the extractor agrees.

A page is `NAME.html` (or `.pdf`) beside `NAME.json`, which holds `url` and the expected fields of `kkharvest extract`;
it may name the page's `system`. A candidate counts as found when its title is the expected one, word for word, and its
text agrees to a word F1 of 0.9; as exact when every word of its text, its anchor and its link agree.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kkharvest.core.errors import InputError
from kkharvest.extract.page import extract_page, to_contract
from kkharvest.extract.wcxb import word_f1

__all__ = ["Agreement", "Figures", "SavedPage", "compare", "figures", "read_saved"]

_SUFFIXES = frozenset({".html", ".pdf"})
_SAME_TEXT = 0.9
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page as served, and the fields a person expects of it."""

    name: str
    body: bytes
    expected: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One page compared: which fields agree, and how many candidates were wanted, found, right and exact.

    `text` is None where the expectation says nothing of it; `differences` names what disagrees.
    """

    name: str
    kind: str
    system: str
    is_kind: bool
    is_title: bool
    is_lang: bool
    is_date: bool
    is_text: bool | None
    text_f1: float | None
    wanted: int
    found: int
    right: int
    exact: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares over pages, and precision, recall and F1 over their candidates."""

    pages: int
    kind: float
    title: float
    text: float
    text_f1: float
    date: float
    lang: float
    precision: float
    recall: float
    f1: float
    exact: float


def read_saved(folder: Path, prefix: str = "") -> Iterator[SavedPage]:
    """Saved pages of `folder` whose names begin with `prefix`, in order; a page without expectation is an error."""
    pages = sorted(
        path for path in folder.iterdir() if path.suffix in {".html", ".pdf"} and path.name.startswith(prefix)
    )
    for path in pages:
        expectation = path.with_suffix(".json")
        if not expectation.is_file():
            raise InputError(f"{path} has no {expectation.name} beside it: write what the page should give")
        yield SavedPage(path.stem, path.read_bytes(), json.loads(expectation.read_text(encoding="utf-8")))


def compare(page: SavedPage) -> Agreement:
    """The extractor's answer for a page beside the expected one."""
    expected = page.expected
    document = extract_page(page.body, expected["url"], expected.get("content_type"))
    found = to_contract(document)
    fields = {name: found[name] == expected[name] for name in ("kind", "title", "lang", "published")}
    differences = [f"{name}: {found[name]!r} for {expected[name]!r}" for name, same in fields.items() if not same]
    text = expected.get("text")
    is_text = None if text is None else _words(document.text) == _words(text)
    if is_text is False:
        differences.append(f"text: {document.text!r} for {text!r}")
    wanted = _wanted(expected)
    given = list(found["candidates"]) if isinstance(found["candidates"], list) else []
    right, inexact, missed, extra = _pair(wanted, given)
    differences += [f"{what}: {each}" for what, titles in
                    (("inexact", inexact), ("missing", missed), ("too much", extra)) for each in titles]  # fmt: skip
    return Agreement(
        name=page.name,
        kind=expected["kind"],
        system=expected.get("system") or document.layout or "other",
        is_kind=fields["kind"],
        is_title=fields["title"],
        is_lang=fields["lang"],
        is_date=fields["published"],
        is_text=is_text,
        text_f1=None if text is None else word_f1(document.text, text),
        wanted=len(wanted),
        found=len(given),
        right=right,
        exact=right - len(inexact),
        differences=tuple(differences),
    )


def figures(agreements: Sequence[Agreement]) -> Figures:
    """Means over pages, and the candidates' figures over all of them together."""
    texts = [each.text_f1 for each in agreements if each.text_f1 is not None]
    exact_texts = [each.is_text for each in agreements if each.is_text is not None]
    wanted = sum(each.wanted for each in agreements)
    found = sum(each.found for each in agreements)
    right = sum(each.right for each in agreements)
    return Figures(
        pages=len(agreements),
        kind=_mean([each.is_kind for each in agreements]),
        title=_mean([each.is_title for each in agreements]),
        text=_mean(exact_texts),
        text_f1=_mean(texts),
        date=_mean([each.is_date for each in agreements]),
        lang=_mean([each.is_lang for each in agreements]),
        precision=right / found if found else float(not wanted),
        recall=right / wanted if wanted else 1.0,
        f1=2 * right / (found + wanted) if found + wanted else 1.0,
        exact=sum(each.exact for each in agreements) / wanted if wanted else 1.0,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _wanted(expected: dict[str, Any]) -> list[dict[str, Any]]:
    """Expected candidates: those listed, or the whole of an article."""
    if "candidates" in expected:
        return list(expected["candidates"])
    if expected["kind"] != "article":
        return []
    return [{"title": expected["title"], "text": expected.get("text")}]


def _pair(
    wanted: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]]
) -> tuple[int, list[str], list[str], list[str]]:
    """How many candidates are right, and the titles of those of them not exact, of those missing, of those too much."""
    left = list(given)
    right = 0
    inexact, missed = [], []
    for each in wanted:
        alike = [other for other in left if _is_right(each, other)]
        if not alike:
            missed.append(str(each["title"]))
            continue
        best = max(alike, key=lambda other: _is_exact(each, other))
        left.remove(best)
        right += 1
        if not _is_exact(each, best):
            inexact.append(f"{each['title']} ({best['anchor']}, {best['link']})")
    return right, inexact, missed, [str(other["title"]) for other in left]


def _is_right(wanted: dict[str, Any], given: dict[str, Any]) -> bool:
    if _words(wanted["title"].casefold()) != _words(given["title"].casefold()):
        return False
    text = wanted.get("text")
    return text is None or word_f1(given["text"], text) >= _SAME_TEXT


def _is_exact(wanted: dict[str, Any], given: dict[str, Any]) -> bool:
    text = wanted.get("text")
    same = text is None or _words(given["text"]) == _words(text)
    return same and all(given[name] == wanted[name] for name in ("anchor", "link") if name in wanted)
