"""A byte stream that never raises for bad data: it ends early and remembers why. A device that fails does raise."""

from __future__ import annotations

import dataclasses
from typing import BinaryIO, Protocol

from schemas.quarantine import RejectionReason

CHUNK = 1 << 17  # chosen: bytes read at once; bounds memory alone


class DamageError(Exception):
    """Raised by a source of bytes that can't go on; caught by the `Stream` around it and never seen outside."""

    def __init__(self, reason: RejectionReason, detail: str, raw: bytes = b"") -> None:
        self.damage = Damage(reason, detail, raw)
        super().__init__(detail)


@dataclasses.dataclass(frozen=True, slots=True)
class Damage:
    """Why a stream ended before its end; `raw` holds the last bytes that the source saw."""

    reason: RejectionReason
    detail: str
    raw: bytes = b""


class Source(Protocol):
    """Anything that yields bytes; b"" is the end."""

    def read(self, n: int, /) -> bytes:
        """Return at most n bytes."""
        ...


class Stream:
    """Buffered reading with peek, unread and lines. After the end, `damage` says whether it was the true end."""

    def __init__(self, source: Source, file: BinaryIO | None = None) -> None:
        self.source = source
        self.file = file  # the seekable file, when the stream is nothing else
        self.damage: Damage | None = None
        self.is_damage_told = False
        self.offset = 0  # of the next byte to be read
        self._buffer = b""
        self._start = 0
        self._ended = False

    @property
    def ending(self) -> Stream:
        """The stream that knows how this one ended: itself, but for a recoded one."""
        return self

    def tell_damage(self) -> Damage | None:
        """Return the damage that ended the stream, which counts as told from now on."""
        end = self.ending
        end.is_damage_told = end.is_damage_told or end.damage is not None
        return end.damage

    def read(self, n: int) -> bytes:
        """Return n bytes, fewer only at the end."""
        self._fill(n)
        return self._take(n)

    def read_some(self) -> bytes:
        """Return the next bytes as they come, a few at most: a caller puts back what it has no use for; b"" at the end."""
        self._fill(1)
        return self._take(CHUNK)

    def peek(self, n: int) -> bytes:
        """Return the next n bytes without consuming them, fewer only at the end."""
        self._fill(n)
        return self._buffer[self._start : self._start + n]

    def unread(self, piece: bytes) -> None:
        """Put bytes back in front."""
        start = self._start - len(piece)
        if start >= 0 and self._buffer.startswith(piece, start):
            self._start = start  # they were taken just now: nothing is copied
        else:
            self._buffer = piece + self._buffer[self._start :]
            self._start = 0
        self.offset -= len(piece)

    def read_line(self, limit: int, end: bytes = b"\n") -> bytes:
        """Return the next line with its end, cut at `limit` bytes; b"" at the end of the stream."""
        searched = 0
        while True:
            found = self._buffer.find(end, self._start + searched)
            if found >= 0:
                return self._take(min(found + len(end) - self._start, limit))
            held = len(self._buffer) - self._start
            if held >= limit or not self._fill(max(held + 1, 2 * held)):
                return self._take(limit)
            searched = max(held - len(end) + 1, 0)

    def skip_line(self, end: bytes = b"\n") -> None:
        """Consume the rest of a line that was cut."""
        while piece := self.read_line(CHUNK, end):
            if piece.endswith(end):
                return

    def skip(self) -> None:
        """Consume everything to the end."""
        while self.read_some():
            pass

    def skip_any(self, blanks: bytes) -> int:
        """Consume bytes as long as they are among `blanks`; return how many line feeds were among them."""
        n_lines = 0
        while head := self.peek(1 << 10):
            rest = head.lstrip(blanks)
            n_lines += self._take(len(head) - len(rest)).count(b"\n")
            if rest:
                break
        return n_lines

    def _take(self, n: int) -> bytes:
        piece = self._buffer[self._start : self._start + n]
        self._start += len(piece)
        self.offset += len(piece)
        return piece

    def _fill(self, n: int) -> bool:
        """Make n bytes stand in the buffer if the source has them; return whether any came."""
        held = len(self._buffer) - self._start
        if held >= n or self._ended:
            return False
        parts = [self._buffer[self._start :]]
        came = 0
        while held + came < n:
            piece = self._pull(max(CHUNK, n - held - came))
            if not piece:
                break
            parts.append(piece)
            came += len(piece)
        self._buffer = b"".join(parts)
        self._start = 0
        return came > 0

    def _pull(self, n: int) -> bytes:
        """Return bytes of the source; b"" at its end or damage."""
        if self._ended:
            return b""
        try:
            piece = self.source.read(n)
        except DamageError as error:
            self.damage, piece = error.damage, b""
        if not piece:
            self._ended = True
        return piece


def as_stream(stream: BinaryIO | Stream) -> Stream:
    """Return the stream itself, or a `Stream` around a binary file."""
    return stream if isinstance(stream, Stream) else Stream(stream)
