"""Rows cut out of delimited text, with quoted cells over many lines, stray quotes and quotes that never close.

A quote opens a cell only at its start and closes it only before a delimiter or the end of the line; any other quote
is a character. A cell that never closes would swallow the file: then its first line alone is the damaged row.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from copydesk.readers.stream import Stream

QUOTES = {mark: re.compile(mark + b"+") for mark in (b'"', b"'")}
NO_QUOTE = b"\xff\xff"
"""What encloses cells where nothing does: no encoding that is read has these bytes."""
MANY_COLUMNS = 4  # a line of prose seldom has as many commas by chance
MAX_CELL_LINES = (
    50_000  # no cell of a story runs over as many; bounds what a stray quote may hold in memory
)
MAX_CELLS = 16_384  # the widest table of any spreadsheet; what stands behind is one cell more
BLANK_LINES = {
    b"\n": re.compile(rb"(?:[ \t\x00\r]*+\n)++"),
    b"\r": re.compile(rb"(?:[ \t\x00\n]*+\r)++"),
}
BLANK_STEP = 1 << 14  # chosen: bytes looked at for blank lines at once; bounds memory alone


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """How cells and rows are parted."""

    delimiter: bytes = b","
    line_end: bytes = b"\n"
    has_backslashes: bool = False  # quotes inside cells are written \" and not ""
    quote: bytes = b'"'
    is_spaced: bool = False  # a space stands between a delimiter and the quote behind it


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row: its bytes without the line end, and its cells."""

    raw: bytes
    cells: tuple[bytes, ...]
    is_stray: bool = False  # a quote stands inside a quoted cell
    is_open: bool = False  # a quoted cell never closes
    has_end: bool = True  # a line end stands after it
    quoted: Sequence[int] = ()  # the places of cells that quotes enclose


class _Scan:
    """A row under construction: takes lines until no quoted cell is open."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.lines: list[bytes] = []
        self.cells: list[bytes] = []
        self.quoted: list[int] = []
        self.is_open = False
        self.is_stray = False
        self._open_parts: list[bytes] = []

    def add(self, line: bytes) -> None:
        """Take one more line, with its line end."""
        self.lines.append(line)
        content = without_end(line)
        delimiter = self.dialect.delimiter
        at = 0
        while True:
            if self.is_open:
                close = self._closing_quote(content, at)
                if close < 0:
                    self._open_parts.append(line[at:])
                    return
                self._open_parts.append(content[at:close])
                self._end_quoted()
                at = close + 1
                if at >= len(content):
                    return
                at += len(delimiter)
            if self.dialect.is_spaced and content.startswith(b" " + self.dialect.quote, at):
                at += 1
            if content.startswith(self.dialect.quote, at):
                self.is_open, at = True, at + 1
                continue
            end = content.find(delimiter, at) if len(self.cells) < MAX_CELLS else -1
            if end < 0:
                self.cells.append(content[at:])
                return
            self.cells.append(content[at:end])
            at = end + len(delimiter)

    def go_on(self, line: bytes) -> None:
        """Take the line behind one that left a cell open: most of a text's hold no quote."""
        if self.dialect.quote in line:
            self.add(line)
        else:
            self.lines.append(line)
            self._open_parts.append(line)

    def _closing_quote(self, content: bytes, at: int) -> int:
        """Return the place of the quote that closes the open cell; -1 when this line has none."""
        for run in QUOTES[self.dialect.quote].finditer(content, at):
            n, end = run.end() - run.start(), run.end()
            if self.dialect.has_backslashes and content[at : run.start()].endswith(b"\\"):
                n -= 1
            if n % 2 == 0:
                continue
            if end == len(content) or content.startswith(self.dialect.delimiter, end):
                return end - 1
            self.is_stray = True
        return -1

    def _end_quoted(self) -> None:
        quote = self.dialect.quote
        cell = b"".join(self._open_parts).replace(2 * quote, quote)
        if self.dialect.has_backslashes:
            cell = cell.replace(b"\\" + quote, quote)
        self.quoted.append(len(self.cells))
        self.cells.append(cell)
        self._open_parts = []
        self.is_open = False

    def row(self) -> Row:
        """Return the row as it stands."""
        raw = b"".join(self.lines)
        cells = [*self.cells, b"".join(self._open_parts)] if self.is_open else self.cells
        bare = without_end(raw)
        has_end = len(bare) < len(raw)
        return Row(bare, tuple(cells), self.is_stray, self.is_open, has_end, self.quoted)


class RowCutter:
    """Cuts a stream into rows."""

    def __init__(self, stream: Stream, dialect: Dialect, limit: int) -> None:
        self.stream, self.dialect, self.limit = stream, dialect, limit
        self.n_columns = 0  # of the header, once known
        self.ends_in_text = False  # the last column holds what runs over lines
        self._has_rests = False  # in some row it did so without quotes
        self._shape = ""  # of the first cell of the last good row
        self._single_until = 0  # up to this offset no open cell closes: every line is a row

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order; blank lines are none."""
        while line := self._line():
            if not line.strip(b"\r\n \t\x00"):
                self._skip_blank_lines()
                continue
            row = self._row(line)
            if len(row.cells) == self.n_columns and not row.is_open:
                self._shape = shape_of(row.cells[0])
            yield self._with_rest(row) if self._may_run_on(row) else row

    def _may_run_on(self, row: Row) -> bool:
        """Return whether a row under numbers ends in a text without quotes, whose further lines nothing else would take."""
        is_whole = row.has_end and not row.is_open and len(row.cells) >= self.n_columns > 1
        is_bare = len(row.cells) - 1 not in row.quoted and shape_of(row.cells[0]) == "number"
        return self.ends_in_text and is_whole and is_bare

    def _with_rest(self, row: Row) -> Row:
        """Return a row with the lines of its text up to the next number: behind the last one only where others ran on, too."""
        lines: list[bytes] = []
        size, is_next = len(row.raw), False
        while size <= self.limit and (line := self._line()):
            size += len(line)
            lines.append(line)
            if is_next := shape_of(line.partition(self.dialect.delimiter)[0]) == "number":
                break
        if is_next:
            self.stream.unread(lines.pop())
        rest = b"".join(lines)
        if not rest.strip(b"\r\n \t\x00") or not (is_next or self._has_rests) or size > self.limit:
            self.stream.unread(rest)
            return row
        self._has_rests = True
        text = without_end(rest.rstrip(b"\r\n"))
        end = self.dialect.line_end
        cells = (*row.cells[:-1], row.cells[-1] + end + text)
        return dataclasses.replace(row, raw=row.raw + end + text, cells=cells)

    def _skip_blank_lines(self) -> None:
        """Consume the blank lines that follow one, in large steps: a file may hold millions."""
        end = self.dialect.line_end
        while found := BLANK_LINES[end].match(self.stream.peek(BLANK_STEP)):
            self.stream.read(found.end())

    def _line(self) -> bytes:
        return self.stream.read_line(self.limit + 1, self.dialect.line_end)

    def _row(self, line: bytes) -> Row:
        """Return the row that begins with this line, taking more lines while a quoted cell is open."""
        scan = _Scan(self.dialect)
        scan.add(line)
        size = len(line)
        while scan.is_open and self.stream.offset > self._single_until:
            can_grow = size <= self.limit and len(scan.lines) < MAX_CELL_LINES
            more = self._line() if can_grow else b""
            if not more:
                break
            size += len(more)
            scan.go_on(more)
        is_odd = scan.is_open or scan.is_stray or not self._is_wide_enough(scan.cells)
        if len(scan.lines) > 1 and is_odd:
            scan = self._without_swallowed(scan)
        return scan.row()

    def _is_wide_enough(self, cells: list[bytes]) -> bool:
        """Return whether a row has as many cells as the header, empty ones behind them left aside."""
        n = self.n_columns
        return len(cells) == n or (len(cells) > n > 0 and not any(map(bytes.strip, cells[n:])))

    def _without_swallowed(self, scan: _Scan) -> _Scan:
        """Where a stray quote made a row swallow good ones, return the lines before them; they are read again.

        No cell closes in the lines put back before their last, or the row would have ended there. So each of them is
        a row for itself: to look for the end of every cell that they open would take the square of the file's time.
        """
        for n_kept in range(1, len(scan.lines)):
            if self._is_good(self._scan_of(scan.lines[n_kept : n_kept + 1])):
                last = 0 if scan.is_open else len(scan.lines[-1])
                self._single_until = self.stream.offset - last
                self.stream.unread(b"".join(scan.lines[n_kept:]))
                return self._scan_of(scan.lines[:n_kept])
        return scan

    def _scan_of(self, lines: list[bytes]) -> _Scan:
        scan = _Scan(self.dialect)
        for line in lines:
            scan.add(line)
        return scan

    def _is_good(self, scan: _Scan) -> bool:
        """Return whether these lines are surely a row: clean, of the right width, and like the one before."""
        if scan.is_open or scan.is_stray or len(scan.cells) != self.n_columns or self.n_columns < 2:
            return False
        shape = shape_of(scan.cells[0])
        return shape == (self._shape or shape) and (
            shape != "text" or self.n_columns >= MANY_COLUMNS
        )


def without_end(line: bytes) -> bytes:
    """Return a line without its one line end."""
    for end in (b"\r\n", b"\n", b"\r"):
        if line.endswith(end):
            return line[: -len(end)]
    return line


def shape_of(cell: bytes) -> str:
    """Return what kind of value a cell holds, coarsely."""
    text = cell.strip()
    if not text:
        return "empty"
    if text.replace(b".", b"").replace(b"-", b"").isdigit():
        return "number"
    return "text" if b" " in text else "word"
