"""A slice of the law of resources and of the attacks on patterns; the whole: `python -m tests.trust.resource_law`.

The law is told in CPU time, beside a yardstick, best of some tries: a busy machine changes nothing. Attacks on patterns are left out of
the suite (thousands of them): `python -m pytest -m timed tests/trust` runs them.
"""

from __future__ import annotations

import re
import sys

import pytest

from copydesk.parse.authors import MAX_BYLINE_CHARS, split_names
from copydesk.parse.languages import NUMBER_WORD
from tests.trust import patterns, resource_law

SLICE = (
    "page: escaped quotes",
    "page: data comment end",
    "after: headings",
    "page: same quotes",
    "deep: plain divs",
    "deep: author links",
    "deep: link lists",
    "footer: shown dates",
    "bare: plain divs",
    "bare: short paragraphs",
    "field html: blanks",
    "field published: blanks",
    "text: blank lines",
    "text: short lines",
    "text: other signs",
    "field body: closed heading",
    "field title: written list",
    "field author: address of a site",
    "field body: address of a reporter",
)
"""One for each kind that was superlinear or too slow once, and two that never were."""

RATE = 12.0
"""CPU seconds per MB: six times the law's, since machines differ and so does what a suite's process has in memory (short paragraphs took 6
where they take 3 alone). What grows with the square takes far more at this size, and the slope is asked besides."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder, with everything loaded that the first page loads."""
    folder = tmp_path_factory.mktemp("law")
    for raw in (resource_law.page(""), "<html><body><p>a"):
        resource_law.seconds_of(raw.encode(), ".html", folder)
    return folder


@pytest.mark.parametrize("name", SLICE)
def test_time_grows_no_faster_than_the_input(name, folder):
    (family,) = [f for f in resource_law.families() if f.name == name]
    assert resource_law.breach_of(family, 120_000, RATE, folder) is None


@pytest.mark.parametrize("sign", [",", ".", "-", "|", " ,", "a,"])
def test_a_byline_of_marks_takes_no_longer_than_any(sign):
    byline = sign * (MAX_BYLINE_CHARS // len(sign))
    seconds = [
        patterns.cpu_seconds(lambda: split_names.__wrapped__(byline), 5.0) / resource_law.slowness()
        for _ in range(3)
    ]
    assert min(seconds) < 0.2  # commas took 0.7: a record of 4 kB as long as one of 300


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak")
def test_memory_grows_no_faster_than_the_input(folder, monkeypatch):
    (family,) = [f for f in resource_law.families() if f.name == "after: links"]
    assert resource_law.memory_breach_of(family, 300_000, folder) is None
    greedy = "parse_record", lambda record, source: bytearray(b"a") * (150 << 20)
    monkeypatch.setattr(resource_law, *greedy)
    assert "after: links: 1" in str(resource_law.memory_breach_of(family, 300_000, folder))


@pytest.mark.parametrize(
    ("seconds_per", "told"),
    [
        (lambda n, turn: 1.5e-6 * n, None),
        (lambda n, turn: 1.5e-6 * n * (4 if turn < 4 else 1), None),  # of a busy machine
        (lambda n, turn: 0.1 + 1.5e-6 * n, None),
        (lambda n, turn: 9e-6 * n, "9.0 s per MB"),
        (lambda n, turn: 3e-12 * n * n, "slope 2.00"),
        (lambda n, turn: 3e-12 * n * n * (1 if turn % 2 else 3), "slope 2.00"),
    ],
)
def test_law_is_told_from_the_best_of_some_tries(seconds_per, told, tmp_path, monkeypatch):
    turns = iter(range(100))
    monkeypatch.setattr(resource_law, "slowness", lambda: 1.0)
    monkeypatch.setattr(
        resource_law, "seconds_of", lambda raw, *_: seconds_per(len(raw), next(turns) // 2)
    )
    family = resource_law.Family("a", ".txt", lambda n: b"a" * n)
    said = resource_law.breach_of(family, 400_000, 2.0, tmp_path)
    assert (said is None) if told is None else (said is not None and told in said)


@pytest.mark.timed
@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:<!--.{0,4000}?-->\s*)*<html",  # the one that stopped a run
        r'"((?:[^"\\]|\\.){300,})"',
        r"\s*,\s*",
        r"(\w+\s?)+$",
    ],
)
def test_tool_finds_patterns_that_take_the_square_or_more(pattern):
    assert patterns.attack(patterns.Found("known", re.compile(pattern, re.DOTALL), True))


@pytest.mark.timed
@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:(?><!--.{0,4000}?-->)\s*+)*+<html",
        r'"((?:[^"\\]++|\\.)*+)',
        r"(?<!\s)[^\S\n]*+\n\s*+",
        r"<[^<>]{1,300}>",
    ],
)
def test_tool_lets_linear_patterns_pass(pattern):
    assert patterns.attack(patterns.Found("known", re.compile(pattern, re.DOTALL), False)) is None


@pytest.mark.timed
def test_tool_finds_the_patterns_of_the_package():
    names = {found.name for found in patterns.find_patterns()}
    assert len(names) > 250
    assert {
        "copydesk.readers.recognise.HTML_START",
        "copydesk.parse.html_script.OPEN_STRING",
    } <= names


@pytest.mark.timed
def test_reading_stands_every_attack_on_its_patterns():
    found = [f for f in patterns.find_patterns() if f.name.startswith("copydesk.readers.recognise")]
    assert found
    assert [str(slow) for f in found if (slow := patterns.attack(f)) is not None] == []


@pytest.mark.timed
def test_words_without_a_number_are_passed_over_in_one_go():
    """A record of one word of 2,000 letters took 40 ms: each of its letters was a start."""
    own, before = (
        patterns.Found("words", pattern, False)
        for pattern in (NUMBER_WORD, re.compile(r"\S*\d\S*"))
    )
    assert patterns.attack(own) is None
    assert patterns.attack(before) is not None
