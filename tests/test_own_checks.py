"""Checks of an operator's own are found wrong before work, judge what is published, and change none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.checks.own_checks import load_checks
from copydesk.checks.validate import suite_of
from copydesk.errors import SettingsError
from flows.settings import check_needs, load_settings
from schemas.tables import TABLES

GOOD = """
[[check]]
name = "title_is_short"
table = "articles"
sql = "length(title) < 50 -- a remark"

[[check]]
name = "few_are_of_march"
table = "articles"
sql = "published_month <> '2024-03'"
most = 0.5

[[check]]
name = "nulls_do_not_fail"
table = "articles"
sql = "agency = 'Reuters'"

[[check]]
name = "of_a_table_that_is_not_published"
table = "events"
sql = "false"
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[check]", "checks"),
        ("x = 1", "expected \\[\\[check\\]\\] tables"),
        ('[[check]]\nname = "a"\ntable = "articles"', "expected name, table, sql"),
        ('[[check]]\nname = "a"\ntable = "artikel"\nsql = "true"', "no table 'artikel'"),
        ('[[check]]\nname = "a"\ntable = "articles"\nsql = "titel IS NULL"', "a: Binder Error"),
        ('[[check]]\nname = "a"\ntable = "articles"\nsql = "true) FROM x; DROP TABLE y --"', "a: "),
        (
            '[[check]]\nname = "a"\ntable = "articles"\nsql = "true"\nmost = 2',
            "a share from 0 to 1",
        ),
        (
            '[[check]]\nname = "a"\ntable = "articles"\nsql = "true"\n' * 2,
            "two checks are called 'a'",
        ),
    ],
)
def test_a_check_that_can_mean_nothing_is_found_before_work(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "checks.toml").write_text(text.replace("\\\n", "\n"))
    with pytest.raises(SettingsError, match=message):
        check_needs(load_settings([f"checks={tmp_path / 'checks.toml'}"], {}, tmp_path))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load_checks(tmp_path / "checks.toml")


def test_checks_are_alarms_and_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "checks.toml").write_text(GOOD)
    records = [story(n) for n in range(6)]
    records[0]["title"] = "A title that is far longer than fifty characters are allowed to be"
    write_lines(tmp_path / "raw" / "a" / "1.jsonl", records)
    plain = run_desk(tmp_path / "raw", tmp_path / "plain")
    checked = run_desk(tmp_path / "raw", tmp_path / "checked", checks=str(tmp_path / "checks.toml"))
    assert plain.alarms == []
    [alarm] = checked.alarms
    assert alarm.startswith("check title_is_short: 1 of 6 rows of articles fail, the first is art_")
    assert table_bytes(tmp_path / "plain") == table_bytes(tmp_path / "checked")


def test_suites_are_loaded_by_great_expectations_itself() -> None:
    import great_expectations as gx

    for table in TABLES.values():
        told = json.loads(json.dumps(suite_of(table, {"min_words": 20})))
        suite = gx.ExpectationSuite(**told)
        assert suite.name == table.name
        names = [e.meta["name"] for e in suite.expectations]
        assert f"{table.key}_is_unique" in names
        alone = told["meta"]["checked_by_copydesk_alone"]
        assert {check.name for check in table.row_checks} <= {*alone}
        assert {*alone}.isdisjoint(names)
    assert suite_of(TABLES["articles"], {"min_words": 20}) == suite_of(
        TABLES["articles"], {"min_words": 20}
    )
