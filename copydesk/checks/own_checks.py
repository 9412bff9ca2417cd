"""Checks that an operator adds without code: sentences of SQL about a row, in a file that the setting `checks` names.

    [[check]]
    name = "body_is_no_teaser"
    table = "articles"
    sql = "n_words >= 60 OR publisher = 'Meridian Wire'"
    most = 0.05                  # share of rows that may fail; 0 when left out

They judge what is published and change none of it: a check that fails is an alarm.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from copydesk.errors import SettingsError, first_line
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check: its name, the table, what must hold of each row (null is no failure), and the share that may fail."""

    name: str
    table: str
    sql: str
    most: float = 0.0


def load_checks(path: Path) -> list[OwnCheck]:
    """Return the checks of a file, each tried on an empty table.

    Raises:
        SettingsError: the file can't be read, or a check can mean nothing.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"checks: {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"checks: {path}: {error}") from error
    if set(told) != {"check"} or not isinstance(told["check"], list):
        raise SettingsError(f"checks: {path}: expected [[check]] tables and nothing else")
    checks = [_read(entry, path) for entry in told["check"]]
    names = [check.name for check in checks]
    for name in names:
        if names.count(name) > 1:
            raise SettingsError(f"checks: {path}: two checks are called {name!r}")
    return checks


def _read(entry: Any, path: Path) -> OwnCheck:
    try:
        check = OwnCheck(**entry)
        share = float(check.most)
        texts = (check.name, check.table, check.sql)
    except (TypeError, ValueError) as error:
        raise SettingsError(
            f"checks: {path}: found {entry!r}, expected name, table, sql and perhaps most"
        ) from error
    if not all(isinstance(text, str) and text for text in texts) or not 0 <= share <= 1:
        raise SettingsError(
            f"checks: {path}: {check.name!r}: expected texts, and for `most` a share from 0 to 1"
        )
    if check.table not in TABLES:
        raise SettingsError(
            f"checks: {path}: {check.name}: no table {check.table!r}; known are {', '.join(TABLES)}"
        )
    table = TABLES[check.table]
    empty = table.to_schema().empty_table()
    with duckdb.connect(":memory:") as connection:
        connection.register("rows", empty)
        extra = f", '' AS {table.partition}" if table.partition else ""
        try:
            connection.execute(f"SELECT {_failing(check)} FROM (SELECT *{extra} FROM rows)")
        except duckdb.Error as error:
            reason = first_line(error)
            raise SettingsError(f"checks: {path}: {check.name}: {reason}") from error
    return check


def _failing(check: OwnCheck) -> str:
    """Return the SQL of whether a row fails. The brackets keep a check within its own expression."""
    return f"NOT coalesce(CAST(({check.sql}\n) AS BOOLEAN), true)"


def find_failed(connection: duckdb.DuckDBPyConnection, checks: Sequence[OwnCheck]) -> list[str]:
    """Return a sentence for each check that more rows fail than may; a table that is not published has no rows."""
    present = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    found = []
    for check in checks:
        if check.table not in present:
            continue
        key = TABLES[check.table].key
        [(n, n_failed, first)] = connection.execute(
            f"SELECT count(*), count(*) FILTER (fails), min({key}) FILTER (fails) "
            f"FROM (SELECT {key}, {_failing(check)} AS fails FROM {check.table})"
        ).fetchall()
        if n_failed > check.most * n:
            found.append(
                f"check {check.name}: {n_failed:,} of {n:,} rows of {check.table} fail, the first is {first}"
            )
    return found
