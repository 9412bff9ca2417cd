"""The dictionary: one Markdown page per table, derived from its contract. `python -m copydesk.report.dictionary DIR` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from copydesk.checks.validate import rules_of
from copydesk.collection.checks import check_columns
from schemas.contract import Field, Table
from schemas.tables import TABLES

DEFAULT_LIMITS = {"min_words": 20, "min_article_chance": 15}


def describe_table(table: Table) -> str:
    """Return the dictionary page of a table, in Markdown."""
    return "\n".join(_lines(table)) + "\n"


def _lines(table: Table) -> Iterator[str]:
    yield f"# {table.name}"
    yield ""
    yield f"{table.note} Key: `{table.key}`. Contract version {table.version}."
    if table.partition:
        yield ""
        yield (
            f"Partitioned by `{table.partition}` (`2019-11`; `0000-00` for rows without a date), which pandas "
            "adds as a column."
        )
    yield ""
    yield "| column | type | null | meaning | example |"
    yield "|---|---|---|---|---|"
    for field in table.fields:
        null = "yes" if field.is_nullable else "no"
        yield f"| `{field.name}` | {_type(field)} | {null} | {_cell(_meaning(field))} | {_cell(_example(field))} |"
    yield ""
    yield "## Checks"
    yield ""
    yield "A failed check on a record blanks the value (and flags the article) or quarantines the record;"
    yield "one that only a defect of the program can fail stops the run."
    yield ""
    yield "| check | what a failure costs |"
    yield "|---|---|"
    for rule in rules_of(table, DEFAULT_LIMITS, [field.name for field in table.fields]):
        yield f"| `{rule.name}` | {_cost(table, rule.on_failure)} |"
    yield from _row_checks(table)


def _row_checks(table: Table) -> Iterator[str]:
    """Yield the lines of the checks that look at more than one value of a row, or at other rows."""
    checks = {check.name: check for check in table.row_checks}
    for name in check_columns(table, list(TABLES)):
        check = checks.get(name)
        note = f": {check.note}" if check is not None else ""
        cost = f"`{check.blank}`" if check is not None and check.blank else "the run"
        yield f"| `{name}`{_cell(note)} | {cost} |"


def _cost(table: Table, on_failure: str) -> str:
    if table.name != "articles":
        return "the run"
    return "the value" if on_failure == "blank" else "the record"


def _type(field: Field) -> str:
    names = {
        pa.string(): "string",
        pa.int64(): "int64",
        pa.float64(): "float64",
        pa.bool_(): "bool",
        pa.timestamp("us", tz="UTC"): "timestamp, UTC",
        pa.timestamp("ms"): "day",
    }
    if field.is_list:
        return f"list of {names[field.arrow.value_type]}"
    return names[field.arrow]


def _meaning(field: Field) -> str:
    if field.values:
        return f"{field.column.note} One of: {', '.join(f'`{v}`' for v in field.values)}."
    return field.column.note


def _example(field: Field) -> str:
    example = field.column.example
    if isinstance(example, list):
        return ", ".join(f"`{item}`" for item in example)
    return f"`{example}`".replace("\n", "⏎")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write_dictionary(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES.values():
        (folder / f"{table.name}.md").write_text(describe_table(table), encoding="utf-8")


if __name__ == "__main__":
    write_dictionary(Path(sys.argv[1]))
