"""Publishing: the tables of a run become a new immutable version, and all flip to it at one stroke.

    <curated>/.versions/<version>/<table>/[published_month=2019-11/]part-0.parquet
    <curated>/.versions/<version>/manifest.json
    <curated>/current -> .versions/<version>          flipped by one rename
    <curated>/<table> -> current/<table>              laid once

A version's name is a hash of its files: publishing the same tables again changes nothing.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from copydesk.collection import UNDATED, check_columns, quote, with_checks
from copydesk.errors import ContractError
from copydesk.ids import content_id
from copydesk.storage import file_sha256, flip_link, sync_folder, write_table, write_text
from copydesk.validate import find_failures, rules_of, true_rules
from schemas.contract import Table
from schemas.tables import TABLES

MANIFEST = "manifest.json"
CHECK_ROWS = 100_000
"""Rows validated at a time: bounds memory."""

CHECKED_AT_THE_DOOR = ("articles",)
"""Tables whose columns were validated batch by batch when records were accepted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """What a publication did."""

    version: str
    is_new: bool
    rows: Mapping[str, int]


def validate_tables(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    settings: Mapping[str, int],
    everything: bool = False,
    present: Sequence[str] | None = None,
) -> None:
    """Validate `out_<table>` of the tables named; columns checked at the door are left out unless `everything`.

    `present` names the tables that references and counts may look at (default: those named).

    Raises:
        ContractError: with the first rows that failed.
    """
    for name in names:
        table = TABLES[name]
        checks = check_columns(table, present or names)
        skip = name in CHECKED_AT_THE_DOOR and not everything
        columns = [] if skip else [field.name for field in table.fields]
        rules = [r for r in rules_of(table, settings, columns) if not r.name.endswith("_is_unique")]
        wanted = ", ".join([f'"{c}"' for c in columns] or [table.key])
        query = (
            f"SELECT {wanted}, {', '.join(checks)} FROM ({with_checks(table, present or names)})"
        )
        # A cursor of its own: a check that fails leaves the rest of the rows unread.
        for batch in connection.cursor().sql(query).to_arrow_reader(CHECK_ROWS):
            frame = pa.Table.from_batches([batch]).to_pandas()
            failures = find_failures(name, frame, [*rules, *true_rules(list(checks))])
            if failures:
                first = failures[0]
                key = frame[table.key].iloc[first.row] if table.key in frame else f"row {first.row}"
                raise ContractError(
                    name,
                    first.rule.name,
                    f"{len(failures)} failures, the first at {key}: {first.value!r}",
                )


def publish_tables(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    curated: Path,
    facts: Mapping[str, Any],
) -> Published:
    """Write `out_<table>` of the tables named as a version and flip to it, unless it is the current one.

    `facts` (settings, versions, the sum of promise 1) go into the manifest and into the version's name.
    """
    versions = curated / ".versions"
    versions.mkdir(parents=True, exist_ok=True)
    scratch = versions / f".new.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        manifest = write_version(connection, names, scratch, dict(facts))
        version = manifest["version"]
        rows = {name: manifest["tables"][name]["rows"] for name in names}
        is_new = current_version(curated) != version
        if is_new:
            _share_files(scratch, curated, manifest)
            if not (versions / version).exists():
                os.rename(scratch, versions / version)
                sync_folder(versions)
            os.utime(versions / version)
            flip_link(curated / "current", f".versions/{version}")
        _lay_table_links(curated, names)
        return Published(version, is_new, rows)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def current_version(curated: Path) -> str | None:
    """Return the name of the published version; None before the first."""
    link = curated / "current"
    return os.path.basename(os.readlink(link)) if link.is_symlink() else None


def read_manifest(curated: Path) -> dict[str, Any] | None:
    """Return the manifest of the published version; None before the first."""
    path = curated / "current" / MANIFEST
    if not path.exists():
        return None
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def drop_old_versions(curated: Path, older_than: float) -> list[str]:
    """Remove versions published before a moment (seconds since the epoch), never the current one."""
    current = current_version(curated)
    dropped = []
    for path in sorted((curated / ".versions").glob("*")):
        if path.name != current and path.stat().st_mtime < older_than:
            shutil.rmtree(path)
            dropped.append(path.name)
    return dropped


def write_version(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], folder: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """Write `out_<table>` of the tables named and their manifest below a folder; return the manifest."""
    tables: dict[str, Any] = {}
    for name in names:
        table = TABLES[name]
        (folder / name).mkdir(parents=True)
        files: dict[str, Any] = {}
        for place, part in _partitions(connection, table):
            path = folder / name / place
            write_table(part, path)
            files[place] = {"rows": len(part), "sha256": file_sha256(path)[0]}
        tables[name] = {"rows": sum(f["rows"] for f in files.values()), "files": files}
    manifest = {"tables": tables, **facts}
    text = json.dumps(manifest, sort_keys=True)
    manifest = {"version": "v-" + content_id("art", text)[4:], **manifest}
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return manifest


def _partitions(
    connection: duckdb.DuckDBPyConnection, table: Table
) -> Iterator[tuple[str, pa.Table]]:
    """Yield the place and the rows of each file of a table, in contract order; an empty table has one empty file."""
    order = ", ".join(f'"{column}" NULLS FIRST' for column in (*table.sort, table.key))
    columns = ", ".join(f'"{field.name}"' for field in table.fields)
    months: list[str | None] = [None]
    if table.partition:
        found = connection.execute(
            f"SELECT DISTINCT {table.partition} FROM out_{table.name} ORDER BY 1"
        ).fetchall()
        months = [row[0] for row in found] or [UNDATED]
    for month in months:
        where = f"WHERE {table.partition} = {quote(month)}" if month else ""
        rows = connection.sql(
            f"SELECT {columns} FROM out_{table.name} {where} ORDER BY {order}"
        ).to_arrow_table()
        place = f"{table.partition}={month}/part-0.parquet" if month else "part-0.parquet"
        schema = table.to_schema()
        yield (
            place,
            pa.Table.from_arrays(
                [rows[f.name].cast(f.type).combine_chunks() for f in schema], schema=schema
            ),
        )


def _share_files(scratch: Path, curated: Path, manifest: Mapping[str, Any]) -> None:
    """Replace files that equal those of the current version by hard links to them."""
    before = read_manifest(curated)
    for name, table in manifest["tables"].items():
        old = (before or {}).get("tables", {}).get(name, {"files": {}})["files"]
        for place, file in table["files"].items():
            source = curated / "current" / name / place
            if old.get(place, {}).get("sha256") == file["sha256"] and source.exists():
                twin = scratch / name / f"{place}.twin"
                try:
                    os.link(source, twin)
                except OSError:
                    continue  # no hard links here: the copy just written stays
                os.replace(twin, scratch / name / place)


def _lay_table_links(curated: Path, names: Sequence[str]) -> None:
    for name in TABLES:
        link = curated / name
        if name in names and not link.is_symlink():
            flip_link(link, f"current/{name}")
        elif name not in names and link.is_symlink():
            link.unlink()
