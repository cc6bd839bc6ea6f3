"""Text of a body for reading links and signals: mark, header, meta, then what fits the bytes."""

import codecs
import re

__all__ = ["decode_page"]

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode_page(body: bytes, content_type: str | None) -> str:
    """Text of `body`; never fails. Valid UTF-8 is UTF-8 whatever is declared."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return body.decode(_declared(body, content_type) or "cp1252", "replace")


def _declared(body: bytes, content_type: str | None) -> str | None:
    found = _HEADER.search(content_type or "")
    label = found.group(1) if found else None
    if label is None and (meta := _META.search(body, 0, 4096)):
        label = (meta.group(1) or meta.group(2)).decode("ascii", "replace")
    try:
        info = codecs.lookup(label) if label else None
    except (LookupError, ValueError):
        return None
    if info is None or not getattr(info, "_is_text_encoding", True) or info.name in {"idna", "punycode", "undefined"}:
        return None
    return "cp1252" if info.name in {"iso8859-1", "ascii", "utf-8"} else info.name
