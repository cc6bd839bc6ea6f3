"""Families of wordings, Swedish and English, and which blocks of a page use them."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.automaton import Automaton
from kkharvest.extract.tree import Tree

__all__ = ["WORDINGS", "wording_columns"]

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
        r"^(?:joined|member|posts?|topics?|location|reputation|rank|messages?|solutions|karma|points)\b"
        r"|\d (?:posts?|replies|views|likes|points|votes)|member since"
        r"|(?:years?|months?|days?|hours?|hrs?|minutes?) ago",
}  # fmt: skip
# Longer blocks are prose and are not read.
_LIMIT = 160


def wording_columns(tree: Tree) -> NDArray[np.float32]:
    """One column a family, 1 where a block uses it; (n, families)."""
    used = _automaton().search([block.text.lower() if len(block.text) <= _LIMIT else "" for block in tree.blocks])
    octets = used.astype("<i8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, count=len(WORDINGS), bitorder="little").astype(np.float32)


@cache
def _automaton() -> Automaton:
    return Automaton(WORDINGS.values())
