"""The built-in sample web: Swedish sites under `.example` names, served on loopback.

`make run` harvests it through the same code path as real sites: the fetch stage's resolver is given
`SampleWeb.resolver_map()`, and nothing else knows. Content is data (`sites/*.yml`, described in FORMAT.md), the
markup of each page system is a template, and everything between is a pure function from request to response
(`web.Web.respond`); `server` puts it on a port. `truth` says which pages are examples; the pipeline never reads it.
"""

from pathlib import Path

from kkharvest.sampleweb.changes import Change
from kkharvest.sampleweb.server import Access, SampleWeb

__all__ = ["Access", "Change", "SampleWeb", "sample_registry"]


def sample_registry() -> Path:
    """Folder of the source files of the sample sites."""
    return Path(__file__).parent / "registry"
