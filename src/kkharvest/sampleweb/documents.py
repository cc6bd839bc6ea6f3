"""Documents that are not HTML: PDF and PNG files, made byte for byte the same each time.

The PDF writer is our own: a page of text in the standard fonts needs no library, and one that embeds the time of
day would break the promise of equal bytes.
"""

import datetime as dt
import hashlib
import html
import re
import struct
import textwrap
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.markup import plain_text

__all__ = ["logotype", "pdf_of", "picture", "text_of"]

_LEADING = 15
_TOP, _BOTTOM, _LEFT = 780, 70, 70
_WIDTH = 88
_NEEDS_ESCAPE = re.compile(rb"([\\()])")


class _Line(NamedTuple):
    text: str
    font: str = "F1"
    size: int = 11


def _string(text: str) -> bytes:
    return b"(" + _NEEDS_ESCAPE.sub(rb"\\\1", text.encode("cp1252", "replace")) + b")"


def _lines(page: Page, site: Site) -> Iterable[_Line]:
    yield _Line(site.name, size=9)
    yield _Line("")
    for line in textwrap.wrap(page.title, 48):
        yield _Line(line, "F2", 18)
    if page.published:
        yield _Line(page.published.isoformat(), size=9)
    headings = {match[1].strip() for match in re.finditer(r"^#+ (.+)$", page.body, re.MULTILINE)}
    for paragraph in [page.lead, *plain_text(page.body).split("\n")]:
        if not paragraph:
            continue
        yield _Line("")
        bold = paragraph in headings
        for line in textwrap.wrap(paragraph, _WIDTH - 20 if bold else _WIDTH):
            yield _Line(line, "F2" if bold else "F1", 13 if bold else 11)


def _sheets(lines: Iterable[_Line]) -> list[bytes]:
    sheets: list[list[bytes]] = [[]]
    height = _TOP
    for line in lines:
        if height < _BOTTOM:
            sheets.append([])
            height = _TOP
        if line.text:
            place = f"BT /{line.font} {line.size} Tf {_LEFT} {height} Td ".encode()
            sheets[-1].append(place + _string(line.text) + b" Tj ET")
        height -= _LEADING + max(line.size - 12, 0)
    return [b"\n".join(sheet) for sheet in sheets]


def pdf_of(page: Page, site: Site) -> bytes:
    """A PDF 1.4 file of the page's title, lead and body, with title and date in its information dictionary."""
    sheets = _sheets(_lines(page, site))
    first_sheet = 6
    kids = " ".join(f"{first_sheet + 2 * index} 0 R" for index in range(len(sheets)))
    day = (page.published or page.touched or site_day()).strftime("%Y%m%d")
    fonts = [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    info = (
        b"<< /Title <"
        + ("\ufeff" + page.title).encode("utf-16-be").hex().encode()
        + b">"
        + f" /CreationDate (D:{day}090000Z) >>".encode()
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        *fonts,
        info,
    ]
    for index, sheet in enumerate(sheets):
        content = zlib.compress(sheet, 6)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first_sheet + 2 * index + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        head = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return _file(objects)


def site_day() -> dt.date:
    """The day of documents that carry none."""
    return dt.date(2024, 1, 1)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe5\xe4\xf6\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def text_of(page: Page) -> str:
    """The page as plain text: title, lead, body."""
    return "\n\n".join(part for part in (page.title, page.lead, plain_text(page.body).replace("\n", "\n\n")) if part)


def picture(name: str, width: int = 320, height: int = 180) -> bytes:
    """A PNG of sky and hills, its colours and shapes drawn from `name`."""
    seed = hashlib.sha256(name.encode()).digest()
    sky = (150 + seed[0] % 60, 190 + seed[1] % 40, 220 + seed[2] % 30)
    hill = (60 + seed[3] % 80, 110 + seed[4] % 70, 70)
    palette = b"".join(bytes((*sky, *hill)[start : start + 3]) for start in (0, 3))
    columns = [int(_horizon(x / width, seed) * height) for x in range(width)]
    rows = b"".join(b"\0" + bytes([y >= top for top in columns]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def logotype(name: str) -> str:
    """An SVG of a shield and the organisation's name."""
    width = 70 + 15 * len(name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="60" viewBox="0 0 {width} 60">'
        '<path d="M8 6h40v26q0 16-20 24q-20-8-20-24z" fill="#f4d35e"/><path d="M14 36q7-8 14 0t14 0" fill="none" '
        'stroke="#0d3b66" stroke-width="4"/>'
        f'<text x="60" y="39" font-family="Helvetica, Arial, sans-serif" font-size="25" font-weight="bold" '
        f'fill="#fff">{html.escape(name)}</text></svg>'
    )


def _horizon(x: float, seed: bytes) -> float:
    peaks = ((seed[index] / 255, 0.1 + seed[index + 1] / 900) for index in (5, 7, 9))
    return 0.72 - max(reach * max(0.0, 1 - abs(x - centre) * 3) for centre, reach in peaks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
