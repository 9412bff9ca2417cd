"""Raw dumps on object storage (S3, Google Cloud Storage, Azure): `--raw s3://bucket/dumps`.

    <curated>/.raw/objects/         what lies at the address, a file for each object: the raw folder of the run
    <curated>/.raw/fetched.parquet  the mark (ETag) of the object that each file came from, and what the file looks like

A run makes the folder the same as the listing before it scans it: what is new or changed is fetched, what is gone is removed
(records of what is gone stay, unless they are pruned). Readers ask for any place of a file many times over, zip archives and
Parquet files from their end on, so that whole files on the disk beat ranges over the network.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.disk.own_files import read_table
from copydesk.disk.raw_names import printable
from copydesk.disk.storage import sync_folder, write_table
from copydesk.errors import StorageError
from copydesk.remote.mirror import naming, open_store

if TYPE_CHECKING:
    from obstore.store import ObjectStore

FETCHERS = 8
"""Chosen: calls under way at once; small objects cost a round trip each."""

RANGE_BYTES = 16 << 20
"""Chosen: what one call fetches, so that none lasts longer than a call may, and eight hold 128 MB."""

NOTE_SECONDS = 30.0
"""Chosen: between two notes of what was fetched; a run that is killed fetches this much again."""

MAX_NAME = 255
"""Bytes in a name: the limit of Linux's and macOS's file systems."""

NOTES_SCHEMA = pa.schema([
    ("raw_path", pa.string()), ("mark", pa.string()), ("size", pa.int64()),
    ("mtime_ns", pa.int64()),
])  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """What a fetched file looked like, and the mark of the object that it came from."""

    mark: str
    size: int
    mtime_ns: int


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """An object of a listing."""

    size: int
    tag: str
    modified: str

    @property
    def mark(self) -> str:
        """What is another as soon as the bytes are."""
        return f"{self.tag} {self.modified}"


@dataclasses.dataclass(frozen=True, slots=True)
class Fetched:
    """What was done to make a folder the same as a listing."""

    objects: int
    fetched: int
    removed: int
    changing: int
    """Objects that were replaced or removed while they were fetched: the next run takes them as they are then."""


def fetch_objects(url: str, folder: Path) -> Fetched:
    """Make the folder of raw dumps what lies at an address.

    Args:
        url: `s3://bucket/place`, `gs://…` or `az://…`.
        folder: Folder of the dumps, with the notes beside it; nobody else writes there, and one process at a time.

    Raises:
        SettingsError: the address can't be used, or the extra `objects` is not installed.
        StorageError: the storage refused, nothing lies there, or an object has a name that no folder can hold.
    """
    store = open_store(url)
    with naming(url):
        listing = list_objects(store, url)
        notes = _Notes(folder.with_name("fetched.parquet"))
        folder.mkdir(parents=True, exist_ok=True)
        removed = _remove_others(folder, listing.keys())
        wanted = [name for name in sorted(listing) if not notes.holds(folder, name, listing[name])]
        fetched = _fetch_all(store, folder, {name: listing[name] for name in wanted}, notes)
        notes.write(listing.keys())
    return Fetched(len(listing), fetched, removed, len(wanted) - fetched)


def list_objects(store: ObjectStore, url: str) -> dict[str, Listed]:
    """Return what lies at an address, by its place there.

    Raises:
        StorageError: nothing does, or a name is none that a folder can hold.
    """
    import obstore

    found = {
        str(one["path"]): Listed(int(one["size"]), one["e_tag"] or "", str(one["last_modified"]))
        for batch in obstore.list(store, chunk_size=1000)
        for one in batch
    }
    folders = {str(parent) for name in found for parent in PurePosixPath(name).parents}
    # An empty object in the place of a folder is how web consoles show one.
    kept = {name: one for name, one in found.items() if one.size or name not in folders}
    if not kept:
        raise StorageError(f"nothing lies at {url}; is the address right to its end?")
    wrong = sorted(name for name in kept if name in folders or not _can_be_file(name))
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise StorageError(
            f"{url}: no folder can hold an object of the name {printable(wrong[0])[:300]!r}{more}; rename it there"
        )
    return kept


def _can_be_file(name: str) -> bool:
    """Return whether the name of an object is the path of a file.

    >>> _can_be_file("bbc/2019/a.html"), _can_be_file("bbc/../a.html"), _can_be_file("bbc//a.html")
    (True, False, False)
    """
    parts = name.split("/")
    return "\0" not in name and all(
        part not in ("", ".", "..") and len(part.encode()) <= MAX_NAME for part in parts
    )


def _remove_others(folder: Path, names: Iterable[str]) -> int:
    """Remove what is no object any more, and what a killed run left half-written; return how many files."""
    files = {folder / name for name in names}
    folders = {parent for file in files for parent in file.parents}
    removed = 0
    for root, inner, here in os.walk(folder, topdown=False):
        place = Path(root)
        for name in here:
            if place / name not in files:
                (place / name).unlink()
                removed += 1
        for name in inner:
            if place / name not in folders:
                (place / name).rmdir()  # emptied on the way up
    return removed


class _Notes:
    """What was fetched, kept from run to run. Where notes are lost or damaged, all is fetched again."""

    def __init__(self, path: Path) -> None:
        self.path, self.known, self.written_at = path, dict[str, Note](), time.monotonic()
        try:
            rows = read_table(path, NOTES_SCHEMA.names).to_pylist()
        except (OSError, ValueError):
            return
        self.known = {row.pop("raw_path"): Note(**row) for row in rows}

    def holds(self, folder: Path, name: str, listed: Listed) -> bool:
        """Return whether a file is still what was fetched of an object that is still the same."""
        note = self.known.get(name)
        if note is None or (note.mark, note.size) != (listed.mark, listed.size):
            return False
        try:
            seen = (folder / name).stat()
        except FileNotFoundError:
            return False
        return (seen.st_size, seen.st_mtime_ns) == (note.size, note.mtime_ns)

    def add(self, name: str, listed: Listed, seen: os.stat_result) -> None:
        """Note a fetched file, and write the notes down now and then."""
        self.known[name] = Note(listed.mark, seen.st_size, seen.st_mtime_ns)
        if time.monotonic() - self.written_at > NOTE_SECONDS:
            self.write(self.known.keys())

    def write(self, names: Iterable[str]) -> None:
        """Write down the notes of some files."""
        rows = [
            {"raw_path": name, **dataclasses.asdict(self.known[name])}
            for name in sorted(names)
            if name in self.known
        ]
        write_table(pa.Table.from_pylist(rows, NOTES_SCHEMA), self.path)
        self.written_at = time.monotonic()


def _fetch_all(
    store: ObjectStore, folder: Path, wanted: Mapping[str, Listed], notes: _Notes
) -> int:
    """Fetch objects, some at once; return how many there were to be had."""
    fetched = 0
    with concurrent.futures.ThreadPoolExecutor(FETCHERS) as pool:
        tasks = {
            pool.submit(_fetch, store, listed, folder, name, f".{number}"): name
            for number, (name, listed) in enumerate(wanted.items())
        }
        try:
            for task in concurrent.futures.as_completed(tasks):
                seen, name = task.result(), tasks[task]
                if seen is not None:
                    notes.add(name, wanted[name], seen)
                    fetched += 1
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            notes.write(notes.known.keys())
            raise
    return fetched


def _fetch(
    store: ObjectStore, listed: Listed, folder: Path, name: str, scratch_name: str
) -> os.stat_result | None:
    """Fetch an object to a file that appears whole; return what it looks like, None where the object is another by now."""
    import obstore
    from obstore.exceptions import PreconditionError

    target = folder / name
    scratch = target.with_name(scratch_name)
    same: Any = {"if_match": listed.tag} if listed.tag else {}
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with scratch.open("wb") as file:
            if not listed.size:
                obstore.head(store, name)  # an empty folder of a web console is listed, and is none
            for start in range(0, listed.size, RANGE_BYTES):
                same["range"] = (start, min(start + RANGE_BYTES, listed.size))
                file.write(obstore.get(store, name, options=same).bytes())
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, target)
    except (FileNotFoundError, PreconditionError):
        return None
    finally:
        scratch.unlink(missing_ok=True)
    sync_folder(target.parent)
    return target.stat()
