"""Bounded inflation of what servers compress."""

import zlib

__all__ = ["InflateError", "TooLargeError", "inflate"]


class InflateError(ValueError):
    """The body is not what its Content-Encoding says."""


class TooLargeError(ValueError):
    """The body would become larger than the limit."""


def inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """`body` without its content encoding, at most `limit` bytes; raises `TooLargeError` or `InflateError`.

    A stream that breaks off is an error: half a page is not a page.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in {"identity", "none", "utf-8"}:
            continue
        if name in {"gzip", "x-gzip"}:
            body = _unzip(body, zlib.MAX_WBITS | 16, limit)
        elif name == "deflate":
            body = _deflated(body, limit)
        else:
            raise InflateError(f"content encoding {name} was not asked for")
    if len(body) > limit:
        raise TooLargeError(f"more than {limit:,} bytes")
    return body


def _deflated(body: bytes, limit: int) -> bytes:
    try:
        return _unzip(body, zlib.MAX_WBITS, limit)
    except InflateError:
        # Some servers send the bare stream without zlib's frame.
        return _unzip(body, -zlib.MAX_WBITS, limit)


def _unzip(body: bytes, window: int, limit: int) -> bytes:
    if not body:
        return b""
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        stream = zlib.decompressobj(window)
        try:
            part = stream.decompress(rest, limit - size + 1)
        except zlib.error as error:
            if parts and window > zlib.MAX_WBITS:
                # Bytes after the last member, which gzip readers pass over.
                break
            raise InflateError(f"bad compression: {error}") from None
        size += len(part)
        if size > limit:
            raise TooLargeError(f"more than {limit:,} bytes once inflated")
        if not stream.eof:
            raise InflateError("the compressed body breaks off")
        parts.append(part)
        rest = stream.unused_data if window > zlib.MAX_WBITS else b""
    return b"".join(parts)
