"""What was delivered: where each record lies, how often, and which of its readings counts.

part_row    one row of a record part, without its bytes
ledger      which files were ever delivered
delivery    one row per record: its smallest location, its deliveries, where its reading lies, whether its files were replaced
accepted    its reading, if it was accepted: what is narrow of it
refused     its row of `quarantine`, if it was not
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from copydesk.acceptance import ACCEPTED_SCHEMA, REJECTED_SCHEMA
from copydesk.collection.state import count_of, has_table, view_files
from copydesk.disk.by_size import by_size
from copydesk.disk.memory import over
from copydesk.disk.own_files import scan_of
from copydesk.errors import PromiseError
from copydesk.raw.intake import RawFile
from copydesk.raw.parts import PART_SCHEMA

WIDE = ("body", "headings", "related_links", "keywords", "subtitle", "section")
"""Columns of an accepted article that are read for changed rows alone."""

NARROW = tuple(name for name in ACCEPTED_SCHEMA.names if name not in WIDE)

PAYLOAD = ("raw", "n_raw")

PART_COLUMNS = ("file_key", "raw_position", "record_id")

MAKE = """
    CREATE TABLE part (name VARCHAR);
    CREATE TABLE part_row (part VARCHAR, file_key VARCHAR, raw_position VARCHAR, record_id VARCHAR, is_refused BOOLEAN);
    CREATE TABLE ledger (raw_path VARCHAR, file_key VARCHAR, is_replaced BOOLEAN);
    CREATE TABLE delivery (record_id VARCHAR, n_deliveries BIGINT, raw_path VARCHAR, raw_position VARCHAR, part VARCHAR,
                           file_key VARCHAR, read_at VARCHAR, is_refused BOOLEAN, version_of VARCHAR, is_replaced BOOLEAN);
"""

# The row names the smallest location. The reading comes from the smallest that a reader took for a record: the
# same bytes may lie in a README, too.
DELIVER = """
    CREATE OR REPLACE TEMP TABLE delivery_now AS
    SELECT record_id, n_deliveries, place.raw_path, place.raw_position, reading.part, reading.file_key,
           reading.raw_position AS read_at, reading.is_refused, version_of, is_replaced
    FROM (SELECT record_id, count(DISTINCT (raw_path, raw_position)) AS n_deliveries,
                 min({'raw_path': raw_path, 'raw_position': raw_position}) AS place,
                 min({'is_refused': is_refused, 'raw_path': raw_path, 'raw_position': raw_position,
                      'file_key': file_key, 'part': part}) AS reading,
                 min(raw_path) FILTER (is_replaced IS NOT NULL) AS version_of,
                 bool_and(coalesce(is_replaced, false)) AS is_replaced
          FROM (FROM part_row SEMI JOIN changed_record USING (record_id)) JOIN ledger USING (file_key)
          GROUP BY record_id);
    CREATE OR REPLACE TEMP TABLE known_record AS SELECT record_id FROM delivery SEMI JOIN changed_record USING (record_id);
    DELETE FROM delivery WHERE record_id IN (FROM known_record);
    INSERT INTO delivery FROM delivery_now;
"""

PartFile = Callable[[str], Path]
"""Where the file of a part stands, by the part's name."""

ReadArticles = Callable[[str, Sequence[str]], pa.Table]
"""Reads the accepted articles at some places of a part, by the part's name."""

WHOLE_BYTES = 1 << 25
"""Of articles that are read whole at once: some 6,000."""


def update_deliveries(
    connection: duckdb.DuckDBPyConnection,
    ledger: Iterable[RawFile],
    parts: Collection[str],
    part_file: PartFile,
) -> None:
    """Bring `part_row`, `ledger` and `delivery` up to date; make temps `changed_record`: the records that this touches, `known_record`:
    those of them that were there before, `delivery_now`: what is delivered of them, and `moved_file`: the files with rows that came or went.

    `parts` names all record parts; those that are no longer there are forgotten. A row that stands in another part than
    before (parts were packed) is no change.
    """
    if not has_table(connection, "part"):
        connection.execute(MAKE)
    rows = pa.table({"name": pa.array(sorted(parts), pa.string())})
    connection.register("parts_now", rows)
    names = "SELECT name FROM {} ANTI JOIN {} USING (name) ORDER BY 1"
    fresh = [r[0] for r in connection.execute(names.format("parts_now", "part")).fetchall()]
    gone = [r[0] for r in connection.execute(names.format("part", "parts_now")).fetchall()]
    connection.register("ledger_now", _as_delivered(ledger))
    connection.register("part_gone", pa.table({"name": pa.array(gone, pa.string())}))
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_key AS
        SELECT file_key FROM (FROM ledger_now EXCEPT FROM ledger) UNION
        SELECT file_key FROM (FROM ledger EXCEPT FROM ledger_now)""")
    connection.execute("CREATE OR REPLACE TEMP TABLE row_fresh AS FROM part_row LIMIT 0")
    for name in fresh:
        _view_parts(connection, "part_fresh", [part_file(name)])
        connection.execute(
            f"INSERT INTO row_fresh SELECT ?, {', '.join(PART_COLUMNS)}, media IS NULL FROM part_fresh",
            [name],
        )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE row_gone AS FROM part_row SEMI JOIN part_gone ON part = name"
    )
    one, other = (f"SELECT * EXCLUDE (part) FROM row_{sort}" for sort in ("fresh", "gone"))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE changed_record AS
        SELECT record_id FROM part_row SEMI JOIN touched_key USING (file_key) UNION
        SELECT record_id FROM ({one} EXCEPT ALL {other}) UNION
        SELECT record_id FROM ({other} EXCEPT ALL {one})""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE moved_file AS
        FROM touched_key UNION SELECT file_key FROM row_fresh UNION SELECT file_key FROM row_gone""")
    connection.execute("DELETE FROM part_row WHERE part IN (SELECT name FROM part_gone)")
    connection.execute("INSERT INTO part_row FROM row_fresh")
    if gone and fresh:
        _move_readings(connection)
    connection.register("part_new", pa.table({"part": pa.array(fresh, pa.string())}))
    connection.execute("DELETE FROM part WHERE name IN (SELECT name FROM part_gone)")
    connection.execute("INSERT INTO part SELECT part FROM part_new")
    connection.execute("DELETE FROM ledger")
    connection.execute("INSERT INTO ledger FROM ledger_now")
    connection.execute(DELIVER)
    for name in ("parts_now", "ledger_now", "part_gone", "part_new"):
        connection.unregister(name)


def _as_delivered(ledger: Iterable[RawFile]) -> pa.Table:
    """Return the files as `ledger` has them: whether one is replaced is null where no file ever was at its place."""
    files = sorted({(file.raw_path, file.file_key, file.is_replaced) for file in ledger})
    places = {raw_path for raw_path, _, is_replaced in files if is_replaced}
    return pa.table(
        {
            "raw_path": pa.array([file[0] for file in files], pa.string()),
            "file_key": pa.array([file[1] for file in files], pa.string()),
            "is_replaced": pa.array([f[2] if f[0] in places else None for f in files], pa.bool_()),
        }
    )


def _view_parts(connection: duckdb.DuckDBPyConnection, view: str, files: Sequence[Path]) -> None:
    view_files(connection, view, files, PART_SCHEMA, PAYLOAD, is_sealed=False)


def _move_readings(connection: duckdb.DuckDBPyConnection) -> None:
    """Note where readings lie that have changed nothing but their part."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE moved AS
        SELECT file_key, raw_position, record_id, g.part, min(f.part) AS part_now
        FROM row_gone g JOIN row_fresh f USING (file_key, raw_position, record_id)
        ANTI JOIN changed_record USING (record_id) GROUP BY ALL""")
    for table in ("delivery", "accepted"):
        connection.execute(f"""
            UPDATE {table} SET part = m.part_now FROM moved m
            WHERE {table}.record_id = m.record_id AND {table}.file_key = m.file_key
            AND {table}.read_at = m.raw_position AND {table}.part = m.part""")


def touched_parts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the parts in which the readings of changed records lie, sorted."""
    rows = connection.execute("SELECT DISTINCT part FROM delivery_now ORDER BY 1")
    return [row[0] for row in rows.fetchall()]


def places_of(
    connection: duckdb.DuckDBPyConnection, records: str, part: str | None = None
) -> list[tuple[str, list[str]]]:
    """Return, part by part (or of one alone), where the accepted readings of a relation's records lie in it, sorted."""
    rows = connection.execute(
        f"""
        SELECT part, list(file_key || ';' || read_at ORDER BY file_key, read_at)
        FROM accepted a SEMI JOIN {records} r USING (record_id)
        WHERE part = coalesce(?, part) GROUP BY part ORDER BY part""",
        [part],
    )
    return rows.fetchall()


def whole_articles(
    connection: duckdb.DuckDBPyConnection, wanted: str, read_articles: ReadArticles
) -> Iterator[pa.Table]:
    """Yield the accepted articles at the places of a relation (part, file_key, read_at) whole: an empty table, then so many at once."""
    rows = connection.execute(f"""
        SELECT part, list(DISTINCT file_key || ';' || read_at) FROM {wanted} GROUP BY part ORDER BY part""").fetchall()
    yield ACCEPTED_SCHEMA.empty_table()
    found = (read_articles(part, places).cast(ACCEPTED_SCHEMA) for part, places in rows)
    for tables in by_size(found, lambda table: int(table.nbytes), WHOLE_BYTES):
        yield pa.concat_tables(tables)


def beside(connection: duckdb.DuckDBPyConnection, wanted: str, articles: pa.Table) -> pa.Table:
    """Return those of some articles, whole, that lie at the places of a relation (record_id, file_key, read_at).

    What else the relation says of each stands beside what the article holds, and in place of columns of its names.
    """
    places = articles.select(["record_id", "file_key", "raw_position"])
    places = places.append_column("number", [pa.array(range(len(articles)))])
    query = f"""
        SELECT w.*, number FROM {wanted} w JOIN place_read a
        ON a.record_id = w.record_id AND a.file_key = w.file_key AND a.raw_position = w.read_at
        ORDER BY number"""
    told = over(connection, "place_read", places, query).to_arrow_table()
    own = [name for name in articles.column_names if name not in told.column_names]
    found = articles.select(own).take(told["number"])
    for name in told.column_names:
        found = found.append_column(name, told[name])
    return found


def update_readings(
    connection: duckdb.DuckDBPyConnection,
    part_file: PartFile,
    accepted_file: PartFile,
    rejected_file: PartFile,
) -> None:
    """Bring `accepted` and `refused` up to date for the changed records.

    Raises:
        PromiseError: a delivered record is neither accepted nor refused.
    """
    parts = touched_parts(connection)
    _view_parts(connection, "part_any", [part_file(p) for p in parts])
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE part_at AS
        SELECT record_id, file_key, raw_position, max(raw_sha256) AS raw_sha256,
               max(source_record_id) AS source_record_id
        FROM part_any SEMI JOIN changed_record USING (record_id) GROUP BY ALL""")
    view_files(connection, "accepted_any", [accepted_file(p) for p in parts], ACCEPTED_SCHEMA, WIDE)
    view_files(connection, "rejected_any", [rejected_file(p) for p in parts], REJECTED_SCHEMA)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE accepted_now AS
        SELECT {", ".join(f"a.{name}" for name in NARROW if name not in ("raw_position",))}, d.read_at, d.part,
               d.raw_path, d.raw_position, p.raw_sha256, p.source_record_id, d.n_deliveries, d.version_of, d.is_replaced
        FROM accepted_any a JOIN part_at p USING (record_id, file_key, raw_position) JOIN delivery_now d
        ON a.record_id = d.record_id AND a.file_key = d.file_key AND a.raw_position = d.read_at""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE refused_now AS
        SELECT d.record_id, r.stage, list_sort(r.reasons) AS reasons, r.detail, d.raw_path, d.raw_position,
               p.raw_sha256, p.source_record_id, d.n_deliveries, r.excerpt
        FROM delivery_now d JOIN (
            SELECT record_id, file_key, raw_position, stage, reasons, detail, excerpt FROM part_any WHERE media IS NULL
            UNION ALL BY NAME FROM rejected_any) r
        ON r.record_id = d.record_id AND r.file_key = d.file_key AND r.raw_position = d.read_at
        JOIN part_at p ON p.record_id = d.record_id AND p.file_key = d.file_key AND p.raw_position = d.read_at""")
    for name in ("accepted", "refused"):
        replace_rows(connection, name, f"{name}_now", "record_id", "known_record")


def replace_rows(
    connection: duckdb.DuckDBPyConnection, kept: str, fresh: str, key: str, touched: str
) -> None:
    """Put the rows of a temporary table in place of those whose keys are touched; make the kept table if need be."""
    if not has_table(connection, kept):
        connection.execute(f"CREATE TABLE {kept} AS FROM {fresh}")
    else:
        connection.execute(f"DELETE FROM {kept} WHERE {key} IN (SELECT {key} FROM {touched})")
        connection.execute(f"INSERT INTO {kept} FROM {fresh}")
    connection.execute(f"DROP TABLE {fresh}")


def prove_sum(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the sum of promise 1: locations read, records accepted, records quarantined.

    Ids are added up as hashes first, at a third of the cost of counting them: where each record, as often as its deliveries say, adds up to
    the rows, and none stands twice, each lies at as many places as it says (but for one chance in 2 to the 64th), and none is missing.

    Raises:
        PromiseError: a record stands nowhere, or twice, or the deliveries do not add up.
    """
    rows = "part_row JOIN ledger USING (file_key)"
    sums = {
        name: connection.execute(f"""
            SELECT count(*), coalesce(sum(n_deliveries), 0)::BIGINT, coalesce(min(n_deliveries), 1),
                   coalesce(sum(hash(record_id)::HUGEINT * n_deliveries), 0) FROM {name}""").fetchall()[
            0
        ]
        for name in ("accepted", "refused")
    }
    n_accepted, in_copies, least, ids = sums["accepted"]
    n_quarantined, in_quarantine, least_refused, ids_refused = sums["refused"]
    told = in_copies + in_quarantine, ids + ids_refused
    located, found = connection.execute(
        f"SELECT count(*), coalesce(sum(hash(record_id)::HUGEINT), 0) FROM {rows}"
    ).fetchall()[0]
    either = "SELECT {0} FROM accepted UNION ALL SELECT {0} FROM refused"
    apart = records = count_of(
        connection, f"SELECT count(DISTINCT id) FROM ({either.format('hash(record_id) AS id')})"
    )
    if (
        (located, found) != told
        or min(least, least_refused) < 1
        or apart != n_accepted + n_quarantined
    ):
        located = count_of(
            connection,
            f"SELECT count(*) FROM (SELECT DISTINCT record_id, raw_path, raw_position FROM {rows})",
        )
        records = count_of(connection, f"SELECT count(DISTINCT record_id) FROM {rows}")
        apart = count_of(
            connection, f"SELECT count(DISTINCT record_id) FROM ({either.format('record_id')})"
        )
    if located != in_copies + in_quarantine or not records == n_accepted + n_quarantined == apart:
        raise PromiseError(
            f"{located} locations were read, but {in_copies} stand in copies and {in_quarantine} in quarantine "
            f"({records} records: {n_accepted} accepted, {n_quarantined} quarantined); nothing is published"
        )
    return {
        "locations": located,
        "records": records,
        "accepted": n_accepted,
        "quarantined": n_quarantined,
    }


def account_for(connection: duckdb.DuckDBPyConnection, before: Sequence[Path]) -> None:
    """Check that every record of published files still stands somewhere, or lay in a file that is read anew since.

    A file that grew, or that today's code reads otherwise, may give other records; a file that the ledger does not name
    any more must not take records with it. What could not be opened was no delivery: its row, a record of its path, may go.

    Raises:
        PromiseError: naming the first record that would vanish.
    """
    # Of most runs the ledger names all files that any published record lies in: then no record is asked for.
    away = (
        f"SELECT count(*) FROM {scan_of(before)} ANTI JOIN ledger USING (raw_path)"
        if before
        else "SELECT 0"
    )
    if not count_of(connection, away):
        return
    lost = connection.execute(f"""
        SELECT record_id, raw_path FROM (FROM {scan_of(before)} WHERE raw_sha256 <> sha256(raw_path))
        ANTI JOIN delivery USING (record_id) ANTI JOIN ledger USING (raw_path) ORDER BY 1""").fetchall()
    if lost:
        raise PromiseError(
            f"{len(lost)} records that are published would vanish, the first {lost[0][0]} of {lost[0][1]}; put the file "
            "back, or give its records up with --prune; nothing was published"
        )


def refuse_to_empty(connection: duckdb.DuckDBPyConnection, before: Sequence[Path]) -> None:
    """Check that a run that forgets records leaves an article where there were any: what is empty may be a disk that is not there.

    Raises:
        PromiseError: it leaves none.
    """
    if not before or count_of(connection, "SELECT count(*) FROM accepted"):
        return
    n = count_of(connection, f"SELECT count(*) FROM {scan_of(before)}")
    if n:
        raise PromiseError(
            f"--prune would take away all {n:,} records that are published as articles and copies: no file that is there "
            "holds one. If that is meant, remove the curated folder; nothing was published"
        )
