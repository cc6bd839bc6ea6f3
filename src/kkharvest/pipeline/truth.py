"""A harvested sample web beside its file of truth: found, missed, falsely found.

The pipeline never reads the truth; only this comparison does, after the run. A telling counts as found when a
candidate from its page (and part) is suggested as an example. A suggested candidate that is no telling counts as
false, unless it is a card whose link leads to a telling: that is one more voice of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from rich.table import Table

from kkharvest.core.address import address_key
from kkharvest.core.text import fold
from kkharvest.sampleweb.truth import Telling, forbidden, load
from kkharvest.store import Row, Store

__all__ = ["Comparison", "compare_with_truth"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts; shares follow from them."""

    tellings: int
    extracted: int
    found: int
    false: int
    initiatives: int
    initiatives_found: int
    forbidden_read: int
    themes_right: int
    themes_suggested: int
    themes_true: int
    pairs_right: int
    pairs_made: int
    pairs_true: int

    @property
    def missed(self) -> int:
        """Tellings without a suggested candidate."""
        return self.tellings - self.found

    def table(self) -> Table:
        """The comparison as a table for a terminal."""
        table = Table(title="Against the file of truth", title_justify="left", show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for label, value in self.rows():
            table.add_row(label, value)
        return table

    def rows(self) -> list[tuple[str, str]]:
        """Labels and values, in the order of a reader."""
        precision, recall = _share(self.found, self.found + self.false), _share(self.found, self.tellings)
        return [
            ("example tellings in the sample web", str(self.tellings)),
            ("found (suggested as examples)", f"{self.found} ({recall:.0%})"),
            ("missed", f"{self.missed} ({self.tellings - self.extracted} not extracted)"),
            ("falsely found", f"{self.false} (precision {precision:.0%})"),
            ("initiatives found", f"{self.initiatives_found} of {self.initiatives}"),
            (
                "themes, micro F1 on found tellings",
                f"{_f1(self.themes_right, self.themes_suggested, self.themes_true):.2f}",
            ),
            (
                "duplicates, pairwise F1 on found tellings",
                f"{_f1(self.pairs_right, self.pairs_made, self.pairs_true):.2f}",
            ),
            ("forbidden pages read", str(self.forbidden_read)),
        ]


def compare_with_truth(store: Store) -> Comparison:
    """Compares what the database holds now with the sample web's truth."""
    candidates = _candidates(store)
    by_page: dict[str, list[Row]] = defaultdict(list)
    for candidate in candidates:
        by_page[candidate["key"]].append(candidate)
    tellings = load()
    matches = {telling: match for telling in tellings if (match := _match(telling, by_page))}
    found = {telling: match for telling, match in matches.items() if match["is_selected"]}
    return Comparison(
        tellings=len(tellings),
        extracted=len(matches),
        found=len(found),
        false=_false(candidates, matches.values(), {address_key(telling.url) for telling in tellings}),
        initiatives=len({telling.initiative for telling in tellings}),
        initiatives_found=len({telling.initiative for telling in found}),
        forbidden_read=_forbidden_read(store),
        **_theme_counts(store, found),
        **_pair_counts(found),
    )


def _candidates(store: Store) -> list[Row]:
    rows = store.rows(
        """
        SELECT c.id, c.title, c.anchor, c.part, c.link_url, c.is_teaser, p.address_key AS key, s.is_selected, g.group_id
        FROM candidates AS c JOIN pages AS p ON p.id = c.page_id
        JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
        LEFT JOIN candidate_groups AS g ON g.candidate_id = c.id
        WHERE c.is_present = 1 ORDER BY c.is_teaser, c.id
        """
    )
    return [row for row in rows if row["key"].split("/")[0].endswith(".example")]


def _match(telling: Telling, by_page: dict[str, list[Row]]) -> Row | None:
    on_page = by_page.get(address_key(telling.url), [])
    if telling.part is None:
        return on_page[0] if len(on_page) == 1 else next((row for row in on_page if not row["part"]), None)
    wanted = fold(telling.part)
    return next((row for row in on_page if row["anchor"] == telling.part or fold(row["title"]) == wanted), None)


def _false(candidates: Iterable[Row], matched: Iterable[Row], telling_keys: set[str]) -> int:
    true_ids = {row["id"] for row in matched}
    suggested = [row for row in candidates if row["is_selected"] and row["id"] not in true_ids]
    return sum(1 for row in suggested if not (row["link_url"] and address_key(row["link_url"]) in telling_keys))


def _forbidden_read(store: Store) -> int:
    keys = [address_key(f"http://{page.host}{page.path}") for page in forbidden()]
    marks = ",".join("?" * len(keys))
    sql = f"SELECT count(*) FROM pages WHERE content_hash IS NOT NULL AND address_key IN ({marks})"  # noqa: S608 - only question marks
    return int(store.value(sql, keys))


def _theme_counts(store: Store, found: dict[Telling, Row]) -> dict[str, int]:
    right = suggested = true = 0
    for telling, match in found.items():
        rows = store.rows(
            "SELECT slug FROM suggestions WHERE candidate_id = ? AND taxonomy = 'theme' AND is_selected = 1",
            (match["id"],),
        )
        slugs = {row["slug"] for row in rows}
        right += len(slugs & set(telling.themes))
        suggested += len(slugs)
        true += len(telling.themes)
    return {"themes_right": right, "themes_suggested": suggested, "themes_true": true}


def _pair_counts(found: dict[Telling, Row]) -> dict[str, int]:
    right = made = true = 0
    for (one, one_row), (other, other_row) in combinations(found.items(), 2):
        same = one.initiative == other.initiative
        joined = one_row["group_id"] is not None and one_row["group_id"] == other_row["group_id"]
        right += same and joined
        made += joined
        true += same
    return {"pairs_right": right, "pairs_made": made, "pairs_true": true}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(right: int, made: int, true: int) -> float:
    return 2 * right / (made + true) if made + true else 0.0
