"""Which groups a batch touches, and the new answers for their records: arrays, so that a whole collection can be cut
into pieces that fit."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from copydesk.components import components
from copydesk.dedup.candidates import Rows, run_bounds
from copydesk.dedup.edges import EDGES, Edges, from_block, measure_pairs
from copydesk.dedup.group import KINDS, Member, group_members
from copydesk.dedup.kept import NO_TIME, Kept, Records
from copydesk.dedup.segments import Segment, column
from copydesk.dedup.words import I64, Flags

RECORDS_AT_ONCE = 5_000  # chosen: bounds memory; groups stay whole, so no answer depends on it


def is_joined(block: pa.RecordBatch, rows: Rows) -> Flags:
    """Return which edges join rows that live."""
    result: Flags = (rows.rank[column(block, "x")] >= 0) & (rows.rank[column(block, "y")] >= 0)
    return result


def left_behind(edges: Sequence[Segment], rows: Rows, dead: I64) -> I64:
    """Return the live rows that had an edge to one of the dead."""
    is_dead = np.zeros(len(rows.rank), np.bool_)
    is_dead[dead] = True
    found = [np.zeros(0, np.int64)]
    for block in _blocks(edges, ["x", "y"]):
        x, y = column(block, "x"), column(block, "y")
        found += [x[is_dead[y]].astype(np.int64), y[is_dead[x]].astype(np.int64)]
    left = np.unique(np.concatenate(found))
    return left[rows.rank[left] >= 0]


def regroup(
    kept: Kept, ids: pa.Array, records: Records, stand_in: I64, rows: Rows, touched: Flags
) -> None:
    """Decide anew what the records of touched rows belong to, and those of all rows that edges lead to from there.

    `stand_in` is for each record the place of the one that is compared for it.
    """
    edges, x, y = _touched_edges(kept.segments["edges"], rows, touched)
    label = components(len(touched), x, y)
    of = records["row"][stand_in]
    at = np.flatnonzero(touched[of])
    records["canonical"][at] = records["doc"][at]
    records["kind"][at], records["similarity"][at] = 0, 1.0
    at = at[np.argsort(label[of[at]], kind="stable")]
    sizes = np.diff(run_bounds(label[of[at]]))
    at = at[np.repeat(sizes > 1, sizes)]  # whoever shares neither words nor an edge is done
    order = np.argsort(label[x], kind="stable")
    edges, label_of_edge = edges.take(pa.array(order)), label[x[order]]
    place = np.zeros(kept.next_doc, np.int64)
    place[records["doc"]] = np.arange(len(of))
    measure = functools.partial(_measure, kept, rows)
    for part in _pieces(at, label[of[at]]):
        ends = np.searchsorted(label_of_edge, label[of[part[[0, -1]]]] + np.array([0, 1]))
        among = from_block(edges.slice(ends[0], ends[1] - ends[0]))
        for answer in group_members(_members(ids, records, part, of), among, measure):
            i = place[answer.doc]
            records["canonical"][i] = answer.canonical
            records["kind"][i] = KINDS.index(answer.kind)
            records["similarity"][i] = answer.similarity


def _blocks(
    edges: Sequence[Segment], names: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    for segment in edges:
        yield from segment.blocks(names)


def _touched_edges(
    segments: Sequence[Segment], rows: Rows, touched: Flags
) -> tuple[pa.Table, I64, I64]:
    """Return the edges in the touched groups and the rows they join; mark all rows of those groups as touched."""
    blocks = list(_blocks(segments))
    live = [np.flatnonzero(is_joined(block, rows)) for block in blocks]
    none = [np.zeros(0, np.int64)]
    x, y = (
        np.concatenate(
            none
            + [column(b, name)[at].astype(np.int64) for b, at in zip(blocks, live, strict=True)]
        )
        for name in ("x", "y")
    )
    n_touched = -1
    while n_touched < (n_touched := int(np.count_nonzero(touched))):
        hit = touched[x] | touched[y]
        touched[x[hit]] = touched[y[hit]] = True
    parts = [
        b.take(pa.array(at[touched[column(b, "x")[at]]]))
        for b, at in zip(blocks, live, strict=True)
    ]
    hit = touched[x]
    return pa.Table.from_batches(parts, EDGES), x[hit], y[hit]


def _pieces(at: I64, labels: I64) -> Iterator[I64]:
    """Yield records, sorted by group, in pieces of whole groups of about `RECORDS_AT_ONCE`."""
    bounds = run_bounds(labels)
    low = 0
    for high in bounds[1:].tolist():
        if high - low >= RECORDS_AT_ONCE or (high == len(at) and high > low):
            yield at[low:high]
            low = high


def _members(ids: pa.Array, records: Records, at: I64, of: I64) -> dict[int, list[Member]]:
    """Return the records by the row that stands for them."""

    def moment(name: str) -> list[int | None]:
        return [None if value == NO_TIME else value for value in records[name][at].tolist()]

    columns = (
        of[at].tolist(),
        records["doc"][at].tolist(),
        ids.take(pa.array(at)).to_pylist(),
        [key or None for key in records["url_key"][at].tolist()],
        records["source_key"][at].tolist(),
        (records["has_title"][at] != 0).tolist(),
        (records["has_author"][at] != 0).tolist(),
        (records["is_correction"][at] != 0).tolist(),
        (records["is_replaced"][at] != 0).tolist(),
        [key or None for key in records["place_key"][at].tolist()],
        moment("published"),
        moment("changed"),
        moment("crawled"),
    )
    members: dict[int, list[Member]] = {}
    for values in zip(*columns, strict=True):
        members.setdefault(values[0], []).append(Member(*values))
    return members


def _measure(kept: Kept, rows: Rows, pairs: list[tuple[int, int]]) -> Edges:
    """Return the likeness of pairs of rows."""
    x, y = np.array(pairs, np.int64).reshape(-1, 2).T
    result: Edges = {}
    for part in measure_pairs(kept.segments["texts"], rows, kept.repeated, x, y, only_copies=False):
        result |= part
    return result
