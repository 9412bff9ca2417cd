"""What the search for copies keeps: which segments are merged, and that each row stands in one."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from copydesk.dedup.edges import EDGES
from copydesk.dedup.kept import Kept, look_at_file
from copydesk.dedup.texts import PARAGRAPHS


def keep_all(block: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    return np.ones(block.num_rows, np.bool_)


def keep_even(block: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    even: npt.NDArray[np.bool_] = block.column("doc").to_numpy() % 2 == 0
    return even


def kept_with(folder: Path, sizes: list[int]) -> Kept:
    """Return what is kept with segments of so many rows, numbered on; the last two are of this run."""
    kept, start = Kept.open(folder, "v1", EDGES), 0
    for size in sizes:
        docs = pa.array(range(start, start + size), pa.uint32())
        block = pa.record_batch([docs.cast(pa.uint64()), docs], schema=PARAGRAPHS)
        kept.add("paragraphs", [block])
        start += size
    kept.n_added["paragraphs"] = 2
    return kept


def docs_in(kept: Kept) -> list[list[int]]:
    found = kept.segments["paragraphs"]
    return [[doc for b in segment.blocks() for doc in b["doc"].to_pylist()] for segment in found]


@pytest.mark.parametrize(
    ("sizes", "left"),
    [([90, 4, 3], [90, 7]), ([4, 3], [7]), ([90, 40, 4, 3], [90, 40, 7]), ([9, 5, 4], [18])],
)
def test_what_came_last_is_merged_and_each_row_stands_once(
    tmp_path: Path, sizes: list[int], left: list[int]
) -> None:
    kept = kept_with(tmp_path, sizes)
    kept.compact("paragraphs", keep_all)
    found = docs_in(kept)
    assert list(map(len, found)) == left
    assert [doc for docs in found for doc in docs] == list(range(sum(sizes)))
    assert kept.n_added["paragraphs"] == 1


def test_rows_that_are_worth_nothing_are_dropped_where_segments_merge(tmp_path: Path) -> None:
    kept = kept_with(tmp_path, [90, 3, 3])
    kept.compact("paragraphs", keep_even)
    assert docs_in(kept) == [list(range(90)), [90, 92, 94]]


def test_a_segment_of_which_nothing_is_left_is_none(tmp_path: Path) -> None:
    kept = kept_with(tmp_path, [90, 3, 3])
    kept.compact("paragraphs", lambda block: np.zeros(block.num_rows, np.bool_))
    assert docs_in(kept) == [list(range(90))]


def test_a_kept_file_is_as_it_was_written_or_is_not(tmp_path: Path) -> None:
    """Time and size spare the look at its bytes; of one that was only touched, the bytes say that it is the same."""
    path = tmp_path / "a"
    path.write_bytes(b"kept")
    written = look_at_file(path)
    assert written.found(path) is written
    os.utime(path, ns=(1, 1))
    assert (found := written.found(path)).written_ns == 1
    assert (found.sha256, found.size) == (written.sha256, written.size)
    path.write_bytes(b"lost")  # of the same size
    with pytest.raises(ValueError, match="a"):
        written.found(path)
    os.utime(path, ns=(written.written_ns, written.written_ns))
    assert written.found(path) is written
    with pytest.raises(ValueError, match="a"):
        written.found(path, is_thorough=True)
    path.write_bytes(b"kept, and more")
    os.utime(path, ns=(written.written_ns, written.written_ns))
    with pytest.raises(ValueError, match="a"):
        written.found(path)
    path.write_bytes(b"kep")
    with pytest.raises(ValueError, match="a"):
        written.found(path)
