"""Files that are whole or not there: atomic writes, the lock of the curated folder, the flip to a new version.

No function here makes the folder that it writes to: a worker that outlives its run finds its folders gone, and must not
bring them back half-filled.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import shutil
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copydesk.disk.by_size import by_size
from copydesk.disk.own_files import misfits_in
from copydesk.disk.raw_names import if_regular
from copydesk.disk.seals import seal
from copydesk.errors import LockedError, StorageError

ROW_GROUP_ROWS = 20_000
PIECE_ROWS = 80
"""Rows that DuckDB hands over at once: a record has 16 MiB at most, and a column of a piece no 2 GiB. It divides `ROW_GROUP_ROWS`."""

ROW_GROUP_BYTES = 1 << 23
"""Of texts in a published row group. Small enough that a one-hour read of a month, or the look at one article, touches few row
groups (ten articles of a million: 178 ms of CPU, 1,066 in groups of 20,000); large enough to compress as well (.4 % more)."""

LEVEL, TIGHT_LEVEL = 3, 5
"""Of zstd, for published tables, and for work files that hold every text once more: 3 to 4 % smaller, at 8 to 12 ms more for
1,000 articles. Level 9 takes another 2 % off, for 30 ms more: as much as reading them takes."""

HASH_BLOCK = 1 << 20
LOCK = ".lock"
LOCK_TRIES, LOCK_PAUSE_SECONDS = 3, 0.05
GONE = ".gone."
"""How the name of a folder starts that is being removed."""


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give an operating system's error that names no file (a full disk does not) the path that it is about."""
    try:
        yield
    except OSError as error:
        if error.errno and error.filename is None:
            error.filename = str(path)
        raise


def write_table(
    table: pa.Table, path: Path, sealed_for: Path | None = None, unlike: Collection[str] = ()
) -> None:
    """Write a Parquet file whose bytes depend on the table's rows alone, and flush it to disk.

    A work file is sealed for the place where it will stand (`copydesk.disk.seals`). One that holds texts names the columns whose
    values are all `unlike` one another and never null: they are written without a dictionary, and all is compressed harder.
    (Of others DuckDB 2.0 finds too many nulls where a column has one value only and no dictionary.)
    """
    # Group by group: how the rows came in chunks shows in no byte, and no column outgrows 2 GiB.
    starts = range(0, len(table), ROW_GROUP_ROWS)
    groups = (table.slice(start, ROW_GROUP_ROWS) for start in starts)
    write_groups(groups, table.schema, path, sealed_for, unlike)


def row_groups(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield published rows, given in pieces of `PIECE_ROWS`, in row groups: how they are cut hangs on the rows alone."""
    most = ROW_GROUP_ROWS // PIECE_ROWS
    for group in by_size(
        pieces, lambda rows: int(sizes_of_texts(rows).sum()), ROW_GROUP_BYTES, most
    ):
        yield pa.Table.from_batches(group)


def sizes_of_texts(rows: pa.RecordBatch | pa.Table) -> npt.NDArray[np.int64]:
    """Return the bytes of texts in each row. What their buffers take (`nbytes`) hangs on how they were made as well."""
    sizes = np.zeros(len(rows), np.int64)
    for column in rows.columns:
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            sizes += pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False)
    return sizes


def write_groups(
    groups: Iterable[pa.Table],
    schema: pa.Schema,
    path: Path,
    sealed_for: Path | None = None,
    unlike: Collection[str] = (),
) -> int:
    """Write row groups as they come, as `write_table` does; return the number of rows."""
    n_rows = 0
    with naming(path), path.open("w+b") as file:
        with pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            compression_level=TIGHT_LEVEL if unlike else LEVEL,
            use_dictionary=_leaves(schema, unlike) if unlike else True,
            version="2.6",
            write_statistics=True,
        ) as writer:
            for group in groups:
                writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP_ROWS)
                n_rows += len(group)
            if not n_rows:
                writer.write_table(schema.empty_table())
        if sealed_for is not None:
            seal(file, sealed_for)
        file.flush()
        os.fsync(file.fileno())
    return n_rows


def _leaves(schema: pa.Schema, unlike: Collection[str]) -> list[str]:
    """Return the columns as Parquet names them, without some."""
    return [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in schema
        if field.name not in unlike
    ]


def write_text(path: Path, text: str) -> None:
    """Write a text file and flush it to disk."""
    with naming(path), path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a scratch name; what is written there takes the place of a file at one stroke: a reader sees the old or the new."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with naming(path):
        yield scratch
        os.replace(scratch, path)


def replace_table(table: pa.Table, path: Path) -> None:
    """Write a sealed Parquet file at one stroke."""
    with beside(path) as scratch:
        write_table(table, scratch, path)
    sync_folder(path.parent)


def replace_text(text: str, path: Path) -> None:
    """Write a text file at one stroke."""
    with beside(path) as scratch:
        write_text(scratch, text)
    sync_folder(path.parent)


@contextlib.contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a scratch folder that becomes `target` at one stroke when the block ends well, else vanishes.

    If `target` stands already, what it holds is kept: folders are named by what went into them.
    """
    scratch = target.parent / f".{target.name}.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    with naming(scratch):
        scratch.mkdir()
    try:
        yield scratch
        sync_folder(scratch)
        try:
            with naming(target):
                os.rename(scratch, target)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        sync_folder(target.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def remove(path: Path) -> None:
    """Remove a file or a folder at one stroke: a folder first loses its name, so that no half of it is ever met."""
    if path.is_symlink() or not path.is_dir():
        path.unlink(missing_ok=True)
        return
    gone = path
    if not path.name.startswith(GONE):
        gone = path.with_name(f"{GONE}{path.name.lstrip('.')}.{os.getpid()}")
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            os.rename(path, gone)
    shutil.rmtree(gone, ignore_errors=True)


def link_or_copy(source: Path, target: Path) -> None:
    """Link a file; where the file system has no hard links, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        with target.open("rb") as file:
            os.fsync(file.fileno())


def drop_leftovers(folder: Path) -> None:
    """Remove what killed runs left half-written in a folder (call it under the lock only)."""
    for path in sorted(folder.glob(".*")):
        remove(path)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, so that a rename survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with naming(folder):
            os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Flush the entries of a folder and of all folders below it. Files are flushed by who writes them."""
    for path, _, _ in os.walk(folder, topdown=False):
        sync_folder(Path(path))


def file_sha256(path: Path, prefixes: tuple[int, ...] = ()) -> tuple[str, dict[int, str]]:
    """Return the SHA-256 of a file in hex, and of each of its prefixes of the given sizes in bytes."""
    digest = hashlib.sha256()
    found: dict[int, str] = {}
    cuts = sorted(prefixes)
    done = 0
    with io.FileIO(path, opener=if_regular) as file:
        while True:
            limit = min(HASH_BLOCK, cuts[0] - done) if cuts else HASH_BLOCK
            block = file.read(limit) if limit else b""
            digest.update(block)
            done += len(block)
            if cuts and done == cuts[0]:
                found[cuts.pop(0)] = digest.copy().hexdigest()
            elif not block:
                return digest.hexdigest(), found


@contextlib.contextmanager
def curated_lock(curated: Path) -> Iterator[None]:
    """Hold the one writer's lock of a curated folder. The kernel frees it when its holder dies, however.

    It is on a file and on the folder itself: who deletes the file lets nobody in. Pipes, devices and empty folders in the place
    of files are removed: what they stand for is then missing, and mended as such.

    Raises:
        LockedError: another process holds it.
        StorageError: the folder can't be written.
    """
    with contextlib.ExitStack() as held:
        try:
            curated.mkdir(parents=True, exist_ok=True)
            for place, flags in ((curated / LOCK, os.O_RDWR | os.O_CREAT), (curated, os.O_RDONLY)):
                handle = os.open(place, flags | os.O_CLOEXEC, 0o666)
                held.callback(os.close, handle)
                _take_lock(handle, curated, is_file=place != curated)
        except OSError as error:
            why = what_stands_in(curated) or error.strerror
            raise StorageError(f"can't write to {curated}: {why}; nothing was published") from error
        for path in misfits_in(curated):
            if path.name == LOCK:  # who takes it away takes the lock of others away
                raise StorageError(f"{path} is no file; remove it while nobody runs")
            if path.is_dir() and not path.is_symlink():
                path.rmdir()  # one that holds something is somebody's
            else:
                path.unlink()
        yield


def what_stands_in(place: Path) -> str | None:
    """Return what keeps a folder from being made: a file or a link to none on its path; None where nothing does."""
    for path in (place, *place.absolute().parents):
        if os.path.isdir(path):
            break
        if os.path.lexists(path):
            return f"{path} is {'a link to no folder' if path.is_symlink() else 'a file'}"
    return None


def is_locked(curated: Path) -> bool:
    """Return whether somebody is writing to a curated folder."""
    return _is_held(curated / LOCK) or _is_held(curated)


def _is_held(place: Path) -> bool:
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(handle)
    return False


def _take_lock(handle: int, curated: Path, *, is_file: bool) -> None:
    """Lock a file, or the folder. Where a folder can't be locked (some network file systems), the file alone is."""
    for left in range(LOCK_TRIES - 1, -1, -1):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if left:  # who only asks whether it is held (`is_locked`) holds it for a moment
                time.sleep(LOCK_PAUSE_SECONDS)
                continue
            who = (
                "another run"
                if is_file
                else "a run whose .lock was deleted (or a command that locks the folder)"
            )
            raise LockedError(
                f"{who} is writing to {curated}; wait for it to end, or name another --curated"
            ) from error
        except OSError as error:
            if is_file:
                raise StorageError(
                    f"can't lock {curated}: {error.strerror}; nothing was published"
                ) from error
        return


def flip_link(link: Path, target: str, scratch_folder: Path) -> None:
    """Point a symbolic link at a relative target at one stroke; `scratch_folder` holds the new one until then."""
    scratch = scratch_folder / f".{link.name}.{os.getpid()}"
    with naming(link):
        scratch.unlink(missing_ok=True)
        scratch.symlink_to(target)
        os.replace(scratch, link)
    sync_folder(link.parent)
