"""The likelihood ratio of two vectors: what it promises on made initiatives whose truth is known."""

import numpy as np
from scipy.stats import multivariate_normal

from kkharvest.dedupe.plda import Plda


def test_vectors_of_one_initiative_are_likelier_to_be_one() -> None:
    chance = np.random.default_rng(3)
    initiative = np.repeat(np.arange(40), 3)
    made = chance.normal(size=(40, 12))[initiative] + 0.3 * chance.normal(size=(120, 12))
    vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    traits, offsets = Plda.of(vectors, [str(each) for each in initiative]).place(vectors)
    ratio = traits @ traits.T - offsets[:, None] - offsets[None, :]
    same = initiative[:, None] == initiative[None, :]
    assert np.median(ratio[same]) > 0 > np.median(ratio[~same])


def test_the_ratio_is_that_of_two_normal_distributions() -> None:
    plda = Plda(np.zeros(1, np.float32), np.ones((1, 1), np.float32), np.array([2.0], np.float32))
    a, b = 0.7, -0.4
    traits, offsets = plda.place(np.array([[a], [b]], dtype=np.float32))
    found = float(traits[0] @ traits[1] - offsets.sum())
    one = multivariate_normal([0, 0], [[3, 2], [2, 3]]).logpdf([a, b])
    two = multivariate_normal([0, 0], [[3, 0], [0, 3]]).logpdf([a, b])
    assert abs(found - (one - two)) < 1e-4
