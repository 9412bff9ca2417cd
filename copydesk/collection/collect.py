"""The steps over the whole collection, in the order of a run: what `flows.curate` asks for between its batches."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from copydesk.acceptance import fingerprint_part
from copydesk.collection.annotations import (
    find_unread,
    load_annotated,
    note_articles,
    update_annotations,
)
from copydesk.collection.articles import add_copy_rows, read_texts, update_articles
from copydesk.collection.checks import check_rows, check_whole, read_keys
from copydesk.collection.deliveries import (
    account_for,
    places_of,
    prove_sum,
    refuse_to_empty,
    update_deliveries,
    update_readings,
)
from copydesk.collection.entities import mention_rows_sql, update_entities
from copydesk.collection.events import event_mention_rows_sql, update_events
from copydesk.collection.lines import find_uncut, take_cuts, update_cut_texts, update_cuts
from copydesk.collection.state import found_rows, has_table, open_state
from copydesk.collection.stories import update_stories
from copydesk.collection.tables import (
    Rows,
    keep_rows,
    keep_touched,
    months_of,
    place_of_month,
    touch_months,
    touched_months,
    unchanged_rows,
    whole_rows,
)
from copydesk.collection.writing import find_damaged, write_tables
from copydesk.dedup.steps import Spread
from copydesk.disk.bodies import read_accepted
from copydesk.disk.in_order import InOrder
from copydesk.disk.mapping import Mapper, map_here
from copydesk.disk.own_files import quote, scan_of_table
from copydesk.disk.real_path import real_path
from copydesk.errors import ContractError
from copydesk.raw.counted import counts_of, prove_counts
from copydesk.raw.intake import RawFile
from copydesk.versions.publish import Base, open_base
from copydesk.versions.published import current_files
from copydesk.work.workfolder import Versions, part_name
from copydesk.work.workspace import Workspace
from schemas.tables import TABLES

CHECKED_WHEN_ACCEPTED = ("articles",)
"""Tables whose columns were validated batch by batch when records were accepted."""

RECORD_TABLES = ("copies", "quarantine")
"""Each record stands in one of these."""

PARTIAL = (
    Rows("copies", "fresh_copies", "changed_row_copies", "row_copies", "record_id"),
    Rows("articles", "out_articles", "changed_article", "article", "article_id"),
    Rows("mentions", "fresh_mentions", "changed_mentioned", "mentioned", "article_id"),
    Rows("event_mentions", "fresh_event_mentions", "changed_reported", "reported", "article_id"),
)
"""Tables of which the rows of what changed alone are made anew."""

STORIES = Rows("stories", "sto_row", "changed_sto_row", "sto_row", "story_id", True, cut="month")
"""Kept as they are published: no hashes of them are needed. A file holds those that were first reported in one month."""

ROWS = {name: whole_rows(name) for name in TABLES} | {
    rows.name: rows for rows in (*PARTIAL, STORIES)
}
"""Where the rows of each table are found."""


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """The kept relations of a workspace, open for one run."""

    connection: duckdb.DuckDBPyConnection
    workspace: Workspace
    versions: Versions
    base: Base
    copies: Path  # what the search for copies keeps
    prints: Path  # fingerprints, of this run alone

    def accepted_file(self, part: str) -> Path:
        """Return the file of a part's accepted articles."""
        return self.workspace.work.outcome(part, self.versions) / "accepted.parquet"

    def rejected_file(self, part: str) -> Path:
        """Return the file of a part's rejections."""
        return self.workspace.work.outcome(part, self.versions) / "rejected.parquet"

    def read_articles(self, part: str, places: Sequence[str]) -> pa.Table:
        """Return the accepted articles that lie at these places of a part, whole."""
        return read_accepted(self.accepted_file(part), self.workspace.work.part(part), places)

    def print_file(self, part: str) -> Path:
        """Return the file of the fingerprints of changed records in a part."""
        return self.fingerprint(part, "", "changed_record")

    def fingerprint(self, part: str, sort: str, records: str) -> Path:
        """Return the file of the fingerprints of a relation's records in a part; what no worker made is made here."""
        path = self.prints / f"{sort}{part}.parquet"
        if not path.exists():
            self.prints.mkdir(exist_ok=True)
            for _, places in places_of(self.connection, records, part):
                outcome = self.accepted_file(part).parent
                fingerprint_part(self.workspace.work.part(part), outcome, places, path)
        return path


@dataclasses.dataclass(frozen=True, slots=True)
class Prints:
    """The files of fingerprints, those first that are there and likely to be asked for; the others are made when asked for."""

    collection: Collection

    def __iter__(self) -> Iterator[Path]:
        """Yield the files of what changed, then of what has lost its cut, then of everything."""
        yield from sorted(self.collection.prints.glob("*.parquet"))
        for sort, records in (("uncut-", "recut_record"), ("all-", "accepted")):
            for part, _ in places_of(self.collection.connection, records):
                yield self.collection.fingerprint(part, sort, records)


@contextlib.contextmanager
def open_collection(
    workspace: Workspace, versions: Versions, memory: str, threads: int, apart: Path | None = None
) -> Iterator[Collection]:
    """Give the collection; what is kept is committed if the block ends well.

    Args:
        workspace: The workspace.
        versions: Of today's code and settings.
        memory: What DuckDB may hold before it spills, as in "1GB".
        threads: Threads of DuckDB.
        apart: An empty folder to work in from nothing, in place of what is kept.

    Raises:
        LostStateError: what was kept is damaged, and gone now.
    """
    work, key = workspace.work, workspace.state_key(versions)
    folder, spill = (apart, apart) if apart else (work.collection, work.scratch)
    with open_state(folder, key, memory, threads, spill) as connection:
        base = Base({}, {})
        if has_table(connection, "published"):
            [(version,)] = connection.execute("FROM published").fetchall()
            base = open_base(workspace.curated / ".versions" / version, work.seen)
        copies = apart / "copies" if apart else work.copies
        yield Collection(connection, workspace, versions, base, copies, spill / "prints")


def collect_readings(
    collection: Collection, ledger: Sequence[RawFile], prune: bool = False
) -> dict[str, int]:
    """Choose one reading of each record delivered; return the sum that proves promise 1.

    Raises:
        PromiseError: the sum does not come out, a record of the version before is missing (unless `prune`), or no article is left.
    """
    connection, work = collection.connection, collection.workspace.work
    parts = [part_name(part) for part in work.parts()]
    update_deliveries(connection, ledger, parts, work.part)
    rows = "part_row SEMI JOIN ledger USING (file_key)"
    prove_counts(connection, counts_of(ledger), rows, "SELECT file_key FROM moved_file")
    update_readings(connection, work.part, collection.accepted_file, collection.rejected_file)
    connection.execute("CREATE OR REPLACE TEMP VIEW fresh_quarantine AS FROM refused")
    keep_rows(connection, ROWS["quarantine"])
    if prune:
        refuse_to_empty(connection, published_records(collection.workspace, ("copies",)))
    else:
        account_for(connection, published_records(collection.workspace))
    return prove_sum(connection)


def find_unprinted(collection: Collection) -> list[tuple[str, list[str]]]:
    """Return, part by part, where the changed records lie whose reading is an accepted article."""
    return places_of(collection.connection, "changed_record")


def published_records(workspace: Workspace, names: Sequence[str] = RECORD_TABLES) -> list[Path]:
    """Return the files that tell which records are published: as they were written, or all there are where no manifest tells."""
    base = open_base(real_path(workspace.curated / "current"), workspace.work.seen)
    if base.files:
        return [path for name in names for path in base.files.get(name, {}).values()]
    return [path for name in names for path in current_files(workspace.curated, name)]


def find_repeated_lines(collection: Collection) -> list[tuple[str, int]]:
    """Learn which lines a source repeats; return the keys of the cuts that nobody has made yet, and the words of each article."""
    update_cuts(collection.connection, collection.print_file)
    return find_uncut(
        collection.connection, collection.workspace.work.cut_files(collection.versions)
    )


def cut_batch(collection: Collection, keys: Sequence[str]) -> pa.Table:
    """Return the batch for these cuts."""
    return take_cuts(collection.connection, keys, collection.read_articles)


def fold_copies(collection: Collection, spread: Spread | None) -> None:
    """Find which records tell one story, and which article stands for it."""
    work, versions = collection.workspace.work, collection.versions
    update_cut_texts(collection.connection, work.cut_files(versions))
    modelled = collection.workspace.modelled
    update_articles(collection.connection, modelled, Prints(collection), collection.copies, spread)
    keep_rows(collection.connection, ROWS["copies"], "touched_member")


def find_unread_articles(collection: Collection) -> list[tuple[str, int]]:
    """Return the ids of the articles that the language stages have to read, and their words; by month and source."""
    folders = collection.workspace.work.annotated_folders(collection.versions)
    update_annotations(collection.connection, folders)
    unread = find_unread(collection.connection, collection.workspace.modelled or ())
    # Two articles of one text key are read once.
    return list({text_key: (name, n) for name, text_key, n in reversed(unread)}.values())[::-1]


def article_batch(collection: Collection, ids: Sequence[str], columns: Sequence[str]) -> pa.Table:
    """Return these columns of these articles, in their order."""
    connection = collection.connection
    wanted = pa.table(
        {"article_id": pa.array(ids, pa.string()), "place": pa.array(range(len(ids)))}
    )
    connection.register("wanted_article", wanted)
    cuts = collection.workspace.work.cut_files(collection.versions)
    batch = "(FROM article JOIN wanted_article USING (article_id))"
    found = read_texts(connection, batch, collection.read_articles, cuts)
    return (
        pa.concat_tables(rows.select(["place", *columns]) for rows in found)
        .sort_by("place")
        .select(columns)
    )


def note_annotations(collection: Collection) -> None:
    """Take in what the language stages have found."""
    folders = collection.workspace.work.annotated_folders(collection.versions)
    update_annotations(collection.connection, folders)
    note_articles(collection.connection, collection.workspace.work.annotated)


def resolve_things(collection: Collection, mapper: Mapper = map_here) -> None:
    """Make one row per real thing, and find the articles whose mentions may lead to another one now."""
    connection = collection.connection
    update_entities(connection, mapper)
    keep_rows(connection, ROWS["entities"], "touched_entity")
    keep_touched(connection, "mentioned", "new_mention", "touched_mention_article")


def gather_stories(collection: Collection) -> None:
    """Find which articles report one happening."""
    with_names = "entities" in collection.workspace.stages
    update_stories(collection.connection, collection.fingerprint, with_names)


def merge_happenings(collection: Collection, mapper: Mapper = map_here) -> None:
    """Make one row per happening, and find the articles whose reports may tell of another one now."""
    connection = collection.connection
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW headline AS SELECT a.article_id, r.title, r.url FROM article a JOIN reading r USING (record_id)"
    )
    update_events(connection, mapper)
    connection.execute("CREATE OR REPLACE TEMP VIEW fresh_events AS FROM evt_event")
    keep_rows(connection, ROWS["events"], "touched_event")
    keep_touched(connection, "reported", "new_coded", "touched_event_article")


def make_found_rows(collection: Collection, name: str, kind: str) -> None:
    """Lay the rows of `mentions` or `event_mentions` for the articles that changed."""
    connection, rows = collection.connection, ROWS[name]
    load_annotated(connection, collection.workspace.work.annotated, rows.changed, "found", kind)
    query = mention_rows_sql("found") if kind == "mentions" else event_mention_rows_sql("found")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {rows.fresh} AS {query}")


def write_changed(
    collection: Collection, promise: dict[str, int], ledger: Sequence[RawFile], folder: Path
) -> dict[str, Any]:
    """Write what has changed of the tables below a folder; return the manifest of the new version."""
    connection, workspace = collection.connection, collection.workspace
    tables = [ROWS[name] for name in workspace.tables]
    for rows in tables:
        touch_months(connection, rows, find_damaged(connection, rows, collection.base))
    add_copy_rows(connection)
    if "mentions" in workspace.tables:
        make_found_rows(collection, "mentions", "mentions")
    if "event_mentions" in workspace.tables:
        make_found_rows(collection, "event_mentions", "coded")
    facts = workspace.facts(ledger, collection.versions) | {"promise": promise}
    texts = {"articles": order_articles(collection)}
    manifest = write_tables(connection, tables, collection.base, folder, facts, texts)
    connection.execute(
        "CREATE OR REPLACE TABLE published AS SELECT ? AS version", [manifest["version"]]
    )
    return manifest


def order_articles(collection: Collection) -> InOrder:
    """Return the articles of the months that changed, whole, in order; those that could not be read say so."""
    connection, rows = collection.connection, ROWS["articles"]
    failed = "(SELECT NULL::VARCHAR AS article_id, NULL::VARCHAR AS flag LIMIT 0)"
    if has_table(connection, "failed"):
        failed = "failed"
        connection.execute("""
            INSERT INTO changed_article
            SELECT article_id, published_month, published_month FROM article SEMI JOIN changed_failed USING (article_id)
            ANTI JOIN changed_article USING (article_id)""")
    flags = "CASE WHEN flag IS NULL THEN quality_flags ELSE list_sort(list_append(quality_flags, flag)) END"
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW changed_text AS SELECT a.* REPLACE ({flags} AS quality_flags), story_id
        FROM {found_rows("article", "article_id", "changed_article")} a
        JOIN (FROM article_story SEMI JOIN changed_article USING (article_id)) USING (article_id)
        LEFT JOIN {failed} f USING (article_id)""")
    cuts = collection.workspace.work.cut_files(collection.versions)
    fresh = read_texts(connection, "changed_text", collection.read_articles, cuts)
    partition = str(rows.table.partition)
    schema = rows.table.to_schema().append(pa.field(partition, pa.string()))
    touched = touched_months(connection, rows) & {*months_of(connection, rows)}
    before = {m: collection.base.file(rows.name, place_of_month(rows.table, m)) for m in touched}
    found = itertools.chain(fresh, unchanged_rows(connection, rows, before))
    tables = (table.select(schema.names).cast(schema) for table in found)
    return InOrder(tables, (partition, *rows.table.sort), collection.prints.parent)


def validate_tables(
    collection: Collection, folder: Path, mapper: Mapper = map_here
) -> dict[str, int]:
    """Validate the rows that changed, each field of them, and keys, references and counts over the tables in a folder.

    Returns the number of checks of each table, all passed.

    Raises:
        ContractError: with what fails in every table.
    """
    connection, workspace = collection.connection, collection.workspace
    view_published(connection, folder, workspace.tables)
    read_keys(connection, workspace.tables)
    n_checks = {}
    broken: list[ContractError] = []
    for name in workspace.tables:
        rows, table = ROWS[name], TABLES[name]
        columns = [] if name in CHECKED_WHEN_ACCEPTED else [field.name for field in table.fields]
        laid = rows.fresh
        if laid == f"out_{name}":  # of the files those alone that rows came to
            months = ", ".join(map(quote, sorted(touched_months(connection, rows)))) or quote("")
            laid = f"(FROM {laid} WHERE {rows.month} IN ({months}))"
        fresh = f"(FROM {laid} SEMI JOIN {rows.changed} USING ({rows.by}))"
        if rows.fresh == rows.kept:
            fresh = found_rows(rows.kept, rows.by, rows.changed)
        n_checks[name] = 0
        try:
            n_checks[name] += check_rows(
                connection, name, fresh, workspace.limits, columns, workspace.tables, mapper
            )
        except ContractError as error:
            broken.append(error)
        try:
            n_checks[name] += check_whole(connection, name, workspace.tables)
        except ContractError as error:
            broken.append(error)
    if broken:
        raise broken[0].with_others(broken[1:])
    return n_checks


def view_published(
    connection: duckdb.DuckDBPyConnection, folder: Path, names: Sequence[str]
) -> None:
    """Lay `out_<table>` over the files of tables below a folder, as readers will find them."""
    for name in names:
        rows = scan_of_table(folder / name, TABLES[name].partition)
        connection.execute(f"CREATE OR REPLACE TEMP VIEW out_{name} AS FROM {rows}")
