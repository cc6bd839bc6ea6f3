import hashlib
import json
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kkharvest.core.errors import InputError
from kkharvest.publish.client import pull, read_bytes
from kkharvest.publish.delta import apply_delta, delta_between
from kkharvest.publish.formats import json_bytes, jsonl_bytes
from kkharvest.publish.record import Record

BASE = "https://site.example/data/"
Site = dict[str, bytes]


def record(number: int, title: str = "Titel") -> Record:
    voice = {"role": "primary", "url": f"https://a.se/{number}", "title": title, "publisher": "A", "lang": "sv"}
    return {
        "id": f"kk-{number:016d}",
        "title": title,
        "summary": "Kort åäö.",
        "lang": "sv",
        "themes": ["energi"],
        "areas": ["energi"],
        "level": None,
        "municipalities": [{"kommunkod": "1281", "name": "Lund"}],
        "published": None,
        "accepted_at": "2026-11-01T00:00:00+00:00",
        "decided_at": "2026-11-01T00:00:00+00:00",
        "sources": [{**voice, "published": None}],
    }


def site_of(history: list[list[Record]]) -> Site:
    """A published site with a version for each state of the history."""
    site: Site = {}
    versions: list[dict[str, Any]] = []
    before: list[Record] = []
    for number, records in enumerate(history):
        version = f"2026-11-{number // 28 + 1:02d}.{number % 28 + 1}"
        body = jsonl_bytes(records)
        site[f"{version}/examples.jsonl"] = body
        site[f"{version}/delta.jsonl"] = jsonl_bytes(delta_between(before, records, {}))
        site[f"{version}/index.json"] = json_bytes({"schema_version": "1.1"})
        versions.append({"version": version, "content_hash": hashlib.sha256(body).hexdigest()})
        site["versions.json"] = json_bytes(versions)
        before = records
    return site


def reader(site: Site, asked: list[str] | None = None) -> Callable[[str], bytes]:
    def read(url: str) -> bytes:
        name = url.removeprefix(BASE)
        if asked is not None:
            asked.append(name)
        if name not in site:
            raise InputError(f"{url} cannot be read")
        return site[name]

    return read


def held(path: Path) -> bytes:
    with sqlite3.connect(path) as connection:
        rows = [row[0] for row in connection.execute("SELECT record FROM examples ORDER BY id")]
    connection.close()
    return "".join(f"{row}\n" for row in rows).encode()


def random_history(length: int, seed: int) -> list[list[Record]]:
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    state: dict[str, Record] = {}
    history = []
    for step in range(length):
        for _ in range(rng.randint(1, 6)):
            one = record(rng.randint(1, 30), f"Titel {step} {rng.random()}")
            if one["id"] in state and rng.random() < 0.4:
                del state[one["id"]]
            else:
                state[one["id"]] = one
        history.append([state[key] for key in sorted(state)])
    return history


def test_first_whole_then_by_deltas_then_nothing(tmp_path: Path) -> None:
    first, second = [record(1), record(2)], [record(2, "Ny"), record(3)]
    into, asked = tmp_path / "x.db", list[str]()
    assert pull(BASE, into, read=reader(site_of([first]))).how == "whole"
    site = site_of([first, second])
    report = pull(BASE, into, read=reader(site, asked))
    assert (report.how, report.n_examples, report.n_changed) == ("deltas", 2, 3)
    assert not [name for name in asked if name.endswith("examples.jsonl")]
    assert held(into) == jsonl_bytes(second)
    assert pull(BASE, into, read=reader(site)).how == "unchanged"
    with sqlite3.connect(into) as connection:
        assert connection.execute("SELECT count(*) FROM example_themes").fetchone() == (2,)
        assert connection.execute("SELECT id FROM redirects").fetchall() == [("kk-0000000000000001",)]
    connection.close()


def test_from_any_of_a_hundred_versions_it_arrives_at_the_same(tmp_path: Path) -> None:
    history = random_history(100, 8)
    site = site_of(history)
    versions = json.loads(site["versions.json"])
    for start in range(0, 100, 7):
        into = tmp_path / f"{start}.db"
        old = {**site, "versions.json": json_bytes(versions[: start + 1])}
        pull(BASE, into, read=reader(old))
        assert held(into) == jsonl_bytes(history[start])
        assert pull(BASE, into, read=reader(site)).how == ("deltas" if start < 99 else "unchanged")
        assert held(into) == jsonl_bytes(history[-1])


def test_deltas_lead_from_any_version_to_any_other() -> None:
    history = random_history(40, 3)
    for start in range(40):
        for end in range(start, 40, 5):
            operations = delta_between(history[start], history[end], {})
            assert jsonl_bytes(apply_delta(history[start], operations)) == jsonl_bytes(history[end])


@pytest.mark.parametrize("broken", ["versions.json", "2026-11-01.2/delta.jsonl", "2026-11-01.2/index.json"])
def test_an_import_that_breaks_off_changes_nothing(tmp_path: Path, broken: str) -> None:
    first, second = [record(1)], [record(2)]
    into = tmp_path / "x.db"
    pull(BASE, into, read=reader(site_of([first])))
    site = site_of([first, second])
    gone = {name: body for name, body in site.items() if name != broken}
    with pytest.raises(InputError):
        pull(BASE, into, read=reader(gone))
    assert held(into) == jsonl_bytes(first)
    assert pull(BASE, into, read=reader(site)).version == "2026-11-01.2"


def test_a_wrong_checksum_is_told_and_changes_nothing(tmp_path: Path) -> None:
    site = site_of([[record(1)]])
    site["2026-11-01.1/examples.jsonl"] += b" "
    with pytest.raises(InputError, match="wrong checksum"):
        pull(BASE, tmp_path / "x.db", read=reader(site))
    assert held(tmp_path / "x.db") == b""


def test_a_wrong_delta_and_rows_edited_by_hand_are_made_good_by_the_whole(tmp_path: Path) -> None:
    first, second = [record(1), record(2)], [record(1), record(2, "Ny")]
    into = tmp_path / "x.db"
    pull(BASE, into, read=reader(site_of([first])))
    site = site_of([first, second])
    site["2026-11-01.2/delta.jsonl"] = jsonl_bytes([{"op": "DEL", "id": record(1)["id"]}])
    assert pull(BASE, into, read=reader(site)).how == "whole"
    assert held(into) == jsonl_bytes(second)
    with sqlite3.connect(into) as connection:
        connection.execute("UPDATE examples SET record = '{}'")
    connection.close()
    assert pull(BASE, into, read=reader(site)).how == "whole"
    assert held(into) == jsonl_bytes(second)


@pytest.mark.parametrize("versions", [b"[]", b"{}", b"<html>", b"\xff"])
def test_nothing_published_is_told(tmp_path: Path, versions: bytes) -> None:
    with pytest.raises(InputError):
        pull(BASE, tmp_path / "x.db", read=reader({"versions.json": versions}))


def test_another_schema_version_is_told(tmp_path: Path) -> None:
    site = site_of([[record(1)]])
    site["2026-11-01.1/index.json"] = json_bytes({"schema_version": "2.0"})
    with pytest.raises(InputError, match="Upgrade"):
        pull(BASE, tmp_path / "x.db", read=reader(site))


def test_what_is_no_database_is_left_alone(tmp_path: Path) -> None:
    into = tmp_path / "notes.txt"
    into.write_text("not a database, but somebody's notes" * 100)
    with pytest.raises(InputError, match="cannot be opened"):
        pull(BASE, into, read=reader(site_of([[record(1)]])))
    assert into.read_text().startswith("not a database")


def test_only_the_web_is_read() -> None:
    with pytest.raises(InputError, match="no http"):
        read_bytes("file:///etc/passwd")
