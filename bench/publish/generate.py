"""Seeded records as a release holds them: thousands of examples with themes, places, levels and sources."""

import random

from kkharvest import taxonomy
from kkharvest.core.ids import example_id
from kkharvest.publish.record import Record

__all__ = ["records"]

_WHAT = (
    "Klimatavtal Energiråd Återbrukshubb Samlastning Solcellspark Markanvisning "
    "Laddnätverk Innovationsupphandling Skyfallskarta Industrisymbios"
).split()
_HOW = (
    "Kommunen och {n} företag möts varje kvartal och följer upp sina åtaganden mot gemensamma mål.",
    "Tillsammans med det lokala näringslivet har kommunen tagit fram krav som {n} byggaktörer ställt sig bakom.",
    "Spillvärme, vatten och restmaterial delas mellan {n} verksamheter i hamnområdet.",
    "Leveranserna till butikerna samlas i en gemensam central, och antalet transporter har minskat med {n} procent.",
)


def records(count: int, seed: int = 8) -> list[Record]:
    """`count` records in order of id."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    themes = [theme.slug for theme in taxonomy.predicted_themes()]
    areas = [area.slug for area in taxonomy.areas()]
    levels = [level.slug for level in taxonomy.levels()]
    made = [_record(rng, number, themes, areas, levels) for number in range(count)]
    return sorted(made, key=lambda record: str(record["id"]))


def _record(rng: random.Random, number: int, themes: list[str], areas: list[str], levels: list[str]) -> Record:
    place = rng.choice(taxonomy.municipalities())
    title = f"{rng.choice(_WHAT)} i {place.name}"
    year, month = rng.randint(2018, 2026), rng.randint(1, 12)
    day = f"{year}-{month:02d}-{rng.randint(1, 28):02d}"
    moment = f"{rng.randint(7, 17):02d}:{rng.randint(0, 59):02d}:00+00:00"
    at = f"2026-{rng.randint(1, 10):02d}-{rng.randint(1, 28):02d}T{moment}"
    return {
        "id": example_id(f"c-{number}"),
        "title": title,
        "summary": " ".join(text.format(n=rng.randint(5, 80)) for text in rng.sample(_HOW, 2)),
        "lang": "sv",
        "themes": rng.sample(themes, rng.randint(1, 3)),
        "areas": rng.sample(areas, rng.randint(0, 2)),
        "level": rng.choice([*levels, None]),
        "municipalities": [{"kommunkod": place.kommunkod, "name": place.name}],
        "published": day,
        "accepted_at": at,
        "decided_at": at,
        "sources": [
            {
                "role": "primary" if position == 0 else "copy_of",
                "url": f"https://kommun.example/{number}/{position}",
                "title": title,
                "publisher": place.official_name,
                "lang": "sv",
                "published": day,
            }
            for position in range(rng.randint(1, 3))
        ],
    }
