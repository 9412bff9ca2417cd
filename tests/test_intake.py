"""What lies in the raw folder is found, known again, and read once."""

from __future__ import annotations

import os

import pytest
from desk_runs import run_desk, story, write_lines

from copydesk.intake import (
    RawFile,
    cut_parts,
    decode_source,
    encode_source,
    list_files,
    locate,
    plan_reads,
    printable,
    scan_raw,
)
from copydesk.records import SourceConfig


def test_control_files_and_hidden_folders_are_no_records(tmp_path):
    for name in ("a/one.txt", "a/source.toml", "a/.git/two.txt", ".three.txt", "b/four.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert [p.relative_to(tmp_path).as_posix() for p in list_files(tmp_path)] == [
        "a/one.txt",
        "b/four.html",
    ]


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
    rows = [{"raw": b"x" * (20 << 20), "fields": None} for _ in range(3)] + [
        {"raw": b"", "fields": ""}
    ] * 1500
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
