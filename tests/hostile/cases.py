"""Cases: broken and hostile files made from good ones, each a function of the seed and its number alone."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile import seeds, values


@dataclasses.dataclass(frozen=True, slots=True)
class Case:
    """One file of a raw folder; `family` says what was done to it."""

    family: str
    name: str
    raw: bytes


SPLICES = (
    b'"', b"\n", b"\x00", b"{", b"}", b"[", b"]", b",", b"\\", b"\r", b"<REUTERS>", b"</REUTERS>", b"\nWARC/1.0\r\n", b"<!--", b"]]>",
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"\xff\xfe", b"ustar", b"<!DOCTYPE html>", b"PAR1", b"\xe2\x80\xae", b"\xed\xa0\x80",
    b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"<script>", b"</html>", b"&#55296;", b"\xef\xbb\xbf", b"\xc0\xaf", b"99/99/99",
)  # fmt: skip
ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1252",
    "cp1251",
    "koi8-r",
    "cp932",
    "gb18030",
    "iso2022_jp",
    "cp037",
    "utf-7",
)
DECLARED = (*ENCODINGS, "rot13", "x-nonsense", "base64", "unicode_escape", "../../x", "\u202e")
UNSAFE_NAMES = (
    "../evil.txt", "../../../../../../tmp/evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\..\\evil.txt", "a/../../evil.txt", "a\x00b.txt",
    "./.././evil.txt", "", ".", "..", "a//b.txt", "con.txt", "a;b.txt", "%2e%2e/evil.txt", "\u202egpj.txt", "x" * 300 + ".txt", "-rf.txt",
    "a\nb.txt", ".hidden.txt", "source.toml", "__MACOSX/a.txt", "curated/current", "../raw/evil.txt", "evil.jsonl",
)  # fmt: skip
FILE_NAMES = (
    "a b",
    "-rf",
    "%41",
    "a;b",
    "\u202egpj",
    "naïve",
    "新聞",
    "a'b\"c",
    "x" * 180,
    "#",
    "a\nb",
    "<script>alert(1)</script>"[:8],
    "&amp;",
    "$(id)",
)


def mutated(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return a file with one to eight injuries."""
    name, raw = _pick(rng, good)
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 8))):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(7)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del out[at : at + rng.choice((1, 7, 300, 5000))]
        elif kind == 2:
            out[at:at] = rng.randbytes(rng.choice((1, 9, 300)))
        elif kind == 3:
            other = rng.randrange(len(out) + 1)
            out[at:at] = out[other : other + rng.choice((30, 500, 5000))]
        elif kind == 4:
            out[at:at] = rng.choice(SPLICES) * rng.choice((1, 1, 3, 400))
        elif kind == 5:
            out[at : at + 60] = bytes(60)
        else:
            out[at : at + 4] = rng.choice(
                (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80", b"9999")
            )
    return Case("mutated", name, bytes(out))


def truncated(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return a file that ends at a border of blocks, or anywhere."""
    name, raw = _pick(rng, good)
    block = rng.choice((1, 512, 4096))
    at = rng.randrange(len(raw) // block + 1) * block
    return Case("truncated", name, raw[:at])


def misdeclared(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return a page, a text or a table in one encoding that says it is in another."""
    real, declared = rng.choice(ENCODINGS), rng.choice(DECLARED)
    number = rng.randrange(len(seeds.STORIES))
    kind = rng.choice((".html", ".txt", ".csv", ".jsonl", ".sgm", ".warc"))
    text = {
        ".html": seeds.page(number).decode().replace("'utf-8'", f"'{declared}'"),
        ".txt": seeds.STORIES[number]["text"] + " Ångström, Łódź, Москва, 東京.",
        ".csv": seeds.csv_of(seeds.STORIES[number:]).decode(),
        ".jsonl": "".join(json.dumps(s, ensure_ascii=False) + "\n" for s in seeds.STORIES[number:]),
        ".sgm": seeds.sgml_of(seeds.STORIES[number:]).decode(),
        ".warc": "",
    }[kind]
    raw = text.encode(real, "replace")
    if kind == ".warc":
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={declared}\r\n\r\n".encode(
            "utf-8", "replace"
        )
        raw = seeds.warc_record(
            http + seeds.page(number).decode().encode(real, "replace"), "http://a.example/"
        )
    return Case("misdeclared", f"encoded{kind}", raw)


def nested(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return a file in one to six containers, some of them damaged."""
    name, raw = _pick(rng, good)
    for _ in range(rng.randrange(1, 7)):
        wrap = rng.choice((".gz", ".zst", ".bz2", ".xz", ".zip", ".tar"))
        if wrap in seeds.COMPRESS:
            name, raw = name + wrap, seeds.COMPRESS[wrap](raw)
        else:
            members = {name: raw, "other.txt": b"The ferry ran aground. " * 9}
            name, raw = f"box{wrap}", (seeds.zip_of if wrap == ".zip" else seeds.tar_of)(members)
        if rng.random() < 0.15:
            raw = raw[: rng.randrange(len(raw) + 1)]
    return Case("nested", name, raw)


def escaping(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return an archive whose members' names, links or kinds lead out of it."""
    text = seeds.STORIES[0]["text"].encode()
    names = rng.sample(UNSAFE_NAMES, 6)
    out = io.BytesIO()
    if rng.random() < 0.5:
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                info = zipfile.ZipInfo(name or "x", (2019, 11, 19, 0, 0, 0))
                info.filename = name
                if rng.random() < 0.3:
                    info.create_system, info.external_attr = (
                        3,
                        rng.choice((0o120777, 0o060644, 0o010644)) << 16,
                    )
                archive.writestr(info, rng.choice((text, b"/etc/passwd")))
        return Case("escaping", "escaping.zip", out.getvalue())
    kinds = (
        tarfile.REGTYPE,
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.FIFOTYPE,
        tarfile.DIRTYPE,
        b"S",
        b"V",
    )
    with tarfile.open(
        fileobj=out, mode="w", format=rng.choice((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT))
    ) as archive:
        for name in names:
            head = tarfile.TarInfo(name.replace("\x00", ""))
            head.type = rng.choice(kinds)
            head.linkname = rng.choice(("/etc/passwd", "../../out", "evil.txt"))
            head.size = len(text) if head.type == tarfile.REGTYPE else 0
            archive.addfile(head, io.BytesIO(text))
    return Case("escaping", "escaping.tar", out.getvalue())


def hostile_values(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return records of a known layout whose values are hostile."""
    records = [values.hostile_record(rng, dict(story)) for story in rng.sample(seeds.STORIES, 5)]
    kind = rng.choice((".jsonl", ".json", ".csv", ".parquet", ".html", ".sgm", ".warc"))
    texts = [
        {k: v if isinstance(v, str) else json.dumps(v) for k, v in record.items()}
        for record in records
    ]
    clean = [
        {
            k.encode("utf-8", "replace").decode(): v.encode("utf-8", "replace").decode()
            for k, v in t.items()
        }
        for t in texts
    ]
    if kind in (".jsonl", ".json"):
        lines = [values.as_json(rng, record) for record in records]
        text = "\n".join(lines) + "\n" if kind == ".jsonl" else "[" + ",\n".join(lines) + "]"
        return Case("values", f"values{kind}", text.encode("utf-8", "surrogatepass"))
    if kind == ".csv":
        return Case(
            "values",
            "values.csv",
            seeds.csv_of([{k: t.get(k, "") for k in clean[0]} for t in clean]),
        )
    if kind == ".parquet":
        return Case("values", "values.parquet", _odd_parquet(rng, clean))
    first = {**seeds.STORIES[0], **clean[0]}
    if kind == ".sgm":
        return Case(
            "values", "values.sgm", seeds.sgml_of([{**seeds.STORIES[0], **t} for t in clean])
        )
    body = seeds.PAGE.format(
        title=first["title"], text=first["text"], published=first["published"]
    ).encode()
    if kind == ".warc":
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        return Case("values", "values.warc", seeds.warc_record(http + body, first["url"]))
    return Case("values", "values.html", body)


def _odd_parquet(rng: random.Random, rows: list[dict[str, str]]) -> bytes:
    """Return rows with columns of types that dumps seldom have."""
    table = pa.Table.from_pylist([{k: row.get(k, "") for k in rows[0]} for row in rows])
    n = len(table)
    odd: tuple[tuple[str, pa.Array], ...] = (
        ("published", pa.array([-(2**62), 2**62, 0, None, 10**15][:n], pa.timestamp("us"))),
        ("published_ns", pa.array([2**62] * n, pa.timestamp("ns", "UTC"))),
        ("day", pa.array([-719163, 2932897, 2**31 - 1, None, 0][:n], pa.date32())),
        ("score", pa.array([float("nan"), float("inf"), -0.0, 1e308, None][:n])),
        ("blob", pa.array([b"\xff\x00" * 9] * n, pa.binary())),
        ("tags", pa.array([[{"t": "a"}], [], None, [None], [{"t": None}]][:n])),
        ("gap", pa.array([2**62] * n, pa.duration("us"))),
        ("price", pa.array([None] * n, pa.decimal128(38, 10))),
    )
    for name, column in rng.sample(odd, 3):
        table = (
            table.set_column(table.column_names.index(name), name, column)
            if name in table.column_names
            else table.append_column(name, column)
        )
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=2)
    return out.getvalue()


def misnamed(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return a file under the name of another format, or one that no shell would like."""
    name, raw = _pick(rng, good)
    other, _ = _pick(rng, good)
    suffix = "." + (other if rng.random() < 0.5 else name).partition(".")[2]
    return Case("misnamed", rng.choice(FILE_NAMES).replace("/", "") + suffix, raw)


def noise(rng: random.Random, good: Mapping[str, bytes]) -> Case:
    """Return bytes without sense under a good name, or nothing at all."""
    name, _ = _pick(rng, good)
    n = rng.choice((0, 0, 1, 2, 3, 40, 512, 5000))
    raw = rng.choice(
        (
            rng.randbytes(n),
            bytes(n),
            b"\n" * n,
            b" " * n,
            b"\xff" * n,
            b"\xef\xbb\xbf" * n,
            rng.choice(SPLICES) * n,
        )
    )
    return Case("noise", name, raw)


FAMILIES: tuple[tuple[Callable[[random.Random, Mapping[str, bytes]], Case], int], ...] = (
    (mutated, 36),
    (truncated, 14),
    (hostile_values, 18),
    (misdeclared, 8),
    (nested, 8),
    (escaping, 6),
    (misnamed, 6),
    (noise, 4),
)
"""What is made, and how often in a hundred."""


def make_case(seed: int, number: int, good: Mapping[str, bytes]) -> Case:
    """Return case `number` of a seed: its file lies in a folder of its own number."""
    rng = random.Random(f"copydesk {seed} {number}")
    (make,) = rng.choices([f for f, _ in FAMILIES], [n for _, n in FAMILIES])
    case = make(rng, good)
    return dataclasses.replace(case, name=f"c{number:06d}/{case.name}")


def make_cases(seed: int, first: int, last: int, dumps: Path | None = None) -> Iterator[Case]:
    """Yield the cases of a seed from one number up to another."""
    good = seeds.all_seeds(dumps)
    for number in range(first, last):
        yield make_case(seed, number, good)


def _pick(rng: random.Random, good: Mapping[str, bytes]) -> tuple[str, bytes]:
    name = rng.choice(sorted(good))
    return name, good[name]
