"""A small edition that fills every page of the site, made without a database."""

from typing import Any

from kkharvest import taxonomy
from kkharvest.classify.hindrance import KINDS
from kkharvest.core.ids import example_id
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.formats import Edition
from kkharvest.publish.record import Record
from kkharvest.publish.site import site_files

__all__ = ["edition", "page_types", "site"]

_TITLES = (
    "Laddstolpar i hamnen", "Återbruk av byggmaterial", "Klimatavtal med näringslivet", "Solceller på industritak",
    "Samlastning i centrum", "Innovationsupphandling av fossilfri asfalt", "Städer delar energi", "Gröna jobb",
)  # fmt: skip
_PLACES = ("1280", "0180", "1480", "2480", "0380", "0980")


def edition(number: int = 53) -> Edition:
    """Examples of every theme, area and level, some with details, obstacles and changes, one of them in English."""
    records = sorted((_record(n) for n in range(number)), key=lambda one: str(one["id"]))
    stones = [
        Tombstone(example_id("c-gone"), "withdrawn", None, "2026-10-01.1"),
        Tombstone(example_id("c-merged"), "merged", records[0]["id"], "2026-10-01.1"),
    ]
    about = ("2026-11-23.1", "https://data.example/", "Klimatkonkurrenskraft")
    return Edition(*about, records, stones, "klimat@kommun.example")


def site(of: Edition) -> dict[str, bytes]:
    """The site with what its pages link to beside it, by path from the release."""
    return {f"site/{path}": body for path, body in site_files(of).items()}


def page_types(of: Edition) -> list[str]:
    """One page of every type in Swedish and English, by path from the site."""
    rich = next(record["id"] for record in of.records if record.get("details") and record.get("hindrances"))
    swedish = (
        "index.html index-2.html teman.html tema/energi.html omraden.html nivaer.html kommuner.html kommun/1280.html "
        f"lan/12.html lan/09.html niva/mojliggora.html exempel/{rich}.html hinder.html statistik.html karta.html "
        f"tillganglighet.html om.html bidra.html data.html sok.html exempel/{of.tombstones[0].id}.html"
    ).split()
    swedish.append(f"omrade/{taxonomy.areas()[0].slug}.html")
    return swedish + [f"en/{path}" for path in swedish]


def _record(number: int) -> Record:
    themes = [theme.slug for theme in taxonomy.predicted_themes()]
    areas = [area.slug for area in taxonomy.areas()]
    levels = [level.slug for level in taxonomy.levels()]
    place = next(one for one in taxonomy.municipalities() if one.kommunkod == _PLACES[number % len(_PLACES)])
    url = f"https://kommun.example/nyheter/{number}"
    at = f"2026-{number % 9 + 1:02d}-{number % 28 + 1:02d}T09:00:00+00:00"
    record: dict[str, Any] = {
        "id": example_id(f"c-{number}"),
        "title": f"{place.name}: {_TITLES[number % len(_TITLES)]}",
        "summary": f"Kommunen och {number + 2} företag arbetar tillsammans och följer upp vad som görs varje år.",
        "lang": "en" if number == 1 else "sv",
        "themes": list(dict.fromkeys([themes[number % len(themes)], *(["energi"] if number % 2 else [])])),
        "areas": [areas[number % len(areas)]],
        "level": levels[number % len(levels)],
        "municipalities": [{"kommunkod": place.kommunkod, "name": place.name}],
        "published": f"{2018 + number % 8}-05-0{number % 9 + 1}",
        "accepted_at": at,
        "decided_at": at,
        "sources": [
            {"role": role, "url": f"{url}/{role}", "title": _TITLES[number % len(_TITLES)], "lang": "sv",
             "publisher": place.official_name, "published": None}
            for role in ("primary", "same_effort")[: number % 2 + 1]
        ],
    }  # fmt: skip
    if number % 3 == 0:
        record["details"] = {
            "organisations": [{"name": "Hamnbolaget", "role": "lead"}, {"name": "Energibolaget", "role": None}],
            "form": "network", "status": "ongoing", "period": {"from": "2024"}, "results": "Utsläppen har minskat.",
            "quote": {"text": "Vi gör det tillsammans.", "start": 0, "end": 23}, "verified": "2026-10-01",
        }  # fmt: skip
        quote = "Det som bromsar är att reglerna inte hänger med i utvecklingen."
        record["hindrances"] = [{"kind": KINDS[number % len(KINDS)], "quote": quote, "url": url}]
        record["changes"] = [{"at": "2026-11-02T10:00:00+00:00", "changed": ["summary", "themes"]}]
        record["decided_at"] = "2026-11-02T10:00:00+00:00"
    return record
