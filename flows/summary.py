"""What a run says at its end: on the terminal and as a Prefect artifact."""

from __future__ import annotations

import dataclasses
import itertools
import statistics
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from copydesk.disk.own_files import scan_of_table
from copydesk.history import read_runs
from copydesk.versions.published import read_manifest
from copydesk.work.workspace import Workspace
from flows.progress import Progress
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the published version, and seconds per stage of this run."""

    version: str
    is_new: bool
    locations: int
    rows: dict[str, int]
    quarantined: dict[str, int]  # by reason; a record may have several
    copies: dict[str, int]  # by kind
    dated_articles: int
    seconds: dict[str, float]
    alarms: list[str]  # what looks wrong about it, though nothing failed
    new_files: int = 0  # that this run found
    hidden: int = 0  # files and folders of the raw folder that were left out, since they are hidden or a system's own
    cpu_seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    report: str = ""  # the page that shows the version
    copy: str = ""  # its address on object storage


def summarise(workspace: Workspace, progress: Progress, is_new: bool) -> Summary:
    """Return the summary of what is published now."""
    manifest = read_manifest(workspace.curated) or {}
    tables = manifest.get("tables", {})
    scanned = progress.steps["scan"].counts if "scan" in progress.steps else {}
    with duckdb.connect(":memory:") as connection:
        count = partial(_count, connection, workspace.curated / "current")
        quarantined = count("quarantine", "unnest(reasons)")
        copies = count("copies", "kind")
        dated = count("articles", "published_on IS NOT NULL")
    return Summary(
        version=manifest.get("version", ""),
        is_new=is_new,
        locations=manifest.get("promise", {}).get("locations", 0),
        rows={name: table["rows"] for name, table in tables.items()},
        quarantined=quarantined,
        copies=copies,
        dated_articles=dated.get("true", 0),
        seconds=rounded(progress.seconds),
        cpu_seconds=rounded(progress.cpu_seconds),
        alarms=_alarms(workspace.curated, manifest.get("version", "")),
        new_files=scanned.get("new", 0),
        hidden=scanned.get("hidden", 0),
    )


def rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    """Return seconds by stage to a tenth."""
    return {name: round(value, 1) for name, value in seconds.items()}


def _alarms(curated: Path, version: str) -> list[str]:
    """Return what looked wrong when the version was published, until a newer one is."""
    runs = read_runs(curated)
    return list(runs[-1].get("alarms", ())) if runs and runs[-1]["version"] == version else []


def _count(
    connection: duckdb.DuckDBPyConnection, version: Path, table: str, by: str
) -> dict[str, int]:
    """Return how many rows of a published table there are of each kind, the most first."""
    found = scan_of_table(version / table, TABLES[table].partition)
    rows: list[Any] = connection.execute(
        f"SELECT CAST({by} AS VARCHAR) AS what, count(*) FROM {found} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def to_lines(summary: Summary) -> list[tuple[str, str]]:
    """Return the summary as label and value pairs, in reading order."""
    rows = summary.rows
    kinds = _listed({kind: n for kind, n in summary.copies.items() if kind != "canonical"})
    reasons = _listed(summary.quarantined)
    seconds = ", ".join(f"{name} {value}" for name, value in summary.seconds.items())
    more = ("stories", "entities", "mentions", "events", "event_mentions")
    return [
        ("records read", f"{summary.locations:,} locations"),
        *([("left out", f"{summary.hidden:,} hidden in the raw folder")] if summary.hidden else []),
        ("articles", f"{rows.get('articles', 0):,} ({summary.dated_articles:,} dated)"),
        ("copies", f"{rows.get('copies', 0):,}{kinds}"),
        ("quarantined", f"{rows.get('quarantine', 0):,}{reasons}"),
        *((name.replace("_", " "), f"{rows[name]:,}") for name in more if name in rows),
        ("seconds", seconds),
        *(("alarm", alarm) for alarm in summary.alarms),
        *([("report", summary.report)] if summary.report else []),
        *([("copy", summary.copy)] if summary.copy else []),
        ("version", summary.version + ("" if summary.is_new else " (nothing new)")),
    ]


COURSE = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
LAST_RUNS = 10
"""Versions before the last that it is compared with."""

MEASURES: Mapping[str, Callable[[Mapping[str, Any]], float]] = {
    "articles": lambda run: run["rows"].get("articles", 0),
    "events": lambda run: run["rows"].get("events", 0),
    "dated, % of articles": lambda run: _share(
        run.get("dated_articles", 0), run["rows"].get("articles", 0)
    ),
    "quarantined, % of records": lambda run: _share(
        run["rows"].get("quarantine", 0),
        run["rows"].get("quarantine", 0) + run["rows"].get("copies", 0),
    ),
    "seconds": lambda run: round(sum(run.get("seconds", {}).values()), 1),
    "CPU seconds": lambda run: round(sum(run.get("cpu_seconds", {}).values()), 1),
}
"""What is followed from version to version."""


def to_trends(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a row per measure: the last version, the one before, the usual of the last ten, and their course."""
    if not runs:
        return []
    rows = [_trend("new records", _new_records(runs))]
    rows += [_trend(name, [measure(run) for run in runs]) for name, measure in MEASURES.items()]
    rows.append({"measure": "alarms", "now": "; ".join(runs[-1].get("alarms", ())) or "none"})
    return rows


def _trend(name: str, values: Sequence[float]) -> dict[str, Any]:
    last = values[-LAST_RUNS - 1 :]
    row: dict[str, Any] = {"measure": name, "now": f"{last[-1]:,}", "before": "", "usual": ""}
    if len(last) > 1:
        row |= {"before": f"{last[-2]:,}", "usual": f"{statistics.median(last[:-1]):,}"}
    low, high = min(last), max(last)
    steps = [round((value - low) / ((high - low) or 1) * (len(COURSE) - 1)) for value in last]
    return row | {"course": "".join(COURSE[step] for step in steps)}


def _new_records(runs: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return how many more locations each version stands on than the one before; a pruned one on fewer."""
    totals = [0, *(run.get("promise", {}).get("locations", 0) for run in runs)]
    return [after - before for before, after in itertools.pairwise(totals)]


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def news_of(summary: Summary, runs: Sequence[Mapping[str, Any]]) -> str:
    """Return what came with a run, for its name: `3 files, 2,014 records`."""
    if not summary.is_new or not runs:
        return "nothing new"
    return f"{summary.new_files:,} files, {_new_records(runs)[-1]:,} records"


def to_markdown(summary: Summary) -> str:
    """Return the summary as a Markdown table."""
    # A source's name is whatever folder somebody made.
    told = [(label, value.replace("|", "\\|")) for label, value in to_lines(summary)]
    body = "\n".join(
        f"| {label} | {f'[{value}]({value})' if label == 'report' else value} |"
        for label, value in told
    )
    return f"| run | |\n|---|---|\n{body}\n"


def _listed(counts: Mapping[str, int]) -> str:
    """Return counts in brackets: " (2 near, 1 exact)"; nothing where there are none."""
    told = ", ".join(f"{n} {name}" for name, n in counts.items())
    return f" ({told})" if told else ""
