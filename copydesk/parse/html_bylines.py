"""Bylines as a page shows them: elements marked as such, then short lines that open with "By"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from copydesk.parse.authors import read_authors
from copydesk.parse.html_tree import is_elsewhere, text_of

MAX_BYLINE_CHARS = 150
MAX_LINE_CHARS = 90
MAX_SIGNERS = 5

EXACT_MARK = re.compile(
    r"(?i)(?<![a-z])(?:byline|author-?_{0,2}name|article-?_{0,2}author|post-?author|entry-?author|autor-?name|reporter-?name"
    r"|author-?link|contributor|author-?title|fn)(?![a-z])"
)
LOOSE_MARK = re.compile(
    r"(?i)(?<![a-z])(?:authors?|autor(?:en|es|in)?|auteurs?|verfasser|redakteur|writer|journalist|reporter|signature|creator"
    r"|by)(?![a-z])"
)
"""Classes of elements that show who signs; the loose ones are asked where no exact one answers."""

BY_LINE = re.compile(
    r"(?i:by|von|par|por|di|door|av|text|texte|texto|autor|autorin|author|written by|posted by|geschrieben von|blog-? ?beitrag von"
    r"|ein beitrag von|автор|redacción|reporter)\s*:?\s+(?:(?:[A-Z\xc0-\xdeА-Я][\w.'’-]*|de|der|van|von|da|di|del|la|al|bin|le|du|and"
    r"|und|et|y|e)[ ,&]*){1,8}"
)
LINE_TAGS = (
    "byline",
    "p",
    "span",
    "div",
    "a",
    "strong",
    "em",
    "b",
    "i",
    "small",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "address",
    "cite",
)


def read_bylines(tree: HtmlElement, names: list[str]) -> tuple[str, ...]:
    """Return the names of the first byline that a page shows."""
    for candidates in (
        _related_authors(tree),
        _marked(tree, EXACT_MARK),
        _marked(tree, LOOSE_MARK),
    ):
        if authors := _first_signers(candidates, names):
            return authors
    for element in tree.iter(*LINE_TAGS):
        text = " ".join((element.text or "").split())
        if not (5 <= len(text) <= MAX_LINE_CHARS and BY_LINE.fullmatch(text)):
            continue
        if not is_elsewhere(element) and (authors := read_authors([text], names)):
            return authors
    return ()


def _first_signers(candidates: Iterator[HtmlElement], names: list[str]) -> tuple[str, ...]:
    """Return the names in the first candidate that holds some, and in its neighbours of the same kind."""
    first: HtmlElement | None = None
    texts: list[str] = []
    authors: tuple[str, ...] = ()
    for element in candidates:
        text = text_of(element)
        if first is not None and not _are_neighbours(first, element):
            break
        found = read_authors([*texts, text], names)
        if found:
            first = element if first is None else first
            texts.append(text)
            authors = found
        if len(texts) >= MAX_SIGNERS:
            break
    return authors


def _are_neighbours(one: HtmlElement, other: HtmlElement) -> bool:
    """Return whether two elements of one kind stand side by side, or in boxes that do."""
    if one.get("class") != other.get("class") or one.tag != other.tag:
        return False
    parents = one.getparent(), other.getparent()
    if parents[0] is parents[1]:
        return True
    return None not in parents and parents[0].getparent() is parents[1].getparent()


def _related_authors(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield elements that markup itself declares to name the author."""
    for element in tree.xpath(".//*[@rel='author' or contains(@itemprop,'author')]"):
        named = element.xpath(".//*[@itemprop='name']")
        chosen = named[0] if named else element
        if len(text_of(chosen)) <= MAX_BYLINE_CHARS and not is_elsewhere(element):
            yield chosen


def _marked(tree: HtmlElement, mark: re.Pattern[str]) -> Iterator[HtmlElement]:
    """Yield short elements whose class or id says that they name an author."""
    for element in tree.iter(*LINE_TAGS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(marks) < 3 or not mark.search(marks):
            continue
        if len(text_of(element)) <= MAX_BYLINE_CHARS and not is_elsewhere(element):
            yield element
