"""From pairs worth comparing to edges: the pairs that are copies, with what they share. Memory is bounded by chunks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from copydesk.dedup.candidates import Rows
from copydesk.dedup.likeness import Likeness, compare_texts, is_copy, may_be_copy
from copydesk.dedup.segments import Segment
from copydesk.dedup.texts import read_texts
from copydesk.dedup.words import I64, U64

CHUNK_PAIRS = 20_000
CHUNK_WORDS = 1 << 23
"""Pairs compared at once, and words of their texts, which are held; each chunk reads the blocks that these lie in."""

Edges = dict[tuple[int, int], Likeness]

TWOFOLD = tuple("starts n_own n_own_prose prose sizes n_own_names n_prose n_own_lead".split())
SHARES = ("jaccard", "containment", "pair_containment", "prose", "title", "lead", "plain")
FIELDS = tuple((field.name, field.name in TWOFOLD) for field in dataclasses.fields(Likeness))


def _type_of(name: str) -> pa.DataType:
    if name in SHARES:
        return pa.float64()
    return pa.uint8() if name.startswith("is_") else pa.int32()


EDGES: Final = pa.schema(
    [
        ("x", pa.uint32()),
        ("y", pa.uint32()),
        *(
            (name + end, _type_of(name))
            for name, is_twofold in FIELDS
            for end in (("_x", "_y") if is_twofold else ("",))
        ),
    ]
)
"""An edge joins two rows, x < y; the rest is their `Likeness`."""


def as_block(edges: Edges) -> pa.RecordBatch:
    """Return edges as a block, sorted."""
    pairs = sorted(edges)
    likeness = [edges[pair] for pair in pairs]
    columns: list[list[Any]] = [[x for x, _ in pairs], [y for _, y in pairs]]
    for name, is_twofold in FIELDS:
        values = [getattr(one, name) for one in likeness]
        if is_twofold:
            columns += [[value[0] for value in values], [value[1] for value in values]]
        else:
            columns.append(values)
    arrays = [
        pa.array(np.asarray(values, field.type.to_pandas_dtype()))
        for values, field in zip(columns, EDGES, strict=True)
    ]
    return pa.record_batch(arrays, schema=EDGES)


def from_block(block: pa.RecordBatch) -> Edges:
    """Return the edges of a block."""
    columns = iter(block.columns)
    pairs = list(zip(next(columns).to_pylist(), next(columns).to_pylist(), strict=True))
    values: list[list[Any]] = []
    for name, is_twofold in FIELDS:
        ours = next(columns).to_pylist()
        if is_twofold:
            values.append(list(zip(ours, next(columns).to_pylist(), strict=True)))
        else:
            values.append([bool(value) for value in ours] if name.startswith("is_") else ours)
    return {
        pair: Likeness(*facts) for pair, facts in zip(pairs, zip(*values, strict=True), strict=True)
    }


def measure_pairs(
    texts: Sequence[Segment], rows: Rows, repeated: U64, x: I64, y: I64, only_copies: bool
) -> Iterator[Edges]:
    """Yield the likeness of pairs of rows, chunk by chunk; of those alone that are copies where that is asked."""
    for left, right in _chunks(rows, x, y):
        docs = np.unique(np.concatenate((rows.doc[left], rows.doc[right])))
        found = read_texts(texts, docs, repeated)
        edges: Edges = {}
        for i, j, one, other in zip(
            left.tolist(),
            right.tolist(),
            rows.doc[left].tolist(),
            rows.doc[right].tolist(),
            strict=True,
        ):
            if not only_copies or may_be_copy(found[one], found[other]):
                likeness = compare_texts(found[one], found[other])
                if not only_copies or is_copy(likeness):
                    edges[i, j] = likeness
        yield edges


def _chunks(rows: Rows, x: I64, y: I64) -> Iterator[tuple[I64, I64]]:
    """Yield pairs in chunks; one whose texts hold too many words together is halved."""
    parts = [slice(start, start + CHUNK_PAIRS) for start in range(0, len(x), CHUNK_PAIRS)][::-1]
    while parts:
        part = parts.pop()
        left, right = x[part], y[part]
        n_words = rows.n_words[np.union1d(left, right)].sum(dtype=np.int64)
        if len(left) > 1 and n_words > CHUNK_WORDS:
            middle = part.start + len(left) // 2
            parts += [slice(middle, part.stop), slice(part.start, middle)]
        else:
            yield left, right


def find_edges(
    texts: Sequence[Segment], rows: Rows, repeated: U64, x: I64, y: I64
) -> list[pa.RecordBatch]:
    """Return the edges among pairs (ascending) as blocks of a segment."""
    found = (as_block(edges) for edges in measure_pairs(texts, rows, repeated, x, y, True))
    return [block for block in found if block.num_rows]
