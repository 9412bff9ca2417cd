"""From pairs worth comparing to edges: the pairs that are copies, with what they share. Memory is bounded by chunks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from copydesk.dedup.candidates import read_pairs, read_texts
from copydesk.dedup.likeness import Likeness, Text, compare_texts, is_copy, may_be_copy

CHUNK_PAIRS = 20_000

Edges = dict[tuple[int, int], Likeness]


def _text_of(row: dict[str, Any]) -> Text:
    """Return what a record is compared by, without the paragraphs that its source repeats."""
    words = np.asarray(row["words"], np.uint32)
    sizes = row["paragraph_words"]
    is_prose = np.repeat(np.asarray(row["paragraph_is_prose"], np.bool_), sizes)
    if row["is_repeated"] and any(row["is_repeated"]):
        is_kept = ~np.repeat(np.asarray(row["is_repeated"], np.bool_), sizes)
        words, is_prose = words[is_kept], is_prose[is_kept]
    return Text(words, is_prose, frozenset(row["title_words"]), row["url_key"], row["source_key"])


def _rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the rows, the words of each as an array."""
    columns = {name: table[name] for name in table.column_names if name != "words"}
    plain = zip(*(column.to_pylist() for column in columns.values()), strict=True)
    for words, values in zip(table["words"], plain, strict=True):
        yield {**dict(zip(columns, values, strict=True)), "words": words.values.to_numpy()}


def _text_pairs(
    connection: Any, fingerprints: str, pairs: pa.Table
) -> Iterator[tuple[tuple[int, int], Text, Text]]:
    """Yield every pair of the table (columns x, y) with its texts."""
    for start in range(0, pairs.num_rows, CHUNK_PAIRS):
        chunk = pairs.slice(start, CHUNK_PAIRS)
        left, right = chunk["x"].to_numpy(), chunk["y"].to_numpy()
        docs = np.union1d(left, right).tolist()
        texts = {
            row["doc"]: _text_of(row) for row in _rows(read_texts(connection, fingerprints, docs))
        }
        for x, y in zip(left.tolist(), right.tolist(), strict=True):
            yield (x, y), texts[x], texts[y]


def measure_pairs(connection: Any, fingerprints: str, pairs: pa.Table) -> Edges:
    """Return the likeness of every pair of the table."""
    return {
        pair: compare_texts(x, y) for pair, x, y in _text_pairs(connection, fingerprints, pairs)
    }


def find_edges(connection: Any, fingerprints: str) -> Edges:
    """Return the pairs of copies, by the numbers of their records (lesser first), with their likeness."""
    edges: Edges = {}
    for pair, x, y in _text_pairs(connection, fingerprints, read_pairs(connection)):
        if may_be_copy(x, y):
            likeness = compare_texts(x, y)
            if is_copy(likeness):
                edges[pair] = likeness
    return edges
