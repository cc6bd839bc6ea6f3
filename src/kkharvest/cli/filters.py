"""The fixed JSON Lines filters: what other programs pipe through.

Each turns a batch of objects into the fields to add. They open no connection and write no file; models are loaded
once, when the first batch comes.
"""

import base64
import binascii
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, BinaryIO, NamedTuple

import click

from kkharvest.core.jsonl import Fault, Fields, Filter, required_text, run_filter
from kkharvest.core.records import Classification
from kkharvest.core.settings import Settings

__all__ = ["FILTERS", "filter_command"]


def extract_filter(_: Settings) -> Filter:
    """Pages (`html` or `html_base64`) to document and candidates."""
    from kkharvest.extract import extract_page, to_contract

    def one(fields: Fields) -> Fields | Fault:
        fault = required_text(fields, "id", "url")
        if fault:
            return fault
        content_type = fields.get("content_type")
        if content_type is not None and not isinstance(content_type, str):
            return Fault("field 'content_type' must be text")
        body: bytes | str
        if isinstance(fields.get("html_base64"), str):
            try:
                body = base64.b64decode(fields["html_base64"], validate=True)
            except (binascii.Error, ValueError):
                return Fault("field 'html_base64' is not base64")
            if body.startswith(b"%PDF-"):
                from kkharvest.extract.pdf import extract_pdf

                return to_contract(extract_pdf(body, fields["url"]))
        elif isinstance(fields.get("html"), str):
            body = fields["html"]
        else:
            return Fault("field 'html' (text) or 'html_base64' is missing")
        return to_contract(extract_page(body, fields["url"], content_type))

    return lambda batch: [one(fields) for fields in batch]


def classify_filter(settings: Settings) -> Filter:
    """Titles and texts to relevance, themes, areas, levels, actors, municipalities and evidence."""
    from kkharvest.classify import Classifier, ClassifyInput, to_contract
    from kkharvest.classify.encoder import load_encoder
    from kkharvest.extract.actors import find_actors
    from kkharvest.extract.places import find_places, home_of, with_home

    classifier: list[Classifier] = []

    def told(judged: Classification, record: ClassifyInput) -> Fields:
        places = with_home(find_places(f"{record.title}\n{record.text}"), home_of(record.url))
        return to_contract(judged, record, actors=find_actors(record.text), municipalities=places)

    def work(batch: Sequence[Fields]) -> list[Fields | Fault]:
        if not classifier:
            classifier.append(Classifier.load(settings.models, load_encoder(settings)))
        faults = [required_text(fields, "id", "title", "text") for fields in batch]
        inputs = [
            ClassifyInput(fields["id"], fields["title"], fields["text"], _text(fields, "lang"), _text(fields, "url"))
            for fields, fault in zip(batch, faults, strict=True)
            if fault is None
        ]
        results = iter(zip(classifier[0].classify(inputs), inputs, strict=True) if inputs else ())
        return [fault or told(*next(results)) for fault in faults]

    return work


def dedupe_filter(settings: Settings) -> Filter:
    """All tellings at once to groups and relations."""
    from kkharvest.core.records import Telling
    from kkharvest.dedupe import resolve

    def work(batch: Sequence[Fields]) -> list[Fields | Fault]:
        faults = [required_text(fields, "id", "title", "text") for fields in batch]
        tellings = [
            Telling(
                id=fields["id"],
                title=fields["title"],
                text=fields["text"],
                url=_text(fields, "url"),
                lang=_text(fields, "lang"),
                published=_day(fields),
            )
            for fields, fault in zip(batch, faults, strict=True)
            if fault is None
        ]
        results = iter(resolve(tellings, settings) if tellings else ())
        return [fault or next(results) for fault in faults]

    return work


def allowed_filter(_: Settings) -> Filter:
    """robots.txt, agent and address to permission."""
    from kkharvest.fetch import allowed

    def one(fields: Fields) -> Fields | Fault:
        fault = required_text(fields, "robots_txt", "agent", "url")
        if fault:
            return fault
        found = allowed(fields["robots_txt"], fields["agent"], fields["url"])
        return {"allowed": found.allowed, "crawl_delay": found.crawl_delay, "rule": found.rule}

    return lambda batch: [one(fields) for fields in batch]


def pii_filter(_: Settings) -> Filter:
    """Texts to the personal data that the publishing gate sees in them."""
    from kkharvest.publish.pii import find_personal_data

    def one(fields: Fields) -> Fields | Fault:
        fault = required_text(fields, "text")
        if fault:
            return fault
        return {
            "found": [
                {"kind": item.kind, "start": item.start, "end": item.end, "text": item.text}
                for item in find_personal_data(fields["text"])
            ]
        }

    return lambda batch: [one(fields) for fields in batch]


class JsonlFilter(NamedTuple):
    """One filter: what makes it, how many lines it takes at a time (None: all), the fields it does not pass on."""

    make: Callable[[Settings], Filter]
    batch: int | None
    drop: tuple[str, ...]
    summary: str


FILTERS = {
    "extract": JsonlFilter(extract_filter, 16, ("html", "html_base64"), "Pages to documents and candidates."),
    "classify": JsonlFilter(
        classify_filter, 64, (), "Titles and texts to relevance, themes, areas, levels and evidence."
    ),
    "dedupe": JsonlFilter(dedupe_filter, None, (), "Tellings to groups: which tell the same example."),
    "allowed": JsonlFilter(allowed_filter, 256, ("robots_txt",), "robots.txt, agent and address to permission."),
    "pii": JsonlFilter(pii_filter, 64, (), "Texts to the personal data in them."),
}


def filter_command(name: str) -> click.Command:
    """The command of a filter: FILE or standard input to standard output; status 1 when a line was bad."""
    chosen = FILTERS[name]

    @click.command(name, help=f"{chosen.summary}\n\nReads JSON objects, one a line, from FILE or standard input.")
    @click.argument("file", type=click.File("rb"), default="-")
    @click.pass_obj
    def command(settings: Settings, file: BinaryIO) -> None:
        out = sys.stdout.buffer

        def write(line: str) -> None:
            out.write(line.encode("utf-8"))

        def warn(message: str) -> None:
            click.echo(f"kkharvest {name}: {message}", err=True)

        status = run_filter(file, chosen.make(settings), write=write, warn=warn, batch=chosen.batch, drop=chosen.drop)
        out.flush()
        if status:
            raise click.exceptions.Exit(status)

    return command


def _text(fields: Fields, name: str) -> str | None:
    value: Any = fields.get(name)
    return value if isinstance(value, str) and value else None


def _day(fields: Fields) -> date | None:
    """The day of `published`; what is no date says nothing of the telling."""
    try:
        return date.fromisoformat((_text(fields, "published") or "")[:10])
    except ValueError:
        return None
