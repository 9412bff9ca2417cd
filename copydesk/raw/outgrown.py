"""What was read of a file before it grew: it goes where all of its records are found again in what is read of the file now.

A file that grew begins with the bytes it had, which says nothing of how they are read: rows behind a table may change what its
header is taken for, bytes behind a text what the whole is.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.disk.own_files import read_table
from copydesk.raw.counted import read_listing, rows_of_files
from copydesk.raw.intake import UNREAD, RawFile
from copydesk.raw.parts import decode_record
from copydesk.records import RawRecord

NAMES = ["file_key", "raw_position", "record_id", "media"]


def grown(before: Sequence[RawFile], ledger: Sequence[RawFile]) -> dict[RawFile, RawFile]:
    """Return the files that a scan took out of the ledger, each with what lies in its place and was not known before."""
    keys = {file.file_key for file in before}
    fresh = {f.raw_path: f for f in ledger if not f.is_replaced and f.file_key not in keys}
    held = {(file.raw_path, file.sha256) for file in ledger}
    return {
        file: fresh[file.raw_path]
        for file in before
        if file.raw_path in fresh
        and file.sha256 != UNREAD
        and (file.raw_path, file.sha256) not in held
    }


def not_found_again(records: Path, pairs: Mapping[RawFile, RawFile]) -> list[RawFile]:
    """Return those files, of such that grew, of which a record stands nowhere in what is read of the grown one.

    The last record of a file may have been cut where the file then ended: it is found again in one that goes on from it.
    """
    parts = _parts_of(records, {file.file_key for pair in pairs.items() for file in pair})
    return [file for file, now in pairs.items() if not _is_found(file, now, parts)]


def _parts_of(records: Path, keys: Collection[str]) -> dict[str, list[Path]]:
    """Return in which parts the rows of some files may stand."""
    found: dict[str, list[Path]] = {}
    for folder in sorted(records.glob("[!.]*")) if keys else ():
        listing = read_listing(folder)
        if listing is None:
            continue
        for key in keys & listing.counts.keys():
            found.setdefault(key, []).extend(folder / name for name in sorted(listing.parts))
    return found


def _is_found(file: RawFile, now: RawFile, parts: Mapping[str, list[Path]]) -> bool:
    then_at, now_at = parts.get(file.file_key, []), parts.get(now.file_key, [])
    here = _records(now_at, now)["record_id"]
    then = _records(then_at, file)
    missing = then.filter(pc.invert(pc.is_in(then["record_id"], here.combine_chunks())))
    if missing.num_rows != 1:
        return bool(missing.num_rows == 0)
    place = missing["raw_position"][0].as_py()
    return any(
        _goes_on(cut, whole)
        for cut in _whole(then_at, file, place)
        for whole in _whole(now_at, now, place)
    )


def _records(parts: Sequence[Path], file: RawFile) -> pa.Table:
    """Return the records of a file; what a reader could make nothing of is none."""
    tables = [rows_of_files(read_table(part, NAMES), [file.file_key]) for part in parts]
    schema = pa.schema([(name, pa.string()) for name in NAMES])
    rows = pa.concat_tables([schema.empty_table(), *tables])
    return rows.filter(pc.is_valid(rows["media"]))


def _whole(parts: Sequence[Path], file: RawFile, place: str) -> Iterator[RawRecord]:
    for part in parts:
        rows = rows_of_files(read_table(part), [file.file_key])
        rows = rows.filter(
            pc.and_(pc.is_valid(rows["media"]), pc.equal(rows["raw_position"], place))
        )
        yield from map(decode_record, rows.to_pylist())


def _goes_on(cut: RawRecord, whole: RawRecord) -> bool:
    """Return whether a record is another one with more behind it."""
    told, now = cut.fields or {}, whole.fields or {}
    return whole.raw.startswith(cut.raw) and all(
        _shown(now.get(name)).startswith(_shown(value)) for name, value in told.items()
    )


def _shown(value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, default=str)
