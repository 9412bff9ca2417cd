"""Make made-up articles and time `copydesk search` on them: size of the index, and how long a question takes.

python benchmarks/search.py --articles 100000 --folder F

Words are drawn as in real texts (Zipf), 200,000 of them, some 550 an article, over 60 months. A question is of one to
four words, drawn as texts have them but for the 50 most common, a third with a span of days, a quarter of events. (Words drawn one by one
seldom meet: questions of words that do are drawn from one article.)
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

from copydesk.disk.storage import PIECE_ROWS, row_groups, write_groups
from copydesk.search import search
from copydesk.search.index import index_file
from copydesk.versions.published import current_version
from schemas.tables import TABLES

N_WORDS, N_MONTHS, SENTENCES = 200_000, 60, 4
LETTERS = np.array(list("etaoinshrdlucmfwypvbgkjqxz"))


def word(n: int) -> str:
    """Return a made-up word; rarer ones are longer."""
    random = np.random.default_rng(n)
    length = 2 + min(9, int(np.log2(n + 2) / 2)) + int(random.integers(0, 4))
    return "".join(LETTERS[(random.random(length) ** 1.6 * 26).astype(int)])


def make(folder: Path, n_articles: int) -> int:
    """Write a version with articles and evidence; return the bytes of its titles and bodies."""
    words = np.array([word(n) for n in range(N_WORDS)], dtype=object)
    chances = np.cumsum(1 / np.arange(1, N_WORDS + 1))
    random = np.random.default_rng(7)
    version = folder / ".versions" / "v-made"
    n_bytes, each = 0, n_articles // N_MONTHS
    for month in range(N_MONTHS):
        first = dt.datetime(2019 + month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - days have no zone
        articles, evidence = [], []
        for n in range(each):
            length = int(np.clip(random.lognormal(6.1, 0.6), 30, 5000))
            drawn = words[np.searchsorted(chances, random.random(length) * chances[-1])]
            key = f"art_{month:04x}{n:020x}"
            title, body = " ".join(drawn[3:12]), " ".join(drawn)
            n_bytes += len(title) + len(body)
            day = first + dt.timedelta(days=int(random.integers(0, 28)))
            articles.append(
                _row("articles", article_id=key, title=title, body=body, published_on=day)
            )
            evidence += [
                _row(
                    "event_mentions",
                    event_mention_id=f"evm_{month:04x}{n:019x}{s}",
                    event_id=f"evt_{month:04x}{n:019x}{s}",
                    article_id=key,
                    evidence=" ".join(drawn[s * 25 : s * 25 + 25]) or "x",
                    event_type=("PROTEST", "ACCUSE", "AGREE", "AID")[s],
                )
                for s in range(SENTENCES)
            ]
        for name, rows in (("articles", articles), ("event_mentions", evidence)):
            place = version / name / "made" / f"published_month={first:%Y-%m}"
            place.mkdir(parents=True, exist_ok=True)
            table = pa.Table.from_pylist(rows, schema=TABLES[name].to_schema())
            pieces = table.combine_chunks().to_batches(PIECE_ROWS)
            write_groups(row_groups(pieces), table.schema, place / "part-0.parquet")
    (folder / "current").symlink_to(Path(".versions") / "v-made")
    (folder / "bytes").write_text(str(n_bytes))
    return n_bytes


def _row(table: str, **told: object) -> dict[str, object]:
    """Return a row by contract; nobody reads the rest of it."""
    usual = {pa.string(): "en", pa.bool_(): False}
    return {
        field.name: None
        if field.nullable
        else []
        if pa.types.is_list(field.type)
        else usual.get(field.type, 0)
        for field in TABLES[table].to_schema()
    } | told


def questions(n: int, folder: Path) -> list[dict[str, object]]:
    """Return so many questions."""
    import pyarrow.parquet as pq

    files = sorted((folder / "current" / "articles").rglob("*.parquet"))
    common = {word(rank) for rank in range(50)}
    found: list[dict[str, object]] = []
    bodies: list[str] = []
    random = np.random.default_rng(11)
    while len(found) < n:
        if not bodies:
            file = files[int(random.integers(0, len(files)))]
            bodies = pq.ParquetFile(file).read(["body"]).column(0).to_pylist()[:40]
        pool = [w for w in bodies.pop().split() if w not in common]
        asked: dict[str, object] = {
            "question": " ".join(pool[i] for i in random.integers(0, len(pool), 1 + len(found) % 4))
        }
        if len(found) % 3 == 0:
            asked |= {"first": dt.date(2020, 3, 1), "last": dt.date(2021, 3, 1)}
        if len(found) % 4 == 1:
            asked["event_type"] = "PROTEST"
        found.append(asked)
    return found


def main() -> None:
    """Make the tables, the index, and time questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    if current_version(args.folder) is None:
        make(args.folder, args.articles)
    n_bytes = int((args.folder / "bytes").read_text())
    start = time.perf_counter()
    size = index_file(args.folder).stat().st_size
    print(
        f"{n_bytes / 1e6:.0f} MB of text; index {size / 1e6:.0f} MB, {size / n_bytes:.1%}, {time.perf_counter() - start:.0f} s"
    )
    seconds = []
    for asked in questions(args.questions, args.folder):
        start = time.perf_counter()
        search(args.folder, **asked)  # type: ignore[arg-type]
        seconds.append(time.perf_counter() - start)
    for share in (0.5, 0.95, 1.0):
        print(
            f"{share:.0%} of {len(seconds)} questions within {np.quantile(seconds, share) * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
