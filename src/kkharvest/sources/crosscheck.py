"""Faults that no single field shows: between fields, files and the taxonomy."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from kkharvest.core.address import address_key, host_of
from kkharvest.sources.model import LoadMorePaging, SeedKind, Source, SourceKind
from kkharvest.sources.yaml_file import Fault, FieldPath, YamlFile, field_name
from kkharvest.taxonomy import municipalities, regions

__all__ = ["cross_faults", "own_faults"]

_PAGED_BY_THEMSELVES = frozenset({SeedKind.SITEMAP, SeedKind.FEED, SeedKind.WP_JSON})
_Found = tuple[FieldPath, str]


def own_faults(source: Source, file: YamlFile, name: str) -> list[Fault]:
    """Faults of one source by itself: its id, place, hosts and seeds."""
    found = (*_id_faults(source, name), *_place_faults(source), *_host_faults(source), *_seed_faults(source))
    return [Fault(name, file.line(path), field_name(path), message) for path, message in found]


def cross_faults(read: Iterable[tuple[Source, YamlFile, str]]) -> list[Fault]:
    """Faults between sources: ids and seeds that two of them share."""
    faults: list[Fault] = []
    ids: dict[str, str] = {}
    seeds: dict[str, str] = {}
    for source, file, name in read:
        if ids.setdefault(source.id, name) != name:
            faults.append(Fault(name, file.line(("id",)), "id", f"{source.id} is taken by {ids[source.id]}"))
        for number, seed in enumerate(source.seeds):
            first = seeds.setdefault(address_key(seed.url), name)
            if first != name:
                path: FieldPath = ("seeds", number, "url")
                faults.append(Fault(name, file.line(path), field_name(path), f"is a seed of {first} already"))
    return faults


def _id_faults(source: Source, name: str) -> Iterator[_Found]:
    stem = PurePath(name).stem
    if source.id != stem:
        yield ("id",), f"must equal the file's name: {stem}"


def _place_faults(source: Source) -> Iterator[_Found]:
    if source.kommunkod is None:
        if source.kind is SourceKind.MUNICIPALITY:
            yield ("kommunkod",), "is missing: a municipality needs it"
    elif source.kommunkod not in {place.kommunkod for place in municipalities()}:
        yield ("kommunkod",), f"{source.kommunkod} is no municipality's code"
    if source.region_code is None:
        if source.kind in {SourceKind.REGION, SourceKind.COUNTY_BOARD}:
            yield ("region_code",), f"is missing: a {source.kind} needs it"
    elif source.region_code not in {place.code for place in regions()}:
        yield ("region_code",), f"{source.region_code} is no county's code"
    elif source.kommunkod is not None and source.kommunkod[:2] != source.region_code:
        yield ("region_code",), f"does not fit kommunkod {source.kommunkod}"


def _host_faults(source: Source) -> Iterator[_Found]:
    for number, seed in enumerate(source.seeds):
        if not source.owns(seed.url):
            yield ("seeds", number, "url"), _foreign(seed.url)
        if isinstance(seed.paging, LoadMorePaging) and not source.owns(seed.paging.endpoint):
            yield ("seeds", number, "paging", "endpoint"), _foreign(seed.paging.endpoint)


def _foreign(url: str) -> str:
    return f"lies on {host_of(url)}, which is neither the homepage's host nor listed in hosts"


def _seed_faults(source: Source) -> Iterator[_Found]:
    seen: set[str] = set()
    for number, seed in enumerate(source.seeds):
        key = address_key(seed.url)
        if key in seen:
            yield ("seeds", number, "url"), "stands twice among the seeds"
        seen.add(key)
        if seed.paging is not None and seed.kind in _PAGED_BY_THEMSELVES:
            yield ("seeds", number, "paging"), f"is not for a {seed.kind}: it tells its own pages"
        if seed.paging is None and seed.kind is SeedKind.AJAX:
            yield ("seeds", number, "paging"), "is missing: an ajax seed needs it"
