"""Finds days of the Hebrew calendar, whose numbers are letters: כ״א בסיוון תשפ״ג.

The arithmetic is that of Reingold and Dershowitz, "Calendrical Calculations" (3rd edition, chapter 7).
"""

from __future__ import annotations

import datetime as dt
import re

from copydesk.parse.date_eras import EraDay
from copydesk.vocabulary import by_language

VALUES = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשת",
        [*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400],
        strict=True,
    )
) | dict(zip("ךםןףץ", (20, 40, 50, 80, 90), strict=True))
"""What each letter counts; those that end words count as the others."""
ORDER = by_language("lunar_months")["he"]
"""The months: a common year has one Adar, a leap year two."""
SHORT = frozenset(("טבת", "אדר", "אדר ב", "אייר", "תמוז", "אלול"))
"""Months of 29 days in each year; the second and third month even a year out."""
OTHERWISE = {"מרחשוון": "חשוון", "חשון": "חשוון", "סיון": "סיוון"}
"""Other writings of months."""
HEBREW_DAY = re.compile(
    r"""(?<![א-ת"״'׳])([א-ל](?:["״]?[א-ט])?)['׳]? (?:ב-?|ל-?)?"""
    rf"""({"|".join(sorted((*ORDER, *OTHERWISE), key=len, reverse=True))})['׳]?,? (?:ה['׳]? ?)?(ת[א-ת]{{0,2}}["״][א-ת])(?![א-ת])"""
)
CREATION = -1_373_428
"""The day before the first of the year 1, counted as Python counts days."""
FIVE_THOUSAND = 5_000
"""A year is written without its thousands."""


def find_hebrew_day(text: str) -> EraDay | None:
    """Return the first day of the Hebrew calendar in a text.

    >>> [find_hebrew_day(text)[0].isoformat() for text in ("כ׳ באדר תשפ״א", "כ״ט אלול תשפ״א", "א' תשרי ה'תשפ\\"ב")]
    ['2021-03-04', '2021-09-06', '2021-09-07']
    """
    found = HEBREW_DAY.search(text)
    if found is None:
        return None
    day, year = (sum(VALUES.get(letter, 0) for letter in found[n]) for n in (1, 3))
    told = from_hebrew(FIVE_THOUSAND + year, OTHERWISE.get(found[2], found[2]), day)
    return None if told is None else (told, found.start(), found.end())


def from_hebrew(year: int, month: str, day: int) -> dt.date | None:
    """Return the Gregorian day of a day of the Hebrew calendar; None where the month has no such day."""
    lengths = month_lengths(year)
    if not 1 <= day <= lengths.get(month, 0):
        return None
    before = sum(lengths.get(other, 0) for other in ORDER[: ORDER.index(month)])
    return dt.date.fromordinal(new_year(year) + before + day - 1)


def month_lengths(year: int) -> dict[str, int]:
    """Return how many days each month of a year has, in order."""
    n_days = new_year(year + 1) - new_year(year)
    lengths = {month: 29 if month in SHORT else 30 for month in ORDER}
    for month in ("אדר א", "אדר ב") if n_days < LEAP else ("אדר",):
        del lengths[month]
    lengths["חשוון"] = 30 if n_days % 10 == FULL else 29
    lengths["כסלו"] = 29 if n_days % 10 == SCANT else 30
    return lengths


LEAP = 380
"""Days between the longest year of twelve months (355) and the shortest of thirteen (383)."""
FULL, SCANT = 5, 3
"""How the number of the days of a year ends in which the second month is long, or the third short."""


def new_year(year: int) -> int:
    """Return the first day of a year, counted as Python counts days: some are put off so that no year is too long or short."""
    before, own, after = (_elapsed(number) for number in (year - 1, year, year + 1))
    put_off = 2 if after - own == 356 else int(own - before == 382)
    return CREATION + own + put_off + 1


def _elapsed(year: int) -> int:
    """Return the days to the new moon that begins a year: no year begins on a Sunday, Wednesday or Friday."""
    months = (235 * year - 234) // 19
    parts = 12_084 + 13_753 * months
    day = 29 * months + parts // 25_920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day
