"""One page's scores are those of the pass that training takes, though they are reckoned otherwise."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.extract.charset import decode
from kkharvest.extract.features import PageFeatures, feature_names, page_features
from kkharvest.extract.guard import parse
from kkharvest.extract.hints import BUCKETS
from kkharvest.extract.inference import Inference
from kkharvest.extract.metadata import read_head
from kkharvest.extract.model import Model, shipped_model
from kkharvest.extract.network import Weights, initial_weights
from kkharvest.extract.surroundings import Surroundings
from kkharvest.extract.walk import build_tree

SAVED = sorted((Path(__file__).parents[1] / "pages").glob("*.html"))[::12]
WIDTH = len(feature_names())


def random_networks(seed: int, count: int) -> tuple[Weights, ...]:
    rng = np.random.default_rng(seed)
    networks = [initial_weights(WIDTH, BUCKETS, rng) for _ in range(count)]
    for weights in networks:
        for name in weights:
            if name.endswith("_bias"):
                weights[name] = rng.standard_normal(weights[name].shape).astype(np.float32)
        weights["mean"] = np.linspace(-1, 1, WIDTH, dtype=np.float32)
        weights["scale"] = np.linspace(0.1, 3, WIDTH, dtype=np.float32)
    return tuple(networks)


def random_page(seed: int, size: int) -> PageFeatures:
    rng = np.random.default_rng(seed)
    bags = [tuple(rng.integers(0, BUCKETS, count % 4).tolist()) for count in range(12)]
    holders = np.sort(rng.integers(0, size + 1, (size, 5, 2)), axis=2)
    return PageFeatures(
        rng.standard_normal((size, WIDTH)).astype(np.float32),
        rng.integers(-1, len(bags), (size, 6)),
        bags,
        Surroundings(holders, rng.integers(0, size, size)),
    )


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 3))
@settings(max_examples=20)
def test_scores_of_any_page_by_any_networks_are_those_of_training(seed: int, size: int, count: int) -> None:
    networks, page = random_networks(seed, count), random_page(seed, size)
    inference = Inference(networks)
    wanted = inference._scores_in_training(page)
    assert np.allclose(inference.scores(page), wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max())


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_scores_of_saved_pages_are_those_of_training(path: Path) -> None:
    document = parse(decode(path.read_bytes()).text)
    head = read_head(document)
    page = page_features(build_tree(document), head)
    inference = Inference(shipped_model().networks)
    assert np.allclose(inference.scores(page), inference._scores_in_training(page), atol=1e-4)


@pytest.mark.parametrize("size", [5, 20])
def test_an_index_beyond_the_page_is_refused(size: int) -> None:
    page = random_page(1, size)
    inference = Inference(random_networks(1, 1))
    holders, groups = page.around.holders, page.around.groups
    for broken in (
        PageFeatures(page.dense, page.ancestors + 12, page.bags, page.around),
        PageFeatures(page.dense, page.ancestors, [(BUCKETS,)] * 12, page.around),
        PageFeatures(page.dense, page.ancestors, page.bags, Surroundings(holders + size, groups)),
        PageFeatures(page.dense, page.ancestors, page.bags, Surroundings(holders, groups - size)),
        PageFeatures(page.dense, page.ancestors[:3], page.bags, page.around),
    ):
        with pytest.raises(IndexError):
            inference.scores(broken)


def test_a_page_without_blocks_has_no_probabilities() -> None:
    assert Model(random_networks(1, 1)).predict(random_page(1, 5).part(5, 5)).shape == (0,)
