"""The four places that a page's encoding is told by, and what is done when they are wrong."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.fetch.charset import decode_page

TEXT = "<html><body>Återbruk på Öland</body></html>"
META = '<meta charset="{}">'
PRAGMA = '<meta http-equiv="Content-Type" content="text/html; charset={}">'


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO8859-1", "windows-1252", "utf-8"])
def test_by_the_header(label: str) -> None:
    assert decode_page(TEXT.encode(label), f'text/html; Charset="{label}"') == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
])  # fmt: skip
def test_by_the_mark_whatever_the_header_says(mark: bytes, encoding: str) -> None:
    assert decode_page(mark + TEXT.encode(encoding), "text/html; charset=iso-8859-1") == TEXT


@pytest.mark.parametrize("form", [META, PRAGMA])
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "iso-8859-15"])
def test_by_the_meta_element(form: str, label: str) -> None:
    text = f"<html><head>{form.format(label)}</head><body>Återbruk</body></html>"
    assert decode_page(text.encode(label), "text/html") == text


def test_by_the_header_before_the_meta_element() -> None:
    text = f"{META.format('iso-8859-5')}Återbruk"
    assert decode_page(text.encode("iso-8859-1"), "text/html; charset=iso-8859-1") == text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_by_the_bytes_when_nothing_is_said(encoding: str) -> None:
    assert decode_page(TEXT.encode(encoding), None) == TEXT


@pytest.mark.parametrize("label", ["klingon", "utf-7x", "base64", "idna", "rot13", "", "utf-8"])
def test_a_label_that_is_wrong_or_none_is_passed_over(label: str) -> None:
    assert decode_page(TEXT.encode("cp1252"), f"text/html; charset={label}") == TEXT


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_become_text(body: bytes, label: str) -> None:
    assert isinstance(decode_page(body, f"text/html; charset={label}"), str)
