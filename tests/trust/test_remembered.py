"""What tests remember of Great Expectations is what it says."""

from __future__ import annotations

import inspect
from typing import Any

import pandas as pd
import pytest

from copydesk.checks import validate
from copydesk.checks.validate import Rule, find_failures, rules_of
from schemas.tables import TABLES
from tests.trust.remembered import asked_once

GOOD = {"language": "en", "title": "Council votes", "n_words": 20, "authors": ["Maria Okafor"]}
BAD = {"language": "English", "title": "Mayor <b>resigns</b>", "n_words": 3, "authors": ["By Ana"]}
RULES = rules_of(TABLES["articles"], {"min_words": 5}, [*GOOD])


def told(rows: list[dict[str, Any]], rules: list[Rule] = RULES) -> list[tuple[int, str, str]]:
    frame = pd.DataFrame(rows)
    return [(f.row, f.rule.name, f.value) for f in find_failures("articles", frame, rules)]


def test_every_answer_is_the_one_that_would_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    none = dict.fromkeys(GOOD)
    asked = [[GOOD], [GOOD, BAD], [BAD], [GOOD, none], [none, BAD, GOOD], [GOOD]]
    counts: list[int] = []
    plain = inspect.unwrap(validate._evaluate)

    def counted(table: str, frame: Any, rules: Any) -> Any:
        counts.append(len(rules))
        return list(plain(table, frame, rules))

    monkeypatch.setattr(validate, "_evaluate", plain)
    expected = [told(rows) for rows in asked]
    assert [len(found) > 0 for found in expected] == [False, True, True, True, True, False]
    monkeypatch.setattr(validate, "_evaluate", asked_once(counted))
    assert [told(rows) for rows in asked] == expected
    first, last = counts[0], counts[-1]
    counts.clear()
    told([GOOD])
    assert (first > 0, last > 0, counts) == (True, True, [])  # nothing new, nobody is asked


def test_values_of_another_type_or_rule_are_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validate, "_evaluate", asked_once(inspect.unwrap(validate._evaluate)))
    at_least = [Rule("n", "n", "ExpectColumnValuesToBeBetween", {"min_value": n}, "blank") for n in (1, 2)]  # fmt: skip
    unique = [Rule("u", "n", "ExpectColumnValuesToBeUnique", {}, "blank")]
    assert told([{"n": 1}], at_least[:1]) == []
    assert told([{"n": 1}], at_least[1:]) == [(0, "n", "1")]
    assert told([{"n": 1}], unique) == []
    assert told([{"n": 1}, {"n": 1}], unique) == [(0, "u", "1"), (1, "u", "1")]
    in_set = [Rule("s", "n", "ExpectColumnValuesToBeInSet", {"value_set": ["1"]}, "blank")]
    assert told([{"n": "1"}], in_set) == []
    assert told([{"n": 1}], in_set) == [(0, "s", "1")]
