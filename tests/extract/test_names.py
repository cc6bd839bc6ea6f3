"""What names of elements say: the scan agrees with its plain definition, compiled or not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.names import BOX, CONSENT, FACTS, read_names, words_of

_NAMES = st.text("abcZåÄ09-_ \n/ßİéΣ", max_size=25) | st.text(max_size=10)


@given(_NAMES)
def test_words_are_runs_of_letters_and_digits_parted_at_capitals_too(name: str) -> None:
    ascii_only = re.sub(r"[^A-Za-zÅÄÖåäö0-9]", " ", name)
    assert words_of(name) == re.sub(r"([a-zåäö])(?=[A-ZÅÄÖ])", r"\1 ", ascii_only).lower().split()


@given(_NAMES, st.sampled_from(["related-links", "c-fakta", "cookieBanner"]), _NAMES)
def test_what_a_name_says_holds_whatever_stands_around_it(before: str, name: str, after: str) -> None:
    said = read_names(name, "")
    assert said
    assert read_names(f"{before} {name} {after}", "") & said == said
    assert read_names("", f"{before} {name} {after}") & said == said


@pytest.mark.parametrize(
    ("names", "identity", "said"),
    [
        ("", "", 0),
        ("content main-column", "innehall", 0),
        ("relatedArticles", "", BOX),
        ("", "kontakt", BOX),
        ("cookie-bot", "", BOX | CONSENT),
        ("", "cookie-bot-9", BOX | CONSENT),
        ("news-letter", "", BOX),
        ("", "news-letter", 0),
        ("blogpost metadata", "", BOX),
        ("post", "meta", BOX),
        ("metadata post", "", 0),
        ("skip-to-content", "", BOX),
        ("expandable-box", "", FACTS),
        ("faktaruta kontakt", "", BOX | FACTS),
        ("gdpr", "", BOX | CONSENT),
        ("cookie-wall", "", BOX | CONSENT),
        ("cookiewall", "", CONSENT),
    ],
)
def test_names_of_boxes_facts_and_consent(names: str, identity: str, said: int) -> None:
    assert read_names(names, identity) == said
