"""What the files of a source show together of the order of day and month, where one alone leaves it open.

A file of one article says 3/4/2019 and no more; the file beside it says 25/4/2019 in the same column. Found at the scan, as
siblings are: what a file shows stands in its settings, a function of its bytes alone, and what the source decides is handed
to the files that need it as one setting more. So a file that comes later and settles the order changes the key of those before
it, and they are read anew as under any other changed setting: the order of arrival changes nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import io
import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from copydesk.disk.raw_names import if_regular, locate
from copydesk.raw.layout import FileLayout, Shown
from copydesk.readers import read_bytes
from copydesk.readers.compression import compression_of
from copydesk.readers.json_values import flat_objects
from copydesk.readers.recognise import (
    HEAD,
    SUFFIX_FORMATS,
    archive_of,
    inner_name,
    recognise,
    suffix_of,
)
from copydesk.records import RawRecord, SourceConfig

WITHOUT_COLUMNS = frozenset({"html", "warc", "story", "mime"})
"""Formats whose dates stand in no column."""
LOOK_BYTES = 1 << 20
LOOK_RECORDS = 200
"""Of a file are looked at: a delivery of one day has one day, and who writes it writes all of it in one way."""
MAY_BE_OPEN = re.compile(rb"(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d)")
AS_FIGURES = bytes.maketrans(b"123456789./", b"000000000--")
MIDSTS = (b"-0-00", b"-00-00")
"""What stands behind the first number of such a day, all digits and all marks alike: most files end where neither is found."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A file of the raw folder at the scan."""

    raw_path: str
    sha256: str
    size: int
    source: SourceConfig


def settle_orders(
    raw: Path,
    found: Sequence[Found],
    looked_at: Mapping[tuple[str, str], SourceConfig],
    gone: Iterable[tuple[str, str, str]],
) -> Iterator[tuple[Found, SourceConfig]]:
    """Yield the files with their settings: what each shows, and what its source settles of the days that it leaves open.

    Args:
        raw: The raw folder.
        found: What lies in it now.
        looked_at: By raw path and hash, the settings of files that today's code has looked at before.
        gone: Raw path, hash and `shown` of what was delivered before and lies there no more: it still counts.
    """  # fmt: skip
    by_source: dict[str, list[Found]] = defaultdict(list)
    for file in found:
        by_source[source_of(file.raw_path)].append(file)
    before: dict[str, dict[str, str]] = defaultdict(dict)
    for raw_path, sha256, shown in gone:
        before[source_of(raw_path)][sha256] = shown
    for name, files in by_source.items():
        shown_by = {
            file: shown_of(raw, file, looked_at.get((file.raw_path, file.sha256))) for file in files
        }
        # The same bytes at two places show it once.
        decided = decide({**before[name], **{f.sha256: told for f, told in shown_by.items()}})
        settled: dict[tuple[SourceConfig, str], SourceConfig] = {}  # most files show the same
        for file, told in shown_by.items():
            asked = (file.source, told)
            if asked not in settled:
                orders = {**needed(told, decided), **dict(file.source.orders)}
                settled[asked] = dataclasses.replace(
                    file.source, shown=told, orders=tuple(sorted(orders.items()))
                )
            yield file, settled[asked]


def source_of(raw_path: str) -> str:
    """Return the source that a file belongs to: the first folder on its way.

    >>> source_of("bbc/2019/1.json"), source_of("1.json")
    ('bbc', '')
    """
    folder, slash, _ = raw_path.partition("/")
    return folder if slash else ""


def decide(told: Mapping[str, str]) -> dict[str, str]:
    """Return the order of each column that what files show settles together; columns that stay open are left out.

    >>> decide({"a": '{"date": [1, 0, 0, 0, 0, 0, 0]}', "b": '{"date": [0, 1, 0, 0, 0, 0, 0]}'})
    {'date': 'd'}
    """
    sums: dict[str, list[int]] = {}
    for text, n in Counter(told.values()).items():
        for column, counts in _counts(text).items():
            before = sums.get(column, [0] * len(counts))
            sums[column] = [total + n * own for total, own in zip(before, counts, strict=True)]
    orders = ((column, Shown(*counts).order()) for column, counts in sorted(sums.items()))
    return {column: how for column, how in orders if how is not None}


@functools.lru_cache(maxsize=1 << 12)
def _counts(told: str) -> dict[str, list[int]]:
    """Return the counts that a file shows by column; thousands of files of a source show the same."""
    counts: dict[str, list[int]] = json.loads(told or "{}")
    return counts


def needed(told: str, decided: Mapping[str, str]) -> dict[str, str]:
    """Return what is decided of the columns that a file leaves open itself."""
    if not told or not decided:
        return {}
    return {
        column: decided[column]
        for column, counts in _counts(told).items()
        if column in decided
        and (own := Shown(*counts)).n_open
        and own.order() not in ("d", "m", decided[column])
    }


def shown_of(raw: Path, file: Found, before: SourceConfig | None) -> str:
    """Return what a file shows, as JSON; "" for nothing. Of the same bytes under the same settings it is known."""
    if file.source.day_first is not None:
        return ""
    if before is not None and _as_asked(before) == _as_asked(file.source):
        return before.shown
    layout: FileLayout | None = None
    with contextlib.suppress(OSError):  # reading the file will say so
        path = locate(raw, file.raw_path)
        head = _head_that_may_show(path, file)
        if head is not None:
            source = file.source
            layout = FileLayout(dataclasses.replace(source, orders=()) if source.orders else source)
            for fields in _first_fields(path, file, head):
                layout.see_dates(fields)
    return "" if layout is None else _written(tuple(layout.shown().items()))


@functools.lru_cache(maxsize=1 << 10)
def _written(shown: tuple[tuple[str, Shown], ...]) -> str:
    """Return counts by column as JSON; thousands of files of a source show the same."""
    return json.dumps(dict(shown), sort_keys=True) if shown else ""


def _as_asked(source: SourceConfig) -> SourceConfig:
    return dataclasses.replace(source, shown="", orders=())


def _head_that_may_show(path: Path, file: Found) -> bytes | None:
    """Return the first bytes of a file that may have columns with days that are open, by its name and these; else None."""
    kind = SUFFIX_FORMATS.get(suffix_of(inner_name(file.raw_path)))
    if kind in WITHOUT_COLUMNS:
        return None
    with io.FileIO(path, opener=if_regular) as opened:
        head = opened.read(min(HEAD, file.size))
    if b"\x00" in head or compression_of(head) or archive_of(file.raw_path, head):
        # What can't be seen through is small or left alone.
        return head if file.size <= LOOK_BYTES and kind is not None else None
    return head if may_hold_open_day(head) else None


def may_hold_open_day(head: bytes) -> bool:
    """Return whether a day is written in figures whose order may be open.

    >>> may_hold_open_day(b"on 3/4/2019"), may_hold_open_day(b"on 2019-04-03")
    (True, False)
    """
    alike = head.translate(AS_FIGURES)
    for midst in MIDSTS:
        at = alike.find(midst)
        while at >= 0:
            if MAY_BE_OPEN.match(head, max(at - 2, 0)) or MAY_BE_OPEN.match(head, max(at - 1, 0)):
                return True
            at = alike.find(midst, at + 1)
    return False


def _first_fields(path: Path, file: Found, head: bytes) -> Iterator[Mapping[str, Any]]:
    """Yield the fields of the first records of the first bytes of a file; `head` are the first of these."""
    raw = head
    if file.size > len(head):
        with io.FileIO(path, opener=if_regular) as opened:
            raw = opened.read(min(file.size, LOOK_BYTES))
    if recognise(file.raw_path, head) == "json":
        flat = flat_objects(raw, LOOK_RECORDS, is_cut=len(raw) < file.size)
        if flat is not None:
            yield from flat
            return
    for item in itertools.islice(read_bytes(raw, file.raw_path, file.source), LOOK_RECORDS):
        if isinstance(item, RawRecord) and item.fields is not None:
            yield item.fields
