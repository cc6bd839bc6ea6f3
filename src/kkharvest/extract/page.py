"""One page through all steps: decode, parse, choose, judge, cut, describe."""

from dataclasses import replace

from kkharvest.core.records import Candidate, Document, PageKind, to_json
from kkharvest.extract.actors import find_actors, find_places
from kkharvest.extract.candidates import cut_candidates
from kkharvest.extract.charset import decode
from kkharvest.extract.content import Content, choose_content
from kkharvest.extract.facts import find_facts
from kkharvest.extract.guard import parse
from kkharvest.extract.kind import Verdict, judge
from kkharvest.extract.language import detect_language
from kkharvest.extract.layouts import recognise
from kkharvest.extract.metadata import Head, clean_title, read_crumbs, read_head
from kkharvest.extract.parts import absolute, flat
from kkharvest.extract.published import find_published
from kkharvest.extract.summary import summarise
from kkharvest.extract.tree import Tree, build_tree

__all__ = ["EXTRACTOR_VERSION", "extract_page", "to_contract"]

EXTRACTOR_VERSION = "1"


def extract_page(body: bytes | str, url: str, content_type: str | None = None) -> Document:
    """Document and candidates of a page; never raises, `reason` says why there is nothing."""
    decoded = decode(body, content_type)
    document = parse(decoded.text)
    head = read_head(document)
    tree = build_tree(document)
    title_block = find_title(tree, head)
    title = flat(tree.blocks[title_block].text) if title_block is not None else clean_title(head, None)
    content = choose_content(tree, title_block, title)
    dates = find_published(tree, head, url, title_block, content.chosen)
    verdict = judge(tree, content.usable, url=url, title=title, has_date=dates.published is not None)
    chosen = content.chosen if verdict.kind is not PageKind.MULTI else _with_parts(content, verdict)
    text = "\n".join(tree.blocks[at].text for at in chosen)
    lang = detect_language(f"{title}\n{text}", head.lang)
    kind = verdict.kind
    return Document(
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
        image=absolute(head.image or "", url),
        image_alt=head.image_alt,
        breadcrumbs=read_crumbs(tree, head),
        layout=recognise(decoded.text, head),
        candidates=tuple(_described(candidate) for candidate in cut_candidates(verdict, url, title, text)),
        reason=verdict.reason if kind is PageKind.NONE else None,
    )


def _with_parts(content: Content, verdict: Verdict) -> list[int]:
    """Chosen blocks and those of every part: a part's text is always in the document's."""
    own = {at for part in verdict.parts for at in (part.block, *part.blocks)}
    return sorted(own.union(content.chosen).intersection(content.usable))


def _described(candidate: Candidate) -> Candidate:
    told = f"{candidate.title}\n{candidate.text}"
    return replace(
        candidate,
        summary=summarise(candidate.title, candidate.text),
        actors=find_actors(candidate.text),
        places=find_places(told),
        facts=find_facts(candidate.text),
    )


def find_title(tree: Tree, head: Head) -> int | None:
    """Block that holds the page's title: the h1 most like what the head calls the page."""
    stated = f"{head.title}\n{head.share_title}".casefold()
    best: tuple[float, int] | None = None
    for at, block in enumerate(tree.blocks):
        if block.level not in {1, 2} or len(block.text) > 300:
            continue
        folded = flat(block.text).casefold()
        score = (2.0 if block.level == 1 else 0.0) + (1.5 if folded in stated else 0.0)
        if block.level == 2 and folded not in stated:
            continue
        outer = any(tree.tags[up] in {"nav", "footer", "aside", "dialog"} for up in tree.ancestors(block.element))
        in_header = any(tree.tags[up] == "header" for up in tree.ancestors(block.element))
        in_main = any(tree.tags[up] in {"main", "article"} for up in tree.ancestors(block.element))
        score -= 2.0 * outer + 0.4 * (in_header and not in_main) - 0.5 * in_main
        if score > 1.0 and (best is None or score > best[0]):
            best = (score, at)
    return best[1] if best else None


def to_contract(document: Document) -> dict[str, object]:
    """Output fields of `kkharvest extract`."""
    record = to_json(document)
    del record["url"]
    return dict(record)
