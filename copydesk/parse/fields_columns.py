"""Which of a record's named fields means what: names are recognised, a `source.toml` may override them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from copydesk.records import SourceConfig

MAX_NESTING = 6
MAX_FIELDS = 2_000

NAMES_FILE = Path(__file__).with_name("field_names.toml")
PAGE_METADATA = (
    "metadata",
    "meta",
    "og",
    "article",
    "twitter",
    "dc",
    "jsonld",
    "fields",
    "headline",
    "data",
    "source",
)
"""Names of nested objects that describe the same article; other nested objects are about other things."""


@cache
def field_names() -> dict[str, tuple[str, ...]]:
    """Return our fields with the names that each goes by, most telling first."""
    table = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    return {field: tuple(names.split()) for field, names in table.items()}


def plain_name(name: object) -> str:
    """Return a field's name as letters and digits in lower case.

    >>> plain_name("publish_date"), plain_name("Body ID")
    ('publishdate', 'bodyid')
    """
    return re.sub(r"[\W_]+", "", str(name)).casefold()


def columns_of(fields: Mapping[str, Any], source: SourceConfig) -> dict[str, list[Any]]:
    """Return our fields with the values that a record gives for each, best first; only values that say something."""
    named = list(_named_values(fields))
    by_name: dict[str, list[Any]] = {}
    for name, value in named:
        by_name.setdefault(name, []).append(value)
    found = {
        field: [value for name in names for value in by_name.get(name, ())]
        for field, names in field_names().items()
    }
    for field, column in source.columns:
        if (value := _declared(fields, column)) is not None and field in found:
            found[field].insert(0, value)
    if found["crawled"] and not found["published"]:
        found[
            "updated"
        ] = []  # next to a crawl time and no publication, it is the row that was updated
    return found


def _declared(fields: Mapping[str, Any], column: str) -> Any:
    """Return the value of a declared column; a dot leads into a nested object."""
    if column in fields:
        return fields[column]
    value: Any = fields
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def _named_values(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every field that says something, outer ones before those of nested metadata."""
    waiting: list[tuple[str, Mapping[str, Any], int]] = [("", fields, 0)]
    n_seen = 0
    while waiting:
        prefix, mapping, depth = waiting.pop(0)
        for key, value in mapping.items():
            n_seen += 1
            if n_seen > MAX_FIELDS:
                return
            name = plain_name(key)
            if not name or is_empty(value):
                continue
            yield prefix + name if prefix else name, value
            if isinstance(value, Mapping) and depth < MAX_NESTING and name in PAGE_METADATA:
                # meta_data.og.title is `ogtitle`, meta_data.author is `author`, article.author is `author`
                waiting.append(("og" if name == "og" else "", value, depth + 1))


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing: null, blank, an empty list, NaN or a written null."""
    if value is None or value == "" or value == [] or value == {}:
        return True
    if isinstance(value, float):
        return value != value
    return isinstance(value, str) and value.strip().casefold() in EMPTY_TEXTS


EMPTY_TEXTS = frozenset(
    (
        "",
        "null",
        "none",
        "nan",
        "n/a",
        "na",
        "nat",
        "[]",
        "{}",
        "['']",
        '[""]',
        "<na>",
        "-",
        "undefined",
    )
)
