"""How well and how fast copies are found, beside MinHash LSH in the same run.

    python benchmarks/dedup.py [--n 20000] [--seed 7] [--docs FILE.jsonl --gold FILE.jsonl]

Without --docs it runs on made-up stories (`dedup_stories`). A --docs line holds doc_id, body, title, url, source,
published_at; a --gold line doc_id and cluster_id. The rival (`rensa` or `datasketch`) is run when it is installed.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import importlib.util
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.dedup_stories import FIRST_DAY, Story, as_articles, make_stories
from copydesk.dedup.clusters import components
from copydesk.dedup.fingerprint import fingerprint_articles
from copydesk.dedup.fold import group_copies
from copydesk.disk.storage import replace_table

BATCH = 10_000
RIVAL_THRESHOLD, RIVAL_HASHES, RIVAL_BANDS = 0.5, 128, 32


def _n_pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def pair_scores(
    gold: Mapping[str, Hashable], found: Mapping[str, Hashable]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of documents in one group."""
    both = _n_pairs(collections.Counter((gold[key], found[key]) for key in gold).values())
    n_found = _n_pairs(collections.Counter(found.values()).values())
    n_gold = _n_pairs(collections.Counter(gold.values()).values())
    precision, recall = both / max(1, n_found), both / max(1, n_gold)
    return precision, recall, 2 * both / max(1, n_found + n_gold)


def run_copydesk(articles: pa.Table) -> dict[str, Hashable]:
    """Return the article of each record, by way of Parquet files as in a run."""
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(config={"memory_limit": "1GB"}) as connection,
    ):
        paths = []
        for start in range(0, articles.num_rows, BATCH):
            paths.append(Path(folder) / f"prints_{start:09}.parquet")
            prints = fingerprint_articles(articles.slice(start, BATCH))
            replace_table(prints, paths[-1])
        connection.register("articles", articles)
        rows = group_copies(connection, "articles", paths, Path(folder) / "kept").rows
    return dict(zip(rows["record_id"].to_pylist(), rows["canonical_id"].to_pylist(), strict=True))


def _shingles(body: str) -> list[str]:
    words = body.lower().split()
    return [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]


def _grouped(ids: list[str], pairs: Iterable[tuple[int, int]]) -> dict[str, Hashable]:
    group_of = {i: group[0] for group in components(pairs) for i in group}
    return {key: group_of.get(i, i) for i, key in enumerate(ids)}


def run_datasketch(articles: pa.Table) -> dict[str, Hashable]:
    """Return the group of each record by MinHash LSH, datasketch's defaults but for the threshold."""
    from datasketch import MinHash, MinHashLSH

    ids, index, pairs = articles["record_id"].to_pylist(), None, []
    index = MinHashLSH(threshold=RIVAL_THRESHOLD, num_perm=RIVAL_HASHES)
    for i, body in enumerate(articles["body"].to_pylist()):
        sketch = MinHash(num_perm=RIVAL_HASHES)
        sketch.update_batch([shingle.encode() for shingle in _shingles(body)])
        pairs += [(j, i) for j in sorted(index.query(sketch))]
        index.insert(i, sketch)
    return _grouped(ids, pairs)


def run_rensa(articles: pa.Table) -> dict[str, Hashable]:
    """Return the group of each record by R-MinHash LSH."""
    from rensa import RMinHash, RMinHashLSH

    ids, pairs, sketches = articles["record_id"].to_pylist(), [], []
    index = RMinHashLSH(threshold=RIVAL_THRESHOLD, num_perm=RIVAL_HASHES, num_bands=RIVAL_BANDS)
    for i, body in enumerate(articles["body"].to_pylist()):
        sketch = RMinHash(num_perm=RIVAL_HASHES, seed=42)
        sketch.update(_shingles(body))
        sketches.append(sketch)
        near = [
            j for j in sorted(index.query(sketch)) if sketches[j].jaccard(sketch) >= RIVAL_THRESHOLD
        ]
        pairs += [(j, i) for j in near]
        index.insert(i, sketch)
    return _grouped(ids, pairs)


def report(
    name: str,
    run: Callable[[pa.Table], dict[str, Hashable]],
    articles: pa.Table,
    gold: Mapping[str, Hashable] | None,
) -> None:
    """Print one line of the table."""
    start = time.process_time()
    found = run(articles)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    scores = "{:.4f} {:.4f} {:.4f}".format(*pair_scores(gold, found)) if gold else "no gold"
    rate = articles.num_rows / seconds
    n_groups = len(set(found.values()))
    print(
        f"{name:12} P R F1 {scores}  groups {n_groups}  docs per CPU-second {rate:.0f}  peak so far {peak} MiB"
    )


def read_docs(path: Path) -> pa.Table:
    """Return the documents of a JSON-lines file as the table that the stage is given."""
    stories = []
    dates: list[dt.datetime | None] = []
    for row in map(json.loads, path.open(encoding="utf-8")):
        moment = row.get("published_at")
        dates.append(dt.datetime.fromisoformat(moment) if moment else None)
        stories.append(
            Story(
                row["doc_id"],
                0,
                "",
                row.get("source") or "",
                row.get("title") or "",
                row["body"],
                FIRST_DAY,
            )
        )
    table = as_articles(stories)
    column = pa.array(dates, pa.timestamp("us", tz="UTC"))
    return table.set_column(table.schema.get_field_index("published_at"), "published_at", column)


def main() -> None:
    """Run every contestant on one collection."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--docs", type=Path)
    parser.add_argument("--gold", type=Path)
    args = parser.parse_args()
    gold: dict[str, Hashable] | None = None
    if args.docs:
        articles = read_docs(args.docs)
        if args.gold:
            rows = map(json.loads, args.gold.open(encoding="utf-8"))
            gold = {row["doc_id"]: row["cluster_id"] for row in rows}
    else:
        stories = make_stories(args.n, args.seed)
        articles, gold = as_articles(stories), {story.record_id: story.story for story in stories}
    report("copydesk", run_copydesk, articles, gold)
    for name, run in (("rensa", run_rensa), ("datasketch", run_datasketch)):
        if importlib.util.find_spec(name):
            report(name, run, articles, gold)
        else:
            print(f"{name:12} not installed: pip install {name}")


if __name__ == "__main__":
    main()
