"""The drift report: what comes in against what came before, and decisions against the heads."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kkharvest.classify.heads import current_version
from kkharvest.core.errors import ModelError
from kkharvest.core.settings import Settings
from kkharvest.pipeline.drift import drift_lines, read_drift
from kkharvest.pipeline.training import tell_drift, use_heads
from kkharvest.review import accept, reject
from kkharvest.store import Store

Add = Callable[..., str]
HERE = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def judged(store: Store, add: Add) -> list[str]:
    """240 candidates, every second one of them new; the models gave the new ones less."""
    keys = [add(f"/{number}", f"Text nummer {number}.") for number in range(240)]
    for place, key in enumerate(keys):
        p = 0.2 + place / 400
        store.execute("UPDATE suggestions SET p = ? WHERE candidate_id = ? AND taxonomy = 'relevance'", (p, key))
        seen = "2026-11-10T00:00:00+00:00" if place % 2 else "2026-01-10T00:00:00+00:00"
        store.execute("UPDATE candidates SET first_seen_at = ? WHERE id = ?", (seen, key))
    return keys


def test_what_comes_in_as_before_is_stable(store: Store, judged: list[str]) -> None:
    found = read_drift(store, "m1", NOW)
    assert (found.reference, found.recent) == (120, 120)
    assert found.inflow is not None
    assert {row.reading for row in found.inflow.rows} == {"stable"}
    assert not found.is_changed


def test_what_has_changed_is_named_first(store: Store, judged: list[str]) -> None:
    store.execute(
        "UPDATE suggestions SET p = p / 4 WHERE taxonomy = 'relevance' AND candidate_id IN "
        "(SELECT id FROM candidates WHERE first_seen_at > '2026-11')"
    )
    found = read_drift(store, "m1", NOW)
    assert found.is_changed
    lines = drift_lines(found)
    assert lines[1].split()[0] == "relevance"
    assert "train" in lines[1]


def test_few_candidates_are_not_compared(store: Store, add: Add) -> None:
    add("/a", "En text.")
    found = read_drift(store, "m1", NOW)
    assert found.inflow is None
    assert not found.is_changed
    assert any("too few" in line for line in drift_lines(found))


def test_other_heads_have_seen_nothing(store: Store, judged: list[str]) -> None:
    assert read_drift(store, "m2", NOW).recent == 0


def test_an_empty_database_has_a_report(store: Store) -> None:
    assert len(drift_lines(read_drift(store, "m1", NOW))) == 2


@pytest.mark.parametrize(("accepted", "is_miscounted"), [(24, False), (4, True)])
def test_decisions_are_held_against_the_heads(store: Store, add: Add, accepted: int, is_miscounted: bool) -> None:
    for number in range(30):
        key = add(f"/{number}", f"Text nummer {number}.")
        if number < accepted:
            accept(store, key, "eva", themes=["energi"])
        else:
            reject(store, key, "eva", "not-climate")
    found = read_drift(store, "m1", NOW)
    assert (found.decided, found.accepted) == (30, accepted)
    assert found.expected == pytest.approx(27)
    assert found.is_miscounted is is_miscounted
    assert f"{accepted} accepted, 27 expected" in drift_lines(found)[-1]


def test_nothing_harvested_is_told(settings: Settings) -> None:
    assert "nothing has been harvested" in tell_drift(settings)


def test_the_report_is_of_the_heads_in_use(store: Store, settings: Settings) -> None:
    assert "0 candidates of the last 30 days" in tell_drift(settings)


def test_earlier_heads_are_in_use_again_with_one_call(settings: Settings, tmp_path: Path) -> None:
    models = tmp_path / "home" / "models"
    (models / "heads").mkdir(parents=True)
    (models / "encoder").symlink_to(HERE / "models" / "encoder")
    shipped = HERE / "models" / "heads" / current_version(HERE / "models", settings.classify.encoder)
    (models / "heads" / shipped.name).symlink_to(shipped)
    elsewhere = settings.model_copy(update={"home": tmp_path / "home"})
    assert f"{shipped.name} is in use" in use_heads(elsewhere, shipped.name)
    assert shipped.name in (models / "heads" / "current").read_text(encoding="utf-8")
    with pytest.raises(ModelError, match=shipped.name):
        use_heads(elsewhere, "none")
