"""Columnar and row files with types: Arrow and Feather, ORC, Avro, SQLite. A row is a record, as in Parquet."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from copydesk.errors import first_line, let_through
from copydesk.readers.compression import Budget
from copydesk.readers.fields import holds_comments
from copydesk.readers.parquet import BATCH_ROWS, read_row, rows_of, undecoded
from copydesk.readers.place import Place, Reading, member_step
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import DamageError, Stream, as_stream
from copydesk.records import RawRecord

AVRO_EXTRA = "Avro is read with an extra: pip install 'copydesk[avro]'"
MAX_TABLES = 1_000  # chosen: bounds hostile files
STEP = 1 << 16  # chosen: bytes read at once, and what a row that is no record costs the budget
ARROW = b"ARROW1"
ARROW_STREAM = 8  # where the stream within an Arrow file begins
ALIGNMENT = 64  # taken from the Arrow columnar format: bytes to which buffers are padded
LOG_BYTE = 18  # of a database that writes to a log first it is 2
LARGEST_PAGE = 1 << 16  # written as 1, since two bytes hold no more
LOG_MISSED = "the database has no table: it was written to a -wal file, which belongs to it and is not read; deliver a backup of it"
SQL_STEPS = 1_000_000  # of SQLite's machine between two looks at whether a row came


def read_arrow(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row of an Arrow file or stream, of Feather or ORC."""
    import pyarrow as pa

    return _read_rows(stream, place, _arrow_rows, (pa.ArrowException, OSError, ValueError))


def read_avro(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row of an Avro file."""
    return _read_rows(stream, place, _avro_rows, (OSError,))


def _read_rows(
    stream: BinaryIO | Stream, place: Place, rows: Any, errors: tuple[type[Exception], ...]
) -> Reading:
    """Yield the records of rows as they come; where they can't be read on, one rejection."""
    stream = as_stream(stream)
    head = stream.peek(1 << 12)
    number = 0
    try:
        with spool_file(stream, place.limits.max_spool_bytes) as file:
            size = file.seek(0, 2)
            file.seek(0)
            budget = Budget(place.limits.free_bytes + place.limits.max_ratio * size)
            for row in rows(file, size):
                number += 1
                item = read_row(row, place, f"row {number}")
                budget.spend(len(item.raw) if isinstance(item, RawRecord) else STEP)
                yield item
    except DamageError as error:
        stream.tell_damage()
        yield _rest(place, number, error.damage.reason, error.damage.detail, head)
    except errors as error:
        let_through(error)
        detail = f"what follows can't be read: {type(error).__name__} {first_line(error)}"
        yield _rest(place, number, "corrupt_container", detail, head)


def _rest(place: Place, number: int, reason: Any, detail: str, head: bytes) -> Any:
    step = f"row {number + 1}" if number else ""
    return place.reject(step, reason, detail, b"rest of " + head if number else head)


def _arrow_rows(file: BinaryIO, size: int) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of an Arrow or ORC file, batch by batch."""
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"ORC"):
        from pyarrow import orc

        table = orc.ORCFile(file)
        batches: Iterator[Any] = (table.read_stripe(number) for number in range(table.nstripes))
    elif head.startswith(ARROW):
        batches = _file_batches(file, size)
    elif head.startswith(b"FEA1"):
        from pyarrow import feather

        batches = iter(feather.read_table(file, memory_map=False).to_batches())
    else:
        batches = _stream_batches(file, size)
    for batch in batches:
        _check(batch)
        if batch.num_rows > 100 * size:
            raise DamageError("too_large", f"{size:,} bytes declare {batch.num_rows:,} rows")
        for start in range(0, batch.num_rows, BATCH_ROWS):
            yield from rows_of(batch.slice(start, BATCH_ROWS))


def _stream_batches(file: BinaryIO, size: int) -> Iterator[Any]:
    """Yield the batches of the streams of a file: who writes on appends one."""
    import pyarrow as pa

    while file.tell() < size:
        yield from pa.ipc.open_stream(file)


def _file_batches(file: BinaryIO, size: int) -> Iterator[Any]:
    """Yield the batches that the directory at a file's end lists.

    Its places are told from the start: where files were put one behind the other they are places in the first, whose batches come as a stream.

    Raises:
        DamageError: another file stands behind the first.
    """
    import pyarrow as pa

    reader = pa.ipc.open_file(file)
    file.seek(size - len(ARROW) - 4)
    directory = file.tell() - int.from_bytes(file.read(4), "little")
    file.seek(ARROW_STREAM)
    if (end := _end_of_stream(file)) is None or end >= directory - ALIGNMENT:
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
        return
    file.seek(ARROW_STREAM)
    yield from pa.ipc.open_stream(file)
    raise DamageError("corrupt_container", f"another file stands behind byte {end:,}")


def _end_of_stream(file: BinaryIO) -> int | None:
    """Return where the messages of a stream end; None where none of them says so, as in old files."""
    import pyarrow as pa

    try:
        for _ in pa.ipc.MessageReader.open_stream(file):
            pass
    except (pa.ArrowException, OSError) as error:
        let_through(error)
        return None
    return file.tell()


def _check(batch: Any) -> None:
    """Raise ArrowInvalid where a batch is broken: offsets that lead out of the buffers would end the process.

    Text that is not UTF-8 breaks nothing: it is looked at as bytes, and decoded as that of other tables is.
    """
    import pyarrow as pa

    batch.validate()
    for column in batch.columns:
        if pa.types.is_dictionary(column.type):
            texts = column.dictionary.view(_as_bytes(column.dictionary.type))
            column = pa.DictionaryArray.from_arrays(column.indices, texts)  # asks each index
        column.view(_as_bytes(column.type)).validate(full=True)


def _as_bytes(kind: Any) -> Any:
    """Return a type with bytes in the place of text, also where values hold others."""
    import pyarrow as pa

    plain = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    plain[pa.string_view()] = pa.binary_view()
    if kind in plain:
        return plain[kind]
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_as_bytes(field.type)) for field in kind])
    if pa.types.is_map(kind):
        return pa.map_(_as_bytes(kind.key_type), _as_bytes(kind.item_type))
    if pa.types.is_fixed_size_list(kind):
        return pa.list_(_as_bytes(kind.value_type), kind.list_size)
    lists = {
        pa.types.is_list: pa.list_,
        pa.types.is_large_list: pa.large_list,
        pa.types.is_list_view: pa.list_view,
        pa.types.is_large_list_view: pa.large_list_view,
    }
    make = next((make for is_such, make in lists.items() if is_such(kind)), None)
    return kind if make is None else make(_as_bytes(kind.value_type))


def _avro_rows(file: BinaryIO, _: int) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of an Avro file."""
    try:
        import fastavro
    except ImportError:
        raise DamageError("unsupported_format", AVRO_EXTRA) from None
    try:
        for row in fastavro.reader(file):
            yield row if isinstance(row, Mapping) else {"value": row}
    except Exception as error:  # the library raises whatever its own code meets in a bad file
        let_through(error)
        detail = f"what follows can't be read: {type(error).__name__}"
        raise DamageError("corrupt_container", detail) from None


def read_sqlite(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row of every table. Views, triggers and virtual tables are code: they are not read."""
    stream = as_stream(stream)
    head = stream.peek(1 << 12)
    try:
        with _own_copy(stream, place) as path:
            size = os.path.getsize(path)
            budget = Budget(place.limits.free_bytes + place.limits.max_ratio * size)
            yield from _read_tables(path, place, budget, head)
            yield from _behind_pages(path, place, head)
    except DamageError as error:
        stream.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)


@contextlib.contextmanager
def _own_copy(stream: Stream, place: Place) -> Iterator[str]:
    """Give the path of a copy under a name of our own: SQLite wants one, and looks beside it for a journal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        spool_file(stream, place.limits.max_spool_bytes) as file,
    ):
        path = f"{folder}/database"
        with open(path, "wb") as copy:
            size = 0
            while piece := file.read(STEP):
                size += len(piece)
                if size > place.limits.max_spool_bytes:
                    raise DamageError("too_large", "the database is too large")
                copy.write(piece)
        yield path


def _read_tables(path: str, place: Place, budget: Budget, head: bytes) -> Reading:
    """Yield the rows of the tables in the order of their names."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")  # for names
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA cell_size_check=ON")
        connection.execute("PRAGMA query_only=ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, place.limits.max_record_bytes)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        watch = _Watch()
        connection.set_progress_handler(watch.is_stuck, SQL_STEPS)
        connection.set_authorizer(_is_allowed)
        names = _tables(connection)
        if not names and head[LOG_BYTE : LOG_BYTE + 1] == b"\x02":
            yield place.reject("", "empty_file", LOG_MISSED, head)
        connection.text_factory = undecoded
        for name in names:
            inside = place.within(member_step(name).replace("member", "table", 1), name)
            yield from _read_table(connection, name, inside, watch, budget)
    except (sqlite3.Error, UnicodeError, OverflowError, ValueError) as error:
        detail = f"the database can't be read: {error}"
        yield place.reject("", "corrupt_container", detail, head)
    finally:
        connection.close()


class _Watch:
    """Notices a query that works and works and gives no row."""

    def __init__(self) -> None:
        self.n_rows = 0
        self._seen = -1

    def is_stuck(self) -> bool:
        """Return whether no row came since it was asked last: SQLite then ends the query."""
        is_stuck = self._seen == self.n_rows
        self._seen = self.n_rows
        return is_stuck


def _is_allowed(action: int, *_: str | None) -> int:
    """Allow reading and nothing else: no function, no pragma, no other file."""
    is_reading = action in (sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT)
    return sqlite3.SQLITE_OK if is_reading else sqlite3.SQLITE_DENY


def _behind_pages(path: str, place: Place, head: bytes) -> Reading:
    """Yield a rejection of what stands behind the last page that a database counts: SQLite overlooks it."""
    page_size = int.from_bytes(head[16:18])
    page_size = LARGEST_PAGE if page_size == 1 else page_size
    n_pages, is_told = int.from_bytes(head[28:32]), head[24:28] == head[92:96]
    end = page_size * n_pages
    if not is_told or not 0 < end < os.path.getsize(path):
        return
    with open(path, "rb") as file:
        file.seek(end)
        rest = file.read(place.limits.max_record_bytes)
    if rest.strip(b"\x00"):
        detail = f"what stands behind byte {end:,} belongs to no page of the database"
        yield place.reject(f"byte {end}", "corrupt_container", detail, rest)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the ordinary tables; those of SQLite itself and of its text indexes are left out."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchmany(
        MAX_TABLES
    )
    virtual = [
        str(name) for name, sql in rows if str(sql or "").upper().startswith("CREATE VIRTUAL")
    ]
    shadows = tuple(f"{name}_" for name in virtual)
    return sorted(
        str(name)
        for name, _ in rows
        if not str(name).startswith("sqlite_")
        and name not in virtual
        and not str(name).startswith(shadows or ("\x00",))
    )


def _read_table(
    connection: sqlite3.Connection, name: str, place: Place, watch: _Watch, budget: Budget
) -> Reading:
    """Yield the rows of one table; where it can't be read on, one rejection."""
    number = 0
    try:
        cursor = connection.execute('SELECT * FROM "' + name.replace('"', '""') + '"')
        names = [str(column[0]) for column in cursor.description]
        if holds_comments(name, names):
            number = sum(1 for _ in cursor)
            said = f"table {name} ({', '.join(names)}) of {place.raw_path}"
            detail = f"{number:,} rows of the table {name}: what readers say of stories"
            yield place.reject("", "not_a_record", detail, said.encode("utf-8", "replace"))
            return
        for row in cursor:
            number += 1
            watch.n_rows += 1
            item = read_row(dict(zip(names, row, strict=True)), place, f"row {number}")
            budget.spend(len(item.raw) if isinstance(item, RawRecord) else STEP)
            yield item
    except (sqlite3.Error, OverflowError) as error:
        mark = f"table {name} after row {number}: {place.raw_path}".encode("utf-8", "replace")
        detail = f"the table can't be read on: {error}"
        yield place.reject(f"row {number + 1}", "corrupt_container", detail, mark)
