"""What lies in the raw folder is found, known again, and read once."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from desk_runs import run_desk, story, table_bytes, write_lines
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.auditing.explain import explain_id
from copydesk.disk.storage import file_sha256
from copydesk.raw.intake import (
    UNREAD,
    RawFile,
    cut_parts,
    decode_source,
    encode_source,
    hash_bytes,
    list_files,
    locate,
    plan_reads,
    printable,
    read_files,
    scan_raw,
)
from copydesk.records import SourceConfig
from flows.summary import to_lines


def test_control_files_and_hidden_folders_are_no_records_and_counted(tmp_path):
    raw, hidden = tmp_path / "raw", []
    for name in (
        *("a/one.txt", "a/source.toml", "a/.git/two.txt", "a/.git/six.txt", ".three.txt"),
        *("b/four.html", "b/__MACOSX/five.txt", "b/Thumbs.db", "b/DESKTOP.INI.txt"),
    ):
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_text("")
    found = [path.relative_to(raw).as_posix() for path in list_files(raw, hidden)]
    assert found == ["a/one.txt", "b/DESKTOP.INI.txt", "b/four.html"]
    left_out = {".three.txt", "a/.git", "b/Thumbs.db", "b/__MACOSX"}
    assert {path.relative_to(raw).as_posix() for path in hidden} == left_out
    for again in (False, True):  # also where nothing is new
        told = dict(to_lines(run_desk(raw, tmp_path / "out")))
        assert told["left out"] == "4 hidden in the raw folder", again
    subprocess.run(["rm", "-r", *(raw / name for name in left_out)], check=True)
    assert "left out" not in dict(to_lines(run_desk(raw, tmp_path / "out")))


def test_a_source_survives_being_written_down():
    source = SourceConfig(
        publisher="Le Phare", timezone="Europe/Paris", columns=(("title", "titre"),)
    )
    assert decode_source(encode_source(source)) == source


def test_a_file_that_grew_is_known_by_its_old_bytes(tmp_path):
    (tmp_path / "feed.jsonl").write_bytes(b"one\n")
    (first,), _ = scan_raw(tmp_path, [])
    (tmp_path / "feed.jsonl").write_bytes(b"one\ntwo\n")
    (second,), outgrown = scan_raw(tmp_path, [first])
    assert outgrown == {first}
    (tmp_path / "feed.jsonl").write_bytes(b"eins\nzwei\ndrei\n")
    _, outgrown = scan_raw(tmp_path, [first, second])
    assert outgrown == set()


def packed_zip(*numbers):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in numbers:
            name = zipfile.ZipInfo(f"{number}.jsonl")
            archive.writestr(name, json.dumps(story(number)) + "\n")
    return file.getvalue()


def packed_table(*numbers):
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([story(n) for n in numbers]), file)
    return file.getvalue()


@pytest.mark.parametrize("wrap", [bytes, lambda data: gzip.compress(data, mtime=0)])
@pytest.mark.parametrize(("name", "pack"), [("a.zip", packed_zip), ("a.parquet", packed_table)])
def test_bytes_behind_a_file_that_is_read_from_its_end_are_no_growth(tmp_path, name, pack, wrap):
    path = tmp_path / (name if wrap is bytes else f"{name}.gz")
    path.write_bytes(wrap(pack(1, 2)))
    (first,), _ = scan_raw(tmp_path, [])
    path.write_bytes(wrap(pack(1, 2)) + wrap(pack(3)))
    assert scan_raw(tmp_path, [first])[1] == set()


@pytest.mark.parametrize("pack", [packed_zip, packed_table])
def test_records_of_a_file_that_became_another_stay(tmp_path, pack):
    path = tmp_path / "raw" / "a" / ("a.zip" if pack is packed_zip else "a.parquet")
    path.parent.mkdir(parents=True)
    path.write_bytes(pack(1, 2))
    run_desk(tmp_path / "raw", tmp_path / "out")
    path.write_bytes(pack(1, 2) + pack(3))
    run_desk(tmp_path / "raw", tmp_path / "out")
    titles = set(pd.read_parquet(tmp_path / "out" / "articles")["title"])
    assert {story(n)["title"] for n in (1, 2)} <= titles


def test_settings_of_the_source_make_another_file_of_it(tmp_path):
    (tmp_path / "a.txt").write_text("story")
    (plain,), _ = scan_raw(tmp_path, [])
    (tmp_path / "source.toml").write_text('publisher = "Le Phare"\n')
    (told,), _ = scan_raw(tmp_path, [])
    assert plain.sha256 == told.sha256
    assert plain.file_key != told.file_key


def test_small_files_are_read_together_and_big_ones_alone():
    files = [RawFile(f"{n:03d}.txt", str(n), 10 << 20, f"key{n}", "{}") for n in range(9)]
    files.append(RawFile("big.jsonl", "b", 1 << 30, "big", "{}"))
    tasks = plan_reads(files)
    assert sorted(f.file_key for task in tasks for f in task) == sorted(f.file_key for f in files)
    assert [f.raw_path for f in next(t for t in tasks if t[0].raw_path == "big.jsonl")] == [
        "big.jsonl"
    ]
    assert all(sum(f.size for f in task) <= 64 << 20 for task in tasks if len(task) > 1)


def test_the_same_file_twice_is_read_once():
    twice = [RawFile(name, "s", 1, "key", "{}") for name in ("b.txt", "a.txt")]
    assert [[f.raw_path for f in task] for task in plan_reads(twice)] == [["a.txt"]]


def test_parts_are_bounded_in_number_and_in_bytes():
    rows = [{"raw": b"x" * (20 << 20)} for _ in range(3)] + [{"raw": b""}] * 1500
    sizes = [len(part) for part in cut_parts(rows)]
    assert sum(sizes) == 1503
    assert sizes[0] == 2
    assert max(sizes) <= 1000


def test_a_name_that_is_not_utf8_is_read_and_traced(tmp_path):
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1)])
    odd = os.path.join(os.fsencode(tmp_path / "raw" / "a"), b"caf\xe9.jsonl")
    try:
        os.rename(tmp_path / "raw" / "a" / "one.jsonl", odd)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    summary = run_desk(tmp_path / "raw", tmp_path / "out")
    assert summary.rows["copies"] == 1
    assert locate(tmp_path / "raw", "a/caf\\xe9.jsonl").exists()
    assert printable(os.fsdecode(b"caf\xe9")) == "caf\\xe9"


@given(st.binary(min_size=1, max_size=12) | st.text("\\\\x5ce9f", min_size=1).map(str.encode))
@example(b"caf\\xe9")
@example(b"\\\xe9")
def test_no_two_names_print_alike(name):
    name = name.replace(b"\0", b"").replace(b"/", b"_") or b"x"
    shown = printable(os.fsdecode(name))
    shown.encode()  # no lone surrogate
    assert os.fsencode(locate(Path("raw"), shown)) == b"raw/" + name


def test_names_that_look_alike_long_ones_and_deep_ones_each_have_their_row(tmp_path):
    raw = tmp_path / "raw"
    folder = os.fsencode(raw / "a")
    os.makedirs(folder)
    names = [b"caf\xe9.jsonl", b"caf\\xe9.jsonl", b"\xe9" * 118 + b".jsonl"]
    try:
        for number, name in enumerate(names):
            with open(os.path.join(folder, name), "w") as file:
                file.write(json.dumps(story(number)) + "\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    handle = os.open(raw, os.O_RDONLY)
    for _ in range(20):  # deeper than a path may be long
        os.mkdir("d" * 250, dir_fd=handle)
        handle, above = os.open("d" * 250, os.O_RDONLY, dir_fd=handle), handle
        os.close(above)
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=handle))
    os.close(handle)
    summary = run_desk(raw, tmp_path / "out")
    copies = pd.read_parquet(tmp_path / "out" / "copies")
    assert sorted(copies["title"]) == sorted(story(n)["title"] for n in range(3))
    assert len(set(copies["raw_path"])) == 3
    (row,) = pd.read_parquet(tmp_path / "out" / "quarantine").to_dict("records")
    assert (list(row["reasons"]), summary.locations) == (["unreadable_file"], 4)
    assert run_desk(raw, tmp_path / "out").locations == 4
    key = copies["record_id"][0]
    assert any("is there" in line for line in explain_id(key, raw, tmp_path / "out"))


def test_what_is_no_file_or_leads_out_leaves_a_row_and_hangs_nothing(tmp_path):
    raw, secret = tmp_path / "raw", tmp_path / "secret.txt"
    secret.write_text("The key is under the mat. " * 9)
    write_lines(raw / "a" / "one.jsonl", [story(1)])
    os.mkfifo(raw / "a" / "pipe.txt")
    (raw / "a" / "link.txt").symlink_to(secret)
    (raw / "a" / "folder").symlink_to(tmp_path)
    (raw / "a" / "nowhere.txt").symlink_to(tmp_path / "missing.txt")
    (raw / "a" / "again.jsonl").symlink_to(raw / "a" / "one.jsonl")
    (raw / "a" / "round.txt").symlink_to(raw / "a" / "round.txt")
    run_desk(raw, tmp_path / "out")
    copies = pd.read_parquet(tmp_path / "out" / "copies")
    rows = pd.read_parquet(tmp_path / "out" / "quarantine").set_index("raw_path")
    assert copies["n_deliveries"].tolist() == [2]
    assert sorted(rows.index) == [
        f"a/{name}" for name in ("folder", "link.txt", "nowhere.txt", "pipe.txt", "round.txt")
    ]
    assert {reason for reasons in rows["reasons"] for reason in reasons} == {"unreadable_file"}
    assert rows.loc["a/pipe.txt", "detail"] == "it is no file but a pipe, a socket or a device"
    assert "leads out" in rows.loc["a/link.txt", "detail"]
    assert "key is under" not in str(rows.to_dict())


@pytest.mark.parametrize("is_pipe", [True, False])
@pytest.mark.parametrize(
    ("name", "beside"),
    [("saved.html", "saved_files/x.html"), ("titles.txt", "1.txt"), ("one.csv", "two.csv")],
)
def test_nobody_waits_for_a_pipe_among_the_files(tmp_path, name, beside, is_pipe):
    def end(*_: object) -> None:
        raise AssertionError("a pipe is waited for")

    for place in (beside,) if is_pipe else (beside, name):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("1.txt: The harbour is open\n")
    if is_pipe:
        os.mkfifo(tmp_path / name)
    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(20)
    try:
        if is_pipe:  # that was a file when it was listed
            with pytest.raises(OSError, match="not a regular file"):
                file_sha256(tmp_path / name)
        files, _ = scan_raw(tmp_path, [])
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert {f.raw_path for f in files if f.sha256 == UNREAD} == ({name} if is_pipe else set())


@pytest.mark.parametrize("is_hashing", [True, False])
@pytest.mark.parametrize("is_folder", [True, False])
def test_a_file_that_goes_while_the_folder_is_looked_at_is_left_to_the_next_run(
    tmp_path, caplog, is_folder, is_hashing
):
    (tmp_path / "a.txt").write_text("story")
    (tmp_path / "b.txt").write_text("other story")

    def look_behind(path, look, cuts):
        if is_hashing is (path.name == "b.txt"):  # as it is opened, or before it is looked at
            (tmp_path / "b.txt").unlink()
            if is_folder:
                (tmp_path / "b.txt").mkdir()
        return hash_bytes(path, look, cuts)

    found, _ = scan_raw(tmp_path, [], hash_of=look_behind)
    assert [file.raw_path for file in found] == ["a.txt"]
    assert "left to the next run, for it was taken away: b.txt" in caplog.text
    assert [file.raw_path for file in scan_raw(tmp_path, [])[0]] == ["a.txt"]


def test_what_could_not_be_opened_is_forgotten_once_it_can(tmp_path):
    raw = tmp_path / "raw"
    write_lines(raw / "a" / "one.jsonl", [story(1)])
    os.mkfifo(raw / "a" / "two.jsonl")
    run_desk(raw, tmp_path / "out")
    (raw / "a" / "two.jsonl").unlink()
    write_lines(raw / "a" / "two.jsonl", [story(2)])
    run_desk(raw, tmp_path / "out")
    run_desk(raw, tmp_path / "at-once")
    assert table_bytes(tmp_path / "out") == table_bytes(tmp_path / "at-once")


def test_a_file_that_grows_while_it_is_read_counts_as_it_was_hashed(tmp_path):
    path = tmp_path / "feed.jsonl"
    write_lines(path, [story(n) for n in range(3)])
    (file,), _ = scan_raw(tmp_path, [])
    with path.open("a") as feed:
        feed.write(json.dumps(story(3)) + "\n")
    (tmp_path / ".records").mkdir()
    read_files(tmp_path, [file], tmp_path / ".records")
    rows = [
        r for p in (tmp_path / ".records").rglob("*.parquet") for r in pq.read_table(p).to_pylist()
    ]
    assert [row["source_record_id"] for row in rows] == ["s0", "s1", "s2"]


def test_a_file_that_is_rewritten_while_it_is_read_is_left_to_the_next_run(tmp_path, monkeypatch):
    raw, out = tmp_path / "raw", tmp_path / "out"
    for number, name in enumerate(("kept", "moving")):
        write_lines(raw / "a" / f"{name}.jsonl", [story(number)])
    run_desk(raw, out)
    moving = raw / "a" / "moving.jsonl"
    write_lines(moving, [story(7)])
    write_lines(raw / "b" / "new.jsonl", [story(8)])

    def scan_then_write(*arguments, **more):
        found = scan_raw(*arguments, **more)
        write_lines(moving, [story(9)])
        return found

    monkeypatch.setattr("copydesk.work.workspace.scan_raw", scan_then_write)
    run_desk(raw, out)
    seen = set(pd.read_parquet(out / "copies")["source_record_id"])
    assert seen == {"s0", "s1", "s8"}, (
        "what stood there before must stay, and nothing is read under a wrong hash"
    )
    monkeypatch.undo()
    run_desk(raw, out)
    assert set(pd.read_parquet(out / "copies")["source_record_id"]) == {"s0", "s1", "s8", "s9"}
