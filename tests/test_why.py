"""`copydesk explain --why`: the rule that dropped or changed a value is named, and one that let it pass is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from desk_runs import run_desk

from copydesk.auditing.explain import explain_id
from copydesk.auditing.why import Change, changes_of_record, language_rules, parse_rules
from copydesk.records import RawRecord, SourceConfig
from flows.settings import Settings

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta property="og:site_name" content="The Old Harbour Gazette">
<meta property="article:published_time" content="2024-02-01T09:00:00Z"><meta name="author" content="{author}"></head>
<body><article><h1>Harbour talks end without a deal</h1><p>The council of Grauhafen voted on Tuesday to reopen the ferry line, which
had been closed since the storm in March. Mayor Maria Okafor said that the work would begin in May and cost 7 million.</p>
<p>{told} Police arrested three men after a protest in front of the town hall.</p></article></body></html>"""
TITLE = "Harbour talks end without a deal"


def changes(field: str, **told: str) -> list[Change]:
    raw = PAGE.format(**{"title": TITLE, "author": "Ana Reyes", "told": ""} | told).encode()
    record = RawRecord("rec_1", "0" * 64, "a/one.html", "", "html", raw)
    return [change for change in changes_of_record(record, SourceConfig()) if change.field == field]


@pytest.mark.parametrize(
    ("field", "told", "before", "after"),
    [
        (
            "title",
            f"{TITLE} | The Old Harbour Gazette",
            f"{TITLE} | The Old Harbour Gazette",
            TITLE,
        ),
        ("author", "By Ana Reyes", "By Ana Reyes", "Ana Reyes"),
        ("author", "Ana Reyes, Reuters", "Ana Reyes, Reuters", "Ana Reyes"),
        ("author", "newsdesk", "newsdesk", None),
    ],
)
def test_the_rule_that_changed_a_value_is_named_with_its_reason(
    field: str, told: str, before: str, after: str | None
) -> None:
    found = changes(field, **{field: told})
    assert (before, after) in {(change.before, change.after) for change in found}
    assert all(change.rule and change.reason for change in found)


@pytest.mark.parametrize("field", ["title", "author"])
def test_what_stays_as_it_is_has_no_rule_to_name(field: str) -> None:
    assert changes(field) == []


def test_every_rule_that_is_watched_says_what_it_is_for() -> None:
    for field, rule in {**parse_rules(), **language_rules()}.values():
        assert field in {"title", "author", "name", "event"}
        assert rule.__doc__ or rule.__name__.startswith("_"), rule.__name__


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    (folder / "raw" / "a").mkdir(parents=True)
    told = "A bull attacked a farmer near Vasko on Monday."
    page = PAGE.format(title=f"{TITLE} | The Old Harbour Gazette", author="Ana Reyes", told=told)
    (folder / "raw" / "a" / "one.html").write_text(page)
    (folder / "raw" / "a" / "empty.txt").write_text("")
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.mark.parametrize("table", ["articles", "copies", "mentions", "event_mentions"])
def test_rows_lead_to_the_rules_of_their_record(desk: Path, table: str) -> None:
    frame = pd.read_parquet(desk / "out" / table)
    key = {"articles": "article_id", "copies": "record_id", "mentions": "mention_id"}
    models = Settings().models_by_language()
    row = frame[key.get(table, "event_mention_id")].iloc[0]
    lines = list(explain_id(row, desk / "raw", desk / "out", models))
    rules = lines[lines.index("rules that changed or dropped a value, as today's code reads it:") :]
    assert any(line.strip().startswith("title ") for line in rules)
    events = [line for line in rules if line.strip().startswith("event ")]
    assert ["a bull attacked" in line and "is_blind_force" in line for line in events] == [True]
    assert not any("arrested" in line for line in events)  # it stands
    assert not any("rules that" in line for line in explain_id(row, desk / "raw", desk / "out"))


def test_what_was_never_read_has_no_rules(desk: Path) -> None:
    record = pd.read_parquet(desk / "out" / "quarantine")["record_id"].iloc[0]
    assert "none" in list(explain_id(record, desk / "raw", desk / "out", {}))[-1]
