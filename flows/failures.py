"""What the outside world does to a run (a full disk, lost rights, no memory, a killed worker), told plainly."""

from __future__ import annotations

import contextlib
import errno
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from copydesk.errors import (
    CopydeskError,
    StorageError,
    WorkerLostError,
    causes_of,
    machine_error,
)
from flows.server import ServerError

PROBE_BYTES = 64 << 10
"""Written to find out whether the disk takes anything: more than what a file system keeps in an inode."""

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
WIRE_MODULES = ("httpx", "httpcore")
DUCKDB_MODULES = ("duckdb", "_duckdb")
OUT_OF_MEMORY = "OutOfMemoryException"
DISK_TROUBLE = ("IOException", "PermissionException")
SQLITE_TROUBLE = ("SQLITE_FULL", "SQLITE_IOERR")
CLUSTER_MODULES = ("distributed", "dask")


class LateServerError(ServerError):
    """The Prefect server was lost after the run had published: the tables are as they should be."""


@contextlib.contextmanager
def told_plainly(curated: Path) -> Iterator[None]:
    """Raise what goes wrong within the block as an error that says what, where, and what stands published.

    Raises:
        StorageError: the disk is full, broken or not ours, or memory ran out.
        WorkerLostError: a worker process was killed.
        ServerError: the Prefect server was; a LateServerError after the tables had been published.
    """
    before = _standing(curated)
    try:
        yield
    except CopydeskError:
        raise
    except Exception as error:
        found = name_failure(error, curated)
        if found is None:
            raise
        kind, reason = found
        if kind is ServerError and _flipped_to(curated, before):
            raise LateServerError(f"{reason}; {_outcome(curated, before)}") from error
        raise kind(f"{reason}; {_outcome(curated, before)}") from error


def on_interrupt(curated: Path) -> Callable[[], str]:
    """Return what says, at the moment of an interruption, what has become of the run that starts now."""
    before = _standing(curated)
    return lambda: f"interrupted; {_outcome(curated, before)}, and the next run goes on from here"


def _outcome(curated: Path, before: str) -> str:
    after = _flipped_to(curated, before)
    return f"{after} had been published" if after else "nothing was published"


def _flipped_to(curated: Path, before: str) -> str:
    """Return the version that stands since; "" where none was published, also where the whole folder was taken away."""
    after = _standing(curated)
    return "" if after == before else after


def name_failure(error: BaseException, curated: Path) -> tuple[type[CopydeskError], str] | None:
    """Return the kind of a failure of the outside world and its reason; None where it is a bug."""
    chain = list(causes_of(error))
    if (reason := _lost_worker(error, chain)) is not None:
        return WorkerLostError, reason
    if (reason := trouble_of(error, curated)) is not None:
        return StorageError, reason
    # A first run may fail before it makes the folder.
    trouble = probe(curated) if curated.is_dir() else None
    if trouble is not None:
        return StorageError, f"{curated}: {trouble}"
    if any(_is_of_the_wire(cause) for cause in chain):
        return ServerError, (
            f"the Prefect server stopped answering ({_line(error)}); run again, it goes on from here"
        )
    return None


def _lost_worker(error: BaseException, chain: Sequence[BaseException]) -> str | None:
    """Return what is said where a worker, or the cluster of workers, is gone."""
    for cause in chain:
        if isinstance(cause, BrokenProcessPool):
            return (
                f"a worker process was lost ({_line(cause)}), most often for lack of memory, which ends it with SIGKILL; "
                "run again (it goes on from here), with fewer --workers if it happens again"
            )
    if any(type(cause).__module__.split(".")[0] in CLUSTER_MODULES for cause in chain):
        return (
            f"the Dask cluster stopped answering ({_line(error)}); run again, it goes on from here"
        )
    return None


def trouble_of(error: BaseException, place: Path) -> str | None:
    """Return what is said where a lack of memory or the disk's refusal is behind an error, whoever raised it."""
    return next(filter(None, (_told_of(cause, error, place) for cause in causes_of(error))), None)


def _told_of(cause: BaseException, error: BaseException, place: Path) -> str | None:
    if (reason := out_of_memory(cause)) is not None:
        return reason
    if isinstance(cause, OSError) and (cause is error or cause.errno in DISK_ERRORS):
        where = place_of(cause, place) or (
            place if probe(place) else "a place that Python does not name"
        )
        return f"{where}: {cause.strerror or _line(cause)}"
    is_sqlite = getattr(cause, "sqlite_errorname", "").startswith(SQLITE_TROUBLE)
    is_disk = is_sqlite or _is_duckdb(cause, *DISK_TROUBLE)
    return f"{place}: {_line(cause)}" if is_disk else None


def out_of_memory(error: BaseException) -> str | None:
    """Return what is said of a lack of memory, wherever it struck (Python, Arrow, DuckDB, a codec); None of another error."""
    for cause in causes_of(error):
        if isinstance(cause, MemoryError) or _is_duckdb(cause, OUT_OF_MEMORY):
            return f"out of memory ({_line(cause)}); see --set memory=2GB"
        found = machine_error(cause)
        if isinstance(found, MemoryError):
            return f"out of memory ({_line(found)}); see --set memory=2GB"
    return None


def _standing(curated: Path) -> str:
    """Return where `current` points; reads the link alone, since this module is imported before the heavy ones."""
    try:
        return os.path.basename(os.readlink(curated / "current"))
    except OSError:
        return ""


def probe(folder: Path) -> str | None:
    """Return why a folder takes no data; None where it does."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror or str(error)
    return None


def _is_duckdb(error: BaseException, *names: str) -> bool:
    kind = type(error)
    return kind.__module__.split(".")[0] in DUCKDB_MODULES and kind.__name__ in names


def _is_of_the_wire(error: BaseException) -> bool:
    return any(kind.__module__.split(".")[0] in WIRE_MODULES for kind in type(error).__mro__)


def place_of(error: OSError, place: Path) -> str:
    """Return what file an error of the system is about; "" where that is not known.

    A write names none: a full disk is that with least room, of where a command writes and of temporary files.
    """
    if error.filename or error.errno not in NO_ROOM:
        return str(error.filename or "")
    folders = [place]
    with contextlib.suppress(OSError):  # no folder for temporary files takes any
        folders.append(Path(tempfile.gettempdir()))
    return str(min(folders, key=_room))


def _room(folder: Path) -> float:
    """Return how many bytes a folder, or the one that a file would stand in, still takes."""
    for place in (folder, folder.parent):
        with contextlib.suppress(OSError):
            return shutil.disk_usage(place).free
    return math.inf


def _line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
