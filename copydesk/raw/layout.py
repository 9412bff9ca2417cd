"""What a file as a whole says of its columns and no record does: how 3/4/2019 is meant, which nameless column is the text.

Learnt while the file is read, in one pass, and kept beside its records as settings of its source. A pure function of the
file's own bytes: order of delivery, batches and workers change nothing. A `source.toml` overrides all of it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from copydesk.parse.authors import is_full_name, read_authors
from copydesk.parse.date_days import LAST_YEAR, NUMBERS, told_by_weekday
from copydesk.parse.date_eras import gregorian
from copydesk.parse.dates import (
    DAY_FIRST_NAMES,
    DAY_FIRST_OFFSETS,
    MONTH_FIRST_NAMES,
    TWO_ORDERS,
    read_date,
)
from copydesk.parse.fields import opened
from copydesk.parse.fields_columns import declared_value, is_empty
from copydesk.parse.languages import detect_language
from copydesk.parse.page_places import is_day_first_there
from copydesk.parse.urls import clean_url, day_in_url
from copydesk.records import RawRecord, SourceConfig
from copydesk.text.field_names import field_of, plain_name

T = TypeVar("T")
NO_SOURCE = SourceConfig()
MAY_BE_DATED = frozenset(("published", "updated", "crawled", None))
"""Our fields whose columns hold days; so may one whose name says nothing."""
MAX_COLUMNS = 200  # chosen: columns looked at; bounds memory on wide tables
MAX_DATE_CHARS = 80
"""Chosen: characters of a cell that may be a date, with weekday and zone in words."""
MAX_SAMPLES = 200  # records whose values tell the roles of columns
MAX_TEXTS = 12  # of them whose language is asked
TEXT_CHARS = 600  # chosen: of each, enough to tell its language by

PLAIN_DAY = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
TWO_DIGITS = re.compile(r"\d\D*\d")  # the least that a day has: 令和元年5月1日
ISO_DAY = re.compile(r"^\s*(\d{4})-(\d\d)-(\d\d)(?!\d)")

CLEAR = 4
"""So many times more records must show one order than the other: a column has a typing error now and then."""
ONE_DAY, CRAWL_SLACK = dt.timedelta(days=1), dt.timedelta(days=2)
MIN_SORTED = 6
MIN_UNSORTED = 2
"""Days in a row that never go back, where the other order goes back and forth, are sorted by the first."""
MOST = 0.75
"""Chosen: share of the places, texts or rows that must agree before they speak for a file."""

LONG_TEXT = 120
MIN_TITLE, MAX_TITLE = 12, 200
MIN_TITLE_WORDS = 2.5
MAX_NAME_WORDS = 4
MIN_RECORDS = 5
"""In a file of fewer records a column of short lines may be anything."""
NO_ROLE = re.compile(
    r"comment|^notes?$|kommentar|bemerk|anmerk|remar[kq]|observac|opmerk|uwagi|poznamk|примечан"
    r"|bio|caption|image|img|photo|video|media|claim|question|answer|prompt|embedding|vector|licen[cs]e|terms"
    r"|copyright|query|error|warning|slug|hash|token|entit|location|city|country|label|reason|raw|meta|cookie|header"
)
"""Parts of names of columns that are about something else than the story."""
ORDER_IN_NAME = re.compile(r"d{1,2}m{1,3}y{2,4}|m{2}d{1,2}y{2,4}")
"""How a column's name says in which order its days are written: "Date (dd/mm/yyyy)"."""
TOLD_BY_VALUES = frozenset(["title", "published", "url"])
"""Our fields, beside the text, that values tell where names don't."""
MADE_UP = re.compile(r"(?i)^(?:column_|_?col_?|field_?|var_?|_?c|v|f|x|unnamed: )?\d+$")
"""Names that programs give to columns without one: ours, Hive's (`_col0`), R's (`V1`), Spark's (`_c0`), the numbers of pandas."""


class Shown(NamedTuple):
    """How often the values of a column show an order of day and month, in one file or in several."""

    n_open: int = 0  # that show none themselves
    day_first: int = 0  # by a number beyond 12
    month_first: int = 0
    beside_day_first: int = 0  # by other fields of the same record
    beside_month_first: int = 0
    there_day_first: int = 0  # by the country of its address, or a stated zone
    there_month_first: int = 0

    def order(self) -> str | None:
        """Return the order that this settles: "d" or "m", with "+" where only the place tells; None where it stays open."""
        for day_first, month_first, mark in (
            (self.day_first, self.month_first, ""),
            (self.beside_day_first, self.beside_month_first, ""),
            (self.there_day_first, self.there_month_first, "+"),
        ):
            most, least = max(day_first, month_first), min(day_first, month_first)
            if most and most >= CLEAR * least:
                return ("d" if day_first > month_first else "m") + mark
            if most and not mark:
                return None
        return None


class Figures(NamedTuple):
    """A day in figures: two numbers of which either may be the day, or could be if it were smaller."""

    first: int
    second: int
    year: int
    has_dots: bool
    zone_day_first: bool | None  # how it is written where the stated zone is kept
    day_first: bool | None = None  # as the day of the week beside it tells, or a number beyond 12


@functools.lru_cache(maxsize=1 << 12)
def figures_in(value: str) -> Figures | None:
    """Return the day in figures that a value holds; there are far fewer days than records.

    >>> figures_in("3/4/2019 10:00 EST")
    Figures(first=3, second=4, year=2019, has_dots=False, zone_day_first=False, day_first=None)
    >>> figures_in("Wed, 3/4/2019").day_first  # that day of April; the fourth of March was a Monday
    True
    """
    found = NUMBERS.search(value)
    if found is None:
        return None
    zone = None
    if MONTH_FIRST_NAMES.search(value):
        zone = False
    elif DAY_FIRST_NAMES.search(value) or DAY_FIRST_OFFSETS.search(value):
        zone = True
    year = int(found[4]) + (2000 if len(found[4]) == 2 else 0)
    numbers = int(found[1]), int(found[3])
    if max(numbers) <= 12:
        told = told_by_weekday(value, year, numbers)
        day_first = None if told is None else told != numbers
    else:
        day_first = numbers[0] > 12 if min(numbers) <= 12 else None
    return Figures(*numbers, year, found[2] == ".", zone, day_first)


@functools.lru_cache(maxsize=1 << 12)
def dated_name(name: str) -> str | None:
    """Return the plain name of a column that may hold days; None for any other."""
    return plain_name(name) if field_of(name) in MAY_BE_DATED else None


@functools.lru_cache(maxsize=64)
def _dated_names(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return which of a record's columns may hold days, with their plain names; most records of a file have the same columns."""
    dated = ((name, dated_name(name)) for name in names)
    return tuple((name, key) for name, key in dated if key is not None)


@functools.lru_cache(maxsize=64)
def _titled_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of a record's columns are called titles, where several are."""
    titled = tuple(name for name in names if field_of(name) == "title")
    return titled if len(titled) > 1 else ()


class _Column:
    """What the values of one column show of the order of day and month."""

    def __init__(self) -> None:
        self.n_open = self.n_day_first = self.n_month_first = 0
        self.beside = {True: 0, False: 0}  # votes of other fields of the same record
        self.zones = {True: 0, False: 0}
        self.last: tuple[int, int, int] | None = None  # as it is written
        self.steps = {True: [0, 0], False: [0, 0]}  # back and forth, under each order
        self.may_be_sorted = True

    def shown(self, there: Mapping[bool | None, int]) -> Shown:
        """Return the counts that add up over files; `there` are those of the file's addresses."""
        return Shown(
            self.n_open,
            self.n_day_first,
            self.n_month_first,
            self.beside[True],
            self.beside[False],
            there[True] + self.zones[True],
            there[False] + self.zones[False],
        )

    def see(self, day: Figures) -> bool:
        """Count a day; return whether either of its numbers can be the day of the month."""
        first, second = day.first, day.second
        if day.day_first is not None:
            self.n_day_first += day.day_first
            self.n_month_first += not day.day_first
            return False
        if first > 12:  # and the second: no day
            return False
        if self.may_be_sorted:
            self._step(first, second, day.year)
        if first == second:
            return False
        self.n_open += not day.has_dots
        return not day.has_dots

    def _step(self, first: int, second: int, year: int) -> None:
        """Count whether the days go back or forth from the last one, until they have done both under both orders."""
        last, self.last = self.last, (first, second, year)
        if last is None or last == self.last:
            return
        self.steps[True][(year, second, first) > (last[2], last[1], last[0])] += 1
        self.steps[False][(year, first, second) > (last[2], last[0], last[1])] += 1
        self.may_be_sorted = not all(map(all, self.steps.values()))

    def sorted_order(self) -> str | None:
        """Return the order under which the days run one way, where they go to and fro under the other."""
        for how, own, other in (("d", True, False), ("m", False, True)):
            steps, others = self.steps[own], self.steps[other]
            is_one_way = sum(steps) >= MIN_SORTED and min(steps) == 0
            if is_one_way and min(others) >= MIN_UNSORTED:
                return how
        return None


class Asked(NamedTuple):
    """What is still asked of values: no more than names have not told."""

    dates: bool
    urls: bool
    names: bool


class _Values:
    """What the values of one column look like."""

    def __init__(self) -> None:
        self.n = self.n_chars = self.n_words = self.n_dates = self.n_urls = 0
        self.n_leads = 0  # that the record's text begins with
        self.seen: set[str] = set()
        self.may_be_names: dict[bool, list[str]] = {True: [], False: []}

    def see(self, value: str, *, is_nameless: bool, asked: Asked) -> None:
        """Count one value."""
        text = value.strip()
        self.n += 1
        self.n_chars += len(text)
        self.n_words += len(text.split()) if " " in text or text.isascii() else len(text) // 2
        self.seen.add(text[:MAX_TITLE])
        is_url = asked.urls and " " not in text and clean_url(text) is not None
        self.n_urls += is_url
        # the day in an address is no date of a column
        if len(text) <= MAX_DATE_CHARS and not is_url:
            self.n_dates += asked.dates and _is_date(text)
            if asked.names:
                self.may_be_names[is_nameless].append(text)

    @property
    def n_names(self) -> int:
        """How many values are names of people, looked for harder where columns have no names. Counted late: few columns are asked."""
        nameless, named = self.may_be_names[True], self.may_be_names[False]
        return sum(map(is_name, nameless)) + sum(map(_is_plain_name, named))

    def share(self, n: int) -> float:
        """Return a count as a share of the values."""
        return n / max(self.n, 1)

    @property
    def chars(self) -> float:
        """Mean length."""
        return self.share(self.n_chars)


def is_name(text: str) -> bool:
    """Return whether a value looks like the name of one person, as a column of authors holds them."""
    names = read_authors([text])
    words = names[0].split() if len(names) == 1 else []
    is_capital = all(word[:1].isupper() or not word[:1].islower() for word in words)
    return is_capital and 0 < len(words) <= MAX_NAME_WORDS and is_full_name(names[0])


def _is_plain_name(text: str) -> bool:
    return len(text.split()) <= MAX_NAME_WORDS - 1 and is_full_name(text)


def _is_date(text: str) -> bool:
    """Return whether a value is read as a date. Most that are need not be read for it: figures that make a day either way."""
    if (plain := PLAIN_DAY.fullmatch(text)) is not None:
        first, second, year = int(plain[1]), int(plain[3]), int(plain[4])
        if 1 <= min(first, second) <= 12 and max(first, second) <= 28 and 1970 < year <= LAST_YEAR:
            return True
    return TWO_DIGITS.search(text) is not None and read_date(text, NO_SOURCE) is not None


def _kept(kept: dict[str, T], name: str, make: Callable[[], T]) -> T | None:
    """Return what is kept of a column, begun while there is room; None for one too many."""
    if name not in kept and len(kept) < MAX_COLUMNS:
        kept[name] = make()
    return kept.get(name)


class FileLayout:
    """Learns from the records of one file, in their order."""

    def __init__(self, source: SourceConfig) -> None:
        self.source = source
        self.columns: dict[str, _Column] = {}
        self.values: dict[str, _Values] = {}  # of columns whose names say nothing
        self.named: set[str] = set()
        self.titles: dict[
            str, set[str]
        ] = {}  # of columns that are called titles, where there are several
        self.texts: list[str] = []
        self.there: dict[bool | None, int] = {True: 0, False: 0, None: 0}
        self.n = self.n_named = 0
        self.is_whole = False
        self.asked = Asked(True, True, True)
        self.absent = {theirs for _, theirs in source.columns}

    def see(self, record: RawRecord) -> None:
        """Take in one record."""
        if record.fields is None:
            return
        self.n += 1
        if self.absent:
            fields = record.fields
            self.absent = {c for c in self.absent if is_empty(declared_value(fields, c))}
        if self.n <= MAX_SAMPLES:
            self._sample(opened(record.fields, self.source))
        if self.source.day_first is None:
            self.see_dates(record.fields)

    def complete(self) -> SourceConfig:
        """Return the source's settings with what was learnt and not declared."""
        absent = tuple(sorted(self.absent))
        if not self.n:
            return dataclasses.replace(self.source, absent=absent) if absent else self.source
        # What a table of metadata showed of the dates that it gives to this file stays, and what the source decides.
        orders = dict(self.source.orders)
        for name, column in self.columns.items():
            is_told = _firmness(orders.get(name)) > ASSUMED
            own = order_by_name(name) or self.order(column, may_assume=not is_told)
            if own and _firmness(own) >= _firmness(orders.get(name)):
                orders[name] = own
        # Where names tell all, as in most files of one record, nothing is looked at.
        columns = {**(self.roles() if self.values else {}), **self.telling_title()}
        columns |= dict(self.source.columns)
        return dataclasses.replace(
            self.source,
            orders=tuple(sorted(orders.items())),
            columns=tuple(sorted(columns.items())),
            absent=absent,
            usual_language=self.usual_language(),
        )

    def usual_language(self) -> str | None:
        """Return the language of most of the sampled texts that surely tell theirs, where these are several."""
        told = Counter(code for code, is_sure in map(detect_language, self.texts) if is_sure)
        least = max(MIN_RECORDS, MOST * told.total())
        return next((code for code, n in told.items() if n >= least), None)

    def telling_title(self) -> dict[str, str]:
        """Return the column of titles, where one that says the same in all records is called so, too, and comes first."""
        if len(self.titles) < 2 or self.n < MIN_RECORDS:
            return {}
        same = [name for name, seen in self.titles.items() if len(seen) == 1]
        other = [n for n, seen in self.titles.items() if len(seen) >= MOST * self.n_sampled]
        return {"title": other[0]} if same and other else {}

    def shown(self) -> dict[str, Shown]:
        """Return what the columns show of day and month, as it adds up over the files of a source."""
        there = self.there
        return {name: column.shown(there) for name, column in sorted(self.columns.items())}

    def see_dates(self, fields: Mapping[str, Any]) -> None:
        """Take in what the fields of a record show of day and month."""
        days = list(self._days(fields))
        found = [(column, day) for column, day, is_open in days if is_open]
        for column, day in found:
            if day.zone_day_first is not None:
                column.zones[day.zone_day_first] += 1
        if found:
            self._see_beside(fields, found)
            told = {day.day_first for _, day, _ in days if not day.has_dots} - {None}
            for column, _ in found if len(told) == 1 else ():
                column.beside[True in told] += 1  # who writes 25/6 writes the 5/6 beside it so, too

    def _days(self, fields: Mapping[str, Any]) -> Iterator[tuple[_Column, Figures, bool]]:
        """Count the days in figures of a record, and yield each with whether either of its numbers can be the day of the month."""
        for name, key in _dated_names(tuple(fields)):
            value = fields[name]
            if not isinstance(value, str) or len(value) > MAX_DATE_CHARS:
                continue
            day = figures_in(value)
            column = _kept(self.columns, key, _Column) if day is not None else None
            if day is not None and column is not None:
                yield column, day, column.see(day)

    def _see_beside(self, fields: Mapping[str, Any], found: list[tuple[_Column, Figures]]) -> None:
        """Count what other fields of a record say of its open days."""
        texts = ((name, value) for name, value in fields.items() if isinstance(value, str))
        known = [day for name, value in texts for day in self._days_in(name, value)]
        for column, day in found if known else ():
            for other, is_crawl in known:
                near = _near(day, other, is_crawl)
                if near is not None:
                    column.beside[near] += 1

    def _days_in(self, name: str, value: str) -> Iterator[tuple[dt.date, bool]]:
        """Yield the day that a field holds in ISO form or in an address, and whether it is of a crawl; count the address' country."""
        # Most values end here: the mark behind an ISO year is looked for before the pattern.
        is_iso = value[4:5] == "-" or value[:1].isspace()
        if is_iso and (iso := ISO_DAY.match(value[:20])):
            day = gregorian(int(iso[1]), int(iso[2]), int(iso[3]))
            if day is not None and day.year <= LAST_YEAR:
                yield day, field_of(name) == "crawled"
        elif value.startswith("http"):
            self.there[is_day_first_there(value, ())] += 1
            if (in_url := day_in_url(value)) is not None:
                yield in_url, False

    def order(self, column: _Column, *, may_assume: bool = True) -> str | None:
        """Return how a column writes day and month: "d" or "m", with "+" where the place decides and "?" where it is only
        assumed (by the language at best); None for a column without open days."""
        shown = (column.n_day_first, column.n_month_first)
        if not column.n_open:
            return "m" if shown[1] > CLEAR * shown[0] else None
        own = _clear(shown) or _clear(tuple(column.beside.values())) or column.sorted_order()
        if own is not None:
            return own
        if any(shown):
            return "d?" if shown[0] >= shown[1] else "m?"
        return self._order_there(column) or (self._assumed_order() if may_assume else None)

    def _order_there(self, column: _Column) -> str | None:
        """Return the order of the country that most addresses, or the zones of most days, name."""
        places: list[tuple[Mapping[Any, int], int]] = [
            (self.there, sum(self.there.values())),
            (column.zones, column.n_open),
        ]
        for counts, n in places:
            for how, day_first in (("d+", True), ("m+", False)):
                if counts[day_first] and counts[day_first] >= MOST * n:
                    return how
        return None

    def _assumed_order(self) -> str:
        """Return the order of the languages of most texts: two of them may write days alike."""
        told = [self.source.language] if self.source.language else self._languages()
        n_day_first = sum(code is not None and code not in TWO_ORDERS for code in told)
        return "d?" if n_day_first and n_day_first >= MOST * len(told) else "m?"

    def _languages(self) -> list[str | None]:
        return [detect_language(text)[0] for text in self.texts]

    def _sample(self, fields: Mapping[str, Any]) -> None:
        """Look at the values of a record whose names say nothing, and keep its text."""
        told = {
            name: value
            for name, value in fields.items()
            if value and not (isinstance(value, str) and value.isspace())
        }
        self.named.update(filter(field_of, told))
        self._see_titles(told)
        texts = {name: value for name, value in told.items() if isinstance(value, str)}
        longest = max(texts.values(), key=len, default="")
        if len(self.texts) < MAX_TEXTS and len(longest) >= LONG_TEXT // 2:
            self.texts.append(longest[:TEXT_CHARS])
        if not self._is_named_whole():
            self._look_at(texts, longest)

    def _see_titles(self, told: Mapping[str, Any]) -> None:
        """Keep what the columns that are called titles say, where several are."""
        for name in _titled_names(tuple(told)):
            self.titles.setdefault(name, set()).add(str(told[name])[:MAX_TITLE])

    def _look_at(self, texts: Mapping[str, str], longest: str) -> None:
        """Count the texts of the columns of a record whose names say nothing."""
        for name, value in texts.items():
            seen = _kept(self.values, name, _Values) if field_of(name) is None else None
            if seen is not None:
                seen.see(value, is_nameless=_is_made_up(name), asked=self.asked)
        for name, seen in self.values.items():
            opening = texts.get(name, "")
            if MIN_TITLE < len(opening) < len(longest):
                seen.n_leads += longest.startswith(opening[: MIN_TITLE * 2])

    def _is_named_whole(self) -> bool:
        """Return whether names give all that values could: no value of other columns is looked at any more."""
        if self.n_named != len(self.named):
            self.n_named = len(self.named)
            fields = {field_of(name) for name in self.named}
            has_text = bool(fields & {"body", "html"})
            self.is_whole = fields >= TOLD_BY_VALUES and has_text
            has_title = "title" in fields  # else what is no title is asked, too
            self.asked = Asked(
                dates=not (has_title and "published" in fields),
                urls=not (has_title and has_text and "url" in fields),
                names=not has_title,
            )
        return self.is_whole

    def roles(self) -> dict[str, str]:
        """Return columns by our fields that no name gives away: the long texts, short lines that differ, days, addresses."""
        taken = {*dict(self.source.columns), *map(field_of, self.named)}
        free = self._free_columns()
        found: dict[str, str | None] = {}
        if not taken & {"body", "html"}:
            found["body"] = _prose_column(free)
        body = found.get("body")
        if body is not None or taken & {"body", "html"}:
            found["title"] = self._title_column(free, body)
        found["published"] = _column_mostly(free, "n_dates")
        found["url"] = _column_mostly(free, "n_urls")
        roles = {ours: name for ours, name in found.items() if name is not None and ours not in taken}  # fmt: skip
        is_nameless = not self.named and all(map(_is_made_up, self.values))
        if is_nameless and "authors" not in taken:
            roles |= _authors_among(free, roles.values())
        return roles

    def _free_columns(self) -> dict[str, _Values]:
        """Return the columns that most records have and whose names say nothing, with what they hold."""
        least = self.n_sampled / 2
        named = ((name, seen) for name, seen in self.values.items() if seen.n >= least)
        return {name: seen for name, seen in named if _may_have_role(name)}

    def _title_column(self, free: Mapping[str, _Values], body: str | None) -> str | None:
        """Return the column of titles beside a body; one that starts like the text is a teaser, where another can be the title."""
        if body is None and self.n_sampled < MIN_RECORDS:
            return None
        titles = [name for name, seen in free.items() if self._is_title(seen) and name != (body or "")]  # fmt: skip
        return max(
            titles,
            key=lambda name: (
                free[name].share(free[name].n_leads) < MOST,
                free[name].share(free[name].n_words),
            ),
            default=None,
        )

    @property
    def n_sampled(self) -> int:
        """Records whose values were looked at."""
        return min(self.n, MAX_SAMPLES)

    def _is_title(self, seen: _Values) -> bool:
        """Return whether a column holds lines of a headline's length, nearly all different."""
        is_line = (
            MIN_TITLE <= seen.chars <= MAX_TITLE and seen.share(seen.n_words) >= MIN_TITLE_WORDS
        )
        if not is_line or len(seen.seen) < MOST * seen.n:
            return False
        few = (1 - MOST) * seen.n
        return max(seen.n_dates, seen.n_urls) <= few and seen.n_names <= few


ASSUMED = 0  # what `_firmness` gives to an assumed order


def _firmness(how: str | None) -> int:
    """Return how sure an order is: shown by values, told by the place, assumed, unknown."""
    return -1 if how is None else 2 - (0, 2, 1)[" ?+".index(how[1:] or " ")]


def order_by_name(name: str) -> str | None:
    """Return the order of day and month that a column's plain name states; None for any other name.

    >>> order_by_name("datepublishedddmmyyyy"), order_by_name("datemmddyy"), order_by_name("date")
    ('d', 'm', None)
    """
    found = ORDER_IN_NAME.search(name)
    return found and ("d" if found[0].startswith("d") else "m")


@functools.lru_cache(maxsize=1 << 12)
def _may_have_role(name: str) -> bool:
    """Return whether nothing in a column's name says that it is about something else than the story."""
    return not NO_ROLE.search(plain_name(name.rpartition(".")[2]))


def _is_made_up(name: str) -> bool:
    return MADE_UP.match(str(name)) is not None


def _clear(votes: tuple[int, ...]) -> str | None:
    """Return the order that clearly more records speak for, of those for day first and for month first."""
    if not max(votes) or max(votes) < CLEAR * min(votes):
        return None
    return "d" if votes[0] > votes[1] else "m"


def _prose_column(free: Mapping[str, _Values]) -> str | None:
    """Return the column of the longest texts."""
    texts = [name for name, seen in free.items() if _is_prose(seen)]
    return max(texts, key=lambda name: free[name].chars, default=None)


def _authors_among(free: Mapping[str, _Values], others: Collection[str]) -> dict[str, str]:
    """Return the column of names of people, as the role of authors, among those that are nothing else."""
    left = {name: seen for name, seen in free.items() if name not in others}
    column = _column_mostly(left, "n_names")
    return {} if column is None else {"authors": column}


def _column_mostly(free: Mapping[str, _Values], count: str) -> str | None:
    """Return the first column most of whose values were counted as something."""
    fits = (name for name, seen in free.items() if seen.share(getattr(seen, count)) >= MOST)
    return next(fits, None)


def _is_prose(seen: _Values) -> bool:
    """Return whether a column holds texts of some length in words."""
    words = seen.share(seen.n_words)
    return seen.chars >= LONG_TEXT and words >= LONG_TEXT / 12 and not seen.n_urls > seen.n / 2


def _near(day: Figures, other: dt.date, is_crawl: bool) -> bool | None:
    """Return whether only day first, or only month first, makes a day that can stand beside another; None for both or neither."""
    first, second, year, *_ = day
    days = {True: gregorian(year, second, first), False: gregorian(year, first, second)}
    near = [how for how, own in days.items() if own and _fits(own, other, is_crawl)]
    return near[0] if len(near) == 1 else None


def _fits(own: dt.date, other: dt.date, is_crawl: bool) -> bool:
    """Return whether a day can stand beside another: next to it, or not after the crawl."""
    return own <= other + CRAWL_SLACK if is_crawl else abs(own - other) <= ONE_DAY
