"""Names in use in Sweden, and the shape of surnames."""

import re
from functools import cache
from importlib.resources import files

__all__ = ["given_names", "is_given_name", "is_surname_like", "line_list", "surnames", "word_list"]

_PLAIN = str.maketrans(
    {"é": "e", "è": "e", "ë": "e", "á": "a", "à": "a", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ç": "c", "ı": "i"}
)
_SURNAME = re.compile(
    r"(?i)\w{2,}(?:sson|sdotter|sen|berg|bergh|borg|lund|ström|gren|quist|qvist|kvist|dahl|dal|holm|lind|stedt|stad"
    r"|ström|mark|man|blad|blom|bäck|feldt|felt|fors|hammar|skog|sjö|stam|strand|stål|vall|wall|ell|én|ius"
    r"|elius|enius|ander|löf|rot|rud|ryd|krantz|crantz|hielm|hjelm|gård|gårdh|ling|mont|nder|nen|vić|vic|ović|ovic"
    r"|ski|ska|oğlu|oglu|zadeh|pour|nejad|idis|opoulos|escu|ez|ini|etti|witz|stein|baum|mann|ssen)"
)


@cache
def given_names() -> frozenset[str]:
    """Given names, case-folded."""
    return word_list("given_names.txt")


@cache
def surnames() -> frozenset[str]:
    """Surnames, case-folded."""
    return word_list("surnames.txt")


def is_given_name(word: str) -> bool:
    """Whether a word is a given name; each part of a double name counts."""
    folded = word.casefold()
    parts = folded.split("-")
    return _is_known(folded) or (len(parts) > 1 and all(_is_known(part) for part in parts))


def _is_known(folded: str) -> bool:
    return folded in given_names() or folded.translate(_PLAIN) in given_names()


def is_surname_like(word: str) -> bool:
    """Whether a word is a known surname, or ends as Swedish surnames do."""
    folded = word.casefold().removesuffix("’s").removesuffix("'s")
    plain = folded.removesuffix("s")
    if {folded, plain} & surnames():
        return True
    return all(_SURNAME.fullmatch(part) or part in surnames() for part in plain.split("-"))


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a data file, case-folded."""
    return frozenset(word for line in line_list(name) for word in line.split())


@cache
def line_list(name: str) -> frozenset[str]:
    """The lines of a data file, case-folded, without comments."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines() if line and not line.startswith("#"))
