"""What of raw files is not read again: those that nobody wrote to, and no others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from copydesk.raw import looks as raw_looks
from copydesk.raw.intake import RawFile, scan_raw
from copydesk.raw.looks import RESTED_NS, RawLooks

STORY = "The ferry ran aground on Monday, and nobody was hurt."


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Give a raw folder with a file that rested, by its own word; the other half of a look can't be set."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    os.utime(folder / "a.txt", (1_600_000_000, 1_600_000_000))
    return folder


def scan(raw: Path, **more: bool) -> tuple[list[RawFile], list[str]]:
    """Return what a scan finds, and the names of the files that it read."""
    read: list[str] = []
    own = raw_looks.file_sha256

    def noted(path: Path, prefixes: tuple[int, ...] = ()) -> tuple[str, dict[int, str]]:
        read.append(path.name)
        return own(path, prefixes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw_looks, "file_sha256", noted)
        looks = RawLooks(raw.parent / "looks.parquet", raw, **more)
        found, _ = scan_raw(raw, [], hash_of=looks.hash_of)
        looks.write()
    return found, read


@pytest.fixture
def rested(raw: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder some seconds later, scanned once."""
    later = time.time_ns() + 2 * RESTED_NS
    monkeypatch.setattr(raw_looks.time, "time_ns", lambda: later)
    assert scan(raw)[1] == ["a.txt"]
    return raw


def test_a_file_that_rested_is_told_by_its_hash_and_not_read(rested: Path) -> None:
    found, read = scan(rested)
    assert read == []
    assert found == scan_raw(rested, [])[0]


def test_a_file_is_read_again_whose_bytes_changed_under_the_same_size_and_time(
    rested: Path,
) -> None:
    before = scan(rested)[0]
    (rested / "a.txt").write_text(STORY.replace("Monday", "Friday"), encoding="utf-8")
    os.utime(rested / "a.txt", (1_600_000_000, 1_600_000_000))
    found, read = scan(rested)
    assert read == ["a.txt"]
    assert found != before
    assert found == scan_raw(rested, [])[0]


def test_a_file_that_was_just_written_is_read_at_the_next_scan_too(raw: Path) -> None:
    assert scan(raw)[1] == ["a.txt"]
    assert scan(raw)[1] == ["a.txt"]


def test_a_file_that_another_replaced_is_read(rested: Path) -> None:
    (rested / "b").write_text(STORY.replace("Monday", "Sunday"), encoding="utf-8")
    os.replace(rested / "b", rested / "a.txt")
    assert scan(rested)[1] == ["a.txt"]


def test_a_thorough_scan_reads_all(rested: Path) -> None:
    assert scan(rested, is_thorough=True)[1] == ["a.txt"]


@pytest.mark.parametrize("harm", [b"", b"PAR1", b"no table"])
def test_notes_that_are_damaged_cost_a_look(rested: Path, harm: bytes) -> None:
    (rested.parent / "looks.parquet").write_bytes(harm)
    found, read = scan(rested)
    assert read == ["a.txt"]
    assert found == scan_raw(rested, [])[0]
    assert scan(rested)[1] == []


def test_how_a_file_began_is_read_again_where_it_was_delivered_before(rested: Path) -> None:
    (delivered,) = scan(rested)[0]
    with (rested / "a.txt").open("a", encoding="utf-8") as file:
        file.write(" It sails again.")
    looks = RawLooks(rested.parent / "looks.parquet", rested)
    (found,), _ = scan_raw(rested, [delivered], hash_of=looks.hash_of)
    again = RawLooks(rested.parent / "looks.parquet", rested)
    assert scan_raw(rested, [delivered, found], hash_of=again.hash_of) == scan_raw(
        rested, [delivered, found]
    )


def test_a_look_for_news_before_the_first_run_makes_no_folder(raw: Path) -> None:
    looks = RawLooks(raw.parent / "none" / "looks.parquet", raw)
    assert scan_raw(raw, [], hash_of=looks.hash_of)[0]
    looks.write()
    assert not (raw.parent / "none").exists()
    scan(raw)  # of a file that has not rested
    assert (raw.parent / "looks.parquet").exists()
