"""The queue as a list with filters, and what the filters can be set to."""

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.review.filters import ORDERS, Filter, count, entries
from kkharvest.review.web.visit import Visit

__all__ = ["choices", "counted", "show_queue"]

_PAGE = 50
_FRESH_S = 5.0


def show_queue(visit: Visit) -> Response:
    """The queue as a list with filters."""
    wanted = Filter.of(visit.query)
    page = max(1, int(visit.query.get("sida", "1"))) if visit.query.get("sida", "1").isdecimal() else 1
    total = counted(visit, wanted)
    rows = entries(visit.store, wanted, visit.me.id, limit=_PAGE, offset=(page - 1) * _PAGE)
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
        pages=max(1, -(-total // _PAGE)),
        theme_names=names,
        orders=ORDERS,
        choices=choices(visit),
        saved=visit.store.rows("SELECT * FROM saved_views WHERE account_id = ? ORDER BY name", (visit.me.id,)),
    )


def choices(visit: Visit) -> dict[str, list[tuple[str, str]]]:
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
            ("", "Föreslagna"),
            ("osakra", "Osäkra"),
            ("mina", "Mina"),
            ("tveksamma", "Tveksamma"),
            ("oeniga", "Oeniga läsningar"),
            ("andrade", "Ändrade"),
            ("senare", "Uppskjutna"),
            ("tips", "Tips"),
            ("alla", "Allt som väntar"),
        ],
    }


def counted(visit: Visit, wanted: Filter) -> int:
    """How many fit the filter, at most some seconds old."""
    me = visit.me.id
    found = visit.house.memory.get(f"count {me} {wanted.query}", _FRESH_S, lambda: count(visit.store, wanted, me))
    return int(found)
