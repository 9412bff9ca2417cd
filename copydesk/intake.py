"""From a raw folder to record parts: which files are there, which are new, and their records as Parquet.

A file is known by a hash of its bytes, its name and its source's settings; its records are read once and kept in
the work folder, raw bytes included, so that they stay available when the raw file goes away.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from copydesk.ids import content_id
from copydesk.readers import READER_VERSION, read_file
from copydesk.records import RawRecord, Rejection, SourceConfig
from copydesk.source import is_control_file, load_source
from copydesk.storage import file_sha256, whole_folder, write_table, write_text

FILES_NAME = "files.json"
"""Stands beside the parts of a read task: the file keys that they cover."""

PART_RECORDS = 1000
PART_BYTES = 32 << 20
TASK_FILES = 500
TASK_BYTES = 64 << 20

PART_SCHEMA = pa.schema(
    [
        ("file_key", pa.string()),
        ("raw_position", pa.string()),
        ("record_id", pa.string()),
        ("raw_sha256", pa.string()),
        ("source_record_id", pa.string()),
        # a record
        ("media", pa.string()),
        ("raw", pa.large_binary()),
        ("fields", pa.large_string()),
        ("url", pa.string()),
        ("charset", pa.string()),
        ("crawled_at", pa.timestamp("us", tz="UTC")),
        # a rejection
        ("stage", pa.string()),
        ("reasons", pa.list_(pa.string())),
        ("detail", pa.string()),
        ("excerpt", pa.string()),
    ]
)
LEDGER_SCHEMA = pa.schema(
    [
        ("raw_path", pa.string()),
        ("sha256", pa.string()),
        ("size", pa.int64()),
        ("file_key", pa.string()),
        ("source", pa.string()),
    ]
)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file of the raw folder as delivered: one row of the ledger. `source` is its SourceConfig as JSON."""

    raw_path: str
    sha256: str
    size: int
    file_key: str
    source: str


def scan_raw(raw: Path, known: Sequence[RawFile]) -> tuple[list[RawFile], set[RawFile]]:
    """Return the files of a raw folder, and those known ones that a file here has grown out of.

    A file that still starts with all the bytes it had before replaces what it was: nothing of that is lost.
    """
    before: dict[str, list[RawFile]] = {}
    for file in known:
        before.setdefault(file.raw_path, []).append(file)
    found, outgrown = [], set()
    for path in list_files(raw):
        raw_path = printable(path.relative_to(raw).as_posix())
        smaller = [f for f in before.get(raw_path, ()) if f.size < path.stat().st_size]
        try:
            sha256, prefixes = file_sha256(path, tuple({f.size for f in smaller if f.size}))
            size = path.stat().st_size
        except OSError:
            sha256, prefixes, size = "0" * 64, {}, 0  # the reader names the reason
        source = encode_source(load_source(path.parent, raw))
        key = content_id("rec", sha256, path.name, source, READER_VERSION)
        found.append(RawFile(raw_path, sha256, size, key, source))
        outgrown |= {f for f in smaller if not f.size or prefixes.get(f.size) == f.sha256}
    return found, outgrown


def list_files(raw: Path) -> list[Path]:
    """Return the raw files below a folder, sorted; control files, hidden folders and links out are left out."""
    paths = []
    for path in raw.rglob("*"):
        inside = path.relative_to(raw)
        if any(part.startswith(".") for part in inside.parts) or is_control_file(path.name):
            continue
        if path.is_file():
            paths.append(path)
    return sorted(paths, key=lambda p: p.relative_to(raw).as_posix())


def printable(name: str) -> str:
    """Return a file name that Parquet can hold: bytes of it that are not UTF-8 are written as `\\xff`."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def locate(raw: Path, raw_path: str) -> Path:
    """Return the file that a printable path names."""
    path = raw / raw_path
    if path.exists():
        return path
    path = raw
    for name in raw_path.split("/"):
        exact = path / name
        path = (
            next((p for p in path.iterdir() if printable(p.name) == name), exact)
            if path.is_dir()
            else exact
        )
    return path


def encode_source(source: SourceConfig) -> str:
    """Return a source's settings as canonical JSON."""
    return json.dumps(dataclasses.asdict(source), sort_keys=True, ensure_ascii=False)


def decode_source(text: str) -> SourceConfig:
    """Return the settings that `encode_source` wrote."""
    values = json.loads(text)
    values["columns"] = tuple((name, column) for name, column in values["columns"])
    return SourceConfig(**values)


def plan_reads(files: Iterable[RawFile]) -> list[list[RawFile]]:
    """Cut files into read tasks: a big file alone, small files of one source together."""
    unique = {file.file_key: file for file in sorted(files, reverse=True)}
    tasks: list[list[RawFile]] = []
    bytes_in_task = 0
    for file in sorted(unique.values(), key=lambda f: (f.source, f.raw_path)):
        last = tasks[-1] if tasks else None
        fits = (
            last is not None
            and last[0].source == file.source
            and len(last) < TASK_FILES
            and bytes_in_task + file.size <= TASK_BYTES
        )
        if fits and last is not None:
            last.append(file)
            bytes_in_task += file.size
        else:
            tasks.append([file])
            bytes_in_task = file.size
    return tasks


def read_files(raw: Path, files: Sequence[RawFile], records: Path) -> Path:
    """Read files into a folder of record parts, whole or not at all; return the folder."""
    target = records / content_id("rec", *sorted(file.file_key for file in files))
    with whole_folder(target) as scratch:
        for number, rows in enumerate(cut_parts(read_rows(raw, files))):
            table = pa.Table.from_pylist(rows, schema=PART_SCHEMA)
            write_table(table, scratch / f"part-{number:05d}.parquet")
        write_text(scratch / FILES_NAME, json.dumps(sorted(file.file_key for file in files)))
    return target


def read_rows(raw: Path, files: Sequence[RawFile]) -> Iterator[dict[str, Any]]:
    """Yield the records and rejections of files as rows of a part."""
    for file in files:
        path = locate(raw, file.raw_path)
        for item in read_file(path, file.raw_path, decode_source(file.source)):
            yield encode_item(item, file.file_key)


def cut_parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut rows into parts bounded in number and in bytes."""
    part: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row["raw"] or b"") + len(row["fields"] or "")
        if len(part) >= PART_RECORDS or size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


def encode_item(item: RawRecord | Rejection, file_key: str) -> dict[str, Any]:
    """Return a record or a rejection as a row of a part. Its path is left out: the ledger knows it."""
    row: dict[str, Any] = dict.fromkeys(PART_SCHEMA.names)
    row |= {
        "file_key": file_key,
        "raw_position": item.raw_position,
        "record_id": item.record_id,
        "raw_sha256": item.raw_sha256,
        "source_record_id": storable(item.source_record_id),
    }
    if isinstance(item, Rejection):
        detail, excerpt = storable(item.detail), storable(item.excerpt)
        return row | {
            "stage": item.stage,
            "reasons": list(item.reasons),
            "detail": detail,
            "excerpt": excerpt,
        }
    return row | {
        "media": item.media,
        "raw": item.raw,
        "fields": None if item.fields is None else json.dumps(item.fields, default=str),
        "url": storable(item.url),
        "charset": item.charset,
        "crawled_at": item.crawled_at,
    }


def decode_record(row: dict[str, Any], raw_path: str = "") -> RawRecord:
    """Return the record in a row of a part. It carries no path unless given: no parser may lean on one."""
    crawled_at = row["crawled_at"]
    return RawRecord(
        record_id=row["record_id"],
        raw_sha256=row["raw_sha256"],
        raw_path=raw_path,
        raw_position=row["raw_position"],
        media=row["media"],
        raw=row["raw"],
        fields=None if row["fields"] is None else json.loads(row["fields"]),
        source_record_id=row["source_record_id"],
        url=row["url"],
        charset=row["charset"],
        crawled_at=None if crawled_at is None else crawled_at.astimezone(dt.UTC),
    )


def storable(text: str | None) -> str | None:
    """Return text without lone surrogates, which no Parquet reader accepts."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")
