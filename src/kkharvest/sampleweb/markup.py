"""Bodies: the Markdown of FORMAT.md as HTML in the dialect of a page system, and the parts it is made of."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["Dialect", "Part", "parts", "plain_text", "render_body"]

_OPEN = re.compile(r"^:::\s*(\w+)\s*(.*)$")
_ANCHOR = re.compile(r"\s*\{#([\w-]+)\}\s*$")
_SWEDISH = str.maketrans("åäöéÅÄÖÉ", "aaoeAAOE")
_ENDING = re.compile(r"[.:–\s]+$")


@dataclass(frozen=True)
class Dialect:
    """How a page system writes the same content.

    `boxes` are format strings with {title}, {body} and {id}; {group} wraps neighbouring accordion panels.
    `anchors` says whether headings get an id, and how it is made.
    """

    paragraph: str = ""
    headings: Mapping[int, str] = field(default_factory=dict)
    lists: str = ""
    table: str = "<table>{rows}</table>"
    anchors: Literal["none", "camel", "slug", "h-slug", "name"] = "none"
    boxes: Mapping[str, str] = field(default_factory=dict)
    group: str = "{panels}"
    wrap: str = "{body}"


class Part(NamedTuple):
    """A named part of a page: its title, its anchor when it has one, and what it is."""

    title: str
    anchor: str | None
    kind: Literal["heading", "lead", "row", "panel"]


class _Block(NamedTuple):
    kind: str  # "prose" or the name of a box
    title: str
    text: str


def slug(text: str) -> str:
    """Lower-case words of `text` joined by hyphens, without diacritics."""
    return re.sub(r"[^a-z0-9]+", "-", text.translate(_SWEDISH).casefold()).strip("-")


def _anchor(title: str, dialect: Dialect) -> str | None:
    match dialect.anchors:
        case "camel":
            return "h-" + re.sub(r"[^A-Za-z0-9]", "", title.translate(_SWEDISH))
        case "slug" | "name":
            return slug(title)
        case "h-slug":
            return "h-" + slug(title)
        case _:
            return None


def _blocks(body: str) -> Iterator[_Block]:
    prose: list[str] = []
    box: list[str] = []
    kind = title = ""
    for line in body.splitlines():
        if kind and line.strip() == ":::":
            yield _Block(kind, title, "\n".join(box))
            kind, box = "", []
        elif kind:
            box.append(line)
        elif match := _OPEN.match(line):
            if "".join(prose).strip():
                yield _Block("prose", "", "\n".join(prose))
            prose = []
            kind, title = match[1], match[2].strip()
        else:
            prose.append(line)
    if kind:
        raise ValueError(f"box {kind} {title!r} is not closed")
    if "".join(prose).strip():
        yield _Block("prose", "", "\n".join(prose))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def _own_anchor(inline: Token) -> str | None:
    match = _ANCHOR.search(inline.content)
    if match is None:
        return None
    inline.content = _ANCHOR.sub("", inline.content)
    if inline.children:
        inline.children[-1].content = _ANCHOR.sub("", inline.children[-1].content)
    return match[1]


def _dress_heading(opening: Token, inline: Token, dialect: Dialect) -> None:
    level = int(opening.tag[1])
    own = _own_anchor(inline)
    anchor = own or _anchor(_inline_text(inline), dialect)
    if dialect.anchors == "name":
        if own and inline.children:
            named = Token("html_inline", "", 0, content=f'<a name="{own}"></a>')
            inline.children.insert(0, named)
    elif anchor:
        opening.attrSet("id", anchor)
    if level in dialect.headings:
        opening.attrSet("class", dialect.headings[level])


def _dress(tokens: list[Token], dialect: Dialect) -> None:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            _dress_heading(token, tokens[index + 1], dialect)
        elif token.type == "paragraph_open" and dialect.paragraph:
            token.attrSet("class", dialect.paragraph)
        elif token.type in {"bullet_list_open", "ordered_list_open"} and dialect.lists:
            token.attrSet("class", dialect.lists)


def _prose(text: str, dialect: Dialect) -> str:
    markdown = _markdown()
    tokens = markdown.parse(text)
    _dress(tokens, dialect)
    rendered: str = markdown.renderer.render(tokens, markdown.options, {})
    return re.sub(r"<table>(.*?)</table>", lambda match: dialect.table.format(rows=match[1]), rendered, flags=re.DOTALL)


def _box(block: _Block, dialect: Dialect) -> str:
    template = dialect.boxes.get(block.kind, '<div class="box"><h2>{title}</h2>{body}</div>')
    if block.kind == "button":
        return template.format(title=html.escape(block.title), body=html.escape(block.text.strip()), id="")
    return template.format(
        title=html.escape(block.title), body=_prose(block.text, dialect), id=_anchor(block.title, dialect) or ""
    )


def render_body(body: str, dialect: Dialect) -> str:
    """HTML of a body; neighbouring accordion panels form one group."""
    out: list[str] = []
    panels: list[str] = []
    for block in _blocks(body):
        if block.kind == "accordion":
            panels.append(_box(block, dialect))
            continue
        if panels:
            out.append(dialect.group.format(panels="".join(panels)))
            panels = []
        if block.kind == "prose":
            out.append(dialect.wrap.format(body=_prose(block.text, dialect)))
        else:
            out.append(_box(block, dialect))
    if panels:
        out.append(dialect.group.format(panels="".join(panels)))
    return "\n".join(out)


def _inline_text(inline: Token) -> str:
    children = inline.children or []
    text = "".join(" " if child.type == "softbreak" else child.content for child in children)
    return _ANCHOR.sub("", text).strip()


def _bold_lead(inline: Token) -> str | None:
    children = [child for child in inline.children or [] if child.content or child.type != "text"]
    if not children or children[0].type != "strong_open":
        return None
    end = next(index for index, child in enumerate(children) if child.type == "strong_close")
    return _ENDING.sub("", "".join(child.content for child in children[:end])).strip()


def _prose_parts(text: str, dialect: Dialect) -> Iterator[Part]:
    tokens = _markdown().parse(text)
    cell_of_row = -1
    in_head = False
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inline = tokens[index + 1]
            own = _own_anchor(inline)
            title = _inline_text(inline)
            made = None if dialect.anchors == "name" else _anchor(title, dialect)
            yield Part(title, own or made, "heading")
        elif token.type == "paragraph_open" and (lead := _bold_lead(tokens[index + 1])):
            yield Part(lead, None, "lead")
        elif token.type in {"thead_open", "thead_close"}:
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            cell_of_row = 0
        elif token.type == "td_open" and not in_head:
            if cell_of_row == 0:
                yield Part(_inline_text(tokens[index + 1]), None, "row")
            cell_of_row += 1


def parts(body: str, dialect: Dialect) -> list[Part]:
    """Everything in a body that carries a title of its own, in order."""
    found: list[Part] = []
    for block in _blocks(body):
        if block.kind == "prose":
            found.extend(_prose_parts(block.text, dialect))
        elif block.kind == "accordion":
            anchor = (_anchor(block.title, dialect) or None) if "{id}" in dialect.boxes.get("accordion", "") else None
            found.append(Part(block.title, anchor, "panel"))
    return found


def plain_text(body: str) -> str:
    """The words of a body, a paragraph, heading, list item or cell on each line; boxes included."""
    lines: list[str] = []
    for block in _blocks(body):
        if block.kind == "button":
            continue
        if block.title:
            lines.append(block.title)
        lines.extend(_inline_text(token) for token in _markdown().parse(block.text) if token.type == "inline")
    return "\n".join(line for line in lines if line)
