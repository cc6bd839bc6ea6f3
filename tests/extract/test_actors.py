"""Names by their form are looked for only in sentences that can hold one: none may be lost by that."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import actors, clues

_WORDS = """Lunds universitet Universitetet i Högskolan Chalmers tekniska högskola University of Institute Technology
    Science Park Region Länsstyrelsen i Skåne län Stockholmsregionen Göteborgsregionen Energikontoret Energikontor Norr
    Energimyndigheten Naturvårdsverket Sydnätverket kommunalförbund Handelskammaren Handelskammare Villaföreningen
    Byggföretagen Lantbrukarförbundet Volvo AB Ab HB KB A/S AS Oy GmbH Ltd Inc plc Group Fastighets Bostads Energi &
    Miljö Fastigheter Bostäder Hamn Vatten Airport Elnät energibolaget företaget koncernen jätten tillverkaren kedjan
    leverantören entreprenören operatören byrån startupen the company och samt av för Kraftringen Eon""".split()
_texts = st.lists(st.sampled_from([*_WORDS, "\n", ",", "."]), max_size=30).map(" ".join)


@given(_texts)
def test_sentences_left_unread_hold_no_name(text: str) -> None:
    for pattern, clue in ((actors._BY_FORM, clues.FORM), (actors._SAID_TO_BE, clues.SAID)):
        read = [(one.start, one.end) for one in clues.read_sentences(text) if one.clues & clue]
        assert _found(pattern, text, read) == _found(pattern, text, [(0, len(text))])


def _found(pattern: re.Pattern[str], text: str, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [match.span() for start, end in ranges for match in pattern.finditer(text, start, end)]
