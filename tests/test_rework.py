"""A backfill forgets what is in scope, and what it computes again is what stood there."""

from __future__ import annotations

import datetime as dt

import pytest
from desk_runs import run_desk, story, table_bytes, write_lines

from copydesk.errors import SettingsError
from copydesk.rework import Scope, forget_work
from flows.curate import curate_with
from flows.progress import Progress
from flows.settings import load_settings, open_desk


@pytest.fixture
def settings(tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(n) for n in range(6)])
    write_lines(tmp_path / "raw" / "b" / "two.jsonl", [story(n) for n in range(6, 9)])
    # Settings of its own: the two sources are read into two parts.
    (tmp_path / "raw" / "b" / "source.toml").write_text('publisher = "The Gazette"\n')
    told = {"raw": str(tmp_path / "raw"), "curated": str(tmp_path / "out"), "min_words": 5}
    run_desk(tmp_path / "raw", tmp_path / "out", tables="events")
    return load_settings(environment={}, **told)


@pytest.mark.parametrize(
    ("scope", "dropped"),
    [
        (Scope(source="a"), 3),  # outcome and fingerprints of one part, and the annotations
        (Scope(first=dt.date(2024, 1, 1), last=dt.date(2024, 12, 31)), 5),
        (Scope(first=dt.date(2030, 1, 1)), 0),
        (Scope(stage="copies"), 2),
        (Scope(stage="entities"), 1),
        (Scope(stage="events", source="b"), 1),
    ],
    ids=str,
)
def test_what_is_in_scope_is_forgotten_and_comes_back_the_same(settings, tmp_path, scope, dropped):
    before = table_bytes(tmp_path / "out")
    desk = open_desk(settings)
    assert forget_work(desk, scope, desk.versions()) == dropped
    summary = curate_with(settings, Progress(False), is_forced=True)
    assert not summary.is_new
    assert table_bytes(tmp_path / "out") == before
    work = sorted(p.name for p in (tmp_path / "out" / ".work" / "accepted").iterdir())
    assert len(work) == 2


def test_an_unknown_scope_is_named(settings):
    desk = open_desk(settings)
    with pytest.raises(SettingsError, match="known are a, b"):
        forget_work(desk, Scope(source="c"), desk.versions())
    with pytest.raises(SettingsError, match="expected one of articles"):
        forget_work(desk, Scope(stage="titles"), desk.versions())
