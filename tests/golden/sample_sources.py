"""The sources of the sample: which story goes into which file, in which form, and what is expected of it."""

from __future__ import annotations

import bz2
import csv
import dataclasses
import datetime as dt
import hashlib
import html
import io
import json
import lzma
from collections.abc import Sequence

import pyarrow as pa
from sample_answers import Row, Sample, in_utc
from sample_containers import gzipped, parquet, tarred_zst, warc_id, warc_record, zipped
from sample_forms import (
    bare_page,
    harbour_dump,
    mangle,
    page_text,
    plain_note,
    rfc2822,
    saved_page,
    seed_like_dump,
    sgml_story,
    wire_body,
    wrap_hard,
)
from sample_story import Story

MERIDIAN = (
    "seoul-talks-open",
    "lusaka-march",
    "seoul-denies-beef",
    "seoul-pact-signed",
    "carvings-to-ghana",
    "kalimpara-flood-aid",
    "lima-threatens-recall",
    "varnholt-sanctions",
    "lumenward-kestrel",
    "tessourit-convoy",
    "finland-crossings",
)


def add_meridian_wire(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the agency's JSON lines: one line stands twice, one is cut off."""
    path = "meridian-wire/2024-05.jsonl.gz"
    lines: list[str] = []
    for number, story_id in enumerate(MERIDIAN, 1):
        story = stories[story_id]
        url = f"https://www.meridianwire.example/{story.moment:%Y/%m/%d}/{story_id}"
        row = {
            "id": f"MER-2024-{1100 + number}",
            "headline": story.title,
            "byline": f"By {' and '.join(story.authors)}" if story.authors else None,
            "published": rfc2822(story.moment),
            "keywords": list(story.keywords),
            "url": url,
            "source": "Meridian Wire",
            "text": wire_body(story, "Meridian"),
        }
        lines.append(json.dumps(row, ensure_ascii=False))
        position = f"line {len(lines)}"
        sample.expect(
            story,
            path,
            position,
            url=url,
            source_record_id=row["id"],
            publisher="Meridian Wire",
            keywords=row["keywords"],
        )
        if story_id == "seoul-denies-beef":
            lines.append(lines[-1])
            sample.redelivered.append(
                {"raw_path": path, "raw_position": f"line {len(lines)}", "same_as": position}
            )
        if story_id == "lima-threatens-recall":
            lines.append(lines[-1][: len(lines[-1]) * 2 // 5])
            sample.quarantined.append(
                {
                    "raw_path": path,
                    "raw_position": f"line {len(lines)}",
                    "stage": "read",
                    "reasons": ["broken_record"],
                }
            )
    sample.files[path] = gzipped("".join(f"{line}\n" for line in lines).encode())


def add_harbour_gazette(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the Irish paper: saved pages, an update under the same address, a correction, a wire story, a bare page."""
    folder, publisher = "harbour-gazette", "The Harbour Gazette"
    sample.files[f"{folder}/source.toml"] = (
        b'publisher = "The Harbour Gazette"\ntimezone = "Europe/Dublin"\n'
    )
    pages = (
        ("ferry-strike-called", "ferry-strike-called", "canonical"),
        ("ferry-strike-begins", "ferry-strike-begins", "canonical"),
        ("ferry-strike-begins-update", "ferry-strike-begins", "revision"),
        ("ferry-deal", "ferry-deal", "canonical"),
        ("wreck-found", "wreck-found", "canonical"),
    )
    for story_id, slug, kind in pages:
        story = stories[story_id]
        url = f"https://www.harbourgazette.example/{story.moment:%Y/%m}/{slug}"
        path = f"{folder}/pages/{story.moment:%Y-%m-%d}-{story_id}.html"
        sample.files[path] = saved_page(story, publisher, url).encode()
        sample.expect(
            story,
            path,
            kind=kind,
            story=slug,
            url=url,
            publisher=publisher,
            section=story.section,
            updated_at=None
            if not story.updated
            else in_utc(dt.datetime.fromisoformat(story.updated)),
        )
    wire = stories["seoul-pact-signed"]
    wire = dataclasses.replace(
        wire,
        title="American warships to be mended in Korean yards under new deal",
        published="2024-05-16T12:05:00+01:00",
        section="World",
    )
    url = "https://www.harbourgazette.example/2024/05/american-warships-korea"
    path = f"{folder}/pages/2024-05-16-american-warships-korea.html"
    sample.files[path] = saved_page(wire, publisher, url, f"{wire.dateline} (Meridian)").encode()
    sample.expect(wire, path, kind="near", url=url, publisher=publisher, section="World")
    bare = stories["lifeboat-rescue"]
    path = f"{folder}/pages/lifeboat.htm"
    sample.files[path] = bare_page(bare).encode()
    sample.expect(bare, path, publisher=publisher)
    for story_id, kind in (("sea-wall-vote", "canonical"), ("sea-wall-correction", "revision")):
        story = stories[story_id]
        path = f"{folder}/text/{story_id}.txt"
        sample.files[path] = harbour_dump(story).encode()
        sample.expect(story, path, kind=kind, story="sea-wall-vote", publisher=publisher)


def add_deccan_standard(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the Indian site's text dumps: one first delivered with four paragraphs only, one file delivered twice."""
    folder = "deccan-standard"
    for story_id in (
        "india-sends-aid",
        "pact-seen-from-delhi",
        "canal-protest",
        "nepal-visit",
        "dengue-ward",
    ):
        story = stories[story_id]
        path = f"{folder}/{story.moment:%Y-%m-%d}-{story_id}.txt"
        sample.files[path] = seed_like_dump(story).encode()
        sample.expect(story, path)
    story = stories["india-sends-aid"]
    path = f"{folder}/2024-05-20-india-sends-aid-early.txt"
    cut = dataclasses.replace(story, updated=None)
    sample.files[path] = seed_like_dump(cut, first_paragraphs=4).encode()
    sample.expect(
        cut, path, kind="contained", headings=[], related_links=[], paragraphs=cut.paragraphs[:4]
    )
    again, first = f"{folder}/redelivered/nepal.txt", f"{folder}/2024-05-27-nepal-visit.txt"
    sample.files[again] = sample.files[first]
    sample.redelivered.append({"raw_path": again, "raw_position": "", "same_as": first})


def add_northern_courier(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the English paper: crawled pages in a WARC (one in Windows-1252), the text of two of them in a WET file."""
    folder, publisher = "northern-courier", "The Northern Courier"
    path, wet_path = f"{folder}/crawl-2024.warc.gz", f"{folder}/crawl-2024.warc.wet.gz"
    info = b"software: made by hand\r\nformat: WARC File Format 1.0\r\n"
    warc = [
        warc_record(
            "warcinfo",
            {"WARC-Date": "2024-06-01T02:00:00Z", "Content-Type": "application/warc-fields"},
            info,
        )
    ]
    wet = [warc[0]]
    for number, story_id in enumerate(
        (
            "halden-closure",
            "halden-march",
            "halden-no-bailout",
            "town-win",
            "night-clinic",
            "varnholt-seen-from-tyne",
        )
    ):
        story = stories[story_id]
        url = f"https://www.northerncourier.example/{(story.section or '').lower()}/{story_id}"
        crawled = f"2024-06-01T02:00:{10 + number}Z"
        charset = "windows-1252" if story_id == "night-clinic" else "utf-8"
        page = saved_page(story, publisher, url, charset=charset).encode(charset)
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\nContent-Length: {len(page)}\r\n\r\n"
        block = http.encode() + page
        headers = {"WARC-Target-URI": url, "WARC-Date": crawled}
        if number == 0:
            ask = f"GET /business/{story_id} HTTP/1.1\r\nHost: www.northerncourier.example\r\n\r\n"
            warc.append(
                warc_record(
                    "request",
                    {**headers, "Content-Type": "application/http; msgtype=request"},
                    ask.encode(),
                )
            )
        warc.append(
            warc_record(
                "response", {**headers, "Content-Type": "application/http; msgtype=response"}, block
            )
        )
        answer = {
            "url": url,
            "crawled_at": crawled,
            "publisher": publisher,
            "section": story.section,
        }
        sample.expect(
            story,
            path,
            raw_position=None,
            source_record_id=warc_id("response", url, block),
            **answer,
        )
        if story_id in ("halden-closure", "town-win"):
            text = page_text(story, publisher).encode()
            headers |= {"Content-Type": "text/plain"}
            wet.append(warc_record("conversion", headers, text))
            sample.expect(
                story,
                wet_path,
                kind="near",
                raw_position=None,
                source_record_id=warc_id("conversion", url, text),
                url=url,
                crawled_at=crawled,
            )
    sample.files[path] = b"".join(warc)
    sample.files[wet_path] = b"".join(wet)


PLAINS_DATES = {
    "mayor-charged": "4/11/2024 3:40 PM CDT",
    "mayor-denies": "04/15/2024 11:05 AM CDT",
    "tornado-guard": "April 27, 2024 7:20 p.m. CDT",
    "school-bond": "2024-05-14T22:15:00-05:00",
    "varnholt-sanctions": "05/21/2024 4:10 PM CDT",
    "mayor-sentenced": "2024-11-19 16:30:00-06:00",
}


def add_plains_ledger(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the Nebraskan paper: a CSV export with cells of many lines, a TSV archive with dates like 9/9/99."""
    path = "plains-ledger/stories.csv"
    rows = [["id", "headline", "author", "date", "url", "section", "text"]]
    for number, (story_id, date) in enumerate(PLAINS_DATES.items(), 1):
        story, kind = stories[story_id], "canonical"
        byline = " and ".join(story.authors)
        text = "\n\n".join(story.paragraphs)
        if story_id == "varnholt-sanctions":
            kind = "near"
            story = dataclasses.replace(
                story,
                title="Cyprus tanker owner hit by European sanctions",
                published="2024-05-21T16:10:00-05:00",
                section="World",
            )
            byline = f"By {byline}, Meridian"
            text = f"{wire_body(story, 'Meridian')}\n\n(Reporting by Pieter Aldous; editing by Hugo Lantz)"
        url = f"https://plainsledger.example/story/{20410 + number}"
        source_id = f"pl-{20410 + number}"
        rows.append([source_id, story.title, byline, date, url, story.section or "", text])
        sample.expect(
            story,
            path,
            f"row {number}",
            kind,
            url=url,
            source_record_id=source_id,
            section=story.section,
        )
    sample.files[path] = delimited(rows, ",", "\r\n")
    path = "plains-ledger/archive-1999.tsv"
    rows = [["id", "published", "title", "author", "content"]]
    for number, (story_id, date) in enumerate(
        {"elevator-fire": "9/9/99", "rail-vote": "9/14/99"}.items(), 1
    ):
        story = stories[story_id]
        rows.append([f"A99-{number:04d}", story.title, story.authors[0], date, story.paragraphs[0]])
        sample.expect(story, path, f"row {number}", source_record_id=f"A99-{number:04d}")
    sample.files[path] = delimited(rows, "\t", "\n")


def delimited(rows: Sequence[Sequence[str]], delimiter: str, line_end: str) -> bytes:
    """Return rows as CSV or TSV in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return out.getvalue().encode()


def add_tradewire_archive(sample: Sample, stories: dict[str, Story]) -> None:
    """Add five agency reports of 1999 in one SGML file."""
    path = "tradewire-archive/wire-000.sgm"
    parts = ['<!DOCTYPE lewis SYSTEM "lewis.dtd">\n']
    for number, story_id in enumerate(
        (
            "wheat-dispute",
            "tin-stocks",
            "cerro-pardo-strike",
            "dormer-merger",
            "harbour-rescue-accord",
        ),
        1,
    ):
        story = stories[story_id]
        parts.append(sgml_story(story, number))
        sample.expect(
            story,
            path,
            raw_position=None,
            source_record_id=str(number),
            published_precision="second",
        )
    sample.files[path] = "".join(parts).encode("latin-1")


def add_cedar_review(sample: Sample, stories: dict[str, Story]) -> None:
    """Add the magazine's Parquet export, times in epoch milliseconds, one agency story among its own."""
    path, rows = "cedar-review/export.parquet", []
    ids = (
        "pact-analysis",
        "convoy-aftermath",
        "carvings-essay",
        "telescope-array",
        "teachers-strike",
        "kalimpara-flood-aid",
    )
    for number, story_id in enumerate(ids):
        story, kind = stories[story_id], "canonical"
        if story_id == "kalimpara-flood-aid":
            kind = "exact"
            story = dataclasses.replace(
                story, published="2024-05-19T08:00:00+00:00", section="World", dateline=None
            )
        url = f"https://cedarreview.example/{story.moment:%Y}/{story_id}"
        rows.append(
            {
                "doc_id": f"cr{number:03d}",
                "title": story.title,
                "authors": list(story.authors),
                "published": int(story.moment.timestamp() * 1000),
                "section": story.section,
                "url": url,
                "body": "\n\n".join(story.paragraphs),
            }
        )
        sample.expect(
            story,
            path,
            f"row {number + 1}",
            kind,
            url=url,
            section=story.section,
            published_precision=None,
        )
        del sample.records[-1]["published_precision"]
    schema = pa.schema(
        [
            ("doc_id", pa.string()),
            ("title", pa.string()),
            ("authors", pa.list_(pa.string())),
            ("published", pa.int64()),
            ("section", pa.string()),
            ("url", pa.string()),
            ("body", pa.string()),
        ]
    )
    sample.files[path] = parquet(rows, schema)


def add_continental_desk(sample: Sample, stories: dict[str, Story]) -> None:
    """Add pages in a zip (French, German, a wire story), JSON in a tar.zst (Spanish, a shortened wire story), an array."""
    folder, publisher, home = (
        "continental-desk",
        "Continental Desk",
        "https://continentaldesk.example",
    )
    path, members = f"{folder}/pages.zip", {}
    for story_id, name in (
        ("fr-varnholt", "fr/varnholt.html"),
        ("de-wehrstedt", "de/wehrstedt.html"),
    ):
        story = stories[story_id]
        members[name] = saved_page(story, publisher, f"{home}/{name[:-5]}").encode()
        sample.expect(
            story,
            path,
            f"member {name}",
            url=f"{home}/{name[:-5]}",
            publisher=publisher,
            section=story.section,
        )
    wire = stories["seoul-talks-open"]
    wire = dataclasses.replace(
        wire,
        title="Washington and Seoul back at the table over shipyards",
        published="2024-05-13T11:30:00+02:00",
        dateline=None,
    )
    members["wire/seoul.txt"] = plain_note(wire, "13 May 2024 11:30 CEST").encode()
    sample.expect(wire, path, "member wire/seoul.txt", "exact")
    sample.files[path] = zipped(members)

    path, members = f"{folder}/latin.tar.zst", {}
    spanish = stories["es-recall"]
    members["es/2024-05-23.json"] = json_array([json_row(spanish, home)])
    sample.expect(
        spanish, path, raw_position=None, url=f"{home}/es-recall", section=spanish.section
    )
    short = stories["lusaka-march"]
    short = dataclasses.replace(
        short, published="2024-05-14T19:00:00+02:00", dateline=None, section="World"
    )
    short = dataclasses.replace(short, body="\n\n".join(short.paragraphs[:3]))
    members["en/2024-05-14.json"] = json_array([json_row(short, home)])
    sample.expect(
        short,
        path,
        raw_position=None,
        kind="contained",
        url=f"{home}/lusaka-march",
        section="World",
    )
    sample.files[path] = tarred_zst(members)

    path, rows = f"{folder}/world.json", []
    for story_id in ("en-recall", "en-bees"):
        story = stories[story_id]
        rows.append(json_row(story, home))
        sample.expect(
            story, path, raw_position=None, url=f"{home}/{story_id}", section=story.section
        )
    sample.files[path] = json_array(rows)


def json_row(story: Story, home: str) -> Row:
    """Return a story as an object of a JSON export."""
    return {
        "title": story.title,
        "authors": list(story.authors),
        "pubDate": story.published,
        "section": story.section,
        "link": f"{home}/{story.id}",
        "content": "\n\n".join(story.paragraphs),
    }


def json_array(rows: Sequence[Row]) -> bytes:
    """Return objects as an indented JSON array."""
    return (json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n").encode()


def add_saltmarsh_observer(sample: Sample, stories: dict[str, Story]) -> None:
    """Add single files in awkward encodings, mangled and hard-wrapped text, a headline-only brief, a binary file."""
    folder = "saltmarsh-observer"
    notes = (
        ("cafe-prize", "cafe-prize.txt", "14 July 2022", "cp1252"),
        ("bird-reserve", "bird-reserve.txt", "Thu 3 Nov 2022 09:30 GMT", "utf-16"),
        ("harbour-dredging", "harbour-dredging.txt", "17 January 2023, 14:10 GMT", "utf-8"),
        ("rope-factory", "rope-factory.txt.bz2", None, "utf-8"),
    )
    for story_id, name, date_line, encoding in notes:
        story = stories[story_id]
        text = plain_note(story, date_line)
        if story_id == "harbour-dredging":
            text = wrap_hard(text)
        raw = (
            b"\xff\xfe" + text.encode("utf-16-le")
            if encoding == "utf-16"
            else text.encode(encoding)
        )
        sample.files[f"{folder}/{name}"] = bz2.compress(raw) if name.endswith(".bz2") else raw
        sample.expect(story, f"{folder}/{name}", raw_position=None if name.endswith(".bz2") else "")
    path, home = f"{folder}/notices.json.xz", "https://saltmarshobserver.example"
    mill, van = stories["tide-mill"], stories["library-van"]
    rows = [json_row(mill, home), json_row(van, home)]
    rows[0] = {
        key: mangle(value) if isinstance(value, str) else value for key, value in rows[0].items()
    }
    rows[1]["title"] = html.escape(van.title)
    rows[1]["content"] = entities(rows[1]["content"])
    sample.files[path] = lzma.compress(json_array(rows))
    for story in (mill, van):
        sample.expect(story, path, raw_position=None, url=f"{home}/{story.id}")
    brief = f"{folder}/brief.txt"
    sample.files[brief] = b"Breaking: bridge at Saltmarsh closed, more soon.\n"
    sample.quarantined.append(
        {"raw_path": brief, "raw_position": "", "stage": None, "reasons": None}
    )
    scan = f"{folder}/scan-0031.txt"
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(64))
    sample.files[scan] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + noise
    sample.quarantined.append(
        {"raw_path": scan, "raw_position": "", "stage": "read", "reasons": ["binary_content"]}
    )


def entities(text: str) -> str:
    """Return the text with the entities that a careless export leaves."""
    for character, name in (
        ("&", "amp"),
        ("“", "ldquo"),
        ("”", "rdquo"),
        ("’", "rsquo"),
        ("£", "pound"),
    ):
        text = text.replace(character, f"&{name};")
    return text
