"""Tellings to links and groups, without embeddings: copies, retellings, what must stay apart, bad input."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kkharvest.core.errors import ModelError
from kkharvest.core.records import Link, Relation, Telling
from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.contract import to_contract
from kkharvest.dedupe.explaining import explain
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.index_file import load_index, save_index
from kkharvest.dedupe.linking import find_links
from kkharvest.dedupe.merging import merged_record
from kkharvest.dedupe.resolving import group
from kkharvest.dedupe.scored import ScoredPairs, to_links
from kkharvest.dedupe.scoring import Scorer, Scores, load_scorer
from kkharvest.dedupe.standing import standing

AGREEMENT = """Vill ert företag eller er förening göra en insats för klimatet i Helsingborg? I klimatavtalet skriver ni
själva de åtaganden som passar verksamheten. Staden följer upp en gång om året och bjuder in alla undertecknare till
en träff på rådhuset. Hittills har 112 verksamheter skrivit under. Avtalet kostar inget och går att lämna när som
helst."""
MAP = """Kristianstads kommun har tagit fram Skyfallskartan, en karta över de platser i Kristianstad, Åhus och Yngsjö
som kan översvämmas vid kraftiga regn. Fastighetsägare och företag kan söka på sin adress och se hur djupt vattnet kan
bli. Under våren har 46 fastighetsägare bokat rådgivning på plats."""
TELLINGS = [
    Telling(
        "avtal", "Klimatavtal Helsingborg", AGREEMENT, "https://www.helsingborg.se/avtal", "sv", date(2022, 11, 14)
    ),
    Telling(
        "kopia",
        "Över hundra har skrivit på",
        f"Pressmeddelande. {AGREEMENT[80:]} För mer information, se webben.",
        "https://www.mynewsdesk.com/se/helsingborg/1",
        "sv",
        date(2022, 11, 15),
    ),
    Telling("karta", "Skyfallskartan visar var vattnet samlas", MAP, "https://www.kristianstad.se/karta", "sv"),
    Telling(
        "blad",
        "Så läser företagen Skyfallskartan",
        "När molnen öppnar sig hjälper kommunen i Kristianstad butiker och industrier. Den digitala Skyfallskartan "
        "visar lågpunkter i Åhus. Ett tryckeri flyttade sin elcentral efter besöket, ett av 46 i våras.",
    ),
    Telling("tom", "", ""),
    Telling("tom2", "", ""),
]


def groups_of(tellings: list[Telling], links: list[Link]) -> list[set[str]]:
    return [set(group) for group in cluster([telling.id for telling in tellings], links).groups]


def test_copies_and_retellings_meet_and_others_stay_apart(scorer: Scorer) -> None:
    groups = groups_of(TELLINGS, find_links(TELLINGS, scorer=scorer))
    assert {"avtal", "kopia"} in groups
    assert {"karta", "blad"} in groups
    assert {"tom"} in groups
    assert {"tom2"} in groups


def test_the_contract_names_the_primary_and_what_others_are_to_it(scorer: Scorer) -> None:
    places = dict(zip([telling.id for telling in TELLINGS], group(TELLINGS, scorer), strict=True))
    assert (places["avtal"].relation, places["avtal"].of) == (None, None)
    assert (places["kopia"].relation, places["kopia"].of) == (Relation.COPY_OF, "avtal")
    assert (places["blad"].relation, places["blad"].of) == (Relation.SAME_EFFORT, "karta")
    assert places["kopia"].group == places["avtal"].group != places["karta"].group


def test_links_say_why_in_swedish(scorer: Scorer) -> None:
    by_pair = {(link.a, link.b): link for link in find_links(TELLINGS, scorer=scorer)}
    assert by_pair["avtal", "kopia"].explanation.startswith("Samma text: ")
    assert "% av meningarna gemensamma" in by_pair["avtal", "kopia"].explanation
    assert "”Skyfallskartan”" in by_pair["blad", "karta"].explanation
    assert "samma kommun: Kristianstad" in by_pair["blad", "karta"].explanation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            Telling("a", "Energiveckan 2023 i Linköping", "Energiveckan 2023 hålls 16–20 oktober. Tema: effektbrist."),
            Telling("b", "Energiveckan 2024 i Linköping", "Energiveckan 2024 hålls 14–18 oktober. Tema: lagring."),
        ),
        (
            Telling("a", "Laddpark för lastbilar i Linköping", "Tekniska verken bygger laddpark i Tornby i Linköping."),
            Telling("b", "Laddpark för lastbilar i Norrköping", "E.ON bygger laddpark i Malmölandet i Norrköping."),
        ),
    ],
)
def test_editions_and_sister_projects_stay_apart(one: Telling, other: Telling, scorer: Scorer) -> None:
    assert len(groups_of([one, other], find_links([one, other], scorer=scorer))) == 2


def test_the_same_plan_of_two_municipalities_stays_two(scorer: Scorer) -> None:
    text = (
        "Strategin anger hur kommunkoncernen ska nå nollutsläpp till 2030. Den har mål för transporter, energi, mat "
        "och byggande. Uppföljning sker varje år i årsredovisningen. Fullmäktige antog strategin i december."
    )
    plans = [
        Telling("a", "Klimatstrategi för kommunkoncernen", text, url="https://www.vaxjo.se/klimatstrategi"),
        Telling("b", "Klimatstrategi för kommunkoncernen", f"{text} Läs mer.", url="https://kristianstad.se/plan"),
    ]
    assert len(groups_of(plans, find_links(plans, scorer=scorer))) == 2


def test_a_known_no_is_kept_where_others_hold_the_two_together() -> None:
    pairs = Pairs(np.array([0, 1, 0, 0]), np.array([1, 2, 2, 3]))
    same = np.array([0.6, 0.6, 0.001, 0.001], dtype=np.float32)
    links = to_links(["a", "teaser", "b", "c"], ScoredPairs(pairs, Scores(same, np.zeros(4, dtype=np.float32))))
    assert {(link.a, link.b) for link in links} == {("a", "teaser"), ("b", "teaser"), ("a", "b")}
    groups = cluster(["a", "teaser", "b", "c"], links).group_of()
    assert groups["a"] != groups["b"]


def test_common_words_and_site_names_are_no_reason() -> None:
    words = "Programmet Viable Cities och Energimyndigheten stöder Kvarnlyftet, säger Klimat Sverige."
    one = Telling("a", "Kvarnlyftet", words, url="https://viablecities.se/a")
    other = Telling("b", "Så gick Kvarnlyftet", f"{words} Mer kommer.", url="https://www.viablecities.se/b")
    found = explain(one, other, Relation.SAME_EFFORT)
    assert "samma namn: ”Kvarnlyftet”" in found
    assert not {"Viable", "Cities", "Sverige", "Energimyndigheten"} & set(found.replace("”", " ").split())


def test_order_of_arrival_changes_nothing(scorer: Scorer) -> None:
    before = find_links(TELLINGS, scorer=scorer)
    for seed in range(5):
        mixed = list(TELLINGS)
        random.Random(seed).shuffle(mixed)  # noqa: S311 - repeatable, not secret
        assert find_links(mixed, scorer=scorer) == before


def test_removing_a_telling_and_adding_it_again_gives_the_same(scorer: Scorer) -> None:
    index = PairIndex()
    index.add(TELLINGS, scorer=scorer)
    first = index.add([TELLINGS[3]], scorer=scorer)
    index.remove(["blad", "unknown"])
    assert len(index) == len(TELLINGS) - 1
    assert index.add([TELLINGS[3]], scorer=scorer) == first


def test_an_index_finds_what_comparing_all_finds(scorer: Scorer) -> None:
    index = PairIndex()
    index.add(TELLINGS[:3], scorer=scorer)
    found = {(link.a, link.b) for link in index.add(TELLINGS[3:], scorer=scorer) if link.score >= 0.5}
    assert found == {("blad", "karta")}


def test_an_index_survives_storage(tmp_path: Path, scorer: Scorer) -> None:
    index = PairIndex()
    index.add(TELLINGS[:3], scorer=scorer)
    save_index(index, tmp_path / "index.npz", scorer)
    loaded = load_index(tmp_path / "index.npz", scorer)
    assert loaded.ids == index.ids
    assert loaded.add(TELLINGS[3:], scorer=scorer) == index.add(TELLINGS[3:], scorer=scorer)


def test_a_damaged_index_says_what_to_do(tmp_path: Path, scorer: Scorer) -> None:
    path = tmp_path / "index.npz"
    save_index(PairIndex.build(TELLINGS, scorer=scorer), path, scorer)
    whole = path.read_bytes()
    for broken in (b"nothing", whole[: len(whole) // 2]):
        path.write_bytes(broken)
        with pytest.raises(ModelError, match="delete it"):
            load_index(path, scorer)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"kkharvest\.dedupe\.train"):
        load_scorer(tmp_path)


def test_one_text_many_times_is_one_group_in_linear_work(scorer: Scorer) -> None:
    many = [replace(TELLINGS[0], id=f"n{number}") for number in range(2000)]
    links = find_links(many[:50], scorer=scorer)
    assert len(links) == 49
    places = group(many, scorer)
    assert len({place.group for place in places}) == 1
    assert sum(place.relation is None for place in places) == 1


def test_identical_boilerplate_under_many_titles_stays_apart(scorer: Scorer) -> None:
    notice = (
        "Vi använder kakor för att webbplatsen ska fungera. Genom att fortsätta godkänner du det. Läs mer om kakor."
    )
    names = "Alma Berg Cirkel Dalen Eken Fors Granit Hamn Idun Jord Kvarn Ljung Myran Nora Oxel Park Ros Skog".split()
    pages = [Telling(name, f"{name}projektet", notice) for name in names]
    assert len({place.group for place in group(pages, scorer)}) == len(pages)


def test_no_tellings_and_strange_ones_are_answered(scorer: Scorer) -> None:
    assert group([], scorer) == []
    strange = [
        Telling("a", "\ud800", "\x00\ufffe"),
        Telling("b", "🙂" * 50, "ord " * 50_000),
        Telling("c", "x", "y", url="not an address", links=("http://[", "mailto:x")),
    ]
    assert len({place.group for place in group(strange, scorer)}) == 3


def test_equal_ids_are_different_tellings(scorer: Scorer) -> None:
    places = group([TELLINGS[0], replace(TELLINGS[2], id="avtal")], scorer)
    assert places[0].group != places[1].group


def test_the_merged_record_takes_the_best_of_each_voice(scorer: Scorer) -> None:
    tellings = [replace(TELLINGS[1], places=("1283",)), TELLINGS[0]]
    links = find_links(tellings, scorer=scorer)
    places = to_contract(tellings, cluster(["avtal", "kopia"], links), links)
    merged = merged_record(tellings, {telling.id: place for telling, place in zip(tellings, places, strict=True)})
    assert merged.title.source == "avtal"
    assert merged.published is not None
    assert merged.published.value == "2022-11-14"
    assert [(place.value, place.source) for place in merged.places] == [("1283", "kopia")]
    assert [voice.id for voice in merged.voices] == ["avtal", "kopia"]


def test_of_two_languages_the_swedish_telling_comes_first() -> None:
    english = Telling(
        "a", "The Cloudburst Map", "The map shows where the water of a cloudburst gathers and stays. " * 9
    )
    swedish = Telling("b", "Skyfallskartan", "Kartan visar var vattnet samlas och hur djupt det blir i källare. " * 3)
    assert min((english, swedish), key=standing) is swedish


def test_verbs_that_open_titles_and_years_are_no_reasons() -> None:
    one = Telling("a", "Skydda källaren mot skyfall", "Boka råd före sommaren 2024. De 46 första slipper avgift.")
    other = Telling("b", "Skydda huset", "Skydda huset i tid: 46 ägare tackade ja under 2024.")
    found = explain(one, other, Relation.SAME_EFFORT)
    assert "Skydda" not in found
    assert "2024" not in found
    assert "samma uppgifter: 46" in found
