"""Questions that a release must answer before it stands; a failed one refuses it, a warning is published with it."""

import re
from collections.abc import Mapping, Sequence

from kkharvest import taxonomy
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.core.text import words
from kkharvest.publish.pii import find_personal_data
from kkharvest.publish.record import Record
from kkharvest.store import Store

__all__ = ["check_release", "personal_data_in", "taken_over"]

_SHOWN = 5
_RUN = 8
_MAX_TAKEN_OVER = 0.5
_MAX_QUOTE = 300
_QUOTE = re.compile(r"[”“\"»]([^”“\"«»]{1,2000})[”“\"«]")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def check_release(store: Store, records: Sequence[Record], earlier: int, settings: Settings) -> list[Check]:
    """All gates; `earlier` is how many examples the release before has."""
    return [
        _check("nothing_unreviewed", _unreviewed(store, records)),
        _check("taxonomy_valid", _unknown_labels(records)),
        _check("complete", _incomplete(records)),
        _check("no_personal_data", personal_data_in(records)),
        _check("traceable", _untraceable(store, records)),
        _check("quotation_short", _long_quotes(records)),
        _check("own_words", _overlaps(store, records), Verdict.WARNING),
        _check("links_alive_or_archived", _dead_links(store, records), Verdict.WARNING),
        _check("no_sudden_drop", _drop(len(records), earlier, settings.publish.max_drop)),
        _check("not_empty", [] if records else ["no example is accepted yet: kkharvest review list"]),
    ]


def personal_data_in(records: Sequence[Record]) -> list[str]:
    """Personal data in titles and summaries, each with the command that mends it."""
    return [
        f"{record['id']} {name}: {item.kind} “{item.text}” (edit it: kkharvest review accept {record['id']} --{name} …)"
        for record in records
        for name in ("title", "summary")
        for item in find_personal_data(record[name])
        if item.text not in record.get("details", {}).get("intended", ())
    ]


def taken_over(summary: str, source: str) -> float:
    """Share of a summary's words that stand in runs of eight in the source, quotations left out."""
    own = words(_QUOTE.sub(" ", summary))
    if len(own) < _RUN:
        return 0.0
    theirs = words(source)
    runs = {tuple(theirs[i : i + _RUN]) for i in range(len(theirs) - _RUN + 1)}
    covered = [False] * len(own)
    for start in range(len(own) - _RUN + 1):
        if tuple(own[start : start + _RUN]) in runs:
            covered[start : start + _RUN] = [True] * _RUN
    return sum(covered) / len(own)


def _check(name: str, faults: Sequence[str], verdict: Verdict = Verdict.FAILED) -> Check:
    if not faults:
        return Check(name, Verdict.OK)
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return Check(name, verdict, "; ".join(faults[:_SHOWN]) + more)


def _unreviewed(store: Store, records: Sequence[Record]) -> list[str]:
    accepted = {
        row["id"]
        for row in store.rows(
            "SELECT e.id FROM examples AS e JOIN standing_judgements AS j ON j.id = e.judgement_id "
            "WHERE j.verdict = 'accept'"
        )
    }
    return [f"{record['id']} has no standing acceptance" for record in records if record["id"] not in accepted]


def _unknown_labels(records: Sequence[Record]) -> list[str]:
    themes = {theme.slug for theme in taxonomy.predicted_themes()}
    areas = {area.slug for area in taxonomy.areas()}
    levels = {level.slug for level in taxonomy.levels()} | {None}
    faults = []
    for record in records:
        if not record["themes"] or not set(record["themes"]) <= themes:
            faults.append(f"{record['id']} has themes {record['themes']}")
        if not set(record["areas"]) <= areas or record["level"] not in levels:
            faults.append(f"{record['id']} has areas {record['areas']} and level {record['level']}")
    return faults


def _incomplete(records: Sequence[Record]) -> list[str]:
    faults = []
    for record in records:
        faults += [f"{record['id']} has no {name}" for name in ("title", "sources") if not record[name]]
        faults += [
            f"{record['id']} has a source without an absolute address: {voice['url']!r}"
            for voice in record["sources"]
            if not _ADDRESS.fullmatch(voice["url"])
        ]
    return faults


def _untraceable(store: Store, records: Sequence[Record]) -> list[str]:
    """Examples whose judgement names no page version: who decided on what can then not be told."""
    known = {
        row["id"]
        for row in store.rows(
            "SELECT e.id FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id "
            "JOIN candidates AS c ON c.id = e.candidate_id JOIN pages AS p ON p.id = c.page_id "
            "WHERE j.reviewer <> '' AND j.text_hash IS NOT NULL"
        )
    }
    return [f"{record['id']} leads back to no reviewed page" for record in records if record["id"] not in known]


def _long_quotes(records: Sequence[Record]) -> list[str]:
    return [
        f"{record['id']} quotes {len(quote)} characters"
        for record in records
        for quote in _QUOTE.findall(record["summary"])
        if len(quote) > _MAX_QUOTE
    ]


def _overlaps(store: Store, records: Sequence[Record]) -> list[str]:
    texts = _source_texts(store)
    faults = []
    for record in records:
        share = taken_over(record["summary"], texts.get(record["id"], ""))
        if share > _MAX_TAKEN_OVER:
            faults.append(f"{record['id']}: {share:.0%} of the summary are the source's own words")
    return faults


def _source_texts(store: Store) -> Mapping[str, str]:
    rows = store.rows(
        "SELECT e.id, c.text FROM examples AS e JOIN candidates AS c ON c.id = e.candidate_id "
        "WHERE e.status = 'accepted'"
    )
    return {row["id"]: row["text"] for row in rows}


def _dead_links(store: Store, records: Sequence[Record]) -> list[str]:
    """Main sources whose page answered last with a fault and that no archive record holds."""
    rows = store.rows(
        """
        SELECT e.id, p.url, p.outcome FROM examples AS e
        JOIN candidates AS c ON c.id = e.candidate_id JOIN pages AS p ON p.id = c.page_id
        WHERE e.status = 'accepted' AND p.outcome NOT IN ('ok', 'unchanged', 'not_modified')
          AND NOT EXISTS (SELECT 1 FROM fetches AS f WHERE f.page_id = p.id AND f.warc_file IS NOT NULL)
        """
    )
    published = {record["id"] for record in records}
    return [f"{row['id']}: {row['url']} ({row['outcome']})" for row in rows if row["id"] in published]


def _drop(now: int, earlier: int, max_drop: float) -> list[str]:
    if earlier and now < earlier * (1 - max_drop):
        return [f"{now} examples, the release before has {earlier}: a drop beyond {max_drop:.0%}"]
    return []
