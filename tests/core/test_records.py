import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.ids import candidate_id, example_id, page_id
from kkharvest.core.records import Candidate, Document, Fact, PageKind, to_json
from kkharvest.core.report import Check, RunReport, StageReport, Verdict
from kkharvest.core.text import Span


def test_records_have_one_json_form() -> None:
    candidate = Candidate("", "T", "text", span=Span(0, 4), facts=(Fact("period", "2024", "2024", Span(0, 4)),))
    document = Document("http://a.se/", PageKind.ARTICLE, "T", "text", "sv", date(2024, 3, 1), candidates=(candidate,))
    plain = json.loads(json.dumps(to_json(document)))
    assert plain["published"] == "2024-03-01"
    assert plain["kind"] == "article"
    assert plain["candidates"][0]["facts"][0]["span"] == [0, 4]


@given(st.text(), st.text())
def test_ids_tell_kinds_and_parts_apart(key: str, part: str) -> None:
    page = page_id(key)
    assert page == page_id(key)
    assert len({page, candidate_id(page, part), example_id(candidate_id(page, part))}) == 3
    assert candidate_id(page, part) != candidate_id(page, part + "x")


def test_the_worst_check_decides() -> None:
    def run(*verdicts: Verdict) -> RunReport:
        return RunReport("r", (StageReport("s", checks=tuple(Check(str(v), v) for v in verdicts)), StageReport("t")))

    assert (run().verdict, run().exit_code) == (Verdict.OK, 0)
    assert (run(Verdict.OK, Verdict.WARNING).verdict, run(Verdict.WARNING).exit_code) == (Verdict.WARNING, 0)
    assert run(Verdict.FAILED, Verdict.OK).exit_code == 3
