"""One page through all steps: decode, parse, choose, cut, describe."""

from kkharvest.core.records import Candidate, Document, PageKind, to_json
from kkharvest.extract.charset import decode
from kkharvest.extract.content import main_blocks
from kkharvest.extract.language import detect_language
from kkharvest.extract.metadata import page_title, read_metadata
from kkharvest.extract.tree import build_tree, parse

__all__ = ["EXTRACTOR_VERSION", "extract_page", "to_contract"]

EXTRACTOR_VERSION = "1"


def extract_page(body: bytes | str, url: str, content_type: str | None = None) -> Document:
    """Document and candidates of a page; never raises, `reason` says why there is nothing."""
    decoded = decode(body, content_type)
    document = parse(decoded.text)
    meta = read_metadata(document)
    tree = build_tree(document)
    title, title_block = page_title(tree, meta.title)
    text = "\n".join(tree.blocks[i].text for i in main_blocks(tree) if i != title_block)
    lang = detect_language(f"{title}\n{text}", meta.lang)
    kind = PageKind.ARTICLE if len(text) > 200 else PageKind.NONE
    candidates = (Candidate(part="", title=title, text=text),) if kind is PageKind.ARTICLE else ()
    return Document(
        url=url,
        kind=kind,
        title=title,
        text=text,
        lang=lang,
        published=meta.published,
        date_evidence=meta.evidence,
        publisher=meta.publisher,
        canonical=meta.canonical,
        image=meta.image,
        candidates=candidates,
        reason=None if candidates else "no content",
    )


def to_contract(document: Document) -> dict[str, object]:
    """Output fields of `kkharvest extract`."""
    record = to_json(document)
    del record["url"]
    return dict(record)
