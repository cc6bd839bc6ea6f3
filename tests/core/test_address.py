from urllib.parse import urljoin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kkharvest.core.address import AddressError, address_key, host_of, normalise

_SEGMENT = st.text(st.sampled_from("abcåäö.-_~()"), min_size=1, max_size=8)
_SEGMENT |= st.sampled_from(["%20", "%C3%A5", "%61", "a%2Fb", "a b"])
_PATH = st.lists(_SEGMENT, max_size=4).map(lambda parts: "/" + "/".join(parts))
_QUERY = st.lists(st.tuples(st.sampled_from(["a", "b", "id", "utm_source", "sid"]), _SEGMENT), max_size=3)
_HOST = st.sampled_from(["x.se", "www.x.se", "klimat.örebro.se", "X.SE:443", "x.se:8080"])


def _joined(host: str, path: str, query: list[tuple[str, str]]) -> str:
    return f"https://{host}{path}" + ("?" + "&".join(f"{name}={value}" for name, value in query) if query else "")


_ADDRESS = st.builds(_joined, _HOST, _PATH, _QUERY)


@given(_ADDRESS)
def test_a_normal_address_is_its_own_normal_form(url: str) -> None:
    once = normalise(url)
    assert normalise(once) == once
    assert once.isascii()


@given(_ADDRESS)
def test_an_address_and_its_normal_form_are_the_same_page(url: str) -> None:
    assert address_key(url) == address_key(normalise(url))


@given(_ADDRESS, st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=8))
def test_scheme_www_and_fragment_do_not_tell_pages_apart(url: str, fragment: str) -> None:
    assume(":8080" not in url and ":443" not in url)
    bare = url.replace("https://www.", "https://")
    assert address_key(url) == address_key(f"{url}#{fragment}") == address_key(bare)
    assert address_key(url) == address_key(url.replace("https://", "http://", 1))


@given(_PATH, _QUERY)
def test_the_order_of_parameters_does_not_tell_pages_apart(path: str, query: list[tuple[str, str]]) -> None:
    assert address_key(_joined("x.se", path, query)) == address_key(_joined("x.se", path, query[::-1]))


@given(_PATH, _QUERY, st.sampled_from(["utm_campaign=x", "fbclid=1", "PHPSESSID=ab12", "sid=4", "gclid=7"]))
def test_tracking_and_session_parameters_vanish(path: str, query: list[tuple[str, str]], extra: str) -> None:
    url = _joined("x.se", path, query)
    assert normalise(url + ("&" if "?" in url else "?") + extra) == normalise(url)


@given(_PATH, _PATH)
def test_a_rooted_link_is_resolved_as_the_standard_says(page: str, link: str) -> None:
    base = normalise(f"https://x.se{page}")
    assume(not link.startswith("//"))
    assert normalise(link, base) == normalise(urljoin(base, link))


@given(st.text(max_size=60), st.one_of(st.none(), _ADDRESS))
def test_any_text_is_an_address_or_an_address_error(text: str, base: str | None) -> None:
    try:
        found = normalise(text, base)
    except AddressError:
        return
    assert found.startswith(("http://", "https://"))
    assert host_of(found)
    assert address_key(found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTPS://WWW.Boras.SE", "https://www.boras.se/"),
        ("http://x.se:80/a", "http://x.se/a"),
        ("https://x.se:443/a", "https://x.se/a"),
        ("https://x.se:8443/a", "https://x.se:8443/a"),
        ("https://x.se/a/../b/./c", "https://x.se/b/c"),
        ("https://x.se/../../a", "https://x.se/a"),
        ("https://x.se/a b/å", "https://x.se/a%20b/%C3%A5"),
        ("https://x.se/%c3%a5", "https://x.se/%C3%A5"),
        ("https://x.se/%61", "https://x.se/a"),
        ("https://x.se/a%2Fb", "https://x.se/a%2Fb"),
        ("https://x.se/a#del", "https://x.se/a"),
        ("https://x.se/a;jsessionid=AB12?x=1", "https://x.se/a?x=1"),
        ("https://x.se./a", "https://x.se/a"),
        ("https://örebro.se/", "https://xn--rebro-iua.se/"),
        ("  https://x.se/a \n", "https://x.se/a"),
        ("https://x.se/?q=a+b&y=%C3%A5", "https://x.se/?q=a%20b&y=%C3%A5"),
        ("https://x.se/?tom=&b", "https://x.se/?tom&b"),
    ],
)
def test_normal_form(given: str, expected: str) -> None:
    assert normalise(given) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.se/a/", "https://x.se/a"),
        ("https://x.se/index.html", "https://x.se/"),
        ("https://x.se/a/default.aspx", "http://www.x.se/a"),
        ("https://x.se/4.1a2b3c4d.html", "https://x.se/nyheter/avtal.4.1a2b3c4d.html"),
        ("https://x.se/4.1A2B3C4D.html", "https://x.se/4.1a2b3c4d.html"),
    ],
)
def test_the_same_page(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.se/a", "https://x.se/A"),
        ("https://x.se/a", "https://y.se/a"),
        ("https://x.se/a", "https://x.se:8443/a"),
        ("https://x.se/a?id=1", "https://x.se/a?id=2"),
        ("https://x.se/4.1a2b3c4d.html", "https://x.se/4.1a2b3c4e.html"),
        ("https://x.se/4.1a2b3c4d.html", "https://x.se/4.1a2b3c4d.html?sida=2"),
        ("https://klimat.x.se/", "https://x.se/"),
        ("https://x.se/index", "https://x.se/"),
    ],
)
def test_other_pages(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(
    "text",
    ["", "/a", "ftp://x.se/", "mailto:a@x.se", "javascript:alert(1)", "https://", "https://u:p@x.se/", "https://x.se:99999/",
     "https://x.se:abc/", "https://[::1/", "https://a..se/", "https://-/", "data:text/html,x", "file:///etc/passwd", "http:///a"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(AddressError):
        normalise(text)


def test_host_of_is_empty_for_what_has_none() -> None:
    assert (host_of("https://WWW.x.se:8080/a"), host_of("/a"), host_of("https://[half")) == ("www.x.se", "", "")
