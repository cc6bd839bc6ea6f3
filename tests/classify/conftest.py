"""An encoder that needs no weights, labelled texts that need no files, and heads trained on both."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from kkharvest.classify import Classifier
from kkharvest.classify.dataset import Example
from kkharvest.classify.encoder import Encoder, load_encoder
from kkharvest.classify.heads import load_heads, save_heads, set_current
from kkharvest.classify.train import Fitted, fit_heads, read_training
from kkharvest.core.settings import load_settings


class WordEncoder:
    """Sums of a fixed random vector for every word: texts of like words are alike."""

    name = "words"
    revision = "1"
    dimension = 48

    def __init__(self) -> None:
        self.encoded = 0

    @property
    def direct(self) -> "WordEncoder":
        return self

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        rows = [self._row(text) for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), self.dimension)

    def sentence_transformer(self) -> Any:
        raise NotImplementedError

    def _row(self, text: str) -> NDArray[np.float32]:
        total = np.full(self.dimension, 0.01, np.float32)
        for word in text.casefold().split():
            seed = int.from_bytes(hashlib.sha256(word[:7].encode("utf-8", "replace")).digest()[:4], "big")
            total += np.random.default_rng(seed).normal(size=self.dimension).astype(np.float32)
        return np.asarray(total / np.linalg.norm(total), np.float32)


TOPICS = {
    "energi": ("energi", "solceller fjärrvärme spillvärme effekt"),
    "mobilitet-och-transport": ("transport", "godstrafik lastbilar cyklar pendling"),
    "bygg-och-fastigheter": ("bygg-och-anlaggning", "byggherrar betong renovering fastighetsägare"),
}


def labelled_texts(per_topic: int = 14) -> list[Example]:
    """Examples of three topics, and near misses of two kinds about the same topics."""
    found: list[Example] = []
    for theme, (area, topic_words) in TOPICS.items():
        words = topic_words.split()
        for i in range(per_topic):
            first, second = words[i % 4], words[(i + 1) % 4]
            level = ("initiera-och-aktivt-stodja", "utveckla")[i % 2]
            found.append(
                Example(
                    f"p-{theme}-{i}",
                    f"initiativ-{theme}-{i // 2}",
                    f"Företagen och kommunen enas om {first}",
                    f"Lunds kommun och {i + 3} företag samverkar om {first} och {second}. Klimatavtalet minskar "
                    f"utsläppen. Reglerna om {second} är ett hinder för företagen.",
                    True,
                    themes=(theme,),
                    areas=(area,),
                    level=level,
                    hindrances=(f"Reglerna om {second} är ett hinder för företagen.",),
                )
            )
            kind, near_miss = (
                ("citizen_tips", f"Så sparar du hemma: tips till dig som vill veta mer om {first}. Stäng av lampan.")
                if i % 2
                else ("job_ad", f"Vi söker en vikarie som kan {first}. Ansök senast den första maj till skolan.")
            )
            found.append(
                Example(
                    f"n-{theme}-{i}", f"annat-{theme}-{i // 2}", f"Om {second}", near_miss, False, negative_kind=kind
                )
            )
    return sorted(found, key=lambda example: example.id)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder as it is shipped."""
    return load_encoder(load_settings(Path(__file__).resolve().parents[2], {}))


@pytest.fixture(scope="session")
def word_encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return labelled_texts()


@pytest.fixture(scope="session")
def fitted(examples: list[Example], word_encoder: WordEncoder) -> Fitted:
    return fit_heads(examples, read_training(examples, word_encoder), word_encoder)


@pytest.fixture
def trained(tmp_path: Path, fitted: Fitted) -> Path:
    """A models folder with one current version of heads for the word encoder."""
    manifest = {
        "version": "v1",
        "encoder": {"name": "words", "revision": "1", "dimension": 48},
        "training": {"sha256": "0", "texts": 84, "examples": 42, "initiatives": 42, "judgements": 0},
        "measured": "out of fold",
        "thresholds": "swept",
        "metrics": fitted.metrics,
    }
    save_heads(tmp_path / "heads" / "v1", fitted.heads, fitted.features, fitted.sets, manifest)
    set_current(tmp_path, "words", "v1")
    return tmp_path


@pytest.fixture
def classifier(trained: Path, word_encoder: WordEncoder) -> Classifier:
    assert load_heads(trained, "words", "1").version == "v1"
    return Classifier.load(trained, word_encoder)
