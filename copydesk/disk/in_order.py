"""Rows in order, more of them than memory holds: sorted in runs that wait on disk, merged as they are asked for.

A database sorts rows in vectors of 2,048, whatever a row weighs. Here what is held is bounded by what rows weigh, and each
text is written to disk once at most.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.disk.by_size import by_size
from copydesk.disk.storage import PIECE_ROWS, naming, sizes_of_texts

RUN_BYTES = 1 << 25
"""Of rows that are sorted at once. The last run waits in memory: what weighs no more never touches the disk."""

HELD_BYTES, HELD_ROWS = 1 << 20, 1 << 14
"""Of texts, and the most rows, of each run on disk that are held while runs are merged."""

OUT_BYTES, OUT_PIECES = 1 << 23, 250
"""Of what is merged at once, and the most pieces of it."""


class InOrder:
    """Rows of tables by the values of some columns, nulls first. Asked for in order, by the value of the first column."""

    def __init__(self, tables: Iterable[pa.Table], order: Sequence[str], scratch: Path) -> None:
        """Sort rows of at least one table; `scratch` is a folder for what does not fit into memory."""
        keys: list[pa.Table] = []
        self.runs: list[_Run] = []
        last: pa.Table | None = None
        for group in by_size(tables, lambda table: int(table.nbytes), RUN_BYTES):
            if last is not None:
                self.runs.append(_Run(_on_disk(last, scratch)))
            last = pa.concat_tables(group)
            last = last.take(_order_of(last, order))
            keys.append(last.select(order).append_column("", [sizes_of_texts(last)]))
        self.runs.append(_Run(iter([last])))
        told = pa.concat_tables(keys)
        rows = _order_of(told, order)
        self.sizes = told[""].take(rows).to_numpy()
        self.run_of = np.repeat(np.arange(len(keys)), list(map(len, keys)))[rows.to_numpy()]
        found = told[order[0]].take(rows).value_counts().to_pylist()
        self.left = [(row["values"], row["counts"]) for row in found]
        self.n_done = 0

    def take(self, value: str) -> Iterator[pa.RecordBatch]:
        """Yield the rows of the next value, which must be this one, in pieces; nothing where no row has it."""
        if not self.left or self.left[0][0] != value:
            return
        start = self.n_done
        stop = self.n_done = start + self.left.pop(0)[1]
        sizes = np.add.reduceat(self.sizes[start:stop], range(0, stop - start, PIECE_ROWS))
        for group in by_size(range(len(sizes)), sizes.__getitem__, OUT_BYTES, OUT_PIECES):
            low, high = start + group[0] * PIECE_ROWS, start + (group[-1] + 1) * PIECE_ROWS
            yield from self._merged(self.run_of[low : min(high, stop)]).to_batches(PIECE_ROWS)

    def _merged(self, run_of: npt.NDArray[np.int64]) -> pa.Table:
        """Return the next rows, given of which run each is."""
        counts = np.bincount(run_of, minlength=len(self.runs)).tolist()
        found = [part for run, n in zip(self.runs, counts, strict=True) for part in run.take(n)]
        places = np.argsort(np.argsort(run_of, kind="stable"))
        return pa.concat_tables(found).take(pa.array(places)).combine_chunks()


class _Run:
    """Sorted rows, taken from the front."""

    def __init__(self, pieces: Iterator[pa.Table]) -> None:
        self.pieces = pieces
        self.held = next(pieces)

    def take(self, n: int) -> Iterator[pa.Table]:
        """Yield the next so many rows."""
        while n:
            if not len(self.held):
                self.held = next(self.pieces)
            yield self.held.slice(0, n)
            held, self.held = self.held, self.held.slice(n)
            n -= min(n, len(held))


def _on_disk(rows: pa.Table, scratch: Path) -> Iterator[pa.Table]:
    """Yield an empty table when rows are written to a file without a name, then the rows, so many at once."""
    sizes = sizes_of_texts(rows)
    with naming(scratch), tempfile.TemporaryFile(dir=scratch) as file:
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_stream(file, rows.schema, options=options) as out:
            for group in by_size(range(len(rows)), sizes.__getitem__, HELD_BYTES, HELD_ROWS):
                out.write_table(rows.slice(group[0], len(group)))
        rows = rows.schema.empty_table()  # else they would be held on
        yield rows
        file.seek(0)
        with pa.ipc.open_stream(file) as stream:
            for piece in stream:
                yield pa.Table.from_batches([piece])


def _order_of(rows: pa.Table, order: Sequence[str]) -> pa.Array:
    return pc.sort_indices(rows, sort_keys=[(name, "ascending", "at_start") for name in order])
