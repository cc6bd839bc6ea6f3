"""`python -m bench.extract.examples`: how well signs tell examples from sections, by hand's weights and by fitted ones.

Known pages are the saved ones in tests/pages and those of the sample web; a division of a page is right when its
titles are those of the page's examples. The fitted weights are those of a logistic model that leans on the hand's, and
every page is judged by weights fitted without it (ten folds over pages); `--without PREFIX` also judges the saved
pages of a name by weights fitted without any of them.
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.records import PageKind
from kkharvest.extract.charset import decode
from kkharvest.extract.content import choose_content
from kkharvest.extract.examples import divisions
from kkharvest.extract.guard import parse
from kkharvest.extract.metadata import clean_title, read_head
from kkharvest.extract.page import find_title
from kkharvest.extract.pointers import menu_before, pointers
from kkharvest.extract.published import find_published
from kkharvest.extract.saved import read_saved
from kkharvest.extract.signs import SIGNS, signs_of
from kkharvest.extract.view import PageView
from kkharvest.extract.walk import build_tree
from kkharvest.extract.weighing import BIAS, WEIGHTS, score
from kkharvest.sampleweb.content import load_sites
from kkharvest.sampleweb.truth import load
from kkharvest.sampleweb.web import Request, Web

PAGES = Path(__file__).resolve().parents[2] / "tests" / "pages"
UNSEEN = "r-"
_FOLDS = 10
_SAME = 0.8
_FAR = 30.0
_THRESHOLD = -0.25
_PENALTY = 1.0
_STEPS = 25
_RETRY = 5
_OTHER = {"listing"}
_HEADING = re.compile(r"^##+ (.*)$", re.MULTILINE)


Floats = NDArray[np.float64]
Scorer = Callable[[Sequence[float]], float]


@dataclass(frozen=True, slots=True)
class Known:
    """A page with its divisions: signs, and whether each divides the page into its examples."""

    name: str
    is_multi: bool
    signs: tuple[tuple[float, ...], ...]
    labels: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Pages of many examples divided rightly, wrongly or not at all, and other pages that were divided."""

    right: int
    wrong: int
    missed: int
    false: int

    def line(self, name: str, pages: int) -> str:
        """One row of the table."""
        return f"{name:<34}{pages:>7}{self.right:>8}{self.wrong:>8}{self.missed:>8}{self.false:>8}"


def main() -> int:
    """Prints the table; exit status 0 whatever it says."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.examples", description=__doc__)
    parser.add_argument("--without", default="q-", help="saved pages of this name are judged by weights without them")
    options = parser.parse_args()
    pages = [*saved_pages(), *sample_pages()]
    crossed = _cross_validated(pages)
    print(f"{'':<34}{'pages':>7}{'right':>8}{'wrong':>8}{'missed':>8}{'false':>8}")
    hand = _outcome((page, score) for page in pages)
    print(hand.line("weights by hand, all pages", len(pages)))
    print(crossed.line(f"fitted, {_FOLDS} folds", len(pages)))
    apart = [page for page in pages if page.name.startswith(options.without)]
    without = _fitted([page for page in pages if not page.name.startswith(options.without)])
    print(_outcome((page, score) for page in apart).line(f"weights by hand, {options.without}", len(apart)))
    print(_outcome((page, without) for page in apart).line(f"fitted without {options.without}", len(apart)))
    return 0


def saved_pages() -> Iterator[Known]:
    """Saved pages but those kept unseen."""
    for page in read_saved(PAGES):
        if page.name.startswith(UNSEEN) or page.expected["kind"] == PageKind.LISTING:
            continue
        titles = [str(each["title"]) for each in page.expected.get("candidates", [])]
        is_multi = page.expected["kind"] == PageKind.MULTI
        content_type = page.expected.get("content_type")
        yield known(page.name, page.body, page.expected["url"], content_type, titles if is_multi else [])


def sample_pages() -> Iterator[Known]:
    """Pages of the sample web that are served as pages and are no lists."""
    sites = load_sites()
    web = Web(sites)
    parts: dict[tuple[str, str], list[str]] = {}
    for telling in load():
        if telling.part:
            parts.setdefault((telling.host, telling.path), []).append(telling.part)
    for site in sites:
        for page in site.pages:
            answer = web.respond(Request(site.host, page.path, seen=_RETRY))
            content_type = answer.headers.get("Content-Type", "")
            if answer.status != 200 or "html" not in content_type or page.kind in _OTHER:
                continue
            titles = parts.get((site.host, page.path)) or _HEADING.findall(page.body)
            name = f"{site.host}{page.path}"
            yield known(name, answer.body, f"http://{name}", content_type, titles if page.kind == "multi" else [])


def known(name: str, body: bytes, url: str, content_type: str | None, titles: Sequence[str]) -> Known:
    """A page read up to where its kind is judged; `titles` are its examples'."""
    parsed = parse(decode(body, content_type).text)
    head = read_head(parsed)
    tree = build_tree(parsed)
    at = find_title(tree, head)
    title = tree.blocks[at].line if at is not None else clean_title(head, None)
    content = choose_content(tree, at, head).without(pointers(tree) | menu_before(tree, at))
    has_date = find_published(tree, head, url, at, content.chosen).published is not None
    page = PageView(tree, content.usable, url, title, has_date)
    found = list(divisions(page))
    signs = tuple(tuple(signs_of(page, division)) for division in found)
    labels = tuple(_agree([part.title for part in division.parts], titles) for division in found)
    return Known(name, bool(titles), signs, labels)


def _agree(found: Sequence[str], wanted: Sequence[str]) -> bool:
    left, right = ({" ".join(title.casefold().split()) for title in titles} for titles in (found, wanted))
    return bool(right) and 2 * len(left & right) >= _SAME * (len(left) + len(right))


def _fitted(pages: Sequence[Known]) -> Scorer:
    """Score by weights fitted to `pages`, held near the hand's (Newton's method on the penalised likelihood)."""
    signs = [signs for page in pages for signs in page.signs]
    rows: Floats = np.column_stack([np.array(signs, dtype=np.float64), np.ones(len(signs))])
    wanted: Floats = np.array([label for page in pages for label in page.labels], dtype=np.float64)
    prior: Floats = np.array([*(WEIGHTS.get(name, 0.0) for name in SIGNS), BIAS])
    found = prior.copy()
    for _ in range(_STEPS):
        chance: Floats = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -_FAR, _FAR)))
        slope: Floats = rows.T @ (chance - wanted) + _PENALTY * (found - prior)
        bend: Floats = (rows * (chance * (1.0 - chance))[:, None]).T @ rows + _PENALTY * np.eye(len(prior))
        found = found - np.linalg.solve(bend, slope)
    return lambda signs: float(np.dot(found[:-1], np.asarray(signs)) + found[-1] - _THRESHOLD)


def _cross_validated(pages: Sequence[Known]) -> Outcome:
    judged = []
    for fold in range(_FOLDS):
        inside = [page for page in pages if _fold(page.name) == fold]
        scorer = _fitted([page for page in pages if _fold(page.name) != fold])
        judged += [(page, scorer) for page in inside]
    return _outcome(judged)


def _fold(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS


def _outcome(judged: Iterable[tuple[Known, Scorer]]) -> Outcome:
    right = wrong = missed = false = 0
    for page, scorer in judged:
        scores = [(scorer(signs), label) for signs, label in zip(page.signs, page.labels, strict=True)]
        best, label = max(scores, default=(-1.0, False))
        right += page.is_multi and best >= 0 and label
        wrong += page.is_multi and best >= 0 and not label
        missed += page.is_multi and best < 0
        false += not page.is_multi and best >= 0
    return Outcome(right, wrong, missed, false)


if __name__ == "__main__":
    sys.exit(main())
