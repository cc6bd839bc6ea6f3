"""Dates of birth: a date, or a year beside a person, that the words around call somebody's birth.

Things are born as well ("projektet föddes den 3 maj"): those are none. A year alone counts only where the sentence
tells of a person; so does a date directly after a name.
"""

import re
from collections.abc import Iterator, Sequence

from kkharvest.publish.pii.lexicon import is_given_name
from kkharvest.publish.pii.model import PersonalData, find
from kkharvest.publish.pii.name_context import KIN

__all__ = ["find_births"]

_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|mars|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
    r"|january|february|march|may|june|july|august|october)"
)
_ORDINAL = (
    r"(?:(?:tjugo|trettio)?(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|nionde)|tionde|elfte|tolfte"
    r"|\w{3,6}tonde|tjugonde|trettionde)"
)
_YEAR = r"(?:(?:19|20)\d{2}|(?:nitton|tjugo)hundra\w*|tvåtusen\w*)"
_SEASON = r"(?:våren|sommaren|hösten|vintern|julen|påsken|midsommar|anno|året)"
_DAY = (
    rf"(?:(?:19|20)\d{{2}}[-/. ]\d{{1,2}}[-/. ]\d{{1,2}}|(?:19|20)\d{{6}}|\d{{6}}|\d{{2}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}[/.]\s?\d{{1,2}}[-/ .]\s?(?:(?:19|20)\d{{2}}|\d{{2}})"
    rf"|(?:\d{{1,2}}(?::?[ae]|st|nd|rd|th)?|{_ORDINAL})\s+{_MONTH}\.?,?\s+(?:{_YEAR}|-\d{{2}})"
    rf"|\d{{1,2}}(?::?[ae])?\s+i\s+{_ORDINAL}\s+{_YEAR}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{{2}})"
)
_BORN_WORD = r"(?:född|födda|fött|föddes|fötts|födelse(?:datum|dag|tid|år)\w*|born|birth|birthday)"
_BORN = re.compile(
    rf"(?i)(?:\b{_BORN_WORD}\b[^\d!?\n;]{{0,40}}?|(?:\bf\.|\bfd\.|\bf\.d\.|\bd\.?o\.?b\.?|(?<=\w )\*)[\s:]*(?:den\s+)?"
    rf"|\bkom(?:mit)?\s+till\s+världen\s+(?:den\s+)?|\bsåg\s+dagens\s+ljus\s+(?:den\s+)?)\b(?P<day>{_DAY})(?!\d)"
)
_BIRTHDAY = re.compile(
    rf"(?i)\b(?:(?:fyller|fyllde|fylla|fyllt)\s+(?:\d{{1,3}}|[a-zåäö]+)(?:\s+år)?|\d{{1,3}}-?årsdag\w*"
    rf"|födelsedag\w*)(?:\s+(?:är|var|inföll|infaller|firas?|firades))*,?:?\s+(?:den\s+)?"
    rf"(?P<day>{_DAY}|\d{{1,2}}(?::?[ae])?\s+{_MONTH})(?!\w)"
)
_BIRTH_DASH = re.compile(r"(?<=[a-zåäö]) \((?:f\.|född|\*)\s?(?P<day>(?:19|20)\d{2})\)")
# A year, a season or a month with its year alone.
_BORN_YEAR = re.compile(
    rf"(?i)\b(?:född(?:\s+år)?|fött|föddes|födelseår:?|born|f\.|årgång)\b(?:[^\d.!?\n;,]{{0,30}}?[\s(:])?"
    rf"(?P<day>(?:(?:{_SEASON}|{_MONTH})\s+)?(?:19|20)\d{{2}})(?![\d-])"
)
_YEARS_CHILD = re.compile(r"(?i)(?P<day>(?:19|20)\d{2})(?=\s+års\s+barn\b)")
_PERSON = re.compile(
    rf"(?i)\b(?:hon|han|hen|jag|she|he|född|fött|födelseår|änk\w+|man(?:nen)?|kvinna\w*|flicka\w*|pojke\w*|{KIN})\b"
)
_THING = re.compile(
    r"(?i)\b(?:(?:stad|plan|park|bank|lag)(?:e[nt]s?)?|\w*(?:projekt|idé|tank|bolag|företag|förening|initiativ|koncept|program|samarbete"
    r"|rörelse|nätverk|produkt|kommun|satsning|förslag|teknik|metod|skola|kampanj|festival|organisation|klubb|region|verksamhet"
    r"|tradition|museum|avtal)\w{0,6})\b"
)
# A year group and no person: "du som är född 2008".
_COHORT = re.compile(r"(?i)\b(?:du|dig|den|de|er|ni|alla|barn|elever|ungdomar)\s+(?:som\s+)?(?:är|var)?\s*$")
# A date of birth right after a name: years of today's people, before those of most projects.
_AFTER_NAME = re.compile(
    r"\s*[,(*]{1,2}\s?(?P<day>(?:19[2-9]\d|200\d|201[0-2])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d-])"
)


def find_births(text: str, names: Sequence[PersonalData]) -> Iterator[PersonalData]:
    """Every date of birth, in no order; `names` are the names found in the text."""
    for form in (_BORN, _BIRTHDAY):
        for match in form.finditer(text):
            if not _THING.search(_clause(text, match.start())):
                yield find("date_of_birth", match, "day")
    for match in _BIRTH_DASH.finditer(text):
        yield find("date_of_birth", match, "day")
    for form in (_BORN_YEAR, _YEARS_CHILD):
        for match in form.finditer(text):
            clause = _clause(text, match.start())
            if not _THING.search(clause) and not _COHORT.search(clause) and _tells_of_a_person(match, clause, names):
                yield find("date_of_birth", match, "day")
    for name in names:
        after = _AFTER_NAME.match(text, name.end)
        if after:
            yield find("date_of_birth", after, "day")


def _clause(text: str, position: int) -> str:
    """The last words of the sentence before a position."""
    return re.split(r"[.!?;:]\s|\n", text[max(0, position - 60) : position])[-1]


def _tells_of_a_person(match: re.Match[str], clause: str, names: Sequence[PersonalData]) -> bool:
    if _PERSON.search(clause + match.group()):
        return True
    if any(0 <= match.start() - name.end <= len(clause) for name in names):
        return True
    last = clause.rstrip(" ,(").rpartition(" ")[2]
    return last[:1].isupper() and is_given_name(last)
