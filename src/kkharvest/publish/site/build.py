"""Pages from an edition: lists by theme, area, municipality, county and level, a page an example, and what is around.

Every link is relative, so that the folder can stand anywhere. Nothing is asked of another site, and every page works
without scripts.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kkharvest import taxonomy
from kkharvest.core.text import shorten
from kkharvest.publish.formats.edition import Edition
from kkharvest.publish.formats.linked import as_article
from kkharvest.publish.record import Record
from kkharvest.publish.site.facts import Facts, area_narrative
from kkharvest.publish.site.search import index_files
from kkharvest.publish.site.words import WORDS

__all__ = ["PER_PAGE", "site_files"]

PER_PAGE = 24
_SUMMARY = 260
_ASSETS = ("style.css", "site.js", "search.js", "embed.js", "mark.svg")
# Where each county stands in the schematic map: column and row of its square.
_TILES = {
    "25": (3, 0), "24": (3, 1), "23": (2, 2), "22": (3, 2), "20": (2, 3), "21": (3, 3), "17": (1, 4), "18": (2, 4),
    "19": (3, 4), "03": (4, 4), "14": (1, 5), "05": (2, 6), "04": (3, 5), "01": (4, 5), "06": (1, 6), "08": (3, 7),
    "13": (0, 7), "07": (2, 7), "09": (4, 7), "12": (1, 8), "10": (2, 8),
}  # fmt: skip
# Shares of the largest county above which a square is a shade darker.
_SHADES = (0.0, 0.2, 0.45, 0.7)


def site_files(edition: Edition) -> dict[str, bytes]:
    """The pages by path, Swedish at the root and English under en/, with their style, script and search index."""
    templates = files(__package__) / "templates"
    made = {name: (templates / name).read_bytes() for name in _ASSETS}
    facts = Facts(edition.records)
    for language in ("sv", "en"):
        for path, text in _Site(edition, facts, language).pages():
            made[path] = text.encode("utf-8")
    return made


class _Site:
    """The pages in one language."""

    def __init__(self, edition: Edition, facts: Facts, language: str) -> None:
        self.edition, self.facts, self.language = edition, facts, language
        self.words = {**WORDS[language], "code": language}
        self.prefix = "" if language == "sv" else "en/"
        self.environment = Environment(
            loader=PackageLoader("kkharvest.publish.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.theme_names = self._names(taxonomy.themes())
        self.area_names = self._names(taxonomy.areas())
        self.level_names = self._names(taxonomy.levels())
        self.cards = {record["id"]: self._card(record) for record in edition.records}

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page: path and text."""
        yield from self._lists()
        yield from self._examples()
        yield from self._indexes()
        yield from self._others()
        yield from ((f"{self.prefix}{path}", text) for path, text in index_files(self._search_rows()))

    def _search_rows(self) -> list[list[str]]:
        cards = [self.cards[record["id"]] for record in _newest(self.edition.records)]
        return [
            [
                card["id"],
                card["title"],
                card["summary"],
                card["where"],
                ", ".join(name for _, name in card["themes"]),
                card["lang"],
            ]
            for card in cards
        ]

    def _names(self, labels: Sequence[Any]) -> dict[str, str]:
        return {label.slug: label.name if self.language == "sv" else label.name_en for label in labels}

    def _card(self, record: Record) -> dict[str, Any]:
        return {
            "id": record["id"],
            "title": record["title"],
            "summary": shorten(record["summary"], _SUMMARY),
            "lang": record["lang"],
            "where": ", ".join(place["name"] for place in record["municipalities"][:4]),
            "themes": [(slug, self.theme_names[slug]) for slug in record["themes"]],
        }

    def _render(self, template: str, path: str, title: str, **values: Any) -> tuple[str, str]:
        depth = path.count("/")
        w = self.words
        other = ("../" * depth) + (f"en/{path}" if self.language == "sv" else f"../{path}")
        menu = [
            ("index.html", w["all"]), ("teman.html", w["themes"]), ("omraden.html", w["areas"]),
            ("kommuner.html", w["places"]), ("karta.html", w["map"]), ("statistik.html", w["statistics"]),
            ("sok.html", w["search"]),
        ]  # fmt: skip
        foot = [
            ("nivaer.html", w["levels"]), ("data.html", w["data"]), ("bidra.html", w["contribute"]),
            ("tillganglighet.html", w["accessibility"]),
        ]  # fmt: skip
        root = "../" * (depth + (self.language != "sv"))
        defaults = {"about": "", "feed": "", "feed_title": "", "root": root, "home": "../" * depth, "here": path}
        text = self.environment.get_template(template).render(
            {**defaults, "w": w, "lang": self.language, "edition": self.edition, "title": title, "menu": menu,
             "foot": foot, "other": other, **values}
        )  # fmt: skip
        return f"{self.prefix}{path}", text + "\n"

    def _lists(self) -> Iterator[tuple[str, str]]:
        w, sv = self.words, self.language == "sv"
        yield from self._list("index", w["initiative"], w["site"], w["lead"], self.edition.records)
        for theme in taxonomy.predicted_themes():
            about = theme.definition_sv if sv else theme.definition_en
            records = self.facts.by_theme[theme.slug]
            yield from self._list(
                f"tema/{theme.slug}", w["theme"], self.theme_names[theme.slug], about, records, f"tema/{theme.slug}"
            )
        for area in taxonomy.areas():
            about = area.definition_sv if sv else area.definition_en
            records = self.facts.by_area[area.slug]
            told = area_narrative(records, self.theme_names, self.language)
            yield from self._list(
                f"omrade/{area.slug}", w["area"], self.area_names[area.slug], about, records, told=told
            )
        for level in taxonomy.levels():
            about = level.definition_sv if sv else level.definition_en
            yield from self._list(
                f"niva/{level.slug}", w["level"], self.level_names[level.slug], about, self.facts.by_level[level.slug]
            )
        for place in taxonomy.municipalities():
            records = self.facts.by_place.get(place.kommunkod, [])
            if records:
                yield from self._list(
                    f"kommun/{place.kommunkod}",
                    w["place"],
                    place.name,
                    place.county,
                    records,
                    f"kommun/{place.kommunkod}",
                )
        for county in taxonomy.regions():
            records = self.facts.by_county[county.code]
            yield from self._list(f"lan/{county.code}", w["county"], county.county, county.name, records)

    def _list(
        self,
        stem: str,
        kind: str,
        heading: str,
        lead: str,
        records: Sequence[Record],
        feed: str = "",
        told: Sequence[str] = (),
    ) -> Iterator[tuple[str, str]]:
        newest = _newest(records)
        n_pages = max(1, -(-len(newest) // PER_PAGE))
        rail = [
            (slug, name, len(self.facts.by_theme[slug]))
            for slug, name in self.theme_names.items()
            if slug != "alla-exempel"
        ]
        for page in range(1, n_pages + 1):
            path = f"{stem}.html" if page == 1 else f"{stem}-{page}.html"
            following = f"{stem.rpartition('/')[2]}-{page + 1}.html" if page < n_pages else ""
            title = heading if page == 1 else f"{heading}, {self.words['page'].lower()} {page}"
            yield self._render(
                "list.html.j2", path, title, kind=kind, heading=heading, lead=lead, about=lead,
                narrative=told if page == 1 else (), rail=rail, total=len(self.edition.records), number=len(newest),
                page=page, next=following, feed=feed, feed_title=heading, here=f"{stem}.html",
                cards=[self.cards[record["id"]] for record in newest[(page - 1) * PER_PAGE : page * PER_PAGE]],
            )  # fmt: skip

    def _examples(self) -> Iterator[tuple[str, str]]:
        for record in self.edition.records:
            linked = json.dumps(
                {"@context": "https://schema.org", **as_article(self.edition, record)}, ensure_ascii=False
            )
            level = record["level"]
            yield self._render(
                "example.html.j2", f"exempel/{record['id']}.html", record["title"], record=record,
                card=self.cards[record["id"]], areas=[(slug, self.area_names[slug]) for slug in record["areas"]],
                level=(level, self.level_names[level]) if level else None, about=shorten(record["summary"], 155),
                related=[self.cards[other["id"]] for other in self.facts.related(record)],
                permanent=self.edition.page_url(record["id"]), linked=Markup(_in_script(linked)),  # noqa: S704 - escaped for a script element
            )  # fmt: skip

    def _indexes(self) -> Iterator[tuple[str, str]]:
        w, facts = self.words, self.facts
        themes = [
            (f"tema/{slug}.html", name, len(facts.by_theme[slug]))
            for slug, name in self.theme_names.items()
            if slug != "alla-exempel"
        ]
        areas = [(f"omrade/{slug}.html", name, len(facts.by_area[slug])) for slug, name in self.area_names.items()]
        levels = [(f"niva/{slug}.html", name, len(facts.by_level[slug])) for slug, name in self.level_names.items()]
        counties: list[tuple[str, list[tuple[str, str, int]]]] = []
        for county in taxonomy.regions():
            held = [
                place
                for place in taxonomy.municipalities()
                if place.county_code == county.code and place.kommunkod in facts.by_place
            ]
            links = [
                (f"kommun/{place.kommunkod}.html", place.name, len(facts.by_place[place.kommunkod])) for place in held
            ]
            if links:
                counties.append((county.county, links))
        for path, heading, groups in (
            ("teman.html", w["themes"], [("", themes)]), ("omraden.html", w["areas"], [("", areas)]),
            ("nivaer.html", w["levels"], [("", levels)]), ("kommuner.html", w["places"], counties),
        ):  # fmt: skip
            yield self._render("index_of.html.j2", path, heading, heading=heading, groups=groups)

    def _others(self) -> Iterator[tuple[str, str]]:
        w, facts = self.words, self.facts
        yield self._render("search.html.j2", "sok.html", w["search"])
        years = Counter((record["published"] or "")[:4] or w["unknown"] for record in self.edition.records)
        charts = [
            (
                "tema",
                w["per_theme"],
                [
                    (name, len(facts.by_theme[slug]))
                    for slug, name in self.theme_names.items()
                    if slug != "alla-exempel"
                ],
            ),
            ("ar", w["per_year"], sorted(years.items())),
            ("niva", w["per_level"], [(name, len(facts.by_level[slug])) for slug, name in self.level_names.items()]),
            (
                "lan",
                w["per_county"],
                [(county.county, len(facts.by_county[county.code])) for county in taxonomy.regions()],
            ),
        ]
        charts = [(name, label, [(shorten(text, 34), number) for text, number in bars]) for name, label, bars in charts]
        yield self._render(
            "statistics.html.j2", "statistik.html", w["statistics"], charts=charts, total=len(self.edition.records)
        )
        yield self._render(
            "map.html.j2", "karta.html", w["map"], tiles=[self._tile(region) for region in taxonomy.regions()]
        )
        downloads = [
            ("examples.csv", "CSV"),
            ("examples.json", "JSON"),
            ("examples.jsonl", "JSON Lines"),
            ("examples.sqlite", "SQLite"),
            ("examples.jsonld", "schema.org JSON-LD"),
            ("datapackage.json", "Frictionless Data Package 2"),
            ("schema.json", "JSON Schema"),
            ("catalogue.rdf", w["catalogue"]),
            ("delta.jsonl", w["changes"]),
            ("CHANGES.md", w["changes"]),
            ("SHA256SUMS", "SHA-256"),
        ]
        feeds = [("feeds/all", w["all"])] + [
            (f"feeds/tema/{slug}", name) for slug, name in self.theme_names.items() if slug != "alla-exempel"
        ]
        yield self._render("data.html.j2", "data.html", w["data"], files=downloads, feeds=feeds)
        yield self._render(
            "text.html.j2", "bidra.html", w["contribute"], heading=w["contribute"], texts=[w["contribute_text"]]
        )
        yield self._render(
            "text.html.j2", "tillganglighet.html", w["accessibility"], heading=w["accessibility"],
            texts=[w["access_text"], w["access_found"]],
        )  # fmt: skip

    def _tile(self, county: Any) -> dict[str, Any]:
        column, row = _TILES[county.code]
        number = len(self.facts.by_county[county.code])
        most = max(len(group) for group in self.facts.by_county.values()) if self.facts.by_county else 0
        depth = sum(number > share * most for share in _SHADES)
        return {
            "code": county.code,
            "name": county.county,
            "short": county.short_name,
            "number": number,
            "depth": depth,
            "x": column * 96 + 2,
            "y": row * 71 + 2,
        }


def _newest(records: Sequence[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (record["accepted_at"], record["id"]), reverse=True)


def _in_script(text: str) -> str:
    """JSON that may stand in a script element."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
