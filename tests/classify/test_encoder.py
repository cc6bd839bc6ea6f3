import itertools
import json
import shutil
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.classify.encoder import CachedEncoder, Encoder, MemoryCache, build_encoder, load_encoder, text_key
from kkharvest.classify.encoder.build import embedded_folder, read_manifest
from kkharvest.classify.encoder.engine import pool_windows, windows
from kkharvest.classify.encoder.load import prefix_of
from kkharvest.classify.encoder.weights import PackedMatrix, find_weights, read_weights
from kkharvest.core.errors import ModelError
from kkharvest.core.settings import ClassifySettings, Settings

HOME = Path(__file__).resolve().parents[2]
TEXTS = ["Klimatavtal", "Kommunen och företagen delar spillvärme i hamnen.", "", "Solceller på taken i Lund 🌱"]


@given(st.integers(0, 3000), st.integers(65, 600))
def test_windows_cover_everything_and_overlap(length: int, size: int) -> None:
    found = windows(length, size)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(end - start <= size for start, end in found)
    assert all(later[0] == earlier[1] - 64 for earlier, later in itertools.pairwise(found))


def test_windows_are_pooled_to_unit_vectors() -> None:
    vectors = np.array([[1, 0], [0, 1], [0, 2]], np.float32)
    pooled = pool_windows(vectors, [0, 0, 1], 2)
    np.testing.assert_allclose(pooled, [[np.sqrt(0.5), np.sqrt(0.5)], [0, 1]], atol=1e-6)


def test_packed_weights_are_scale_times_nibble_minus_eight() -> None:
    matrix = PackedMatrix(np.array([[0.5]], np.float32), np.arange(32, dtype=np.uint8).reshape(1, 1, 32) % 16)
    assert matrix.dense()[0, 0] == -4
    assert matrix.dense()[0, 15] == 3.5


@pytest.mark.parametrize(
    "data", [b"", b"GGUF", b"E5S1" + b"\x00" * 10, b"E5S1" + struct.pack("<I7ifi", 1, *[1] * 7, 1, 64)]
)
def test_other_files_are_no_weights(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(data)
    with pytest.raises(ModelError):
        read_weights(path)


def test_weights_cut_short_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(find_weights().read_bytes()[:5_000_000])
    with pytest.raises(ModelError, match="damaged or cut short"):
        read_weights(path)


def test_vectors_are_of_unit_length_and_tell_meaning(encoder: Encoder) -> None:
    found = encoder.encode([*TEXTS, "Företag använder överskottsvärme från varandra"])
    assert found.shape == (5, 384)
    assert found.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert found[1] @ found[4] > found[0] @ found[4]
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_is_a_function_of_its_text_alone(encoder: Encoder) -> None:
    together = encoder.encode([*TEXTS, "ett mycket längre " * 300])
    for text, row in zip(TEXTS, together, strict=False):
        np.testing.assert_array_equal(encoder.encode([text])[0], row)


def test_threads_share_an_encoder(encoder: Encoder) -> None:
    expected = encoder.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder.encode(TEXTS), range(8)):
            np.testing.assert_array_equal(found, expected)


def test_a_long_text_is_read_to_its_end_within_bounds(encoder: Encoder) -> None:
    start = "Kommunen bygger om badhuset. " * 150
    plain, turned = encoder.encode([start, start + "Företagen sänker utsläppen från godstrafiken. " * 80])
    assert plain @ turned < 0.97
    assert encoder.encode(["ord " * 200_000]).shape == (1, 384)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_standard_interface_gives_the_same_vectors(encoder: Encoder) -> None:
    model = encoder.sentence_transformer()
    long = "Kommunen och företagen samverkar om klimatet. " * 90
    np.testing.assert_allclose(model.encode([*TEXTS, long]), encoder.encode([*TEXTS, long]), atol=1e-6)
    assert model.get_embedding_dimension() == 384


def test_set_up_twice_builds_once() -> None:
    report = build_encoder(HOME / "models")
    assert not report.built
    assert report.mean_cosine > 0.99
    assert report.revision in report.summary()


def test_a_missing_or_changed_encoder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make setup"):
        load_encoder(Settings(home=tmp_path))
    copy = embedded_folder(tmp_path / "models")
    copy.mkdir(parents=True)
    built = embedded_folder(HOME / "models")
    shutil.copy(built / "tokenizer.json", copy)
    shutil.copy(built / "manifest.json", copy)
    (copy / "model.onnx").write_bytes(b"something else")
    with pytest.raises(ModelError, match=r"damaged \(model.onnx\)"):
        read_manifest(copy)
    (copy / "manifest.json").write_text(json.dumps({"files": 3}))
    with pytest.raises(ModelError, match="damaged"):
        read_manifest(copy)


def test_a_model_that_cannot_be_had_is_a_clear_error(tmp_path: Path) -> None:
    name = str(tmp_path / "no-such-model")
    with pytest.raises(ModelError, match="cannot be had"):
        load_encoder(Settings(home=tmp_path, classify=ClassifySettings(encoder=name)))


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("intfloat/multilingual-e5-small", "query: "),
        ("intfloat/multilingual-e5-large-instruct", "Instruct: "),
        ("KBLab/sentence-bert-swedish-cased", ""),
    ],
)
def test_every_model_gets_the_prefix_of_its_card(name: str, prefix: str) -> None:
    assert prefix_of(name).startswith(prefix)
    assert bool(prefix_of(name)) == bool(prefix)


def test_a_cache_computes_a_text_once(word_encoder: Encoder) -> None:
    cache = MemoryCache()
    cached = CachedEncoder(word_encoder, cache)
    before = word_encoder.encoded  # type: ignore[attr-defined]  # the fixture counts
    first = cached.encode(["ett", "två", "ett"])
    again = cached.encode(["två", "tre"])
    assert word_encoder.encoded - before == 3  # type: ignore[attr-defined]  # the fixture counts
    np.testing.assert_array_equal(first[0], first[2])
    np.testing.assert_array_equal(again[0], first[1])
    assert cache.get_many("another revision", [text_key("ett")]) == {}
    assert cached.direct is word_encoder
