"""A file that no reader gets through costs itself: one row, whatever stood with it in a task."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.raw import intake, slow_files
from copydesk.raw.slow_files import SlowReadingError, do_within, limited

EVIL = re.compile(r"(a+)+b")


def spin() -> None:
    """Do what takes 2^60 steps within one call."""
    EVIL.match("a" * 60)


def test_a_pattern_without_end_is_left_at_the_limit():
    with pytest.raises(SlowReadingError), limited(0.05):
        spin()


def in_thread(work):
    """Return what a call answers or raises in a thread of its own, as in a Dask worker."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def test_a_pattern_without_end_is_left_in_other_threads_too():
    code = "__import__('re').match('(a+)+b', 'a' * 60)"
    with pytest.raises(SlowReadingError):
        in_thread(lambda: do_within(0.5, eval, code))


def test_other_threads_read_the_same_parts_and_find_changed_files(tmp_path):
    raw = tmp_path / "raw"
    write_lines(raw / "one.jsonl", [story(1), story(2)])
    write_lines(raw / "two.jsonl", [story(3)])
    files, _ = intake.scan_raw(raw, [])
    for name, do in (("main", lambda work: work()), ("thread", in_thread)):
        (tmp_path / name).mkdir()
        do(lambda name=name: intake.read_files(raw, files, tmp_path / name))
    assert digest_of(tmp_path / "main") == digest_of(tmp_path / "thread")
    write_lines(raw / "two.jsonl", [story(4)])
    (tmp_path / "changed").mkdir()
    in_thread(lambda: intake.read_files(raw, files, tmp_path / "changed"))
    (part,) = (tmp_path / "changed").rglob("*.parquet")
    assert len(pq.read_table(part)) == 2  # of the file that has not changed


def digest_of(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.parquet")}


def test_a_file_that_no_reader_gets_through_leaves_one_row(tmp_path, monkeypatch):
    write_lines(tmp_path / "raw" / "a" / "good.jsonl", [story(1), story(2)])
    write_lines(tmp_path / "raw" / "a" / "slow.jsonl", [story(3), story(4)])
    read, asked = intake.read_file, []

    def reading(path, *args, **kwargs):
        for item in read(path, *args, **kwargs):
            yield item
            if path.name == "slow.jsonl":
                spin()

    def is_slow(path, *_):
        asked.append(path.name)
        return path.name == "slow.jsonl"

    monkeypatch.setattr(intake, "read_file", reading)
    monkeypatch.setattr(intake, "limit_of", lambda n_bytes: 0.3)
    monkeypatch.setattr(intake, "is_slow", is_slow)
    summary = run_desk(tmp_path / "raw", tmp_path / "out")
    (row,) = pd.read_parquet(tmp_path / "out" / "quarantine").to_dict("records")
    assert (row["raw_path"], list(row["reasons"])) == ("a/slow.jsonl", ["too_slow"])
    assert summary.rows["copies"] == 2
    assert sorted(asked) == ["good.jsonl", "slow.jsonl"]


def test_a_fresh_process_decides(tmp_path, monkeypatch):
    write_lines(tmp_path / "one.jsonl", [story(1)])
    told = (tmp_path / "one.jsonl", "one.jsonl", intake.encode_source(intake.decode_source("{}")))
    assert not slow_files.is_slow(*told, 500)
