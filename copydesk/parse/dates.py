"""Reads a date as a dump states it, whatever its form, into an instant in UTC and a day on the publisher's clock.

Nothing here knows what time it is: "2 hours ago" is no date.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import math
import re
from typing import Any, Literal

from copydesk.parse.date_clock import ClockFound, find_clock
from copydesk.parse.date_days import FIRST_YEAR, LAST_YEAR, DayFound, find_day, plain_digits
from copydesk.parse.date_zones import (
    NOWHERE,
    Places,
    find_offset,
    load_zone,
    offset_in_zone,
    stated_place,
)
from copydesk.records import SourceConfig
from schemas.articles import PublishedPrecision, TzBasis

LONGEST_TEXT = 250  # a longer text is prose that mentions a day, not a date line
EPOCH_UNITS = (
    (1e8, 4.2e9, 1), (1e11, 4.2e12, 1_000), (1e14, 4.2e15, 1_000_000), (1e17, 4.2e18, 10**9),
)  # fmt: skip
"""Least and most of the numbers that are seconds, milli-, micro- and nanoseconds since 1970 (1973 to 2103)."""

NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?(?:[eE]\+?\d{1,2})?$")
FIRST_SERIAL, LAST_SERIAL = 25_569, 60_000
"""Numbers that are days as a spreadsheet counts them: 1970 to 2064."""
SCRIPT_DATE = re.compile(r"^/?Date\((-?\d{9,14})(?:[+-]\d{4})?\)/?$")
STRUCT_PART = re.compile(r"tm_\w{3,5}=(\d)")
PYTHON_DATE = re.compile(
    r"(?:datetime|date|struct_time)\((\d{4}), ?(\d{1,2}), ?(\d{1,2})((?:, ?\d{1,2}){0,3})[^)]*(?:\)|$)"
)
"""How ASP.NET and Python write a date down."""
SHORT_COMPACT = re.compile(r"^(3[2-9]|[4-9]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
"""Six digits, as collections of the nineties write a day: read where the first two can be neither day nor month."""
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?$")
MONTH_FIRST_ZONES = re.compile(
    r"^(?:US/|America/(?:New_York|Chicago|Denver|Los_Angeles|Phoenix|Detroit|Anchorage|Boise|Indiana/.*|Kentucky/.*)"
    r"|Pacific/Honolulu|Asia/Manila)"
)
MONTH_FIRST_NAMES = re.compile(r"\b(?:E[SD]?T|C[SD]T|CT|M[SD]T|P[SD]?T|AK[SD]T|HST)\b")
DAY_FIRST_NAMES = re.compile(
    r"\b(?:IST|GMT|BST|CES?T|EES?T|MES?Z|AES?T|AEDT|NZ[SD]T|SAST|PKT|WAT|EAT|SGT)\b"
)
TWO_ORDERS = frozenset({"en", "tl", "und"})
"""Languages in which both orders of day and month are in use (CLDR: en-US, en-PH and fil month first, others not)."""
DAY_FIRST_OFFSETS = re.compile(r"[+](?:0[1-7]|1[0-3]):?[0-5]\d\b|\b(?:UTC|GMT)\s?[+]\d")


EPOCH = dt.date(1970, 1, 1)
WIDEST, HALF_HOUR = 14 * 3600, 1800  # seconds: how far a clock is from UTC, and in what steps
FIRST_DAYS = frozenset({
    EPOCH, dt.date(1601, 1, 1), dt.date(1753, 1, 1), dt.date(1899, 12, 30), dt.date(1900, 1, 1),
    dt.date(1904, 1, 1),
})  # fmt: skip
"""Where the calendars of Unix, Windows, SQL Server, Excel and the Macintosh start. Papers of the other days are
archived with a day and no midnight."""
NO_DAY = re.compile(
    r"(?<!\d)(?:000[01]|9999)[-/.]\d|\d[-/.](?:000[01]|9999)(?!\d)|(?<=[a-z,] )(?:000[01]|9999)\s*$",
    re.I,
)
"""The first and the last year of .NET and SQL: no date."""

PERSIAN_DIGIT = re.compile("[۰-۹]")
PERSIAN_ZONES = frozenset({"Asia/Tehran", "Asia/Kabul"})

STAMP_BREAK = re.compile(
    r"\s*[|•;\n]\s*|\s+/\s+|[\s,(\[–—-]+(?=(?:last\s+|first\s+)?(?:updated|modified|edited|update|published|posted)\b)",
    re.I,
)
STAMP_EDGE = " \t\r\n|•;/()[]"
STAMP_DIGITS = 5  # a day and a year have as many
UPDATE_LABEL = re.compile(
    r"(?i)\b(?:last[ -])?(?:updated?|modified|edited|changed|revised)\b|\b(?:stand(?=:)|aktualisiert|geändert|mis à jour|modifié"
    r"|actualizad[oa]|atualizad[oa]|aggiornat[oa]|bijgewerkt|uppdatera[dt]|oppdatert|opdateret|päivitetty|zaktualizowano"
    r"|aktualizováno|aktualizované|frissítve|actualizat|обновлено|оновлено|güncelleme|diperbarui|cập nhật)\b|更新|업데이트|수정"
)
"""What opens the second of two stamps."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as read. Below the precision of a minute `at` is midnight UTC of `on` and the clock is unknown."""

    at: dt.datetime | None  # UTC
    on: dt.date | None  # on the publisher's own clock
    utc_offset: int | None  # minutes east of UTC
    precision: PublishedPrecision
    tz_basis: TzBasis | None
    is_order_assumed: bool = False  # day and month may be the other way round


def whole_day(day: dt.date, precision: PublishedPrecision = "day") -> ReadDate:
    """Return a date of which only the day (or month) is known."""
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    return ReadDate(midnight, day, None, precision, None)


def from_instant(at: dt.datetime, source: SourceConfig) -> ReadDate | None:
    """Return the date of a moment given in UTC: the day is the home zone's where that is known."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        return None
    home = load_zone(source.timezone)
    if home is None:
        return ReadDate(at, at.date(), None, "second", "stated")
    local = at.astimezone(home)
    offset = offset_in_zone(home, local.replace(tzinfo=None))
    return ReadDate(at, local.date(), offset, "second", "stated")


def from_epoch(seconds: float, source: SourceConfig) -> ReadDate | None:
    """Return the date of seconds since 1970; exactly midnight UTC is how systems write a day without a time."""
    try:
        at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=round(seconds))
    except OverflowError:
        return None
    if not FIRST_YEAR <= at.year <= LAST_YEAR or at.timestamp() == 0:
        return None
    return whole_day(at.date()) if at.time() == dt.time() else from_instant(at, source)


NEVER = ((253_402_214_400, 253_402_300_799), (253_402_214_400_000, 253_402_300_799_999))
"""The last day of the year 9999 in seconds and milliseconds: how systems write that something never ends."""


FAR = 1e19
"""Beyond every moment, told in nanoseconds: a longer number is no date, and may be more than a float holds."""


def from_number(number: float, source: SourceConfig) -> ReadDate | None:
    """Return the date of an epoch number of plausible size, or of a number like 20191119."""
    if not -FAR < number < FAR or any(low <= number <= high for low, high in NEVER):
        return None
    number = float(number)
    for least, most, per_second in EPOCH_UNITS:
        if least <= number <= most:
            return from_epoch(number / per_second, source)
    if FIRST_SERIAL <= number < LAST_SERIAL:
        return from_serial(number, source)
    digits = str(int(number))
    return read_text(digits, source, None) if len(digits) == 8 and number > 0 else None


def from_serial(number: float, source: SourceConfig) -> ReadDate | None:
    """Return the date of a spreadsheet's count of days since the end of 1899, its fraction the time of day.

    >>> from_serial(44319, SourceConfig()).on.isoformat()
    '2021-05-03'
    """
    at = dt.datetime(1899, 12, 30) + dt.timedelta(seconds=round(number * 86_400))  # noqa: DTZ001 - a clock on a wall
    text = at.strftime("%Y-%m-%d %H:%M:%S") if number % 1 else at.strftime("%Y-%m-%d")
    return read_text(text, source, None)


DATE_KEYS = (
    "$date", "$numberLong", "value", "@value", "datetime", "date", "iso", "utc", "rendered",
    "_seconds", "seconds", "epochSecond", "start", "#text", "$t",
)  # fmt: skip
"""Keys under which an object holds a moment: of MongoDB, BigQuery, Firestore, RDF, Java, converters of XML."""
ZONE_KEYS = ("timezone", "time_zone", "timeZone", "tz", "zone", "offset", "utc_offset")
"""Keys under which an object says on what clock its moment was read: of PHP, Drupal, Microsoft Graph, Google's calendar."""


def from_mapping(value: dict[str, Any], source: SourceConfig) -> ReadDate | None:
    """Return the date of a MongoDB export: {"$date": ms}, {"$date": ISO} or {"$date": {"$numberLong": ms}}."""
    key = next((key for key in DATE_KEYS if key in value), "$date")
    inner = value.get(key)
    if isinstance(inner, dict):
        return from_mapping(inner, source)
    is_text = isinstance(inner, str) and not NUMBER.match(inner.strip())
    inner = with_zone(inner, *filter(None, map(value.get, ZONE_KEYS)))
    if isinstance(inner, str | int | float) and (is_text or not key.startswith("$")):
        return read_date(inner, source)
    try:
        milliseconds = float(inner)
    except (TypeError, ValueError, OverflowError):
        return None
    return from_epoch(milliseconds / 1000, source) if math.isfinite(milliseconds) else None


def with_zone(stamp: Any, zone: Any = None, *_others: Any) -> Any:
    """Return a stamp with the zone that is stated beside it, where it shows a time of day.

    >>> with_zone("2021-05-03 10:05", "Asia/Tokyo"), with_zone("2021-05-03", "Asia/Tokyo")
    ('2021-05-03 10:05 Asia/Tokyo', '2021-05-03')
    """
    is_clock = isinstance(stamp, str) and ":" in stamp
    is_zone = isinstance(zone, str) and not zone.strip()[:1].isdigit()
    return f"{stamp} {zone.strip()}" if is_clock and is_zone else stamp


@dataclasses.dataclass(frozen=True, slots=True)
class DateOrder:
    """How 3/4/2019 is meant, and whether that is known: of the column, of the source and its place, or only assumed."""

    day_first: bool
    basis: Literal["column", "known", "assumed"]


def order_of(text: str, source: SourceConfig, language: str | None) -> DateOrder:
    """Return the order of day and month by the source, its zone, the zone stated, the language.

    English is written in either order: without more to go by, month first is assumed.
    """
    if source.day_first is not None:
        return DateOrder(source.day_first, "known")
    if source.timezone:
        return DateOrder(not MONTH_FIRST_ZONES.match(source.timezone), "known")
    if MONTH_FIRST_NAMES.search(text):
        return DateOrder(False, "known")
    if DAY_FIRST_NAMES.search(text) or DAY_FIRST_OFFSETS.search(text):
        return DateOrder(True, "known")
    spoken = language or source.language
    if spoken in TWO_ORDERS:
        return DateOrder(False, "assumed")
    return DateOrder(True, "known") if spoken else DateOrder(False, "assumed")


def on_clock(
    day: dt.date, clock: ClockFound, source: SourceConfig, places: Places
) -> ReadDate | None:
    """Return the date of a day with a time of day, on the clock that the text or the source names."""
    time = dt.time(clock.hour % 24, clock.minute, clock.second or 0)
    wall = dt.datetime.combine(day, time)  # without a zone: what the clock on the wall showed
    if clock.hour == 24:
        wall += dt.timedelta(days=1)
    offset, basis = find_offset(clock.after, clock.before, wall, source.timezone, places)
    if clock.is_midnight and basis != "stated":
        return whole_day(day)  # midnight without a zone: the time is not known
    at = (wall - dt.timedelta(minutes=offset or 0)).replace(tzinfo=dt.UTC)
    home = stated_place(clock.after) or source.timezone
    on: dt.date | None = wall.date()
    if offset == 0 and basis == "stated" and home:
        read = from_instant(at, SourceConfig(timezone=home))
        offset, on = (read.utc_offset, read.on) if read else (offset, on)
    precision: PublishedPrecision = "minute" if clock.second is None else "second"
    return ReadDate(at, on, offset, precision, basis)


def read_text(
    text: str,
    source: SourceConfig,
    language: str | None,
    places: Places = NOWHERE,
    order: DateOrder | None = None,
) -> ReadDate | None:
    """Return the first date that a line of text states."""
    if NO_DAY.search(text):
        return None
    order = order or order_of(text, source, language)
    dots_day_first = order.day_first or order.basis != "column"
    found: DayFound | None = find_day(text, language, order.day_first, dots_day_first)
    if found is None:
        return None
    read = moment_of(found, source, places)
    if read is not None and found.day and found.is_open and order.basis == "assumed":
        return dataclasses.replace(read, is_order_assumed=True)
    return read


def moment_of(found: DayFound, source: SourceConfig, places: Places) -> ReadDate | None:
    """Return the date of a day that was found, with the time of day beside it; of a month its own; None for a day that stands for none."""
    day = dt.date(found.year, found.month, found.day or 1)
    if found.day is None:
        return whole_day(day, "month")
    clock = find_clock(found.before, found.after)
    if is_default_day(day, clock):
        return None
    read = whole_day(day) if clock is None else on_clock(day, clock, source, places)
    return None if read is not None and clock is not None and is_epoch(read, clock) else read


def is_epoch(read: ReadDate, clock: ClockFound) -> bool:
    """Return whether a moment is the start of Unix' calendar; where no zone is stated, as any clock on earth showed it to the second."""
    if read.at is None or read.tz_basis == "stated" or clock.second is None:
        return read.at is not None and read.at.timestamp() == 0
    return abs(read.at.timestamp()) <= WIDEST and read.at.timestamp() % HALF_HOUR == 0


def written_date(text: str) -> str:
    """Return a date that a program wrote down in its own way as anybody would write it.

    >>> written_date("datetime.datetime(2021, 5, 3, 8, 5, tzinfo=tzutc())"), written_date("/Date(1620029100000)/")
    ('2021-05-03 08:05:00 UTC', '1620029100000')
    """
    if found := SCRIPT_DATE.match(text.strip()):
        return found[1]
    if (found := PYTHON_DATE.search(STRUCT_PART.sub(r"\1", text))) is None:
        return text
    year, month, day = (int(found[n]) for n in (1, 2, 3))
    clock = [int(part) for part in found[4].split(",") if part.strip()]
    zone = " UTC" if re.search(r"(?i)utc|struct_time", text) else ""
    time = " " + ":".join(f"{part:02}" for part in [*clock, 0, 0][:3]) + zone if clock else ""
    return f"{year:04}-{month:02}-{day:02}{time}"


def is_default_day(day: dt.date, clock: ClockFound | None) -> bool:
    """Return whether a day is what systems write for none: the start of their calendar.

    >>> is_default_day(dt.date(1970, 1, 1), None), is_default_day(dt.date(1970, 1, 2), None)
    (True, False)
    """
    is_start = clock is not None and clock.is_midnight
    return day in FIRST_DAYS and (is_start or (clock is None and day == EPOCH))


def published_part(text: str) -> str:
    """Return what of a line with several stamps is the first publication: what is not labelled as an update.

    >>> published_part("Published: 10:05, 3 May 2021 | Updated: 13:40, 4 May 2021")
    'Published: 10:05, 3 May 2021'
    """
    if not STAMP_BREAK.search(text):
        return text
    ends = [0, *(found.start() for found in STAMP_BREAK.finditer(text)), len(text)]
    parts = [text[start:end].strip(STAMP_EDGE) for start, end in itertools.pairwise(ends)]
    dated = [part for part in parts if len(re.findall(r"\d", plain_digits(part))) >= STAMP_DIGITS]
    if len(dated) < 2:
        return text
    return next((part for part in dated if not UPDATE_LABEL.match(part)), dated[0])


def update_part(text: str) -> str | None:
    """Return what of a line with several stamps is labelled as an update, or None."""
    text = text[: 4 * LONGEST_TEXT]
    label = UPDATE_LABEL.search(text)
    if label is None or published_part(text) == text:
        return None
    rest = text[label.start() :]
    ends = [found.start() for found in STAMP_BREAK.finditer(rest, len(label[0]))]
    return rest[: ends[0]] if ends else rest


def read_date(
    text: str | int | float | dict[str, Any],
    source: SourceConfig,
    language: str | None = None,
    places: Places = NOWHERE,
    order: DateOrder | None = None,
) -> ReadDate | None:
    """Return the date that a value states, or None when it states none that is possible.

    `places` (what the page names in a dateline, where its address is registered) decide what an ambiguous "IST" means;
    `order` is that of the column, where it is known.

    >>> read_date("November 19th, 2019 at 18:46 IST", SourceConfig()).at.isoformat()
    '2019-11-19T13:16:00+00:00'
    """
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, dict):
        return from_mapping(text, source)
    if isinstance(text, int | float):
        return from_number(text, source)
    if "ate(" in text or "time(" in text:
        text = written_date(text)
    if PERSIAN_DIGIT.search(text) or places.address_zone in PERSIAN_ZONES:
        language = "fa"
    line = plain_digits(published_part(text[: 4 * LONGEST_TEXT].strip()))
    if not line or len(line) > LONGEST_TEXT:
        return None
    if (plain := parted_figures(line)) and (read := read_text(plain, source, language, places)):
        return read
    if (short := SHORT_COMPACT.match(line)) is not None:
        return read_text(f"19{short[1]}-{short[2]}-{short[3]}", source, language)
    if NUMBER.match(line):
        return from_number(float(line), source)
    return read_text(line, source, language, places, order)


def parted_figures(line: str) -> str:
    """Return figures without marks with those of a day and a clock: of "201911191846" 2019-11-19 18:46; nothing of other text."""
    compact = COMPACT.match(line)
    if compact is None or int(compact[1]) > LAST_YEAR:
        return ""
    year, month, day, hour, minute, second = compact.groups()
    clock = f"{hour}:{minute}:{second}" if second else f"{hour}:{minute}"
    return f"{year}-{month}-{day} {clock}"
