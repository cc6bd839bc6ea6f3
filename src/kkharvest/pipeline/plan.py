"""What a harvest is to visit: settings, sources and network, for real sites or for the sample web."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kkharvest.core.settings import Settings
from kkharvest.fetch import Network
from kkharvest.sources import Source, load_registry, shipped_registry

__all__ = ["Plan", "planned"]

SAMPLE_CONTACT = "sample@kkharvest.example"


@dataclass(frozen=True, slots=True)
class Plan:
    """A harvest about to start; `scope` tells whether an unfinished run is the same one."""

    settings: Settings
    sources: tuple[Source, ...]
    network: Network
    scope: dict[str, Any]


@contextmanager
def planned(
    settings: Settings, *, sample: bool, source_ids: Sequence[str] = (), max_pages: int | None = None
) -> Iterator[Plan]:
    """The plan for these options; the sample web, when asked for, is served until the block ends.

    Raises `SourceError` for an unknown source id or a faulty registry.
    """
    if max_pages is not None:
        settings = settings.model_copy(update={"fetch": settings.fetch.model_copy(update={"max_pages": max_pages})})
    scope = {"sample": sample, "sources": sorted(source_ids), "max_pages": max_pages}
    if not sample:
        registry = load_registry(settings.registry or shipped_registry())
        chosen = registry.select(source_ids) if source_ids else registry.enabled
        yield Plan(settings, chosen, Network(), scope)
        return

    from kkharvest.sampleweb import SampleWeb, sample_registry

    registry = load_registry(sample_registry())
    chosen = registry.select(source_ids) if source_ids else registry.enabled
    settings = settings.model_copy(
        update={
            "contact": settings.contact or SAMPLE_CONTACT,
            # The sample sites name their own short delays; a real floor of seconds would only make them slow.
            "fetch": settings.fetch.model_copy(update={"delay_s": 0.0}),
        }
    )
    with SampleWeb.start() as web:
        yield Plan(settings, chosen, Network.for_sample(web.resolver_map()), scope)
