"""The peer for few texts: SetFit's recipe (Tunstall et al. 2022), on float32 weights of the embedded encoder.

Body: sentence-transformers, fine-tuned so that the cosine of two texts is 1 when they share a label and 0 otherwise
(squared error, both kinds weighing the same). Head: logistic regression on the embeddings. All pairs of a batch count,
where the setfit package draws pairs one by one; texts are cut and steps bounded, since a CPU takes hours without that;
the word embeddings, four fifths of the weights, stay as they are.
"""

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.checkpoint import write_checkpoint
from kkharvest.classify.encoder.weights import find_weights, read_weights
from kkharvest.classify.numbers import Floats

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PREFIX = "query: "
TOKENS = 96
BATCH = 16
STEPS = 30
RATE = 5e-5
SEED = 3


def values(texts: Sequence[str], table: NDArray[np.bool_], unseen: Sequence[str]) -> Floats:
    """(unseen, labels) float32: decision values for `unseen` after learning from `texts` and `table`."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    model = float32_model()
    fine_tune(model, texts, alike(table))
    carried = np.flatnonzero(table.any(axis=0) & ~table.all(axis=0))
    head = OneVsRestClassifier(LogisticRegression(class_weight="balanced", max_iter=500))
    head.fit(_embed(model, texts), table[:, carried].astype(int))
    found = np.full((len(unseen), table.shape[1]), -8.0, np.float32)
    found[:, carried] = np.asarray(head.decision_function(_embed(model, unseen))).reshape(len(unseen), -1)
    return found


def alike(table: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(texts, texts): which texts share a label; of a question of yes and no, the answer."""
    if table.shape[1] == 1:
        return np.asarray(table == table.T, np.bool_)
    shared = table.astype(int) @ table.T.astype(int)
    return np.asarray(shared > 0, np.bool_)


def float32_model() -> "SentenceTransformer":
    """A fresh copy of the encoder's float32 weights behind the standard interface."""
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        write_checkpoint(_weights(), Path(folder))
        model = SentenceTransformer(folder, device="cpu")
    model.max_seq_length = TOKENS
    return model


def fine_tune(model: "SentenceTransformer", texts: Sequence[str], same: NDArray[np.bool_]) -> None:
    """Moves texts together that are the `same` (texts, texts), and others apart, in a bounded number of steps."""
    import torch

    torch.manual_seed(SEED)
    learnt = [p for name, p in model.named_parameters() if "word_embeddings" not in name and "pooler" not in name]
    optimiser = torch.optim.AdamW(learnt, lr=RATE)
    rng = np.random.default_rng(SEED)
    model.train()
    for _ in range(STEPS):
        rows = rng.permutation(len(texts))[:BATCH]
        vectors = model.forward(model.preprocess([PREFIX + texts[i] for i in rows]))["sentence_embedding"]
        unit = torch.nn.functional.normalize(vectors)
        pairs = np.triu_indices(len(rows), 1)
        cosine = (unit @ unit.T)[pairs]
        target = torch.tensor(same[np.ix_(rows, rows)][pairs], dtype=torch.float32)
        errors = (cosine - target) ** 2
        loss = sum((errors[target == side].mean() for side in (0.0, 1.0) if (target == side).any()), torch.tensor(0.0))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch ships it without types
        optimiser.step()
    model.eval()


@cache
def _weights() -> Any:
    return read_weights(find_weights())


def _embed(model: "SentenceTransformer", texts: Sequence[str]) -> Floats:
    vectors = model.encode([PREFIX + text for text in texts], batch_size=BATCH, normalize_embeddings=True)
    return np.asarray(vectors, np.float32)
