"""When a page was first published and last updated, or that it does not say: no date beats an invented one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.html_data import LinkedData
from copydesk.parse.html_tree import is_elsewhere
from copydesk.parse.urls import day_in_url
from copydesk.records import SourceConfig

PUBLISHED_META = (
    "article:published_time",
    "article:published",
    "og:published_time",
    "og:article:published_time",
    "bt:pubdate",
    "datepublished",
    "dcterms.created",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dc.date",
    "dc:date",
    "citation_publication_date",
    "citation_date",
    "rnews:datepublished",
    "dcterms.date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:recs:articlepublishtime",
    "publish-date",
    "publish_date",
    "published-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "article.published",
    "article_date_original",
    "article:post_date",
    "originalpublicationdate",
    "displaydate",
    "dcsext.articlefirstpublished",
    "last-published",
    "date.issued",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "date",
)
"""Meta elements that state first publication, the most exact first (names met on the pages measured)."""
UPDATED_META = (
    "article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "revision_date",
    "article:modified",
    "article_date_updated",
)
PUBLISHED_MARK = re.compile(
    r"(?i)publish|entry-?date|post-?(?:ed|date|time)|pub-?date|created|article-?date|date-?published|erschienen|fecha"
)
UPDATED_MARK = re.compile(r"(?i)updat|modif|change|edited|aktualis|actualiz|lastmod|revis")
DATE_MARK = re.compile(
    r"(?i)(?<![a-z])(?:date|datum|data|fecha|tarih|tanggal|published|pubdate|posted|timestamp|time|dateline|byline"
    r"|lineinfo|infoline|post-?info|post-?meta|entry-?meta|article-?meta|entry-?info|article-?info|meta|info|signature"
    r"|submitted|kicker|details?)(?![a-z])|date$|_date|-date|postdate|datestamp|published|publishinfo|metadata"
)
"""Classes and ids of elements that show when a story appeared."""
SHOWN_TAGS = (
    "abbr",
    "span",
    "p",
    "div",
    "small",
    "li",
    "a",
    "em",
    "i",
    "b",
    "strong",
    "dd",
    "h2",
    "h5",
    "h6",
    "td",
)
MAX_SHOWN_CHARS = 90
MAX_SHOWN = 40
MAX_BARE_CHARS = 45
HAS_DAY = re.compile(r"\d{1,4}\D.{0,20}\d|\d{8}")
CLOCK = re.compile(r"\d{1,2}[:.h]\d\d")
SAME_STORY = dt.timedelta(hours=14)

ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True)
class PageDates:
    """What a page says of its own time."""

    published: ReadDate | None = None
    updated_at: dt.datetime | None = None


class _Reader:
    """Reads each date text of a page once, under the page's source, language and place."""

    def __init__(self, source: SourceConfig, language: str | None) -> None:
        self.source, self.language = source, language
        self.seen: dict[str, ReadDate | None] = {}

    def read(self, value: Any) -> ReadDate | None:
        """Return the date that a value states."""
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Mapping):
            value = value.get("@value")
        if not isinstance(value, str | int | float) or not str(value).strip():
            return None
        text = str(value).strip()
        if len(text) > 120:
            return None
        if text not in self.seen:
            self.seen[text] = read_date(text, self.source, self.language)
        return self.seen[text]

    def first(self, values: Iterable[Any]) -> list[ReadDate]:
        """Return the dates that can be read among the values."""
        return [date for value in values if (date := self.read(value)) is not None]


def read_page_dates(
    tree: HtmlElement,
    data: LinkedData,
    meta: Mapping[str, list[str]],
    url: str | None,
    source: SourceConfig,
    language: str | None,
) -> PageDates:
    """Return first publication and update of a page."""
    reader = _Reader(source, language)
    stated = reader.first(_stated(tree, data, meta))
    updates = reader.first(_updates(tree, data, meta))
    url_day = day_in_url(url)
    if not stated and url_day is not None:
        stated = reader.first([url_day.isoformat()])
    if not stated and not is_front_page(url):
        stated = reader.first(_shown(tree))[:1] or reader.first(_bare(tree))[:1]
    published = _on_own_clock(_finest(stated), stated, url_day)
    return PageDates(published, _update_after(published, updates))


def is_front_page(url: str | None) -> bool:
    """Return whether an address is that of a site and not of a page within it."""
    path = urlsplit(url).path if url else "x"
    return path.strip("/") in ("", "index.html", "index.php", "home", "en", "de", "fr", "es")


def _stated(tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]) -> Iterator[Any]:
    """Yield what a page gives as its first publication, the most reliable first."""
    yield data.article.get("datePublished")
    for name in PUBLISHED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(tree, "datepublished")
    yield data.article.get("dateCreated")
    yield from _time_elements(tree)
    if "article" in "".join(meta.get("og:type", ())).lower():
        yield data.page.get("datePublished")
        yield data.page.get("uploadDate")


def _updates(tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]) -> Iterator[Any]:
    """Yield what a page gives as its last update."""
    yield data.article.get("dateModified")
    for name in UPDATED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(tree, "datemodified")
    yield data.page.get("dateModified")


def _marked(tree: HtmlElement, itemprop: str) -> Iterator[str]:
    """Yield the value of the first element that carries an itemprop of this name."""
    for element in tree.xpath(".//*[@itemprop]"):
        if itemprop in element.get("itemprop", "").lower() and not is_elsewhere(element):
            value = element.get("content") or element.get("datetime") or element.text_content()
            if value and value.strip():
                yield value.strip()[:120]
                return


def _time_elements(tree: HtmlElement) -> Iterator[str]:
    """Yield time elements that a page marks as publication, then the first unmarked one of the story."""
    plain: list[str] = []
    for element in tree.iter("time"):
        text = element.text_content().strip()
        value = element.get("datetime") or text
        if not value or len(value) > 120 or is_elsewhere(element):
            continue
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        if element.get("pubdate") is not None or PUBLISHED_MARK.search(marks):
            yield value
            return
        if not UPDATED_MARK.search(marks):
            plain += [value, text]
    yield from plain[:2]


def _shown(tree: HtmlElement) -> Iterator[str]:
    """Yield short texts, in page order, of elements that are marked as showing a date."""
    n_shown = 0
    for element in tree.iter(*SHOWN_TAGS):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if len(marks) < 3 or not DATE_MARK.search(marks) or UPDATED_MARK.search(marks):
            continue
        title = element.get("title") or ""
        text = " ".join(element.text_content().split())
        if not HAS_DAY.search(text) or is_elsewhere(element):
            continue
        if HAS_DAY.search(title):
            yield title
        if len(text) <= MAX_SHOWN_CHARS:
            yield text
        n_shown += 1
        if n_shown >= MAX_SHOWN:
            return


def _bare(tree: HtmlElement) -> Iterator[str]:
    """Yield short texts that stand alone between the headline and the end of the story, unmarked."""
    has_headline = tree.find(".//h1") is not None
    is_after_headline = not has_headline
    n_shown = 0
    for element in tree.iter("h1", "time", *SHOWN_TAGS):
        if element.tag == "h1":
            is_after_headline = True
            continue
        texts = [element.text, *(child.tail for child in element)]
        for text in texts:
            line = " ".join((text or "").split())
            if not 6 <= len(line) <= MAX_BARE_CHARS or not HAS_DAY.search(line):
                continue
            is_likely = is_after_headline and (has_headline or CLOCK.search(line))
            if is_likely and not is_elsewhere(element):
                yield line
                n_shown += 1
        if n_shown >= MAX_SHOWN:
            return


def _on_own_clock(
    chosen: ReadDate | None, stated: list[ReadDate], url_day: dt.date | None
) -> ReadDate | None:
    """Return a moment given in UTC on the publisher's own clock, where the page gives that away.

    A clock time without zone that differs from the moment by a whole quarter of hours is the same moment
    on that clock; a day in the address that is next to the moment's is the day there.
    """
    if chosen is None or chosen.at is None or chosen.utc_offset or chosen.tz_basis != "stated":
        return chosen
    for other in stated:
        if (
            other.at is None
            or other.tz_basis == "stated"
            or other.precision not in ("second", "minute")
        ):
            continue
        offset = other.at - chosen.at
        minutes = round(offset.total_seconds() / 60)
        is_same = abs(offset - dt.timedelta(minutes=minutes)) < dt.timedelta(seconds=2)
        if is_same and minutes % 15 == 0 and 0 < abs(minutes) <= 14 * 60:
            local = (chosen.at + offset).date()
            return dataclasses.replace(chosen, on=local, utc_offset=minutes)
    days = [url_day, *(other.on for other in stated if other.precision == "day")]
    for day in days:
        if day is not None and chosen.on is not None and abs(day - chosen.on) == ONE_DAY:
            return dataclasses.replace(chosen, on=day, utc_offset=None)
    return chosen


def _finest(dates: list[ReadDate]) -> ReadDate | None:
    """Return the first date, or a later one that tells the same moment more exactly."""
    if not dates:
        return None
    chosen = dates[0]
    for other in dates[1:]:
        if _rank(other) > _rank(chosen) and _is_same_moment(chosen, other):
            chosen = other
    return chosen


def _rank(date: ReadDate) -> tuple[bool, bool, bool]:
    """Return how much a date tells: a clock time, on a stated clock, and that clock not being UTC."""
    has_time = date.precision in ("second", "minute")
    is_stated = date.tz_basis == "stated"
    return has_time, is_stated, has_time and is_stated and bool(date.utc_offset)


def _is_same_moment(one: ReadDate, other: ReadDate) -> bool:
    """Return whether two dates can be the same moment, told more or less exactly."""
    if one.on is None or other.on is None:
        return False
    both_timed = _rank(one)[0] and _rank(other)[0]
    if both_timed and one.at and other.at:
        both_stated = one.tz_basis == other.tz_basis == "stated"
        return abs(one.at - other.at) <= (dt.timedelta(minutes=2) if both_stated else SAME_STORY)
    return abs(one.on - other.on) <= (dt.timedelta(0) if not both_timed else ONE_DAY)


def _update_after(published: ReadDate | None, updates: list[ReadDate]) -> dt.datetime | None:
    """Return the first stated update that is a moment and not before first publication."""
    for update in updates:
        if update.at is None or update.precision not in ("second", "minute"):
            continue
        if published is None or published.at is None or update.at >= published.at:
            return update.at
    return None
