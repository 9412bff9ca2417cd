"""Zip archives: members in the order of their directory, or found one by one when the directory is gone.

Only the directory is read with `zipfile`: it unpacks bzip2 and LZMA members without any bound.
"""

from __future__ import annotations

import bz2
import dataclasses
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from copydesk.errors import let_through
from copydesk.readers.archive import Member, StepNamer, name_problem
from copydesk.readers.compression import (
    BlockUnpacker,
    Budget,
    DeflateUnpacker,
    Unpacker,
    ZstdUnpacker,
)
from copydesk.readers.place import MIB, Limits, Place, member_step
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import CHUNK, Damage, DamageError, Stream
from copydesk.records import Rejection

DIRECTORY_ERRORS = (
    zipfile.BadZipFile, struct.error, OSError, EOFError, NotImplementedError, ValueError,
    IndexError, OverflowError,
)  # fmt: skip
LOCAL_HEAD = struct.Struct("<4sHHHHHLLLHH")
SIGNATURE = b"PK\x03\x04"
END_RECORD = b"PK\x05\x06"
MAX_DIRECTORY = 256 * MIB
UNIX = 3  # taken from APPNOTE 4.4.2.2: made by Unix
LINK_MODE, TYPE_MASK, FILE_MODE = 0o120000, 0o170000, 0o100000
"""Taken from POSIX <sys/stat.h>: S_IFLNK, S_IFMT, S_IFREG on Linux."""
ENCRYPTED, SIZE_FOLLOWS, UTF8_NAME = 0x1, 0x8, 0x800  # taken from APPNOTE 4.4.4: bits 0, 3 and 11
HEAD = 1 << 12  # chosen: bytes that stand for a member, and what its header may take beside names
GAP_STEP = 1 << 20  # chosen: bytes between members looked at at once
MAX_UNLISTED = 1_000  # chosen: rejections of one archive's unlisted members; bounds hostile files


UNPACKERS: dict[int, Callable[[], Unpacker] | None] = {
    zipfile.ZIP_STORED: None,
    zipfile.ZIP_DEFLATED: lambda: DeflateUnpacker(-15),
    zipfile.ZIP_BZIP2: lambda: BlockUnpacker(bz2.BZ2Decompressor()),
    93: ZstdUnpacker,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a member before it is read; sizes and checksum are None where they only follow it."""

    name: str
    method: int
    flags: int
    packed: int | None
    crc: int | None
    mark: bytes  # stands for the member when it is not opened


class MemberSource:
    """The unpacked bytes of one member, checked against its size and checksum."""

    def __init__(self, packed: Stream, entry: Entry, limits: Limits, budget: Budget) -> None:
        self.packed, self.entry, self.limits, self.budget = packed, entry, limits, budget
        make = UNPACKERS[entry.method]
        self._unpacker = make() if make else None
        self._left = entry.packed
        self._n_in = 0
        self._n_out = 0
        self._crc = 0
        self._ended = False

    def read(self, n: int, /) -> bytes:
        """Return the next unpacked bytes."""
        piece = b""
        while not piece and not self._ended:
            piece = self._step(n)
        self._crc = zlib.crc32(piece, self._crc)
        self._n_out += len(piece)
        if self._n_out > self.limits.free_bytes + self.limits.max_ratio * self._n_in:
            ratio = self.limits.max_ratio
            raise DamageError(
                "too_large", f"the zip member expands to more than {ratio} times its size"
            )
        self.budget.spend(len(piece))
        if not piece and self.entry.crc not in (None, self._crc):
            raise DamageError("corrupt_container", "the zip member's checksum is wrong")
        return piece

    def _step(self, n: int) -> bytes:
        if self._unpacker is None:
            return self._take(min(n, CHUNK))
        packed = self._take(CHUNK >> 2) if self._unpacker.is_hungry else b""
        try:
            piece = self._unpacker.feed(packed)
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError) as error:
            let_through(error)
            detail = f"the zip member is damaged ({error})"
            raise DamageError("corrupt_container", detail) from None
        rest = self._unpacker.rest
        if rest is not None:
            self.packed.unread(rest)
            self._n_in -= len(rest)
            self._ended = True
        return piece

    def _take(self, n: int) -> bytes:
        """Return the next packed bytes; an archive that ends before the member is a damage."""
        piece = self.packed.read(n if self._left is None else min(n, self._left))
        self._n_in += len(piece)
        if self._left is not None:
            self._left -= len(piece)
        if not piece:
            if self._left == 0 and self._unpacker is None:
                self._ended = True
                return b""
            damage = self.packed.tell_damage()
            reason = damage.reason if damage else "truncated_file"
            raise DamageError(reason, "the zip archive ends inside of this member")
        return piece


def zip_members(archive: Stream, place: Place, budget: Budget) -> Iterator[Member | Rejection]:
    """Yield the files of an archive."""
    head = archive.peek(HEAD)
    try:
        with spool_file(archive, place.limits.max_spool_bytes, allow_cut=True) as file:
            entries, problem = read_directory(file)
            if problem is None:
                yield from _listed(file, entries, place, budget)
                return
            damage = archive.tell_damage()
            yield place.reject(
                "", damage.reason if damage else problem.reason, problem.detail, head
            )
            if problem.reason != "too_large":
                file.seek(0)
                yield from _found(Stream(file), place, budget)
    except DamageError as error:
        archive.tell_damage()
        yield place.reject("", error.damage.reason, error.damage.detail, head)


def read_directory(file: BinaryIO) -> tuple[list[zipfile.ZipInfo], Damage | None]:
    """Return the archive's directory, or why there is none."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22))
    tail = file.read()
    at = tail.rfind(END_RECORD)
    if at < 0:
        return [], Damage("truncated_file", "the zip archive has no directory at its end")
    declared = int.from_bytes(tail[at + 12 : at + 16], "little")
    if MAX_DIRECTORY < declared < 0xFFFFFFFF or (
        declared == 0xFFFFFFFF and size > 16 * MAX_DIRECTORY
    ):
        return [], Damage("too_large", f"the zip archive's directory has {declared:,} bytes")
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist(), None
    except DIRECTORY_ERRORS as error:
        let_through(error)
        detail = f"the zip archive's directory can't be read: {error}"
        return [], Damage("corrupt_container", detail)


def _listed(
    file: BinaryIO, entries: list[zipfile.ZipInfo], place: Place, budget: Budget
) -> Iterator[Member | Rejection]:
    """Yield the members that the directory names, and a rejection for each that it does not."""
    namer, spans = StepNamer(), _spans(file, entries)
    inside = _inside_others(spans)
    for info in entries:
        if info.filename.endswith("/"):  # `is_dir` fails on a member without a name
            continue
        mark = f"{info.orig_filename} {info.CRC:08x} {info.file_size}".encode("utf-8", "replace")
        entry = Entry(
            info.filename, info.compress_type, info.flag_bits, info.compress_size, info.CRC, mark
        )
        problem = _link_problem(info, mark)
        n_expected = HEAD + 2 * len(info.filename) + len(info.extra) + max(info.compress_size, 0)
        packed = Stream(_Nearby(_at(file, info.header_offset), n_expected))
        head = _local_head(packed)
        if problem is None and head is None:
            problem = Damage("corrupt_container", "no zip member where the directory says", mark)
        if problem is None and id(info) in inside:
            problem = Damage("corrupt_container", "the zip member lies within another one", mark)
        yield _member(packed, entry, namer, place, budget, problem)
    for number, (offset, mark) in enumerate(_unlisted(file, spans), 1):
        detail = f"at byte {offset:,} stands a member that the archive's directory does not name"
        detail += "; more are not looked for" if number == MAX_UNLISTED else ""
        yield place.reject(f"byte {offset}", "corrupt_container", detail, mark)
        if number == MAX_UNLISTED:
            return


class _Nearby:
    """A file from where it stands, whose first piece ends about where a member does: most of a stream's would be for nothing."""

    def __init__(self, file: BinaryIO, n_expected: int) -> None:
        self.file, self.n_expected = file, n_expected

    def read(self, n: int, /) -> bytes:
        """Return the next bytes."""
        first, self.n_expected = self.n_expected, 0
        return self.file.read(min(n, first) if first else n)


Span = tuple[int, int, zipfile.ZipInfo]
"""Where a member begins and where it ends."""


def _spans(file: BinaryIO, entries: list[zipfile.ZipInfo]) -> list[Span]:
    """Return where the members that a directory names lie, in order."""
    ends = [_packed_end(file, info.header_offset, info.compress_size) for info in entries]
    starts = [info.header_offset for info in entries]
    return sorted(zip(starts, ends, entries, strict=True), key=lambda span: span[0])


def _inside_others(spans: list[Span]) -> set[int]:
    """Return the ids of entries whose member begins within one before it: no archiver does that, and a small file could hold many large ones."""
    end, inside = 0, set()
    for start, stop, info in spans:
        if start < end:
            inside.add(id(info))
        end = max(end, stop)
    return inside


def _unlisted(file: BinaryIO, spans: list[Span]) -> Iterator[tuple[int, bytes]]:
    """Yield offset and first bytes of what looks like members and stands where no listed one does.

    An archive that was appended to another, or members that somebody took out of the directory alone.
    """
    end = 0
    lying = [(start, stop) for start, stop, _ in spans]
    for start, stop in [*lying, (file.seek(0, io.SEEK_END), 0)]:
        while end < start:
            file.seek(end)
            gap = file.read(min(GAP_STEP, start - end))
            at = gap.find(SIGNATURE)
            if at >= 0:
                file.seek(end + at)
                yield end + at, file.read(HEAD)
                end = max(_packed_end(file, end + at, None), end + at + len(SIGNATURE))
            else:
                end += len(gap) if len(gap) <= len(SIGNATURE) else len(gap) - len(SIGNATURE) + 1
        end = max(end, stop)


def _packed_end(file: BinaryIO, offset: int, packed: int | None) -> int:
    """Return where a member's packed bytes end, of which there are so many, or as many as its own head says; else 0."""
    head = _at(file, offset).read(LOCAL_HEAD.size)
    if len(head) < LOCAL_HEAD.size or not head.startswith(SIGNATURE):
        return 0
    *_, said, _, n_name, n_extra = LOCAL_HEAD.unpack(head)
    return offset + len(head) + int(n_name) + int(n_extra) + int(said if packed is None else packed)


def _at(file: BinaryIO, offset: int) -> BinaryIO:
    """Return the file at this offset, or an empty one when a directory gives an offset that can't be."""
    if not 0 <= offset < 1 << 62:
        return io.BytesIO()
    file.seek(offset)
    return file


def _found(archive: Stream, place: Place, budget: Budget) -> Iterator[Member]:
    """Yield the members that are found by their own heads, in an archive without a directory."""
    namer = StepNamer()
    while _go_to_next(archive):
        entry = _local_head(archive)
        if entry is None:
            archive.read(len(SIGNATURE))
            continue
        if entry.name.endswith("/"):
            continue
        problem = None
        if entry.packed is None and UNPACKERS.get(entry.method) is None:
            problem = Damage("corrupt_container", "the zip member's size is not known", entry.mark)
        member = _member(archive, entry, namer, place, budget, problem)
        yield member
        if member.problem is None:
            member.stream.skip()


def _go_to_next(archive: Stream) -> bool:
    """Move to the head of the next member; return whether there is one."""
    while head := archive.peek(CHUNK):
        at = head.find(SIGNATURE)
        if at >= 0:
            archive.read(at)
            return True
        archive.read(max(len(head) - len(SIGNATURE) + 1, 1))
    return False


def _local_head(archive: Stream) -> Entry | None:
    """Consume a member's own head and return it; None, and nothing consumed, when there is none."""
    head = archive.peek(LOCAL_HEAD.size)
    if len(head) < LOCAL_HEAD.size or not head.startswith(SIGNATURE):
        return None
    _, _, flags, method, _, _, crc, packed, size, n_name, n_extra = LOCAL_HEAD.unpack(head)
    if len(archive.peek(LOCAL_HEAD.size + n_name + n_extra)) < LOCAL_HEAD.size + n_name + n_extra:
        return None
    archive.read(LOCAL_HEAD.size)
    raw_name = archive.read(n_name)
    archive.read(n_extra)
    name = raw_name.decode("utf-8" if flags & UTF8_NAME else "cp437", "replace")
    is_known = not flags & SIZE_FOLLOWS and packed < 0xFFFFFFFF
    mark = raw_name + f" {crc:08x} {size}".encode()
    return Entry(name, method, flags, packed if is_known else None, crc if is_known else None, mark)


def _member(
    packed: Stream,
    entry: Entry,
    namer: StepNamer,
    place: Place,
    budget: Budget,
    problem: Damage | None,
) -> Member:
    """Return the member with its unpacked stream, or with why it is not opened."""
    unsafe = name_problem(entry.name)
    if unsafe is not None:
        problem = Damage("unsafe_member", unsafe, entry.mark)
    elif problem is None and entry.flags & ENCRYPTED:
        problem = Damage("corrupt_container", "the zip member is encrypted", entry.mark)
    elif problem is None and entry.method not in UNPACKERS:
        detail = f"the zip member is packed by method {entry.method}, which is not read"
        problem = Damage("unsupported_format", detail, entry.mark)
    step = namer.step(member_step(entry.name))
    if problem is not None:
        return Member(entry.name, step, Stream(io.BytesIO()), problem)
    return Member(entry.name, step, Stream(MemberSource(packed, entry, place.limits, budget)))


def _link_problem(info: zipfile.ZipInfo, mark: bytes) -> Damage | None:
    """Return why a member is not opened that the directory marks as something else than a file."""
    unsafe = name_problem(info.orig_filename)
    kind = (info.external_attr >> 16) & TYPE_MASK
    if unsafe is None and info.create_system == UNIX and kind not in (0, FILE_MODE):
        unsafe = "the member is a symbolic link" if kind == LINK_MODE else "the member is no file"
    return Damage("unsafe_member", unsafe, mark) if unsafe else None
