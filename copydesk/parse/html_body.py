"""The story's own text out of a tree: blocks (paragraphs, headings, list items, quotes) in page order.

trafilatura is confined here. What is residue among the blocks is decided in `html_clean`.
"""

from __future__ import annotations

import dataclasses
import logging
import re
from typing import Any, Literal

from lxml.html import HtmlElement

BlockKind = Literal["paragraph", "heading", "item", "cell", "quote"]
KIND_OF: dict[str, BlockKind] = {
    "head": "heading",
    "item": "item",
    "cell": "cell",
    "row": "cell",
    "quote": "quote",
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    **dict.fromkeys(("td", "th", "tr"), "cell"),
    "blockquote": "quote",
}
"""Block kinds by trafilatura's tags and by HTML's."""
BLOCK_TAGS = frozenset(
    [
        "p",
        "head",
        "item",
        "cell",
        "row",
        "quote",
        "div",
        "list",
        "table",
        "body",
        "code",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "td",
        "th",
        "tr",
        "tbody",
        "blockquote",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "pre",
        "dl",
        "dt",
        "dd",
    ]
)
CAPTION_TAGS = (
    "figure",
    "figcaption",
    "form",
    "button",
    "nav",
    "aside",
    "noscript",
    "select",
    "textarea",
)
BREAK_TAGS = frozenset(("lb", "br", "hr"))
SPACES = re.compile(r"[^\S\n]+")
DEAD_TAGS = frozenset(("script", "style", "svg", "template", "iframe", "object", "embed"))


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of extracted text and what kind it was in the page."""

    kind: BlockKind
    text: str


def prune_dead_tags(tree: HtmlElement) -> None:
    """Take out of the tree what never holds text: every later copy of it gets cheaper."""
    for element in list(tree.iter(*DEAD_TAGS)):
        parent = element.getparent()
        if parent is None:
            continue
        _keep_tail(element, parent)
        parent.remove(element)


def _keep_tail(element: HtmlElement, parent: HtmlElement) -> None:
    """Hand the text behind an element to what stands before it."""
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail


def extract_blocks(tree: HtmlElement, url: str | None) -> list[Block]:
    """Return the blocks of the page's main text; the tree is used up."""
    from trafilatura import bare_extraction  # a heavy import

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document: Any = bare_extraction(
        tree, url=url, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(document, "body", None)
    return [] if body is None else read_blocks(body)


def read_markup_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a story's own markup, captions and forms left out."""
    for element in list(tree.iter(*CAPTION_TAGS)):
        parent = element.getparent()
        if parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)
    return read_blocks(tree)


def read_blocks(body: Any) -> list[Block]:
    """Return the blocks of an extracted tree (or of plain markup), split where lines break."""
    blocks: list[Block] = []
    line: list[str] = []

    def close(kind: BlockKind) -> None:
        pieces = SPACES.sub(" ", "".join(line)).split("\n")
        line.clear()
        blocks.extend(Block(kind, text) for piece in pieces if (text := piece.strip()))

    def walk(element: Any, kind: BlockKind) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        is_block = tag in BLOCK_TAGS
        own = KIND_OF.get(tag, kind)
        if is_block:
            close(kind)
        if tag in BREAK_TAGS:
            line.append("\n")
        line.append(_one_line(element.text))
        for child in element:
            walk(child, own)
            line.append(_one_line(child.tail))
        if is_block:
            close(own)

    walk(body, "paragraph")
    close("paragraph")
    return blocks


def _one_line(text: str | None) -> str:
    """Return text whose line breaks, which mean nothing in markup, are spaces."""
    return re.sub(r"\s*\n\s*", " ", text or "")
