"""Spreadsheets (Excel `.xlsx`, OpenDocument `.ods`): each sheet is a table, read by the reader of tables.

A cell far down or to the right costs nothing: rows are written as they come, and no more cells than a table may have.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from copydesk.readers.csv_rows import MAX_CELLS
from copydesk.readers.csv_table import read_csv
from copydesk.readers.package import Package, Part, attribute, events_of, local, open_package
from copydesk.readers.place import Place, Reading, member_step
from copydesk.readers.stream import DamageError, Stream, as_stream

MAX_SHEETS = 1_000  # chosen: bounds hostile files
MAX_REPEATS = (
    100  # of an OpenDocument row or cell: what is said a million times is said once too often
)
CELL = re.compile(r"([A-Z]{1,3})\d+")
DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
NO_CODE = re.compile(r"\"[^\"]{0,255}+\"|\[[^\]]{0,255}+\]|\\.")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
FIRST_DAY, FIRST_DAY_MAC = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 -- clocks on a wall
LAST_SERIAL = 2_958_466  # 10000-01-01


class Rows:
    """Rows as the bytes of a table: the source of a `Stream`."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        self.rows = rows

    def read(self, _: int, /) -> bytes:
        """Return the next row; b"" at the end."""
        row = next(self.rows, None)
        return b"" if row is None else _line(row)


def _line(cells: Iterable[str]) -> bytes:
    quoted = (
        '"' + cell.replace("\x00", "").replace('"', '""') + '"' if cell else "" for cell in cells
    )
    return (",".join(quoted) + "\n").encode("utf-8", "replace")


def read_sheets(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the rows of every sheet that holds any."""
    stream = as_stream(stream)
    head = stream.peek(1 << 12)
    try:
        if head.startswith(ZIP):
            with open_package(stream, place) as package:
                is_excel = "xl/workbook.xml" in package.names
                yield from _tables(
                    _excel_sheets(package) if is_excel else _open_sheets(package), place
                )
        else:
            part = Part(stream, place.limits.max_spool_bytes)
            rows = _flat_rows(events_of(part, place.name, FLAT_NAMES))
            yield from _tables((("", own) for own in _by_number(rows)), place)
    except DamageError as error:
        if not head.startswith(ZIP):
            stream.skip()
        stream.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)


ZIP = b"PK\x03\x04"
FLAT_NAMES = ("Worksheet", "Row", "table", "table-row")
"""Elements of the one XML file that Excel of 2003 and LibreOffice write for a whole workbook."""


def _tables(sheets: Iterable[tuple[str, Iterator[list[str]]]], place: Place) -> Reading:
    """Yield the rows of sheets."""
    for number, (name, rows) in enumerate(sheets):
        if number >= MAX_SHEETS:
            raise DamageError("too_large", f"the file has more than {MAX_SHEETS} sheets")
        step = member_step(name).replace("member", "sheet", 1)
        inside = place.within(step if step != "sheet " else f"sheet {number + 1}", f"{number}.csv")
        table = Stream(Rows(rows))
        yield from read_csv(table, inside)
        if table.damage is not None and not table.is_damage_told:
            raise DamageError(table.damage.reason, table.damage.detail)


def _by_number(rows: Iterator[tuple[int, list[str]]]) -> Iterator[Iterator[list[str]]]:
    """Yield the rows of each sheet, of rows with the numbers of their sheets."""
    for _, own in itertools.groupby(rows, key=lambda pair: pair[0]):
        yield (cells for _, cells in own)


def _flat_rows(nodes: Iterable[Any]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything of a workbook in one XML file, each with the number of its sheet."""
    number = 0
    for node in nodes:
        name = local(node)
        if name in ("Worksheet", "table"):
            number += 1
        elif name == "table-row":
            times = min(_whole(attribute(node, "number-rows-repeated") or "1"), MAX_REPEATS)
            cells = _open_cells(node)
            yield from itertools.repeat((number, cells), times if any(cells) else 0)
        elif any(cells := _cells_of_2003(node)):
            yield number, cells


def _cells_of_2003(row: Any) -> list[str]:
    """Return the cells of a row; one that says its place leaves those before it empty."""
    cells: list[str] = []
    for cell in row:
        at = _whole(attribute(cell, "Index")) - 1
        if len(cells) < at < MAX_CELLS:
            cells += [""] * (at - len(cells))
        data = next((child for child in cell if local(child) == "Data"), None)
        if len(cells) < MAX_CELLS:
            cells.append("" if data is None else "".join(data.itertext()))
    return cells


def _excel_sheets(package: Package) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield the sheets of an Excel file in their order."""
    targets = {
        attribute(node, "Id") or "": attribute(node, "Target") or ""
        for node in package.events("xl/_rels/workbook.xml.rels", ("Relationship",))
    }
    names, first_day = _workbook(package)
    strings = [_text_of(node, "t") for node in package.events("xl/sharedStrings.xml", ("si",))]
    dates = _date_styles(package)
    for name, relation in names:
        target = targets.get(relation, "").lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in package.names:
            yield name, _excel_rows(package, part, strings, dates, first_day)


def _workbook(package: Package) -> tuple[list[tuple[str, str]], dt.datetime]:
    """Return the names of the sheets, each with its relation, and the day from which dates are counted."""
    names: list[tuple[str, str]] = []
    first_day = FIRST_DAY
    for node in package.events("xl/workbook.xml", ("sheet", "workbookPr")):
        if local(node) == "workbookPr":
            first_day = FIRST_DAY_MAC if attribute(node, "date1904") in ("1", "true") else first_day
        else:
            names.append((attribute(node, "name") or "", attribute(node, "id") or ""))
    return names, first_day


def _date_styles(package: Package) -> frozenset[int]:
    """Return the numbers of the cell styles that show a date."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    for node in package.events("xl/styles.xml", ("numFmt", "cellXfs")):
        if local(node) == "numFmt":
            codes[_whole(attribute(node, "numFmtId"))] = attribute(node, "formatCode") or ""
        else:
            styles = [_whole(attribute(child, "numFmtId")) for child in node]
    return frozenset(
        at
        for at, code in enumerate(styles)
        if code in DATE_FORMATS
        or (code in codes and DATE_CODE.search(NO_CODE.sub("", codes[code])))
    )


def _excel_rows(
    package: Package, part: str, strings: list[str], dates: frozenset[int], first_day: dt.datetime
) -> Iterator[list[str]]:
    """Yield the rows of a sheet that hold anything."""
    for row in package.events(part, ("row",)):
        cells: list[str] = []
        for cell in row:
            found = CELL.match(attribute(cell, "r") or "")
            at = _column(found.group(1)) if found else len(cells)
            if len(cells) <= at < MAX_CELLS:
                cells += [""] * (at - len(cells))
                cells.append(_excel_value(cell, strings, dates, first_day))
        if any(cells):
            yield cells


def _column(letters: str) -> int:
    """Return the number of a column.

    >>> _column("A"), _column("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _excel_value(
    cell: Any, strings: list[str], dates: frozenset[int], first_day: dt.datetime
) -> str:
    """Return what a cell shows."""
    kind = attribute(cell, "t")
    if kind == "inlineStr":
        return _text_of(cell, "t")
    value = next((str(child.text or "") for child in cell if local(child) == "v"), "")
    if kind == "s":
        at = _whole(value)
        return strings[at] if 0 <= at < len(strings) else ""
    if kind == "e":
        return ""
    is_date = kind in (None, "n") and value and _whole(attribute(cell, "s") or "0") in dates
    return _date(value, first_day) if is_date else ESCAPED.sub(_unescaped, value)


def _date(value: str, first_day: dt.datetime) -> str:
    """Return a day's number as ISO text, with its time where it has one.

    >>> _date("44319.5", FIRST_DAY), _date("44319", FIRST_DAY)
    ('2021-05-03T12:00:00', '2021-05-03')
    """
    try:
        serial = float(value)
    except ValueError:
        return value
    if not 1 <= serial < LAST_SERIAL:
        return value
    moment = first_day + dt.timedelta(seconds=round(serial * 86_400))
    return moment.date().isoformat() if serial.is_integer() else moment.isoformat()


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1


def _text_of(element: Any, name: str) -> str:
    """Return the text of all elements of a name below; phonetic readings are none of it."""
    parts = []
    for node in element.iter():
        if isinstance(node.tag, str) and local(node) == name:
            above = node.getparent()
            if above is None or local(above) != "rPh":
                parts.append(str(node.text or ""))
    return ESCAPED.sub(_unescaped, "".join(parts))


def _unescaped(found: re.Match[str]) -> str:
    """Return the character that Excel writes as `_x000D_`."""
    sign = chr(int(found.group(1), 16))
    return "" if sign == "\r" or "\ud800" <= sign <= "\udfff" else sign


def _open_sheets(package: Package) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield the sheets of an OpenDocument file, which all lie in one part."""
    names = [attribute(node, "name") or "" for node in package.events("content.xml", ("table",))]
    rows = _flat_rows(package.events("content.xml", ("table", "table-row")))
    for number, own in itertools.groupby(rows, key=lambda pair: pair[0]):
        yield names[number], (cells for _, cells in own)


def _open_cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        times = max(_whole(attribute(cell, "number-columns-repeated") or "1"), 1)
        value = attribute(cell, "date-value") or _paragraphs(cell)
        times = times if not value else min(times, MAX_REPEATS)
        if len(cells) + times <= MAX_CELLS:
            cells += [value] * times
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _paragraphs(cell: Any) -> str:
    """Return the paragraphs of a cell, comments left out."""
    return "\n".join("".join(child.itertext()) for child in cell if local(child) == "p")
