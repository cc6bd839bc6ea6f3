"""Pages from an edition: lists by theme, area, municipality, county and level, a page an example, and what is around.

Every link is relative, so that the folder can stand anywhere. Nothing is asked of another site, and every page works
without scripts.
"""

import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from kkharvest import taxonomy
from kkharvest.core.text import shorten
from kkharvest.publish.formats.edition import Edition
from kkharvest.publish.formats.linked import as_article
from kkharvest.publish.record import Record
from kkharvest.publish.site.facts import Facts, area_narrative, of_different_places
from kkharvest.publish.site.overviews import Chart, charts, hindrance_groups, map_shapes, map_steps
from kkharvest.publish.site.render import Face
from kkharvest.publish.site.search import index_files
from kkharvest.publish.site.texts import TEXTS
from kkharvest.taxonomy.shapes import sweden

__all__ = ["PER_PAGE", "site_files"]

PER_PAGE = 24
_ASSETS = ("style.css", "site.js", "search.js", "embed.js", "mark.svg")
# What a record may say, for a template that asks for every part.
_DETAILS = dict.fromkeys(("organisations", "form", "status", "period", "results", "funding", "quote", "verified"), "")
_DOWNLOADS = (
    ("examples.csv", "CSV"), ("examples.json", "JSON"), ("examples.jsonl", "JSON Lines"), ("examples.sqlite", "SQLite"),
    ("examples.jsonld", "schema.org JSON-LD"), ("datapackage.json", "Frictionless Data Package 2"),
    ("schema.json", "JSON Schema"), ("catalogue.rdf", "catalogue"), ("catalogue.ttl", "catalogue"),
    ("delta.jsonl", "changes"), ("CHANGES.md", "changes"), ("tombstones.json", "gone"), ("SHA256SUMS", "SHA-256"),
)  # fmt: skip


def site_files(edition: Edition) -> dict[str, bytes]:
    """The pages by path, Swedish at the root and English under en/, with their style, script and search index."""
    templates = files(__package__) / "templates"
    made = {name: (templates / name).read_bytes() for name in _ASSETS}
    facts = Facts(edition.records)
    for language in ("sv", "en"):
        for path, text in _Site(edition, facts, language).pages():
            made[path] = text.encode("utf-8")
    return made


class _Site(Face):
    """The pages in one language."""

    def __init__(self, edition: Edition, facts: Facts, language: str) -> None:
        super().__init__(edition, language)
        self.facts = facts

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page: path and text."""
        yield from self._lists()
        yield from self._examples()
        yield from self._gone()
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

    def _lists(self) -> Iterator[tuple[str, str]]:
        w, sv = self.words, self.language == "sv"
        areas = self._entries("omrade", taxonomy.areas(), self.area_names, self.facts.by_area)
        levels = self._entries("niva", taxonomy.levels(), self.level_names, self.facts.by_level)
        yield from self._list(
            "index", w["initiative"], w["site"], w["lead"], self.edition.records, "all",
            overview=[("omraden", w["overview"], [area for area in areas if area["number"]]),
                      ("stodnivaer", w["levels_lead"], levels)],
        )  # fmt: skip
        for theme in taxonomy.predicted_themes():
            about = theme.definition_sv if sv else theme.definition_en
            records = self.facts.by_theme[theme.slug]
            yield from self._list(
                f"tema/{theme.slug}", w["theme"], self.theme_names[theme.slug], about, records, f"tema/{theme.slug}"
            )
        for area in taxonomy.areas():
            about = area.definition_sv if sv else area.definition_en
            records = self.facts.by_area[area.slug]
            yield from self._list(
                f"omrade/{area.slug}", w["area"], self.area_names[area.slug], about, records, told=self._told(records)
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
        told: dict[str, Any] | None = None,
        overview: Sequence[tuple[str, str, list[dict[str, Any]]]] = (),
    ) -> Iterator[tuple[str, str]]:
        newest = _newest(records)
        n_pages = max(1, -(-len(newest) // PER_PAGE))
        rail = [(slug, name, len(self.facts.by_theme[slug])) for slug, name in self.own_themes.items()]
        for page in range(1, n_pages + 1):
            path = f"{stem}.html" if page == 1 else f"{stem}-{page}.html"
            name = stem.rpartition("/")[2]
            previous = "" if page == 1 else f"{name}.html" if page == 2 else f"{name}-{page - 1}.html"  # noqa: PLR2004 - the first page has no number
            following = f"{name}-{page + 1}.html" if page < n_pages else ""
            title = heading if page == 1 else f"{heading}, {self.words['page'].lower()} {page}"
            yield self.render(
                "list.html.j2", path, title, kind=kind, heading=heading, lead=lead, about=lead,
                told=told if page == 1 else None, overview=overview if page == 1 else (), rail=rail,
                total=len(self.edition.records), number=len(newest),
                page=page, n_pages=n_pages, previous=previous, next=following, feed=feed,
                feed_title=heading, here=f"{stem}.html",
                cards=[self.cards[record["id"]] for record in newest[(page - 1) * PER_PAGE : page * PER_PAGE]],
            )  # fmt: skip

    def _examples(self) -> Iterator[tuple[str, str]]:
        for record in self.edition.records:
            linked = json.dumps(
                {"@context": "https://schema.org", **as_article(self.edition, record)}, ensure_ascii=False
            )
            level = record["level"]
            yield self.render(
                "example.html.j2", f"exempel/{record['id']}.html", record["title"],
                record={"hindrances": (), "changes": (), **record}, details=_DETAILS | record.get("details", {}),
                card=self.cards[record["id"]], areas=[(slug, self.area_names[slug]) for slug in record["areas"]],
                level=(level, self.level_names[level]) if level else None, about=shorten(record["summary"], 155),
                related=[self.cards[other["id"]] for other in self.facts.related(record)],
                permanent=self.edition.page_url(record["id"]), linked=Markup(_in_script(linked)),  # noqa: S704 - escaped for a script element
            )  # fmt: skip

    def _told(self, records: Sequence[Record]) -> dict[str, Any]:
        """What a text says of an area's examples, and the cards of those it names."""
        text = " ".join(area_narrative(records, self.theme_names, self.language))
        return {"text": text, "cards": [self.cards[one["id"]] for one in of_different_places(_newest(records))]}

    def _entries(
        self, folder: str, labels: Sequence[Any], names: dict[str, str], groups: dict[str, list[Record]]
    ) -> list[dict[str, Any]]:
        """Labels with their definitions, how many examples they have, and some of these by name."""
        return [
            {
                "path": f"{folder}/{label.slug}.html",
                "name": names[label.slug],
                "number": len(groups[label.slug]),
                "about": label.definition_sv if self.language == "sv" else label.definition_en,
                "told": "",
                "cards": self._told(groups[label.slug])["cards"],
            }
            for label in labels
        ]

    def _gone(self) -> Iterator[tuple[str, str]]:
        """The permanent address of an example that is no more says so, and leads to the one that stands for it."""
        for stone in self.edition.tombstones:
            target = self.edition.page_url(stone.redirect) if stone.redirect else ""
            title = self.words["gone_title"]
            yield self.render("gone.html.j2", f"exempel/{stone.id}.html", title, stone=stone, target=target)

    def _indexes(self) -> Iterator[tuple[str, str]]:
        w, facts = self.words, self.facts
        areas = self._entries("omrade", taxonomy.areas(), self.area_names, facts.by_area)
        for entry, area in zip(areas, taxonomy.areas(), strict=True):
            entry["told"] = self._told(facts.by_area[area.slug])["text"]
        for path, heading, entries in (
            (
                "teman.html",
                w["themes"],
                self._entries("tema", taxonomy.predicted_themes(), self.own_themes, facts.by_theme),
            ),
            ("omraden.html", w["areas"], areas),
            ("nivaer.html", w["levels"], self._entries("niva", taxonomy.levels(), self.level_names, facts.by_level)),
        ):
            yield self.render("entries.html.j2", path, heading, heading=heading, entries=entries)
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
        yield self.render("index_of.html.j2", "kommuner.html", w["places"], heading=w["places"], groups=counties)

    def _others(self) -> Iterator[tuple[str, str]]:
        w, facts, records = self.words, self.facts, self.edition.records
        yield self.render("search.html.j2", "sok.html", w["search"])
        named = [
            ("tema", w["per_theme"], self.own_themes, facts.by_theme),
            ("omrade", w["per_area"], self.area_names, facts.by_area),
            ("niva", w["per_level"], self.level_names, facts.by_level),
        ]
        lead = w["statistics_lead"].format(
            examples=len(records), places=len(facts.by_place), sources=sum(len(one["sources"]) for one in records)
        )
        yield self.render(
            "statistics.html.j2", "statistik.html", w["statistics"], lead=lead, charts=charts(facts, records, w, named)
        )
        counties = sorted((one.county, one.code, len(facts.by_county[one.code])) for one in taxonomy.regions())
        yield self.render(
            "map.html.j2", "karta.html", w["map"], drawing=sweden(), shapes=map_shapes(facts), steps=map_steps(facts),
            counties=counties,
        )  # fmt: skip
        groups = hindrance_groups(records)
        told = Chart("hinder", w["per_kind"], tuple((w[f"kind_{group.kind}"], group.number) for group in groups))
        yield self.render(
            "hindrances.html.j2", "hinder.html", w["hindrances"], groups=groups, chart=told, themes=self.theme_names
        )
        downloads = [(name, w.get(what, what)) for name, what in _DOWNLOADS]
        feeds = [("feeds/all", w["all"])] + [(f"feeds/tema/{slug}", name) for slug, name in self.own_themes.items()]
        yield self.render("data.html.j2", "data.html", w["data"], files=downloads, feeds=feeds)
        for path, name in (("om", "about_us"), ("bidra", "contribute"), ("tillganglighet", "accessibility")):
            texts = TEXTS[self.language][path]
            contact = "" if path == "om" else self.edition.contact
            yield self.render("text.html.j2", f"{path}.html", w[name], heading=w[name], texts=texts, contact=contact)


def _newest(records: Sequence[Record]) -> list[Record]:
    return sorted(records, key=lambda record: (record["accepted_at"], record["id"]), reverse=True)


def _in_script(text: str) -> str:
    """JSON that may stand in a script element."""
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
