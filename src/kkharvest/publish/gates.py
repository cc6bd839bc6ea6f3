"""Questions that a release must answer before it stands; a failed one refuses it, a warning is published with it."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import unquote

from kkharvest import taxonomy
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.core.text import words
from kkharvest.publish.pii import find_personal_data
from kkharvest.publish.record import UNPUBLISHED, Record
from kkharvest.store import Row, Store

__all__ = ["check_release", "personal_data_in", "taken_over"]

_SHOWN = 5
_RUN = 8
_MAX_TAKEN_OVER = 0.5
_MAX_QUOTE = 300
_QUOTE = re.compile(r"[”“\"»]([^”“\"«»]{1,2000})[”“\"«]")
# Kinds that an address may hold; digits in addresses are too often anything else.
_IN_ADDRESS = {"email", "personnummer"}
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def check_release(store: Store, records: Sequence[Record], earlier: int, settings: Settings) -> list[Check]:
    """All gates; `earlier` is how many examples the release before has."""
    copied = _copied(store, records)
    most = settings.review.max_taken_over
    return [
        _check("nothing_unreviewed", _unreviewed(store, records)),
        _check("taxonomy_valid", _unknown_labels(records)),
        _check("complete", _incomplete(records)),
        _check("no_personal_data", personal_data_in(records, intended_by_reviewers(store))),
        _check("traceable", _untraceable(store, records)),
        _check("licence_of_each_part", _unlicensed(store, records)),
        _check("quotation_short", _long_quotes(records)),
        _check("quotation_exact", _wrong_quotes(store, records)),
        _check(
            "quotation_limit", [f"{key}: {size} characters of the source" for key, size, _ in copied if size > most]
        ),
        _check(
            "own_words",
            [f"{key}: {share:.0%} are the source's own words" for key, _, share in copied if share > _MAX_TAKEN_OVER],
            Verdict.WARNING,
        ),
        _check("links_alive_or_archived", _dead_links(store, records)),
        _check("no_sudden_drop", _drop(len(records), earlier, settings.publish.max_drop)),
        _check("not_empty", [] if records else ["no example is accepted yet: kkharvest review list"]),
    ]


def published_texts(record: Record) -> Iterator[tuple[str, str]]:
    """Every free text of a record that leaves the house, with the name of its field."""
    yield "title", record["title"]
    yield "summary", record["summary"]
    details = record.get("details", {})
    for name in ("results", "funding"):
        yield name, details.get(name, "")
    yield "quote", details.get("quote", {}).get("text", "")
    for obstacle in record.get("hindrances", ()):
        yield "quote", obstacle["quote"]
    for organisation in details.get("organisations", ()):
        yield "organisations", organisation["name"]
    for voice in record["sources"]:
        yield "source title", voice["title"]
        yield "publisher", voice["publisher"]


def intended_by_reviewers(store: Store) -> dict[str, frozenset[str]]:
    """By example: pieces of personal data that a reviewer has marked as meant to be published."""
    rows = store.rows("SELECT id, details_json FROM examples WHERE status = 'accepted'")
    return {row["id"]: frozenset(json.loads(row["details_json"]).get("intended", ())) for row in rows}


def personal_data_in(
    records: Sequence[Record], intended: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[str]:
    """Personal data in any published text, each with what mends it."""
    faults = []
    for record in records:
        meant = intended.get(record["id"], ())
        for name, text in published_texts(record):
            found = [(item.kind, item.text) for item in find_personal_data(text)]
            if name == "organisations" and not found:
                found = [(item.kind, item.text) for item in find_personal_data(f"Kontaktperson: {text}")]
            faults += [
                f"{record['id']} {name}: {kind} “{piece}” (edit it: kkharvest review accept {record['id']} …)"
                for kind, piece in found
                if piece not in meant
            ]
        for voice in record["sources"]:
            found = [(i.kind, i.text) for i in find_personal_data(unquote(voice["url"])) if i.kind in _IN_ADDRESS]
            faults += [f"{record['id']} address: {kind} “{piece}”" for kind, piece in found if piece not in meant]
    return faults


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
    codes = {place.kommunkod for place in taxonomy.municipalities()}
    faults = []
    for record in records:
        if not record["themes"] or not set(record["themes"]) <= themes:
            faults.append(f"{record['id']} has themes {record['themes']}")
        if not set(record["areas"]) <= areas or record["level"] not in levels:
            faults.append(f"{record['id']} has areas {record['areas']} and level {record['level']}")
        if not {place["kommunkod"] for place in record["municipalities"]} <= codes:
            faults.append(f"{record['id']} has municipalities {record['municipalities']}")
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
    """Fields that lead back to no person's decision, page or archived answer."""
    rows = store.rows(
        """
        SELECT e.id, j.reviewer, j.text_hash, j.payload_json, j.at,
               (SELECT group_concat(url, char(10)) FROM (SELECT s.url FROM example_sources AS s
                JOIN candidates AS d ON d.id = s.candidate_id JOIN pages AS q ON q.id = d.page_id
                WHERE s.example_id = e.id)) AS urls
        FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id
        JOIN candidates AS c ON c.id = e.candidate_id JOIN pages AS p ON p.id = c.page_id
        """
    )
    origin = {row["id"]: row for row in rows}
    faults = []
    for record in records:
        row = origin.get(record["id"])
        if row is None or not row["reviewer"] or not row["text_hash"]:
            faults.append(f"{record['id']} leads back to no reviewed page")
            continue
        faults += [f"{record['id']} {name} is not what was decided" for name in _undecided(record, row)]
        read = set((row["urls"] or "").splitlines())
        faults += [
            f"{record['id']} source {v['url']} was never read" for v in record["sources"] if v["url"] not in read
        ]
    return faults


def _undecided(record: Record, row: Row) -> Iterator[str]:
    """Fields that differ from what the person decided."""
    chosen = json.loads(row["payload_json"])
    details = {name: value for name, value in chosen.get("details", {}).items() if name not in UNPUBLISHED}
    expected = {
        "title": chosen.get("title"),
        "summary": chosen.get("summary"),
        "themes": chosen.get("themes"),
        "areas": chosen.get("areas", []),
        "level": chosen.get("level"),
        "details": details,
        "decided_at": row["at"],
    }
    yield from (name for name, value in expected.items() if record.get(name, {}) != value)
    if {place["kommunkod"] for place in record["municipalities"]} != set(chosen.get("municipalities", ())):
        yield "municipalities"


def _unlicensed(store: Store, records: Sequence[Record]) -> list[str]:
    """Parts without a ground to publish them on.

    Our own words go under the release's licence; a quotation rests on the right to quote, which wants its source
    named; a source that has reserved its rights since is linked to but not quoted.
    """
    reserved = {
        row["id"]
        for row in store.rows(
            "SELECT e.id FROM examples AS e JOIN candidates AS c ON c.id = e.candidate_id "
            "JOIN pages AS p ON p.id = c.page_id WHERE p.outcome IN ('reserved', 'opted_out')"
        )
    }
    faults = []
    for record in records:
        told = record.get("details", {}).get("quote") or record.get("hindrances")
        quoted = bool(told or _QUOTE.search(record["summary"]))
        if quoted and record["id"] in reserved:
            faults.append(f"{record['id']} quotes a source that has reserved its rights since: take the quote out")
        faults += [
            f"{record['id']} names no publisher of {voice['url']}"
            for voice in record["sources"]
            if not voice["publisher"].strip()
        ]
    return faults


def _long_quotes(records: Sequence[Record]) -> list[str]:
    return [
        f"{record['id']} quotes {len(quote)} characters; at most {_MAX_QUOTE}"
        for record in records
        for name, text in published_texts(record)
        for quote in ([text] if name == "quote" else _QUOTE.findall(text))
        if len(quote) > _MAX_QUOTE
    ]


def _wrong_quotes(store: Store, records: Sequence[Record]) -> list[str]:
    """Quotes that do not stand in the source word for word, as it was when it was read or decided on."""
    quoting = {record["id"]: record["details"]["quote"]["text"] for record in records if "quote" in _details(record)}
    if not quoting:
        return []
    texts = _source_texts(store)
    return [
        f"{key} quotes what its source does not say: “{quote[:60]}”"
        for key, quote in quoting.items()
        if not any(quote in text for text in texts.get(key, ()))
    ]


def _details(record: Record) -> Record:
    found: Record = record.get("details", {})
    return found


def _copied(store: Store, records: Sequence[Record]) -> list[tuple[str, int, float]]:
    """By example: the most characters of one text that stand in a source in runs of eight words, and what share."""
    texts = _source_texts(store)
    found = []
    for record in records:
        shares = [
            (taken_over(own, text), len(_QUOTE.sub(" ", own)))
            for name, own in published_texts(record)
            if own and name in {"summary", "results", "funding"}
            for text in texts.get(record["id"], ())
        ]
        size = max((round(share * length) for share, length in shares), default=0)
        found.append((record["id"], size, max((share for share, _ in shares), default=0.0)))
    return found


def _source_texts(store: Store) -> Mapping[str, list[str]]:
    """By example: the texts of all its tellings, and the one that was decided on."""
    rows = store.rows(
        "SELECT s.example_id AS id, c.text FROM example_sources AS s JOIN candidates AS c ON c.id = s.candidate_id "
        "UNION SELECT e.id, t.text FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id "
        "JOIN judged_texts AS t ON t.text_hash = j.text_hash WHERE e.status = 'accepted'"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(row["text"])
    return found


def _dead_links(store: Store, records: Sequence[Record]) -> list[str]:
    """Sources whose page answered last with a fault and that no archive record holds."""
    rows = store.rows(
        """
        SELECT s.example_id AS id, s.url, p.outcome FROM example_sources AS s
        JOIN candidates AS c ON c.id = s.candidate_id JOIN pages AS p ON p.id = c.page_id
        WHERE p.outcome NOT IN ('ok', 'unchanged', 'not_modified', 'opted_out', 'reserved', 'noindex', 'disallowed')
          AND NOT EXISTS (SELECT 1 FROM fetches AS f WHERE f.page_id = p.id AND f.warc_file IS NOT NULL)
        """
    )
    published = {record["id"] for record in records}
    return [
        f"{row['id']}: {row['url']} is gone ({row['outcome']}) and not archived: withdraw the example or merge it"
        for row in rows
        if row["id"] in published
    ]


def _drop(now: int, earlier: int, max_drop: float) -> list[str]:
    if earlier and now < earlier * (1 - max_drop):
        return [f"{now} examples, the release before has {earlier}: a drop beyond {max_drop:.0%}"]
    return []
