"""What is fuzzed: each target takes any bytes and raises if a promise of the readers or of the parser is broken."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

from copydesk.parse import parse_record
from copydesk.raw.parts import decode_record, encode_item
from copydesk.readers import READERS, Limits, Place
from copydesk.readers.compression import budget_for
from copydesk.readers.fields import BrokenValueError, parse_json
from copydesk.readers.stream import Stream
from copydesk.readers.unwrap import read_stream
from copydesk.records import RawRecord, Rejection, SourceConfig
from copydesk.text.encoding import decode_text

SMALL = Limits(max_record_bytes=1 << 16, free_bytes=1 << 20, max_spool_bytes=1 << 20)
SUFFIXES = (
    "txt",
    "html",
    "jsonl",
    "json",
    "csv",
    "tsv",
    "sgm",
    "xml",
    "warc",
    "parquet",
    "zip",
    "tar",
    "gz",
    "zst",
    "bz2",
    "xz",
    "warc.gz",
)
NOBODY = SourceConfig()


def check_items(items: list[RawRecord | Rejection]) -> None:
    """Raise unless every item has a place of its own and can be written down and read back."""
    places = [item.raw_position for item in items]
    assert len(set(places)) == len(places), "two items at one place"
    for item in items:
        row = encode_item(item, "key")
        json.dumps(row, default=repr, ensure_ascii=False).encode("utf-8")
        if isinstance(item, RawRecord):
            assert decode_record(row).raw == item.raw
        else:
            assert item.reasons
            assert len(item.excerpt) <= 300


def fuzz_reader(name: str) -> Callable[[bytes], None]:
    """Return the target of one reader."""

    def target(data: bytes) -> None:
        place = Place("a/b", name=f"b.{name}", limits=SMALL)
        check_items(list(READERS[name](io.BytesIO(data), place)))  # type: ignore[index]

    return target


def fuzz_file(data: bytes) -> None:
    """Read a file of any kind, containers and all: the first byte chooses its name."""
    name = f"f.{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else "f"
    body = data[1:]
    place = Place(f"a/{name}", name=name, limits=SMALL)
    file = io.BytesIO(body)
    items = list(read_stream(Stream(file, file), place, READERS, budget_for(len(body), SMALL)))
    check_items(items)
    assert items or b"WARC/" in body or name.startswith("f.warc"), "a file without a row"


def fuzz_parse(media: str) -> Callable[[bytes], None]:
    """Return the target of the parser for one kind of record. What it makes of bad data is a value, and twice the same."""

    def target(data: bytes) -> None:
        fields = None
        if media == "fields":
            try:
                fields = parse_json(data)
            except BrokenValueError:
                fields = {
                    "title": data[:40].decode("utf-8", "replace"),
                    "text": data.decode("utf-8", "replace"),
                    "date": data[-20:].decode("latin-1"),
                }
            if not isinstance(fields, dict):
                return
        record = Place("a", name="a").record("", media, data, fields=fields)  # type: ignore[arg-type]
        answer = parse_record(record, NOBODY)
        assert answer == parse_record(record, NOBODY)
        if isinstance(answer, Rejection):
            assert answer.reasons != ("parser_gave_up",), answer.detail
        else:
            assert answer.body
            assert answer.n_words >= 0

    return target


def fuzz_encoding(data: bytes) -> None:
    """Decode bytes under a charset that the data itself names."""
    name, _, body = data.partition(b"\n")
    text, _ = decode_text(body, name[:40].decode("latin-1"))
    assert isinstance(text, str)


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{name: fuzz_reader(name) for name in READERS},
    "file": fuzz_file,
    "encoding": fuzz_encoding,
    **{f"parse-{media}": fuzz_parse(media) for media in ("html", "text", "fields")},
}
"""By name, as on the command line of `tests.fuzz.run`."""
