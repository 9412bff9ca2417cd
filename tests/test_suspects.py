"""The plain look leaves out no rule that Great Expectations finds broken, and asks for few that hold."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest

from copydesk.checks.suspects import TESTS, begins_lines, find_suspects, needed_marks
from copydesk.checks.validate import Rule, find_failures, rules_of
from schemas.tables import TABLES

LIMITS = {"min_words": 20}
TEXTS = [
    "Council votes to reopen ferry line",
    "Mayor <b>resigns</b>",
    "</item>",
    "CafÃ© burns â€™ down",
    "soft\u00adhyphen",
    "one\n\n\ntwo",
    " lead",
    "Advertisement\n\nMore.",
    "Hi",
    "x" * 3000,
    "By Maria 5 staff writer @home",
    "home",
    None,
]


def test_what_is_broken_is_suspected_and_nothing_else() -> None:
    table = TABLES["articles"]
    columns: dict[str, list[object]] = {
        "title": list(TEXTS),
        "body": list(TEXTS),
        "language": ["en", "English", *[None] * (len(TEXTS) - 2)],
        "n_words": [20, 19, *[30] * (len(TEXTS) - 2)],
        "published_utc_offset": [330, 900, *[None] * (len(TEXTS) - 2)],
        "published_tz_basis": ["stated", *[None] * (len(TEXTS) - 1)],
        "authors": [[text] if text else [] for text in TEXTS],
        "keywords": [["ferry"], *[[] for _ in TEXTS[1:]]],
    }
    rules = rules_of(table, LIMITS, list(columns))
    broken = {f.rule.name for f in find_failures("articles", pd.DataFrame(columns), rules)}
    suspects = {rule.name for rule in find_suspects(rules, columns)}
    assert suspects == broken
    assert len(broken) > 20
    assert len(broken) < len(rules)


def test_every_expectation_of_a_contract_is_looked_at() -> None:
    known = {*TESTS, "ExpectColumnValuesToNotBeNull", "ExpectColumnValuesToBeUnique"}
    for table in TABLES.values():
        columns = [field.name for field in table.fields]
        assert {rule.expectation for rule in rules_of(table, LIMITS, columns)} <= known


@pytest.mark.parametrize(
    "rule",
    [
        Rule("x_is_odd", "x", "ExpectSomethingNew", {}, "quarantine"),
        Rule("x_in", "x", "ExpectColumnValuesToBeBetween", {"min_value": "a"}, "quarantine"),
        Rule("x_once", "x", "ExpectColumnValuesToBeUnique", {}, "quarantine"),
    ],
)
def test_what_cannot_be_told_is_suspected(rule: Rule) -> None:
    assert find_suspects([rule], {"x": [1, 1]}) == [rule]


def test_moments_are_compared() -> None:
    [rule] = [
        r
        for r in rules_of(TABLES["articles"], LIMITS, ["published_at"])
        if r.name == "published_at_is_in_range"
    ]
    old = dt.datetime(1449, 12, 31, tzinfo=dt.UTC)
    assert find_suspects([rule], {"published_at": [old]}) == [rule]
    assert find_suspects([rule], {"published_at": [old.replace(year=1987), None]}) == []


@pytest.mark.parametrize(
    ("pattern", "marks"),
    [
        ("(?i)</?p>", ("<",)),
        ("<a|b>", ("<", ">")),
        ("<?x", ()),
        ("(?:<)*x", ()),
        ("[<>]x", ("<", ">")),
        ("[<-@]x", ()),
        ("[Ãâ]x", ("Ã", "â")),
        ("(?i)[Ãâ]x", ()),
        ("[az]x", ()),
        ("by@|at:", (":", "@")),
    ],
)
def test_marks_stand_in_every_match(pattern: str, marks: tuple[str, ...]) -> None:
    assert needed_marks(pattern) == marks
    for text in ("<p>", "</P>", "<a", "b>", "x", "<x", ">x", "by@", "at:", "ãx", "âx", "zx"):
        assert not marks or not re.search(pattern, text) or any(mark in text for mark in marks)


@pytest.mark.parametrize(
    ("pattern", "is_of_lines"),
    [
        ("(?m)^ad$", True),
        ("(?im)^[ >]*ad[ .]*$", True),
        (r"(?m)^ad\s+b", True),
        ("^ad$", False),
        ("(?m)ad$", False),
        ("(?m)^ad|b", False),
    ],
)
def test_a_pattern_of_whole_lines_is_tried_where_lines_begin(
    pattern: str, is_of_lines: bool
) -> None:
    assert begins_lines(pattern) == is_of_lines
    rule = Rule("x", "x", "ExpectColumnValuesToNotMatchRegex", {"regex": pattern}, "quarantine")
    for text in ("ad", "a\nad", "ad\n\nb", "bad", "a\n\n> AD .\nb", "\n", "", "ad\nad b", "a ad"):
        assert bool(find_suspects([rule], {"x": [text]})) == bool(re.search(pattern, text)), text
