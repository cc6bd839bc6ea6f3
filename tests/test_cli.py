"""The command line as its users call it: messages and exit statuses, never a stack trace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kkharvest.cli import main
from kkharvest.core.settings import Settings
from kkharvest.review import accept
from kkharvest.store import Store, run_lock

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(settings: Settings, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command on the test's data folder; exit status, standard output, standard error."""
    monkeypatch.setenv("KKHARVEST_DATA", str(settings.data_dir))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return int(exit_.value.code or 0), out, err

    return run


def lines(tmp_path: Path, *records: Any) -> str:
    path = tmp_path / "input.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_allowed(call: Call, tmp_path: Path) -> None:
    robots = "User-agent: *\nDisallow: /intern/\nCrawl-delay: 3\n"
    record = {"robots_txt": robots, "agent": "kkharvest", "url": "https://lund.se/intern/x", "mine": 1}
    status, out, _ = call("allowed", lines(tmp_path, record))
    assert status == 0
    answer = json.loads(out)
    assert (answer["allowed"], answer["crawl_delay"], answer["mine"]) == (False, 3, 1)
    assert "/intern/" in answer["rule"]


def test_extract_takes_text_and_bytes(call: Call, tmp_path: Path) -> None:
    import base64

    html = (
        "<html lang=sv><title>Nät</title><main><h1>Nät</h1><p>" + "Kommunen och företagen samarbetar om klimatet. " * 9
    )
    body = html.replace("<title>", "<meta charset=iso-8859-1><title>").encode("latin-1")
    status, out, _ = call(
        "extract",
        lines(
            tmp_path,
            {"id": "t", "url": "https://lund.se/a", "html": html, "mine": 1},
            {"id": "b", "url": "https://lund.se/a", "html_base64": base64.b64encode(body).decode()},
        ),
    )
    assert status == 0
    text, from_bytes = (json.loads(line) for line in out.splitlines())
    assert text["mine"] == 1
    assert "html" not in text
    assert (text["kind"], text["title"], text["lang"]) == ("article", "Nät", "sv")
    assert {"published", "candidates"} <= set(text)
    assert from_bytes["text"] == text["text"]


@pytest.mark.parametrize("command", ["extract", "classify", "dedupe", "allowed", "pii"])
def test_bad_lines_stand_in_their_place(call: Call, tmp_path: Path, command: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"{\n[1]\n" + json.dumps({"id": "x", "html": 3, "title": 3, "text": 3, "url": 3}).encode() + b"\n")
    status, out, err = call(command, str(path))
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [answer["id"] for answer in answers] == [None, None, "x"]
    assert all(answer["error"] for answer in answers)
    assert "line 1" in err


def test_pii(call: Call, tmp_path: Path) -> None:
    status, out, _ = call("pii", lines(tmp_path, {"text": "Skriv till anna.lind@lund.se."}))
    assert status == 0
    assert [(item["kind"], item["text"]) for item in json.loads(out)["found"]] == [("email", "anna.lind@lund.se")]


def test_sources_check_names_file_and_field(call: Call, tmp_path: Path) -> None:
    status, out, _ = call("sources", "check")
    assert status == 0
    assert "no faults" in out
    (tmp_path / "x.yml").write_text("id: x\nname: X\nhomepage: lund.se\n", encoding="utf-8")
    status, _, err = call("sources", "check", str(tmp_path))
    assert status == 1
    assert "x.yml" in err
    assert "homepage" in err


def test_a_harvest_needs_a_contact_and_known_sources(call: Call) -> None:
    status, _, err = call("harvest", "--source", "lund")
    assert status == 2
    assert "contact" in err
    status, _, err = call("harvest", "--source", "atlantis")
    assert status == 2
    assert "atlantis" in err


def test_no_database_yet(call: Call) -> None:
    for arguments in (("review", "list"), ("publish",)):
        status, _, err = call(*arguments)
        assert status == 2
        assert "kkharvest harvest" in err


def test_a_second_run_is_told(call: Call, settings: Settings) -> None:
    with run_lock(settings.processed):
        status, _, err = call("harvest", "--sample")
    assert status == 4
    assert "Another run is at work" in err


def test_a_database_that_is_none(call: Call, settings: Settings) -> None:
    settings.processed.mkdir(parents=True)
    settings.database.write_bytes(b"rubbish" * 1000)
    status, _, err = call("review", "list")
    assert status == 2
    assert "damaged" in err


def test_review_from_list_to_undo(
    call: Call, store: Store, add: Callable[..., str], group: Callable[..., None]
) -> None:
    one, two = add("/a", "Ett nätverk [bold]för[/bold] klimatet."), add("/b", "Två.", title="Andra")
    group([one], [two])
    assert one in call("review", "list")[1]
    status, out, _ = call("review", "show", one)
    assert status == 0
    assert "[bold]för[/bold]" in out
    assert call("review", "accept", one, "--as", "eva", "--theme", "energi")[0] == 0
    assert call("review", "reject", two, "--as", "eva", "--reason", "old")[0] == 0
    assert "Inget väntar" in call("review", "list")[1]
    assert "Andra" in call("review", "undo", "--as", "eva")[1]
    assert two in call("review", "list")[1]
    status, _, err = call("review", "accept", two, "--as", "eva", "--theme", "el")
    assert status == 2
    assert "tema" in err


def test_publish_says_where(call: Call, store: Store, add: Callable[..., str], group: Callable[..., None]) -> None:
    one = add("/a", "Ett nätverk.")
    group([one])
    assert call("publish")[0] == 5
    accept(store, one, "eva")
    status, out, _ = call("publish")
    assert status == 0
    assert "with 1 examples" in out
    assert "Nothing has changed" in call("publish")[1]


def test_wrong_settings_are_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KKHARVEST_FETCH__DELAY_S", "slow")
    status, _, err = call("review", "list")
    assert status == 2
    assert "fetch.delay_s" in err
