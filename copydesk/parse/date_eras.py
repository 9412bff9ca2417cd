"""Finds days counted in other calendars: Japanese reigns, years of the Republic of China, the Persian solar calendar."""

from __future__ import annotations

import datetime as dt
import re

from copydesk.vocabulary import by_language

REIGNS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
"""First year of each reign as the Gregorian calendar counts it."""

REIGN_LETTERS = {"M": 1868, "T": 1912, "S": 1926, "H": 1989, "R": 2019}
SHORT_REIGN_DAY = re.compile(r"([MTSHR])(\d{1,2})([./-])(\d{1,2})\3(\d{1,2})(?=$| \d)")
"""A reign by its letter, as forms and tables write it: H28.5.3. Nothing else stands before it."""

REPUBLIC = 1912
"""First year of the Republic of China."""

EAST_ASIAN_DAY = re.compile(
    r"(明治|大正|昭和|平成|令和|民國|民国|中華民國) ?(\d{1,3}|元) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"
)

PERSIAN = frozenset({"fa", "ps"})
"""Languages whose countries count by the Persian calendar."""
PERSIAN_MONTHS = by_language("months")["fa"]
PERSIAN_YEAR = r"1(?:[23]\d|4[0-4])\d"
"""No year of the news by the Gregorian calendar."""
PERSIAN_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?: ?ام)? ({'|'.join(PERSIAN_MONTHS)})(?: ?ماه)?،? (?:سال )?({PERSIAN_YEAR})(?!\d)"
)
PERSIAN_NUMBERS = re.compile(
    rf"(?<![\d/.-])({PERSIAN_YEAR})([/.-])(\d{{1,2}})\2(\d{{1,2}})(?![\d/.-])"
)
PERSIAN_NUMBERS_LAST = re.compile(
    rf"(?<![\d/.-])(\d{{1,2}})([/.-])(\d{{1,2}})\2({PERSIAN_YEAR})(?![\d/.-])"
)
ARABIC_FORMS = str.maketrans({"ي": "ی", "ك": "ک"})

EraDay = tuple[dt.date, int, int]
"""A day, and where in the text it starts and ends."""


def find_era_day(text: str, language: str | None) -> EraDay | None:
    """Return the first day of an era in a text.

    A number such as 1400/02/13 is taken for a Persian year where the language is Persian.

    >>> find_era_day("令和3年5月3日", None)[0].isoformat(), find_era_day("1400/02/13 10:05", "fa")[0].isoformat()
    ('2021-05-03', '2021-05-03')
    """
    if text[:1] in REIGN_LETTERS and (found := SHORT_REIGN_DAY.match(text)) is not None:
        year = REIGN_LETTERS[found[1]] + int(found[2]) - 1
        return _placed(found, gregorian(year, int(found[4]), int(found[5])))
    if text.isascii() and language not in PERSIAN:
        return None
    if (found := EAST_ASIAN_DAY.search(text)) is not None:
        first = REIGNS.get(found[1], REPUBLIC)
        year = first + (1 if found[2] == "元" else int(found[2])) - 1
        return _placed(found, gregorian(year, int(found[3]), int(found[4])))
    if (found := PERSIAN_NAMED.search(text.translate(ARABIC_FORMS))) is not None:
        month = PERSIAN_MONTHS.index(found[2]) + 1
        return _placed(found, from_persian(int(found[3]), month, int(found[1])))
    return _day_in_persian_numbers(text) if language in PERSIAN else None


def _day_in_persian_numbers(text: str) -> EraDay | None:
    """Return the day of a Persian year in figures, the year first or last."""
    for pattern, year, day in ((PERSIAN_NUMBERS, 1, 4), (PERSIAN_NUMBERS_LAST, 4, 1)):
        if (found := pattern.search(text)) is not None:
            return _placed(found, from_persian(int(found[year]), int(found[3]), int(found[day])))
    return None


def _placed(found: re.Match[str], day: dt.date | None) -> EraDay | None:
    return None if day is None else (day, found.start(), found.end())


def gregorian(year: int, month: int, day: int) -> dt.date | None:
    """Return a day; None where there is none such.

    >>> gregorian(2024, 2, 29), gregorian(2023, 2, 29)
    (datetime.date(2024, 2, 29), None)
    """
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def from_persian(year: int, month: int, day: int) -> dt.date | None:
    """Return the Gregorian day of a day of the Persian solar calendar (by its cycle of 33 years: exact from 1799 to 2256)."""
    longest = 31 if month <= 6 else 30
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= longest):
        return None
    years = year - 979
    days = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4
    days += 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return dt.date(1600, 3, 20) + dt.timedelta(days=days + day - 1)
