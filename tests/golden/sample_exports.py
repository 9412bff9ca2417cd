"""Sources that come as exports: the agency's JSON lines, CSV and TSV, SGML, Parquet."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence

import pyarrow as pa
from sample_answers import Sample
from sample_containers import gzipped, parquet
from sample_forms import (
    rfc2822,
    sgml_story,
    wire_body,
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
            published_precision="second",
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
            kind = "exact"
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
            published_precision="second" if ":00-" in date else "minute",
        )
    sample.files[path] = delimited(rows, ",", "\r\n")
    path = "plains-ledger/archive-1999.tsv"
    rows = [["id", "title", "author", "published", "content"]]
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
            f"record {number}",
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
