"""Date expressions against the day of publication: Tuesday, 19 November 2019."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.events import code_events
from copydesk.events.dates import find_dates

from .hand_parses import article_of

PUBLISHED = dt.date(2019, 11, 19)
CRITICISED = "Norland//PROPN/nsubj/4 {has}//AUX/aux/4 {adverb}//ADV/advmod/4 criticised/criticise/VERB/root/0 Sudonia//PROPN/obj/4 .//PUNCT/punct/4"


@pytest.mark.parametrize(("has", "adverb"), [("has", "long"), ("has", "now"), ("did", "openly")])
def test_where_no_day_is_told_none_is_asserted(has: str, adverb: str) -> None:
    (event,) = code_events(*article_of(CRITICISED.format(has=has, adverb=adverb)))
    assert (event.date_basis, event.date_precision) == ("bound", "unknown")
    assert (event.event_date_start, event.event_date_end) == (None, PUBLISHED)


@pytest.mark.parametrize(
    ("helper", "verb", "day"),
    [
        ("had//AUX/aux/3", "threatened/threaten/VERB/root/0", "2019-11-18"),
        ("has//AUX/aux/3", "threatened/threaten/VERB/root/0", "2019-11-18"),
        ("openly//ADV/advmod/3", "threatened/threaten/VERB/root/0", "2019-11-18"),
        ("is//AUX/aux/3", "threatening/threaten/VERB/root/0", "2019-11-25"),
        ("will//AUX/aux/3", "threaten//VERB/root/0", "2019-11-25"),
    ],
)
def test_a_threat_that_was_made_by_now_lies_behind(helper: str, verb: str, day: str) -> None:
    words = f"Norland//PROPN/nsubj/3 {helper} {verb} Sudonia//PROPN/obj/3 on//ADP/case/6 Monday//PROPN/obl/3 .//PUNCT/punct/3"
    frame = "|| 3:0.95 THREATEN actor=1:0.9 recipient=4:0.9 date=6:0.9 status=threatened"
    (event,) = code_events(*article_of(f"{words} {frame}"))
    assert event.status in ("threatened", "planned")
    assert str(event.event_date_start)[:10] == day


@pytest.mark.parametrize(("head", "day"), [(8, "2019-11-18"), (2, None)])
def test_what_came_before_a_day_is_bounded_by_it(head: int, day: str | None) -> None:
    words = (
        "Weir//PROPN/nsubj/2 spoke/speak/VERB/root/0 after//SCONJ/mark/8 police//NOUN/nsubj/8 had//AUX/aux/8"
        f" again//ADV/advmod/8 openly//ADV/advmod/8 arrested/arrest/VERB/advcl/2 Harl//PROPN/obj/8 on//ADP/case/11 Monday//PROPN/obl/{head}"
        " .//PUNCT/punct/2 || 8 COERCE/arrest actor=4 recipient=9 date=11:0.9"
    )
    (event,) = code_events(*article_of(words))
    started = event.event_date_start and str(event.event_date_start)
    assert (started, str(event.event_date_end)) == (day, "2019-11-18")


@pytest.mark.parametrize("bound", ["until 2001", "until May", "until Friday", "before Monday"])
def test_what_bounds_a_state_dates_no_act(bound: str) -> None:
    assert find_dates(f"The line was shut {bound}.", PUBLISHED) == []
    word = bound.split()[1]
    assert find_dates(
        f"The line was shut {'on' if word.endswith('day') else 'in'} {word}.", PUBLISHED
    )


@pytest.mark.parametrize(
    ("text", "first", "last", "precision", "basis"),
    [
        ("In August, he left.", "2019-08-01", "2019-08-31", "month", "relative"),
        ("He left in December.", "2018-12-01", "2018-12-31", "month", "relative"),
        ("It came last November.", "2018-11-01", "2018-11-30", "month", "relative"),
        ("He left on Monday.", "2019-11-18", "2019-11-18", "day", "weekday"),
        ("He left Tuesday.", "2019-11-19", "2019-11-19", "day", "weekday"),
        ("He left on Wednesday.", "2019-11-13", "2019-11-13", "day", "weekday"),
        ("Yesterday it rained.", "2019-11-18", "2019-11-18", "day", "relative"),
        ("He left two weeks ago.", "2019-11-04", "2019-11-10", "week", "relative"),
        ("It came last month.", "2019-10-01", "2019-10-31", "month", "relative"),
        ("On 3 March 2018 it rained.", "2018-03-03", "2018-03-03", "day", "explicit"),
        ("On March 3rd, 2018, it rained.", "2018-03-03", "2018-03-03", "day", "explicit"),
        ("It rained on Nov. 5.", "2019-11-05", "2019-11-05", "day", "explicit"),
        ("It rained on December 24.", "2018-12-24", "2018-12-24", "day", "explicit"),
        ("It rained over the weekend.", "2019-11-16", "2019-11-17", "day", "relative"),
        ("He died in the riots of 1983.", "1983-01-01", "1983-12-31", "year", "explicit"),
        ("It rained in 2011.", "2011-01-01", "2011-12-31", "year", "explicit"),
        ("It rained since 2011.", "2011-01-01", "2019-11-19", "unknown", "explicit"),
        ("Two were killed since Thursday.", "2019-11-14", "2019-11-19", "week", "weekday"),
        ("It rained over the past two weeks.", "2019-11-05", "2019-11-19", "month", "relative"),
        ("They recover from Monday's attack.", "2019-11-18", "2019-11-18", "day", "weekday"),
        ("They mourn the February attack.", "2019-02-01", "2019-02-28", "month", "relative"),
    ],
)
def test_past_expression(text: str, first: str, last: str, precision: str, basis: str) -> None:
    (when,) = find_dates(text, PUBLISHED)
    assert (str(when.first), str(when.last), when.precision, when.basis) == (
        first,
        last,
        precision,
        basis,
    )


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("They will meet on Monday.", "2019-11-25"),
        ("They will meet next week.", "2019-11-25"),
        ("They will meet tomorrow.", "2019-11-20"),
        ("They will meet in March.", "2020-03-01"),
        ("They will meet on January 5.", "2020-01-05"),
    ],
)
def test_what_is_planned_lies_ahead(text: str, first: str) -> None:
    (when,) = find_dates(text, PUBLISHED, is_future=True)
    assert str(when.first) == first


@pytest.mark.parametrize(
    "text", ["He may leave.", "They march on.", "Chapter 30 of 44.", "On February 30, 2019 x"]
)
def test_words_that_only_look_like_dates(text: str) -> None:
    assert all(w.precision != "day" for w in find_dates(text, PUBLISHED))


def test_undated_article_resolves_only_what_is_written_out() -> None:
    assert [w.first for w in find_dates("on Monday", None)] == [None]
    assert [w.first for w in find_dates("on 3 March 2018", None)] == [dt.date(2018, 3, 3)]


@given(st.text(max_size=60), st.dates())
def test_every_text_is_read_without_an_error(text: str, published: dt.date) -> None:
    for when in find_dates(text + " on Monday and next year", published):
        assert when.first is None or when.last is None or when.first <= when.last


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("It rained on November 26.", "2019-11-26", "2019-11-26", "day"),  # a week ahead at most
        ("It rained on November 27.", "2018-11-27", "2018-11-27", "day"),
        ("He left in November.", "2019-11-01", "2019-11-30", "month"),
        ("He left last October.", "2019-10-01", "2019-10-31", "month"),
        ("He left 12 hours ago.", "2019-11-19", "2019-11-19", "day"),
        ("He left 13 hours ago.", "2019-11-18", "2019-11-18", "day"),
        ("He left 90 minutes ago.", "2019-11-19", "2019-11-19", "day"),
        ("He left two days ago.", "2019-11-17", "2019-11-17", "day"),
        ("He left one year ago.", "2018-01-01", "2018-12-31", "year"),
        ("It rained over the past six days.", "2019-11-13", "2019-11-19", "week"),
        ("It rained over the past seven days.", "2019-11-12", "2019-11-19", "month"),
        ("It rained over the past five weeks.", "2019-10-15", "2019-11-19", "year"),
        ("It rained over the past two years.", "2017-11-17", "2019-11-19", "unknown"),
        ("Three were killed since Tuesday.", "2019-11-19", "2019-11-19", "day"),
        ("He left last Tuesday.", "2019-11-12", "2019-11-12", "day"),
    ],
)
def test_how_exactly_a_stretch_is_told(text: str, first: str, last: str, precision: str) -> None:
    (when,) = find_dates(text, PUBLISHED)
    assert (str(when.first), str(when.last), when.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("They will meet on September 20.", "2019-09-20"),  # sixty days back, and no further
        ("They will meet on September 19.", "2020-09-19"),
        ("They will meet in November.", "2019-11-01"),
        ("They will meet in October.", "2020-10-01"),
        ("They will meet on Tuesday.", "2019-11-19"),
        ("They will meet next Tuesday.", "2019-11-26"),
        ("They will meet over the weekend.", "2019-11-23"),
    ],
)
def test_which_day_of_that_name_lies_ahead(text: str, first: str) -> None:
    (when,) = find_dates(text, PUBLISHED, is_future=True)
    assert str(when.first) == first
