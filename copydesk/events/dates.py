"""When: date expressions of a sentence (`dates.toml`), resolved against the day of publication on the publisher's own clock."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterator
from importlib import resources
from typing import cast

from copydesk.vocabulary import by_language
from schemas.events import DateBasis, DatePrecision

MONTHS = {name.lower(): i for i, name in enumerate(by_language("months")["en"], 1)}
MONTHS |= {name[:3]: i for name, i in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(by_language("weekdays")["en"])}
NUMBERS = {word: n for n, word in enumerate(by_language("numbers")["en"])}
NUMBERS |= {"a": 1, "an": 1, "a couple of": 2}
BOUNDING = re.compile(
    r"\b(since|until|till|from|before|after)\s+(?:early\s+|late\s+)?$", re.IGNORECASE
)
"""What bounds a state doesn't date an act, "until Friday"; but what was done "since 2001" was from then on. "From Friday's attack" is of Friday."""
Days = tuple[dt.date, dt.date, DatePrecision] | None
Match = re.Match[str]
Resolve = Callable[[Match, dt.date, bool], Days]
OWNING = ("'s", "’s")
LENGTHS: dict[DatePrecision, int] = {"day": 1, "week": 7, "month": 31, "year": 366}
"""Days of the longest of each."""
NEAR_DAYS = {"yesterday": -1, "tomorrow": 1, "last night": -1, "the day before yesterday": -2}
NEAR_SPANS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """A stretch of time, and the words that tell it. `start` and `end` are their offsets in the sentence."""

    text: str | None
    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    precision: DatePrecision
    basis: DateBasis


def find_dates(text: str, published_on: dt.date | None, is_future: bool = False) -> list[When]:
    """Return the date expressions of a sentence in text order, longest first where two overlap.

    >>> [(w.first.isoformat(), w.precision, w.basis) for w in find_dates("In August, he left.", dt.date(2019, 11, 19))]
    [('2019-08-01', 'month', 'relative')]
    """
    found: list[When] = []
    for pattern, basis, resolve in PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < w.end and w.start < match.end() for w in found):
                continue
            when = _when(match, basis, resolve, published_on, is_future)
            if when is not None:
                found.append(when)
    return sorted(found, key=lambda w: w.start)


def _when(
    match: Match, basis: DateBasis, resolve: Resolve, published: dt.date | None, is_future: bool
) -> When | None:
    is_known = published is not None or "year" in match.re.groupindex
    try:
        days = resolve(match, published or dt.date.max, is_future) if is_known else None
    except (ValueError, OverflowError):
        return None
    start, end = match.span()
    bounding = BOUNDING.search(match.string, 0, start)
    if bounding and match.string[end : end + 2] not in OWNING:
        days = _until(days, published) if bounding[1].lower() == "since" else None
        if days is None:
            return None
    if days is None:
        return (
            When(match[0], start, end, None, None, "unknown", "unknown")
            if published is None
            else None
        )
    return When(match[0], start, end, *days, basis)


def _until(days: Days, published: dt.date | None) -> Days:
    """Return the stretch from the first of some days to publication, as exact as it is long."""
    if days is None or published is None or days[0] > published:
        return None
    n = (published - days[0]).days
    precision = next((unit for unit, most in LENGTHS.items() if n < most), None)
    return days[0], published, precision or "unknown"


def _past(match: Match, published: dt.date, is_future: bool) -> Days:
    """ "over the past two years"."""
    unit = cast(DatePrecision, match["unit"].lower())
    first = published - dt.timedelta(days=_count(match) * LENGTHS[unit])
    return _until((first, published, "day"), published)


def _full(match: Match, published: dt.date, is_future: bool) -> Days:
    return _day(dt.date(int(match["year"]), _month(match), int(match["day"])))


def _month_year(match: Match, published: dt.date, is_future: bool) -> Days:
    return _month_of(int(match["year"]), _month(match))


def _month_day(match: Match, published: dt.date, is_future: bool) -> Days:
    """A day without a year: the nearest one on the right side of publication."""
    month, number = _month(match), int(match["day"])
    day = dt.date(published.year, month, number)
    if not is_future and day > published + dt.timedelta(days=7):
        day = dt.date(published.year - 1, month, number)
    elif is_future and day < published - dt.timedelta(days=60):
        day = dt.date(published.year + 1, month, number)
    return _day(day)


def _bare_month(match: Match, published: dt.date, is_future: bool) -> Days:
    month, year, which = _month(match), published.year, _which(match)
    if which == "last":
        year -= month >= published.month
    elif is_future:
        year += month < published.month
    else:
        year -= month > published.month
    return _month_of(year, month)


def _year(match: Match, published: dt.date, is_future: bool) -> Days:
    return _year_of(int(match["year"]))


def _weekday(match: Match, published: dt.date, is_future: bool) -> Days:
    """The last such day on or before publication; the next one after it for what is still to come."""
    which = _which(match)
    back = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    if which == "next" or (is_future and which not in ("last", "past")):
        return _day(published, 7 - back if back or which == "next" else 0)
    return _day(published, -(back if back or which != "last" else 7))


def _near_day(match: Match, published: dt.date, is_future: bool) -> Days:
    return _day(published, NEAR_DAYS.get(match["word"].lower(), 0))


def _near_span(match: Match, published: dt.date, is_future: bool) -> Days:
    """ "last week", "this month", "next year"."""
    return _shifted(published, match["unit"].lower(), NEAR_SPANS.get(_which(match), 0))


def _weekend(match: Match, published: dt.date, is_future: bool) -> Days:
    """ "over the weekend": the last one, of a plan the next."""
    return _shifted(published, "weekend", 1 if is_future else -1)


def _ago(match: Match, published: dt.date, is_future: bool) -> Days:
    n, unit = _count(match), match["unit"].lower()
    if unit in ("hour", "minute"):
        return _day(published, -round(n / 24) if unit == "hour" else 0)
    return _shifted(published, unit, -n)


def _count(match: Match) -> int:
    count = match["count"].lower()
    return int(count) if count.isdigit() else NUMBERS[count]


def _which(match: Match) -> str:
    return (match["which"] or "").strip().lower()


def _shifted(published: dt.date, unit: str, n: int) -> Days:
    if unit == "day":
        return _day(published, n)
    if unit == "week":
        monday, _, _ = _day(published, 7 * n - published.weekday())
        return monday, monday + dt.timedelta(days=6), "week"
    if unit == "weekend":
        saturday, _, _ = _day(published, 7 * max(n, 0) - (published.weekday() + 2) % 7)
        return saturday, saturday + dt.timedelta(days=1), "day"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + n
        return _month_of(months // 12, months % 12 + 1)
    return _year_of(published.year + n)


def _day(day: dt.date, shift: int = 0) -> tuple[dt.date, dt.date, DatePrecision]:
    day += dt.timedelta(days=shift)
    return day, day, "day"


def _year_of(year: int) -> Days:
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


def _month(match: Match) -> int:
    return MONTHS[match["month"].rstrip(".").lower()]


def _month_of(year: int, month: int) -> Days:
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last), "month"


RESOLVE = {f.__name__[1:]: f for f in (_full, _month_year, _month_day, _bare_month, _year, _weekday)}  # fmt: skip
RESOLVE |= {f.__name__[1:]: f for f in (_past, _near_day, _near_span, _weekend, _ago)}


def _patterns() -> Iterator[tuple[re.Pattern[str], DateBasis, Resolve]]:
    """Yield what `dates.toml` holds, its parts put in."""
    source = resources.files(__package__).joinpath("dates.toml").read_text(encoding="utf-8")
    told = tomllib.loads(source)
    numbers, weekdays = by_language("numbers")["en"][1:], by_language("weekdays")["en"]
    parts = {**told["parts"], "NUMBERS": "|".join(numbers), "WEEKDAYS": "|".join(weekdays)}
    for row in told["patterns"]:
        words = row["words"]
        while part := re.search(r"<([A-Z_]+)>", words):
            words = words.replace(part[0], parts[part[1]])
        yield re.compile(rf"(?<![\w-]){words}(?!\w)"), row["basis"], RESOLVE[row["resolve"]]


PATTERNS = tuple(_patterns())
