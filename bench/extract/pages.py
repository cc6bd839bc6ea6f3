"""`python -m bench.extract.pages`: how far the extractor agrees with the saved pages, overall, by kind and by system.

--prefix o-     only pages whose names begin so
--show          also what disagrees, page by page
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from kkharvest.extract.saved import Agreement, Figures, compare, figures, read_saved

PAGES = Path(__file__).resolve().parents[2] / "tests" / "pages"
_NAMES = [field.name for field in fields(Figures)]


def main() -> int:
    """Prints the table; exit status 0 whatever it says (the floors stand in the test suite)."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.pages", description=__doc__)
    parser.add_argument("--data", type=Path, default=PAGES, help="folder of saved pages")
    parser.add_argument("--prefix", default="", help="only pages whose names begin with this")
    parser.add_argument("--show", action="store_true", help="print what disagrees, page by page")
    options = parser.parse_args()
    agreements = [compare(page) for page in read_saved(options.data, options.prefix)]
    print(f"{'':<22}" + "".join(f"{name:>10}" for name in _NAMES))
    _row("all", agreements)
    for field in ("kind", "system"):
        groups: defaultdict[str, list[Agreement]] = defaultdict(list)
        for each in agreements:
            groups[getattr(each, field)].append(each)
        for name, members in sorted(groups.items()):
            _row(f"{field} {name}", members)
    if options.show:
        for each in agreements:
            if each.differences:
                print(f"\n{each.name}\n  " + "\n  ".join(each.differences))
    return 0


def _row(name: str, agreements: Sequence[Agreement]) -> None:
    found = figures(agreements)
    cells = (getattr(found, each) for each in _NAMES)
    print(f"{name:<22}" + "".join(f"{cell:>10}" if isinstance(cell, int) else f"{cell:>10.3f}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
