"""Dates that a page shows and no structured data states: in elements marked as dates, or alone beside the headline.

Which of a page's dates counts is decided in `html_dates`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from copydesk.parse.html_tree import (
    Answers,
    ask_upwards,
    is_elsewhere,
    is_longer_than,
    marks_of,
    text_of,
)

UPDATED_MARK = re.compile(r"(?i)updat|modif|change|edited|aktualis|actualiz|lastmod|revis")
PUBLISHED_MARK = re.compile(
    r"(?i)publish|entry-?date|post-?(?:ed|date|time)|pub-?date|created|article-?date|date-?published|erschienen|fecha"
)
DATE_MARK = re.compile(
    r"(?i)(?<![a-z])(?:date|datum|data|fecha|tarih|tanggal|published|pubdate|posted|timestamp|time|dateline|byline"
    r"|lineinfo|infoline|post-?info|post-?meta|entry-?meta|article-?meta|entry-?info|article-?info|meta|info|signature"
    r"|submitted|kicker|details?)(?![a-z])|date$|_date|-date|postdate|datestamp|published|publishinfo|metadata"
)
"""Classes and ids of elements that show when a story appeared."""
SHOWN_TAGS = tuple("abbr span p div small li a em i b strong dd h2 h5 h6 td".split())
MAX_SHOWN_CHARS = 90
MAX_EXAMINED = 500
MAX_BARE_CHARS = 45
HAS_DAY = re.compile(r"\d{1,4}\D.{0,20}\d|\d{8}")
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
SCRIPT_DATE = re.compile(
    r"(?i)(?:date_?published|publish(?:ed)?_?(?:at|date|time|on)|publication_?date|first_?published(?:_?(?:at|date))?|pub_?date"
    r"|post_?date|deploy_?(?:dt|date))\\?[\"']?\s*[:=]\s*\\?[\"']([^\"'\\]{8,40})\\?[\"']"
)
"""Names under which a page's own scripts keep the time of publication."""
SCRIPT_STEMS = ("publish", "publication", "pubdate", "pub_date", "postdate", "post_date", "deploy")
"""One of them is in each of these names: a search for words is ten times as fast as one for the pattern."""
STEM_REACH = (8, 120)  # signs before and behind a stem in which the name and its date stand
MAX_STEMS = 200  # of one script
OTHER_DAY = re.compile(
    r"(?i)updat|modif|änder|aktualis|actualiz|\bstand\b|©|copyright|created|since|\bseit\b|member|joined|\btel\b|phone|expires"
)
"""Words beside a day that is not the story's first publication."""
MAX_SCRIPT_CHARS = 1_000_000
MASTHEAD = re.compile(
    r"(?i)(?<![a-z])(?:today|current-?date|mast-?head|top-?bar|site-?header)(?![a-z])"
)
"""Parts of a page that show the day on which it was fetched."""
MIN_HEADLINE_CHARS = 30
MAX_CARD_PARTS = 6
MAX_CARD_CHARS = 300
SENTENCE = re.compile(
    r"(?i)\b(?:artikel|beitrag|eintrag|post|article|entry)\b.{0,30}\b(?:am|on|le|el)\s+(.{6,40}?\d{4}(?:\s+(?:um|at|-)\s+\d{1,2}:\d\d)?)"
)
"""What blog software writes under an entry: "This entry was posted on ..."."""
MAX_SENTENCE_CHARS = 300  # chosen: a sentence of blog software with author, day and category


def shown_dates(tree: HtmlElement) -> Iterator[str]:
    """Yield short texts, in page order, of elements that are marked as showing a date."""
    # pages have few classes and many elements
    is_mark = functools.cache(lambda m: bool(DATE_MARK.search(m)) and not UPDATED_MARK.search(m))
    marked = (element for element in tree.iter(*SHOWN_TAGS) if is_mark(marks_of(element)))
    known: Answers = {}
    for element in islice(marked, MAX_EXAMINED):
        text = " ".join(element.text_content().split())
        if HAS_DAY.search(text) and not _is_anothers(element, known):
            texts = (element.get("title") or "", text)
            yield from (t for t in texts if len(t) <= MAX_SHOWN_CHARS and HAS_DAY.search(t))


def bare_dates(tree: HtmlElement) -> Iterator[str]:
    """Yield short texts that stand alone between the headline and the end of the story, unmarked."""
    has_headline = tree.find(".//h1") is not None
    is_after_headline = not has_headline
    known: Answers = {}
    for element in tree.iter("h1", "time", *SHOWN_TAGS):
        if element.tag == "h1":
            is_after_headline = True
            continue
        for line in filter(_is_bare_day, _own_lines(element)):
            is_likely = is_after_headline and (has_headline or CLOCK.search(line))
            if is_likely and not _is_anothers(element, known):
                yield line


def _own_lines(element: HtmlElement) -> Iterator[str]:
    """Yield the texts of an element's own, each on one line."""
    for text in (element.text, *(child.tail for child in element)):
        yield " ".join((text or "").split())


def _is_bare_day(line: str) -> bool:
    """Return whether a short line holds a day: not a number of something, nor the day of something else."""
    if not 6 <= len(line) <= MAX_BARE_CHARS or not HAS_DAY.search(line):
        return False
    return not line.isdigit() and not OTHER_DAY.search(line)


def script_dates(tree: HtmlElement) -> Iterator[str]:
    """Yield the first day that a script or data attribute calls the page's publication."""
    for script in tree.iter("script"):
        text = script.text or ""
        if len(text) <= MAX_SCRIPT_CHARS and (found := _script_date(text)):
            yield found
            return


def _script_date(text: str) -> str | None:
    """Return the first day in a script that stands under a name for the publication."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few signs have two small letters
        whole = SCRIPT_DATE.search(text)
        return whole[1] if whole else None
    before, behind = STEM_REACH
    places = sorted(place for stem in SCRIPT_STEMS for place in _places_of(stem, lowered))
    for place in places[:MAX_STEMS]:
        if found := SCRIPT_DATE.search(text, max(0, place - before), place + behind):
            return found[1]
    return None


def _places_of(word: str, text: str) -> Iterator[int]:
    """Yield where a word stands in a text."""
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _is_anothers(element: HtmlElement, known: Answers) -> bool:
    """Return whether an element shows the date of another story, or of the day on which the page was fetched."""
    return is_elsewhere(element, known) or is_masthead(element, known) or is_card(element)


def is_masthead(element: HtmlElement, known: Answers | None = None) -> bool:
    """Return whether an element stands in the head of the site, which shows today's date."""
    return ask_upwards(element, _is_head, {} if known is None else known)


def _is_head(place: HtmlElement) -> bool | None:
    """Return whether a part of the page is the head of the site; None where that is not said of it."""
    if place.tag in ("article", "main", "body"):
        return False
    is_head = MASTHEAD.search(marks_of(place)) or (place.tag == "header" and _has_logo(place))
    return True if is_head and place.find(".//h1") is None and place.find(".//h2") is None else None


def _has_logo(header: HtmlElement) -> bool:
    """Return whether a header is the site's: it holds its navigation or logo."""
    return header.find(".//nav") is not None or any(
        "logo" in (part.get("class") or "").lower() for part in header.iter("a", "div", "img")
    )


def is_card(element: HtmlElement) -> bool:
    """Return whether an element stands right beside a link long enough to be another story's headline, days in it left out."""
    parent = element.getparent()
    if parent is None or parent.tag in ("article", "main", "body"):
        return False
    if len(parent) > MAX_CARD_PARTS or parent.find(".//h1") is not None:
        return False
    if is_longer_than(parent, MAX_CARD_CHARS):
        return False
    return any(
        len(text_of(link)) - sum(len(text_of(day)) for day in link.iter("time"))
        >= MIN_HEADLINE_CHARS
        for link in parent.iter("a")
    )


def own_marks(element: HtmlElement) -> str:
    """Return what the class and the property of a time element say."""
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def is_marked_published(element: HtmlElement) -> bool:
    """Return whether a time element is marked as the moment of publication."""
    return element.get("pubdate") is not None or bool(PUBLISHED_MARK.search(own_marks(element)))
