"""Parquet files."""

import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

from tests.archives import zip_of

from .reading import Folder, fields_of, gz_each, reasons, records, rejections

ROWS = [
    {
        "id": n,
        "text": f"It rained for {n} hours.",
        "html": f"<p>é {n}</p>".encode(),
        "at": dt.datetime(2019, 11, 19, 14, 25, tzinfo=dt.UTC),
        "tags": ["rain", None],
        "score": float("nan"),
    }
    for n in range(300)
]


def parquet(rows: list[dict[str, object]], group: int = 100) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), out, row_group_size=group)
    return out.getvalue()


def test_each_row_is_a_record(folder: Folder) -> None:
    items = folder.read("a.parquet", parquet(ROWS))  # type: ignore[arg-type]
    assert len(records(items)) == 300
    assert [item.raw_position for item in items[:2]] == ["row 1", "row 2"]
    record = records(items)[7]
    assert record.source_record_id == "7"
    assert record.fields == {
        "id": 7,
        "text": "It rained for 7 hours.",
        "html": "<p>é 7</p>",
        "at": "2019-11-19T14:25:00+00:00",
        "tags": ["rain", None],
        "score": None,
    }
    assert json.loads(record.raw) == record.fields


def test_a_row_is_the_same_record_in_any_file(folder: Folder) -> None:
    one = folder.read("a.parquet", parquet(ROWS[:5]))  # type: ignore[arg-type]
    two = folder.read("b.parquet", parquet(ROWS[3:9], group=1))  # type: ignore[arg-type]
    assert one[3].record_id == two[0].record_id


def test_parquet_is_read_inside_containers(folder: Folder) -> None:
    raw = parquet(ROWS[:3])  # type: ignore[arg-type]
    assert len(records(folder.read("a.zip", zip_of({"a.parquet": raw})))) == 3
    assert len(records(folder.read("a.parquet.gz", gz_each(raw)))) == 3


def test_a_damaged_row_group_costs_itself(folder: Folder) -> None:
    rows: list[dict[str, object]] = [{"text": f"{n} " * 200} for n in range(300)]
    raw = bytearray(parquet(rows))
    start = pq.ParquetFile(io.BytesIO(bytes(raw))).metadata.row_group(1).column(0)
    at = start.dictionary_page_offset or start.data_page_offset
    raw[at : at + 40] = bytes(40)
    items = folder.read("a.parquet", bytes(raw))
    assert len(records(items)) == 200
    assert reasons(items) == ["corrupt_container"]


def test_a_cut_or_false_file_is_told(folder: Folder) -> None:
    raw = parquet(ROWS[:9])  # type: ignore[arg-type]
    for data in (raw[:-20], raw[:50], b"PAR1", b"PAR1" + bytes(99) + b"PAR1", b"no Parquet at all"):
        assert reasons(folder.read("a.parquet", data)) == ["corrupt_container"]


def test_a_table_without_rows_leaves_a_row(folder: Folder) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), out)
    assert reasons(folder.read("a.parquet", out.getvalue())) == ["empty_file"]


def test_a_billion_declared_rows_are_not_read(folder: Folder) -> None:
    out = io.BytesIO()
    nulls = pa.table({"a": pa.nulls(10_000_000, pa.int8())})
    pq.write_table(nulls, out, row_group_size=10_000_000)
    (item,) = rejections(folder.read("a.parquet", out.getvalue()))
    assert item.reasons == ("too_large",)
    assert fields_of([item]) == []


def test_days_and_moments_beyond_python_keep_their_rows(folder: Folder) -> None:
    out = io.BytesIO()
    table = pa.table(
        {
            "text": ["a", "b"],
            "day": pa.array([2**31 - 1, 0], pa.date32()),
            "at": pa.array([2**62, 0], pa.timestamp("us")),
        }
    )
    pq.write_table(table, out)
    first, second = records(folder.read("a.parquet", out.getvalue()))
    assert dict(first.fields or {})["day"] == f"{2**31 - 1} date32[day]"
    assert dict(second.fields or {})["day"] == "1970-01-01"


def test_a_kilobyte_that_holds_gigabytes_is_stopped(folder: Folder) -> None:
    out = io.BytesIO()
    text = pa.DictionaryArray.from_arrays(
        pa.array([0] * 200_000, pa.int32()), pa.array(["a" * 1000])
    )
    pq.write_table(pa.table({"text": text}), out)
    items = folder.read("a.parquet", out.getvalue())
    assert reasons(items) == ["too_large"]
    assert len(items) < 30_000


def test_a_moment_that_python_cannot_hold_is_kept_as_it_stands_and_is_no_date(
    folder: Folder,
) -> None:
    table = pa.table(
        {
            "title": ["Ferry", "Ferry"],
            "x": pa.array([0, 1], pa.timestamp("us", "Mars/Phobos")),
            "published": pa.array([253_402_300_799_000_000, 0], pa.timestamp("us", "Asia/Tokyo")),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    first, second = fields_of(folder.read("a.parquet", out.getvalue()))
    assert first["x"] == "0 timestamp[us, tz=Mars/Phobos]"
    assert first["published"] == "253402300799000000 timestamp[us, tz=Asia/Tokyo]"
    assert second["published"] == "1970-01-01T09:00:00+09:00"
