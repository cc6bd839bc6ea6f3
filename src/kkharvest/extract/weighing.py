"""How much the signs of a division weigh, and the sum of them.

The weights are a person's, set on the pages in tests/pages and on the sample web. A logistic model fitted to the same
signs does no better on pages that it has not seen: `python -m bench.extract.examples` shows both.
"""

from collections.abc import Sequence

from kkharvest.extract.signs import COSTLY, SIGNS, Division, Seen
from kkharvest.extract.view import PageView

__all__ = ["BIAS", "WEIGHTS", "score", "weigh"]

WEIGHTS = {
    "title announces": 2.0, "title is plural": 1.0, "title rounds up": 1.5, "title says so they do": 1.2,
    "intro announces": 1.2, "intro ends with colon": 0.5, "heading above announces": 2.0,
    "under several headings": 0.6, "counted": 1.2, "dated": -0.8, "colon titles": 3.0, "distinct places": 2.5,
    "local": 1.5, "linked": 1.2, "generic titles": -4.0, "teasers": -3.0, "points back": -1.5, "names itself": 0.8,
    "many": 0.4, "pair": -2.1, "shared subheadings": 2.0, "one block each": 0.4, "even": 0.8,
    "public and business": 1.0, "panels": 0.8, "tabs": 0.8, "name and dash": 1.2, "list items": 0.5, "terms": 0.5,
    "cards": 0.2, "thin table": -3.0, "table head": 2.2,
}  # fmt: skip
BIAS = -2.6
_BY_SIGN = tuple(WEIGHTS.get(name, 0.0) for name in SIGNS)
_MOST = BIAS + sum(max(weight, 0.0) for weight in WEIGHTS.values())
_CHEAPEST_FIRST = tuple((name, WEIGHTS[name]) for name in (*(name for name in WEIGHTS if name not in COSTLY), *COSTLY))
_ROUNDING = 1e-6


def weigh(page: PageView, division: Division, least: float) -> float | None:
    """Score of a division, None when it is below `least`: then no more signs are read than it takes to see that."""
    seen = Seen(page, division)
    values = dict.fromkeys(SIGNS, 0.0)
    most = _MOST
    for name, weight in _CHEAPEST_FIRST:
        value = values[name] = seen.sign(name)
        most -= weight * (1.0 - value) if weight > 0 else -weight * value
        if most < least - _ROUNDING:
            return None
    total = score(list(values.values()))
    return total if total >= least else None


def score(signs: Sequence[float]) -> float:
    """Sum of what the signs of a division weigh (values of `SIGNS`); 0 or more when it shows the page's examples."""
    return BIAS + sum([weight * sign for weight, sign in zip(_BY_SIGN, signs, strict=True)])
