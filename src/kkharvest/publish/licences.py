"""Under which licence each file of a release may be used.

Records and everything made of them are CC BY 4.0. Quotations in them stay their authors': they are published by the
right to quote, with the source named. The site's style and scripts are parts of the program.
"""

from pathlib import PurePosixPath

__all__ = ["DATA", "PROGRAM", "QUOTATIONS", "licence_of"]

DATA = "https://creativecommons.org/licenses/by/4.0/"
PROGRAM = "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"
QUOTATIONS = (
    "Quotations (details.quote, hindrances) are the sources' own words, published by the right to quote with the "
    "source named; the licence does not cover them."
)

_OF_DATA = frozenset({".json", ".jsonl", ".csv", ".sqlite", ".jsonld", ".xml", ".md", ".rdf", ".ttl", ".html"})
_OF_PROGRAM = frozenset({".css", ".js", ".svg"})


def licence_of(name: str) -> str | None:
    """The address of a file's licence by its path in the release; None for a kind of file that has none."""
    kind = PurePosixPath(name).suffix
    return DATA if kind in _OF_DATA else PROGRAM if kind in _OF_PROGRAM and name.startswith("site/") else None
