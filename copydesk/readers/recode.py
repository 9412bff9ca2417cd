"""UTF-16 and UTF-32 files as UTF-8 streams, so that the line and row readers see one kind of bytes."""

from __future__ import annotations

import codecs

from copydesk.readers.stream import Source, Stream
from copydesk.text.encoding import sure_encoding

SNIFF = 1 << 12  # chosen: bytes by which an encoding is told


class Recoded:
    """The bytes of a wide encoding as UTF-8; what can't be decoded is U+FFFD."""

    def __init__(self, source: Source, encoding: str) -> None:
        self.source = source
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._ended = False

    def read(self, n: int, /) -> bytes:
        """Return the next bytes, in UTF-8."""
        while not self._ended:
            piece = self.source.read(n)
            self._ended = not piece
            text = self._decoder.decode(piece, final=self._ended)
            if text:
                return text.encode("utf-8", "replace")
        return b""


class Unbuffered:
    """A `Stream` as the source of another, its damage handed on."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream

    def read(self, n: int, /) -> bytes:
        """Return at most n bytes."""
        return self.stream.read(n)


class RecodedStream(Stream):
    """A `Stream` in UTF-8 over one in a wide encoding: damage and its telling stay those of the stream below."""

    def __init__(self, below: Stream, encoding: str) -> None:
        super().__init__(Recoded(Unbuffered(below), encoding))
        self._below = below

    @property
    def ending(self) -> Stream:
        """The stream that knows how this one ended."""
        return self._below.ending


def as_utf8(stream: Stream) -> tuple[Stream, str | None]:
    """Return the stream without byte order mark and in UTF-8 where it was wide, and the wide encoding's name."""
    encoding, mark = sure_encoding(stream.peek(SNIFF))
    stream.read(mark)
    if encoding is None or encoding == "utf-8":
        return stream, None
    return RecodedStream(stream, encoding), encoding


def original_bytes(piece: bytes, encoding: str | None) -> bytes:
    """Return a piece of a recoded stream as it stands in the file."""
    if encoding is None:
        return piece
    return piece.decode("utf-8", "replace").encode(encoding, "replace")
