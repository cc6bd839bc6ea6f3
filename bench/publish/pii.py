"""How much planted personal data is found, and how often clean text is called personal.

python -m bench.publish.pii [--set NAME] [--show]

A set is generated (tune, tune-more, measure: the default) or saved beside this file (unseen-2 and others).

A planted piece counts as found when a find of its kind has exactly its place ("exact"), and as held back when any
find reaches into it ("held back"): the publishing gate refuses a text with any find.
"""

import sys
import time
from collections import Counter

from bench.publish.pii_items import clean_texts, items
from bench.publish.pii_saved import saved, saved_sets
from kkharvest.publish.pii import find_personal_data

COUNT = 1_000
GENERATED = ("tune", "tune-more", "measure")


def main(arguments: list[str] | None = None) -> int:
    """One line a kind, then the false alarms."""
    given = sys.argv[1:] if arguments is None else arguments
    show = "--show" in given
    split = next((one for one in given if not one.startswith("--")), "measure")
    known = saved_sets()
    if split not in known and split not in GENERATED:
        print(f"There is no set {split!r}. Choose among: {', '.join([*GENERATED, *known])}", file=sys.stderr)
        return 2
    if split in known:
        to_find, to_pass = saved(known[split])
    else:
        to_find, to_pass = list(items(split, COUNT)), list(clean_texts(split, COUNT))
    planted, exact, held = Counter[str](), Counter[str](), Counter[str]()
    started = time.perf_counter()
    for item in to_find:
        planted[item.kind] += 1
        found = find_personal_data(item.text)
        is_exact = any((one.kind, one.start, one.end) == (item.kind, item.start, item.end) for one in found)
        exact[item.kind] += is_exact
        held[item.kind] += any(one.start < item.end and item.start < one.end for one in found)
        if show and not is_exact:
            print(f"{item.kind}: {item.text[item.start : item.end]!r} in {item.text!r}")
            print(f"    {[(one.kind, one.text) for one in found]}")
    alarms = Counter[str]()
    n_alarmed = 0
    for text in to_pass:
        found = find_personal_data(text)
        n_alarmed += bool(found)
        alarms.update(f"{one.kind} {one.text!r}" for one in found)
    seconds = time.perf_counter() - started
    print(
        f"{split}: {len(to_find)} planted pieces of {len(planted)} kinds, {len(to_pass)} clean texts, {seconds:.1f} s"
    )
    for kind, number in planted.items():
        print(
            f"  {kind:22} {number:4} planted, {held[kind] / number:6.1%} held back, {exact[kind] / number:6.1%} exact"
        )
    if to_find:
        print(_line("all", len(to_find), sum(held.values()), sum(exact.values())))
    print(f"  {n_alarmed} of {len(to_pass)} clean texts raise an alarm: {alarms.most_common(12)}")
    return 0


def _line(kind: str, planted: int, held: int, exact: int) -> str:
    return f"  {kind:22} {planted:4} planted, {held / planted:6.1%} held back, {exact / planted:6.1%} exact"


if __name__ == "__main__":
    sys.exit(main())
