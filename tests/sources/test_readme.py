import re
from pathlib import Path

from pydantic import BaseModel

from kkharvest.sources import (
    Expectations,
    Layout,
    LoadMorePaging,
    NextPaging,
    ParamPaging,
    Politeness,
    Seed,
    SeedKind,
    Source,
    SourceKind,
    check_registry,
    shipped_registry,
)

README = (shipped_registry() / "README.md").read_text(encoding="utf-8")
MODELS: list[type[BaseModel]] = [Source, Seed, ParamPaging, NextPaging, LoadMorePaging, Politeness, Expectations]


def example() -> str:
    found = re.search(r"```yaml\n(.*?)```", README, re.DOTALL)
    return found.group(1) if found else ""


def test_the_example_is_a_valid_source(tmp_path: Path) -> None:
    (tmp_path / "lund.yml").write_text(example(), encoding="utf-8")
    assert check_registry(tmp_path) == []


def test_the_example_shows_every_field_and_kind() -> None:
    fields = {name for model in MODELS for name in model.model_fields}
    kinds = {member.value for enum in (SourceKind, Layout, SeedKind) for member in enum}
    words = set(re.findall(r"\w+", example()))
    assert fields | kinds <= words
