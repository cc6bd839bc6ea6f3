"""The finds: a kind and a place in the text."""

import re
from dataclasses import dataclass

__all__ = ["PersonalData", "find"]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A piece of personal data: `start` and `end` are character positions, half-open."""

    kind: str
    start: int
    end: int
    text: str


def find(kind: str, match: re.Match[str], group: int | str = 0) -> PersonalData:
    """The find that a group of a match makes."""
    return PersonalData(kind, match.start(group), match.end(group), match.group(group))
