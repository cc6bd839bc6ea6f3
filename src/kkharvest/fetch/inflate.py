"""Bounded inflation of what servers compress."""

import zlib

__all__ = ["InflateError", "TooLargeError", "inflate"]


_MOST_LAYERS = 3
_PIECE = 8_192


class InflateError(ValueError):
    """The body is not what its Content-Encoding says."""


class TooLargeError(ValueError):
    """The body would become larger than the limit."""


def inflate(body: bytes, encoding: str, limit: int) -> bytes:
    """`body` without its content encoding, at most `limit` bytes; raises `TooLargeError` or `InflateError`.

    A stream that breaks off is an error: half a page is not a page.
    """
    names = [part.strip().lower() for part in encoding.split(",") if part.strip()]
    if len(names) > _MOST_LAYERS:
        raise InflateError(f"{len(names)} content encodings on top of each other")
    for name in reversed(names):
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
    room = limit + 1
    at = 0
    while at < len(body):
        try:
            part, at = _member(body, at, window, room)
        except zlib.error as error:
            if parts and window > zlib.MAX_WBITS:
                # Bytes after the last member, which gzip readers pass over.
                break
            raise InflateError(f"bad compression: {error}") from None
        room -= len(part)
        if room <= 0:
            raise TooLargeError(f"more than {limit:,} bytes once inflated")
        parts.append(part)
        if window <= zlib.MAX_WBITS:
            break
    return b"".join(parts)


def _member(body: bytes, at: int, window: int, room: int) -> tuple[bytes, int]:
    """One compressed stream, at most `room` bytes of it, and where it ends.

    Fed piece by piece: what a stream leaves over is copied, which for a body of a million empty members is endless.
    """
    stream = zlib.decompressobj(window)
    parts: list[bytes] = []
    size = 0
    while at < len(body) and not stream.eof:
        piece = body[at : at + _PIECE]
        part = stream.decompress(piece, room - size)
        size += len(part)
        parts.append(part)
        at += len(piece) - len(stream.unused_data) - len(stream.unconsumed_tail)
        if size >= room:
            return b"".join(parts), at
    if not stream.eof:
        raise InflateError("the compressed body breaks off")
    return b"".join(parts), at
