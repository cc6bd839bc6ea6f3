from pathlib import Path

import pytest

from kkharvest.core.errors import SettingsError
from kkharvest.core.settings import load_settings


def project(folder: Path, table: str) -> Path:
    (folder / "pyproject.toml").write_text(f"[tool.kkharvest]\n{table}", encoding="utf-8")
    return folder


def test_file_then_environment(tmp_path: Path) -> None:
    home = project(tmp_path, 'contact = "a@b.se"\n[tool.kkharvest.fetch]\ndelay_s = 5\nmax_pages = 7\n')
    settings = load_settings(home, {"KKHARVEST_FETCH__DELAY_S": "3.5", "KKHARVEST_DATA": str(tmp_path / "x")})
    assert (settings.contact, settings.fetch.delay_s, settings.fetch.max_pages) == ("a@b.se", 3.5, 7)
    assert settings.database == tmp_path / "x" / "processed" / "kkharvest.db"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("contakt = 1", "contakt"),
        ("[tool.kkharvest.fetch]\ndelay_s = -1", "fetch.delay_s"),
        ("contact = [", "pyproject"),
    ],
)
def test_every_fault_is_named(tmp_path: Path, table: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(project(tmp_path, table), {})


def test_home_is_found_from_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, 'contact = "x@y.se"')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert load_settings(None, {}).home == tmp_path
