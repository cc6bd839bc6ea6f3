import pytest

from kkharvest.core.settings import load_settings
from kkharvest.dedupe.scoring import Scorer, load_scorer


@pytest.fixture(scope="session")
def scorer() -> Scorer:
    return load_scorer(load_settings().models / "dedupe")
