"""Sorted columns in files that are written once: a look-up reads the blocks that it needs, of these the columns it needs.

A segment is a Parquet file of blocks (row groups); its first column is the key, ascending over all blocks. Small segments
are merged into greater ones as they gather, so that there are few of them and no value is written often.
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
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.disk.by_size import by_size
from copydesk.disk.storage import beside, sync_folder

MERGED_ROWS = 1 << 21
"""Rows merged at once: what a merge holds in memory."""

BLOCK_ROWS = 1 << 17
LIST_ROWS = 4_000
"""Rows of a block, and of one with lists: what a look-up of one row reads (of 4,000 texts 8 ms). Each block of texts has the words that
come in it once more: of 1,000 that is 32 bytes a text, of these 8."""

BLOCK_VALUES = 1 << 22
"""Values in a block with lists, at most: what is worked out of one takes up to 60 bytes. 4,000 texts of 800 words have as many."""

GROWTH = 2
"""A segment is merged with those that came after it once they have half its size: each value is written anew when the
whole has grown by half, and there are about log3 of (all rows / rows of a batch) segments."""

Array = npt.NDArray[Any]
Keep = Callable[[pa.RecordBatch], npt.NDArray[np.bool_]]


class DamagedSegmentError(Exception):
    """Raised when a file can't be read, and caught by the search for copies: what is kept is made again."""


@dataclasses.dataclass(frozen=True, eq=False)
class Segment:
    """One file, and the first and last key of each of its blocks."""

    path: Path
    file: pq.ParquetFile
    ends: tuple[tuple[int, int], ...]

    @property
    def n_rows(self) -> int:
        """Rows in all blocks."""
        return int(self.file.metadata.num_rows)

    @property
    def n_values(self) -> int:
        """Values in all columns, those in lists one by one."""
        told = self.file.metadata
        groups = [told.row_group(i) for i in range(told.num_row_groups)]
        return sum(group.column(i).num_values for group in groups for i in range(group.num_columns))

    def load(self, number: int, names: Sequence[str] | None = None) -> pa.RecordBatch:
        """Return a block, or these columns of it."""
        try:
            table = self.file.read_row_group(number, names, use_threads=False)
        except (OSError, pa.ArrowException) as error:
            raise DamagedSegmentError(f"{self.path}: {error}") from error
        return table.combine_chunks().to_batches()[0]

    def keys(self, number: int) -> Array:
        """Return the keys of a block."""
        return column(self.load(number, [self.file.schema_arrow.names[0]]), 0)

    def blocks(self, names: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield all blocks, or these columns of them."""
        for number in range(len(self.ends)):
            yield self.load(number, names)


def open_segment(path: Path) -> Segment:
    """Return a file's blocks, of which none is read yet."""
    # Not mapped into memory, where what was looked at counts as held, and not read ahead: the reader keeps that while it is open.
    file = pq.ParquetFile(pa.OSFile(str(path)), page_checksum_verification=True, pre_buffer=False)
    groups = [file.metadata.row_group(i).column(0) for i in range(file.num_row_groups)]
    ends = tuple((int(g.statistics.min), int(g.statistics.max)) for g in groups)
    return Segment(path, file, ends)


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
    with beside(path) as scratch, scratch.open("wb") as file:
        yield file


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
    has_lists = any(pa.types.is_list(field.type) for field in schema)
    with whole_file(path) as file, packed_writer(file, schema, is_sorted=True) as writer:
        for block in blocks:
            if has_lists:
                sizes = n_values(block)
                for rows in by_size(range(len(sizes)), sizes.__getitem__, BLOCK_VALUES, LIST_ROWS):
                    writer.write_batch(block.slice(rows[0], len(rows)))
            elif block.num_rows:
                writer.write_batch(block, row_group_size=BLOCK_ROWS)


def n_values(rows: pa.RecordBatch | pa.Table) -> list[int]:
    """Return how many values each row holds in all columns, those in lists one by one."""
    lists = [field.name for field in rows.schema if pa.types.is_list(field.type)]
    total = np.full(rows.num_rows, rows.num_columns - len(lists))
    for name in lists:
        total += np.asarray(pc.list_value_length(rows[name]))
    result: list[int] = total.tolist()
    return result


def packed_writer(file: Any, schema: pa.Schema, is_sorted: bool = False) -> pq.ParquetWriter:
    """Return what writes a table small: whole numbers byte by byte, an ascending key (`is_sorted`) as differences."""
    lists = [f"{field.name}.list.element" for field in schema if pa.types.is_list(field.type)]
    flat = [field.name for field in schema if pa.types.is_integer(field.type)]
    encoding = {name: "BYTE_STREAM_SPLIT" for name in flat if schema.field(name).type.bit_width > 8}
    if is_sorted:
        encoding[schema.names[0]] = "DELTA_BINARY_PACKED"
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=lists,
        column_encoding=encoding,
        write_statistics=[schema.names[0]],
        write_page_checksum=True,
    )


def find(
    segments: Sequence[Segment], wanted: Array, names: Sequence[str]
) -> Iterator[tuple[pa.RecordBatch, Array, Array]]:
    """Yield for each block (these columns) the places of the keys wanted (ascending, each once) and which stands there."""
    for segment in segments:
        for number, part, first in _touched(segment, wanted):
            keys = segment.keys(number)
            low = np.searchsorted(keys, part)
            hit = np.flatnonzero(keys[low] == part)
            if len(hit):
                counts = np.searchsorted(keys, part[hit], side="right") - low[hit]
                block = segment.load(number, names)
                yield block, spans(low[hit], counts), np.repeat(hit + first, counts)


def _touched(segment: Segment, wanted: Array) -> Iterator[tuple[int, Array, int]]:
    """Yield the blocks that may hold keys wanted, with these, none beyond the last of the block, and the first's place."""
    if segment.ends:
        ends = np.array(segment.ends, np.uint64).astype(wanted.dtype)
        first = np.searchsorted(wanted, ends[:, 0])
        last = np.searchsorted(wanted, ends[:, 1], side="right")
        for number in np.flatnonzero(first < last).tolist():
            yield number, wanted[first[number] : last[number]], int(first[number])


def count(segments: Sequence[Segment], wanted: Array) -> npt.NDArray[np.int64]:
    """Return how many rows each of the keys wanted (ascending, each once) has."""
    total = np.zeros(len(wanted), np.int64)
    for segment in segments:
        for number, part, first in _touched(segment, wanted):
            keys = segment.keys(number)
            here = np.searchsorted(keys, part, side="right") - np.searchsorted(keys, part)
            total[first : first + len(part)] += here
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
    largest = max(segments, key=lambda segment: segment.n_rows, default=None)
    total = sum(segment.n_rows for segment in segments)
    n_ranges = -(-total // n_rows)
    if largest is None or n_ranges < 2:
        return [None, None]
    step = max(1, largest.n_rows // n_ranges)
    keys: set[int] = set()
    place = 0
    for number in range(len(largest.ends)):
        size = largest.file.metadata.row_group(number).num_rows
        if (first := -place % step) < size:
            keys.update(largest.keys(number)[first::step].tolist())
        place += size
    return [None, *sorted(keys - {largest.ends[0][0]}), None]


def between(
    segments: Sequence[Segment], low: int | None, high: int | None
) -> Iterator[pa.RecordBatch]:
    """Yield the rows whose keys lie from low up to high, block by block."""
    for segment in segments:
        for number, (first, last) in enumerate(segment.ends):
            if (low is not None and last < low) or (high is not None and first >= high):
                continue
            block = segment.load(number)
            keys = column(block, 0)
            start = 0 if low is None else int(np.searchsorted(keys, keys.dtype.type(low)))
            end = len(keys) if high is None else int(np.searchsorted(keys, keys.dtype.type(high)))
            if start < end:
                yield block.slice(start, end - start)


def n_to_merge(sizes: Sequence[int], most: int | None = None) -> int:
    """Return how many of the last segments are to become one; none above a size is touched again.

    >>> n_to_merge([900, 100, 60, 10]), n_to_merge([90, 50, 10]), n_to_merge([90, 50, 30]), n_to_merge([15, 50, 10])
    (0, 0, 3, 0)
    """
    total = n = 0
    for size in reversed(sizes):
        if n and (size > GROWTH * total or (most is not None and size + total > most)):
            break
        total, n = total + size, n + 1
    return n if n > 1 else 0


def merged(segments: Sequence[Segment], keep: Keep) -> Iterator[pa.RecordBatch]:
    """Yield the blocks of one segment that holds the rows of several that are worth keeping."""
    marks = cuts(segments, MERGED_ROWS)
    for low, high in itertools.pairwise(marks):
        parts = [block.filter(pa.array(keep(block))) for block in between(segments, low, high)]
        table = pa.Table.from_batches(parts) if parts else None
        if table is not None and table.num_rows:
            order = np.argsort(table[0].to_numpy(), kind="stable")
            yield from table.take(pa.array(order)).combine_chunks().to_batches()
