import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.classify import ClassifyInput, ngrams
from kkharvest.classify.cues import CUE_NAMES, cue_features, shows_business, shows_municipality
from kkharvest.classify.evidence import strongest
from kkharvest.classify.features import Features, read_records
from kkharvest.classify.hindrance import KINDS, Mention, kind_name, kind_of, likely_kinds, marked, summarise
from kkharvest.classify.inputs import judged_sentences, judged_text
from kkharvest.core.text import Span


@pytest.mark.parametrize(
    ("sentence", "public", "business"),
    [
        ("Lunds kommun har tagit fram en plan.", True, False),
        ("Helsingborg växer.", True, False),
        ("Tjugo företag har skrivit på.", False, True),
        ("Wihlborgs Fastigheter AB bygger.", False, True),
        ("Kommunikationen var god.", False, False),
        ("The city and local businesses signed.", True, True),
        ("Det regnade hela dagen.", False, False),
        ("Ed är ett ord som också är en by.", False, False),
        ("Företagsklimatet fick betyget 4,1.", False, False),
    ],
)
def test_sides_of_a_sentence(sentence: str, public: bool, business: bool) -> None:
    assert shows_municipality(sentence) is public
    assert shows_business(sentence) is business


def test_cues_tell_meetings_in_one_sentence_from_mentions_apart() -> None:
    apart = cue_features("", ["Kommunen har en plan.", "Företagen växer."])
    together = cue_features("", ["Kommunen och företagen samverkar om klimatet.", "Solen sken."])
    index = CUE_NAMES.index("public+business_any")
    assert (apart[index], together[index]) == (0, 1)
    assert together[CUE_NAMES.index("public+business_share")] == 0.5


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=6))
def test_cues_are_shares(title: str, sentences: list[str]) -> None:
    found = cue_features(title, sentences)
    assert found.shape == (len(CUE_NAMES),)
    assert ((found >= 0) & (found <= 1)).all()


def test_compounds_share_ngrams_with_their_parts() -> None:
    counts = ngrams.counts(["skyfallskartan", "skyfall karta", "byggaktörsdialog", ""])
    unit = ngrams.weighted(counts, np.ones(ngrams.BUCKETS, np.float32))
    assert unit[0] @ unit[1] > 0.4
    assert abs(unit[0] @ unit[2]) < 0.1
    assert not unit[3].any()


@given(st.text(max_size=200))
def test_ngrams_ignore_case_and_punctuation(text: str) -> None:
    plain = ngrams.counts([f"{text} klimat"])
    assert np.isfinite(plain).all()
    assert (ngrams.counts([f"{text} KLIMAT!"]) == ngrams.counts([f"{text} klimat?"])).all()


@given(st.text(max_size=500))
def test_sentences_point_into_the_text(text: str) -> None:
    for span, wording in judged_sentences(ClassifyInput("x", "", text)):
        assert 0 <= span.start < span.end <= len(text)
        assert wording == wording.strip() != ""


def test_markup_is_not_judged() -> None:
    record = ClassifyInput("x", "<b>Titel</b>", "<style>p {}</style><p>Hej&nbsp;världen, 3 < 5.</p>")
    assert judged_text(record) == "Titel\nHej världen, 3 < 5."


def test_long_texts_are_bounded() -> None:
    record = ClassifyInput("x", "t" * 9000, "En mening om klimatet. " * 20_000)
    assert len(judged_text(record)) < 13_000
    assert len(judged_sentences(record)) == 48


def test_evidence_is_best_first_and_a_second_only_when_close() -> None:
    spans = [Span(i, i + 1) for i in range(4)]
    assert strongest(np.array([0.0, 3.0, 2.9, 0.1], np.float32), spans) == (spans[1], spans[2])
    assert strongest(np.array([0.0, 3.0, 0.2, 0.1], np.float32), spans) == (spans[1],)
    among = np.array([True, False, False, True])
    assert strongest(np.array([0.0, 3.0, 2.9, 0.1], np.float32), spans, most=1, among=among) == (spans[3],)
    assert strongest(np.zeros(4, np.float32), spans, among=np.zeros(4, bool)) == ()


def test_views_are_of_unit_length(word_encoder: object) -> None:
    records = [ClassifyInput(str(i), "Titel", f"Kommunen bygger hus nummer {i}. Företag deltar.") for i in range(5)]
    reading = read_records([*records, ClassifyInput("e", "", "")], word_encoder)  # type: ignore[arg-type]  # a stand-in
    features = Features.learn(reading)
    topics = features.topics(reading)
    d = reading.whole.shape[1]
    np.testing.assert_allclose(np.linalg.norm(topics[:5, :d], axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(topics[:5, 2 * d :], axis=1), 2, atol=1e-5)
    assert np.isfinite(topics).all()
    again = Features.from_arrays(features.arrays())
    np.testing.assert_array_equal(again.topics(reading), topics)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Plan- och bygglagen tillåter inte att kommunen ställer egna krav.", "legislation"),
        ("Lagen om offentlig upphandling gör upphandlingen svår.", "procurement"),
        ("Det saknas pengar till investeringen.", "funding"),
        ("Många småföretag saknar kunskap och kompetens.", "knowledge"),
        ("Bygglov och detaljplan tar för lång tid.", "permits"),
        ("Elnätet har för låg kapacitet.", "infrastructure"),
        ("Det finns inga data att mäta med.", "data"),
        ("Det var svårt.", "other"),
    ],
)
def test_kinds_of_hindrances(sentence: str, kind: str) -> None:
    assert kind_of(sentence) == kind


def test_words_are_a_second_opinion_on_the_kind() -> None:
    undecided, sure = np.zeros((1, len(KINDS)), np.float32), np.zeros((1, len(KINDS)), np.float32)
    sure[0, KINDS.index("roles")] = 3
    sentence = "Lagen om offentlig upphandling hindrar."
    assert likely_kinds(undecided, [sentence]) == ["legislation"]
    assert likely_kinds(sure, [sentence]) == ["roles"]
    assert likely_kinds(np.zeros((0, len(KINDS)), np.float32), []) == []


def test_every_kind_has_a_swedish_name() -> None:
    assert len({kind_name(kind) for kind in KINDS}) == len(KINDS)


def test_marks_may_be_parts_of_sentences() -> None:
    found = marked(["Reglerna är ett hinder, säger hon.", "Solen sken."], ["Reglerna är ett hinder", "kort"])
    assert found == [True, False]


def test_the_report_counts_candidates_before_sentences() -> None:
    mentions = [
        Mention("a", "funding", "Det saknas pengar.", ("energi",), ("1281",)),
        Mention("a", "funding", "Det är dyrt.", ("energi",), ("1281",)),
        Mention("b", "legislation", "Lagen hindrar.", ("energi", "governance"), ("0180",)),
        Mention("c", "legislation", "Reglerna hindrar.", ("governance",), ("0180",)),
    ]
    report = summarise(mentions)
    assert (report.sentences, report.sources) == (4, 3)
    assert [row.kind for row in report.rows] == ["legislation", "funding"]
    assert report.rows[0].themes == (("governance", 2), ("energi", 1))
    assert [quote.candidate_id for quote in report.rows[0].quotes] == ["b", "c"]
    assert report.rows[1].sources == 1
