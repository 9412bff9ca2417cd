"""The texts of a collection as they are kept: the words and fingerprints of every record, under a number of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from copydesk.dedup.likeness import Text
from copydesk.dedup.segments import Segment, column, find, list_column, spans
from copydesk.dedup.words import I64, U64, Flags, is_in, mix64

SLICE_DOCS = 20_000
"""Records whose texts are worked on at once, and kept in one file."""

MERGED_DOCS = 5_000
"""Small files of texts are merged up to so many records: texts are looked up by number, so that more files cost little,
and written anew they cost most of all."""

TEXTS: Final = pa.schema(
    [
        ("doc", pa.uint32()),
        ("words", pa.list_(pa.uint32())),
        ("names", pa.list_(pa.int32())),
        ("fingerprints", pa.list_(pa.uint64())),
        ("fingerprint_paragraphs", pa.list_(pa.int32())),
        ("paragraphs", pa.list_(pa.uint64())),  # hash of each
        ("paragraph_words", pa.list_(pa.int32())),
        ("paragraph_is_prose", pa.list_(pa.uint8())),
        ("title_words", pa.list_(pa.uint32())),
        ("anchor", pa.uint64()),  # here and below: 0 stands for none
        ("other_anchor", pa.uint64()),
        ("opening", pa.uint64()),
        ("title_key", pa.uint64()),
        ("url_key", pa.uint64()),
        ("source_key", pa.uint64()),
        ("state", pa.uint8()),
        ("day", pa.int32()),  # of publication, counted from 1970; NO_DAY stands for none
    ]
)
NO_DAY = -(1 << 31)
PARAGRAPHS: Final = pa.schema(
    [("key", pa.uint64()), ("paragraph", pa.uint64()), ("doc", pa.uint32())]
)
RENAMED: Final = {"paragraphs": "paragraph_hashes"}


def as_texts(prints: pa.Table, docs: I64, days: I64) -> pa.RecordBatch:
    """Return the rows to keep of fingerprints, under these ascending numbers, with the days of publication."""
    columns: list[Any] = [pa.array(docs, pa.uint32())]
    for field in list(TEXTS)[1:-1]:
        values = prints[RENAMED.get(field.name, field.name)].combine_chunks()
        if not pa.types.is_list(field.type):
            values = values.fill_null(0)
        columns.append(values.cast(field.type))
    columns.append(pa.array(days.astype(np.int32)))
    return pa.record_batch(columns, schema=TEXTS)


def paragraph_keys(paragraphs: U64, sources: U64) -> U64:
    """Return what stands for a paragraph in the hands of a source."""
    return mix64(paragraphs + mix64(sources))


def as_paragraphs(texts: pa.RecordBatch) -> pa.RecordBatch:
    """Return one row per paragraph, sorted by key."""
    bounds, paragraphs = list_column(texts, "paragraphs")
    sizes = np.diff(bounds)
    keys = paragraph_keys(paragraphs, np.repeat(column(texts, "source_key"), sizes))
    order = np.argsort(keys, kind="stable")
    docs = np.repeat(column(texts, "doc"), sizes)
    return pa.record_batch(
        [pa.array(keys[order]), pa.array(paragraphs[order]), pa.array(docs[order])],
        schema=PARAGRAPHS,
    )


def take_rows(
    texts: Sequence[Segment], docs: I64, names: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Yield `doc` and these columns of the records with these numbers (ascending), in slices."""
    for start in range(0, len(docs), SLICE_DOCS):
        for block, places, _ in find(texts, docs[start : start + SLICE_DOCS].astype(np.uint32)):
            yield block.select(["doc", *names]).take(pa.array(places))


def take_keys(texts: Sequence[Segment], docs: I64) -> U64:
    """Return the paragraph keys of these records, ascending, each once."""
    found = [np.zeros(0, np.uint64)]
    for block in take_rows(texts, docs, ["paragraphs", "source_key"]):
        bounds, paragraphs = list_column(block, "paragraphs")
        found.append(
            paragraph_keys(paragraphs, np.repeat(column(block, "source_key"), np.diff(bounds)))
        )
    return np.unique(np.concatenate(found))


def take_prints(texts: Sequence[Segment], docs: I64, repeated: U64) -> Iterator[tuple[U64, I64]]:
    """Yield the fingerprints of these records outside paragraphs that their source repeats, and whose each is."""
    names = ["fingerprints", "fingerprint_paragraphs", "paragraphs", "source_key"]
    for block in take_rows(texts, docs, names):
        bounds, prints = list_column(block, "fingerprints")
        _, within = list_column(block, "fingerprint_paragraphs")
        starts, paragraphs = list_column(block, "paragraphs")
        sources = np.repeat(column(block, "source_key"), np.diff(starts))
        is_own = ~is_in(paragraph_keys(paragraphs, sources), repeated)
        sizes = np.diff(bounds)
        kept = is_own[np.repeat(starts[:-1], sizes) + within] if len(prints) else np.zeros(0, bool)
        yield prints[kept], np.repeat(column(block, "doc").astype(np.int64), sizes)[kept]


KEYS: Final = ("doc", "url_key", "source_key", "state", "day")


def read_texts(texts: Sequence[Segment], docs: I64, repeated: U64) -> dict[int, Text]:
    """Return what records (numbers ascending) are compared by, without the paragraphs that their source repeats."""
    found: dict[int, Text] = {}
    for block, places, _ in find(texts, docs.astype(np.uint32)):
        lists = {
            name: list_column(block, name)
            for name in (
                "words",
                "names",
                "paragraphs",
                "paragraph_words",
                "paragraph_is_prose",
                "title_words",
            )
        }
        keys = {name: column(block, name) for name in KEYS}
        bounds, paragraphs = lists["paragraphs"]
        at = spans(bounds[places], bounds[places + 1] - bounds[places])
        sizes = bounds[places + 1] - bounds[places]
        own = paragraph_keys(paragraphs[at], np.repeat(keys["source_key"][places], sizes))
        is_repeated = is_in(own, repeated)
        ends = np.cumsum(sizes)
        for place, low, high in zip(
            places.tolist(), (ends - sizes).tolist(), ends.tolist(), strict=True
        ):
            found[int(keys["doc"][place])] = _text(lists, keys, place, is_repeated[low:high])
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


def locate(texts: Sequence[Segment], docs: I64, names: Sequence[str]) -> dict[str, Any]:
    """Return flat columns of the records with these numbers (in any order), parallel to them."""
    wanted, back = np.unique(docs, return_inverse=True)
    result = {name: np.zeros(len(wanted), np.uint64) for name in names}
    for block, places, which in find(texts, wanted.astype(np.uint32)):
        for name in names:
            result[name][which] = column(block, name)[places]
    return {name: values[back] for name, values in result.items()}
