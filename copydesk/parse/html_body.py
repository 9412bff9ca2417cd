"""The story's own text out of a tree: blocks (paragraphs, headings, list items, quotes) in page order.

trafilatura is confined here. What is residue among the blocks is decided in `html_clean`.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
import re
from typing import Any, Literal

from lxml.html import HtmlElement

from copydesk.parse.html_tree import text_of
from copydesk.parse.neighbours import revise_classes
from copydesk.parse.titles import key_of

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
    """p head item cell row quote div list table body code h1 h2 h3 h4 h5 h6 li ul ol td th tr tbody blockquote
    section article main header footer pre dl dt dd""".split()
)
CAPTION_TAGS = tuple("figure figcaption form button nav aside noscript select textarea".split())
LINE_TAGS = frozenset(
    "p li h1 h2 h3 h4 h5 h6 td th dt dd a b i em strong span item head cell hi ref".split()
)
"""Elements, HTML's and trafilatura's, of which code is no more than a word."""
BREAK_TAGS = frozenset(("lb", "br", "hr"))
SPACES = re.compile(r"[^\S\n]+")
LINE_BREAK = re.compile(r"(?<!\s)[^\S\n]*+\n\s*+")
"""From the first blank of a run on, or a long run is looked through from each of its blanks."""
BOX_TAGS = ("div", "section", "aside", "ul", "ol", "figure", "p", "span", "details")
BOX_MARK = re.compile(
    r"(?i)(?<![a-z])(?:fact-?box|fakta-?boks|faktenbox|info-?box|newsletter(?:-(?:box|signup|form|widget|promo))?"
    r"|author-?bio|about-?the-?author|author-?(?:box|info)|related-?(?:posts|articles|stories|links|content|news)"
    r"|modal|dialog|caption|(?:image|photo)-?credit)(?![a-z])"
)
"""Names of boxes beside the text. Not among them, since stories stand in boxes so named: paywall, read-more."""
MAX_BOX_SHARE = 0.3
LINK_CHARS = (12, 300)  # letters and digits of a linked headline
DEAD_TAGS = frozenset(
    "head script style svg template iframe object embed link meta img picture source video audio canvas map input select".split()
)
MAX_ELEMENTS = 20_000
"""Beyond, a page is read as plain markup: extraction takes the square of it (100,000 short paragraphs, 800 kB: minutes).
The largest of 813 saved pages has 9,703, without what never holds text."""
FEW_ELEMENTS = 2_000
LEAST_CHARS = 48
"""Characters of markup to each element of a page that has more than a few. Searching costs 75 microseconds an element, whatever its
size; of 648 saved pages 87 have more than 2,000 elements, and the one that has least holds 50 characters to each."""
FEW_STEPS = 50_000
CHARS_PER_STEP = 5
"""Steps from all elements of a page up to its root, together: extraction looks through each box of links with all the boxes in it, 13
microseconds a step (9,000 links two hundred boxes deep: 20 s). Of 1,011 saved pages that are searched none has more than 49,000 and one for 5.4 characters."""
BUBBLE = (
    "//*[contains(@class, 'ooltip') or contains(@class, 'ollover') or contains(@class, 'opover')]"
)
LEAST_BUBBLE = 60  # chosen: characters; what is so called may be the word itself
FRAME_TAGS = frozenset(("nav", "footer", "button"))
"""Never the story's. Without them extraction takes a fifth less time; of 881 bodies 22 change, nearly all by lines of footers."""
MOST_FRAME = 0.5
"""Of a page's text: what holds more is no frame, but an element that was never closed and took in the story behind it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of extracted text and what kind it was in the page."""

    kind: BlockKind
    text: str


def prune_dead_tags(tree: HtmlElement) -> None:
    """Take out of the tree what never holds text: every later copy of it gets cheaper."""
    _take_out(tree, DEAD_TAGS)


def prune_bubbles(tree: HtmlElement) -> None:
    """Take out of paragraphs what shows only when a reader points at a word: who somebody is, other stories on him."""
    # Asked of those that are called so: "//p//*" grows with the square of the paragraphs.
    for element in tree.xpath(f"{BUBBLE}[ancestor::p]"):
        parent = element.getparent()
        is_bubble = len(element.text_content()) >= LEAST_BUBBLE and not element.xpath(f".{BUBBLE}")
        if parent is not None and is_bubble:
            _keep_tail(element, parent)
            parent.remove(element)


def prune_frame(tree: HtmlElement) -> None:
    """Take out of the tree what stands round every page of a site; its links are of use before."""
    mend_frame(tree)
    _take_out(tree, FRAME_TAGS)


def mend_frame(tree: HtmlElement) -> None:
    """Make plain boxes of the frame's elements that hold most of the page, never closed."""
    whole = len(tree.text_content())
    for element in list(tree.iter(*FRAME_TAGS)):
        if len(element.text_content()) > MOST_FRAME * whole:
            element.tag = "div"


def _take_out(tree: HtmlElement, tags: frozenset[str]) -> None:
    for element in list(tree.iter(*tags)):
        parent = element.getparent()
        if parent is None:
            continue
        _keep_tail(element, parent)
        parent.remove(element)


def prune_boxes(tree: HtmlElement) -> None:
    """Take out boxes that are no part of the running text by their own name: fact boxes, offers, hidden notices."""
    whole = len(tree.text_content())
    for element in list(tree.iter(*BOX_TAGS)):
        marks = (
            f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"
        )
        if len(marks) < 5 or not BOX_MARK.search(marks):
            continue
        parent = element.getparent()
        is_small = len(element.text_content()) <= MAX_BOX_SHARE * whole
        if parent is not None and is_small and element.find(".//h1") is None:
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


def linked_texts(tree: HtmlElement, domain: str | None = None) -> frozenset[str]:
    """Return the keys of texts that are as a whole a link to another page of the site."""
    found: set[str] = set()
    for link in tree.iter("a"):
        address = (link.get("href") or "").strip()
        is_own = not address.startswith(("http", "//")) or bool(domain and domain in address[:80])
        if not address or address.startswith(("#", "mailto:", "javascript:")) or not is_own:
            continue
        text = "".join(link.itertext())
        key = key_of(text) if len(text) >= LINK_CHARS[0] else ""
        if LINK_CHARS[0] <= len(key) <= LINK_CHARS[1]:
            found.add(key)
    return frozenset(found)


def extract_blocks(tree: HtmlElement, url: str | None, n_chars: int) -> list[Block]:
    """Return the blocks of the main text of a page of so many characters of markup.

    A tree of too many elements is used up, another stays as it is.
    """
    if is_too_much(tree, n_chars):
        return read_markup_blocks(tree)
    from trafilatura import bare_extraction, external  # a heavy import

    vars(external)["revise_paragraph_classification"] = revise_classes
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    document: Any = bare_extraction(
        tree, url=url, include_comments=False, include_tables=True, with_metadata=False
    )
    body = getattr(document, "body", None)
    return [] if body is None else read_blocks(body)


def is_too_much(tree: HtmlElement, n_chars: int) -> bool:
    """Return whether a page has too many elements, or too many inside one another, for its text to be searched for."""
    most, most_steps = most_elements(n_chars), max(FEW_STEPS, n_chars // CHARS_PER_STEP)
    depths: dict[HtmlElement | None, int] = {}
    n_steps = 0
    for place, element in enumerate(tree.iter()):
        depths[element] = depths.get(element.getparent(), -1) + 1
        n_steps += depths[element]
        if place >= most or n_steps > most_steps:
            return True
    return False


def most_elements(n_chars: int) -> int:
    """Return how many elements a page of so many characters may have, for its text to be searched for among them.

    >>> most_elements(50_000), most_elements(400_000), most_elements(4_000_000)
    (2000, 8333, 20000)
    """
    return min(MAX_ELEMENTS, max(FEW_ELEMENTS, n_chars // LEAST_CHARS))


def with_lost_headings(blocks: list[Block], tree: HtmlElement) -> list[Block]:
    """Return the blocks of a live blog with the headings of its entries that were not found: each before what it heads."""
    place_of: dict[str, int] = {}
    for place, block in enumerate(blocks):
        place_of.setdefault(key_of(block.text), place)
    lost: dict[int, Block] = {}
    heading: HtmlElement | None = None
    for element in tree.iter("h2", "h3", "h4", "p"):
        if element.tag != "p":
            heading = element
            continue
        found = place_of.get(key_of(text_of(element)))
        if found is None:
            continue
        text = " ".join(text_of(heading).split()) if heading is not None else ""
        if text and key_of(text) not in place_of:
            lost.setdefault(found, Block("heading", text))
        heading = None
    pairs = ((lost.get(place), block) for place, block in enumerate(blocks))
    return list(filter(None, itertools.chain.from_iterable(pairs)))


def read_markup_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a story's own markup, captions and forms left out."""
    for element in list(tree.iter(*CAPTION_TAGS)):
        parent = element.getparent()
        if parent is not None:
            _keep_tail(element, parent)
            parent.remove(element)
    return read_blocks(tree, WRITTEN_BOXES)


WRITTEN_BOXES = frozenset(("div", "blockquote"))
"""Boxes in whose text, outside of paragraphs, a blank line parts paragraphs: so weblogs show what is written without `<p>` (`wpautop`)."""
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def read_blocks(body: Any, written: frozenset[str] = frozenset()) -> list[Block]:
    """Return the blocks of an extracted tree (or of plain markup), split where lines break; blank lines part the text of `written` boxes."""
    blocks: list[Block] = []
    line: list[str] = []

    def close(kind: BlockKind) -> None:
        if not line:  # one box in another
            return
        pieces = SPACES.sub(" ", "".join(line)).split("\n")
        line.clear()
        blocks.extend(Block(kind, text) for piece in pieces if (text := piece.strip()))

    def walk(element: Any, kind: BlockKind) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        is_block = tag in BLOCK_TAGS and not is_word(element)
        own = KIND_OF.get(tag, kind)
        if is_block:
            close(kind)
        if tag in BREAK_TAGS:
            line.append("\n")
        if element.text:
            line.append(_one_line(element.text, tag in written))
        for child in element:
            walk(child, own)
            if child.tail:
                line.append(_one_line(child.tail, tag in written))
        if is_block:
            close(own)

    walk(body, "paragraph")
    close("paragraph")
    return blocks


def is_word(element: Any) -> bool:
    """Return whether an element is code that stands within a line: in a paragraph, or with text beside it."""
    if element.tag != "code":
        return False
    parent, before = element.getparent(), element.getprevious()
    if parent is None or parent.tag in LINE_TAGS:
        return parent is not None
    beside = parent.text if before is None else before.tail
    return bool((beside or "").strip() or (element.tail or "").strip())


def _one_line(text: str, is_written: bool) -> str:
    """Return text whose line breaks, which mean nothing in markup, are spaces; blank lines stay where text is written in paragraphs."""
    if "\n" not in text:
        return text
    pieces = BLANK_LINE.split(text) if is_written else [text]
    return "\n".join(LINE_BREAK.sub(" ", piece) for piece in pieces)
