"""Which of a record's named fields means what: names are recognised, a `source.toml` may override them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from copydesk.parse.dates import with_zone
from copydesk.records import SourceConfig
from copydesk.text.field_names import (
    field_names,
    fields_by_name,
    known_name,
    places_by_name,
    plain_name,
)

MAX_NESTING = 6
MAX_FIELDS = 17_000
"""Of one record: more than the widest spreadsheet has columns."""

PAGE_METADATA = tuple(
    """metadata meta og opengraph article twitter dc jsonld fields headline data source html thread links sourceinfo embedded
    credits taxonomy noteattributes dates timestamps urls head header body""".split()
)
"""Names of nested objects that describe the same article; other nested objects are about other things."""

ADDRESSES = frozenset(("links", "urls"))
"""Names of nested objects that hold an address under each name: `links.web` is `weburl`."""


class Cell(NamedTuple):
    """A value with the plain name of its column."""

    name: str
    value: Any


def columns_of(fields: Mapping[str, Any], source: SourceConfig) -> dict[str, list[Cell]]:
    """Return our fields with the values that a record gives for each, best first; only values that say something."""
    by_name: dict[str, list[Cell]] = {}
    behind: list[tuple[str, Cell]] = []
    for name, value in _named_values(fields):
        known = known_name(name)
        if known == name:
            by_name.setdefault(name, []).append(Cell(name, value))
        else:
            behind.append((known, Cell(name, value)))
    for known, cell in behind:
        by_name.setdefault(known, []).append(cell)
    found = _by_field(by_name)
    for field, column in source.columns:
        if not is_empty(value := declared_value(fields, column)) and field in found:
            found[field].insert(0, Cell(plain_name(column), value))
    found["authors"] = _authors_among(found)
    found["published"] = _with_day_in_parts(found["published"], by_name)
    for field in ("published", "updated"):
        found[field] = _on_stated_clock(found[field], by_name)
    if found["crawled"] and not found["published"]:
        found[
            "updated"
        ] = []  # next to a crawl time and no publication, it is the row that was updated
    return found


def _by_field(by_name: Mapping[str, list[Cell]]) -> dict[str, list[Cell]]:
    """Return all our fields, each with the cells of the names that it goes by, most telling first."""
    placed: dict[str, list[tuple[int, list[Cell]]]] = {}
    for name, cells in by_name.items():
        for field, place in places_by_name().get(name, ()):
            placed.setdefault(field, []).append((place, cells))
    found: dict[str, list[Cell]] = {field: [] for field in field_names()}
    for field, named in placed.items():  # of a record that says little, few
        found[field] = [c for _, cells in sorted(named, key=lambda n: n[0]) for c in cells]
    return found


def _authors_among(found: Mapping[str, list[Cell]]) -> list[Cell]:
    """Return the cells of authors; where there are none, the name whose parts stand in two columns."""
    parts = [found["first_name"][:1], found["last_name"][:1]]
    if found["authors"] or not all(parts):
        return found["authors"]
    return [Cell("author", " ".join(str(cell.value) for [cell] in parts))]


def _with_day_in_parts(cells: list[Cell], by_name: Mapping[str, list[Cell]]) -> list[Cell]:
    """Return the cells of dates with a day in three columns before them; behind them where one has a time of day."""
    parts = [Cell("published", day)] if (day := _day_in_parts(by_name)) is not None else []
    has_clock = any(":" in str(cell.value) for cell in cells)
    return [*cells, *parts] if has_clock else [*parts, *cells]


CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?")
ZONE_COLUMNS = (
    "timezone",
    "tz",
    "timezonename",
    "utcoffset",
    "tzoffset",
    "gmtoffset",
    "timezoneoffset",
)


def _on_stated_clock(cells: list[Cell], by_name: Mapping[str, list[Cell]]) -> list[Cell]:
    """Return the cells of dates with the time of day and the zone that stand in columns of their own."""
    zone = next((by_name[name][0].value for name in ZONE_COLUMNS if name in by_name), None)
    return [
        cell if is_in_utc(cell.name) else cell._replace(value=with_zone(cell.value, zone))
        for cell in _with_clock(cells)
    ]


def is_in_utc(name: str) -> bool:
    """Return whether a column's name says that its moments are in UTC."""
    return name.endswith(("gmt", "utc", "unixtime")) and len(name) > len("utc")


def _with_clock(cells: list[Cell]) -> list[Cell]:
    """Return the cells of days, the first with the time of day that stands alone in another; of times alone these."""
    times = [cell for cell in cells if CLOCK.fullmatch(str(cell.value).strip())]
    days = [cell for cell in cells if cell not in times]
    if times and days and ":" not in str(days[0].value):
        days[0] = Cell(days[0].name, f"{days[0].value} {times[0].value}")
    return days or times


def _day_in_parts(by_name: Mapping[str, list[Cell]]) -> str | None:
    """Return the day that three columns of numbers give, called year, month and day."""
    parts = []
    for name in ("year", "month", "day"):
        value = by_name[name][0].value if name in by_name else None
        text = str(value).strip().removesuffix(".0")
        if not text.isdecimal() or not text.isascii() or len(text) > len("2024"):
            return None
        parts.append(int(text))
    year, month, day = parts
    return f"{year:04}-{month:02}-{day:02}" if year > 999 else None


def values_of(cells: list[Cell]) -> list[Any]:
    """Return the values of cells."""
    return [cell.value for cell in cells]


def declared_value(fields: Mapping[str, Any], column: str) -> Any:
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
        inside, mapping, depth = waiting.pop(0)
        prefix, behind = "og" if inside == "og" else "", "url" if inside in ADDRESSES else ""
        for key, value in mapping.items():
            n_seen += 1
            if n_seen > MAX_FIELDS:
                return
            name = plain_name(key)
            if not name or is_empty(value):
                continue
            yield f"{prefix}{name}{'' if name in fields_by_name() else behind}", value
            if isinstance(value, Mapping) and depth < MAX_NESTING and name in PAGE_METADATA:
                # meta_data.og.title is `ogtitle`, meta_data.author is `author`, article.author is `author`
                waiting.append((name, value, depth + 1))


def is_empty(value: Any) -> bool:
    """Return whether a value says nothing: null, blank, an empty list, NaN or a written null."""
    if value is None or value == "" or value == [] or value == {}:
        return True
    if isinstance(value, float):
        return value != value
    if not isinstance(value, str):
        return False
    bare = value.strip()
    return len(bare) <= LONGEST_EMPTY and bare.casefold() in EMPTY_TEXTS


EMPTY_TEXTS = frozenset((
    "", "null", "none", "nan", "n/a", "na", "nat", "[]", "{}", "['']", '[""]', "<na>", "-",
    "undefined", "\\n", "(null)", "#n/a", "nil", "--", "—", "[removed]", "[deleted]",
    "[object object]", "only available in paid plans",
    "only available in professional and corporate plans", "only available in corporate plans",
))  # fmt: skip
LONGEST_EMPTY = max(map(len, EMPTY_TEXTS))  # folding shortens no text
