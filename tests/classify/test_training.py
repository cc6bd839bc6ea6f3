import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kkharvest.classify.card import model_card
from kkharvest.classify.dataset import Example, read_examples, training_hash
from kkharvest.classify.sib import read_split
from kkharvest.classify.targets import targets_of
from kkharvest.classify.train import Fitted
from kkharvest.core.errors import InputError

ROW = {
    "id": "a-1",
    "initiative": "x",
    "title": "T",
    "text": "Kommunen och företagen.",
    "is_example": True,
    "themes": ["energi"],
    "areas": ["energi"],
    "level": "utveckla",
}


def write(folder: Path, *rows: Any, name: str = "a.jsonl") -> Path:
    folder.mkdir(exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_labelled_texts_are_read_in_order_of_id(tmp_path: Path) -> None:
    write(tmp_path, {**ROW, "id": "b"}, name="1.jsonl")
    write(tmp_path, {**ROW, "id": "a", "is_example": False, "themes": []}, "", name="2.jsonl")
    found = read_examples(tmp_path)
    assert [example.id for example in found] == ["a", "b"]
    assert found[1].themes == ("energi",)
    assert found[1].level == "utveckla"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "a.jsonl:1"),
        ("[]", "no JSON object"),
        ({**ROW, "text": " "}, "'text' must be text"),
        ({**ROW, "is_example": "ja"}, "'is_example'"),
        ({**ROW, "themes": ["energy"]}, "unknown labels: energy"),
        ({**ROW, "themes": []}, "at least one theme"),
        ({**ROW, "level": "högst"}, "'level'"),
        ({**ROW, "hindrances": ["Lagen hindrar."], "hindrance_kinds": ["lag"]}, "unknown labels: lag"),
        ({**ROW, "hindrances": ["Lagen hindrar."], "hindrance_kinds": ["data", "data"]}, "a kind for every hindrance"),
        ({k: v for k, v in ROW.items() if k != "id"}, "'id'"),
    ],
)
def test_faults_are_named_with_file_and_line(tmp_path: Path, row: Any, fault: str) -> None:
    with pytest.raises(InputError, match=fault.replace("'", ".")):
        read_examples(write(tmp_path, row))


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"(?s)a.jsonl:1.*a.jsonl:3"):
        read_examples(write(tmp_path, "{", ROW, ROW))


def test_no_texts_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no labelled texts"):
        read_examples(tmp_path)


def test_the_hash_knows_labels_and_not_order() -> None:
    first = Example("1", "a", "t", "x", True, ("energi",))
    second = Example("2", "b", "t", "y", False)
    assert training_hash([first, second]) == training_hash([second, first])
    assert training_hash([first]) != training_hash([Example("1", "a", "t", "x", True, ("governance",))])


@pytest.mark.parametrize(
    "change",
    [
        {"hindrances": ("Lagen hindrar.",)},
        {"negative_kind": "job_ad"},
        {"level": "utveckla"},
        {"title": "u"},
        {"lookalikes": ("Lagen hjälper.",)},
    ],
)
def test_the_hash_knows_whatever_training_reads(change: dict[str, Any]) -> None:
    text = Example("1", "a", "t", "x", True, ("energi",))
    assert training_hash([text]) != training_hash([replace(text, **change)])


def test_the_project_s_own_texts_are_valid_and_split_by_initiative() -> None:
    examples = read_examples(Path(__file__).resolve().parents[2] / "models" / "training")
    assert len(examples) > 600
    reference = "Kristianstad ligger på en låglänt, vattenomgärdad plats med en stor utsatthet"
    assert not [example.id for example in examples if reference in example.text]


def test_the_datasheet_states_what_the_texts_are() -> None:
    folder = Path(__file__).resolve().parents[2] / "models" / "training"
    texts = read_examples(folder)
    sheet = (folder / "README.md").read_text(encoding="utf-8")
    n_examples = sum(text.is_example for text in texts)
    n_initiatives = len({text.initiative for text in texts})
    assert f"{len(texts):,} texts of {n_initiatives:,} initiatives" in sheet
    assert f"{n_examples:,} examples and {len(texts) - n_examples:,} others" in sheet
    for slug, count in Counter(theme for text in texts for theme in text.themes).items():
        assert f"{slug} {count}" in sheet


def test_targets_of_topics_are_those_of_examples_alone(examples: list[Example]) -> None:
    targets = targets_of(examples)
    assert targets["relevance"].rows.all()
    assert targets["themes"].rows.sum() == sum(example.is_example for example in examples)
    assert targets["reasons"].labels == ("citizen_tips", "job_ad")
    assert targets["themes"].table.sum(axis=1)[targets["themes"].rows].min() == 1


def test_what_is_learnt_is_measured(fitted: Fitted) -> None:
    assert fitted.metrics["relevance"]["average_precision"] > 0.95
    assert fitted.metrics["themes"]["lrap"] > 0.9
    assert 0.8 <= fitted.metrics["themes"]["set_coverage"] <= 1
    assert fitted.metrics["hindrance"]["average_precision"] > 0.8


def test_the_card_states_data_method_and_figures(trained: Path) -> None:
    card = model_card(json.loads((trained / "heads" / "v1" / "manifest.json").read_text()))
    for part in (
        "license: eupl-1.2",
        "84 labelled texts (42 examples, 42 near misses)",
        "| energi | 14 |",
        "set of 0.9",
    ):
        assert part in card


def test_sib_files_of_another_form_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    with pytest.raises(InputError, match="cannot be read"):
        read_split(path)
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns"):
        read_split(path)
    path.write_text("index_id\tcategory\ttext\n1\thealth\tHej\n", encoding="utf-8")
    assert read_split(path) == (["Hej"], ["health"])
