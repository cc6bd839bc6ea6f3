"""The overview: dashboard, coverage, sources, hindrances."""

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.review.accounts import names_of_reviewers
from kkharvest.review.coverage import State
from kkharvest.review.web.visit import Visit
from kkharvest.taxonomy.shapes import sweden

__all__ = ["show_coverage", "show_coverage_table", "show_dashboard", "show_hindrances", "show_sources"]

STATES = {
    State.FOUND: "Exempel finns",
    State.NONE: "Inget hittat",
    State.BROKEN: "Källan är trasig",
    State.CLOSED: "Inte tillåtet",
    State.UNKNOWN: "Inte hämtat än",
}


def show_dashboard(visit: Visit) -> Response:
    """Progress, what is left, agreement."""
    store, memory = visit.store, visit.house.memory
    return visit.page(
        "dashboard.html",
        figures=memory.standing("figures", store),
        agreement=memory.standing("agreement", store),
        names=names_of_reviewers(store),
    )


def show_coverage(visit: Visit) -> Response:
    """The map of Sweden for one theme, with its table."""
    theme = visit.query.get("tema", "")
    known = {one.slug: one for one in taxonomy.themes()}
    chosen = known.get(theme, taxonomy.themes()[0])
    rows = visit.house.memory.standing("coverage", visit.store)
    counts = {state: sum(row.state(chosen.slug) is state for row in rows) for state in State}
    shapes = sweden()
    return visit.page(
        "coverage.html",
        rows=rows,
        chosen=chosen,
        themes=taxonomy.themes(),
        states=STATES,
        counts=counts,
        width=shapes.width,
        height=shapes.height,
        shapes=shapes.municipalities,
        by_name=sorted(rows, key=lambda row: row.place.name.translate(_SWEDISH)),
    )


# å, ä and ö come last in the alphabet.
_SWEDISH = str.maketrans({"Å": "Z1", "Ä": "Z2", "Ö": "Z3", "å": "z1", "ä": "z2", "ö": "z3"})


def show_coverage_table(visit: Visit) -> Response:
    """Every municipality and theme in one table."""
    rows = visit.house.memory.standing("coverage", visit.store)
    return visit.page("coverage_table.html", rows=rows, themes=taxonomy.themes(), states=STATES)


def show_sources(visit: Visit) -> Response:
    """How each source is."""
    rows = visit.house.memory.standing("source_rows", visit.store)
    return visit.page("sources.html", rows=rows)


def show_hindrances(visit: Visit) -> Response:
    """What stands in the way."""
    found = visit.house.memory.standing("hindrances", visit.store)
    names = {place.kommunkod: place.name for place in taxonomy.municipalities()}
    return visit.page("hindrances.html", found=found, places=names)
