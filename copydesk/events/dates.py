"""When: date expressions of a sentence, resolved against the day of publication on the publisher's own clock."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from typing import cast

from copydesk.vocabulary import by_language
from schemas.events import DateBasis, DatePrecision

MONTHS = {name.lower(): i for i, name in enumerate(by_language("months")["en"], 1)}
MONTHS |= {name[:3]: i for name, i in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(by_language("weekdays")["en"])}
NUMBERS = {word: n for n, word in enumerate(by_language("numbers")["en"])} | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "a couple of": 2,
}

MONTH = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)?|Sept(?:ember|\.)?|Sep\.|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
WEEKDAY = rf"(?P<weekday>{'|'.join(by_language('weekdays')['en'])})"
COUNT = rf"(?P<count>\d{{1,3}}|a couple of|an?|{'|'.join(by_language('numbers')['en'][1:])})"
PART = r"(?:\s+(?:night|morning|afternoon|evening))?"
"""The part of a day ends its words: the model points at "night" in "on Friday night"."""

UNIT = r"(?P<unit>day|week|month|year|hour|minute)s?"


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """A stretch of time. `start` and `end` are offsets of its words in the sentence."""

    start: int
    end: int
    first: dt.date | None
    last: dt.date | None
    precision: DatePrecision
    basis: DateBasis


BOUNDING = re.compile(
    r"\b(since|until|till|from|before|after)\s+(?:early\s+|late\s+)?$", re.IGNORECASE
)
"""What bounds a state doesn't date an act, "until Friday"; but what was done "since 2001" was from then on. "From Friday's attack" is of Friday."""

Days = tuple[dt.date, dt.date, DatePrecision] | None
Resolve = Callable[[re.Match[str], dt.date | None, bool], Days]


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
    match: re.Match[str],
    basis: DateBasis,
    resolve: Resolve,
    published: dt.date | None,
    is_future: bool,
) -> When | None:
    try:
        days = resolve(match, published, is_future)
    except (ValueError, OverflowError):
        return None
    start, end = match.start(), match.end()
    bounding = BOUNDING.search(match.string, 0, start)
    if bounding and match.string[end : end + 2] not in OWNING:
        days = _until(days, published) if bounding[1].lower() == "since" else None
        if days is None:
            return None
    if days is None:
        return When(start, end, None, None, "unknown", "unknown") if published is None else None
    return When(start, end, days[0], days[1], days[2], basis)


OWNING = ("'s", "’s")


def _until(days: Days, published: dt.date | None) -> Days:
    """Return the stretch from the first of some days to publication, as exact as it is long."""
    if days is None or published is None or days[0] > published:
        return None
    n = (published - days[0]).days
    precision = next((unit for unit, most in LENGTHS.items() if n < most), None)
    return days[0], published, precision or "unknown"


LENGTHS: dict[DatePrecision, int] = {"day": 1, "week": 7, "month": 31, "year": 366}
"""Days of the longest of each."""


def _past(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    """ "over the past two years"."""
    if published is None:
        return None
    unit = cast(DatePrecision, match["unit"].lower())
    first = published - dt.timedelta(days=_count(match) * LENGTHS[unit])
    return _until((first, published, "day"), published)


def _full(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    day = dt.date(int(match["year"]), _month(match), int(match["day"]))
    return day, day, "day"


def _month_year(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    return _month_of(int(match["year"]), _month(match))


def _month_day(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    """A day without a year: the nearest one on the right side of publication."""
    if published is None:
        return None
    month, number = _month(match), int(match["day"])
    day = dt.date(published.year, month, number)
    if not is_future and day > published + dt.timedelta(days=7):
        day = dt.date(published.year - 1, month, number)
    elif is_future and day < published - dt.timedelta(days=60):
        day = dt.date(published.year + 1, month, number)
    return day, day, "day"


def _bare_month(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    if published is None:
        return None
    month, year = _month(match), published.year
    which = (match["which"] or "").strip().lower()
    if (which == "last" and month >= published.month) or (
        which != "last" and not is_future and month > published.month
    ):
        year -= 1
    elif is_future and month < published.month:
        year += 1
    return _month_of(year, month)


def _year(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    year = int(match["year"])
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


def _weekday(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    """The last such day on or before publication; the next one after it for what is still to come."""
    if published is None:
        return None
    which = (match["which"] or "").strip().lower()
    back = (published.weekday() - WEEKDAYS[match["weekday"].lower()]) % 7
    if which == "next" or (is_future and which not in ("last", "past")):
        day = published + dt.timedelta(days=(7 - back) if back or which == "next" else 0)
    else:
        day = published - dt.timedelta(days=back if back or which != "last" else 7)
    return day, day, "day"


def _near_day(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    if published is None:
        return None
    shift = {"yesterday": -1, "tomorrow": 1, "overnight": 0}.get(match["word"].lower(), 0)
    if match["word"].lower() in ("last night",):
        shift = -1
    if match["word"].lower() == "the day before yesterday":
        shift = -2
    day = published + dt.timedelta(days=shift)
    return day, day, "day"


def _near_span(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    """ "last week", "this month", "next year"."""
    if published is None:
        return None
    shift = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[
        match["which"].lower()
    ]
    return _shifted(published, match["unit"].lower(), shift)


def _weekend(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    """ "over the weekend": the last one, of a plan the next."""
    return None if published is None else _shifted(published, "weekend", 1 if is_future else -1)


def _ago(match: re.Match[str], published: dt.date | None, is_future: bool) -> Days:
    if published is None:
        return None
    n, unit = _count(match), match["unit"].lower()
    if unit in ("hour", "minute"):
        day = published - dt.timedelta(days=round(n / 24) if unit == "hour" else 0)
        return day, day, "day"
    return _shifted(published, unit, -n)


def _count(match: re.Match[str]) -> int:
    count = match["count"].lower()
    return int(count) if count.isdigit() else NUMBERS[count]


def _shifted(published: dt.date, unit: str, n: int) -> Days:
    if unit == "day":
        day = published + dt.timedelta(days=n)
        return day, day, "day"
    if unit == "week":
        monday = published - dt.timedelta(days=published.weekday()) + dt.timedelta(weeks=n)
        return monday, monday + dt.timedelta(days=6), "week"
    if unit == "weekend":
        saturday = (
            published
            - dt.timedelta(days=(published.weekday() + 2) % 7)
            + dt.timedelta(weeks=max(n, 0))
        )
        return saturday, saturday + dt.timedelta(days=1), "day"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + n
        return _month_of(months // 12, months % 12 + 1)
    year = published.year + n
    return dt.date(year, 1, 1), dt.date(year, 12, 31), "year"


def _month(match: re.Match[str]) -> int:
    return MONTHS[match["month"].rstrip(".").lower()]


def _month_of(year: int, month: int) -> Days:
    return (
        dt.date(year, month, 1),
        dt.date(year, month, calendar.monthrange(year, month)[1]),
        "month",
    )


def _compiled(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])" + pattern + r"(?![\w])", flags)


LEAD = r"(?:(?i:on|in|by|during)\s+)?"
PATTERNS: tuple[tuple[re.Pattern[str], DateBasis, Resolve], ...] = (
    (_compiled(rf"{LEAD}(?:{WEEKDAY},?\s+)?{MONTH}\s+{DAY},?\s+{YEAR}", 0), "explicit", _full),
    (
        _compiled(rf"{LEAD}(?:{WEEKDAY},?\s+)?(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}", 0),
        "explicit",
        _full,
    ),
    (_compiled(rf"{LEAD}{MONTH}\s+(?:of\s+)?{YEAR}", 0), "explicit", _month_year),
    (_compiled(rf"{LEAD}(?:{WEEKDAY},?\s+)?{MONTH}\s+{DAY}{PART}", 0), "explicit", _month_day),
    (
        _compiled(rf"{LEAD}(?:{WEEKDAY},?\s+)?(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}{PART}", 0),
        "explicit",
        _month_day,
    ),
    (_compiled(rf"{COUNT}\s+{UNIT}\s+(?:ago|earlier)"), "relative", _ago),
    (
        _compiled(
            rf"(?:(?:in|over|during|for)\s+)?the\s+(?:last|past)\s+{COUNT}\s+(?P<unit>day|week|month|year)s"
        ),
        "relative",
        _past,
    ),
    (
        _compiled(
            r"(?P<word>the day before yesterday|yesterday|today|tonight|tomorrow|overnight|last night|this (?:morning|afternoon|evening))"
            + PART
        ),
        "relative",
        _near_day,
    ),
    (
        _compiled(
            r"(?:(?:in|during|over|earlier|late|later)\s+)?(?P<which>last|past|previous|this|next|coming)\s+(?P<unit>week(?!end)|weekend|month|year)"
        ),
        "relative",
        _near_span,
    ),
    (_compiled(r"(?:over|at|on|during)\s+the\s+weekend"), "relative", _weekend),
    (
        _compiled(rf"{LEAD}(?P<which>(?i:last|next|this|past)\s+)?{WEEKDAY}{PART}", 0),
        "weekday",
        _weekday,
    ),
    (
        _compiled(
            rf"(?:(?i:in|during|by)\s+(?:early\s+|late\s+|mid-)?)?(?P<which>(?i:last|next|this)\s+)?{MONTH}",
            0,
        ),
        "relative",
        _bare_month,
    ),
    (
        _compiled(rf"(?:(?i:in|of|during|by)\s+)?(?:early\s+|late\s+)?{YEAR}", 0),
        "explicit",
        _year,
    ),
)
