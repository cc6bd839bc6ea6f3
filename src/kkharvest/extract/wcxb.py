r"""The benchmark's pages as training rows, and its measure.

WCXB (Murrough Foley, 2026, CC BY 4.0): word F1 over bags of lower-case `\\w+` tokens, mean over pages.
"""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import InputError
from kkharvest.extract.tree import Block

__all__ = ["Sample", "block_labels", "read_samples", "tokens", "word_f1"]

_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of the benchmark: its markup, its true main text, its type, and the site it is from."""

    id: str
    url: str
    site: str
    kind: str
    markup: bytes
    truth: str


def tokens(text: str) -> list[str]:
    """Words as the benchmark counts them."""
    return _TOKEN.findall(text.lower())


def word_f1(found: str, truth: str) -> float:
    """Harmonic mean of precision and recall over bags of words; 1 when both are empty."""
    left, right = tokens(found), tokens(truth)
    if not left or not right:
        return float(left == right)
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right))


def read_samples(folder: Path) -> Iterator[Sample]:
    """Pages of a split in order of id; raises `InputError` when the folder holds none."""
    truths = sorted((folder / "ground-truth").glob("*.json"))
    if not truths:
        raise InputError(f"{folder} holds no ground-truth/*.json: give the folder of a WCXB split")
    for path in truths:
        record = json.loads(path.read_text(encoding="utf-8"))
        truth = record.get("ground_truth") or {}
        kind = ((record.get("_internal") or {}).get("page_type") or {}).get("primary") or "article"
        markup = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes())
        url = record.get("url") or ""
        site = (urlsplit(url).hostname or path.stem).removeprefix("www.")
        yield Sample(path.stem, url, site, kind, markup, truth.get("main_content") or "")


def block_labels(blocks: list[Block], truth: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Share of each block's words that are part of the true text in order, and the number of its words.

    Both (n,). Read off the longest common subsequence of the page's words and the true text's.
    """
    from rapidfuzz.distance import LCSseq

    numbers: dict[str, int] = {}
    words = [tokens(block.text) for block in blocks]
    owners = [at for at, part in enumerate(words) for _ in part]
    left = [numbers.setdefault(word, len(numbers)) for part in words for word in part]
    right = [numbers.setdefault(word, len(numbers)) for word in tokens(truth)]
    hits = np.zeros(len(blocks), dtype=np.float32)
    for step in LCSseq.opcodes(left, right):
        if step.tag == "equal":
            for at in range(step.src_start, step.src_end):
                hits[owners[at]] += 1
    sizes = np.array([len(part) for part in words], dtype=np.float32)
    return (hits / np.maximum(sizes, 1)).astype(np.float32), sizes
