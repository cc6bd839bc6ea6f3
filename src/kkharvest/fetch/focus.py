"""How likely an address leads to examples: words of the domain in anchor, address and the heading above.

An example is where municipality and business meet over the climate: words of the one and words of the other count more
together than either alone. A teaser (of a card, of a feed's entry) counts nearly as much as the title it stands under.
Near misses (plans, rankings, advice to households) and chores (forms, opening hours) count against.
What paid off before on the same site moves the score: sections (address prefixes) and listings whose pages told of
examples come first, those whose pages never did come later, yet none is left out. The score, between 0 and 1, follows
from what stands at the link and from what earlier runs knew, so that a run that goes on keeps its order.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from kkharvest.core.address import AddressError, address_key
from kkharvest.store import Row

__all__ = ["Payoff", "score_link"]

_CLIMATE = """klimat fossil kolsänk kolinlagr biokol biogas vätgas utsläpp energi solel solkraft vindkraft eldriv
laddinfra fjärrvärme restvärme spillvärme värmenät cirkul kretslopp återbruk återvinn symbios hållbar omställning
ekosystem biologisk-mångfald träbygg cykelbud samlast delning netto-noll netzero net-zero circular energy sustainab
carbon reuse renewable heat wooden green grön batteri fossilfri climate sharing
"""
_CLIMATE_FAINT = """miljö eko resurs koldioxid elbil elektri electri solcell laddning laddplats elväg skyfall
översvämning återanvänd grönyt delar-på
"""
_TOGETHER = """samverk samarbet tillsammans gemensam nätverk partner kontrakt åtagand kluster allians näringsliv företag
bolag industri byggherr byggaktör fastighetsägare besöksnäring leverantör upphandl testbädd labb innovation
science-park akademi projekt pilot initiativ dialog business compan compact agreement project network lab together
viable partnership avtal överenskommelse markanvisning
"""
_TOGETHER_FAINT = """råd data kompetens forskning handlare hotell exempel"""
_NEAR_MISS = """företagsklimat ranking plan planen program programmet strategi policy budget remiss hushåll
villa vardag för-dig kommunens-egna egna-fordon kampanj tips rådgivning utkast
"""
_CHORES = """logga-in login inloggning kundvagn kalender kontakt kontakta lediga jobb jobba cookies
kakor webbkarta sök search tipsa translate lyssna skriv-ut print gdpr dataskydd anslagstavla
tillgänglighet personuppgift om-webbplatsen förskola skola äldreomsorg oppettider öppettider
bibliotek protokoll sammanträde bygglov parkering felanmälan e-tjänst etjänst blankett avgift taxa
tomt tomter karta kultur idrott politik nämnd diarium tillstånd anmälan starta-eget starta-företag
"""

# å, ä and ö are written a and o in most addresses.
_PLAIN = str.maketrans("åäöéüè", "aaoeue")


def _stems(words: str, form: str) -> re.Pattern[str]:
    """Matches each of `words` in this form."""
    stems = "|".join(sorted({re.escape(word.translate(_PLAIN)) for word in words.split()}, key=len, reverse=True))
    return re.compile(form.format(f"(?:{stems})"))


_INSIDE = "{}"
# A compound is what its last part says: an energirådgivning gives advice, a rådgivare is somebody.
_LAST = r"{}(?:en|et|er|ar|s)?\b"
_WHOLE = rf"\b{_LAST}"
_FOR = (
    (_stems(_CLIMATE, _INSIDE), _stems(_CLIMATE_FAINT, _INSIDE)),
    (_stems(_TOGETHER, _INSIDE), _stems(_TOGETHER_FAINT, _INSIDE)),
)
_AGAINST = (_stems(_NEAR_MISS, _LAST), _stems(_CHORES, _WHOLE))
_SPACE = re.compile(r"[\s/._?=&+,:;|–—]+")
_STEP = 1.6
_LEAST_PAGES = 4
_PRIOR_PAGES = 4
_LEARNED = (-1.5, 2.0)
_TEASER = 300


@dataclass(frozen=True, slots=True)
class Payoff:
    """What earlier runs found on one site: points of its sections and of its listings, by address key."""

    sections: dict[str, float] = field(default_factory=dict)
    listings: dict[str, float] = field(default_factory=dict)

    @classmethod
    def learn(cls, rows: Iterable[Row]) -> "Payoff":
        """Points from pages that were read: `url`, `via_url` and whether each `paid_off`.

        A section's share of pages that paid off is drawn towards the site's own, the more the fewer pages it has.
        """
        sections: defaultdict[str, list[bool]] = defaultdict(list)
        listings: defaultdict[str, list[bool]] = defaultdict(list)
        seen: list[bool] = []
        for row in rows:
            paid_off = bool(row["paid_off"])
            seen.append(paid_off)
            for section in _sections(row["url"]):
                sections[section].append(paid_off)
            if key := _key(row["via_url"]):
                listings[key].append(paid_off)
        usual = sum(seen) / len(seen) if seen else 0.0
        return cls(_points(sections, usual), _points(listings, usual)) if usual else cls()

    def points(self, url: str, via_url: str | None) -> float:
        """Points for an address: those of its deepest known section, or of the listing that named it, if better."""
        found = [self.sections[section] for section in _sections(url) if section in self.sections][-1:]
        if via_url and self.listings and (key := _key(via_url)) in self.listings:
            found.append(self.listings[key])
        return max(found, default=0.0)


def _points(seen: dict[str, list[bool]], usual: float) -> dict[str, float]:
    least, most = _LEARNED
    return {
        key: min(max(math.log((sum(pages) / usual + _PRIOR_PAGES) / (len(pages) + _PRIOR_PAGES), _STEP), least), most)
        for key, pages in sorted(seen.items())
        if len(pages) >= _LEAST_PAGES
    }


def _sections(url: str) -> Iterator[str]:
    """The address prefixes that a page lies under, shortest first, without its site as a whole."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    for end in range(1, len(segments)):
        yield "/".join([parts.netloc.removeprefix("www."), *segments[:end], ""])


def _key(url: str | None) -> str:
    try:
        return address_key(url) if url else ""
    except AddressError:
        return ""


def score_link(url: str, text: str = "", heading: str = "", learned: float = 0.0, teaser: str = "") -> float:
    """Score of a link by its words, its address, what stands around it and points learned: 0 to 1.

    The weight of a teaser was swept over 0.3 to 1 on titles and first sentences of the labelled training texts
    (November 2026); ranking improves up to 1, most of it by 0.7.
    """
    parts = urlsplit(url)
    words, beside, above = _words(text), _words(teaser[:_TEASER]), _words(heading)
    address = _words(unquote(f"{parts.path} {parts.query}"))
    climate, together = (
        min(
            1.0 * _told(group, words)
            + 0.7 * _told(group, beside)
            + 0.6 * _told(group, address)
            + 0.3 * _told(group, above),
            2.5,
        )
        for group in _FOR
    )
    near_misses, chores = (
        _distinct(stems, words) + 0.7 * _distinct(stems, address) + 0.4 * _distinct(stems, beside) for stems in _AGAINST
    )
    depth = sum(1 for segment in parts.path.split("/") if segment)
    points = climate + together + 0.8 * min(climate, together) - 1.2 * near_misses - 1.5 * chores
    # A page with a name of its own lies below its section; the section itself only leads on.
    points += learned + (0.5 if depth > 1 else 0.0)
    return round(float(1 / (1 + _STEP ** (-points))), 4)


def _words(text: str) -> str:
    return _SPACE.sub("-", text.lower().translate(_PLAIN)).strip("-")


def _told(group: tuple[re.Pattern[str], re.Pattern[str]], text: str) -> float:
    plain, faint = group
    return _distinct(plain, text) + 0.5 * _distinct(faint, text)


def _distinct(stems: re.Pattern[str], text: str) -> int:
    return min(len(set(stems.findall(text))), 3) if text else 0
