"""The recipe of doubts: weights that part what was read as wrong, and a check that never judges what it learnt from."""

from __future__ import annotations

from copydesk.entities.doubts import WEIGHTS, chance_of
from training.doubts import SHEET, Read, check, learn

NONE = dict.fromkeys(set(WEIGHTS) - {""}, 0.0)
RIGHT, WRONG = {**NONE, "mean": 3.0, "best": 3.0}, {**NONE, "mean": -1.0, "work": 0.5}


def test_what_is_like_the_wrong_names_is_less_likely_right():
    rows = [Read("a", RIGHT, True), Read("a", WRONG, False), Read("b", RIGHT, True)] * 8
    weights = learn(rows)
    assert chance_of(WRONG, weights) < 0.5 < chance_of(RIGHT, weights)


def test_a_collection_is_judged_by_the_others_alone():
    odd = [Read("odd", WRONG, True), Read("odd", RIGHT, False)] * 8
    rows = [Read("a", RIGHT, True), Read("a", WRONG, False)] * 8 + odd
    told = list(check(rows))
    assert told[1] == "odd: 16 names, 8 left out, 0 of them wrong"
    assert told[-1].startswith("right before 0.500 of 32, after 0.")


def test_the_sheet_holds_no_text():
    head, *rows = SHEET.read_text(encoding="utf-8").splitlines()
    assert head == "dump,record,section,start,type,is_right"
    assert all(row.split(",")[3].isdigit() and row[-1] in "01" for row in rows)
