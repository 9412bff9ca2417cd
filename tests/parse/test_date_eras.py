"""Days counted by reigns and by other calendars."""

from __future__ import annotations

import pytest

from copydesk.parse.date_eras import find_era_day


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("H28.5.3", None, "2016-05-03"),
        ("R3/12/11 08:00", None, "2021-12-11"),
        ("S64-1-7", None, "1989-01-07"),
        ("H28.13.3", None, None),  # no such month
        ("A28.5.3", None, None),  # no reign
        ("No H28.5.3", None, None),  # something stands before it
        ("H28.5/3", None, None),  # two signs
        ("令和元年5月3日", None, "2019-05-03"),
        ("民國110年12月11日", None, "2021-12-11"),
        ("110年12月11日", None, None),
        ("۱۱ آذر ۱۴۰۰".translate(str.maketrans("۱۰۴", "104")), "fa", "2021-12-02"),
        ("1400/9/11", "fa", "2021-12-02"),
        ("1400/9/11", "en", None),
    ],
)
def test_a_day_of_an_era_is_told(text: str, language: str | None, day: str | None) -> None:
    found = find_era_day(text, language)
    assert (found[0].isoformat() if found else None) == day
