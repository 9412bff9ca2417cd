"""Dumps of databases as SQL (mysqldump, phpMyAdmin, pg_dump, `sqlite3 .dump`): each row that is inserted is a record.

Nothing is run. Statements are cut out of the text by their quotes; those that insert rows are read, all others passed over.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from copydesk.readers.fields import holds_comments, own_id, post_problem
from copydesk.readers.place import Place, Reading, member_step
from copydesk.readers.recode import as_utf8, original_bytes
from copydesk.readers.stream import Stream, as_stream
from copydesk.text.encoding import decode_text
from copydesk.text.field_names import field_of

HEAD = 1 << 16  # bytes that tell how strings are written
MAX_TABLES = 1_000  # chosen: the longest dumps of weblogs have some hundreds
MAX_STATEMENT = 1 << 20  # of what makes a table
NAME = rb"(?:`[^`]{1,200}+`|\"[^\"]{1,200}+\"|\[[^\]]{1,200}+\]|\w{1,200}+)"
PATH = rb"(?:" + NAME + rb"\.){0,2}(" + NAME + rb")"
CREATE = re.compile(
    rb"CREATE\s++(?:TEMPORARY\s++|UNLOGGED\s++)?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?"
    + PATH
    + rb"\s*+\(",
    re.IGNORECASE,
)
INSERT = re.compile(
    rb"(?:INSERT|REPLACE)\s++(?:IGNORE\s++|OR\s++\w++\s++)?(?:INTO\s++)?"
    + PATH
    + rb"\s*+(\([^()']{0,100000}+\))?\s*+VALUES\s*+(?=\()",
    re.IGNORECASE,
)
COPY = re.compile(
    rb"COPY\s++" + PATH + rb"\s*+(\([^()']{0,100000}+\))?\s*+FROM\s++stdin;[^\n]*\n", re.IGNORECASE
)
COLUMN = re.compile(rb"\s*(" + NAME + rb")(?=\s)")
NO_COLUMN = re.compile(
    rb"\s*(?:PRIMARY|KEY|UNIQUE|FOREIGN|CONSTRAINT|INDEX|FULLTEXT|SPATIAL|CHECK|EXCLUDE|LIKE)\b",
    re.IGNORECASE,
)
BACKSLASHED = rb"'(?:[^'\\]++|\\.|'')*+'"
PLAIN = rb"'(?:[^']++|'')*+'"
OTHER = rb"[^'(),;]"
BLANKS = b" \t\r\n"
ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
ESCAPED = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"", b"Z": b"", b"b": b"\b", b"%": b"\\%",
    b"_": b"\\_",
}  # fmt: skip
COPY_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
BACKSLASH_DUMPS = re.compile(rb"(?i)MySQL dump|MariaDB dump|phpMyAdmin|ENGINE\s*=|/\*!\d{5}")


@dataclasses.dataclass(frozen=True, slots=True)
class Dialect:
    """How strings are written."""

    row: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    has_backslashes: bool


def _dialect(has_backslashes: bool) -> Dialect:
    # A string marked E has backslashes wherever it stands (pg_dump --inserts).
    string = (
        BACKSLASHED if has_backslashes else rb"(?:(?<=[Ee])" + BACKSLASHED + rb"|" + PLAIN + rb")"
    )
    # CAST(N'2021-05-03' AS date)
    value = string + rb"|" + OTHER + rb"|\((?:" + string + rb"|[^()'])*+\)"
    return Dialect(
        re.compile(rb"\((?:" + value + rb"|,)*+\)", re.DOTALL),
        re.compile(rb"\s*+((?:" + value + rb")*+)\s*+(?:,|\Z)", re.DOTALL),
        has_backslashes,
    )


WITH_BACKSLASHES, WITHOUT_BACKSLASHES = _dialect(True), _dialect(False)


@dataclasses.dataclass(slots=True)
class _Table:
    """A table of the dump, as far as it was read."""

    name: str
    columns: tuple[str, ...] = ()
    n_rows: int = 0

    @property
    def is_passed_over(self) -> bool:
        """Whether its columns have names, and tell that its rows are no stories: options, comments, who may log in."""
        return bool(self.columns) and bool(self.problem)

    @property
    def problem(self) -> str:
        """What is wrong with its rows as stories; "" where nothing is."""
        if not any(field_of(name) in ("title", "body", "html") for name in self.columns):
            return "no column is called like a title or a text"
        return "what readers say of stories" if holds_comments(self.name, self.columns) else ""


def read_sql(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per inserted row of the tables that have a title or a text, and one rejection for each other table."""
    stream, wide = as_utf8(as_stream(stream))
    reading = _Reading(stream, place, wide)
    yield from reading.statements()
    for table in reading.tables.values():
        if table.is_passed_over and table.n_rows:
            mark = f"table {table.name} ({', '.join(table.columns)}) of {place.raw_path}"
            detail = f"{table.n_rows:,} rows of the table {table.name}: {table.problem}"
            yield place.reject(
                _step(table.name), "not_a_record", detail, mark.encode("utf-8", "replace")
            )


class _Reading:
    """One pass over a dump."""

    def __init__(self, stream: Stream, place: Place, wide: str | None) -> None:
        self.stream, self.place, self.wide = stream, place, wide
        self.tables: dict[str, _Table] = {}
        is_known = BACKSLASH_DUMPS.search(stream.peek(HEAD)) is not None
        self.dialect = WITH_BACKSLASHES if is_known else WITHOUT_BACKSLASHES

    def statements(self) -> Reading:
        """Yield what the statements insert; what does nothing of the kind is passed over line by line."""
        while True:
            self.stream.skip_any(BLANKS)
            head = self.stream.peek(HEAD)
            if not head:
                return
            if found := INSERT.match(head):
                self.stream.read(found.end())
                yield from self._inserted(self._table(found[1], found[2]))
            elif found := COPY.match(head):
                self.stream.read(found.end())
                yield from self._copied(self._table(found[1], found[2]))
            elif found := CREATE.match(head):
                self._created(_plain(found[1]))
            else:
                self.stream.skip_line()

    def _table(self, name: bytes, listed: bytes | None) -> _Table:
        plain = _plain(name)
        table = self.tables.get(plain) or _Table(plain)
        if len(self.tables) < MAX_TABLES:
            self.tables[plain] = table
        if listed:
            table.columns = tuple(
                _plain(column) for column in listed.strip(b"() \r\n\t").split(b",")
            )
        return table

    def _created(self, name: str) -> None:
        """Note the columns of a table in their order."""
        columns: list[str] = []
        size = 0
        while (line := self.stream.read_line(HEAD)) and size < MAX_STATEMENT:
            size += len(line)
            text = line.partition(b"(")[2] if CREATE.match(line) else line
            for piece in [text] if text is line else _pieces(text):
                found = None if NO_COLUMN.match(piece) else COLUMN.match(piece)
                columns += [_plain(found[1])] if found else []
            if line.rstrip().endswith(b";"):
                break
        self.tables.setdefault(name, _Table(name)).columns = tuple(columns)

    def _inserted(self, table: _Table) -> Reading:
        """Yield the rows of one statement."""
        while True:
            self.stream.skip_any(BLANKS + b",")
            if self.stream.peek(1) != b"(":
                return
            raw, problem = self._cut()
            table.n_rows += 1
            step = f"{_step(table.name)};row {table.n_rows}"
            if problem is not None:
                damage = self.stream.tell_damage()
                reason = damage.reason if damage else problem
                detail = damage.detail if damage else "a row of the dump that does not end"
                yield self.place.reject(step, reason, detail, raw)
                return
            if not table.is_passed_over:
                yield self._row(table, step, raw, list(self._cells(raw)))

    def _cut(self) -> tuple[bytes, Any]:
        """Return the row that begins here, and why it is none where its end is not found."""
        size, limit = HEAD, self.place.limits.max_record_bytes
        while True:
            head = self.stream.peek(size)
            found = self.dialect.row.match(head)
            if found is not None:
                return self.stream.read(found.end()), None
            if len(head) < size or size > limit:
                raw = self.stream.read(min(len(head), limit))
                self.stream.skip_line()
                return raw, "too_large" if size > limit else "broken_record"
            size *= 4

    def _cells(self, raw: bytes) -> Iterator[bytes | None]:
        """Yield the values of a row as bytes; None for NULL."""
        inner = raw[1:-1]
        at = 0
        while at <= len(inner):
            found = self.dialect.cell.match(inner, at)
            if found is None:
                return
            yield self._value(found[1].strip())
            if found.end() >= len(inner) and not found[0].endswith(b","):
                return
            at = found.end()

    def _value(self, told: bytes) -> bytes | None:
        quote = told.find(b"'")
        if quote < 0:
            return None if told.upper() in (b"NULL", b"DEFAULT") else told
        text = told[quote + 1 : told.rfind(b"'")]
        if not (self.dialect.has_backslashes or told[:1] in (b"E", b"e")):
            return text.replace(b"''", b"'")
        return ESCAPE.sub(lambda found: ESCAPED.get(found[1], found[1]) if found[1] else b"'", text)

    def _copied(self, table: _Table) -> Reading:
        """Yield the rows that stand as lines behind COPY, up to the line that ends them."""
        limit = self.place.limits.max_record_bytes
        while line := self.stream.read_line(limit + 1):
            raw = line.rstrip(b"\r\n")
            if raw == rb"\.":
                return
            table.n_rows += 1
            step = f"{_step(table.name)};row {table.n_rows}"
            if not line.endswith(b"\n") and not self.stream.peek(1):
                damage = self.stream.tell_damage()
                reason, detail = (
                    (damage.reason, damage.detail)
                    if damage
                    else ("broken_record", "a row of the dump that does not end")
                )
                yield self.place.reject(step, reason, detail, raw)
            elif len(line) > limit:
                self.stream.skip_line()
                yield self.place.reject(
                    step, "too_large", f"the row has more than {limit:,} bytes", raw
                )
            elif not table.is_passed_over:
                cells = [
                    None
                    if cell == rb"\N"
                    else COPY_ESCAPE.sub(lambda f: ESCAPED.get(f[1], f[1]), cell)
                    for cell in raw.split(b"\t")
                ]
                yield self._row(table, step, raw, cells)

    def _row(self, table: _Table, step: str, raw: bytes, cells: Sequence[bytes | None]) -> Any:
        """Return the record of a row, or why it is none."""
        # The same values under other names are another record.
        named = f"{table.name}({','.join(table.columns)})\n".encode("utf-8", "replace")
        kept = original_bytes(named + raw, self.wide)
        if table.columns and len(cells) != len(table.columns):
            detail = f"the row has {len(cells)} values for {len(table.columns)} columns"
            return self.place.reject(step, "broken_record", detail, kept)
        names = table.columns or tuple(f"column_{n}" for n in range(1, len(cells) + 1))
        values = (
            None if cell is None else decode_text(cell, self.place.encoding)[0] for cell in cells
        )
        fields = dict(zip(names, values, strict=True))
        if problem := post_problem(fields.get("post_type"), fields.get("post_status")):
            return self.place.reject(step, "not_a_record", problem, kept)
        own = own_id(fields, self.place.columns)
        return self.place.record(step, "fields", kept, fields=fields, source_record_id=own)


def _plain(name: bytes) -> str:
    return name.strip(b' \t\r\n`"[]').decode("utf-8", "replace")


def _pieces(text: bytes) -> list[bytes]:
    """Return what stands between the commas of a statement on one line that are in no bracket."""
    pieces, depth = [b""], 0
    for sign in (text[at : at + 1] for at in range(len(text))):
        depth += (sign == b"(") - (sign == b")")
        if sign == b"," and not depth:
            pieces.append(b"")
        elif depth < 0:
            break
        else:
            pieces[-1] += sign
    return pieces


def _step(table: str) -> str:
    return member_step(table).replace("member", "table", 1)
