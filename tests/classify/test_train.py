"""Champion and challenger from labelled texts to the heads in use."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from kkharvest.classify.dataset import Example
from kkharvest.classify.heads import current_version, load_heads, set_current
from kkharvest.classify.promotion import FEWEST_RECENT, in_fixed_test, versions
from kkharvest.classify.train import TrainReport, train

Train = Callable[..., TrainReport]


def seeded(folder: Path, seeds: Sequence[Example]) -> Path:
    """A models folder with these labelled texts."""
    (folder / "training").mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(seed), ensure_ascii=False) for seed in seeds]
    (folder / "training" / "seeds.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, word_encoder: Any, examples: list[Example]) -> TrainReport:
    """The first heads, trained from the seed texts alone."""
    folder = seeded(tmp_path_factory.mktemp("first"), examples)
    return train(folder / "training", folder, word_encoder)


@pytest.fixture
def teach(tmp_path: Path, first: TrainReport, word_encoder: Any) -> Train:
    """Trains beside a copy of the first heads, from the given seed texts and judgements."""
    shutil.copytree(first.folder.parent, tmp_path / "heads")

    def run(seeds: Sequence[Example], judgements: Sequence[Example] = (), **options: Any) -> TrainReport:
        folder = seeded(tmp_path, seeds)
        return train(folder / "training", folder, word_encoder, judgements, **options)

    return run


def in_use(folder: Path) -> str:
    return current_version(folder, "words")


def judged(number: int, text: str, themes: tuple[str, ...]) -> Example:
    return Example(f"j-{number}", f"bedömd-{number}", "Ett beslut", text, bool(themes), themes)


def decisions(count: int = FEWEST_RECENT + 10) -> list[Example]:
    """Verdicts on a subject that no seed text knows: fish farms with companies are examples, fishing tips are not."""
    yes = "Odlingsbolagen {} håller fiskar i slutna kar vid kajen och delar syrepumpar."
    no = "Fiskeklubben {} lär ut spinnfiske vid ån och bjuder på korv."
    return [judged(i, (no if i % 2 else yes).format(i), () if i % 2 else ("energi",)) for i in range(count)]


def test_the_first_heads_are_put_into_use(first: TrainReport) -> None:
    assert first.promotion.promoted
    assert in_use(first.folder.parents[1]) == first.version
    assert (first.folder / "README.md").is_file()


def test_the_same_texts_give_the_same_heads(first: TrainReport, teach: Train, examples: list[Example]) -> None:
    again = teach(examples)
    assert again.version == first.version
    assert (again.folder / "heads.npz").read_bytes() == (first.folder / "heads.npz").read_bytes()


def test_what_people_decide_is_learnt_promoted_and_can_be_taken_back(
    tmp_path: Path, first: TrainReport, teach: Train, examples: list[Example]
) -> None:
    unused = teach(examples, decisions(), promote=False)
    assert in_use(tmp_path) == first.version
    assert unused.promotion.promoted, unused.promotion.reason
    set_current(tmp_path, "words", unused.version)
    manifest = load_heads(tmp_path, "words", "1").manifest
    assert manifest["training"]["judgements"] == len(decisions())
    assert {found["version"] for found in versions(tmp_path)} == {first.version, unused.version}
    set_current(tmp_path, "words", first.version)
    assert load_heads(tmp_path, "words", "1").version == first.version


def test_judgements_that_contradict_the_seed_texts_are_kept_out(
    tmp_path: Path, first: TrainReport, teach: Train, examples: list[Example]
) -> None:
    slugs = sorted({theme for e in examples for theme in e.themes})
    turned = [
        judged(2 * k + i, e.text, tuple(slug for slug in slugs if slug not in e.themes))
        for k, e in enumerate(e for e in examples if e.is_example)
        for i in range(2)
    ]
    report = teach(examples, turned)
    assert not report.promotion.promoted
    assert "on the fixed test set" in report.promotion.reason
    assert in_use(tmp_path) == first.version
    assert report.folder.is_dir(), "the challenger is kept for whoever wants to look at it"


def test_a_challenger_that_knows_recent_judgements_less_well_is_kept_out(
    tmp_path: Path, first: TrainReport, teach: Train, examples: list[Example]
) -> None:
    known = [judged(i, f"{e.title}. {e.text}", e.themes) for i, e in enumerate(examples[::3])]
    assert len(known) >= FEWEST_RECENT
    report = teach([e for e in examples if in_fixed_test(e.initiative)], known)
    assert not report.promotion.promoted
    assert f"on {len(known)} recent judgements" in report.promotion.reason
    assert in_use(tmp_path) == first.version
