"""Texts that no editor wrote: an answer with honest uncertainty, never a crash, bounded work."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kkharvest.classify import Classifier, ClassifyInput
from kkharvest.classify.dataset import read_examples
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.encoder.engine import OnnxEngine
from kkharvest.classify.familiar import reads_familiar

HOME = Path(__file__).resolve().parents[2]
SENTENCE = "Lunds kommun och nio företag samverkar om spillvärme och klimatet. "
FOREIGN = {
    "fi": "Kaupunki ja yritykset tekevät yhteistyötä ilmaston hyväksi. Ilmastositoumus vähentää päästöjä vuoteen 2030.",
    "ar": "تتعاون البلدية والشركات المحلية من أجل مدينة محايدة مناخيا. يقلل الاتفاق من الانبعاثات في المدينة.",
    "zh": "市政府与企业合作建设气候中和城市。该协议减少了排放，并使用工业余热供暖。",
    "so": "Degmada iyo shirkaduhu waxay ka wada shaqeeyaan cimilada. Heshiiskan wuxuu yareeyaa qiiqa baabuurta.",
    "es": "El municipio y las empresas colaboran por el clima. El acuerdo reduce las emisiones de la ciudad.",
}
UNREADABLE = {
    "empty": "",
    "blank": " \n\t\u00a0 ",
    "one word": "Klimat",
    "emoji": "🌱🌍👩‍🔬🏭" * 400,
    "control characters": "\x00\x01\x1b[31m\x7f\u0085" * 300,
    "half surrogates": "\ud800\udfff" * 50,
    "punctuation": "?! … — ((( " * 200,
    "numbers": "1 2 3 4,5 6 % " * 200,
}
OVERLONG = {
    "200,000 words": "klimatet " * 200_000,
    "200,000 words in sentences": SENTENCE * 20_000,
    "the same text a thousand times": (SENTENCE + "Avtalet gäller till 2030. ") * 1000,
    "one word without end": "a" * 2_000_000,
    "tags without end": "<" * 500_000,
    "lines without end": "\n" * 500_000 + SENTENCE,
    "markup without end": "<div class='a'><p>" * 50_000 + SENTENCE,
}


@pytest.fixture(scope="module")
def shipped(encoder: Encoder) -> Classifier:
    """The classifier as it is shipped, encoder and heads."""
    return Classifier.load(HOME / "models", encoder)


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_says_nothing_is_unsure_and_unlikely(shipped: Classifier, text: str) -> None:
    found = shipped.classify([ClassifyInput("x", "", text)])[0]
    assert found.is_unsure
    assert found.relevance < 0.5
    assert not found.is_example


@pytest.mark.parametrize("declared", [None, "sv"])
@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_another_language_is_a_guess_whatever_the_page_declares(
    shipped: Classifier, text: str, declared: str | None
) -> None:
    found = shipped.classify([ClassifyInput("x", "", text * 3, declared)])[0]
    assert found.is_unsure
    assert 0 <= found.relevance <= 1


def test_no_labelled_text_reads_as_another_language() -> None:
    texts = read_examples(HOME / "models" / "training")
    assert [text.id for text in texts if not reads_familiar(f"{text.title} {text.text}")] == []


@pytest.mark.parametrize("text", ["Solceller och laddstolpar i Lund", "Företagen enas", ""])
def test_a_few_words_are_not_held_for_another_language(text: str) -> None:
    assert reads_familiar(text)


@pytest.mark.parametrize("text", OVERLONG.values(), ids=OVERLONG.keys())
def test_length_costs_bounded_work(classifier: Classifier, word_encoder: Any, text: str) -> None:
    before = word_encoder.encoded
    found = classifier.classify([ClassifyInput("x", "", text)])[0]
    assert word_encoder.encoded - before <= 1 + 48, "a text and at most 48 of its sentences"
    assert 0 <= found.relevance <= 1
    assert len(found.themes) == 13


class Counting:
    """Stands in for an inference session and counts what is asked of it."""

    def __init__(self) -> None:
        self.runs = 0
        self.longest = 0

    def run(self, _outputs: Any, inputs: dict[str, Any]) -> list[np.ndarray[Any, np.dtype[np.float32]]]:
        self.runs += 1
        self.longest = max(self.longest, inputs["input_ids"].shape[1])
        return [np.ones((1, 384), np.float32)]


@pytest.mark.parametrize("text", OVERLONG.values(), ids=OVERLONG.keys())
def test_a_text_of_any_length_is_read_in_few_windows(
    monkeypatch: pytest.MonkeyPatch, encoder: Encoder, text: str
) -> None:
    engine = getattr(encoder, "engine", None)
    assert isinstance(engine, OnnxEngine)
    counting = Counting()
    monkeypatch.setattr(engine, "_session", counting)
    engine.encode([text])
    assert 1 <= counting.runs <= 80
    assert counting.longest <= 512


def test_the_same_record_a_thousand_times_is_judged_once(classifier: Classifier, word_encoder: Any) -> None:
    before = word_encoder.encoded
    found = classifier.classify([ClassifyInput(str(i), "Spillvärme", SENTENCE) for i in range(1000)])
    assert word_encoder.encoded - before <= 2
    assert len({judged.relevance for judged in found}) == 1


def test_a_repeated_text_is_judged_like_the_text(shipped: Classifier) -> None:
    once, often = shipped.classify([ClassifyInput("1", "", SENTENCE * 2), ClassifyInput("2", "", SENTENCE * 1000)])
    assert once.is_example == often.is_example
    assert once.themes[0].slug == often.themes[0].slug


@pytest.mark.parametrize(
    "marked",
    [
        "<p>{}</p>",
        "<div onclick='x()'>{}<script>let a = 1;</script></div>",
        "<!-- gammalt --><style>p {{ color: red }}</style>{}",
        "{}<br/><img src='a.png' alt=''>",
    ],
)
def test_markup_left_in_is_not_judged(shipped: Classifier, marked: str) -> None:
    plain, wrapped = shipped.classify(
        [ClassifyInput("1", "Spillvärme", SENTENCE.strip()), ClassifyInput("2", "Spillvärme", marked.format(SENTENCE))]
    )
    assert wrapped.relevance == pytest.approx(plain.relevance, abs=0.02)


def test_control_characters_and_emoji_between_words_change_little(shipped: Classifier) -> None:
    text = SENTENCE * 3
    spoilt = text.replace(" och ", " \x00och\u200b ").replace(". ", ". 🌱 ")
    plain, found = shipped.classify([ClassifyInput("1", "", text), ClassifyInput("2", "", spoilt)])
    assert found.is_example == plain.is_example
    assert found.relevance == pytest.approx(plain.relevance, abs=0.15)
