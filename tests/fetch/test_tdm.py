import io
import zlib
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from kkharvest.fetch.outcome import Outcome
from kkharvest.fetch.pdfmeta import pdf_rights
from kkharvest.fetch.tdm import PdfRights, SiteRules, reservation

ALL = '[{"location": "/", "tdm-reservation": 1}]'
NONE = '[{"location": "/", "tdm-reservation": 0}]'
PAGE = "https://x.se/nyheter/a.html"
R, N, FREE = Outcome.RESERVED, Outcome.NOINDEX, None


def decide(
    url: str = PAGE,
    site: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    meta: dict[str, str] | None = None,
    pdf: PdfRights | None = None,
) -> Outcome | None:
    found = reservation(url, site=SiteRules.parse(site), headers=headers, meta=meta, pdf=pdf)
    return found.outcome if found else None


def ground(**signals: Any) -> str:
    found = reservation(PAGE, **signals)
    return found.ground if found else ""


def rules(*pairs: tuple[str, object]) -> str:
    inner = ",".join(f'{{"location": "{location}", "tdm-reservation": {flag}}}' for location, flag in pairs)
    return f"[{inner}]"


def tdm(value: str) -> list[tuple[str, str]]:
    return [("TDM-Reservation", value)]


# Each level alone, each against the ones below and above it, and everything that does not speak.
TABLE = [
    ("silence", {}, FREE),
    # 1: the file of the host
    ("file reserves all", {"site": ALL}, R),
    ("file frees all", {"site": NONE}, FREE),
    ("file speaks of another folder", {"site": rules(("/rapporter/", 1))}, FREE),
    ("file speaks of this folder", {"site": rules(("/nyheter/", 1))}, R),
    ("file: the first match decides, free", {"site": rules(("/nyheter/", 0), ("/", 1))}, FREE),
    ("file: the first match decides, reserved", {"site": rules(("/nyheter/", 1), ("/", 0))}, R),
    ("file: the longer rule later does not decide", {"site": rules(("/", 0), ("/nyheter/a.html", 1))}, FREE),
    ("file: wildcard", {"site": rules(("/*.html", 1))}, R),
    ("file: wildcard elsewhere", {"site": rules(("/*.pdf", 1))}, FREE),
    ("file: end of path", {"site": rules(("/nyheter/a.html$", 1))}, R),
    ("file: end of path, query follows", {"url": PAGE + "?x=1", "site": rules(("/nyheter/a.html$", 1))}, FREE),
    ("file: case of paths counts", {"site": rules(("/Nyheter/", 1))}, FREE),
    ("file: needless escapes", {"site": rules(("/%6Eyheter/", 1))}, R),
    ("file: letters outside ASCII", {"url": "https://x.se/%C3%A5r/", "site": rules(("/år/", 1))}, R),
    ("file: location without slash", {"site": rules(("nyheter/", 1))}, R),
    ("file: value out of range", {"site": rules(("/", 2))}, FREE),
    ("file: value true is none", {"site": rules(("/", "true"))}, FREE),
    ("file: value as text", {"site": rules(("/", '"1"'))}, R),
    ("file: value missing", {"site": '[{"location": "/"}]'}, FREE),
    ("file: location missing", {"site": '[{"tdm-reservation": 1}]'}, FREE),
    (
        "file: a faulty rule is passed over",
        {"site": '["x", {"location": 3}, {"location": "/", "tdm-reservation": 1}]'},
        R,
    ),
    ("file: no array", {"site": '{"location": "/", "tdm-reservation": 1}'}, R),
    ("file: byte order mark", {"site": "\ufeff" + ALL}, R),
    ("file: no JSON", {"site": "<html>Sidan finns inte</html>"}, FREE),
    ("file: nested without end", {"site": "[" * 100_000}, FREE),
    # 2: headers
    ("header reserves", {"headers": tdm("1")}, R),
    ("header frees", {"headers": tdm("0")}, FREE),
    ("header with spaces", {"headers": tdm(" 1 ")}, R),
    ("header out of range", {"headers": tdm("yes")}, FREE),
    ("header over file: frees", {"site": ALL, "headers": tdm("0")}, FREE),
    ("header over file: reserves", {"site": NONE, "headers": tdm("1")}, R),
    ("faulty header leaves the file standing", {"site": ALL, "headers": tdm("no")}, R),
    ("headers that disagree reserve", {"headers": [*tdm("0"), *tdm("1")]}, R),
    ("headers joined by a comma", {"headers": tdm("0, 1")}, R),
    ("policy without reservation says nothing", {"headers": [("tdm-policy", "https://x.se/p.json")]}, FREE),
    # 3: meta
    ("meta reserves", {"meta": {"tdm-reservation": "1"}}, R),
    ("meta frees", {"meta": {"tdm-reservation": "0"}}, FREE),
    ("meta over header: frees", {"headers": tdm("1"), "meta": {"tdm-reservation": "0"}}, FREE),
    ("meta over header: reserves", {"headers": tdm("0"), "meta": {"tdm-reservation": "1"}}, R),
    ("meta over file", {"site": ALL, "meta": {"tdm-reservation": "0"}}, FREE),
    ("faulty meta leaves the header standing", {"headers": tdm("1"), "meta": {"tdm-reservation": ""}}, R),
    ("all three: meta decides", {"site": NONE, "headers": tdm("1"), "meta": {"tdm-reservation": "0"}}, FREE),
    # 4: metadata of a PDF
    ("PDF reserves", {"pdf": PdfRights("1")}, R),
    ("PDF frees", {"pdf": PdfRights("0")}, FREE),
    ("PDF over header: frees", {"headers": tdm("1"), "pdf": PdfRights("0")}, FREE),
    ("PDF over header: reserves", {"headers": tdm("0"), "pdf": PdfRights("1")}, R),
    ("PDF over file", {"site": ALL, "pdf": PdfRights("0")}, FREE),
    ("silent PDF leaves the file standing", {"site": ALL, "pdf": PdfRights()}, R),
    # robots tags
    ("meta noai", {"meta": {"robots": "noai"}}, R),
    ("meta noai among others", {"meta": {"robots": "index, NoAI, noimageai"}}, R),
    ("noimageai speaks of pictures", {"meta": {"robots": "noimageai"}}, FREE),
    ("header noai", {"headers": [("X-Robots-Tag", "noai")]}, R),
    ("noai is not lifted by TDMRep", {"headers": [("X-Robots-Tag", "noai"), *tdm("0")]}, R),
    ("meta noindex", {"meta": {"robots": "noindex, follow"}}, N),
    ("meta none", {"meta": {"robots": "none"}}, N),
    ("header noindex", {"headers": [("x-robots-tag", "noindex")]}, N),
    ("reserved before noindex", {"meta": {"robots": "noindex", "tdm-reservation": "1"}}, R),
    ("to another agent", {"headers": [("X-Robots-Tag", "otherbot: noindex, nofollow")]}, FREE),
    ("to us by name", {"headers": [("X-Robots-Tag", "kkharvest: noindex")]}, N),
    ("to another, then to us", {"headers": [("X-Robots-Tag", "otherbot: noindex, kkharvest: noai")]}, R),
    ("meta by our name", {"meta": {"kkharvest": "noindex"}}, N),
    ("a date is no agent", {"headers": [("X-Robots-Tag", "unavailable_after: 25 Jun 2030, noindex")]}, N),
    ("index, follow", {"meta": {"robots": "index, follow, max-snippet:-1"}}, FREE),
]


@pytest.mark.parametrize(("about", "signals", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_the_most_special_level_that_speaks_decides(
    about: str, signals: dict[str, Any], expected: Outcome | None
) -> None:
    assert decide(**signals) is expected, about


def test_the_ground_names_level_and_policy() -> None:
    policy = [*tdm("1"), ("tdm-policy", "https://x.se/policy.json")]
    assert ground(headers=policy) == "header tdm-reservation (policy https://x.se/policy.json)"
    assert ground(site=SiteRules.parse(ALL)) == "/.well-known/tdmrep.json"
    assert ground(meta={"robots": "noai"}) == "robots tag noai"


FLAG = st.sampled_from([None, "0", "1", "2", "", "ja"])


@given(FLAG, FLAG, FLAG, FLAG)
def test_the_last_level_with_a_valid_value_decides(
    site: str | None, header: str | None, meta: str | None, pdf: str | None
) -> None:
    spoken = [value for value in (site, header, meta, pdf) if value in {"0", "1"}]
    found = decide(
        site=rules(("/", f'"{site}"')) if site is not None else None,
        headers=tdm(header) if header is not None else (),
        meta={"tdm-reservation": meta} if meta is not None else {},
        pdf=PdfRights(pdf),
    )
    assert found is (R if spoken and spoken[-1] == "1" else None)


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_file_and_no_header_breaks_the_decision(text: str, header: str) -> None:
    decide(site=text, headers=[("tdm-reservation", header), ("x-robots-tag", header)])


XMP = b"""<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:tdm="http://www.w3.org/ns/tdmrep/"><tdm:reservation>%s</tdm:reservation>
<tdm:policy>https://x.se/p.json</tdm:policy></rdf:Description></rdf:RDF></x:xmpmeta>"""


def pdf_with(xmp: bytes | None, *, packed: bool) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if xmp is not None:
        stream = DecodedStreamObject()
        stream.set_data(zlib.compress(xmp) if packed else xmp)
        if packed:
            stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("flag", ["0", "1"])
def test_a_pdf_says_it_in_its_xmp(flag: str, packed: bool) -> None:
    assert pdf_rights(pdf_with(XMP % flag.encode(), packed=packed)) == PdfRights(flag, "https://x.se/p.json")


def test_a_pdf_may_say_it_as_an_attribute() -> None:
    xmp = b'<rdf:Description xmlns:tdm="http://www.w3.org/ns/tdmrep/" tdm:reservation="1"/>'
    assert pdf_rights(pdf_with(xmp, packed=False)).reservation == "1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%%EOF",
        b"\x00" * 5000,
        pdf_with(None, packed=False)[:-200],
        pdf_with(b"<x/>", packed=True),
    ],
)
def test_a_pdf_that_says_nothing_or_is_broken_reserves_nothing(body: bytes) -> None:
    assert pdf_rights(body) == PdfRights()
