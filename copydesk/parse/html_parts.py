"""Parts of a page that its own markup names beside the running text: the standfirst, pointers to other stories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from copydesk.parse.boilerplate import read_related_link
from copydesk.parse.html_body import Block
from copydesk.parse.html_tree import OTHER_TAGS, Answers, is_elsewhere, text_of
from copydesk.parse.titles import key_of

STANDFIRST_MARK = re.compile(
    r"(?i)(?<![a-z])(?:stand-?first|dek|deck|sub-?(?:title|head|heading|headline|line)|chapo|chapeau|vorspann|entradilla|sapo"
    r"|ingress|article-?_{0,2}(?:dek|summary|subtitle|standfirst))(?![a-z])"
)
"""Classes of the paragraph that sums up a story. "lead" and "intro" are not among them: many pages mark the first
paragraph of the text itself so."""
STANDFIRST_TAGS = ("p", "h2", "h3", "h4", "div", "span", "strong")
STANDFIRST_CHARS = (20, 600)  # chosen: a kicker is shorter, the text itself longer
STANDFIRST_REACH = 3  # blocks at the start of the text among which it may stand
ABOVE_HEADLINE = 11
"""Blocks above the headline at most: of 207 saved pages with a text so marked two right ones stand 7 and 11 above, wrong ones 7 to 67."""
TELLING_KEY = 15  # chosen: letters by which the beginning of a text is known
POINTER_TAGS = ("p", "div", "li", "strong", "h3", "h4", "h5")
LONGEST_POINTER = 220  # chosen: as `boilerplate.LONGEST_LINK`: a headline and what leads to it


def marked_standfirsts(tree: HtmlElement) -> Iterator[str]:
    """Yield the texts of the elements that their class or id calls a standfirst, in page order: teasers and boxes have some, too."""
    known: Answers = {}
    for element in tree.iter(*STANDFIRST_TAGS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(marks) < 4 or not STANDFIRST_MARK.search(marks):
            continue
        text = text_of(element)
        is_fitting = STANDFIRST_CHARS[0] <= len(text) <= STANDFIRST_CHARS[1]
        if is_fitting and not is_elsewhere(element, known):
            yield text


def is_by_headline(text: str, keys: Sequence[str], headlines: Collection[str], start: str) -> bool:
    """Return whether a text stands where a page's headline does: from a little above it to the first paragraphs of the story.

    `keys` are those of the page's blocks, `start` that of the first of the story.
    """
    key = key_of(text)
    first = keys.index(start) if start in keys else len(keys)
    at = next((i for i, k in enumerate(keys) if _opens(k, key)), -1)
    heads = [i for i, k in enumerate(keys[: first + ABOVE_HEADLINE]) if k in headlines]
    if at < 0 or start not in keys:
        return at >= 0
    return any(h - ABOVE_HEADLINE <= at <= h + STANDFIRST_REACH for h in (*heads, first))


def _opens(key: str, whole: str) -> bool:
    """Return whether a block is a text, or so much of its beginning that it is no other one's."""
    return key == whole or (len(key) > TELLING_KEY and whole.startswith(key))


def part_standfirst(blocks: list[Block], standfirst: str | None) -> tuple[list[Block], str | None]:
    """Return the blocks without the standfirst, and the standfirst; None where it is all the text there is."""
    key = key_of(standfirst)
    if not key:
        return blocks, None
    kept = [
        block
        for place, block in enumerate(blocks)
        if place >= STANDFIRST_REACH or key_of(block.text) != key
    ]
    return (kept, standfirst) if kept else (blocks, None)


def read_pointers(tree: HtmlElement) -> tuple[str, ...]:
    """Return the headlines that lines between the story's paragraphs ("Read: ...") link to, in page order."""
    found: list[str] = []
    for link in tree.iter("a"):
        own = text_of(link)
        for element in _boxes_of(link):
            text = text_of(element)
            if len(text) > LONGEST_POINTER:
                break
            headline = read_related_link(text) if len(text) > len(own) else None
            if headline and key_of(headline) == key_of(own) and _is_within(element):
                found.append(headline)
    return tuple(dict.fromkeys(found))


def _boxes_of(link: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that hold a link and no other one, the innermost first."""
    for element in link.iterancestors():
        if len(list(islice(element.iter("a"), 2))) > 1:
            return
        if element.tag in POINTER_TAGS:
            yield element


def _is_within(element: HtmlElement) -> bool:
    """Return whether an element stands between paragraphs, and not in a list beside the story."""
    parent = element.getparent()
    if parent is None or any(place.tag in OTHER_TAGS for place in element.iterancestors()):
        return False
    return not is_elsewhere(parent) and len(parent.findall("p")) >= 2
