import re
from collections.abc import Callable, Sequence

import pytest

from kkharvest.core.errors import InputError
from kkharvest.taxonomy import Area, Level, Theme, areas, levels, predicted_themes, themes
from kkharvest.taxonomy.labels import parse_areas, parse_levels, parse_themes

Labels = Callable[[], Sequence[Theme | Area | Level]]

PUBLISHED_THEMES = {
    "alla-exempel": "Alla exempel",
    "akademi-och-naringsliv": "Akademi och näringsliv",
    "besoksnaring-och-evenemang": "Besöksnäring och evenemang",
    "bygg-och-fastigheter": "Bygg och fastigheter",
    "civilsamhalle": "Civilsamhälle",
    "digitalisering": "Digitalisering",
    "ekologisk-hallbarhet": "Ekologisk hållbarhet",
    "energi": "Energi",
    "finansiering-investering-och-upphandling": "Finansiering, investering och upphandling",
    "forandringskommunikation": "Förändringskommunikation",
    "governance": "Governance (styrning och ledning)",
    "internationell-samverkan": "Internationell samverkan",
    "mobilitet-och-transport": "Mobilitet och transport",
    "samhalls-och-stadsplanering": "Samhälls- och stadsplanering",
}
PUBLISHED_AREAS = """organisering-och-flernivastyrning energi cirkular-ekonomi industriell-symbios
    naringslivsutveckling etablering besoksnaring-och-evenemang transport upphandling bygg-och-anlaggning
    exploatering-och-stadsomvandling markanvisning klimatanpassning oppen-och-delad-data
    science-parks-och-inkubatorer forskningssamverkan kompetensforsorjning finansiering""".split()
PUBLISHED_LEVELS = ["mojliggora", "underlatta-och-framja", "initiera-och-aktivt-stodja", "utveckla"]

LABEL = """
- slug: energi
  name: Energi
  name_en: Energy
  definition_sv: Förnybar energi.
  definition_en: Renewable energy.
"""


def slug_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().translate(str.maketrans("åäö", "aao"))).strip("-")


def test_themes_are_the_published_filter_in_its_order() -> None:
    assert {theme.slug: theme.name for theme in themes()} == PUBLISHED_THEMES
    assert [theme.slug for theme in themes()] == list(PUBLISHED_THEMES)


def test_only_the_first_theme_holds_all_and_is_never_predicted() -> None:
    assert [theme.slug for theme in themes() if theme.holds_all] == ["alla-exempel"]
    assert predicted_themes() == themes()[1:]


def test_areas_and_levels_are_the_published_ones_in_order() -> None:
    assert [area.slug for area in areas()] == PUBLISHED_AREAS
    assert [level.slug for level in levels()] == PUBLISHED_LEVELS
    assert [level.order for level in levels()] == [1, 2, 3, 4]


@pytest.mark.parametrize("label", [*themes(), *areas(), *levels()], ids=lambda label: label.slug)
def test_slugs_follow_names_and_definitions_are_sentences(label: Theme | Area | Level) -> None:
    assert slug_of(label.name).startswith(label.slug)
    for definition in (label.definition_sv, label.definition_en):
        assert definition[0].isupper()
        assert definition.endswith(".")
        assert 30 < len(definition) < 300


@pytest.mark.parametrize("labels", [themes, areas, levels])
def test_no_two_labels_share_a_definition(labels: Labels) -> None:
    for field in ("definition_sv", "definition_en", "name_en"):
        texts = [getattr(label, field) for label in labels()]
        assert len(set(texts)) == len(texts)


def test_labels_are_read_once() -> None:
    assert themes() is themes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LABEL + LABEL, "row 2: energi stands twice"),
        (LABEL.replace("  name: Energi\n", ""), "row 1: name is missing"),
        (LABEL.replace("Renewable energy.", "''"), "row 1: definition_en must be a text"),
        (LABEL.replace("Renewable energy.", "12"), "row 1: definition_en must be a text"),
        (LABEL.replace("slug: energi", "slug: Energi Nu"), "row 1: slug 'Energi Nu'"),
        (LABEL + "  colour: red\n", "row 1: unknown field colour"),
        ("energi", "must be a list of mappings"),
        ("- [energi", "is no YAML"),
    ],
)
def test_a_faulty_file_is_refused_with_its_row(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        parse_areas(text, "test.yml")


def test_all_faults_of_a_file_come_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parse_levels(LABEL.replace("Energi", "''") + LABEL.replace("Energy", "''"), "test.yml")
    assert "row 1: name must" in str(caught.value)
    assert "row 2: name_en must" in str(caught.value)


def test_holds_all_is_a_truth_value() -> None:
    with pytest.raises(InputError, match="holds_all"):
        parse_themes(LABEL + "  holds_all: maybe\n")
