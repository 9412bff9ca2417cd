"""What the matrices found, one case each: workers that outlive their run, versions kept for readers, plain messages."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from copydesk.disk.storage import remove, whole_folder, write_table, write_text
from copydesk.errors import StorageError, WorkerLostError
from copydesk.versions.publish import current_version
from copydesk.work.workfolder import WorkFolder
from flows.failures import probe, told_plainly
from flows.server import ServerError
from tests.desk_runs import run_desk, story, table_bytes, write_lines

TABLE = pa.table({"a": [1]})


def read_slowly(work: WorkFolder, meanwhile: Callable[[], None]) -> None:
    """Write two parts of a task, something happening between them."""
    with whole_folder(work.records / "task") as scratch:
        write_table(TABLE, scratch / "part-00000.parquet")
        meanwhile()
        write_table(TABLE, scratch / "part-00001.parquet")


def test_a_worker_that_outlives_its_run_can_finish_nothing(tmp_path):
    work = WorkFolder(tmp_path / ".work")
    work.prepare()
    with work.open_run_folder() as run_folder:
        old = dataclasses.replace(work, run_folder=run_folder)
        with pytest.raises(FileNotFoundError):
            read_slowly(old, meanwhile=work.prepare)  # the next run begins
        with pytest.raises(FileNotFoundError), whole_folder(old.records / "next"):
            pass
    assert list(work.records.iterdir()) == []


def test_nothing_of_a_door_is_left_after_a_run(tmp_path):
    work = WorkFolder(tmp_path / ".work")
    work.prepare()
    with work.open_run_folder() as run_folder:
        inside = dataclasses.replace(work, run_folder=run_folder)
        with whole_folder(inside.accepted / "outcome") as scratch:
            write_text(scratch / "a", "whole")
        write_text(inside.scratch / "spill", "gone soon")
    assert (work.accepted / "outcome" / "a").read_text(encoding="utf-8") == "whole"
    assert not [path for path in work.root.iterdir() if path.name.startswith(".")]


def test_a_folder_vanishes_at_one_stroke(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "file").write_text("", encoding="utf-8")
    (tmp_path / "two").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to("two")
    for name in ("one", "link", "two", "never"):
        remove(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def published(tmp_path):
    """Two stories, published."""
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1), story(2)])
    run_desk(tmp_path / "raw", tmp_path / "out")
    return tmp_path


def publish_more(root: Path, *numbers: int, **settings: object) -> None:
    """Deliver stories and publish."""
    write_lines(root / "raw" / "b" / f"more-{numbers[0]}.jsonl", [story(n) for n in numbers])
    run_desk(root / "raw", root / "out", **settings)


def test_a_version_stays_for_its_readers_however_long_it_had_stood(published):
    old = (published / "out" / "current").resolve()
    long_ago = time.time() - 30 * 3600
    os.utime(old, (long_ago, long_ago))
    lazy = ds.dataset(old / "articles", partitioning="hive")
    publish_more(published, 3)
    assert lazy.to_table().num_rows == 2
    assert len(pd.read_parquet(old / "copies")) == 2
    os.utime(old, (long_ago, long_ago))  # replaced thirty hours ago
    run_desk(published / "raw", published / "out")
    assert not old.exists()


def test_a_plain_lazy_reader_over_a_new_version_is_told_and_gets_no_mixture(published):
    lazy = ds.dataset(published / "out" / "articles", partitioning="hive")
    publish_more(published, 3)
    with pytest.raises(FileNotFoundError):
        lazy.to_table()


def test_a_table_that_did_not_change_keeps_its_path_and_its_readers(published):
    lazy = ds.dataset(published / "out" / "quarantine")
    publish_more(published, 3)
    assert lazy.to_table().num_rows == 0


def test_a_published_version_that_went_missing_is_published_again(published):
    before = table_bytes(published / "out")
    shutil.rmtree((published / "out" / "current").resolve())
    run_desk(published / "raw", published / "out")
    assert table_bytes(published / "out") == before


def test_a_damaged_file_is_not_carried_into_the_next_version(published):
    month = next((published / "out" / "current" / "articles").resolve().rglob("*.parquet"))
    data = bytearray(month.read_bytes())
    data[len(data) // 2] ^= 1
    month.write_bytes(data)
    publish_more(published, 3)
    run_desk(published / "raw", published / "fresh")
    assert table_bytes(published / "out") == table_bytes(published / "fresh")


def test_settings_may_change_after_a_file_grew(published):
    write_lines(published / "raw" / "a" / "one.jsonl", [story(n) for n in (1, 2, 3)])
    run_desk(published / "raw", published / "out")
    run_desk(published / "raw", published / "out", min_words=6)
    run_desk(published / "raw", published / "fresh", min_words=6)
    assert table_bytes(published / "out") == table_bytes(published / "fresh")


@pytest.mark.parametrize(
    ("failure", "kind", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x/y"), StorageError, "x/y: No space"),
        (OSError(errno.EIO, "Input/output error"), StorageError, "out: Input/output error"),
        (duckdb.IOException("IO Error: Could not write"), StorageError, "Could not write"),
        (duckdb.OutOfMemoryException("Out of Memory Error: x"), StorageError, "--set memory"),
        (MemoryError(), StorageError, "out of memory"),
        (BrokenProcessPool("gone"), WorkerLostError, "a worker process was lost (gone)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_failures_of_the_outside_world_are_told_plainly(tmp_path, failure, kind, words):
    with (
        pytest.raises(kind, match="nothing was published") as caught,
        told_plainly(tmp_path / "out"),
    ):
        raise failure
    assert words in str(caught.value)


def test_a_lost_server_is_told_plainly(tmp_path):
    import httpx

    with pytest.raises(ServerError, match="stopped answering"), told_plainly(tmp_path):
        raise httpx.ConnectError("refused")


def test_what_stands_after_a_late_failure_is_said(published):
    out = published / "out"
    before = current_version(out)

    def publish_and_fail() -> None:
        with told_plainly(out):
            publish_more(published, 3)
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(StorageError, match="had been published") as caught:
        publish_and_fail()
    assert str(current_version(out)) in str(caught.value)
    assert current_version(out) != before


def test_a_folder_that_was_moved_away_amid_a_run_has_published_nothing(published):
    out = published / "out"

    def move_and_fail() -> None:
        with told_plainly(out):
            out.rename(published / "moved")
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(out / "x"))

    with pytest.raises(StorageError, match=r"; nothing was published$"):
        move_and_fail()


def test_a_bug_stays_a_bug(tmp_path):
    with pytest.raises(KeyError), told_plainly(tmp_path):
        raise KeyError("x")


def test_a_folder_that_takes_no_data_is_found_out(tmp_path):
    assert probe(tmp_path) is None
    assert probe(tmp_path / "nowhere") == "No such file or directory"
