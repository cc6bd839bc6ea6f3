"""One page through all steps: decode, parse, choose, judge, cut, describe."""

from dataclasses import replace

from kkharvest.core.records import Document, PageKind, to_json
from kkharvest.extract.candidates import cut_candidates
from kkharvest.extract.charset import Decoded, decode
from kkharvest.extract.content import choose_content
from kkharvest.extract.describe import described
from kkharvest.extract.evidence import with_evidence
from kkharvest.extract.guard import parse
from kkharvest.extract.kind import Verdict, judge
from kkharvest.extract.language import detect_language
from kkharvest.extract.layouts import recognise
from kkharvest.extract.metadata import Head, clean_title, read_crumbs, read_head
from kkharvest.extract.model import Model
from kkharvest.extract.parts import absolute, own_text
from kkharvest.extract.pdf import extract_pdf
from kkharvest.extract.picture import find_picture
from kkharvest.extract.pointers import menu_before, pointers
from kkharvest.extract.published import find_published
from kkharvest.extract.tree import Tree
from kkharvest.extract.trim import trimmed, with_halves
from kkharvest.extract.view import MIN_PARTS
from kkharvest.extract.walk import build_tree

__all__ = ["EXTRACTOR_VERSION", "extract_page", "to_contract"]

EXTRACTOR_VERSION = "6"

_MAX_BYTES = 16_000_000
_NOT_TEXT = frozenset(
    {
        "application/json",
        "application/zip",
        "application/octet-stream",
        "application/javascript",
        "text/javascript",
        "text/css",
        "application/msword",
    }
)
_SIGNATURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"\x00\x00\x01\x00",
    b"OggS",
)
_CONTROLS = bytes([*range(9), 11, *range(14, 27), *range(28, 32), 127])
_MOST_CONTROLS = 0.1
_FEW, _HALF = 0.1, 0.4
_TITLE_LIMIT = 300
_MOST_CHANGED = 0.25
_HIGHEST = 3


def extract_page(body: bytes | str, url: str, content_type: str | None = None, model: Model | None = None) -> Document:
    """Document and candidates of a page; never raises, `reason` says why there is nothing.

    `model` chooses the main content, the shipped one by default.
    """
    if isinstance(body, bytes):
        if body[:1024].lstrip().startswith(b"%PDF-"):
            return extract_pdf(body, url)
        body = body[:_MAX_BYTES]
    reason = _unreadable(body, content_type)
    if reason:
        return Document(url, PageKind.NONE, "", "", "sv", reason=reason)
    try:
        return _extract(decode(body, content_type), url, model)
    except Exception as error:  # noqa: BLE001 - one page that breaks a rule of ours must not end a harvest
        return Document(url, PageKind.NONE, "", "", "sv", reason=f"failed: {type(error).__name__}: {error}"[:200])


def _unreadable(body: bytes | str, content_type: str | None) -> str | None:
    if not body or body.isspace():
        return "empty"
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) or kind in _NOT_TEXT:
        return f"not a page: {kind}"
    if isinstance(body, bytes) and body.startswith(_SIGNATURES):
        return "binary"
    head = body[:4096]
    raw = head if isinstance(head, bytes) else head.encode("utf-8", "replace")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    return "binary" if controls > len(head) * _MOST_CONTROLS and not _is_wide(head) else None


def _is_wide(head: bytes | str) -> bool:
    """Whether the zeros are those of UTF-16 markup: every other byte, and only those."""
    if not isinstance(head, bytes):
        return False
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) < _FEW * len(head) and max(even, odd) > _HALF * len(head)


def _extract(decoded: Decoded, url: str, model: Model | None) -> Document:
    parsed = parse(decoded.utf8)
    head = read_head(parsed)
    tree = build_tree(parsed)
    title_block = find_title(tree, head)
    title = tree.blocks[title_block].line if title_block is not None else clean_title(head, None)
    content = choose_content(tree, title_block, head, model).without(pointers(tree) | menu_before(tree, title_block))
    dates = find_published(tree, head, url, title_block, content.chosen)
    verdict = judge(tree, content.usable, url=url, title=title, has_date=dates.published is not None)
    layout = recognise(decoded.utf8, head)
    chosen = trimmed(tree, with_halves(tree, content.chosen, content.usable), layout)
    whole = _with_parts(tree, chosen, content.usable, verdict)
    text = "\n".join(line for at in whole or chosen if (line := own_text(tree.blocks[at])))
    if verdict.kind is PageKind.MULTI and whole is None:
        verdict = _of_what_is_told(verdict, text)
    lang = detect_language(f"{title}\n{text}", head.lang)
    kind = verdict.kind
    if kind is PageKind.LISTING and not head.published:
        dates.published = dates.evidence = None
    picture = find_picture(tree, head, title_block, content.main)
    document = Document(
        url=url,
        kind=kind,
        title=title,
        text=text,
        lang=lang,
        published=dates.published,
        modified=dates.modified,
        date_evidence=dates.evidence,
        publisher=head.publisher,
        canonical=absolute(head.canonical or "", url),
        image=absolute(picture.src or "", url),
        image_alt=picture.alt,
        image_credit=picture.credit,
        breadcrumbs=read_crumbs(tree, head),
        layout=layout.name if layout else None,
        candidates=tuple(described(candidate) for candidate in cut_candidates(verdict, url, title, text)),
        reason=verdict.reason if kind is PageKind.NONE else None,
    )
    return with_evidence(document, decoded.text)


def _with_parts(tree: Tree, chosen: list[int], usable: list[int], verdict: Verdict) -> list[int] | None:
    """Chosen blocks and those of every part, without the parts' labels; None where the parts do not belong with them.

    A listing is completed only where most of it was chosen, and any page only by little: else its parts are not what
    the page is about.
    """
    wanted = {part.block for part in verdict.parts}
    if not wanted or (verdict.kind is PageKind.LISTING and 2 * len(wanted.intersection(chosen)) < len(wanted)):
        return None
    own: set[int] = set()
    labels: set[int] = set()
    for part in verdict.parts:
        lines = set(part.lines)
        own.add(part.block)
        for at in part.blocks:
            (own if own_text(tree.blocks[at]) in lines else labels).add(at)
    whole = own.union(chosen).intersection(usable).difference(labels - own)
    changed = sum(tree.blocks[at].words for at in whole.symmetric_difference(chosen))
    return sorted(whole) if changed <= _MOST_CHANGED * sum(tree.blocks[at].words for at in chosen) else None


def _of_what_is_told(verdict: Verdict, text: str) -> Verdict:
    """The same of the parts that `text` holds whole; an article where these are not several."""
    told = tuple(part for part in verdict.parts if part.text and part.text in text and part.title in text)
    return replace(verdict, parts=told) if len(told) >= MIN_PARTS else Verdict(PageKind.ARTICLE)


def find_title(tree: Tree, head: Head) -> int | None:
    """Block that holds the page's title: the h1 most like what the head calls the page."""
    stated = f"{head.title}\n{head.share_title}".casefold()
    best: tuple[float, int] | None = None
    for at, block in enumerate(tree.blocks):
        if block.level not in {1, 2} or len(block.text) > _TITLE_LIMIT:
            continue
        folded = block.line.casefold()
        score = (2.0 if block.level == 1 else 0.0) + (1.5 if folded in stated else 0.0)
        if block.level > 1 and folded not in stated:
            continue
        outer = any(tree.tags[up] in {"nav", "footer", "aside", "dialog"} for up in tree.ancestors(block.element))
        in_header = any(tree.tags[up] == "header" for up in tree.ancestors(block.element))
        in_main = any(tree.tags[up] in {"main", "article"} for up in tree.ancestors(block.element))
        score -= 2.0 * outer + 0.4 * (in_header and not in_main) - 0.5 * in_main
        if score > 1.0 and (best is None or score > best[0]):
            best = (score, at)
    return best[1] if best else _only_heading(tree)


def _is_outside(tree: Tree, at: int) -> bool:
    """Whether a block stands in a menu, a footer, a side column or a banner."""
    outer = {"nav", "footer", "aside", "dialog"}
    return any(
        tree.tags[up] in outer or tree.attribute(up, "role") in {"dialog", "alertdialog"}
        for up in tree.ancestors(tree.blocks[at].element)
    )


def _only_heading(tree: Tree) -> int | None:
    """The heading of a page that has no other: pages laid out as a table seldom have an h1."""
    named = (at for at, block in enumerate(tree.blocks) if block.level and block.words > 1)
    headings = [at for at in named if not _is_outside(tree, at)]
    return headings[0] if len(headings) == 1 and tree.blocks[headings[0]].level <= _HIGHEST else None


def to_contract(document: Document) -> dict[str, object]:
    """Output fields of `kkharvest extract`."""
    record = to_json(document)
    del record["url"]
    return dict(record)
