"""Many strings looked for at once, by samples of the text.

Four bytes read at every third place of a text meet each string of six bytes or more at one of its first three places,
so a table of what stands at those three tells where a string may begin; only there the text is compared with it.
Looking for some thirty strings takes little more than looking for three.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

__all__ = ["SHORTEST", "Needles"]

_STEP, _WIDTH = 3, 4
SHORTEST = _STEP + _WIDTH - 1
# Multiplicative hashing of four bytes to sixteen bits (Knuth, The Art of Computer Programming, 6.4).
_FACTOR, _SHIFT = np.uint32(2_654_435_761), np.uint32(16)


class Needles:
    """Strings of `SHORTEST` bytes or more."""

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._at: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
        for needle in needles:
            if len(needle) < SHORTEST:
                raise ValueError(f"{needle!r} is shorter than {SHORTEST} bytes")
            for offset in range(_STEP):
                self._at[int.from_bytes(needle[offset : offset + _WIDTH], "little")].append((offset, needle))
        self._may_be = np.zeros(1 << 16, np.bool_)
        self._may_be[np.array([*self._at], np.uint32) * _FACTOR >> _SHIFT] = True

    def found_in(self, text: bytes) -> set[bytes]:
        """Those that stand in `text`."""
        found: set[bytes] = set()
        if len(text) < SHORTEST:
            return found
        samples = np.ndarray(((len(text) - _WIDTH) // _STEP + 1,), "<u4", text, 0, (_STEP,)).astype(np.uint32)
        hits = np.flatnonzero(self._may_be[samples * _FACTOR >> _SHIFT])
        for hit, sample in zip(hits.tolist(), samples[hits].tolist(), strict=True):
            for offset, needle in self._at.get(sample, ()):
                if needle not in found and text.startswith(needle, hit * _STEP - offset):
                    found.add(needle)
        return found
