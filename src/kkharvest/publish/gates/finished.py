"""Whether the files of a release are what they are said to be."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from kkharvest.core.report import Check
from kkharvest.publish.dcat import Level, check_catalogue
from kkharvest.publish.gates.verdict import check
from kkharvest.publish.licences import DATA, licence_of

__all__ = ["check_files"]

_LARGEST_PAGE = 100_000
_ELSEWHERE = re.compile(r"[a-z]+:")
_TARGET = re.compile(r'(?:href|src)="([^"#]+)')


def check_files(files: Mapping[str, bytes]) -> list[Check]:
    """The gates on finished files by path, before the index is written."""
    return [
        check("licence_of_each_file", list(_unlicensed(files))),
        check("pages_light", list(_heavy(files))),
        check("links_inside", list(_leading_nowhere(files))),
        check("catalogue_valid", _catalogue_faults(files)),
    ]


def _unlicensed(files: Mapping[str, bytes]) -> Iterator[str]:
    """Files without a licence, and files that name another one than theirs."""
    for name, body in files.items():
        licence = licence_of(name)
        if licence is None:
            yield f"{name} is of a kind that no licence is known for: name it in publish/licences.py"
        elif name.startswith("site/") and name.endswith(".html") and f'href="{DATA}"'.encode() not in body:
            yield f"{name} does not name its licence"
    package = json.loads(files["datapackage.json"])
    for part in (package, *package["resources"]):
        if [one["path"] for one in part["licenses"]] != [DATA]:
            yield f"datapackage.json: {part['name']} names another licence"


def _heavy(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, body in files.items():
        if name.endswith(".html") and len(body) >= _LARGEST_PAGE:
            yield f"{name} is {len(body)} bytes; fewer than {_LARGEST_PAGE} are promised"


def _leading_nowhere(files: Mapping[str, bytes]) -> Iterator[str]:
    """Links of the pages to files that are not in the release."""
    there = {*files, "index.json", "SHA256SUMS"}
    seen: set[tuple[str, str]] = set()
    for name, body in files.items():
        if not name.endswith(".html"):
            continue
        folder = posixpath.dirname(name)
        for target in _TARGET.findall(body.decode("utf-8")):
            if (folder, target) in seen or _ELSEWHERE.match(target):
                continue
            seen.add((folder, target))
            path = posixpath.normpath(posixpath.join(folder, unquote(target.partition("?")[0])))
            if path not in there:
                yield f"{name} leads to {path}, which is not there"


def _catalogue_faults(files: Mapping[str, bytes]) -> list[str]:
    found = check_catalogue(files["catalogue.rdf"], "xml")
    return [f"{one.subject}: {one.en}" for one in found if one.level is Level.ERROR]
