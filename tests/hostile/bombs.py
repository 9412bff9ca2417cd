"""Files built to exhaust or to mislead: each once per run, whatever the seed."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.hostile import seeds
from tests.hostile.cases import Case

MIB = 1 << 20
DEEP = 10_000


def zip_bomb(size: int) -> bytes:
    """Return a zip archive of about a thousandth of the size that its one member has."""
    out = io.BytesIO()
    info = zipfile.ZipInfo("bomb.txt")
    info.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(out, "w", compresslevel=9) as archive,
        archive.open(info, "w", force_zip64=True) as member,
    ):
        for _ in range(size // MIB):
            member.write(b"a" * MIB)
    return out.getvalue()


def overlapping_zip(n_members: int) -> bytes:
    """Return a zip archive whose directory names one member many times."""
    one = seeds.zip_of({"a.txt": b"The ferry ran aground. " * 4_000})
    at = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    entry = one[at:end]
    directory = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(n_members))
    tail = bytearray(one[end:])
    tail[8:10] = tail[10:12] = n_members.to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    return one[:at] + directory + bytes(tail)


def laughs(levels: int = 9) -> str:
    """Return entity declarations that expand tenfold at each level."""
    lines = ['<!ENTITY l0 "ha ">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return "\n".join(lines)


def shifting_csv(n_lines: int) -> bytes:
    """Return a table whose rows have one to nine cells under four names, some of them quoted for ever."""
    rows = ["id,title,text,published\n"]
    for n in range(n_lines):
        cells = [
            str(n),
            f"Story {n}",
            f"The ferry ran aground in storm {n}.",
            "99/99/99",
            "x",
            "y",
            "z",
            "",
            '"open',
        ][: n % 9 + 1]
        rows.append(",".join(cells) + "\n")
    return "".join(rows).encode()


def parquet_bomb() -> bytes:
    """Return a kilobyte or so of Parquet that declares millions of equal rows."""
    out = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(
        pa.array([0] * 3_000_000, pa.int32()), pa.array(["word " * 4_000])
    )
    pq.write_table(pa.table({"text": column}), out, compression="zstd")
    return out.getvalue()


def deep_page(tag: str, depth: int = DEEP) -> bytes:
    """Return a page of elements inside one another."""
    return f"<html><body>{f'<{tag}>' * depth}The ferry ran aground on Monday, police said.".encode()


def built(is_small: bool) -> Iterator[Case]:
    """Yield every built file; `is_small` leaves out what takes seconds to make or to read."""
    story = seeds.STORIES[0]
    xml = f'<?xml version="1.0"?>\n<!DOCTYPE html [\n{laughs()}\n<!ENTITY out SYSTEM "file:///etc/passwd">]>\n'
    page = f"{xml}<html><body><p>{story['text']} &l9; &out;</p></body></html>".encode()
    line = json.dumps(story).encode()
    files: dict[str, bytes] = {
        "bomb.zip": zip_bomb((64 if is_small else 1024) * MIB),
        "bomb.txt.gz": gzip.compress(bytes(64 * MIB), mtime=0),
        "bomb.jsonl.zst": zstandard.compress(bytes(256 * MIB)),
        "bomb-in-bomb.gz.gz": gzip.compress(gzip.compress(bytes(64 * MIB), mtime=0), mtime=0),
        "overlapping.zip": overlapping_zip(60),
        "bomb.parquet": parquet_bomb(),
        "laughs.html": page,
        "laughs.xml": page,
        "laughs.sgm": f'<!DOCTYPE lewis [{laughs()}]>\n<REUTERS NEWID="1"><TEXT><BODY>{story["text"]} &l9;</BODY></TEXT></REUTERS>'.encode(),
        "laughs.warc": seeds.warc_record(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/xhtml+xml\r\n\r\n" + page,
            "http://a.example/",
        ),
        "fetch.html": seeds.page(1).replace(
            b"<article>",
            b'<article><base href="http://127.0.0.1:9/"><img src="/x.png"><iframe src="http://127.0.0.1:9/y">',
        ),
        "deep.json": b"[" * DEEP + b"]" * DEEP,
        "deep-object.json": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "deep-but-legal.jsonl": b'{"text": '
        + json.dumps(story["text"]).encode()
        + b', "x": '
        + b"[" * 900
        + b"]" * 900
        + b"}\n"
        + line,
        "deep-string.jsonl": json.dumps({"title": "x", "text": "[" * 50_000}).encode(),
        "huge-number.jsonl": b'{"id": ' + b"9" * 50_000 + b', "text": "x"}\n' + line,
        "many-ids.jsonl": (line + b"\n") * 3_000,
        "shifting.csv": shifting_csv(10_000 if is_small else 100_000),
        "open-quotes.csv": b"id,text\n" + b'a,"b\n' * 60_000,
        "blank.csv": b"id,text\n" + b"\n" * 2_000_000,
        "wide.csv": b"a," * 60_000 + b"\n1,2\n",
        "no-end.csv": b"x" * (2 * MIB),
        "control.csv": b"id,text\n1,\x00\x00\n2,a\x00b\n",
        "names.zip": seeds.zip_of({f"d{n}/../x.txt": b"a" for n in range(300)}),
        "zlib.bin": zlib.compress(b"a" * MIB),
        "not.pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94.",
        "pickle.txt": b"cposix\nsystem\n(S'touch pwned'\ntR.",
        "long-line.txt": b"word " * 60_000,
        "many-lines.txt": b"a line\n" * 20_000,
        "reference.sgm": b'<!DOCTYPE lewis>\n<REUTERS NEWID="1"><TEXT><TITLE>&#'
        + b"9" * 6_000
        + b";</TITLE><BODY>The ferry ran.</BODY></TEXT></REUTERS>",
        "too-big.html": b"<html><body><p>"
        + b"The ferry ran aground. " * (40_000 if is_small else 800_000),
        "empty.html": b"",
        "empty.parquet": b"",
        "empty.zip": b"PK\x05\x06" + bytes(18),
    }
    files |= {
        f"deep-{tag}.html": deep_page(tag)
        for tag in ("div", "b", "font", "table><tr><td", "ul><li", "blockquote", "svg", "a")
    }
    for name, raw in files.items():
        yield Case("built", f"built/{name}", raw)
