"""What few files have: each with its wrong twin."""

from __future__ import annotations

import io
import tarfile
from typing import Any

import pytest
from lxml import etree

from copydesk.readers.csv_head import is_table
from copydesk.readers.export_fields import read_ris_story
from copydesk.readers.sheets import FIRST_DAY, _date, _excel_value
from copydesk.readers.xml_agency import _nitf_body
from copydesk.readers.xml_texts import read_wiki_page
from copydesk.readers.xml_tree import inner_markup

from .reading import Folder, fields_of, page, reasons, records, warc_record
from .test_xml_feeds import rss, rss_item

LONG = "The ferry to the islands sails again on Monday, said its engineer. " * 4


def tree(markup: str) -> Any:
    return etree.fromstring(markup)


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>https://gazette.example/7</guid>", "https://gazette.example/7"),
        ('<guid isPermaLink="false">https://gazette.example/7</guid>', None),
        ("<guid>https://gazette.example/7</guid><link>https://gazette.example/8</link>", "https://gazette.example/8"),
    ],
)  # fmt: skip
def test_the_id_of_an_item_is_its_address_unless_it_says_otherwise(
    folder: Folder, guid: str, url: str | None
) -> None:
    item = f"<item><title>Ferry sails</title>{guid}<description>{LONG}</description></item>"
    [fields] = fields_of(folder.read("a.xml", rss(item)))
    assert fields.get("url") == url


def test_an_entry_of_another_feed_is_of_that_paper(folder: Folder) -> None:
    entry = "<entry><title>Ferry sails</title>{}<content>" + LONG + "</content></entry>"
    told = [entry.format(s) for s in ("<source><title>Oslen Echo</title></source>", "")]
    raw = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>{"".join(told)}</feed>'
    found = fields_of(folder.read("a.xml", raw.encode()))
    assert [fields["publisher"] for fields in found] == ["Oslen Echo", "Gazette"]


def test_a_text_of_an_agency_stands_in_its_content_or_else_in_its_body() -> None:
    content = "<nitf><body><body.head><p>Head</p></body.head><body.content><p>It sails.</p></body.content></body></nitf>"
    assert "Head" not in str(_nitf_body(tree(content)))
    assert "It sails." in str(_nitf_body(tree("<nitf><body><p>It sails.</p></body></nitf>")))
    assert _nitf_body(tree("<nitf><head/></nitf>")) == {}


@pytest.mark.parametrize(
    ("rest", "problem"),
    [
        ("<ns>2</ns>", "a page of the wiki's namespace 2"),
        ("<redirect title='b'/>", "a page that redirects to another"),
        ("<revision><text>#REDIRECT [[New]]</text></revision>", "a page that redirects to another"),
        ("<revision><text>It sails.</text></revision>", None),
        ("", None),
    ],
)
def test_what_is_no_page_of_a_wikis_stories_is_told(rest: str, problem: str | None) -> None:
    found = read_wiki_page(tree(f"<page><title>A</title>{rest}</page>"), tree("<siteinfo/>"))
    assert found.get("problem") == problem
    assert found["title"] == "A"


@pytest.mark.parametrize(
    ("name", "head", "day"),
    [
        ("2021-05-03-ferry.md", "title: Ferry", "2021-05-03"),
        ("2021-05-03-ferry.md", "title: Ferry\ndate: 2020-01-01", "2020-01-01"),
        ("ferry.md", "title: Ferry", None),
    ],
)
def test_the_day_in_a_files_name_is_its_storys_where_none_is_stated(
    folder: Folder, name: str, head: str, day: str | None
) -> None:
    [fields] = fields_of(folder.read(name, f"---\n{head}\n---\n{LONG}".encode()))
    assert (str(fields["date"]) if "date" in fields else None) == day


def test_a_first_line_that_says_what_parts_cells_makes_a_table() -> None:
    assert is_table(b"sep=;\na;b\n")
    assert not is_table(b"sep by step;\nit sails\n")


def test_a_line_under_a_reference_s_tag_goes_on_with_it() -> None:
    lines = ["  lost", "TY  - NEWS", "TI  - Ferry", "sails", "", "AU  - Ann Lee", "AU  - Tom Hale", "LA  - English"]  # fmt: skip
    found = read_ris_story(lines)
    assert (found["title"], found["authors"]) == ("Ferry\nsails", ["Ann Lee", "Tom Hale"])
    assert found["language"] == "en"
    assert read_ris_story(lines[2:]) == {}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c t="e"><v>#REF!</v></c>', ""),
        ('<c t="str"><v>a_x000D_b_x0041_c_xD800_</v></c>', "abAc"),
        ('<c t="s"><v>0</v></c>', "one"),
        ('<c t="s"><v>1</v></c>', ""),
        ('<c t="s"><v>-1</v></c>', ""),
        ('<c s="3"><v>44319</v></c>', "2021-05-03"),
        ('<c s="2"><v>44319</v></c>', "44319"),
        ('<c t="n" s="3"><v>44319</v></c>', "2021-05-03"),
        ('<c t="str" s="3"><v>44319</v></c>', "44319"),
    ],
)
def test_what_a_cell_shows(cell: str, shown: str) -> None:
    assert _excel_value(tree(cell), ["one"], frozenset({3}), FIRST_DAY) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.5", "0.5"), ("1", "1899-12-31"), ("nothing", "nothing"), ("1e9", "1e9"), ("44319.25", "2021-05-03T06:00:00")],
)  # fmt: skip
def test_a_number_is_a_day_within_the_calendar(value: str, shown: str) -> None:
    assert _date(value, FIRST_DAY) == shown


def test_an_address_is_all_that_stays_of_attributes() -> None:
    found = inner_markup(tree('<x><a class="b" href="https://g.example/?a=1&amp;b=2">It</a> <hl2 id="7">sails</hl2></x>'))  # fmt: skip
    assert found.startswith('<a href="https://g.example/?a=1&amp;b=2">It</a> ')
    assert "class" not in found


def test_a_reference_to_a_control_is_what_windows_has_there(folder: Folder) -> None:
    item = rss_item(0).replace("</title>", " &#150; &#x97; &#8; now</title>")
    [fields] = fields_of(folder.read("a.xml", rss(item)))
    assert "– — \ufffd now" in str(fields["title"])


@pytest.mark.parametrize(("stamp", "is_read"), [("2019-11-19", True), ("2019-13-19", False)])
def test_a_day_that_never_was_is_no_moment_of_a_web_archive(
    folder: Folder, stamp: str, is_read: bool
) -> None:
    raw = warc_record(page(LONG)).replace(b"2019-11-19", stamp.encode())
    [record] = records(folder.read("a.warc", raw))
    assert (record.crawled_at is not None) is is_read


def test_a_member_of_a_tar_that_is_no_file_is_named(folder: Folder) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, kind in (("a" * 150 + ".txt", tarfile.REGTYPE), ("b.txt", b"M"), ("c", tarfile.SYMTYPE)):  # fmt: skip
            info = tarfile.TarInfo(name)
            info.type, info.size = kind, len(LONG) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(LONG.encode()[: info.size]))
    items = folder.read("a.tar", packed.getvalue())
    assert reasons(items) == ["unsupported_format", "unsafe_member"]
    [record] = records(items)
    assert "a" * 150 in record.raw_position
