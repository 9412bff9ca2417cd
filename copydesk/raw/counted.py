"""What was read, counted as it was read: so that a record that goes missing later is missed.

Beside the parts of a read task stands a listing: its files with their sources' settings, how many rows each gave and a
sum of their ids, and the parts with their rows and hashes. The ledger keeps the counts once more. Neither is ever
derived from the parts; `prove_counts` holds all three against each other.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.disk.own_files import read_table
from copydesk.disk.seals import CHECK, open_json, parse_json, sealed_json
from copydesk.disk.storage import file_sha256, write_text
from copydesk.errors import PromiseError

LISTING = "files.json"
ID = "md5_number_lower(record_id || ';' || raw_position)"
"""The SQL of what a row adds to `Count.ids`; the sum is cut to 64 bits."""

BITS = 1 << 64
"""Chosen: a sum of hashes is kept as an unsigned 64-bit integer, the widest that Parquet has."""


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are, and a sum over where they lie and what they are called, whatever their order."""

    rows: int
    ids: int

    def __add__(self, other: Count) -> Count:
        return Count(self.rows + other.rows, (self.ids + other.ids) % BITS)


NOTHING = Count(0, 0)


def id_of_row(record_id: str, raw_position: str) -> int:
    """Return the number of one row, as it adds up in `Count.ids`. DuckDB gives the same for it."""
    place = f"{record_id};{raw_position}".encode("utf-8", "replace")
    return int.from_bytes(hashlib.md5(place, usedforsecurity=False).digest()[8:], "little")


def count_rows(table: pa.Table) -> dict[str, Count]:
    """Return the count of each file key in rows of a part."""
    counts: dict[str, Count] = {}
    columns = (table[name].to_pylist() for name in ("file_key", "record_id", "raw_position"))
    for key, record_id, raw_position in zip(*columns, strict=True):
        counts[key] = counts.get(key, NOTHING) + Count(1, id_of_row(record_id, raw_position))
    return counts


@dataclasses.dataclass(frozen=True, slots=True)
class PartFile:
    """A record part as it was written. Size and time spare the hash as long as nobody touched the file."""

    rows: int
    sha256: str
    size: int
    written_ns: int


@dataclasses.dataclass(frozen=True, slots=True)
class Listing:
    """What stands beside the parts of a read task."""

    sources: Mapping[str, str]  # file key -> its source's settings as JSON
    counts: Mapping[str, Count]
    parts: Mapping[str, PartFile]
    replaces: Sequence[str] = ()  # folders whose rows stand here now: they were packed together


def look_at_part(path: Path, rows: int) -> PartFile:
    """Return what the listing is to say of a part that was just written."""
    look = path.stat()
    return PartFile(rows, file_sha256(path)[0], look.st_size, look.st_mtime_ns)


def write_listing(folder: Path, listing: Listing) -> None:
    """Write the listing of a read task's folder."""
    told = {
        "sources": dict(listing.sources),
        "counts": {key: [count.rows, str(count.ids)] for key, count in listing.counts.items()},
        "parts": {name: dataclasses.asdict(part) for name, part in listing.parts.items()},
        "replaces": list(listing.replaces),
    }
    write_text(folder / LISTING, sealed_json(told))


def read_listing(folder: Path) -> Listing | None:
    """Return the listing of a read task's folder; None when there is none that can be understood.

    Of folders of version 0.1, which name the file keys alone, what their parts hold is counted now.
    """
    try:
        text = (folder / LISTING).read_text(encoding="utf-8")
        told = parse_json(text)
        if isinstance(told, list) or not {"parts", CHECK} & told.keys():
            return _adopted(folder, dict.fromkeys(told, "") if isinstance(told, list) else told)
        told = open_json(text)
        return Listing(
            {str(key): str(source) for key, source in told["sources"].items()},
            {str(key): Count(int(rows), int(ids)) for key, (rows, ids) in told["counts"].items()},
            {str(name): PartFile(**part) for name, part in told["parts"].items()},
            [str(name) for name in told.get("replaces", ())],
        )
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _adopted(folder: Path, sources: Mapping[str, str]) -> Listing:
    counts = dict.fromkeys(sources, NOTHING)
    parts = {}
    for path in sorted(folder.glob("part-*.parquet")):
        table = read_table(path, ["file_key", "record_id", "raw_position"])
        parts[path.name] = look_at_part(path, table.num_rows)
        for key, count in count_rows(table).items():
            counts[key] = counts.get(key, NOTHING) + count
    return Listing(sources, counts, parts)


def damage_in(folder: Path, listing: Listing, *, is_thorough: bool = False) -> str | None:
    """Return which part is missing or has other bytes than were written; None where all are as they were.

    A thorough look goes by the bytes alone.
    """
    for name, part in sorted(listing.parts.items()):
        path = folder / name
        try:
            look = path.stat()
        except FileNotFoundError:
            return f"{path} is missing"
        is_untouched = (look.st_size, look.st_mtime_ns) == (part.size, part.written_ns)
        if (is_thorough or not is_untouched) and (
            look.st_size != part.size or file_sha256(path)[0] != part.sha256
        ):
            return f"{path} has other bytes than were written"
    return None


def sound_rows(folder: Path, listing: Listing) -> Iterable[pa.Table]:
    """Yield the rows of the parts of a damaged folder that are as they were written."""
    for name, part in sorted(listing.parts.items()):
        path = folder / name
        if path.exists() and file_sha256(path)[0] == part.sha256:
            yield read_table(path)


def rows_of_files(table: pa.Table, keys: Iterable[str]) -> pa.Table:
    """Return the rows of some files."""
    return table.filter(pc.is_in(table["file_key"], pa.array(sorted(keys), pa.string())))


def prove_counts(
    connection: duckdb.DuckDBPyConnection,
    counts: Mapping[str, tuple[str, Count]],
    rows: str,
    moved: str,
) -> None:
    """Hold what the ledger says was read of each file against the rows of the parts.

    Args:
        connection: The collection.
        counts: By file key, the path of a file and its count in the ledger.
        rows: Relation of all rows of the parts: file_key, record_id, raw_position.
        moved: Query of the files of which rows came or went since this was proven; of others the rows are counted alone.

    Raises:
        PromiseError: a file has more, fewer or other rows than were read of it.
    """
    found: dict[str, Count] = {}
    asked = connection.execute(
        f"SELECT file_key, count(*), sum(CASE WHEN file_key IN ({moved}) THEN {ID} END) FROM {rows} GROUP BY 1"
    )
    while batch := asked.fetchmany(10_000):
        for key, n, ids in batch:
            told = counts[key][1].ids if key in counts else 0
            found[key] = Count(int(n), told if ids is None else int(ids) % BITS)
    wrong = sorted(
        (raw_path, count.rows, found.get(key, NOTHING).rows)
        for key, (raw_path, count) in counts.items()
        if found.get(key, NOTHING) != count
    )
    if wrong:
        raw_path, n_read, n_found = wrong[0]
        more = f" (and {len(wrong) - 1} more files)" if len(wrong) > 1 else ""
        held = "others are kept" if n_read == n_found else f"{n_found:,} are kept"
        raise PromiseError(
            f"{n_read:,} records were read of {raw_path}, but {held}{more}; nothing is published"
        )


def counts_of(told: Iterable[Any]) -> dict[str, tuple[str, Count]]:
    """Return what `prove_counts` asks for, of rows of the ledger."""
    return {file.file_key: (file.raw_path, file.count) for file in told if file.count is not None}
