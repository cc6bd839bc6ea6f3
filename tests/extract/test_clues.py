"""Clues of sentences: asking for them first never changes what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import clues
from kkharvest.extract.clues import Sentence, clues_of, read_sentences, words_with
from kkharvest.extract.facts import _MONEY, find_facts
from kkharvest.extract.gazetteer import PLACE_WORD, place_forms
from kkharvest.extract.places import find_mentions
from kkharvest.extract.quantities import quantities
from kkharvest.extract.summary import _FURNITURE, _SAYING, summarise
from kkharvest.taxonomy import municipalities

# Pieces of what the finders look for, so that chance often makes it.
PIECES = """12 2019 2021–2024 1,5 tre hälften halverats miljoner kronor kr mkr euro sek € 500kr eur5 kr. (kr) miljon tkr
    under ett år sträcker sig årig treårigt projekt pågår till från delat ut går in gick står för lån stöd bidrag EU:s
    finansieras av Vinnova Klimatklivet och läs mer ladda ner foto: @ säger hon berättar – "Vi har minskat 20 procent
    ton MWh Malmö Malmös Lund Upplands Väsby Umeå-Vasa kommun län Region Skåne AB energibolaget Kraftringen""".split()
TEXTS = st.lists(
    st.tuples(st.sampled_from([" ", " ", " ", "\n", "\u00a0", ". ", "(", "-", ", "]), st.sampled_from(PIECES)),
    max_size=16,
).map(lambda pairs: "".join(before + piece for before, piece in pairs))
EVERYTHING = (1 << 20) - 1


def hinting_at_all(one: Sentence) -> Sentence:
    """A sentence on which every expression is tried; whether it holds a digit is no hint."""
    return one._replace(clues=EVERYTHING & ~clues.DIGIT | one.clues & clues.DIGIT)


@given(TEXTS)
def test_a_summary_is_that_of_trying_all(text: str) -> None:
    assert summarise("Malmö", text) == summarise("Malmö", text, map(hinting_at_all, read_sentences(text)))


@given(TEXTS)
def test_where_a_clue_is_missing_nothing_is_found(text: str) -> None:
    for one in read_sentences(text):
        everything = EVERYTHING & ~clues.WORDED | one.clues & clues.WORDED
        assert list(quantities(one.folded, one.clues)) == list(quantities(one.folded, everything))
        assert one.clues & clues.CURRENCY or not _MONEY.search(one.folded)
        assert one.clues & clues.FURNITURE or not _FURNITURE.search(one.folded)
        assert one.clues & clues.SAYING or not one.quote[0].isalnum() or not _SAYING.search(one.quote)


@given(TEXTS)
def test_a_name_begins_only_in_words_that_hint_at_one(text: str) -> None:
    anywhere = [(match.start(), match.group()) for match in PLACE_WORD.finditer(text)]
    assert list(find_mentions(text, words_with(clues.PLACE, text))) == list(find_mentions(text, anywhere))


@pytest.mark.parametrize("place", [place.name for place in municipalities()][::29])
def test_every_way_to_write_a_municipality_is_hinted_at(place: str) -> None:
    assert all(clues_of(f"om {word} nu") & clues.PLACE for word in place_forms() if place.startswith(word))


@given(st.text(max_size=80))
def test_sentences_hold_their_text_in_lower_case(text: str) -> None:
    for one in read_sentences(text):
        assert text[one.start : one.end] == one.quote
        assert len(one.folded) == len(one.quote)


def test_a_letter_that_becomes_two_in_lower_case_moves_nothing() -> None:
    (fact,) = find_facts("UTSLÄPPEN HAR MINSKAT MED 20 PROCENT I LUND OCH İSTANBUL.")
    assert fact.value == "20 PROCENT"
