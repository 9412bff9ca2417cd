"""The head of a delimited table: what parts its cells, where its header stands, what its columns are called."""

from __future__ import annotations

import dataclasses
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence

from copydesk.readers.csv_fit import Columns
from copydesk.readers.csv_rows import NO_QUOTE, Dialect, Row, RowCutter
from copydesk.readers.stream import Stream
from copydesk.text.encoding import decode_text, encoding_of_head, sure_encoding
from copydesk.text.field_names import field_of

HEAD = 1 << 16
SAMPLE_ROWS = 20
MAX_PREAMBLE = 15  # rows above a header: a title, who exported it and when
DELIMITERS = (b",", b"\t", b";", b"|", b"^", b"~", b"\x01")
"""What parts cells; the last is Hive's."""
SEP_LINE = re.compile(rb"""\s{0,4}"?sep=([,;|\t^~])"?[ \t]*\r?(?:\n|\Z)""", re.IGNORECASE)
"""What Excel writes and reads above a table: the mark between its cells."""
# before a delimiter it may as well be a cell that ends in \
ESCAPED_QUOTE = re.compile(rb'\\"(?![,;|\t\r\n]|\Z)')
MAX_NAME = 80
MAX_NAME_WORDS = 8  # of a column's name; what stands between two commas of prose has mostly more
MAX_HEADER = 1 << 18
QUOTED_NAMES = re.compile(rb'"[^"\n]{1,80}"(?: "[^"\n]{1,80}")+\r?\n')
"""A header as R writes it where nobody says what parts the cells: a space does, and quotes enclose all."""
IDENTIFIER = re.compile(r"[^\W\d][\w\u0900-\u0dff\u0e00-\u0eff]*(?:[.\-]\w+)*")
"""A name of a column; the vowels of Indian scripts, Thai and Lao are no letters to a pattern."""
HAS_DIGIT = re.compile(rb"\d")
MIN_BELOW = 3
"""Rows below a header whose names nobody knows, by which it is told."""
NOT_LETTERS = re.compile(r"[^a-z]+")
NAMES = frozenset(
    """title headline subtitle text fulltext body content article articlebody story date published publishedat pubdate
    publishdate publicationdate datetime timestamp author authors byline url link source publisher publication html
    section id docid articleid bodyid uuid guid category label language summary description""".split()
)
"""Names of columns, letters only, each of which tells a header from a row of data."""
TELLING = frozenset({"title", "body", "html"})
MIN_TABLE_SHARE = 0.6
"""Share of the rows as wide as the header in a file that its name calls text."""
LONG_CELL = 200
MIN_BARRED = 4  # cells of a table without a header that bars part
SURE_MARKS = (b"\t", b"\x01")
"""What parts cells and stands in no prose: it tells a table without a header."""


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """How a table begins."""

    dialect: Dialect
    charset: str | None
    n_above: int  # rows above the header
    n_bytes: int  # of a line that says how the cells are parted
    is_unlike: bool = False  # its first row can be no row of data: those below hold texts and days where it has neither
    has_row_names: bool = False  # a cell without a name opens each row, as R writes tables


def read_head(head: bytes, is_tabbed: bool, charset: str | None, known: Container[str]) -> Head:
    """Return how a table begins, judged by its first bytes."""
    charset = charset or encoding_of_head(head)
    sep = SEP_LINE.match(head)
    if sep is not None:
        found = dialect_of(head[sep.end() :], is_tabbed)
        dialect = dataclasses.replace(found, delimiter=sep[1])
        return Head(dialect, charset, 0, sep.end())
    dialect = dialect_of(head, is_tabbed)
    rows = first_rows(head, dialect)
    place = header_place(rows, charset, known)
    has_row_names = place is not None and _has_row_names(rows[place], rows[place + 1 :])
    return Head(dialect, charset, place or 0, 0, place is None and is_unlike(rows), has_row_names)


def _has_row_names(header: Row, below: Sequence[Row]) -> bool:
    """Return whether every row has one cell more than the header, and opens with a short one of its own: R's row names."""
    width = len(header.cells)
    names = {row.cells[0] for row in below if len(row.cells) == width + 1}
    return 0 < len(below) == len(names) and all(0 < len(name) <= MAX_NAME for name in names)


def is_unlike(rows: Sequence[Row]) -> bool:
    """Return whether short words without a digit stand above rows which all hold a long text and a day or number there.

    Names of columns that nobody knows: no row of data is like that.
    """
    first, *below = rows or [Row(b"", ())]
    like = [row.cells for row in below if len(row.cells) == len(first.cells)]
    is_headed = not first.is_open and all(map(_is_word, first.cells))
    if len(first.cells) < 3 or len(like) < MIN_BELOW or not is_headed:
        return False
    columns = list(zip(*like, strict=True))
    has_texts = any(min(map(len, cells)) >= LONG_CELL for cells in columns)
    return has_texts and any(all(map(_is_figure, cells)) for cells in columns)


def _is_word(cell: bytes) -> bool:
    return 0 < len(cell.strip()) <= MAX_NAME and not HAS_DIGIT.search(cell)


def _is_figure(cell: bytes) -> bool:
    return len(cell) <= MAX_NAME and HAS_DIGIT.search(cell) is not None


def header_place(rows: Sequence[Row], charset: str | None, known: Container[str]) -> int | None:
    """Return the number of the row that is the header: the first, else one below a preamble of narrower rows."""
    if not rows:
        return None
    if header_of(rows[0], charset, known)[1] and len(rows[0].cells) > 1:
        return int(_is_over_header(rows, charset))
    width = usual_width(rows)
    for number, row in enumerate(rows[: MAX_PREAMBLE + 1]):
        if len(row.cells) >= max(width, 2) and is_telling(row, charset):
            above = rows[:number]
            return number if all(n_filled(row) <= max(width - 1, 1) for row in above) else None
    return None


def _is_over_header(rows: Sequence[Row], charset: str | None) -> bool:
    """Return whether the first row parts the columns in groups, and their names stand in the second."""
    if len(rows) < 2 or not is_telling(rows[1], charset):
        return False
    return n_filled(rows[0]) < n_filled(rows[1]) and any(
        not cell.strip() for cell in rows[0].cells[1:]
    )


def usual_width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have."""
    counts = Counter(len(row.cells) for row in rows)
    return min(counts, key=lambda width: (-counts[width], -width))


def n_filled(row: Row) -> int:
    """Return how many cells of a row hold something."""
    return sum(bool(cell.strip()) for cell in row.cells)


def is_telling(row: Row, charset: str | None) -> bool:
    """Return whether a row names two fields that we know, and nothing that is no name."""
    texts = _texts(row, charset)
    if row.is_open or any(len(text) > MAX_NAME for text in texts):
        return False
    fields = _fields_named(texts)
    return len(fields) > 1 and bool(fields & TELLING)


def is_other_header(row: Row, n: int, charset: str | None) -> bool:
    """Return whether a row within a table of `n` columns is the header of another: of its width all cells must be names."""
    if len(row.raw) > MAX_NAME * len(row.cells) or not is_telling(row, charset):
        return False
    named = zip(row.cells, fields_of(row, charset), strict=True)
    return len(row.cells) != n or None not in [field for cell, field in named if cell.strip()]


def header_of(row: Row, charset: str | None, known: Container[str]) -> tuple[tuple[str, ...], bool]:
    """Return the column names, made up where the first row is no header, and whether it is one.

    A first row of data taken for a header would be lost without a trace: in doubt it is data.
    """
    texts = _texts(row, charset)
    named = list(filter(None, texts))
    are_short = bool(named) and not row.is_open and len(row.raw) <= MAX_HEADER
    are_short = are_short and max(map(len, named)) <= MAX_NAME
    if are_short and (_are_known(named, known) or all(map(IDENTIFIER.fullmatch, named))):
        return distinct(texts), True
    return made_up(len(texts)), False


def _are_known(names: Sequence[str], known: Container[str]) -> bool:
    """Return whether one name is that of a column as dumps call them, or two mean fields of ours."""
    is_one = any(name in known or NOT_LETTERS.sub("", name.lower()) in NAMES for name in names)
    return is_one or len(_fields_named(names)) > 1


def _fields_named(names: Iterable[str]) -> set[str]:
    return {field for name in names if (field := field_of(name))}


def _texts(row: Row, charset: str | None) -> list[str]:
    return [decode_text(cell, charset)[0].strip() for cell in row.cells]


def fields_of(row: Row, charset: str | None) -> list[str | None]:
    """Return our fields that the cells of a header name."""
    return list(map(field_of, _texts(row, charset)))


def named_by(row: Row, charset: str | None) -> tuple[str, ...]:
    """Return the names that a header gives its columns."""
    return distinct(_texts(row, charset))


def made_up(n: int) -> tuple[str, ...]:
    """Return names for columns that have none."""
    return tuple(f"column_{number}" for number in range(1, n + 1))


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
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


def dialect_of(head: bytes, is_tabbed: bool) -> Dialect:
    """Return the delimiter, line end and quoting that fit the first rows best."""
    line_end = _line_end(head)
    if QUOTED_NAMES.match(head):
        return Dialect(b" ", line_end, ESCAPED_QUOTE.search(head) is not None)
    has_backslashes = len(ESCAPED_QUOTE.findall(head)) > head.count(b'""')
    best, best_score = Dialect(b",", line_end, has_backslashes), (0.0, 0)
    for delimiter in DELIMITERS:
        is_spaced = head.count(delimiter + b' "') > head.count(delimiter + b'"')
        quote = quote_of(head, delimiter)
        dialect = Dialect(delimiter, line_end, has_backslashes, quote, is_spaced)
        rows = first_rows(head, dialect)
        share, width = _fit(rows)
        if (
            delimiter in SURE_MARKS
            and width > 1
            and ((is_tabbed and delimiter == b"\t") or _is_tabbed(rows))
        ):
            share = 2.0  # prose has commas, and none of these
        if (share, width) > best_score and width > 1:
            best, best_score = dialect, (share, width)
    return _without_quotes(head, best)


def _line_end(head: bytes) -> bytes:
    """Return what ends rows: a line feed, or a carriage return alone, as the Macintosh wrote it; cells may hold the other.

    >>> _line_end(b'a,b\\n1,"x\\ry"'), _line_end(b'a,b\\r1,"x\\ny"')
    (b'\\n', b'\\r')
    """
    first, feed, _ = head.partition(b"\n")
    is_within = feed and first.count(b'"') % 2  # the line feed stands in a cell
    ends = first.removesuffix(b"\r") if feed else first
    return b"\r" if b"\r" in ends and (is_within or not feed) else b"\n"


def _without_quotes(head: bytes, dialect: Dialect) -> Dialect:
    """Return a dialect in which a quote at the start of a cell is a letter, where all lines are alike only so.

    Of prose that no quotes enclose a comma may stand before a closing quote: "Enough," he said.
    """
    opens_cells = re.search(rb"(?m)(?:^|" + re.escape(dialect.delimiter) + rb')"(?!\s)', head)
    if dialect.delimiter not in SURE_MARKS and opens_cells:
        return dialect
    if not any(row.is_open or row.is_stray for row in first_rows(head, dialect)):
        return dialect
    plain = dataclasses.replace(dialect, quote=NO_QUOTE)
    return plain if _are_even(first_rows(head, plain), dialect.delimiter) else dialect


def _are_even(rows: Sequence[Row], delimiter: bytes) -> bool:
    """Return whether rows, put together where prose was cut, are of one width above one."""
    if len(rows) < 2:
        return False
    columns = Columns(fields_of(rows[0], None))
    widths = {len(columns.fit(row, row.cells, delimiter)) for row in rows}
    return len(widths) == 1 and widths != {1}


def quote_of(head: bytes, delimiter: bytes) -> bytes:
    """Return the mark that encloses cells: single quotes where cells open and close with them and none with double ones."""
    mark = re.escape(delimiter)
    opened = len(re.findall(rb"(?m)(?:^|" + mark + rb")'", head))
    closed = len(re.findall(rb"(?m)'(?:\r?$|" + mark + rb")", head))
    n_double = len(re.findall(rb"(?m)(?:^|" + mark + rb')"(?!\s)', head))
    return b"'" if opened > 1 and 2 * closed >= opened > 2 * n_double else b'"'


def first_rows(head: bytes, dialect: Dialect) -> list[Row]:
    """Return the first rows, without one that the end of the head may have cut."""
    cutter = RowCutter(Stream(io.BytesIO(head)), dialect, HEAD)
    rows: list[Row] = []
    for row in cutter.rows():
        rows.append(row)
        if len(rows) > SAMPLE_ROWS:
            return rows[:SAMPLE_ROWS]
    return rows[:-1] if len(rows) > 2 and len(head) >= HEAD else rows


def _fit(rows: Sequence[Row]) -> tuple[float, int]:
    """Return the share of rows as wide as most, and that width."""
    if not rows:
        return 0.0, 0
    width = usual_width(rows)
    if len(rows[0].cells) > 1 and width == 1:
        width = len(rows[0].cells)
    return round(sum(len(row.cells) == width for row in rows) / len(rows), 1), width


def is_table(head: bytes) -> bool:
    """Return whether a file that its name calls text is a table: by its header, else by marks that part every line alike."""
    plain = _as_utf8(head)
    if SEP_LINE.match(plain):
        return True
    if not _may_be_table(plain):
        return False  # most texts end here: what follows takes a millisecond
    dialect = dialect_of(plain, is_tabbed=False)
    rows = first_rows(plain, dialect)
    charset = encoding_of_head(plain)
    place = header_place(rows, charset, ())
    if place is not None and is_telling(rows[place], charset):
        return _are_like(rows[place], rows[place + 1 :])
    if dialect.delimiter == b"|":  # menus have bars, too
        return usual_width(rows) >= MIN_BARRED and _is_tabbed(rows)
    return dialect.delimiter in SURE_MARKS and _is_tabbed(rows)


def _as_utf8(head: bytes) -> bytes:
    encoding, mark = sure_encoding(head)
    plain = head[mark:]
    encoding = encoding or encoding_of_head(plain) or "utf-8"
    return plain if encoding == "utf-8" else plain.decode(encoding, "replace").encode()


def _may_be_table(plain: bytes) -> bool:
    """Return whether a line of a text names columns, or one mark stands in most lines."""
    ended = plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in plain else plain
    lines = ended.split(b"\n", 2 * MAX_PREAMBLE)[: 2 * MAX_PREAMBLE]
    marks = [mark for mark in (*SURE_MARKS, b"|") if mark in plain]
    parting = [mark for mark in DELIMITERS if mark in plain]
    is_headed = QUOTED_NAMES.match(plain) or any(_may_head(line, parting) for line in lines)
    return bool(is_headed) or _has_marks(lines, marks)


def _are_like(header: Row, below: Sequence[Row]) -> bool:
    """Return whether most rows are as wide as their header, row names left aside."""
    width = len(header.cells) + _has_row_names(header, below)
    n_like = sum(len(row.cells) == width for row in below)
    return n_like > 0 and n_like >= MIN_TABLE_SHARE * len(below)


def _may_head(line: bytes, marks: Sequence[bytes]) -> bool:
    """Return whether a line, cut at one of these marks, holds two short names that we know."""
    if len(line) > MAX_HEADER:
        return False
    for mark in marks:
        if mark not in line:
            continue
        cells = line.split(mark)
        # Prose ends here: a look at the longest cell costs less than names that nobody knows.
        longest = max(cells, key=len)
        if len(longest) <= 4 * MAX_NAME and longest.count(b" ") < MAX_NAME_WORDS:
            names = (cell.decode("utf-8", "replace").strip(" \r\"'") for cell in cells)
            if len(_fields_named(names)) > 1:
                return True
    return False


def _has_marks(lines: Sequence[bytes], marks: Sequence[bytes]) -> bool:
    """Return whether one of these marks stands in most lines."""
    return any(2 * sum(mark in line for line in lines) > len(lines) for mark in marks)


def _is_tabbed(rows: Sequence[Row]) -> bool:
    """Return whether rows without a header are those of a table: three or more of one width, with a long text in most."""
    width = usual_width(rows)
    n_like = sum(
        len(row.cells) == width and any(len(cell) >= LONG_CELL for cell in row.cells)
        for row in rows
    )
    return len(rows) > 2 and width > 1 and n_like >= 0.9 * len(rows)
