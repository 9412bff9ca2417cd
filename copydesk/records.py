"""What travels between the first stages: a raw record, what was read out of it, or why it was not accepted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from copydesk.ids import content_id
from schemas.articles import PublishedPrecision, QualityFlag, TzBasis
from schemas.quarantine import RejectionReason, RejectionStage

Media = Literal["html", "text", "fields"]
"""How a record's payload is to be parsed: a page, a plain-text page dump, or named fields (JSON, CSV, Parquet, SGML)."""

EXCERPT_CHARS = 300  # chosen: enough of a rejected record to know it by


@dataclasses.dataclass(frozen=True, slots=True)
class SourceConfig:
    """What a `source.toml` beside the files says, and guessing can't. Every field has a meaning when absent.

    `columns` maps our field names (`title`, `body`, `html`, `published`, `authors`, `url`, `id` ...) to the dump's.
    """

    publisher: str | None = None
    timezone: str | None = None  # IANA name of the source's home zone
    language: str | None = None  # ISO 639-1
    encoding: str | None = None  # Python codec name for text and HTML without a declaration
    day_first: bool | None = None  # how 3/4/2019 is to be read
    columns: tuple[tuple[str, str], ...] = ()
    orders: tuple[tuple[str, str], ...] = ()
    """Learnt from the file, not declared: (plain column name, order of 3/4/2019 in it): "d" or "m" (day or month first),
    with "+" where the place decides and "?" where it is only assumed."""
    usual_language: str | None = None
    """Learnt from the file: the language of nearly all of its texts."""
    absent: tuple[str, ...] = ()
    """Learnt from the file: the dump's names in `columns` that no record of it has."""
    shown: str = ""
    """What the file itself shows of the order in each column, as JSON: found at the scan, adds up over the files of a source."""
    beside: str = ""
    """What sibling files say of this one file's article: fields as JSON. Found at the scan, as all below is."""
    told_by: tuple[str, ...] = ()  # raw paths of those siblings
    tells_of: str = ""  # of a sibling: what it was joined to, in words
    joined_rows: str = (
        ""  # of a table among siblings: which of its records were joined ("1-3,5"); "" is all
    )


@dataclasses.dataclass(frozen=True, slots=True)
class RawRecord:
    """One page or row as found. `raw` is what is hashed; `fields` is its decoded form where `media` is "fields"; of a document (Word,
    PDF ...) whose `media` is "text", its `text`."""

    record_id: str
    raw_sha256: str  # of `raw`, hex
    raw_path: str  # relative to the raw folder, POSIX separators
    raw_position: str  # where in that file; "" is the whole file
    media: Media
    raw: bytes
    fields: Mapping[str, Any] | None = None
    source_record_id: str | None = None
    url: str | None = None  # what the transport says (WARC-Target-URI)
    charset: str | None = None  # what the transport says (HTTP Content-Type)
    crawled_at: dt.datetime | None = None  # UTC; what the transport says (WARC-Date)


@dataclasses.dataclass(frozen=True, slots=True)
class Rejection:
    """A record, or a stretch of a file, that was not accepted: a row of `quarantine` to be."""

    record_id: str
    stage: RejectionStage
    reasons: tuple[RejectionReason | str, ...]  # closed list, or names of failed expectations
    detail: str
    raw_path: str
    raw_position: str
    raw_sha256: str
    source_record_id: str | None = None
    excerpt: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedArticle:
    """The fields read out of one record, cleaned. Columns mean what they mean in `schemas.articles`.

    No field has a default: who adds one is told by mypy where it is to be filled.
    """

    record_id: str
    body: str  # paragraphs separated by one blank line; headings are paragraphs of their own
    url: str | None
    domain: str | None
    publisher: str | None
    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    published_at: dt.datetime | None  # UTC
    published_on: dt.date | None
    published_utc_offset: int | None
    published_precision: PublishedPrecision | None
    published_tz_basis: TzBasis | None
    updated_at: dt.datetime | None  # UTC
    crawled_at: dt.datetime | None  # UTC
    section: str | None
    language: str
    headings: tuple[str, ...]
    related_links: tuple[str, ...]
    keywords: tuple[str, ...]
    dateline: str | None
    credit: str | None  # agency credit: "Reuters", "AP"; parted from the body
    n_words: int
    quality_flags: tuple[QualityFlag, ...]
    source_record_id: str | None
    article_chance: float | None  # of a page: that it is an article; None of what is no page


def record_id_of(*parts: str | bytes) -> str:
    """Return the id of a record with these raw bytes (and, for a WARC payload, its URL)."""
    return content_id("rec", *parts)


def reject(
    record: RawRecord, stage: RejectionStage, reasons: tuple[str, ...], detail: str
) -> Rejection:
    """Return the rejection of a record as a whole."""
    excerpt = (
        record.raw[: EXCERPT_CHARS * 4]
        .decode("utf-8", "replace")
        .replace("\x00", "")[:EXCERPT_CHARS]
    )
    return Rejection(
        record_id=record.record_id,
        stage=stage,
        reasons=reasons,
        detail=detail,
        raw_path=record.raw_path,
        raw_position=record.raw_position,
        raw_sha256=record.raw_sha256,
        source_record_id=record.source_record_id,
        excerpt=excerpt,
    )
