"""`python -m bench.extract.facts`: facts and roles beside what a person marked, precision and recall by kind.

--show          also what differs
"""

import argparse
import sys
from pathlib import Path

from kkharvest.extract.labelled import read_labelled, tally

TEXTS = Path(__file__).resolve().parents[2] / "tests" / "extract" / "data" / "facts.jsonl"


def main() -> int:
    """Prints the table; exit status 0 whatever it says (the floors stand in the test suite)."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.facts", description=__doc__)
    parser.add_argument("--data", type=Path, default=TEXTS, help="file of marked texts")
    parser.add_argument("--show", action="store_true", help="print what differs")
    options = parser.parse_args()
    texts = list(read_labelled(options.data))
    found = tally(texts)
    print(f"{len(texts)} texts{'marked':>12}{'found':>8}{'precision':>11}{'recall':>8}")
    for kind, counts in found.items():
        print(f"{kind:<12}{counts.wanted:>8}{counts.found:>8}{counts.precision:>11.2f}{counts.recall:>8.2f}")
    if options.show:
        for counts in found.values():
            print("\n" + "\n".join(counts.differences))
    return 0


if __name__ == "__main__":
    sys.exit(main())
