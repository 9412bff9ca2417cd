"""A page that is nothing but a table of articles, as `DataFrame.to_html` and the export buttons of databases write it.

It is cut at the ends of its rows and never held whole. A page with a story in it stays a page: above such a table stands a
caption at most, and its header names both a title and a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import BinaryIO

from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import decode_text, html_charset
from copydesk.text.field_names import field_of
from copydesk.text.references import unescape
from schemas.quarantine import RejectionReason

TABLE = re.compile(rb"<table\b[^<>]*+>", re.IGNORECASE)
ROW_START = re.compile(rb"<tr\b[^<>]*+>", re.IGNORECASE)
ROW_END = re.compile(rb"</tr\s*+>", re.IGNORECASE)
TABLE_TAG = re.compile(rb"<(/?)(table|t[hdr])\b[^<>]*+>", re.IGNORECASE)
HIDDEN_START = re.compile(rb"<(head|style|script)\b|<!--", re.IGNORECASE)
HIDDEN_ENDS = {
    name: re.compile(rb"</" + name + rb"\s*+>", re.IGNORECASE)
    for name in (b"head", b"style", b"script")
} | {b"": re.compile(rb"-->")}
ANY_TAG = re.compile(rb"<[^<>]*+>")
BLOCK = re.compile(
    rb"<(?:p|div|br|li|h[1-6]|blockquote|ul|ol|img|figure|section|table)\b", re.IGNORECASE
)
MAX_ABOVE = 300
"""Characters that may stand above the table or below it: its name, who exported it and when."""
STEP = 1 << 16  # chosen: bytes asked for at first


def is_table_of_articles(head: bytes) -> bool:
    """Return whether a page begins with a table whose header names a title and a text, and has a row below.

    >>> is_table_of_articles(b"<html><table><tr><th>title<th>text</tr><tr><td>A<td>B</tr>")
    True
    """
    table = TABLE.search(head)
    if table is None:
        return False
    row = _header_row(head, table.end())
    if row is None or not ROW_START.search(head, row.stop):
        return False
    names = [name for cell in _cells(head[row.start : row.stop]) if (name := _plain(cell))]
    fields = {field_of(name) for name in names if name.casefold() != "name"}  # of a ware, a team
    above = ANY_TAG.sub(b"", _without_hidden(head[: table.start()]))
    return (
        "title" in fields
        and bool(fields & {"body", "html"})
        and len(b" ".join(above.split())) <= MAX_ABOVE
    )


def _without_hidden(markup: bytes) -> bytes:
    """Return markup without what no reader sees; what is never closed is seen."""
    parts, at = [], 0
    while found := HIDDEN_START.search(markup, at):
        end = HIDDEN_ENDS[(found[1] or b"").lower()].search(markup, found.end())
        if end is None:
            break
        parts.append(markup[at : found.start()])
        at = end.end()
    return b"".join([*parts, markup[at:]])


def read_html_table(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row below the header; a row of another width is rejected, and so is a text beside the rows."""
    stream, wide = as_utf8(as_stream(stream))
    charset = None if wide else place.encoding or html_charset(stream.peek(STEP))
    rows = _Rows(stream, place.limits.max_record_bytes)
    names: tuple[str, ...] = ()
    header = b""
    number = n_texts = 0
    while stream.peek(1):
        beside, own, has_end = rows.next()
        if names and _is_told_beside(beside):
            detail = "a text beside the rows of a table of articles"
            n_texts += 1
            kept = original_bytes(beside[: rows.limit], wide)
            yield place.reject(f"text {n_texts}", "not_a_record", detail, kept)
        if own in (b"", header):
            continue
        if not names:
            header = own
            names = _names_of(own, charset)
            continue
        number += 1
        kept = original_bytes(header + b"\n" + own, wide)
        if has_end:
            yield _row(place, f"row {number}", own, names, charset, kept)
        else:
            reason, detail = _unended(stream, own, rows.limit)
            yield place.reject(f"row {number}", reason, detail, kept)


def _is_lettered(row: bytes) -> bool:
    """Return whether a row holds the letters by which a spreadsheet calls its columns.

    >>> _is_lettered(b"<tr><th><th>A<th>B</tr>"), _is_lettered(b"<tr><th>A<th>title</tr>")
    (True, False)
    """
    cells = list(map(_plain, _cells(row)))
    letters = [chr(ord("A") + at) for at in range(len(cells) - 1)]
    return len(cells) > 2 and cells == ["", *letters]


def _names_of(header: bytes, charset: str | None) -> tuple[str, ...]:
    """Return the names of the columns; of one without a name its number."""
    cells = enumerate(_cells(header))
    return tuple(_plain(cell, charset) or f"Unnamed: {at}" for at, cell in cells)


def _row(
    place: Place, step: str, own: bytes, names: Sequence[str], charset: str | None, kept: bytes
) -> RawRecord | Rejection:
    """Return the record of a row, or why it is none."""
    cells = _cells(own)
    if len(cells) != len(names):
        detail = f"the row has {len(cells)} cells under {len(names)} names"
        return place.reject(step, "broken_record", detail, kept)
    values = (_value(cell, charset) for cell in cells)
    fields = dict(zip(names, values, strict=True))
    own_name = own_id(fields, place.columns)
    return place.record(step, "fields", kept, fields=fields, source_record_id=own_name)


def _unended(stream: Stream, own: bytes, limit: int) -> tuple[RejectionReason, str]:
    """Return the reason and the detail of a row that does not end."""
    damage = stream.tell_damage() if not stream.peek(1) else None
    if damage:
        return damage.reason, damage.detail
    reason: RejectionReason = "too_large" if len(own) >= limit else "broken_record"
    return reason, f"a row that does not end within {len(own):,} bytes"


def _is_told_beside(markup: bytes) -> bool:
    """Return whether markup between two rows, or behind the last, says more than a caption does."""
    if len(markup) <= MAX_ABOVE:
        return False
    return len(b" ".join(ANY_TAG.sub(b"", _without_hidden(markup)).split())) > MAX_ABOVE


class _Rows:
    """The rows of a stream, one after another. A table in a cell is part of its row."""

    def __init__(self, stream: Stream, limit: int) -> None:
        self.stream, self.limit = stream, limit
        self._find = _header_row  # of the header, then of the rows below it

    def next(self) -> tuple[bytes, bytes, bool]:
        """Consume what stands before a row, and the row; return both, and whether the row ends. The row is empty behind all."""
        size = STEP
        while True:
            head = self.stream.peek(size)
            is_last = len(head) < size or size > self.limit
            row = self._row_in(head, is_last=is_last)
            if row is not None:
                raw = self.stream.read(row.stop)
                self._find = _row_with_tables if self._find is _header_row else self._find
                return raw[: row.start], raw[row.start :], True
            if is_last:
                rest = self.stream.read(len(head))
                start = ROW_START.search(rest)
                at = start.start() if start else len(rest)
                return rest[:at], rest[at:], False
            size *= 4

    def _row_in(self, head: bytes, *, is_last: bool) -> range | None:
        """Return where the next row stands in what can be seen of the stream."""
        row = self._find(head, 0)
        is_open = row is None and is_last and ROW_START.search(head)
        if is_open and self._find is _row_with_tables:
            # A table in a cell that is never closed would swallow all further rows.
            self._find = _flat_row
            row = self._find(head, 0)
        return row


def _first_row(head: bytes, at: int) -> range | None:
    """Return where the first row that holds cells, and no table around further rows, begins and ends."""
    end = ROW_END.search(head, at)
    starts = [start.start() for start in ROW_START.finditer(head, at, end.start())] if end else []
    return range(starts[-1], end.end()) if end and starts else None


def _header_row(head: bytes, at: int) -> range | None:
    """Return where the first such row that says more than the letters of a spreadsheet's columns begins and ends."""
    row = _first_row(head, at)
    while row and _is_lettered(head[row.start : row.stop]):
        row = _first_row(head, row.stop)
    return row


def _row_with_tables(head: bytes, at: int) -> range | None:
    """Return where the next row begins and ends, tables in its cells included; None where it does not end here."""
    start = ROW_START.search(head, at)
    if start is None:
        return None
    depth = 0
    for tag in TABLE_TAG.finditer(head, start.end()):
        kind = (tag[1] + tag[2]).lower()
        if kind == b"table" or (kind == b"/table" and depth):
            depth += 1 if kind == b"table" else -1
        elif not depth and kind in (b"tr", b"/tr", b"/table"):
            # A row may be left open: the next one ends it, or its table does.
            return range(start.start(), tag.end() if kind == b"/tr" else tag.start())
    return None


def _flat_row(head: bytes, at: int) -> range | None:
    """Return where the next row begins and ends if no cell holds a table."""
    start = ROW_START.search(head, at)
    end = ROW_END.search(head, start.end()) if start else None
    return range(start.start(), end.end()) if start and end else None


def _cells(row: bytes) -> list[bytes]:
    """Return what stands in the cells of a row, tables in them whole; one that is never closed is no table.

    >>> _cells(b"<tr><td>A<td><table><tr><td>B</td></tr></table></td></tr>")
    [b'A', b'<table><tr><td>B</td></tr></table>']
    """
    tags = [(tag, (tag[1] + tag[2]).lower()) for tag in TABLE_TAG.finditer(row)]
    kinds = [kind for _, kind in tags]
    steps = {b"table": 1, b"/table": -1} if kinds.count(b"table") == kinds.count(b"/table") else {}
    cells: list[bytes] = []
    begin: int | None = None
    depth = 0
    for tag, kind in tags:
        depth += steps.get(kind, 0)
        if depth or kind in (b"table", b"/table"):
            continue
        if begin is not None:
            cells.append(row[begin : tag.start()])
        begin = tag.end() if kind in (b"td", b"th") else None
    return cells if begin is None else [*cells, row[begin:]]


def _plain(cell: bytes, charset: str | None = None) -> str:
    """Return the text of a cell on one line."""
    return " ".join(unescape(decode_text(ANY_TAG.sub(b" ", cell), charset)[0]).split())


def _value(cell: bytes, charset: str | None) -> str:
    """Return what a cell holds: its markup where it has paragraphs, else its text, line by line."""
    if BLOCK.search(cell):
        return decode_text(cell, charset)[0].strip()
    return unescape(decode_text(ANY_TAG.sub(b"", cell), charset)[0]).strip()
