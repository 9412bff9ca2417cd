"""Sorted columns in files that are written once, then mapped into memory: a look-up touches the pages it needs.

A segment is an Arrow file of blocks; its first column is the key, ascending over all blocks. Small segments are merged
into greater ones as they gather, so that there are few of them and no value is written often.
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.storage import naming, sync_folder

BLOCK_ROWS = 1 << 21
"""Rows merged at once: what a merge holds in memory."""

GROWTH = 2
"""A segment is merged with those that came after it once they have half its size: each value is written anew when the
whole has grown by half, and there are about log3 of (all rows / rows of a batch) segments."""

Array = npt.NDArray[Any]
Keep = Callable[[pa.RecordBatch], npt.NDArray[np.bool_]]


@dataclasses.dataclass(frozen=True)
class Segment:
    """One file: its blocks, mapped, and the key column of each."""

    path: Path
    blocks: tuple[pa.RecordBatch, ...]
    keys: tuple[Array, ...]

    @property
    def n_rows(self) -> int:
        """Rows in all blocks."""
        return sum(block.num_rows for block in self.blocks)


def open_segment(path: Path) -> Segment:
    """Return a file's blocks, mapped."""
    reader = pa.ipc.open_file(pa.memory_map(str(path)))
    blocks = tuple(reader.get_batch(i) for i in range(reader.num_record_batches))
    return Segment(path, blocks, tuple(column(block, 0) for block in blocks))


def column(block: pa.RecordBatch, name: str | int) -> Array:
    """Return a flat column without nulls, not copied."""
    result: Array = block.column(name).to_numpy(zero_copy_only=True)
    return result


def list_column(block: pa.RecordBatch, name: str) -> tuple[Array, Array]:
    """Return the bounds and the values of a list column without nulls, not copied."""
    lists = block.column(name)
    return lists.offsets.to_numpy(), lists.values.to_numpy(zero_copy_only=True)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Any]:
    """Give a file that stands under its name once it is complete; `flush_files` sees to it that it stays."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with naming(path):
        with scratch.open("wb") as file:
            yield file
        os.replace(scratch, path)


def flush_files(paths: Iterable[Path]) -> None:
    """Flush files of one folder, and the folder, to disk."""
    folder = None
    for path in paths:
        folder = path.parent
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if folder is not None:
        sync_folder(folder)


def write_segment(path: Path, schema: pa.Schema, blocks: Iterable[pa.RecordBatch]) -> None:
    """Write blocks, whose keys ascend from one to the next, as one file."""
    with whole_file(path) as file, pa.ipc.new_file(file, schema) as writer:
        for block in blocks:
            if block.num_rows:
                writer.write_batch(block)


def find(
    segments: Sequence[Segment], wanted: Array
) -> Iterator[tuple[pa.RecordBatch, Array, Array]]:
    """Yield for each block the places of the keys wanted (ascending, each once) and which of them stands there."""
    for segment in segments:
        for block, keys in zip(segment.blocks, segment.keys, strict=True):
            first, last = np.searchsorted(wanted, (keys[0], keys[-1]))
            part = wanted[first : last + 1]
            if len(part) == 0:
                continue
            low = np.searchsorted(keys, part)
            low[low == len(keys)] = 0
            hit = np.flatnonzero(keys[low] == part)
            low = low[hit]
            counts = np.searchsorted(keys, part[hit], side="right") - low
            yield block, spans(low, counts), np.repeat(hit + first, counts)


def count(segments: Sequence[Segment], wanted: Array) -> npt.NDArray[np.int64]:
    """Return how many rows each of the keys wanted (ascending, each once) has."""
    total = np.zeros(len(wanted), np.int64)
    for segment in segments:
        for keys in segment.keys:
            total += np.searchsorted(keys, wanted, side="right") - np.searchsorted(keys, wanted)
    return total


def spans(starts: Array, counts: Array) -> npt.NDArray[np.int64]:
    """Return the numbers of all spans, end to end.

    >>> spans(np.array([3, 10]), np.array([2, 1])).tolist()
    [3, 4, 10]
    """
    total = int(counts.sum())
    ends = np.cumsum(counts)
    result: npt.NDArray[np.int64] = np.arange(total) + np.repeat(starts - (ends - counts), counts)
    return result


def cuts(segments: Sequence[Segment], n_rows: int) -> list[int | None]:
    """Return keys that cut all segments into ranges of about so many rows: from None (the start) to None (the end)."""
    largest = max((block for s in segments for block in s.keys), key=len, default=None)
    if largest is None:
        return [None, None]
    n_ranges = max(1, -(-sum(s.n_rows for s in segments) // n_rows))
    of = next(s for s in segments if any(block is largest for block in s.keys))
    keys = sorted({int(block[i]) for block in of.keys for i in _places(len(block), of, n_ranges)})
    return [None, *keys, None]


def _places(n: int, segment: Segment, n_ranges: int) -> range:
    """Return places in a block of n that cut the whole segment into so many ranges."""
    step = max(1, segment.n_rows // n_ranges)
    return range(step, n, step)


def between(
    segments: Sequence[Segment], low: int | None, high: int | None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows whose keys lie from low up to high, block by block, not copied."""
    for segment in segments:
        for block, keys in zip(segment.blocks, segment.keys, strict=True):
            start = 0 if low is None else int(np.searchsorted(keys, keys.dtype.type(low)))
            end = len(keys) if high is None else int(np.searchsorted(keys, keys.dtype.type(high)))
            if start < end:
                yield block.slice(start, end - start)


def n_to_merge(sizes: Sequence[int], most: int | None = None) -> int:
    """Return how many of the last segments are to become one; none above a size is touched again.

    >>> n_to_merge([900, 100, 60, 10]), n_to_merge([90, 50, 10]), n_to_merge([90, 50, 30])
    (0, 0, 3)
    """
    total = n = 0
    for size in reversed(sizes):
        if n and (size > GROWTH * total or (most is not None and size + total > most)):
            break
        total, n = total + size, n + 1
    return n if n > 1 else 0


def merged(segments: Sequence[Segment], keep: Keep) -> Iterator[pa.RecordBatch]:
    """Yield the blocks of one segment that holds the rows of several that are worth keeping."""
    marks = cuts(segments, BLOCK_ROWS)
    for low, high in itertools.pairwise(marks):
        parts = [block.filter(pa.array(keep(block))) for block in between(segments, low, high)]
        table = pa.Table.from_batches(parts) if parts else None
        if table is not None and table.num_rows:
            order = np.argsort(table[0].to_numpy(), kind="stable")
            yield from table.take(pa.array(order)).combine_chunks().to_batches()
