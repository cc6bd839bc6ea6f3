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
_CHALLENGE_HEADERS = ("cf-mitigated", "x-sucuri-block", "x-datadome", "x-iinfo")
_CHALLENGE = re.compile(
    r"just a moment|checking your browser|attention required|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|är du en robot|bekräfta att du (?:inte )?är|ddos protection|security check|pardon our interruption"
    r"|captcha|cf-chl|access denied",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b404\b|sidan (?:kunde inte hittas|finns inte|hittades inte|du söker|saknas)|hittar inte sidan"
    r"|kan inte hitta sidan"
    r"|page (?:was )?not found|page (?:does not|doesn.t) exist"
    r"|innehållet finns inte|ingen sida hittades",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"logga in|inloggning|log ?in|sign in|bankid|användarnamn|lösenord", re.IGNORECASE)
_COOKIES = re.compile(r"cookies?|kakor|samtycke|consent", re.IGNORECASE)
_ACCEPT = re.compile(r"godkänn|acceptera|accept|samtyck|agree", re.IGNORECASE)
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
    headline = " ".join((facts.title, *facts.headings[:2]))
    short = facts.n_words < _SHORT
    words = facts.text_start
    if _CHALLENGE.search(headline) and facts.n_words < 2 * _SHORT and not facts.anchors[8:]:
        return Verdict(Outcome.CHALLENGE, f"title {facts.title[:80]!r}")
    if _NOT_FOUND.search(headline) and facts.n_words < 5 * _SHORT:
        return Verdict(Outcome.SOFT_404, f"headline {_NOT_FOUND.search(headline).group()!r}")  # type: ignore[union-attr]
    if facts.has_password and (_LOGIN.search(headline) or (short and _LOGIN.search(words))):
        return Verdict(Outcome.LOGIN, "a password field under a headline about logging in")
    if short and _COOKIES.search(facts.title) and _ACCEPT.search(words) and len(facts.anchors) < 15:  # noqa: PLR2004
        return Verdict(Outcome.COOKIE_WALL, f"title {facts.title[:80]!r}")
    if facts.n_words < 20 and facts.n_scripts and len(facts.anchors) < 5:  # noqa: PLR2004
        return Verdict(Outcome.SHELL, f"{facts.n_words} words and {facts.n_scripts} scripts")
    if short and _SCRIPT_PLEA.search(words) and len(facts.anchors) < 15:  # noqa: PLR2004
        return Verdict(Outcome.SHELL, "the page asks for JavaScript")
    return None
