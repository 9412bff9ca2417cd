"""Sources that come as archives and as single files in awkward encodings."""

from __future__ import annotations

import bz2
import dataclasses
import hashlib
import html
import json
import lzma
from collections.abc import Sequence

from sample_answers import Row, Sample, json_dates, page_dates
from sample_containers import tarred_zst, zipped
from sample_forms import (
    mangle,
    plain_note,
    saved_page,
    wrap_hard,
)
from sample_story import Story


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
            **page_dates(story),
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
        spanish,
        path,
        "member es/2024-05-23.json;item 1",
        url=f"{home}/es-recall",
        section=spanish.section,
        **json_dates(spanish),
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
        "member en/2024-05-14.json;item 1",
        kind="contained",
        url=f"{home}/lusaka-march",
        section="World",
        **json_dates(short),
    )
    sample.files[path] = tarred_zst(members)

    path, rows = f"{folder}/world.json", []
    for number, story_id in enumerate(("en-recall", "en-bees"), 1):
        story = stories[story_id]
        rows.append(json_row(story, home))
        sample.expect(
            story,
            path,
            f"item {number}",
            url=f"{home}/{story_id}",
            section=story.section,
            **json_dates(story),
        )
    sample.files[path] = json_array(rows)


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
        sample.expect(story, f"{folder}/{name}")
    path, home = f"{folder}/notices.json.xz", "https://saltmarshobserver.example"
    mill, van = stories["tide-mill"], stories["library-van"]
    rows = [json_row(mill, home), json_row(van, home)]
    rows[0] = {
        key: mangle(value) if isinstance(value, str) else value for key, value in rows[0].items()
    }
    rows[1]["title"] = html.escape(van.title)
    rows[1]["content"] = entities(rows[1]["content"])
    sample.files[path] = lzma.compress(json_array(rows))
    for number, story in enumerate((mill, van), 1):
        sample.expect(story, path, f"item {number}", url=f"{home}/{story.id}", **json_dates(story))
    brief = f"{folder}/brief.txt"
    sample.files[brief] = b"Breaking: bridge at Saltmarsh closed, more soon.\n"
    sample.quarantined.append(
        {
            "raw_path": brief,
            "raw_position": "",
            "stage": "validate",
            "reasons": ["n_words_reaches_min_words"],
        }
    )
    scan = f"{folder}/scan-0031.txt"
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(64))
    sample.files[scan] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + noise
    sample.quarantined.append(
        {"raw_path": scan, "raw_position": "", "stage": "read", "reasons": ["binary_content"]}
    )


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
