"""7z archives: their members are read as those of any archive, and what can't be unpacked is told."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping

import pytest

from tests.archives import zip_of
from tests.readers.reading import SMALL, Folder, reasons, records, rejections

py7zr = pytest.importorskip("py7zr")
STORY = b"Ferry aground\n\nThe ferry ran aground off Oslen on Monday. Nobody was hurt.\n"


def seven_zip(members: Mapping[str, bytes] | list[tuple[str, bytes]], **told: object) -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", **told) as archive:
        for name, raw in members.items() if isinstance(members, Mapping) else members:
            archive.writestr(raw, name)
    return out.getvalue()


def test_members_are_read_at_positions_of_their_own(folder: Folder) -> None:
    again = STORY + b"Again.\n"
    packed = zip_of({"c.txt": STORY + b"Zip.\n"})
    raw = seven_zip([("a/b.txt", STORY), ("empty.txt", b""), ("d.txt", again), ("i.zip", packed)])
    items = folder.read("dump.7z", raw)
    assert [item.raw_position for item in records(items)] == [
        "member a/b.txt",
        "member d.txt",
        "member i.zip;member c.txt",
    ]
    assert reasons(items) == ["empty_file"]
    assert [item.raw for item in records(items)][:2] == [STORY, again]


def test_two_members_of_one_name_are_both_read(folder: Folder) -> None:
    items = folder.read("dump.7z", seven_zip([("a.txt", STORY), ("a.txt", STORY + b"Later.\n")]))
    assert [item.raw_position for item in records(items)] == ["member a.txt", "member a.txt (2)"]


def test_an_archive_that_expands_without_measure_is_refused(folder: Folder) -> None:
    bomb = seven_zip({"a.txt": bytes(8 << 20)})
    assert len(bomb) < 4096
    assert reasons(folder.read("bomb.7z", bomb, limits=SMALL)) == ["too_large"]


def test_sizes_that_an_archive_does_not_say_are_counted_while_it_is_unpacked() -> None:
    from copydesk.readers.compression import Budget
    from copydesk.readers.seven_zip import Copies
    from copydesk.readers.stream import DamageError

    copies = Copies(Budget(100))
    copy = copies.create("0")
    assert copy.write(bytes(100)) == 100
    with pytest.raises(DamageError):
        copy.write(b"x")
    assert copies.damage is not None
    copies.close()


def test_a_damaged_or_locked_archive_leaves_a_row(folder: Folder) -> None:
    raw = seven_zip({"a.txt": STORY * 50, "b.txt": b"x" + STORY * 40})
    flipped = raw[:60] + bytes([raw[60] ^ 0xFF]) + raw[61:]
    for name, bad in (("cut.7z", raw[:-20]), ("flipped.7z", flipped), ("head.7z", raw[:20])):
        items = folder.read(name, bad)
        assert items
        assert set(reasons(items)) <= {"corrupt_container", "truncated_file"}, name
    locked = seven_zip({"a.txt": STORY}, password="secret")
    (row,) = rejections(folder.read("locked.7z", locked))
    assert "encrypted" in row.detail


def test_without_the_extra_a_row_names_it(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py7zr", None)
    (row,) = rejections(folder.read("dump.7z", seven_zip({"a.txt": STORY})))
    assert (row.reasons[0], "copydesk[7z]" in row.detail) == ("unsupported_format", True)
