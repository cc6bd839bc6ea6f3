import logging
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kkharvest.classify import ClassifyInput
from kkharvest.classify.encoder import CachedEncoder, FileCache, MemoryCache, text_key
from kkharvest.classify.features import read_records

RECORDS = [
    ClassifyInput("1", "Solceller", "Kommunen och företagen bygger solceller. Hindret är elnätet."),
    ClassifyInput("2", "Skola", "Skolan söker en vikarie. Ansök i maj."),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "encoder" / "embeddings.db"


def keeping(word_encoder: Any, path: Path) -> CachedEncoder:
    return CachedEncoder(word_encoder, FileCache(path), keeps_sentences=True)


def test_texts_and_sentences_are_encoded_once_and_never_again(word_encoder: Any, path: Path) -> None:
    first = read_records(RECORDS, keeping(word_encoder, path))
    before = word_encoder.encoded
    again = read_records(RECORDS, keeping(word_encoder, path))
    assert word_encoder.encoded == before
    np.testing.assert_array_equal(again.whole, first.whole)
    np.testing.assert_array_equal(np.vstack(again.sentences), np.vstack(first.sentences))


def test_a_changed_text_alone_is_encoded_anew(word_encoder: Any, path: Path) -> None:
    read_records(RECORDS, keeping(word_encoder, path))
    before = word_encoder.encoded
    read_records([*RECORDS, ClassifyInput("3", "Nytt", "Tre ord till.")], keeping(word_encoder, path))
    assert word_encoder.encoded - before == 2, "the text, and its sentence"


def test_a_usual_cache_keeps_no_sentences(word_encoder: Any) -> None:
    cache = MemoryCache()
    read_records(RECORDS, CachedEncoder(word_encoder, cache))
    assert not cache.get_many("1", [text_key("Skolan söker en vikarie.")])


def test_another_revision_has_vectors_of_its_own(path: Path) -> None:
    cache = FileCache(path)
    cache.put_many("1", {"a": np.ones(3, np.float32)})
    assert cache.get_many("2", ["a"]) == {}
    np.testing.assert_array_equal(FileCache(path).get_many("1", ["a", "b"])["a"], np.ones(3))


def test_what_was_not_asked_for_is_forgotten(path: Path) -> None:
    FileCache(path).put_many("1", {"old": np.ones(3, np.float32), "kept": np.ones(3, np.float32)})
    cache = FileCache(path)
    cache.get_many("1", ["kept"])
    cache.forget_others()
    assert set(FileCache(path).get_many("1", ["old", "kept"])) == {"kept"}


def test_forgetting_nothing_is_no_error(path: Path) -> None:
    FileCache(path).forget_others()
    assert not path.exists()


def test_more_texts_than_a_question_may_hold(path: Path) -> None:
    vectors = {str(i): np.full(2, i, np.float32) for i in range(1203)}
    cache = FileCache(path)
    cache.put_many("1", vectors)
    found = cache.get_many("1", list(vectors))
    assert len(found) == 1203
    assert found["1202"][0] == 1202


def test_a_damaged_file_is_begun_anew(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, nor ever was" * 40)
    cache = FileCache(path)
    with caplog.at_level(logging.WARNING):
        assert cache.get_many("1", ["a"]) == {}
    assert "computed anew" in caplog.text
    cache.put_many("1", {"a": np.ones(2, np.float32)})
    assert set(cache.get_many("1", ["a"])) == {"a"}


def test_a_file_that_another_holds_costs_time_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch, word_encoder: Any
) -> None:
    monkeypatch.setattr("kkharvest.classify.encoder.cache._WAIT_S", 0.01)
    FileCache(path).put_many("1", {"a": np.ones(48, np.float32)})
    holder = sqlite3.connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert keeping(word_encoder, path).encode(["ett", "två"]).shape == (2, 48)
    finally:
        holder.close()
    assert path.is_file()


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path, word_encoder: Any) -> None:
    (tmp_path / "encoder").write_text("a file where the folder should be")
    found = keeping(word_encoder, tmp_path / "encoder" / "embeddings.db").encode(["ett", "två"])
    assert found.shape == (2, 48)
