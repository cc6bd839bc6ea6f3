"""Models of a hub, in small: a random BERT with a tokenizer, saved as sentence-transformers saves them."""

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kkharvest.classify.encoder import Encoder, load_encoder
from kkharvest.classify.heads import FORMAT, load_heads
from kkharvest.core.errors import ModelError
from kkharvest.core.settings import ClassifySettings, Settings

WORDS = "kommunen företagen klimat energi samverkar om och query :".split()


def save_model(folder: Path, seed: int, pooling: str) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    bert: Any = importlib.import_module("transformers")
    parts_of: Any = importlib.import_module("sentence_transformers.models")
    parts = folder.parent / f"{folder.name}-parts"
    parts.mkdir()
    (parts / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]) + "\n")
    bert.BertTokenizerFast(str(parts / "vocab.txt")).save_pretrained(parts)
    torch.manual_seed(seed)
    sizes: dict[str, Any] = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    bert.BertModel(
        bert.BertConfig(vocab_size=5 + len(WORDS), intermediate_size=16, max_position_embeddings=96, **sizes)
    ).save_pretrained(parts)
    body = parts_of.Transformer(str(parts), max_seq_length=96)
    SentenceTransformer(modules=[body, parts_of.Pooling(16, pooling_mode=pooling)], device="cpu").save(str(folder))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub")
    save_model(folder / "multilingual-e5-tiny", 1, "mean")
    save_model(folder / "sentence-bert-tiny", 2, "cls")
    return folder


def open_model(folder: Path, name: str) -> Encoder:
    return load_encoder(Settings(home=folder, classify=ClassifySettings(encoder=str(folder / name))))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize(
    ("name", "prefix"), [("multilingual-e5-tiny", "query: "), ("sentence-bert-tiny", "")], ids=["mean", "cls"]
)
def test_prefix_and_pooling_are_the_model_s_own(models: Path, name: str, prefix: str) -> None:
    encoder = open_model(models, name)
    texts = ["kommunen och företagen samverkar", "klimat", ""]
    found = encoder.encode(texts)
    assert (found.shape, str(found.dtype), encoder.dimension) == ((3, 16), "float32", 16)
    reference = encoder.sentence_transformer().encode([prefix + text for text in texts], normalize_embeddings=True)
    np.testing.assert_allclose(found, reference, atol=1e-5)
    assert encoder.encode([]).shape == (0, 16)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_long_text_is_read_to_its_end(models: Path) -> None:
    encoder = open_model(models, "multilingual-e5-tiny")
    start = "kommunen och företagen " * 60
    first, second = encoder.encode([start, start + "klimat energi " * 60])
    assert np.linalg.norm(first) == pytest.approx(1.0, abs=1e-5)
    assert float(first @ second) < 0.9999


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_other_weights_are_another_revision_and_need_heads_of_their_own(models: Path, tmp_path: Path) -> None:
    made_for = {"format": FORMAT, "encoder": {"name": "words", "revision": "1"}}
    (tmp_path / "heads" / "v1").mkdir(parents=True)
    (tmp_path / "heads" / "v1" / "manifest.json").write_text(json.dumps(made_for))
    one, other = (open_model(models, name) for name in ("multilingual-e5-tiny", "sentence-bert-tiny"))
    assert one.revision != other.revision
    assert one.revision == open_model(models, "multilingual-e5-tiny").revision
    with pytest.raises(ModelError, match="No heads are trained for the encoder"):
        load_heads(tmp_path, one.name, one.revision)
    with pytest.raises(ModelError, match="run `kkharvest train`"):
        load_heads(tmp_path, one.name, one.revision, "v1")


def test_a_pinned_model_that_is_not_here_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def refuse(name: str, **options: Any) -> None:
        asked.append((name, options["revision"], options["trust_remote_code"]))
        raise OSError("offline")

    monkeypatch.setattr("sentence_transformers.SentenceTransformer", refuse)
    name = "KBLab/sentence-bert-swedish-cased@6b5e83c"
    with pytest.raises(ModelError, match=r"cannot be had \(offline\)"):
        load_encoder(Settings(home=tmp_path, classify=ClassifySettings(encoder=name)))
    assert asked == [("KBLab/sentence-bert-swedish-cased", "6b5e83c", False)]
