"""When a page was first published and last updated, or that it does not say: no date beats an invented one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from copydesk.parse.date_choice import (
    LEAST_CHANCE,
    LEAST_EARLIER,
    LEAST_ELEMENTS,
    NO_LETTER,
    PageFacts,
    Statement,
    choose_day,
)
from copydesk.parse.date_lines import MAX_READ_CHARS, date_lines, find_headline, place_of
from copydesk.parse.date_zones import Places
from copydesk.parse.dates import ReadDate, read_date
from copydesk.parse.html_data import LinkedData
from copydesk.parse.html_shown_dates import (
    UPDATED_MARK,
    bare_dates,
    is_marked_published,
    own_marks,
    script_dates,
    shown_dates,
)
from copydesk.parse.html_tree import Answers, is_elsewhere, is_longer_than, text_of
from copydesk.parse.line_model import Forest
from copydesk.parse.page_places import is_day_first_there, local_offset, publisher_zone
from copydesk.parse.urls import day_in_url
from copydesk.records import SourceConfig

PUBLISHED_META = tuple(
    """article:published_time article:published og:published_time og:article:published_time bt:pubdate datepublished
    dcterms.created dc.date.issued dcterms.issued dc.date.created dc.date dc:date citation_publication_date
    citation_date rnews:datepublished dcterms.date sailthru.date parsely-pub-date cxenseparse:recs:publishtime
    cxenseparse:recs:articlepublishtime publish-date publish_date published-date publication_date publication-date
    pubdate pub_date article.published article_date_original article:post_date originalpublicationdate displaydate
    dcsext.articlefirstpublished last-published date.issued rnews:datepublished shareaholic:article_published_time
    cxenseparse:publishtime date.created published prism.publicationdate og:publish_date dcterms:created release:date date""".split()
)
"""Meta elements that state first publication, the most exact first (names met on the pages measured)."""
UPDATED_META = tuple(
    """article:modified_time og:updated_time og:modified_time datemodified dcterms.modified dc.date.modified lastmod
    last-modified revision_date article:modified article_date_updated""".split()
)
ARTICLES = etree.XPath(".//*[contains(@itemtype,'Article') or contains(@itemtype,'BlogPosting')]")
PAGE_QUERY = re.compile(r"(?:^|&)(?:p|id|page_id|article|storyid|news)=\w")
FRONT_PATH = re.compile(r"/*(?:index\.(?:html|php)|home|en|de|fr|es)?/*\Z")
SAME_STORY = dt.timedelta(hours=14)

SHOWN = (shown_dates, bare_dates)
MAX_MARKED = 100
MAX_SHOWN = 40
MAX_TEXT_CHARS = 120
MAX_LETTERS = 20  # chosen: "Wednesday, 8 September" has 18, and prose more
ONE_DAY = dt.timedelta(days=1)
WESTMOST = (dt.timedelta(hours=-10),)
EASTMOST = (dt.timedelta(hours=13),)
"""Clocks of publishers, Hawaii to New Zealand: a day beyond them is not the moment's."""


@dataclasses.dataclass(frozen=True, slots=True)
class PageDates:
    """What a page says of its own time."""

    published: ReadDate | None = None
    updated_at: dt.datetime | None = None


class DateReader:
    """Reads each date text of a page once, under the page's source, language and place."""

    def __init__(self, source: SourceConfig, language: str | None, places: Places) -> None:
        self.source, self.language, self.places = source, language, places
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
        if len(text) > MAX_TEXT_CHARS:
            return None
        if text not in self.seen:
            self.seen[text] = read_date(text, self.source, self.language, self.places)
        return self.seen[text]

    def first(self, values: Iterable[Any]) -> list[ReadDate]:
        """Return the dates that can be read among the values."""
        return [date for value in values if (date := self.read(value)) is not None]


@dataclasses.dataclass(frozen=True, slots=True)
class Considered:
    """What is known of a page's dates before one of them is believed."""

    by_rules: ReadDate | None
    updates: list[ReadDate]
    statements: list[Statement]
    facts: PageFacts | None  # None where there is nothing to weigh
    is_stated: bool = False  # the page says outright when it was published, but shows other days

    def believed(self, url: str | None, source: SourceConfig) -> PageDates:
        """Return first publication and update of the page."""
        published = _on_country_clock(chosen_date(self), url, source)
        return PageDates(published, _update_after(published, self.updates))


def consider_dates(
    tree: HtmlElement,
    properties: Sequence[HtmlElement],
    data: LinkedData,
    meta: Mapping[str, list[str]],
    url: str | None,
    source: SourceConfig,
    language: str | None,
) -> Considered:
    """Return the date that the rules find, and what it is to be weighed against where the page does not say it outright."""
    zone = publisher_zone(url)
    places = Places(address_zone=zone.key if zone else None)
    reader = DateReader(_with_order(source, tree, meta, url), language, places)
    outright = reader.first(_outright(properties, data, meta))
    stated = outright + reader.first(_half_stated(tree, data, meta))
    updates = reader.first(_updates(properties, data, meta))
    url_day = day_in_url(url)
    stated = stated or reader.first([url_day.isoformat()] if url_day is not None else [])
    is_open = not outright and url_day is None and has_elements(tree, LEAST_ELEMENTS)
    scripts = list(script_dates(tree)) if is_open or not stated else []
    if not stated and not is_front_page(url):
        shown = itertools.chain([scripts], (islice(texts(tree), MAX_SHOWN) for texts in SHOWN))
        stated = next(filter(None, map(reader.first, shown)), [])[:1]
    published = _on_own_clock(_finest(stated), stated, url_day)
    published = _on_country_clock(published, url, source)
    days = tuple(update.on for update in updates if update.on is not None)
    facts = page_facts(tree, data, meta, url, days, published if is_open else None)
    if is_open:
        statements = find_statements(tree, data, scripts, reader, facts)
        return Considered(published, updates, statements, facts)
    is_sure = url_day is not None or data.is_newsrooms or not has_elements(tree, LEAST_ELEMENTS)
    others = [] if is_sure else _days_beside(published, tree, reader)
    return Considered(published, updates, others, facts if others else None, bool(others))


def _days_beside(stated: ReadDate | None, tree: HtmlElement, reader: DateReader) -> list[Statement]:
    """Return what a page shows as dates, no bare line of prose; nothing where it shows the stated day."""
    found: list[Statement] = []
    for statement in _shown_statements(tree, reader, is_near=True):
        if stated is None or _is_same_day(statement.date.on, stated.on):
            return []
        if statement.kind != "bare" or len(NO_LETTER.sub("", statement.text)) <= MAX_LETTERS:
            found.append(statement)
    return found


def _is_same_day(day: dt.date | None, stated: dt.date | None) -> bool:
    """Return whether two days can be one, on two clocks or with day and month in another order."""
    if day is None or stated is None:
        return False
    is_turned = (day.year, day.month, day.day) == (stated.year, stated.day, stated.month)
    return is_turned or abs(day - stated) <= ONE_DAY


def has_elements(tree: HtmlElement, least: int) -> bool:
    """Return whether a page has at least so many elements."""
    return next(islice(tree.iter(), least - 1, None), None) is not None


def page_facts(
    tree: HtmlElement,
    data: LinkedData,
    meta: Mapping[str, list[str]],
    url: str | None,
    updates: tuple[dt.date, ...],
    by_rules: ReadDate | None,
) -> PageFacts:
    """Return what bears on the choice among the days that a page shows."""
    return PageFacts(
        url=url,
        og_types=" ".join(meta.get("og:type", ())).lower(),
        kinds=data.kinds,
        has_article=bool(data.article),
        n_times=sum(1 for _ in tree.iter("time")),
        n_articles=sum(1 for _ in tree.iter("article")),
        is_front=is_front_page(url),
        updates=updates,
        by_rules=by_rules.on if by_rules else None,
    )


def find_statements(
    tree: HtmlElement,
    data: LinkedData,
    scripts: Sequence[str],
    reader: DateReader,
    facts: PageFacts,
) -> list[Statement]:
    """Return every date that a page gives in half: in the data of the page around the story, in scripts, in lines shown.

    What is said to be an update is left out: where it is all that there is, and behind a day that may be the first.
    """
    found = [*_given_statements(data, scripts, reader), *_shown_statements(tree, reader)]
    first = found[0].date.on if found and found[0].kind == "page" else None
    return [s for s in found if s.date.on and not _is_update(s.date.on, first, found, facts)]


def _given_statements(
    data: LinkedData, scripts: Sequence[str], reader: DateReader
) -> Iterator[Statement]:
    """Yield the dates in the data of the page around the story and in scripts."""
    given = (
        ("page", data.page.get("datePublished")),
        ("upload", data.page.get("uploadDate")),
        *(("script", text) for text in scripts),
    )
    for kind, value in given:
        if (date := reader.read(value)) is not None:
            yield Statement(kind, str(value)[:MAX_TEXT_CHARS], date)


def _shown_statements(
    tree: HtmlElement, reader: DateReader, is_near: bool = False
) -> Iterator[Statement]:
    """Yield the dates in lines shown that can be the story's; of lines elsewhere, too, the one day that is called the publication."""
    headline = find_headline(tree)
    others: list[Statement] = []
    known: Answers = {}
    for line in date_lines(tree, headline, is_near):
        if (date := reader.read(line.value)) is None:
            continue
        place = place_of(line, headline, known)
        statement = Statement(line.kind, line.value[:MAX_TEXT_CHARS], date, line, place)
        if place.can_be_storys and not (line.kind == "bare" and place.is_other_day):
            yield statement
        elif place.is_labelled and not place.is_readers:
            others.append(statement)
    if len({statement.date.on for statement in others}) == 1:
        yield from others


def _is_update(
    day: dt.date, first: dt.date | None, found: Sequence[Statement], facts: PageFacts
) -> bool:
    """Return whether a day behind a first one is said, to within a day, to be that of an update."""
    if first is None or day <= first + ONE_DAY:
        return False
    if any(abs(day - update) <= ONE_DAY for update in facts.updates):
        return True
    said = (s.place for s in found if s.date.on == day and s.place)
    return any(place.says_updated and not place.says_published for place in said)


def chosen_date(
    page: Considered, trees: Forest | None = None, least: float = LEAST_CHANCE
) -> ReadDate | None:
    """Return the date of the likeliest day, None where none is likely; within a day of the rules' they have the say.

    A stated day, which software moves with every edition, yields to an earlier one only.
    """
    by_rules = page.by_rules
    if page.facts is None:
        return by_rules
    group, chance = choose_day(page.statements, page.facts, trees)
    dates = [statement.date for statement in group]
    if page.is_stated:
        is_believed = chance >= LEAST_EARLIER and _is_before(dates[0], by_rules)
        return _on_own_clock(_finest(dates), dates, None) if is_believed else by_rules
    if not dates or chance < least:
        return None
    if _is_same_day(dates[0].on, by_rules.on if by_rules else None):
        return by_rules
    return _on_own_clock(_finest(dates), dates, None)


def _is_before(date: ReadDate, stated: ReadDate | None) -> bool:
    """Return whether a date is a day before a stated one; a month may be the stated day's own."""
    if date.precision == "month" or stated is None:
        return False
    return date.on is not None and stated.on is not None and date.on < stated.on


def _with_order(
    source: SourceConfig, tree: HtmlElement, meta: Mapping[str, list[str]], url: str | None
) -> SourceConfig:
    """Return the source's settings with the order of day and month that the page's region is known for."""
    if source.day_first is not None or source.timezone:
        return source
    locales = [tree.get("lang"), tree.get("xml:lang"), *meta.get("og:locale", ())[:1]]
    return dataclasses.replace(source, day_first=is_day_first_there(url, locales))


def _on_country_clock(
    date: ReadDate | None, url: str | None, source: SourceConfig
) -> ReadDate | None:
    """Return a moment given in UTC, of which the page shows no local time, on the clock of its address's country."""
    is_utc = date is not None and date.tz_basis == "stated" and date.utc_offset == 0
    zone = publisher_zone(url) if is_utc and not source.timezone else None
    if date is None or date.at is None or zone is None:
        return date
    offset = local_offset(date.at, zone)
    local = (date.at + dt.timedelta(minutes=offset)).date()
    return dataclasses.replace(date, on=local, utc_offset=offset)


def is_front_page(url: str | None) -> bool:
    """Return whether an address is that of a site and not of a page within it."""
    parts = urlsplit(url or "x")
    return not PAGE_QUERY.search(parts.query) and FRONT_PATH.match(parts.path) is not None


def _outright(
    properties: Sequence[HtmlElement], data: LinkedData, meta: Mapping[str, list[str]]
) -> Iterator[Any]:
    """Yield what a page gives outright as its story's first publication, the most reliable first."""
    yield data.article.get("datePublished")
    for name in PUBLISHED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(properties, "datepublished")
    yield data.article.get("dateCreated")


def _half_stated(
    tree: HtmlElement, data: LinkedData, meta: Mapping[str, list[str]]
) -> Iterator[Any]:
    """Yield what may be another's: time elements, and what is stated of the page around the story."""
    yield from _time_elements(tree)
    if "article" in "".join(meta.get("og:type", ())).lower():
        yield data.page.get("datePublished")
        yield data.page.get("uploadDate")


def _updates(
    properties: Sequence[HtmlElement], data: LinkedData, meta: Mapping[str, list[str]]
) -> Iterator[Any]:
    """Yield what a page gives as its last update."""
    yield data.article.get("dateModified")
    for name in UPDATED_META:
        yield from meta.get(name, ())[:1]
    yield from _marked(properties, "datemodified")
    yield data.page.get("dateModified")


def _marked(properties: Sequence[HtmlElement], itemprop: str) -> Iterator[str]:
    """Yield the value of the first element that carries an itemprop of this name.

    In its footer too, where the page's markup declares one article only.
    """
    elsewhere: list[HtmlElement] = []
    named = (part for part in properties if itemprop in (part.get("itemprop") or "").lower())
    for element in islice(named, MAX_MARKED):
        if is_elsewhere(element):
            elsewhere.append(element)
        elif value := _value_of(element):
            yield value
            return
    if elsewhere:
        scopes = ARTICLES(elsewhere[0].getroottree())
        if len(scopes) == 1 and scopes[0] in elsewhere[0].iterancestors():
            yield _value_of(elsewhere[0])


def _value_of(element: HtmlElement) -> str:
    """Return what a marked element states, in an attribute or as its text."""
    value = element.get("content") or element.get("datetime") or text_of(element)
    return value.strip()[:120]


def _time_elements(tree: HtmlElement) -> Iterator[str]:
    """Yield time elements that a page marks as publication, then the first unmarked one of the story."""
    plain: list[str] = []
    known: Answers = {}
    for element in tree.iter("time"):
        is_long = is_longer_than(element, MAX_READ_CHARS)
        text = "" if is_long else element.text_content().strip()
        value = element.get("datetime") or text
        if not value or len(value) > 120 or is_elsewhere(element, known):
            continue
        if is_marked_published(element):
            yield value
            return
        if not UPDATED_MARK.search(own_marks(element)):
            plain += [value, text]
    yield from plain[:2]


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
        minutes = _minutes_apart(chosen.at, other)
        if minutes and other.at is not None:
            return dataclasses.replace(chosen, on=other.at.date(), utc_offset=minutes)
    days = [url_day, *(other.on for other in stated if other.precision == "day")]
    possible = {(chosen.at + zone).date() for zone in (*WESTMOST, *EASTMOST)}
    for day in days:
        if day in possible and chosen.on is not None and day != chosen.on:
            return dataclasses.replace(chosen, on=day, utc_offset=None)
    return chosen


def _minutes_apart(moment: dt.datetime, other: ReadDate) -> int | None:
    """Return how far a clock time without zone is ahead of a moment, if by quarters of an hour as clocks of zones are."""
    is_clock = other.tz_basis != "stated" and other.precision in ("second", "minute")
    if other.at is None or not is_clock:
        return None
    offset = other.at - moment
    minutes = round(offset.total_seconds() / 60)
    is_same = abs(offset - dt.timedelta(minutes=minutes)) < dt.timedelta(seconds=2)
    return minutes if is_same and minutes % 15 == 0 and abs(minutes) <= 14 * 60 else None


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
