"""More rows than may be held come out in order, as if all had been sorted at once."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from copydesk.disk import in_order
from copydesk.disk.in_order import InOrder

ORDER = ("month", "day", "id")


def rows(n, seed=5):
    draw = random.Random(seed)
    told = [
        {
            "month": draw.choice(["0000-00", "2024-05", "2024-06"]),
            "day": draw.choice([None, 1, 2, 3]),
            "id": f"é{number:04}" if number % 7 else f"Z{number:04}",
            "text": "x" * draw.choice([0, 5, 3_000]) or None,
        }
        for number in range(n)
    ]
    draw.shuffle(told)
    return told


def in_tables(told, size):
    schema = pa.table({"month": [""], "day": [1], "id": [""], "text": [""]}).schema
    pieces = [told[start : start + size] for start in range(0, len(told), size)]
    return (pa.Table.from_pylist(piece, schema) for piece in [[], *pieces])


def as_sorted(told, month):
    own = [row for row in told if row["month"] == month]
    return sorted(own, key=lambda row: (row["day"] is not None, row["day"], row["id"].encode()))


@pytest.mark.parametrize("n", [0, 1, 79, 80, 81, 1_000])
@pytest.mark.parametrize(("run", "held"), [(1, 1), (20_000, 5_000), (1 << 26, 1 << 20)])
def test_rows_come_in_order_however_few_are_held(tmp_path, monkeypatch, n, run, held):
    monkeypatch.setattr(in_order, "RUN_BYTES", run)
    monkeypatch.setattr(in_order, "HELD_BYTES", held)
    monkeypatch.setattr(in_order, "OUT_BYTES", 4 * held)
    told = rows(n)
    tables = in_tables(told, 90)
    found = InOrder(tables, ORDER, tmp_path)
    for month in ("0000-00", "2024-05", "2024-06"):
        pieces = list(found.take(month))
        assert [row for piece in pieces for row in piece.to_pylist()] == as_sorted(told, month)
        assert {len(piece) for piece in pieces[:-1]} <= {80}
    assert not list(tmp_path.iterdir())


def test_what_waits_on_disk_is_not_held(tmp_path, monkeypatch):
    told = rows(2_000)
    monkeypatch.setattr(in_order, "RUN_BYTES", 100_000)
    monkeypatch.setattr(in_order, "HELD_BYTES", 10_000)
    before = pa.total_allocated_bytes()
    tables = in_tables(told, 50)
    found = InOrder(tables, ORDER, tmp_path)
    weight = sum(len(row["text"] or "") for row in told)
    assert len(found.runs) > 10
    assert pa.total_allocated_bytes() - before < weight / 4
    for run in found.runs[:-1]:
        assert not len(run.held)
    for piece in found.take("0000-00"):
        assert len(piece)
        assert all(run.held.nbytes < 20_000 for run in found.runs[:-1])


def test_a_month_that_nobody_has_gives_nothing_and_spoils_nothing(tmp_path):
    told = rows(50)
    tables = in_tables(told, 90)
    found = InOrder(tables, ORDER, tmp_path)
    assert list(found.take("0001-01")) == []
    assert sum(map(len, found.take("0000-00"))) == len(as_sorted(told, "0000-00"))
