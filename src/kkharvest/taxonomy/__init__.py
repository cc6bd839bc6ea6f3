"""What examples are sorted by, as data: themes, areas, levels, municipalities, regions, organisations.

The facts stand in `data/` (YAML where a reviewer reads sentences, CSV where there are hundreds of rows) and are read
once, on first use, validated whole. Every function returns frozen records in published or official order; nothing
is read at import. Slugs and codes are identities that other sites import: they never change.
"""

from kkharvest.taxonomy.labels import Area, Level, Theme, areas, levels, predicted_themes, themes
from kkharvest.taxonomy.places import (
    Ambiguity,
    Municipality,
    Region,
    cities_2030,
    municipalities,
    municipality,
    region,
    regions,
)

__all__ = [
    "Ambiguity",
    "Area",
    "Level",
    "Municipality",
    "Region",
    "Theme",
    "areas",
    "cities_2030",
    "levels",
    "municipalities",
    "municipality",
    "predicted_themes",
    "region",
    "regions",
    "themes",
]
