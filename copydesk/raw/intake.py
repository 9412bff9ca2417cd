"""From a raw folder to record parts: which files are there, which are new, and their records as Parquet.

A file is known by a hash of its bytes, its name and its source's settings; its records are read once and kept in
the work folder, raw bytes included, so that they stay available when the raw file goes away.
"""

from __future__ import annotations

import dataclasses
import errno
import functools
import itertools
import logging
import operator
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa

from copydesk.code_version import code_version
from copydesk.disk.raw_names import locate, printable
from copydesk.disk.real_path import real_path
from copydesk.disk.storage import file_sha256, whole_folder, write_table
from copydesk.ids import content_id
from copydesk.raw.counted import (
    NOTHING,
    Count,
    Listing,
    PartFile,
    id_of_row,
    look_at_part,
    write_listing,
)
from copydesk.raw.date_orders import Found, settle_orders
from copydesk.raw.layout import FileLayout
from copydesk.raw.parts import PART_SCHEMA, UNLIKE, decode_source, encode_item, encode_source
from copydesk.raw.siblings import Beside, bare_source, find_siblings, kept_siblings, sift_sibling
from copydesk.raw.slow_files import SlowReadingError, do_within, is_slow, limit_of
from copydesk.readers import open_regular, read_file
from copydesk.readers.growth import can_grow
from copydesk.readers.place import Place
from copydesk.readers.source import SOURCE_FILE, is_control_name, load_source
from copydesk.records import RawRecord, Rejection, SourceConfig

logger = logging.getLogger(__name__)

NOT_OURS_TO_OPEN = (
    errno.EACCES, errno.EPERM, errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ENAMETOOLONG,
    errno.ENXIO,
)  # fmt: skip
"""What a file or folder itself is like that can't be opened. Anything else (no handles left, a broken disk) is trouble of
this machine: it ends the run, and no row tells of it."""

UNREAD = "0" * 64
"""Stands for the hash of what lies in the raw folder and can't be opened: it is no delivery, and its row no record of it."""

PART_RECORDS = 1000
PART_BYTES = 32 << 20
TASK_FILES = 500
TASK_BYTES = 64 << 20
"""Chosen: what one task run reads, files whole or a part of a big one (docs/decisions/009-engine.md); bounds what a lost task costs."""

LEDGER_SCHEMA = pa.schema([
    ("raw_path", pa.string()), ("sha256", pa.string()), ("size", pa.int64()),
    ("file_key", pa.string()), ("source", pa.string()), ("n_rows", pa.int64()),
    ("ids", pa.string()), ("is_replaced", pa.bool_()),
], metadata={"sealed": "yes"})  # fmt: skip
"""The word in the footer tells a ledger that lost its seal from one of a release that wrote none."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class RawFile:
    """A file of the raw folder as delivered: one row of the ledger. `source` is its SourceConfig as JSON.

    How many rows it gave, and the sum of their ids, are known once it was read; they don't tell files apart. One that is replaced
    lay where another file lies since.
    """

    raw_path: str
    sha256: str
    size: int
    file_key: str
    source: str
    n_rows: int | None = dataclasses.field(default=None, compare=False)
    ids: str | None = dataclasses.field(default=None, compare=False)
    is_replaced: bool = False

    @property
    def count(self) -> Count | None:
        """What was read of the file; None before that."""
        if self.n_rows is None or self.ids is None:
            return None
        return Count(self.n_rows, int(self.ids))

    def counted(self, count: Count) -> RawFile:
        """Return the file with what was read of it."""
        return dataclasses.replace(self, n_rows=count.rows, ids=str(count.ids))


AS_LEDGER = operator.attrgetter("raw_path", "sha256", "size", "file_key", "source")
"""The order in which files are told."""


HashOf = Callable[[Path, os.stat_result, Collection[int]], tuple[str, Mapping[int, str]]]
"""Gives the hash of a file, and of its first bytes by their number."""


def hash_bytes(
    path: Path, _: os.stat_result, cuts: Collection[int]
) -> tuple[str, Mapping[int, str]]:
    """Return the hashes of a file by reading it."""
    return file_sha256(path, tuple(cuts))


def scan_raw(
    raw: Path,
    known: Sequence[RawFile],
    *,
    is_pruning: bool = False,
    hash_of: HashOf = hash_bytes,
    hidden: list[Path] | None = None,
) -> tuple[list[RawFile], set[RawFile]]:
    """Return the files of a raw folder, and those known ones that a file here has grown out of; fill what is `hidden` there.

    What lies there no more still tells how its source writes days, unless it is to be forgotten (`is_pruning`).

    A file that still starts with all the bytes it had before replaces what it was, if it is read from its start on:
    nothing of that is lost.
    """
    before: dict[str, list[RawFile]] = {}
    for file in known:
        before.setdefault(file.raw_path, []).append(file)
    # What could not be opened was no delivery: it is looked at again.
    found, outgrown = [], {file for file in known if file.sha256 == UNREAD}
    seen_files: list[Found] = []
    n_above = len(str(raw / "x")) - 1
    paths = {printable(str(path)[n_above:]): path for path in list_files(raw, hidden)}
    siblings = find_siblings(raw, list(paths))
    source_of = functools.cache(functools.partial(load_source, raw_root=raw))
    for raw_path, path in paths.items():
        earlier = before.get(raw_path, [])
        seen = look_at(path, raw, {f.size for f in earlier}, hash_of)
        if seen is None:
            logger.warning("left to the next run, for it was taken away: %s", raw_path)
            continue
        if isinstance(seen, str):
            found.append(_unread(raw_path, seen, source_of(path.parent)))
            continue
        config = _with_siblings(source_of(path.parent), siblings.get(raw_path), seen, earlier)
        seen_files.append(Found(raw_path, seen.sha256, seen.size, config))
        outgrown |= _outgrown(path, seen, earlier)
    here = {(file.raw_path, file.sha256) for file in seen_files}
    gone = [f for f in known if f not in outgrown and (f.raw_path, f.sha256) not in here]
    if is_pruning:
        gone = out_of_reach(gone, found)
    found += _with_orders(raw, paths, seen_files, known, gone)
    return sorted(found, key=AS_LEDGER), outgrown


def out_of_reach(files: Iterable[RawFile], found: Iterable[RawFile]) -> list[RawFile]:
    """Return the files at or below places that can't be opened: nobody knows whether they are gone."""
    closed = {file.raw_path for file in found if file.sha256 == UNREAD}
    return [
        file
        for file in files
        if not closed.isdisjoint((file.raw_path, *map(str, PurePosixPath(file.raw_path).parents)))
    ]


def _outgrown(path: Path, seen: Seen, earlier: Iterable[RawFile]) -> set[RawFile]:
    """Return the known files with all whose bytes a file still starts, if it is read so that nothing of them is lost.

    Where it has no news, not what stands beside it as replaced: that was not found again in it (`copydesk.raw.outgrown`).
    """
    is_known = any(file.sha256 == seen.sha256 for file in earlier)
    open_to = [file for file in earlier if not (is_known and file.is_replaced)]
    grown = {f for f in open_to if f.size < seen.size and seen.prefixes.get(f.size) == f.sha256}
    return grown if grown and _can_grow(path, seen.size) else set()


def _unread(raw_path: str, why: str, config: SourceConfig) -> RawFile:
    """Return a file that could not be opened, as the ledger has it."""
    reading = code_version("copydesk.raw.intake")  # other code may find other records in a file
    key = content_id("rec", UNREAD, raw_path, why, reading)
    return RawFile(raw_path, UNREAD, 0, key, encode_source(config))


def _with_siblings(
    config: SourceConfig, beside: Beside | None, seen: Seen, earlier: Iterable[RawFile]
) -> SourceConfig:
    """Return the settings of a source with what files beside this one tell of it, or told when these bytes were read before."""
    if beside is not None:
        return beside.settle(config)
    told = [decode_source(file.source) for file in earlier if file.sha256 == seen.sha256]
    return kept_siblings(config, told)


def _with_orders(
    raw: Path,
    paths: Mapping[str, Path],
    seen: Sequence[Found],
    known: Iterable[RawFile],
    gone: Iterable[RawFile],
) -> Iterator[RawFile]:
    """Yield the files that were seen, each under the key of its bytes, name and settings, its source's dates settled.

    What is `gone` of the known ones still tells how its source writes days.
    """
    reading = code_version("copydesk.raw.intake")

    def key_of(raw_path: str, sha256: str, source: str) -> str:
        return content_id("rec", sha256, paths[raw_path].name, source, reading)

    here = {(file.raw_path, file.sha256) for file in seen}
    looked_at: dict[tuple[str, str], SourceConfig] = {}
    for known_file in known:
        raw_path, sha256, source = known_file.raw_path, known_file.sha256, known_file.source
        is_here = (raw_path, sha256) in here
        if is_here and known_file.file_key == key_of(raw_path, sha256, source):  # by today's code
            looked_at[raw_path, sha256] = decode_source(source)
    told = [(file.raw_path, file.sha256, decode_source(file.source).shown) for file in gone]
    for file, config in settle_orders(raw, seen, looked_at, told):
        source = encode_source(config)
        key = key_of(file.raw_path, file.sha256, source)
        yield RawFile(file.raw_path, file.sha256, file.size, key, source)


def _can_grow(path: Path, size: int) -> bool:
    """Return whether what a file held is still found in it after more bytes behind."""
    with open_regular(path) as file:
        return can_grow(file, size)


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A regular file at one moment: the hash of its bytes, and of its first bytes by their number."""

    size: int
    sha256: str
    prefixes: Mapping[int, str]


def look_at(
    path: Path, raw: Path, cuts: Collection[int] = (), hash_of: HashOf = hash_bytes
) -> Seen | str | None:
    """Return the size and hashes of a file as it is now; of what can't or may not be opened, the reason in words.

    None: it was listed, and is gone, or is a folder now.

    Raises:
        OSError: this machine is in trouble, and nothing is known of the file.
    """
    try:
        look = path.lstat()
        is_link = stat.S_ISLNK(look.st_mode)
        if is_link:
            look = path.stat()
            if real_path(raw) not in real_path(path).parents:
                return "a link that leads out of the raw folder is not followed"
        if stat.S_ISDIR(look.st_mode):
            if is_link:
                return "a link to a folder is not followed"
            _entries_of(path)
            return None
        if stat.S_ISREG(look.st_mode):
            # A file that is being written to counts with the bytes that it has at this moment.
            size = look.st_size
            sha256, prefixes = hash_of(path, look, {cut for cut in cuts if cut < size} | {size})
            return Seen(size, prefixes.get(size, sha256), prefixes)
    except OSError as error:
        if error.errno == 0 and path.is_dir() and not path.is_symlink():
            return None
        if error.errno != 0:  # `if_regular`
            return _why_not_opened(path, error)
    return "it is no file but a pipe, a socket or a device"


def _why_not_opened(path: Path, error: OSError) -> str | None:
    """Return why a file can't be opened; None where it is gone. Trouble of this machine is raised."""
    if isinstance(error, FileNotFoundError | NotADirectoryError) and not os.path.lexists(path):
        return None
    if error.errno not in NOT_OURS_TO_OPEN:
        raise error
    return f"it can't be opened: {error.strerror}"


def readings_held(path: Path, raw: Path, readings: Collection[RawFile]) -> list[RawFile]:
    """Return those of what was read of a file, at one time or another, whose bytes it begins with today."""
    seen = look_at(path, raw, [reading.size for reading in readings])
    if not isinstance(seen, Seen):
        return []
    return [reading for reading in readings if seen.prefixes.get(reading.size) == reading.sha256]


def list_files(raw: Path, hidden: list[Path] | None = None) -> list[Path]:
    """Return what lies below a folder, sorted: files, links, and what can't be opened.

    Left out are control files, and what is hidden or a system's own, which `hidden` is filled with: a folder stands for all in it.
    """
    paths, folders = [], [raw]
    while folders:
        folder = folders.pop()
        try:
            entries = _entries_of(folder, hidden)
        except OSError as error:
            if folder == raw or error.errno not in NOT_OURS_TO_OPEN:
                raise
            paths.append(folder)
            continue
        for entry in entries:
            path = folder / entry.name
            (folders if entry.is_dir(follow_symlinks=False) else paths).append(path)
    return sorted(paths, key=str)  # as their paths from the raw folder on: all begin alike


def _entries_of(folder: Path, hidden: list[Path] | None = None) -> list[os.DirEntry[str]]:
    """Return what stands in a folder, without what is left out."""
    kept: list[os.DirEntry[str]] = []
    left_out: list[os.DirEntry[str]] = []
    with os.scandir(folder) as listing:
        for entry in listing:
            is_folder = entry.is_dir(follow_symlinks=False)
            is_left = is_control_name(entry.name, is_folder=is_folder)
            (left_out if is_left else kept).append(entry)
    if hidden is not None:
        hidden += (folder / entry.name for entry in left_out if entry.name != SOURCE_FILE)
    return kept


def plan_reads(files: Iterable[RawFile]) -> list[list[RawFile]]:
    """Cut files into read tasks: a big file alone, small files of one source together."""
    unique = {file.file_key: file for file in sorted(files, key=AS_LEDGER, reverse=True)}
    tasks: list[list[RawFile]] = []
    bytes_in_task = 0
    for file in sorted(unique.values(), key=lambda f: (bare_source(f.source), f.raw_path)):
        last = tasks[-1] if tasks else None
        fits = (
            last is not None
            and bare_source(last[0].source) == bare_source(file.source)
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


class ChangedFilesError(Exception):
    """Raised when files were written to while they were read, and caught by `read_files`."""

    def __init__(self, files: Collection[RawFile]) -> None:
        self.files = files
        super().__init__(files)  # all of it crosses to another process

    def __str__(self) -> str:
        """Return the files' names."""
        return ", ".join(file.raw_path for file in self.files)


def read_files(raw: Path, files: Sequence[RawFile], records: Path) -> None:
    """Read files into a folder of record parts, whole or not at all.

    A file that has other bytes than were hashed is left out: the next run finds it as it is then. One that no reader gets
    through leaves one row.
    """
    left, slow = list(files), None
    while left:
        try:
            if slow is None:
                do_within(_limit_of(left), _write_parts, (raw, left, records))
            else:  # once it is known which files are slow, the others may take their time
                write_parts(raw, left, records, slow)
        except SlowReadingError:
            slow = frozenset(file.file_key for file in left if _is_slow(raw, file))
        except ChangedFilesError as error:
            logger.warning("left to the next run, for it is being written to: %s", error)
            left = [file for file in left if file not in error.files]
        else:
            return


def _write_parts(asked: tuple[Path, Sequence[RawFile], Path]) -> None:
    write_parts(*asked)


def _limit_of(files: Iterable[RawFile]) -> float:
    return limit_of(sum(file.size for file in files))


def _is_slow(raw: Path, file: RawFile) -> bool:
    path = locate(raw, file.raw_path)
    return file.sha256 != UNREAD and is_slow(path, file.raw_path, file.source, file.size)


def write_parts(
    raw: Path, files: Sequence[RawFile], records: Path, slow: Collection[str] = ()
) -> None:
    """Write the record parts of files; ChangedFilesError, and nothing written, if any of them has changed.

    `slow` are the keys of files that are not read.
    """
    changed: list[RawFile] = []
    keys = sorted(file.file_key for file in files)
    counts = dict.fromkeys(keys, NOTHING)
    parts: dict[str, PartFile] = {}
    with whole_folder(records / content_id("rec", *keys)) as scratch:
        learnt: dict[str, str] = {}
        read = read_rows(raw, files, changed, learnt, slow)
        for number, rows in enumerate(cut_parts(tally(read, counts))):
            path = scratch / f"part-{number:05d}.parquet"
            write_table(pa.Table.from_pylist(rows, schema=PART_SCHEMA), path, unlike=UNLIKE)
            parts[path.name] = look_at_part(path, len(rows))
        if changed:
            raise ChangedFilesError(changed)
        sources = {file.file_key: learnt.get(file.file_key, file.source) for file in files}
        write_listing(scratch, Listing(sources, counts, parts))


def tally(rows: Iterable[dict[str, Any]], counts: dict[str, Count]) -> Iterator[dict[str, Any]]:
    """Pass rows on and count them by file, before anything is made of them."""
    for key, own in itertools.groupby(rows, operator.itemgetter("file_key")):
        n_rows = ids = 0
        for row in own:
            n_rows += 1
            ids += id_of_row(row["record_id"], row["raw_position"])
            yield row
        counts[key] += Count(n_rows, ids)


def read_rows(
    raw: Path,
    files: Sequence[RawFile],
    changed: list[RawFile],
    learnt: dict[str, str],
    slow: Collection[str] = (),
) -> Iterator[dict[str, Any]]:
    """Yield the records and rejections of files as rows of a part; note the files that have changed since the scan.

    `learnt` is filled with the settings of each file's source as the file itself completes them, by file key.
    """
    for file in files:
        path = locate(raw, file.raw_path)
        if file.sha256 == UNREAD:
            reason = look_at(path, raw)
            if isinstance(reason, str):
                place = Place(file.raw_path, name=path.name)
                mark = file.raw_path.encode("utf-8", "replace")
                yield encode_item(place.reject("", "unreadable_file", reason, mark), file.file_key)
                continue
        else:
            layout = FileLayout(decode_source(file.source))
            if file.file_key in slow:
                yield encode_item(_give_up(path, file), file.file_key)
            else:
                yield from read_items(raw, path, file, layout)
            learnt[file.file_key] = encode_source(layout.complete())
            seen = look_at(path, raw, [file.size])
            if isinstance(seen, Seen) and seen.prefixes.get(file.size) == file.sha256:
                continue
        changed.append(file)


def _give_up(path: Path, file: RawFile) -> Rejection:
    """Return the row of a file that no reader gets through."""
    place = Place(file.raw_path, name=path.name)
    with open_regular(path) as opened:
        head = opened.read(min(file.size, place.limits.max_record_bytes))
    detail = f"reading {file.size:,} bytes takes more than {_limit_of([file]):.0f} CPU seconds"
    return place.reject("", "too_slow", detail, head)


def read_items(
    raw: Path, path: Path, file: RawFile, layout: FileLayout
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file that can be opened. An error of the machine is raised: it is no answer."""
    try:
        source = decode_source(file.source)
        for item in sift_sibling(read_file(path, file.raw_path, source, size=file.size), source):
            if isinstance(item, RawRecord):
                layout.see(item)
            yield encode_item(item, file.file_key)
    except OSError as error:
        error.filename = error.filename or str(path)
        if isinstance(look_at(path, raw), Seen):
            raise
        raise ChangedFilesError([file]) from error  # taken away or locked since the scan


def cut_parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Cut rows into parts bounded in number and in bytes."""
    part: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row["raw"] or b"")
        if len(part) >= PART_RECORDS or size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
