"""The tables of a version as files: partitions that changed are written, the others are hard links to those of the version before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from copydesk.collection.tables import (
    Rows,
    months_of,
    place_of_month,
    take_month,
    touched_months,
)
from copydesk.disk.in_order import InOrder
from copydesk.disk.storage import file_sha256, link_or_copy, write_groups, write_text
from copydesk.ids import content_id
from copydesk.versions.metadata import UNNAMED, descriptions_of, sum_of
from copydesk.versions.publish import Base
from copydesk.versions.published import MANIFEST, version_name


def find_damaged(connection: duckdb.DuckDBPyConnection, rows: Rows, base: Base) -> set[str]:
    """Return the partitions of a table, as it is now, that the base has no sound file of."""
    return {
        month
        for month in months_of(connection, rows)
        if not base.file(rows.name, place_of_month(rows.table, month))
    }


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Rows],
    base: Base,
    folder: Path,
    facts: Mapping[str, Any],
    texts: Mapping[str, InOrder],
) -> dict[str, Any]:
    """Write the changed partitions of tables below a folder, link the others, and return the version's manifest.

    `facts` (settings, versions, the sum of promise 1) go into the manifest and into the version's name; `texts` has the rows
    of tables that are too large for the database.
    """
    told: dict[str, Any] = {}
    for rows in tables:
        scratch = folder / rows.name / "scratch"
        files = _write_table_files(connection, rows, base, scratch, texts.get(rows.name))
        content = content_id("art", json.dumps(files, sort_keys=True))[4:16]
        scratch.rename(folder / rows.name / content)
        told[rows.name] = {
            "rows": sum(file["rows"] for file in files.values()),
            "files": {f"{content}/{place}": file for place, file in files.items()},
        }
    texts_beside = descriptions_of(told)
    sums = {name: sum_of(text) for name, text in texts_beside.items()}
    manifest = {"tables": told, "descriptions": sums, **facts}
    version = version_name(manifest)
    manifest = {"version": version, **manifest}
    write_text(folder / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    for name, text in texts_beside.items():
        write_text(folder / name, text.replace(UNNAMED, version))
    return manifest


def _write_table_files(
    connection: duckdb.DuckDBPyConnection,
    rows: Rows,
    base: Base,
    scratch: Path,
    texts: InOrder | None,
) -> dict[str, Any]:
    """Write or link the files of a table; return rows and sha256 of each by its place."""
    files: dict[str, Any] = {}
    touched = touched_months(connection, rows)
    for month in months_of(connection, rows):
        place = place_of_month(rows.table, month)
        path, before = scratch / place, base.file(rows.name, place)
        path.parent.mkdir(parents=True, exist_ok=True)
        if before and month not in touched:
            link_or_copy(before[0], path)
            files[place] = dict(base.facts[rows.name][place])
            continue
        found = take_month(connection, rows, month, before, texts)
        n_rows = write_groups(found, rows.table.to_schema(), path)
        files[place] = {"rows": n_rows, "sha256": file_sha256(path)[0]}
        if before and files[place] == base.facts[rows.name][place]:
            path.unlink()
            link_or_copy(before[0], path)
    return files
