"""`copydesk verify`: an auditor's look at what is published. It trusts the files, not the run that wrote them."""

from __future__ import annotations

import dataclasses
import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.acceptance import article_id_of
from copydesk.auditing.audit import (
    Check,
    check_against,
    check_manifest,
    check_of,
    check_parts,
    check_raw,
    partition_in,
    unmade,
)
from copydesk.auditing.rereading import Sample, check_readings
from copydesk.collection.checks import check_rows, check_whole, read_keys
from copydesk.collection.collect import (
    RECORD_TABLES,
    collect_readings,
    find_repeated_lines,
    fold_copies,
    gather_stories,
    merge_happenings,
    note_annotations,
    open_collection,
    resolve_things,
    view_published,
    write_changed,
)
from copydesk.collection.deliveries import PAYLOAD, update_deliveries
from copydesk.collection.events import first_month
from copydesk.collection.state import month_of, open_blank, view_files
from copydesk.dedup.kept import damaged_files
from copydesk.disk.own_files import files_below, walk
from copydesk.disk.real_path import real_path
from copydesk.disk.storage import file_sha256, is_locked
from copydesk.errors import ContractError, CopydeskError, StorageError, first_line, machine_error
from copydesk.raw.parts import PART_SCHEMA
from copydesk.versions.metadata import wrong_descriptions
from copydesk.versions.published import (
    MANIFEST,
    current_version,
    decode_manifest,
    found_tables,
    is_a_copy,
    strays,
    why_nothing,
    wrong_links,
)
from copydesk.work.mending import find_damaged_work, take_stock
from copydesk.work.workfolder import Versions, part_name
from copydesk.work.workspace import Workspace, was_delivered
from schemas.tables import TABLES

BEHIND = "work folder: behind the tables"
UNPUBLISHED = (
    "the ledger is not that of the published version: a run that was killed or failed had not published yet, and "
    "`copydesk run` goes on from there"
)
TRIES = 3
"""Of an audit beside runs: each that was overtaken by one is made again."""


def verify_published(
    workspace: Workspace, memory: str, threads: int, sample: Sample | None = None
) -> list[Check]:
    """Return what holds and what does not, on what readers of the curated folder find.

    Args:
        workspace: The workspace.
        memory: What DuckDB may hold before it spills, as in "1GB".
        threads: Threads of DuckDB.
        sample: Which raw files are read and parsed again; None for no such check.

    Beside a run the work folder is of two minds, and is left out.

    Raises:
        CopydeskError: nothing is published.
    """
    for _ in range(TRIES):
        before = (current_version(workspace.curated), is_locked(workspace.curated))
        checks = _look_once(workspace, memory, threads, sample, is_quiet=not before[1])
        if before == (current_version(workspace.curated), is_locked(workspace.curated)):
            break
    return checks


def _look_once(
    workspace: Workspace, memory: str, threads: int, sample: Sample | None, *, is_quiet: bool
) -> list[Check]:
    manifest, why = decode_manifest(workspace.curated / "current" / MANIFEST)
    names = list(manifest["tables"]) if manifest else found_tables(workspace.curated)
    if not names:
        raise CopydeskError(why_nothing(workspace.curated))
    if manifest is not None:
        told = manifest["settings"]
        workspace = dataclasses.replace(
            workspace, stages=tuple(told["stages"]), limits=told["limits"], models=told["models"]
        )
    checks = [
        *check_surface(workspace.curated, manifest, why),
        *check_schemas(workspace.curated, names),
    ]
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_blank(Path(scratch), memory, threads) as connection,
    ):
        try:
            view_published(connection, workspace.curated, names)
            read_keys(connection, names)
            checks += check_content(connection, workspace, names, manifest, is_quiet=is_quiet)
        except duckdb.Error as error:
            let_lack_through(error)
            detail = first_line(error)
            checks.append(Check("content: the files can be read together", False, detail))
    if not is_quiet:
        checks.append(unmade(BEHIND, "a run is at work"))
        return checks
    with tempfile.TemporaryDirectory() as scratch:
        try:
            checks += check_behind(workspace, manifest, Path(scratch), memory, threads, sample)
        except duckdb.Error as error:  # a damaged file, which `check_files` has named
            let_lack_through(error)
            detail = first_line(error)
            checks.append(Check("the work folder makes the published tables", False, detail))
    return checks


LACKS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.ENOMEM, errno.EMFILE, errno.ENFILE))
DISK_IS_FULL = "No space left"
"""DuckDB's word for it: its errors have no number of the system."""


def let_lack_through(error: Exception) -> None:
    """Raise an error once more that says what this machine lacks to check with: it is no finding about the tables."""
    found = machine_error(error)
    is_full = isinstance(error, duckdb.IOException) and DISK_IS_FULL in str(error)
    is_lack = isinstance(found, MemoryError) or getattr(found, "errno", None) in LACKS
    if is_lack or is_full or isinstance(error, duckdb.OutOfMemoryException):
        raise error


def check_surface(curated: Path, manifest: dict[str, Any] | None, why: str) -> Iterator[Check]:
    """Yield whether readers are led to the files of the manifest; `why` says what is wrong with that itself."""
    yield check_manifest(curated, manifest, why)
    if manifest is not None:
        yield check_links(curated, manifest)
        yield check_descriptions(curated / "current", manifest)
        yield from check_files(curated, manifest)


def check_behind(
    workspace: Workspace,
    manifest: dict[str, Any] | None,
    scratch: Path,
    memory: str,
    threads: int,
    sample: Sample | None,
) -> Iterator[Check]:
    """Yield what holds of the work folder behind the tables, and of what it gives once more."""
    if not workspace.work.root.exists():
        yield unmade(BEHIND, "there is none")
        return
    yield from check_work(workspace)
    if manifest is None:
        yield unmade("promise 2: built again", "there is no manifest")
        return
    (scratch / "again").mkdir()
    yield from check_rebuild(workspace, manifest, scratch / "again", memory, threads)
    if sample is not None:
        versions = Versions(**manifest["stage_versions"])
        try:
            yield from check_readings(workspace, versions, sample, scratch / "parsed")
        except (StorageError, ValueError) as error:
            yield Check("raw folder: read again", False, first_line(error))


def check_work(workspace: Workspace) -> Iterator[Check]:
    """Yield whether all that the work folder keeps is as it was written, by its bytes."""
    try:
        ledger = workspace.work.read_ledger()
        lost = (
            [] if workspace.work.ledger.exists() else [f"{workspace.work.ledger.name} is missing"]
        )
    except StorageError as error:
        ledger, lost = [], [str(error)]
    stock = take_stock(workspace.work.records, ledger, is_thorough=True)
    yield check_of(
        "work folder: ledger and records are as they were read",
        lost + [stock.damaged[folder] for folder in sorted(stock.damaged)],
    )
    wrong = [
        f"{path.relative_to(workspace.work.root)} is not as it was written"
        for path in (
            *find_damaged_work(workspace.work, workspace.versions()),
            *damaged_files(workspace.work.copies),
        )
    ]
    yield check_of("work folder: every file that a run would use is as it was written", wrong)


def check_links(curated: Path, manifest: dict[str, Any]) -> Check:
    """Return whether links lead readers to the published version, and nowhere else."""
    if is_a_copy(curated):
        return unmade("links: lead to what was published", "a copy without links")
    return check_of("links: lead to what was published", wrong_links(curated, manifest))


def check_descriptions(folder: Path, manifest: dict[str, Any]) -> Check:
    """Return whether what a version tells other tools is what was written of it, in the words of its time."""
    label = "descriptions: as published"
    if "descriptions" not in manifest:
        return unmade(
            label, "of a release that kept no sums of them; `copydesk run` writes them anew"
        )
    return check_of(label, wrong_descriptions(folder, manifest))


def check_content(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    names: list[str],
    manifest: dict[str, Any] | None,
    *,
    is_quiet: bool = True,
) -> Iterator[Check]:
    """Yield what holds of the published rows, of the records behind them, and of the raw files behind those."""
    for name in names:
        yield check_contract(connection, workspace, names, name)
        yield check_partitions(connection, names, name)
    if "articles" in names:
        yield check_article_ids(connection)
    if not set(RECORD_TABLES) <= set(names):
        return
    if manifest is not None:
        yield from check_promise_one(connection, manifest)
    if not is_quiet or not workspace.work.ledger.exists():
        return
    try:
        yield from check_deliveries(connection, workspace)
        yield check_parts(connection, workspace)
        yield check_raw(connection, workspace)
    except StorageError as error:
        yield Check("promise 3: every record leads to its raw bytes", False, str(error))


def check_contract(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, names: list[str], name: str
) -> Check:
    """Return whether a table keeps its contract, with keys, references and counts."""
    label = f"{name}: contract, keys and counts"
    try:
        columns = [field.name for field in TABLES[name].fields]
        check_rows(connection, name, f"out_{name}", workspace.limits, columns, names)
        check_whole(connection, name, names)
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


def check_partitions(connection: duckdb.DuckDBPyConnection, names: list[str], name: str) -> Check:
    """Return whether each row lies in the partition that its day, its article's or its first article's, belongs to."""
    table, label = TABLES[name], f"{name}: every row in its own partition"
    if not table.partition:
        return Check(label, True)
    months = month_of("published_on")
    own = f"SELECT {table.key}, {table.partition} AS here, {months} AS own FROM out_{name}"
    columns = {field.name for field in table.fields}
    needed = "articles" if "article_id" in columns else "event_mentions"
    if "published_on" not in columns and needed not in names:
        return unmade(label, f"{needed} is not published")
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
        folder = real_path(curated / name)
        there = {path.relative_to(folder).as_posix() for path in walk(folder)}
        wrong = [f"{place} is missing" for place in sorted(set(table["files"]) - there)]
        wrong += [f"{place} does not belong here" for place in sorted(there - set(table["files"]))]
        if not is_a_copy(curated):  # which a cache may have made of links
            others = strays(folder, table["files"])
            wrong += [f"{place} is a link" for place in others if (folder / place).is_symlink()]
        wrong += [
            f"{place} has other bytes than were published"
            for place, file in sorted(table["files"].items())
            if place in there and file_sha256(folder / place)[0] != file["sha256"]
        ]
        yield check_of(f"{name}: files as published", [f"{name}: {finding}" for finding in wrong])


def check_schemas(curated: Path, names: list[str]) -> Iterator[Check]:
    """Yield, per table, whether each file has the columns, types and descriptions of the contract."""
    for name in names:
        wrong = []
        for path in files_below(curated / name):
            problem = schema_problem(path, TABLES[name].to_schema())
            if problem:
                place = path.relative_to(curated / name).as_posix()
                wrong.append(f"{name}: {partition_in(place)}: {problem}")
        yield check_of(f"{name}: columns as in the contract", wrong)


def schema_problem(path: Path, wanted: pa.Schema) -> str | None:
    """Return which columns of a file are not those of the contract; None where all are."""
    try:
        with path.open("rb") as file:
            found = pq.read_schema(file)
    except (OSError, ValueError) as error:
        return f"can't be read: {first_line(error)}"
    is_alike = found.remove_metadata().equals(wanted.remove_metadata())
    told = ", ".join(_wrong_columns(found, wanted))
    return told or (None if is_alike else "other order or nullability of columns")


def _wrong_columns(found: pa.Schema, wanted: pa.Schema) -> Iterator[str]:
    """Yield which columns are missing, unknown or of another type."""
    types = {field.name: field.type for field in found}
    yield from (f"column {name} is missing" for name in wanted.names if name not in types)
    for name in types:
        if name not in wanted.names:
            yield f"column {name} is not in the contract"
    for field in wanted:
        if types.get(field.name, field.type) != field.type:
            yield f"column {field.name} is {types[field.name]}, not {field.type}"


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


def check_deliveries(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace
) -> Iterator[Check]:
    """Yield whether the tables hold exactly the records that the work folder says were delivered."""
    ledger = workspace.work.read_ledger()
    parts = [part_name(part) for part in workspace.work.parts()]
    update_deliveries(connection, ledger, parts, workspace.work.part)
    name = workspace.work.ledger.name
    missing = connection.execute("""
        SELECT record_id FROM delivery
        WHERE record_id NOT IN (SELECT record_id FROM out_copies UNION SELECT record_id FROM out_quarantine)
        ORDER BY 1""").fetchall()
    wrong = [f"{r[0]} stands neither in copies nor in quarantine" for r in missing]
    if wrong and not was_delivered(workspace, ledger):
        wrong.insert(0, UNPUBLISHED)
    yield check_of("promise 1: every delivered record stands in a table", wrong)
    view_files(
        connection, "part_any", workspace.work.parts(), PART_SCHEMA, PAYLOAD, is_sealed=False
    )
    untraced = connection.execute("""
        SELECT record_id, place, EXISTS (SELECT 1 FROM delivery d WHERE d.record_id = t.record_id) FROM (
            SELECT record_id, raw_sha256, n_deliveries, raw_path, raw_position,
                   'copies: published_month=' || published_month AS place FROM out_copies UNION ALL
            SELECT record_id, raw_sha256, n_deliveries, raw_path, raw_position,
                   'quarantine: the whole table' AS place FROM out_quarantine) t
        WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.record_id = t.record_id
            AND d.n_deliveries = t.n_deliveries AND d.raw_path = t.raw_path AND d.raw_position = t.raw_position)
        OR NOT EXISTS (SELECT 1 FROM part_any p WHERE p.record_id = t.record_id AND p.raw_sha256 = t.raw_sha256)
        ORDER BY 1""").fetchall()
    yield check_of(
        "promise 3: every record leads to its raw bytes",
        [f"{r[1]}: {r[0]}{'' if r[2] else f' is of no file of {name}'}" for r in untraced],
    )


def check_rebuild(
    workspace: Workspace, manifest: dict[str, Any], scratch: Path, memory: str, threads: int
) -> Iterator[Check]:
    """Yield whether the tables, built once more from the work folder, are the same bytes, and which rows are not."""
    name = "promise 2: built again from the work folder, the tables are the same bytes"
    versions = workspace.versions()
    if dataclasses.asdict(versions) != manifest["stage_versions"]:
        yield unmade(name, "published by other code or settings; run `copydesk run`")
        return
    try:
        ledger = workspace.work.read_ledger()
        with open_collection(workspace, versions, memory, threads, scratch) as collection:
            # held against the tables below
            promise = collect_readings(collection, ledger, prune=True)
            find_repeated_lines(collection)
            fold_copies(collection, None)
            if "entities" in workspace.stages:
                note_annotations(collection)
                resolve_things(collection)
            gather_stories(collection)
            if "events" in workspace.stages:
                merge_happenings(collection)
            again = write_changed(collection, promise, ledger, scratch / "version")
    except (CopydeskError, duckdb.Error, OSError, ValueError) as error:
        let_lack_through(error)
        yield Check(name, False, first_line(error))
        return
    yield Check(name, again["version"] == manifest["version"], again["version"])
    yield from check_against(workspace.curated, again, scratch / "version")
