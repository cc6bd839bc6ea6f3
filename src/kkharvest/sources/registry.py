"""The registry folder: read, checked as a whole, looked up by id."""

import difflib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kkharvest.core.errors import SourceError
from kkharvest.sources.crosscheck import cross_faults, own_faults
from kkharvest.sources.model import Source
from kkharvest.sources.yaml_file import Fault, FieldPath, YamlFile, field_name, read_yaml

__all__ = ["Registry", "check_registry", "load_registry", "shipped_registry"]

_SUFFIX = ".yml"
_TAGGED = "paging"


@dataclass(frozen=True, slots=True)
class Registry:
    """Valid sources in order of id."""

    folder: Path
    sources: tuple[Source, ...]

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)

    def __getitem__(self, source_id: str) -> Source:
        """The source with this id; raises `SourceError` when there is none."""
        return self.select([source_id])[0]

    @property
    def enabled(self) -> tuple[Source, ...]:
        """Sources that a harvest visits when none is named."""
        return tuple(source for source in self.sources if source.enabled)

    def select(self, ids: Iterable[str]) -> tuple[Source, ...]:
        """The sources with these ids in their order; raises `SourceError` naming all unknown ones."""
        by_id = {source.id: source for source in self.sources}
        wanted = list(dict.fromkeys(ids))
        unknown = [_unknown(source_id, by_id) for source_id in wanted if source_id not in by_id]
        if unknown:
            raise SourceError("\n".join(unknown))
        return tuple(by_id[source_id] for source_id in wanted)


def shipped_registry() -> Path:
    """Folder of the sources that come with the package."""
    return Path(__file__).parent / "registry"


def load_registry(folder: Path | None = None) -> Registry:
    """The registry in `folder`, or the shipped one; raises `SourceError` listing every fault."""
    folder = folder or shipped_registry()
    sources, faults = _read(folder)
    if faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise SourceError(f"{len(faults)} faults in the source registry {folder}:\n{listed}")
    return Registry(folder, tuple(sorted(sources, key=lambda source: source.id)))


def check_registry(folder: Path | None = None) -> list[Fault]:
    """Every fault of the registry in `folder`, by file and line; empty when all is well."""
    return _read(folder or shipped_registry())[1]


def _read(folder: Path) -> tuple[list[Source], list[Fault]]:
    if not folder.is_dir():
        return [], [Fault(str(folder), 0, "", "is no folder")]
    read: list[tuple[Source, YamlFile, str]] = []
    faults: list[Fault] = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml":
            faults.append(Fault(path.name, 0, "", f"is not read: rename it to {path.stem}{_SUFFIX}"))
        elif path.suffix == _SUFFIX and not path.name.startswith("."):
            source = _read_source(path, faults)
            if source:
                read.append((*source, path.name))
    if not read and not faults:
        return [], [Fault(str(folder), 0, "", f"holds no source file (*{_SUFFIX})")]
    faults.extend(cross_faults(read))
    return [source for source, _, _ in read], sorted(faults)


def _read_source(path: Path, faults: list[Fault]) -> tuple[Source, YamlFile] | None:
    try:
        found = read_yaml(path.read_bytes(), path.name)
    except OSError as error:
        found = [Fault(path.name, 0, "", f"cannot be read: {error.strerror}")]
    if not isinstance(found, YamlFile):
        faults.extend(found)
        return None
    try:
        # As JSON, because strict validation then takes lists for tuples and text for enums, and nothing else.
        source = Source.model_validate_json(json.dumps(found.values), strict=True)
    except ValidationError as error:
        faults.extend(_fault(detail, found, path.name) for detail in error.errors())
        return None
    faults.extend(own_faults(source, found, path.name))
    return source, found


def _fault(detail: ErrorDetails, file: YamlFile, name: str) -> Fault:
    loc = _without_tags(detail["loc"])
    return Fault(name, file.line(loc), field_name(loc), _message(detail))


def _without_tags(loc: FieldPath) -> FieldPath:
    """`loc` without the tag that pydantic puts after a union's field: it stands in no file."""
    return tuple(part for number, part in enumerate(loc) if number == 0 or loc[number - 1] != _TAGGED)


def _message(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            near = difflib.get_close_matches(str(detail["loc"][-1]), Source.model_fields, n=1)
            return "is no known field" + (f": did you mean {near[0]}?" if near else "")
        case _:
            return detail["msg"].removeprefix("Value error, ")


def _unknown(source_id: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(source_id, list(known), n=1)
    return f"There is no source {source_id!r}" + (f": did you mean {near[0]}?" if near else ".")
