"""Parquet files."""

import base64
import datetime as dt
import hashlib
import io
import json
import math
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.readers import Limits
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
    assert json.loads(record.raw, parse_constant=lambda _: None) == record.fields


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


def written(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def unchecked(*texts: bytes) -> pa.Array:
    """Return a column of text whose bytes nobody checked."""
    return pa.Array.from_buffers(pa.string(), len(texts), pa.array(texts, pa.binary()).buffers())


def as_arrow(table: pa.Table) -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


WORDS = ("Caf\xe9s ferm\xe9s", "Caf\xe8s ferm\xe9s", "Caf\xeas ferm\xe9s")
BAD = unchecked(*(word.encode("cp1252") for word in WORDS))
STARTS, WIDE_STARTS = pa.array([0, 1, 2, 3], pa.int32()), pa.array([0, 1, 2, 3], pa.int64())
SHAPES = {
    "flat": (BAD, list(WORDS)),
    "view": (BAD.view(pa.binary()).cast(pa.binary_view()).view(pa.string_view()), list(WORDS)),
    "list": (pa.ListArray.from_arrays(STARTS, BAD), [[w] for w in WORDS]),
    "large list": (pa.LargeListArray.from_arrays(WIDE_STARTS, BAD), [[w] for w in WORDS]),
    "list of one": (pa.FixedSizeListArray.from_arrays(BAD, 1), [[w] for w in WORDS]),
    "list view": (
        pa.ListViewArray.from_arrays(STARTS[:3], pa.array([1, 1, 1], pa.int32()), BAD),
        [[w] for w in WORDS],
    ),
    "struct": (pa.StructArray.from_arrays([BAD], ["a"]), [{"a": w} for w in WORDS]),
    "map": (
        pa.MapArray.from_arrays(STARTS, pa.array(["k"] * 3), BAD),
        [[["k", w]] for w in WORDS],
    ),
    "structs in a list": (
        pa.ListArray.from_arrays(STARTS, pa.StructArray.from_arrays([BAD], ["a"])),
        [[{"a": w}] for w in WORDS],
    ),
    "dictionary": (
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int8()), BAD),
        list(WORDS),
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_text_that_is_not_utf8_is_decoded_and_is_never_none(
    folder: Folder, shape: str, kind: str
) -> None:
    column, expected = SHAPES[shape]
    table = pa.table({"title": ["A"] * 3, "body": column})
    items = folder.read(f"a.{kind}", written(table) if kind == "parquet" else as_arrow(table))
    assert fields_of(items) == [{"title": "A", "body": value} for value in expected]
    assert len({item.record_id for item in items}) == 3


def test_a_number_that_leads_out_of_a_dictionary_is_told(folder: Folder) -> None:
    wrong = pa.DictionaryArray.from_arrays(pa.array([0, 7], pa.int8()), BAD, safe=False)
    items = folder.read("a.arrow", as_arrow(pa.table({"body": wrong})))
    assert reasons(items) == ["corrupt_container"]


SAMPLES = {
    "cp1252": ("Forêt brûlée", "Le maire a déclaré que la forêt brûlée près du château sera replantée."),
    "cp1251": ("Сгоревший лес", "Мэр города заявил во вторник, что сгоревший лес будет засажен заново."),
    "gb18030": ("港口大桥", "港口大桥将于周一起关闭十一天进行维修。司机须绕行环城公路，公交车每十分钟从车站开往码头。"),
    "utf-16": ("Forêt brûlée", "Le maire a déclaré que la forêt sera replantée."),
    "utf-16-le": ("Burnt forest", "The mayor said that the forest will be planted again."),
}  # fmt: skip
SHA = hashlib.sha256(b"0").digest()
"""A hash without a control sign in it: bytes that only their letters tell from text, and in Cyrillic nearly all are."""


@pytest.mark.parametrize("charset", SAMPLES)
@pytest.mark.parametrize("kind", ["parquet", "arrow", "sqlite"])
def test_bytes_that_are_text_are_read_as_text(
    folder: Folder, tmp_path: Path, charset: str, kind: str
) -> None:
    title, body = SAMPLES[charset]
    row = {"title": title.encode(charset), "body": body.encode(charset), "sha": SHA, "png": PNG}
    if kind == "sqlite":
        with sqlite3.connect(tmp_path / "a.db") as connection:
            connection.execute("CREATE TABLE news (title, body, sha, png)")
            connection.execute("INSERT INTO news VALUES (:title, :body, :sha, :png)", row)
        connection.close()
        raw = (tmp_path / "a.db").read_bytes()
    else:
        raw = (written if kind == "parquet" else as_arrow)(pa.Table.from_pylist([row]))
    (found,) = fields_of(folder.read(f"a.{kind}", raw))
    assert (found["title"], found["body"]) == (title, body)
    assert found["png"] == base64.b64encode(PNG).decode()
    assert charset == "cp1251" or found["sha"] == base64.b64encode(SHA).decode()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def test_the_same_text_in_two_encodings_is_two_records(folder: Folder) -> None:
    column = pa.array(["Café fermé".encode("cp1252"), "Café fermé".encode()], pa.binary())
    one, two = records(folder.read("a.parquet", written(pa.table({"body": column}))))
    assert one.fields == two.fields == {"body": "Café fermé"}
    assert one.record_id != two.record_id


def test_what_is_no_number_is_no_value_and_another_record_than_none(folder: Folder) -> None:
    column = pa.array([math.nan, math.inf, -math.inf, None, math.nan], pa.float64())
    items = records(folder.read("a.parquet", written(pa.table({"x": column, "text": ["A"] * 5}))))
    assert [item.fields for item in items] == [{"x": None, "text": "A"}] * 5
    assert len({item.record_id for item in items}) == 4
    assert items[0].record_id == items[4].record_id


def test_rows_that_differ_by_a_byte_no_encoding_has_are_two_records(folder: Folder) -> None:
    column = unchecked(*("Дождь ".encode() * 9 + bad for bad in (b"\x81", b"\x8d", b"\x81")))
    one, two, again = records(folder.read("a.parquet", written(pa.table({"body": column}))))
    assert one.record_id == again.record_id != two.record_id
    assert b"\x81" in one.raw
    assert str(dict(one.fields or {})["body"]).endswith("Дождь \ufffd")


def test_the_same_text_in_utf8_has_the_bytes_it_had(folder: Folder) -> None:
    (good,) = records(folder.read("a.parquet", written(pa.table({"body": ["Café"]}))))
    assert good.raw == '{"body":"Café"}'.encode()


def test_a_column_of_maps_is_read(folder: Folder) -> None:
    texts, numbers = pa.map_(pa.string(), pa.string()), pa.map_(pa.int32(), pa.int32())
    columns = {
        "a": pa.array([[("k", "v")], [], None], texts),
        "b": pa.array([[(1, 2), (3, 4)], [(5, 6)], None], numbers),
        "c": pa.array([[[("k", "v")], None], [], None], pa.list_(texts)),
    }
    assert fields_of(folder.read("a.parquet", written(pa.table(columns)))) == [
        {"a": [["k", "v"]], "b": [[1, 2], [3, 4]], "c": [[["k", "v"]], None]},
        {"a": [], "b": [[5, 6]], "c": []},
        {"a": None, "b": None, "c": None},
    ]


def test_a_name_that_stands_twice_costs_no_column(folder: Folder) -> None:
    texts = [pa.array(["A", "B"]), pa.array(["It rained.", "It blew."]), pa.array(["x", "x"])]
    names = ["title", "body", "body"]
    outer = folder.read("a.parquet", written(pa.Table.from_arrays(texts, names=names)))
    rows = [
        {"title": "A", "body": "It rained.", "body_2": "x"},
        {"title": "B", "body": "It blew.", "body_2": "x"},
    ]
    assert fields_of(outer) == rows
    inner = pa.table({"article": pa.StructArray.from_arrays(texts, names)})
    assert fields_of(folder.read("b.parquet", written(inner))) == [{"article": row} for row in rows]


def test_a_row_larger_than_a_record_may_be_is_told_and_its_neighbours_are_read(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.readers.parquet.SHARED_BYTES", 1000)
    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["a", "b" * 5000, "c" * 2000]}), out)
    items = folder.read("a.parquet", out.getvalue(), limits=Limits(max_record_bytes=4096))
    assert [fields["text"] for fields in fields_of(items)] == ["a", "c" * 2000]
    (item,) = rejections(items)
    assert (item.reasons, item.raw_position) == (("too_large",), "row 2")
