"""One element of markup as a tree, leniently and without obeying it: no DOCTYPE, no entities but characters, no network.

What belongs here: parsing, names without the whims of prefixes, the text of an element. What an element means is
for the vocabularies (`xml_feeds`, `xml_agency` ...).
"""

from __future__ import annotations

import functools
import html
import html.entities
import re
from collections.abc import Iterator
from typing import Any

from copydesk.text.references import unescape

Element = Any
"""An lxml element: the library has no types."""

KNOWN_SPACES = {
    "http://purl.org/rss/1.0/": "rss",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
    "http://www.sitemaps.org/schemas/sitemap-news/0.9": "news",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://prismstandard.org/namespaces/basic/2.0/": "prism",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://iptc.org/std/NITF/2006-10-18/": "nitf",
}
"""Namespaces by the prefix that nearly everybody gives them; others keep the prefix that the document gives."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NAMED_CHARACTER = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
NUMBERED_CHARACTER = re.compile(r"&#(?:x0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}));")
BARE_AND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
BARE_LESS = re.compile(r"<(?![^\W\d]|[/!?])")
DECLARATION = re.compile(r"^\s*+<\?xml[^<>?]*+\?>")
CDATA_START, CDATA_END = "<![CDATA[", "]]>"
XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
BLOCK_TAGS = frozenset(
    "p div br h1 h2 h3 h4 h5 h6 ul ol li table tr td th blockquote pre section article figure hr dl dt dd".split()
)
INLINE_TAGS = frozenset("a b i u em strong span sub sup img q cite small abbr code font".split())
PROSE_TAGS = frozenset("p br div b i em strong a h1 h2 h3 h4 ul li blockquote span".split())
HTML_NAMES = {name: name for name in BLOCK_TAGS | INLINE_TAGS} | {
    "hl1": "h2", "hl2": "h2", "head": "h2", "headline": "h2", "block": "div", "ab": "p", "lg": "div", "l": "p", "lb": "br", "list": "ul", "item": "li"
}  # fmt: skip
"""HTML's names of what NITF and TEI call otherwise; tags that are not here are left out and their text kept."""
LEFT_OUT = frozenset(
    "media nitf-table note fw pb cb milestone script style figure figdesc notestmt".split()
)
"""What stands inside a text and is not part of it: pictures with their captions, notes, running heads, page breaks."""
VOID_TAGS = frozenset({"br", "img", "hr"})
MARKUP = re.compile(
    r"</?(?:p|div|br|a|b|i|em|strong|span|img|ul|ol|li|h[1-6]|blockquote|figure|table|hr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MAX_DEPTH = 200  # libxml2 stops at 256; what walks a tree here recurses


def parse_tree(text: str) -> Element | None:
    """Return the root of a stretch of markup; None where there is none. Undeclared prefixes and open tags are borne."""
    from lxml import etree

    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(_mended(text).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if root is not None and isinstance(root.tag, str) else None


def _mended(text: str) -> str:
    """Return markup with its characters that no parser bears replaced: HTML's names, bare signs, control characters."""
    # The text is no longer in the encoding that a declaration names.
    text = DECLARATION.sub("", CONTROL.sub("", text), count=1)
    parts, at = [], 0
    while (start := text.find(CDATA_START, at)) >= 0:
        end = text.find(CDATA_END, start)
        if end < 0:
            break  # what is never closed is markup like any other
        parts += [_mended_markup(text[at:start]), text[start : end + len(CDATA_END)]]
        at = end + len(CDATA_END)
    return "".join([*parts, _mended_markup(text[at:])])


def _mended_markup(text: str) -> str:
    """Return markup outside of CDATA sections with its characters mended."""
    if "&" in text:
        text = NUMBERED_CHARACTER.sub(_numbered, NAMED_CHARACTER.sub(_character, text))
        text = BARE_AND.sub("&amp;", text)
    return BARE_LESS.sub("&lt;", text)


def _character(found: re.Match[str]) -> str:
    """Return the character that HTML calls by this name; the five of XML and unknown ones stay."""
    name = found.group(1)
    if name in XML_NAMES:
        return found.group()
    return html.entities.html5.get(name + ";", "&amp;" + name + ";")


def _numbered(found: re.Match[str]) -> str:
    """Return a numbered character as it is, or U+FFFD where XML forbids it. References to Latin-1 controls mean cp1252."""
    number = int(found.group(1), 16) if found.group(1) else int(found.group(2))
    if 128 <= number < 160:
        return unescape(found.group())
    is_allowed = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number <= 0x10FFFF
    return found.group() if is_allowed and number not in (0xFFFE, 0xFFFF) else "\ufffd"


def local_name(element: Element) -> str:
    """Return an element's name without namespace and prefix."""
    return _local_name(str(element.tag))


@functools.lru_cache(maxsize=1 << 12)
def _local_name(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def space_of(element: Element) -> str:
    """Return the namespace of an element, by its usual prefix."""
    known, uri = _space_of(str(element.tag))
    return known or element.prefix or uri if uri else known


@functools.lru_cache(maxsize=1 << 12)
def _space_of(tag: str) -> tuple[str, str]:
    """Return the usual prefix of a tag's namespace, else the prefix that is part of it; and the namespace."""
    if tag.startswith("{"):
        uri = tag[1:].partition("}")[0]
        return KNOWN_SPACES.get(uri, ""), uri
    return tag.partition(":")[0] if ":" in tag else "", ""


def name_in(element: Element, home: str) -> str:
    """Return an element's name in lower case, with its prefix unless it is of the namespace `home`."""
    space, local = space_of(element), local_name(element).lower()
    return local if not space or space == home else f"{space}:{local}"


def children(element: Element) -> Iterator[Element]:
    """Yield the child elements."""
    return (child for child in element if isinstance(child.tag, str))


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements below whose local name (lower case) is one of these, in the document's order."""
    for node in element.iterdescendants():
        if isinstance(node.tag, str) and local_name(node).lower() in names:
            yield node


def has_any(element: Element, *names: str) -> bool:
    """Return whether an element of one of these names stands below."""
    return next(descendants(element, *names), None) is not None


def first_text(element: Element, *names: str) -> str | None:
    """Return the text of the first element below by one of these names that has any; earlier names first."""
    for name in names:
        for node in descendants(element, name):
            if text := plain_text(node):
                return text
    return None


def plain_text(element: Element) -> str:
    """Return all text of an element, blanks squeezed."""
    return " ".join("".join(element.itertext()).split())


def raw_text(element: Element) -> str:
    """Return all text of an element as it stands."""
    return "".join(element.itertext()).strip()


def has_blocks(element: Element) -> bool:
    """Return whether an element holds markup of its own, as Atom's XHTML and agencies' bodies do."""
    return any(
        HTML_NAMES.get(local_name(node).lower(), "")
        for node in element.iterdescendants()
        if isinstance(node.tag, str)
    )


def has_prose(element: Element) -> bool:
    """Return whether an element holds paragraphs or marked words, in names that no list of records uses."""
    return has_any(element, *PROSE_TAGS)


def inner_markup(element: Element) -> str:
    """Return what stands inside an element as HTML: known tags under HTML's names, of attributes only addresses."""
    parts: list[str] = []
    _write(element, parts, is_outer=True)
    return "".join(parts).strip()


def _write(element: Element, parts: list[str], *, is_outer: bool = False, depth: int = 0) -> None:
    name = "" if is_outer else HTML_NAMES.get(local_name(element).lower(), "")
    if name == "a":
        target = next((v for k, v in element.attrib.items() if k.rsplit("}")[-1] == "href"), "")
        parts.append(f'<a href="{html.escape(target)}">')
    elif name:
        parts.append(f"<{name}>")
    parts.append(html.escape(element.text or "", quote=False))
    for child in element:
        if depth < MAX_DEPTH and _is_shown(child):
            _write(child, parts, depth=depth + 1)
        parts.append(html.escape(child.tail or "", quote=False))
    if name and name not in VOID_TAGS:
        parts.append(f"</{name}>")


def _is_shown(element: Element) -> bool:
    """Return whether an element is one, not a comment, and of those that a reader sees."""
    return isinstance(element.tag, str) and local_name(element).lower() not in LEFT_OUT


def to_bytes(element: Element) -> bytes:
    """Return an element as UTF-8."""
    from lxml import etree

    return bytes(etree.tostring(element, encoding="utf-8"))


def lone_stories(record: Element, stories: list[Element]) -> Iterator[Element]:
    """Yield a record with one of its stories at a time. What is said outside of them is said of each.

    The record is changed from step to step: what is yielded is to be used up before the next.
    """
    places = [(story.getparent(), story) for story in stories]
    for parent, story in places:
        story.tail = None
        parent.remove(story)
    for parent, story in places:
        parent.append(story)
        yield record
        parent.remove(story)


def outermost(nodes: Iterator[Element]) -> list[Element]:
    """Return the elements that stand inside no other of them."""
    found: list[Element] = []
    seen = set()
    for node in nodes:
        if not any(above in seen for above in node.iterancestors()):
            found.append(node)
            seen.add(node)
    return found


def body_fields(text: str) -> dict[str, str]:
    """Return a text under the name by which the parser takes it: `html` where it holds markup, else `body`."""
    text = text.strip()
    if not text:
        return {}
    return {"html" if MARKUP.search(text) else "body": text}


def element_body(element: Element) -> dict[str, str]:
    """Return the text of an element that may hold markup, escaped or not, under the name by which the parser takes it."""
    if has_blocks(element):
        return {"html": inner_markup(element)}
    return body_fields(raw_text(element))
