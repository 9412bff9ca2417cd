"""One file, one record: plain-text page dumps and saved pages. Saved pages may stand behind one another in one file."""

from __future__ import annotations

import re
from typing import BinaryIO

from copydesk.readers.place import Place, Reading
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import Media

MARKS = re.compile(
    rb"<(?:(?P<end>/html\s*+>\s*+(?=(?:<!--[^<>]{0,300}-->\s*+)?(?:<\?xml[^<>]{0,200}>\s*+)?<(?:!doctype\s+html|html[\s>])))"
    rb"|(?P<title>title\b)|(?P<body>(?:body|p)\b))",
    re.IGNORECASE,
)
"""Where one page ends and the next begins, and what each of them has: a head that somebody closed too early, or a counter
behind the end, is no page."""
CLOSED = b"</html"
STEP = 1 << 17  # chosen: bytes looked at first; doubled until a page ends


def read_text_page(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the whole stream as one page dump."""
    return _read_whole(as_stream(stream), place, "text")


def read_html_page(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the whole stream as one saved page, or each of several pages that stand behind one another."""
    stream = as_stream(stream)
    number = 0
    while (size := _next_page(stream, place.limits.max_record_bytes)) or number:
        number += 1
        if not size:
            yield from _read_whole(stream, place, "html", f"page {number}")
            return
        yield place.record(f"page {number}", "html", stream.read(size))
    yield from _read_whole(stream, place, "html")


def _next_page(stream: Stream, limit: int) -> int:
    """Return how many bytes the page at the front of a stream has, where another follows; 0 where it is the last."""
    size = STEP
    while True:
        head = stream.peek(min(size, limit))
        at = head.lower().find(CLOSED)
        # Most files end here: behind the end of their page nothing stands.
        if 0 <= at < len(head) - 2 * len(CLOSED) and (end := _page_end(head)):
            return end
        if len(head) < size or size >= limit:
            return 0
        size *= 2


def _page_end(head: bytes) -> int:
    """Return where the first whole page ends that another whole page follows; 0 where there is none."""
    end = 0
    seen: set[str] = set()
    for mark in MARKS.finditer(head):
        if mark.lastgroup == "end":
            end = mark.end() if len(seen) == 2 and not end else end
            seen.clear()
        elif mark.lastgroup:
            seen.add(mark.lastgroup)
            if end and len(seen) == 2:
                return end
    return 0


def _read_whole(stream: Stream, place: Place, media: Media, step: str = "") -> Reading:
    """Yield one record, or one rejection when the stream is blank, cut or larger than a record may be."""
    limit = place.limits.max_record_bytes
    raw = stream.read(limit)
    if stream.peek(1):
        yield place.reject(step, "too_large", f"the page has more than {limit:,} bytes", raw)
    elif (damage := stream.tell_damage()) is not None:
        # Half a page is no page: what came before the cut must not pass for the story.
        yield place.reject(step, damage.reason, damage.detail, raw)
    elif not raw.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xfe\xff"):
        yield place.reject(step, "empty_file", "the file holds nothing but blanks", raw)
    else:
        yield place.record(step, media, raw)
