"""A record that takes too long, or crashes its process, is quarantined under a reason of its own; the others are read."""

from __future__ import annotations

import logging
import os
import signal

import pytest

from copydesk.limits import attempt
from copydesk.limits.attempt import attempt_all, attempt_parse
from copydesk.limits.isolated import GaveUp
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig, record_id_of

SOURCE = SourceConfig()
STORY = "The harbour authority said on Monday that the ferry ran aground off the north pier. "


def page(body: str) -> RawRecord:
    """Return a saved page."""
    raw = f"<html><head><title>Ferry aground</title></head><body>{body}</body></html>".encode()
    return RawRecord(record_id_of(raw), "0" * 64, "a.html", "", "html", raw)


def large() -> RawRecord:
    """Return a page that takes seconds to parse, honestly."""
    return page("".join(f"<p>{n} {STORY * 3}</p>" for n in range(16_000)))


def crash(_: object) -> None:
    """End this process as a broken library would."""
    os.kill(os.getpid(), signal.SIGSEGV)


def stumble(asked: tuple[RawRecord, SourceConfig]) -> Rejection:
    """Give up, as a library in a bad state does."""
    record, _ = asked
    logging.getLogger("copydesk.parse").debug("parser gave up: %s", record.record_id)
    return Rejection(record.record_id, "parse", ("parser_gave_up",), "", "", "", "")


def test_answer_is_what_the_parser_says():
    record = page(f"<p>{STORY * 3}</p>")
    assert isinstance(attempt_parse(record, SOURCE), ParsedArticle)
    assert attempt_parse(record, SOURCE) == parse_record(record, SOURCE)


def test_record_beyond_its_limit_is_too_slow_and_the_next_one_is_read(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(attempt, "CPU_SECONDS", 0.1)
        patch.setattr(attempt, "CPU_SECONDS_PER_MB", 0.0)
        answer = attempt_parse(large(), SOURCE)
    assert isinstance(answer, Rejection)
    assert answer.stage == "parse"
    assert answer.reasons == ("too_slow",)
    assert isinstance(attempt_parse(page(f"<p>{STORY * 3}</p>"), SOURCE), ParsedArticle)


def test_large_record_has_more_time(monkeypatch):
    monkeypatch.setattr(attempt, "CPU_SECONDS", 0.1)
    assert isinstance(attempt_parse(large(), SOURCE), ParsedArticle)


def test_record_that_crashes_its_process_is_given_up(monkeypatch):
    monkeypatch.setattr(attempt, "_parse", crash)
    answer = attempt_parse(page(""), SOURCE)
    assert isinstance(answer, Rejection)
    assert answer.reasons == ("parser_gave_up",)


@pytest.mark.parametrize("second", ["article", "rejection"])
def test_what_gave_up_is_tried_once_more_in_a_fresh_process(monkeypatch, second):
    record, tried = page(f"<p>{STORY * 3}</p>"), []

    def run_alone(function, argument, limit):
        tried.append(argument)
        return parse_record(*argument) if second == "article" else stumble(argument)

    monkeypatch.setattr(attempt, "_parse", stumble)
    monkeypatch.setattr(attempt, "run_alone", run_alone)
    answer = attempt_parse(record, SOURCE)
    assert len(tried) == 1
    assert isinstance(answer, ParsedArticle) == (second == "article")


def test_limit_of_time_is_kept_only_when_it_is_passed_alone(monkeypatch):
    """`run_aside` has tried alone by then: see test_isolated; here that nothing else is asked."""
    monkeypatch.setattr(attempt, "run_aside", lambda *_: GaveUp("too_slow"))
    monkeypatch.setattr(attempt, "run_alone", lambda *_: pytest.fail("tried a third time"))
    answer = attempt_parse(page(""), SOURCE)
    assert isinstance(answer, Rejection)
    assert "CPU seconds" in answer.detail


def test_where_a_parser_gave_up_is_logged_here(monkeypatch, caplog):
    monkeypatch.setattr(attempt, "_parse", stumble)
    record = page("")
    with caplog.at_level(logging.DEBUG, "copydesk"):
        attempt_parse(record, SOURCE)
    assert f"parser gave up: {record.record_id}" in caplog.text


def crash_on_empty(asked: list[tuple[RawRecord, SourceConfig]]) -> list[ParsedArticle | Rejection]:
    """Crash on an empty page, give up on a marked one, parse any other."""
    if any(b"<body></body>" in record.raw for record, _ in asked):
        crash(asked)
    return [stumble(each) if b"stumble" in each[0].raw else parse_record(*each) for each in asked]


@pytest.mark.parametrize("bad", ["", "<p>stumble</p>"])
def test_what_becomes_of_a_record_does_not_depend_on_those_it_is_asked_about_with(monkeypatch, bad):
    stories = [page(f"<p>{n} {STORY * 3}</p>") for n in range(5)]
    records = [*stories[:3], page(bad), *stories[3:]]
    monkeypatch.setattr(attempt, "_parse_all", crash_on_empty)
    answers = list(attempt_all([(record, SOURCE) for record in records]))
    assert answers == [parse_record(record, SOURCE) for record in records]


@pytest.mark.parametrize(("number", "size"), [(2, 1 << 20), (64, 1)])
def test_records_are_asked_about_in_small_numbers(monkeypatch, number, size):
    asked = []

    def try_aside(_, some, limit):
        asked.append(len(some))
        return [parse_record(*each) for each in some]

    monkeypatch.setattr(attempt, "TOGETHER", number)
    monkeypatch.setattr(attempt, "TOGETHER_BYTES", size)
    monkeypatch.setattr(attempt, "try_aside", try_aside)
    answers = list(attempt_all([(page(f"<p>{n} {STORY * 3}</p>"), SOURCE) for n in range(5)]))
    assert asked == ([2, 2, 1] if number == 2 else [1] * 5)
    assert [answer.body[0] for answer in answers] == list("01234")
    assert list(attempt_all([])) == []


def row(title: str, text: str, place: str, names: str = "title,text") -> RawRecord:
    """Return a row of a table."""
    raw = f"{title},{text}".encode()
    fields = dict(zip(names.split(","), (title, text), strict=True))
    return RawRecord(record_id_of(raw), "0" * 64, "a.csv", place, "fields", raw, fields)


def test_small_records_that_are_alike_are_read_once_each_with_its_place(monkeypatch):
    """Alike in their fields and their source, too; where nothing but the place differs, in every batch that is asked about here."""
    asked = []

    def try_aside(_, some, limit):
        asked.extend(record.raw_position for record, _ in some)
        return [parse_record(*each) for each in some]

    monkeypatch.setattr(attempt, "_SMALL", {})
    monkeypatch.setattr(attempt, "try_aside", try_aside)
    other, long = SourceConfig(language="de"), f"b {STORY}"
    records = [
        (row("a", "b", "1"), SOURCE), (row("a", "b", "2"), SOURCE), (row("a", "b", "3", "text,title"), SOURCE), (row("a", "b", "4"), other),
        (row("a", long, "5"), SOURCE), (row("a", long, "6"), SOURCE), (row("a", "", "7"), SOURCE), (row("a", "", "8"), SOURCE),
    ]  # fmt: skip
    answers = list(attempt_all(records)) + list(attempt_all(records))
    assert answers == [parse_record(*each) for each in records] * 2
    assert [answer.raw_position for answer in answers[6:8]] == ["7", "8"]  # rejected: no text
    assert asked == ["1", "3", "4", "5", "6", "7", "5", "6"]


def test_no_more_small_records_are_known_again_than_memory_has_room_for(monkeypatch):
    monkeypatch.setattr(attempt, "_SMALL", {})
    monkeypatch.setattr(attempt, "MOST_SMALL", 2)
    monkeypatch.setattr(
        attempt, "try_aside", lambda _, some, limit: [parse_record(*e) for e in some]
    )
    for n in range(5):
        list(attempt_all([(row("a", str(n), "1"), SOURCE)]))
    assert len(attempt._SMALL) <= 3
