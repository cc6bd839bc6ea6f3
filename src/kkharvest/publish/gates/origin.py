"""Whether everything leads back to a person's decision and to a page that was read, and may be published."""

import json
from collections.abc import Iterator, Sequence

from kkharvest.publish.gates.wording import QUOTED
from kkharvest.publish.record import UNPUBLISHED, Record
from kkharvest.store import Row, Store

__all__ = ["dead_links", "unlicensed", "unreviewed", "untraceable"]


def unreviewed(store: Store, records: Sequence[Record]) -> list[str]:
    """Records that no person's standing acceptance bears."""
    accepted = {
        row["id"]
        for row in store.rows(
            "SELECT e.id FROM examples AS e JOIN standing_judgements AS j ON j.id = e.judgement_id "
            "WHERE j.verdict = 'accept'"
        )
    }
    return [f"{record['id']} has no standing acceptance" for record in records if record["id"] not in accepted]


def untraceable(store: Store, records: Sequence[Record]) -> list[str]:
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
            f"{record['id']} {where} {url} was never read" for where, url in _addresses(record) if url not in read
        ]
    return faults


def _addresses(record: Record) -> Iterator[tuple[str, str]]:
    yield from (("source", voice["url"]) for voice in record["sources"])
    yield from (("obstacle's source", told["url"]) for told in record.get("hindrances", ()))


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


def unlicensed(store: Store, records: Sequence[Record]) -> list[str]:
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
        quoted = bool(told or QUOTED.search(record["summary"]))
        if quoted and record["id"] in reserved:
            faults.append(f"{record['id']} quotes a source that has reserved its rights since: take the quote out")
        faults += [
            f"{record['id']} names no publisher of {voice['url']}"
            for voice in record["sources"]
            if not voice["publisher"].strip()
        ]
    return faults


def dead_links(store: Store, records: Sequence[Record]) -> list[str]:
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
