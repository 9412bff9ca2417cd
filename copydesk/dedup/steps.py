"""The two steps of a comparison that may run anywhere: count what pairs share, then compare those that share enough.

Each takes a folder and a number and leaves files in the folder, whose content is the same wherever it ran; so a
cluster's workers need nothing but the file system.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa

from copydesk.dedup.candidates import (
    COUNTS,
    Rows,
    as_counts,
    count_postings,
    count_range,
    count_wanted,
    enough,
    ranges,
)
from copydesk.dedup.edges import EDGES, find_edges
from copydesk.dedup.segments import (
    Segment,
    between,
    column,
    cuts,
    open_segment,
    whole_file,
    write_segment,
)
from copydesk.dedup.words import I64, U64

Spread = Callable[[str, str, int], None]
"""Runs step `name` of the job in a folder for every number below the third, wherever it likes."""

SLICE_POSTINGS = 1 << 21
SLICE_PAIRS = 1 << 18
"""Postings and pairs that one number of a step is about. Measured on 8,000 made-up articles, whose pairs took 14 CPU-s as one
number of a step: with so few each, several workers share them, for 3 % more in all."""

CERTAIN = 1 << 20  # counts as enough, whatever the size of the texts
JOB, ROWS, REPEATED, WANTED = "job.json", "rows.arrow", "repeated.arrow", "wanted.arrow"


@dataclasses.dataclass(frozen=True)
class Job:
    """What both steps need. Without `wanted` every posting is read, not those of some fingerprints."""

    folder: Path
    texts: Sequence[Segment]
    postings: Sequence[Segment]
    rows: Rows
    repeated: U64
    wanted: U64 | None
    n_postings: int  # so many postings, and pairs, at once
    n_pairs: int
    known: tuple[U64, I64] | None = (
        None  # all postings of fresh rows' fingerprints, if few and at hand
    )

    def save(self) -> None:
        """Write it into its folder, for workers."""
        facts: dict[str, Any] = {"n_postings": self.n_postings, "n_pairs": self.n_pairs}
        for name, segments in (("texts", self.texts), ("postings", self.postings)):
            facts[name] = [str(segment.path.resolve()) for segment in segments]
        (self.folder / JOB).write_text(json.dumps(facts), encoding="utf-8")
        tables = {ROWS: self.rows.as_table(), REPEATED: pa.table({"key": self.repeated})}
        if self.wanted is not None:
            tables[WANTED] = pa.table({"key": self.wanted})
        for name, table in tables.items():
            with whole_file(self.folder / name) as file, pa.ipc.new_file(file, table.schema) as out:
                out.write_table(table)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the job that was saved in a folder."""
        facts = json.loads((folder / JOB).read_text(encoding="utf-8"))
        tables = {
            name: pa.ipc.open_file(pa.memory_map(str(folder / name))).read_all().combine_chunks()
            for name in (ROWS, REPEATED, WANTED)
            if (folder / name).exists()
        }
        return cls(
            folder,
            [open_segment(Path(path)) for path in facts["texts"]],
            [open_segment(Path(path)) for path in facts["postings"]],
            Rows.from_table(tables[ROWS]),
            tables[REPEATED]["key"].to_numpy(),
            tables[WANTED]["key"].to_numpy() if WANTED in tables else None,
            facts["n_postings"],
            facts["n_pairs"],
        )

    def n_counts(self) -> int:
        """Return how many numbers the first step has."""
        if self.known is not None:
            return 1
        if self.wanted is None:
            return len(ranges(self.postings, self.n_postings))
        return -(-len(self.wanted) // self.n_postings)

    def count(self, number: int) -> None:
        """Write what pairs share within one range of fingerprints."""
        if self.known is not None:
            found = count_postings(*self.known, self.rows)
        elif self.wanted is None:
            found = count_range(
                self.postings, self.rows, *ranges(self.postings, self.n_postings)[number]
            )
        else:
            start = number * self.n_postings
            part = self.wanted[start : start + self.n_postings]
            found = count_wanted(self.postings, self.rows, part)
        for i, (pairs, counts) in enumerate(found):
            path = self.folder / f"counts-{number:06}-{i:06}.parquet"
            write_segment(path, COUNTS, [as_counts(pairs, counts)])

    def add_pairs(self, x: I64, y: I64) -> None:
        """Have these pairs compared, whatever they share."""
        low, high = np.minimum(x, y).astype(np.uint64), np.maximum(x, y).astype(np.uint64)
        pairs = np.unique((low << np.uint64(32)) | high)
        block = as_counts(pairs, np.full(len(pairs), CERTAIN))
        write_segment(self.folder / "counts-pages.parquet", COUNTS, [block])

    def _counted(self) -> tuple[list[Segment], list[int | None]]:
        """Return all counts, and the pairs that cut them into ranges."""
        found = [open_segment(path) for path in sorted(self.folder.glob("counts-*.parquet"))]
        return found, cuts(found, self.n_pairs)

    def n_checks(self) -> int:
        """Return how many numbers the second step has."""
        return len(self._counted()[1]) - 1

    def check(self, number: int) -> None:
        """Write the edges among one range of pairs."""
        counted, marks = self._counted()
        parts = list(between(counted, marks[number], marks[number + 1]))
        pairs = [np.zeros(0, np.uint64), *(column(part, 0) for part in parts)]
        counts = [np.zeros(0, np.int32), *(column(part, 1) for part in parts)]
        x, y = enough(np.concatenate(pairs), np.concatenate(counts), self.rows)
        blocks = find_edges(self.texts, self.rows, self.repeated, x, y)
        write_segment(self.folder / f"edges-{number:06}.parquet", EDGES, blocks)

    def run(self, spread: Spread | None) -> list[Path]:
        """Run both steps; return the files of edges, in order."""
        if spread is not None:
            self.save()
        for name, step, size in (
            ("count", self.count, self.n_counts),
            ("check", self.check, self.n_checks),
        ):
            n = size()
            if spread is not None and n > 1:
                spread(str(self.folder), name, n)
            else:
                for number in range(n):
                    step(number)
        return sorted(self.folder.glob("edges-*.parquet"))


def run_step(folder: str, name: str, number: int) -> None:
    """Run one number of a step of the job in a folder."""
    job = Job.load(Path(folder))
    if name == "count":
        job.count(number)
    else:
        job.check(number)
