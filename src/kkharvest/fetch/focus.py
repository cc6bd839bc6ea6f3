"""How likely an address leads to examples: words of the domain in anchor, address and the heading above.

An example is where municipality and business meet over the climate: words of the one and words of the other count more
together than either alone. Near misses (plans, rankings, advice to households) and chores (forms, opening hours) count
against. The score, between 0 and 1, follows from what stands at the link alone, so that it is the same on every run.
"""

import re
from urllib.parse import unquote, urlsplit

__all__ = ["score_link"]

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


def score_link(url: str, text: str = "", heading: str = "") -> float:
    """Score of a link by its words, its address and the heading above it: 0 to 1."""
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
    points += 0.5 if depth > 1 else 0.0
    return round(float(1 / (1 + _STEP ** (-points))), 4)


def _words(text: str) -> str:
    return _SPACE.sub("-", text.lower().translate(_PLAIN)).strip("-")


def _distinct(stems: re.Pattern[str], text: str) -> int:
    return min(len(set(stems.findall(text))), 3) if text else 0
