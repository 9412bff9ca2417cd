"""From a file to its records: compressions and archives are opened layer by layer, then a reader takes over."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from copydesk.readers.archive import Member
from copydesk.readers.compression import SUFFIXES, Budget, Unpacked, compression_of
from copydesk.readers.place import Place, Reader, Reading, RecordFormat
from copydesk.readers.recognise import (
    HEAD,
    Unfit,
    archive_of,
    binary_kind,
    inner_name,
    is_about_package,
    recognise,
    suffix_of,
)
from copydesk.readers.seven_zip import seven_zip_members
from copydesk.readers.source import is_control_file
from copydesk.readers.stream import Stream
from copydesk.readers.tar import tar_members
from copydesk.readers.zip import zip_members
from copydesk.records import Rejection

Readers = Mapping[RecordFormat, Reader]


def read_stream(
    stream: Stream, place: Place, readers: Readers, budget: Budget, depth: int = 0
) -> Reading:
    """Yield what a stream holds, whatever is wrapped around it."""
    head = stream.peek(HEAD)
    kind = compression_of(head)
    archive = None if kind else archive_of(place.name, head)
    if head and not (kind or archive) and suffix_of(place.name) in SUFFIXES:
        # Text was unpacked by whoever saved it; binary content has lost its first bytes.
        if binary_kind(head) is None or head.startswith(b"PAR1"):
            place = dataclasses.replace(place, name=inner_name(place.name))
        else:
            kind = SUFFIXES[suffix_of(place.name)]
    if (kind or archive) and depth >= place.limits.max_nesting:
        detail = f"more than {place.limits.max_nesting} containers inside one another"
        yield place.reject("", "nested_too_deep", detail, head)
    elif kind:
        yield from _read_compressed(stream, kind, place, readers, budget, depth + 1)
    elif archive:
        items = _read_members(
            _members_of(archive, stream, place, budget), place, readers, budget, depth + 1
        )
        yield from _or_empty(items, stream, place, head, "the archive holds no file")
    else:
        yield from _read_plain(stream, head, place, readers)
    # What is unpacked counts its bytes at the same place: the packed bytes have a step of their own.
    yield from _untold_damage(stream, place, f" packed {depth}" if kind else "")


def _members_of(
    archive: str, stream: Stream, place: Place, budget: Budget
) -> Iterator[Member | Rejection]:
    """Return the files of an archive."""
    if archive == "tar":
        return tar_members(stream, place)
    return (zip_members if archive == "zip" else seven_zip_members)(stream, place, budget)


def _read_plain(stream: Stream, head: bytes, place: Place, readers: Readers) -> Reading:
    """Yield what a stream without wrapping holds."""
    is_whole = head or stream.damage is None
    found = recognise(place.name, head, place.encoding) if is_whole else None
    if isinstance(found, Unfit):
        raw = stream.read(place.limits.max_record_bytes)
        stream.tell_damage()
        yield place.reject("", found.reason, found.detail, raw)
    elif found is not None:
        items = readers[found](stream, place)
        if found == "warc" and head.strip(b"\r\n"):
            # An archive of nothing but envelope is passed over like the envelope in any other.
            yield from items
        else:
            yield from _or_empty(items, stream, place, head, "the file holds no record")


def _or_empty(items: Reading, stream: Stream, place: Place, head: bytes, detail: str) -> Reading:
    """Yield the items, or one rejection where there are none: no file goes without a row."""
    is_empty = True
    for item in items:
        is_empty = False
        yield item
    if is_empty and stream.damage is None:
        yield place.reject("", "empty_file", detail, head)


def _read_compressed(
    packed: Stream, kind: str, place: Place, readers: Readers, budget: Budget, depth: int
) -> Reading:
    """Yield what a compressed stream holds. A web archive goes on after a damaged gzip member."""
    unpacked = Unpacked(packed, kind, place.limits, budget)
    inner = Stream(unpacked)
    inside = dataclasses.replace(place, name=inner_name(place.name))
    is_warc = inner.peek(5) == b"WARC/" or suffix_of(inside.name) in {".warc", ".wet"}
    is_archive = kind == "gzip" and is_warc
    yield from read_stream(inner, inside, readers, budget, depth)
    # Every record of a web archive is a gzip member of its own: those after a damaged one are sound.
    number = 1
    while is_archive and _is_corrupt(inner) and unpacked.skip_to_next_member():
        before = inner.offset
        inner = _continued(unpacked, before)
        yield from readers["warc"](inner, inside)
        number = number + 1 if inner.offset == before else 1
        yield from _untold_damage(inner, inside, f" ({number})" if number > 1 else "")


def _is_corrupt(stream: Stream) -> bool:
    return stream.damage is not None and stream.damage.reason == "corrupt_container"


def _untold_damage(stream: Stream, place: Place, mark: str = "") -> Reading:
    """Yield the rejection of what could not be read of a stream, unless a reader has yielded one.

    `mark` tells damages at one place apart.
    """
    damage = stream.damage
    if damage is not None and not stream.is_damage_told:
        stream.is_damage_told = True
        raw = damage.raw or damage.detail.encode()
        yield place.reject(f"end {stream.offset}{mark}", damage.reason, damage.detail, raw)


def _continued(unpacked: Unpacked, offset: int) -> Stream:
    """Return a new stream over the members after a damaged one; offsets go on."""
    stream = Stream(unpacked)
    stream.offset = offset
    return stream


def _read_members(
    members: Iterator[Member | Rejection],
    place: Place,
    readers: Readers,
    budget: Budget,
    depth: int,
) -> Reading:
    """Yield what the members of an archive hold."""
    for number, member in enumerate(members):
        if isinstance(member, Rejection):
            yield member
        elif member.problem is not None:
            damage = member.problem
            yield place.reject(member.step, damage.reason, damage.detail, damage.raw)
        elif number >= place.limits.max_members:
            detail = f"the archive has more than {place.limits.max_members:,} members"
            yield place.reject(member.step, "too_large", detail, member.step.encode())
            return
        elif is_about_package(place.name, member.name):
            raw = member.stream.read(place.limits.max_record_bytes)
            detail = "a part of the container that holds no page"
            yield place.reject(
                member.step, "documentation_file", detail, raw or member.step.encode()
            )
        elif not is_control_file(member.name):
            inside = place.within(member.step, member.name)
            yield from read_stream(member.stream, inside, readers, budget, depth)
