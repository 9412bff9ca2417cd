"""What few records have: forms that the readers of dates, addresses, names and markup know, each with its wrong twin."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import zoneinfo
from typing import Any

import pytest

from copydesk.parse import date_zones, parse_record
from copydesk.parse.authors import split_names
from copydesk.parse.block_features import count_signs
from copydesk.parse.date_zones import Places, load_zone, signed_minutes
from copydesk.parse.dates import ReadDate, read_date, whole_day, written_date
from copydesk.parse.draft import _moment_of, _repair_lines
from copydesk.parse.fields_columns import declared_value
from copydesk.parse.html_clean import behind_echo
from copydesk.parse.html_dates import DateReader, _finest, _is_same_moment, _update_after
from copydesk.parse.html_saved import _stamp
from copydesk.parse.metadata import article_text
from copydesk.parse.repair import unescape_entities
from copydesk.parse.urls import day_in_url
from copydesk.records import ParsedArticle, RawRecord, SourceConfig
from schemas.articles import TzBasis

NOWHERE = SourceConfig()


def day(*parts: int) -> dt.date:
    return dt.date(*parts)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("201911191846", "2019-11-19T18:46:00"),
        ("20191119184607", "2019-11-19T18:46:07"),
        ("999911191846", "2001-09-08T01:06:32"),  # milliseconds
        ("2019-11-19 24:00 UTC", "2019-11-20T00:00:00"),
        ("2019-11-19 23:00 UTC", "2019-11-19T23:00:00"),
        (1e300, None),
        ("2019-11-19T18:46:00+14:00", "2019-11-19T04:46:00"),
    ],
)
def test_when_a_date_was(text: Any, at: str | None) -> None:
    read = read_date(text, NOWHERE)
    assert (read.at.replace(tzinfo=None).isoformat() if read and read.at else None) == at


def test_what_only_looks_like_a_programs_date_is_read_as_it_is() -> None:
    assert written_date("the late(st) news") == "the late(st) news"
    assert written_date("time.struct_time(tm_year=2021, tm_mon=5, tm_mday=3)") == "2021-05-03"


def test_a_zone_that_is_none_is_none_and_a_disk_that_fails_is_no_zone_that_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_zone("Asia/Kolkata") is not None
    assert [load_zone(name) for name in ("", "no/such", "a" * 300, "../etc")] == [None] * 4

    def fail(_: str) -> None:
        raise OSError(errno.EIO, "no disk")

    monkeypatch.setattr(date_zones.zoneinfo, "ZoneInfo", fail)
    with pytest.raises(OSError, match="no disk"):
        load_zone.__wrapped__("Europe/Oslo")
    assert zoneinfo.ZoneInfo is fail


def test_no_clock_on_earth_is_further_from_greenwich() -> None:
    assert [signed_minutes("+", "14", "00"), signed_minutes("-", "12", None)] == [840, -720]
    assert signed_minutes("+", "19", "00") is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://g.example/2019/nov/19/talks", day(2019, 11, 19)),
        ("https://g.example/2019/November/19/talks", day(2019, 11, 19)),
        ("https://g.example/2019/novel/19/talks", day(2019, 11, 19)),
        ("https://g.example/2019/now/19/talks", None),
        ("https://g.example/a-19-11-2019.html", day(2019, 11, 19)),
        ("https://g.example/a-09-11-2019.html", None),  # it may be the month
        ("https://[g.example/2019/11/19/talks", None),
        ("", None),
    ],
)
def test_the_day_in_an_address(url: str, found: dt.date | None) -> None:
    assert day_in_url(url) == found


def test_a_sign_for_a_line_break_is_one_and_other_controls_go() -> None:
    assert unescape_entities("a&#10;b&#x9;c&#13;d&#11;e&#127;f&#xD800;g") == "a\nb\tc\rdefg"


def test_lines_stay_apart_though_one_says_a_line_break() -> None:
    assert _repair_lines(["a &amp; b", "c"]) == (["a & b", "c"], True)
    assert _repair_lines(["a&#10;b", "c"])[0] == ["a\nb", "c"]


def test_an_echo_is_found_where_its_opening_stands_more_than_once() -> None:
    said = "The council of the harbour said it"
    before = f"First. {said} would wait. {said} would not wait."
    assert behind_echo(before, f"{said} would not wait. Tom Hale left.") == "Tom Hale left."
    assert behind_echo(before, f"{said} would go. Tom left.") == f"{said} would go. Tom left."


def test_a_day_alone_is_its_midnight() -> None:
    assert _moment_of(read_date("2019-11-19", NOWHERE)) == dt.datetime(2019, 11, 19, tzinfo=dt.UTC)
    assert _moment_of(None) is None


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("OKAFOR, Maria", "Maria Okafor"),
        ("Okafor, Maria", "Maria Okafor"),
        ("OKAFOR, MARIA", "MARIA OKAFOR"),
    ],
)
def test_a_family_name_in_capitals_before_a_given_one_is_not_shouted(
    byline: str, name: str
) -> None:
    assert split_names(byline) == (name,)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (["2019-11-19", "2020-01-01"], day(2019, 11, 19)),
        ({"@value": "2019-11-19"}, day(2019, 11, 19)),
        ({"value": "2019-11-19"}, None),
        ([], None),
        ("2019-11-19" + " " * 5000, day(2019, 11, 19)),
        ("2019-11-19 " + "x" * 5000, None),
    ],
)
def test_a_date_of_structured_data_may_be_a_list_or_an_object(
    value: Any, found: dt.date | None
) -> None:
    read = DateReader(NOWHERE, None, Places()).read(value)
    assert (read.on if read else None) == found


def test_a_stamp_of_a_saved_page_is_one_or_nothing() -> None:
    assert _stamp("20210504093054000") == dt.datetime(2021, 5, 4, 9, 30, 54, tzinfo=dt.UTC)
    assert _stamp("2021050409") is None
    assert _stamp(None) is None


def test_an_instruction_is_what_is_to_be_done_and_its_steps() -> None:
    steps = [
        {"@type": "HowToSection", "itemListElement": [{"text": "Cut it."}, {"text": " "}]},
        {"text": "Glue it."},
    ]
    assert (
        article_text({"description": "A boat.", "step": steps}) == "A boat.\n\nCut it.\n\nGlue it."
    )
    assert article_text({"step": steps}) == "Cut it.\n\nGlue it."
    assert article_text({"articleBody": ["One.", "", "Two."], "step": steps}) == "One.\n\nTwo."
    assert article_text({"description": "A boat."}) is None


@pytest.mark.parametrize("mark", ["", "²", "②", "Ⅷ"])
def test_signs_are_counted_alike_whether_or_not_a_rare_one_stands_by(mark: str) -> None:
    n_words, *rest = count_signs(f"At 9.30 Élan sank {mark}")
    assert (n_words - (1 if mark else 0), rest[0] - (mark == "Ⅷ")) == (3, 2)


def test_a_declared_column_may_stand_within_an_object() -> None:
    fields = {"a": {"b": {"c": 1}}, "a.x": 2}
    asked = ("a.b.c", "a.x", "a.y", "a.b.c.d", "z")
    assert [declared_value(fields, name) for name in asked] == [1, 2, None, None, None]


@pytest.mark.parametrize(
    ("end", "last", "is_cut"),
    [
        (" It starts in May… [+1203 chars]", "It starts in May…", True),
        ("\n\n[+1203 chars]", "said.", True),
        (" He paid [sic] 20 crowns.", "20 crowns.", False),
        (" The post Ferry reopens appeared first on Gazette.", "said.", False),
    ],
)
def test_the_mark_of_who_cut_a_text_goes_and_is_told(end: str, last: str, is_cut: bool) -> None:
    text = "The harbour council voted on Monday to reopen the ferry line, its engineer said." * 3
    fields = {"title": "Ferry reopens", "text": text + end}
    record = RawRecord(
        "rec_" + "0" * 24, "0" * 64, "a.jsonl", "line 1", "fields", b"{}", fields=fields
    )
    article = parse_record(record, NOWHERE)
    assert isinstance(article, ParsedArticle)
    assert article.body.endswith(last)
    assert ("truncated_by_source" in article.quality_flags) is is_cut


def stated(text: str, basis: TzBasis = "stated") -> ReadDate:
    read = read_date(text, NOWHERE)
    assert read is not None
    return dataclasses.replace(read, tz_basis=basis)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (stated("2021-05-03T08:00:00Z"), stated("2021-05-03T08:02:00Z"), True),
        (stated("2021-05-03T08:00:00Z"), stated("2021-05-03T08:02:01Z"), False),
        (stated("2021-05-03T08:00:00Z"), stated("2021-05-03T22:00:00", "assumed"), True),
        (stated("2021-05-03T08:00:00Z"), stated("2021-05-03T22:00:01", "assumed"), False),
        (stated("2021-05-03T08:00:00Z"), whole_day(day(2021, 5, 3)), True),
        (stated("2021-05-03T08:00:00Z"), whole_day(day(2021, 5, 4)), False),
        (whole_day(day(2021, 5, 3)), whole_day(day(2021, 5, 3)), True),
        (
            whole_day(day(2021, 5, 3)),
            dataclasses.replace(whole_day(day(2021, 5, 3)), on=None),
            False,
        ),
    ],
)
def test_two_dates_of_a_page_can_be_one_moment(
    one: ReadDate, other: ReadDate, is_same: bool
) -> None:
    assert _is_same_moment(one, other) is _is_same_moment(other, one) is is_same


def test_of_dates_that_can_be_one_moment_the_finest_is_told() -> None:
    whole, exact = whole_day(day(2021, 5, 3)), stated("2021-05-03T08:00:00Z")
    local, later = stated("2021-05-03T10:00:00+02:00"), stated("2021-05-09T10:00:00+02:00")
    assert _finest([]) is None
    assert _finest([whole, exact]) is exact
    assert _finest([exact, whole]) is exact
    assert _finest([whole, later, local]) is local
    assert _finest([exact, local]) is local
    assert _finest([whole, later]) is whole


def test_an_update_is_a_moment_that_is_not_before_the_publication() -> None:
    published, before = stated("2021-05-03T08:00:00Z"), stated("2021-05-03T07:59:59Z")
    at_once, day_alone = stated("2021-05-03T08:00:00Z"), whole_day(day(2021, 5, 4))
    after = stated("2021-05-03T09:00Z")
    assert _update_after(published, [day_alone, before, after]) == after.at
    assert _update_after(published, [at_once, after]) == at_once.at
    assert _update_after(published, [before, day_alone]) is None
    assert _update_after(None, [before]) == before.at
