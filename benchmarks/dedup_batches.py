"""What a daily batch costs the stage of copies, by how much history there is; and that the answer is a cold run's.

    python benchmarks/dedup_batches.py [--history 12000 100000] [--batch 1000] [--batches 6] [--shuffled] [--docs FILE.jsonl]

Without --docs on made-up stories. They come in the order of their publication, as news does, or --shuffled: then a
batch has copies all over the history, so a longer one holds more of them to compare. The cost of a batch is all CPU time, of all threads, from its
articles to the table of groups: its fingerprints, what is kept read and written, copies looked up, compared, grouped.
The articles themselves stand in a DuckDB table, as in a run; filling that is not the stage's.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.dedup import read_docs
from benchmarks.dedup_stories import as_articles, make_stories
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import group_copies
from copydesk.disk.storage import replace_table

PART_DOCS = 5_000


class Stage:
    """One collection with its files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.prints = folder, list[Path]()
        folder.mkdir()
        self.connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})

    def deliver(self, articles: pa.Table) -> None:
        """Add to the table of articles."""
        self.connection.register("more", articles.drop_columns(["body"]))
        verb = "INSERT INTO articles" if self.prints else "CREATE TABLE articles AS"
        self.connection.execute(f"{verb} SELECT * FROM more")

    def fingerprint(self, articles: pa.Table) -> None:
        """Write the fingerprints of new articles."""
        for start in range(0, articles.num_rows, PART_DOCS):
            path = self.folder / f"{len(self.prints):06}.parquet"
            prints = fingerprint_articles(articles.slice(start, PART_DOCS))
            replace_table(prints, path)
            self.prints.append(path)

    def group(self, kept: str = "kept") -> pa.Table:
        """Return the groups."""
        return group_copies(self.connection, "articles", self.prints, self.folder / kept).rows

    def take(self, articles: pa.Table) -> float:
        """Return the CPU-seconds that a batch costs the stage."""
        self.deliver(articles)
        start = time.process_time()
        self.fingerprint(articles)
        self.group()
        return time.process_time() - start


def measure(articles: pa.Table, history: int, batch: int, batches: int, folder: Path) -> float:
    """Return the mean cost of a batch against a history; print it."""
    stage = Stage(folder)
    old = articles.slice(articles.num_rows - batches * batch - history, history)
    new = articles.slice(articles.num_rows - batches * batch)
    first = stage.take(old)
    costs = [stage.take(new.slice(i * batch, batch)) for i in range(batches)]
    mean = sum(costs) / len(costs)
    start = time.process_time()
    is_same = stage.group().equals(stage.group("cold"))
    cold = time.process_time() - start
    size = sum(path.stat().st_size for path in (folder / "kept").iterdir()) / (1 << 20)
    each = " ".join(f"{cost:.2f}" for cost in costs)
    print(
        f"history {history}: {first:.1f} CPU-seconds; a batch of {batch}: mean {mean:.3f} ({each}); "
        f"cold search over all {cold:.1f}; same answer: {is_same}; kept {size:.0f} MiB",
        flush=True,
    )
    if not is_same:
        raise SystemExit("a run in batches and a cold run differ")
    return mean


def main() -> None:
    """Measure each history."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--history", type=int, nargs="+", default=[12_000, 100_000])
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--batches", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--docs", type=Path)
    args = parser.parse_args()
    n = max(args.history) + args.batch * args.batches
    articles = read_docs(args.docs) if args.docs else as_articles(make_stories(n, args.seed))
    if articles.num_rows < n:
        parser.error(f"{n} documents are needed, {articles.num_rows} are there")
    if args.shuffled:
        articles = articles.take(random.Random(args.seed).sample(range(articles.num_rows), n))
    else:
        articles = articles.sort_by("published_at")
    with tempfile.TemporaryDirectory() as folder:
        means = [
            measure(articles, history, args.batch, args.batches, Path(folder) / str(history))
            for history in args.history
        ]
    print(f"the last against the first: {means[-1] / means[0]:.2f} times")


if __name__ == "__main__":
    main()
