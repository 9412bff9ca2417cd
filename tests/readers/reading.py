"""Short cuts for the reader tests: bytes in, records and rejections out."""

from __future__ import annotations

import gzip
from pathlib import Path

from copydesk.readers import Limits, read_file
from copydesk.records import RawRecord, Rejection, SourceConfig

Item = RawRecord | Rejection

SMALL = Limits(max_record_bytes=4096, free_bytes=65536, max_spool_bytes=1 << 20)


class Folder:
    """A folder of raw files."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(
        self,
        name: str,
        raw: bytes,
        source: SourceConfig = SourceConfig(),  # noqa: B008
        limits: Limits = Limits(),  # noqa: B008
    ) -> list[Item]:
        """Write a file and return what is read from it."""
        path = self.path / name.replace("/", "_")
        path.write_bytes(raw)
        items = list(read_file(path, name, source, limits))
        positions = [item.raw_position for item in items]
        assert len(set(positions)) == len(positions), "two items at one place"
        return items


def records(items: list[Item]) -> list[RawRecord]:
    return [item for item in items if isinstance(item, RawRecord)]


def rejections(items: list[Item]) -> list[Rejection]:
    return [item for item in items if isinstance(item, Rejection)]


def reasons(items: list[Item]) -> list[str]:
    return [str(item.reasons[0]) for item in rejections(items)]


def fields_of(items: list[Item]) -> list[dict[str, object]]:
    return [dict(item.fields or {}) for item in records(items)]


def warc_record(
    body: bytes,
    url: str = "http://post.example/a",
    kind: str = "response",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    http: str = "",
    length: int | str | None = None,
    number: int = 1,
) -> bytes:
    """Return one WARC record; `http` holds more HTTP header lines, `length` a wrong length."""
    block = body
    if kind == "response":
        lines = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{http}\r\n"
        block = lines.encode() + body
        content_type = "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: 2019-11-19T14:25:00Z\r\nWARC-Record-ID: <urn:test:{number}>\r\n"
        f"Content-Type: {content_type}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page(text: str) -> bytes:
    return f"<!DOCTYPE html><html><body><p>{text}</p></body></html>".encode()


def gz_each(*pieces: bytes) -> bytes:
    """Return each piece as a gzip member of its own."""
    return b"".join(gzip.compress(piece, mtime=0) for piece in pieces)
