"""What lacks an outcome, cut into shards: the one place where a run decides what its workers have to do."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.collection.collect import (
    article_batch,
    cut_batch,
    find_repeated_lines,
    find_unprinted,
    find_unread_articles,
)
from copydesk.disk.by_size import by_size
from copydesk.disk.own_files import n_rows_of
from copydesk.disk.storage import remove, write_table
from copydesk.ids import content_id
from copydesk.raw.intake import plan_reads
from copydesk.run import Run
from copydesk.work.workfolder import files_of

CUTS_PER_SHARD = 2_000  # articles whose lines one shard cuts

WORDS_PER_SHARD = 1 << 21
"""Of the articles of one shard: 4,000 ordinary ones, or 25 books. What is worked out of a word takes up to 60 bytes."""

WORDS_READ = 1 << 23
"""Of the articles of all shards that are taken out of their parts together: 50 MB of text, a hundred shards of ordinary ones."""


@dataclasses.dataclass(frozen=True, slots=True)
class Shard:
    """A piece of a stage's work: what it holds, for people, and what the stage's function is called with."""

    holds: str
    arguments: dict[str, Any]


def plan_reading(run: Run) -> list[Shard]:
    """Return the files to read: a big one alone, small ones of a source together."""
    return [
        Shard(
            some_of([file.raw_path for file in files]),
            {"raw": run.workspace.raw, "files": files, "records": run.workspace.work.records},
        )
        for files in plan_reads(run.new_files)
    ]


def plan_accepting(run: Run) -> list[Shard]:
    """Return the record parts that lack an outcome."""
    work, versions = run.workspace.work, run.versions
    paths = {file.file_key: file.raw_path for file in run.ledger}
    shards = []
    for part in work.parts():
        outcome = work.accepted_folder(part, versions)
        if outcome.exists():
            continue
        sources = dict(files_of(part, run.ledger))
        names = [paths[key] for key in sources if key in paths]
        arguments = {
            "part": part,
            "sources": sources,
            "settings": dict(run.workspace.limits),
            "target": outcome,
        }
        shards.append(Shard(f"{some_of(names)}, {_records_of(part)}", arguments))
    return shards


def plan_fingerprinting(run: Run) -> list[Shard]:
    """Return the changed records whose reading is an accepted article, part by part."""
    remove(run.open.prints)  # of a first try, upon relations that turned out to be damaged
    run.open.prints.mkdir()
    return [
        Shard(
            f"{len(places):,} articles of part {part}",
            {
                "part": run.workspace.work.part(part),
                "outcome": run.open.accepted_file(part).parent,
                "places": places,
                "target": run.open.prints / f"{part}.parquet",
            },
        )
        for part, places in find_unprinted(run.open)
    ]


def plan_cutting(run: Run) -> list[Shard]:
    """Return the articles whose source's lines nobody has cut yet."""
    keys, version = find_repeated_lines(run.open), run.versions.cut
    shards = []
    for first, chosen in pieces(keys, CUTS_PER_SHARD):
        name = f"{content_id('art', *chosen)}.{version}.parquet"
        batch = _write_batch(run, f"cut-{name}", cut_batch(run.open, chosen))
        holds = f"articles {first:,}-{first + len(chosen) - 1:,} of {len(keys):,}"
        arguments = {
            "batch": batch,
            "min_words": run.workspace.limits["min_words"],
            "target": run.workspace.work.cuts / name,
        }
        shards.append(Shard(holds, arguments))
    return shards


def plan_annotating(run: Run) -> list[Shard]:
    """Return the articles that no model has read yet."""
    from copydesk.annotation import BATCH_SCHEMA, folder_name

    shards = []
    for articles in _batches(run, BATCH_SCHEMA.names):
        name = folder_name(articles["text_key"].to_pylist(), run.versions.annotate)
        arguments = {
            "batch": _write_batch(run, f"{name}.parquet", articles),
            "models": dict(run.workspace.models),
            "with_events": run.workspace.with_events,
            "target": run.workspace.work.annotated / name,
        }
        shards.append(Shard(f"{len(articles):,} articles{_days_of(articles)}", arguments))
    return shards


def _batches(run: Run, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the articles of each shard of those that no model has read.

    They are taken out of their parts for many shards at once: where months and sources lie mixed in the raw files each shard
    has articles of all parts, and each time all are read.
    """
    unread = find_unread_articles(run.open)
    words = dict(unread)
    shards = (chosen for _, chosen in pieces(unread, run.batch_articles))
    for some in by_size(shards, lambda chosen: sum(map(words.__getitem__, chosen)), WORDS_READ):
        articles, start = article_batch(run.open, [*itertools.chain(*some)], columns), 0
        for chosen in some:
            yield articles.slice(start, len(chosen))
            start += len(chosen)


def comparing(do: Callable[[Sequence[Shard]], None]) -> Callable[[str, str, int], None]:
    """Return what the search for copies spreads its steps with, given what does shards."""

    def spread(folder: str, name: str, n: int) -> None:
        asked = (
            (f"{name} {k + 1:,} of {n:,}", {"folder": folder, "name": name, "number": k})
            for k in range(n)
        )
        do_all(do, asked)

    return spread


def do_all(
    do: Callable[[Sequence[Shard]], None], asked: Iterable[tuple[str, dict[str, Any]]]
) -> None:
    """Have shards done of which is told what they hold, and their arguments."""
    do([Shard(holds, arguments) for holds, arguments in asked])


def pieces(weighed: Sequence[tuple[str, int]], size: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the keys of articles, given with their words, in pieces of so many at most, each with the number of its first, from 1.

    >>> list(pieces([("a", 9), ("b", 9), ("c", 9), ("d", WORDS_PER_SHARD), ("e", 9)], 2))
    [(1, ['a', 'b']), (3, ['c']), (4, ['d']), (5, ['e'])]
    """
    first = 1
    for some in by_size(weighed, lambda one: one[1], WORDS_PER_SHARD, size):
        yield first, [key for key, _ in some]
        first += len(some)


def some_of(names: Sequence[str]) -> str:
    """Return what to call several files.

    >>> some_of(["a.zip"]), some_of(["b.xml", "a.xml", "c.xml"])
    ('a.zip', 'a.xml and 2 more')
    """
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return f"{min(names)}{more}" if names else "files no longer delivered"


def _records_of(part: Path) -> str:
    """Return which records of its files a part holds."""
    before = sum(map(n_rows_of, (p for p in part.parent.glob("part-*.parquet") if p < part)))
    return f"records {before + 1:,}-{before + n_rows_of(part):,}"


def _days_of(articles: pa.Table) -> str:
    """Return the days that articles were published on, as ` of 2019-11-01 to 2019-11-03`."""
    days = pc.min_max(articles["published_on"]).as_py()
    first, last = (day and f"{day:%Y-%m-%d}" for day in (days["min"], days["max"]))
    if first is None:
        return " without a day"
    return f" of {first}" if first == last else f" of {first} to {last}"


def _write_batch(run: Run, name: str, rows: pa.Table) -> Path:
    path = run.workspace.work.scratch / name
    write_table(rows, path)
    return path
