"""Saved pages: one a file, or several behind one another, each at its place."""

from __future__ import annotations

import dataclasses

import pytest

from copydesk.readers import page
from tests.readers.reading import SMALL, Folder, reasons, records

PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><p>Story {0}.</p></body></html>"
HEAD_ALONE = "<html><head><title>A head that somebody closed</title></head></html>"
COUNTER = "</html><p>1,204 readers</p>"


def pages(*names: str) -> list[bytes]:
    return [PAGE.format(name).encode() + b"\n" for name in names]


def test_one_page_has_no_number(folder: Folder) -> None:
    for raw in (b"<html><p>No end, but a story.", *pages("one")):
        [item] = folder.read("a/one.html", raw)
        assert item.raw_position == ""
        assert records([item])[0].raw == raw


def test_pages_behind_one_another_are_a_record_each(folder: Folder) -> None:
    parts = pages("one", "two", "three")
    found = folder.read("a/all.html", b"".join(parts))
    assert [item.raw_position for item in found] == ["page 1", "page 2", "page 3"]
    assert [one.raw for one in records(found)] == parts


@pytest.mark.parametrize(
    "raw",
    [
        HEAD_ALONE.encode() + pages("story")[0],
        pages("story")[0] + HEAD_ALONE.encode(),
        pages("story")[0] + COUNTER.encode(),
    ],
    ids=["a head that was closed", "a head at the end", "a counter"],
)
def test_what_is_no_page_parts_none(folder: Folder, raw: bytes) -> None:
    [item] = folder.read("a/one.html", raw)
    assert item.raw_position == ""
    assert records([item])[0].raw == raw


def test_a_page_ends_before_the_one_that_starts_with_a_comment(folder: Folder) -> None:
    first, second = pages("one", "two")
    second = b"<!-- saved from url=(0042)https://gazette.example/2 -->\n" + second
    assert [one.raw for one in records(folder.read("a/all.html", first + second))] == [
        first,
        second,
    ]


def test_pages_longer_than_what_is_looked_at_first_are_parted(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "STEP", 64)
    parts = pages("one", "two" * 100, "three")
    found = folder.read("a/all.html", b"".join(parts))
    assert [one.raw for one in records(found)] == parts


def test_the_last_of_several_pages_may_be_too_large(folder: Folder) -> None:
    limits = dataclasses.replace(SMALL, max_record_bytes=300)
    first, last = pages("one", "two")
    found = folder.read("a/all.html", first + last + b"x" * 300, limits=limits)
    assert [item.raw_position for item in found] == ["page 1", "page 2"]
    assert reasons(found) == ["too_large"]
