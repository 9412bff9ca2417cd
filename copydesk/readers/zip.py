"""Zip archives: members in the order of their directory, or salvaged one by one when the directory is gone."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from copydesk.readers.archive import Member, StepNamer, name_problem
from copydesk.readers.compression import Budget
from copydesk.readers.place import Limits, Place, member_step
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import Damage, DamageError, Source, Stream
from copydesk.records import Rejection

ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,  # a compression that Python can't undo
    RuntimeError,  # an encrypted member
    ValueError,
    IndexError,
    OverflowError,
)
UNIX = 3
LINK_MODE, TYPE_MASK, FILE_MODE = 0o120000, 0o170000, 0o100000
HEAD = 1 << 12


class ZipMemberSource:
    """The unpacked bytes of one member."""

    def __init__(self, inner: Source, packed: int, limits: Limits, budget: Budget) -> None:
        self.inner, self.budget = inner, budget
        self.left = limits.free_bytes + limits.max_ratio * packed
        self.ratio = limits.max_ratio

    def read(self, n: int, /) -> bytes:
        """Return at most n bytes."""
        try:
            piece = self.inner.read(n)
        except ERRORS as error:
            raise DamageError(
                "corrupt_container", f"the zip member is damaged: {_text(error)}"
            ) from None
        self.left -= len(piece)
        if self.left < 0:
            raise DamageError(
                "too_large", f"the member expands to more than {self.ratio} times its size"
            )
        self.budget.spend(len(piece))
        return piece


def zip_members(archive: Stream, place: Place, budget: Budget) -> Iterator[Member | Rejection]:
    """Yield the files of an archive."""
    head = archive.peek(HEAD)
    try:
        with spool_file(archive, place.limits.max_spool_bytes) as file:
            yield from _listed_members(file, place, budget, head)
    except DamageError as error:
        archive.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)


def _listed_members(
    file: BinaryIO, place: Place, budget: Budget, head: bytes
) -> Iterator[Member | Rejection]:
    try:
        archive = zipfile.ZipFile(file)
    except ERRORS as error:
        detail = f"the zip archive has no readable directory: {_text(error)}"
        yield place.reject("", "corrupt_container", detail, head)
        return
    namer = StepNamer()
    for info in archive.infolist():
        if info.is_dir():
            continue
        step = namer.step(member_step(info.filename))
        problem = _problem(info)
        if problem is None:
            try:
                opened = archive.open(info)
            except ERRORS as error:
                detail = f"the zip member can't be opened: {_text(error)}"
                problem = Damage("corrupt_container", detail, _mark(info))
        if problem is not None:
            yield Member(info.filename, step, Stream(_Nothing()), problem)
            continue
        with opened:
            source = ZipMemberSource(opened, info.compress_size, place.limits, budget)
            yield Member(info.filename, step, Stream(source))


class _Nothing:
    """An empty source."""

    def read(self, n: int, /) -> bytes:
        """Return nothing."""
        return b""


def _problem(info: zipfile.ZipInfo) -> Damage | None:
    """Return why a member is not opened."""
    unsafe = name_problem(info.orig_filename) or name_problem(info.filename)
    mode = info.external_attr >> 16
    if unsafe is None and info.create_system == UNIX and mode & TYPE_MASK not in (0, FILE_MODE):
        unsafe = (
            "the member is a link" if mode & TYPE_MASK == LINK_MODE else "the member is no file"
        )
    if unsafe is not None:
        return Damage("unsafe_member", unsafe, _mark(info))
    if info.flag_bits & 1:
        return Damage("corrupt_container", "the member is encrypted", _mark(info))
    return None


def _mark(info: zipfile.ZipInfo) -> bytes:
    """Return bytes that stand for a member that is not opened: its name and its checksum."""
    return f"{info.orig_filename} {info.CRC:08x} {info.file_size}".encode(
        "utf-8", "surrogateescape"
    )


def _text(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
