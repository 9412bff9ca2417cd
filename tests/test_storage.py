"""Files are whole or not there; one writer at a time."""

import os
import stat
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.disk.storage import (
    curated_lock,
    drop_leftovers,
    file_sha256,
    flip_link,
    replace_table,
    whole_folder,
    write_table,
)
from copydesk.errors import LockedError, StorageError
from copydesk.raw.parts import storable
from copydesk.readers.fields import clean_value


def test_the_same_table_is_the_same_bytes(tmp_path):
    table = pa.table({"a": ["x", "y"], "b": [1.5, 2.5]})
    write_table(table, tmp_path / "1.parquet")
    write_table(table.slice(0).combine_chunks(), tmp_path / "2.parquet")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()


def test_a_table_is_replaced_whole(tmp_path):
    path = tmp_path / "t.parquet"
    replace_table(pa.table({"a": [1]}), path)
    replace_table(pa.table({"a": [2]}), path)
    assert pq.read_table(path)["a"].to_pylist() == [2]
    assert [p.name for p in tmp_path.iterdir()] == ["t.parquet"]


def test_a_folder_appears_only_when_its_block_ends_well(tmp_path):
    def fail():
        with whole_folder(tmp_path / "out") as scratch:
            (scratch / "a").write_text("half")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with whole_folder(tmp_path / "out") as scratch:
        (scratch / "a").write_text("whole")
    assert (tmp_path / "out" / "a").read_text() == "whole"


def test_a_folder_that_stands_is_kept(tmp_path):
    for text in ("first", "second"):
        with whole_folder(tmp_path / "out") as scratch:
            (scratch / "a").write_text(text)
    assert (tmp_path / "out" / "a").read_text() == "first"


def test_leftovers_are_dropped_and_the_rest_stays(tmp_path):
    (tmp_path / ".half.123").mkdir()
    (tmp_path / ".file.123").write_text("")
    (tmp_path / "whole").mkdir()
    drop_leftovers(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["whole"]


@pytest.mark.parametrize("size", [0, 1, 5, 1 << 20, (1 << 20) + 3])
def test_prefix_hashes_are_those_of_the_shorter_files(tmp_path, size):
    data = bytes(i % 251 for i in range(size + 7))
    (tmp_path / "long").write_bytes(data)
    (tmp_path / "short").write_bytes(data[:size])
    digest, prefixes = file_sha256(tmp_path / "long", (size,))
    assert prefixes[size] == file_sha256(tmp_path / "short")[0]
    assert digest != prefixes[size]


HOLDER = """
import sys, time
from pathlib import Path
from copydesk.disk.storage import curated_lock
with curated_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_keeps_others_out_and_frees_itself_when_its_holder_is_killed(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match="another run"), curated_lock(tmp_path):
            pass
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    with curated_lock(tmp_path):
        assert (tmp_path / ".lock").exists()


@pytest.mark.parametrize(("umask", "mode"), [(0o002, 0o664), (0o022, 0o644)])
def test_the_lock_is_a_groups_where_the_umask_says_so(tmp_path, umask, mode):
    before = os.umask(umask)
    try:
        with curated_lock(tmp_path):
            assert stat.S_IMODE((tmp_path / ".lock").stat().st_mode) == mode
    finally:
        os.umask(before)


@pytest.mark.parametrize("below", [".", "sub/folder"])
@pytest.mark.parametrize(
    ("name", "words"),
    [("file", "is a file"), ("nowhere", "is a link to no folder"), ("round", "is a link to no")],
)
def test_what_stands_in_the_way_of_a_curated_folder_is_named(tmp_path, name, words, below):
    (tmp_path / "file").write_text("")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "round").symlink_to("round")
    with (
        pytest.raises(StorageError, match=f"can't write to .*{name} {words}.*; nothing was"),
        curated_lock(tmp_path / name / below),
    ):
        pass


def test_a_link_to_a_folder_is_in_nobodys_way(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    with curated_lock(tmp_path / "link" / "new"):
        assert (tmp_path / "new" / ".lock").exists()


def test_a_link_is_flipped(tmp_path):
    for version in ("a", "b"):
        (tmp_path / version).mkdir()
        flip_link(tmp_path / "current", version, tmp_path)
        assert os.readlink(tmp_path / "current") == version


def synced_folders(monkeypatch):
    """Return a list that grows by each folder whose entries are flushed."""
    seen = []
    fsync = os.fsync

    def note(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            seen.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    return seen


def test_what_was_renamed_into_a_folder_outlives_a_power_cut(tmp_path, monkeypatch):
    seen = synced_folders(monkeypatch)
    place = tmp_path.stat().st_ino
    replace_table(pa.table({"a": [1]}), tmp_path / "a.parquet")
    assert seen == [place]
    with whole_folder(tmp_path / "whole"):
        pass
    assert seen == [place, (tmp_path / "whole").stat().st_ino, place]
    flip_link(tmp_path / "link", "whole", tmp_path)
    assert seen[3:] == [place]


def test_no_half_of_a_surrogate_pair_reaches_a_table():
    assert storable("cut \ud83d here") == "cut ? here"
    assert clean_value({"a": ["\ud83d\ude00", "\ud83d!"]}) == {"a": ["\U0001f600", "\ufffd!"]}
