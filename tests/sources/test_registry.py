from collections.abc import Callable
from pathlib import Path

import pytest

from kkharvest.core.errors import SourceError
from kkharvest.sources import Layout, SeedKind, Source, SourceKind, check_registry, load_registry, shipped_registry
from kkharvest.taxonomy import cities_2030

REGISTRY = load_registry()


def test_the_shipped_registry_has_no_fault() -> None:
    assert check_registry() == []
    assert shipped_registry() == REGISTRY.folder


def test_the_shipped_registry_is_wide() -> None:
    assert len(REGISTRY) >= 90
    assert len(REGISTRY.enabled) >= 60
    assert {source.kind for source in REGISTRY} == set(SourceKind) - {SourceKind.OTHER}


def test_each_of_the_23_cities_is_an_enabled_source() -> None:
    covered = {source.kommunkod for source in REGISTRY.enabled if source.kind is SourceKind.MUNICIPALITY}
    assert {city.kommunkod for city in cities_2030()} <= covered


@pytest.mark.parametrize(
    "source_id", "viable-cities klimatkommunerna skr rise energimyndigheten fossilfritt-sverige".split()
)
def test_the_initiative_and_its_partners_are_sources(source_id: str) -> None:
    assert REGISTRY[source_id].enabled


@pytest.mark.parametrize("source", REGISTRY.sources, ids=lambda source: source.id)
def test_every_file_has_a_runbook_and_real_addresses(source: Source) -> None:
    text = (REGISTRY.folder / f"{source.id}.yml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text.split("\nid: ", maxsplit=1)[0]) > 40
    assert not any(host.endswith((".example", ".test", ".invalid")) for host in source.all_hosts)


@pytest.mark.parametrize("source", REGISTRY.sources, ids=lambda source: source.id)
def test_a_source_wants_the_pages_it_starts_from(source: Source) -> None:
    # Feeds, sitemaps and endpoints are fetched whatever the patterns say; pages and listings are content.
    pages = [seed.url for seed in source.seeds if seed.kind is SeedKind.PAGE]
    assert all(source.wants(url) for url in pages), pages


def test_a_source_on_a_shared_host_keeps_to_its_room() -> None:
    rooms = [source for source in REGISTRY if source.layout is Layout.MYNEWSDESK]
    assert len({source.politeness.same_address_group for source in rooms}) == 1
    helsingborg, goteborg = REGISTRY.select(["helsingborg-press", "goteborg-press"])
    release = "https://www.mynewsdesk.com/se/helsingborg/pressreleases/klimatavtal-3324986"
    assert helsingborg.wants(release)
    assert not goteborg.wants(release)


def test_sources_come_in_order_of_id() -> None:
    ids = [source.id for source in REGISTRY]
    assert ids == sorted(ids)


def test_selecting_keeps_order_and_tells_every_unknown_id() -> None:
    assert [source.id for source in REGISTRY.select(["umea", "lund", "umea"])] == ["umea", "lund"]
    with pytest.raises(SourceError) as caught:
        REGISTRY.select(["lund", "helsingbor", "atlantis"])
    assert "'helsingbor': did you mean helsingborg?" in str(caught.value)
    assert "'atlantis'" in str(caught.value)
    with pytest.raises(SourceError):
        REGISTRY["atlantis"]


def test_a_source_that_is_off_is_there_but_not_visited(write: Callable[..., Path]) -> None:
    registry = load_registry(write(enabled=False))
    assert len(registry) == 1
    assert registry.enabled == ()
    assert registry["lund"].enabled is False
