"""Deterministic ids, each from the fewest fields that never change.

An id is a prefix and 16 characters of base32 over SHA-256 (80 bits: among a million ids a collision has odds of
about one in two million million). The same page found again on another day, machine or run gets the same id.
"""

import base64
import hashlib

__all__ = ["candidate_id", "content_hash", "document_id", "example_id", "page_id", "text_hash"]

_LENGTH = 16


def _digest(prefix: str, *parts: str) -> str:
    raw = hashlib.sha256("\x1f".join((prefix, *parts)).encode("utf-8", "surrogatepass")).digest()
    return f"{prefix}-{base64.b32encode(raw).decode('ascii')[:_LENGTH].lower()}"


def page_id(address_key: str) -> str:
    """Id of the page with this address key (see `address.address_key`)."""
    return _digest("p", address_key)


def document_id(page: str) -> str:
    """Id of the current document of a page."""
    return _digest("d", page)


def candidate_id(page: str, part: str = "") -> str:
    """Id of a candidate: its page, and which part of it (empty for a whole page)."""
    return _digest("c", page, part)


def example_id(candidate: str) -> str:
    """Id of the example that was first accepted from this candidate."""
    return _digest("kk", candidate)


def content_hash(body: bytes) -> str:
    """SHA-256 of the bytes as served, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def text_hash(*parts: str) -> str:
    """SHA-256 of texts, hexadecimal; what is stable while the wording is."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
