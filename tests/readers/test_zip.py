"""How much of an archive is read for one of its members."""

from __future__ import annotations

import io
import itertools
import zipfile
from typing import BinaryIO

import pytest

from copydesk.readers import zip as zip_reader
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
