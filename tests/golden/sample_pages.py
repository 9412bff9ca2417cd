"""Sources that come as pages: the Irish paper, the Indian site, the English paper's crawl."""

from __future__ import annotations

import dataclasses

from sample_answers import Sample, page_dates
from sample_containers import warc_id, warc_record
from sample_forms import (
    bare_page,
    harbour_dump,
    page_text,
    saved_page,
    seed_like_dump,
)
from sample_story import Story


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
            **page_dates(story),
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
    sample.expect(
        wire, path, kind="exact", url=url, publisher=publisher, section="World", **page_dates(wire)
    )
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
            **page_dates(story),
        )
        if story_id in ("halden-closure", "town-win"):
            text = page_text(story, publisher).encode()
            headers |= {"Content-Type": "text/plain"}
            wet.append(warc_record("conversion", headers, text))
            sample.expect(
                story,
                wet_path,
                kind="exact",
                raw_position=None,
                source_record_id=warc_id("conversion", url, text),
                url=url,
                crawled_at=crawled,
            )
    sample.files[path] = b"".join(warc)
    sample.files[wet_path] = b"".join(wet)
