"""`<curated>/runs.jsonl`: a line per published version, what came and what it became, so that one can look back.

It stands beside the versions and in none: it tells of the clock and of the order of deliveries, and the tables depend on neither.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from copydesk.checks.alarms import Sources
from copydesk.disk.seals import parse_json
from copydesk.disk.storage import link_or_copy, remove, replace_text
from copydesk.tables import names_of, open_tables

log = logging.getLogger(__name__)

RUNS_NAME = "runs.jsonl"

TOP_PUBLISHERS = 50
"""Publishers that a line names; the rest are counted together."""


def read_runs(curated: Path) -> list[dict[str, Any]]:
    """Return the lines of all versions, the oldest first. A line that can't be read is left out, and said."""
    try:
        lines = _lines_of(curated)
    except OSError as error:
        log.warning("what=history path=%s error=%s", curated / RUNS_NAME, type(error).__name__)
        return []
    found = []
    for number, line in enumerate(lines, 1):
        try:
            run = parse_json(line)
            is_whole = isinstance(run["version"], str) and isinstance(run["sources"], dict)
        except (ValueError, KeyError, TypeError):
            is_whole = False
        if not is_whole:
            log.warning("what=history path=%s damaged-line=%d", curated / RUNS_NAME, number)
        else:
            found.append(run)
    return found


def append_run(curated: Path, runs: Sequence[Mapping[str, Any]], run: Mapping[str, Any]) -> None:
    """Write a further line, at one stroke (under the lock).

    Where `runs`, as they were read, are not all that is there, the file is kept aside first: it may be somebody's own.
    """
    if len(lines := _lines_of(curated)) > len(runs):
        digest = hashlib.sha256(b"\n".join(lines)).hexdigest()[:8]
        link_or_copy(curated / RUNS_NAME, curated / f"{RUNS_NAME}.damaged-{digest}")
    for half in curated.glob(f".{RUNS_NAME}.*"):  # of a run that was killed here
        remove(half)
    told = [json.dumps(line, ensure_ascii=False) + "\n" for line in (*runs, run)]
    replace_text("".join(told), curated / RUNS_NAME)


def _lines_of(curated: Path) -> list[bytes]:
    """Return the lines of the file as they stand there; none where there is no file."""
    try:
        return list(filter(None, (curated / RUNS_NAME).read_bytes().split(b"\n")))
    except FileNotFoundError:
        return []


def facts_of(curated: Path) -> dict[str, Any]:
    """Return what a published version holds: rows, shares, and by source what its records became."""
    connection = open_tables(curated)
    try:
        present = names_of(connection)

        def ask(query: str) -> list[tuple[Any, ...]]:
            rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
            return rows

        def counts(query: str) -> dict[str, int]:
            return dict(ask(f"SELECT name, count(*) FROM ({query}) GROUP BY 1 ORDER BY 2 DESC, 1"))

        publishers = counts("SELECT coalesce(publisher, domain, '') AS name FROM articles")
        named = dict(list(publishers.items())[:TOP_PUBLISHERS])
        others = sum(publishers.values()) - sum(named.values())
        [(dated,)] = ask("SELECT count(*) FROM articles WHERE published_on IS NOT NULL")
        return {
            "rows": {name: ask(f"SELECT count(*) FROM {name}")[0][0] for name in present},
            "dated_articles": dated,
            "languages": counts("SELECT language AS name FROM articles"),
            "publishers": named | ({"(others)": others} if others else {}),
            "flags": counts("SELECT unnest(quality_flags) AS name FROM articles"),
            "quarantined": counts("SELECT unnest(reasons) AS name FROM quarantine"),
            "sources": _sources(ask),
        }
    finally:
        connection.close()


def _sources(ask: Any) -> Sources:
    """Return by source what its records became; a source is a folder right below the raw folder."""
    first = "split_part(raw_path, '/', 1) AS source"
    found: dict[str, dict[str, Any]] = {}
    for source, accepted, undated, articles, words in ask(
        # By numbers that stand for the ids, at half the cost; what is counted here is a note and proves nothing.
        f"SELECT {first}, count(*), count(*) FILTER (c.published_on IS NULL), count(a.id), coalesce(sum(a.n_words), 0)::BIGINT "
        "FROM copies AS c LEFT JOIN (SELECT hash(record_id) AS id, n_words FROM articles) AS a ON a.id = hash(c.record_id) GROUP BY 1"
    ):
        found[source] = {
            "records": accepted,
            "undated": undated,
            "articles": articles,
            "words": words,
            "alike": 1,
        }
    for source, n in ask(f"SELECT {first}, count(*) FROM quarantine GROUP BY 1"):
        told = found.setdefault(source, {"records": 0, "undated": 0, "articles": 0, "words": 0})
        told["records"] += n
        told["quarantined"] = n
    for source, n in ask(
        # Of most articles there is one copy alone: those are not counted.
        f"SELECT source, max(n) FROM (SELECT {first}, article_id, count(*) AS n FROM copies "
        "SEMI JOIN (SELECT article_id FROM copies WHERE kind <> 'canonical') USING (article_id) GROUP BY ALL) GROUP BY 1"
    ):
        found[source]["alike"] = n
    for source, reason, n in ask(
        f"SELECT source, reason, count(*) FROM (SELECT {first}, unnest(reasons) AS reason FROM quarantine) GROUP BY ALL ORDER BY 3 DESC, 2"
    ):
        found[source].setdefault("reasons", {})[reason] = n
    usual = {"quarantined": 0, "alike": 0, "reasons": {}}
    return {source: usual | told for source, told in sorted(found.items())}
