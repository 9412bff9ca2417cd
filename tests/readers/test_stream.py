"""A stream of bytes: what is put back is not copied, however much of it is held."""

from __future__ import annotations

import io

from copydesk.readers.stream import CHUNK, Stream


def test_what_was_taken_just_now_is_put_back_without_a_copy() -> None:
    raw = bytes(range(256)) * (8 * CHUNK // 256)
    stream = Stream(io.BytesIO(raw))
    stream.peek(len(raw))
    held = stream._buffer
    piece = stream.read_some()
    assert len(piece) <= CHUNK  # a large buffer once went round whole for every small value
    stream.unread(piece[10:])
    assert stream._buffer is held
    assert stream.offset == 10
    assert stream.read(len(raw)) == raw[10:]


def test_other_bytes_come_before_what_is_held() -> None:
    stream = Stream(io.BytesIO(b"abcdef"))
    assert stream.read(3) == b"abc"
    stream.unread(b"xyz")
    assert stream.read(9) == b"xyzdef"
    stream.unread(b"long before the start")
    assert stream.read(99) == b"long before the start"
