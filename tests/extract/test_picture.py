"""The lead image, with alternative text and credit."""

import pytest

from kkharvest.core.records import Document
from kkharvest.extract import extract_page

URL = "https://orten.example/nyhet"
BODY = "<p>Tolv företag i orten har skrivit under ett avtal om klimatet tillsammans med kommunen.</p>" * 3


def read(figure: str, head: str = "") -> Document:
    return extract_page(f"<head>{head}</head><main><h1>Avtalet</h1>{figure}{BODY}</main>", URL)


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Avtalet skrevs under på torget. Foto: Alma Ek", "Alma Ek"),
        ("Foto: Orten kommun.", "Orten kommun"),
        ("Fotograf: Alma Ek / Bildbyrån", "Alma Ek / Bildbyrån"),
        ("Photo by Alma Ek", "Alma Ek"),
        ("Bild: Alma Ek | Torget i orten", "Alma Ek"),
        ("Torget i orten.", None),
        ("Fototävlingen avgörs i maj.", None),
    ],
)
def test_the_credit_stands_in_the_caption(caption: str, credit: str | None) -> None:
    document = read(f"<figure><img src=/torget.jpg alt='Torget'><figcaption>{caption}</figcaption></figure>")
    assert (document.image, document.image_alt) == ("https://orten.example/torget.jpg", "Torget")
    assert document.image_credit == credit
    assert caption not in document.text


def test_the_shared_picture_takes_its_words_from_where_it_is_shown() -> None:
    caption = "<p class=caption>Foto: Alma Ek</p>"
    figure = f"<img src=/a.jpg alt=Annan><div><img src=/b.jpg?w=900 alt='Torget i solsken'>{caption}</div>"
    document = read(figure, '<meta property="og:image" content="https://orten.example/b.jpg">')
    assert document.image == "https://orten.example/b.jpg"
    assert (document.image_alt, document.image_credit) == ("Torget i solsken", "Alma Ek")


def test_logos_and_pictures_far_down_are_not_the_lead() -> None:
    assert read("<img src=/logo.svg alt=Orten>").image is None
    far = (
        "".join(f"<p>Stycke {n} om avtalet och företagen.</p>" for n in range(30))
        + "<p><img src=/sist.jpg alt=Sist></p>"
    )
    assert read(far).image is None
