"""Every reader on damaged copies of good files: no exception, every byte of damage one row, bounded time."""

import base64
import bz2
import gzip
import importlib.util
import io
import json
import lzma
import random
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.readers import READERS, Limits, Place, read_bytes, read_file
from copydesk.readers.recognise import HEAD as HEAD_BYTES
from copydesk.readers.recognise import recognise
from copydesk.records import RawRecord, Rejection
from tests.archives import tar_of, zip_of

from .reading import Folder, gz_each, page, warc_record
from .test_columns import columnar, small_database
from .test_documents import MARKDOWN, TABLE, docx, pdf, rtf, xlsx
from .test_exports import FORMS
from .test_html_table import FRAME
from .test_labels import MANY
from .test_mime import mailbox, mhtml
from .test_sgml import HEAD, story
from .test_sql_dump import SQL
from .test_xml_agency import news_item, newsml
from .test_xml_feeds import rss, rss_item
from .test_xml_texts import LDC

STORIES = [
    {
        "id": n,
        "title": f"Story {n}",
        "text": f"It rained, {n} hours. “Too long”, they said.\n" * 3,
        "tags": [{"t": "rain"}],
    }
    for n in range(12)
]
JSON_LINES = "\n".join(json.dumps(story) for story in STORIES).encode()
CSV = (
    "id,title,text\n" + "".join(f'{s["id"]},{s["title"]},"{s["text"]}"\n' for s in STORIES)
).encode()
SGML = HEAD + b"".join(story(n) for n in range(8))
WARC_RECORDS = [
    warc_record(page(f"News {n}. " * 9), number=n, url=f"http://p.example/{n}") for n in range(8)
]
TEXT = "Ferry aground\n\nThe ferry – “Café” – ran aground.\n".encode()


def _parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(STORIES), out, row_group_size=4)
    return out.getvalue()


MEMBERS = {
    "a/b.txt": TEXT,
    "c.jsonl": JSON_LINES,
    "d.csv.gz": gz_each(CSV),
    "e.warc": b"".join(WARC_RECORDS),
}
SEEDS = {
    "a.txt": TEXT,
    "a.html": page("Ferry aground"),
    "a.jsonl": JSON_LINES,
    "a.json": json.dumps(STORIES, indent=1).encode(),
    "b.json": json.dumps(STORIES).encode(),
    "a.csv": CSV,
    "b.csv": CSV.decode().encode("utf-16"),
    "a.sgm": SGML,
    "a.warc": b"".join(WARC_RECORDS),
    "a.warc.gz": gz_each(*WARC_RECORDS),
    "a.jsonl.gz": gzip.compress(JSON_LINES, mtime=0),
    "a.jsonl.zst": zstandard.compress(JSON_LINES),
    "a.jsonl.bz2": bz2.compress(JSON_LINES),
    "a.jsonl.xz": lzma.compress(JSON_LINES),
    "a.zip": zip_of(MEMBERS),
    "a.tar": tar_of(MEMBERS),
    "a.tar.zst": zstandard.compress(tar_of(MEMBERS)),
    "a.parquet": _parquet(),
}
SEEDS |= {
    "feed.xml": rss(*(rss_item(n) for n in range(3))),
    "agency.xml": newsml(*(news_item(n) for n in range(3))),
    "docs.txt": LDC.encode(),
    "a.mhtml": mhtml(),
    "a.mbox": mailbox(),
    **{
        f"{form}.{'html' if form.endswith('page') else 'txt'}": text.encode()
        for form, text in FORMS.items()
    },
}
AVRO = base64.b64decode(
    "T2JqAQQUYXZyby5jb2RlYwhudWxsFmF2cm8uc2NoZW1h6AF7InR5cGUiOiAicmVjb3JkIiwgIm5hbWUiOiAiciIsICJmaWVsZHMiOiBbeyJuYW1lIjogInRpdGxlIiwgInR5cGUiOiAi"
    "c3RyaW5nIn0sIHsibmFtZSI6ICJ0ZXh0IiwgInR5cGUiOiAic3RyaW5nIn1dfQAAAAAAAAAAAAAAAAAAAAAABnIOU3RvcnkgMBRJdCByYWluZWQuDlN0b3J5IDEUSXQgcmFpbmVkLg5T"
    "dG9yeSAyFEl0IHJhaW5lZC4AAAAAAAAAAAAAAAAAAAAA"
)
"""Three rows as `fastavro` writes them: the library is an extra."""
SEVEN_ZIP = base64.b64decode(
    "N3q8ryccAARAdYRCkwAAAAAAAAAUAAAAAAAAAFPjtIngADkANF0AIxlKWHkQFEcSAQL8mSI/8/ejqzTVi9HKCzijbhg6WPqD7iHJioVGH6j4m/ZZI6EamRyAAADgAFAAT1"
    "0AAIEzB64P0bZyEKCKabC54UquoYjvQYSvpWCFw3Zzk4Mh5lONwOmv7QsZYxBdHMQGFOoLN/LByToZZxGO8sit5GuZT66R8bsNBwFQNwAAAAAXBjwBCVcABwsBAAEhIQEY"
    "DFEAAA=="
)
SEEDS |= {
    "a.docx": docx("Ferry aground", "The ferry ran aground."),
    "a.rtf": rtf("Ferry aground", "The ferry ran aground."),
    "a.pdf": pdf("Ferry aground", "The ferry ran aground."),
    "a.xlsx": xlsx(TABLE),
    "a.arrow": columnar("arrow"),
    "a.orc": columnar("orc"),
    "a.avro": AVRO,
    "a.7z": SEVEN_ZIP,
    "a.db": small_database(),
    "post.md": MARKDOWN.encode(),
    "labelled.txt": MANY.encode(),
    "a.sql": SQL.encode(),
    "table.html": FRAME.encode(),
    "a.story": TEXT + b"\n@highlight\n\nNobody hurt\n",
    "a.yaml": b"source: Gazette\narticles:\n  - title: Ferry aground\n    text: |\n      The ferry ran aground.\n  - title: Ferry afloat\n    text: It floats.\n",
}
EXTRAS = {"a.pdf": "pypdf", "a.avro": "fastavro", "a.7z": "py7zr"}
SEEN_AT_ONCE = {"a.sql", "table.html"}
"""Whose readers look at 64 KiB at least."""
SPLICES = [
    b'"', b"\n", b"\x00", b"{", b"}", b"[", b"]", b",", b"\\", b"\r", b"<REUTERS>", b"</REUTERS>", b"<item>", b"</DOC>", b"<![CDATA[", b"<!--", b"\nWARC/1.0\r\n",
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"\xff\xfe", b"ustar", b"<!DOCTYPE html>", b"PAR1", b"{\\par", b"\n---\n", b"\xe2\x80\xae",
]  # fmt: skip
N_CASES = 40
SECONDS = 10


def is_unpacked(name: str) -> bool:
    return name.endswith((".gz", ".zst", ".bz2", ".xz", ".zip", ".7z"))


def damaged(raw: bytes, rng: random.Random) -> bytes:
    """Return a copy with one to five injuries."""
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(7)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del out[at:]
        elif kind == 2:
            del out[at : at + rng.choice((1, 7, 300))]
        elif kind == 3:
            out[at:at] = rng.randbytes(rng.choice((1, 9, 300)))
        elif kind == 4:
            other = rng.randrange(len(out) + 1)
            out[at:at] = out[other : other + 500]
        elif kind == 5:
            out[at:at] = rng.choice(SPLICES) * rng.choice((1, 1, 50))
        else:
            out[at : at + 60] = bytes(60)
    return bytes(out)


@pytest.mark.parametrize("format_name", sorted(READERS))
def test_every_reader_has_a_seed_by_which_it_is_recognised(format_name: str) -> None:
    """A reader that no file leads to would leave its format unread and every other test green."""
    seeds = [
        name for name, raw in SEEDS.items() if recognise(name, raw[:HEAD_BYTES]) == format_name
    ]
    assert seeds, f"add a small {format_name} file to SEEDS, and let recognise() know it"


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_damaged_files_end_in_rows_and_never_in_an_exception(folder: Folder, name: str) -> None:
    rng = random.Random(f"copydesk {name}")
    for case in range(N_CASES):
        raw = damaged(SEEDS[name], rng)
        started = time.process_time()
        items = folder.read(name, raw)
        assert time.process_time() - started < SECONDS
        assert items or b"WARC" in raw or "warc" in name, f"case {case} left no row"
        for item in items:
            assert item.raw_path == name
            _check_storable(item)


@pytest.mark.parametrize("name", [name for name in sorted(SEEDS) if not is_unpacked(name)])
def test_of_a_cut_file_come_whole_records_and_a_row_that_says_so(folder: Folder, name: str) -> None:
    """A reader that takes the end of what came for the end of a record publishes half a story."""
    if name in EXTRAS and importlib.util.find_spec(EXTRAS[name]) is None:
        pytest.skip(f"{EXTRAS[name]} is not installed")
    whole = {item.record_id for item in folder.read(name, SEEDS[name])}
    packed = gzip.compress(SEEDS[name], 0, mtime=0)
    for n in (len(packed) // 3, len(packed) // 2, len(packed) * 3 // 4, len(packed) - 12):
        items = folder.read(f"{name}.gz", packed[:n])
        assert {one.record_id for one in items if isinstance(one, RawRecord)} <= whole, (
            "half a record: where the stream ends inside one, ask stream.tell_damage()"
        )
        assert any(isinstance(one, Rejection) for one in items)


@pytest.mark.parametrize("name", sorted(SEEDS.keys() - SEEN_AT_ONCE))
def test_no_record_is_larger_than_a_record_may_be(folder: Folder, name: str) -> None:
    """Whoever forgets the limit has a file of 2 GB without a line's end in memory."""
    items = folder.read(name, SEEDS[name], limits=Limits(max_record_bytes=20))
    assert [one.raw_position for one in items if isinstance(one, RawRecord)] == []


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_bytes_at_hand_are_read_as_their_file_is(folder: Folder, name: str) -> None:
    raw = SEEDS[name]
    assert list(read_bytes(raw, name)) == folder.read(name, raw)


def _check_storable(item: object) -> None:
    """Every text of an item can be written as UTF-8."""
    if isinstance(item, RawRecord):
        json.dumps(dict(item.fields or {}), ensure_ascii=False).encode("utf-8")
        texts = [item.raw_position, item.source_record_id, item.url, item.charset]
    else:
        texts = [item.raw_position, item.source_record_id, item.detail, item.excerpt]  # type: ignore[attr-defined]
        assert len(item.excerpt) <= 300  # type: ignore[attr-defined]
        assert "\x00" not in item.excerpt  # type: ignore[attr-defined]
    for text in texts:
        (text or "").encode("utf-8")


@pytest.mark.parametrize(
    "name",
    ["a.jsonl", "a.json", "b.json", "a.csv", "a.sgm", "a.warc", "a.warc.gz", "docs.txt"],
)
def test_one_changed_byte_costs_two_records_at_most(folder: Folder, name: str) -> None:
    rng = random.Random(f"one byte {name}")
    good = {item.record_id for item in folder.read(name, SEEDS[name])}
    start = (
        SEEDS[name].index(b"\n") + 1 if name == "a.csv" else 0
    )  # the header is part of every row
    for _ in range(N_CASES):
        raw = bytearray(SEEDS[name])
        raw[rng.randrange(start, len(raw))] = rng.choice(b'"{}[],\n\x00x<')
        left = {
            item.record_id for item in folder.read(name, bytes(raw)) if isinstance(item, RawRecord)
        }
        assert len(good - left) <= 2


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_a_good_file_gives_the_same_items_twice(folder: Folder, name: str) -> None:
    if name in EXTRAS and importlib.util.find_spec(EXTRAS[name]) is None:
        pytest.skip(f"{EXTRAS[name]} is not installed")
    first = folder.read(name, SEEDS[name])
    assert folder.read(name, SEEDS[name]) == first
    assert all(isinstance(item, RawRecord) for item in first)


@settings(max_examples=150)
@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400), st.sampled_from(sorted(SEEDS)))
def test_any_bytes_are_survived_by_any_reader(name: str, raw: bytes, seed: str) -> None:
    place = Place("a", name="a", limits=Limits(max_record_bytes=1 << 16))
    for data in (raw, SEEDS[seed][:200] + raw, raw + SEEDS[seed][-200:]):
        for item in READERS[name](io.BytesIO(data), place):  # type: ignore[index]
            _check_storable(item)


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_file_leaves_a_row(raw: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(raw)
        assert list(read_file(path, "a")) or raw.lstrip().startswith(b"WARC/")
