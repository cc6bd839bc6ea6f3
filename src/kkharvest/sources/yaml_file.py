"""YAML as registry files use it, with the line of every field.

Plain scalars follow YAML 1.2's JSON schema: `true` and `false` are truth values, `yes`, `no`, `on` and dates are
text, and a number with a leading zero (`0180`) is text. What could mislead an editor is a fault: a key that stands
twice, an alias, a tag.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from yaml import SafeLoader as _Base
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

__all__ = ["Fault", "FieldPath", "YamlFile", "field_name", "read_yaml"]

FieldPath = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    "bool": re.compile(r"(?:true|false)\Z"),
    "null": re.compile(r"(?:null|~|)\Z"),
    "int": re.compile(r"-?(?:0|[1-9]\d*)\Z"),
    "float": re.compile(r"-?(?:0|[1-9]\d*)\.\d+\Z"),
}
_READ: dict[str, Callable[[str], Any]] = {
    f"{_TAG}bool": lambda text: text == "true",
    f"{_TAG}null": lambda _: None,
    f"{_TAG}int": int,
    f"{_TAG}float": float,
    f"{_TAG}str": str,
}
_MAX_CHARS = 200_000


class _Loader(_Base):
    """Composer of nodes whose plain scalars follow YAML 1.2; constructs nothing."""

    yaml_implicit_resolvers = {None: [(f"{_TAG}{name}", form) for name, form in _PLAIN.items()]}  # noqa: RUF012 - PyYAML's form


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a file: `field` is empty for the file as a whole, `line` 0 where there is none."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A file's mapping, and the line on which each field begins."""

    values: dict[str, Any]
    lines: dict[FieldPath, int]

    def line(self, path: FieldPath) -> int:
        """Line of the field at `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def field_name(path: FieldPath) -> str:
    """A path as an editor reads it: `seeds[0].url`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def read_yaml(raw: bytes, file: str) -> YamlFile | list[Fault]:
    """The mapping in `raw`, or everything that keeps it from being one."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [Fault(file, raw[: error.start].count(b"\n") + 1, "", "is not UTF-8: save it as UTF-8")]
    if len(text) > _MAX_CHARS:
        return [Fault(file, 0, "", f"is longer than {_MAX_CHARS:,} characters")]
    reader = _Reader(file)
    try:
        values = reader.mapping(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [Fault(file, mark.line + 1 if mark else 0, "", f"is no valid YAML: {error.problem or error.context}")]
    except yaml.YAMLError as error:
        return [Fault(file, 0, "", f"is no valid YAML: {error}")]
    except RecursionError:
        return [Fault(file, 0, "", "is nested too deeply")]
    return reader.faults or YamlFile(values, reader.lines)


@dataclass(slots=True)
class _Reader:
    """Plain values of a node tree; gathers lines and faults on the way."""

    file: str
    lines: dict[FieldPath, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def mapping(self, text: str) -> dict[str, Any]:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 0
                self._fault(line, (), f"uses the alias *{event.anchor}: write it out")
        node = None if self.faults else yaml.compose(text, Loader=_Loader)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, ())
        if not self.faults:
            self._fault(1, (), "must be a mapping of fields (id: …, name: …)")
        return {}

    def _value(self, node: yaml.Node, path: FieldPath) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                self.lines[*path, number] = item.start_mark.line + 1
            return [self._value(item, (*path, number)) for number, item in enumerate(node.value)]
        try:
            return _READ[node.tag](node.value)
        except (KeyError, ValueError):
            self._fault(self.lines[path], path, f"has a value that cannot be read as {node.tag.removeprefix(_TAG)}")
            return None

    def _mapping(self, node: yaml.MappingNode, path: FieldPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._fault(line, path, "has a key that is no word")
                continue
            inner = (*path, key.value)
            if inner in self.lines:
                self._fault(line, inner, f"stands twice (first on line {self.lines[inner]})")
            self.lines.setdefault(inner, line)
            values[key.value] = self._value(value, inner)
        return values

    def _fault(self, line: int, path: FieldPath, message: str) -> None:
        self.faults.append(Fault(self.file, line, field_name(path), message))
