"""Delimited tables: rows, quotes, headers."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.readers import READERS, Place
from copydesk.records import SourceConfig, record_id_of

from .reading import SMALL, Folder, fields_of, gz_each, reasons, records, rejections

HEADER = "id,title,body,date"
ROWS = [
    {
        "id": str(n),
        "title": f"Story {n}",
        "body": f"It rained, {n} hours.\nThen it stopped.",
        "date": "2019-11-19",
    }
    for n in range(1, 8)
]


def table(rows: list[dict[str, str]], **options: object) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n", **options)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_each_row_is_a_record_with_its_multi_line_cells(folder: Folder) -> None:
    items = folder.read("a.csv", table(ROWS).encode())
    assert fields_of(items) == ROWS
    assert [item.raw_position for item in items] == [f"row {n}" for n in range(1, 8)]
    assert [item.source_record_id for item in items] == [str(n) for n in range(1, 8)]


def test_a_row_is_identified_with_its_header(folder: Folder) -> None:
    (record,) = records(folder.read("a.csv", b'title,body\r\n"Ferry","The ferry ran\naground"\r\n'))
    assert record.raw == b'title,body\n"Ferry","The ferry ran\naground"'
    assert record.record_id == record_id_of(record.raw)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(folder: Folder, delimiter: str) -> None:
    name = "a.tsv" if delimiter == "\t" else "a.csv"
    assert fields_of(folder.read(name, table(ROWS, delimiter=delimiter).encode())) == ROWS


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_kinds_are_read(folder: Folder, line_end: str) -> None:
    text = line_end.join(["title,body", "Ferry,aground", "Ferry,afloat", ""])
    assert [fields["body"] for fields in fields_of(folder.read("a.csv", text.encode()))] == [
        "aground",
        "afloat",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_read(folder: Folder, encoding: str) -> None:
    rows = [{"title": "Café “Zur Fähre”", "body": "naïve – très"}] * 3
    assert fields_of(folder.read("a.csv", table(rows).encode(encoding))) == rows


def test_a_declared_encoding_is_used(folder: Folder) -> None:
    rows = [{"title": "Паром опоздал", "body": "Паром"}]
    raw = table(rows).encode("koi8_r")
    assert fields_of(folder.read("a.csv", raw, SourceConfig(encoding="koi8_r"))) == rows


@pytest.mark.parametrize(
    "bad",
    [
        '4,"Story 4,It rained,2019',
        '4,Story 4,"It rained,2019',
        '"4,Story 4,It rained,2019',
        "4,Story 4,one,two,three,four,five",
        "just some words",
    ],
)
def test_a_broken_row_costs_itself(folder: Folder, bad: str) -> None:
    lines = [HEADER, *(f"{n},Story {n},It rained,2019" for n in range(1, 4)), bad]
    lines += [f'{n},"Story {n}","It rained, hard",2019' for n in range(5, 8)]
    items = folder.read("a.csv", "\n".join(lines).encode() + b"\n")
    assert [fields["id"] for fields in fields_of(items)] == ["1", "2", "3", "5", "6", "7"]
    (item,) = rejections(items)
    assert item.reasons == ("broken_record",)
    assert item.raw_position == "row 4"


def test_stray_quotes_inside_a_cell_are_characters(folder: Folder) -> None:
    raw = b'id,title,body\n1,"He said "no" again",fine\n2,the 6" gun,"a ""b"" c"\n'
    assert [fields["title"] for fields in fields_of(folder.read("a.csv", raw))] == [
        'He said "no" again',
        'the 6" gun',
    ]


def test_backslash_quotes_are_read(folder: Folder) -> None:
    raw = b"id,title\n" + b'1,"He said \\"no\\", again"\n' * 4
    assert fields_of(folder.read("a.csv", raw))[0]["title"] == 'He said "no", again'


def test_a_short_row_keeps_its_cells_and_a_tail_of_delimiters_means_nothing(folder: Folder) -> None:
    items = folder.read("a.csv", b"id,title,body,date\n1,Ferry,aground\n2,Ferry,afloat,2019,,,\n")
    assert fields_of(items) == [
        {"id": "1", "title": "Ferry", "body": "aground"},
        {"id": "2", "title": "Ferry", "body": "afloat", "date": "2019"},
    ]


def test_a_table_without_a_header_loses_no_row(folder: Folder) -> None:
    raw = b'business,"Profits rise at the port, says its head"\nsport,The home side won\n'
    items = folder.read("a.csv", raw)
    assert [fields["column_1"] for fields in fields_of(items)] == ["business", "sport"]


def test_nameless_and_repeated_columns_get_names(folder: Folder) -> None:
    (fields,) = fields_of(folder.read("a.csv", b",title,text,text\n0,Ferry,one,two\n"))
    assert fields == {"Unnamed: 0": "0", "title": "Ferry", "text": "one", "text_2": "two"}


def test_a_table_of_one_column_is_read(folder: Folder) -> None:
    assert fields_of(folder.read("a.csv", b"text\nIt rained\n\nIt stopped\n")) == [
        {"text": "It rained"},
        {"text": "It stopped"},
    ]


def test_a_header_alone_leaves_a_row(folder: Folder) -> None:
    assert reasons(folder.read("a.csv", b"id,title\n")) == ["empty_file"]


def test_a_very_long_cell_is_read(folder: Folder) -> None:
    body = "word " * 100_000
    (fields,) = fields_of(folder.read("a.csv", f'id,body\n1,"{body}"\n'.encode()))
    assert fields["body"] == body


def test_a_row_larger_than_the_limit_is_rejected_and_the_next_is_read(folder: Folder) -> None:
    raw = b"id,body\n1," + b"word " * 5000 + b"\n2,fine\n"
    items = folder.read("a.csv", raw, limits=SMALL)
    assert reasons(items) == ["too_large"]
    assert fields_of(items) == [{"id": "2", "body": "fine"}]


def test_the_last_row_of_a_cut_gzip_is_no_record(folder: Folder) -> None:
    import random

    rng = random.Random(3)
    rows = [{"id": str(n), "body": f"{rng.random()} {rng.random()}"} for n in range(3000)]
    raw = gz_each(table(rows).encode())
    items = folder.read("a.csv.gz", raw[: len(raw) // 2])
    assert fields_of(items) == rows[: len(records(items))]
    assert len(records(items)) > 1000
    assert reasons(items) == ["truncated_file"]


def test_a_file_that_grows_keeps_its_rows(folder: Folder) -> None:
    text = table(ROWS)
    cut = text.index("\n5,") + 1
    before = folder.read("a.csv", text[:cut].encode())
    assert folder.read("a.csv", text.encode())[: len(before)] == before


def test_open_quotes_on_every_other_line_cost_half_the_rows_and_little_time(folder: Folder) -> None:
    raw = b"id,title,body\n" + b'5,"ferry,aground\n7,ferry,afloat\n' * 10_000 + b'9,x,"y"\n'
    items = folder.read("a.csv", raw)
    assert len(records(items)) >= 10_000
    assert len(items) == 20_001


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"), max_size=12
)  # a mark of byte order says nothing


@settings(max_examples=80)
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=6))
def test_whatever_a_writer_quotes_is_read(rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "title", "body"])
    writer.writerows(rows)
    raw = out.getvalue().encode()
    items = list(READERS["csv"](io.BytesIO(raw), Place("a", name="a.csv")))
    assert [tuple(fields.values()) for fields in fields_of(items)] == rows


@pytest.mark.parametrize(
    ("columns", "n_read"), [(("title", "body", "note"), 0), (("title", "body", "note", "by"), 3)]
)
def test_rows_behind_an_open_quote_are_told_from_prose_by_their_columns(
    folder: Folder, columns: tuple[str, ...], n_read: int
) -> None:
    """Three commas are met in a line of prose; four columns of a row are not met by chance."""
    rows = [",".join(f"{name} {n}" for name in columns) for n in range(1, 5)]
    rows[0] = '"' + rows[0]
    items = folder.read("a.csv", "\n".join([",".join(columns), *rows, ""]).encode())
    assert len(records(items)) == n_read


TEXT = "He paid 1,200 crowns, they said. " * 8


@pytest.mark.parametrize("mark", [" ", "\t", ","])
def test_row_names_of_r_are_a_column_of_their_own(folder: Folder, mark: str) -> None:
    """`write.table` gives no name to the column of row names; nothing but a space may part its cells."""
    lines = [("title", "text"), *((str(n), f"Story {n}", f'{TEXT}\n\n"{n}" came.') for n in (1, 2))]
    text = "\n".join(
        mark.join('"' + cell.replace('"', '\\"') + '"' for cell in line) for line in lines
    )
    found = fields_of(folder.read("a.csv", f"{text}\n".encode()))
    assert [fields["title"] for fields in found] == ["Story 1", "Story 2"]
    assert found[1]["text"] == f'{TEXT}\n\n"2" came.'


def test_a_row_too_wide_among_others_is_no_row_name(folder: Folder) -> None:
    text = "title,note\nStory 1,a\nx,Story 2,b\n"
    assert reasons(folder.read("a.csv", text.encode())) == ["broken_record"]


def test_single_quotes_enclose_cells_whose_prose_holds_double_ones(folder: Folder) -> None:
    rows = [
        {"title": f"Story {n}", "text": f'"It\'s late," she said.\n{TEXT}', "no": str(n)}
        for n in (1, 2)
    ]
    text = table(rows, quotechar="'", quoting=csv.QUOTE_ALL)
    assert fields_of(folder.read("a.csv", text.encode())) == rows


def test_double_quotes_enclose_cells_that_open_with_single_ones(folder: Folder) -> None:
    rows = [
        {"title": f"'Late', says {n}", "text": "'Tis so', she said", "no": str(n)} for n in (1, 2)
    ]
    assert fields_of(folder.read("a.csv", table(rows, quoting=csv.QUOTE_ALL).encode())) == rows


def test_prose_that_nothing_encloses_goes_on_in_the_last_column(folder: Folder) -> None:
    rows = [("2021-05-03", "Fire, flood and fear", f'He told her: "It was 3,400," and left,no more. {TEXT}'),
            ("2021-05-04", "Ferry aground", TEXT)]  # fmt: skip
    text = "date,title,text\n" + "".join(",".join(row) + "\n" for row in rows)
    found = fields_of(folder.read("a.csv", text.encode()))
    assert [tuple(fields.values()) for fields in found] == rows


def test_a_wide_row_whose_last_column_is_no_text_has_shifted(folder: Folder) -> None:
    text = f"title,text,section\nOs,Korsvik,Dornach on fire,News\nStorm,{'It blew ' * 30},news\n"
    assert reasons(folder.read("a.csv", text.encode())) == ["broken_record"]


GOOD_ROWS = [("1", "Ferry aground off Oslen", "Hedda Quill"), ("2", "Bridge at Korsvik is shut", "Ilse Brandvik"),
        ("3", "Night trains return", "Tom Hale")]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "read"),
    [
        # The text is enclosed, and neither number nor name is so long.
        (f'4,Oslen,Korsvik and Dornach share one mayor who wants a bridge,Tom Hale,"{TEXT}"', "Oslen,Korsvik and Dornach share one mayor who wants a bridge"),
        (f'4,"Oslen sails",Tom Hale,and Hedda Quill,"{TEXT}"', "Oslen sails"),
        # Prose goes on in small letters, where no column but the text can have been cut.
        (f"4,Oslen sails,Tom Hale,{TEXT}it said,and left", "Oslen sails"),
        # Two columns can have been.
        (f'4,Ferry sails,Tom Hale,Hedda Quill,"{TEXT}"', None),
        (f"4,Oslen sails,Tom Hale,The Ferry,{TEXT}", None),
    ],
)  # fmt: skip
def test_a_wide_row_is_read_where_one_column_alone_can_have_been_cut(
    folder: Folder, row: str, read: str | None
) -> None:
    good = "".join(f'{n},{title},{name},"{TEXT}"\n' for n, title, name in GOOD_ROWS)
    items = folder.read("a.csv", f"id,title,author,text\n{good}{row}\n".encode())
    found = fields_of(items)[3:]
    assert [fields["title"] for fields in found] == ([] if read is None else [read])
    assert reasons(items) == (["broken_record"] if read is None else [])
    assert all(fields["text"].startswith(TEXT[:20]) for fields in found)


LONG = (
    "The council of Oslen voted on Monday to reopen the ferry line, which a storm had closed in March. "
    * 3
)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_tabs_part_a_table_without_a_header_whatever_ends_its_lines(
    folder: Folder, line_end: str
) -> None:
    rows = [f"https://post.example/{n}\t2021-05-0{n}\tFerry {n}\t{LONG}" for n in (1, 2, 3)]
    found = fields_of(folder.read("part-00000", line_end.join([*rows, ""]).encode()))
    assert [row["column_2"] for row in found] == ["2021-05-01", "2021-05-02", "2021-05-03"]  # fmt: skip


def test_a_second_table_of_the_same_width_has_columns_of_its_own(folder: Folder) -> None:
    first = f'title,text,date,author\nFerry,"{LONG}",2021-05-03,Hedda Quill\n'
    second = f'headline,published,writer,content\nQuay,2021-05-04,Ben Okoro,"{LONG}"\n'
    one, *_, two = fields_of(folder.read("a.csv", (first + "Paper B,,,\n" + second).encode()))
    assert (one["title"], two["writer"]) == ("Ferry", "Ben Okoro")


def test_a_row_of_short_words_among_which_are_names_of_columns_is_a_row(folder: Folder) -> None:
    raw = "title,text,date,author\nStory,Text,2021-05-03,Hedda Quill\nQuay,Sand,2021-05-04,Ben Okoro\n"
    assert [row["title"] for row in fields_of(folder.read("a.csv", raw.encode()))] == ["Story", "Quay"]  # fmt: skip


def table_of(*texts: str, header: str = "id,title,text") -> bytes:
    rows = [f"{n},Ferry {n},{text}" for n, text in enumerate(texts, 1)]
    return "\n".join([header, *rows, ""]).encode()


RUNS_ON = "It sails.\n\nThe mayor, who came by bus, was glad.\nNobody was hurt."


def test_a_text_without_quotes_runs_on_to_the_next_number(folder: Folder) -> None:
    items = folder.read("a.csv", table_of(RUNS_ON, "It stops.", RUNS_ON))
    assert [fields["text"] for fields in fields_of(items)] == [RUNS_ON, "It stops.", RUNS_ON]
    assert reasons(items) == []


@pytest.mark.parametrize(
    "raw",
    [
        table_of("It sails.", "It stops.\n(2 rows affected)"),  # the last alone
        table_of("1.5\n\nA line of the export's own.", "2.5", header="id,text,price"),
        table_of('"It sails."\n\nA line of the export\'s own.', "It stops."),
    ],
)
def test_what_stands_below_a_row_that_does_not_end_in_a_bare_text_is_none_of_it(
    folder: Folder, raw: bytes
) -> None:
    items = folder.read("a.csv", raw)
    assert len(fields_of(items)) == 2
    assert reasons(items) == ["broken_record"]
