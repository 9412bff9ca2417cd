"""A file that no reader gets through costs itself: one row, whatever stood with it in a task."""

from __future__ import annotations

import re
import threading

import pandas as pd
import pytest
from desk_runs import run_desk, story, write_lines

from copydesk import intake, slow_files
from copydesk.slow_files import SlowReadingError, limited

EVIL = re.compile(r"(a+)+b")


def spin() -> None:
    """Do what takes 2^60 steps within one call."""
    EVIL.match("a" * 60)


def test_a_pattern_without_end_is_left_at_the_limit():
    with pytest.raises(SlowReadingError), limited(0.05):
        spin()


def test_other_threads_have_no_limit_and_are_none_the_worse():
    done = []

    def work() -> None:
        with limited(0.01):
            done.append(sum(range(1_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done


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
