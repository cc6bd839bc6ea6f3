"""Page systems: how each is recognised, and what it always does that its names do not say.

Recognised from what the system leaves in every page; a page of an unknown system is read the same way.
"""

import re
from dataclasses import dataclass

from kkharvest.extract.metadata import Head
from kkharvest.extract.needles import Needles

__all__ = ["LAYOUTS", "SENDER", "Layout", "recognise"]

_WINDOW = 60_000


@dataclass(frozen=True, slots=True)
class Layout:
    """A page system: its name, what its generator tag says, and marks in the markup.

    In a press room a release ends with a section about its sender, headed as `SENDER` reads: "Om Bolaget AB".
    """

    name: str
    generator: re.Pattern[str] | None
    marks: tuple[str, ...]
    is_press_room: bool = False


SENDER = re.compile(r"(?:Om|About) (?:oss|us|[A-ZÅÄÖ0-9]).{0,80}")


def _layout(name: str, generator: str | None, *marks: str, is_press_room: bool = False) -> Layout:
    return Layout(name, re.compile(generator, re.IGNORECASE) if generator else None, marks, is_press_room)


LAYOUTS = (
    _layout("sitevision", "sitevision", "sv-text-portlet", "/sitevision/", "sv-layout", "sv-portlet"),
    _layout("municipio", "municipio", "/themes/municipio/", "c-card__", "modularity-", "o-grid"),
    _layout("mynewsdesk", "mynewsdesk", "mynewsdesk.com", "mnd-cdn", "panel__text", "material--pressrelease",
            is_press_room=True),
    _layout("cision", "cision", "news.cision.com", "mb.cision.com", "publish.ne.cision", "cision.css",
            is_press_room=True),
    _layout("drupal", "drupal", "data-drupal-", "/sites/default/files/", "field--name-", "drupal-settings-json"),
    _layout("umbraco", "umbraco", "umb-block", "/umbraco/", "umbraco.css", "umb-grid"),
    _layout("optimizely", "episerver|optimizely", "/globalassets/", "/contentassets/", "/siteassets/", "/EPiServer/",
            "/Static/js/", "teaserblock"),
    _layout("wordpress", "wordpress", "/wp-content/", "/wp-includes/", "wp-block-"),
)  # fmt: skip


_MARKS = Needles(mark.encode() for layout in LAYOUTS for mark in layout.marks)


def recognise(utf8: bytes, head: Head) -> Layout | None:
    """The page system that made a page, None when it shows none."""
    for layout in LAYOUTS:
        if layout.generator and layout.generator.search(head.generator) and layout.name != "wordpress":
            return layout
    found = {mark.decode() for mark in _MARKS.found_in(utf8[:_WINDOW])}
    for layout in LAYOUTS:
        if not found.isdisjoint(layout.marks):
            return layout
    return LAYOUTS[-1] if "wordpress" in head.generator.lower() else None
