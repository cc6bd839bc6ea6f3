"""Taxonomy and sources as rows, so that SQL and exports can join on them."""

from kkharvest import taxonomy
from kkharvest.sources import Source
from kkharvest.store.database import Store

__all__ = ["store_sources", "store_taxonomy"]


def store_taxonomy(store: Store) -> None:
    """Brings the rows of themes, areas, levels and municipalities up to date with the taxonomy."""
    with store.transaction():
        store.insert_all(
            "themes",
            (
                {
                    "slug": theme.slug,
                    "name": theme.name,
                    "name_en": theme.name_en,
                    "definition": theme.definition_sv,
                    "holds_all": int(theme.holds_all),
                    "position": position,
                }
                for position, theme in enumerate(taxonomy.themes())
            ),
            upsert_on=["slug"],
        )
        for table, entries in (("areas", taxonomy.areas()), ("levels", taxonomy.levels())):
            store.insert_all(
                table,
                (
                    {
                        "slug": entry.slug,
                        "name": entry.name,
                        "name_en": entry.name_en,
                        "definition": entry.definition_sv,
                        "position": position,
                    }
                    for position, entry in enumerate(entries)
                ),
                upsert_on=["slug"],
            )
        store.insert_all(
            "municipalities",
            (
                {
                    "kommunkod": place.kommunkod,
                    "name": place.name,
                    "county_code": place.county_code,
                    "county": place.county,
                    "region": place.region_name,
                    "is_city_2030": int(place.is_city_2030),
                }
                for place in taxonomy.municipalities()
            ),
            upsert_on=["kommunkod"],
        )


def store_sources(store: Store, sources: list[Source]) -> None:
    """Brings the rows of these sources up to date with the registry; other rows stay."""
    store.insert_all(
        "sources",
        (
            {
                "id": source.id,
                "name": source.name,
                "kind": source.kind.value,
                "kommunkod": source.kommunkod,
                "homepage_url": str(source.homepage),
                "layout": source.layout,
                "is_enabled": int(source.enabled),
                "config_json": source.model_dump_json(),
            }
            for source in sources
        ),
        upsert_on=["id"],
    )
