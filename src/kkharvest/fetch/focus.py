"""How likely an address leads to examples: words of the domain in anchor, address and the heading above.

A score between 0 and 1, from what stands at the link alone, so that it is the same on every run. Stems are found inside
compounds too ("klimatavtal"); of one weight at most two different ones count.
"""

import re
from urllib.parse import unquote, urlsplit

__all__ = ["score_link"]

_FOR = {
    3.0: """klimat fossilfri koldioxid utslapp utsläpp goda-exempel goda\\ exempel klimatneutral klimatavtal
            klimatkontrakt viable symbios cirkular cirkulär aterbruk återbruk klimatkonkurrens""",
    2.0: """samverk samarbet natverk nätverk hallbar hållbar energi solcell solel laddinfra elbil biogas vatgas
            vätgas fjarrvarme fjärrvärme restvarme restvärme omstallning omställning markanvisning upphandl
            partnerskap byggaktor byggaktör logistik mobilitet klimatanpass skyfall agenda-2030 netzero climate
            circular energy sustainab fossil carbon""",
    1.0: """naringsliv näringsliv foretag företag projekt nyhet news pressmeddel exempel innovation science forskning
            testbadd testbädd grön gron miljo miljö transport besoksnaring besöksnäring bygg industri avtal
            overenskommelse överenskommelse business project finansier""",
}
_AGAINST = {
    -3.0: """logga-in login inloggning kundvagn kalender evenemangskalender kontakta-oss lediga-jobb jobba-hos
            lediga\\ jobb tillganglighetsredogorelse tillgänglighetsredogörelse cookies kakor webbkarta sitemap sok
            sök search tipsa translate oversatt lyssna skriv-ut print personuppgift gdpr dataskydd anslagstavla""",
    -1.5: """forskola förskola skola aldreomsorg äldreomsorg oppettider öppettider bibliotek simhall protokoll
            sammantrade sammanträde bygglov parkering felanmal felanmäl e-tjanst e-tjänst etjanst blankett avgift
            taxa bostad tomt karta kultur fritid idrott omsorg politik namnd nämnd diarium""",
}


def _pattern(words: str) -> re.Pattern[str]:
    stems = [stem.replace("\\ ", " ") for stem in re.split(r"(?<!\\)\s+", words.strip())]
    return re.compile("|".join(re.escape(stem) for stem in stems))


_WEIGHTS = [(weight, _pattern(words)) for weight, words in (*_FOR.items(), *_AGAINST.items())]


def score_link(url: str, text: str = "", heading: str = "") -> float:
    """Score of a link by its words, its address and the heading above it: 0 to 1."""
    parts = urlsplit(url)
    address = unquote(f"{parts.path} {parts.query}").lower().replace("_", "-")
    points = _points(text.lower()) + 0.8 * _points(address) + 0.4 * _points(heading.lower())
    depth = sum(1 for segment in parts.path.split("/") if segment)
    points -= 0.1 * max(depth - 3, 0)
    return round(float(1 / (1 + 2.0 ** (-points / 2))), 4)


def _points(text: str) -> float:
    if not text:
        return 0.0
    return sum(weight * min(len(set(pattern.findall(text))), 2) for weight, pattern in _WEIGHTS)
