"""How likely an address leads to examples: words of the domain in anchor, address and the heading above.

An example is where municipality and business meet over the climate: words of the one and words of the other count more
together than either alone. Near misses (plans, rankings, advice to households) and chores (forms, opening hours) count
against. What paid off before on the same site moves the score: sections (address prefixes) and listings whose pages
told of examples come first, those whose pages never did come later, yet none is left out. The score, between 0 and 1,
follows from what stands at the link and from what earlier runs knew, so that a run that goes on keeps its order.
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

_CLIMATE = """klimat fossil koldioxid kolsänk kolinlagr biokol biogas vätgas utsläpp energi solcell solel solkraft
vindkraft elbil elektri eldriv laddinfra laddning laddplats fjärrvärme restvärme spillvärme värmenät
cirkul kretslopp återbruk återanvänd återvinn symbios hållbar omställning skyfall översvämning
grönyt ekosystem biologisk-mångfald träbygg cykelbud samlast elväg delning delar-på netto-noll
netzero net-zero circular energy electri sustainab carbon reuse renewable heat wooden green grön
miljö resurs eko batteri fossilfri climate sharing
"""
_TOGETHER = """samverk samarbet tillsammans gemensam nätverk partner avtal kontrakt överenskommelse åtagand kluster
allians näringsliv företag bolag industri handlare byggherr byggaktör fastighetsägare hotell
besöksnäring leverantör upphandl markanvisning testbädd labb innovation science-park forskning
akademi projekt pilot exempel initiativ dialog råd kompetens data business compan compact agreement
project network lab together viable partnership
"""
_NEAR_MISS = """företagsklimat ranking lista plan planen program programmet strategi policy budget remiss hushåll
villa vardag för-dig kommunens-egna egna-fordon kampanj tips rådgivning utkast
"""
_CHORES = """logga-in login inloggning kundvagn kalender evenemang kontakt kontakta lediga jobb jobba cookies
kakor webbkarta sök search tipsa translate lyssna skriv-ut print gdpr dataskydd anslagstavla
tillgänglighet personuppgift om-webbplatsen förskola skola äldreomsorg oppettider öppettider
bibliotek protokoll sammanträde bygglov parkering felanmälan e-tjänst etjänst blankett avgift taxa
tomt tomter karta kultur idrott politik nämnd diarium tillstånd anmälan starta-eget
"""

# å, ä and ö are written a and o in most addresses.
_PLAIN = str.maketrans("åäöéüè", "aaoeue")


def _stems(words: str, *, inside: bool) -> re.Pattern[str]:
    """Matches each of `words`; `inside` words too, else only where a word begins and, but for an ending, ends."""
    stems = "|".join(sorted({re.escape(word.translate(_PLAIN)) for word in words.split()}, key=len, reverse=True))
    return re.compile(f"(?:{stems})" if inside else f"\\b(?:{stems})(?:en|et|er|ar|s)?\\b")


_FOR = (_stems(_CLIMATE, inside=True), _stems(_TOGETHER, inside=True))
_AGAINST = (_stems(_NEAR_MISS, inside=False), _stems(_CHORES, inside=False))
_SPACE = re.compile(r"[\s/._?=&+,:;|–—]+")
_STEP = 1.6
_LEAST_PAGES = 4
_PRIOR_PAGES = 4
_LEARNED = (-1.5, 2.0)


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


def score_link(url: str, text: str = "", heading: str = "", learned: float = 0.0) -> float:
    """Score of a link by its words, its address, the heading above it and points learned: 0 to 1."""
    parts = urlsplit(url)
    words = _words(text)
    address = _words(unquote(f"{parts.path} {parts.query}"))
    climate, together = (
        min(
            1.0 * _distinct(stems, words) + 0.6 * _distinct(stems, address) + 0.3 * _distinct(stems, _words(heading)),
            2.5,
        )
        for stems in _FOR
    )
    near_misses, chores = (_distinct(stems, words) + 0.7 * _distinct(stems, address) for stems in _AGAINST)
    depth = sum(1 for segment in parts.path.split("/") if segment)
    points = climate + together + 0.8 * min(climate, together) - 1.2 * near_misses - 1.5 * chores
    # A page with a name of its own lies below its section; the section itself only leads on.
    points += learned + (0.5 if depth > 1 else 0.0)
    return round(float(1 / (1 + _STEP ** (-points))), 4)


def _words(text: str) -> str:
    return _SPACE.sub("-", text.lower().translate(_PLAIN)).strip("-")


def _distinct(stems: re.Pattern[str], text: str) -> int:
    return min(len(set(stems.findall(text))), 3) if text else 0
