"""Elements cut out of markup by their tags, without a parser: each with its own bytes, a broken one costs itself.

A parser of whole documents would stop at the first defect, would have to hold the document, and would obey its
DOCTYPE. Here a DOCTYPE is never given to a parser at all: what is parsed is one element behind its frame.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Literal

from copydesk.readers.stream import CHUNK, Stream

PieceKind = Literal["element", "open", "between"]
TAG_REACH = 1 << 10  # a start tag that is longer is cut apart and costs its record


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of markup: an element, one without its end, or what stands between elements."""

    kind: PieceKind
    raw: bytes
    is_last: bool = False  # the stream ended in it


@dataclasses.dataclass(frozen=True, slots=True)
class Tags:
    """The patterns that find elements of some names, in any namespace."""

    start: re.Pattern[bytes]
    boundary: re.Pattern[bytes]
    stray_end: re.Pattern[bytes]
    hidden_end: re.Pattern[bytes]


def tags_of(names: Iterable[str], *, any_case: bool = False) -> Tags:
    """Return the patterns for elements of these names.

    >>> [bool(tags_of(["item"]).start.match(text)) for text in (b"<item>", b"<rss:item a='1'>", b"<items>")]
    [True, True, False]
    """
    flags = re.IGNORECASE if any_case else re.NOFLAG
    named = (
        rb"(?:[A-Za-z_][\w.\-]{0,40}:)?(?:"
        + b"|".join(re.escape(n.encode()) for n in names)
        + rb")"
    )
    opened = named + rb"(?=[\s/>])"
    closed = rb"/" + named + rb"\s*+>"
    opening, closing = rb"<" + opened, rb"<" + closed
    return Tags(
        # What all begin with stands first, or every character between would be tried.
        start=re.compile(rb"<(?:!--|" + opened + rb")", flags),
        boundary=re.compile(
            rb"<(?:(?P<hidden>!\[CDATA\[|!--)|(?P<end>" + closed + rb")|" + opened + rb")", flags
        ),
        stray_end=re.compile(closing, flags),
        # Nobody hides the end of one record and the start of the next: there a hidden stretch was never closed.
        hidden_end=re.compile(
            rb"\]\]>|-->|(?P<next>" + closing + rb"\s*+" + opening + rb")", flags
        ),
    )


def cut_elements(stream: Stream, tags: Tags, limit: int) -> Iterator[Piece]:
    """Yield the elements of a stream and what stands between them. Memory is bounded by `limit` for an element."""
    held = b""
    has_more = True
    while has_more:
        piece = stream.read(max(CHUNK, len(held)))
        has_more = bool(piece)
        held += piece
        pieces, held = _cut(held, tags, is_end=not has_more)
        if len(held) > limit:  # the element that is being waited for is too large
            more, held = _cut(held, tags, is_end=True)
            pieces += more
        for number, (kind, raw) in enumerate(pieces):
            yield Piece(kind, raw, not has_more and number == len(pieces) - 1)


def _cut(held: bytes, tags: Tags, *, is_end: bool) -> tuple[list[tuple[PieceKind, bytes]], bytes]:
    """Return the pieces at the front, and what is left to wait for."""
    pieces: list[tuple[PieceKind, bytes]] = []
    last_close = held.rfind(b"-->")
    at = 0
    while True:
        start = _next_start(held, at, tags, last_close)
        if start is None:
            break
        stop, is_whole = _end_of(held, start, tags)
        if stop is None and not is_end:
            _add(pieces, "between", held[at : start.start()])
            return pieces, held[start.start() :]
        _add(pieces, "between", held[at : start.start()])
        stop = len(held) if stop is None else stop
        pieces.append(("element" if is_whole else "open", held[start.start() : stop].rstrip()))
        at = stop
    keep = len(held) if is_end else _safe_end(held, at)
    _add(pieces, "between", held[at:keep])
    return pieces, held[keep:]


def _next_start(held: bytes, at: int, tags: Tags, last_close: int) -> re.Match[bytes] | None:
    """Return the next start tag that stands in no comment; a comment that never ends hides nothing."""
    while (found := tags.start.search(held, at)) is not None and found.group() == b"<!--":
        at = found.end()
        if at <= last_close:
            at = held.find(b"-->", at) + 3
    return found


def _end_of(held: bytes, start: re.Match[bytes], tags: Tags) -> tuple[int | None, bool]:
    """Return where the element that begins here ends, and whether by an end of its own; None when it is not there yet."""
    close = held.find(b">", start.end(), start.end() + TAG_REACH)
    if close > 0 and held[close - 1 : close] == b"/":
        return close + 1, True
    at = start.end()
    while (found := tags.boundary.search(held, at)) is not None:
        if found["end"]:
            return found.end(), True
        if not found["hidden"]:
            return found.start(), False
        hidden = tags.hidden_end.search(held, found.end())
        if hidden is None:
            return None, False
        at = hidden.start() if hidden["next"] else hidden.end()
    return None, False


def _safe_end(held: bytes, at: int) -> int:
    """Return up to where nothing can be part of a tag or comment that is not read to its end yet."""
    comment = held.rfind(b"<!--", at)
    if comment >= 0 and held.find(b"-->", comment) < 0:
        return comment
    last = held.rfind(b"<", at)
    return last if last >= 0 and held.find(b">", last) < 0 else len(held)


def _add(pieces: list[tuple[PieceKind, bytes]], kind: PieceKind, raw: bytes) -> None:
    """Add what stands between elements unless it is blank."""
    if raw.strip(b" \t\r\n\x00\x1a"):
        pieces.append((kind, raw))


def without_comments(raw: bytes) -> bytes:
    """Return markup without its comments; one that never ends is none.

    >>> without_comments(b"a<!-- b -->c<!-- d")
    b'ac<!-- d'
    """
    parts = []
    at = 0
    while (start := raw.find(b"<!--", at)) >= 0 and (end := raw.find(b"-->", start + 4)) >= 0:
        parts.append(raw[at:start])
        at = end + 3
    return b"".join([*parts, raw[at:]])
