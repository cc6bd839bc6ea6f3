"""What a pair of tellings has in common, as numbers.

All features are symmetric: swapping the two tellings changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.profiles import Profiles, take
from kkharvest.dedupe.sets import Common, Weighted
from kkharvest.dedupe.statistics import Statistics
from kkharvest.dedupe.vectors import Embedded

__all__ = ["FEATURES", "VECTOR_FEATURES", "feature_chunks", "pair_features"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

FEATURES = (
    "shingle_cover",  # share of the shorter one's shingles that the other has
    "shingle_cover_long",  # the same of the longer one's
    "shingle_shared",  # log of the number of shared shingles
    "sentence_cover",  # share of the one's sentences that the other has, of the one with fewer
    "stem_cosine",
    "stem_cover",
    "rare_shared",  # log of the summed rarity of shared rare words
    "name_shared",  # log of the summed rarity of names of one that the other has, the better direction
    "name_cover",
    "title_rare_in_text",  # log of the summed rarity of rare words of a title that the other telling has
    "title_rare_shared",
    "title_cover",
    "title_jaccard",
    "title_in_text",  # share of a title found in the other's words, the better direction
    "title_in_text_worse",
    "place_same",
    "place_differs",
    "lead_place_same",
    "lead_place_differs",
    "number_shared",
    "number_differs",
    "year_shared",
    "year_differs",
    "title_year_differs",
    "edition_differs",
    "title_place_differs",
    "home_differs",  # the sites of two municipalities
    "years_apart",
    "date_known",
    "language_differs",
    "same_host",
    "same_address",
    "links_shared",
    "length_ratio",
    "length_short",
    "name_shared_across",  # name_shared where the languages differ
    "number_shared_across",
    "number_rare",  # log of the summed rarity of shared numbers
    "part_cosine",  # parts of words: what compounds have in common
    "part_shared",  # log of the summed rarity of shared parts
    "part_rare",  # the same of rare parts alone
    "part_best",  # rarity of the rarest shared part
    "title_part_shared",  # log of the summed rarity of parts of a title that the other holds, the better direction
    "title_part_best",
    "stem_exclusive",  # log of the summed exclusiveness of shared stems: what few other tellings hold
    "name_exclusive",  # the same of names of one that the other has, the better direction
    "title_exclusive",  # the same of words of a title that the other has
    "number_exclusive",
    "part_exclusive",
    "name_both_exclusive",  # the same of names of both
    "name_best",  # rarity of the rarest name of one that the other has
    "stem_best",
    "number_best",
    "rare_cover",  # share of the one's rare words that the other has, of the one with fewer
    "likelihood",  # log-likelihood ratio of one initiative and two, of the vectors
    "likelihood_across",  # likelihood where the languages differ
    "cosine",
    "cosine_across",  # cosine where the languages differ
    "cosine_margin",  # cosine above what both are to their crowd
    "cosine_elsewhere",  # cosine where the places differ
    "cosine_name",  # cosine times name_shared
)
VECTOR_FEATURES = tuple(number for number, name in enumerate(FEATURES) if name.startswith(("cosine", "likelihood")))
"""The features that are NaN without vectors."""
_RARE_IDF = 4.5
_SHARPNESS = 4.0
_SCALE = 20.0
_CHUNK = 40_000


@dataclass(frozen=True, slots=True)
class _Sides:
    """The weighted sets of all rows, other weights of their elements, the summed rarity of each row's rare words."""

    shingles: Weighted
    sentences: Weighted
    stems: Weighted
    rare_total: Floats
    names: Weighted
    title: Weighted
    parts: Weighted
    title_parts: Weighted
    numbers: Weighted
    years: Weighted
    places: Weighted
    links: Weighted
    number_rarity: Floats
    stem_exclusive: Floats
    name_exclusive: Floats
    title_exclusive: Floats
    part_exclusive: Floats
    number_exclusive: Floats


def pair_features(profiles: Profiles, statistics: Statistics, pairs: Pairs, embedded: Embedded | None = None) -> Floats:
    """Features of `pairs`, (pairs, len(FEATURES)) float32; without vectors the cosines are NaN."""
    tables = list(feature_chunks(profiles, statistics, pairs, embedded))
    return np.concatenate(tables) if tables else np.zeros((0, len(FEATURES)), dtype=np.float32)


def feature_chunks(
    profiles: Profiles, statistics: Statistics, pairs: Pairs, embedded: Embedded | None = None
) -> Iterator[Floats]:
    """The features of `pairs`, some thousand rows at a time."""
    rows = np.unique(np.concatenate([pairs.a, pairs.b]))
    if len(rows) < len(profiles) // 2:
        profiles, embedded = take(profiles, rows), embedded.take(rows) if embedded else None
        pairs = Pairs(np.searchsorted(rows, pairs.a), np.searchsorted(rows, pairs.b))
    sides = _sides(profiles, statistics)
    for start in range(0, len(pairs), _CHUNK):
        part = slice(start, start + _CHUNK)
        yield _features(profiles, sides, pairs.a[part], pairs.b[part], embedded)


def _sides(profiles: Profiles, statistics: Statistics) -> _Sides:
    stem_rarity, stem_exclusive = statistics.stem_weights(profiles.stems.columns)
    name_rarity, name_exclusive = statistics.stem_weights(profiles.names.columns)
    title_rarity, title_exclusive = statistics.stem_weights(profiles.title.columns)
    part_rarity, part_exclusive = statistics.part_weights(profiles.parts.columns)
    number_rarity, number_exclusive = statistics.number_weights(profiles.numbers.columns)
    rare = np.where(stem_rarity > _RARE_IDF, stem_rarity, 0).astype(np.float32)
    return _Sides(
        shingles=Weighted.of(profiles.shingles, statistics.shingle_weights(profiles.shingles.columns)),
        sentences=Weighted.of(profiles.sentences),
        stems=Weighted.of(profiles.stems, stem_rarity),
        rare_total=Weighted.of(profiles.stems, rare).total,
        names=Weighted.of(profiles.names, name_rarity),
        title=Weighted.of(profiles.title, title_rarity),
        parts=Weighted.of(profiles.parts, part_rarity),
        title_parts=Weighted.of(profiles.title_parts, statistics.part_weights(profiles.title_parts.columns)[0]),
        numbers=Weighted.of(profiles.numbers),
        years=Weighted.of(profiles.years),
        places=Weighted.of(profiles.places),
        links=Weighted.of(profiles.links),
        number_rarity=number_rarity,
        stem_exclusive=stem_exclusive,
        name_exclusive=name_exclusive,
        title_exclusive=title_exclusive,
        part_exclusive=part_exclusive,
        number_exclusive=number_exclusive,
    )


def _features(profiles: Profiles, sides: _Sides, a: Ints, b: Ints, embedded: Embedded | None) -> Floats:
    shingles, places = sides.shingles.shared(a, b), sides.places.shared(a, b)
    common_stems, common_title, common_numbers = (
        side.common(a, b) for side in (sides.stems, sides.title, sides.numbers)
    )
    stems, rare, title, numbers = (
        common_stems.total(),
        common_stems.total(_RARE_IDF),
        common_title.total(),
        common_numbers.total(),
    )
    years, rare_numbers = sides.years.shared(a, b), common_numbers.weighed(sides.number_rarity)
    names_in_text, title_in_text, title_parts = (
        (side.common(a, b, text.sets), side.common(b, a, text.sets))
        for side, text in ((sides.names, sides.stems), (sides.title, sides.stems), (sides.title_parts, sides.parts))
    )
    names_there, names_here = names_in_text[0].total(), names_in_text[1].total()
    names = np.maximum(names_there, names_here)
    one_way = _ratio(title_in_text[0].total(), sides.title.total[a])
    other_way = _ratio(title_in_text[1].total(), sides.title.total[b])
    both_dated = (profiles.day[a] > 0) & (profiles.day[b] > 0)
    across = (profiles.english[a] >= 0) & (profiles.english[b] >= 0) & (profiles.english[a] != profiles.english[b])
    cosine, margin = _cosines(embedded, a, b)
    likelihood = _likelihood(embedded, a, b)
    nowhere = np.where(np.isnan(cosine), np.nan, 0.0)
    parts = sides.parts.common(a, b)
    place_differs = (places == 0) & (_low(sides.places, a, b) > 0)
    columns = {
        "shingle_cover": _ratio(shingles, _low(sides.shingles, a, b)),
        "shingle_cover_long": _ratio(shingles, _high(sides.shingles, a, b)),
        "shingle_shared": np.log1p(shingles),
        "sentence_cover": _ratio(sides.sentences.shared(a, b), _low(sides.sentences, a, b)),
        "stem_cosine": _ratio(stems, np.sqrt(sides.stems.total[a] * sides.stems.total[b])),
        "stem_cover": _ratio(stems, _low(sides.stems, a, b)),
        "rare_shared": np.log1p(rare),
        "name_shared": np.log1p(names),
        "name_cover": _ratio(names_there + names_here, sides.names.total[a] + sides.names.total[b]),
        "title_rare_in_text": np.log1p(_greater(title_in_text, _RARE_IDF)),
        "title_rare_shared": np.log1p(common_title.total(_RARE_IDF)),
        "title_cover": _ratio(title, _low(sides.title, a, b)),
        "title_jaccard": _ratio(title, sides.title.total[a] + sides.title.total[b] - title),
        "title_in_text": np.maximum(one_way, other_way),
        "title_in_text_worse": np.minimum(one_way, other_way),
        "place_same": places > 0,
        "place_differs": place_differs,
        "lead_place_same": (profiles.lead_place[a] == profiles.lead_place[b]) & (profiles.lead_place[a] >= 0),
        "lead_place_differs": _differ(profiles.lead_place + 1, a, b),
        "number_shared": np.log1p(numbers),
        "number_differs": _log_low_without(numbers, sides.numbers, a, b),
        "year_shared": np.log1p(years),
        "year_differs": (years == 0) & (_low(sides.years, a, b) > 0),
        "title_year_differs": _differ(profiles.title_year, a, b),
        "edition_differs": _differ(profiles.edition, a, b) | ((profiles.edition[a] > 1) ^ (profiles.edition[b] > 1)),
        "title_place_differs": _differ(profiles.title_place + 1, a, b),
        "home_differs": _differ(profiles.home + 1, a, b),
        "years_apart": np.where(both_dated, np.log1p(np.abs(profiles.day[a] - profiles.day[b]) / 365.0), 0.0),
        "date_known": both_dated,
        "language_differs": across,
        "same_host": (profiles.host[a] == profiles.host[b]) & (profiles.host[a] > 0),
        "same_address": (profiles.address[a] == profiles.address[b]) & (profiles.address[a] > 0),
        "links_shared": np.log1p(sides.links.shared(a, b)),
        "length_ratio": _ratio(
            np.minimum(profiles.length[a], profiles.length[b]), np.maximum(profiles.length[a], profiles.length[b])
        ),
        "length_short": np.log1p(np.minimum(profiles.length[a], profiles.length[b])),
        "name_shared_across": np.log1p(names) * across,
        "number_shared_across": np.log1p(numbers) * across,
        "number_rare": np.log1p(rare_numbers.total()),
        "part_cosine": _ratio(parts.total(), np.sqrt(sides.parts.total[a] * sides.parts.total[b])),
        "part_shared": np.log1p(parts.total()),
        "part_rare": np.log1p(parts.total(_RARE_IDF)),
        "part_best": parts.most(),
        "title_part_shared": np.log1p(_greater(title_parts)),
        "title_part_best": np.maximum(title_parts[0].most(), title_parts[1].most()),
        "stem_exclusive": _log_exclusive(common_stems.weighed(sides.stem_exclusive).total()),
        "name_exclusive": _log_exclusive(_greater(_both_weighed(names_in_text, sides.name_exclusive))),
        "title_exclusive": _log_exclusive(_greater(_both_weighed(title_in_text, sides.title_exclusive))),
        "number_exclusive": _log_exclusive(common_numbers.weighed(sides.number_exclusive).total()),
        "part_exclusive": _log_exclusive(parts.weighed(sides.part_exclusive).total()),
        "name_both_exclusive": _log_exclusive(sides.names.common(a, b).weighed(sides.name_exclusive).total()),
        "name_best": np.maximum(names_in_text[0].most(), names_in_text[1].most()),
        "stem_best": common_stems.most(),
        "number_best": rare_numbers.most(),
        "rare_cover": rare / np.maximum(np.minimum(sides.rare_total[a], sides.rare_total[b]), 1.0),
        "likelihood": likelihood,
        "likelihood_across": np.where(across, likelihood, nowhere),
        "cosine": cosine,
        "cosine_across": np.where(across, cosine, nowhere),
        "cosine_margin": margin,
        "cosine_elsewhere": np.where(place_differs, cosine, nowhere),
        "cosine_name": cosine * np.log1p(names),
    }
    table: Floats = np.column_stack([columns[name] for name in FEATURES]).astype(np.float32)
    return table


def _cosines(embedded: Embedded | None, a: Ints, b: Ints) -> tuple[Floats, Floats]:
    """Cosine, and cosine above the mean of both crowds; NaN where a vector is missing."""
    nothing = np.full(len(a), np.nan, dtype=np.float32)
    if embedded is None:
        return nothing, nothing
    cosine = np.einsum("ij,ij->i", embedded.vectors[a], embedded.vectors[b]).astype(np.float32)
    both = embedded.known[a] & embedded.known[b]
    margin: Floats = np.where(both, cosine - (embedded.crowd[a] + embedded.crowd[b]) / 2, nothing)
    return np.where(both, cosine, nothing), margin


def _likelihood(embedded: Embedded | None, a: Ints, b: Ints) -> Floats:
    """Logarithm of the likelihood ratio of one initiative and two, in twenties; NaN where a vector is missing."""
    if embedded is None:
        return np.full(len(a), np.nan, dtype=np.float32)
    ratio = np.einsum("ij,ij->i", embedded.traits[a], embedded.traits[b]) - embedded.offsets[a] - embedded.offsets[b]
    likelihood: Floats = np.where(embedded.known[a] & embedded.known[b], ratio / _SCALE, np.nan).astype(np.float32)
    return likelihood


def _greater(ways: tuple[Common, Common], least: float = 0.0) -> Floats:
    """The better direction's weight above `least`."""
    return np.maximum(ways[0].total(least), ways[1].total(least))


def _both_weighed(ways: tuple[Common, Common], weights: Floats) -> tuple[Common, Common]:
    return ways[0].weighed(weights), ways[1].weighed(weights)


def _log_exclusive(total: Floats) -> Floats:
    logarithm: Floats = np.log1p(_SHARPNESS * total).astype(np.float32)
    return logarithm


def _ratio(part: NDArray[np.floating], whole: NDArray[np.floating]) -> Floats:
    ratio: Floats = np.zeros(len(part), dtype=np.float32)
    np.divide(part, whole, out=ratio, where=whole > 0, casting="unsafe")
    return ratio


def _low(side: Weighted, a: Ints, b: Ints) -> Floats:
    return np.minimum(side.total[a], side.total[b])


def _high(side: Weighted, a: Ints, b: Ints) -> Floats:
    return np.maximum(side.total[a], side.total[b])


def _differ(values: Ints, a: Ints, b: Ints) -> NDArray[np.bool_]:
    """Both known and not the same."""
    differ: NDArray[np.bool_] = (values[a] > 0) & (values[b] > 0) & (values[a] != values[b])
    return differ


def _log_low_without(shared: Floats, side: Weighted, a: Ints, b: Ints) -> Floats:
    differing: Floats = np.log1p(np.maximum(_low(side, a, b) - shared, 0.0)).astype(np.float32)
    return differing
