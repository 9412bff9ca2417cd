"""Finds the calendar day in a line of text: ISO, numbers in any order, month names of many languages, CJK."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from copydesk.parse.date_eras import find_era_day, gregorian
from copydesk.parse.date_hebrew import find_hebrew_day
from copydesk.vocabulary import by_language

FIRST_YEAR, LAST_YEAR = 1450, 2100
CENTURY_PIVOT = (
    70  # '69 is 2069, '70 is 1970: fixed, as the POSIX rule is, because no clock may decide
)
BUDDHIST_OFFSET = 543  # Thai pages count years from the death of the Buddha
FIRST_BUDDHIST = 2450  # 1907: chosen; what lies between is a slip or stands for "never", and no day of the Renaissance
MONTHS_FILE = Path(__file__).with_name("date_months.json")
NUMBERED_MONTHS = re.compile("tháng|thg")
NUMBERED_MONTH = re.compile(r"\b(?:tháng|thg\.?) ?(\d{1,2})\b", re.I)
WORD = re.compile(r"[^\W\d_][^\s\d,;/|()\-–—:]*")
HEBREW_PREFIX = re.compile("^(?:ו?[בלמהש]|ו)(?=[א-ת]{2})")
"""Prepositions that Hebrew writes at the head of the word: in May, of May."""
MARK = "\ue000{}\ue001"  # private-use brackets round a month's number once its name is recognised
MONTH = "\ue000(\\d{1,2})\ue001"
TWICE = re.compile(rf"({MONTH})\s*[/(-]\s*\1\)?")
"""A month by two names, as Arabic papers of the Levant and the Gulf write it."""
ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|a|e|-?го|-?ე|-?та|-?ти)?"
JOINT = r"(?:[\s.,/\-–]|\b(?:de|del|of|di|da|do|the|m)\b|ـ)*"
YEAR = r"(\d{4}|['’]?\d{2})(?![\d:]|\s?[.h]\d\d|\s?(?:[ap]\.? ?m\b|Uhr))"

YEAR_FIRST = (
    re.compile(r"(?<!\d)(\d{4})([-/._])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(\d{4})()\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일]"),
    re.compile(rf"(?<!\d)(\d{{4}})()[\s.,-]*(?:m\.|r\.)?\s*{MONTH}[\s.,-]*(\d{{1,2}})(?![\d:])"),
    re.compile(r"(?<!\d)(\d{4})()(\d{2})(\d{2})(?=T\d|(?!\d))"),
)
YEAR_FIRST_PLAIN = (YEAR_FIRST[0], YEAR_FIRST[3])
"""Those that a text of plain letters can hold: in it no month stands by its name or sign."""
YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日號号일][\s,，、]*(\d{4})(?!\d)")
DAY_FIRST = re.compile(rf"(?<!\d)(?<!\d:)(\d{{1,2}}){ORDINAL}{JOINT}{MONTH}{JOINT}{YEAR}", re.I)
MONTH_FIRST = re.compile(rf"{MONTH}[\s.,/-]*(\d{{1,2}})(?!\d){ORDINAL}[\s.,/-]*{YEAR}", re.I)
CLOCK_BETWEEN = re.compile(
    rf"{MONTH}\s+(\d{{1,2}}),?\s+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?: [A-Z]{{1,5}}| [+-]\d{{4}})?)\s+(\d{{4}})(?!\d)"
)
NUMBERS = re.compile(
    r"(?<![\d.,:/-])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d:/]|\.\d)"
)
MONTH_ONLY = (
    re.compile(rf"(?<![\d])(?<!\d[\s.]){MONTH}[\s,.]*(?:de\s|del\s)?(\d{{4}})(?!\d)"),
    re.compile(r"^()(\d{4})[-/](\d{1,2})$"),
    re.compile(r"^()(\d{1,2})[-/](\d{4})$"),
    re.compile(r"^()(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]$"),
)
DAY_ZERO = re.compile(r"00([/.-])(\d{1,2})\1(\d{4})|(\d{4})-(\d\d)-00(?:[T ][0:.]*)?")
"""How tables write that only the month is known: 00/07/2018."""
ISO_WEEK_OR_ORDINAL = re.compile(r"^(?:(\d{4}-?W\d{2}-?\d)|(\d{4})-?(\d{3}))(?=$|[T ])")


@dataclasses.dataclass(frozen=True, slots=True)
class DayFound:
    """A day (or, without `day`, a month) and the text around it, where a time of day may stand."""

    year: int
    month: int
    day: int | None
    before: str
    after: str
    is_open: bool = False  # two numbers of which each can be the day


@functools.cache
def month_names() -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Return month names by language, and those that mean the same month in every language that has them."""
    by_language: dict[str, dict[str, int]] = json.loads(MONTHS_FILE.read_text(encoding="utf-8"))
    meanings: dict[str, set[int]] = {}
    for names in by_language.values():
        for name, number in names.items():
            meanings.setdefault(name, set()).add(number)
    shared = {name: min(numbers) for name, numbers in meanings.items() if len(numbers) == 1}
    return by_language, shared | by_language["en"]


@functools.cache
def months_of_two_words() -> frozenset[str]:
    """Return the first words of month names that consist of two, as `WORD` parts them."""
    by_language, shared = month_names()
    names = {name for own in (*by_language.values(), shared) for name in own}
    words = {name: [found[0] for found in WORD.finditer(name)] for name in names}
    return frozenset(parts[0] for parts in words.values() if len(parts) > 1)


def month_number(name: str, language: str | None) -> int | None:
    """Return the month with this name, in the page's language if that has it, else in any."""
    by_language, shared = month_names()
    key = name.casefold().strip(".॰ ")
    own = by_language.get(language or "", {})
    number = own.get(key) or shared.get(key)
    if number is None and (bare := HEBREW_PREFIX.sub("", key)) != key:
        return by_language["he"].get(bare)
    return number


def mark_months(text: str, language: str | None) -> str:
    """Return the text with month names replaced by their marked numbers."""
    if NUMBERED_MONTHS.search(text.lower()):
        text = NUMBERED_MONTH.sub(lambda found: MARK.format(found[1]), text)
    pieces: list[str] = []
    done = 0
    words = list(WORD.finditer(text))
    of_two = months_of_two_words()
    for i, word in enumerate(words):
        if word.start() < done:
            continue
        is_first = i + 1 < len(words) and word[0].casefold() in of_two
        for last in (words[i + 1], word) if is_first else (word,):
            number = month_number(" ".join(text[word.start() : last.end()].split()), language)
            if number:
                pieces += [text[done : word.start()], MARK.format(number)]
                done = last.end()
                break
    marked = "".join([*pieces, text[done:]])
    return TWICE.sub(r"\1", marked) if marked.count(MARK[0]) > 1 else marked


def plain_digits(text: str) -> str:
    """Return the text with the digits of every script as 0-9, one space between words, no invisible marks."""
    if not text.isascii():
        text = re.sub("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]", "", text)
        text = "".join(
            str(unicodedata.decimal(sign)) if sign.isdecimal() and not sign.isascii() else sign
            for sign in text
        )
    return " ".join(text.split())


def full_year(digits: str) -> int:
    """Return the year meant by two or four digits; one that lies five centuries ahead is counted from the Buddha's death."""
    year = int(digits.lstrip("'’"))
    if year < 100 and len(digits.lstrip("'’")) == 2:
        return year + (1900 if year >= CENTURY_PIVOT else 2000)
    is_buddhist = FIRST_BUDDHIST <= year <= LAST_YEAR + BUDDHIST_OFFSET
    return year - BUDDHIST_OFFSET if is_buddhist else year


def is_possible(year: int, month: int, day: int | None) -> bool:
    """Return whether there was or will be such a day in the span in which news is printed."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return False
    return gregorian(year, month, 1 if day is None else day) is not None


def numbers_in_order(first: int, second: int, day_first: bool) -> tuple[int, int]:
    """Return (month, day) of two numbers: the wanted order unless only the other is possible."""
    if first > 12 or second > 12:
        return (second, first) if first > 12 else (first, second)
    return (second, first) if day_first else (first, second)


def candidates(
    text: str, day_first: bool, dots_day_first: bool
) -> Iterator[tuple[int, int, DayFound]]:
    """Yield every reading of a day in a marked text, as (start, -end, day)."""

    def found(match: re.Match[str], year: str, month: int, day: int, after: str = "") -> DayFound:
        rest = after + text[match.end() :]
        return DayFound(full_year(year), month, day, text[: match.start()], rest)

    shapes = [(pattern, 1, 3, 4) for pattern in YEAR_FIRST_PLAIN]
    if not text.isascii():
        shapes = [*((pattern, 1, 3, 4) for pattern in YEAR_FIRST), (YEAR_LAST, 3, 1, 2)]
    if MARK[0] in text:
        shapes += [(DAY_FIRST, 3, 2, 1), (MONTH_FIRST, 3, 1, 2), (CLOCK_BETWEEN, 4, 1, 2)]
    for pattern, year, month, day in shapes:
        for m in pattern.finditer(text):
            after = m[3] if pattern is CLOCK_BETWEEN else ""
            yield m.start(), -m.end(), found(m, m[year], int(m[month]), int(m[day]), after)
    for m in NUMBERS.finditer(text):
        first, second, has_dots = int(m[1]), int(m[3]), m[2] == "."
        month, day = numbers_in_order(first, second, dots_day_first if has_dots else day_first)
        is_open = max(first, second) <= 12 and first != second and not has_dots
        if is_open and (told := told_by_weekday(text, full_year(m[4]), (first, second))):
            (month, day), is_open = told, False
        read = found(m, m[4], month, day)
        is_open |= may_be_year_first(first, second, m[4]) and not has_dots
        yield m.start(), -m.end(), dataclasses.replace(read, is_open=is_open)


def may_be_year_first(first: int, second: int, last: str) -> bool:
    """Return whether figures fit as year, month and day, too: 19-03-05."""
    return len(last) == 2 and int(last) <= 31 and first > 12 >= second


@functools.cache
def weekday_numbers() -> dict[str, int]:
    """Return the days of the week by name from Monday (0) on, the English ones also as calendars cut them."""
    lists = by_language("weekdays")
    names = [(name, number) for own in lists.values() for number, name in enumerate(own)]
    cut = [(name[:3], number) for number, name in enumerate(lists["en"])]
    return {name.casefold(): number for name, number in names + cut}


def told_by_weekday(text: str, year: int, numbers: tuple[int, int]) -> tuple[int, int] | None:
    """Return (month, day) of two numbers where the day of the week beside them fits one order alone; else None."""
    known = weekday_numbers()
    told = {known[word] for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in known}
    if not told or not FIRST_YEAR <= year <= LAST_YEAR or 0 in numbers:
        return None
    orders = (numbers, numbers[::-1])
    fits = [order for order in orders if dt.date(year, *order).weekday() in told]
    return fits[0] if len(fits) == 1 and len(told) == 1 else None


def find_month(text: str) -> DayFound | None:
    """Return the month that a marked text names without a day, if it does."""
    for pattern in MONTH_ONLY:
        match = pattern.search(text)
        if match:
            parts = [part for part in match.groups() if part]
            year, month = sorted(parts, key=len, reverse=True)
            reading = DayFound(full_year(year), int(month), None, "", "")
            if is_possible(reading.year, reading.month, None):
                return reading
    return None


def find_month_of_day_zero(text: str) -> DayFound | None:
    """Return the month of a date whose day is a zero."""
    if "00" not in text or (found := DAY_ZERO.fullmatch(text)) is None:
        return None
    year, month = int(found[3] or found[4]), int(found[2] or found[5])
    return DayFound(year, month, None, "", "") if is_possible(year, month, None) else None


def find_iso_week(text: str) -> DayFound | None:
    """Return the day of an ISO week date (2019-W47-2) or ordinal date (2019-323)."""
    match = ISO_WEEK_OR_ORDINAL.match(text)
    if match is None:
        return None
    try:
        if match[1]:
            day = dt.date.fromisoformat(match[1])
        else:
            day = dt.date(int(match[2]), 1, 1) + dt.timedelta(days=int(match[3]) - 1)
    except ValueError:
        return None
    if (match[2] and day.year != int(match[2])) or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return DayFound(day.year, day.month, day.day, "", text[match.end() :])


def find_era(text: str, language: str | None) -> DayFound | None:
    """Return the day that a text counts otherwise: by a Japanese reign, the Republic of China, the Persian or Hebrew calendar."""
    found = find_era_day(text, language) or (None if text.isascii() else find_hebrew_day(text))
    if found is None:
        return None
    day, start, end = found
    return DayFound(day.year, day.month, day.day, text[:start], text[end:])


def find_day(
    text: str, language: str | None, day_first: bool, dots_day_first: bool = True
) -> DayFound | None:
    """Return the first possible day in the text; a month if only a month is named; None for neither.

    Dots part the day from the month wherever they are used, unless the column itself shows the other order.
    """
    iso = find_iso_week(text) or find_month_of_day_zero(text) or find_era(text, language)
    if iso:
        return iso
    marked = mark_months(text, language)
    readings = sorted(
        candidates(marked, day_first, dots_day_first), key=lambda reading: reading[:2]
    )
    for _, _, day in readings:
        if is_possible(day.year, day.month, day.day):
            return day
    return None if readings else find_month(marked)
