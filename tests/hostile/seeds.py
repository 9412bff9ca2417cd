"""Good files to start from: the sample in `data/raw`, the same stories in every other form, and real dumps if asked for."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.archives import tar_of, zip_of

PROJECT = Path(__file__).resolve().parents[2]
MAX_SEED_BYTES = 200_000  # of a real dump only the head is taken: cases are to be many, not big
MAX_DUMP_FILES = 60

STORIES = [
    {
        "id": f"h{n}",
        "title": f"Council of Port Ellery votes on ferry line, plan {n}",
        "text": f"Plan {n} is the {n + 2}th this year. The council voted on Tuesday to reopen the ferry line, which had been "
        "closed since the storm in March.\n\nMayor Maria Okafor said that the work would begin in May – “at last”, she added.",
        "published": f"2024-03-{n + 1:02d}T08:00:00Z",
        "author": "Jonas Lindqvist",
        "url": f"https://gazette.example/{n}",
    }
    for n in range(12)
]
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title><meta property='article:published_time' "
    "content='{published}'></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
)
"""The stories are of our own writing; every case can be built without anything outside the repository."""

COMPRESS = {
    ".gz": lambda raw: gzip.compress(raw, 6, mtime=0),
    ".zst": zstandard.ZstdCompressor().compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def page(number: int) -> bytes:
    """Return one story as a saved page."""
    return PAGE.format(**STORIES[number % len(STORIES)]).encode()


def csv_of(stories: list[dict[str, str]], delimiter: str = ",") -> bytes:
    """Return stories as a delimited table."""
    rows = [list(stories[0])] + [list(story.values()) for story in stories]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    return "".join(delimiter.join(row) + "\n" for row in quoted).encode()


def parquet_of(stories: list[dict[str, str]]) -> bytes:
    """Return stories as Parquet, four rows to a row group."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(stories), out, row_group_size=4)
    return out.getvalue()


def sgml_of(stories: list[dict[str, str]]) -> bytes:
    """Return stories as Reuters-style SGML."""
    parts = ['<!DOCTYPE lewis SYSTEM "lewis.dtd">\n']
    parts += [
        f'<REUTERS TOPICS="YES" NEWID="{s["id"]}">\n<DATE>26-FEB-1987 15:01:01.79</DATE>\n<TOPICS><D>ship</D></TOPICS>\n'
        f"<TEXT>&#2;\n<TITLE>{s['title']}</TITLE><DATELINE>PORT ELLERY, March 3 - </DATELINE>"
        f"<BODY>{s['text']}\n&#3;</BODY></TEXT>\n</REUTERS>\n"
        for s in stories
    ]
    return "".join(parts).encode()


def warc_record(block: bytes, url: str, kind: str = "response", more: str = "") -> bytes:
    """Return one WARC record."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-04T10:00:00Z\r\n{more}"
    head += (
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc_of(numbers: range) -> list[bytes]:
    """Return stories as WARC records of saved pages."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    return [warc_record(http + page(n), f"https://gazette.example/{n}") for n in numbers]


def other_forms() -> dict[str, bytes]:
    """Return stories in the formats that have no writer here: those of the readers' own tests."""
    from tests.readers import (
        test_columns,
        test_documents,
        test_exports,
        test_labels,
        test_mime,
        test_xml_agency,
        test_xml_feeds,
        test_xml_texts,
    )

    return {
        "feed.xml": test_xml_feeds.rss(*(test_xml_feeds.rss_item(n) for n in range(3))),
        "agency.xml": test_xml_agency.newsml(*(test_xml_agency.news_item(n) for n in range(3))),
        "ldc.txt": test_xml_texts.LDC.encode(),
        "nexis.txt": test_exports.FORMS["nexis"].encode(),
        "factiva.html": test_exports.FORMS["factiva-page"].encode(),
        "saved.mhtml": test_mime.mhtml(),
        "in.mbox": test_mime.mailbox(),
        "s.docx": test_documents.docx(*(story["text"] for story in STORIES[:3])),
        "s.rtf": test_documents.rtf(*(story["text"] for story in STORIES[:3])),
        "s.xlsx": test_documents.xlsx(test_documents.TABLE),
        "s.db": test_columns.small_database(),
        "s.arrow": test_columns.columnar("arrow"),
        "post.md": test_documents.MARKDOWN.encode(),
        "all.txt": test_labels.MANY.encode(),
    }


def own_seeds() -> dict[str, bytes]:
    """Return the stories in every format that the readers take."""
    lines = "".join(json.dumps(story) + "\n" for story in STORIES).encode()
    warc = warc_of(range(8))
    seeds = {
        "s.txt": f"{STORIES[0]['title']}\n\nBy {STORIES[0]['author']}\n\n{STORIES[0]['text']}\n".encode(),
        "s.html": page(1),
        "s.jsonl": lines,
        "s.json": json.dumps(STORIES, indent=1).encode(),
        "flat.json": json.dumps(STORIES, ensure_ascii=False).encode(),
        "s.csv": csv_of(STORIES),
        "s.tsv": csv_of(STORIES, "\t"),
        "wide.csv": csv_of(STORIES).decode().encode("utf-16"),
        "s.sgm": sgml_of(STORIES),
        "s.warc": b"".join(warc),
        "s.warc.gz": b"".join(COMPRESS[".gz"](record) for record in warc),
        "s.parquet": parquet_of(STORIES),
        **other_forms(),
    }
    for suffix, compress in COMPRESS.items():
        seeds[f"s.jsonl{suffix}"] = compress(lines)
    members = {"a/b.html": page(2), "c.jsonl": lines, "d.csv.gz": COMPRESS[".gz"](csv_of(STORIES))}
    seeds |= {"s.zip": zip_of(members), "s.tar": tar_of(members)}
    seeds["s.tar.zst"] = COMPRESS[".zst"](seeds["s.tar"])
    return seeds


def all_seeds(dumps: Path | None = None) -> dict[str, bytes]:
    """Return all good files by a name that says their format; with `dumps`, the heads of real ones as well."""
    seeds = own_seeds()
    sample = PROJECT / "data" / "raw"
    for path in sorted(p for p in sample.rglob("*") if p.is_file() and p.name != "source.toml"):
        seeds[f"sample-{path.name}"] = path.read_bytes()
    if dumps is not None:
        files = sorted(p for p in dumps.rglob("*") if p.is_file())
        step = max(1, len(files) // MAX_DUMP_FILES)
        for path in files[::step] + [p for p in files if p.stat().st_size > MAX_SEED_BYTES]:
            with path.open("rb") as file:
                seeds[f"dump-{path.name}"] = file.read(MAX_SEED_BYTES)
    return seeds
