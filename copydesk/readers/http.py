"""An HTTP response as web archives keep it: status, headers, and the body as the reader of the page got it."""

from __future__ import annotations

import dataclasses
import re
import zlib
from collections.abc import Callable, Mapping

from copydesk.errors import let_through

MAX_HEAD = 1 << 18  # chosen: bytes of headers; bounds the search for their end
HEAD_END = re.compile(rb"\r?\n\r?\n")
STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
CHARSET = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:\-]{2,40})", re.IGNORECASE)
STEP = 1 << 20  # chosen: bytes unpacked at once; bounds memory on a bomb


class BodyError(ValueError):
    """A body that can't be decoded; caught by the WARC reader."""


@dataclasses.dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response with its body still as transferred. Header names are lower case; of repeated ones the first counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def parse_response(block: bytes) -> HttpResponse | None:
    """Return the response in a WARC block; None when it does not begin with a status line."""
    status = STATUS_LINE.match(block)
    if status is None:
        return None
    end = HEAD_END.search(block, 0, MAX_HEAD)
    head = block[: end.start()] if end else block
    body = block[end.end() :] if end else b""
    return HttpResponse(int(status.group(1)), parse_headers(head.partition(b"\n")[2]), body)


def parse_headers(head: bytes) -> dict[str, str]:
    """Return headers by lower-case name; folded lines are joined, lines without a colon are no headers."""
    headers: dict[str, str] = {}
    name = ""
    for line in head.splitlines():
        text = line.decode("utf-8", "replace")
        if text[:1] in (" ", "\t") and name:
            headers[name] += " " + text.strip()
            continue
        key, colon, value = text.partition(":")
        name = key.strip().lower() if colon else ""
        if name and name not in headers:
            headers[name] = value.strip()
        else:
            name = ""
    return headers


def media_type(content_type: str) -> tuple[str, str | None]:
    """Return the lower-case media type and the charset, if one is named.

    >>> media_type("text/HTML; charset=UTF-8")
    ('text/html', 'UTF-8')
    """
    charset = CHARSET.search(content_type)
    plain = content_type.partition(";")[0].partition(",")[0].strip().lower()
    return plain, charset.group(1) if charset else None


def decoded_body(response: HttpResponse, limit: int) -> bytes:
    """Return the body without transfer and content encoding; BodyError when it can't be had within `limit` bytes.

    Archiving tools often undo an encoding and leave its header standing: a body that isn't encoded stays as it is.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = join_chunks(body)
    for coding in reversed(response.headers.get("content-encoding", "").lower().split(",")):
        body = _decode(body, coding.strip(), limit)
    return body


def join_chunks(body: bytes) -> bytes:
    """Return the body of a chunked transfer; a body without chunk sizes as it is."""
    parts: list[bytes] = []
    at = 0
    while found := CHUNK_SIZE.match(body, at):
        size = int(found.group(1), 16)
        if size == 0 or found.end() + size > len(body) + 2:
            if size and parts:
                parts.append(body[found.end() :])
            break
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
    return b"".join(parts) if parts else body


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    if not body or coding in {"", "identity", "utf-8", "none"}:
        return body
    decoder = DECODERS.get(coding)
    if decoder is None:
        raise BodyError(f"the content encoding {coding[:40]!r} is not known")
    return decoder(body, limit)


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    return _inflate(body, limit, 31)


def _undeflate(body: bytes, limit: int) -> bytes:
    if body.lstrip()[:1] == b"<":
        return body
    wbits = 15 if body[0] & 0x0F == 8 else -15  # servers send it with and without zlib's frame
    return _inflate(body, limit, wbits)


def _inflate(body: bytes, limit: int, wbits: int) -> bytes:
    inner = zlib.decompressobj(wbits)
    try:
        out = inner.decompress(body, limit + 1)
    except zlib.error as error:
        raise BodyError(f"the compressed body is damaged ({error})") from error
    if len(out) > limit:
        raise BodyError(f"the body expands to more than {limit:,} bytes")
    if not inner.eof:
        raise BodyError("the compressed body is cut off")
    return out


def _unbrotli(body: bytes, limit: int) -> bytes:
    if body.lstrip()[:1] == b"<":
        return body
    import brotli

    inner = brotli.Decompressor()
    out, piece = bytearray(), body
    try:
        # A kilobyte can hold a gigabyte: what is given out is bounded, too, not only what is taken in.
        while not inner.is_finished() and (given := inner.process(piece, output_buffer_limit=STEP)):
            out += given
            piece = b""
            if len(out) > limit:
                raise BodyError(f"the body expands to more than {limit:,} bytes")
    except brotli.error as error:
        raise BodyError(f"the compressed body is damaged ({error})") from error
    return bytes(out)


def _unzstd(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x28\xb5\x2f\xfd"):
        return body
    import zstandard

    try:
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            out = bytes(reader.read(limit + 1))
    except zstandard.ZstdError as error:
        let_through(error)
        raise BodyError(f"the compressed body is damaged ({error})") from error
    if len(out) > limit:
        raise BodyError(f"the body expands to more than {limit:,} bytes")
    return out


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
