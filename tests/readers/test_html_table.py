"""Pages that are tables of articles: each row is a record. A page with a story and a table stays a page."""

import pytest

from copydesk.readers.html_table import is_table_of_articles
from copydesk.records import RawRecord, Rejection

from .reading import Folder, page

FRAME = (
    '<table border="1" class="dataframe">\n  <thead>\n    <tr style="text-align: right;">\n      <th></th>\n      <th>headline</th>\n'
    "      <th>date</th>\n      <th>text</th>\n    </tr>\n  </thead>\n  <tbody>\n"
    "    <tr>\n      <th>0</th>\n      <td>Ferry &amp; quay</td>\n      <td>2021-05-03</td>\n      <td>It rained.\n\nThe rest came.</td>\n    </tr>\n"
    "    <tr>\n      <th>1</th>\n      <td>Second</td>\n      <td>2021-05-04</td>\n      <td><p>One.</p><p>Two.</p></td>\n    </tr>\n"
    "  </tbody>\n</table>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("a.html", "%s"),
        (
            "a.htm",
            "<html><head><title>Export of 9 May</title></head><body><h1>Export</h1>%s</body></html>",
        ),
        ("export.xls", "<html><body>%s</body></html>"),
    ],
)
def test_each_row_of_a_table_of_articles_is_a_record(folder: Folder, name, around):
    first, second = folder.read(name, (around % FRAME).encode())
    assert first.fields == {
        "Unnamed: 0": "0",
        "headline": "Ferry & quay",
        "date": "2021-05-03",
        "text": "It rained.\n\nThe rest came.",
    }
    assert second.fields["text"] == "<p>One.</p><p>Two.</p>"
    assert [first.raw_position, second.raw_position] == ["row 1", "row 2"]


def test_a_page_with_a_story_and_a_table_stays_a_page(folder: Folder):
    story = page("Ferry aground").replace(b"</body>", FRAME.encode() + b"</body>")
    text = b"<p>" + b"The ferry ran aground off the quay and nobody was hurt. " * 8 + b"</p>"
    (item,) = folder.read("a.html", story.replace(b"<body>", b"<body>" + text))
    assert item.media == "html"


@pytest.mark.parametrize(
    "names", [("team", "title", "date"), ("title", "date", "author"), ("name", "text", "price")]
)
def test_a_table_of_something_else_stays_a_page(names):
    header = "".join(f"<th>{name}</th>" for name in names)
    assert not is_table_of_articles(
        f"<html><table><tr>{header}</tr><tr><td>1<td>2<td>3</tr>".encode()
    )


def test_a_row_of_another_width_and_one_that_does_not_end_cost_themselves(folder: Folder):
    text = FRAME.replace("      <td>2021-05-03</td>\n", "").replace(
        "    </tr>\n  </tbody>\n</table>", ""
    )
    items = folder.read("a.html", text.encode())
    assert [(type(item), getattr(item, "reasons", None)) for item in items] == [
        (Rejection, ("broken_record",))
    ] * 2
    again = folder.read("a.html", (FRAME + FRAME).encode())
    assert len([item for item in again if isinstance(item, RawRecord)]) == 4


def test_a_table_in_another_encoding_is_read_by_what_it_declares(folder: Folder):
    text = '<html><head><meta charset="iso-8859-2"></head><table><tr><th>title<th>text</tr><tr><td>Łódź<td>Żółć</tr></table>'
    (item,) = folder.read("a.html", text.encode("iso-8859-2"))
    assert item.fields == {"title": "Łódź", "text": "Żółć"}


INNER = "<table><tr><td>Boat</td><td>Age</td></tr><tr><td>Aurora</td><td>31</td></tr></table>"
HEADER = "<tr><th>title</th><th>text</th></tr>"


def rows_of(items):
    return [tuple(item.fields.values()) for item in items if isinstance(item, RawRecord)]


@pytest.mark.parametrize("inner", [INNER, INNER.replace("</td>", "").upper(), INNER + INNER])
def test_a_table_in_a_cell_is_part_of_its_row_which_is_read_once(folder: Folder, inner):
    rows = f"<tr><td>First</td><td>It rained.{inner}</td></tr><tr><td>Second</td><td>{inner}It stopped.</td></tr>"
    items = folder.read("a.html", f"<table>{HEADER}{rows}</table>".encode())
    assert rows_of(items) == [("First", f"It rained.{inner}"), ("Second", f"{inner}It stopped.")]
    assert [item.raw_position for item in items] == ["row 1", "row 2"]


def test_tables_in_tables_in_cells_keep_the_columns_of_their_row(folder: Folder):
    deep = "<table><tr><td>" * 40 + "Boat" + "</td></tr></table>" * 40
    row = f"<tr><td>First</td><td>{deep}</td></tr>"
    items = folder.read("a.html", f"<table>{HEADER}{row * 2}</table>".encode())
    assert rows_of(items) == [("First", deep)] * 2


def test_a_table_in_a_cell_that_is_never_closed_swallows_no_further_row(folder: Folder):
    rows = (
        "<tr><td>First</td><td>a<table></td></tr><tr><td>Second</td><td>b</td></tr>"
        "<tr><td>Third</td><td>c</td></tr>"
    )
    items = folder.read("a.html", f"<table>{HEADER}{rows}</table>".encode())
    assert rows_of(items) == [("First", "a<table>"), ("Second", "b"), ("Third", "c")]


def test_a_table_of_articles_in_a_table_that_lays_out_the_page_is_read(folder: Folder):
    rows = f"<tr><td>First</td><td>a{INNER}</td></tr><tr><td>Second</td><td>b</td></tr>"
    laid = f"<table><tr><td>Menu</td><td><table>{HEADER}{rows}</table></td></tr></table>"
    items = folder.read("a.html", laid.encode())
    assert rows_of(items) == [("First", f"a{INNER}"), ("Second", "b")]
    assert len(items) == 2


def test_rows_whose_ends_are_left_out_are_read_one_by_one(folder: Folder):
    items = folder.read("a.html", f"<table>{HEADER}<tr><td>A<td>a<tr><td>B<td>b</table>".encode())
    assert rows_of(items) == [("A", "a"), ("B", "b")]


@pytest.mark.parametrize(("n", "n_kept"), [(1, 0), (20, 1)])
def test_a_text_behind_the_table_or_between_rows_is_kept_where_it_is_more_than_a_caption(
    folder: Folder, n, n_kept
):
    text = "<p>The ferry ran aground off the quay.</p>" * n
    table = f"<table>{HEADER}<tr><td>A</td><td>a</td></tr></table>"
    items = folder.read("a.html", f"{table}{text}{table}{text}".encode())
    assert rows_of(items) == [("A", "a")] * 2
    left = [item for item in items if isinstance(item, Rejection)]
    assert [item.reasons for item in left] == [("not_a_record",)] * 2 * n_kept
    assert all("The ferry ran aground" in item.excerpt for item in left)


def test_a_number_that_is_no_character_costs_no_table(folder: Folder):
    row = f"<tr><td>A&#{'9' * 5000};</td><td>a</td></tr>"
    items = folder.read("a.html", f"<table>{HEADER}{row}</table>".encode())
    assert rows_of(items) == [("A\ufffd", "a")]


LETTERS = "<tr><th></th><th>A</th><th>B</th><th>C</th></tr>"
SHEET = (
    f"<table class='waffle'><thead>{LETTERS}</thead><tbody>"
    "<tr><th>1</th><td>Headline</td><td>Date</td><td>Text</td></tr>"
    "<tr><th>2</th><td>Ferry</td><td>2021-05-03</td><td>It rained.</td></tr></tbody></table>"
)


def test_the_letters_of_a_spreadsheets_columns_head_nothing(folder: Folder):
    (told,) = folder.read("Sheet1.html", SHEET.encode())
    assert told.fields == {
        "1": "2",
        "Headline": "Ferry",
        "Date": "2021-05-03",
        "Text": "It rained.",
    }
    other = SHEET.replace(LETTERS, "<tr><th></th><th>Teams</th><th>B</th><th>C</th></tr>")
    assert not is_table_of_articles(other.encode())
