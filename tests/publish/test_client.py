import hashlib
import json
import random
import socket
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.core.errors import InputError
from kkharvest.publish.client import pull, read_bytes
from kkharvest.publish.delta import Tombstone, apply_delta, delta_between, tombstones_after
from kkharvest.publish.formats import json_bytes, jsonl_bytes
from kkharvest.publish.history import Past, without
from kkharvest.publish.record import Record

BASE = "https://site.example/data/"
Site = dict[str, bytes]


@pytest.fixture(autouse=True)
def without_flushing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of imports follow; none is to outlive a power cut, so none waits for the disk."""
    connect = sqlite3.connect

    def quick(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", quick)


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


def site_of(history: list[list[Record]], stones: list[list[Tombstone]] | None = None) -> Site:
    """A published site with a version for each state of the history."""
    site: Site = {}
    versions: list[dict[str, Any]] = []
    before: list[Record] = []
    gone: list[Tombstone] = []
    for number, records in enumerate(history):
        version = named(number)
        old, new = ([one["id"] for one in each] for each in (before, records))
        gone = stones[number] if stones else tombstones_after(gone, old, new, {}, version)
        body, tombs = jsonl_bytes(records), json_bytes([stone.as_dict() for stone in gone])
        site[f"{version}/examples.jsonl"] = body
        site[f"{version}/delta.jsonl"] = jsonl_bytes(delta_between(before, records, {}))
        site[f"{version}/tombstones.json"] = tombs
        files = [{"name": "tombstones.json", "sha256": hashlib.sha256(tombs).hexdigest()}]
        site[f"{version}/index.json"] = json_bytes({"schema_version": "1.1", "files": files})
        versions.append({"version": version, "content_hash": hashlib.sha256(body).hexdigest()})
        site["versions.json"] = json_bytes(versions)
        before = records
    return site


def named(number: int) -> str:
    return f"2026-11-{number // 28 + 1:02d}.{number % 28 + 1}"


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


def tombstones_of(history: list[list[Record]]) -> list[list[Tombstone]]:
    """Tombstones of every version; every third example that leaves was merged into the first that stays."""
    found: list[list[Tombstone]] = []
    before: list[str] = []
    for number, records in enumerate(history):
        ids = [one["id"] for one in records]
        gone = [key for key in before if key not in ids]
        fates = {key: ("merged", ids[0]) for key in gone if ids and int(key[-3:]) % 3 == 0}
        found.append(tombstones_after(found[-1] if found else [], before, ids, fates, named(number)))
        before = ids
    return found


def test_from_any_of_a_hundred_versions_it_arrives_at_the_same(tmp_path: Path) -> None:
    history = random_history(100, 8)
    stones = tombstones_of(history)
    site = site_of(history, stones)
    versions = json.loads(site["versions.json"])
    gone = sorted((stone.id, stone.redirect) for stone in stones[-1])
    assert any(redirect for _, redirect in gone)
    for start in range(100):
        into = tmp_path / f"{start}.db"
        old = {**site, "versions.json": json_bytes(versions[: start + 1])}
        pull(BASE, into, read=reader(old))
        assert held(into) == jsonl_bytes(history[start])
        assert pull(BASE, into, read=reader(site)).how == ("deltas" if start < 99 else "unchanged")
        assert held(into) == jsonl_bytes(history[-1])
        assert redirects(into) == gone


def redirects(path: Path) -> list[Any]:
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT id, redirect FROM redirects ORDER BY id").fetchall()
    connection.close()
    return found


def test_after_an_erasure_every_client_arrives_at_the_same(tmp_path: Path) -> None:
    history = random_history(30, 5)
    stones = tombstones_of(history)
    site = site_of(history, stones)
    versions = json.loads(site["versions.json"])
    erased = set(sorted({one["id"] for records in history for one in records})[:6:2])
    past = [Past(named(n), *each) for n, each in enumerate(zip(history, stones, strict=True))]
    edited = [one.past for one in without(past, erased)]
    later = site_of([list(one.records) for one in edited], [list(one.stones) for one in edited])
    for start in range(30):
        into = tmp_path / f"{start}.db"
        pull(BASE, into, read=reader({**site, "versions.json": json_bytes(versions[: start + 1])}))
        pull(BASE, into, read=reader(later))
        assert held(into) == jsonl_bytes(edited[-1].records)
        assert not any(key.encode() in held(into) for key in erased)
        assert erased & {key for key, _ in redirects(into)} == erased
        assert not erased & {target for _, target in redirects(into)}


def test_a_download_cut_at_any_byte_changes_nothing_and_is_made_good(tmp_path: Path) -> None:
    first, second = [record(1), record(2)], [record(2, "Ny")]
    whole = site_of([first, second])
    into = tmp_path / "x.db"
    pull(BASE, into, read=reader(site_of([first])))
    before = into.read_bytes()
    for name in ("versions.json", f"{named(1)}/index.json", f"{named(1)}/tombstones.json", f"{named(1)}/delta.jsonl"):
        for end in range(0, len(whole[name]) - 1, 3):
            into.write_bytes(before)
            try:
                pull(BASE, into, read=reader({**whole, name: whole[name][:end]}))
            except InputError:
                assert held(into) == jsonl_bytes(first), (name, end)
            else:
                assert held(into) == jsonl_bytes(second), (name, end)
    into.write_bytes(before)
    assert pull(BASE, into, read=reader(whole)).how == "deltas"


def test_a_connection_that_ends_early_is_told() -> None:
    body = b"x" * 5_000
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for end in (0, 1, 2_000, 4_999):
                connection, _ = server.accept()
                with connection:
                    connection.recv(4_096)
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + body[:end])

        thread = threading.Thread(target=answer)
        thread.start()
        for _ in range(4):
            with pytest.raises(InputError, match=r"broke off|cannot be read"):
                read_bytes(f"http://127.0.0.1:{server.getsockname()[1]}/examples.jsonl")
        thread.join()


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


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3) | st.sampled_from(["2026-11-01.2", "ADD"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "content_hash", "op", "id", "example", "redirect", "files", "name"]), inner
        )
    ),
    max_leaves=8,
)


def test_json_that_is_no_release_is_told_and_changes_nothing(tmp_path: Path) -> None:
    first, second = [record(1), record(2)], [record(2, "Ny")]
    site, into = site_of([first, second]), tmp_path / "x.db"
    pull(BASE, into, read=reader(site_of([first])))
    before = into.read_bytes()

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(["versions.json", "index.json", "tombstones.json", "delta.jsonl", "examples.jsonl"]), _JSON)
    def check(name: str, value: Any) -> None:
        path = name if name in site else f"{named(1)}/{name}"
        into.write_bytes(before)
        try:
            pull(BASE, into, read=reader({**site, path: json.dumps(value).encode()}))
        except InputError:
            assert held(into) == jsonl_bytes(first)
        else:
            assert held(into) == jsonl_bytes(second)

    check()
    into.write_bytes(before)
    pull(BASE, into, read=reader(site))
    assert held(into) == jsonl_bytes(second)


def test_another_schema_version_is_told(tmp_path: Path) -> None:
    site = site_of([[record(1)]])
    site["2026-11-01.1/index.json"] = json_bytes({"schema_version": "2.0", "files": []})
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
