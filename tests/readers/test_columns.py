"""Columnar and row files with types: Arrow, Feather, ORC, Avro, SQLite."""

import io
import sqlite3
import tempfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import feather, orc

from copydesk.records import RawRecord, Rejection

from .articles import MORE, TEXTS, TITLES, articles, parsed
from .reading import Folder, reasons, records, rejections

ROWS = [
    {
        "title": TITLES[n],
        "text": f"{TEXTS[n]} {MORE}",
        "date": "2021-05-03",
        "author": "Hedda Quill",
    }
    for n in range(3)
]


def database(path: Path, more: str = "") -> bytes:
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, text TEXT, date TEXT, author TEXT)"
        )
        connection.executemany(
            "INSERT INTO articles (title, text, date, author) VALUES (:title, :text, :date, :author)",
            ROWS,
        )
        connection.executescript(more)
    connection.close()
    return path.read_bytes()


def small_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return database(Path(folder) / "x.db")


def test_rows_of_a_database_are_records(folder: Folder, tmp_path: Path) -> None:
    raw = database(
        tmp_path / "x.db",
        "CREATE TABLE tags (name TEXT); INSERT INTO tags VALUES ('a'); CREATE VIEW v AS SELECT * FROM articles;",
    )
    for name in ("a.sqlite", "a.db", "a"):
        items = folder.read(name, raw)
        *stories, tag = parsed(items)
        assert [s.title for s in stories if not isinstance(s, Rejection)] == list(TITLES)
        assert isinstance(tag, Rejection)
        assert [i.raw_position for i in items] == [
            "table articles;row 1",
            "table articles;row 2",
            "table articles;row 3",
            "table tags;row 1",
        ]
        assert [i.source_record_id for i in items][:3] == ["1", "2", "3"]


def test_code_in_a_database_is_not_run(folder: Folder, tmp_path: Path) -> None:
    more = (
        "CREATE VIEW endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n;"
        "CREATE TABLE computed (a TEXT, b TEXT GENERATED ALWAYS AS (upper(a)) VIRTUAL); INSERT INTO computed (a) VALUES ('x');"
    )
    items = folder.read("a.db", database(tmp_path / "x.db", more))
    assert [i.raw_position for i in items][3:] == ["table computed;row 1"]
    assert len(items) == 4


def test_a_database_copied_without_its_log_says_so(folder: Folder, tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE articles (title, text)")
    connection.commit()
    (row,) = rejections(folder.read("a.db", path.read_bytes()))
    assert (row.reasons, "-wal" in row.detail) == (("empty_file",), True)
    (log,) = rejections(folder.read("a.db-wal", (tmp_path / "x.db-wal").read_bytes()))
    assert (log.reasons, "SQLite" in log.detail) == (("unsupported_format",), True)
    connection.close()
    (row,) = rejections(folder.read("b.db", path.read_bytes()))
    assert "no record" in row.detail  # its log was taken in: the table is empty
    connection = sqlite3.connect(tmp_path / "y.db")
    connection.execute("PRAGMA user_version=1")
    connection.close()
    (row,) = rejections(folder.read("c.db", (tmp_path / "y.db").read_bytes()))
    assert "no record" in row.detail


def columnar(kind: str) -> bytes:
    table, out = pa.Table.from_pylist(ROWS), io.BytesIO()
    if kind == "orc":
        orc.write_table(table, out)
    elif kind == "feather":
        feather.write_feather(table, out)
    elif kind == "avro":
        fastavro = pytest.importorskip("fastavro")
        schema = {
            "type": "record",
            "name": "r",
            "fields": [{"name": name, "type": "string"} for name in ROWS[0]],
        }
        fastavro.writer(out, schema, ROWS, codec="deflate", sync_marker=bytes(16))
    else:
        make = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
        with make(out, table.schema) as writer:
            writer.write_table(table, 2)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["orc", "feather", "arrow", "arrows", "avro"])
def test_rows_of_columnar_files_are_records(folder: Folder, kind: str) -> None:
    items = folder.read(f"a.{kind}", columnar(kind))
    assert [a.title for a in articles(items)] == list(TITLES)
    assert [i.raw_position for i in items] == ["row 1", "row 2", "row 3"]
    cut = folder.read(f"b.{kind}", columnar(kind)[:-60])
    assert all(isinstance(i, RawRecord) for i in cut[:-1])
    assert reasons(cut)


BAD = tuple(f"{TEXTS[0]} Caf{sign}".encode("cp1252") for sign in "éèê")


@pytest.mark.parametrize("kind", ["orc", "feather", "arrow"])
@pytest.mark.parametrize("is_large", [False, True])
def test_text_that_is_not_utf8_is_decoded_in_columns(
    folder: Folder, kind: str, is_large: bool
) -> None:
    text, raw = (pa.large_string(), pa.large_binary()) if is_large else (pa.string(), pa.binary())
    column = pa.Array.from_buffers(text, len(BAD), pa.array(BAD, raw).buffers())
    table, out = pa.Table.from_arrays([column, column], names=["text", "text"]), io.BytesIO()
    if kind == "orc":
        orc.write_table(table, out)
    elif kind == "feather":
        feather.write_feather(table, out)
    else:
        with pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table)
    items = folder.read(f"a.{kind}", out.getvalue())
    texts = [value.decode("cp1252") for value in BAD]
    assert [i.fields for i in items if isinstance(i, RawRecord)] == [
        {"text": text, "text_2": text} for text in texts
    ]


def test_text_that_is_not_utf8_is_decoded_in_a_database(folder: Folder, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE news (title TEXT, text TEXT)")
        for value in (*BAD, TEXTS[1].encode()):
            connection.execute("INSERT INTO news VALUES ('A', CAST(? AS TEXT))", (value,))
    connection.close()
    items = folder.read("a.db", (tmp_path / "x.db").read_bytes())
    stored = [i for i in items if isinstance(i, RawRecord)]
    assert [dict(i.fields or {})["text"] for i in stored] == [
        *(value.decode("cp1252") for value in BAD),
        TEXTS[1],
    ]
    assert len({i.record_id for i in stored}) == 4


def other_rows(raw: bytes) -> bytes:
    """Return a file with as long other titles."""
    for title in TITLES:
        raw = raw.replace(title.encode(), title[::-1].encode())
    return raw


def test_streams_one_behind_the_other_are_read(folder: Folder) -> None:
    both = folder.read("a.arrows", columnar("arrows") + other_rows(columnar("arrows")))
    assert both[:3] == folder.read("a.arrows", columnar("arrows"))
    assert [i.fields["title"] for i in records(both)[3:]] == [t[::-1] for t in TITLES]
    assert [i.raw_position for i in both] == [f"row {n}" for n in range(1, 7)]


@pytest.mark.parametrize("kind", ["arrow", "feather", "arrows"])
@pytest.mark.parametrize("more", [b"and more of it, " * 9, b"\x01\x02" * 300])
def test_what_stands_behind_columns_leaves_a_row(folder: Folder, kind: str, more: bytes) -> None:
    items = folder.read(f"a.{kind}", columnar(kind) + more)
    assert reasons(items) == ["corrupt_container"]


@pytest.mark.parametrize("kind", ["arrow", "feather"])
def test_of_files_one_behind_the_other_the_first_is_read_and_the_others_told(
    folder: Folder, kind: str
) -> None:
    items = folder.read(f"a.{kind}", columnar(kind) + other_rows(columnar("arrow")))
    assert items[:3] == folder.read(f"a.{kind}", columnar(kind))
    assert [(i.raw_position, i.reasons) for i in rejections(items)] == [
        ("row 4", ("corrupt_container",))
    ]


def test_what_stands_behind_the_last_page_of_a_database_leaves_a_row(folder: Folder) -> None:
    raw = small_database()
    sound = folder.read("a.db", raw)
    assert folder.read("a.db", raw + bytes(4096)) == sound, "room that nothing was written to yet"
    for more in (raw, b"INSERT INTO articles", bytes(9000) + b"x"):
        items = folder.read("a.db", raw + more)
        assert items[:-1] == sound
        assert items[-1].raw_position == f"byte {len(raw)}"
        assert reasons(items) == ["corrupt_container"]


def test_a_length_that_no_memory_holds_is_of_the_file_and_not_of_the_machine(
    folder: Folder,
) -> None:
    out = io.BytesIO()
    table = pa.table({"title": list(TITLES), "text": [TEXTS[0] * 9000] * 3})
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    raw = out.getvalue()
    near = range(len(raw) - 2000, len(raw))
    body = next(at for at in range(0, 600, 8) if int.from_bytes(raw[at : at + 8], "little") in near)
    lying = raw[:body] + (1 << 45).to_bytes(8, "little") + raw[body + 8 :]
    assert reasons(folder.read("a.arrows", lying)) == ["corrupt_container"]
    assert "corrupt_container" in reasons(folder.read("a.zip", zipped("a.arrows", lying)))


@pytest.mark.parametrize(("second", "told"), [(40, []), (90, ["corrupt_container"])])
def test_texts_that_end_before_they_begin_are_damaged(
    folder: Folder, second: int, told: list[str]
) -> None:
    """The first and the last place of a column are sound, and one between leads back."""
    places = pa.array([0, second, 80, 120], pa.int32()).buffers()[1]
    text = pa.StringArray.from_buffers(3, places, pa.py_buffer(b"It sailed. " * 11))
    out = io.BytesIO()
    table = pa.table({"title": list(TITLES), "text": text})
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    assert reasons(folder.read("a.arrows", out.getvalue())) == told


def zipped(name: str, raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), raw)
    return out.getvalue()
