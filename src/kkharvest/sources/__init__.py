"""The source registry: one YAML file a source, typed, validated, pleasant to edit.

A file says who a source is, where a harvest starts and what a healthy one yields; its comments are the runbook.
What a page system always does is no matter of a source: it names its `layout`, code knows the rest. Adding a source
is adding a file: no code changes.

`check_registry` returns every fault of a folder at once, with file, line and field; `load_registry` refuses a
folder that has any. Addresses are https; http is for the reserved `.example` names that the sample web serves.
"""

from kkharvest.sources.model import (
    Expectations,
    Layout,
    LoadMorePaging,
    NextPaging,
    Paging,
    ParamPaging,
    Politeness,
    Seed,
    SeedKind,
    Source,
    SourceKind,
)
from kkharvest.sources.registry import Registry, check_registry, load_registry, shipped_registry
from kkharvest.sources.window import Window
from kkharvest.sources.yaml_file import Fault

__all__ = [
    "Expectations",
    "Fault",
    "Layout",
    "LoadMorePaging",
    "NextPaging",
    "Paging",
    "ParamPaging",
    "Politeness",
    "Registry",
    "Seed",
    "SeedKind",
    "Source",
    "SourceKind",
    "Window",
    "check_registry",
    "load_registry",
    "shipped_registry",
]
