"""What an auditor looks into behind the tables: the manifest, the record parts, the raw files, and row against row.

`copydesk.auditing.verify` says in which order. Every finding names the table, the partition and the row it is about.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pyarrow.parquet as pq

from copydesk.disk.own_files import files_below, quote, scan_of
from copydesk.disk.raw_names import locate
from copydesk.errors import first_line
from copydesk.raw.intake import UNREAD, RawFile, readings_held
from copydesk.raw.parts import raw_of
from copydesk.records import record_id_of
from copydesk.versions.published import MANIFEST
from copydesk.work.workspace import Workspace
from schemas.tables import TABLES

FINDINGS = 10
"""As many are named by each check; the rest is counted."""

RECORD_TABLES = ("copies", "quarantine")


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, and what was found."""

    name: str
    is_ok: bool
    detail: str = ""
    is_open: bool = False
    """Whether it could not be made, or not of all: nothing found speaks against what it is about, and not all for it."""


def unmade(name: str, why: str) -> Check:
    """Return a check that could not be made."""
    return Check(name, True, f"not checked: {why}", is_open=True)


def check_of(name: str, wrong: list[str]) -> Check:
    """Return the check that holds if nothing was found wrong."""
    more = f"; and {len(wrong) - FINDINGS} more" if len(wrong) > FINDINGS else ""
    return Check(name, not wrong, "; ".join(wrong[:FINDINGS]) + more)


def check_manifest(curated: Path, manifest: Mapping[str, Any] | None, why: str) -> Check:
    """Return whether the manifest is the one that its version's name is the hash of, and counts what the files hold.

    `why` says what is wrong with it as it stands; None is one that can't be understood.
    """
    wrong = [f"{MANIFEST} {why}"] if why else []
    if manifest is None:
        return check_of("manifest: as it was published", wrong)
    for name, table in manifest["tables"].items():
        for place, file in sorted(table["files"].items()):
            n = rows_in(curated / name / place)
            if n is not None and n != file["rows"]:
                wrong.append(
                    f"{name}: {partition_in(place)}: {n} rows, the manifest says {file['rows']}"
                )
        if sum(file["rows"] for file in table["files"].values()) != table["rows"]:
            wrong.append(f"{name}: the manifest's rows do not add up to {table['rows']}")
    return check_of("manifest: as it was published", wrong)


def rows_in(path: Path) -> int | None:
    """Return the number of rows of a Parquet file; None when it can't be read."""
    try:
        with path.open("rb") as file:
            n: int = pq.read_metadata(file).num_rows
    except (OSError, ValueError):
        return None
    return n


def partition_in(place: str) -> str:
    """Return how a finding names the partition that a file is.

    >>> partition_in("03c04be0ec6b/published_month=2019-11/part-0.parquet"), partition_in("03c04be0ec6b/part-0.parquet")
    ('published_month=2019-11', 'the whole table')
    """
    folder = PurePosixPath(place).parent.name
    return folder if "=" in folder else "the whole table"


def files_in(folder: Path) -> dict[tuple[str, str], Path]:
    """Return the Parquet files of a table by partition and name, whatever the folder of the content is called."""
    return {(partition_in(p.as_posix()), p.name): p for p in files_below(folder)}


def check_against(curated: Path, told: Mapping[str, Any], again: Path) -> Iterator[Check]:
    """Yield, per table, which rows are not those of the tables built once more in the folder `again`, whose manifest is `told`."""
    for name in told["tables"]:
        wrong: list[str] = []
        here, twins = files_in(curated / name), files_in(again / name)
        for place in sorted(set(here) | set(twins)):
            path, twin = here.get(place), twins.get(place)
            if path and twin and path.read_bytes() == twin.read_bytes():
                continue
            wrong += [f"{name}: {place[0]}: {found}" for found in differing_rows(name, path, twin)]
        yield check_of(f"{name}: every row as the raw records give it", wrong)


def differing_rows(name: str, path: Path | None, twin: Path | None) -> list[str]:
    """Return how the rows of a published file differ from those of the same file built again; either may be missing."""
    key = TABLES[name].key
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        columns = []
        for view, file in (("here", path), ("twin", twin)):
            try:
                connection.execute(
                    f"CREATE TABLE {view} AS SELECT * FROM {scan_of([file])}"
                    if file
                    else f"CREATE TABLE {view} ({key} VARCHAR)"
                )
                columns.append(
                    {row[0] for row in connection.execute(f"DESCRIBE {view}").fetchall()}
                )
            except duckdb.Error as error:
                return [f"the file can't be read: {first_line(error)}"]
        if key not in columns[0]:
            return [f"no column {key}"]
        return list(_row_findings(connection, key, sorted(columns[0] & columns[1] - {key})))


def _row_findings(
    connection: duckdb.DuckDBPyConnection, key: str, shared: list[str]
) -> Iterator[str]:
    """Yield what differs between the tables `here` and `twin`, row by row in key order."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(f"{query} ORDER BY 1").fetchall()

    for (row,) in ask(f"SELECT t.{key} FROM twin t ANTI JOIN here h USING ({key})"):
        yield f"{row} is missing"
    for (row,) in ask(
        f"SELECT h.{key} FROM here h ANTI JOIN twin t USING ({key}) WHERE h.{key} IS NOT NULL"
    ):
        yield f"{row} does not belong here"
    for row, n in ask(f"SELECT {key}, count(*) FROM here GROUP BY 1 HAVING count(*) > 1"):
        yield f"{row} stands {n} times"
    for (n,) in ask(f"SELECT count(*) FROM here WHERE {key} IS NULL HAVING count(*) > 0"):
        yield f"{n} rows without {key}"
    if shared:
        differing = ", ".join(
            f'CASE WHEN CAST(h."{c}" AS VARCHAR) IS DISTINCT FROM CAST(t."{c}" AS VARCHAR) THEN {quote(c)} END'
            for c in shared
        )
        rows = ask(
            f"SELECT * FROM (SELECT {key}, list_filter([{differing}], lambda c: c IS NOT NULL) AS cs FROM here h JOIN twin t USING ({key}))"
            " WHERE len(cs) > 0"
        )
        for row, names in rows:
            yield f"{row}: {', '.join(names)} differ"


def check_parts(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> Check:
    """Return whether the raw bytes that the work folder keeps are those that the records are named by."""
    wrong = []
    for part in workspace.work.parts():
        try:
            for row in rows_of_part(part):
                raw, url = raw_of(row), row["url"]
                ids = {record_id_of(raw), record_id_of(url or "", raw)}
                is_its_hash = hashlib.sha256(raw).hexdigest() == row["raw_sha256"]
                if not is_its_hash or row["record_id"] not in ids:
                    wrong += rows_of_record(connection, row["record_id"])
        except (OSError, ValueError) as error:
            wrong.append(f"{part.name} of {part.parent.name} can't be read: {first_line(error)}")
    return check_of(
        "work folder: the raw bytes of every record are those that its id is the hash of", wrong
    )


def rows_of_part(part: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a part that are records, and no rejections."""
    with part.open("rb") as file:  # named to Arrow, a leading tilde would be a home folder
        for batch in pq.ParquetFile(file).iter_batches(batch_size=200):
            yield from (row for row in batch.to_pylist() if row["media"] is not None)


def rows_of_record(connection: duckdb.DuckDBPyConnection, record_id: str) -> list[str]:
    """Return how a finding names the rows of a record in `copies` and `quarantine`."""
    found = []
    for name in RECORD_TABLES:
        rows = connection.execute(f"SELECT * FROM out_{name} WHERE record_id = ?", [record_id])
        names = [column[0] for column in rows.description]
        found += [
            f"{name}: {place_of(name, dict(zip(names, row, strict=True)))}: {record_id}"
            for row in rows.fetchall()
        ]
    return found or [f"{record_id}, which stands in no table"]


def place_of(name: str, row: Mapping[str, Any]) -> str:
    """Return how a finding names the partition that a row lies in."""
    column = TABLES[name].partition
    return f"{column}={row[column]}" if column else "the whole table"


def check_raw(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> Check:
    """Return whether the raw files that are still there hold the bytes that were read.

    A file may have grown since, may have been taken away, or be new: none of that touches what is published. Nor does it
    that a file was replaced and read anew: what it delivered before stays published.
    """
    wrong = []
    read: dict[str, list[RawFile]] = {}
    for file in workspace.work.read_ledger():
        if file.sha256 != UNREAD:
            read.setdefault(file.raw_path, []).append(file)
    for raw_path, files in sorted(read.items()):
        path = locate(workspace.raw, raw_path)
        if not path.is_file():  # away, or a folder in its place
            continue
        held = readings_held(path, workspace.raw, files)
        size, largest = path.stat().st_size, max(file.size for file in files)
        if not any(file.size in (size, largest) for file in held):
            rows = ", ".join(rows_of_raw(connection, raw_path)) or "no rows"
            wrong.append(f"{raw_path} has other bytes than were read, {size:,} of them ({rows})")
    return check_of(
        "raw folder: files hold the bytes that were read (`copydesk run` reads what they hold now; what they held stays published)",
        wrong,
    )


def rows_of_raw(connection: duckdb.DuckDBPyConnection, raw_path: str) -> Iterator[str]:
    """Yield the first rows that tell of a raw file, with where they are published."""
    for name in RECORD_TABLES:
        partition = TABLES[name].partition
        found = connection.execute(
            f"SELECT record_id, {partition or 'NULL'} FROM out_{name} WHERE raw_path = ? ORDER BY 1 LIMIT {FINDINGS}",
            [raw_path],
        ).fetchall()
        for record_id, month in found:
            yield f"{name}: {place_of(name, {partition or '': month})}: {record_id}"
