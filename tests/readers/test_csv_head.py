"""Odd tables: what stands above a header, marks of every kind, several tables in one file, tables called text."""

import pytest

from copydesk.readers.csv_head import is_table

from .reading import Folder, fields_of, reasons, records

LONG = (
    "The ferry line reopens on Monday after a storm, the harbour council said, and its first boat leaves at six. "
    * 3
)
TWO = [
    {"title": "Ferry line reopens", "date": "2019-11-19", "text": "It sails; again, they said."},
    {"title": "Storm closes harbour", "date": "2019-11-20", "text": "It rained, and blew."},
]
TABLE = 'title;date;text\nFerry line reopens;2019-11-19;"It sails; again, they said."\nStorm closes harbour;2019-11-20;It rained, and blew.\n'


@pytest.mark.parametrize(
    "above",
    [
        "",
        "sep=;\n",
        '"sep=;"\r\n',
        "Export of the archive\n\n",
        "Harbour archive\nExported by Quill, 2021-05-04\nRows;2\n\n",
    ],
)
def test_what_stands_above_the_header_is_no_row(folder: Folder, above: str) -> None:
    items = folder.read("a.csv", (above + TABLE).encode())
    assert fields_of(items) == TWO
    assert len(items) == 2


def test_what_stands_above_is_part_of_every_row(folder: Folder) -> None:
    (record, _) = records(folder.read("a.csv", ("Export of 2021\n" + TABLE).encode()))
    assert record.raw.startswith(b"Export of 2021\ntitle;date;text\nFerry")


def test_a_first_row_of_data_is_no_preamble(folder: Folder) -> None:
    raw = f"1,Ferry line,{LONG.replace(',', '')}\n2,Storm,{LONG.replace(',', '')}\n".encode()
    assert [fields["column_2"] for fields in fields_of(folder.read("a.csv", raw))] == [
        "Ferry line",
        "Storm",
    ]


def test_single_quotes_enclose_cells_where_they_open_and_close_them(folder: Folder) -> None:
    raw = b"Etat;'The budget; it''s told, grows.'\nSport;'They won; again.'\nWeb;'It is down.'\n"
    rows = fields_of(folder.read("a.csv", raw))
    assert [row["column_2"] for row in rows] == [
        "The budget; it's told, grows.",
        "They won; again.",
        "It is down.",
    ]


def test_an_apostrophe_at_the_head_of_a_cell_encloses_nothing(folder: Folder) -> None:
    raw = b"title,text\n'Tis the season,It snowed\n'Twas fine,It thawed\nMay,\"It rained, once\"\n"
    assert [row["title"] for row in fields_of(folder.read("a.csv", raw))] == [
        "'Tis the season",
        "'Twas fine",
        "May",
    ]


def test_a_header_that_comes_again_is_no_row(folder: Folder) -> None:
    items = folder.read("a.csv", (TABLE + TABLE).encode())
    assert fields_of(items) == TWO + TWO


def test_a_second_table_has_its_own_header(folder: Folder) -> None:
    raw = TABLE + "\nheadline;author;body;url\nBoats;Quill;They float.;https://gazette.example/1\n"
    assert fields_of(folder.read("a.csv", raw.encode()))[2] == {
        "headline": "Boats",
        "author": "Quill",
        "body": "They float.",
        "url": "https://gazette.example/1",
    }


def test_prose_that_was_not_quoted_is_put_together(folder: Folder) -> None:
    raw = b"id,title,text,date\n1,Ferry,It sails, they said, again.,2019-11-19\n2,Storm,It blew,hard,2019-11-20\n3,Os,Korsvik,Dornach on fire,2019-11-21\n"
    items = folder.read("a.csv", raw)
    assert fields_of(items) == [
        {"id": "1", "title": "Ferry", "text": "It sails, they said, again.", "date": "2019-11-19"},
        {"id": "2", "title": "Storm", "text": "It blew,hard", "date": "2019-11-20"},
    ]
    assert reasons(items) == ["broken_record"]


def test_a_table_of_thousands_of_columns_is_read(folder: Folder) -> None:
    names = [f"word_{number}" for number in range(6_000)]
    raw = ",".join([*names, "title", "text"]) + "\n" + ",".join(["0"] * 6_000) + ",Ferry,It sails\n"
    (record,) = records(folder.read("a.csv", raw.encode()))
    assert record.fields is not None
    assert (record.fields["title"], record.fields["text"]) == ("Ferry", "It sails")
    assert len(record.raw) < 20_000


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "euc_jp"])
def test_a_table_in_an_encoding_of_its_country_is_a_table(folder: Folder, encoding: str) -> None:
    head, text = ("Заголовок;Дата;Текст", "Паром снова ходит через залив, сообщил совет гавани в понедельник")  # fmt: skip
    if encoding == "euc_jp":
        head, text = "タイトル;日付;本文", "港湾評議会は月曜日に渡し船の運航を再開すると発表した"
    raw = f"{head}\n" + "".join(f"{n} {text[:20]};2019-11-1{n};{text}\n" for n in range(3))
    rows = fields_of(folder.read("a.txt", raw.encode(encoding)))
    assert [list(row.values())[-1] for row in rows] == [text] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", ["\t", ";", ",", "|"])
def test_a_table_that_its_name_calls_text_is_a_table(
    folder: Folder, encoding: str, delimiter: str
) -> None:
    raw = "".join(
        delimiter.join([title, "2019-11-19", text]) + "\n"
        for title, text in [("title", "text"), ("Ferry", "It sails"), ("Storm", "It blows")]
    ).replace("2019-11-19", "date", 1)
    rows = fields_of(folder.read("a.txt", raw.encode(encoding)))
    assert [(row["title"], row["text"]) for row in rows] == [
        ("Ferry", "It sails"),
        ("Storm", "It blows"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ferry line reopens\n\nThe line, closed in March, reopens on Monday, they said.\n\nIt rained, too.\n",
        "Title, text and date\n\nThe three, he said, are all that is needed.\nNothing else, and nobody, was asked.\n",
        "Results\nHome\t3\nAway\t2\n\nThe home side won the cup for the first time.\n",
        "Text\nIt rained.\n",
    ],
)
def test_prose_with_commas_and_tabs_is_no_table(text: str) -> None:
    assert not is_table(text.encode())


@pytest.mark.parametrize("mark", ["\t", "\x01"])
def test_lines_parted_alike_by_rare_marks_are_a_table_without_a_header(mark: str) -> None:
    labels = ("world", "sport", "world")
    assert is_table("".join(f"{label}{mark}{LONG}\n" for label in labels).encode())
    assert not is_table("".join(f"{label}, {LONG}\n" for label in labels).encode())


@pytest.mark.parametrize("delimiter", ["^", "\x01"])
def test_rare_marks_part_cells_too(folder: Folder, delimiter: str) -> None:
    rows = [
        ("title", "date", "text"),
        ("Ferry", "2019-11-19", "It sails"),
        ("Storm", "2019-11-20", "It blows"),
    ]
    raw = "".join(delimiter.join(row) + "\n" for row in rows)
    assert [row["text"] for row in fields_of(folder.read("a.csv", raw.encode()))] == [
        "It sails",
        "It blows",
    ]


def test_a_space_before_a_quote_belongs_to_neither_cell(folder: Folder) -> None:
    raw = 'title, date, text\n"Ferry", "2019-11-19", "It sails,\n\nsays he"\n"Storm", "2019-11-20", "It blows"\n'
    assert [row["text"] for row in fields_of(folder.read("a.csv", raw.encode()))] == [
        "It sails,\n\nsays he",
        "It blows",
    ]


def test_empty_cells_beyond_the_header_cost_no_row_of_many_lines(folder: Folder) -> None:
    raw = 'title,date,text,author\nFerry,2019-11-19,"It sails.\n\nSo he says",Hedda Quill,,\nStorm,2019-11-20,"It blows",Tom\n'
    rows = fields_of(folder.read("a.csv", raw.encode()))
    assert [(row["text"], row["author"]) for row in rows] == [
        ("It sails.\n\nSo he says", "Hedda Quill"),
        ("It blows", "Tom"),
    ]


def test_a_header_in_thai_is_one(folder: Folder) -> None:
    raw = "หัวข้อข่าว,วันที่,เนื้อหาข่าว\nเรือ,2019-11-19,เรือออกแล้ว\n"
    (row,) = fields_of(folder.read("a.csv", raw.encode()))
    assert row["วันที่"] == "2019-11-19"


def test_bars_part_a_table_without_a_header_where_they_are_many() -> None:
    rows = [f"{n}|2021-05-0{n}|Ferry sails|{LONG}{', and more' * n}\n" for n in range(1, 6)]
    assert is_table("".join(rows).encode())
    assert not is_table(f"{LONG} | Gazette\n".encode() * 4)
    assert not is_table(b"Home | News | Sport | Weather\n" * 4)
