"""A release before validators that nobody here wrote: one line each, status 1 when one of them objects.

python -m bench.publish validators [COUNT] [--shapes FILE.ttl] [--vnu vnu.jar]

frictionless (data package), jsonschema (records), feedparser (Atom; with the archives walked), rdflib (both forms of
the catalogue and JSON-LD), pyshacl (EU DCAT-AP shapes, published in SEMICeu/DCAT-AP, given by path), Datasette (serving
the database with its metadata), vnu (every type of page; `npm install vnu-jar` and Java) and schemathesis (the API
against its description). One that is not installed is said to be missing.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.publish.fill import fill
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.review import reject
from kkharvest.store import open_store

__all__ = ["main"]

_PAGES = (
    "index.html", "sida-2.html", "teman.html", "tema/*.html", "omraden.html", "omrade/*.html", "kommuner.html",
    "kommun/*.html", "lan/*.html", "niva/*.html", "exempel/*.html", "karta.html", "statistik.html", "sok.html",
    "data.html", "bidra.html", "tillganglighet.html", "hinder*.html", "index-2.html", "en/index.html",
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """One line a validator: what it looked at and how many faults it found."""
    given = list(arguments or [])
    shapes, jar = (_option(given, name) for name in ("--shapes", "--vnu"))
    count = int(given[0]) if given else 150
    checks: list[tuple[str, Callable[[Path], tuple[str, list[str]]]]] = [
        ("frictionless", _frictionless),
        ("jsonschema", _jsonschema),
        ("feedparser", _feedparser),
        ("rdflib", _rdflib),
        ("pyshacl", lambda folder: _pyshacl(folder, shapes)),
        ("datasette", _datasette),
        ("vnu", lambda folder: _vnu(folder, jar)),
        ("schemathesis", _schemathesis),
    ]
    status = 0
    with tempfile.TemporaryDirectory() as home:
        folder = _release(Path(home), count)
        print(f"a release of {count - 2} examples after one of {count}")
        for name, check in checks:
            try:
                looked_at, faults = check(folder)
            except ImportError as error:
                print(f"{name}: not installed ({error.name}), nothing was checked")
                continue
            print(f"{name}: {looked_at}: {len(faults)} faults")
            for fault in faults[:10]:
                print(f"    {fault}")
            status = max(status, int(bool(faults)))
    return status


def _option(given: list[str], name: str) -> str:
    if name not in given:
        return ""
    at = given.index(name)
    value = given[at + 1]
    del given[at : at + 2]
    return value


def _release(home: Path, count: int) -> Path:
    """The second of two releases, so that there are tombstones and a delta."""
    settings = Settings.model_validate({"home": home, "publish": {"base_url": "https://exempel.se/data/"}})
    with open_store(settings.database) as store:
        keys = fill(store, count)
        publish(store, settings, today="2026-11-22")
        for key in keys[:2]:
            reject(store, key, "granskare-1", "old")
        return publish(store, settings, today="2026-11-23").folder


def _frictionless(folder: Path) -> tuple[str, list[str]]:
    frictionless = import_module("frictionless")
    report = frictionless.validate(str(folder / "datapackage.json"))
    faults = [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]
    return f"data package with {len(report.tasks)} tables", faults


def _jsonschema(folder: Path) -> tuple[str, list[str]]:
    jsonschema = import_module("jsonschema")
    schema = json.loads((folder / "schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    records = [json.loads(line) for line in (folder / "examples.jsonl").read_text().splitlines()]
    faults = [f"{record['id']}: {error.message}" for record in records for error in checker.iter_errors(record)]
    return f"{len(records)} records", faults


def _feedparser(folder: Path) -> tuple[str, list[str]]:
    feedparser = import_module("feedparser")
    faults: list[str] = []
    paths = sorted((folder / "feeds").rglob("*.xml"))
    for path in paths:
        feed = feedparser.parse(path.read_bytes())
        if feed.bozo or feed.version != "atom10":
            faults.append(f"{path.name}: {feed.get('bozo_exception', feed.version)}")
        faults += [
            f"{path.name}: {entry.get('id')} lacks {name}"
            for entry in feed.entries
            for name in ("id", "title", "updated_parsed", "link")
            if not entry.get(name)
        ]
    seen = [entry.id for feed in _archives(feedparser, folder) for entry in feed.entries]
    n_examples = json.loads((folder / "index.json").read_text())["n_examples"]
    if len(seen) != n_examples or len(set(seen)) != n_examples:
        faults.append(f"walking prev-archive gives {len(seen)} entries of {n_examples}")
    return f"{len(paths)} Atom documents, {len(seen)} entries by way of prev-archive (RFC 5005)", faults


def _archives(feedparser: Any, folder: Path) -> Iterator[Any]:
    name = "all.xml"
    while name:
        feed = feedparser.parse((folder / "feeds" / name).read_bytes())
        yield feed
        links = [link.href for link in feed.feed.links if link.rel == "prev-archive"]
        name = links[0].rpartition("/")[2] if links else ""


def _rdflib(folder: Path) -> tuple[str, list[str]]:
    from rdflib import Graph
    from rdflib.compare import isomorphic

    turtle, xml = (Graph().parse(folder / f"catalogue.{ending}") for ending in ("ttl", "rdf"))
    same = isomorphic(turtle, xml)
    return f"{len(turtle)} statements as Turtle and RDF/XML", [] if same else ["the two forms say different things"]


def _pyshacl(folder: Path, shapes: str) -> tuple[str, list[str]]:
    if not shapes:
        return "no --shapes given, nothing was checked", []
    pyshacl = import_module("pyshacl")
    from rdflib import Graph, Literal, Namespace
    from rdflib.namespace import DCAT, DCTERMS

    shacl = Namespace("http://www.w3.org/ns/shacl#")
    data = Graph().parse(folder / "catalogue.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=Graph().parse(shapes), advanced=True)
    faults, n_elsewhere = [], 0
    for result in report.subjects(shacl.resultSeverity, shacl.Violation):
        value = report.value(result, shacl.value)
        if report.value(result, shacl.sourceConstraintComponent) == shacl.ClassConstraintComponent and (
            (value, None, None) not in data or value in set(data.objects(None, DCAT.contactPoint))
        ):
            # What a term of an EU vocabulary, or vcard:Organization, is a kind of, stands in that vocabulary.
            n_elsewhere += 1
            continue
        if report.value(result, shacl.resultPath) == DCTERMS["format"] and isinstance(value, Literal):
            # Here the Swedish profile departs from the European one: it wants the media type as a literal.
            n_elsewhere += 1
            continue
        parts = (report.value(result, name) for name in (shacl.focusNode, shacl.resultPath, shacl.resultMessage))
        faults.append(" ".join(str(part) for part in parts))
    beside = f"{n_elsewhere} values are for vocabularies elsewhere or the Swedish profile to settle"
    looked_at = f"catalogue against {Path(shapes).name}; {beside}"
    return looked_at, faults


def _datasette(folder: Path) -> tuple[str, list[str]]:
    app = import_module("datasette.app")
    metadata = json.loads((folder / "metadata.json").read_text())

    async def ask() -> list[tuple[str, int, int]]:
        server = app.Datasette([str(folder / "examples.sqlite")], metadata=metadata)
        found = []
        for path in (
            "/examples.json", "/examples/examples.json", "/examples/examples.json?_search=klimatavtal",
            "/examples/theme_energi.json", "/examples/example_sources.json", "/examples/examples", "/",
        ):  # fmt: skip
            answer = await server.client.get(path)
            n_rows = len(answer.json().get("rows", [1])) if ".json" in path else 1
            found.append((path, answer.status_code, n_rows))
        return found

    answers = asyncio.run(ask())
    faults = [f"{path}: {status}, {rows} rows" for path, status, rows in answers if status != 200 or not rows]
    return f"{len(answers)} addresses of the database", faults


def _vnu(folder: Path, jar: str) -> tuple[str, list[str]]:
    java = shutil.which("java")
    if not jar or not java:
        return "no --vnu given or no Java here, nothing was checked", []
    pages = [page for pattern in _PAGES for page in sorted((folder / "site").glob(pattern))[:3]]
    pages += [page for pattern in _PAGES for page in sorted((folder / "site" / "en").glob(pattern))[:1]]
    done = subprocess.run(
        [java, "-Xss2m", "-jar", jar, "--format", "json", "--stdout", *map(str, pages)],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    messages = json.loads(done.stdout)["messages"]
    faults = [f"{Path(m['url']).name}: {m['message']}" for m in messages if m["type"] == "error"]
    return f"{len(pages)} pages of every type, {len(messages) - len(faults)} remarks beside errors", faults


def _schemathesis(folder: Path) -> tuple[str, list[str]]:
    schemathesis = import_module("schemathesis")
    from kkharvest.publish.api import create_api

    schema = schemathesis.openapi.from_asgi("/openapi.json", create_api(folder.parent))
    faults, number = [], 0
    for found in schema.get_all_operations():
        case_of = found.ok().as_strategy()
        number += 1
        fault = _first_fault(case_of)
        faults += [f"{found.ok().label}: {fault}"] if fault else []
    return f"{number} operations of the API, 50 generated requests each", faults


def _first_fault(case_of: Any) -> str:
    from hypothesis import HealthCheck, given, settings

    @settings(max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=case_of)
    def run(case: Any) -> None:
        case.call_and_validate()

    try:
        run()
    except Exception as error:  # noqa: BLE001 - whatever it objects to is told
        return " ".join(str(error).split())[:400]
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
