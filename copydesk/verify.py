"""`copydesk verify`: an auditor's look at what is published. It trusts the files, not the run that wrote them."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from copydesk.acceptance import article_id_of
from copydesk.source_lines import find_cuts, lay_cuts
from copydesk.collection import (
    lay_articles,
    lay_deliveries,
    lay_entities,
    lay_events,
    lay_readings,
    open_collection,
    quote,
)
from copydesk.desk import Desk
from copydesk.errors import ContractError, CopydeskError
from copydesk.publish import read_manifest, validate_tables, write_version
from copydesk.storage import file_sha256
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked, and what was found."""

    name: str
    is_ok: bool
    detail: str = ""


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
    checks = [*check_files(desk.curated, manifest), *check_schemas(desk.curated, manifest)]
    if not all(check.is_ok for check in checks):
        return checks  # tables that were tampered with are not worth reading further
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_collection(Path(scratch), memory, threads) as connection,
    ):
        lay_published(connection, desk.curated, names)
        checks += [check_contract(connection, desk, manifest, name) for name in names]
        checks += check_promise_one(connection, manifest)
        checks.append(check_article_ids(connection))
        checks += check_deliveries(connection, desk)
    with tempfile.TemporaryDirectory() as scratch:
        checks.append(check_rebuild(desk, manifest, Path(scratch), memory, threads))
    return checks


def check_contract(
    connection: duckdb.DuckDBPyConnection, desk: Desk, manifest: dict[str, Any], name: str
) -> Check:
    """Return whether a table keeps its contract, with keys, references and counts."""
    label = f"{name}: contract, keys and counts"
    try:
        validate_tables(connection, [name], desk.limits, True, present=list(manifest["tables"]))
    except ContractError as error:
        return Check(label, False, str(error))
    return Check(label, True)


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
        yield Check(f"{name}: files as published", not wrong, "; ".join(wrong[:5]))


def check_schemas(curated: Path, manifest: dict[str, Any]) -> Iterator[Check]:
    """Yield, per table, whether each file has the columns, types and descriptions of the contract."""
    for name, table in manifest["tables"].items():
        wanted = TABLES[name].to_schema()
        wrong = []
        for place in sorted(table["files"]):
            path = curated / "current" / name / place
            try:
                if not pq.read_schema(path).remove_metadata().equals(wanted.remove_metadata()):
                    wrong.append(place)
            except (OSError, ValueError) as error:
                wrong.append(f"{place}: {error}")
        yield Check(f"{name}: columns as in the contract", not wrong, "; ".join(wrong[:5]))


def lay_published(connection: duckdb.DuckDBPyConnection, curated: Path, names: list[str]) -> None:
    """Lay `out_<table>` over the published files."""
    for name in names:
        files = quote(str(curated / "current" / name / "**" / "*.parquet"))
        hive = "true" if TABLES[name].partition else "false"
        types = ", hive_types = {'published_month': VARCHAR}" if TABLES[name].partition else ""
        connection.execute(
            f"CREATE VIEW out_{name} AS SELECT * FROM read_parquet({files}, hive_partitioning = {hive}{types})"
        )


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
        "SELECT article_id, title, subtitle, body FROM out_articles ORDER BY 1"
    )
    wrong = []
    while batch := rows.fetchmany(10_000):
        wrong += [row[0] for row in batch if article_id_of(row[1], row[2], row[3]) != row[0]]
    return Check(
        "promise 3: article ids are the hashes of their texts", not wrong, ", ".join(wrong[:5])
    )


def check_deliveries(connection: duckdb.DuckDBPyConnection, desk: Desk) -> Iterator[Check]:
    """Yield whether the tables hold exactly the records that the work folder says were delivered."""
    ledger = desk.work.read_ledger()
    lay_deliveries(connection, ledger, desk.work.parts())
    missing = connection.execute("""
        SELECT record_id FROM delivery
        WHERE record_id NOT IN (SELECT record_id FROM out_copies UNION SELECT record_id FROM out_quarantine)
        ORDER BY 1 LIMIT 5""").fetchall()
    yield Check(
        "promise 1: every delivered record stands in a table",
        not missing,
        ", ".join(r[0] for r in missing),
    )
    untraced = connection.execute("""
        SELECT record_id FROM (SELECT record_id, raw_sha256, n_deliveries, raw_path FROM out_copies UNION ALL
                               SELECT record_id, raw_sha256, n_deliveries, raw_path FROM out_quarantine) t
        WHERE NOT EXISTS (SELECT 1 FROM delivery d WHERE d.record_id = t.record_id
            AND d.raw_sha256 = t.raw_sha256 AND d.n_deliveries = t.n_deliveries AND d.raw_path = t.raw_path)
        ORDER BY 1 LIMIT 5""").fetchall()
    yield Check(
        "promise 3: every record leads to its raw bytes",
        not untraced,
        ", ".join(r[0] for r in untraced),
    )


def check_rebuild(
    desk: Desk, manifest: dict[str, Any], scratch: Path, memory: str, threads: int
) -> Check:
    """Return whether the tables, built once more from the work folder, are the same bytes."""
    name = "promise 2: built again from the work folder, the tables are the same bytes"
    versions = desk.versions()
    if dataclasses.asdict(versions) != manifest["stage_versions"]:
        return Check(
            name, True, "not checked: published by other code or settings; run `copydesk run`"
        )
    ledger, parts = desk.work.read_ledger(), desk.work.parts()
    facts = desk.facts(ledger, versions)
    try:
        with open_collection(scratch, memory, threads) as connection:
            facts["promise"] = lay_readings(connection, ledger, desk.work, parts, versions)
            find_cuts(connection)
            lay_cuts(connection, desk.work.cut_files(versions))
            prints = desk.work.fingerprint_files(versions)
            lay_articles(connection, desk.modelled, prints, scratch / "copies")
            annotated = desk.work.annotated_folders(versions)
            if "entities" in desk.stages:
                lay_entities(connection, annotated)
            if "events" in desk.stages:
                lay_events(connection, annotated)
            again = write_version(connection, desk.tables, scratch / "version", facts)
    except CopydeskError as error:
        return Check(name, False, str(error))
    return Check(name, again["version"] == manifest["version"], again["version"])
