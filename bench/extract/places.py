"""`python -m bench.extract.places`: municipalities by context, on the labelled texts.

A text's label names the municipalities that take part; others may be mentioned. Prints precision and recall of
`find_places` at 0.5 as shipped; the same by cross-validation over initiatives, weights learned anew in each fold;
and the weights that all texts give.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from kkharvest.extract.places import find_places, mentions_by_place, signs
from kkharvest.taxonomy import municipality

_TEXTS = Path(__file__).resolve().parents[2] / "models" / "training"


def main() -> int:
    rows, labels, groups, shipped, unseen = [], [], [], [], 0
    names: list[str] = []
    for file in sorted(_TEXTS.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            text = f"{record['title']}\n{record['text']}"
            found = mentions_by_place(text)
            sure = {place.kommunkod: place.confidence for place in find_places(text, least=0.0)}
            there = {municipality(code).name for code in found}
            unseen += sum(name not in there and _is_named(name, text) for name in record["municipalities"])
            for code, mentions in found.items():
                told = signs(mentions, text, len(found))
                names = list(told)
                rows.append(list(told.values()))
                labels.append(municipality(code).name in record["municipalities"])
                groups.append(record["initiative"])
                shipped.append(sure[code])
    x, y = np.array(rows, dtype=float), np.array(labels)
    held = np.zeros(len(y))
    for train, test in GroupKFold(5).split(x, y, groups):
        held[test] = LogisticRegression().fit(x[train], y[train]).predict_proba(x[test])[:, 1]
    for title, scores in (("as shipped", np.array(shipped)), ("cross-validated", held)):
        chosen = scores >= 0.5
        right = int((chosen & y).sum())
        print(f"{title:16} precision {right / chosen.sum():.3f}  recall {right / (y.sum() + unseen):.3f}")
    model = LogisticRegression().fit(x, y)
    weights = {"always": float(model.intercept_[0]), **dict(zip(names, model.coef_[0].tolist(), strict=True))}
    print(json.dumps({name: round(weight, 2) for name, weight in weights.items()}))
    return 0


def _is_named(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", text) is not None


if __name__ == "__main__":
    sys.exit(main())
