"""Word, sheets, PDF, RTF, Markdown: what people keep stories in besides text and tables."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence

import pytest

from copydesk.readers.documents import parted_lines

from .articles import MORE, TEXTS, TITLES, articles, said
from .reading import Folder, page, reasons, records, rejections, warc_record
from .test_columns import ROWS
from .test_exports import FORMS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (2021, 5, 3, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return out.getvalue()


def docx(*paragraphs: str, doctype: str = "") -> bytes:
    body = "".join(
        f"<w:p><w:r><w:t>{p}</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        for p in paragraphs
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<?xml version='1.0'?>{doctype}<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>",
        }
    )


@pytest.mark.parametrize(
    ("at", "value", "word"), [(8, 1, "encrypted"), (10, 98, "packed by method 98")]
)
def test_why_a_part_of_a_document_is_not_opened_is_told(
    folder: Folder, at: int, value: int, word: str
) -> None:
    raw = bytearray(docx("The ferry ran aground."))
    raw[raw.rindex(b"PK\x01\x02") + at] = value
    (row,) = rejections(folder.read("a.docx", bytes(raw)))
    assert (row.reasons, word in row.detail) == (("unsupported_format",), True)


def odt(*paragraphs: str) -> bytes:
    body = "".join(f"<text:p>{p}</text:p>" for p in paragraphs)
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<o:document-content xmlns:o='o' xmlns:text='t'><o:body>{body}</o:body></o:document-content>",
        }
    )


def rtf(*paragraphs: str) -> bytes:
    body = "\\par\n".join(p.replace("ü", "\\'fc").replace("–", "\\u8211?") for p in paragraphs)
    return f"{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0 Arial;}}}}{{\\*\\generator X;}}{{\\info{{\\title hidden}}}}\\f0\\fs24 {body}\\par}}".encode()


def pdf(*lines: str) -> bytes:
    return pdf_of_pages(lines)


def pdf_of_pages(*pages: Sequence[str]) -> bytes:
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        text = f"BT /F1 10 Tf 12 TL 40 800 Td {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 600 850] >>",
            f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode() + b"".join(
        b"%010d 00000 n \n" % p for p in places
    )
    return (
        out
        + f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.docx", docx), ("a.odt", odt), ("a.rtf", rtf), ("a.doc", rtf), ("a", docx)],
)
def test_a_document_is_a_text(folder: Folder, name: str, make: object) -> None:
    items = folder.read(name, make(TITLES[0], f"{TEXTS[0]} Brücke – ja.", MORE))  # type: ignore[operator]
    (article,) = articles(items)
    assert said(article) == (TITLES[0], f"{TEXTS[0]} Brücke – ja.\n\n{MORE}")
    assert items[0].raw_position == ""


def test_a_pdf_is_its_text_layer(folder: Folder) -> None:
    pytest.importorskip("pypdf")
    lines = [TITLES[0], "", *TEXTS[0].replace(". ", ".|").split("|")]
    (record,) = records(folder.read("a.pdf", pdf(*lines)))
    assert record.fields is not None
    assert "eleven tonnes of cheese" in record.fields["text"]
    assert reasons(folder.read("b.pdf", pdf())) == ["empty_file"]
    assert reasons(folder.read("c.pdf", b"%PDF-1.4 damaged")) == ["corrupt_container"]


PRINTED = (
    ["Rail tunnel delayed by two more years", "By Greta Holm",
     "The rail tunnel under Mount Aldous will not open until the autumn of 2031, said the agency,",
     "which had counted on two years less. He put the additional cost at 240 million euros, of"],
    ["which contractors are expected to bear less than half of what had been agreed upon before.",
     "Business groups in the valley reacted with dismay, and the chamber of commerce asked for a",
     "sitting of the council in public."],
)  # fmt: skip
"""The lines of two pages of one story, as a text layer gives them; a sentence goes on from one to the other."""


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (["VALLEY TIMES   Page {}"], []),
        (["VALLEY TIMES", "Tuesday, 14 May 2024"], ["- {} -"]),
        ([], ["valleytimes.example", "{}"]),
    ],
)
def test_what_runs_round_the_pages_of_a_pdf_is_no_part_of_its_story(
    folder: Folder, head: list[str], foot: list[str]
) -> None:
    pytest.importorskip("pypdf")
    pages = [
        [line.format(number) for line in [*head, *lines, *foot]]
        for number, lines in enumerate(PRINTED, 7)
    ]
    (record,) = records(folder.read("a.pdf", pdf_of_pages(*pages)))
    text = str((record.fields or {})["text"])
    assert "240 million euros, of which contractors are expected" in " ".join(text.split())
    for line in [*head, *foot]:  # what all pages say alike is kept once, a number of a page never
        assert text.count(line.format(8)) == 0 if "{}" in line else text.count(line) == 1


def test_lines_that_count_no_pages_stay_in_a_pdf(folder: Folder) -> None:
    pytest.importorskip("pypdf")
    pages = [
        [f"{town} 2", *lines] for town, lines in zip(("Aldous", "Korsvik"), PRINTED, strict=True)
    ]
    (record,) = records(folder.read("a.pdf", pdf_of_pages(*pages)))
    text = str((record.fields or {})["text"])
    assert "Aldous 2" in text
    assert "Korsvik 2" in text


def test_the_lines_of_a_page_are_paragraphs_again() -> None:
    lines = [
        "Ferry sails again after storm",
        "By Hedda Quill",
        "The ferry between Veldane and the islands sails again from Monday, the coun-",
        "cil said, after a winter in which nobody could cross and no mail came.",
        "It will cost four crowns.",
        "Its master hopes for calm seas and for passengers who are not easily afraid",
        "of waves.",
    ]
    assert parted_lines("\n".join(lines)).split("\n\n") == [
        lines[0],
        lines[1],
        f"{lines[2][:-1]}{lines[3]}",
        lines[4],
        f"{lines[5]} {lines[6]}",
    ]
    parted = "One line.\n\nAnother line.\n\nA third line."
    assert parted_lines(parted) == parted


@pytest.mark.parametrize(
    ("name", "raw", "module"),
    [("a.pdf", pdf("x"), "pypdf"), ("a.avro", b"Obj\x01" + bytes(20), "fastavro")],
)
def test_what_an_extra_reads_names_the_extra(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str, raw: bytes, module: str
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, module, None)
    (item,) = rejections(folder.read(name, raw))
    assert item.reasons == ("unsupported_format",)
    assert "pip install 'copydesk[" in item.detail


@pytest.mark.parametrize("make", [docx, rtf])
def test_an_export_in_a_document_is_an_export(folder: Folder, make: object) -> None:
    items = folder.read("a.docx", make(*FORMS["nexis-uni"].split("\n")))  # type: ignore[operator]
    assert [a.title for a in articles(items)] == list(TITLES)
    assert [i.raw_position for i in items] == ["record 1", "record 2", "record 3"]


def test_hostile_documents_are_refused(folder: Folder) -> None:
    assert reasons(folder.read("a.docx", docx("x", doctype="<!DOCTYPE x [<!ENTITY a 'b'>]>"))) == [
        "corrupt_container"
    ]
    bomb = packed(
        {
            "[Content_Types].xml": "",
            "word/document.xml": f"<w:document xmlns:w='{W}'>" + " " * (60 << 20),
        }
    )
    assert reasons(folder.read("b.docx", bomb)) in (["too_large"], ["corrupt_container"])
    assert reasons(folder.read("c.docx", docx("x")[:-30])) == ["truncated_file"]
    assert reasons(folder.read("d.docx", packed({"word/a.xml": "<x/>"}))) == ["empty_file"]


def xlsx(rows: list[list[str]], more: str = "", sheets: int = 1) -> bytes:
    strings = sorted({cell for row in rows for cell in row})
    data = ""
    for r, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(65 + c)}{r}" t="s"><v>{strings.index(cell)}</v></c>'
            for c, cell in enumerate(row)
        )
        stamp = (
            f'<c r="{chr(65 + len(row))}{r}" s="1"><v>44319.4201388889</v></c>'
            if r > 1
            else f'<c r="{chr(65 + len(row))}1" t="inlineStr"><is><t>date</t></is></c>'
        )
        data += f'<row r="{r}">{cells}{stamp}</row>'
    names = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="r"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="p">{links}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{S}"><numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd hh:mm"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}">'
        + "".join(f"<si><t>{s}</t></si>" for s in strings)
        + "</sst>",
    }
    for n in range(1, sheets + 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{S}"><sheetData>{data}{more}</sheetData></worksheet>'
        )
    return packed(parts)


TABLE = [["title", "text", "author"], *([row["title"], row["text"], row["author"]] for row in ROWS)]


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.csv"])
def test_rows_of_a_sheet_are_records(folder: Folder, name: str) -> None:
    items = folder.read(name, xlsx(TABLE, sheets=2))
    found = articles(items)
    assert [a.title for a in found] == list(TITLES) * 2
    assert found[0].published_at == dt.datetime(2021, 5, 3, 10, 5, tzinfo=dt.UTC)
    assert found[0].authors == ("Hedda Quill",)
    assert [i.raw_position for i in items][2:4] == ["sheet S1;row 3", "sheet S2;row 1"]


def test_a_cell_far_away_costs_nothing(folder: Folder) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row>'
    beyond = '<row r="5"><c r="ZZZ5" t="inlineStr"><is><t>beyond any sheet</t></is></c></row>'
    items = folder.read("a.xlsx", xlsx(TABLE, far + beyond))
    assert len(records(items)) == 3
    assert b"beyond" not in b"".join(i.raw for i in records(items))
    assert len(items) == 4


def test_rows_of_an_open_document_sheet_are_records(folder: Folder) -> None:
    def cells(row: list[str]) -> str:
        return "".join(f"<t:table-cell><x:p>{c}</x:p></t:table-cell>" for c in row)

    rows = "".join(
        f"<t:table-row>{cells(row)}<t:table-cell t:number-columns-repeated='1000000'/></t:table-row>"
        for row in TABLE
    )
    empty = "<t:table-row t:number-rows-repeated='1048000'><t:table-cell/></t:table-row>"
    raw = packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<o:b xmlns:o='o' xmlns:t='t' xmlns:x='x'><t:table t:name='News'>{rows}{empty}</t:table></o:b>",
        }
    )
    items = folder.read("a.ods", raw)
    assert [a.title for a in articles(items)] == list(TITLES)
    assert items[0].raw_position == "sheet News;row 1"


MARKDOWN = f'---\ntitle: "{TITLES[0]}"\ndate: 2021-05-03T10:05:00+02:00\nauthor: Hedda Quill\ntags:\n  - cheese\n  - steel\n---\n\n{TEXTS[0]} A **bold** [link](https://x.example).\n\n## Reaction\n\n{MORE}\n'


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_markdown_with_fields_above_it_is_a_story(folder: Folder, line_end: str) -> None:
    (article,) = articles(folder.read("post.md", MARKDOWN.replace("\n", line_end).encode()))
    assert said(article) == (TITLES[0], f"{TEXTS[0]} A bold link.\n\nReaction\n\n{MORE}")
    assert article.published_at == dt.datetime(2021, 5, 3, 8, 5, tzinfo=dt.UTC)
    assert (article.authors, article.keywords) == (("Hedda Quill",), ("cheese", "steel"))


def test_a_page_may_have_fields_above_it(folder: Folder) -> None:
    front, _, _ = MARKDOWN.partition("\n\n")
    raw = f"{front}\n<p>{TEXTS[0]}</p>\n<p>{MORE}</p>\n"
    (article,) = articles(folder.read("2021-05-03-cheese.html", raw.encode()))
    assert said(article) == (TITLES[0], f"{TEXTS[0]}\n\n{MORE}")
    assert article.authors == ("Hedda Quill",)
    dashes = f"---\n<html><body><h1>{TITLES[0]}</h1><p>{TEXTS[0]} title: none</p></body></html>"
    (record,) = records(folder.read("b.html", dashes.encode()))
    assert record.media == "html"


def test_toml_stands_above_markdown_too(folder: Folder) -> None:
    raw = f'+++\ndate = 2021-05-03T10:05:00+02:00\nauthor = "Hedda Quill"\n+++\n# {TITLES[0]}\n\n{TEXTS[0]}\n'
    (article,) = articles(folder.read("post.markdown", raw.encode()))
    assert said(article) == (TITLES[0], TEXTS[0])
    assert article.published_on == dt.date(2021, 5, 3)


LABELS = f"Title: {TITLES[0]}\nDate: 2021-05-03 10:05\nAuthors: Hedda Quill\n\n{TEXTS[0]}\n\n## Reaction\n\n{MORE}\n"


def test_labels_stand_above_markdown_too(folder: Folder) -> None:
    (article,) = articles(folder.read("post.md", LABELS.encode()))
    assert said(article) == (TITLES[0], f"{TEXTS[0]}\n\nReaction\n\n{MORE}")
    assert (article.authors, article.published_on) == (("Hedda Quill",), dt.date(2021, 5, 3))


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("readme.md", LABELS),
        ("README.md", MARKDOWN),
        ("notes.md", f"# Notes\n\n{TEXTS[0]}\n"),
        ("CHANGELOG.md", MARKDOWN),
    ],
)
def test_markdown_about_the_dump_is_documentation(folder: Folder, name: str, raw: str) -> None:
    assert reasons(folder.read(name, raw.encode())) == ["documentation_file"]


def test_a_front_matter_that_multiplies_itself_is_refused(folder: Folder) -> None:
    raw = "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: [*b, *b]\n---\n" + TEXTS[0]
    assert reasons(folder.read("a.md", raw.encode())) == ["broken_record"]


def test_highlights_behind_a_story_are_no_text(folder: Folder) -> None:
    raw = f"(CNN) -- {TEXTS[0]}\n\n{MORE}\n\n@highlight\n\nCheese is recalled\n\n@highlight\n\nNobody was hurt\n"
    (article,) = articles(folder.read("0a1b.story", raw.encode()))
    assert article.body.endswith(MORE)
    assert "highlight" not in article.body


@pytest.mark.parametrize("name", ["a.jsonlines", "a.jsonl.1", "a.jsonl.20210503"])
def test_json_lines_go_by_other_names(folder: Folder, name: str) -> None:
    raw = "\n".join(json.dumps(row) for row in ROWS).encode()
    assert [a.title for a in articles(folder.read(name, raw))] == list(TITLES)


def test_a_web_archive_collection_gives_its_pages(folder: Folder) -> None:
    raw = packed(
        {
            "archive/data.warc": warc_record(page("News")).decode(),
            "indexes/index.cdx": " CDX N b a m s k r M S V g\n",
            "pages/pages.jsonl": '{"format": "json-pages-1.0"}\n{"url": "http://x", "title": "t", "text": "x"}',
            "datapackage.json": "{}",
        }
    )
    items = folder.read("a.wacz", raw)
    assert [r.raw_position for r in records(items)] == ["member archive/data.warc;offset 0"]
    assert reasons(items) == ["documentation_file"] * 3
    assert reasons(folder.read("x", b" CDX N b a m s k r M S V g\ncom,x)/ 2021 x\n")) == [
        "documentation_file"
    ]


def test_chapters_of_an_epub_are_pages(folder: Folder) -> None:
    raw = packed(
        {
            "mimetype": "application/epub+zip",
            "OEBPS/a.xhtml": page("x").decode(),
            "OEBPS/content.opf": "<package/>",
        }
    )
    items = folder.read("a.epub", raw)
    assert [r.media for r in records(items)] == ["html"]
    assert reasons(items) == ["documentation_file"] * 2
