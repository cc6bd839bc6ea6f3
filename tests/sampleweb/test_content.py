"""The content files: how much there is, that it hangs together, and that faults are named."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from kkharvest.core.errors import InputError
from kkharvest.sampleweb.content import Page, Site, fill_copies, parse_site
from kkharvest.sampleweb.structure import Structure, teaser
from kkharvest.sampleweb.web import Response

Ask = Callable[..., Response]

MINIMAL = """
host: a.example
name: A kommun
kind: municipality
system: drupal
pages:
- {path: /, kind: start, title: A}
"""


def test_there_are_enough_sites_and_pages_of_every_page_system(sites: tuple[Site, ...]) -> None:
    assert len(sites) >= 18
    assert sum(len(site.pages) - 1 for site in sites) >= 280  # less the page about the web site, made for each
    assert {site.system for site in sites} >= {
        "sitevision",
        "municipio",
        "wordpress",
        "optimizely",
        "drupal",
        "umbraco",
        "mynewsdesk",
        "cision",
        "legacy",
    }


def test_every_kind_of_page_occurs(sites: tuple[Site, ...]) -> None:
    kinds = Counter(page.kind for site in sites for page in site.pages)
    assert not {
        "multi",
        "listing",
        "event",
        "calendar",
        "pdf",
        "text",
        "image",
        "form",
        "shell",
        "empty",
        "missing",
    } - set(kinds)
    assert sum(page.lang == "en" for site in sites for page in site.pages) >= 8


def test_every_page_answers_and_every_html_page_has_a_title_and_its_heading(sites: tuple[Site, ...], ask: Ask) -> None:
    for site in sites:
        for page in site.pages:
            answer = ask(f"{site.host}{page.path}")
            assert answer.status == 200, page.path
            if page.kind in {"pdf", "text", "image", "empty", "shell", "missing"}:
                continue
            tree = LexborHTMLParser(answer.body.decode(site.quirks.encoding))
            heading = tree.css_first("h1")
            assert heading is not None, page.path
            assert " ".join(heading.text().split()) == " ".join(page.title.split())
            assert page.title in " ".join(node.text() for node in tree.css("title"))


def test_every_link_within_the_sample_web_leads_somewhere(sites: tuple[Site, ...], ask: Ask) -> None:
    soft = "/stadsutveckling/kommande"  # linked on purpose: a soft 404
    dead = set()
    for site in sites:
        for page in site.pages:
            base = f"http://{site.host}{page.path}"
            answer = ask(base)
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            for node in LexborHTMLParser(answer.body.decode(site.quirks.encoding)).css("a[href], link[href], img[src]"):
                target = urljoin(base, node.attributes.get("href") or node.attributes.get("src") or "")
                parts = urlsplit(target)
                if not (parts.hostname or "").endswith(".example") or parts.path == soft:
                    continue
                query = f"?{parts.query}" if parts.query else ""
                found = ask(f"{parts.hostname}{parts.path}{query}")
                if found.status not in {200, 301} or b"Sidan kunde inte hittas</h1>" in found.body:
                    dead.add((base, target))
    assert dead == set()


def _linked(site: Site, ask: Ask) -> set[str]:
    """Paths that a visitor comes to from the front page, the sitemap and the feed."""
    seen: set[str] = set()
    waiting = ["/", *(["/sitemap.xml"] if site.sitemap != "none" else []), *([site.feed.path] if site.feed else [])]
    while waiting:
        path = waiting.pop()
        if path in seen or "manad=" in path or re.search(r"/\d{4}/\d\d/$", path):
            continue
        seen.add(path)
        answer = ask(f"{site.host}{path}")
        kind = answer.headers["Content-Type"].split(";")[0]
        if answer.status == 301:
            found = [answer.headers["Location"]]
        elif kind == "text/html":
            nodes = LexborHTMLParser(answer.body.decode(site.quirks.encoding)).css("a[href]")
            found = [node.attributes["href"] or "" for node in nodes]
        elif "xml" in kind or "gzip" in kind:
            body = gzip.decompress(answer.body) if "gzip" in kind else answer.body
            found = re.findall(r"(?:<loc>|<link>|href=\")(http[^<\"]+)", body.decode())
        else:
            continue
        targets = [urlsplit(urljoin(f"http://{site.host}{path}", target)) for target in found]
        for target in targets:
            if target.hostname == site.host and not re.search("sid=|utm_|amne=|ar=|sortera=", target.query):
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
            elif target.hostname == site.host and re.search("sid=|utm_", target.query):
                waiting.append(target.path)
    return {unquote(path) for path in seen}


def test_every_page_that_is_not_hidden_can_be_come_to(sites: tuple[Site, ...], ask: Ask) -> None:
    for site in sites:
        seen = _linked(site, ask)
        assert [page.path for page in site.pages if not page.hidden and page.path not in seen] == [], site.host


def test_contacts_are_of_their_own_host_and_no_footer_names_a_person(sites: tuple[Site, ...]) -> None:
    for site in sites:
        for page in site.pages:
            for person in page.contact:
                assert not person.email or person.email.endswith(f"@{site.host}"), page.path
        assert site.footer.email.partition("@")[0].count(".") <= 1


def test_no_two_long_texts_are_alike_unless_one_is_declared_a_copy(sites: tuple[Site, ...]) -> None:
    bodies = Counter(
        page.body for site in sites for page in site.pages if len(page.body.split()) > 40 and not page.copy_of
    )
    assert [body[:60] for body, times in bodies.items() if times > 1] == []


def test_a_fault_names_file_and_field() -> None:
    with pytest.raises(InputError, match=r"(?s)a\.example\.yml.*pages\.0\.kind"):
        parse_site(MINIMAL.replace("start", "statr"), "a.example.yml")
    with pytest.raises(InputError, match="two pages at /"):
        parse_site(MINIMAL + "- {path: /, kind: article, title: B}\n", "a.example.yml")
    with pytest.raises(InputError, match="must bear its name"):
        parse_site(MINIMAL, "b.example.yml")
    with pytest.raises(InputError, match=r"a\.example\.yml"):
        parse_site("host: [", "a.example.yml")


def _site(*pages: Page, host: str = "a.example") -> Site:
    start = Page(path="/", kind="start", title="A")
    return Site(host=host, name="A kommun", kind="municipality", system="drupal", pages=(start, *pages))


def test_copies_take_text_from_their_original_and_can_be_cut() -> None:
    original = Page(path="/x", kind="news", title="X", lead="L", body="ett\n\ntvå\n\ntre")
    cut = Page(path="/y", kind="news", title="Y", copy_of="a.example/x", paragraphs=2, body="fyra")
    _, copy = fill_copies([_site(original), _site(cut, host="b.example")])
    page = copy.page("/y")
    assert page is not None
    assert (page.lead, page.body) == ("L", "ett\n\ntvå\n\nfyra")
    with pytest.raises(InputError, match=r"c\.example/x"):
        fill_copies([_site(Page(path="/z", kind="news", title="Z", copy_of="c.example/x"))])


def test_structure_follows_from_paths() -> None:
    section = Page(path="/foretag.html", kind="landing", title="Företag")
    child = Page(path="/foretag/avtal.4.1a2b3c4d.html", kind="article", title="Avtal")
    english = Page(path="/en/deal.html", kind="article", title="Deal", lang="en", translation=child.path)
    structure = Structure.of(_site(section, child, english))
    assert [page.title for page in structure.crumbs(child)] == ["A", "Företag"]
    assert [(entry.title, [page.title for page in sub]) for entry, sub in structure.menu(child)] == [
        ("Företag", ["Avtal"])
    ]
    assert structure.translations == {english.path: child.path, child.path: english.path}


def test_teasers_are_cut_with_an_ellipsis() -> None:
    page = Page(path="/x", kind="news", title="X", body="ord " * 100)
    assert teaser(page, 40).endswith("…")
    assert len(teaser(page, 40)) <= 40
