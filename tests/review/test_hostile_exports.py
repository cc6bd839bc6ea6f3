"""The hostile set in every file of a release: text stays text, cells are no formulas, documents stay well-formed."""

import csv
import io
import json
import re
import sqlite3
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kkharvest.core.settings import Settings
from kkharvest.publish.contents import release_files
from kkharvest.publish.formats import Edition
from tests.review.hostile_edition import hostile_edition
from tests.review.payloads import PAYLOADS
from tests.review.test_hostile import dangers

EDITION = hostile_edition()
FORMULA = tuple("=+-@\t\r")
OURS = re.compile(r'script <script (src="[./\w-]+\.js"|type="application/(ld\+)?json")')


@pytest.fixture
def files(settings: Settings) -> dict[str, bytes]:
    return release_files(settings, EDITION.version, EDITION.records, EDITION.tombstones, before=[], earlier=None)


def texts_of(edition: Edition) -> set[str]:
    found = set()
    for record in edition.records:
        details, (voice,), (hindrance,) = record["details"], record["sources"], record["hindrances"]
        found |= {record["title"], record["summary"], voice["title"], voice["publisher"], hindrance["quote"]}
        found |= {details["organisations"][0]["name"], details["results"], details["funding"]}
        found.add(details["quote"]["text"])
    return found


def test_every_payload_is_there() -> None:
    assert len(set(PAYLOADS)) >= 200
    assert texts_of(EDITION) == {payload.replace("\u0000", "") for payload in PAYLOADS}


def test_no_file_of_a_release_acts(files: dict[str, bytes]) -> None:
    pages = [path for path in files if path.endswith(".html")]
    assert len(pages) > 2 * len(EDITION.records)
    for path in pages:
        assert [found for found in dangers(files[path].decode()) if not OURS.match(found)] == [], path
    tables = [path for path in files if path.endswith(".csv")]
    assert tables
    for path in tables:
        for row in csv.reader(io.StringIO(files[path].decode("utf-8-sig"), newline="")):
            assert [cell for cell in row if cell.startswith(FORMULA)] == [], path
    for path, body in files.items():
        if path.endswith((".xml", ".atom", ".rss", ".rdf")):
            ET.fromstring(body)  # noqa: S314 - written by ourselves a moment ago
            assert b"<!ENTITY" not in body, path
        if path.endswith((".json", ".jsonld")):
            json.loads(body)
        if path.endswith(".jsonl"):
            assert all(json.loads(line) for line in body.decode().split("\n") if line)


def test_what_is_exported_is_what_was_decided(files: dict[str, bytes], tmp_path: Path) -> None:
    data = json.loads(files["examples.json"])
    assert texts_of(Edition("v", "https://data.example/", "x", data["examples"])) == texts_of(EDITION)
    path = tmp_path / "examples.sqlite"
    path.write_bytes(files["examples.sqlite"])
    with sqlite3.connect(path) as connection:
        titles = {row[0] for row in connection.execute("SELECT title FROM examples")}
    connection.close()
    assert titles == {record["title"] for record in EDITION.records}
