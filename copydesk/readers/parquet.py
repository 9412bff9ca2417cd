"""Parquet: one row is one record, read row group by row group."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from copydesk.errors import first_line, let_through
from copydesk.readers.compression import Budget
from copydesk.readers.csv_head import distinct
from copydesk.readers.fields import PLAIN_TYPES, clean_value, own_id, plain_json
from copydesk.readers.place import Place, Reading
from copydesk.readers.recognise import CONTROL_BYTES
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import DamageError, Stream, as_stream
from copydesk.records import RawRecord, Rejection
from copydesk.text.encoding import SNIFF_BYTES, decode_text, guessed_encoding, sure_encoding

BATCH_ROWS = 64  # chosen: rows held at once: at 16 MiB a record at most 1 GiB
# of a batch: above, 64 rows that share a value could take 64 times as much at once
SHARED_BYTES = 4 << 20
MAX_GROUPS_ASKED = 1000  # chosen: bounds the time on footers of many row groups
MAX_ROWS_PER_BYTE = 100  # run-length encoding makes a billion empty rows of a kilobyte


def read_parquet(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield one record per row; a row group that can't be read is one rejection."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = as_stream(stream)
    head = stream.peek(1 << 12)
    try:
        with spool_file(stream, place.limits.max_spool_bytes) as file:
            size = file.seek(0, 2)
            file.seek(0)
            table = pq.ParquetFile(file, memory_map=False, pre_buffer=False)
            repeated = _repeated_columns(table.metadata)
            if repeated:
                table = pq.ParquetFile(
                    file, memory_map=False, pre_buffer=False, read_dictionary=repeated
                )
            problem = _size_problem(table.metadata, size, place)
            if problem:
                yield place.reject("", "too_large", problem, head)
                return
            budget = Budget(place.limits.free_bytes + place.limits.max_ratio * size)
            errors = (pa.ArrowException, OSError, ValueError)
            yield from _read_groups(table, place, head, budget, errors)
    except DamageError as error:
        stream.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)
    except (pa.ArrowException, OSError, ValueError) as error:
        let_through(error)
        yield place.reject("", "corrupt_container", f"not Parquet: {first_line(error)}", head)


def _read_groups(
    table: Any, place: Place, head: bytes, budget: Budget, errors: tuple[type[Exception], ...]
) -> Reading:
    """Yield the rows of every group that can be read, as long as they are no more than the file can honestly hold."""
    start = 0
    for group in range(table.metadata.num_row_groups):
        n_rows = table.metadata.row_group(group).num_rows
        done = 0
        try:
            for batch in table.iter_batches(batch_size=BATCH_ROWS, row_groups=[group]):
                for row in spread_rows(batch, place.limits.max_record_bytes):
                    done += 1
                    step = f"row {start + done}"
                    item = (
                        _too_large(step, place, head) if row is None else read_row(row, place, step)
                    )
                    budget.spend(len(item.raw) if isinstance(item, RawRecord) else 0)
                    yield item
        except DamageError:
            detail = f"rows {start + done} to {table.metadata.num_rows} expand to more than the file's size allows"
            yield place.reject(f"row {start + done}", "too_large", detail, b"rest of " + head)
            return
        except errors as error:
            let_through(error)
            detail = (
                f"rows {start + done + 1} to {start + n_rows} can't be read: {first_line(error)}"
            )
            mark = f"row group {group} of ".encode() + head
            yield place.reject(f"row {start + done + 1}", "corrupt_container", detail, mark)
        start += n_rows


def spread_rows(batch: Any, limit: int) -> Iterator[dict[str, Any] | None]:
    """Yield the rows of a record batch, one by one made of what they share where that is large.

    None stands for a row whose values alone are larger than a record may be: it is never made.
    """
    if sum(spread_bytes(column) for column in batch.columns) <= SHARED_BYTES:
        yield from rows_of(batch)
        return
    for start in range(batch.num_rows):
        row = batch.slice(start, 1)
        is_fit = sum(spread_bytes(column) for column in row.columns) <= limit
        yield rows_of(row)[0] if is_fit else None


def spread_bytes(array: Any) -> int:
    """Return how many bytes the values of an array have when each place holds its own copy."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = array.type
    is_text = pa.types.is_dictionary(kind) and _is_text(kind.value_type)
    if is_text:
        lengths = pc.binary_length(array.dictionary).cast(pa.int64())
        return int(pc.sum(lengths.take(array.indices.drop_null())).as_py() or 0)
    if pa.types.is_map(kind):  # its keys and items are those of the whole, whatever part it is
        start, end = array.offsets[0].as_py(), array.offsets[-1].as_py()
        return sum(spread_bytes(part[start:end]) for part in (array.keys, array.items))
    lists = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    if any(is_such(kind) for is_such in lists):
        return spread_bytes(array.flatten())
    if pa.types.is_struct(kind):
        return sum(spread_bytes(part) for part in array.flatten())
    return int(array.nbytes)


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_binary,
        pa.types.is_large_binary,
    )
    return any(test(kind) for test in tests)


def _too_large(step: str, place: Place, head: bytes) -> Rejection:
    detail = f"the row has more than {place.limits.max_record_bytes:,} bytes"
    return place.reject(step, "too_large", detail, f"{step} of ".encode() + head)


def rows_of(batch: Any) -> list[dict[str, Any]]:
    """Return the rows of a record batch as dicts, cell by cell where a value is one that Python can't hold.

    Columns of one name are told apart as in CSV: the first has the name.
    """
    import pyarrow as pa

    names: list[str] = batch.schema.names
    if len(set(names)) < len(names):
        names = list(distinct(names))
        batch = pa.RecordBatch.from_arrays(batch.columns, names=names)
    try:
        rows: list[dict[str, Any]] = batch.to_pylist()
    except UNHELD:
        columns = {name: [cell_value(cell) for cell in batch.column(name)] for name in names}
        return [
            {name: cells[at] for name, cells in columns.items()} for at in range(batch.num_rows)
        ]
    return rows


UNHELD = (OverflowError, ValueError, KeyError)
"""What is raised for a day or moment out of Python's range, a time zone that nobody knows, text that is not UTF-8, and
fields of one name."""


def cell_value(cell: Any) -> Any:
    """Return the value of a cell, part by part where Python can't hold it.

    Of a day or moment that is the number that is stored, beside its type; of text that is not UTF-8 the text with its
    bytes escaped (`undecoded`). Raises ValueError where there is no way to a value: never is it taken for none.
    """
    import pyarrow as pa

    try:
        return cell.as_py()
    except UNHELD:
        pass
    if isinstance(cell, pa.StringScalar | pa.LargeStringScalar | pa.StringViewScalar):
        return undecoded(cell.as_buffer().to_pybytes())
    if isinstance(cell, pa.StructScalar):
        names = distinct([field.name for field in cell.type])
        return {name: cell_value(cell[at]) for at, name in enumerate(names)}
    if isinstance(cell, pa.MapScalar):
        return [[cell_value(pair[0]), cell_value(pair[1])] for pair in cell.values]
    if isinstance(cell, pa.ListScalar):
        return [cell_value(item) for item in cell.values]
    stored = getattr(cell, "value", None)
    if isinstance(stored, pa.Scalar):  # of a dictionary, union, extension, run
        return cell_value(stored)
    if isinstance(stored, int):
        # As a bare number it would be taken for a moment counted in other units.
        return f"{stored} {cell.type}"
    raise ValueError(f"a value of type {cell.type} can't be read")


ESCAPED = re.compile(r"[\0\udc80-\udcff]")
"""A byte that is not UTF-8, as Python escapes it, or the NUL between letters of UTF-16: no text that is UTF-8 has one."""


def undecoded(raw: bytes) -> str:
    """Return stored text, what is not UTF-8 in it escaped: `read_row` decodes it by the guess for the whole row.

    >>> undecoded(b"caf\\xe9")
    'caf\\udce9'
    """
    return raw.decode("utf-8", "surrogateescape")


def read_row(row: Mapping[str, Any], place: Place, step: str) -> RawRecord | Rejection:
    """Return the record of one row. Its bytes are its canonical JSON: a Parquet row has no bytes of its own.

    Text that is not UTF-8 stands in that JSON with the bytes it has, and what is no number as NaN or Infinity, so that
    rows which differ by one are two records.
    """
    charset = _charset_of(row, place)
    stored = {name: plain_value(value, charset) for name, value in row.items()}
    if charset is not None:
        fields = clean_value(_decoded(stored, charset))
        text = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        raw = text.encode("utf-8", "surrogateescape")
    else:
        fields = clean_value(stored)
        raw = plain_json(stored)
    limit = place.limits.max_record_bytes
    if len(raw) > limit:
        return place.reject(
            step, "too_large", f"the row has more than {limit:,} bytes", raw[:limit]
        )
    own = own_id(fields, place.columns)
    return place.record(step, "fields", raw, fields=fields, source_record_id=own)


def _charset_of(row: Mapping[str, Any], place: Place) -> str | None:
    """Return the encoding of what in a row is text but not in UTF-8; None where all is."""
    foreign = list(_foreign_texts(dict(row)))
    if not foreign:
        return None
    spoken = [text for text in foreign if b" " in text or len(text) > LONGEST_HASH]
    return place.encoding or guessed_encoding(b"\n".join(spoken or foreign))


LONGEST_HASH = 64
"""Bytes of SHA-512: what is no longer and has no blank says nothing of an encoding where longer text does."""


def _foreign_texts(value: Any) -> Iterator[bytes]:
    """Yield the bytes within a value that may be text, but not in UTF-8."""
    if isinstance(value, str):
        if (not value.isascii() or "\0" in value) and ESCAPED.search(value):
            yield value.encode("utf-8", "surrogateescape")
    elif isinstance(value, bytes):
        if sure_encoding(value)[0] is not None or _is_free_of_controls(value):
            yield from _foreign_texts(undecoded(value))
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            if type(item) in CAN_BE_FOREIGN:
                yield from _foreign_texts(item)


CAN_BE_FOREIGN = frozenset((str, bytes, dict, list))


def _is_free_of_controls(raw: bytes) -> bool:
    head = raw[:SNIFF_BYTES]
    return len(head.translate(None, CONTROL_BYTES)) == len(head)


def _decoded(value: Any, charset: str) -> Any:
    """Return a value with the texts that are not UTF-8 decoded as those of other tables are."""
    if isinstance(value, str):
        raw = next(_foreign_texts(value), None)
        return value if raw is None else decode_text(raw, charset)[0]
    if isinstance(value, dict):
        return {name: _decoded(item, charset) for name, item in value.items()}
    return [_decoded(item, charset) for item in value] if isinstance(value, list) else value


def plain_value(value: Any, charset: str | None = None) -> Any:
    """Return a value as JSON can hold it: times in ISO form, bytes as text, in base64 where they are none in `charset`."""
    if type(value) in PLAIN_TYPES:
        return value
    if isinstance(value, bytes):
        text = undecoded(value)
        is_text = not ESCAPED.search(text) or is_written(value, charset)
        return text if is_text else base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(key): plain_value(item, charset) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item, charset) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def is_written(raw: bytes, charset: str | None) -> bool:
    """Return whether bytes are text in another encoding than UTF-8, not a picture or a hash: nearly all of it letters.

    >>> is_written("Café fermé".encode("cp1252"), "cp1252"), is_written(bytes(range(150, 166)), "cp1252")
    (True, False)
    """
    head = raw[:SNIFF_BYTES]
    if sure_encoding(head)[0] is None and not _is_free_of_controls(head):
        return False
    text, _ = decode_text(head, charset)
    n_letters = sum(sign.isalnum() or sign.isspace() for sign in text)
    return n_letters >= MIN_WRITTEN_SHARE * len(text)


MIN_WRITTEN_SHARE = 0.8
"""Of a text's signs that are letters, digits and blanks: news has .95, 16 random bytes reach it once in 50 times."""


def _size_problem(metadata: Any, size: int, place: Place) -> str | None:
    """Return why a file is not opened: it declares more than its size can honestly hold."""
    if metadata.num_rows > MAX_ROWS_PER_BYTE * size:
        return f"{size:,} bytes declare {metadata.num_rows:,} rows"
    declared = sum(
        metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)
    )
    if declared > place.limits.free_bytes + place.limits.max_ratio * size:
        return f"{size:,} bytes declare {declared:,} bytes of data"
    return None


def _repeated_columns(metadata: Any) -> list[int]:
    """Return the numbers (a name may stand twice) of the columns of texts that rows share: read as what they are, a value and its number in each row.

    Spread out, 926 bytes of file are gigabytes before the first row is counted against its budget.
    """
    found: set[int] = set()
    for group in range(min(metadata.num_row_groups, MAX_GROUPS_ASKED)):
        told = metadata.row_group(group)
        for number in range(told.num_columns):
            column = told.column(number)
            if column.physical_type == "BYTE_ARRAY" and column.has_dictionary_page:
                found.add(number)
    return sorted(found)
