"""Bytes to text: byte order mark, header, meta, content; double encodings repaired.

The order is that of the HTML standard (mark, transport, meta), except that a declaration which the bytes contradict
loses to valid UTF-8: municipal sites that moved from iso-8859-1 often kept the old header. Legacy labels of one byte
are read as windows-1252, as browsers do.
"""

import codecs
import re
from typing import NamedTuple

__all__ = ["Decoded", "decode", "repair_mojibake"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_META_WINDOW = 8192
_WINDOWS_1252 = frozenset({"ascii", "iso8859-1", "latin-1", "latin1", "iso8859-15", "us-ascii", "cp1252"})
# Codecs of Python that are no character encodings, or that no browser reads.
_REFUSED = frozenset({"utf-7", "idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "mbcs", "oem"})
# The first byte of such a character as windows-1252 reads it, and what may follow.
_UPPER = frozenset("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ").union(map(chr, range(0x80, 0xC0)))
_SUSPECT = {"Ã": _UPPER, "Â": _UPPER, "â": frozenset("€")}
_RUN = re.compile("[\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2,}")
_MAX_ROUNDS = 2
_LAST_BYTE = 0xFF
# The five bytes that windows-1252 leaves open stay control characters, as in a browser.
_C1 = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


class Decoded(NamedTuple):
    """Text of a page, also as UTF-8, the encoding it was read in, and whether a double encoding was undone."""

    text: str
    utf8: bytes
    encoding: str
    repaired: bool = False


def decode(body: bytes | str, content_type: str | None = None) -> Decoded:
    """Text of `body`; never fails, undecodable bytes become U+FFFD."""
    found = _of_text(body) if isinstance(body, str) else _of_bytes(body, content_type)
    repaired = repair_mojibake(found.text)
    if repaired is found.text:
        return found
    return Decoded(repaired, repaired.encode("utf-8", "replace"), found.encoding, repaired=True)


def repair_mojibake(text: str) -> str:
    """`text` with UTF-8 that was once read as windows-1252 read rightly; the same object when there is none."""
    for _ in range(_MAX_ROUNDS):
        if not _is_suspect(text):
            break
        mended = _RUN.sub(_mend, text)
        if mended == text:
            break
        text = mended
    return text


def _is_suspect(text: str) -> bool:
    """Whether two characters stand side by side that UTF-8 read as windows-1252 often gives."""
    for sign, followers in _SUSPECT.items():
        at = text.find(sign)
        while at >= 0:
            if text[at + 1 : at + 2] in followers:
                return True
            at = text.find(sign, at + 1)
    return False


def _mend(match: re.Match[str]) -> str:
    run = match.group()
    raw = bytearray()
    for character in run:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > _LAST_BYTE:
                return run
            raw.append(ord(character))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run


def _of_text(text: str) -> Decoded:
    # Lone surrogates cannot be written as UTF-8, which the parser reads.
    utf8 = text.removeprefix("\ufeff").encode("utf-8", "replace")
    return Decoded(utf8.decode("utf-8"), utf8, "unicode")


def _of_bytes(body: bytes, content_type: str | None) -> Decoded:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], encoding)
    declared = _from_header(content_type) or _from_meta(body)
    if declared in (None, "utf-8") or declared in _WINDOWS_1252:
        try:
            return Decoded(body.decode("utf-8"), body, "utf-8")
        except UnicodeDecodeError as error:
            if declared == "utf-8" and _mostly_utf8(body, error.start):
                return _read(body, "utf-8")
        wide = _wide(body)
        return _read(body, wide) if wide else _written(_windows_1252(body), "windows-1252")
    return _read(body, declared or "utf-8")


def _read(body: bytes, encoding: str) -> Decoded:
    return _written(body.decode(encoding, "replace"), encoding)


def _written(text: str, encoding: str) -> Decoded:
    return Decoded(text, text.encode("utf-8", "replace"), encoding)


def _from_header(content_type: str | None) -> str | None:
    found = _HEADER.search(content_type or "")
    return _known(found.group(1)) if found else None


def _from_meta(body: bytes) -> str | None:
    found = _META.search(body, 0, _META_WINDOW)
    name = _known((found.group(1) or found.group(2)).decode("ascii", "replace")) if found else None
    # A declaration that could be read as ASCII contradicts UTF-16.
    return None if name and name.startswith(("utf-16", "utf-32")) else name


def _known(label: str) -> str | None:
    try:
        info = codecs.lookup(label.strip().lower())
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _REFUSED else None


def _mostly_utf8(body: bytes, first_error: int) -> bool:
    window = body[: first_error + 100_000]
    text = window.decode("utf-8", "replace")
    good = sum(1 for character in text if not character.isascii() and character != "\ufffd")
    return good > 3 * text.count("\ufffd")


def _wide(body: bytes) -> str | None:
    window = body[:2000]
    if not window or window.count(0) < len(window) * 0.3:
        return None
    return "utf-16-be" if window[0::2].count(0) > window[1::2].count(0) else "utf-16-le"


def _windows_1252(body: bytes) -> str:
    return body.decode("latin-1").translate(_C1)
