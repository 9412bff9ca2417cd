"""Where a reader stands: the file, the way into it, what is known of it, and the limits; makes records and rejections."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Literal

from copydesk.errors import MOST_SAID
from copydesk.readers.stream import Stream
from copydesk.records import EXCERPT_CHARS, Media, RawRecord, Rejection, record_id_of
from schemas.quarantine import RejectionReason

RecordFormat = Literal[
    "text", "html", "warc", "json", "csv", "parquet", "sgml", "xml", "mime", "export", "sheet", "document", "sqlite", "arrow", "avro",
    "markdown", "story", "labelled", "sql", "html_table", "yaml",
]  # fmt: skip

MIB = 1 << 20
GIB = 1 << 30
"""Bytes (IEC 80000-13)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What bounds memory and time on hostile input. Beyond a limit stands a rejection, never an exception."""

    max_record_bytes: int = 16 * MIB  # the largest of 881 saved pages has 1.7
    max_nesting: int = 4  # containers and compressions around a record
    max_members: int = 5_000_000  # of one archive
    max_ratio: int = 250  # expanded bytes per compressed byte; deflate can't pass 1,032, news text stays below 20
    free_bytes: int = 16 * MIB  # what may be expanded at any ratio: nothing this small is a bomb
    max_total_ratio: int = 1_000  # all layers and members together, per byte of the raw file
    # of a zip or Parquet inside another container, held in an anonymous file
    max_spool_bytes: int = 2 * GIB


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A position inside a raw file, as the readers see it."""

    raw_path: str
    prefix: str = ""  # the way in: "member a.zip;member b.jsonl"
    name: str = ""  # of the file or member, without compression suffixes
    encoding: str | None = None  # declared for text without a mark of its own
    columns: tuple[tuple[str, str], ...] = ()
    limits: Limits = Limits()

    def position(self, step: str) -> str:
        """Return the raw_position of something `step` further in."""
        return ";".join(part for part in (self.prefix, step) if part)

    def within(self, step: str, name: str) -> Place:
        """Return the place one container further in."""
        return dataclasses.replace(self, prefix=self.position(step), name=name)

    def record(
        self,
        step: str,
        media: Media,
        raw: bytes,
        *,
        fields: Mapping[str, Any] | None = None,
        source_record_id: str | None = None,
        url: str | None = None,
        charset: str | None = None,
        crawled_at: dt.datetime | None = None,
    ) -> RawRecord:
        """Return the record with these bytes. A page that came with its URL is identified by both."""
        return RawRecord(
            record_id=record_id_of(raw) if url is None else record_id_of(url, raw),
            raw_sha256=hashlib.sha256(raw).hexdigest(),
            raw_path=self.raw_path,
            raw_position=self.position(step),
            media=media,
            raw=raw,
            fields=fields,
            source_record_id=source_record_id,
            url=url,
            charset=charset,
            crawled_at=crawled_at,
        )

    def reject(
        self,
        step: str,
        reason: RejectionReason,
        detail: str,
        raw: bytes,
        *,
        source_record_id: str | None = None,
        url: str | None = None,
    ) -> Rejection:
        """Return the rejection of these bytes at the reading stage."""
        return Rejection(
            record_id=record_id_of(raw) if url is None else record_id_of(url, raw),
            stage="read",
            reasons=(reason,),
            detail=detail[:MOST_SAID],
            raw_path=self.raw_path,
            raw_position=self.position(step),
            raw_sha256=hashlib.sha256(raw).hexdigest(),
            source_record_id=source_record_id,
            excerpt=excerpt_of(raw),
        )


Reading = Iterator[RawRecord | Rejection]
Reader = Callable[[BinaryIO | Stream, Place], Reading]
"""Yields what one stream of a known format holds; never raises for bad data."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
POSITION_BREAKERS = re.compile(r"[;%\x00-\x1f\x7f\ud800-\udfff]")


def excerpt_of(raw: bytes) -> str:
    """Return the start of the raw text, at most 300 characters, without control characters."""
    head = raw[: EXCERPT_CHARS * 4]
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return UNPRINTABLE.sub("", head.decode(encoding, "replace"))[:EXCERPT_CHARS]


def member_step(name: str) -> str:
    """Return the step into an archive member; what would break a position is percent-encoded.

    >>> member_step("a;b.txt")
    'member a%3Bb.txt'
    """
    return "member " + POSITION_BREAKERS.sub(lambda found: f"%{ord(found.group()):02X}", name)
