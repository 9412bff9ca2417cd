"""`copydesk verify`: an auditor's look at what is published. It trusts the files, not the run that wrote them."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.acceptance import article_id_of
from copydesk.audit import (
    Check,
    check_against,
    check_manifest,
    check_of,
    check_parts,
    check_raw,
    partition_in,
)
from copydesk.collection.checks import check_rows, check_whole
from copydesk.collection.collect import (
    collect_readings,
    find_repeated_lines,
    fold_copies,
    lay_published,
    lay_tables,
    merge_happenings,
    note_annotations,
    open_collection,
    resolve_things,
)
from copydesk.collection.deliveries import update_deliveries
from copydesk.collection.events import first_month
from copydesk.collection.state import month_of, open_blank
from copydesk.desk import Desk
from copydesk.errors import ContractError, CopydeskError
from copydesk.published import read_manifest
from copydesk.storage import file_sha256
from copydesk.workfolder import part_name
from schemas.tables import TABLES


def verify_published(desk: Desk, memory: str, threads: int) -> list[Check]:
    """Return what holds and what does not, on the published version.

    Raises:
        CopydeskError: nothing is published.
    """
    manifest = read_manifest(desk.curated)
    if manifest is None:
        raise CopydeskError(f"nothing is published in {desk.curated}; run `copydesk run` first")
    names = list(manifest["tables"])
    told = manifest["settings"]
    desk = dataclasses.replace(
        desk, stages=tuple(told["stages"]), limits=told["limits"], models=told["models"]
    )
    checks = [
        check_manifest(desk.curated, manifest),
        *check_files(desk.curated, manifest),
        *check_schemas(desk.curated, manifest),
    ]
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_blank(Path(scratch), memory, threads) as connection,
    ):
        try:
            lay_published(connection, desk.curated / "current", names)
            checks += check_content(connection, desk, manifest)
        except duckdb.Error as error:
            detail = str(error).splitlines()[0][:300]
            checks.append(Check("content: the files can be read together", False, detail))
    with tempfile.TemporaryDirectory() as scratch:
        checks += check_rebuild(desk, manifest, Path(scratch), memory, threads)
    return checks


def check_content(
    connection: duckdb.DuckDBPyConnection, desk: Desk, manifest: dict[str, Any]
) -> Iterator[Check]:
    """Yield what holds of the published rows, of the records behind them, and of the raw files behind those."""
    for name in manifest["tables"]:
        yield check_contract(connection, desk, manifest, name)
        yield check_partitions(connection, name)
    yield from check_promise_one(connection, manifest)
    yield check_article_ids(connection)
    yield from check_deliveries(connection, desk)
    yield check_parts(connection, desk)
    yield check_raw(connection, desk)


def check_contract(
    connection: duckdb.DuckDBPyConnection, desk: Desk, manifest: dict[str, Any], name: str
) -> Check:
    """Return whether a table keeps its contract, with keys, references and counts."""
    label = f"{name}: contract, keys and counts"
    try:
        columns = [field.name for field in TABLES[name].fields]
        present = list(manifest["tables"])
        check_rows(connection, name, f"out_{name}", desk.limits, columns, present)
        check_whole(connection, name, present)
    except ContractError as error:
        return Check(label, False, f"{error}{_partition_of_error(connection, name, str(error))}")
    return Check(label, True)


def _partition_of_error(connection: duckdb.DuckDBPyConnection, name: str, message: str) -> str:
    """Return, in brackets, the partition of the row that a contract's error names."""
    table = TABLES[name]
    if not table.partition:
        return " (the whole table)"
    rows = connection.execute(
        f"SELECT DISTINCT {table.partition} FROM out_{name} WHERE contains(?, {table.key}) ORDER BY 1",
        [message],
    ).fetchall()
    return "".join(f" ({table.partition}={row[0]})" for row in rows)


def check_partitions(connection: duckdb.DuckDBPyConnection, name: str) -> Check:
    """Return whether each row lies in the partition that its day, its article's or its first article's, belongs to."""
    table, label = TABLES[name], f"{name}: every row in its own partition"
    if not table.partition:
        return Check(label, True)
    months = month_of("published_on").replace(f" AS {table.partition}", "")
    own = f"SELECT {table.key}, {table.partition} AS here, {months} AS own FROM out_{name}"
    columns = {field.name for field in table.fields}
    if "article_id" not in columns:
        own = (
            f"SELECT m.{table.key}, m.{table.partition} AS here, a.own FROM out_{name} m JOIN ("
            f"SELECT event_id, {first_month('published_month')} AS own FROM out_event_mentions GROUP BY event_id"
            f") a USING ({table.key})"
        )
    elif "published_on" not in columns:
        own = (
            f"SELECT m.{table.key}, m.{table.partition} AS here, a.{table.partition} AS own"
            f" FROM out_{name} m JOIN out_articles a USING (article_id)"
        )
    rows = connection.execute(f"SELECT * FROM ({own}) WHERE here <> own ORDER BY 1").fetchall()
    return check_of(
        label, [f"{name}: {table.partition}={r[1]}: {r[0]} belongs to {r[2]}" for r in rows]
    )


def check_files(curated: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Yield, per table, whether its files are those of the manifest, byte for byte."""
    for name, table in manifest["tables"].items():
        folder = curated / "current" / name
        there = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        }
        wrong = [f"{place} is missing" for place in sorted(set(table["files"]) - there)]
        wrong += [f"{place} does not belong here" for place in sorted(there - set(table["files"]))]
        wrong += [
            f"{place} has other bytes than were published"
            for place, file in sorted(table["files"].items())
            if place in there and file_sha256(folder / place)[0] != file["sha256"]
        ]
        yield check_of(f"{name}: files as published", [f"{name}: {finding}" for finding in wrong])


def check_schemas(curated: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Yield, per table, whether each file has the columns, types and descriptions of the contract."""
    for name, table in manifest["tables"].items():
        wrong = []
        for place in sorted(table["files"]):
            problem = schema_problem(curated / "current" / name / place, TABLES[name].to_schema())
            if problem:
                wrong.append(f"{name}: {partition_in(place)}: {problem}")
        yield check_of(f"{name}: columns as in the contract", wrong)


def schema_problem(path: Path, wanted: pa.Schema) -> str | None:
    """Return which columns of a file are not those of the contract; None where all are."""
    try:
        with path.open("rb") as file:
            found = pq.read_schema(file)
    except (OSError, ValueError) as error:
        return f"can't be read: {str(error).splitlines()[0][:200]}"
    types = {field.name: field.type for field in found}
    wrong = [f"column {f.name} is missing" for f in wanted if f.name not in types]
    wrong += [f"column {name} is not in the contract" for name in types if name not in wanted.names]
    wrong += [
        f"column {f.name} is {types[f.name]}, not {f.type}"
        for f in wanted
        if f.name in types and types[f.name] != f.type
    ]
    is_alike = found.remove_metadata().equals(wanted.remove_metadata())
    return ", ".join(wrong) or (None if is_alike else "other order or nullability of columns")


def check_promise_one(
    connection: duckdb.DuckDBPyConnection, manifest: dict[str, Any]
) -> Iterator[Check]:
    """Yield whether what was read adds up to what stands in the tables."""
    found = connection.execute("""
        SELECT (SELECT coalesce(sum(n_deliveries), 0) FROM out_copies),
               (SELECT coalesce(sum(n_deliveries), 0) FROM out_quarantine),
               (SELECT count(*) FROM out_articles),
               (SELECT count(*) FROM out_copies WHERE kind = 'canonical'),
               (SELECT count(*) FROM out_copies c JOIN out_quarantine q USING (record_id))""").fetchone()
    assert found is not None
    in_copies, in_quarantine, articles, canonical, twice = map(int, found)
    read = manifest["promise"]["locations"]
    yield Check(
        "promise 1: locations read = deliveries in copies + in quarantine",
        read == in_copies + in_quarantine,
        f"{read} = {in_copies} + {in_quarantine}",
    )
    yield Check(
        "promise 1: articles = canonical copies", articles == canonical, f"{articles} = {canonical}"
    )
    yield Check(
        "promise 1: no record in both copies and quarantine", twice == 0, f"{twice} in both"
    )


def check_article_ids(connection: duckdb.DuckDBPyConnection) -> Check:
    """Return whether each article's id is the hash of its text."""
    rows = connection.execute(
        "SELECT article_id, title, subtitle, body, published_month FROM out_articles ORDER BY 1"
    )
    wrong = []
    while batch := rows.fetchmany(10_000):
        wrong += [
            f"articles: published_month={row[4]}: {row[0]}"
            for row in batch
            if article_id_of(row[1], row[2], row[3] or "") != row[0]
        ]
    return check_of("promise 3: article ids are the hashes of their texts", wrong)


def check_deliveries(connection: duckdb.DuckDBPyConnection, desk: Desk) -> Iterator[Check]:
    """Yield whether the tables hold exactly the records that the work folder says were delivered."""
    ledger = desk.work.read_ledger()
    parts = [part_name(part) for part in desk.work.parts()]
    update_deliveries(connection, ledger, parts, desk.work.part)
    missing = connection.execute("""
        SELECT record_id FROM delivery
        WHERE record_id NOT IN (SELECT record_id FROM out_copies UNION SELECT record_id FROM out_quarantine)
        ORDER BY 1""").fetchall()
    yield check_of(
        "promise 1: every delivered record stands in a table",
        [f"{r[0]} stands neither in copies nor in quarantine" for r in missing],
    )
    untraced = connection.execute("""
        SELECT record_id, place FROM (
            SELECT record_id, raw_sha256, n_deliveries, raw_path, raw_position,
                   'copies: published_month=' || published_month AS place FROM out_copies UNION ALL
            SELECT record_id, raw_sha256, n_deliveries, raw_path, raw_position,
                   'quarantine: the whole table' AS place FROM out_quarantine) t
        WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.record_id = t.record_id
            AND d.raw_sha256 = t.raw_sha256 AND d.n_deliveries = t.n_deliveries AND d.raw_path = t.raw_path
            AND d.raw_position = t.raw_position)
        ORDER BY 1""").fetchall()
    yield check_of(
        "promise 3: every record leads to its raw bytes", [f"{r[1]}: {r[0]}" for r in untraced]
    )


def check_rebuild(
    desk: Desk, manifest: dict[str, Any], scratch: Path, memory: str, threads: int
) -> Iterator[Check]:
    """Yield whether the tables, built once more from the work folder, are the same bytes, and which rows are not."""
    name = "promise 2: built again from the work folder, the tables are the same bytes"
    versions = desk.versions()
    if dataclasses.asdict(versions) != manifest["stage_versions"]:
        yield Check(
            name, True, "not checked: published by other code or settings; run `copydesk run`"
        )
        return
    ledger = desk.work.read_ledger()
    try:
        with open_collection(desk, versions, memory, threads, scratch) as collection:
            promise = collect_readings(
                collection, ledger, prune=True
            )  # held against the tables below
            find_repeated_lines(collection)
            fold_copies(collection, None)
            if "entities" in desk.stages:
                note_annotations(collection)
                resolve_things(collection)
            if "events" in desk.stages:
                merge_happenings(collection)
            again = lay_tables(collection, promise, ledger, scratch / "version")
    except (CopydeskError, duckdb.Error, OSError, ValueError) as error:
        yield Check(name, False, str(error).splitlines()[0][:300])
        return
    yield Check(name, again["version"] == manifest["version"], again["version"])
    yield from check_against(desk.curated, again, scratch / "version")
