"""Contracts: a table is a frozen dataclass whose fields carry a `Column` note; the rest is derived from it.

Here: the note, the table, their Arrow schema. The Great Expectations suite is derived in `copydesk.checks.validate`,
the dictionary page in `copydesk.report.dictionary`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Union

import pyarrow as pa

OnFailure = Literal["quarantine", "blank"]


class Day(dt.date):
    """A calendar day: stored as a timestamp at midnight without a time zone, so that pandas compares and groups it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """What a column promises. `note` is one sentence with the unit, and says when the value is null.

    `forbid` maps the name of a check to a regular expression that no value may match.
    `on_failure` says what a failed check costs: the record ("quarantine"), or the value alone ("blank": it is
    set to null, and the article gets the quality flag `<column>_blanked`).
    """

    note: str
    example: Any
    unique: bool = False
    pattern: str | None = None
    forbid: Mapping[str, str] = dataclasses.field(default_factory=dict)
    least: float | dt.datetime | None = None
    most: float | dt.datetime | None = None
    least_setting: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    on_failure: OnFailure = "quarantine"


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A column of one table: its note with what its Python type says."""

    name: str
    column: Column
    arrow: pa.DataType
    is_nullable: bool
    is_list: bool
    values: tuple[str, ...] | None

    def to_arrow(self) -> pa.Field:
        """Return the Arrow field; the description travels in its metadata."""
        metadata = {"description": self.column.note, "example": str(self.column.example)}
        return pa.field(self.name, self.arrow, nullable=self.is_nullable, metadata=metadata)


@dataclasses.dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: every value of `column` (each element, for a list) stands in `table`.`key`.

    With `is_total`, every key of `table` is referred to at least once as well.
    """

    column: str
    table: str
    key: str
    is_total: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """A count: `column` equals the number of rows (or distinct `of`) of `table` whose `by` is this row's key."""

    column: str
    table: str
    by: str
    of: str | None = None
    where: tuple[str, str] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class RowCheck:
    """A check over several columns of one row: an SQL expression that must not be false.

    In a table with `section`, the expression may name `section_text`: the text that the offsets count in.
    """

    name: str
    note: str
    sql: str
    blank: str | None = (
        None  # the column that a failure sets to null; without one, the record is quarantined
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A published table."""

    name: str
    row: type
    key: str
    version: int
    note: str
    partition: str | None = None
    sort: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    counts: tuple[Count, ...] = ()
    row_checks: tuple[RowCheck, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns in published order."""
        return fields_of(self.row)

    def to_schema(self) -> pa.Schema:
        """Return the Arrow schema, with the table's note and version as metadata."""
        metadata = {"table": self.name, "version": str(self.version), "description": self.note}
        return pa.schema([field.to_arrow() for field in self.fields], metadata=metadata)

    def to_arrow(self, rows: Iterable[Any]) -> pa.Table:
        """Return rows (instances of the row class) as an Arrow table in contract order.

        Lone surrogates, which no Parquet reader accepts, become U+FFFD.
        """
        rows = list(rows)
        columns = [
            pa.array([_storable(getattr(row, f.name)) for row in rows], type=f.arrow)
            for f in self.fields
        ]
        return pa.Table.from_arrays(columns, schema=self.to_schema())


ARROW_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
    Day: pa.timestamp("ms"),
}


@functools.cache
def fields_of(row: type) -> tuple[Field, ...]:
    """Return the fields of a row class, each with its note."""
    hints = typing.get_type_hints(row, include_extras=True)
    return tuple(_field(f.name, hints[f.name]) for f in dataclasses.fields(row))


def _field(name: str, hint: Any) -> Field:
    if typing.get_origin(hint) is not Annotated:
        raise TypeError(f"column {name} has no Column note")
    kind, column = typing.get_args(hint)[:2]
    kind, is_nullable = _without_none(kind)
    is_list = typing.get_origin(kind) is tuple
    if is_list:
        kind = typing.get_args(kind)[0]
    values = None
    if typing.get_origin(kind) is Literal:
        values, kind = tuple(typing.get_args(kind)), str
    arrow = ARROW_TYPES[kind]
    return Field(name, column, pa.list_(arrow) if is_list else arrow, is_nullable, is_list, values)


def _without_none(kind: Any) -> tuple[Any, bool]:
    if typing.get_origin(kind) in (Union, types.UnionType):
        inner = [arg for arg in typing.get_args(kind) if arg is not type(None)]
        return inner[0], len(inner) < len(typing.get_args(kind))
    return kind, False


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, tuple | list):
        return [_storable(item) for item in value]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    return value
