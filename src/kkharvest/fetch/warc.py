"""Records of WARC/1.1: what a visit, and the file it stands in, look like as bytes.

Each record is a gzip member of its own, so that it can be read by its offset alone.
"""

import io
import json
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from kkharvest import __version__
from kkharvest.fetch.client import Answer
from kkharvest.store.pages import VisitRow

__all__ = ["opening_record", "tombstone", "visit_records"]

_LEVEL = 4
_METADATA_TYPE = "application/json"
_IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# The body is stored without its framing, so a header that announces it must not mislead readers.
_FRAMING = {b"transfer-encoding": "X-Archived-Transfer-Encoding"}


def opening_record(name: str) -> bytes:
    """The record that begins the file called `name`: what wrote it."""
    builder = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
    about = {"software": f"kkharvest/{__version__}", "format": "WARC File Format 1.1", "robots": "RFC 9309"}
    return _zipped(builder.create_warcinfo_record(PurePath(name).name, about))


def visit_records(
    visit: VisitRow, answer: Answer | None, refers_to: Mapping[str, str] | None, rendered: bytes | None
) -> list[bytes]:
    """The records of a visit in order, each gzipped; see `RunArchive.write` for the arguments."""
    builder = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
    response_id = f"<urn:uuid:{uuid.uuid4()}>"
    common = {"WARC-Date": visit.fetched_at.replace("+00:00", "Z")}
    linked = {**common, "WARC-Concurrent-To": response_id} if answer else common
    url = answer.url if answer else visit.url
    records: list[bytes] = []
    if answer:
        head, _, body = answer.request_head.partition(b"\r\n\r\n")
        records.append(
            _plain(builder, url, "request", head + b"\r\n\r\n" + body, linked, "application/http; msgtype=request")
        )
    about = asdict(visit) | {"has_answer": answer is not None, "is_rendered": rendered is not None}
    block = json.dumps(about, ensure_ascii=False).encode()
    records.append(_plain(builder, url, "metadata", block, linked, _METADATA_TYPE))
    if answer:
        records.append(_response(builder, answer, {**common, "WARC-Record-ID": response_id}, refers_to))
    if rendered is not None:
        about_page = {**common, "WARC-Refers-To": response_id}
        records.append(_plain(builder, url, "conversion", rendered, about_page, visit.content_type or "text/html"))
    return records


def tombstone(visit: VisitRow) -> bytes:
    """The record of a visit whose text is not kept: its address, its outcome and the reason."""
    return visit_records(visit, None, None, None)[-1]


def _plain(builder: WARCWriter, url: str, kind: str, block: bytes, headers: dict[str, str], media_type: str) -> bytes:
    record = builder.create_warc_record(
        url, kind, payload=io.BytesIO(block), length=len(block), warc_content_type=media_type, warc_headers_dict=headers
    )
    return _zipped(record)


def _response(
    builder: WARCWriter, answer: Answer, headers: dict[str, str], refers_to: Mapping[str, str] | None
) -> bytes:
    fields = [
        (_FRAMING.get(name.lower(), name.decode("latin-1")), value.decode("latin-1"))
        for name, value in answer.headers.raw
    ]
    status = StatusAndHeaders(f"{answer.status} {answer.phrase}".strip(), fields, protocol="HTTP/1.1")
    if refers_to is None:
        return _zipped(
            builder.create_warc_record(
                answer.url,
                "response",
                payload=io.BytesIO(answer.raw),
                length=len(answer.raw),
                http_headers=status,
                warc_headers_dict=headers,
            )
        )
    not_modified = answer.status == 304  # noqa: PLR2004 - Not Modified
    revisit = {
        **headers,
        "WARC-Profile": _NOT_MODIFIED if not_modified else _IDENTICAL,
        "WARC-Refers-To-Target-URI": refers_to["url"],
        "WARC-Refers-To-Date": refers_to["date"].replace("+00:00", "Z"),
        "WARC-Payload-Digest": f"sha256:{refers_to['hash']}",
    }
    return _zipped(
        builder.create_warc_record(
            answer.url, "revisit", payload=io.BytesIO(b""), length=0, http_headers=status, warc_headers_dict=revisit
        )
    )


def _zipped(record: Any) -> bytes:
    out = io.BytesIO()
    WARCWriter(out, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(out.getvalue()) + packer.flush()
