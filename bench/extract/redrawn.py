"""`python -m bench.extract.redrawn`: do answers hold when a page is drawn otherwise, with the same words on it?

Every saved page is read again in other clothes: without class names, with names a bundler made up, with `div` for every
element that has a meaning, deeper, minified, as a table, with a banner or advertisements a page system adds. A reader
would see the same examples; what the extractor loses is what it owes to the clothes. Metamorphic testing after Chen,
Cheung and Yiu 1998.

--prefix o-     only pages whose names begin so
--redrawing X   only this one
--show          also what is lost, page by page
"""

import argparse
import hashlib
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kkharvest.extract.charset import decode
from kkharvest.extract.saved import SavedPage, compare, figures, read_saved

PAGES = Path(__file__).resolve().parents[2] / "tests" / "pages"
Redrawing = Callable[[str], str]

_KEPT = re.compile(
    r"(<(?:script|style|template|textarea|pre|title|noscript|svg)\b.*?</(?:script|style|template|textarea|pre|title|noscript|svg)\s*>|<!--.*?-->)",
    re.DOTALL | re.IGNORECASE,
)
_CLASS = re.compile(
    r"""\s(?:class|role|itemprop|itemtype|itemscope|data-[\w-]+|aria-(?:label|hidden|labelledby))(?:=(?:"[^"]*"|'[^']*'|[^\s>"']+))?(?=[\s/>])""",
    re.IGNORECASE,
)
_NAMES = re.compile(r"""(\sclass=)(["'])([^"']*)\2""", re.IGNORECASE)
_MEANING = re.compile(r"(</?)(?:main|article|section|header|footer|nav|aside|figure)(?=[\s>])", re.IGNORECASE)
_HEADING = re.compile(r"(</?h)([2-5])(?=[\s>])", re.IGNORECASE)
_DIV = re.compile(r"<(div|section|article|li)\b([^>]*)>|</(div|section|article|li)\s*>", re.IGNORECASE)
_TEXT = re.compile(r"(<(?:p|li|dd)\b[^>]*>)([^<]+)(?=<)", re.IGNORECASE)
_BETWEEN = re.compile(r">\s+<")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"</p\s*>", re.IGNORECASE)

_BANNER = """<div id="CybotCookiebotDialog" role="dialog"><h2>Den här webbplatsen använder kakor</h2>
<p>Vi använder kakor för att webbplatsen ska fungera och för att förstå hur den används. Du kan ändra ditt val.</p>
<button>Godkänn alla</button><button>Bara nödvändiga</button><a href="/om-kakor">Läs mer om kakor</a></div>"""
_CHROME = """<div class="newsletter"><h2>Prenumerera på vårt nyhetsbrev</h2><p>Få nyheter en gång i månaden.</p>
<form><label>E-post <input type="email" name="e"></label><button>Prenumerera</button></form></div>
<div class="share"><a href="https://www.facebook.com/sharer">Dela på Facebook</a>
<a href="https://www.linkedin.com/share">Dela på LinkedIn</a></div>"""
_ADVERTISEMENT = """<div class="ad-slot"><span>Annons</span></div>"""


def _outside(change: Redrawing) -> Redrawing:
    """The change, applied to markup alone: scripts, comments and preformatted text stay as they are."""

    def changed(markup: str) -> str:
        pieces = _KEPT.split(markup)
        return "".join(piece if at % 2 else change(piece) for at, piece in enumerate(pieces))

    return changed


def _bundled(match: re.Match[str]) -> str:
    names = (f"x{hashlib.sha256(name.encode()).hexdigest()[:7]}" for name in match[3].split())
    return f"{match[1]}{match[2]}{' '.join(names)}{match[2]}"


def _doubled(match: re.Match[str]) -> str:
    return f"<{match[1]}{match[2]}><div>" if match[1] else f"</div></{match[3]}>"


def _bannered(markup: str) -> str:
    return _BODY.sub(lambda body: body[0] + _BANNER, markup, count=1)


def _with_chrome(markup: str) -> str:
    return _BODY_END.sub(lambda end: _CHROME + end[0], markup, count=1)


def _in_a_table(markup: str) -> str:
    opened = _BODY.sub(lambda body: body[0] + "<table><tr><td>", markup, count=1)
    return _BODY_END.sub(lambda end: "</td></tr></table>" + end[0], opened, count=1)


def _advertised(markup: str) -> str:
    return _PARAGRAPH_END.sub(lambda end: end[0] + _ADVERTISEMENT, markup)


REDRAWINGS: dict[str, Redrawing] = {
    "as it is": lambda markup: markup,
    "no class names": _outside(lambda markup: _CLASS.sub("", markup)),
    "bundled names": _outside(lambda markup: _NAMES.sub(_bundled, markup)),
    "div for meaning": _outside(lambda markup: _MEANING.sub(r"\1div", markup)),
    "headings lower": _outside(lambda markup: _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", markup)),
    "deeper": _outside(lambda markup: _DIV.sub(_doubled, markup)),
    "spans": _outside(lambda markup: _TEXT.sub(r"\1<span>\2</span>", markup)),
    "minified": _outside(lambda markup: _BETWEEN.sub("><", markup)),
    "cookie banner": _outside(_bannered),
    "newsletter": _outside(_with_chrome),
    "in a table": _outside(_in_a_table),
    "advertisements": _outside(_advertised),
}


def redrawn(page: SavedPage, redrawing: Redrawing) -> SavedPage:
    """The page in other clothes."""
    markup = redrawing(decode(page.body, page.expected.get("content_type")).text)
    return replace(
        page, body=markup.encode("utf-8"), expected={**page.expected, "content_type": "text/html; charset=utf-8"}
    )


def main() -> int:
    """Prints a row of figures for each redrawing."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract.redrawn", description=__doc__)
    parser.add_argument("--data", type=Path, default=PAGES, help="folder of saved pages")
    parser.add_argument("--prefix", default="", help="only pages whose names begin with this")
    parser.add_argument("--redrawing", choices=list(REDRAWINGS), help="only this one")
    parser.add_argument("--show", action="store_true", help="print what is lost, page by page")
    options = parser.parse_args()
    pages = [page for page in read_saved(options.data, options.prefix) if not page.body.startswith(b"%PDF")]
    right = [page for page in pages if not compare(page).differences]
    print(f"{len(right)} of {len(pages)} pages are read rightly as they are; of those, redrawn:")
    print(f"{'':<18}{'unchanged':>11}{'kind':>8}{'text F1':>9}{'precision':>11}{'recall':>8}")
    for name, redrawing in REDRAWINGS.items():
        if options.redrawing not in {None, name}:
            continue
        agreements = [compare(redrawn(page, redrawing)) for page in right]
        found = figures(agreements)
        same = sum(not each.differences for each in agreements) / max(len(agreements), 1)
        print(
            f"{name:<18}{same:>11.3f}{found.kind:>8.3f}{found.text_f1:>9.3f}{found.precision:>11.3f}{found.recall:>8.3f}"
        )
        for each in agreements if options.show else []:
            if each.differences:
                print(f"  {each.name}\n    " + "\n    ".join(line[:300] for line in each.differences))
    return 0


if __name__ == "__main__":
    sys.exit(main())
