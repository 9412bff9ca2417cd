"""Contracts derive what they promise: Arrow schemas, notes, closed lists."""

import dataclasses
import datetime as dt
import hashlib
from typing import Annotated, Literal, get_args

import pyarrow as pa
import pytest

from schemas.articles import ARTICLES, QualityFlag
from schemas.contract import Column, Day, Table, fields_of
from schemas.tables import TABLES


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    row_id: Annotated[str, Column("Key.", "a")]
    day: Annotated[Day | None, Column("Day.", "2019-11-19")]
    at: Annotated[dt.datetime | None, Column("Instant.", "2019-11-19T13:16:00Z")]
    kinds: Annotated[tuple[Literal["x", "y"], ...], Column("Kinds.", ["x"])]


MIDNIGHT = dt.datetime.fromisoformat("1987-02-26")
ROWS = Table(name="rows", row=Row, key="row_id", version=1, note="Rows.")


def test_types_and_nulls_follow_the_annotations():
    schema = ROWS.to_schema()
    assert schema.field("row_id").type == pa.string()
    assert not schema.field("row_id").nullable
    assert schema.field("day").type == pa.timestamp("ms")
    assert schema.field("day").nullable
    assert schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert schema.field("kinds").type == pa.list_(pa.string())


def test_the_description_travels_in_the_field_metadata():
    assert ROWS.to_schema().field("day").metadata[b"description"] == b"Day."


def test_closed_lists_come_from_the_literal():
    assert fields_of(Row)[3].values == ("x", "y")


def test_rows_become_an_arrow_table_in_contract_order():
    row = Row("a", dt.date(1987, 2, 26), None, ("x",))
    assert ROWS.to_arrow([row]).to_pylist() == [
        {"row_id": "a", "day": MIDNIGHT, "at": None, "kinds": ["x"]}
    ]


def test_a_lone_surrogate_is_replaced():
    table = ROWS.to_arrow([Row("a\ud800", None, None, ())])
    assert table["row_id"].to_pylist() == ["a?"]


def test_a_column_without_a_note_is_refused():
    @dataclasses.dataclass
    class Bare:
        name: str

    with pytest.raises(TypeError, match="no Column note"):
        fields_of(Bare)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_table_has_its_key_and_one_sentence_per_column(table):
    fields = {field.name: field for field in table.fields}
    assert table.key in fields
    assert not fields[table.key].is_nullable
    assert set(table.sort) <= set(fields)
    for field in table.fields:
        assert field.column.note.endswith("."), field.name
        if field.is_nullable:
            assert "null" in field.column.note, f"{field.name} does not say when it is null"


def test_a_column_name_means_the_same_type_everywhere():
    kinds = {}
    for table in TABLES.values():
        for field in table.fields:
            assert kinds.setdefault(field.name, field.arrow) == field.arrow, field.name


NO_COUNTS = {
    "start", "end", "trigger_start", "trigger_end", "sentence_index", "published_utc_offset", "quad_class", "geonames_id",
}  # fmt: skip
"""Whole numbers that count nothing: positions, codes, minutes."""
KINDS_OF_NAMES = (
    ("timestamp[us, tz=UTC]", "_at, an instant", lambda name: name.endswith("_at")),
    ("timestamp[ms]", "_on or event_date_, a day", lambda name: name.endswith("_on") or name.startswith("event_date_")),
    ("int64", "n_, a count", lambda name: name.startswith("n_") or name in NO_COUNTS),
    ("bool", "is_ or has_", lambda name: name.startswith(("is_", "has_"))),
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_columns_are_called_by_the_naming_law(table):
    for field in table.fields:
        for kind, law, is_so in KINDS_OF_NAMES:
            assert (str(field.arrow) == kind) == is_so(field.name), (
                f"{table.name}.{field.name}: {law}, is what {kind} is called, and nothing else (end of docs/vocabulary.md)"
            )


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_what_is_blanked_is_a_column_that_may_be_empty_and_has_its_flag(table):
    fields = {field.name: field for field in table.fields}
    blanked = {name for name, field in fields.items() if field.column.on_failure == "blank"}
    blanked |= {check.blank for check in table.row_checks if check.blank}
    assert blanked <= set(fields), f"no columns of {table.name}: {sorted(blanked - set(fields))}"
    for name in sorted(blanked):
        assert fields[name].is_nullable or fields[name].is_list, (
            f"{name} can't be blank: it is never null"
        )
    if table is ARTICLES:
        flags = {f"{name}_blanked" for name in blanked}
        assert flags - set(get_args(QualityFlag)) == set(), "add these to QualityFlag"


PINNED = {
    "articles": (2, "2d46306b"),
    "copies": (1, "fb7de59f"),
    "entities": (2, "04dbd605"),
    "event_mentions": (1, "b1db4084"),
    "events": (3, "d4db7b96"),
    "mentions": (1, "50ca6154"),
    "quarantine": (1, "db31917a"),
    "stories": (1, "7ad7ea7a"),
}
"""Of each table its version, and what its key, columns and types were when it got it."""


def shape_of(table):
    columns = [f"{field.name} {field.arrow} {field.is_nullable}" for field in table.fields]
    return hashlib.sha256("\n".join([table.key, *columns]).encode()).hexdigest()[:8]


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_a_table_with_other_columns_has_a_higher_version(table):
    version, shape = PINNED.get(table.name, (0, ""))
    assert shape_of(table) == shape or table.version > version, (
        f"the columns of {table.name} are others than those of version {version}: its `version` plus one"
    )
    assert (version, shape) == (table.version, shape_of(table)), (
        f'pin it: "{table.name}": ({table.version}, "{shape_of(table)}")'
    )
