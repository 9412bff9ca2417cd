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
