"""By how much bodies are nearer to known ones than trafilatura's in each of its modes, with 95 % intervals.

    python benchmarks/parse_difference.py FOLDER [--curated TABLES] [--rounds 2000]

FOLDER holds `gold.jsonl` (id, domain, body_paragraphs, summary, annotated) and, below `html`, the pages, whose own id is that
of the gold. Pages are parsed in this process; with --curated the bodies of published tables are taken instead.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.parse_pages import read_pages
from benchmarks.parse_score import (
    Rows,
    best_counts,
    low_share,
    macro_f1,
    paired_difference,
)
from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, SourceConfig

MODES: dict[str, dict[str, Any]] = {
    "balanced": {},
    "precision": {"favor_precision": True},
    "recall": {"favor_recall": True},
    "fast": {"fast": True},
}


def own_id(record: RawRecord) -> str:
    """Return a page's id in the gold: its own, or the name of its file."""
    stated = (record.source_record_id or "").strip("<>").rsplit(":", 1)[-1]
    return stated or Path(record.raw_path).name.split(".")[0]


def our_body(record: RawRecord) -> str:
    """Return the body that the parser finds."""
    article = parse_record(record, SourceConfig())
    return article.body if isinstance(article, ParsedArticle) else ""


def their_body(record: RawRecord, options: dict[str, Any]) -> str:
    """Return the body that trafilatura finds."""
    import trafilatura

    document: Any = trafilatura.bare_extraction(
        record.raw, url=record.url, include_comments=False, **options
    )
    return (document.text or "") if document else ""


def published_bodies(curated: Path) -> Callable[[RawRecord], str]:
    """Return a function that gives a page's body as the tables have it."""
    import pandas as pd

    copies = pd.read_parquet(curated / "copies", columns=["source_record_id", "article_id"])
    articles = pd.read_parquet(curated / "articles", columns=["article_id", "body"])
    body_of = dict(zip(articles["article_id"], articles["body"], strict=True))
    found = {
        str(key).strip("<>").rsplit(":", 1)[-1]: body_of.get(article, "")
        for key, article in zip(copies["source_record_id"], copies["article_id"], strict=True)
    }
    return lambda record: str(found.get(own_id(record), ""))


def pages_with_gold(folder: Path) -> Iterator[tuple[RawRecord, dict[str, Any]]]:
    """Yield the pages whose whole body is known."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = {entry["id"]: entry for entry in map(json.loads, lines)}
    for record in read_pages(folder / "html"):
        entry = gold.get(own_id(record))
        if entry and entry["body_paragraphs"] and "body" in entry["annotated"]:
            yield record, entry


def main() -> None:
    """Score all bodies and print the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--curated", type=Path)
    parser.add_argument("--rounds", type=int, default=2000)
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    ours = published_bodies(arguments.curated) if arguments.curated else our_body
    counts: dict[str, list[Any]] = {name: [] for name in ("copydesk", *MODES)}
    pages, publishers = [], []
    for record, entry in pages_with_gold(arguments.folder):
        gold = entry["body_paragraphs"], entry.get("summary") or []
        counts["copydesk"].append(best_counts(*gold, ours(record)))
        for name, options in MODES.items():
            counts[name].append(best_counts(*gold, their_body(record, options)))
        pages.append(entry["id"])
        publishers.append(entry["domain"])
    rows: dict[str, Rows] = {name: np.array(values) for name, values in counts.items()}
    best = max(MODES, key=lambda name: float(macro_f1(rows[name])))
    print(
        f"{len(pages)} pages of {len(set(publishers))} publishers; trafilatura's best mode: {best}"
    )
    print(
        f"{'':12} {'body F1':>8} {'below .8':>9}   ours is better by, pages drawn     publishers drawn"
    )
    for name, values in rows.items():
        line = f"{name:12} {float(macro_f1(values)):8.4f} {low_share(values):9.3f}"
        if name != "copydesk":
            by_page = paired_difference(rows["copydesk"], values, pages, arguments.rounds)
            by_name = paired_difference(rows["copydesk"], values, publishers, arguments.rounds)
            line += f"   {by_page}   {by_name}"
        print(line)


if __name__ == "__main__":
    main()
