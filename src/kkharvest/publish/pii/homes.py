"""Home addresses: a street and number that the words around make somebody's home.

An organisation's address (visiting address, office, box) is none.
"""

import re
from collections.abc import Iterator, Sequence

from kkharvest.publish.pii.model import PersonalData

__all__ = ["find_homes"]

_STREET = (
    r"(?:[A-ZÅÄÖ][\wåäöé]+\s[A-ZÅÄÖ][\wåäöé]+s(?:gatan|vägen|gränd|torg|plats)"
    r"|(?:(?:Norra|Södra|Östra|Västra|Stora|Lilla|Gamla|Nya|Övre|Nedre|Sankt|S:t|Inre"
    r"|Yttre)\s)?[A-ZÅÄÖ][\wåäöé-]*?(?:gatan|gata|vägen|väg|gränden|gränd|stigen|stig|backen|backe|torget|torg|allén"
    r"|allé|platsen|plats|gården|gård|stråket|kajen|esplanaden|leden|slingan|svängen|kroken|ringen|promenaden|plan"
    r"|boulevarden?|höjden|brinken|brynet|brink|grand|lyckan|åsen|liden|gläntan|hagen|ängen|dungen|vreten|tunet|udden"
    r"|slätten|lunden|kullen|branten|rundan|spåret|passagen)"
    r"|(?:[A-ZÅÄÖ][\wåäöé]+\s){0,2}(?:[A-ZÅÄÖ][\wåäöé]+s\s)(?:gata|väg|gränd|stig|backe|torg|allé|plats|gård|kaj"
    r"|plan|park)|(?:Norra|Södra|Östra|Västra|Stora|Lilla|Nya|Gamla|Övre|Nedre)\s[A-ZÅÄÖ][\wåäöé]+)"
)
_ADDRESS = re.compile(
    rf"(?<![\w-])(?P<street>{_STREET}\s\d{{1,3}}\s?(?:[A-H](?![\w]))?)(?P<flat>,?\s?(?:(?:lgh|lägenhet|läg\."
    rf"|vån(?:ing)?|tr|[Pp]ort)\.?\s?\d{{0,4}}(?:\s?tr\b)?|\d{{1,2}}\s?(?:tr|vån)\b\.?))?"
    r"(?P<post>,?\s{1,2}(?:SE?-)?\d{3}\s?\d{2}\s+(?:(?:Stora|Lilla|Upplands|Västra|Östra|Norra|Södra|Nya|Gamla"
    r"|Sankt)\s)?[A-ZÅÄÖ][\wåäö]+)?"
)
_BOX = re.compile(
    r"(?<![\w-])[A-ZÅÄÖ][\wåäö]+\s\d{1,4}(?P<flat>)(?P<post>,\s(?:SE?-)?\d{3}\s?\d{2}\s+[A-ZÅÄÖ][\wåäö]+)"
)
_HOME = re.compile(
    r"(?i)(?:\bbor\b|\bbodde\b|\bboende\b|bosatt\w*|hemadress\w*|bostadsadress\w*|privatadress\w*|folkbokför\w*"
    r"|skriven\s+på|bostad(?:en)?\s+(?:på|är)|hemma\s+(?:hos|på)|\bhem\s+(?:till|på)|\bhem:|sitt\s+hem|\bhus\s+på"
    r"|villan?\s+på|lägenhet(?:en)?\s+på|flytta(?:t|de|r)?\s+(?:till|från|in\s+på|ut\s+från)|familjen(?:\s+\w+)?\s+på|dödsbo\w*|trädgård\w*\s+(?:hos|på)|garage\w*\s+på|adress\s+är|\b(?:hans|hennes|deras|min|mitt"
    r"|sin)\s+(?:\w+\s+)?(?:adress|hus|villa|lägenhet|bostad|hem)|lives\s+(?:at|on)|home\s+address|skickas\s+hem"
    r"|privat:|hem\s?till)[^.!?\n]{0,60}$"
)
_OFFICE = re.compile(
    r"(?i)(?:besök\w*|postadress|leverans\w*|faktura\w*|kontor\w*|\w*huset|lokal\w*|ligger|finns|huvudkontor|arena"
    r"|mötesplats|plats:|kommun\w*|\bAB\b|förvaltning\w*|region\w*|länsstyrelse\w*|universitet\w*|bolag\w*"
    r"|förening\w*|stiftelse\w*|stadshus|center|centrum|byggarbetsplats|skola\w*|bibliotek\w*|kvarteret|fastigheten"
    r"|station\w*|öppnar|anläggning\w*)[^.!?\n]{0,50}$"
)


_BETWEEN = 30


def find_homes(text: str, names: Sequence[PersonalData]) -> Iterator[PersonalData]:
    """Every home address; `names` are the names found in the text, which an address may follow."""
    for form in (_ADDRESS, _BOX):
        for match in form.finditer(text):
            before = text[max(0, match.start() - 90) : match.start()]
            before = re.split(r"[!?]\s|(?<=[a-zåäö])\.\s|\n\s*\n", before)[-1]
            if (
                _HOME.search(before)
                or (form is _ADDRESS and (match["flat"] and not _OFFICE.search(before)))
                or (
                    (match["post"] or form is _ADDRESS)
                    and _stands_by_a_name(text, match.start(), names)
                    and not _OFFICE.search(before)
                )
            ):
                yield _item(match)


def _item(match: re.Match[str]) -> PersonalData:
    found = match.group().rstrip(" .,\n")
    return PersonalData("home_address", match.start(), match.start() + len(found), found)


def _stands_by_a_name(text: str, start: int, names: Sequence[PersonalData]) -> bool:
    """Whether nothing but a comma, a line break or "adress:" stands between a name and the address."""
    return any(
        0 <= start - name.end <= _BETWEEN
        and re.fullmatch(r"(?i)\s*[,(\n–|-]?\s*(?:adress:?|på|c/o)?\s*", text[name.end : start])
        for name in names
    )
