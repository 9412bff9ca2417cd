"""Records once read are missed when they vanish: read again, proven to be there, or the run refuses and names the file."""

from __future__ import annotations

import shutil

import duckdb
import pyarrow as pa
import pytest

from copydesk.disk.own_files import read_table
from copydesk.disk.storage import write_table
from copydesk.errors import CopydeskError, PromiseError, StorageError
from copydesk.raw.counted import (
    ID,
    NOTHING,
    Count,
    Listing,
    count_rows,
    id_of_row,
    look_at_part,
    prove_counts,
    read_listing,
    write_listing,
)
from tests.desk_runs import run_desk, story, table_bytes, write_lines


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Five files read in three runs: each run's in a folder of parts of its own."""
    tmp_path = tmp_path_factory.mktemp("desk")
    write_lines(tmp_path / "raw" / "a" / "one.jsonl", [story(1), story(2)])
    write_lines(tmp_path / "raw" / "a" / "two.jsonl", [story(3), {"id": "x"}])
    run_desk(tmp_path / "raw", tmp_path / "out")
    write_lines(tmp_path / "raw" / "b" / "three.jsonl", [story(4), story(1)])
    run_desk(tmp_path / "raw", tmp_path / "out")
    write_lines(tmp_path / "raw" / "b" / "four.jsonl", [story(5)])
    write_lines(tmp_path / "raw" / "c" / "five.jsonl", [story(6)])
    run_desk(tmp_path / "raw", tmp_path / "out")
    return tmp_path


@pytest.fixture
def desk(once, tmp_path):
    """A copy of it."""
    shutil.copytree(once, tmp_path / "desk", symlinks=True)
    return tmp_path / "desk"


def records_of(root):
    """Return the folders of parts."""
    return sorted((root / "out" / ".work" / "records").iterdir())


def folder_of(root, raw_path):
    """Return the folder that holds the records of a file."""
    ledger = read_table(root / "out" / ".work" / "ledger.parquet").to_pylist()
    key = next(row["file_key"] for row in ledger if row["raw_path"] == raw_path)
    return next(f for f in records_of(root) if key in read_listing(f).counts)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-9])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


def delete(path):
    path.unlink()


FAULTS = [delete, truncate, flip, empty]
FILES = ["part-00000.parquet", "files.json"]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_damaged_records_are_read_again(desk, fault, file):
    before = table_bytes(desk / "out")
    for folder in records_of(desk):
        fault(folder / file)
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before
    assert run_desk(desk / "raw", desk / "out", min_words=6).locations == 8


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_records_that_no_raw_file_gives_again_are_not_lost_silently(desk, fault):
    before = table_bytes(desk / "out")
    folder = folder_of(desk, "b/three.jsonl")
    (desk / "raw" / "b" / "three.jsonl").rename(desk / "kept")
    fault(folder / "part-00000.parquet")
    with pytest.raises(StorageError, match=r"three\.jsonl.*part-00000.*nothing was published"):
        run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before
    (desk / "kept").rename(desk / "raw" / "b" / "three.jsonl")
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before


def test_they_can_be_given_up(desk):
    folder = folder_of(desk, "b/three.jsonl")
    (desk / "raw" / "b" / "three.jsonl").unlink()
    delete(folder / "part-00000.parquet")
    run_desk(desk / "raw", desk / "out", prune=True)
    run_desk(desk / "raw", desk / "fresh")
    assert table_bytes(desk / "out") == table_bytes(desk / "fresh")


def close_a_file(place):
    """Leave a file that nobody may open: a link to nothing, since root may open all others."""
    (place / "three.jsonl").unlink()
    (place / "three.jsonl").symlink_to("nothing")


def close_a_folder(place):
    """Move a folder to a disk that is not mounted."""
    shutil.rmtree(place)
    place.symlink_to("nothing")


@pytest.mark.parametrize("close", [close_a_file, close_a_folder], ids=lambda f: f.__name__)
def test_what_can_not_be_opened_is_not_given_up(desk, close):
    before = table_bytes(desk / "out")
    shutil.copytree(desk / "raw" / "b", desk / "away")
    close(desk / "raw" / "b")
    assert (
        run_desk(desk / "raw", desk / "out", prune=True).locations == 8 + 1
    )  # and the place itself
    (
        desk / "raw" / "b" if (desk / "raw" / "b").is_symlink() else desk / "raw/b/three.jsonl"
    ).unlink()
    shutil.copytree(desk / "away", desk / "raw" / "b", dirs_exist_ok=True)
    run_desk(desk / "raw", desk / "out", prune=True)
    assert table_bytes(desk / "out") == before
    shutil.rmtree(desk / "raw" / "b")  # the twin: it is gone
    run_desk(desk / "raw", desk / "out", prune=True)
    run_desk(desk / "raw", desk / "fresh")
    assert table_bytes(desk / "out") == table_bytes(desk / "fresh")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_lost_listing_of_records_that_no_raw_file_gives_again_is_told(desk, fault):
    before = table_bytes(desk / "out")
    folder = folder_of(desk, "a/one.jsonl")
    (desk / "raw" / "a" / "one.jsonl").unlink()
    fault(folder / "files.json")
    with pytest.raises(StorageError, match=r"one\.jsonl.*files\.json"):
        run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before


def test_files_whose_records_lie_in_sound_parts_are_taken_out(desk):
    before = table_bytes(desk / "out")
    folder = folder_of(desk, "a/one.jsonl")
    (desk / "raw" / "a" / "one.jsonl").unlink()
    listing = read_listing(folder)
    table = read_table(folder / "part-00000.parquet")
    for number in range(2):  # as a larger task has several parts
        write_table(table.slice(2 * number, 2), folder / f"part-{number:05d}.parquet")
    parts = {
        f"part-{n:05d}.parquet": look_at_part(folder / f"part-{n:05d}.parquet", 2) for n in range(2)
    }
    write_listing(folder, Listing(listing.sources, listing.counts, parts))
    one = folder_of(desk, "a/one.jsonl") / "part-00000.parquet"
    is_first = read_table(one)["file_key"].to_pylist()[0] in keys_of(desk, "a/one.jsonl")
    delete(folder / f"part-0000{int(is_first)}.parquet")
    run_desk(desk / "raw", desk / "out")
    assert not folder.exists()
    assert table_bytes(desk / "out") == before
    assert run_desk(desk / "raw", desk / "out", min_words=6).locations == 8


def keys_of(root, raw_path):
    """Return the keys of a file in the ledger."""
    ledger = read_table(root / "out" / ".work" / "ledger.parquet").to_pylist()
    return {row["file_key"] for row in ledger if row["raw_path"] == raw_path}


def test_a_folder_of_parts_that_is_gone_is_missed(desk):
    before = table_bytes(desk / "out")
    shutil.rmtree(folder_of(desk, "b/three.jsonl"))
    shutil.copytree(desk / "raw", desk / "all")
    (desk / "raw" / "b" / "three.jsonl").unlink()
    with pytest.raises(StorageError, match=r"three\.jsonl"):
        run_desk(desk / "raw", desk / "out")
    run_desk(desk / "all", desk / "out")
    assert table_bytes(desk / "out") == before


def test_parts_of_two_tasks_that_changed_places_are_found_out(desk):
    before = table_bytes(desk / "out")
    one, other = (f / "part-00000.parquet" for f in records_of(desk)[:2])
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before


@pytest.mark.parametrize("has_manifest", [True, False])
def test_a_table_file_that_is_another_says_nothing_of_what_was_published(desk, has_manifest):
    before = table_bytes(desk / "out")
    place = next((desk / "out" / "quarantine").resolve().rglob("*.parquet"))
    other = next((desk / "out" / ".work" / "accepted").rglob("accepted.parquet"))
    place.unlink()
    shutil.copy(other, place)
    if not has_manifest:
        (desk / "out" / "current" / "manifest.json").unlink()
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before


def test_a_listing_that_was_made_to_fit_is_held_against_the_ledger(desk):
    folder = folder_of(desk, "b/three.jsonl")
    told = read_listing(folder)
    write_listing(folder, Listing(told.sources, dict.fromkeys(told.counts, NOTHING), {}))
    delete(folder / "part-00000.parquet")
    (desk / "raw" / "b" / "three.jsonl").unlink()
    with pytest.raises(StorageError, match=r"three\.jsonl.*ledger"):
        run_desk(desk / "raw", desk / "out")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.__name__)
def test_a_lost_ledger_is_made_anew_only_from_all_that_was_delivered(desk, fault):
    before = table_bytes(desk / "out")
    fault(desk / "out" / ".work" / "ledger.parquet")
    run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before
    fault(desk / "out" / ".work" / "ledger.parquet")
    (desk / "raw" / "c" / "five.jsonl").unlink()
    with pytest.raises(CopydeskError, match=r"ledger\.parquet"):
        run_desk(desk / "raw", desk / "out")
    assert table_bytes(desk / "out") == before
    assert run_desk(desk / "raw", desk / "out", prune=True).locations == 7


def test_duckdb_counts_as_python_does():
    places = [("rec_1", "row 1"), ("rec_2", "member é;x"), ("rec_3", "")]
    total = NOTHING
    for place in places:
        total += Count(1, id_of_row(*place))
    rows = [{"record_id": r, "raw_position": p, "file_key": "k"} for r, p in places]
    table = pa.Table.from_pylist(rows)
    assert count_rows(table) == {"k": total}
    with duckdb.connect() as connection:
        connection.register("t", table)
        found = connection.execute(f"SELECT sum({ID}) FROM t").fetchone()
    assert found[0] % (1 << 64) == total.ids


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("k", "rec_1", "1")], "2 records were read of a/x.jsonl, but 1 are kept"),
        ([("k", "rec_1", "1"), ("k", "rec_3", "2")], "others are kept"),
        ([("k", "rec_1", "1"), ("k", "rec_2", "3")], "others are kept"),
        ([("k", "rec_1", "1"), ("k", "rec_2", "2"), ("k", "rec_2", "2")], "3 are kept"),
        ([], "0 are kept"),
        ([("k", "rec_2", "2"), ("k", "rec_1", "1")], None),
    ],
)
def test_what_is_kept_is_held_against_what_was_read(rows, words):
    places = (("rec_1", "1"), ("rec_2", "2"))
    read = {"k": ("a/x.jsonl", sum((Count(1, id_of_row(*place)) for place in places), NOTHING))}
    names = ("file_key", "record_id", "raw_position")
    table = pa.table({n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)})
    with duckdb.connect() as connection:
        connection.register("kept", table)
        if words is None:
            prove_counts(connection, read, "kept", "SELECT 'k'")
        else:
            with pytest.raises(PromiseError, match=words):
                prove_counts(connection, read, "kept", "SELECT 'k'")
        # Where no row came or went since they were last looked at, rows are counted and no more.
        if words in (None, "others are kept"):
            prove_counts(connection, read, "kept", "SELECT 'another'")
        else:
            with pytest.raises(PromiseError, match=words):
                prove_counts(connection, read, "kept", "SELECT 'another'")
