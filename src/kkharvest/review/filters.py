"""Which waiting candidates, in which order: filters as they stand in addresses, and the pages of the queue."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from kkharvest import taxonomy
from kkharvest.core.clock import now
from kkharvest.review.moments import today
from kkharvest.review.search import match_expression
from kkharvest.store import Row, Store

__all__ = ["ORDERS", "Filter", "Mark", "count", "entries", "next_entry", "previous_entry", "theme_bits"]

ORDERS = {
    "blandat": ("q.place", "blandat"),
    "troligast": ("q.relevance", "troligast först"),
    "osakrast": ("-abs(q.relevance - 0.5)", "osäkrast först"),
    "nyast": ("q.first_seen_at", "nyast först"),
}
_LONGEST = 200
_MANY = 2_000
_FARTHEST = 2**62


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody asks of the queue; field names are those of the address."""

    sok: str = ""
    tema: str = ""
    kommun: str = ""
    kalla: str = ""
    niva: str = ""
    sprak: str = ""
    alder: str = ""
    grupp: str = ""
    visa: str = ""
    ordning: str = "blandat"

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Filter":
        """The filter in an address; values that are not known are left out."""
        kept = {field.name: values.get(field.name, "").strip()[:_LONGEST] for field in fields(cls)}
        if kept["ordning"] not in ORDERS:
            kept["ordning"] = "blandat"
        if kept["visa"] not in _SHOWN:
            kept["visa"] = ""
        if not kept["alder"].isdecimal():
            kept["alder"] = ""
        return cls(**kept)

    @property
    def query(self) -> str:
        """The filter as it stands in an address, without what goes without saying."""
        default = Filter()
        pairs = [(one.name, getattr(self, one.name)) for one in fields(self)]
        return urlencode([(name, value) for name, value in pairs if value != getattr(default, name)])

    @property
    def is_set(self) -> bool:
        """Whether anything but the order is asked."""
        return replace(self, ordning="blandat") != Filter()

    @property
    def is_personal(self) -> bool:
        """Whether what fits depends on who asks."""
        return ":me" in _SHOWN[_shown(self)]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in an ordered list, as it stands in an address: where the next page begins, however deep."""

    rank: float | str
    candidate_id: str

    @classmethod
    def of(cls, text: str, order: str) -> "Mark | None":
        """The mark in an address, or None when it is none."""
        rank, _, key = text[:_LONGEST].partition("~")
        if not key:
            return None
        if order == "nyast":
            return cls(rank, key)
        try:
            number = int(rank) if order == "blandat" else float(rank)
        except ValueError:
            return None
        return cls(number, key) if abs(number) < _FARTHEST else None

    @classmethod
    def at(cls, row: Row) -> "Mark":
        """Where an entry stands."""
        return cls(row["rank"], row["candidate_id"])

    def __str__(self) -> str:
        return f"{self.rank}~{self.candidate_id}"


def theme_bits() -> dict[str, int]:
    """The bit of each theme in `queue_entries.themes`."""
    return {theme.slug: 1 << position for position, theme in enumerate(taxonomy.themes())}


def count(store: Store, wanted: Filter, account_id: int) -> int:
    """How many entries fit."""
    where, values = _where(wanted, account_id)
    return int(store.value(f"SELECT count(*) FROM queue_entries AS q WHERE {where}", values))  # noqa: S608 - our own conditions


def entries(
    store: Store,
    wanted: Filter,
    account_id: int,
    *,
    limit: int = 50,
    after: Mark | None = None,
    before: Mark | None = None,
    total: int = 0,
) -> list[Row]:
    """Entries that fit, in order, with `rank`, source and the one who has each in hand.

    They begin after one mark, or end before another; `total` is how many fit in all, where known.
    """
    where, values = _where(wanted, account_id, total=total)
    order = ORDERS[wanted.ordning][0]
    mark = after or before
    if mark:
        where += f" AND {_beyond(order, forward=after is not None)}"
        values |= {"rank": mark.rank, "at": mark.candidate_id}
    way, tie = (_falling(order), "ASC") if after or not before else (_rising(order), "DESC")
    return store.rows(
        f"""
        SELECT q.*, {order} AS rank, s.name AS source_name, c.summary, a.display_name AS held_by,
               k.account_id AS holder_id
        FROM (SELECT q.candidate_id FROM queue_entries AS q {_read(wanted)} WHERE {where}
              ORDER BY {way}, q.candidate_id {tie} LIMIT :limit) AS chosen
        CROSS JOIN queue_entries AS q ON q.candidate_id = chosen.candidate_id
        JOIN candidates AS c ON c.id = q.candidate_id
        JOIN sources AS s ON s.id = q.source_id
        LEFT JOIN claims AS k ON k.group_id = q.group_id AND k.expires_at > :now
        LEFT JOIN accounts AS a ON a.id = k.account_id
        ORDER BY {order} DESC, q.candidate_id
        """,  # noqa: S608 - our own conditions
        {**values, "limit": limit},
    )


def next_entry(
    store: Store, wanted: Filter, account_id: int, after: Row | None = None, *, total: int = 0
) -> str | None:
    """The first candidate after `after` (from the top when None) that fits and nobody else has in hand."""
    found = _step(store, wanted, account_id, after, forward=True, total=total)
    if found is None and after is not None:
        found = _step(store, wanted, account_id, None, forward=True, but=after["candidate_id"], total=total)
    return found


def previous_entry(store: Store, wanted: Filter, account_id: int, before: Row, *, total: int = 0) -> str | None:
    """The last candidate before `before` that fits and nobody else has in hand."""
    return _step(store, wanted, account_id, before, forward=False, total=total)


def _read(wanted: Filter) -> str:
    """How to read: in order until enough is found, or, where little may fit, all of it in the narrow index."""
    is_rare = wanted.kommun or wanted.niva or wanted.sprak or wanted.alder or wanted.grupp
    return "INDEXED BY queue_entries_filtered" if is_rare else ""


def _falling(order: str) -> str:
    """Highest first, in the words that the index on the order has."""
    return f"{order[1:]} ASC" if order.startswith("-") else f"{order} DESC"


def _rising(order: str) -> str:
    return f"{order[1:]} DESC" if order.startswith("-") else f"{order} ASC"


def _beyond(order: str, *, forward: bool) -> str:
    """The condition for what comes after the place `:rank`, `:at` in an order, or before it."""
    sign, tie = ("<", ">") if forward else (">", "<")
    # The plain bound lets the index start at the right place.
    bound = f"{order[1:]} {tie}= -:rank" if order.startswith("-") else f"{order} {sign}= :rank"
    return f"({order} {sign} :rank OR ({order} = :rank AND q.candidate_id {tie} :at)) AND {bound}"


def _step(
    store: Store,
    wanted: Filter,
    account_id: int,
    at: Row | None,
    *,
    forward: bool,
    but: str = "",
    total: int = 0,
) -> str | None:
    where, values = _where(wanted, account_id, total=total)
    order = ORDERS[wanted.ordning][0]
    if at is not None:
        seen = "(SELECT :relevance AS relevance, :first_seen_at AS first_seen_at, :place AS place) AS q"
        rank = store.value(f"SELECT {order} FROM {seen}", at)  # noqa: S608 - our own expressions
        where += f" AND {_beyond(order, forward=forward)}"
        values |= {"rank": rank, "at": at["candidate_id"]}
    way, back = (_falling(order), "ASC") if forward else (_rising(order), "DESC")
    sql = f"""
        SELECT q.candidate_id FROM queue_entries AS q {_read(wanted)}
        WHERE {where} AND q.candidate_id <> :but AND NOT EXISTS (
            SELECT 1 FROM claims AS k WHERE k.group_id = q.group_id AND k.account_id <> :me AND k.expires_at > :now)
        ORDER BY {way}, q.candidate_id {back} LIMIT 1
    """  # noqa: S608 - our own conditions
    found = store.value(sql, {**values, "but": but})
    return str(found) if found else None


# Who has read a candidate blind waits for the others.
_NOT_READ = """ AND q.candidate_id NOT IN (
    SELECT r.candidate_id FROM standing_readings AS r
    JOIN candidates AS c ON c.id = r.candidate_id AND c.text_hash = r.text_hash
    JOIN queue_entries AS w ON w.candidate_id = r.candidate_id
    WHERE r.reviewer = (SELECT pseudonym FROM accounts WHERE id = :me))"""
_DISAGREED = "SELECT candidate_id FROM standing_readings GROUP BY candidate_id HAVING count(DISTINCT verdict) > 1"
# A plus keeps SQLite from taking an index for a condition that most rows meet, instead of one for the order.
_SHOWN = {
    "": "+q.not_before <= :today AND q.is_suggested = 1 AND q.earlier_verdict IS NOT 'unsure'" + _NOT_READ,
    "alla": "1 = 1",
    "senare": "q.not_before <> '' AND +q.not_before > :today",
    "osakra": "+q.not_before <= :today AND +q.relevance BETWEEN 0.25 AND 0.75",
    "tips": "+q.not_before <= :today AND q.is_tip = 1",
    "andrade": "+q.not_before <= :today AND q.is_changed = 1",
    "oeniga": f"q.candidate_id IN ({_DISAGREED})" + _NOT_READ,
    "tveksamma": "q.earlier_verdict = 'unsure'",
    "mina": "q.candidate_id IN (SELECT n.candidate_id FROM notes AS n WHERE n.asked_id = :me AND n.answered_at IS NULL"
    " UNION SELECT g.candidate_id FROM claims AS k CROSS JOIN candidate_groups AS g USING (group_id)"
    " WHERE k.account_id = :me AND k.expires_at > :now)",
}
_ASKED = {
    "kommun": "instr(q.places, ' ' || :kommun || ' ')",
    "kalla": "q.source_id = :kalla",
    "niva": "q.level = :niva",
    "sprak": "q.lang = :sprak",
    "alder": "q.first_seen_at >= strftime('%Y-%m-%dT%H:%M:%S', 'now', '-' || CAST(:alder AS INTEGER) || ' days')",
    "grupp": "q.group_size > 1 = (:grupp = 'flera')",
    "tema": "q.themes & :bit",
}
_FOUND = """q.number IN (
    SELECT v.entry FROM search_index AS i CROSS JOIN queue_voices AS v ON v.search_id = i.rowid
    WHERE search_index MATCH :match)"""


def _shown(wanted: Filter) -> str:
    # Who searches wants what is there, not only what the model suggests.
    return "alla" if not wanted.visa and match_expression(wanted.sok) else wanted.visa


def _where(wanted: Filter, account_id: int, *, total: int = 0) -> tuple[str, dict[str, Any]]:
    """The condition and its values. When many fit (`total`), a search is read in order instead of being sorted."""
    values: dict[str, Any] = {"me": account_id, "now": now(), "today": today()}
    match = match_expression(wanted.sok)
    parts = [_SHOWN[_shown(wanted)]]
    for name, condition in _ASKED.items():
        if getattr(wanted, name):
            parts.append(condition)
            values[name] = getattr(wanted, name)
    values["bit"] = theme_bits().get(wanted.tema, 0)
    if match:
        parts.append(("+" if total > _MANY else "") + _FOUND)
        values["match"] = match
    return " AND ".join(parts), values
