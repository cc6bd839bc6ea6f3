"""A file as a graph.

It may be anybody's file: reading it opens no connection, opens no other file, and makes no more of it than it holds.
"""

import json
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax import SAXException

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugin import PluginException

from kkharvest.core.errors import InputError
from kkharvest.publish.dcat.harvesting import RELATIVE

__all__ = ["parse_catalogue"]

_FORMATS = {".rdf": "xml", ".xml": "xml", ".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".json": "json-ld"}
_UNREADABLE = (
    ParserError, PluginException, SAXException, SyntaxError, ValueError, KeyError, AttributeError, TypeError,
    IndexError, RecursionError, AssertionError,
)  # fmt: skip
_ENTITY = re.compile(r"<!ENTITY\s+(%?\s*[\w.:-]+)\s+(?:\"([^\"]*)\"|'([^']*)'|(SYSTEM|PUBLIC))")
_MOST_UNFOLDED = 10_000_000


def parse_catalogue(data: bytes | Path, syntax: str | None = None) -> Graph:
    """The graph of a catalogue; the syntax is taken from the file's name, or tried in turn.

    Raises `InputError` when it is no RDF, or when it wants more than the file itself to be read.
    """
    if isinstance(data, Path):
        syntax = syntax or _FORMATS.get(data.suffix.casefold())
        body = _read(data)
    else:
        body = data
    faults = []
    for tried in (syntax,) if syntax else ("xml", "turtle", "json-ld"):
        graph = Graph(bind_namespaces="none")
        try:
            _refuse_what_unfolds(body, tried)
            with _quiet():
                graph.parse(data=body, format=tried, publicID=RELATIVE)
        except _UNREADABLE as error:
            faults.append(f"{tried}: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
            continue
        if len(graph):
            return graph
        faults.append(f"{tried}: no statements")
    raise InputError("This is no RDF that can be read:\n" + "\n".join(f"  {fault}" for fault in faults))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what rdflib says by itself: wrong values are told as findings, with the rule they break."""
    said = logging.getLogger("rdflib.term")
    before = said.level
    said.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            # rdflib's JSON-LD parser uses a class that rdflib itself has deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        said.setLevel(before)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _refuse_what_unfolds(body: bytes, syntax: str | None) -> None:
    if syntax == "xml":
        _refuse_entities(body)
    elif syntax == "json-ld":
        address = next(_contexts(json.loads(body)), None)
        if address is not None:
            raise InputError(
                f"The file takes its @context from {address[:200]!r}, and no connection is opened for a check. Put the "
                "context itself into the file, or check the catalogue as RDF/XML or Turtle."
            )


def _refuse_entities(body: bytes) -> None:
    """Raises `InputError` for entities of other files, within one another, or that make far more of the file."""
    text = body.decode("utf-16" if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    unfolded = 0
    for name, one, other, outside in _ENTITY.findall(text):
        value = one or other
        unfolded += len(value) * text.count(f"&{name};")
        if outside or name.startswith("%") or re.search(r"[&%](?!#|amp;|lt;|gt;|quot;|apos;)", value):
            raise InputError(
                f"The entity {name} is made of other entities or files, which are not unfolded. Write it out."
            )
    if unfolded > _MOST_UNFOLDED:
        raise InputError("The file's entities unfold to far more than the file. Write them out.")


def _contexts(value: Any) -> Iterator[str]:
    """Addresses that a JSON-LD document takes its terms from."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            for name, inner in one.items():
                if name in {"@context", "@import"}:
                    yield from (
                        each for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, str)
                    )
                waiting.append(inner)
        elif isinstance(one, list):
            waiting += one
