"""Sentences a second and cosine of the embedded encoder, beside sentence-transformers on torch float32."""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from kkharvest.classify.dataset import read_examples
from kkharvest.classify.encoder import load_encoder
from kkharvest.classify.encoder.checkpoint import write_checkpoint
from kkharvest.classify.encoder.weights import find_weights, read_weights
from kkharvest.core.settings import Settings
from kkharvest.core.text import sentences

SENTENCES = 400
ROUNDS = 3


def measure(settings: Settings) -> dict[str, Any]:
    """Both on the same sentences of the labelled texts, in turns; the best round of each counts."""
    import torch
    from sentence_transformers import SentenceTransformer

    texts = _sentences(settings)
    ours = load_encoder(settings)
    torch.set_num_threads(settings.classify.threads)
    with tempfile.TemporaryDirectory() as folder:
        write_checkpoint(read_weights(find_weights()), Path(folder))
        theirs = SentenceTransformer(folder, device="cpu")
    prefixed = [f"query: {text}" for text in texts]
    ours.encode(texts[:20])
    theirs.encode(prefixed[:20])
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(ROUNDS):
        started = time.perf_counter()
        mine = ours.encode(texts)
        between = time.perf_counter()
        reference = theirs.encode(prefixed, batch_size=32, normalize_embeddings=True)
        seconds["ours"].append(between - started)
        seconds["theirs"].append(time.perf_counter() - between)
    cosine = (mine * np.asarray(reference)).sum(axis=1)
    rate, peer = (len(texts) / min(seconds[name]) for name in ("ours", "theirs"))
    return {
        "sentences": len(texts),
        "embedded, sentences a second": round(rate, 1),
        "sentence-transformers torch float32, sentences a second": round(peer, 1),
        "ratio": round(rate / peer, 2),
        "mean cosine": round(float(cosine.mean()), 4),
        "lowest cosine": round(float(cosine.min()), 4),
        "threads": settings.classify.threads,
        "load average": round(os.getloadavg()[0], 1),
    }


def _sentences(settings: Settings) -> list[str]:
    examples = read_examples(settings.models / "training")
    found = [span.of(e.text) for e in examples for span in sentences(e.text)]
    order = np.random.default_rng(0).permutation(len(found))[:SENTENCES]
    return [found[i] for i in order]


if __name__ == "__main__":
    from kkharvest.core.settings import load_settings

    print(json.dumps(measure(load_settings()), indent=1))
