"""What holds over whole tables: unique keys, references that lead somewhere, counts that equal what they count.

All read the relations `out_<table>`, laid over the files that readers will open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb
import pyarrow as pa

from copydesk.errors import ContractError
from copydesk.validate import find_failures, rules_of, true_rules
from schemas.contract import Table
from schemas.tables import TABLES

CHECK_ROWS = 100_000
"""Rows validated at a time: bounds memory."""


def whole_checks(table: Table, present: Collection[str]) -> Mapping[str, str]:
    """Return, by name, the SQL of each check of a table that looks at other rows.

    Keys are unique, foreign keys lead somewhere (both ways where total), counts equal what they count. References to
    tables that are not `present` are left out.
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
    return checks


def check_columns(table: Table, present: Collection[str]) -> Mapping[str, str]:
    """Return, by name, the SQL of each check of a table that looks beyond one column."""
    row_checks = {check.name: f"coalesce({check.sql}, true)" for check in table.row_checks}
    return {**whole_checks(table, present), **row_checks}


def check_whole(connection: duckdb.DuckDBPyConnection, name: str, present: Collection[str]) -> int:
    """Check the keys, references and counts of `out_<table>` over all its rows; return the number of checks.

    Raises:
        ContractError: with the number of rows that fail, and the first.
    """
    table = TABLES[name]
    whole = whole_checks(table, present)
    for check, sql in whole.items():
        [(n, first)] = connection.execute(
            f"SELECT count(*), min({table.key}) FROM (SELECT t.{table.key}, ({sql}) AS is_right FROM out_{name} t) "
            "WHERE NOT is_right"
        ).fetchall()
        if n:
            raise ContractError(name, check, f"{n} failures, the first at {first}")
    return len(whole)


def check_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: str,
    settings: Mapping[str, int],
    columns: Sequence[str],
) -> int:
    """Validate rows of a table against its contract: these columns, and the checks over several of them.

    Args:
        connection: Where the relation `rows` is; `out_articles` too, for checks that look into the text.
        name: The table.
        rows: A relation with the table's columns.
        settings: Numbers that the contract names: min_words.
        columns: Columns to validate each by itself.

    Returns:
        The number of checks.

    Raises:
        ContractError: with the number of rows that fail, and the first.
    """
    table = TABLES[name]
    rules = [r for r in rules_of(table, settings, columns) if not r.name.endswith("_is_unique")]
    checks = {check.name: f"coalesce({check.sql}, true)" for check in table.row_checks}
    wanted = ", ".join(f't."{column}"' for column in {table.key: 0} | dict.fromkeys(columns))
    told = "".join(f", ({sql}) AS {check}" for check, sql in checks.items())
    query = f"SELECT {wanted}{told} FROM ({_with_text(table, rows)}) t"
    # Rows in hand are looked at before more are asked for; one that fails leaves the rest unread.
    for batch in connection.sql(query).to_arrow_reader(CHECK_ROWS):
        frame = pa.Table.from_batches([batch]).to_pandas()
        failures = find_failures(name, frame, [*rules, *true_rules(list(checks))])
        if failures:
            first = failures[0]
            key = frame[table.key].iloc[first.row]
            raise ContractError(
                name, first.rule.name, f"{len(failures)} failures, the first at {key}"
            )
    return len(rules) + len(checks)


def _with_text(table: Table, rows: str) -> str:
    """Return the SQL of rows with `section_text`, the text that their offsets count in, where a check asks for it."""
    if not any("section_text" in check.sql for check in table.row_checks):
        return f"FROM {rows}"
    return f"""
        SELECT m.*, CASE m.section WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle ELSE a.body END AS section_text
        FROM {rows} m LEFT JOIN (
            SELECT article_id, title, subtitle, body FROM out_articles SEMI JOIN {rows} USING (article_id)) a
        USING (article_id)"""
