"""Every line of a page that may be a date, and where it stands: what the choice among shown dates is made from."""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from lxml.html import HtmlElement

from copydesk.parse.html_shown_dates import (
    DATE_MARK,
    HAS_DAY,
    MAX_EXAMINED,
    MAX_SENTENCE_CHARS,
    MAX_SHOWN_CHARS,
    OTHER_DAY,
    PUBLISHED_MARK,
    SENTENCE,
    SHOWN_TAGS,
    UPDATED_MARK,
    is_card,
    is_marked_published,
    is_masthead,
)
from copydesk.parse.html_tree import Answers, is_elsewhere, is_longer_than, marks_of

LineKind = Literal["marked time", "time", "marked", "bare", "sentence"]
TAGS = ("h1", "time", *SHOWN_TAGS, "h3", "h4", "dt", "address", "font", "center")
MAX_LINES = 300  # chosen: menus of shops hold 60 that no date can be read from
MAX_LINE_CHARS = 60
LEAST_DAY = 6  # signs of the shortest day
MAX_READ_CHARS = 400  # of an element's own text: a longer one is prose
BESIDE_CHARS = 60  # of what stands before a date, in which its label is looked for
FAR = 30  # steps
SAYS_PUBLISHED = re.compile(
    r"(?i)publi|posted|erschienen|veröffentlicht|created|written|erstellt|\bon\b|\bam\b|date|datum"
)
SAYS_UPDATED = re.compile(
    r"(?i)updat|modif|revis|review|edited|änder|aktualis|actualiz|\bstand\b|checked|effective|expires|retriev|access"
    r"|zuletzt|last"
)
SAYS_OTHER = re.compile(r"(?i)©|copyright|since|\bseit\b|member|joined|\btel\b|phone|expires")
"""What the words beside a day say of it."""
PUBLISHED_LABEL = re.compile(
    r"(?i)\W*(?:first |originally |date )?(?:published|publish date|posted|veröffentlicht|erschienen|publié|publicado|pubblicato)\b"
    r"(?: (?:on|am|le|el|il|date))?\W*(?=\d|$|[^\W\d]{3,9}\W{1,3}\d)"
)
"""A label of a day, right before it: a page has it of its own story only, or of many."""
READERS = re.compile(
    r"(?i)(?<![\w-])(?:comments?|comment-?_?(?:list|body|content|meta|thread|area|section|wrapper|item)s?|kommentare?|respond|replies|disqus)(?![\w-])"
)
"""Marks of what holds the words of readers."""
NEAR_BEFORE, NEAR_BEHIND = 20, 60
STORY_REACH = 3
"""Steps from the headline within which a box that is named like another part of the page can be the story's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Headline:
    """Where a page's headline stands: itself, and the steps up from it to everything that holds it."""

    element: HtmlElement | None
    steps: Mapping[HtmlElement, int]


@dataclasses.dataclass(frozen=True, slots=True)
class DateLine:
    """A line that may be a date."""

    kind: LineKind
    value: str  # what states the day
    text: str  # as shown
    element: HtmlElement
    is_after: bool  # the headline


@dataclasses.dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line stands, and what is said beside it."""

    steps: int  # up to what holds both line and headline
    headline_steps: int  # and from the headline
    lines_below: int  # the headline, in the source
    says_updated: bool
    says_published: bool
    says_other: bool
    is_elsewhere: bool
    is_masthead: bool
    is_card: bool
    is_readers: bool  # in the words of a reader
    is_link: bool
    is_labelled: bool  # "Published", right before it

    @property
    def can_be_storys(self) -> bool:
        """Return whether the line can be the story's: no card of another one, no head of the site, no reader's words.

        What is named like another part of the page ("post-meta comments-3") can be where it is near the headline.
        """
        is_near = not self.is_elsewhere or self.headline_steps <= STORY_REACH
        return is_near and not (self.is_card or self.is_masthead or self.is_readers)

    @property
    def is_other_day(self) -> bool:
        """Return whether the words beside call it the day of something else than the publication."""
        return self.says_updated or self.says_other

    @property
    def distance(self) -> int:
        """Return the steps between line and headline."""
        return self.steps + min(self.headline_steps, FAR)


def find_headline(tree: HtmlElement) -> Headline:
    """Return where the first heading of a page stands."""
    element = tree.find(".//h1")
    if element is None:
        element = tree.find(".//h2")
    if element is None:
        return Headline(None, {})
    return Headline(
        element, {place: n for n, place in enumerate((element, *element.iterancestors()))}
    )


def date_lines(tree: HtmlElement, headline: Headline, is_near: bool = False) -> Iterator[DateLine]:
    """Yield the lines of a page that may be a date, in page order; of those near the headline only, where they are asked for."""
    is_after = headline.element is None
    # few classes, many elements
    is_mark = functools.cache(lambda marks: DATE_MARK.search(marks) is not None)
    n_lines = n_examined = 0
    for element in _near(tree, headline) if is_near else tree.iter(*TAGS):
        if element is headline.element:
            is_after = True
            continue
        found = _time_lines(element) if element.tag == "time" else []
        if element.tag != "time" and n_examined < MAX_EXAMINED and is_mark(marks_of(element)):
            n_examined += 1
            found = _marked_lines(element)
        if not found and element.tag != "time" and (element.text or len(element)):
            found = _own_lines(element)
        for kind, value, text in found:
            yield DateLine(kind, value, text, element, is_after)
            n_lines += 1
            if n_lines >= MAX_LINES:
                return


def _near(tree: HtmlElement, headline: Headline) -> Iterator[HtmlElement]:
    """Return the elements around a headline that can hold a line."""
    elements = tree.iter(*TAGS)
    before = itertools.takewhile(lambda element: element is not headline.element, elements)
    above = collections.deque(before, maxlen=NEAR_BEFORE)
    if headline.element is not None:
        yield from (*above, headline.element, *itertools.islice(elements, NEAR_BEHIND))


def _time_lines(element: HtmlElement) -> list[tuple[LineKind, str, str]]:
    """Return what a time element states, in its attribute or as its text."""
    is_long = is_longer_than(element, MAX_READ_CHARS)
    text = "" if is_long else " ".join(element.text_content().split())
    value = element.get("datetime") or text
    if not HAS_DAY.search(value) and HAS_DAY.search(text):
        value = text
    if not value or len(value) > MAX_READ_CHARS:
        return []
    return [("marked time" if is_marked_published(element) else "time", value, text)]


def _marked_lines(element: HtmlElement) -> list[tuple[LineKind, str, str]]:
    """Return the short text, and the title, of an element that its marks call a date."""
    if is_longer_than(element, MAX_READ_CHARS):
        return []
    texts = (element.get("title") or "", " ".join(element.text_content().split()))
    return [
        ("marked", text, text)
        for text in texts
        if len(text) <= MAX_SHOWN_CHARS and HAS_DAY.search(text)
    ]


def _own_lines(element: HtmlElement) -> list[tuple[LineKind, str, str]]:
    """Return the short texts of an element's own that hold a day, or the day of a sentence on the entry."""
    found: list[tuple[LineKind, str, str]] = []
    for own in (element.text, *[child.tail for child in element]):
        if own and LEAST_DAY <= len(own) <= MAX_READ_CHARS and HAS_DAY.search(own):
            found += _own_line(" ".join(own.split()))
    return found


def _own_line(text: str) -> list[tuple[LineKind, str, str]]:
    """Return a short text that holds a day as it is, or the day of a sentence on the entry."""
    if LEAST_DAY <= len(text) <= MAX_LINE_CHARS:
        return [] if text.isdigit() or OTHER_DAY.search(text) else [("bare", text, text)]
    said = SENTENCE.search(text) if len(text) <= MAX_SENTENCE_CHARS else None
    return [("sentence", said[1], said[1])] if said else []


def place_of(line: DateLine, headline: Headline, known: Answers) -> LinePlace:
    """Return where a line stands; `known` is what places of the page were asked already."""
    element = line.element
    path = list(itertools.takewhile(lambda place: place not in headline.steps, (element, *element.iterancestors())))  # fmt: skip
    meeting = path[-1].getparent() if path else element
    beside, marks = _texts_beside(line), marks_of(element)
    words = " ".join(beside)
    top = headline.element.sourceline or 0 if headline.element is not None else 0
    return LinePlace(
        steps=len(path),
        headline_steps=99 if meeting is None else headline.steps[meeting],
        lines_below=max(-300, min(300, (element.sourceline or 0) - top)),
        says_updated=bool(SAYS_UPDATED.search(words) or UPDATED_MARK.search(marks)),
        says_published=bool(SAYS_PUBLISHED.search(words) or PUBLISHED_MARK.search(marks)),
        says_other=bool(SAYS_OTHER.search(words)),
        is_elsewhere=is_elsewhere(element, known),
        is_masthead=is_masthead(element, known),
        is_card=is_card(element),
        is_readers=any(READERS.search(marks_of(place)) for place in path[1:]),
        is_link=any(place.tag == "a" for place in (element, *element.iterancestors())[:2]),
        is_labelled=any(map(PUBLISHED_LABEL.match, beside)),
    )


def _texts_beside(line: DateLine) -> list[str]:
    """Return a line, and the texts right before it and above it; before what holds nothing else, too."""
    before, parent = line.element.getprevious(), line.element.getparent()
    above = (parent.text or "") if parent is not None else ""
    if before is None and parent is not None and len(parent) == 1 and not above.strip():
        before = parent.getprevious()
    texts = [above] if before is None else [before.text, before.tail, above]
    return [line.text, *(text[:BESIDE_CHARS] for text in texts if text)]
