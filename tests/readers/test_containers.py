"""Compressed files and archives, sound, damaged and hostile."""

import bz2
import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard

from copydesk.readers import Limits, read_file
from copydesk.readers.growth import can_grow
from copydesk.readers.zip import MAX_UNLISTED
from tests.archives import tar_of, zip_of

from .reading import SMALL, Folder, gz_each, reasons, records, rejections

STORY = b"Ferry runs aground off the north pier\n\nThe ferry ran aground on Monday.\n"
LINES = b'{"title": "one", "text": "x"}\n{"title": "two", "text": "y"}\n'
COMPRESS = {
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.mark.parametrize("suffix", sorted(COMPRESS))
def test_compressed_files_are_read(folder: Folder, suffix: str) -> None:
    packed = COMPRESS[suffix](LINES)
    items = folder.read("a.jsonl" + suffix, packed + packed)
    assert [item.raw_position for item in records(items)] == [f"line {n}" for n in range(1, 5)]
    (record,) = records(folder.read("a.txt" + suffix, COMPRESS[suffix](STORY)))
    assert (record.raw, record.raw_position) == (STORY, "")


@pytest.mark.parametrize("suffix", sorted(COMPRESS))
def test_a_cut_page_is_no_record(folder: Folder, suffix: str) -> None:
    packed = COMPRESS[suffix](STORY * 50)
    for cut in (len(packed) - 1, len(packed) // 2, 12):
        assert reasons(folder.read("a.txt" + suffix, packed[:cut])) == ["truncated_file"], cut


def test_a_misnamed_archive_is_read_by_its_content(folder: Folder) -> None:
    assert len(records(folder.read("a.txt", gz_each(STORY)))) == 1
    assert len(records(folder.read("a.gz", zip_of({"a.txt": STORY})))) == 1


def test_a_file_that_was_unpacked_but_not_renamed_is_read(folder: Folder) -> None:
    assert len(records(folder.read("a.jsonl.gz", LINES))) == 2
    assert reasons(folder.read("a.txt.gz", bytes(range(256)) * 9)) == ["corrupt_container"]


def test_zero_padding_after_gzip_means_nothing_but_other_bytes_do(folder: Folder) -> None:
    assert reasons(folder.read("a.jsonl.gz", gz_each(LINES) + bytes(512))) == []
    items = folder.read("a.jsonl.gz", gz_each(LINES) + b"more")
    assert len(records(items)) == 2
    assert reasons(items) == ["corrupt_container"]


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_members_are_read_where_they_stand(folder: Folder, pack) -> None:  # type: ignore[no-untyped-def]
    inner = zip_of({"c.jsonl.gz": gz_each(LINES)})
    raw = pack({"a/b.txt": STORY, "i.zip": inner, "a/.DS_Store": b"x", "x;y.txt": STORY + b"."})
    items = folder.read("a.bin", raw)
    assert [item.raw_position for item in items] == [
        "member a/b.txt",
        "member i.zip;member c.jsonl.gz;line 1",
        "member i.zip;member c.jsonl.gz;line 2",
        "member x%3By.txt",
    ]
    assert len(records(items)) == 4


def test_a_compressed_tar_is_read(folder: Folder) -> None:
    raw = tar_of({f"{n}/" + "long-name-" * 15 + ".txt": STORY + b"%d" % n for n in range(4)})
    for name, packed in (("a.tar.zst", zstandard.compress(raw)), ("a.tgz", gzip.compress(raw))):
        assert len(records(folder.read(name, packed))) == 4


def test_members_of_one_name_have_places_of_their_own(folder: Folder) -> None:
    raw = tar_of({"a.txt": STORY})[:-10240] + tar_of({"a.txt": STORY + b"2"})
    raw = tar_of({"a.txt": STORY})[:1024] + tar_of({"a.txt": STORY + b"2"})
    items = folder.read("a.tar", raw)
    assert [item.raw_position for item in items] == ["member a.txt", "member a.txt (2)"]


UNSAFE = ["../a.txt", "a/../../b.txt", "/etc/passwd", "C:\\a.txt", "..\\a.txt", "//host/a.txt"]


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_unsafe_names_are_rejected_and_nothing_is_written(
    folder: Folder,
    pack,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    items = folder.read("a.bin", pack({**dict.fromkeys(UNSAFE, STORY), "good.txt": STORY}))
    assert reasons(items) == ["unsafe_member"] * len(UNSAFE)
    assert len(records(items)) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.bin"]


def test_links_and_devices_are_rejected(folder: Folder) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            head = tarfile.TarInfo(f"x{kind.decode()}.txt")
            head.type, head.linkname = kind, "/etc/passwd"
            archive.addfile(head)
    assert reasons(folder.read("a.tar", out.getvalue())) == ["unsafe_member"] * 4
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert reasons(folder.read("a.zip", out.getvalue())) == ["unsafe_member"]


def _zeros(n: int) -> io.BytesIO:
    """Return a zip whose one member unpacks to n zeros."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(n >> 20):
            member.write(bytes(1 << 20))
    return out


@pytest.mark.parametrize(
    "kind", ["zip", "gzip", "bzip2", "xz", "zstd", "zip-bzip2", "gzip of gzip"]
)
def test_a_bomb_is_stopped_in_bounded_memory(folder: Folder, kind: str) -> None:
    n = 64 << 20
    packed = {
        "zip": lambda: _zeros(n).getvalue(),
        "gzip": lambda: gzip.compress(bytes(n)),
        "bzip2": lambda: bz2.compress(bytes(n)),
        "xz": lambda: lzma.compress(bytes(n), preset=0),
        "zstd": lambda: zstandard.compress(bytes(n)),
        "zip-bzip2": lambda: zip_of({"a.txt": bytes(n)}, zipfile.ZIP_BZIP2),
        "gzip of gzip": lambda: gzip.compress(gzip.compress(bytes(n))),
    }[kind]()
    tracemalloc.start()
    try:
        items = folder.read("a.jsonl", packed, limits=Limits(max_record_bytes=1 << 20))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert set(reasons(items)) <= {"too_large", "binary_content"}
    assert not records(items)
    assert len(items) == 1
    assert peak < 48 << 20


def test_what_stands_beside_a_bomb_is_read(folder: Folder) -> None:
    raw = zip_of({"a.txt": STORY, "b.txt": b"word " * (20 << 20), "c.txt": STORY})
    items = folder.read("a.zip", raw)
    assert [item.raw for item in records(items)] == [STORY, STORY]
    assert reasons(items) == ["too_large"]


def test_nesting_has_an_end(folder: Folder) -> None:
    raw = STORY
    for n in range(6):
        raw = zip_of({f"{n}.zip" if n else "a.txt": raw})
    (item,) = rejections(folder.read("a.zip", raw))
    assert item.reasons == ("nested_too_deep",)
    raw = STORY
    for _ in range(4):
        raw = gzip.compress(raw)
    assert len(records(folder.read("a.txt.gz", raw))) == 1


STUBS = {
    "windows": b"MZ\x90\x00" + bytes(range(256)) * 40,
    "shell": b"#!/bin/sh\nexec unzip $0\n",
}


@pytest.mark.parametrize("stub", STUBS)
def test_a_zip_behind_the_program_that_unpacks_it_is_read(folder: Folder, stub: str) -> None:
    raw = STUBS[stub] + zip_of({"a.txt": STORY, "b.txt": STORY + b"."})
    items = folder.read("a.zip", raw)
    assert [item.raw_position for item in records(items)] == ["member a.txt", "member b.txt"]
    assert not rejections(items)
    assert not can_grow(io.BytesIO(raw), len(raw))


def test_a_program_is_none_and_says_what_to_do_where_it_holds_one(folder: Folder) -> None:
    raw = STUBS["windows"] + zip_of({"a.txt": STORY})
    (item,) = rejections(folder.read("a.exe", raw))
    assert (item.reasons, "unpacked first" in item.detail) == (("unsupported_format",), True)
    (alone,) = rejections(folder.read("b.zip", STUBS["windows"]))
    assert alone.reasons == ("truncated_file",)
    assert reasons(folder.read("c.zip", b"\x89PNG" + raw)) == ["unsupported_format"]


def test_a_zip_without_its_directory_is_salvaged(folder: Folder) -> None:
    members = {f"{n}.txt": STORY + b"%d" % n for n in range(5)}
    raw = zip_of(members)
    items = folder.read("a.zip", raw[: raw.index(b"PK\x01\x02")])
    assert [item.raw for item in records(items)] == list(members.values())
    assert reasons(items) == ["truncated_file"]


def test_a_damaged_member_costs_itself(folder: Folder) -> None:
    members = {f"{n}.txt": STORY + b"%d" % n for n in range(5)}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raw = bytearray(zip_of(members, method))
        raw[raw.index(b"2.txt") + 20] ^= 0xFF
        items = folder.read("a.zip", bytes(raw))
        assert len(records(items)) == 4
        assert reasons(items) == ["corrupt_container"]


def test_a_damaged_tar_header_costs_its_member(folder: Folder) -> None:
    members = {f"{n}.txt": STORY + b"%d" % n for n in range(5)}
    raw = bytearray(tar_of(members))
    raw[2 * 1024 + 5] ^= 0xFF
    items = folder.read("a.tar", bytes(raw))
    assert len(records(items)) == 4
    assert reasons(items) == ["corrupt_container"]
    shifted = tar_of(members)[: 2 * 1024 + 700] + tar_of(members)[2 * 1024 + 720 :]
    assert len(records(folder.read("a.tar", shifted))) >= 3


def test_an_encrypted_member_is_named(folder: Folder) -> None:
    raw = bytearray(zip_of({"a.txt": STORY, "b.txt": STORY}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    (item,) = rejections(folder.read("a.zip", bytes(raw)))
    assert "encrypted" in item.detail


def test_empty_archives_leave_a_row(folder: Folder) -> None:
    assert reasons(folder.read("a.zip", zip_of({}))) == ["empty_file"]
    assert reasons(folder.read("a.zip", zip_of({".hidden": b"x"}))) == ["empty_file"]
    assert reasons(folder.read("a.gz", gzip.compress(b""))) == ["empty_file"]


def test_too_many_members_are_not_read(folder: Folder) -> None:
    raw = tar_of({f"{n}.txt": STORY for n in range(9)})
    items = folder.read("a.tar", raw, limits=Limits(max_members=5))
    assert len(records(items)) == 5
    assert reasons(items) == ["too_large"]


def test_every_truncation_is_told(folder: Folder) -> None:
    raw = gzip.compress(tar_of({"a.jsonl": LINES, "b.txt": STORY}), mtime=0)
    for cut in range(11, len(raw) - 8, 7):
        items = folder.read("a.tgz", raw[:cut])
        assert rejections(items), cut


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak_of(n: int) -> int:
        path = tmp_path / f"{n}.jsonl.gz"
        with gzip.open(path, "wb", 1) as file:
            for at in range(n):
                file.write(
                    b'{"id": %d, "text": "%s"}\n' % (at, bytes(str(at * 7919) * 200, "ascii"))
                )
        tracemalloc.start()
        try:
            assert sum(1 for _ in read_file(path, path.name)) == n
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak_of(8_000) < peak_of(4_000) * 1.2


def test_small_limits_hold_for_whole_files(folder: Folder) -> None:
    items = folder.read("a.zip", zip_of({"a.txt": b"word " * 2000, "b.txt": STORY}), limits=SMALL)
    assert reasons(items) == ["too_large"]
    assert len(records(items)) == 1


def test_a_member_without_a_name_is_read(folder: Folder) -> None:
    raw = zip_of({"x": b"The ferry ran aground. " * 9}).replace(b"x", b"")
    out = io.BytesIO()
    info = zipfile.ZipInfo("x")
    info.filename = ""
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, b"The ferry ran aground. " * 9)
    assert folder.read("a.zip", out.getvalue())
    assert folder.read("b.zip", raw)


def test_members_that_the_directory_does_not_name_leave_a_row(folder: Folder) -> None:
    one, two = zip_of({"a.txt": STORY, "b.txt": STORY + b"More."}), zip_of({"c.txt": LINES})
    items = folder.read("a.zip", one + two)
    assert [r.raw_position for r in rejections(items)] == ["byte 0", f"byte {one.find(b'PK', 9)}"]
    assert all("does not name" in r.detail for r in rejections(items))
    assert len(records(items)) == 2  # lines of the last member
    assert not rejections(folder.read("b.zip", one))
    inner = zip_of(
        {"inner.zip": one}
    )  # a stored zip within: its members are named, in a directory of their own
    assert not rejections(folder.read("c.zip", inner))


def test_so_many_unnamed_members_are_told_and_no_more(folder: Folder) -> None:
    head = zip_of({"x.txt": b""})
    junk = b"PK\x03\x04" + bytes(26) + b"x"
    items = folder.read("a.zip", head[:4] + junk * 3_000 + zip_of({"c.txt": STORY}))
    assert len(rejections(items)) == MAX_UNLISTED
    assert "more are not looked for" in rejections(items)[-1].detail
