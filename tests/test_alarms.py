"""What looks wrong about a version is said by source, against its own past; what is merely small, mixed or usual is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk import tables
from copydesk.checks.alarms import find_alarms
from copydesk.history import RUNS_NAME, append_run, read_runs

WALL = "You have reached your limit of free articles for this month, and the rest is for those who pay for it. "


def state(records: int, **told: Any) -> dict[str, dict[str, Any]]:
    """Return what a source's records have become: all accepted, dated, of 100 words, unless told otherwise."""
    usual = {"records": records, "quarantined": 0, "undated": 0, "alike": 1, "reasons": {}}
    articles = records - told.get("quarantined", 0)
    return {"a": usual | {"articles": articles, "words": 100 * articles} | told}


GOOD = [state(n) for n in range(100, 1300, 100)]


@pytest.mark.parametrize(
    ("now", "history", "told"),
    [
        # The first delivery: by absolute share.
        (
            state(50, quarantined=50, reasons={"no_body": 50}),
            [],
            "50 of 50 records were quarantined (no_body)",
        ),
        (state(50, alike=25), [], "25 of 50 records are one text"),
        (state(50, quarantined=24), [], ""),
        (state(19, quarantined=19), [], ""),
        (state(50, undated=50), [], ""),
        # Later ones: by what is new, against the source's own past.
        (
            state(1250, quarantined=50, reasons={"no_body": 50}),
            GOOD,
            "50 of 50 new records were quarantined (no_body), before it was 0 in 100",
        ),
        (state(1300, quarantined=9), GOOD, ""),
        (
            state(1300, quarantined=12),
            GOOD,
            "12 of 100 new records were quarantined, before it was 0 in 100",
        ),
        (state(130, quarantined=60), [state(100, quarantined=50)], ""),
        (
            state(1300, undated=100),
            GOOD,
            "100 of 100 new records have no date, before it was 0 in 100",
        ),
        (state(1300, alike=60), GOOD, "59 of 100 new records are one text"),
        (
            state(1300, words=120_000 + 100 * 30),
            GOOD,
            "new articles have 30 words on average, before they had 100",
        ),
        (state(1300, words=120_000 + 100 * 60), GOOD, ""),
        (state(1219, quarantined=19), GOOD, ""),
        # Silence.
        (
            state(1200),
            [*GOOD, state(1200), state(1200)],
            "has been silent for 3 versions, and delivered in 12 of 12 before",
        ),
        (state(1200), [*GOOD, state(1200)], ""),
        (state(1201), [*GOOD, state(1200), state(1200)], ""),
        (state(600), [*GOOD[:6], state(600), state(600)], ""),
        (state(300), [state(100)] * 7 + [state(200)] * 7 + [state(300)] * 3, ""),
        # A backfill takes quarantined records away.
        (state(1200), [state(1200, quarantined=600)], ""),
    ],
)
def test_alarms(now: dict[str, Any], history: list[dict[str, Any]], told: str) -> None:
    assert find_alarms(now, history) == ([f"source a: {told}"] if told else [])


def test_a_run_looks_at_what_came_and_writes_it_down(tmp_path: Path) -> None:
    """A good first delivery, then walls in the place of stories: the second is told, and stays told until the next version."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    write_lines(raw / "good" / "1.jsonl", [story(n) for n in range(30)])
    write_lines(raw / "other" / "1.jsonl", [story(n) for n in range(60, 65)])
    assert run_desk(raw, out).alarms == []
    walls = [{"id": n, "title": "Read on", "text": WALL + WALL} for n in range(25)]
    write_lines(raw / "good" / "2.jsonl", walls)
    second = run_desk(raw, out)
    assert "source good: 24 of 25 new records are one text" in second.alarms
    bytes_before = table_bytes(out)
    assert run_desk(raw, out).alarms == second.alarms
    assert table_bytes(out) == bytes_before
    runs = read_runs(out)
    assert [run["rows"]["articles"] for run in runs] == [35, 36]
    assert runs[1]["version"] == second.version
    assert runs[1]["sources"]["good"]["records"] == 55

    frame = tables.runs(curated=out)
    assert frame["rows.copies"].tolist() == [35, 60]
    assert frame["published_at"].is_monotonic_increasing
    by_source = tables.runs(by_source=True, curated=out).set_index(["version", "source"])
    assert by_source.loc[(second.version, "other"), "records"] == 5

    # Lost or damaged, it is begun anew or goes on; the tables do not care.
    (out / RUNS_NAME).write_text((out / RUNS_NAME).read_text() + "{broken\n")
    write_lines(raw / "good" / "3.jsonl", [story(70)])
    run_desk(raw, out)
    assert [run["rows"]["articles"] for run in read_runs(out)] == [35, 36, 37]
    (out / RUNS_NAME).unlink()
    run_desk(raw, out)
    assert len(read_runs(out)) == 1


def test_history_is_no_part_of_the_tables(tmp_path: Path) -> None:
    """One delivery and two, in any order, publish the same bytes."""
    write_lines(tmp_path / "raw" / "a" / "1.jsonl", [story(n) for n in range(5)])
    run_desk(tmp_path / "raw", tmp_path / "two")
    write_lines(tmp_path / "raw" / "a" / "2.jsonl", [story(n) for n in range(5, 9)])
    run_desk(tmp_path / "raw", tmp_path / "two")
    run_desk(tmp_path / "raw", tmp_path / "one")
    assert table_bytes(tmp_path / "one") == table_bytes(tmp_path / "two")
    assert [len(read_runs(tmp_path / name)) for name in ("one", "two")] == [1, 2]


def column_alarms(raw: Path, out: Path) -> list[str]:
    return [alarm for alarm in run_desk(raw, out).alarms if "source.toml" in alarm]


def test_a_declared_column_that_no_record_of_a_source_has_is_told_until_one_has_it(
    tmp_path: Path,
) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    declare = '[columns]\nsection = "{}"\nauthors = "author"\n'
    write_lines(raw / "paper" / "may" / "1.jsonl", [story(n) for n in range(3)])
    (raw / "paper" / "source.toml").write_text(declare.format("rubric"))
    write_lines(raw / "other" / "1.jsonl", [story(n, rubric="Sport") for n in range(3, 6)])
    said = "source paper: source.toml takes section from 'rubric', which no record has; `copydesk inspect` says what there is"
    assert column_alarms(raw, out) == [said]
    assert column_alarms(raw, out) == [said]  # nothing new: it still holds
    write_lines(raw / "other" / "2.jsonl", [story(6)])
    assert column_alarms(raw, out) == [said]
    write_lines(raw / "paper" / "june" / "2.jsonl", [story(7), story(8, rubric="City")])
    assert column_alarms(raw, out) == []


@pytest.mark.parametrize(
    ("declared", "record", "is_told"),
    [
        ("desk.name", {"desk": {"name": "City"}}, False),
        ("desk.name", {"desk.name": "City"}, False),
        ("name", {"desk": {"name": "City"}}, True),
        ("Rubric", {"rubric": "City"}, True),
        ("rubric", {"rubric": " "}, True),
        ("rubric", {"rubric": None}, True),
    ],
)
def test_a_column_is_there_where_a_record_says_something_in_it(
    tmp_path: Path, declared: str, record: dict[str, Any], is_told: bool
) -> None:
    write_lines(tmp_path / "raw" / "a" / "1.jsonl", [story(1, **record), story(2)])
    (tmp_path / "raw" / "a" / "source.toml").write_text(f'[columns]\nsection = "{declared}"\n')
    assert bool(column_alarms(tmp_path / "raw", tmp_path / "out")) == is_told


def test_what_can_not_be_judged_is_no_absent_column(tmp_path: Path) -> None:
    """A table joined to the texts it tells of, files that are gone, and pages beside the table that has the column."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    toml = '[columns]\nsection = "rubric"\n'
    for source in ("joined", "gone", "mixed"):
        (raw / source).mkdir(parents=True)
        (raw / source / "source.toml").write_text(toml)
    texts = {f"{n}.txt": story(n)["text"] for n in range(4)}
    for name, text in texts.items():
        (raw / "joined" / name).write_text(text)
    rows = [f"{name},Plan {name[0]},City" for name in texts]
    (raw / "joined" / "metadata.csv").write_text("\n".join(["filename,title,rubric", *rows]) + "\n")
    (raw / "mixed" / "page.txt").write_text(str(story(10)["text"]))
    write_lines(raw / "mixed" / "1.jsonl", [story(11, rubric="City")])
    write_lines(raw / "gone" / "1.jsonl", [story(12)])
    assert [alarm.split(":")[0] for alarm in column_alarms(raw, out)] == ["source gone"]
    (raw / "gone" / "1.jsonl").unlink()
    write_lines(raw / "gone" / "2.jsonl", [story(13, rubric="City")])
    assert column_alarms(raw, out) == []


@pytest.mark.parametrize(
    "line", [b"my own notes", b'{"mine": 1}', b'{"version": "v-1\xff", "sources": {}}']
)
def test_what_is_no_line_of_ours_is_kept_aside(tmp_path, line):
    whole = {"version": "v-1", "sources": {}}
    held = json.dumps(whole).encode() + b"\n" + line + b"\n"
    (tmp_path / RUNS_NAME).write_bytes(held)
    assert read_runs(tmp_path) == [whole]
    append_run(tmp_path, read_runs(tmp_path), whole | {"version": "v-2"})
    assert [run["version"] for run in read_runs(tmp_path)] == ["v-1", "v-2"]
    [aside] = tmp_path.glob(f"{RUNS_NAME}.damaged-*")
    assert aside.read_bytes() == held
    append_run(tmp_path, read_runs(tmp_path), whole)
    assert len(list(tmp_path.iterdir())) == 2
