"""Delimited tables (CSV, TSV): one row under its header is one record."""

from __future__ import annotations

import hashlib
import itertools
import operator
from collections.abc import Container, Sequence
from typing import BinaryIO

from copydesk.readers.csv_fit import Columns
from copydesk.readers.csv_head import HEAD, Head, header_of, is_other_header, named_by, read_head
from copydesk.readers.csv_rows import Row, RowCutter
from copydesk.readers.csv_turned import gathered, is_on_side, read_columns
from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.recognise import suffix_of
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of

TAB_SUFFIXES = frozenset({".tsv", ".tab"})
HEADER_IN_FULL = 1 << 12
"""Bytes of a header that is part of every row's own; of a wider one its hash is, or thousands of columns would multiply
the file."""


def read_csv(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per article: a row, in odd tables a column or some rows."""
    return gathered(_read_rows(stream, place), place)


def _read_rows(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row; rows wider than their header are rejected, for their cells have shifted."""
    stream, wide = as_utf8(as_stream(stream))
    known = set(map(operator.itemgetter(1), place.columns))
    is_tabbed = suffix_of(place.name) in TAB_SUFFIXES
    head = read_head(stream.peek(HEAD), is_tabbed, place.encoding, known)
    stream.read(head.n_bytes)
    if wide is None and is_on_side(stream.peek(HEAD), head.dialect, head.charset):
        yield from read_columns(stream, place, head.dialect, head.charset)
        return
    cutter = RowCutter(stream, head.dialect, place.limits.max_record_bytes)
    table = _Table(place, wide, head.charset, stream, head.dialect.delimiter)
    rows = cutter.rows()
    for row in itertools.islice(rows, head.n_above):
        table.above += row.raw + b"\n"
    for row in rows:
        if table.names is None:
            names, is_header = _names_under(head, row, known)
            table.open(row, names, is_header)
            cutter.n_columns = len(names)
            cutter.ends_in_text = is_header and field_of(names[-1]) == "body"
            if is_header:
                continue
        elif table.is_header_again(row):
            continue
        elif table.is_reordered(row) or is_other_header(row, cutter.n_columns, head.charset):
            table.open(row, *header_of(row, head.charset, known))
            cutter.n_columns = len(row.cells)
            continue
        yield table.read_row(row)


def _names_under(head: Head, row: Row, known: Container[str]) -> tuple[tuple[str, ...], bool]:
    """Return the names of the columns by the first row of a table, and whether it is the header."""
    names, is_header = header_of(row, head.charset, known)
    if head.is_unlike and not is_header:
        names, is_header = named_by(row, head.charset), True
    return ("", *names) if head.has_row_names and is_header else names, is_header


class _Table:
    """The header of a table and the number of rows read under it."""

    def __init__(
        self, place: Place, wide: str | None, charset: str | None, stream: Stream, delimiter: bytes
    ) -> None:
        self.place, self.wide, self.charset, self.stream = place, wide, charset, stream
        self.delimiter = delimiter
        self.names: tuple[str, ...] | None = None
        self.above = b""  # what stands above the header: part of it
        self.header = b""
        self.cells: tuple[bytes, ...] = ()
        self.columns = Columns(())
        self.n_rows = 0

    def open(self, row: Row, names: tuple[str, ...], is_header: bool) -> None:
        """Take the names for the rows that follow, and whether the row itself gave them."""
        self.names = names
        self.cells = row.cells if is_header else ()
        self.columns = Columns([field_of(name) for name in names])
        header = self.above + row.raw if is_header else self.above
        if len(header) > HEADER_IN_FULL:
            header = hashlib.sha256(header).hexdigest().encode()
        self.header, self.above = header, b""

    def is_header_again(self, row: Row) -> bool:
        """Return whether a row repeats the header: files were put one behind the other."""
        return bool(self.cells) and row.cells == self.cells

    def is_reordered(self, row: Row) -> bool:
        """Return whether a row has the names of the header in another order: another table begins."""
        is_like = bool(self.cells and row.cells) and row.cells[0] in self.cells
        return is_like and sorted(row.cells) == sorted(self.cells)

    def read_row(self, row: Row) -> RawRecord | Rejection:
        """Return the record of one row, or why it is none."""
        self.n_rows += 1
        step = f"row {self.n_rows}"
        limit = self.place.limits.max_record_bytes
        body = original_bytes(row.raw, self.wide)
        # The same cells under other names are another record.
        raw = original_bytes(self.header, self.wide) + b"\n" + body
        if len(row.raw) > limit:
            self.stream.skip_line()
            return self.place.reject(
                step, "too_large", f"the row has more than {limit:,} bytes", raw
            )
        if not row.has_end and not self.stream.peek(1) and (damage := self.stream.tell_damage()):
            return self.place.reject(step, damage.reason, damage.detail, raw)
        names = self.names or ()
        cells = _trimmed(row.cells, len(names))
        if len(cells) > len(names):
            cells = self.columns.fit(row, cells, self.delimiter)
        elif not row.is_stray:
            self.columns.see(cells)
        problem = _problem(row, cells, len(names))
        if problem:
            return self.place.reject(step, "broken_record", problem, raw)
        values = [decode_text(cell, self.charset)[0] for cell in cells]
        fields = dict(zip(names, values, strict=False))
        own = own_id(fields, self.place.columns)
        return self.place.record(step, "fields", raw, fields=fields, source_record_id=own)


def _trimmed(cells: Sequence[bytes], n: int) -> Sequence[bytes]:
    """Return the cells without empty ones beyond the header's width: delimiters at the end of a row mean nothing."""
    last = len(cells)
    while last > n and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def _problem(row: Row, cells: Sequence[bytes], n: int) -> str | None:
    """Return why a row can't be trusted; None for a good one."""
    if row.is_open:
        return "a quoted cell never closes"
    if len(cells) > n:
        return f"the row has {len(cells)} cells under {n} column names, and more than one may have been cut at a delimiter within"
    if 2 * len(cells) < n or len(cells) < min(n, 2):
        return f"the row has only {len(cells)} of {n} cells"
    return None
