"""What setup.py names is compiled, and what is compiled is what is written."""

import ast
import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def compiled_modules() -> list[str]:
    (names,) = (
        ast.literal_eval(node.value)
        for node in ast.parse((ROOT / "setup.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "COMPILED"
    )
    return list(names)


@pytest.mark.skipif(shutil.which("cc") is None and shutil.which("gcc") is None, reason="no C compiler at hand")
@pytest.mark.parametrize("name", compiled_modules())
def test_it_is_compiled_and_newer_than_its_source(name: str) -> None:
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    compiled = Path(found.origin)
    source = ROOT / "src" / Path(*name.split(".")).with_suffix(".py")
    assert compiled.suffix == ".so", f"{name} is not compiled: run make setup"
    assert compiled.stat().st_mtime >= source.stat().st_mtime, f"{name} was changed since: run make setup"
