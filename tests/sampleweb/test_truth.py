"""The truth agrees with the pages it speaks of."""

from collections import Counter

from kkharvest.sampleweb import truth
from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.dialects import DIALECTS
from kkharvest.sampleweb.markup import parts
from kkharvest.taxonomy import areas, levels, municipalities, predicted_themes

PROSE = {"news", "article", "multi", "service", "event", "pdf", "text"}


def _pages(sites: tuple[Site, ...]) -> dict[tuple[str, str], tuple[Site, Page]]:
    return {(site.host, page.path): (site, page) for site in sites for page in site.pages}


def test_there_is_enough_of_everything() -> None:
    tellings = truth.load()
    assert len(tellings) >= 90
    assert len({telling.initiative for telling in tellings}) >= 60
    assert len(truth.negatives()) >= 120
    assert len(Counter(theme for telling in tellings for theme in telling.themes)) == 13
    assert {telling.relation for telling in tellings} == {"original", "same_effort", "copy_of", "translation"}
    assert len({telling.level for telling in truth.load()}) == 4
    assert truth.forbidden()


def test_truth_names_existing_pages_and_parts(sites: tuple[Site, ...]) -> None:
    pages = _pages(sites)
    for telling in truth.load():
        site, page = pages[telling.host, telling.path]
        if telling.part is not None:
            assert telling.part in {part.title for part in parts(page.body, DIALECTS[site.system])}, telling
        if telling.of is not None:
            host, _, path = telling.of.partition("/")
            assert (host, f"/{path}") in pages
    for negative in truth.negatives():
        assert (negative.host, negative.path) in pages, negative
    for closed in truth.forbidden():
        assert (closed.host, closed.path) in pages, closed


def test_every_page_of_prose_is_judged(sites: tuple[Site, ...]) -> None:
    judged = {
        (entry.host, entry.path)
        for entries in (truth.load(), truth.negatives(), truth.forbidden())
        for entry in entries
    }
    unjudged = [
        f"{site.host}{page.path}"
        for site in sites
        for page in site.pages
        if page.kind in PROSE and (site.host, page.path) not in judged and "om-webbplatsen" not in page.path
    ]
    assert unjudged == []


def test_nothing_is_both_an_example_and_a_negative() -> None:
    examples = {(telling.host, telling.path, telling.part) for telling in truth.load()}
    assert len(examples) == len(truth.load())
    assert not examples & {(negative.host, negative.path, negative.part) for negative in truth.negatives()}


def test_themes_areas_levels_and_municipalities_are_the_taxonomys() -> None:
    theme_slugs = {theme.slug for theme in predicted_themes()}
    area_slugs = {area.slug for area in areas()}
    level_slugs = {level.slug for level in levels()}
    names = {municipality.name for municipality in municipalities()}
    for telling in truth.load():
        assert 1 <= len(telling.themes) <= 3, telling
        assert set(telling.themes) <= theme_slugs, telling
        assert set(telling.areas) <= area_slugs, telling
        assert telling.level in level_slugs, telling
        assert set(telling.municipalities) <= names, telling


def test_copies_and_translations_name_their_original() -> None:
    tellings = truth.load()
    known = {f"{telling.host}{telling.path}": telling.initiative for telling in tellings}
    for telling in tellings:
        if telling.relation in {"copy_of", "translation"}:
            assert telling.of in known, telling
            assert known[telling.of] == telling.initiative
