"""JSON values cut out of a stream by matching brackets, without parsing them; where brackets don't match, salvaged.

Memory is bounded by the largest record. A broken value costs itself: the stretch that it swallowed is cut again at
every place that looks like the start of a sibling.
"""

from __future__ import annotations

import re

from copydesk.readers.stream import CHUNK, Stream

TOKEN = re.compile(rb'["{}\[\]]')
STRING_REST = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
FIRST_KEY = re.compile(rb'\s*\{\s*("(?:[^"\\\n]|\\.){0,200}")\s*:', re.DOTALL)
NEW_LINE_OBJECT = re.compile(rb"[\r\n]\x1e?(?=\{)")
SCALAR = re.compile(rb"[,\]\n]")

QUOTE = 0x22  # the byte of '"'
OPENING = frozenset(b"{[")
WINDOW = 1 << 12
"""Chosen: bytes counted at once; as many brackets must be open, so none of them ends the value."""


class ValueCutter:
    """Follows brackets and strings over the pieces of one value."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.is_whole = False  # the brackets match: the value has been read to its end
        self._depth = 0
        self._in_string = False
        self._escaped = False

    def cut(self, limit: int) -> bytes:
        """Return the bytes up to the end of the value, or a little more than `limit` when it does not end before."""
        parts: list[bytes] = []
        size = 0
        while size <= limit and not self.is_whole and (piece := self.stream.read_some()):
            end = self._follow(piece)
            if self.is_whole:
                self.stream.unread(piece[end:])
                piece = piece[:end]
            parts.append(piece)
            size += len(piece)
        return b"".join(parts)

    def skip(self) -> None:
        """Consume the rest of a value that was too large."""
        while not self.is_whole and self.cut(0):
            pass

    def _follow(self, piece: bytes) -> int:
        """Move over one piece; return where in it the value ends, if it does."""
        at = 1 if self._escaped else 0
        self._escaped = False
        while True:
            if self._in_string:
                at = self._string_end(piece, at)
                if self._in_string:
                    return at
            at = self._pass_over(piece, at)
            token = TOKEN.search(piece, at)
            if token is None:
                return len(piece)
            at = token.end()
            byte = piece[at - 1]
            if byte == QUOTE:
                self._in_string = True
            else:
                self._depth += 1 if byte in OPENING else -1
                if self._depth <= 0:
                    self.is_whole = True
                    return at

    def _pass_over(self, piece: bytes, at: int) -> int:
        """Return the place after a stretch in which neither a string nor the value can end: its brackets are counted."""
        while self._depth > WINDOW:
            quote = piece.find(b'"', at, at + WINDOW)
            end = min(at + WINDOW, len(piece)) if quote < 0 else quote
            if end == at:
                break
            self._depth += piece.count(b"{", at, end) + piece.count(b"[", at, end)
            self._depth -= piece.count(b"}", at, end) + piece.count(b"]", at, end)
            at = end
        return at

    def _string_end(self, piece: bytes, at: int) -> int:
        """Return the place after the string's closing quote; the string stays open when the piece ends before."""
        found = STRING_REST.match(piece, at)
        at = found.end() if found else at
        if at < len(piece) and piece[at] == QUOTE:
            self._in_string = False
            return at + 1
        # a backslash at the very end: what it escapes comes with the next piece
        self._escaped = at < len(piece)
        return len(piece)


def first_key(raw: bytes) -> bytes | None:
    """Return the first key of an object, in its quotes; None when it has none."""
    found = FIRST_KEY.match(raw)
    return found.group(1) if found else None


def sibling(key: bytes | None) -> re.Pattern[bytes]:
    """Return the pattern that ends before an element of an array: an object, with this first key where one is known."""
    start = rb"\{\s*" + re.escape(key) + rb"\s*:" if key else rb"\{"
    return re.compile(rb"\}\s*,\s*(?=" + start + rb")")


def split(raw: bytes, boundary: re.Pattern[bytes]) -> list[bytes]:
    """Return the pieces between boundaries; each keeps what ends it, so that together they are `raw`."""
    ends = [found.end() for found in boundary.finditer(raw)]
    return [raw[start:end] for start, end in zip([0, *ends], [*ends, len(raw)], strict=True)]


def cut_junk(stream: Stream, boundary: re.Pattern[bytes], limit: int) -> bytes:
    """Return everything up to the next boundary, the end or the limit."""
    size = CHUNK
    while True:
        head = stream.peek(size)
        found = boundary.search(head)
        if found:
            return stream.read(found.end())
        if len(head) < size or size >= limit:
            return stream.read(len(head))
        size = min(2 * size, limit)


def cut_scalar(stream: Stream, limit: int) -> bytes:
    """Return what stands where a bracketed value should begin, up to the next comma, bracket or line end."""
    head = stream.peek(min(limit, 1 << 16))
    found = SCALAR.search(head, 1)
    return stream.read(found.start() if found else len(head))


STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
PLAIN = re.compile(rb"[^\s,\]}]+")


def cut_string(stream: Stream, limit: int) -> bytes:
    """Return the string that begins here, in its quotes; b"" when it does not end within the limit."""
    size = min(1 << 12, limit)
    while True:
        head = stream.peek(size)
        if found := STRING.match(head):
            return stream.read(found.end())
        if len(head) < size or size >= limit:
            return b""
        size = min(8 * size, limit)


def cut_value(stream: Stream, limit: int) -> bytes:
    """Return the string, number or word that begins here; b"" where none does."""
    if stream.peek(1) == b'"':
        return cut_string(stream, limit)
    found = PLAIN.match(stream.peek(1 << 10))
    return stream.read(found.end()) if found else b""
