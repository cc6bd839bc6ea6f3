"""What can come of asking for an address."""

from enum import StrEnum

__all__ = ["CONTENT", "FAILED", "REFUSED", "WITHDRAWN", "Outcome"]


class Outcome(StrEnum):
    """The verdict on one visit; its ground stands beside it as `reason`."""

    OK = "ok"  # new or changed content, archived
    UNCHANGED = "unchanged"  # sent again, the same bytes
    NOT_MODIFIED = "not_modified"  # 304
    DISCOVERY = "discovery"  # sitemap, feed or endpoint: read for its links alone
    REDIRECT = "redirect"  # for now, elsewhere (302, 303, 307)
    MOVED = "moved"  # for good, elsewhere (301, 308)
    NOT_FOUND = "not_found"
    GONE = "gone"
    NO_ACCESS = "no_access"  # 401, 402, 403, 407, 451
    DISALLOWED = "disallowed"  # by robots.txt
    OPTED_OUT = "opted_out"  # on the operator's list
    RESERVED = "reserved"  # rights to text and data mining are reserved
    NOINDEX = "noindex"
    SOFT_404 = "soft_404"  # "not found", said with status 200
    CHALLENGE = "challenge"  # a page that asks whether a person is there
    LOGIN = "login"
    COOKIE_WALL = "cookie_wall"
    SHELL = "shell"  # a page that only scripts would fill
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_CONTENT = "not_content"  # picture, film, archive, program
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"  # no address, no connection
    REFUSED_ADDRESS = "refused_address"  # private, loopback, link-local or metadata address, or an odd port
    BAD_REDIRECT = "bad_redirect"
    BROKEN = "broken"  # no HTTP, a bad length, a bad encoding
    SERVER_ERROR = "server_error"
    BUSY = "busy"  # 429, or 503 with Retry-After, after all attempts


CONTENT = frozenset({Outcome.OK, Outcome.UNCHANGED, Outcome.NOT_MODIFIED})
"""The page can be read, now or still."""

FAILED = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.BROKEN, Outcome.SERVER_ERROR, Outcome.BUSY})
"""The page may be fine another day: what is known of it is kept."""

REFUSED = frozenset({Outcome.DISALLOWED, Outcome.OPTED_OUT, Outcome.REFUSED_ADDRESS})
"""Nothing was asked."""

WITHDRAWN = frozenset({Outcome.RESERVED, Outcome.NOINDEX, Outcome.OPTED_OUT})
"""The text may not be kept."""
