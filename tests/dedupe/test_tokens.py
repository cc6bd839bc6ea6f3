"""Words as hashes: the same letters give the same hash wherever they stand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe.stems import stem
from kkharvest.dedupe.tokens import CAP_INSIDE, CAP_START, tokenise, word_hash


def spelled(text: str) -> list[str]:
    tokens = tokenise([text])
    return [tokens.spelled(at) for at in range(len(tokens.word))]


def test_words_are_letters_and_digits_in_order() -> None:
    assert spelled("I Åhus: 3,5 meter – bl.a. på Söder!") == ["I", "Åhus", "3", "5", "meter", "bl", "a", "på", "Söder"]


def test_case_and_composition_of_accents_do_not_matter() -> None:
    assert word_hash("SKYFALLSKARTAN") == word_hash("skyfallskartan")
    assert word_hash("A\u030ahus") == word_hash("åhus")
    assert word_hash("skyfalls\u00adkartan") == word_hash("skyfallskartan")


def test_different_words_have_different_hashes() -> None:
    words = [f"ord{number}x" for number in range(5000)]
    assert len({word_hash(word) for word in words[:50]}) == 50
    assert len(set(tokenise([" ".join(words)]).word.tolist())) == 5000


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_a_text_has_the_same_words_alone_and_in_company(texts: list[str]) -> None:
    together = tokenise(texts)
    for number, text in enumerate(texts):
        assert together.word[together.text == number].tolist() == tokenise([text]).word.tolist()


def test_capitals_tell_names_from_starts_of_sentences() -> None:
    tokens = tokenise(["Staden ritar Skyfallskartan. Den visar ”Myran”."])
    capitals = {tokens.spelled(at): int(tokens.capital[at]) for at in range(len(tokens.word))}
    assert capitals["Staden"] == capitals["Den"] == CAP_START
    assert capitals["Skyfallskartan"] == capitals["Myran"] == CAP_INSIDE
    assert capitals["ritar"] == 0


def test_no_text_gives_no_words() -> None:
    assert len(tokenise([""]).word) == 0
    assert np.array_equal(tokenise(["", "", "a"]).text, [2])


def test_inflected_forms_share_a_stem() -> None:
    assert stem("skyfallskartan") == stem("skyfallskartans") == stem("skyfallskarta")
    assert stem("klimatavtalet") == stem("klimatavtal")
    assert stem("sol") == "sol"
