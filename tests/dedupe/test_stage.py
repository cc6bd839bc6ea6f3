"""The stage on a database: what people said survives harvests, contradictions are told, ids come back."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kkharvest.classify.encoder import Encoder
from kkharvest.core.report import Verdict
from kkharvest.core.settings import Settings
from kkharvest.dedupe.stage import run_dedupe
from kkharvest.store import Store
from kkharvest.store.corpus import drop_document
from kkharvest.store.judgements import add_pair_judgement, undo

Add = Callable[..., str]

TEXT = """Lunds kommun och tolv företag delar på solelen från taken i Brunnshög. Avtalet gäller i femton år och
överskottet går till förskolan Solrosen. Hittills har anläggningen Takringen gett 840 megawattimmar."""
CUT = TEXT.split("Hittills", maxsplit=1)[0]
OTHER = """Fem åkerier lånar eldrivna lastbilar av Lunds renhållningsverk under helgerna. Försöket heter Lånebilen
och följs av Lunds tekniska högskola."""


@dataclass(frozen=True)
class _Stranger:
    """An encoder that the scorer does not know, so that nothing is encoded."""

    name: str = "none"
    revision: str = "none"
    dimension: int = 384

    @property
    def direct(self) -> Encoder:
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError(f"asked for the vectors of {len(texts)} texts")

    def sentence_transformer(self) -> Any:
        raise AssertionError("asked for the model")


@pytest.fixture
def dedupe(store: Store, settings: Settings) -> Callable[[], dict[str, str]]:
    """Runs the stage; the group of each candidate."""

    def run() -> dict[str, str]:
        run_dedupe(store, settings, _Stranger())
        return {row["candidate_id"]: row["group_id"] for row in store.rows("SELECT * FROM candidate_groups")}

    return run


def test_a_no_survives_harvest_and_extraction(store: Store, add: Add, dedupe: Callable[[], dict[str, str]]) -> None:
    a, b = add("/a", TEXT, title="Takringen i Brunnshög"), add("/b", CUT, title="Takringen i Brunnshög")
    before = dedupe()
    assert before[a] == before[b]
    add_pair_judgement(store, a, b, "not_same", "eva")
    assert len(set(dedupe().values())) == 2
    add("/b", TEXT, title="Takringen i Brunnshög", served="<p>served anew</p>")
    assert len(set(dedupe().values())) == 2
    add("/a", f"{TEXT} Nu är det klart.", title="Takringen i Brunnshög klar")
    assert len(set(dedupe().values())) == 2
    drop_document(store, store.value("SELECT page_id FROM candidates WHERE id = ?", (b,)))
    dedupe()
    assert add("/b", TEXT, title="Takringen i Brunnshög") == b
    assert len(set(dedupe().values())) == 2


def test_undoing_what_joined_restores_both_sides_and_their_ids(
    store: Store, add: Add, dedupe: Callable[[], dict[str, str]]
) -> None:
    a, b = add("/a", TEXT, title="Takringen i Brunnshög"), add("/b", OTHER, title="Lånebilen")
    before = dedupe()
    assert before[a] != before[b]
    said = add_pair_judgement(store, a, b, "same", "eva")
    joined = dedupe()
    assert joined[a] == joined[b]
    redirects = store.rows("SELECT old_id, new_id FROM group_redirects")
    assert [(row["old_id"], row["new_id"]) for row in redirects] == [
        next((old, joined[a]) for old in before.values() if old != joined[a])
    ]
    undo(store, said, "eva")
    assert dedupe() == before


def test_contradicting_judgements_are_recorded_and_the_check_says_so(
    store: Store, settings: Settings, add: Add
) -> None:
    a, b, c = (add(f"/{n}", f"{OTHER} Text {n}.", title=f"Titel {n}") for n in "abc")
    for one, other, verdict in ((a, b, "same"), (b, c, "same"), (a, c, "not_same")):
        add_pair_judgement(store, one, other, verdict, "eva")
    report = run_dedupe(store, settings, _Stranger())
    assert report.checks[0].verdict is Verdict.WARNING
    (issue,) = store.rows("SELECT * FROM issues WHERE stage = 'dedupe'")
    assert "ta tillbaka det som är fel" in issue["message"]
    groups = {row["candidate_id"]: row["group_id"] for row in store.rows("SELECT * FROM candidate_groups")}
    assert groups[a] != groups[c]


@pytest.mark.parametrize("seed", range(3))
def test_an_id_is_never_given_to_others(
    seed: int, store: Store, add: Add, dedupe: Callable[[], dict[str, str]]
) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    texts = (TEXT, CUT, OTHER, f"{OTHER} Det säger kommunen.", "Kort notis om ett möte i Lund.")
    held: dict[str, set[str]] = {}
    for _ in range(6):
        add(f"/{chance.choice('abcd')}", chance.choice(texts), title=chance.choice(("Takringen", "Lånebilen")))
        members: dict[str, set[str]] = {}
        for candidate, name in dedupe().items():
            members.setdefault(name, set()).add(candidate)
        for name, now in members.items():
            assert held.get(name, now) & now
            held[name] = held.get(name, set()) | now
