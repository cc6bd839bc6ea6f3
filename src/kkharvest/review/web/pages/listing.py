"""The queue as a list with filters, and what the filters can be set to."""

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.review.filters import ORDERS, Filter, Mark, count, entries
from kkharvest.review.search import match_expression
from kkharvest.review.web.visit import Visit

__all__ = ["choices", "counted", "page_number", "show_queue"]

_PAGE = 50
_FRESH_S = 5.0
_LONGEST_NUMBER = 7


def show_queue(visit: Visit) -> Response:
    """The queue as a list with filters."""
    wanted = Filter.of(visit.query)
    page = page_number(visit)
    total = counted(visit, wanted)
    after, before = (Mark.of(visit.query.get(name, ""), wanted.ordning) for name in ("efter", "fore"))
    if page == 1 or not (after or before):
        page, after, before = 1, None, None
    rows = entries(visit.store, wanted, visit.me.id, limit=_PAGE, after=after, before=before, total=total)
    names = {theme.slug: theme.name for theme in taxonomy.predicted_themes()}
    bits = [(1 << position, theme.name) for position, theme in enumerate(taxonomy.themes())]
    for row in rows:
        row["theme_names"] = [name for bit, name in bits if row["themes"] & bit]
    return visit.page(
        "queue.html",
        wanted=wanted,
        rows=rows,
        total=total,
        sida=page,
        pages=max(page, -(-total // _PAGE)),
        first=Mark.at(rows[0]) if rows else None,
        last=Mark.at(rows[-1]) if rows else None,
        theme_names=names,
        orders=ORDERS,
        choices=choices(visit, searching=bool(match_expression(wanted.sok))),
        saved=visit.store.rows("SELECT * FROM saved_views WHERE account_id = ? ORDER BY name", (visit.me.id,)),
    )


def choices(visit: Visit, *, searching: bool = False) -> dict[str, list[tuple[str, str]]]:
    """What each filter can be set to: value and name."""
    sources = visit.house.memory.get(
        "sources", 60, lambda: visit.store.rows("SELECT id, name FROM sources ORDER BY name")
    )
    return {
        "tema": [(theme.slug, theme.name) for theme in taxonomy.predicted_themes()],
        "kommun": [(place.kommunkod, place.name) for place in sorted(taxonomy.municipalities(), key=lambda p: p.name)],
        "kalla": [(row["id"], row["name"]) for row in sources],
        "niva": [(level.slug, level.name) for level in taxonomy.levels()],
        "sprak": [("sv", "Svenska"), ("en", "Engelska")],
        "alder": [("1", "Senaste dygnet"), ("7", "Senaste veckan"), ("30", "Senaste månaden")],
        "grupp": [("flera", "Flera röster"), ("en", "En röst")],
        "visa": [
            # Who searches finds what is there, suggested or not.
            ("", "Allt som väntar" if searching else "Föreslagna"),
            ("osakra", "Osäkra"),
            ("mina", "Mina"),
            ("tveksamma", "Tveksamma"),
            ("oeniga", "Oeniga läsningar"),
            ("andrade", "Ändrade"),
            ("senare", "Uppskjutna"),
            ("tips", "Tips"),
            *(() if searching else (("alla", "Allt som väntar"),)),
        ],
    }


def page_number(visit: Visit) -> int:
    """Which page of a list is asked for, from 1."""
    number = visit.query.get("sida", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < _LONGEST_NUMBER else 1


def counted(visit: Visit, wanted: Filter) -> int:
    """How many fit the filter, at most some seconds old."""
    me = visit.me.id
    who = me if wanted.is_personal else ""
    found = visit.house.memory.get(f"count {who} {wanted.query}", _FRESH_S, lambda: count(visit.store, wanted, me))
    return int(found)
