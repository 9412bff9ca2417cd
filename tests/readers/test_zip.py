"""How much of an archive is read for one of its members."""

from __future__ import annotations

import copy
import io
import itertools
import zipfile
from typing import BinaryIO

import pytest

from copydesk.readers import zip as zip_reader
from copydesk.records import Rejection
from tests.readers.reading import Folder, records


def test_what_is_read_first_is_the_member_and_hardly_more(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected: list[int] = []

    class Recorded(zip_reader._Nearby):
        def __init__(self, file: BinaryIO, n_expected: int) -> None:
            expected.append(n_expected)
            super().__init__(file, n_expected)

    monkeypatch.setattr(zip_reader, "_Nearby", Recorded)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for n in range(40):
            archive.writestr(
                f"{n:04}.txt", f"A story of {'many ' * 60 * n}words, told in the port."
            )
        starts = [info.header_offset for info in archive.infolist()] + [archive.start_dir]
    assert len(records(folder.read("a/stories.zip", raw.getvalue()))) == 40
    sizes = [end - start for start, end in itertools.pairwise(starts)]
    more = zip_reader.HEAD + len("0000.txt")
    assert max(sizes) > 2 * zip_reader.HEAD
    assert all(size <= n <= size + more for n, size in zip(expected, sizes, strict=True))


def named_often(names: list[str], story: bytes) -> bytes:
    """Return an archive of two members whose directory names the first one under many names."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00000.txt", story)
        archive.writestr("other.txt", "A story of words, told in the other port.")
        infos = archive.infolist()
        archive.filelist = [infos[1], *(renamed(infos[0], name) for name in names)]
    return raw.getvalue()


def renamed(info: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    found = copy.copy(info)
    found.filename = found.orig_filename = name
    return found


def test_a_member_that_lies_within_another_is_told_and_not_unpacked(folder: Folder) -> None:
    names = [f"{n:05}.txt" for n in range(300)]
    items = folder.read("a/often.zip", named_often(names, b"The ferry ran aground. " * 40_000))
    assert len(records(items)) == 2
    told = [item for item in items if isinstance(item, Rejection)]
    assert len(told) == 299
    assert {item.reasons for item in told} == {("corrupt_container",)}
    assert all("within another" in item.detail for item in told)


def test_members_side_by_side_in_any_order_of_the_directory_are_read(folder: Folder) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(5):
            archive.writestr(f"{n}.txt", f"A story of {n} words, told in the port.")
        archive.filelist.reverse()
    assert len(records(folder.read("a/stories.zip", raw.getvalue()))) == 5
