"""The dedupe stage: candidates to links and groups in the database.

Links are worked out for what is new alone (`catching_up`); groups are derived anew from all links and judgements,
which costs little. A run that is cut short leaves the database as it was, and the next one catches up.
"""

import json
import time
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder import Encoder
from kkharvest.core.records import Issue, Link, Relation, Severity, Telling
from kkharvest.core.report import Check, StageReport, Verdict
from kkharvest.core.settings import Settings
from kkharvest.dedupe.catching_up import catch_up
from kkharvest.dedupe.clusters import Judgement, PairVerdict, cluster
from kkharvest.dedupe.contract import Place, to_contract
from kkharvest.dedupe.identity import GroupIds, assign_group_ids
from kkharvest.dedupe.scoring import Scorer, load_scorer
from kkharvest.dedupe.vectors import text_to_embed
from kkharvest.store import Row, Store
from kkharvest.store.corpus import candidates_to_group, landing_pages
from kkharvest.store.groups import (
    groups_in_use,
    pair_judgements,
    retired_groups,
    save_groups,
    save_links,
    stored_links,
)
from kkharvest.store.runs import record_issue

__all__ = ["run_dedupe"]

_INDEX = "duplicates.npz"
_VERDICTS = {"same": PairVerdict.SAME, "not_same": PairVerdict.NOT_SAME, "pair_unsure": PairVerdict.UNSURE}


def run_dedupe(store: Store, settings: Settings, encoder: Encoder, run_id: str | None = None) -> StageReport:
    """Brings links up to date and derives the groups of all candidates, people's judgements on pairs first.

    A judgement that contradicts others becomes an issue; group ids that are no longer used become redirects.
    """
    started = time.monotonic()
    scorer = load_scorer(settings.models / "dedupe")
    rows = candidates_to_group(store)
    tellings = [_telling(row) for row in rows]
    caught = catch_up(
        tellings,
        lambda some: _vectors(some, encoder, scorer),
        scorer,
        settings.processed / _INDEX,
        stored_links(store, scorer.version),
    )
    links = _with_cards(rows, landing_pages(store), caught.links)
    judgements = [
        Judgement(a, b, _VERDICTS[verdict], f"{number:012d}") for a, b, verdict, number in pair_judgements(store)
    ]
    grouping = cluster([telling.id for telling in tellings], links, judgements)
    ids = assign_group_ids(grouping, GroupIds(groups_in_use(store), retired_groups(store)))
    id_of = ids.id_of()
    names = {number: id_of[members[0]] for number, members in enumerate(grouping.groups)}
    places = to_contract(tellings, grouping, links, names)
    with store.transaction():
        save_links(store, links, scorer.version)
        save_groups(store, map(_row, tellings, places), ids.redirects, ids.retired)
        for found in grouping.contradictions:
            issue = Issue("dedupe", f"contradiction:{found.a}:{found.b}", found.message, Severity.WARNING)
            record_issue(store, run_id, issue)
    counts = {"candidates": len(rows), "compared": caught.compared, "links": len(links), "groups": len(grouping.groups)}
    contradicted = len(grouping.contradictions)
    check = Check(
        "judgements_agree",
        Verdict.WARNING if contradicted else Verdict.OK,
        f"{contradicted} judgements on pairs contradict others" if contradicted else "",
    )
    return StageReport("dedupe", scorer.version, counts, (check,), time.monotonic() - started)


def _row(telling: Telling, place: Place) -> dict[str, object]:
    return {
        "candidate_id": telling.id,
        "group_id": place.group,
        "is_primary": int(place.relation is None),
        "relation": place.relation.value if place.relation else None,
        "of_id": place.of,
    }


def _telling(row: Row) -> Telling:
    details = json.loads(row["details_json"])
    return Telling(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        url=row["url"],
        lang=row["lang"],
        published=date.fromisoformat(row["published"]) if row["published"] else None,
        places=tuple(dict.fromkeys(place["kommunkod"] for place in details.get("places", ()))),
        links=(row["link_url"],) if row["link_url"] else (),
        source_kind=row["source_kind"],
    )


def _vectors(tellings: Sequence[Telling], encoder: Encoder, scorer: Scorer) -> NDArray[np.float32] | None:
    """Embeddings, (n, d) float32 of unit length; None when the scorer was trained with another encoder."""
    if scorer.encoder not in {encoder.name, encoder.revision} or not tellings:
        return None
    return encoder.encode([text_to_embed(telling) for telling in tellings])


def _with_cards(rows: Sequence[Row], landing: dict[str, str], links: Sequence[Link]) -> list[Link]:
    """The links, and one from each listing card to the article it leads to, when the page holds just that one."""
    articles: dict[str, list[str]] = {}
    for row in rows:
        if not row["is_teaser"]:
            articles.setdefault(row["page_id"], []).append(row["id"])
    found = {(link.a, link.b): link for link in links}
    for row in rows:
        page = row["link_page_id"] or ""
        target = articles.get(landing.get(page, page), ())
        if row["is_teaser"] and len(target) == 1 and target[0] != row["id"]:
            a, b = sorted((row["id"], target[0]))
            found[a, b] = Link(a, b, Relation.COPY_OF, 0.999, "kortet leder till sidan")
    return [found[pair] for pair in sorted(found)]
