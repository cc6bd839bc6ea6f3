"""Questions that a release must answer before it stands; a failed one refuses it."""

from collections.abc import Callable, Sequence

from kkharvest import taxonomy
from kkharvest.core.report import Check, Verdict
from kkharvest.publish.pii import find_personal_data
from kkharvest.publish.record import Record
from kkharvest.store import Store

__all__ = ["check_release"]

_SHOWN = 5


def check_release(store: Store, records: Sequence[Record], earlier: int, max_drop: float) -> list[Check]:
    """All gates; `earlier` is how many examples the release before has."""
    return [
        _check("nothing_unreviewed", _unreviewed(store, records)),
        _check("taxonomy_valid", _unknown_labels(records)),
        _check("complete", _incomplete(records)),
        _check("no_personal_data", _personal_data(records)),
        _check("no_sudden_drop", _drop(len(records), earlier, max_drop)),
        _check("not_empty", [] if records else ["no example is accepted yet: kkharvest review list"]),
    ]


def _check(name: str, faults: Sequence[str]) -> Check:
    if not faults:
        return Check(name, Verdict.OK)
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return Check(name, Verdict.FAILED, "; ".join(faults[:_SHOWN]) + more)


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
    known = {theme.slug for theme in taxonomy.predicted_themes()}
    return [
        f"{record['id']} has themes {record['themes']}"
        for record in records
        if not record["themes"] or not set(record["themes"]) <= known
    ]


def _incomplete(records: Sequence[Record]) -> list[str]:
    faults = []
    for record in records:
        faults += [f"{record['id']} has no {name}" for name in ("title", "sources") if not record[name]]
    return faults


def _personal_data(records: Sequence[Record]) -> list[str]:
    fields: tuple[tuple[str, Callable[[Record], str]], ...] = (
        ("title", lambda record: record["title"]),
        ("summary", lambda record: record["summary"]),
    )
    return [
        f"{record['id']} {name}: {item.kind} “{item.text}” (edit it: kkharvest review accept {record['id']} --{name} …)"
        for record in records
        for name, read in fields
        for item in find_personal_data(read(record))
    ]


def _drop(now: int, earlier: int, max_drop: float) -> list[str]:
    if earlier and now < earlier * (1 - max_drop):
        return [f"{now} examples, the release before has {earlier}: a drop beyond {max_drop:.0%}"]
    return []
