import json
import re
from collections.abc import Callable

from kkharvest.store import Store

TEXT = "Kommunen bjöd in. Företagen kom. Det regnade."


def test_abstention_and_both_sides_are_shown(
    store: Store, add: Callable[..., str], group: Callable[..., None], person: Callable[..., object],
    enter: Callable[..., object],
) -> None:  # fmt: skip
    key = add("/a", TEXT)
    group([key])
    row = {"candidate_id": key, "is_unsure": 1, "near_misses_json": '[["other_business", 0.6]]'}
    row |= {"business_json": json.dumps([[18, 32]]), "municipality_json": json.dumps([[0, 17]])}
    store.insert_all("assessments", [row], upsert_on=["candidate_id"])
    store.execute("UPDATE suggestions SET is_selected = 0 WHERE taxonomy = 'relevance'")
    page = enter(person("eva")).see(f"/granska/{key}")  # type: ignore[attr-defined]
    assert "avstår från att säga ja eller nej" in page
    assert "Liknar mest: näringsliv utan klimat." in page
    assert '<mark data-for="business">Företagen kom.</mark>' in page
    marked = re.findall(r'<mark data-for="([^"]*)">([^<]*)', page)
    assert "".join(words for labels, words in marked if "municipality" in labels.split()) == TEXT[:17]
