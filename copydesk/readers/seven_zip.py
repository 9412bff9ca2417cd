"""7z archives: unpacked as a whole into nameless copies, since their members are packed in common; then read one by one."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from copydesk.errors import let_through
from copydesk.readers.archive import Member, StepNamer, name_problem
from copydesk.readers.compression import Budget
from copydesk.readers.place import Place, member_step
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import Damage, DamageError, Stream
from copydesk.records import Rejection

EXTRA = "7z is read with an extra: pip install 'copydesk[7z]'"
HEAD = 1 << 12
IN_MEMORY = 1 << 16
"""Of a member; what is longer lies in a temporary file without a name."""


class Copies:
    """The unpacked members by their number, counted against the budget of the raw file; a writer factory of the library."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.by_number: dict[int, Copy] = {}
        self.damage: Damage | None = None

    def create(self, filename: str) -> Copy:
        """Return what a member is written to."""
        return self.by_number.setdefault(int(filename), Copy(self))

    def close(self) -> None:
        """Let go of the copies."""
        for copy in self.by_number.values():
            copy.file.close()


class Copy:
    """One member, as the library wants to write it."""

    def __init__(self, copies: Copies) -> None:
        self.copies = copies
        self.file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 # see Copies.close
        self.n_bytes = 0

    def write(self, piece: bytes, /) -> int:
        """Write a piece.

        Raises:
            DamageError: the raw file expands to more than its size allows.
        """
        try:
            self.copies.budget.spend(len(piece))
        except DamageError as error:
            self.copies.damage = error.damage
            raise
        self.n_bytes += len(piece)
        return self.file.write(piece)

    def read(self, size: int | None = None, /) -> bytes:
        """Return what was written."""
        return self.file.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to a place."""
        return self.file.seek(offset, whence)

    def seekable(self) -> bool:
        """Return whether `seek` may be called."""
        return True

    def flush(self) -> None:
        """Do nothing: the file is read by this process alone."""

    def size(self) -> int:
        """Return how many bytes were written."""
        return self.n_bytes

    def close(self) -> None:
        """Do nothing: the member is read after the library has done with it."""


def seven_zip_members(
    archive: Stream, place: Place, budget: Budget
) -> Iterator[Member | Rejection]:
    """Yield the files of an archive, in the order of its directory."""
    head = archive.peek(HEAD)
    try:
        import py7zr
        import py7zr.io
    except ImportError:
        raw = archive.read(place.limits.max_record_bytes)
        yield place.reject("", "unsupported_format", EXTRA, raw)
        return
    with contextlib.ExitStack() as stack:
        copies, listed = Copies(budget), list[Any]()
        stack.callback(copies.close)
        try:
            file = stack.enter_context(spool_file(archive, place.limits.max_spool_bytes))
            opened = stack.enter_context(py7zr.SevenZipFile(file, "r"))
            listed = [entry for entry in opened.files if not entry.is_directory]
            _check(opened, listed, place, budget)
            writers: Any = copies  # by shape; the library wants its own class
            for entry in listed:
                # By number: two members may have one name, and a name may lead anywhere.
                opened.worker.register_filelike(entry.id, py7zr.io.MemIO(str(entry.id), writers))
            opened.worker.extract(opened.fp, None, parallel=False)
        except DamageError as error:
            archive.tell_damage()
            yield place.reject("", error.damage.reason, error.damage.detail, head)
            return
        except Exception as error:  # the library raises whatever its own code meets in a bad file
            let_through(error)
            archive.tell_damage()
            damage = copies.damage or Damage(
                "corrupt_container", f"the 7z archive can't be unpacked: {error}"
            )
            yield place.reject("", damage.reason, damage.detail, head)
            if damage.reason == "too_large":
                return
        yield from _members(listed, copies)


def _check(opened: Any, listed: list[Any], place: Place, budget: Budget) -> None:
    """Refuse an archive that says of itself that it can't be unpacked here, before any of it is.

    Raises:
        DamageError: it is encrypted, or larger than the raw file's size allows.
    """
    if opened.needs_password():
        raise DamageError("corrupt_container", "the 7z archive is encrypted")
    if sum(entry.uncompressed for entry in listed) > budget.left:
        raise DamageError("too_large", "the 7z archive expands to far more than its size allows")
    if len(listed) > place.limits.max_members:
        limit = place.limits.max_members
        raise DamageError("too_large", f"the 7z archive has more than {limit:,} members")


def _members(listed: list[Any], copies: Copies) -> Iterator[Member]:
    """Yield each listed member with its copy; one that was not unpacked, or is no file, with why."""
    namer = StepNamer()
    for entry in listed:
        copy = copies.by_number.get(entry.id)
        problem = _problem(entry, copy.n_bytes if copy else 0)
        stream = Stream(cast(BinaryIO, copy.file)) if copy else Stream(io.BytesIO())
        if copy is not None:
            copy.seek(0)
        yield Member(entry.filename, namer.step(member_step(entry.filename)), stream, problem)


def _problem(entry: Any, n_bytes: int) -> Damage | None:
    """Return why a member can't be read, of which so many bytes were unpacked."""
    mark = f"{entry.filename} {entry.crc32} {entry.uncompressed}".encode("utf-8", "replace")
    unsafe = name_problem(entry.filename)
    if unsafe is None and (entry.is_symlink or entry.is_junction or entry.is_socket):
        unsafe = "the member is no file"
    if unsafe:
        return Damage("unsafe_member", unsafe, mark)
    if n_bytes < entry.uncompressed:
        return Damage("corrupt_container", "the 7z member can't be unpacked", mark)
    return None
