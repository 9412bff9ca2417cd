"""Suites derived from contracts name every row that breaks them."""

import datetime as dt
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pandas as pd
import pytest

from copydesk.checks.validate import Rule, _put_off, find_failures, rules_of, true_rules
from copydesk.errors import ContractError
from schemas.tables import TABLES

LIMITS = {"min_words": 20}


def failed(table, column, values):
    """Return (row, rule name) of what fails when one column holds these values."""
    frame = pd.DataFrame({column: values})
    rules = rules_of(TABLES[table], LIMITS, [column])
    return [(f.row, f.rule.name) for f in find_failures(table, frame, rules)]


@pytest.mark.parametrize(
    ("column", "bad", "rule"),
    [
        ("title", "Mayor <b>resigns</b>", "title_is_free_of_markup"),
        ("title", "Page not found", "title_is_free_of_boilerplate"),
        ("title", "CafÃ© burns down", "title_is_free_of_mojibake"),
        ("title", "Hi", "title_has_valid_length"),
        ("title", "x" * 501, "title_has_valid_length"),
        ("title", "Mayor\nresigns", "title_is_free_of_line_break"),
        (
            "body",
            "The mayor said so.\n\nAdvertisement\n\nMore.",
            "body_is_free_of_boilerplate_lines",
        ),
        ("body", "The mayor<br>said so.", "body_is_free_of_tags"),
        ("body", "Itâ€™s done.", "body_is_free_of_mojibake"),
        ("body", "one\n\n\ntwo", "body_is_free_of_more_than_one_blank_line"),
        ("url", "gazette.example/a b", "url_is_well_formed"),
        ("language", "English", "language_is_well_formed"),
        ("n_words", 19, "n_words_reaches_min_words"),
        ("article_id", "17", "article_id_is_well_formed"),
        ("published_tz_basis", "guessed", "published_tz_basis_is_in_list"),
        ("published_utc_offset", 900, "published_utc_offset_is_in_range"),
        ("published_at", pd.Timestamp("1449-12-31", tz="UTC"), "published_at_is_in_range"),
    ],
)
def test_a_bad_value_is_named_with_its_row(column, bad, rule):
    good = {
        "title": "Council votes to reopen ferry line",
        "body": "The council voted on Monday.",
        "url": "https://gazette.example/a",
        "language": "en",
        "n_words": 20,
        "article_id": "art_0b9d3c5e7f1a42d8b6c4e2f0",
        "published_tz_basis": "stated",
        "published_utc_offset": 330,
        "published_at": pd.Timestamp("1987-02-26", tz="UTC"),
    }[column]
    assert (1, rule) in failed("articles", column, [good, bad])
    assert not [row for row, _ in failed("articles", column, [good, bad]) if row == 0]


FORBIDDEN = {
    "address": "maria@gazette.example",
    "boilerplate": "Page not found",
    "boilerplate_lines": "He said so.\n\nAdvertisement",
    "byline_word": "By Maria Okafor",
    "control": "Maria\x07Okafor",
    "digits": "Maria Okafor 2",
    "disguise": "He said so.</item>",
    "line_break": "Maria\nOkafor",
    "markup": "Maria <b>Okafor</b>",
    "mojibake": "CafÃ©",
    "more_than_one_blank_line": "one\n\n\ntwo",
    "staff": "Maria Okafor Staff Writer",
    "tags": "He<br>said so.",
}
"""Of each kind of text that a column may forbid, one that it does."""
ILL_FORMED = "✗ 17"


def spoilt(rule):
    """Return a value that breaks a rule of one column."""
    name, least = rule.name.partition("_is_free_of_")[2], rule.arguments.get("min_value")
    if name:
        assert name in FORBIDDEN, f"{rule.name}: add to FORBIDDEN a text that must fail"
        return FORBIDDEN[name]
    if "regex" in rule.arguments:
        return ILL_FORMED
    if "Lengths" in rule.expectation:
        return "x" * (least - 1 if least else rule.arguments["max_value"] + 1)
    return rule.arguments["max_value"] + 1 if least is None else least - 1


@pytest.mark.parametrize("table", TABLES)
def test_each_check_of_a_column_takes_its_example_and_fails_what_it_is_there_for(table):
    """A pattern that nothing fits, or that everything does, is found without a row of its own."""
    fields = {f.name: f for f in TABLES[table].fields if not str(f.arrow).startswith("timestamp")}
    rules = [rule for rule in rules_of(TABLES[table], LIMITS, fields) if is_of_values(rule)]
    rows = [{name: field.column.example for name, field in fields.items()}]
    for rule in rules:
        value = [spoilt(rule)] if rule.is_element else spoilt(rule)
        rows.append(rows[0] | {rule.column: value})
    found = find_failures(table, pd.DataFrame(rows), rules)
    assert [f.rule.name for f in found if f.row == 0] == [], "the example breaks its own checks"
    failed_as_told = {(f.row, f.rule.name) for f in found}
    missed = [
        rule.name for row, rule in enumerate(rules, 1) if (row, rule.name) not in failed_as_told
    ]
    assert missed == [], "nothing fails these checks"


def is_of_values(rule):
    return "regex" in rule.arguments or "Between" in rule.expectation


@pytest.mark.parametrize(
    ("author", "rule"),
    [
        ("By Maria Okafor", "authors_is_free_of_byline_word"),
        ("Maria Okafor 19 November", "authors_is_free_of_digits"),
        ("maria@gazette.example", "authors_is_free_of_address"),
        ("Maria Okafor Staff Writer", "authors_is_free_of_staff"),
    ],
)
def test_elements_of_lists_are_checked_one_by_one(author, rule):
    lists = [["Maria Okafor"], [], ["Maria Okafor", author]]
    assert failed("articles", "authors", lists) == [(2, rule)]


def test_missing_values_pass_where_null_is_allowed():
    assert failed("articles", "title", [None, "Council votes"]) == []


def test_a_missing_value_fails_where_it_is_not():
    assert failed("articles", "body", [None, "Council votes"]) == [(0, "body_is_given")]


def test_repeated_keys_fail_each():
    key = "rec_5f1c0e6a9b3d47c2a8e0f164"
    assert failed("copies", "record_id", [key, key]) == [
        (0, "record_id_is_unique"),
        (1, "record_id_is_unique"),
    ]


def test_boolean_columns_must_be_true():
    frame = pd.DataFrame({"surface_is_cut_out": [True, False]})
    failures = find_failures("mentions", frame, true_rules(["surface_is_cut_out"]))
    assert [f.row for f in failures] == [1]


def test_a_check_that_cannot_be_evaluated_stops_the_run():
    rule = Rule("ghost_is_given", "ghost", "ExpectColumnValuesToNotBeNull", {}, "quarantine")
    with pytest.raises(ContractError, match="ghost_is_given"):
        find_failures("articles", pd.DataFrame({"title": ["x"]}), [rule])


def test_dates_before_nanoseconds_begin_are_read():
    at = pd.Series([dt.datetime(1650, 7, 1, tzinfo=dt.UTC)], dtype="datetime64[us, UTC]")
    assert failed("articles", "published_at", at) == []


def test_what_is_put_off_is_imported_when_something_of_it_is_asked_for(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with _put_off("colorsys", "json"):
        import colorsys
        import json

        assert "rgb_to_hls" not in vars(colorsys)
        assert "loads" in vars(json)  # was there before: nothing stands in its place
    assert "colorsys" not in sys.modules
    assert colorsys.rgb_to_hls(0, 0, 0) == (0.0, 0.0, 0.0)
    assert "rgb_to_hls" in vars(sys.modules["colorsys"])
    with pytest.raises(AttributeError):
        _ = colorsys.no_such_name


def test_what_is_put_off_may_be_used_at_once(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with _put_off("colorsys"):
        from colorsys import rgb_to_hls
    assert rgb_to_hls is sys.modules["colorsys"].rgb_to_hls


def test_what_is_hidden_is_not_there_for_the_thread_that_hides_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with _put_off(hidden=("colorsys", "json")):
        import json

        with pytest.raises(ModuleNotFoundError, match="colorsys"):
            import_module("colorsys")
        with ThreadPoolExecutor() as pool:
            assert pool.submit(import_module, "colorsys").result().rgb_to_hls
    assert json.loads("1") == 1  # was there before
    assert import_module("colorsys").rgb_to_hls


def test_what_frames_do_not_need_is_not_loaded():
    code = (
        "import sys; from copydesk.checks import validate as v; v.prepare();"
        "print([m for m in (*v.HARDLY_NEEDED, *v.NOT_NEEDED) if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_missing_list_is_told_and_no_frame_is_pickled_for_its_fingerprint(monkeypatch):
    from great_expectations.execution_engine import pandas_execution_engine

    monkeypatch.delattr(pandas_execution_engine, "pickle")
    assert failed("articles", "authors", [None, ["Ann Lee"], [], ("Bo Ek",), None]) == [
        (0, "authors_is_given"),
        (4, "authors_is_given"),
    ]
