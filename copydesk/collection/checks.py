"""What holds over whole tables: unique keys, references that lead somewhere, counts that equal what they count.

All read the relations `out_<table>`, laid over the files that readers will open. What whole tables are asked for is asked of
`key_<table>` first: the few columns that it takes, read once, ids as whole numbers. Where that shows nothing amiss, nothing is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from copydesk.checks.validate import (
    MAX_VALUE_CHARS,
    Failure,
    judge,
    rules_of,
    true_rules,
)
from copydesk.disk.by_size import by_size
from copydesk.disk.mapping import Mapper, map_here
from copydesk.disk.own_files import read_pieces
from copydesk.errors import ContractError
from schemas.contract import Count, Field, Reference, Table
from schemas.tables import TABLES

Broken = tuple[str, int, Sequence[tuple[str, Mapping[str, Any]]]]
"""A check that failed, in how many rows, and of the first ones their keys and the values looked at."""

CHECK_ROWS, CHECK_BYTES = 10_000, 1 << 25
"""The most rows that are read as one piece, and what the pieces validated at a time weigh together: both bound memory."""

NO_KEYS = pa.array([], pa.string())

SHOWN_ROWS = 3
"""Rows that a failed check names: enough to tell one odd row from a broken rule."""


def read_keys(connection: duckdb.DuckDBPyConnection, present: Collection[str]) -> None:
    """Make `key_<table>` of tables that are laid as `out_<table>`; of an id its hash.

    Two ids of one hash (one in 2 to the 64th) may look like a key that is there twice, which the ids themselves then tell.
    """
    for name in present:
        columns = ", ".join(
            f"{_numbered(field)} AS {field.name}"
            for field in TABLES[name].fields
            if field.name in _key_columns(name, present)
        )
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE key_{name} AS SELECT {columns} FROM out_{name}"
        )


def _key_columns(name: str, present: Collection[str]) -> set[str]:
    """Return the columns of a table that checks over whole tables look at."""
    table, others = TABLES[name], [TABLES[other] for other in present]
    named = [table.key]
    named += [ref.column for ref in table.references if ref.table in present]
    named += [count.column for count in table.counts if count.table in present]
    named += [ref.key for other in others for ref in other.references if ref.table == name]
    for count in (count for other in others for count in other.counts if count.table == name):
        named += [count.by, *re.findall(r"\w+", count.of or "")]
    return set(named)


def _numbered(field: Field) -> str:
    """Return the SQL of a column with ids, if it has such, as numbers."""
    if field.is_list:
        return f"list_transform({field.name}, lambda id: hash(id))"
    is_id = field.arrow == pa.string()
    return (
        f"CASE WHEN {field.name} IS NOT NULL THEN hash({field.name}) END" if is_id else field.name
    )


def whole_checks(table: Table, present: Collection[str], of: str = "out") -> Mapping[str, str]:
    """Return, by name, the SQL of each check of a table that looks at other rows of `<of>_<table>`.

    Keys are unique, foreign keys lead somewhere (both ways where total), counts equal what they count. References to
    tables that are not `present` are left out.
    """
    checks = {f"{table.key}_is_unique": f"count(*) OVER (PARTITION BY t.{table.key}) = 1"}
    for field in table.fields:
        for ref in table.references:
            if ref.column == field.name and ref.table in present:
                checks[f"{ref.column}_stands_in_{ref.table}"] = _stands_in(table, field, ref, of)
    for name, ref in _references_to(table, present):
        checks[f"{ref.key}_is_used_in_{name}"] = f"t.{ref.key} IN (SELECT {ref.column} FROM {of}_{name})"  # fmt: skip
    for count in table.counts:
        if count.table in present:
            checks[f"{count.column}_is_what_it_counts"] = _is_counted(table, count, of)
    return checks


def _references_to(table: Table, present: Collection[str]) -> Iterator[tuple[str, Reference]]:
    """Yield the references of other tables that use each row of a table, with the names of those tables."""
    for name in (name for name in TABLES if name in present):
        for ref in TABLES[name].references:
            if ref.is_total and ref.table == table.name:
                yield name, ref


def _stands_in(table: Table, field: Field, ref: Reference, of: str) -> str:
    """Return the SQL that a key, or each of a list, stands in the other table."""
    keys = f"(SELECT {ref.key} FROM {of}_{ref.table})"
    if not field.is_list:
        return f"t.{ref.column} IS NULL OR t.{ref.column} IN {keys}"
    return (
        f"t.{table.key} NOT IN (SELECT {table.key} FROM (SELECT {table.key}, "
        f"unnest({ref.column}) AS id FROM {of}_{table.name}) WHERE id NOT IN {keys})"
    )


def _is_counted(table: Table, count: Count, of: str) -> str:
    """Return the SQL that a column is the number of rows, or of different values, that it counts."""
    what = f"DISTINCT {count.of}" if count.of else "*"
    return (
        f"t.{count.column} = coalesce((SELECT n FROM (SELECT {count.by}, count({what}) AS n "
        f"FROM {of}_{count.table} GROUP BY {count.by}) k WHERE k.{count.by} = t.{table.key}), 0)"
    )


def check_columns(table: Table, present: Collection[str]) -> Mapping[str, str]:
    """Return, by name, the SQL of each check of a table that looks beyond one column."""
    row_checks = {check.name: f"coalesce({check.sql}, true)" for check in table.row_checks}
    return {**whole_checks(table, present), **row_checks}


def check_whole(connection: duckdb.DuckDBPyConnection, name: str, present: Collection[str]) -> int:
    """Check the keys, references and counts of `out_<table>` over all its rows, by `key_<table>`; return the number of checks.

    Raises:
        ContractError: with the number of rows that fail each check, what the first hold, and where they come from.
    """
    table = TABLES[name]
    whole, by_keys = whole_checks(table, present), whole_checks(table, present, "key")
    broken = []
    for check, sql in whole.items():
        asked = _sums(table, check, present) or _rows(table, check, by_keys[check])
        if connection.execute(f"SELECT {asked}").fetchall() == [(True,)]:
            continue
        failing = f"(SELECT * FROM (SELECT t.*, ({sql}) AS is_right FROM out_{name} t) WHERE NOT is_right)"
        [(n,)] = connection.execute(f"SELECT count(*) FROM {failing}").fetchall()
        if n:
            column = next(
                f.name for f in (*table.fields, table.fields[0]) if check.startswith(f.name)
            )
            first = connection.execute(
                f'SELECT {table.key}, "{column}" FROM {failing} ORDER BY 1 LIMIT {SHOWN_ROWS}'
            ).fetchall()
            rows = [(key, {column: value}) for key, value in first]
            broken.append((check, n, rows))
    if broken:
        raise _tell(connection, table, present, broken)
    return len(whole)


def _rows(table: Table, check: str, sql: str) -> str:
    """Return the SQL that no row of `key_<table>` fails a check."""
    keys = f"key_{table.name}"
    if check == f"{table.key}_is_unique":  # at a third of the cost of looking at each row
        return f"count(*) = count(DISTINCT {table.key}) FROM {keys}"
    return f"count(*) = 0 FROM (SELECT ({sql}) AS is_right FROM {keys} t) WHERE NOT is_right"


def _sums(table: Table, check: str, present: Collection[str]) -> str | None:
    """Return the SQL of a check that a count answers, at a quarter of the cost; None for others.

    Where ids, as the hashes that they are, each as often as its count says, add up to the ids of the rows counted, the counts
    are right, what is counted stands in the other table, and what has a count is used.
    """
    for other in (TABLES[name] for name in present):
        for count in other.counts:
            if count.of or count.table not in present:
                continue
            least = f"(SELECT min({count.column}) > 0 FROM key_{other.name})"
            proven = {
                (other.name, f"{count.column}_is_what_it_counts"): "true",
                (count.table, f"{count.by}_stands_in_{other.name}"): "true",
                (other.name, f"{other.key}_is_used_in_{count.table}"): f"coalesce({least}, true)",
            }
            if (table.name, check) in proven:
                told = f"sum({other.key}::HUGEINT * {count.column}) FROM key_{other.name}"
                found = f"sum({count.by}::HUGEINT) FROM key_{count.table}"
                same = f"(SELECT {told}) IS NOT DISTINCT FROM (SELECT {found})"
                return f"{proven[table.name, check]} AND {same}"
    return None


def _tell(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    present: Collection[str],
    broken: Sequence[Broken],
) -> ContractError:
    """Return the error that says of each broken check how many rows fail it, and what the first hold."""
    told = []
    for check, n, rows in broken:
        shown = [
            f"{key}{''.join(f', {c} {tell_value(table, c, v)}' for c, v in values.items() if c != table.key)}"
            f"{_origin_of(connection, table, key, present)}"
            for key, values in rows
        ]
        told.append((check, f"{n:,} failures, the first at {'; '.join(shown)}"))
    others = "".join(f"\n{table.name}: {check} failed: {detail}" for check, detail in told[1:])
    return ContractError(table.name, told[0][0], told[0][1] + others)


def tell_value(table: Table, column: str, value: Any) -> str:
    """Return a value for a message. Prose is counted, not quoted: messages go to logs, and logs hold no news text."""
    field = next((f for f in table.fields if f.name == column), None)
    is_prose = field is not None and field.arrow == pa.string()
    if field is not None and (field.column.pattern or field.values):
        is_prose = False
    if is_prose and isinstance(value, str):
        return f"is a text of {len(value):,} characters"
    return f"is {str(value)[:MAX_VALUE_CHARS]!r}"


VIA = {
    "entities": "mentions",
    "mentions": "mentions",
    "events": "event_mentions",
    "event_mentions": "event_mentions",
}
"""The table that leads from a row's key to its articles."""


def _origin_of(
    connection: duckdb.DuckDBPyConnection, table: Table, key: str, present: Collection[str]
) -> str:
    """Return where a row comes from, in brackets: its own id is of a version that nobody can look into."""
    columns = {field.name for field in table.fields}
    place = table.name if "raw_path" in columns else "copies"
    wanted = f"{table.key} = ?"
    if table.name in VIA:
        wanted = f"article_id IN (SELECT article_id FROM out_{VIA[table.name]} WHERE {wanted})"
    elif table.key not in {field.name for field in TABLES[place].fields}:
        return ""
    if not {place, VIA.get(table.name, place)} <= set(present):
        return ""
    found = connection.execute(
        f"SELECT raw_path, raw_position FROM out_{place} WHERE {wanted} ORDER BY 1, 2 LIMIT 1",
        [key],
    ).fetchall()
    return "".join(f" (from {path}{at and f', {at}'})" for path, at in found)


def check_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: str,
    settings: Mapping[str, int],
    columns: Sequence[str],
    present: Collection[str] = (),
    mapper: Mapper = map_here,
) -> int:
    """Validate rows of a table against its contract: these columns, and the checks over several of them.

    Args:
        connection: Where the relation `rows` is; `out_articles` too, for checks that look into the text.
        name: The table.
        rows: A relation with the table's columns.
        settings: Numbers that the contract names: min_words.
        columns: Columns to validate each by itself.
        present: Tables that are laid as `out_<table>`: they lead from a row that fails to its raw file.
        mapper: Has the rows judged, so many at a time.

    Returns:
        The number of checks.

    Raises:
        ContractError: with the number of rows that fail each check, what the first hold, and where they come from.
    """
    table = TABLES[name]
    rules = [r for r in rules_of(table, settings, columns) if not r.name.endswith("_is_unique")]
    checks = {check.name: f"coalesce({check.sql}, true)" for check in table.row_checks}
    wanted = ", ".join(f't."{column}"' for column in {table.key: 0} | dict.fromkeys(columns))
    told = "".join(f", ({sql}) AS {check}" for check, sql in checks.items())
    query = f"SELECT {wanted}{told} FROM ({_with_text(table, rows)}) t"
    # Rows in hand are looked at before more are asked for; one that fails leaves the rest unread.
    broken: list[Broken] = []
    # Pieces are of a few rows each where there are many files.
    pieces = read_pieces(connection.sql(query), CHECK_ROWS)
    keys: deque[pa.Array] = deque()  # of what is judged

    def told_keys() -> Iterator[pa.Table]:
        groups = by_size(pieces, lambda piece: int(piece.nbytes), CHECK_BYTES)
        for held in map(pa.Table.from_batches, groups):
            # Copied: a column of DuckDB's rows holds all of their columns.
            keys.append(pa.concat_arrays([*held[table.key].chunks, NO_KEYS]))
            yield held

    for failures in judge(name, told_keys(), [*rules, *true_rules(list(checks))], mapper):
        keys_held = keys.popleft()
        if failures:
            broken = _by_rule(table, keys_held, failures)
            break
    if broken:  # told outside the loop, whose result must be closed by then
        raise _tell(connection, table, present, broken)
    return len(rules) + len(checks)


def _by_rule(table: Table, keys: pa.Array, failures: Sequence[Failure]) -> list[Broken]:
    """Return of each rule that failed how many rows did, and the first of them."""
    columns = {field.name for field in table.fields}
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for failure in failures:
        column = failure.rule.column  # of a check over several columns: the check's own name
        values = {column: failure.value} if column in columns else {}
        found.setdefault(failure.rule.name, []).append((keys[failure.row].as_py(), values))
    return [(name, len(rows), rows[:SHOWN_ROWS]) for name, rows in found.items()]


def _with_text(table: Table, rows: str) -> str:
    """Return the SQL of rows with `section_text`, the text that their offsets count in, where a check asks for it."""
    if not any("section_text" in check.sql for check in table.row_checks):
        return f"FROM {rows}"
    return f"""
        SELECT m.*, CASE m.section WHEN 'title' THEN a.title WHEN 'subtitle' THEN a.subtitle WHEN 'dateline' THEN a.dateline ELSE a.body END AS section_text
        FROM {rows} m LEFT JOIN (
            SELECT article_id, title, subtitle, dateline, body FROM out_articles SEMI JOIN {rows} USING (article_id)) a
        USING (article_id)"""
