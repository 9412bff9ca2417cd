"""A backfill is a plan: it redoes what is in scope and no more, goes on after a kill, and yields what stood there."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk import annotation, rework
from copydesk.annotation import PACKED
from copydesk.errors import SettingsError
from copydesk.rework import (
    BackfillScope,
    Rework,
    find_rework,
    plan_rework,
    read_plan,
    resume_rework,
)
from flows.backfill import cost_of
from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import load_settings, open_workspace

FOOT = "The Gazette is printed by its readers, who own it: become a member on our page today."


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """A published collection of two sources, with events."""
    folder = tmp_path_factory.mktemp("rework")
    write_lines(folder / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    write_lines(folder / "raw" / "b" / "two.jsonl", [story(n) for n in range(6, 9)])
    # Settings of its own: the two sources are read into two parts.
    (folder / "raw" / "b" / "source.toml").write_text('publisher = "The Gazette"\n')
    run_desk(folder / "raw", folder / "out", tables="events")
    return folder


@pytest.fixture
def settings(once, tmp_path):
    """The settings of a copy of it."""
    shutil.copytree(once, tmp_path, symlinks=True, dirs_exist_ok=True)
    told = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "out"), "min_words": 5}
    return load_settings(environment={}, **told)


def texts_read(desk):
    """Return the keys of the texts that are packed, with the number of folders that hold each."""
    folders = desk.work.annotated_folders(desk.versions())
    return sorted(
        k for f in folders for k in pq.read_table(f / "done.parquet")["text_key"].to_pylist()
    )


@pytest.mark.parametrize(
    ("scope", "cost"),
    [
        (BackfillScope(source="a"), (1, 6, True)),  # parts parsed, texts read
        (BackfillScope(first=dt.date(2024, 1, 1), last=dt.date(2024, 12, 31)), (2, 9, True)),
        (BackfillScope(first=dt.date(2024, 1, 1), last=dt.date(2024, 1, 1)), (1, 1, True)),
        (BackfillScope(first=dt.date(2030, 1, 1)), (0, 0, False)),
        (BackfillScope(stage="copies"), (0, 0, True)),
        (BackfillScope(stage="entities"), (0, 9, False)),
        (BackfillScope(stage="events", source="b"), (0, 3, False)),
        (
            BackfillScope(stage="events", first=dt.date(2024, 2, 1), last=dt.date(2024, 2, 2)),
            (0, 1, False),
        ),
    ],
    ids=str,
)
def test_what_is_in_scope_is_redone_and_comes_back_the_same(settings, tmp_path, scope, cost):
    before = table_bytes(tmp_path / "out")
    desk = open_workspace(settings)
    texts = texts_read(desk)
    planned = plan_rework(desk, scope, desk.versions())
    found = len(planned.outcomes), len(planned.texts), planned.is_anew
    assert found == cost
    resume_rework(desk, desk.versions())
    assert texts_read(desk) == sorted(set(texts) - set(planned.texts))
    summary = curate_with(settings, Progress(False))
    assert not summary.is_new
    assert table_bytes(tmp_path / "out") == before
    assert texts_read(desk) == texts
    assert read_plan(desk.work) is None
    assert len(list(desk.work.accepted.iterdir())) == 2


def test_one_day_is_read_again_and_nothing_else(settings, monkeypatch):
    desk, read = open_workspace(settings), []
    plan_rework(
        desk,
        BackfillScope(stage="events", first=dt.date(2024, 2, 2), last=dt.date(2024, 2, 2)),
        desk.versions(),
    )
    own = annotation.annotate_row
    monkeypatch.setattr(
        annotation, "annotate_row", lambda asked: read.append(asked[0]) or own(asked)
    )
    curate_with(settings, Progress(False))
    assert [row["published_on"].date() for row in read] == [dt.date(2024, 2, 2)]


def test_the_text_of_a_day_is_found_though_lines_were_cut_from_it(tmp_path):
    cut = [
        story(n, text=f"{story(n)['text']}\n\n{FOOT}", publisher="The Gazette") for n in range(9)
    ]
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", cut)
    run_desk(tmp_path / "raw", tmp_path / "out", tables="entities")
    told = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "out"), "min_words": 5}
    desk = open_workspace(load_settings(environment={}, tables="entities", **told))
    assert desk.work.cut_files(desk.versions())
    day = dt.date(2024, 2, 2)
    assert (
        len(find_rework(desk, BackfillScope(day, day, stage="entities"), desk.versions()).texts)
        == 1
    )


def test_a_dry_run_tells_the_cost_and_writes_nothing(settings, tmp_path):
    def looks():
        return {p: p.lstat().st_mtime_ns for p in sorted((tmp_path / "out").rglob("*"))}

    before = looks()
    told = cost_of(settings, BackfillScope(source="a"))
    assert told == (
        "6 records to be parsed again, 6 articles to be read again, in 2 batches; copies are searched from nothing"
    )
    assert looks() == before


def test_a_plan_goes_on_and_does_not_start_over(settings, tmp_path, monkeypatch):
    before, desk = table_bytes(tmp_path / "out"), open_workspace(settings)
    scope = BackfillScope(stage="events")
    plan_rework(desk, scope, desk.versions())
    assert read_plan(desk.work).to_drop.texts
    resume_rework(desk, desk.versions())
    assert not texts_read(desk)
    monkeypatch.setattr("copydesk.steps.resolve_things", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        curate_with(settings, Progress(False))
    monkeypatch.undo()
    folders = {p: p.stat().st_ino for p in desk.work.annotated_folders(desk.versions())}
    assert folders
    assert plan_rework(desk, scope, desk.versions()) == Rework()
    curate_with(settings, Progress(False))
    # What was read before the trouble was not read again.
    assert {p: p.stat().st_ino for p in desk.work.annotated_folders(desk.versions())} == folders
    assert table_bytes(tmp_path / "out") == before
    assert not desk.work.plan.exists()


def test_a_second_backfill_joins_the_one_under_way(settings):
    desk = open_workspace(settings)
    plan_rework(desk, BackfillScope(stage="events", source="a"), desk.versions())
    plan_rework(desk, BackfillScope(stage="events", source="b"), desk.versions())
    assert len(texts_read(desk)) == 3
    assert len(read_plan(desk.work).scopes) == 2
    resume_rework(desk, desk.versions())
    assert not texts_read(desk)


def test_taking_texts_out_may_end_anywhere_and_leaves_the_others(settings, monkeypatch):
    desk = open_workspace(settings)
    texts = texts_read(desk)
    [folder] = desk.work.annotated_folders(desk.versions())
    monkeypatch.setattr(rework, "remove", lambda path: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rework.take_out_texts(desk.work, frozenset(texts[:2]), desk.versions())
    monkeypatch.undo()
    assert folder.exists()
    rework.take_out_texts(desk.work, frozenset(texts[:2]), desk.versions())
    [left] = desk.work.annotated_folders(desk.versions())
    for kind in PACKED:
        found = set(pq.read_table(left / f"{kind}.parquet")["text_key"].to_pylist())
        assert found <= set(texts[2:])
    assert texts_read(desk) == texts[2:]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"scopes": 3}', '{"to_drop": {"x": 1}, "scopes": []}']
)
def test_a_damaged_plan_is_none(settings, tmp_path, text):
    desk, before = open_workspace(settings), table_bytes(tmp_path / "out")
    desk.work.plan.write_text(text)
    assert not resume_rework(desk, desk.versions())
    curate_with(settings, Progress(False))
    assert table_bytes(tmp_path / "out") == before
    assert not desk.work.plan.exists()


def test_an_unknown_scope_is_named(settings):
    desk = open_workspace(settings)
    with pytest.raises(SettingsError, match="known are a, b"):
        find_rework(desk, BackfillScope(source="c"), desk.versions())
    with pytest.raises(SettingsError, match="expected one of articles"):
        find_rework(desk, BackfillScope(stage="titles"), desk.versions())
    assert json.loads(BackfillScope(stage="events").told())["stage"] == "events"
