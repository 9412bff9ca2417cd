"""Dates: what a text states, on whose clock, and how exactly."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse.date_days import FIRST_YEAR, LAST_YEAR
from copydesk.parse.date_hebrew import from_hebrew, month_lengths
from copydesk.parse.date_zones import Places, zone_names
from copydesk.parse.dates import FIRST_DAYS, read_date
from copydesk.records import SourceConfig
from copydesk.vocabulary import by_language

NOWHERE = SourceConfig()


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "at", "offset", "precision", "basis"),
    [
        ("2021-03-04T05:06:07+05:30", utc(2021, 3, 3, 23, 36, 7), 330, "second", "stated"),
        ("2021-03-04T05:06:07,125Z", utc(2021, 3, 4, 5, 6, 7), 0, "second", "stated"),
        ("20210304T050607Z", utc(2021, 3, 4, 5, 6, 7), 0, "second", "stated"),
        ("2021-03-04 05:06:07.789555", utc(2021, 3, 4, 5, 6, 7), None, "second", "assumed"),
        ("2021-03-04T05:06", utc(2021, 3, 4, 5, 6), None, "minute", "assumed"),
        ("Thu, 04 Mar 2021 05:06:07 -0500", utc(2021, 3, 4, 10, 6, 7), -300, "second", "stated"),
        ("Thu Mar 04 05:06:07 EST 2021", utc(2021, 3, 4, 10, 6, 7), -300, "second", "stated"),
        ("March 4th, 2021 at 18:46 IST", utc(2021, 3, 4, 13, 16), 330, "minute", "assumed"),
        ("04-MAR-1987 15:01:01.79\t\t\tC T", utc(1987, 3, 4, 15, 1, 1), None, "second", "assumed"),
        ("3 Apr. 2012, 5.30pm", utc(2012, 4, 3, 17, 30), None, "minute", "assumed"),
        ("19.11.2019 18:46", utc(2019, 11, 19, 18, 46), None, "minute", "assumed"),
        (
            "Posted 18:46, 19 November 2019 (GMT+7)",
            utc(2019, 11, 19, 11, 46),
            420,
            "minute",
            "stated",
        ),
        ("5:30 p.m. ET July 3, 2012", utc(2012, 7, 3, 21, 30), -240, "minute", "stated"),
        (
            "Dienstag, 19. November 2019, 18:46 Uhr MEZ",
            utc(2019, 11, 19, 17, 46),
            60,
            "minute",
            "stated",
        ),
        ("19 novembre 2019 à 18h46", utc(2019, 11, 19, 18, 46), None, "minute", "assumed"),
        ("2019年11月19日 18時46分", utc(2019, 11, 19, 18, 46), None, "minute", "assumed"),
        ("2019년 11월 19일 오후 6:46", utc(2019, 11, 19, 18, 46), None, "minute", "assumed"),
        ("Thứ ba, 19/11/2019, 18:46 (GMT+7)", utc(2019, 11, 19, 11, 46), 420, "minute", "stated"),
        ("19 พฤศจิกายน 2562 18:46 น.", utc(2019, 11, 19, 18, 46), None, "minute", "assumed"),
        ("9:00 a.m. Eastern time, March 3, 2020", utc(2020, 3, 3, 14), -300, "minute", "stated"),
        ("2019-11-19 18:46 Asia/Kolkata", utc(2019, 11, 19, 13, 16), 330, "minute", "stated"),
        (1474416123, utc(2016, 9, 21, 0, 2, 3), None, "second", "stated"),
        ("1474416123000", utc(2016, 9, 21, 0, 2, 3), None, "second", "stated"),
        (1474416123000000, utc(2016, 9, 21, 0, 2, 3), None, "second", "stated"),
        ({"$date": 1474416123000}, utc(2016, 9, 21, 0, 2, 3), None, "second", "stated"),
        (
            {"$date": {"$numberLong": "1474416123000"}},
            utc(2016, 9, 21, 0, 2, 3),
            None,
            "second",
            "stated",
        ),
        ({"$date": "2016-09-21T00:02:03Z"}, utc(2016, 9, 21, 0, 2, 3), 0, "second", "stated"),
    ],
)
def test_a_time_of_day_is_read_with_its_clock(text, at, offset, precision, basis):
    read = read_date(text, NOWHERE)
    assert read is not None
    assert (read.at, read.utc_offset, read.precision, read.tz_basis) == (
        at,
        offset,
        precision,
        basis,
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2016-09-20", dt.date(2016, 9, 20)),
        ("2016-09-20 12:00 AM", dt.date(2016, 9, 20)),
        ("2016-09-20 00:00:00", dt.date(2016, 9, 20)),
        ({"$date": 1474329600000}, dt.date(2016, 9, 20)),
        ("20160920", dt.date(2016, 9, 20)),
        (20160920, dt.date(2016, 9, 20)),
        ("9/9/99", dt.date(1999, 9, 9)),
        ("13/5/2019", dt.date(2019, 5, 13)),
        ("5/13/2019", dt.date(2019, 5, 13)),
        ("19th of November, 2019", dt.date(2019, 11, 19)),
        ("19-Nov-19", dt.date(2019, 11, 19)),
        ("19. listopadu 2019", dt.date(2019, 11, 19)),
        ("2019 m. lapkričio 19 d.", dt.date(2019, 11, 19)),
        ("2019. november 19.", dt.date(2019, 11, 19)),
        ("19 تشرين الثاني 2019", dt.date(2019, 11, 19)),
        ("١٩ نوفمبر ٢٠١٩", dt.date(2019, 11, 19)),
        ("19 नवंबर 2019", dt.date(2019, 11, 19)),
        ("19 tháng 11, 2019", dt.date(2019, 11, 19)),
        ("2019-W47-2", dt.date(2019, 11, 19)),
        ("2019-323", dt.date(2019, 11, 19)),
    ],
)
def test_a_day_without_a_time_is_midnight_utc_and_has_no_clock(text, day):
    read = read_date(text, NOWHERE)
    assert read is not None
    assert (read.on, read.precision, read.utc_offset, read.tz_basis) == (day, "day", None, None)
    assert read.at == utc(day.year, day.month, day.day)


@pytest.mark.parametrize("text", ["November 2019", "2019-11", "2019年11月"])
def test_a_month_alone_is_read_as_its_first_day(text):
    read = read_date(text, NOWHERE)
    assert read is not None
    assert (read.on, read.precision) == (dt.date(2019, 11, 1), "month")


@pytest.mark.parametrize(
    "text",
    [
        "99/99/99", "0000-00-00", "31 February 2019", "2020-02-30", "1400-01-01", "3019-01-01", "2 hours ago",
        "yesterday", "just now", "Nov. 19", "18:46", "2019", "", " ", "no date", "12 Nov 18:46", -5, 0, 7, True,
        float("nan"), float("inf"), {}, {"$date": None}, {"$date": "soon"}, "1398/08/28", "word " * 500,
        "2116-02-20T00:00:00Z", "2200-01-01", 253_402_300_799_999, 253_402_300_799, "253402300799000000 timestamp[us]",
    ],
)  # fmt: skip
def test_what_is_no_possible_date_is_none(text):
    assert read_date(text, NOWHERE) is None


@pytest.mark.parametrize(
    ("zone", "place", "offset", "basis"),
    [
        ("Asia/Kolkata", None, 330, "source"),
        ("Asia/Jerusalem", None, 120, "source"),
        (
            "Europe/Dublin",
            None,
            0,
            "source",
        ),  # in November Irish clocks stand at UTC, whatever the page prints
        (None, "JERUSALEM", 120, "stated"),
        (None, "DUBLIN, Ireland", 60, "stated"),
        (None, "NEW DELHI", 330, "stated"),
        (None, "Seoul", 330, "assumed"),
        (None, None, 330, "assumed"),
    ],
)
def test_ist_is_read_by_home_zone_then_place_then_usual_meaning(zone, place, offset, basis):
    read = read_date(
        "November 19, 2019 18:46 IST", SourceConfig(timezone=zone), places=Places(named=place)
    )
    assert read is not None
    assert (read.utc_offset, read.tz_basis) == (offset, basis)


def test_a_time_without_zone_is_on_the_source_clock_with_its_summer_time():
    new_york = SourceConfig(timezone="America/New_York")
    winter, summer = (read_date(f"2019-{month}-15 12:00", new_york) for month in ("01", "07"))
    assert winter is not None
    assert summer is not None
    assert (winter.utc_offset, summer.utc_offset) == (-300, -240)
    assert winter.tz_basis == summer.tz_basis == "source"


def test_the_day_is_the_publishers_own_where_only_utc_is_stated():
    read = read_date("2019-07-03T02:00:00Z", SourceConfig(timezone="America/New_York"))
    assert read is not None
    assert (read.on, read.utc_offset, read.at) == (dt.date(2019, 7, 2), -240, utc(2019, 7, 3, 2))


@pytest.mark.parametrize(
    ("text", "at", "offset", "on"),
    [
        ("2021-08-11T10:00:00Z[Europe/Paris]", utc(2021, 8, 11, 10), 120, 11),
        ("2021-08-11T10:00:00.000Z[America/New_York]", utc(2021, 8, 11, 10), -240, 11),
        ("2021-08-11T20:00:00z[!Asia/Tokyo][u-ca=iso8601]", utc(2021, 8, 11, 20), 540, 12),
        ("2021-08-11 10:00 UTC (Europe/Paris)", utc(2021, 8, 11, 10), 120, 11),
        ("2021-08-11T10:00:00+00:00[Europe/Paris]", utc(2021, 8, 11, 10), 120, 11),
        ("2021-08-11T10:00:00Z[Etc/GMT+5]", utc(2021, 8, 11, 10), 0, 11),
        ("2021-08-11T10:00:00+02:00[Europe/Paris]", utc(2021, 8, 11, 8), 120, 11),
        ("2021-08-11T10:00:00[Europe/Paris]", utc(2021, 8, 11, 8), 120, 11),
        ("2021-08-11T10:00:00[Etc/GMT+5]", utc(2021, 8, 11, 15), -300, 11),
        ("2021-08-11T10:00:00[America/Port-au-Prince]", utc(2021, 8, 11, 14), -240, 11),
    ],
)
def test_a_zone_in_brackets_says_where_and_the_offset_before_it_when(text, at, offset, on):
    read = read_date(text, NOWHERE)
    assert read is not None
    told = (read.at, read.utc_offset, read.on, read.tz_basis)
    assert told == (at, offset, dt.date(2021, 8, on), "stated")


@pytest.mark.parametrize(
    ("source", "language", "text", "month"),
    [
        (NOWHERE, None, "3/4/2019", 3),
        (NOWHERE, "fr", "3/4/2019", 4),
        (SourceConfig(day_first=True), "en", "3/4/2019", 4),
        (SourceConfig(day_first=False), "fr", "3/4/2019", 3),
        (SourceConfig(timezone="Europe/London"), "en", "3/4/2019", 4),
        (SourceConfig(timezone="America/Chicago"), "es", "3/4/2019", 3),
        (NOWHERE, "en", "3/4/2019 10:00 GMT", 4),
        (NOWHERE, "en", "3/4/2019 10:00 EST", 3),
        (NOWHERE, "en", "3.4.2019", 4),
    ],
)
def test_the_order_of_day_and_month_follows_the_evidence(source, language, text, month):
    read = read_date(text, source, language)
    assert read is not None
    assert read.on is not None
    assert read.on.month == month


def test_a_month_name_of_two_meanings_needs_its_language():
    assert read_date("3 listopada 2019", NOWHERE) is None
    polish, croatian = (read_date("3 listopada 2019", NOWHERE, code) for code in ("pl", "hr"))
    assert polish is not None
    assert croatian is not None
    assert (polish.on, croatian.on) == (dt.date(2019, 11, 3), dt.date(2019, 10, 3))


def test_every_zone_of_the_table_exists_and_has_a_possible_offset():
    names, spelled = zone_names()
    assert set(spelled.values()) <= set(names)
    for entry in names.values():
        for meaning in entry.meanings:
            for zone in (*meaning.zones, meaning.zone or "UTC"):
                assert zoneinfo.ZoneInfo(zone).key == zone
            assert meaning.zone or abs(meaning.offset or 0) <= 14 * 60


DAYS = st.dates(dt.date(1450, 1, 2), dt.date(2100, 12, 30)).filter(
    lambda day: day not in FIRST_DAYS  # what systems write for "none"
)
MOMENTS = st.builds(dt.datetime.combine, DAYS, st.times())
OFFSETS = st.integers(-14 * 4, 14 * 4).map(lambda quarters: dt.timedelta(minutes=15 * quarters))


@given(MOMENTS, OFFSETS)
def test_what_isoformat_writes_is_read_back(moment, offset):
    written = moment.replace(microsecond=0, tzinfo=dt.timezone(offset))
    read = read_date(written.isoformat(), NOWHERE)
    assert read is not None
    assert read.at == written
    assert read.on == written.date()


@given(
    st.text(max_size=60)
    | st.integers()
    | st.floats()
    | st.text(alphabet="0123456789/-.: TZ", max_size=30)
)
def test_anything_is_a_date_in_range_or_none(value):
    read = read_date(value, NOWHERE)
    if read is not None:
        assert read.on is not None
        assert FIRST_YEAR <= read.on.year <= LAST_YEAR + 1
        assert read.at is not None
        assert read.at.tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Updated 07:15, March 16 2022", dt.date(2022, 3, 16)),
        ("9:20 April 5, 2021", dt.date(2021, 4, 5)),
        ("Date:14 March 2022", dt.date(2022, 3, 14)),
        ("07:15 14 March 2022", dt.date(2022, 3, 14)),
        ("07:15:30 March 16 2022", dt.date(2022, 3, 16)),
    ],
)
def test_the_minutes_of_a_clock_before_a_month_are_no_day(text: str, day: dt.date) -> None:
    read = read_date(text, NOWHERE)
    assert read is not None
    assert read.on == day


@pytest.mark.parametrize(("text", "month"), [("03/2022", 3), ("11-2021", 11), ("13/2022", None)])
def test_a_month_in_figures_is_a_month(text: str, month: int | None) -> None:
    read = read_date(text, NOWHERE)
    assert (read and read.on and read.on.month, read and read.precision) == (
        month,
        month and "month",
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("כ׳ באדר תשפ״א", "2021-03-04"),
        ('יום שבת, כ"א בסיוון ה\'תשפ"ג', "2023-06-10"),
        ("י״ד באדר ב׳ תשפ״ד", "2024-03-24"),
        ("ט״ו בשבט תשפ״ה | 13.2.2025", "2025-02-13"),
        ("י״ד באדר תשפ״ד", None),
        ("ל׳ באדר תשפ״א", None),
    ],
)
def test_a_day_of_the_hebrew_calendar_is_read_and_one_that_it_lacks_is_none(
    text: str, day: str | None
) -> None:
    found = read_date(text, SourceConfig(), "he")
    assert (str(found.on) if found else None) == day


def test_the_days_of_the_hebrew_calendar_follow_one_another_without_a_gap() -> None:
    days = [
        from_hebrew(year, month, day)
        for year in range(5730, 5800)
        for month, length in month_lengths(year).items()
        for day in range(1, length + 1)
    ]
    assert days == [days[0] + dt.timedelta(days=n) for n in range(len(days))]
    assert days[0] == dt.date(1969, 9, 13)


@pytest.mark.parametrize(
    ("text", "day", "is_assumed"),
    [
        ("Tuesday 02/06/2020", "2020-06-02", False),
        ("jeudi 06/02/2020 à 8h", "2020-02-06", False),
        ("Monday 02/06/2020", "2020-02-06", True),  # was neither
    ],
)
def test_a_day_of_the_week_beside_figures_tells_the_month(text, day, is_assumed):
    read = read_date(text, NOWHERE)
    assert (str(read.on), read.is_order_assumed) == (day, is_assumed)


@pytest.mark.parametrize(
    ("text", "day", "is_assumed"),
    [
        ("19-03-05", "2005-03-19", True),  # or 5 March 2019
        ("24/01/15 10:00", "2015-01-24", True),
        ("19-03-2005", "2005-03-19", False),
        ("19-03-98", "1998-03-19", False),  # no month has so many days
        ("19.03.05", "2005-03-19", False),  # dots part the day from the month
        ("25/12/31", "1931-12-25", True),
    ],
)
def test_a_year_of_two_figures_may_stand_first(text, day, is_assumed):
    read = read_date(text, NOWHERE)
    assert (str(read.on)[2:], read.is_order_assumed) == (day[2:], is_assumed)
    known = read_date(text, SourceConfig(day_first=True))
    assert (known.on, known.is_order_assumed) == (read.on, False)


TUESDAYS = {
    "de": "Dienstag",
    "en": "Tuesday",
    "es": "martes",
    "fr": "mardi",
    "it": "martedì",
    "nl": "dinsdag",
    "pt": "terça-feira",
}


def test_the_days_of_the_week_of_each_language_begin_with_monday() -> None:
    missing = by_language("weekdays").keys() - TUESDAYS.keys()
    assert not missing, f"say what Tuesday is called in {missing}"
    read = {code: read_date(f"{day} 02/06/2020", NOWHERE) for code, day in TUESDAYS.items()}
    assert {code for code, found in read.items() if str(found.on) != "2020-06-02"} == set()
