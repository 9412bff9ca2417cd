"""Web archives: response and resource records with pages, and the plain texts of WET files.

The other record types (warcinfo, request, metadata, revisit, DNS look-ups) are the archive's envelope and no pages:
they are passed over, and no row tells of them. A wrong length costs its own record: the next one is found again by
the line with which every record begins.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from copydesk.readers.http import BodyError, decoded_body, media_type, parse_headers, parse_response
from copydesk.readers.place import Place, Reading
from copydesk.readers.recognise import HTML_START, HTML_TAG, ascii_view, binary_kind
from copydesk.readers.stream import CHUNK, Stream, as_stream
from copydesk.records import RawRecord, Rejection
from schemas.quarantine import RejectionReason

ENVELOPE_TYPES = frozenset({"warcinfo", "request", "metadata", "revisit"})
PAGE_TYPES = frozenset({"response", "resource", "conversion"})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
UNTOLD_TYPES = frozenset({"", "application/octet-stream", "unknown/unknown", "application/http"})
PAGE_SCHEMES = frozenset({"", "http", "https", "ftp", "file"})
"""Crawlers file their own logs and settings under addresses of other kinds (`metadata://`, `screenshot:`). A whole page
under such an address is a page for all that: tools that keep pages without their address give them a `urn:`."""
CRAWLER_FILES = re.compile(
    r"https?://[^/]+/(?:robots|ads|app-ads|humans|security)\.txt(?:[?#].*)?", re.IGNORECASE
)
"""Files for machines at fixed addresses: plain text, but no pages."""

VERSION_LINE = re.compile(rb"WARC/\d[^\r\n]{0,8}\r?\n")
NEXT_RECORD = re.compile(rb"(?<=\n)WARC/\d\.\d{1,2}\r?\n(?=[A-Za-z][A-Za-z\-]{1,40}:)")
HEAD_END = re.compile(rb"\r?\n\r?\n")
MAX_HEAD = 1 << 16  # chosen: bytes of a record's own headers
MAX_WRONG = (
    16  # wrong lengths, each costing a read of up to a record's limit, before no length is trusted
)
OVERLAP = 128  # longer than the start of a record that NEXT_RECORD looks for
DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?")


def read_warc(stream: BinaryIO | Stream, place: Place) -> Reading:
    """Yield the pages of an archive, and what of it is damaged."""
    stream = as_stream(stream)
    n_wrong = 0
    while True:
        stream.skip_any(b"\r\n")
        if not stream.peek(1):
            return
        start = stream.offset
        if not VERSION_LINE.match(stream.peek(32)):
            raw = _skip_to_next(stream, place.limits.max_record_bytes)
            damage = stream.tell_damage() if not stream.peek(1) else None
            reason = damage.reason if damage else "broken_record"
            detail = damage.detail if damage else "no WARC record begins here"
            yield place.reject(f"offset {start}", reason, detail, raw)
            continue
        item = _read_record(stream, place, f"offset {start}", is_doubtful=n_wrong >= MAX_WRONG)
        if item is not None:
            n_wrong += isinstance(item, Rejection) and item.reasons == ("broken_record",)
            yield item


def _skip_to_next(stream: Stream, limit: int, held: bytes = b"") -> bytes:
    """Consume up to the line that begins the next record, or to the end; return what was passed, at most `limit`."""
    passed: list[bytes] = []
    size = 0
    while True:
        found = NEXT_RECORD.search(held)
        if found:
            stream.unread(held[found.start() :])
            held = held[: found.start()]
        keep = b"" if found else held[-OVERLAP:]
        done = held[: len(held) - len(keep)]
        if size < limit:
            passed.append(done[: limit - size])
        size += len(done)
        if found:
            break
        piece = stream.read_some()
        if not piece:
            passed.append(keep)
            break
        held = keep + piece
    return b"".join(passed)[:limit]


def _read_record(
    stream: Stream, place: Place, step: str, *, is_doubtful: bool
) -> RawRecord | Rejection | None:
    """Return what one WARC record holds; None for one of the envelope.

    Lengths are trusted until several were wrong (`is_doubtful`): from then on a block ends where a record begins.
    """
    start = stream.peek(MAX_HEAD)
    end = HEAD_END.search(start)
    if end is None:
        first = stream.read(min(len(start), 5))
        return _broken(stream, place, step, "the record has no end of its header", first)
    head = stream.read(end.end())
    headers = parse_headers(head.partition(b"\n")[2])
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or len(length) > 15:
        detail = f"the record has the length {length[:40]!r}"
        return _broken(stream, place, step, detail, head, headers)
    limit = place.limits.max_record_bytes
    if int(length) > limit:
        return _oversized(stream, place, step, headers, int(length))
    block = _read_up_to_next(stream, int(length)) if is_doubtful else stream.read(int(length))
    if not _ends_well(stream, int(length), block):
        detail = f"the record's length {length} is not that of its content"
        return _broken(stream, place, step, detail, head + block, headers)
    return _read_block(block, headers, place, step)


def _read_up_to_next(stream: Stream, length: int) -> bytes:
    """Return `length` bytes, or somewhat less when another record begins among them."""
    parts = [b""]
    left = length
    while left > 0 and (piece := stream.read(min(left, CHUNK))):
        is_found = NEXT_RECORD.search(parts[-1][-OVERLAP:] + piece) is not None
        parts.append(piece)
        left -= len(piece)
        if is_found:
            break
    return b"".join(parts)


def _ends_well(stream: Stream, length: int, block: bytes) -> bool:
    """Return whether after the block the archive ends or the next record begins."""
    if len(block) < length:
        return False
    after = stream.peek(64)
    if not after.strip(b"\r\n"):
        # A checksum that fails right after the record is the record's own.
        return stream.damage is None or stream.damage.reason != "corrupt_container"
    return (
        after[:1] in (b"\r", b"\n", b"W") and VERSION_LINE.match(after.lstrip(b"\r\n")) is not None
    )


def _broken(
    stream: Stream,
    place: Place,
    step: str,
    detail: str,
    held: bytes,
    headers: Mapping[str, str] | None = None,
) -> Rejection:
    """Return the rejection of a damaged record and move to the next one, which may stand inside of what was read."""
    raw = held[:1] + _skip_to_next(stream, place.limits.max_record_bytes, held[1:])
    damage = stream.tell_damage() if not stream.peek(1) else None
    own = (headers or {}).get("warc-record-id")
    if damage is not None:
        return place.reject(step, damage.reason, damage.detail, raw, source_record_id=own)
    reason: RejectionReason = "broken_record" if stream.peek(1) else "truncated_file"
    return place.reject(step, reason, detail, raw, source_record_id=own)


def _oversized(
    stream: Stream, place: Place, step: str, headers: Mapping[str, str], length: int
) -> Rejection | None:
    """Pass over a record that is larger than one may be, looking inside it for a record that a wrong length hid."""
    start = stream.offset
    limit = min(place.limits.max_record_bytes, CHUNK)
    raw = tail = b""
    left = length
    while left > 0 and (piece := stream.read(min(left, CHUNK))):
        found = NEXT_RECORD.search(tail + piece)
        if found:
            stream.unread((tail + piece)[found.start() :])
            break
        raw = (raw + piece)[:limit]
        tail = piece[-OVERLAP:]
        left -= len(piece)
    if headers.get("warc-type", "").lower() in ENVELOPE_TYPES and left == 0:
        return None
    own = headers.get("warc-record-id")
    detail = f"the record has {length:,} bytes"
    if left > 0:
        detail = f"the record's length {length:,} is not that of its content ({stream.offset - start:,} bytes)"
        damage = stream.tell_damage() if not stream.peek(1) else None
        reason = damage.reason if damage else "broken_record"
        return place.reject(step, reason, detail, raw, source_record_id=own)
    return place.reject(step, "too_large", detail, raw, source_record_id=own)


def _read_block(
    block: bytes, headers: Mapping[str, str], place: Place, step: str
) -> RawRecord | Rejection | None:
    """Return what the block of a sound record holds."""
    kind = headers.get("warc-type", "").lower()
    url = headers.get("warc-target-uri", "").strip("<> ") or None
    own = headers.get("warc-record-id")
    reject = functools.partial(place.reject, step, source_record_id=own, url=url)
    if kind in ENVELOPE_TYPES or (url or "").lower().startswith(("dns:", "whois:")):
        return None
    if kind not in PAGE_TYPES:
        return reject("not_a_page", f"a WARC record of type {kind[:40]!r}", block)
    body, content_type = block, headers.get("content-type", "")
    if kind == "response":
        answer = _answer(block, place.limits.max_record_bytes)
        if isinstance(answer, Problem):
            return reject(answer.reason, answer.detail, block)
        body, content_type = answer
    media, charset = media_type(content_type)
    problem = _page_problem(media, body, url)
    if problem:
        return reject("not_a_page", problem, body or block)
    return place.record(
        step,
        "html" if media != "text/plain" or HTML_START.match(body) else "text",
        body,
        source_record_id=own,
        url=url,
        charset=charset,
        crawled_at=parse_date(headers.get("warc-date", "")),
    )


class Problem(NamedTuple):
    """Why an answer holds no page."""

    reason: RejectionReason
    detail: str


def _answer(block: bytes, limit: int) -> tuple[bytes, str] | Problem:
    """Return the body of a server's answer, and its content type."""
    response = parse_response(block)
    if response is None:
        return Problem("broken_record", "the response has no HTTP status line")
    if not 200 <= response.status < 300:
        return Problem("http_error", f"the server answered {response.status}")
    try:
        return decoded_body(response, limit), response.headers.get("content-type", "")
    except BodyError as error:
        return Problem("broken_record", str(error))


def _page_problem(media: str, body: bytes, url: str | None) -> str | None:
    """Return why a payload is no page; None for a page."""
    scheme = (url or "").partition(":")[0].lower()
    if scheme not in PAGE_SCHEMES and not HTML_START.match(ascii_view(body[: 1 << 16])):
        return f"an address of kind {scheme[:40]!r}"
    if not body.strip():
        return "the response has no content"
    kind = binary_kind(body[:4096])
    if media in UNTOLD_TYPES:
        is_page = kind is None and HTML_TAG.search(body[: 1 << 16])
        return None if is_page else f"content of type {media or 'unknown'!r}"
    if media not in {*HTML_TYPES, "text/plain"}:
        return f"content of type {media[:80]!r}"
    if url is not None and CRAWLER_FILES.fullmatch(url):
        return "a file for crawlers"
    return f"declared as {media}, but the content is {kind}" if kind else None


def parse_date(text: str) -> dt.datetime | None:
    """Return a WARC-Date as a moment in UTC; None when it is none.

    >>> parse_date("2019-11-19T14:25:00Z")
    datetime.datetime(2019, 11, 19, 14, 25, tzinfo=datetime.timezone.utc)
    """
    found = DATE.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found.group(n)) for n in range(1, 7))
    micro = int((found.group(7) or "0").ljust(6, "0")[:6])
    try:
        return dt.datetime(year, month, day, hour, minute, second, micro, tzinfo=dt.UTC)
    except ValueError:
        return None
