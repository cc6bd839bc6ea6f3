"""Settings: one frozen object, built at the edge and passed in.

Read from `[tool.kkharvest]` in the project's pyproject.toml, then from environment variables: `KKHARVEST_CONTACT`
sets `contact`, `KKHARVEST_FETCH__DELAY_S` sets `fetch.delay_s`. Nothing else in the package reads the environment.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from kkharvest.core.errors import SettingsError

__all__ = [
    "ClassifySettings",
    "FetchSettings",
    "PublishSettings",
    "ReviewSettings",
    "Settings",
    "load_settings",
]

_PREFIX = "KKHARVEST_"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FetchSettings(_Frozen):
    """How pages are asked for. Times in seconds, sizes in bytes."""

    delay_s: float = Field(2.0, ge=0, description="shortest time between two requests to one host")
    timeout_s: float = Field(20.0, gt=0, description="longest silence of a server")
    max_seconds: float = Field(60.0, gt=0, description="longest time for one answer")
    max_bytes: int = Field(10_000_000, gt=0, description="largest body kept, after inflation")
    max_pages: int = Field(300, gt=0, description="pages per source and run")
    max_minutes: float = Field(240.0, gt=0, description="minutes per source and run")
    max_redirects: int = Field(5, ge=0)
    max_depth: int = Field(6, ge=0, description="links away from a seed")
    attempts: int = Field(3, gt=0, description="tries of an address that answers 429, 5xx or not at all")
    retry_wait_s: float = Field(2.0, ge=0, description="wait before the second try; doubled for each further one")
    connections: int = Field(1, gt=0, description="connections to one host at a time")
    patience: float = Field(1.0, ge=0, description="delay in multiples of a host's answering time, when that is longer")
    max_total_bytes: int = Field(500_000_000, gt=0, description="bytes per source and run")
    run_pages: int | None = Field(None, gt=0, description="pages per run, shared by promise among all sources")
    run_bytes: int | None = Field(None, gt=0, description="bytes per run, all sources together")
    run_minutes: float | None = Field(None, gt=0, description="minutes per run, all sources together")
    opt_out: Path | None = Field(None, description="text file of hosts and addresses never to be asked, one a line")
    browser: Path = Field(Path("/usr/bin/chromium"), description="Chromium for sources that ask for rendering")
    render_s: float = Field(60.0, gt=0, description="longest time for the scripts of one page")
    hosts_at_once: int = Field(64, gt=0)
    retention_days: int = Field(0, ge=0, description="days a run's archive is kept; 0 keeps it for good")


class ClassifySettings(_Frozen):
    """Which encoder and heads judge candidates."""

    encoder: str = Field("e5-small-embedded", description="embedded encoder, or a sentence-transformers model name")
    threads: int = Field(2, gt=0)


class PublishSettings(_Frozen):
    """What a release says of itself."""

    base_url: str = "https://klimatkonkurrenskraft.example/data/"
    publisher: str = "Klimatkonkurrenskraft"
    max_drop: float = Field(0.2, ge=0, le=1, description="share of examples that may vanish between two releases")


class ReviewSettings(_Frozen):
    """How the reviewers' application behaves."""

    session_hours: float = Field(12.0, gt=0, description="hours until a signed-in reviewer signs in again")
    idle_hours: float = Field(4.0, gt=0, description="hours without a click until then")
    claim_minutes: int = Field(20, gt=0, description="minutes that a candidate stays with the one who opened it")
    invitation_days: int = Field(7, gt=0, description="days that an invitation link works")
    second_reading: float = Field(0.1, ge=0, le=1, description="share of candidates that two read blind")
    bulk_precision: float = Field(0.95, ge=0, le=1, description="measured precision above which bulk accept is open")
    max_taken_over: int = Field(300, ge=0, description="characters of a summary that may be the source's own words")
    tips_per_hour: int = Field(5, gt=0, description="tips from one address and hour")
    is_https: bool = Field(False, description="served over https by a proxy: cookies are then marked Secure")
    openid_issuer: str = Field("", description="identity provider that people may sign in through; none when empty")
    openid_client_id: str = Field("", description="this application's name at the provider")
    openid_secret: SecretStr = Field(SecretStr(""), description="its secret: KKHARVEST_REVIEW__OPENID_SECRET")
    openid_address: str = Field("", description="address at which the provider sends people back to this application")
    openid_makes_readers: bool = Field(False, description="whoever signs in through the provider becomes a reader")
    reject_reasons: dict[str, str] = Field(
        {
            "not-business": "Inte näringsliv",
            "not-climate": "Inte klimat",
            "not-concrete": "Inte konkret",
            "not-municipal": "Inte kommunalt",
            "old": "Inaktuellt",
            "duplicate": "Dubblett",
            "other": "Annat",
        },
        description="why a candidate is rejected, in the order of the keys 1 to 9",
    )


class Settings(_Frozen):
    """Everything that can be set; paths follow from `home`."""

    home: Path
    contact: str = Field("", description="address in the User-Agent: e-mail or page of the operator")
    registry: Path | None = Field(None, description="folder of source files; the shipped registry when unset")
    data: Path | None = Field(None, description="folder with raw/ and processed/; home/data when unset")
    fetch: FetchSettings = FetchSettings()
    classify: ClassifySettings = ClassifySettings()
    publish: PublishSettings = PublishSettings()
    review: ReviewSettings = ReviewSettings()

    @property
    def data_dir(self) -> Path:
        """Folder with raw/ and processed/."""
        return self.data or self.home / "data"

    @property
    def raw(self) -> Path:
        """Folder of the WARC archive."""
        return self.data_dir / "raw"

    @property
    def processed(self) -> Path:
        """Folder of the database, reports and releases."""
        return self.data_dir / "processed"

    @property
    def database(self) -> Path:
        """Path of kkharvest.db."""
        return self.processed / "kkharvest.db"

    @property
    def reports(self) -> Path:
        """Folder of run reports."""
        return self.processed / "reports"

    @property
    def releases(self) -> Path:
        """Folder of releases, one folder a version."""
        return self.processed / "releases"

    @property
    def models(self) -> Path:
        """Folder of trained heads and of the built encoder."""
        return self.home / "models"


def load_settings(home: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Settings of the project at `home`, or of the one that holds the working folder or this package.

    Raises `SettingsError` naming every setting that is wrong.
    """
    environ = os.environ if environ is None else environ
    root = home or (Path(environ["KKHARVEST_HOME"]) if environ.get("KKHARVEST_HOME") else _find_home())
    values: dict[str, Any] = _from_file(root / "pyproject.toml")
    for name, value in sorted(environ.items()):
        if name.startswith(_PREFIX) and name != "KKHARVEST_HOME":
            _put(values, name.removeprefix(_PREFIX).lower().split("__"), value)
    try:
        return Settings.model_validate({**values, "home": root.resolve()})
    except ValidationError as error:
        faults = "\n".join(f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsError(
            f"Settings are wrong (see [tool.kkharvest] in {root / 'pyproject.toml'} and KKHARVEST_*):\n{faults}"
        ) from None


def _find_home() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if "kkharvest" in _tool_table(folder / "pyproject.toml"):
            return folder
    return here


def _tool_table(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    return table if isinstance(table, dict) else {}


def _from_file(path: Path) -> dict[str, Any]:
    table = _tool_table(path).get("kkharvest", {})
    return dict(table) if isinstance(table, dict) else {}


def _put(values: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = values.get(key)
        values[key] = dict(inner) if isinstance(inner, dict) else {}
        values = values[key]
    values[keys[-1]] = value
