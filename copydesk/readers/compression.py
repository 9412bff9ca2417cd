"""Unpacking of gzip, zstd, bzip2 and xz streams, in bounded steps: a bomb is stopped, a cut is told."""

from __future__ import annotations

import bz2
import dataclasses
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from copydesk.errors import let_through
from copydesk.readers.place import MIB, Limits
from copydesk.readers.stream import CHUNK, DamageError, Stream
from schemas.quarantine import RejectionReason

STEP = MIB  # at most about this much is unpacked at once
# zstd has no output limit: 512 bytes can't unpack to more than 128 blocks of 128 KiB
ZSTD_PIECE = 1 << 9
DEFECT_STEP = 32  # chosen: bytes; at most so many before a defect yield nothing
MAX_WINDOW = 1 << 30  # chosen: bytes; `zstd --long=30`, half of what its format allows on 64 bits
XZ_MEMORY = 256 * MIB
GZIP_START = re.compile(rb"\x1f\x8b\x08[\x00-\x1f].{4}[\x00\x02\x04][\x00-\x0d\xff]", re.DOTALL)
FED = 1 << 16  # chosen: bytes of the last input kept
TAIL = 1 << 12  # bytes of the compressed file that stand for a damage


@dataclasses.dataclass(slots=True)
class Budget:
    """How much one raw file may still be expanded to, all layers and members together."""

    left: int

    def spend(self, n: int) -> None:
        """Take n expanded bytes off; too many are a damage."""
        self.left -= n
        if self.left < 0:
            raise DamageError("too_large", "the file expands to far more than its size allows")


def budget_for(file_bytes: int, limits: Limits) -> Budget:
    """Return the budget of a raw file of this size."""
    return Budget(4 * limits.free_bytes + limits.max_total_ratio * file_bytes)


class Unpacker(Protocol):
    """One member (gzip), frame (zstd) or stream (bzip2, xz) being unpacked."""

    def feed(self, piece: bytes) -> bytes:
        """Return what `piece`, with what was left over, unpacks to: bounded; b"" may mean more input is needed."""
        ...

    @property
    def is_hungry(self) -> bool:
        """Whether nothing more comes without new input."""
        ...

    @property
    def rest(self) -> bytes | None:
        """The input after the end of the member; None before its end."""
        ...


class DeflateUnpacker:
    """One deflated member: of gzip (`wbits` 31), of zip (-15). What comes before a defect is still unpacked."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)
        self._error: zlib.error | None = None

    def feed(self, piece: bytes) -> bytes:
        """Return the next unpacked bytes."""
        if self._error is not None:
            raise self._error
        packed = self._inner.unconsumed_tail + piece
        before = self._inner.copy()
        try:
            return self._inner.decompress(packed, STEP)
        except zlib.error as error:
            self._error = error
            return b"".join(_up_to_defect(before, packed))

    @property
    def is_hungry(self) -> bool:
        """Whether new input is needed."""
        return self._error is None and not self._inner.unconsumed_tail

    @property
    def rest(self) -> bytes | None:
        """The input after the member."""
        return self._inner.unused_data if self._error is None and self._inner.eof else None


def _up_to_defect(inner: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    """Yield what unpacks before the defect, in small steps: a step that fails yields nothing."""
    for at in range(0, len(packed), DEFECT_STEP):
        try:
            yield inner.decompress(packed[at : at + DEFECT_STEP])
        except zlib.error:
            return


class BlockUnpacker:
    """One bzip2 or xz stream."""

    def __init__(self, inner: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> None:
        self._inner = inner

    def feed(self, piece: bytes) -> bytes:
        """Return the next unpacked bytes."""
        return self._inner.decompress(piece, STEP)

    @property
    def is_hungry(self) -> bool:
        """Whether new input is needed."""
        return self._inner.needs_input

    @property
    def rest(self) -> bytes | None:
        """The input after the stream."""
        return self._inner.unused_data if self._inner.eof else None


class ZstdUnpacker:
    """One zstd frame."""

    def __init__(self) -> None:
        import zstandard

        self._error = zstandard.ZstdError
        self._inner = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW).decompressobj()
        self._held = b""

    def feed(self, piece: bytes) -> bytes:
        """Return the next unpacked bytes."""
        held = self._held + piece
        piece, self._held = held[:ZSTD_PIECE], held[ZSTD_PIECE:]
        try:
            return bytes(self._inner.decompress(piece))
        except self._error as error:
            raise zlib.error(str(error)) from error

    @property
    def is_hungry(self) -> bool:
        """Whether new input is needed."""
        return not self._held

    @property
    def rest(self) -> bytes | None:
        """The input after the frame."""
        return bytes(self._inner.unused_data) + self._held if self._inner.eof else None


UNPACKERS: dict[str, Callable[[], Unpacker]] = {
    "gzip": lambda: DeflateUnpacker(31),
    "zstd": ZstdUnpacker,
    "bzip2": lambda: BlockUnpacker(bz2.BZ2Decompressor()),
    "xz": lambda: BlockUnpacker(lzma.LZMADecompressor(memlimit=XZ_MEMORY)),
}
MAGICS: dict[str, re.Pattern[bytes]] = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "zstd": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
}
MAGIC_STARTS = frozenset(bytes([first]) for first in (0x1F, 0x28, 0x42, 0xFD, *range(0x50, 0x60)))
"""The first bytes of these: most files end at a look at one."""
SUFFIXES = {
    ".gz": "gzip", ".tgz": "gzip", ".zst": "zstd", ".zstd": "zstd", ".tzst": "zstd",
    ".bz2": "bzip2", ".tbz": "bzip2", ".tbz2": "bzip2", ".xz": "xz", ".txz": "xz",
}  # fmt: skip


def compression_of(head: bytes) -> str | None:
    """Return the name of the compression whose magic bytes stand at the start."""
    if head[:1] not in MAGIC_STARTS:
        return None
    return next((name for name, magic in MAGICS.items() if magic.match(head)), None)


class Unpacked:
    """The unpacked bytes of a compressed stream, as a source for a new `Stream`."""

    def __init__(self, packed: Stream, kind: str, limits: Limits, budget: Budget) -> None:
        self.packed, self.kind, self.limits, self.budget = packed, kind, limits, budget
        self.n_in = 0
        self.n_out = 0
        self._unpacker: Unpacker | None = None
        self._tail = b""
        self._fed = b""  # the last 64 KiB given to the present member

    def read(self, n: int, /) -> bytes:
        """Return the next unpacked bytes; a cut, a defect or a bomb is a DamageError."""
        while True:
            unpacker = self._unpacker or self._begin_member()
            if unpacker is None:
                return b""
            piece = self._step(unpacker)
            if piece:
                return piece

    def skip_to_next_member(self) -> bool:
        """After a damage: move to the next place that looks like the start of a gzip member, if there is one.

        A defect often shows only after its member: what was fed last is searched again.
        """
        self._unpacker = None
        self.packed.unread(self._fed[1:])
        held = self._fed = b""
        while piece := self.packed.read_some():
            held += piece
            found = GZIP_START.search(held)
            if found:
                self.packed.unread(held[found.start() :])
                return True
            held = held[-16:]
        return False

    def _begin_member(self) -> Unpacker | None:
        """Return the unpacker of the next member; zero padding is the end, anything else is a damage."""
        head = self.packed.peek(16)
        if not head:
            self._check_source()
            return None
        if not MAGICS[self.kind].match(head):
            if not self.packed.peek(TAIL).strip(b"\x00"):
                self.packed.skip()
                return None
            detail = f"after {self.packed.offset:,} bytes of {self.kind} data stands something else"
            raise DamageError("corrupt_container", detail, self.packed.peek(TAIL))
        self._unpacker = UNPACKERS[self.kind]()
        self._fed = b""
        return self._unpacker

    def _step(self, unpacker: Unpacker) -> bytes:
        """Return what one more step of the present member yields."""
        packed = b""
        if unpacker.is_hungry:
            packed = self.packed.read(CHUNK >> 2)
            if not packed:
                self._unpacker = None
                self._check_source()
                self._fail("truncated_file", "ends before its end")
            self._tail = packed[-TAIL:]
            self._fed = (self._fed + packed)[-FED:]
            self.n_in += len(packed)
        try:
            piece = unpacker.feed(packed)
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError) as error:
            let_through(error)
            self._unpacker = None
            self._fail("corrupt_container", f"is damaged ({error})")
        self._count(len(piece))
        rest = unpacker.rest
        if rest is not None:
            self.packed.unread(rest)
            self.n_in -= len(rest)
            self._unpacker = None
            self._fed = b""  # the member is sound: nothing of it is searched again
        return piece

    def _count(self, n: int) -> None:
        self.n_out += n
        if self.n_out > self.limits.free_bytes + self.limits.max_ratio * self.n_in:
            raise DamageError(
                "too_large",
                f"{self.n_in:,} bytes of {self.kind} data expand to more than {self.limits.max_ratio} times their size",
                self._tail,
            )
        self.budget.spend(n)

    def _check_source(self) -> None:
        """Pass on the damage of the stream underneath, which is then told here."""
        damage = self.packed.damage
        if damage is not None:
            self.packed.is_damage_told = True
            raise DamageError(damage.reason, damage.detail, damage.raw or self._tail)

    def _fail(self, reason: RejectionReason, what: str) -> None:
        raise DamageError(
            reason, f"the {self.kind} data {what} at byte {self.packed.offset:,}", self._tail
        )
