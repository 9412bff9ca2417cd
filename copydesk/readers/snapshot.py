"""The first bytes of a file that may be growing: what is appended while it is read is not there yet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from copydesk.readers.stream import CHUNK

if TYPE_CHECKING:
    from typing_extensions import Buffer


class _FirstBytes(io.RawIOBase):
    """A seekable view of the first `size` bytes of an open file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size, self.at = file, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            # without a number: about the bytes
            raise OSError("a place before the start of the file")
        self.at = base + offset
        return self.at

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer)[: max(self.size - self.at, 0)]
        self.file.seek(self.at)
        piece = self.file.read(len(view))
        view[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


class _Bounded(io.BufferedReader):
    """A buffered view that is never asked for more than it holds.

    Room for what is asked is made before a byte is read: a length that a hostile file states would be trouble of this machine.
    """

    raw: _FirstBytes

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(self.raw.size - self.tell(), 0)
        return super().read(left if size is None or size < 0 else min(size, left))


def first_bytes(file: BinaryIO, size: int) -> BinaryIO:
    """Return a view of the first `size` bytes of a file; it is closed apart from the file. A small one is read at once."""
    if size <= CHUNK:
        return io.BytesIO(file.read(size))
    return cast(BinaryIO, _Bounded(_FirstBytes(file, size), CHUNK))
