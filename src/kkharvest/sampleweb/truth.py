"""What is true about the sample web: which pages tell of examples, what of, and which are hard negatives.

Read by the evaluation and by tests, never by a stage of the pipeline.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kkharvest.core.errors import InputError

__all__ = ["Forbidden", "Initiative", "Negative", "Telling", "forbidden", "initiatives", "load", "negatives"]

Relation = Literal["original", "same_effort", "copy_of", "translation"]
NegativeKind = Literal[
    "own-fleet",
    "citizen-tips",
    "climate-plan",
    "start-company",
    "permit",
    "ranking",
    "marketing",
    "jobs",
    "school",
    "opening-hours",
    "minutes",
    "news-other",
    "business-other",
    "climate-other",
    "service",
]


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something that municipality and business do together; tellings of it bear its id."""

    id: str
    name: str
    themes: tuple[str, ...]
    areas: tuple[str, ...]
    level: str | None
    municipalities: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A page, or the part of it named `part`, that tells of an initiative."""

    host: str
    path: str
    part: str | None
    initiative: str
    relation: Relation
    of: str | None
    themes: tuple[str, ...]
    areas: tuple[str, ...]
    level: str | None
    municipalities: tuple[str, ...]

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Negative:
    """A page or part that is no example, and why it might be taken for one."""

    host: str
    path: str
    part: str | None
    kind: NegativeKind

    @property
    def url(self) -> str:
        """The page's address."""
        return f"http://{self.host}{self.path}"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A page that must never be harvested, and the initiative it tells of, if any."""

    host: str
    path: str
    initiative: str | None


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Initiative(_Entry):
    name: str
    themes: tuple[str, ...]
    areas: tuple[str, ...] = ()
    level: str | None = None
    municipalities: tuple[str, ...] = ()
    about: str = ""


class _Telling(_Entry):
    page: str
    initiative: str
    part: str | None = None
    relation: Relation = "original"
    of: str | None = None
    themes: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    level: str | None = None
    municipalities: tuple[str, ...] | None = None


class _Negative(_Entry):
    page: str
    kind: NegativeKind
    part: str | None = None


class _Forbidden(_Entry):
    page: str
    initiative: str | None = None


class _File(_Entry):
    host: str
    examples: tuple[_Telling, ...] = ()
    negatives: tuple[_Negative, ...] = ()
    forbidden: tuple[_Forbidden, ...] = ()
    initiatives: Mapping[str, _Initiative] = {}


@cache
def _files() -> tuple[tuple[_File, ...], Mapping[str, Initiative]]:
    folder = resources.files("kkharvest.sampleweb") / "truth"
    files: list[_File] = []
    known: dict[str, Initiative] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if not item.name.endswith(".yml"):
            continue
        try:
            value: Any = yaml.safe_load(item.read_text(encoding="utf-8"))
            if item.name == "initiatives.yml":
                value = {"host": "", "initiatives": value}
            file = _File.model_validate(value)
        except (yaml.YAMLError, ValidationError) as error:
            raise InputError(f"{item.name}: {error}") from error
        for key, entry in file.initiatives.items():
            if key in known:
                raise InputError(f"{item.name}: initiative {key} is defined twice")
            known[key] = Initiative(key, **dict(entry))
        if file.host:
            files.append(file)
    return tuple(files), known


def initiatives() -> Mapping[str, Initiative]:
    """All initiatives, by id."""
    return _files()[1]


def load() -> list[Telling]:
    """All tellings, by host and in the order of the files; themes and the like are the initiative's unless given."""
    return [_telling(file.host, entry) for file in _files()[0] for entry in file.examples]


def negatives() -> list[Negative]:
    """All hard negatives."""
    return [Negative(file.host, entry.page, entry.part, entry.kind) for file in _files()[0] for entry in file.negatives]


def forbidden() -> list[Forbidden]:
    """Pages that robots.txt or a reservation closes."""
    return [Forbidden(file.host, entry.page, entry.initiative) for file in _files()[0] for entry in file.forbidden]


def _telling(host: str, entry: _Telling) -> Telling:
    initiative = initiatives().get(entry.initiative)
    if initiative is None:
        raise InputError(f"{host}: initiative {entry.initiative} is not defined")
    return Telling(
        host=host,
        path=entry.page,
        part=entry.part,
        initiative=entry.initiative,
        relation=entry.relation,
        of=entry.of,
        themes=initiative.themes if entry.themes is None else entry.themes,
        areas=initiative.areas if entry.areas is None else entry.areas,
        level=entry.level or initiative.level,
        municipalities=initiative.municipalities if entry.municipalities is None else entry.municipalities,
    )
