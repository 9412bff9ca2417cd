"""Each way of reading keeps a record's own id, also of what is no article; a broken record among good ones has its row."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from .articles import MORE, TEXTS, TITLES
from .reading import SMALL, Folder, gz_each, page, records, rejections, warc_record

STORY = " ".join((*TEXTS, MORE))
DAY = "2021-05-03"
SAVED = (
    b"From: <Saved by Blink>\nSnapshot-Content-Location: https://post.example/1\nMessage-ID: <k17@post.example>\n"
    b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + page(STORY)
)
ROWS = "".join(
    f"<tr><td>k{n}</td><td>{TITLES[0]}</td><td>{DAY}</td><td>{STORY}</td></tr>" for n in (17, 18)
)
FRAME = f"<table><tr><th>id</th><th>title</th><th>date</th><th>text</th></tr>{ROWS}</table>"
PACKAGE = (
    "<newsMessage><itemSet><packageItem guid='k17'><itemMeta/></packageItem><newsItem guid='k18'><contentSet><inlineXML>"
    f"<nitf><body><hedline><hl1>{TITLES[0]}</hl1></hedline><body.content><p>{STORY}</p></body.content></body></nitf>"
    "</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
)

KEPT: dict[str, tuple[str, str | bytes, list[str]]] = {
    "a table on its side": (
        "a.csv",
        f'id,k17,k18\ntitle,{TITLES[0]},{TITLES[1]}\ndate,{DAY},{DAY}\ntext,"{STORY}","{MORE} {STORY}"\n',
        ["k17", "k18"],
    ),
    "a table with a paragraph a row": (
        "a.csv",
        "id,title,date,paragraph_no,paragraph\n"
        + "".join(
            f'k{n},{TITLES[0]},{DAY},{part},"{TEXTS[part]}"\n' for n in (17, 18) for part in (0, 1)
        ),
        ["k17", "k18"],
    ),
    "front matter": ("a.md", f"---\nid: k17\ntitle: {TITLES[0]}\n---\n{STORY}\n", ["k17"]),
    "a page that is a table": ("a.html", FRAME, ["k17", "k18"]),
    "labels": (
        "a.txt",
        "\n==========\n".join(
            f"Title: {TITLES[n]}\nDate: {DAY}\nID: k{17 + n}\n\n{TEXTS[n]}\n\n{MORE}\n"
            for n in range(3)
        ),
        ["k17", "k18", "k19"],
    ),
    "a saved page": ("a.mhtml", SAVED, ["<k17@post.example>"]),
    "a package among stories": ("a.xml", PACKAGE, ["k17", "k18"]),
    "a picture in an archive": (
        "a.warc",
        warc_record(page(STORY), number=1) + warc_record(b"x", kind="conversation", number=2),
        ["<urn:test:1>", "<urn:test:2>"],
    ),
    "a record of an archive that is too large": (
        "a.warc",
        warc_record(b"x" * 9000, number=1) + warc_record(page(MORE), number=2),
        ["<urn:test:1>", "<urn:test:2>"],
    ),
    "an archive whose compression ends within a record": (
        "a.warc.gz",
        gz_each(
            warc_record(page(STORY), number=1),
            warc_record(random.Random(1).randbytes(900), number=2),
        )[:-300],
        ["<urn:test:1>", "<urn:test:2>"],
    ),
    "an archive that ends within a record": (
        "a.warc",
        warc_record(page(STORY), number=1) + warc_record(page(MORE), number=2)[:-60],
        ["<urn:test:1>", "<urn:test:2>"],
    ),
}


@pytest.mark.parametrize("way", KEPT)
def test_a_records_own_id_is_kept(folder: Folder, way: str) -> None:
    name, raw, ids = KEPT[way]
    items = folder.read(name, raw if isinstance(raw, bytes) else raw.encode(), limits=SMALL)
    assert [item.source_record_id for item in items] == ids


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def json_line(number: int) -> str:
    return f'{{"id": "k{number}", "title": "{TITLES[number]}", "text": "{STORY}"}}\n'


def row_of(number: int) -> str:
    return f'k{number},{TITLES[number]},{DAY},"{TEXTS[number]}"\n'


AMONG: dict[str, tuple[str, str | bytes]] = {
    "a line of JSON": ("a.jsonl", json_line(0) + '{"id": "k1", "text": \n' + json_line(2)),
    "an element of a list": ("a.json", f"[{json_line(0)},{{nothing}},{json_line(2)}]"),
    "a value that is no record": ("a.jsonl", json_line(0) + "17\n" + json_line(2)),
    "a row of a table": (
        "a.csv",
        "id,title,date,text\n" + row_of(0) + "k1,a,b,c,d,e,f\n" + row_of(2),
    ),
    "a record of an archive": (
        "a.warc",
        warc_record(page(TEXTS[0]), number=1)
        + warc_record(page(TEXTS[1]), number=2, length=7)
        + warc_record(page(TEXTS[2]), number=3),
    ),
    "a member of a container": (
        "a.zip",
        zipped(
            ("a.html", page(TEXTS[0])), ("b.bin", bytes(range(256))), ("c.html", page(TEXTS[2]))
        ),
    ),
}


@pytest.mark.parametrize("what", AMONG)
def test_what_is_broken_among_good_ones_has_a_row_of_its_own(folder: Folder, what: str) -> None:
    name, raw = AMONG[what]
    items = folder.read(name, raw if isinstance(raw, bytes) else raw.encode())
    assert (len(records(items)), len(rejections(items))) == (2, 1)
    assert items[1] in rejections(items)
