"""Documents that are zip files inside (Word, Excel, OpenDocument): their parts, read in bounds and as streams.

`python-docx`, `openpyxl` and `odfpy` build the whole document in memory, and a cell far to the right makes the readers of sheets
allocate all that lies between. What is needed of each format is one part of XML, which lxml streams.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from copydesk.errors import let_through
from copydesk.readers.place import Place
from copydesk.readers.spool import spool_file
from copydesk.readers.stream import DamageError, Stream
from copydesk.readers.zip import DIRECTORY_ERRORS, ENCRYPTED, read_directory

READABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks the others without a bound
PACKAGE_ERRORS = (*DIRECTORY_ERRORS, zlib.error, KeyError)


class Part(io.RawIOBase):
    """The unpacked bytes of a part, as far as an honest one goes."""

    def __init__(self, source: Any, limit: int) -> None:
        self.source, self.left = source, limit
        self._is_start = True

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, n: int = -1, /) -> bytes:
        """Return the next bytes; beyond the limit, or where a part declares entities, the document is damaged."""
        piece = bytes(self.source.read(min(n, 1 << 16) if n > 0 else 1 << 16))
        self.left -= len(piece)
        if self.left < 0:
            raise DamageError(
                "too_large", "a part of the document expands to more than its size allows"
            )
        if self._is_start and b"<!DOCTYPE" in piece:
            raise DamageError("corrupt_container", "a part of the document declares a DOCTYPE")
        self._is_start = False
        return piece


class Package:
    """An open document."""

    def __init__(self, archive: zipfile.ZipFile, limit: int) -> None:
        self.archive = archive
        self.names = {info.filename: info for info in archive.infolist()}
        self.limit = limit

    def open(self, name: str) -> Part | None:
        """Return a part as a stream; None where there is none."""
        info = self.names.get(name)
        if info is None:
            return None
        if info.flag_bits & ENCRYPTED:
            raise DamageError("unsupported_format", f"the part {name} is encrypted")
        if info.compress_type not in READABLE:
            detail = f"the part {name} is packed by method {info.compress_type}, which is not read"
            raise DamageError("unsupported_format", detail)
        return Part(self.archive.open(info), self.limit)

    def events(self, name: str, tags: tuple[str, ...]) -> Iterator[Any]:
        """Yield the elements of a part with these names, each when it has been read to its end, then forgotten."""
        part = self.open(name)
        if part is not None:
            yield from events_of(part, name, tags)


def events_of(part: Part, name: str, tags: tuple[str, ...]) -> Iterator[Any]:
    """Yield the elements of XML with these names, each when it has been read to its end, then forgotten."""
    from lxml import etree

    try:
        parser = etree.iterparse(
            part,
            events=("end",),
            tag=[f"{{*}}{tag}" for tag in tags],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in parser:
            yield element
            element.clear(keep_tail=True)
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        raise DamageError("corrupt_container", f"the part {name} is no XML: {error.msg}") from None


@contextlib.contextmanager
def open_package(stream: Stream, place: Place) -> Iterator[Package]:
    """Give the document; one that can't be opened is a DamageError."""
    with spool_file(stream, place.limits.max_spool_bytes) as file:
        problem = read_directory(file)[1]
        if problem is not None:
            raise DamageError(problem.reason, problem.detail)
        size = file.seek(0, io.SEEK_END)
        limit = place.limits.free_bytes + place.limits.max_ratio * size
        try:
            with zipfile.ZipFile(_seekable(file)) as archive:
                yield Package(archive, limit)
        except PACKAGE_ERRORS as error:
            let_through(error)
            raise DamageError("corrupt_container", f"the document is damaged: {error}") from None


def _seekable(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def local(element: Any) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its local name."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)
