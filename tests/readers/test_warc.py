"""Web archives."""

import datetime as dt
import gzip
import zlib

import pytest

from copydesk.readers import warc
from copydesk.readers.http import join_chunks
from copydesk.records import record_id_of

from .reading import SMALL, Folder, gz_each, page, reasons, records, rejections, warc_record

PAGES = [page(f"Ferry news {n}. " * 20) for n in range(5)]
RECORDS = [
    warc_record(raw, url=f"http://post.example/{n}", number=n) for n, raw in enumerate(PAGES)
]
INFO = warc_record(b"software: x\r\n", kind="warcinfo", content_type="application/warc-fields")


def test_pages_come_with_what_the_transport_says(folder: Folder) -> None:
    items = folder.read("a.warc", INFO + b"".join(RECORDS))
    assert [item.raw for item in records(items)] == PAGES
    first = records(items)[0]
    assert first.media == "html"
    assert first.url == "http://post.example/0"
    assert first.charset == "utf-8"
    assert first.crawled_at == dt.datetime(2019, 11, 19, 14, 25, tzinfo=dt.UTC)
    assert first.source_record_id == "<urn:test:0>"
    assert first.record_id == record_id_of("http://post.example/0", PAGES[0])
    assert first.raw_position == f"offset {len(INFO)}"


def test_a_gzipped_archive_holds_the_same(folder: Folder) -> None:
    plain = folder.read("a.warc", INFO + b"".join(RECORDS))
    assert folder.read("a.warc.gz", gz_each(INFO, *RECORDS)) == [
        type(item)(**{**_dict(item), "raw_path": "a.warc.gz"}) for item in plain
    ]


def _dict(item: object) -> dict[str, object]:
    import dataclasses

    return {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["warcinfo", "request", "metadata", "revisit"])
def test_the_envelope_is_passed_over(folder: Folder, kind: str) -> None:
    items = folder.read("a.warc", warc_record(b"x", kind=kind) + RECORDS[0])
    assert [item.raw for item in records(items)] == [PAGES[0]]
    assert not rejections(items)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (warc_record(page("x"), status="404 Not Found"), "http_error"),
        (warc_record(b"", status="302 Found"), "http_error"),
        (warc_record(b"\x89PNG", content_type="image/png"), "not_a_page"),
        (warc_record(b"a{}", content_type="text/css"), "not_a_page"),
        (warc_record(b"x()", content_type="text/javascript"), "not_a_page"),
        (warc_record(b"", content_type="text/html"), "not_a_page"),
        (warc_record(b"\x89PNG" + bytes(99)), "not_a_page"),
        (warc_record(b"x", kind="continuation"), "not_a_page"),
        (
            warc_record(b"User-agent: *", "http://p.example/robots.txt", content_type="text/plain"),
            "not_a_page",
        ),
        (
            warc_record(b"log", "metadata://x/wget.log", "resource", content_type="text/plain"),
            "not_a_page",
        ),
        (
            warc_record(page("x"), http="Content-Encoding: gzip\r\n").replace(b"<!D", b"\x1f\x8b"),
            "broken_record",
        ),
        (warc_record(page("x"), http="Content-Encoding: secret\r\n"), "broken_record"),
    ],
)
def test_what_is_no_page_is_named(folder: Folder, record: bytes, reason: str) -> None:
    if reason == "broken_record" and b"\x1f\x8b" in record:
        record = warc_record(b"\x1f\x8b\x08 damaged", http="Content-Encoding: gzip\r\n")
    items = folder.read("a.warc", RECORDS[0] + record + RECORDS[1])
    assert reasons(items) == [reason]
    assert [item.raw for item in records(items)] == PAGES[:2]


def test_resources_and_extracted_texts_are_records(folder: Folder) -> None:
    raw = warc_record(PAGES[0], kind="resource", content_type="text/html")
    raw += warc_record(b"Ferry news.", kind="conversion", content_type="text/plain")
    assert [item.media for item in records(folder.read("a.wet", raw))] == ["html", "text"]


def _chunked(raw: bytes) -> bytes:
    parts = [raw[at : at + 50] for at in range(0, len(raw), 50)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "http"),
    [
        (_chunked(PAGES[0]), "Transfer-Encoding: chunked\r\n"),
        (gzip.compress(PAGES[0], mtime=0), "Content-Encoding: gzip\r\n"),
        (zlib.compress(PAGES[0]), "Content-Encoding: deflate\r\n"),
        (zlib.compress(PAGES[0])[2:-4], "Content-Encoding: deflate\r\n"),
        (
            _chunked(gzip.compress(PAGES[0], mtime=0)),
            "Transfer-Encoding: chunked\r\ncontent-encoding: GZIP\r\n",
        ),
        (PAGES[0], "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        (PAGES[0], "Content-Encoding: br\r\nContent-Length: 5\r\n"),
    ],
)
def test_the_body_is_decoded_or_already_was(folder: Folder, body: bytes, http: str) -> None:
    (record,) = records(folder.read("a.warc", warc_record(body, http=http)))
    assert record.raw == PAGES[0]


def test_a_body_that_begins_like_a_chunk_is_kept() -> None:
    assert join_chunks(b"no chunks at all") == b"no chunks at all"


@pytest.mark.parametrize("length", [0, 5, 700, 100_000, 10**12, "-1", "many", "9" * 40])
def test_a_wrong_length_costs_its_record(folder: Folder, length: int | str) -> None:
    bad = warc_record(PAGES[2], length=length, number=2)
    items = folder.read("a.warc", b"".join([*RECORDS[:2], bad, *RECORDS[3:]]))
    assert [item.raw for item in records(items)] == [PAGES[0], PAGES[1], *PAGES[3:]]
    (item,) = rejections(items)
    assert item.reasons == ("broken_record",)
    assert item.source_record_id == "<urn:test:2>"


def test_junk_between_records_costs_nothing_else(folder: Folder) -> None:
    raw = RECORDS[0] + b"junk\r\nmore junk\r\n" + RECORDS[1]
    items = folder.read("a.warc", raw)
    assert len(records(items)) >= 1
    assert PAGES[1] in [item.raw for item in records(items)]
    assert reasons(items) == ["broken_record"]


def test_a_cut_archive_yields_what_came_before(folder: Folder) -> None:
    raw = b"".join(RECORDS)
    cut = len(raw) - len(RECORDS[-1]) // 2
    for name, data in (("a.warc", raw[:cut]), ("a.warc.gz", gz_each(*RECORDS)[:-40])):
        items = folder.read(name, data)
        assert [item.raw for item in records(items)][:3] == PAGES[:3]
        assert reasons(items) == ["truncated_file"]


def test_a_damaged_gzip_member_costs_its_record(folder: Folder) -> None:
    members = [gz_each(record) for record in RECORDS]
    middle = bytearray(members[2])
    middle[len(middle) // 2] ^= 0xFF
    items = folder.read("a.warc.gz", b"".join([*members[:2], bytes(middle), *members[3:]]))
    assert [item.raw for item in records(items)] == [PAGES[0], PAGES[1], *PAGES[3:]]
    assert set(reasons(items)) == {"corrupt_container"}


def test_a_record_larger_than_the_limit_is_rejected(folder: Folder) -> None:
    big = warc_record(page("word " * 5000), number=9)
    items = folder.read("a.warc", RECORDS[0] + big + RECORDS[1], limits=SMALL)
    assert reasons(items) == ["too_large"]
    assert [item.raw for item in records(items)] == PAGES[:2]


def test_many_wrong_lengths_do_not_take_forever(folder: Folder) -> None:
    wrong = b"".join(warc_record(page(f"x{n}"), length=60_000_000, number=n) for n in range(2000))
    items = folder.read("a.warc", wrong + RECORDS[0])
    assert len(rejections(items)) == 2000
    assert [item.raw for item in records(items)] == [PAGES[0]]


@pytest.mark.parametrize("n_wrong", [0, 1, 2, 3])
def test_lengths_are_trusted_until_several_were_wrong(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, n_wrong: int
) -> None:
    """A page may hold what looks like a record; behind wrong lengths it is taken for one."""
    monkeypatch.setattr(warc, "MAX_WRONG", 2)
    monkeypatch.setattr(warc, "CHUNK", 64)
    wrong = [warc_record(PAGES[2], length=5, number=9)] * n_wrong
    page_of_records = PAGES[0] + b"\r\n\r\n" + RECORDS[1] + RECORDS[3]
    found = folder.read("a.warc", b"".join([*wrong, warc_record(page_of_records)]))
    within = [page_of_records] if n_wrong < 2 else [PAGES[1], PAGES[3]]
    assert [item.raw for item in records(found)] == within


def test_an_archive_that_grows_keeps_its_records(folder: Folder) -> None:
    before = folder.read("a.warc.gz", gz_each(*RECORDS[:3]))
    assert folder.read("a.warc.gz", gz_each(*RECORDS))[:3] == before


def test_bytes_after_a_sound_gzip_member_are_not_read_twice(folder: Folder) -> None:
    members = [gz_each(warc_record(page(f"News {n}. " * 9), number=n)) for n in range(3)]
    items = folder.read("a.warc.gz", members[0] + b"junk between members" + members[1] + members[2])
    assert [len(records(items)), len(rejections(items))] == [2, 1], (
        "what stands before the junk may be damaged, too"
    )


def test_damages_at_one_place_have_places_of_their_own(folder: Folder) -> None:
    broken = gz_each(warc_record(page("News. " * 9)))[:10] + b"\xff" * 40
    items = folder.read("a.warc.gz", gz_each(warc_record(page("News. " * 9))) + broken * 3)
    assert len(items) >= 3


def test_a_web_archive_of_blank_lines_leaves_a_row(folder: Folder) -> None:
    assert reasons(folder.read("a.warc.wet.gz", b"\n\n\n")) == ["empty_file"]
    assert reasons(folder.read("a.warc", b"\r\n" * 9)) == ["empty_file"]


def test_a_page_under_an_address_of_another_kind_is_a_page(folder: Folder) -> None:
    raw = warc_record(page("News"), url="urn:uuid:1234") + warc_record(
        b'{"url": 1}',
        url="urn:pageinfo:https://x.example",
        content_type="application/json",
        number=2,
    )
    items = folder.read("a.warc", raw)
    assert [r.media for r in records(items)] == ["html"]
    assert reasons(items) == ["not_a_page"]
