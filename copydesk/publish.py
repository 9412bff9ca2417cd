"""Publishing: the tables of a run become a new immutable version, and all flip to it at one stroke.

    <curated>/.versions/<version>/<table>/<content>/[published_month=2019-11/]part-0.parquet
    <curated>/.versions/<version>/manifest.json
    <curated>/current -> .versions/<version>          flipped by one rename
    <curated>/<table> -> current/<table>              laid once

A version's name is a hash of its files: publishing the same tables again changes nothing. `<content>` is a hash of the
table's files: a path never changes its bytes, so that a reader who listed the files before the flip and opens them after
it gets what was listed or a file that is gone, never files of two versions.
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

from copydesk.collection import UNDATED, check_columns, with_checks
from copydesk.errors import ContractError
from copydesk.ids import content_id
from copydesk.own_files import quote
from copydesk.storage import (
    drop_leftovers,
    file_sha256,
    flip_link,
    remove,
    sync_folder,
    sync_tree,
    write_table,
    write_text,
)
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
                    f"{len(failures)} failures, the first at {key}",
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
    scratch = versions / f".new.{os.getpid()}"
    try:
        manifest = write_version(connection, names, scratch, dict(facts))
        version = manifest["version"]
        rows = {name: manifest["tables"][name]["rows"] for name in names}
        is_new = current_version(curated) != version
        _share_files(scratch, curated, manifest)
        sync_tree(scratch)
        if not (versions / version / MANIFEST).exists():
            remove(versions / version)
            os.rename(scratch, versions / version)
            sync_folder(versions)
        _lay_table_links(curated, names)
        if is_new:
            _retire(curated)
            flip_link(curated / "current", f".versions/{version}", versions)
        drop_table_links(curated)
        return Published(version, is_new, rows)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def prepare_versions(curated: Path) -> None:
    """Make the folder of versions and finish what a killed run began: its half-written versions, links left over."""
    versions = curated / ".versions"
    versions.mkdir(parents=True, exist_ok=True)
    drop_leftovers(versions)
    drop_table_links(curated)


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
    """Remove versions replaced before a moment (seconds since the epoch), never the current one."""
    current = current_version(curated)
    dropped = []
    for path in sorted((curated / ".versions").glob("*")):
        if path.name != current and path.stat().st_mtime < older_than:
            remove(path)
            dropped.append(path.name)
    return dropped


def drop_table_links(curated: Path) -> None:
    """Remove the links of tables that the published version does not hold."""
    for name in TABLES:
        link = curated / name
        if link.is_symlink() and not link.exists():
            link.unlink()


def _retire(curated: Path) -> None:
    """Note that the published version is being replaced now: how long it stays is counted from here."""
    version = current_version(curated)
    if version is not None and (curated / ".versions" / version).is_dir():
        os.utime(curated / ".versions" / version)


def write_version(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], folder: Path, facts: dict[str, Any]
) -> dict[str, Any]:
    """Write `out_<table>` of the tables named and their manifest below a folder; return the manifest."""
    tables: dict[str, Any] = {}
    for name in names:
        table = TABLES[name]
        scratch = folder / name / "scratch"
        files: dict[str, Any] = {}
        for place, part in _partitions(connection, table):
            path = scratch / place
            path.parent.mkdir(parents=True)
            write_table(part, path)
            files[place] = {"rows": len(part), "sha256": file_sha256(path)[0]}
        content = content_id("art", json.dumps(files, sort_keys=True))[4:16]
        scratch.rename(folder / name / content)
        tables[name] = {
            "rows": sum(f["rows"] for f in files.values()),
            "files": {f"{content}/{place}": file for place, file in files.items()},
        }
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
    before = (read_manifest(curated) or {}).get("tables", {})
    for name, table in manifest["tables"].items():
        old = {
            (place.partition("/")[2], file["sha256"]): curated / "current" / name / place
            for place, file in before.get(name, {"files": {}})["files"].items()
        }
        for place, file in table["files"].items():
            source = old.get((place.partition("/")[2], file["sha256"]))
            # Looked at once more: a file that was damaged since must not come along.
            if source and source.exists() and file_sha256(source)[0] == file["sha256"]:
                twin = scratch / name / f"{place}.twin"
                try:
                    os.link(source, twin)
                except OSError:
                    continue  # no hard links here: the copy just written stays
                os.replace(twin, scratch / name / place)


def _lay_table_links(curated: Path, names: Sequence[str]) -> None:
    """Lay the links of new tables. They lead nowhere until the flip, so that all tables appear at one stroke."""
    for name in names:
        if not (curated / name).is_symlink():
            flip_link(curated / name, f"current/{name}", curated / ".versions")
