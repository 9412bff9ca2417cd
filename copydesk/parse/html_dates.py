"""When a page was first published and last updated, or that it does not say: no date beats an invented one."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.html_data import LinkedData
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
PUBLISHED_MARKS = (
    "publish",
    "entry-date",
    "post-date",
    "posted",
    "pubdate",
    "created",
    "article-date",
    "date-published",
)
UPDATED_MARKS = ("updat", "modif", "change", "edited", "aktualis", "actualiz")

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
    if not stated and (day := day_in_url(url)) is not None:
        stated = reader.first([day.isoformat()])
    published = _finest(stated)
    return PageDates(published, _update_after(published, updates))


def _stated(tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]) -> Iterator[Any]:
    """Yield what a page gives as its first publication, the most reliable first."""
    yield data.article.get("datePublished")
    for name in PUBLISHED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(tree, "datepublished")
    yield data.page.get("datePublished")
    yield data.article.get("dateCreated")
    yield data.page.get("uploadDate")
    yield from _time_elements(tree)


def _updates(tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]) -> Iterator[Any]:
    """Yield what a page gives as its last update."""
    yield data.article.get("dateModified")
    for name in UPDATED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(tree, "datemodified")
    yield data.page.get("dateModified")


def _marked(tree: HtmlElement, itemprop: str) -> Iterator[str]:
    """Yield the values of elements that carry an itemprop of this name."""
    for element in tree.xpath(".//*[@itemprop]"):
        if itemprop in element.get("itemprop", "").lower():
            value = element.get("content") or element.get("datetime") or element.text_content()
            if value and value.strip():
                yield value.strip()[:120]
                return


def _time_elements(tree: HtmlElement) -> Iterator[str]:
    """Yield time elements that a page marks as publication, then the first unmarked one beside its headline."""
    plain: list[str] = []
    for element in tree.iter("time"):
        value = element.get("datetime") or element.text_content().strip()
        if not value or len(value) > 120:
            continue
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        if element.get("pubdate") is not None or any(mark in marks for mark in PUBLISHED_MARKS):
            yield value
            return
        if not any(mark in marks for mark in UPDATED_MARKS):
            plain.append(value)
    yield from plain[:1]


def _finest(dates: list[ReadDate]) -> ReadDate | None:
    """Return the first date, or a later one that tells the same moment more exactly."""
    if not dates:
        return None
    chosen = dates[0]
    for other in dates[1:]:
        if _rank(other) > _rank(chosen) and _is_same_day(chosen, other):
            chosen = other
    return chosen


def _rank(date: ReadDate) -> tuple[bool, bool]:
    """Return how much a date tells: a clock time, and on which clock."""
    return date.precision in ("second", "minute"), date.tz_basis == "stated"


def _is_same_day(one: ReadDate, other: ReadDate) -> bool:
    """Return whether two dates can be the same moment."""
    if one.on is None or other.on is None:
        return False
    return abs(one.on - other.on) <= (ONE_DAY if one.at and other.at else dt.timedelta(0))


def _update_after(published: ReadDate | None, updates: list[ReadDate]) -> dt.datetime | None:
    """Return the first stated update that is a moment and not before first publication."""
    for update in updates:
        if update.at is None or update.precision not in ("second", "minute"):
            continue
        if published is None or published.at is None or update.at >= published.at:
            return update.at
    return None
