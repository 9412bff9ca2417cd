"""Which reader a file gets: its name and its content."""

import hashlib
import time
from pathlib import Path
from typing import get_args

import pytest

from copydesk.readers import READERS, Place, RecordFormat, read_bytes, read_file
from copydesk.readers.recognise import SUFFIX_FORMATS, Unfit, is_ebcdic, recognise
from copydesk.records import RawRecord, Rejection, SourceConfig, record_id_of
from tests.archives import zip_of

from .reading import Folder, page, reasons, records, rejections

STORY = b"Ferry runs aground off the north pier\n\nThe ferry ran aground on Monday.\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("name", "raw", "found"),
    [
        ("a.txt", STORY, "text"),
        ("a", STORY, "text"),
        ("a.TXT", STORY, "text"),
        ("a.html", page("x"), "html"),
        ("a.htm", STORY, "text"),
        ("index.html", b'[{"id": 4, "content": {"rendered": "<p>It sails.</p>"}}]', "json"),
        ("a.html", b'{"sic"} <p>he said</p>', "html"),
        ("a.txt", page("x"), "html"),
        ("a.txt", b"\xef\xbb\xbf\n<!-- saved --><HTML><body>", "html"),
        ("index.php", page("x"), "html"),
        ("a.csv", page("an error page"), "html"),
        ("a.txt", "<!doctype html><p>ä".encode("utf-16"), "html"),
        ("a.txt", b'{"title": "x"}', "json"),
        ("a.txt", b'[{"title": "x"}]', "json"),
        ("a.txt", b"{sic} he said", "text"),
        ("a.json", b"[]", "json"),
        ("a.txt", b'var a = [{"title": "x"}];', "json"),
        ("a.txt", b"{'title': 'x'}", "json"),
        ("a.ldjson", b'{"title": "x"}', "json"),
        ("a.jsonl.bak", b'{"title": "x"}', "json"),
        ("news.dat", b"title|date|text\nA|3 May|B\n", "csv"),
        ("a.ndjson", b"{}", "json"),
        ("a.csv", b"a,b\n", "csv"),
        ("a.tsv", b"a\tb\n", "csv"),
        ("a.txt", b"WARC/1.0\r\n", "warc"),
        ("a.warc", b"damaged", "warc"),
        ("a.txt", b"PAR1", "parquet"),
        ("a.sgm", b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS>', "sgml"),
        ("a.xml", b"<?xml version='1.0'?><any></any>", "xml"),
        ("a.php", b"<rss version='2.0'>", "xml"),
        ("a.txt", b"<DOC>\n<DOCNO> 1 </DOCNO>", "xml"),
        ("a.csv", b"%PDF-1.4 ...", "document"),
        ("README_of_a_warc", b"WARC/1.0\r\n", "warc"),
        ("license-fees-rise.txt", STORY, "text"),
        ("a.txt", "Überfahrt entfällt".encode("utf-16"), "text"),
        ("a.txt", "Überfahrt".encode("cp1252"), "text"),
        ("a.txt", b"One NUL \x00 in a long enough line of text", "text"),
        ("a.txt", b"ORCHARD FIRE \x96 latest", "text"),
    ],
)
def test_format_is_recognised_by_content_and_name(name: str, raw: bytes, found: str) -> None:
    assert recognise(name, raw) == found


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.txt", b"", "empty_file"),
        ("a.txt", PNG, "binary_content"),
        ("a.txt", bytes(1000), "binary_content"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "unsupported_format"),
        ("a.jpg", PNG, "unsupported_format"),
        ("a.py", b"print('x')", "unsupported_format"),
        ("a.css", b"{ color: red }", "unsupported_format"),
        ("a.dat", STORY, "unsupported_format"),
        ("a.js", b"function f(a, b) { return a }", "unsupported_format"),
        ("a.svg", b"<?xml version='1.0'?><svg></svg>", "unsupported_format"),
        ("a.xml", STORY, "unsupported_format"),
        ("a.sgml", b"<book>no stories</book>", "unsupported_format"),
        ("README", STORY, "documentation_file"),
        ("readme.txt", STORY, "documentation_file"),
        ("README_first.TXT", STORY, "documentation_file"),
        ("LICENSE", STORY, "documentation_file"),
        ("LICENSE-MIT.txt", STORY, "documentation_file"),
        ("COPYING", STORY, "documentation_file"),
        ("CHANGELOG.md", STORY, "documentation_file"),
        ("CITATION.cff", STORY, "documentation_file"),
        ("notes.md", STORY, "documentation_file"),
        ("lewis.dtd", STORY, "documentation_file"),
    ],
)
def test_what_is_not_read_is_named(name: str, raw: bytes, reason: str) -> None:
    found = recognise(name, raw)
    assert isinstance(found, Unfit)
    assert found.reason == reason


def test_a_text_file_is_one_record(folder: Folder) -> None:
    (record,) = records(folder.read("post/a.txt", STORY))
    assert record == RawRecord(
        record_id=record_id_of(STORY),
        raw_sha256=hashlib.sha256(STORY).hexdigest(),
        raw_path="post/a.txt",
        raw_position="",
        media="text",
        raw=STORY,
    )


def test_the_same_bytes_under_another_name_are_the_same_record(folder: Folder) -> None:
    (one,) = records(folder.read("a.txt", STORY))
    (two,) = records(folder.read("b", STORY))
    assert one.record_id == two.record_id


def test_a_rejected_file_says_where_and_why(folder: Folder) -> None:
    (item,) = rejections(folder.read("b/a.txt", PNG))
    assert item.stage == "read"
    assert item.raw_path == "b/a.txt"
    assert item.raw_sha256 == hashlib.sha256(PNG).hexdigest()
    assert item.record_id == record_id_of(PNG)
    assert "image" in item.detail
    assert len(item.excerpt) <= 300
    assert "\x00" not in item.excerpt


def test_a_file_of_blanks_is_empty(folder: Folder) -> None:
    assert reasons(folder.read("a.txt", b" \n\n\t ")) == ["empty_file"]
    assert reasons(folder.read("a.txt", b"\xef\xbb\xbf")) == ["empty_file"]


def test_a_file_that_can_not_be_opened_is_no_rejection(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_file(tmp_path / "gone.txt", "gone.txt"))


def test_an_office_document_is_no_archive(folder: Folder) -> None:
    assert reasons(folder.read("a.pptx", zip_of({"ppt/a.xml": b"<x/>"}))) == ["unsupported_format"]


def test_a_page_larger_than_a_record_is_rejected(folder: Folder) -> None:
    from .reading import SMALL

    (item,) = rejections(folder.read("a.txt", b"word " * 2000, limits=SMALL))
    assert item.reasons == ("too_large",)


def test_every_format_has_its_reader() -> None:
    """A format that is recognised and that nobody reads would end a run."""
    assert set(get_args(RecordFormat)) == set(READERS)
    assert set(SUFFIX_FORMATS.values()) <= set(READERS)


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize("raw", [b"x", b"\x00" * 99, b'"' * 99, b"{[" * 99, bytes(range(256)) * 3])
def test_every_reader_survives_what_is_not_its_own(name: str, raw: bytes) -> None:
    import io

    for item in READERS[name](io.BytesIO(raw), Place("a")):  # type: ignore[index]
        assert item.raw_path == "a"


@pytest.mark.parametrize(
    "comment", [b"<!---->", b"<!-- widget 7 -->\n", b"<!-- a --> <!--b-->\n\n"]
)
@pytest.mark.parametrize(("tag", "found"), [(b"<div>", "text"), (b"<html>", "html")])
def test_page_that_starts_with_many_comments_is_recognised_at_once(
    comment: bytes, tag: bytes, found: str
) -> None:
    start = time.process_time()
    assert recognise("page.txt", comment * 500 + tag) == found
    assert time.process_time() - start < 0.5


def test_a_variable_in_a_script_is_json_and_code_is_not_read(folder: Folder) -> None:
    told = b'window.__NEWS__ = [{"title": "Ferry", "text": "It sails again"}];\n'
    assert [r.media for r in records(folder.read("data.js", told))] == ["fields"]
    code = b"function a() { return {title: 1}; }\n"
    assert reasons(folder.read("code.js", code)) == ["unsupported_format"]


def test_a_new_suffix_is_taken_at_its_word(monkeypatch):
    # So the how-to of adding a format says: one line for its suffix lets a format of text be recognised.
    monkeypatch.setitem(SUFFIX_FORMATS, ".notes", "labelled")
    assert recognise("a.notes", b"It rained on the quay.\n") == "labelled"
    assert recognise("a.xml", b"It rained on the quay.\n") != "xml"


EBCDIC_TEXTS = {
    "cp037": "Ferry runs aground\n\nThe ferry ran aground on Monday, said the harbour master.\n",
    "cp273": "Der Wald\n\nDer Bürgermeister sagte, dass der Wald im nächsten Sommer gepflanzt wird.",
    "cp500": "title,body\n1,The ferry ran aground on Monday.\n",
    "cp1140": '{"title": "Ferry", "body": "The ferry ran aground on Monday."}\n',
}


@pytest.mark.parametrize("charset", EBCDIC_TEXTS)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a"])
def test_text_of_a_mainframe_is_not_guessed_at(folder: Folder, charset: str, name: str) -> None:
    text = EBCDIC_TEXTS[charset]
    for end in ("\n", "\x85", " " * 40):
        (row,) = rejections(folder.read(name, text.replace("\n", end).encode(charset)))
        assert (row.reasons, "EBCDIC" in row.detail) == (("undecodable_text",), True)


@pytest.mark.parametrize(
    "raw", [b"@ferry @harbour @pier", "mañana@puerto@barco".encode("cp1252"), "港@港@".encode("gb18030"), b"@" * 50]
)  # fmt: skip
def test_text_with_many_signs_of_a_mainframes_blank_is_no_such(raw: bytes) -> None:
    assert not is_ebcdic(raw)
    assert recognise("a.txt", raw) == "text"


def test_a_code_page_that_is_stated_is_believed(tmp_path: Path) -> None:
    (item,) = read_bytes(
        EBCDIC_TEXTS["cp037"].encode("cp037"), "a.txt", SourceConfig(encoding="cp037")
    )
    assert isinstance(item, RawRecord)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"ORC\x0a\x06\x12\x04\x08\x02\x10\x00" + bytes(40), "arrow"),
        (b"\xff\xff\xff\xff\xf0\x00\x00\x00\x10" + bytes(40), "arrow"),
        (b"ORCHESTRA PLAYS IN SALT MINE\n\nThe choir sang for an hour.", "text"),
    ],
)
def test_what_hive_and_arrow_write_is_known_without_a_suffix(head: bytes, told: str) -> None:
    assert recognise("000000_0", head) == told


@pytest.mark.parametrize(
    "start", [b"export default ", b"module.exports = ", b"export const all = "]
)
def test_what_a_module_exports_is_read_and_its_code_is_not(folder: Folder, start: bytes) -> None:
    told = folder.read("a.js", start + b'[\n  {"title": "A", "text": "It sails."}\n];\n')
    assert [isinstance(item, RawRecord) and item.fields["title"] for item in told] == ["A"]
    code = folder.read("b.js", start + b"function sail() { return 1; }\n")
    assert reasons(code) == ["unsupported_format"]


def test_messages_that_telegram_exported_as_a_page_say_how_to_export_them(folder: Folder) -> None:
    page = b'<html><body><div class="page_body %s"><div class="message"><p>It sails.</p></div></div></body></html>'
    (told,) = folder.read("messages.html", page % b"chat_page")
    assert isinstance(told, Rejection)
    assert "JSON" in told.detail
    assert records(folder.read("story.html", page % b"story_page"))


@pytest.mark.parametrize(
    "rule",
    ["*************************** 1. row ***************************", "-[ RECORD 1 ]+--------"],
)
def test_rows_that_a_client_printed_a_column_a_line_are_no_one_story(
    folder: Folder, rule: str
) -> None:
    (told,) = folder.read("out.txt", f"{rule}\n title: A\n  body: It sails.\n".encode())
    assert isinstance(told, Rejection)
    assert "CSV" in told.detail
    assert records(folder.read("story.txt", f"{rule.replace('1', 'The')}\n\n".encode() + STORY))
