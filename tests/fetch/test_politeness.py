import pytest

from kkharvest.cli import main
from kkharvest.store.hosts import politeness_log

from .conftest import FakeWeb, Harvester, Reply, page

ROOT = "https://x.se/"


def call(harvester: Harvester, *arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["--home", str(harvester.settings.home), "politeness", *arguments])
    return int(end.value.code or 0)


def test_the_log_of_a_run_can_be_printed(
    web: FakeWeb, harvester: Harvester, capsys: pytest.CaptureFixture[str]
) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = page("A")
    harvester.run(settings=harvester.with_fetch(delay_s=0.05))
    assert call(harvester) == 0
    head, *lines = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert head == ["host", "asked_at", "delay_ms", "gap_ms", "url"]
    asked = ["robots.txt", ".well-known/tdmrep.json", "", "a"]
    assert [(line[0], line[2], line[4]) for line in lines] == [(ROOT, "50", ROOT + path) for path in asked]
    assert lines[0][3] == ""
    assert all(int(line[3]) > 40 for line in lines[1:])

    assert call(harvester, "--run", harvester.run_id) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_the_log_holds_every_try(web: FakeWeb, harvester: Harvester) -> None:
    tries = iter([Reply(503, {"retry-after": "0"}), Reply(200, {}, page("Start").encode())])
    web[ROOT] = lambda _: next(tries)
    harvester.run()
    log = politeness_log(harvester.store, harvester.run_id)
    assert [row["url"] for row in log] == [str(request.url) for request in web.log]
    assert len(log) == 4


def test_a_run_that_is_not_there_is_told(harvester: Harvester, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(harvester) == 2
    assert "Nothing has been harvested" in capsys.readouterr().err
    assert call(harvester, "--run", "saknas") == 2
    assert "saknas" in capsys.readouterr().err
