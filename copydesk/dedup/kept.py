"""What is kept from run to run so that a batch of new records is compared with what it shares words with, and no more.

Nothing in it decides anything: whatever is missing, or was made by other code, is computed again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.dedup.candidates import POSTINGS
from copydesk.dedup.segments import (
    Keep,
    Segment,
    flush_files,
    merged,
    n_to_merge,
    open_segment,
    packed_writer,
    whole_file,
    write_segment,
)
from copydesk.dedup.texts import MERGED_VALUES, PARAGRAPHS, TEXTS
from copydesk.dedup.words import U64
from copydesk.disk.seals import open_json, sealed_json
from copydesk.disk.storage import file_sha256, sync_folder

MANIFEST = "kept.json"
NO_TIME = -(1 << 62)
"""Chosen: before every time that 64 bits of microseconds need to hold, so it sorts first."""

RECORDS: Final = pa.schema([
    ("record_id", pa.string()),
    ("signature", pa.uint64()),  # of all that its place in a group depends on
    ("doc", pa.int64()),  # number of its text
    ("row", pa.int64()),  # number of its postings; -1 for a record that another stands in for
    ("n_prints", pa.int64()),  # how many those are
    ("n_words", pa.int64()),
    ("exact_key", pa.uint64()),  # 0 stands for none, in the next, too
    ("url_key", pa.uint64()), ("source_key", pa.uint64()), ("has_title", pa.uint8()),
    ("has_author", pa.uint8()), ("is_correction", pa.uint8()), ("is_replaced", pa.uint8()),
    ("place_key", pa.uint64()),  # of a place whose file was replaced; 0 stands for none
    ("published", pa.int64()),  # microseconds since 1970; NO_TIME stands for none
    ("changed", pa.int64()), ("crawled", pa.int64()),
    ("canonical", pa.int64()),  # number of the text of the record that stands for its group
    ("kind", pa.uint8()), ("similarity", pa.float64()),
])  # fmt: skip
"""One row per record, sorted by record: the only file that is written whole every time (70 bytes a row)."""

Records = dict[str, npt.NDArray[Any]]
"""The columns of `RECORDS` but for record_id, as arrays."""


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """A kept file as it was written. Size and time spare the hash as long as nobody touched it."""

    sha256: str
    size: int
    written_ns: int

    def found(self, path: Path, *, is_thorough: bool = False) -> Written:
        """Return how the file, which must be as it was written, looks now.

        Raises:
            ValueError: it is not.
        """
        look = path.stat()
        if not is_thorough and (look.st_size, look.st_mtime_ns) == (self.size, self.written_ns):
            return self
        if look.st_size != self.size or (now := look_at_file(path)).sha256 != self.sha256:
            raise ValueError(path)
        return now


def look_at_file(path: Path) -> Written:
    """Return what the manifest is to say of a file that was just written."""
    look = path.stat()
    return Written(file_sha256(path)[0], look.st_size, look.st_mtime_ns)


def damaged_files(folder: Path, *, is_thorough: bool = True) -> list[Path]:
    """Return which kept files are not as they were written: by their bytes; or of those that look otherwise by theirs."""
    manifest = folder / MANIFEST
    try:
        written = open_json(manifest.read_text(encoding="utf-8"))["written"]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError):
        return [manifest]
    damaged = []
    for name, told in sorted(written.items()):
        try:
            Written(*told).found(folder / name, is_thorough=is_thorough)
        except (FileNotFoundError, ValueError):
            damaged.append(folder / name)
    return damaged


@dataclasses.dataclass(slots=True)
class Kept:
    """The kept files of a collection and the tables that are small enough to hold."""

    folder: Path
    version: str
    schemas: Mapping[str, pa.Schema]
    records: pa.Table = dataclasses.field(default_factory=RECORDS.empty_table)
    repeated: U64 = dataclasses.field(default_factory=lambda: np.zeros(0, np.uint64))
    next_doc: int = 0
    next_row: int = 0
    serial: int = 0
    segments: dict[str, list[Segment]] = dataclasses.field(default_factory=dict)
    n_added: Counter[str] = dataclasses.field(default_factory=Counter)  # segments of this run
    written: dict[str, Written] = dataclasses.field(default_factory=dict)  # files safe on disk
    token: str = ""  # of what is kept as a whole: another state has another; "" for nothing

    @classmethod
    def open(cls, folder: Path, version: str, edges: pa.Schema) -> Self:
        """Return what is kept in a folder, or nothing kept where it is missing, damaged or of another version."""
        schemas = {"texts": TEXTS, "paragraphs": PARAGRAPHS, "postings": POSTINGS, "edges": edges}
        blank = cls(folder, version, schemas, segments={name: [] for name in schemas})
        try:
            text = (folder / MANIFEST).read_text(encoding="utf-8")
            facts = open_json(text)
            return blank._filled(facts, text) if facts.get("version") == version else blank
        except (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
            # A Parquet footer that is damaged may be any of these.
            return cls(folder, version, schemas, segments={name: [] for name in schemas})

    def _filled(self, facts: dict[str, Any], text: str) -> Self:
        """Return this with the files of a manifest opened; one that is not as it was written is damage."""
        self.token = _token_of(text)
        self.written = {
            name: Written(*told).found(self.folder / name)
            for name, told in facts["written"].items()
        }
        self.records = _read_table(self.folder / facts["records"]).cast(RECORDS)
        self.repeated = _read_table(self.folder / facts["repeated"])[0].to_numpy()
        self.next_doc, self.next_row = int(facts["next_doc"]), int(facts["next_row"])
        self.serial = int(facts["serial"])
        self.segments = {
            name: [open_segment(self.folder / file) for file in facts["segments"][name]]
            for name in self.schemas
        }
        return self

    def emptied(self) -> None:
        """Forget everything (the files go with the next commit)."""
        self.records, self.repeated = RECORDS.empty_table(), np.zeros(0, np.uint64)
        self.next_doc = self.next_row = 0
        self.segments = {name: [] for name in self.schemas}
        self.n_added.clear()
        self.token = ""

    def _name(self, kind: str) -> Path:
        self.serial += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"{kind}-{self.serial:08}.parquet"

    def add(self, kind: str, blocks: Sequence[pa.RecordBatch]) -> None:
        """Add a segment, unless it would be empty."""
        if any(block.num_rows for block in blocks):
            path = self._name(kind)
            write_segment(path, self.schemas[kind], blocks)
            self.segments[kind].append(open_segment(path))
            self.n_added[kind] += 1

    def adopt(self, kind: str, path: Path) -> None:
        """Take over a segment that was written elsewhere in the same file system."""
        target = self._name(kind)
        path.replace(target)
        self.segments[kind].append(open_segment(target))
        self.n_added[kind] += 1

    def compact(self, kind: str, keep: Keep) -> None:
        """Merge the latest segments if they have grown enough, without the rows that are worth nothing any more."""
        segments = self.segments[kind]
        most = MERGED_VALUES if kind == "texts" else None
        n = n_to_merge([segment.n_values for segment in segments], most)
        if kind != "texts":
            n = max(n, self.n_added[kind] if self.n_added[kind] > 1 else 0)  # a run leaves one
        if n:
            path = self._name(kind)
            write_segment(path, self.schemas[kind], merged(segments[-n:], keep))
            fresh = open_segment(path)
            self.segments[kind] = segments[:-n] + ([fresh] if fresh.n_rows else [])
            self.n_added[kind] = 1

    def commit(self) -> None:
        """Make what was added the state that the next run finds, at one stroke, and remove what is no part of it."""
        records, repeated = self._name("records"), self._name("repeated")
        _write_table(self.records, records)
        _write_table(pa.table({"key": pa.array(self.repeated, pa.uint64())}), repeated)
        names = {kind: [s.path.name for s in found] for kind, found in self.segments.items()}
        listed = [
            records.name,
            repeated.name,
            *(name for found in names.values() for name in found),
        ]
        flush_files(self.folder / name for name in listed if name not in self.written)
        self.written = {
            name: self.written.get(name) or look_at_file(self.folder / name) for name in listed
        }
        facts = {
            "version": self.version,
            "records": records.name,
            "repeated": repeated.name,
            "segments": names,
            "written": {name: dataclasses.astuple(told) for name, told in self.written.items()},
            "next_doc": self.next_doc,
            "next_row": self.next_row,
            "serial": self.serial,
        }
        text = sealed_json(facts)
        self.token = _token_of(text)
        with whole_file(self.folder / MANIFEST) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)
        self.sweep(listed)

    def sweep(self, listed: Collection[str] | None = None) -> None:
        """Remove what no manifest lists (by default, the manifest that stands): a killed run left it."""
        if listed is None:
            try:
                listed = open_json((self.folder / MANIFEST).read_text(encoding="utf-8"))["written"]
            except (OSError, ValueError, KeyError):
                return
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in listed and path.name != MANIFEST:
                path.unlink()


def _token_of(manifest: str) -> str:
    return hashlib.sha256(manifest.encode()).hexdigest()


def _write_table(table: pa.Table, path: Path) -> None:
    with whole_file(path) as file, packed_writer(file, table.schema) as writer:
        writer.write_table(table.combine_chunks())


def _read_table(path: Path) -> pa.Table:
    return pq.ParquetFile(pa.memory_map(str(path)), page_checksum_verification=True).read()
