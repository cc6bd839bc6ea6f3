"""The folder names are the pipeline: imports go one way, and heavy libraries stay in their stage."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kkharvest"
ORDER = [
    "core",
    "taxonomy",
    "sources",
    "store",
    "fetch",
    "extract",
    "classify",
    "dedupe",
    "review",
    "publish",
    "sampleweb",
    "pipeline",
    "cli",
]
ONLY_IN = {
    # review: sign-in through OpenID Connect alone, see below
    "httpx": {"fetch", "publish", "review"},
    "joserfc": {"review"},
    "httpcore": {"fetch"},
    "torch": {"classify"},
    "sentence_transformers": {"classify"},
    "onnxruntime": {"classify"},
    "prefect": set(),
    "warcio": {"fetch"},
}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_its_place() -> None:
    assert {room(path) for path in modules()} == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    own = ORDER.index(room(path))
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "kkharvest" and len(parts) > 1 and parts[1] in ORDER:
            assert ORDER.index(parts[1]) <= own, f"{path.name} imports {name}, which comes after it"
        if parts[0] in ONLY_IN:
            assert room(path) in ONLY_IN[parts[0]], f"{path.name} imports {parts[0]}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring
    assert path.stem not in {"utils", "helpers", "misc", "common"}


def test_the_review_asks_nobody_but_the_identity_provider() -> None:
    asking = {path.name for path in modules() if room(path) == "review" and "httpx" in set(imported(path))}
    assert asking == {"openid.py"}
