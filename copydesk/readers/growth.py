"""Which files grow by having bytes appended: those that are read from their start on.

Of a format with its directory at the end (zip, Parquet, Arrow, ORC), or with its pages counted at the start (SQLite), new
bytes behind the old ones make another file, in which the old records need not be found.
"""

from __future__ import annotations

from typing import BinaryIO

from copydesk.readers.compression import Unpacked, budget_for, compression_of
from copydesk.readers.place import Limits
from copydesk.readers.recognise import UNPACKING
from copydesk.readers.stream import Stream

WHOLE = (
    b"PK\x03\x04",  # zip, and the documents that are one
    b"PK\x05\x06",  # an empty zip
    b"PK\x07\x08",  # a zip that was cut into volumes
    *UNPACKING, b"PAR1", b"ARROW1", b"FEA1", b"ORC", b"SQLite format 3\x00", b"%PDF-",
    b"\xd0\xcf\x11\xe0",  # old Office documents
    b"7z\xbc\xaf\x27\x1c",
)  # fmt: skip
"""How files begin that are whole or nothing."""

HEAD_BYTES = 1 << 12  # chosen: bytes; every start that is asked for is shorter


def can_grow(file: BinaryIO, size: int) -> bool:
    """Return whether more bytes behind those of a file leave the records in them where they are."""
    limits = Limits()
    budget = budget_for(size, limits)
    stream = Stream(file)
    for _ in range(limits.max_nesting + 1):
        head = stream.peek(HEAD_BYTES)
        kind = compression_of(head)
        if kind is None:
            return not head.startswith(WHOLE)
        stream = Stream(Unpacked(stream, kind, limits, budget))
    return False
