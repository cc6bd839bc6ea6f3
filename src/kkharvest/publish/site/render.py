"""One language of the site: its words, the names of labels, a card for each example, and how a page is made of them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kkharvest import taxonomy
from kkharvest.core.text import shorten
from kkharvest.publish.formats.edition import Edition
from kkharvest.publish.record import Record
from kkharvest.publish.site.words import WORDS

__all__ = ["Face"]

_SUMMARY = 260


@cache
def _environment() -> Environment:
    """The templates, compiled once in a process."""
    return Environment(
        loader=PackageLoader("kkharvest.publish.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Face:
    """What every page of one language is made with."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language = edition, language
        self.words = {**WORDS[language], "code": language}
        self.prefix = "" if language == "sv" else "en/"
        self.theme_names = self._names(taxonomy.themes())
        self.own_themes = self._names(taxonomy.predicted_themes())
        self.area_names = self._names(taxonomy.areas())
        self.level_names = self._names(taxonomy.levels())
        self.cards = {record["id"]: self._card(record) for record in edition.records}

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

    def render(self, template: str, path: str, title: str, **values: Any) -> tuple[str, str]:
        """The page at `path`: its path from the site's root, and its text."""
        depth = path.count("/")
        w = self.words
        other = ("../" * depth) + (f"en/{path}" if self.language == "sv" else f"../{path}")
        menu = [
            ("index.html", w["all"]), ("teman.html", w["themes"]), ("omraden.html", w["areas"]),
            ("kommuner.html", w["places"]), ("karta.html", w["map"]), ("hinder.html", w["hindrances"]),
            ("statistik.html", w["statistics"]), ("sok.html", w["search"]),
        ]  # fmt: skip
        foot = [
            ("om.html", w["about_us"]), ("nivaer.html", w["levels"]), ("data.html", w["data"]),
            ("bidra.html", w["contribute"]),
            ("tillganglighet.html", w["accessibility"]),
        ]  # fmt: skip
        root = "../" * (depth + (self.language != "sv"))
        defaults = {"about": "", "feed": "", "feed_title": "", "root": root, "home": "../" * depth, "here": path}
        text = _environment().get_template(template).render(
            {**defaults, "w": w, "lang": self.language, "edition": self.edition, "title": title, "menu": menu,
             "foot": foot, "other": other, **values}
        )  # fmt: skip
        return f"{self.prefix}{path}", text + "\n"
