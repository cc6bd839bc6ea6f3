"""Questions that a release must answer before it stands; a failed one refuses it, a warning is published with it.

::

    labels    taxonomy, what must be there, counts against the release before
    origin    each field to a decision, each source to a page that was read and is alive or archived, grounds to publish
    wording   quotations and the source's own words
    finished  the finished files: licences, size of pages, links, the catalogue

Personal data is looked for in every text that a record holds (`publish.texts`); all files are made of records alone.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish.gates.finished import check_files
from kkharvest.publish.gates.labels import incomplete, sudden_drop, unknown_labels
from kkharvest.publish.gates.origin import dead_links, unlicensed, unreviewed, untraceable
from kkharvest.publish.gates.verdict import check
from kkharvest.publish.gates.wording import copied_words, long_quotes, wrong_quotes
from kkharvest.publish.record import Record
from kkharvest.publish.texts import personal_pieces, published_texts
from kkharvest.store import Store

__all__ = ["check_files", "check_release", "personal_data_in"]

_MAX_TAKEN_OVER = 0.5


def check_release(store: Store, records: Sequence[Record], earlier: int, settings: Settings) -> list[Check]:
    """All gates before files are made; `earlier` is how many examples the release before has."""
    copied = copied_words(store, records)
    most = settings.review.max_taken_over
    too_much = [f"{key}: {size} characters of the source" for key, size, _ in copied if size > most]
    mostly = [f"{key}: {share:.0%} are the source's own words" for key, _, share in copied if share > _MAX_TAKEN_OVER]
    return [
        check("nothing_unreviewed", unreviewed(store, records)),
        check("taxonomy_valid", unknown_labels(records)),
        check("complete", incomplete(records)),
        check("no_personal_data", personal_data_in(records, _intended_by_reviewers(store))),
        check("contact_is_a_function", _personal_contact(settings), Verdict.WARNING),
        check("traceable", untraceable(store, records)),
        check("licence_of_each_part", unlicensed(store, records)),
        check("quotation_short", long_quotes(records)),
        check("quotation_exact", wrong_quotes(store, records)),
        check("quotation_limit", too_much),
        check("own_words", mostly, Verdict.WARNING),
        check("links_alive_or_archived", dead_links(store, records)),
        check("no_sudden_drop", sudden_drop(len(records), earlier, settings.publish.max_drop)),
        check("not_empty", [] if records else ["no example is accepted yet: kkharvest review list"]),
    ]


def personal_data_in(
    records: Sequence[Record], intended: Mapping[str, Collection[str]] = MappingProxyType({})
) -> list[str]:
    """Personal data in any published text, each with what mends it."""
    return [
        f"{record['id']} {name}: {kind} “{piece}” (edit it: kkharvest review accept {record['id']} …)"
        for record in records
        for name, text in published_texts(record)
        for kind, piece in personal_pieces(name, text, intended.get(record["id"], ()))
    ]


def _intended_by_reviewers(store: Store) -> dict[str, frozenset[str]]:
    """By example: pieces of personal data that a reviewer has marked as meant to be published."""
    rows = store.rows("SELECT id, details_json FROM examples WHERE status = 'accepted'")
    return {row["id"]: frozenset(json.loads(row["details_json"]).get("intended", ())) for row in rows}


def _personal_contact(settings: Settings) -> list[str]:
    found = personal_pieces("contact", settings.contact)
    return [f"the setting contact, which the catalogue publishes, holds {kind} “{piece}”" for kind, piece in found]
