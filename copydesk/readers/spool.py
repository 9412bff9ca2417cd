"""A seekable file for formats that are read from their end (zip, Parquet): the file itself, or an anonymous copy."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from copydesk.readers.snapshot import first_bytes
from copydesk.readers.stream import DamageError, Stream

IN_MEMORY = 16 << 20  # chosen: bytes; beyond, the copy goes to disk


@contextlib.contextmanager
def spool_file(stream: Stream, limit: int, *, allow_cut: bool = False) -> Iterator[BinaryIO]:
    """Give a seekable file with the stream's bytes; a stream that is cut or too large is a DamageError.

    The copy has no name: nothing of an archive's names ever touches a file system. A full disk is an error of this
    machine and not of the data, so that one is raised.
    """
    if stream.file is not None:
        stream.file.seek(0)
        yield stream.file
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
        size = 0
        while piece := stream.read_some():
            size += len(piece)
            if size > limit:
                raise DamageError(
                    "too_large", f"more than {limit:,} bytes inside another container"
                )
            copy.write(piece)
        if stream.damage is not None and not allow_cut:
            raise DamageError(stream.damage.reason, stream.damage.detail, stream.damage.raw)
        copy.seek(0)
        with first_bytes(cast(BinaryIO, copy), size) as view:
            yield view
