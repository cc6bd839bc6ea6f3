"""Home addresses: a street and number that the words around make somebody's home.

An organisation's address (visiting address, office, box) is none.
"""

import re
from collections.abc import Iterator, Sequence

from kkharvest.publish.pii.lexicon import is_given_name, word_list
from kkharvest.publish.pii.model import PersonalData
from kkharvest.publish.pii.name_context import KIN

__all__ = ["find_homes"]

_STREET = (
    r"(?:[A-ZÅÄÖ][\wåäöé]+\s[A-ZÅÄÖ][\wåäöé]+s(?:gatan|vägen|gränd|torg|plats)"
    r"|(?:(?:Norra|Södra|Östra|Västra|Stora|Lilla|Gamla|Nya|Övre|Nedre|Sankt|S:t|Inre"
    r"|Yttre)\s)?[A-ZÅÄÖ][\wåäöé-]*?(?:gatan|gata|vägen|väg|gränden|gränd|stigen|stig|backen|backe|torget|torg|allén"
    r"|allé|platsen|plats|gården|gård|stråket|kajen|esplanaden|leden|slingan|svängen|kroken|ringen|promenaden|plan"
    r"|boulevarden?|höjden|brinken|brynet|brink|grand|lyckan|åsen|liden|gläntan|hagen|ängen|dungen|vreten|tunet|udden"
    r"|slätten|lunden|kullen|branten|rundan|spåret|passagen"
    r"|terrassen|trappan|sluttningen|viken|näset|holmen|berget|dalen|skogen|gärdet|bryggan|hamnen|kanalen|strand(?:en)?"
    r"|vången|täppan|tomten|heden|parken|sväng|slinga|krok|ring|led|höjd|ås|äng|hage|vret)"
    r"|(?:[A-ZÅÄÖ][\wåäöé]+\s){0,2}(?:[A-ZÅÄÖ][\wåäöé]+s\s)(?:gata|väg|gränd|stig|backe|torg|allé|plats|gård|kaj"
    r"|plan|park)|(?:Norra|Södra|Östra|Västra|Stora|Lilla|Nya|Gamla|Övre|Nedre)\s[A-ZÅÄÖ][\wåäöé]+)"
)
_ADDRESS = re.compile(
    rf"(?<![\w-])(?P<street>{_STREET}\s\d{{1,3}}\s?(?:[A-H](?![\w])|[J-Z](?=[,.\n]))?)(?P<flat>,?\s?(?:(?:lgh|lägenhet|läg"
    rf"|vån(?:ing)?|tr|[Pp]ort(?:kod)?)\b\.?\s?\d{{0,4}}(?:\s?tr\b)?|\d{{1,2}}\s?(?:tr|vån)\b\.?))?"
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
    r"|sin)\s+(?:\w+\s+)?(?:adress|hus|villa|lägenhet|bostad|hem)|lives?\s+(?:\w+\s+){0,4}(?:at|on|in)|home\s+address|skickas\s+hem"
    r"|privat:|hem\s?till|\bhemma\b|\bhemmet\b|\bbo\b|\bbott\b|uppvux\w+|väx(?:te|er|t)\s+upp|inneboende|\bc/o\b"
    r"|hyr(?:t|de|er)?\s+(?:en|ett)\s+(?:lägenhet|etta|tvåa|trea|fyra|rum|hus|villa|stuga)|radhus\w*|sommarstuga\w*"
    r"|fritidshus\w*|\bvillan?\b|\b(?:mor|far)(?:mor|far)s\s+\w+|undertecknad\w*|klagande\w*|sökande\w*|underskrift"
    r"|namnteckning|avsändare\w*|arrendator\w*|anmälare\w*|vårdtagare\w*|brukaren?|patient\w*|bjud(?:er|a|en)\s+hem"
    r"|makarna|hemtjänst\w*|hemleverans\w*|adress(?:en)?\s+till)[^.!?\n]{0,60}$"
)
# Somebody who is at home there: "grannarna på", "änkan på", "makarna Berg,".
_AT_HOME = re.compile(
    rf"(?i)\b(?:{KIN}|\w*mamman?|\w*pappan?|grann\w+|hyresgäst\w*|(?:villa|hus|radhus|småhus|fastighets)ägare\w*"
    r"|pensionär\w*|brukar\w+|kvinnan|mannen|studenten?|syskonen|barnfamilj\w*)"
    r"(?:\s+(?-i:[A-ZÅÄÖ][\wåäöé-]+)){0,2}(?:,|\s+(?:på|från|i|vid))\s*$"
)
_HOME_AFTER = re.compile(
    r"^,?\s*(?:(?:i\s+\w+,?\s+)?(?:där|som)\s+(?:han|hon|hen|de|vi|jag|familjen|paret|makarna|[A-ZÅÄÖ]\w+)\b"
    r"[^.,;]{0,20}?\s(?:bor|bodde|bott|hyr|växte|äger)\b|ärvdes?\b|äger\s|hem\s+till\b|(?:[^.,;]{0,30}\s)?(?:avflyttad|adressaten)|där\s+(?:bor|bodde)\s+[A-ZÅÄÖ])"
)
# A farm or house by its name, where somebody is said to live.
_FARM = re.compile(
    r"(?<![\w-])(?P<street>(?:[A-ZÅÄÖ][\wåäöé]+\s){1,2}(?!(?:19|20)\d{2}\b)\d{1,4}(?:\s?[A-F]\b)?)(?P<flat>)(?P<post>,?\s"
    r"(?:SE?-)?\d{3}\s?\d{2}\s+[A-ZÅÄÖ][\wåäö]+)?"
)
_LIVES = re.compile(
    r"(?i)\b(?:bor|bodde|bott|boende|bosatt\w*|bostad(?:en)?|hemadress\w*|bostadsadress\w*|skriven|folkbokförd|flyttade"
    r"|uppvuxen|gården|torpet|hemma)(?:\s+(?:ensam|kvar|numera|nu|idag|fortfarande|sedan\s+\d{4}|på|i|till|vid|gården"
    r"|torpet|är))*[\s,:]{1,3}$"
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
    for form in (_ADDRESS, _BOX, _FARM):
        for match in form.finditer(text):
            before = text[max(0, match.start() - 90) : match.start()]
            before = re.split(r"[!?]\s|(?<=[a-zåäö])\.\s|\n\s*\n", before)[-1]
            if form is _FARM:
                if _LIVES.search(before):
                    yield _item(match)
                continue
            if (
                _HOME.search(before)
                or _AT_HOME.search(before)
                or _HOME_AFTER.match(text[match.end() : match.end() + 80].lstrip())
                or _after_a_given_name(before)
                or (form is _ADDRESS and (match["flat"] and not _OFFICE.search(before)))
                or ((match["post"] or form is _ADDRESS) and _stands_by_a_name(text, match.start(), names))
            ):
                yield _item(match)


def _after_a_given_name(before: str) -> bool:
    """Whether a given name and "på" stand directly before."""
    found = re.search(r"([A-ZÅÄÖ][\wåäöé-]+),?\s+på\s+$", before)
    return found is not None and is_given_name(found[1]) and found[1].casefold() not in word_list("word_names.txt")


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
