"""One file, one record: plain-text page dumps and saved pages."""

from __future__ import annotations

from typing import BinaryIO

from copydesk.readers.place import Place, Reading
from copydesk.readers.stream import Stream, as_stream
from copydesk.records import Media


def read_text_page(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the whole stream as one page dump."""
    return _read_whole(as_stream(stream), place, "text")


def read_html_page(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the whole stream as one saved page."""
    return _read_whole(as_stream(stream), place, "html")


def _read_whole(stream: Stream, place: Place, media: Media) -> Reading:
    """Yield one record, or one rejection when the stream is blank, cut or larger than a record may be."""
    limit = place.limits.max_record_bytes
    raw = stream.read(limit)
    if stream.peek(1):
        yield place.reject("", "too_large", f"the page has more than {limit:,} bytes", raw)
    elif (damage := stream.tell_damage()) is not None:
        # Half a page is no page: what came before the cut must not pass for the story.
        yield place.reject("", damage.reason, damage.detail, raw)
    elif not raw.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xfe\xff"):
        yield place.reject("", "empty_file", "the file holds nothing but blanks", raw)
    else:
        yield place.record("", media, raw)
