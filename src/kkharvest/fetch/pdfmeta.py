"""TDMRep in a PDF: `tdm:reservation` and `tdm:policy` of its XMP metadata."""

import io
import logging
import re

from pypdf import PdfReader

from kkharvest.fetch.tdm import PdfRights

__all__ = ["pdf_rights"]

_RESERVATION = re.compile(
    rb"<(?:\w+:)?reservation\b[^>]{0,200}>\s*([^<\s]{1,10})\s*<|\btdm:reservation\s*=\s*[\"']\s*([^\"'\s]{1,10})"
)
_POLICY = re.compile(
    rb"<(?:\w+:)?policy\b[^>]{0,200}>\s*([^<\s]{1,500})\s*<|\btdm:policy\s*=\s*[\"']\s*([^\"'\s]{1,500})"
)
_NAMESPACE = b"http://www.w3.org/ns/tdmrep"
_MAX_XMP = 1_000_000


def pdf_rights(body: bytes) -> PdfRights:
    """What the XMP metadata of a PDF says; nothing when it has none or cannot be read."""
    xmp = _xmp(body)
    if _NAMESPACE not in xmp:
        return PdfRights()
    return PdfRights(_first(_RESERVATION, xmp), _first(_POLICY, xmp))


def _first(pattern: re.Pattern[bytes], text: bytes) -> str | None:
    found = pattern.search(text)
    return next(group for group in found.groups() if group).decode("utf-8", "replace") if found else None


def _xmp(body: bytes) -> bytes:
    """The metadata stream of the catalogue, inflated; where a file is damaged, whatever stands in plain sight."""
    at = body.find(_NAMESPACE)
    if at >= 0:
        return body[max(at - _MAX_XMP // 2, 0) : at + _MAX_XMP // 2]
    # pypdf tells of every oddity of a file; none of them matters here.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        stream = PdfReader(io.BytesIO(body), strict=False).root_object.get("/Metadata")
        return bytes(stream.get_object().get_data()[:_MAX_XMP]) if stream is not None else b""
    except Exception:  # noqa: BLE001 - pypdf raises whatever a broken file makes it stumble over
        return b""
