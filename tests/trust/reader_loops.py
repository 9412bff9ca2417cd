"""Loops of readers over all tables while a writer commits: no error, no mixture of versions.

    python -m tests.trust.reader_loops --commits 50                 the long run (minutes)
    python -m tests.trust.reader_loops --commits 4 --tables articles   a slice

A pinned reader resolves `current` once and reads all tables below it: every read must succeed and be the version that it
pinned, foreign keys included. A plain reader gives `<curated>/<table>` to its library: what it gets must be one version
of that table; where the version is replaced while it reads, a file may be gone, and it asks again.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import hashlib
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.tables import TABLES
from tests.trust.crash_matrix import expect_done
from tests.trust.forked import Job, run, warm_up
from tests.trust.small_desk import lay_first, lay_second

REST = 3  # chosen: so many times as long as a round took a reader rests; else eight of them leave two processors nothing to commit with
TELLING = ("title", "name", "surface", "evidence", "detail", "kind", "event_type")
"""Columns that are compared besides keys and counts: what a mixture of versions would get wrong."""

Found = collections.Counter[str]
Read = Callable[[Path], pa.Table]


def read_pandas(folder: Path) -> pa.Table:
    """Return a table as pandas reads it."""
    import pandas as pd

    return pa.Table.from_pandas(pd.read_parquet(folder), preserve_index=False)


def read_dataset(folder: Path) -> pa.Table:
    """Return a table as a pyarrow dataset."""
    import pyarrow.dataset as ds

    return ds.dataset(folder, partitioning="hive").to_table()


def read_duckdb(folder: Path) -> pa.Table:
    """Return a table as DuckDB reads it."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        query = "SELECT * FROM read_parquet(?)"
        return connection.sql(query, params=[f"{folder}/**/*.parquet"]).to_arrow_table()


def read_polars(folder: Path) -> pa.Table:
    """Return a table as polars reads it."""
    import polars

    return polars.read_parquet(folder).to_arrow()


READERS: dict[str, Read] = {
    "pandas": read_pandas,
    "pyarrow": read_dataset,
    "duckdb": read_duckdb,
    "polars": read_polars,
}


def readers_here() -> list[str]:
    """Return the readers whose library is installed: polars is no dependency of ours."""
    import importlib.util

    return [name for name in READERS if name != "polars" or importlib.util.find_spec("polars")]


def digest(name: str, table: pa.Table) -> str:
    """Return a hash of the rows of a table, in key order: key, counts and the columns that tell."""
    key = TABLES[name].key
    columns = [key] + [c for c in TABLES[name].to_schema().names if c.startswith("n_")]
    columns += [c for c in TELLING if c in TABLES[name].to_schema().names]
    values = [[str(v) for v in table[c].to_pylist()] for c in columns]
    rows = sorted(zip(*values, strict=True))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def dangling(tables: dict[str, pa.Table]) -> list[str]:
    """Return the foreign keys that lead nowhere within these tables."""
    wrong = []
    for name, table in tables.items():
        for ref in TABLES[name].references:
            if ref.table in tables:
                there = set(tables[ref.table][ref.key].to_pylist())
                values = table[ref.column].to_pylist()
                flat = [
                    v for value in values for v in (value if isinstance(value, list) else [value])
                ]
                if not set(flat) - {None} <= there:
                    wrong.append(f"{name}.{ref.column}")
    return wrong


def rounds(stop: Any) -> Iterator[None]:
    """Yield for each round until told to stop, with rests between them."""
    while not stop.is_set():
        start = time.perf_counter()
        yield
        stop.wait(REST * (time.perf_counter() - start))


def loop_pinned(read: Read, curated: Path, names: list[str], stop: Any, found: Found) -> None:
    """Read all tables of one version, again and again."""
    for _ in rounds(stop):
        folder = (curated / "current").resolve()
        try:
            tables = {name: read(folder / name) for name in names}
        except Exception as error:  # whatever a library raises is what is counted here
            found[f"pinned error {type(error).__name__}: {error}"[:200]] += 1
            continue
        for name, table in tables.items():
            found[f"{folder.name} {name} {digest(name, table)}"] += 1
        for wrong in dangling(tables):
            found[f"pinned dangling {wrong}"] += 1


def loop_plain(read: Read, curated: Path, names: list[str], stop: Any, found: Found) -> None:
    """Read one table after the other by its plain path, again and again."""
    for _ in rounds(stop):
        for name in names:
            try:
                table = read(curated / name)
            except Exception as error:
                # Each library has its own class for a file that is gone.
                gone = "No such file" in str(error) or "No files found" in str(error)
                found["gone" if gone else f"plain error {type(error).__name__}: {error}"[:200]] += 1
                continue
            if table.num_columns == 0:
                found["gone"] += 1  # pyarrow passes over a folder that vanishes while it lists
            else:
                found[f"plain {name} {digest(name, table)}"] += 1


def read_on(
    kind: str, is_pinned: bool, curated: Path, names: list[str], stop: Any, out: Any
) -> None:
    """Loop in a process of its own until told to stop; hand over what was found."""
    found: Found = collections.Counter()
    (loop_pinned if is_pinned else loop_plain)(READERS[kind], curated, names, stop, found)
    out.put((kind, is_pinned, dict(found)))


@contextlib.contextmanager
def reading(curated: Path, names: list[str]) -> Iterator[list[tuple[str, bool, dict[str, int]]]]:
    """Give a list that holds, after the block, what each reader found meanwhile."""
    context = multiprocessing.get_context("spawn")
    stop, out = context.Event(), context.Queue()
    answers: list[tuple[str, bool, dict[str, int]]] = []
    told = [(kind, pinned) for kind in readers_here() for pinned in (True, False)]
    workers = [
        context.Process(target=read_on, args=(kind, pinned, curated, names, stop, out))
        for kind, pinned in told
    ]
    for worker in workers:
        worker.start()
    try:
        yield answers
    finally:
        stop.set()
        answers += [out.get(timeout=120) for _ in workers]
        for worker in workers:
            worker.join()


def commit_and_read(commits: int, tables: str) -> tuple[Found, list[str]]:
    """Commit alternating contents under the readers' eyes; return the sums and what must not be."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_first(root / "first")
        shutil.copytree(root / "first", root / "second")
        lay_second(root / "second")
        lay_first(root / "third")
        shutil.rmtree(root / "third" / "a")
        jobs = [
            Job(root / name, root / "curated", 1, tables, overrides=(("prune", True),))
            for name in ("first", "second", "third")
        ]
        expect_done(run(jobs[0]))
        names = sorted(p.name for p in (root / "curated" / "current").iterdir() if p.is_dir())
        published = {version_digests(root / "curated", names)}
        with reading(root / "curated", names) as answers:
            for number in range(commits):
                expect_done(run(jobs[(number + 1) % len(jobs)]))
                published.add(version_digests(root / "curated", names))
        return judge(answers, published, names)


def version_digests(curated: Path, names: list[str]) -> tuple[str, ...]:
    """Return the name of the version that stands and the digests of its tables."""
    folder = (curated / "current").resolve()
    return (folder.name, *(digest(name, read_dataset(folder / name)) for name in names))


def judge(
    answers: list[tuple[str, bool, dict[str, int]]],
    published: set[tuple[str, ...]],
    names: list[str],
) -> tuple[Found, list[str]]:
    """Return how many reads there were of each kind, and those that are of no version or failed."""
    sums: Found = collections.Counter(versions=len(published))
    known = {f"{v[0]} {n} {d}" for v in published for n, d in zip(names, v[1:], strict=True)}
    known |= {f"plain {n} {d}" for v in published for n, d in zip(names, v[1:], strict=True)}
    wrong = []
    for kind, is_pinned, found in answers:
        for what, times in found.items():
            how = f"{kind} {'pinned' if is_pinned else 'plain'}"
            if what in known:
                sums[f"{how} reads"] += times
            elif what == "gone":
                sums[f"{how} asked again"] += times
            else:
                wrong.append(f"{how}: {times} x {what}")
    return sums, wrong


def main() -> int:
    """Commit, read and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--tables", default="events")
    args = parser.parse_args()
    warm_up(args.tables)
    sums, wrong = commit_and_read(args.commits, args.tables)
    for what, times in sorted(sums.items()):
        sys.stdout.write(f"{what}: {times}\n")
    for line in wrong:
        sys.stdout.write(f"WRONG {line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
