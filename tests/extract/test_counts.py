"""What is counted over a whole page at once is what counting text by text gives."""

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import counts as installed
from kkharvest.extract.counts import CLASSES
from kkharvest.extract.tree import Block, on_one_line

_CHARACTERS = st.sampled_from("aZå5 \n\t\u00a0.!?…:,;-€あ\u200b\u2003")
_TEXTS = st.text(_CHARACTERS, max_size=12)


@pytest.fixture(scope="module", params=["installed", "written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return installed if request.param == "installed" else as_written("extract.counts")


def _class_of(character: str) -> str:
    for name, holds in (
        ("lines", character == "\n"),
        ("spaces", character.isspace()),
        ("upper", character.isupper()),
        # Letters beyond the scripts of Europe are signs to the model.
        ("letters", character.isalpha() and character < "\u20ff"),
        ("digits", character.isdigit()),
        ("stops", character in ".!?…:"),
        ("commas", character in ",;"),
    ):
        if holds:
            return name
    return "signs"


@given(st.lists(_TEXTS, max_size=6))
def test_characters_and_words_of_each_text_are_its_own(module: ModuleType, texts: list[str]) -> None:
    counts = module.count_blocks([Block(0, "p", text, [], [], []) for text in texts])
    assert counts.characters.tolist() == list(map(len, texts))
    assert counts.words.tolist() == [len(text.split()) for text in texts]
    assert counts.ends.tolist() == [text.endswith((".", "!", "?", "…")) or not text for text in texts]
    for row, text in zip(counts.classes.tolist(), texts, strict=True):
        classes = list(map(_class_of, text))
        assert row == [classes.count(name) for name in CLASSES]


@given(_TEXTS)
def test_a_text_on_one_line_has_single_spaces_between_its_words(text: str) -> None:
    assert on_one_line(text) == " ".join(text.split())
    assert Block(0, "p", text, [], [], []).words == len(text.split())
