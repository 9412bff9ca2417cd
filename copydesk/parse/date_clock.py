"""Finds the time of day in the text around a date. The zone behind it is `date_zones`' business."""

from __future__ import annotations

import dataclasses
import re

AM = r"a\.? ?m\b\.?|π\.?μ\.?|ص(?!\w)|öö\b"
PM = r"p\.? ?m\b\.?|μ\.?μ\.?|م(?!\w)|ös\b"
BEFORE_NOON = re.compile(r"上午|午前|凌晨|早上|오전")
AFTER_NOON = re.compile(r"下午|午後|晚上|오후")

BASIC = re.compile(r"^T(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?(?!\d)")
PLAIN = re.compile(
    rf"(?<![\d.,:/])(\d{{1,2}})\s?(?:[:h٫]|\.(?=\d\d(?!\d)))\s?(\d{{2}})(?:[:.](\d{{2}}|\d(?=Z))(?:[.,:]\d+)?)?(?!\d)\s*(?:({AM})|({PM}))?",
    re.I,
)
HOUR_ONLY = re.compile(
    rf"(?<![\d.,:/])(\d{{1,2}})()()\s?(?:({AM})|({PM})|Uhr\b|h\b(?!\w)|hrs\b)", re.I
)
MILITARY = re.compile(r"(?<![\d.,:/])(\d{2})(\d{2})()\s?()()(?=(?:hrs|hours|[A-Z]{3,4})\b)")
CJK = re.compile(r"(\d{1,2})\s*[時时点點시]\s*(?:(\d{1,2})\s*[分분])?()()()")
PATTERNS = (BASIC, PLAIN, CJK, HOUR_ONLY, MILITARY)


@dataclasses.dataclass(frozen=True, slots=True)
class ClockFound:
    """A time of day; `second` is None when none is given. `after` is the text behind it, where a zone may stand."""

    hour: int  # 0-24
    minute: int
    second: int | None
    after: str
    before: str

    @property
    def is_midnight(self) -> bool:
        """Whether it reads 0:00, which is how systems write that no time is known."""
        return not (self.hour or self.minute or self.second)


def hour_of_day(hour: int, is_am: bool, is_pm: bool) -> int:
    """Return the hour on a 24-hour clock."""
    if is_am and hour == 12:
        return 0
    return hour + 12 if is_pm and hour < 12 else hour


def find_clock_in(text: str) -> ClockFound | None:
    """Return the first possible time of day in the text."""
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            groups = [*match.groups(), None, None]
            prefix = text[: match.start()]
            is_am = bool(groups[3]) or bool(BEFORE_NOON.search(prefix))
            is_pm = bool(groups[4]) or bool(AFTER_NOON.search(prefix))
            hour = hour_of_day(int(match[1]), is_am, is_pm)
            minute = int(groups[1] or 0)
            second = min(int(groups[2]), 59) if groups[2] else None  # a leap second is not kept
            if minute < 60 and (hour, minute, second or 0) <= (24, 0, 0):
                return ClockFound(hour, minute, second, text[match.end() :], prefix)
    return None


def find_clock(before: str, after: str) -> ClockFound | None:
    """Return the time of day behind a date, else the one before it."""
    behind = find_clock_in(after)
    if behind is not None:
        return behind
    found = find_clock_in(before)
    return found and dataclasses.replace(found, after=f"{found.after} {after}")
