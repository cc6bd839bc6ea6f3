"""How much is compared: work in proportion to the number of tellings, whatever they hold."""

import random

import numpy as np
import pytest

from kkharvest.core.records import Telling
from kkharvest.dedupe.blocking import ALL_COMPARED, candidate_pairs
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.linking import id_rank, score_pairs
from kkharvest.dedupe.profiles import profile
from kkharvest.dedupe.scored import to_links
from kkharvest.dedupe.scoring import Scorer

TEXT = """Vill ert företag göra en insats för klimatet i Helsingborg? I klimatavtalet skriver ni själva de åtaganden som
passar verksamheten. Staden följer upp en gång om året. Hittills har 112 verksamheter skrivit under."""
PAIRS_EACH = 12


def test_one_text_ten_thousand_times_is_a_chain_of_twins(scorer: Scorer) -> None:
    ids = [f"n{number:05d}" for number in range(10_000)]
    profiles = profile([Telling(name, "Klimatavtal Helsingborg", TEXT) for name in ids])
    scored = score_pairs(profiles, ids, scorer)
    assert len(scored.pairs) == len(ids) - 1
    links = to_links(ids, scored)
    assert len(cluster(ids, links).groups) == 1


def test_one_text_edited_many_times_is_compared_in_linear_work(scorer: Scorer) -> None:
    n = 2_000
    ids = [f"n{number:05d}" for number in range(n)]
    profiles = profile(
        [Telling(name, "Klimatavtal Helsingborg", f"{TEXT} Nummer {at}.") for at, name in enumerate(ids)]
    )
    scored = score_pairs(profiles, ids, scorer)
    assert n - 1 <= len(scored.pairs) <= PAIRS_EACH * n
    links = to_links(ids, scored)
    assert len(cluster(ids, links).groups) == 1


@pytest.mark.parametrize("seed", range(3))
def test_which_pairs_are_compared_does_not_depend_on_the_order_of_arrival(seed: int) -> None:
    words = "sol vind vatten skog hamn buss cykel torg karta avtal företag värme gods lager".split()
    chance = random.Random(7)  # noqa: S311 - repeatable, not secret
    tellings = [
        Telling(f"t{number:04d}", f"Titel{number // 3}namnet", " ".join(chance.choices(words, k=30)) + f" x{number}y")
        for number in range(ALL_COMPARED + 100)
    ]
    found = []
    for mixed in (tellings, random.Random(seed).sample(tellings, len(tellings))):  # noqa: S311 - repeatable
        ids = [telling.id for telling in mixed]
        pairs = candidate_pairs(profile(mixed), id_rank(ids))
        assert len(pairs) <= PAIRS_EACH * len(ids)
        assert np.all(pairs.a < pairs.b)
        found.append({tuple(sorted((ids[a], ids[b]))) for a, b in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)})
    assert found[0] == found[1]
