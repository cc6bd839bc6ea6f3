import json
from pathlib import Path

import numpy as np
import pytest

from kkharvest.classify.heads import current_version, load_heads, margin, set_current
from kkharvest.classify.train import Fitted
from kkharvest.core.errors import ModelError


def test_heads_come_back_as_they_were_stored(trained: Path, fitted: Fitted) -> None:
    loaded = load_heads(trained, "words", "1")
    for facet, head in fitted.heads.items():
        assert loaded[facet].labels == head.labels
        np.testing.assert_allclose(loaded[facet].weights, head.weights, atol=2e-3)
        np.testing.assert_array_equal(loaded[facet].threshold, head.threshold)
    assert loaded.sets.confidence == 0.9


def test_heads_are_small(trained: Path) -> None:
    assert (trained / "heads" / "v1" / "heads.npz").stat().st_size < 3_000_000


def test_no_heads_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="kkharvest train"):
        load_heads(tmp_path, "words", "1")


def test_heads_of_another_encoder(trained: Path) -> None:
    with pytest.raises(ModelError, match="trained for words 1, not for words 2"):
        load_heads(trained, "words", "2")


def test_heads_of_another_format(trained: Path) -> None:
    path = trained / "heads" / "v1" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    with pytest.raises(ModelError, match="format 99"):
        load_heads(trained, "words", "1")


@pytest.mark.parametrize("spoil", [lambda data: data[:-20], lambda data: data + b"x", lambda _: b""])
def test_changed_arrays_are_refused(trained: Path, spoil: object) -> None:
    path = trained / "heads" / "v1" / "heads.npz"
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]  # one of the three above
    with pytest.raises(ModelError, match="manifest names"):
        load_heads(trained, "words", "1")


def test_pickled_arrays_are_refused_even_with_a_fitting_hash(trained: Path) -> None:
    import hashlib

    folder = trained / "heads" / "v1"
    np.savez(folder / "heads.npz", relevance=np.array([{"run": "me"}], dtype=object))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["heads.npz"] = hashlib.sha256((folder / "heads.npz").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="cannot be read"):
        load_heads(trained, "words", "1")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"format": 3}'])
def test_a_broken_manifest_is_a_clear_error(trained: Path, text: str) -> None:
    (trained / "heads" / "v1" / "manifest.json").write_text(text)
    with pytest.raises(ModelError):
        load_heads(trained, "words", "1")


def test_roll_back_is_one_call(trained: Path) -> None:
    (trained / "heads" / "v2").mkdir()
    (trained / "heads" / "v2" / "manifest.json").write_text("{}")
    set_current(trained, "words", "v2")
    set_current(trained, "other", "v1")
    assert current_version(trained, "words") == "v2"
    set_current(trained, "words", "v1")
    assert current_version(trained, "words") == "v1"
    assert current_version(trained, "other") == "v1"
    with pytest.raises(ModelError, match="no heads of version"):
        set_current(trained, "words", "v3")


def test_margin_is_over_all_near_misses_together() -> None:
    values = np.array([[2.0]], np.float32)
    assert margin(values, np.array([[0.0, 0.0]], np.float32))[0, 0] == pytest.approx(2 - np.log(2))
    assert margin(values, np.array([[-1000.0, 900.0]], np.float32))[0, 0] == pytest.approx(-898)
    assert margin(values, np.zeros((1, 0), np.float32))[0, 0] == 2
