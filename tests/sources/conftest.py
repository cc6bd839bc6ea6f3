from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

GOOD: dict[str, Any] = {
    "id": "lund",
    "name": "Lunds kommun",
    "kind": "municipality",
    "kommunkod": "1281",
    "homepage": "https://lund.se/",
    "seeds": [{"kind": "page", "url": "https://lund.se/nyheter"}],
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a good source with the given fields changed, and gives its folder; None takes a field out."""

    def write_source(file: str = "lund.yml", **changes: Any) -> Path:
        values = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
        (tmp_path / file).write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return tmp_path

    return write_source
