"""Delimited tables (CSV, TSV): one row under its header is one record."""

from __future__ import annotations

import io
import re
from collections.abc import Container, Sequence
from typing import BinaryIO

from copydesk.encoding import decode_text, guessed_encoding
from copydesk.readers.csv_rows import Dialect, Row, RowCutter
from copydesk.readers.fields import own_id
from copydesk.readers.place import Place, Reading
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.recognise import suffix_of
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import RawRecord, Rejection

HEAD = 1 << 16
SAMPLE_ROWS = 20
DELIMITERS = (b",", b"\t", b";", b"|")
TAB_SUFFIXES = frozenset({".tsv", ".tab"})
ESCAPED_QUOTE = re.compile(
    rb'\\"(?![,;|\t\r\n]|\Z)'
)  # before a delimiter it may as well be a cell that ends in \
MAX_NAME = 80
MAX_HEADER = (
    HEAD  # bytes; the header is part of every row, so that a huge one would multiply the file
)
IDENTIFIER = re.compile(r"[^\W\d]\w*(?:[.\-]\w+)*")
NOT_LETTERS = re.compile(r"[^a-z]+")
NAMES = frozenset(
    {
        "title",
        "headline",
        "subtitle",
        "text",
        "fulltext",
        "body",
        "content",
        "article",
        "articlebody",
        "story",
    }
    | {
        "date",
        "published",
        "publishedat",
        "pubdate",
        "publishdate",
        "publicationdate",
        "datetime",
        "timestamp",
    }
    | {
        "author",
        "authors",
        "byline",
        "url",
        "link",
        "source",
        "publisher",
        "publication",
        "html",
        "section",
    }
    | {
        "id",
        "docid",
        "articleid",
        "bodyid",
        "uuid",
        "guid",
        "category",
        "label",
        "language",
        "summary",
        "description",
    }
)
"""Names of columns, letters only, each of which tells a header from a row of data."""


def read_csv(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row; rows wider than their header are rejected, for their cells have shifted."""
    stream, wide = as_utf8(as_stream(stream))
    head = stream.peek(HEAD)
    dialect = dialect_of(head, place.name)
    cutter = RowCutter(stream, dialect, place.limits.max_record_bytes)
    known = {theirs for _, theirs in place.columns}
    table = _Table(place, wide, place.encoding or charset_of(head), stream)
    for row in cutter.rows():
        if table.names is None:
            table.names, is_header = header_of(row, table.charset, known)
            table.header = row.raw if is_header else b""
            cutter.n_columns = len(table.names)
            if is_header:
                continue
        yield table.read_row(row)


class _Table:
    """The header of a table and the number of rows read under it."""

    def __init__(self, place: Place, wide: str | None, charset: str | None, stream: Stream) -> None:
        self.place, self.wide, self.charset, self.stream = place, wide, charset, stream
        self.names: tuple[str, ...] | None = None
        self.header = b""
        self.n_rows = 0

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
        return f"the row has {len(cells)} cells under {n} column names"
    if 2 * len(cells) < n or len(cells) < min(n, 2):
        return f"the row has only {len(cells)} of {n} cells"
    return None


def header_of(row: Row, charset: str | None, known: Container[str]) -> tuple[tuple[str, ...], bool]:
    """Return the column names, made up where the first row is no header, and whether it is one.

    A first row of data taken for a header would be lost without a trace: in doubt it is data.
    """
    texts = [decode_text(cell, charset)[0].strip() for cell in row.cells]
    named = [text for text in texts if text]
    are_names = bool(named) and not row.is_open and len(row.raw) <= MAX_HEADER
    are_names = are_names and all(len(text) <= MAX_NAME for text in named)
    has_known = any(text in known or NOT_LETTERS.sub("", text.lower()) in NAMES for text in named)
    if not (are_names and (has_known or all(IDENTIFIER.fullmatch(text) for text in named))):
        return tuple(f"column_{number}" for number in range(1, len(texts) + 1)), False
    return _distinct(texts), True


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the names; nameless columns are called as pandas calls them, repeated ones are numbered."""
    names: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for at, text in enumerate(texts):
        name = text or f"Unnamed: {at}"
        while name in names:
            numbers[text] = numbers.get(text, 1) + 1
            name = f"{text}_{numbers[text]}"
        names[name] = None
    return tuple(names)


def charset_of(head: bytes) -> str | None:
    """Return the encoding of a table that is not UTF-8, judged by its head as a whole rather than cell by cell."""
    try:
        head[: max(len(head) - 4, 0)].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(head) - 8:
            return guessed_encoding(head)
    return None


def dialect_of(head: bytes, name: str) -> Dialect:
    """Return the delimiter, line end and quoting that fit the first rows best."""
    line_end = b"\n" if b"\n" in head or b"\r" not in head else b"\r"
    has_backslashes = len(ESCAPED_QUOTE.findall(head)) > head.count(b'""')
    best, best_score = b",", (0.0, 0)
    for delimiter in DELIMITERS:
        dialect = Dialect(delimiter, line_end, has_backslashes)
        share, width = _fit(head, dialect)
        if suffix_of(name) in TAB_SUFFIXES and delimiter == b"\t" and width > 1:
            share = 2.0
        if (share, width) > best_score and width > 1:
            best, best_score = delimiter, (share, width)
    return Dialect(best, line_end, has_backslashes)


def _fit(head: bytes, dialect: Dialect) -> tuple[float, int]:
    """Return the share of rows as wide as the first one, and that width."""
    cutter = RowCutter(Stream(io.BytesIO(head)), dialect, HEAD)
    widths = []
    for row in cutter.rows():
        widths.append(len(row.cells))
        cutter.n_columns = widths[0]
        if len(widths) >= SAMPLE_ROWS:
            break
    if not widths:
        return 0.0, 0
    if len(widths) > 2 and len(widths) < SAMPLE_ROWS and len(head) >= HEAD:
        widths.pop()  # cut by the end of the head
    return round(sum(width == widths[0] for width in widths) / len(widths), 1), widths[0]
