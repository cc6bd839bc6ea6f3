"""Verdict on an answer: is it content, and if not, what is it?

Challenge pages, walls, shells and "not found" said with status 200 are failures of fetching, never content. Each rule
needs two signs at least, so that an article about passwords or cookies is not taken for a wall.
"""

import re
from dataclasses import dataclass

from kkharvest.fetch.client import Answer
from kkharvest.fetch.links import PageFacts
from kkharvest.fetch.outcome import Outcome

__all__ = ["Verdict", "judge_page", "judge_status", "judge_type"]

_STATUS = {
    404: Outcome.NOT_FOUND,
    410: Outcome.GONE,
    429: Outcome.BUSY,
    **dict.fromkeys((401, 402, 403, 405, 406, 407, 451), Outcome.NO_ACCESS),
}
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/pdf", "text/plain", ""})
_XML_TYPES = frozenset({"application/xml", "text/xml", "application/rss+xml", "application/atom+xml"})
_SHORT = 120
_BARE = 60
_WALL = 90
_FEW_LINKS = 15
_CHALLENGE_HEADERS = ("cf-mitigated", "x-sucuri-block", "x-datadome", "x-iinfo")
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|verify(?:ing)? (?:that )?you(?: are|.re)(?: not)? (?:a )?"
    r"(?:human|robot)|är du en robot|bekräfta att du (?:inte )?är|ddos protection|security check"
    r"|pardon our interruption|captcha|cf-chl|access denied|request rejected|human verification|incapsula incident"
    r"|your support id is|disable any ad blocker",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"(?:fel|error|http|status|kod)\W{0,3}404\b|^\W*404\W*$|\b404\b\W+(?:not|sidan|page|error|fel|hittades)"
    r"|sidan (?:kunde inte hittas|finns inte|hittades inte|du (?:söker|sökte|letar efter|letade efter)|saknas"
    r"|är borttagen|har tagits bort)|den här sidan finns inte|(?:kan|kunde) (?:\w+ )?inte hitta (?:\w+ )?sidan"
    r"|hittar inte sidan"
    r"|page (?:was )?not found|page (?:does not|doesn.t) exist|page can.t be found|innehållet finns inte"
    r"|ingen sida hittades",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"logga in|inloggning|log ?in|sign in|bankid|användarnamn|lösenord", re.IGNORECASE)
_MUST_LOG_IN = re.compile(
    r"(?:måste|behöver) (?:du )?(?:logga in|vara (?:inloggad|prenumerant|medlem|kund))|sign in to (?:your|continue)"
    r"|log ?in to (?:continue|read|view)",
    re.IGNORECASE,
)
_COOKIES = re.compile(
    r"cookies?|kakor|samtycke|consent|integritet|privacy|innan du fortsätter|before you", re.IGNORECASE
)
_CHOICE = re.compile(
    r"(?:godkänn|accept|avvisa|tillåt|neka|reject)\w* (?:alla|all|kakor|cookies|och)|godkänner du cookies"
    r"|ditt samtycke för att|(?:manage|your) consent",
    re.IGNORECASE,
)
_SCRIPT_PLEA = re.compile(
    r"(?:aktivera|slå på|enable|requires?|kräver|need|behöver)\W+(?:\w+\W+){0,5}javascript", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is, and by which signs."""

    outcome: Outcome
    reason: str | None = None


def judge_status(answer: Answer) -> Verdict | None:
    """The verdict that follows from the status alone, or None for a success or a redirect."""
    status = answer.status
    for name in _CHALLENGE_HEADERS:
        if answer.header(name) and status in {403, 429, 503}:
            return Verdict(Outcome.CHALLENGE, f"header {name} with status {status}")
    if status in _STATUS:
        return Verdict(_STATUS[status], f"status {status}")
    if status >= 500:  # noqa: PLR2004 - server errors
        if status == 503 and answer.header("retry-after"):  # noqa: PLR2004 - Service Unavailable
            return Verdict(Outcome.BUSY, "status 503 with Retry-After")
        return Verdict(Outcome.SERVER_ERROR, f"status {status}")
    if status >= 400:  # noqa: PLR2004 - client errors
        return Verdict(Outcome.NO_ACCESS, f"status {status}")
    if status == 204:  # noqa: PLR2004 - No Content
        return Verdict(Outcome.EMPTY, "status 204")
    if status not in {200, 203, 304} and not 300 <= status < 400:  # noqa: PLR2004
        return Verdict(Outcome.BROKEN, f"status {status}")
    return None


def judge_type(answer: Answer, *, is_list: bool = False) -> Verdict | None:
    """The verdict that follows from the media type and the first bytes, or None when it may be content.

    A list made for machines may come as anything: its reader tells whether it is one.
    """
    if not answer.body.strip():
        return Verdict(Outcome.EMPTY, "no byte in the body")
    if is_list:
        return None
    kind = answer.content_type
    if kind not in _PAGE_TYPES and kind not in _XML_TYPES:
        return Verdict(Outcome.NOT_CONTENT, f"media type {kind}")
    if b"\x00" in answer.body[:1024] and not answer.body.startswith((b"\xff\xfe", b"\xfe\xff", b"%PDF-")):
        return Verdict(Outcome.NOT_CONTENT, "binary data")
    return None


def judge_page(facts: PageFacts) -> Verdict | None:
    """The verdict on an HTML page that came with status 200, or None when it is content."""
    heads = (facts.title, *facts.headings[:2])
    headline = " ".join(heads)
    short = facts.n_words < _SHORT
    bare = short and len(facts.anchors) < _FEW_LINKS
    words = facts.text_start
    said = headline if facts.n_words >= _BARE else f"{headline} {words}"
    if (_CHALLENGE.search(said) and facts.n_words < 2 * _SHORT and not facts.anchors[8:]) or (
        facts.challenge and facts.n_words < _BARE
    ):
        return Verdict(Outcome.CHALLENGE, f"title {facts.title[:80]!r}")
    for text in (*heads, words) if short else heads:
        if (found := _NOT_FOUND.search(text)) and facts.n_words < 5 * _SHORT:
            return Verdict(Outcome.SOFT_404, f"headline {found.group()!r}")
    if (
        facts.has_password
        and facts.n_words < 2 * _SHORT
        and _LOGIN.search(f"{headline} {words}" if short else headline)
    ):
        return Verdict(Outcome.LOGIN, "a password field under a headline about logging in")
    if bare and _LOGIN.search(f"{headline} {words}") and _MUST_LOG_IN.search(f"{headline} {words}"):
        return Verdict(Outcome.LOGIN, "the page says that one must log in")
    # A banner lies over a page that has headings of its own; of a wall the choice is all there is.
    if (
        bare
        and facts.n_words < _WALL
        and all(map(_COOKIES.search, facts.headings[:3] or heads))
        and _CHOICE.search(words)
    ):
        return Verdict(Outcome.COOKIE_WALL, f"title {facts.title[:80]!r}")
    if facts.n_words < 20 and facts.n_scripts and len(facts.anchors) < 5:  # noqa: PLR2004
        return Verdict(Outcome.SHELL, f"{facts.n_words} words and {facts.n_scripts} scripts")
    if bare and _SCRIPT_PLEA.search(words):
        return Verdict(Outcome.SHELL, "the page asks for JavaScript")
    return None
