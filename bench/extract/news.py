"""`python -m bench.extract.news --data FOLDER`: news pages with known answers, ours beside trafilatura in the same run.

FOLDER is `tests/resources/parser/test_data/se` of the repository flairNLP/fundus, or a folder that holds several of
them (older pages stand in its history): `PUBLISHER_DATE.html.gz` with `PUBLISHER.json` (title, body, publishing date
of each version of the publisher's layout, oldest first) and `meta.info` (addresses). Nothing of it is kept here.
Dates count as right on the day in Sweden or in UTC. The known title is the one the page gives for sharing; where its
heading reads otherwise, ours is the heading, and the row shows it.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from kkharvest.extract import extract_page
from kkharvest.extract.wcxb import tokens, word_f1

_SWEDEN = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class News:
    """A saved news page and what is known of it."""

    name: str
    url: str
    markup: bytes
    title: str
    body: str
    days: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says of a page."""

    title: str
    day: str
    text: str


def read_news(folder: Path) -> Iterator[News]:
    """Pages below `folder`, each once."""
    seen = set()
    for meta in sorted(folder.rglob("meta.info")):
        addresses = json.loads(meta.read_text(encoding="utf-8"))
        for answers in sorted(meta.parent.glob("*.json")):
            pages = sorted(meta.parent.glob(f"{answers.stem}_*.html.gz"))
            versions = json.loads(answers.read_text(encoding="utf-8"))
            for page, (_, known) in zip(pages, sorted(versions.items()), strict=True):
                if page.name not in seen:
                    seen.add(page.name)
                    moment = datetime.fromisoformat(known["publishing_date"])
                    days = frozenset(moment.astimezone(zone).date().isoformat() for zone in (UTC, _SWEDEN))
                    yield News(
                        page.name.removesuffix(".html.gz"),
                        addresses[page.name]["url"],
                        gzip.decompress(page.read_bytes()),
                        known["title"],
                        _body(known["body"]),
                        days,
                    )


def _body(body: dict[str, list[str] | list[dict[str, list[str]]]]) -> str:
    lines = [str(piece) for piece in body["summary"]]
    for section in body["sections"]:
        if isinstance(section, dict):
            lines += [*section["headline"], *section["paragraphs"]]
    return "\n".join(lines)


def ours(news: News) -> Answer:
    """The page's document."""
    document = extract_page(news.markup, news.url)
    return Answer(document.title, str(document.published), document.text)


def trafilatura_answer(news: News) -> Answer:
    """The same of trafilatura, default settings."""
    import trafilatura

    found = trafilatura.bare_extraction(news.markup.decode("utf-8", "replace"), url=news.url, with_metadata=True)
    fields = found if isinstance(found, dict) else found.as_dict() if found else {}
    return Answer(fields.get("title") or "", fields.get("date") or "", fields.get("text") or "")


def main() -> int:
    """Prints a row a page and the means; 0 when our text is at least as near the known one as trafilatura's."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.news", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with PUBLISHER.json, *.html.gz and meta.info")
    options = parser.parse_args()
    extractors: dict[str, Callable[[News], Answer]] = {"kkharvest": ours, "trafilatura": trafilatura_answer}
    pages = list(read_news(options.data))
    if not pages:
        print(f"{options.data} holds no meta.info with pages", file=sys.stderr)
        return 1
    means = {}
    for name, extract in extractors.items():
        rows = []
        for news in pages:
            answer = extract(news)
            row = (
                float(tokens(answer.title) == tokens(news.title)),
                float(answer.day in news.days),
                word_f1(answer.text, news.body),
            )
            rows.append(row)
            other = "" if row[0] else f"  {answer.title}"
            print(f"{name:<12}{news.name:<28}title {row[0]:.0f}  date {row[1]:.0f}  word F1 {row[2]:.3f}{other}")
        means[name] = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    for name, (title, day, text) in means.items():
        print(f"{name:<12}{len(pages)} pages: title {title:.3f}, date {day:.3f}, word F1 {text:.3f}")
    return 0 if means["kkharvest"][2] >= means["trafilatura"][2] else 1


if __name__ == "__main__":
    sys.exit(main())
