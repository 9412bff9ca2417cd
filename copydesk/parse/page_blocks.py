"""Every block of text of a page, in page order, with the place in the tree where it stands. Which are the story's is judged elsewhere."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Collection
from typing import Any

from lxml.html import HtmlElement

from copydesk.parse.html_body import BLOCK_TAGS, BREAK_TAGS, KIND_OF, Block, BlockKind, is_word

PLACE_TAGS = BLOCK_TAGS | frozenset(
    "aside nav form figure figcaption details summary label fieldset address dl dt dd hgroup option center noscript".split()
)
"""Elements that begin a line of their own."""
TAGS_AROUND = (
    "article", "main", "aside", "nav", "footer", "header", "form", "figure", "figcaption", "table", "ul", "ol", "li",
    "blockquote", "section", "button", "pre", "dl", "details", "address", "label", "noscript",
)  # fmt: skip
"""Elements of which a block is told whether it stands in one."""
MARKS: dict[str, str] = {
    "story": r"article-?_?(?:body|content|text)|(?:entry|post|story|page|main)-?_?(?:content|body|text)|prose|rich-?text|articlebody|wysiwyg",
    "named": r"article|story|post(?!er)|entry|blog",
    "content": r"content|main|body|text|copy",
    "comment": r"comment|disqus|repl(?:y|ies)|respond",
    "menu": r"nav|menu|breadcrumb|crumb|topbar|toolbar|pagination|pager",
    "related": r"related|recommend|more-|read-?(?:more|next)|popular|trending|most-?read|latest|recent|also|similar|next-?post|up-?next",
    "foot": r"foot|colophon|copyright|legal",
    "side": r"side-?bar|aside|widget|rail|secondary|complementary",
    "share": r"shar(?:e|ing)|social|follow",
    "author": r"author|byline|bio(?![a-z])|contributor|avatar|profile",
    "stamp": r"(?<![a-z])(?:meta|date|time|published|tags?|categor\w*|topics?|keywords?|labels?)(?![a-z])",
    "promo": r"(?<![a-z])ad(?:s|vert\w*)?(?![a-z])|promo|banner|(?<![a-z])cta|newsletter|subscri|sign-?up|sponsor|offer|donat|paywall",
    "dialog": r"modal|popup|cookie|consent|dialog|overlay|gdpr|alert|notice",
    "list": r"list|grid|card|teaser|item|archive|carousel|slider|tile|feed|gallery|loop",
    "caption": r"caption|credit|image|photo|picture|figure|media|video|thumb",
    "hidden": r"hidden|sr-only|visually|screen-?reader|invisible|print-only",
    "head": r"head(?!line)|hero|masthead|title|headline|intro|lead|excerpt|summary|dek|subtitle|kicker",
    "product": r"price|cart|product|review|rating|shop|store|checkout|sku",
    "steps": r"faq|accordion|step|instruction|ingredient|recipe|toc|table-?of-?contents|tab",
    "code": r"code|highlight|snippet|terminal",
}  # fmt: skip
"""Kinds of places by what a class, id or role calls them, in words that web design has in common."""
MARK_PATTERNS = tuple(map(re.compile, MARKS.values()))
ANY_MARK = re.compile("|".join(MARKS.values()))
MAX_CLASSES = 30  # of one element
MAX_WORD, MAX_KEPT = (
    200,
    500,
)  # characters of a class, and of all names that are kept for the next element called so
MAX_BLOCKS = 6000
"""The longest of 2,174 pages has 5,400 blocks. A page of more is left to the rules."""


@dataclasses.dataclass(slots=True)
class Place:
    """An element that begins a line: its tag, what it is called, and what stands in it, elements inside included."""

    tag: str
    parent: Place | None
    depth: int
    marks: int  # bits by MARKS, of its own class, id and role
    around: int  # bits by MARKS, of all that holds it, itself included
    tags: int  # bits by TAGS_AROUND, of all that holds it, itself included
    layout: str  # how it is set: its own tag and class
    n_chars: int = 0
    n_link_chars: int = 0
    n_blocks: int = 0
    n_prose_chars: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class PageBlock:
    """A block of text, how much of it is linked, and where it stands."""

    kind: BlockKind
    text: str
    n_link_chars: int
    n_links: int
    place: Place
    is_strong: bool  # all of it is set in bold

    @property
    def block(self) -> Block:
        """The block without its place."""
        return Block(self.kind, self.text)


@functools.lru_cache(maxsize=1 << 14)
def marks_in(name: str) -> int:
    """Return the kinds of places that a word of a class, an id or a role names, as bits in the order of MARKS."""
    name = name.lower()
    if not ANY_MARK.search(name):
        return 0
    return sum(1 << bit for bit, pattern in enumerate(MARK_PATTERNS) if pattern.search(name))


@functools.lru_cache(maxsize=1 << 12)
def marks_of_names(*called: str | None) -> int:
    """Return the kinds of places that a class, an id and a role name together."""
    marks = 0
    for names in called:
        for word in (names or "").split()[:MAX_CLASSES]:
            marks |= marks_in(word[:MAX_WORD])
    return marks


TAG_BITS = {tag: 1 << bit for bit, tag in enumerate(TAGS_AROUND)}
INLINE, PLACE, BREAK, LINK, STRONG = range(5)
ROLES = {
    **dict.fromkeys(BREAK_TAGS, BREAK),
    "a": LINK,
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(PLACE_TAGS, PLACE),
}
"""What an element is to the lines of a page, by its tag."""


def page_blocks(tree: HtmlElement) -> list[PageBlock]:
    """Return the blocks of a tree without what never holds text."""
    body = tree.find("body")
    walk = _Walk()
    top = tree if body is None else body
    walk.element(top, _place_of(top, _tag_of(top), None), "paragraph", PLACE, False, False)
    return walk.blocks


def enclosing(place: Place | None, tags: Collection[str]) -> Place | None:
    """Return the innermost place with one of these tags that a place is or stands in, or None."""
    while place is not None and place.tag not in tags:
        place = place.parent
    return place


def _tag_of(element: Any) -> str:
    tag = element.tag
    return tag if isinstance(tag, str) else ""


class _Walk:
    """The state of one walk through a page: the line that is being read, and the blocks so far."""

    __slots__ = ("blocks", "line", "n_link", "n_links", "n_strong")

    def __init__(self) -> None:
        self.blocks: list[PageBlock] = []
        self.line: list[str] = []
        self.n_link = 0
        self.n_links = 0
        self.n_strong = 0

    def close(self, kind: BlockKind, place: Place) -> None:
        """End the line: what was read is a block where it holds text."""
        line = self.line
        if line:
            text = " ".join("".join(line).split())
            if text and len(self.blocks) < MAX_BLOCKS:
                n_link = min(self.n_link, len(text))
                is_strong = self.n_strong >= len(text) - 2
                self.blocks.append(PageBlock(kind, text, n_link, self.n_links, place, is_strong))
            line.clear()
        self.n_link = self.n_links = self.n_strong = 0

    def read(self, text: str, in_link: bool, in_strong: bool) -> None:
        """Read a stretch of text. Blanks at the start of a line are none of it."""
        if self.line or not text.isspace():
            self.line.append(text)
            if in_link or in_strong:
                n = len(text.strip())
                self.n_link += n if in_link else 0
                self.n_strong += n if in_strong else 0

    def element(
        self, element: Any, place: Place, kind: BlockKind, role: int, in_link: bool, in_strong: bool
    ) -> None:
        """Read what stands in an element; `place` and `kind` are those of its lines. A place begins and ends with a line."""
        if text := element.text:
            self.read(text, in_link, in_strong)
        for child in element:
            tag = _tag_of(child)
            does = INLINE if is_word(child) else ROLES.get(tag, INLINE)
            own = KIND_OF.get(tag, kind)
            if does == PLACE:
                self.close(kind, place)
                self.element(child, _place_of(child, tag, place), own, does, in_link, in_strong)
            elif does == BREAK:
                self.close(kind, place)
                self.element(child, place, own, does, in_link, in_strong)
            elif does == LINK:
                self.n_links += 1
                self.element(child, place, own, does, True, in_strong)
            else:
                strong = in_strong or does == STRONG
                self.element(child, place, own, does, in_link, strong)
            if text := child.tail:
                self.read(text, in_link, in_strong)
        if role == PLACE:
            self.close(kind, place)


def _place_of(element: Any, tag: str, above: Place | None) -> Place:
    style = element.get("class")
    name, role = element.get("id"), element.get("role")
    is_short = len(style or "") + len(name or "") + len(role or "") <= MAX_KEPT
    marks = (marks_of_names if is_short else marks_of_names.__wrapped__)(style, name, role)
    layout, own = f"{tag}.{style or ''}", TAG_BITS.get(tag, 0)
    if above is None:
        return Place(tag, None, 0, marks, marks, own, layout)
    return Place(tag, above, above.depth + 1, marks, marks | above.around, own | above.tags, layout)
