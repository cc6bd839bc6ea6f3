"""Why two tellings are taken for one example, in Swedish words, with the evidence that a reviewer can check."""

from dataclasses import dataclass
from functools import cache

from kkharvest.core.address import host_of
from kkharvest.core.records import Relation, Telling
from kkharvest.core.text import fold, sentences
from kkharvest.dedupe.lexicon import Lexicon
from kkharvest.dedupe.profiles import Profiles, profile
from kkharvest.dedupe.stems import is_stop_word, stem
from kkharvest.dedupe.tokens import CAP_INSIDE, tokenise
from kkharvest.taxonomy.places import municipalities

__all__ = ["Evidence", "evidence", "explain"]

_ENOUGH_WORDS = 5
_NAMES = 3
_DAYS = 365
_LONG = 8
"""Letters of a title's first word from which it passes for a name: "Skydda" and "Öppna" are none."""
_YEARS = range(1990, 2061)
# Words that stand capitalised in titles and in names of organisations, and name no initiative.
_COMMON = frozenset(
    """cities climate city green sustainable sustainability energy project programme viable sweden swedish europe eu
    sverige svensk svenska klimat klimatet energi miljö hållbar hållbara hållbarhet grön gröna projekt program nyheter
    nyhet aktuellt exempel pressmeddelande start starta ansök sök välkommen samverkan samarbete näringsliv företag
    region regionen länsstyrelsen länet naturvårdsverket energimyndigheten vinnova trafikverket rise ab januari
    februari mars april maj juni juli augusti september oktober november december gemensam gemensamma plan planen
    strategi klimatkrav krav stöd måndag tisdag onsdag torsdag fredag lördag söndag""".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two tellings have in common, as it stands in them."""

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    other_places: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    numbers: tuple[str, ...] = ()
    sentences_shared: tuple[str, ...] = ()
    sentence_share: float = 0.0
    years_apart: int | None = None
    across_languages: bool = False


def explain(one: Telling, other: Telling, relation: Relation) -> str:
    """One line in Swedish: what speaks for the relation, and what against."""
    return in_words(evidence(one, other), relation)


def evidence(one: Telling, other: Telling) -> Evidence:
    """What the two have in common."""
    profiles = profile([one, other], Lexicon())
    mine, theirs = _sentences(one), _sentences(other)
    shared = [text for key, text in mine.items() if key in theirs]
    shorter = min(len(mine), len(theirs))
    known_here, known_there = _place_names(profiles, 0), _place_names(profiles, 1)
    both = tuple(name for name in known_here if name in known_there)
    days = abs((one.published - other.published).days) if one.published and other.published else None
    return Evidence(
        names=_shared_names(one, other),
        places=both,
        other_places=(known_here, known_there) if not both and known_here and known_there else None,
        numbers=_shared_numbers(one, other),
        sentences_shared=tuple(shared),
        sentence_share=len(shared) / shorter if shorter else 0.0,
        years_apart=None if days is None else days // _DAYS,
        across_languages=bool({0, 1} == set(profiles.english.tolist())),
    )


def in_words(found: Evidence, relation: Relation) -> str:
    """The evidence as one Swedish line."""
    parts: list[str] = []
    if found.sentence_share > 0:
        parts.append(f"{round(100 * found.sentence_share)} % av meningarna gemensamma")
    if found.names:
        parts.append("samma namn: " + ", ".join(f"”{name}”" for name in found.names[:_NAMES]))
    if found.places:
        parts.append("samma kommun: " + ", ".join(found.places[:_NAMES]))
    if found.numbers:
        parts.append("samma uppgifter: " + ", ".join(found.numbers[:_NAMES]))
    if found.across_languages:
        parts.append("samma innehåll på två språk")
    if found.years_apart == 0:
        parts.append("mindre än ett år emellan")
    elif found.years_apart:
        parts.append(f"{found.years_apart} år emellan")
    if found.other_places:
        parts.append("men olika kommuner: " + " och ".join(", ".join(names[:_NAMES]) for names in found.other_places))
    start = "Samma text" if relation is Relation.COPY_OF else "Samma satsning"
    return f"{start}: " + ("; ".join(parts) if parts else "liknande innehåll") + "."


def _sentences(telling: Telling) -> dict[str, str]:
    """Sentences of five words or more by their folded form."""
    spans = sentences(telling.text)
    texts = [span.of(telling.text) for span in spans]
    return {fold(text).rstrip(".!?…"): text for text in texts if len(text.split()) >= _ENOUGH_WORDS}


def _place_names(profiles: Profiles, row: int) -> tuple[str, ...]:
    start, stop = profiles.places.bounds[row : row + 2]
    return tuple(municipalities()[place].name for place in profiles.places.columns[start:stop].tolist())


def _shared_names(one: Telling, other: Telling) -> tuple[str, ...]:
    """Names of either that both hold, longest first, without municipalities, sites' names and common words."""
    sites = "".join(host_of(telling.url) for telling in (one, other) if telling.url).casefold()
    stems = [{stem(word) for word in _spelled(telling)} for telling in (one, other)]
    found: dict[str, str] = {}
    for telling in (one, other):
        tokens = tokenise([telling.title, telling.text])
        for at in range(len(tokens.word)):
            spelled = tokens.spelled(at)
            folded = spelled.casefold()
            opens_title = tokens.text[at] == 0 and tokens.capital[at] > 0 and len(spelled) >= _LONG
            is_name = tokens.capital[at] == CAP_INSIDE or opens_title
            weak = (
                is_stop_word(folded) or folded in _place_words() or folded in sites or stem(folded) in _common_stems()
            )
            if is_name and not weak and all(stem(folded) in some for some in stems):
                found.setdefault(stem(folded), spelled)
    return tuple(sorted(found.values(), key=lambda name: (-len(name), name)))


@cache
def _place_words() -> frozenset[str]:
    return frozenset(name for place in municipalities() for name in (place.name.casefold(), place.genitive.casefold()))


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _COMMON)


def _spelled(telling: Telling) -> list[str]:
    tokens = tokenise([telling.title, telling.text])
    return [tokens.spelled(at).casefold() for at in range(len(tokens.word))]


def _shared_numbers(one: Telling, other: Telling) -> tuple[str, ...]:
    """Numbers of two digits or more that both give, years aside."""
    mine, theirs = (
        {word for word in _spelled(telling) if word.isdecimal() and len(word) > 1 and int(word[:9]) not in _YEARS}
        for telling in (one, other)
    )
    return tuple(sorted(mine & theirs, key=lambda number: (-len(number), number)))
