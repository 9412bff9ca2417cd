"""The steps over the whole collection, as relations in DuckDB over the work files: memory bounded, out of core.

Deliveries are counted, one reading is chosen per record, copies are folded, and the published tables are laid out
as `out_<table>`. Every relation is sorted before anything that depends on order; no float is summed in SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from copydesk.acceptance import ACCEPTED_SCHEMA, REJECTED_SCHEMA, fingerprint_schema
from copydesk.annotation import CODED_SCHEMA, DONE_SCHEMA, MENTION_SCHEMA
from copydesk.counted import counts_of, prove_counts
from copydesk.dedup import Spread, group_copies
from copydesk.errors import PromiseError
from copydesk.intake import LEDGER_SCHEMA, PART_SCHEMA, RawFile
from copydesk.kept_entities import mention_rows_sql, update_entities
from copydesk.kept_events import event_mention_rows_sql, update_events
from copydesk.own_files import quote, scan_of
from copydesk.workfolder import Versions, WorkFolder
from schemas.contract import Table
from schemas.tables import TABLES

UNDATED = "0000-00"
"""Partition of rows without a date: sorts first, and unlike a null partition plain pandas reads it."""

ARTICLE_TABLES = ("articles", "copies", "quarantine")
ENTITY_TABLES = ("entities", "mentions")
EVENT_TABLES = ("events", "event_mentions")


def lay_files(
    connection: duckdb.DuckDBPyConnection,
    view: str,
    files: Sequence[Path],
    schema: pa.Schema,
    leave_out: Collection[str] = (),
) -> None:
    """Lay a view over Parquet files of one schema; without files it is empty."""
    if files:
        columns = ", ".join(f'"{name}"' for name in schema.names if name not in leave_out)
        connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT {columns} FROM {scan_of(files)}"
        )
    else:
        empty = schema.empty_table().drop_columns(list(leave_out))
        connection.execute(f"DROP VIEW IF EXISTS {view}")
        connection.register(view, empty)


def lay_deliveries(
    connection: duckdb.DuckDBPyConnection, ledger: Iterable[RawFile], parts: Sequence[Path]
) -> None:
    """Lay `part`, `ledger` and `delivery`: each record with its smallest location and how often it was seen."""
    rows = [{name: getattr(file, name) for name in LEDGER_SCHEMA.names} for file in sorted(ledger)]
    connection.register("ledger_rows", pa.Table.from_pylist(rows, schema=LEDGER_SCHEMA))
    connection.execute("CREATE OR REPLACE TABLE ledger AS SELECT * FROM ledger_rows")
    lay_files(connection, "part", parts, PART_SCHEMA, leave_out=("raw", "fields"))
    connection.execute("""
        CREATE OR REPLACE TABLE located AS
        SELECT DISTINCT record_id, raw_path, raw_position, file_key, raw_sha256, source_record_id,
               media IS NULL AS is_refused
        FROM part JOIN ledger USING (file_key)""")
    # The row names the smallest location. The reading comes from the smallest that a reader took for a record: the
    # same bytes may lie in a README, too.
    connection.execute("""
        CREATE OR REPLACE TABLE delivery AS
        SELECT record_id, n_deliveries, place.raw_path AS raw_path, place.raw_position AS raw_position,
               reading.file_key AS file_key, reading.raw_position AS read_at,
               reading.raw_sha256 AS raw_sha256, reading.source_record_id AS source_record_id
        FROM (SELECT record_id, count(DISTINCT (raw_path, raw_position)) AS n_deliveries,
                     min({'raw_path': raw_path, 'raw_position': raw_position}) AS place,
                     min({'is_refused': is_refused, 'raw_path': raw_path, 'raw_position': raw_position,
                          'file_key': file_key, 'raw_sha256': raw_sha256,
                          'source_record_id': source_record_id}) AS reading
              FROM located GROUP BY record_id)""")


def lay_records(
    connection: duckdb.DuckDBPyConnection,
    outcomes: Sequence[Path],
    fingerprints: Sequence[Path],
    schema: pa.Schema,
) -> None:
    """Lay `accepted`, `out_quarantine` and `fingerprint`: one reading of each record."""
    lay_files(
        connection, "any_accepted", [p / "accepted.parquet" for p in outcomes], ACCEPTED_SCHEMA
    )
    lay_files(
        connection, "any_rejected", [p / "rejected.parquet" for p in outcomes], REJECTED_SCHEMA
    )
    lay_files(connection, "any_fingerprint", fingerprints, schema)
    connection.execute("""
        CREATE OR REPLACE TABLE accepted AS
        SELECT a.* EXCLUDE (raw_position), d.raw_path, d.raw_position, d.raw_sha256, d.source_record_id, d.n_deliveries
        FROM any_accepted a JOIN delivery d
        ON a.record_id = d.record_id AND a.file_key = d.file_key AND a.raw_position = d.read_at""")
    connection.execute("""
        CREATE OR REPLACE TABLE out_quarantine AS
        SELECT d.record_id, r.stage, list_sort(r.reasons) AS reasons, r.detail, d.raw_path, d.raw_position,
               d.raw_sha256, d.source_record_id, d.n_deliveries, r.excerpt
        FROM delivery d JOIN (
            SELECT record_id, file_key, raw_position, stage, reasons, detail, excerpt FROM part WHERE media IS NULL
            UNION ALL BY NAME SELECT * FROM any_rejected) r
        ON r.record_id = d.record_id AND r.file_key = d.file_key AND r.raw_position = d.read_at""")
    connection.execute("""
        CREATE OR REPLACE TEMP VIEW fingerprint AS
        SELECT d.record_id, f.* EXCLUDE (record_id)
        FROM any_fingerprint f JOIN delivery d ON f.record_id = d.file_key || ';' || d.read_at""")
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW altered_fingerprint AS SELECT * FROM fingerprint WHERE false"
    )


def prove_sum(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the sum of promise 1: locations read, records accepted, records quarantined.

    Raises:
        PromiseError: a record stands nowhere, or twice, or the deliveries do not add up.
    """
    found = connection.execute("""
        SELECT (SELECT count(*) FROM (SELECT DISTINCT record_id, raw_path, raw_position FROM located)),
               (SELECT coalesce(sum(n_deliveries), 0) FROM accepted),
               (SELECT coalesce(sum(n_deliveries), 0) FROM out_quarantine),
               (SELECT count(*) FROM delivery),
               (SELECT count(*) FROM accepted),
               (SELECT count(*) FROM out_quarantine),
               (SELECT count(*) FROM (SELECT record_id FROM accepted UNION SELECT record_id FROM out_quarantine))
        """).fetchone()
    assert found is not None
    located, in_copies, in_quarantine, records, n_accepted, n_quarantined, apart = map(int, found)
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


def lay_readings(
    connection: duckdb.DuckDBPyConnection,
    ledger: Iterable[RawFile],
    work: WorkFolder,
    parts: Sequence[Path],
    versions: Versions,
) -> dict[str, int]:
    """Lay what was delivered and one reading of each record; return the sum that proves promise 1."""
    ledger = list(ledger)
    lay_deliveries(connection, ledger, parts)
    prove_counts(connection, counts_of(ledger), "part SEMI JOIN ledger USING (file_key)")
    outcomes = [work.accepted_folder(part, versions) for part in parts]
    fingerprints = [work.fingerprint_file(part, versions) for part in parts]
    lay_records(connection, outcomes, fingerprints, fingerprint_schema())
    return prove_sum(connection)


def lay_articles(
    connection: duckdb.DuckDBPyConnection,
    modelled: Collection[str] | None,
    prints: Sequence[Path],
    kept: Path,
    spread: Spread | None = None,
) -> None:
    """Fold copies and lay `out_articles` and `out_copies`.

    Args:
        connection: The collection.
        modelled: Languages that have a model: articles in others are flagged. None: no language stage runs.
        prints: The files of fingerprints.
        kept: Folder of what the search for copies keeps from run to run.
        spread: Runs steps of that search elsewhere.
    """
    places = "(SELECT record_id, file_key || ';' || read_at AS place FROM delivery)"
    grouping = group_copies(
        connection, "accepted", prints, kept, places, "altered_fingerprint", spread
    )
    connection.register("grouping_rows", grouping)
    # One text is one article, however little it says: groups that chose the same text are one group.
    connection.execute("""
        CREATE OR REPLACE TABLE grouping AS
        WITH head AS (
            SELECT a.record_id AS canonical_id, first_value(a.record_id) OVER (
                PARTITION BY a.article_id ORDER BY a.published_at NULLS LAST, a.record_id) AS chosen
            FROM accepted a SEMI JOIN grouping_rows g ON a.record_id = g.canonical_id)
        SELECT g.record_id, h.chosen AS canonical_id, g.similarity,
               CASE WHEN g.record_id = h.chosen THEN 'canonical'
                    WHEN g.kind = 'canonical' THEN 'exact' ELSE g.kind END AS kind
        FROM grouping_rows g JOIN head h USING (canonical_id)""")
    flag = "false"
    if modelled is not None:
        flag = f"c.language NOT IN ({', '.join(quote(m) for m in sorted(modelled)) or quote('')})"
    connection.execute("""
        CREATE OR REPLACE TABLE cluster AS
        SELECT g.canonical_id, count(*) AS n_copies, count(DISTINCT coalesce(a.publisher, a.domain)) AS n_publishers,
               first(a.credit ORDER BY g.kind <> 'canonical', a.published_at NULLS LAST, a.record_id)
                   FILTER (a.credit IS NOT NULL AND g.kind <> 'contained') AS agency
        FROM grouping g JOIN accepted a USING (record_id) GROUP BY g.canonical_id""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE out_articles AS
        SELECT c.* REPLACE (CASE WHEN {flag} THEN list_sort(list_distinct(list_append(c.quality_flags,
                            'language_without_model'))) ELSE c.quality_flags END AS quality_flags),
               k.n_copies, k.n_publishers, k.agency, {month_of("c.published_on")}
        FROM accepted c JOIN cluster k ON c.record_id = k.canonical_id""")
    connection.execute(f"""
        CREATE OR REPLACE TABLE out_copies AS
        SELECT a.record_id, c.article_id, g.kind, g.similarity, a.url, a.publisher, a.credit AS agency, a.title, a.published_at,
               a.published_on, a.raw_path, a.raw_position, a.raw_sha256, a.source_record_id, a.n_deliveries,
               {month_of("a.published_on")}
        FROM grouping g JOIN accepted a USING (record_id) JOIN accepted c ON g.canonical_id = c.record_id""")


def month_of(day: str) -> str:
    """Return the SQL of the partition that a day falls in."""
    return f"coalesce(strftime({day}, '%Y-%m'), {quote(UNDATED)}) AS published_month"


def find_missing(
    connection: duckdb.DuckDBPyConnection, done: Sequence[Path], modelled: Collection[str]
) -> list[str]:
    """Return the text keys of the articles in modelled languages that no annotation covers, sorted."""
    lay_files(connection, "done", [p / "done.parquet" for p in done], DONE_SCHEMA)
    languages = ", ".join(quote(m) for m in sorted(modelled)) or quote("")
    rows = connection.execute(f"""
        SELECT text_key FROM out_articles
        WHERE language IN ({languages}) AND text_key NOT IN (SELECT text_key FROM done)
        ORDER BY text_key""").fetchall()
    return [row[0] for row in rows]


def take_order(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], columns: Sequence[str]
) -> pa.Table:
    """Return the articles of these text keys, in key order."""
    connection.register("wanted", pa.table({"text_key": pa.array(keys, pa.string())}))
    names = ", ".join(columns)
    return connection.sql(
        f"SELECT {names} FROM out_articles JOIN wanted USING (text_key) ORDER BY text_key"
    ).to_arrow_table()


def lay_entities(connection: duckdb.DuckDBPyConnection, annotated: Sequence[Path]) -> None:
    """Resolve mentions and lay `out_entities` and `out_mentions`; flag the articles that could not be annotated."""
    lay_files(connection, "done", [p / "done.parquet" for p in annotated], DONE_SCHEMA)
    connection.execute("""
        UPDATE out_articles SET quality_flags = list_sort(list_append(quality_flags, 'language_stage_failed'))
        WHERE text_key IN (SELECT text_key FROM done WHERE error IS NOT NULL)""")
    lay_files(
        connection, "any_mention", [p / "mentions.parquet" for p in annotated], MENTION_SCHEMA
    )
    connection.execute("""
        CREATE OR REPLACE TABLE mention AS
        SELECT m.* FROM any_mention m JOIN out_articles a USING (article_id, text_key)""")
    connection.execute(r"""
        CREATE OR REPLACE TEMP TABLE article AS
        WITH named AS (
            SELECT article_id, coalesce(publisher, domain) AS publisher FROM out_articles
            UNION
            SELECT article_id, coalesce(publisher, nullif(regexp_extract(url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''))
            FROM out_copies)
        SELECT a.article_id, a.published_at, a.published_on, a.published_month, n.publishers
        FROM out_articles a LEFT JOIN (
            SELECT article_id, list(publisher ORDER BY publisher) AS publishers
            FROM named WHERE publisher IS NOT NULL GROUP BY article_id) n USING (article_id)""")
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW new_article AS SELECT article_id FROM out_articles"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW gone_article AS SELECT article_id FROM out_articles WHERE false"
    )
    connection.execute("CREATE OR REPLACE TEMP VIEW new_mention AS SELECT * FROM mention")
    update_entities(connection)
    connection.execute(f"CREATE OR REPLACE TABLE out_mentions AS {mention_rows_sql('mention')}")


def lay_events(connection: duckdb.DuckDBPyConnection, annotated: Sequence[Path]) -> None:
    """Merge coded events and lay `out_events` and `out_event_mentions`."""
    lay_files(connection, "any_coded", [p / "coded.parquet" for p in annotated], CODED_SCHEMA)
    connection.execute("""
        CREATE OR REPLACE TABLE new_coded AS
        SELECT c.* FROM any_coded c JOIN out_articles a USING (article_id, text_key)""")
    update_events(connection)
    rows = event_mention_rows_sql("new_coded")
    connection.execute(f"CREATE OR REPLACE TABLE out_event_mentions AS {rows}")


def check_columns(table: Table, present: Collection[str]) -> Mapping[str, str]:
    """Return, by name, the SQL of each check of a table that looks beyond one column.

    Keys are unique, foreign keys lead somewhere (both ways where total), counts equal what they count, row checks.
    References to tables that are not published in this run are left out.
    """
    checks = {f"{table.key}_is_unique": f"count(*) OVER (PARTITION BY t.{table.key}) = 1"}
    for field in table.fields:
        for ref in table.references:
            if ref.column != field.name or ref.table not in present:
                continue
            keys = f"(SELECT {ref.key} FROM out_{ref.table})"
            known = f"t.{ref.column} IS NULL OR t.{ref.column} IN {keys}"
            if field.is_list:
                known = (
                    f"t.{table.key} NOT IN (SELECT {table.key} FROM (SELECT {table.key}, "
                    f"unnest({ref.column}) AS id FROM out_{table.name}) WHERE id NOT IN {keys})"
                )
            checks[f"{ref.column}_stands_in_{ref.table}"] = known
    for other in (TABLES[name] for name in TABLES if name in present):
        for ref in other.references:
            if ref.is_total and ref.table == table.name:
                checks[f"{ref.key}_is_used_in_{other.name}"] = (
                    f"t.{ref.key} IN (SELECT {ref.column} FROM out_{other.name})"
                )
    for count in table.counts:
        if count.table in present:
            what = f"DISTINCT {count.of}" if count.of else "*"
            checks[f"{count.column}_is_what_it_counts"] = (
                f"t.{count.column} = coalesce((SELECT n FROM (SELECT {count.by}, count({what}) AS n "
                f"FROM out_{count.table} GROUP BY {count.by}) k WHERE k.{count.by} = t.{table.key}), 0)"
            )
    checks |= {check.name: f"coalesce({check.sql}, true)" for check in table.row_checks}
    return checks


def with_checks(table: Table, present: Collection[str]) -> str:
    """Return the SQL of `out_<table>` with one boolean column per check of `check_columns`."""
    columns = ", ".join(
        f"t.{field.name}" if field.name not in ("start", "end") else f't."{field.name}"'
        for field in table.fields
    )
    checks = ", ".join(f"({sql}) AS {name}" for name, sql in check_columns(table, present).items())
    has_text = any("section_text" in check.sql for check in table.row_checks)
    if not has_text:
        return f"SELECT {columns}, {checks} FROM out_{table.name} t"
    return f"""
        SELECT {columns}, {checks} FROM (
            SELECT m.*, CASE m.section WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle
                        ELSE a.body END AS section_text
            FROM out_{table.name} m LEFT JOIN (SELECT article_id, title, subtitle, body FROM out_articles) a
            USING (article_id)) t"""
