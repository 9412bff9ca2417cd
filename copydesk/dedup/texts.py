"""The texts of a collection as they are kept: the words of every record, under a number of its own.

What follows from the words (their fingerprints, the hash of each paragraph) is worked out when it is asked for: it is
of random bits, which no compression makes smaller, and a run asks it of few texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from copydesk.dedup.fingerprint import PRINT_BITS, find_anchors, find_openings, hash_runs, winnow
from copydesk.dedup.likeness import Text
from copydesk.dedup.segments import Segment, column, find, list_column, n_values
from copydesk.dedup.words import I64, U64, Flags, is_in, mix64
from copydesk.disk.by_size import by_size

SLICE_VALUES = 1 << 22
"""Values (some 6,500 records have as many) that are kept in one file; what is kept of them takes up to 80 bytes each."""

WORKED_VALUES = 1 << 20
"""Values of kept texts that are worked on at once: each takes up to 60 bytes more."""

MERGED_VALUES = 1 << 22
"""Small files of texts are merged up to so many values (some 5,000 records): texts are looked up by number, so that more
files cost little, and written anew they cost most of all."""

TEXTS: Final = pa.schema([
    ("doc", pa.uint32()), ("words", pa.list_(pa.uint32())), ("names", pa.list_(pa.int32())),
    ("paragraph_words", pa.list_(pa.int32())), ("paragraph_is_prose", pa.list_(pa.uint8())),
    ("title_words", pa.list_(pa.uint32())),
    ("url_key", pa.uint64()),  # 0 stands for none
    ("source_key", pa.uint64()), ("state", pa.uint8()),
    ("day", pa.int32()),  # of publication, counted from 1970; NO_DAY stands for none
])  # fmt: skip
NO_DAY = -(1 << 31)
PARAGRAPHS: Final = pa.schema([("key", pa.uint64()), ("doc", pa.uint32())])
FACES: Final = ("anchor", "other_anchor", "opening", "title_key", "source_key")
"""The longest paragraph and the longest other one, the first one, the headline, the publisher; as hashes."""

WORDS: Final = ("words", "paragraph_words")
"""What fingerprints and the hashes of paragraphs are worked out from."""


def as_texts(prints: pa.Table, docs: I64, days: I64) -> pa.RecordBatch:
    """Return the rows to keep of fingerprints, under these ascending numbers, with the days of publication."""
    columns: list[Any] = [pa.array(docs, pa.uint32())]
    for field in list(TEXTS)[1:-1]:
        values = prints[field.name].combine_chunks()
        if not pa.types.is_list(field.type):
            values = values.fill_null(0)
        columns.append(values.cast(field.type))
    columns.append(pa.array(days.astype(np.int32)))
    return pa.record_batch(columns, schema=TEXTS)


def paragraph_keys(paragraphs: U64, sources: U64) -> U64:
    """Return what stands for a paragraph in the hands of a source."""
    return mix64(paragraphs + mix64(sources))


def keys_of(texts: pa.RecordBatch) -> tuple[I64, U64]:
    """Return the bounds and the keys of the paragraphs of texts (with `WORDS` and `source_key`)."""
    bounds, sizes = list_column(texts, "paragraph_words")
    _, words = list_column(texts, "words")
    paragraphs = hash_runs(words, np.cumsum(sizes, dtype=np.int64) - sizes)
    return bounds, paragraph_keys(
        paragraphs, np.repeat(column(texts, "source_key"), np.diff(bounds))
    )


def as_paragraphs(texts: pa.RecordBatch) -> pa.RecordBatch:
    """Return one row per paragraph, sorted by key."""
    bounds, keys = keys_of(texts)
    order = np.argsort(keys, kind="stable")
    docs = np.repeat(column(texts, "doc"), np.diff(bounds))
    return pa.record_batch([pa.array(keys[order]), pa.array(docs[order])], schema=PARAGRAPHS)


def take_rows(
    texts: Sequence[Segment], docs: I64, names: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield `doc` and these columns of the records with these numbers (ascending), so many at once."""
    for block, places, _ in find(texts, docs.astype(np.uint32), ["doc", *names]):
        for some in by_size(places.tolist(), n_values(block).__getitem__, WORKED_VALUES):
            yield block.take(pa.array(some))


def take_keys(texts: Sequence[Segment], docs: I64) -> U64:
    """Return the paragraph keys of these records, ascending, each once."""
    blocks = take_rows(texts, docs, [*WORDS, "source_key"])
    found = [np.zeros(0, np.uint64), *(keys_of(block)[1] for block in blocks)]
    return np.unique(np.concatenate(found))


Range = tuple[int, int]
"""The n-th of so many ranges of hashes that are of one width."""

WHOLE: Final = (0, 1)  # the one range of all hashes


def take_prints(
    texts: Sequence[Segment], docs: I64, repeated: U64, within: Range = WHOLE
) -> Iterator[tuple[U64, I64]]:
    """Yield the fingerprints of these records outside paragraphs that their source repeats, and whose each is."""
    number, n_ranges = within
    width = (1 << PRINT_BITS) // n_ranges
    for block in take_rows(texts, docs, [*WORDS, "source_key"]):
        bounds, words = list_column(block, "words")
        prints, at, text_of = winnow(words, bounds)
        of = column(block, "doc").astype(np.int64)[text_of]
        if len(repeated):
            is_own = ~is_in(keys_of(block)[1], repeated)
            ends = np.cumsum(list_column(block, "paragraph_words")[1])
            kept = is_own[np.searchsorted(ends, at, side="right")]
            prints, of = prints[kept], of[kept]
        if n_ranges > 1:
            kept = prints // np.uint64(width) == number
            prints, of = prints[kept], of[kept]
        yield prints, of


LISTS: Final = (*WORDS, "names", "paragraph_is_prose", "title_words")
KEYS: Final = ("doc", "url_key", "source_key", "state", "day")


def read_texts(texts: Sequence[Segment], docs: I64, repeated: U64) -> dict[int, Text]:
    """Return what records (numbers ascending) are compared by, without the paragraphs that their source repeats."""
    found: dict[int, Text] = {}
    for block in take_rows(texts, docs, [*LISTS, *KEYS[1:]]):
        lists = {name: list_column(block, name) for name in LISTS}
        keys = {name: column(block, name) for name in KEYS}
        bounds, own = keys_of(block)
        is_repeated = is_in(own, repeated)
        for place in range(block.num_rows):
            is_left_out = is_repeated[bounds[place] : bounds[place + 1]]
            found[int(keys["doc"][place])] = _text(lists, keys, place, is_left_out)
    return found


def _text(
    lists: dict[str, tuple[Any, Any]], keys: dict[str, Any], place: int, is_repeated: Flags
) -> Text:
    def values(name: str) -> Any:
        bounds, flat = lists[name]
        return flat[bounds[place] : bounds[place + 1]]

    words, sizes = values("words"), values("paragraph_words")
    is_prose = np.repeat(values("paragraph_is_prose") != 0, sizes)
    day = int(keys["day"][place])
    is_name = np.zeros(len(words), np.bool_)
    is_name[values("names")] = True
    if is_repeated.any():
        is_kept = ~np.repeat(is_repeated, sizes)
        words, is_prose, is_name = words[is_kept], is_prose[is_kept], is_name[is_kept]
    return Text(
        words,
        is_prose,
        is_name,
        frozenset(values("title_words").tolist()),
        int(keys["url_key"][place]) or None,
        int(keys["source_key"][place]),
        bool(keys["state"][place]),
        None if day == NO_DAY else day,
    )


def read_faces(texts: Sequence[Segment], docs: I64) -> dict[str, U64]:
    """Return what the records with these numbers (in any order) show: `FACES`, parallel to them; 0 stands for none."""
    wanted, back = np.unique(docs, return_inverse=True)
    result = {name: np.zeros(len(wanted), np.uint64) for name in FACES}
    names = [*WORDS, "title_words", "source_key"]
    for block, places, which in find(texts, wanted.astype(np.uint32), names):
        rows = block.take(pa.array(places))
        bounds, sizes = list_column(rows, "paragraph_words")
        lines = hash_runs(list_column(rows, "words")[1], np.cumsum(sizes, dtype=np.int64) - sizes)
        headline, title = list_column(rows, "title_words")
        anchors = find_anchors(lines, sizes, bounds)
        openings = find_openings(lines, bounds)
        titles = hash_runs(title, headline[:-1]) * (np.diff(headline) > 0)
        found = (*anchors, openings.fill_null(0).to_numpy(), titles, column(rows, "source_key"))
        for name, values in zip(FACES, found, strict=True):
            result[name][which] = np.array(
                [0 if value is None else value for value in values], np.uint64
            )
    return {name: values[back] for name, values in result.items()}
