"""Families of wordings, Swedish and English, and which blocks of a page use them.

Expressions are tried only on lines with a word that a match of theirs could begin in; what a word can begin is
remembered, since pages say the same few words over and over.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.tree import Tree

__all__ = ["WORDINGS", "beginnings", "longest_of", "wording_columns"]

WORDINGS = {
    "legal":
        r"©|copyright|all rights|rights reserved|terms|privacy|policy|villkor|integritet|gdpr|disclaimer"
        r"|om webbplatsen|tillgänglighet",
    "consent": r"cookies?\b|kakor|consent|samtycke|accept all|godkänn",
    "share":
        r"share|dela\b|dela på|facebook|twitter|linkedin|instagram|whatsapp|pinterest|tweet|skriv ut"
        r"|print\b|copy link|kopiera länk|tipsa",
    "subscribe": r"subscribe|newsletter|nyhetsbrev|prenumerera|sign up|email address|e-postadress|your email",
    "login": r"log ?in|sign ?in|logga in|register|mina sidor|my account|password|lösenord|create account",
    "more":
        r"read more|läs mer|learn more|see (?:all|more)|view (?:all|more)|visa (?:alla|fler|mer)|show"
        r" more|load more|ladda fler|continue reading|till toppen|back to top|click here|find out more",
    "related":
        r"related|relaterad|you (?:may|might) (?:also )?like|recommended|more (?:from|in|stories)|senaste"
        r" nytt|fler nyheter|latest|popular|trending|see also|liknande|mer om|läs också",
    "comment": r"comment|kommentar|repl(?:y|ies)|respond|svara\b|likes?\b|upvote|quote\b|permalink|report\b|posted",
    "meta":
        r"published|publicerad|updated|uppdaterad|ändrad|posted (?:on|by|in)|written by|min(?:ute)?s?"
        r" read|av:|by\b|filed under|tags?:|categor|kategori|ansvarig|skribent|photo|foto:|credit|image",
    "contact":
        r"contact|kontakt|telefon|phone|e-?post|e-?mail|öppettider|opening hours|address|besöksadress"
        r"|ring oss|switchboard|växel",
    "feedback": r"was this (?:page|article) helpful|hjälpte|helpful|feedback|synpunkt|hittade du|lämna en",
    "shop":
        r"add to (?:cart|bag|basket)|in stock|out of stock|buy now|price|quantity|wishlist|shipping"
        r"|checkout|köp\b|varukorg|\$\d|€|£\d|sale\b|reviews?\b|ratings?\b|stars\b",
    "menu":
        r"menu|meny\b|search|sök\b|home\b|hem\b|start(?:sida)?\b|skip to|hoppa till|toggle|close|stäng"
        r"|öppna|next|previous|nästa|föregående|page \d|sidan?\b",
    "similar":
        r"also (?:viewed|bought|like|purchased|interested|consider)|similar|liknande|sponsored|pairs? well"
        r"|goes with|complete the|frequently|recently viewed|explore more|shop (?:by|more|the)|compare"
        r"|people (?:who|also)|inspir|andra (?:köpte|tittade|läste)|passar till|you.?ll love|best ?sellers?"
        r"|featured|popul",
    "review":
        r"reviews?\b|recension|omdöme|ratings?\b|questions|q ?& ?a|testimonial|customers? (?:say|love)"
        r"|verified|helpful",
    "detail":
        r"specification|\bspecs?\b|features?\b|details|description|beskrivning|overview|about (?:this|the)"
        r"|key\b|highlights|produktinfo|technical|ingredients|materials?|\bcare\b|information|egenskaper|fakta",
    "deliver":
        r"shipping|deliver|returns?\b|warranty|frakt|leverans|retur|garanti|payment|financing|guarantee|refund",
    "asked": r"faq|frequently asked|vanliga frågor|frågor och svar|common questions",
    "author":
        r"author|författare|written by|about (?:me|us)|om oss|our (?:team|story)|contributor|bio\b",
    "filter":
        r"filter|sort(?:era| by)?\b|refine|show(?:ing)? \d|results?\b|träffar|per page|items?\b|clear all",
    "account":
        r"(?m:^)(?:joined|member|posts?|topics?|location|reputation|rank|messages?|solutions|karma|points)\b"
        r"|\d+ (?:posts?|replies|views|likes|points|votes)|member since"
        r"|(?:years?|months?|days?|hours?|hrs?|minutes?) ago",
}  # fmt: skip
_EXPRESSIONS = [re.compile(words) for words in WORDINGS.values()]
_LIMIT = 160
_NAMED = re.compile(r"\\b|\(\?m:\^\)")
_DIGIT = r"\d"


def wording_columns(tree: Tree) -> NDArray[np.float32]:
    """One column a family, 1 where a block uses it; (n, families). Long blocks are prose and are not read."""
    used = [_used_in(block.text) if len(block.text) <= _LIMIT else 0 for block in tree.blocks]
    table = (np.array(used, dtype=np.int64)[:, None] >> np.arange(len(_EXPRESSIONS))) & 1
    return table.astype(np.float32)


@lru_cache(maxsize=20_000)
def _used_in(text: str) -> int:
    """Bits of the families that a text uses."""
    line = text.replace("\n", " ").lower()
    possible = used = 0
    for word in line.split():
        possible |= _begun_in(word)
    while possible:
        lowest = possible & -possible
        if _EXPRESSIONS[lowest.bit_length() - 1].search(line):
            used |= lowest
        possible ^= lowest
    return used


@lru_cache(maxsize=100_000)
def _begun_in(word: str) -> int:
    """Bits of the families of which a match can begin in `word`."""
    possible = 0
    for begun in _BEGINNING.findall(word):
        possible |= _families_begun(begun)
    return possible


@cache
def _families_begun(begun: str) -> int:
    return sum(bit for bit, begins in _BEGINS if begins.match(begun))


def beginnings(expression: str) -> set[str]:
    """What a match of `expression` begins with, as expressions for one word; one of them may be empty."""
    found: set[str] = set()
    for branch in _branches(expression):
        rest = _NAMED.sub("", branch) if _NAMED.match(branch) else branch
        if rest.startswith("(?:"):
            end = _closing(rest)
            optional = rest[end + 1 : end + 2] in {"?", "*"}
            found |= beginnings(rest[3:end]) | ({""} if optional else set())
        elif rest.startswith(_DIGIT):
            found.add(_DIGIT)
        else:
            found |= _literals(rest)
    return found


def _branches(expression: str) -> Iterator[str]:
    depth = start = 0
    for at, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            yield expression[start:at]
            start = at + 1
    yield expression[start:]


def _closing(expression: str) -> int:
    depth = 0
    for at, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if not depth:
            return at
    return len(expression)


def _literals(expression: str) -> set[str]:
    """The characters that matches of `expression` begin with, within one word."""
    character, follows = expression[:1], expression[1:2]
    if character == " ":
        return {r"\Z"} | (_literals(expression[2:]) if follows == "?" else set())
    if expression.startswith(r"\$"):
        return {r"\$"}
    if not (character.isalnum() or character in set("©€£-:&")):
        return {""}
    if follows == "*":
        return {""}
    rest = expression[1 + (follows == "?") :]
    found = {character + literal for literal in _literals(rest)}
    return found | _literals(rest) if follows == "?" else found


def longest_of(expressions: Iterable[str]) -> str:
    """One expression for the longest of some that match, which reads what they share once."""
    rests: dict[str, list[str]] = {}
    for expression in expressions:
        unit = expression[: 1 + expression.startswith("\\")]
        rests.setdefault(unit, []).append(expression[len(unit) :])
    branches = [unit + longest_of(rests[unit]) for unit in sorted(rests, reverse=True) if unit]
    if "" in rests:
        branches.append("")
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


_BEGINNINGS = [beginnings(words) for words in WORDINGS.values()]
_BEGINS = [(1 << bit, re.compile("|".join(sorted(begins)))) for bit, begins in enumerate(_BEGINNINGS)]
# At each position of a word the longest beginning: all others there are beginnings of it.
_BEGINNING = re.compile(f"(?=({longest_of(set().union(*_BEGINNINGS))}))")
