"""Path patterns as robots.txt and tdmrep.json write them: a prefix, with `*` for any run and `$` for the end."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

__all__ = ["PathPattern", "escaped", "normal_form", "path_of", "written_form"]

_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class PathPattern:
    """A pattern cut at its wildcards; `length` is that of the pattern as compared."""

    pieces: tuple[str, ...]
    anchored: bool
    length: int

    @classmethod
    def parse(cls, pattern: str) -> "PathPattern":
        """The pattern in this text."""
        return cls(tuple(pattern.removesuffix("$").split("*")), pattern.endswith("$"), len(pattern))

    def matches(self, path: str) -> bool:
        """Whether the pattern covers `path`, in time linear in both."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(path) == len(first)
        at = len(first)
        for piece in rest[:-1]:
            at = path.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        if self.anchored:
            return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at
        return path.find(rest[-1], at) >= 0


def path_of(url: str) -> str:
    """Path and query of an address, as written; `/` when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return f"{path}?{parts.query}" if parts.query or "?" in url.partition("#")[0] else path


def written_form(text: str) -> str:
    """`text` as written, but for the case of the digits in its escapes."""
    return _ESCAPE.sub(lambda found: found.group().upper(), text) if "%" in text else text


def normal_form(text: str) -> str:
    """The form in which RFC 9309 compares: all but ASCII escaped, unreserved characters not escaped."""
    text = escaped(text)
    return _ESCAPE.sub(_unescaped, text) if "%" in text else text


def escaped(text: str) -> str:
    """`text` with everything outside ASCII escaped."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in text)


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found.group(1), 16))
    return character if character in _UNRESERVED else found.group().upper()
