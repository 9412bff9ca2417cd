"""Tar archives, member by member as they come; a damaged header costs its member."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator

from copydesk.readers.archive import Member, StepNamer, name_problem
from copydesk.readers.place import Place, member_step
from copydesk.readers.stream import Damage, DamageError, Stream
from copydesk.records import Rejection

BLOCK = 512  # taken from POSIX.1 (pax interchange format): bytes of a block
MAX_NAME_BYTES = 1 << 16  # chosen: bytes of a long name that are read; Linux's paths have 4,096
HEAD = 1 << 16  # chosen: bytes looked at for the next header at once
MAGIC, MAGIC_AT = re.compile(b"ustar"), 257
PAX_PATH = re.compile(rb"(?<!\d)\d++ path=([^\n]*)\n")
PAX_SIZE = re.compile(rb"(?<!\d)\d++ size=(\d{1,15})\n")
FILE_TYPES = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE})
LONG_NAMES = frozenset({tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK})
PAX_TYPES = frozenset({tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE})
ABOUT_NEXT = LONG_NAMES | PAX_TYPES | {tarfile.XGLTYPE}
KINDS = {
    tarfile.LNKTYPE: "a hard link", tarfile.SYMTYPE: "a symbolic link", tarfile.CHRTYPE: "a device",
    tarfile.BLKTYPE: "a device", tarfile.FIFOTYPE: "a pipe",
}  # fmt: skip


class MemberSource:
    """The next `size` bytes of an archive."""

    def __init__(self, archive: Stream, size: int) -> None:
        self.archive, self.left = archive, size

    def read(self, n: int, /) -> bytes:
        """Return at most n bytes of the member; an archive that ends before is a damage."""
        if self.left <= 0:
            return b""
        piece = self.archive.read(min(n, self.left))
        self.left -= len(piece)
        if not piece:
            damage = self.archive.tell_damage()
            if damage is not None:
                raise DamageError(damage.reason, damage.detail, damage.raw)
            raise DamageError("truncated_file", "the tar archive ends inside of this member")
        return piece


def tar_members(archive: Stream, place: Place) -> Iterator[Member | Rejection]:
    """Yield the files of an archive. What is left unread of one is passed over before the next."""
    namer = StepNamer()
    name, size = "", -1
    while block := archive.read(BLOCK):
        if not block.strip(b"\x00"):
            continue
        offset = archive.offset - len(block)
        try:
            head = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            yield _find_header(archive, place, block, offset)
            name, size = "", -1
            continue
        if head.type in ABOUT_NEXT:
            name, size = _told_of_next(archive, head, name, size)
            continue
        name, size = name or head.name, max(head.size, 0) if size < 0 else size
        source = MemberSource(archive, 0 if head.type in KINDS else size)
        left_after = -size % BLOCK if source.left else 0
        if head.type != tarfile.DIRTYPE:
            step = namer.step(member_step(name))
            yield Member(name, step, Stream(source), _problem(head, name, block))
        _pass_over(archive, source.left + left_after)
        name, size = "", -1


def _told_of_next(archive: Stream, head: tarfile.TarInfo, name: str, size: int) -> tuple[str, int]:
    """Consume a header that tells of the next member; return the name and the size that it gives, or those given before."""
    padded = -(-max(head.size, 0) // BLOCK) * BLOCK
    data = archive.read(min(padded, MAX_NAME_BYTES))
    _pass_over(archive, padded - len(data))
    if head.type == tarfile.GNUTYPE_LONGNAME:
        return data[: head.size].rstrip(b"\x00").decode("utf-8", "surrogateescape"), size
    return _pax(data[: head.size], name, size) if head.type in PAX_TYPES else (name, size)


def _pax(data: bytes, name: str, size: int) -> tuple[str, int]:
    """Return the name and size that an extended header gives, or those known before."""
    path, length = PAX_PATH.search(data), PAX_SIZE.search(data)
    if path:
        name = path.group(1).decode("utf-8", "surrogateescape")
    return name, int(length.group(1)) if length else size


def _problem(head: tarfile.TarInfo, name: str, block: bytes) -> Damage | None:
    """Return why a member is not opened."""
    if head.type in KINDS:
        return Damage("unsafe_member", f"the member is {KINDS[head.type]}", block)
    if head.type not in FILE_TYPES:
        return Damage("unsupported_format", f"a tar member of type {head.type!r}", block)
    unsafe = name_problem(name)
    return Damage("unsafe_member", unsafe, block) if unsafe else None


def _find_header(archive: Stream, place: Place, block: bytes, offset: int) -> Rejection:
    """Pass over everything up to the next header; return the rejection of what was passed."""
    passed = block
    while head := archive.peek(HEAD):
        at = _header_at(head)
        piece = archive.read(at if at is not None else max(len(head) - BLOCK, 1))
        passed = (passed + piece)[:HEAD]
        if at is not None:
            break
    damage = archive.tell_damage() if not archive.peek(1) else None
    reason = damage.reason if damage else "corrupt_container"
    detail = damage.detail if damage else "no tar header where one should be"
    return place.reject(f"offset {offset}", reason, detail, passed)


def _header_at(head: bytes) -> int | None:
    """Return where a header begins: on a block border, or wherever its magic stands when blocks have shifted."""
    places = {found.start() - MAGIC_AT for found in MAGIC.finditer(head)}
    places |= set(range(0, len(head) - BLOCK + 1, BLOCK))
    return next(
        (at for at in sorted(places) if at >= 0 and _is_header(head[at : at + BLOCK])), None
    )


def _is_header(block: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _pass_over(archive: Stream, n: int) -> None:
    """Consume n bytes."""
    while n > 0 and (piece := archive.read(min(n, HEAD))):
        n -= len(piece)
