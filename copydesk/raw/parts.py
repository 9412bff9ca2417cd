"""A record part: raw records and rejections as rows of a Parquet file, and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from copydesk.records import RawRecord, Rejection, SourceConfig

PART_SCHEMA = pa.schema([
    ("file_key", pa.string()), ("raw_position", pa.string()), ("record_id", pa.string()),
    ("raw_sha256", pa.string()), ("source_record_id", pa.string()),
    # a record
    ("media", pa.string()),
    ("n_raw", pa.int64()),  # bytes of it; behind them in `raw` stand its fields as JSON, if it has any
    ("raw", pa.large_binary()), ("url", pa.string()), ("charset", pa.string()),
    ("crawled_at", pa.timestamp("us", tz="UTC")),
    # a rejection
    ("stage", pa.string()), ("reasons", pa.list_(pa.string())), ("detail", pa.string()),
    ("excerpt", pa.string()),
])  # fmt: skip


EMPTY_ROW: dict[str, Any] = dict.fromkeys(PART_SCHEMA.names)

UNLIKE = ("record_id", "raw_sha256", "raw")
"""Columns whose values are mostly unlike one another: see `write_table`."""


SETTINGS = tuple(field.name for field in dataclasses.fields(SourceConfig))


@functools.lru_cache(maxsize=64)
def encode_source(source: SourceConfig) -> str:
    """Return a source's settings as canonical JSON."""
    values = {name: getattr(source, name) for name in SETTINGS}
    return json.dumps(values, sort_keys=True, ensure_ascii=False)


@functools.lru_cache(maxsize=64)
def decode_source(text: str) -> SourceConfig:
    """Return the settings that `encode_source` wrote."""
    values = json.loads(text)
    for name in ("columns", "orders"):
        values[name] = tuple((ours, theirs) for ours, theirs in values.get(name, ()))
    for name in ("absent", "told_by"):
        values[name] = tuple(values.get(name, ()))
    return SourceConfig(**values)


def encode_item(item: RawRecord | Rejection, file_key: str) -> dict[str, Any]:
    """Return a record or a rejection as a row of a part. Its path is left out: the ledger knows it."""
    row = EMPTY_ROW.copy()
    row["file_key"] = file_key
    row["raw_position"] = item.raw_position
    row["record_id"] = item.record_id
    row["raw_sha256"] = item.raw_sha256
    row["source_record_id"] = storable(item.source_record_id)
    if isinstance(item, Rejection):
        row["stage"] = item.stage
        row["reasons"] = list(item.reasons)
        row["detail"] = storable(item.detail)
        row["excerpt"] = storable(item.excerpt)
        return row
    row["media"] = item.media
    row["n_raw"] = len(item.raw)
    # Side by side, compression finds in the fields what the bytes have told already.
    row["raw"] = item.raw if item.fields is None else item.raw + encode_fields(item.fields)
    row["url"] = storable(item.url)
    row["charset"] = item.charset
    row["crawled_at"] = item.crawled_at
    return row


def decode_record(row: dict[str, Any], raw_path: str = "") -> RawRecord:
    """Return the record in a row of a part. It carries no path unless given: no parser may lean on one."""
    crawled_at = row["crawled_at"]
    raw, fields = split_payload(row)
    return RawRecord(
        record_id=row["record_id"],
        raw_sha256=row["raw_sha256"],
        raw_path=raw_path,
        raw_position=row["raw_position"],
        media=row["media"],
        raw=raw,
        fields=fields,
        source_record_id=row["source_record_id"],
        url=row["url"],
        charset=row["charset"],
        crawled_at=None if crawled_at is None else crawled_at.astimezone(dt.UTC),
    )


AS_JSON_DOES = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode_fields(fields: Mapping[str, Any]) -> bytes:
    """Return named fields as JSON, letters as they are: a lone surrogate, too."""
    try:
        return orjson.dumps(fields, option=AS_JSON_DOES)
    # a lone surrogate, a number beyond 64 bits, a value that JSON has no form for
    except TypeError:
        pass
    text = json.dumps(fields, default=str, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def raw_of(row: Mapping[str, Any]) -> bytes:
    """Return the bytes of a record, of a row of a part; its fields may be damaged."""
    raw: bytes = row["raw"]
    return raw[: row["n_raw"]] if "n_raw" in row else raw


def split_payload(row: Mapping[str, Any]) -> tuple[bytes, dict[str, Any] | None]:
    """Return the bytes of a record and its fields, if it has any, of a row of a part."""
    if "n_raw" not in row:  # of version 0.1
        return row["raw"], None if row["fields"] is None else json.loads(row["fields"])
    told = row["raw"][row["n_raw"] :]
    return raw_of(row), json.loads(told.decode("utf-8", "surrogatepass")) if told else None


def storable(text: str | None) -> str | None:
    """Return text without lone surrogates, which no Parquet reader accepts."""
    if text is None or text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
