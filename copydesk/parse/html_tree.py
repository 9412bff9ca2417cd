"""From markup to a tree: bounded in size and depth. What the tree says is read elsewhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from schemas.quarantine import RejectionReason

MAX_MARKUP_CHARS = 8 * 1024 * 1024
"""A longer page is not parsed, what it embeds not counted: no page of 881 measured has more than 1.7 MB."""
EMBEDDED = re.compile(r"data:[\w.+\-/;=]{0,100};base64,[A-Za-z0-9+/=]*+")
"""A picture or font within the page: a saved page of an article has megabytes of them, and no text in them."""
MAX_DEPTH = 400
"""Deeper nesting is noise or attack; libraries that walk by recursion fail from about 900 on. What lies deeper is read as text."""

MAX_ATTRIBUTES = 1_000
"""Of one tag: libxml2 compares each with all before it (40,000 took 14 s), and no page has a tenth of it."""

ATTRIBUTE = rb"""[^\s=>/][^\s=>/]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>]*+))?+"""
SCRIPT = rb"<(?:script|style)\b[^<]*+(?:<(?!/s(?:cript|tyle))[^<]*+)*+"
"""Scripts and styles are no markup: a comparison in one would open a tag."""
TAG = re.compile(rb"(?i)" + SCRIPT + rb"|<[a-z][^\s/>]*+(?:[\s/=]++|" + ATTRIBUTE + rb")*+")
"""A tag as libxml2 reads it, up to its end. Nothing is looked at twice."""
ATTRIBUTES = re.compile(ATTRIBUTE)
HAS_FEW_ATTRIBUTES = re.compile(
    rb"(?i)(?:[^<]++|%b|<[a-z][^\s/>]*+(?:[\s/=]*+%b){0,%d}+[\s/=]*+(?=>|\Z)|<(?![a-z]))*+\Z"
    % (SCRIPT, ATTRIBUTE, MAX_ATTRIBUTES - 1)
)
"""A whole page, read tag by tag as above, none of which has too many attributes: all of 881, told in half a millisecond."""

ENCODING_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>", re.IGNORECASE)
OTHER_PLACE = re.compile(
    r"(?i)comment|footer|sidebar|(?<!elementor-)widget(?! blog\b)|related|recent|recommend|teaser|latest|archive|calendar|(?<![a-z])events?(?![a-z])|popular|trending"
    r"|most-?read|newsticker|listing(?!_meta)|copyright|carousel|slider|reply|forum|ticker|more-?(?:news|stories)|also-?like|(?<![a-z])card"
)
"""Parts of a page that belong to something else than the story, by class or id."""
OTHER_TAGS = frozenset(("footer", "aside", "nav", "form", "select"))
CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))
ELEMENT_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: lxml.html's own lookup runs Python for each, a tenth of the time that a page takes."""
PROPERTIES = etree.XPath(".//*[@itemprop or @rel='author']")
STOPPED = etree.ErrorTypes.ERR_RESOURCE_LIMIT
IS_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


EARLY_END = re.compile(rb"(?i)</(?:html|body)\s*+>")
"""The parser drops what stands behind the first end of a page, or sets it beside the body; a browser reads on, whatever template closed it too early."""


class MarkupError(ValueError):
    """Markup of which a part would be missing in the tree without a word; `reason` says why."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        self.reason: RejectionReason = reason
        super().__init__(detail)


def read_tree(markup: str) -> HtmlElement | None:
    """Return the tree of a page, flattened where it nests too deep; None where there is no element.

    Raises:
        MarkupError: the page is too long, or nests so deep (2,048 elements) that libxml2 stops in the middle of it.
    """
    if len(markup) > MAX_MARKUP_CHARS:
        markup = EMBEDDED.sub("", markup)
    if len(markup) > MAX_MARKUP_CHARS:
        detail = f"the page has {len(markup):,} characters, {MAX_MARKUP_CHARS:,} are read"
        raise MarkupError("too_large", detail)
    text = markup.encode("utf-8", "replace").translate(None, CONTROLS)
    if declared := ENCODING_DECLARATION.match(text):
        text = text[declared.end() :]
    if not HAS_FEW_ATTRIBUTES.match(text):
        text = TAG.sub(_with_few_attributes, text)
    text = EARLY_END.sub(b"", text)
    if not text.strip() or markup.isspace():
        return None
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # else libxml2 stops at a depth of 256
    )
    parser.set_element_class_lookup(ELEMENT_CLASSES)
    try:
        tree = document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    if IS_TOO_DEEP(tree):
        if any(error.type == STOPPED for error in parser.error_log):
            detail = (
                "elements stand thousands deep inside one another: the parser stops in the page"
            )
            raise MarkupError("nested_too_deep", detail)
        _flatten(tree)
    return tree


def _with_few_attributes(tag: re.Match[bytes]) -> bytes:
    """Return a tag without the attributes beyond the first thousand.

    >>> len(read_tree("<p " + " ".join(f"a{n}" for n in range(3000)) + ">Ferry</p>").find(".//p").attrib)
    1000
    """
    text = tag.group()
    if len(text) < 2 * MAX_ATTRIBUTES or text[:7].lower().startswith((b"<script", b"<style")):
        return text
    # The tag's own name counts as one.
    last = next(itertools.islice(ATTRIBUTES.finditer(text), MAX_ATTRIBUTES, None), None)
    return text if last is None else text[: last.end()]


def _flatten(tree: HtmlElement) -> None:
    """Dissolve elements below the depth limit into their parent, text kept."""
    depth, too_deep = 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        if depth == MAX_DEPTH and len(element):
            too_deep.append(element)
    for element in too_deep:
        text = " ".join(part.strip() for part in element.itertext() if part.strip())
        for child in list(element):
            element.remove(child)
        element.text = text


def marks_of(element: HtmlElement) -> str:
    """Return the class and id of an element as one text."""
    own, name = element.get("class"), element.get("id")
    if name is None:
        return own or ""
    return f"{own} {name}" if own else name


def marked_properties(tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements whose markup says which property of the story they hold (itemprop, rel=author)."""
    return list(PROPERTIES(tree))


def text_of(element: HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def is_longer_than(element: HtmlElement, n_chars: int) -> bool:
    """Return whether an element holds more than a number of characters; no more than those are read."""
    n_left = n_chars
    for piece in element.itertext():
        n_left -= len(piece)
        if n_left < 0:
            return True
    return False


OF_ENTRY = frozenset(("p-author", "dt-published"))
"""Classes by which microformats mark who wrote an entry and when, mostly in its footer."""


Question = Callable[[HtmlElement], bool | None]
"""What is asked of a place: its answer for all that stands in it, None where the place above has the say."""
Answers = dict[tuple[Question, HtmlElement], bool]
"""What places were asked already, of a tree that stays as it is meanwhile."""


def ask_upwards(element: HtmlElement, question: Question, known: Answers) -> bool:
    """Return the answer of the nearest place that has one, from an element up; False where none has.

    No place is asked twice: ten thousand lines two hundred boxes deep have their boxes in common.
    """
    asked: list[HtmlElement] = []
    answer = None
    for place in itertools.chain((element,), element.iterancestors()):
        asked.append(place)
        answer = known.get((question, place))
        answer = question(place) if answer is None else answer
        if answer is not None:
            break
    for place in asked:
        known[question, place] = bool(answer)
    return bool(answer)


def is_elsewhere(element: HtmlElement, known: Answers | None = None) -> bool:
    """Return whether an element stands in a part of the page that is not the story's.

    What holds the page's headline is the story's part, whatever its name, and so is what microformats mark as an entry's own.
    Who asks for many elements hands on what is `known`.
    """
    if OF_ENTRY & set((element.get("class") or "").split()):
        return False
    return ask_upwards(element, _is_others, {} if known is None else known)


def _is_others(place: HtmlElement) -> bool | None:
    """Return whether a part of the page is not the story's; None where that is not said of it."""
    if place.tag in ("body", "html", "main", "article"):
        return False
    is_other = place.tag in OTHER_TAGS or OTHER_PLACE.search(
        f"{place.get('class') or ''} {place.get('id') or ''}"
    )
    return place.find(".//h1") is None if is_other else None
