"""Modules as they are written, beside what was compiled of them."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kkharvest import extract


@pytest.fixture(scope="session")
def as_written() -> Callable[[str], ModuleType]:
    """Gives a module of the extractor as it is written, whether it was compiled or not."""

    def load(name: str) -> ModuleType:
        path = Path(extract.__file__).with_name(f"{name}.py")
        spec = importlib.util.spec_from_file_location(f"{extract.__name__}.{name}_as_written", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load
