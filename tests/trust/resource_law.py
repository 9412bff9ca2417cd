"""The law of resources: whatever is fed grows, time grows with it and no faster.

`python -m tests.trust.resource_law` feeds every family of pages and records at two sizes through reading and parsing. A line per breach;
`--only NAME`. CPU time on a machine that others use is no fixed thing (a page took 0.2 s, and 0.8 s a minute before), so it is told in the
time that a yardstick takes beside it, and the best of some tries counts.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import math
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lxml import etree

from copydesk.parse import parse_record
from copydesk.readers import read_file
from copydesk.records import RawRecord, SourceConfig

SECONDS_PER_MB = 2.0
FLOOR_SECONDS = 0.15
"""What any page may take: 2,000 elements, of however few bytes."""

LEAST_SECONDS = 0.01
"""A slope from less is noise."""

MAX_SLOPE = 1.2
GROWTH = 4
PATIENCE_SECONDS = 20.0
TRIES = 8
"""A family that keeps the law is asked once or twice; one that breaks it breaks it every time."""

BYTES_PER_BYTE = 230
"""Of memory to one of input: 2 GB for the longest markup that is parsed. Links take the most of what is fed here, 170."""

FLOOR_BYTES = 32 << 20

YARDSTICK_SECONDS = 0.0055
"""What the yardstick takes on one of our cores (Xeon): the best of 400."""
SOURCE = SourceConfig()
WORD = re.compile(r"\w+")
STORY = (
    "The harbour authority of Port Elgin said on Monday that the ferry ran aground off the north pier. "
    "Nobody was hurt, and divers looked at the hull in the afternoon. "
)
HEAD = "<title>Ferry runs aground off the north pier</title><meta property='og:title' content='Ferry runs aground off the north pier'>"

MARKS: dict[str, str] = {
    # that no story is made of: floods of what joins, turns or hides, runs of quotes and brackets
    "marks on one letter": "a\u0301\u0302\u0303\u0304\u0305\u0306",
    "marks alone": "\u0301",
    "words under marks": "f\u0315e\u0340r\u0358r\u0321y\u0322 ",
    "blanks of no width": "\u200b",
    "words with blanks of no width": "fe\u200brr\u200by ",
    "joiners": "\u200d",
    "soft hyphens": "fer\u00adry ",
    "turned directions": "\u202e\u202d",
    "turned words": "\u202eyrref\u202c ",
    "open directions": "\u2066a ",
    "curly quotes": "\u201ca\u201d ",
    "open curly quotes": "\u201c",
    "apostrophes": "'",
    "open brackets": "(",
    "open square brackets": "[",
    "asterisks": "*",
    "underscores": "_",
    "open links of Markdown": "[a](",
    "runs of backslashes": "\\",
    "mis-decoded quotes": "\u00e2\u20ac\u0153",
}

UNITS: dict[str, str] = {
    # of a page's body, repeated; {n} is the number of the repeat
    "headings": "<h2>Heading {n}</h2>",
    "headings with text": "<h3>Heading {n}</h3><p>The ferry {n} ran aground on Monday.</p>",
    "first headings": "<h1>Ferry runs aground {n}</h1>",
    "paragraphs": "<p>{n} The ferry ran aground on Monday, the harbour authority said.</p>",
    "short paragraphs": "<p>a</p>",
    "plain divs": "<div>{n} The ferry ran aground.</div>",
    "short divs": "<div>a</div>",
    "empty divs": "<div></div>",
    "open divs": "<div>",
    "open divs with text": "<div>text {n}",
    "closed divs": "</div>",
    "open paragraphs": "<p>{n} The ferry ran aground",
    "spans": "<span>a </span>",
    "open spans": "<span>a ",
    "open bolds": "<b>a",
    "misnested": "<b><i>a</b></i>",
    "breaks": "line {n}<br>",
    "only breaks": "<br>",
    "links": "<a href='/story/{n}'>Ferry runs aground again {n}</a> ",
    "link lists": "<li><a href='/story/{n}'>Ferry runs aground {n}</a></li>",
    "open lists": "<ul><li>a",
    "list items": "<li>The ferry ran aground {n}</li>",
    "cells": "<tr><td>{n}</td><td>ran aground</td></tr>",
    "open tables": "<table><tr><td>a",
    "tables": "<table><tr><td>The ferry ran aground {n}</td></tr></table>",
    "images": "<img src='/{n}.jpg' alt='Ferry {n}'>",
    "figures": "<figure><img src='{n}.jpg'><figcaption>The ferry {n}. Photo: A. Hale</figcaption></figure>",
    "comments": "<!-- widget {n} -->",
    "empty comments": "<!---->",
    "open comments": "<!--",
    "scripts": "<script>var a = {n};</script>",
    "script strings": '<script>var a = "' + "The ferry ran aground. " * 20 + '{n}";</script>',
    "styles": "<style>p {{color: red}}</style>",
    "frames": "<iframe src='/{n}'></iframe>",
    "forms": "<form><input name=a{n}><select><option>a</select></form>",
    "times": "<time datetime='2019-11-19T10:00:00Z'>19 November 2019</time>",
    "shown dates": "<span class=date>Published 19 November 2019 {n}</span>",
    "bare dates": "<p>19 November 2019</p>",
    "bylines": "<span class=author>By Maria Okafor {n}</span>",
    "byline paragraphs": "<p>By Maria Okafor, Staff Writer</p>",
    "author links": "<a rel=author href='/a/{n}'>Maria Okafor</a>",
    "quotes": "<blockquote>The ferry {n}</blockquote>",
    "articles": "<article><h2>Ferry {n}</h2><p>The ferry ran aground on Monday.</p></article>",
    "open articles": "<article><p>The ferry",
    "sections": "<section class=body><p>The ferry ran aground {n}.</p></section>",
    "class names": "<div class='article-body share author date{n}'><p>a</p></div>",
    "captions": "<p class=caption>The ferry {n}. Photograph: Tom Hale/Reuters</p>",
    "microdata": "<div itemprop=articleBody><p>The ferry {n}</p></div>",
    "entities": "&amp;&#39;&eacute;&nbsp;",
    "null entities": "&#0;&#xd800;",
    "angle brackets": "<",
    "open tags": "<a ",
    "open attributes": "<a href='",
    "ampersands": "&",
    "words": "ferry ",
    "one word": "a",
    "sentences": "The ferry ran aground on Monday. ",
    "chinese": "渡轮周一在北码头搁浅。",
    "lines": "The ferry ran aground\n",
    "blank lines": "\n",
    "blanks": " ",
    "hard blanks": "\u00a0",
    "tabs": "\t",
    "dashes": "-",
    "dots": ".",
    "pipes": " | ",
    "commas": ", ",
    "addresses": "http://example.org/{n} ",
    "at signs": "a@b.org ",
    "read more": "<p>Read more: The ferry {n}</p>",
    "cookies": "<p>We use cookies {n}</p>",
    "related": "<div class=related><a href='/{n}'>The ferry</a></div>",
    "noscript": "<noscript><p>The ferry {n}</p></noscript>",
    "svg": "<svg><path d='M0 0'/></svg>",
    "templates": "<template><p>The ferry {n}</p></template>",
    "fonts": "<font size=2>The ferry {n}<br><br></font>",
    "centers": "<center>The ferry {n}",
    "bodies": "<body><p>The ferry {n}",
    "documents": "<html><body><p>The ferry {n}</body></html>",
    "cdata": "<![CDATA[ a ]]>",
    "declarations": "<!DOCTYPE html>",
    "instructions": "<?php echo {n} ?>",
    "agencies": "<p>LONDON (Reuters) - The ferry {n}</p>",
    "credits": "<p>(Reporting by Tom Hale; Editing by Maria Okafor)</p>",
    "headings over bare text": "<h2>Heading {n}</h2>The ferry {n} ran aground.",
    "same quotes": "<blockquote>The ferry ran aground in the harbour of Elgin</blockquote>",
    "long quotes": "<blockquote>The ferry number {n} ran aground in the harbour of Elgin</blockquote>",
    **MARKS,
}

WHOLE: dict[str, Callable[[int], str]] = {
    # a page with one thing of a size in it
    "attributes": lambda n: page("<div " + "".join(f"a{i}=b " for i in range(n // 8)) + ">x</div>"),
    "attribute text": lambda n: page(f"<div class='{'a ' * (n // 2)}'>x</div>"),
    "meta": lambda n: page("", "".join(f"<meta name=a{i} content=b>" for i in range(n // 26))),
    "meta authors": lambda n: page("", "".join(f"<meta name=author content='Maria Okafor {i}'>" for i in range(n // 45))),
    "meta dates": lambda n: page("", "<meta name=date content='2019-11-19'>" * (n // 37)),
    "meta text": lambda n: page("", f"<meta name=description content='{STORY * (n // len(STORY))}'>"),
    "titles": lambda n: page("", "<title>Ferry runs aground</title>" * (n // 35)),
    "long title": lambda n: page("", f"<title>{'Ferry | ' * (n // 8)}</title>"),
    "blank title": lambda n: page("", f"<title>Ferry{' ' * n}x</title>"),
    "links in the head": lambda n: page("", "".join(f"<link rel=canonical href='/{i}'>" for i in range(n // 32))),
    "escaped quotes": lambda n: page("<script>var a = \"" + '\\"' * (n // 2) + "</script>"),
    "open strings": lambda n: page('<script>var a = "' + 'a "' * (n // 3) + "</script>"),
    "backslashes": lambda n: page('<script>var a = "' + "\\" * n + "</script>"),
    "script text": lambda n: page('<script>var a = "' + STORY * (n // len(STORY)) + '"</script>'),
    "script data": lambda n: page("<script>window.d = " + json.dumps([{"a": STORY * 3}] * (n // 500)) + "</script>"),
    "script in script": lambda n: page("<script>var a = " + nested_string(n) + "</script>"),
    "braces": lambda n: page("<script>var a = " + "{" * n + "</script>"),
    "brackets in data": lambda n: page(ld("[" * n)),
    "objects in data": lambda n: page(ld('{"a":' * (n // 5))),
    "data list": lambda n: page(ld(json.dumps([{"@type": "NewsArticle", "headline": f"Ferry {i}", "author": {"name": "Tom Hale"}} for i in range(n // 80)]))),
    "data scripts": lambda n: page("".join(ld(json.dumps({"@type": "NewsArticle", "headline": f"Ferry {i}"})) for i in range(n // 95))),
    "broken data": lambda n: page("".join(ld('{"@type": "NewsArticle", "headline": "Ferry",}') for i in range(n // 95))),
    "data body": lambda n: page(ld(json.dumps({"@type": "NewsArticle", "articleBody": STORY * (n // len(STORY))}))),
    "data commas": lambda n: page(ld('{"a": 1' + "," * n)),
    "data comma blanks": lambda n: page(ld('{"a": 1,' + " " * n)),
    "data comment": lambda n: page(ld("<!--" + " " * n)),
    "data comment end": lambda n: page(ld("{}" + " " * n + "//" + " " * n + "x")),
    "data cdata": lambda n: page(ld("//<![CDATA[" + " //" * (n // 3))),
    "data graph": lambda n: page(ld(json.dumps({"@graph": [{"@id": f"#{i}", "author": {"@id": f"#{i + 1}"}} for i in range(n // 40)]}))),
    "comments before": lambda n: "<!-- a -->\n" * (n // 11) + page(""),
    "blanks before": lambda n: " " * n + page(""),
    "table in table": lambda n: page("<table><tr><td>" * (n // 15) + STORY),
    "deep divs": lambda n: page("<div>" * (n // 22) + STORY + "</div>" * (n // 22)),
    "deep lists": lambda n: page("<ul><li>" * (n // 8) + STORY),
    "deep spans": lambda n: page("<p>" + "<span>" * (n // 6) + STORY),
    "deep links": lambda n: page("<a href=x>" * (n // 10) + STORY),
}  # fmt: skip

TEXT_UNITS: dict[str, str] = {
    # of a page dump as text
    "lines": "The ferry ran aground on Monday {n}\n",
    "short lines": "a\n",
    "other lines": "{n}a\n",
    "other signs": "{sign}\n",
    "blank lines": "\n",
    "blanks": " ",
    "paragraphs": "The ferry ran aground on Monday, the harbour authority said {n}.\n\n",
    "bylines": "By Maria Okafor\n",
    "dates": "19 November 2019\n",
    "dashes": "- ",
    "dash lines": "-----\n",
    "words": "ferry ",
    "one word": "a",
    "labels": "Title: Ferry {n}\n",
    "headers": "Subject: Ferry\nDate: Mon, 19 Nov 2019 10:00:00 GMT\n\n",
    "tags": "<p>Ferry</p>",
    "tag starts": "<a ",
    "addresses": "http://example.org/{n}\n",
    "returns": "\r",
    "tabs": "\t",
    "pipes": "a | b | ",
    "datelines": "LONDON, Nov 19 (Reuters) - The ferry ran aground.\n",
    "digits": "1",
    "quotes": '"',
    "chinese": "渡轮周一在北码头搁浅。",
    "agencies": "(Reporting by Tom Hale)\n",
    **MARKS,
}
PUMPED: dict[str, tuple[str, str, str]] = {
    # what a pattern of a line or a text waits for, then what it repeats, then what it does not bear
    "closed heading": ("# Ferry #", " ", "x"),
    "headings": ("", "# Ferry # ", "x"),
    "written list": ("['Ferry'", " ", "x"),
    "advertisement": ("ad", " ", "x"),
    "related": ("Read also:", " ", "x"),
    "address of a site": ("", "aa.", "\x00"),
    "address of a reporter": ("외외기자 ", "@", " a"),
    "signed addresses": ("", "@", ""),
}
FIELDS = (
    "title",
    "author",
    "published",
    "body",
    "url",
    "subtitle",
    "section",
    "keywords",
    "language",
    "html",
)


def page(body: str, head: str = "") -> str:
    """Return a page with a short story and what is given."""
    return f"<html><head>{HEAD}{head}</head><body><h1>Ferry runs aground off the north pier</h1><p>{STORY * 3}</p>{body}</body></html>"


def ld(text: str) -> str:
    """Return linked data as it stands in a page."""
    return f'<script type="application/ld+json">{text}</script>'


def nested_string(n: int) -> str:
    """Return data as a string in a string in a string."""
    text = STORY * (n // len(STORY) // 4)
    for _ in range(4):
        text = json.dumps({"a": text})
    return text


def repeated(unit: str, n: int) -> str:
    """Return a unit often enough for a size."""
    count = max(1, n // len(unit.format(n=1, sign="中").encode()))
    return "".join(unit.format(n=i, sign=chr(0x4E00 + i % 20_000)) for i in range(count))


PLACES: dict[str, Callable[[str], str]] = {
    "page": page,
    "after": lambda text: (
        f"<html><head>{HEAD}</head><body><article><p>{STORY * 3}</p></article>{text}</body></html>"
    ),
    "bare": lambda text: f"<html><body>{text}</body></html>",
    "footer": lambda text: page(f"<footer>{text}</footer>"),
    "deep": lambda text: page("<div>" * 200 + text + "</div>" * 200),
}
"""Where in a page the repeated stands: in the story, behind it, with nothing else, in a part that isn't the story's, or two hundred boxes deep."""


@dataclasses.dataclass(frozen=True)
class Family:
    """Inputs of any size: a name that says the format, and what makes one."""

    name: str
    suffix: str
    make: Callable[[int], bytes]


def families() -> Iterator[Family]:
    """Yield all families of trees and records."""
    for name, unit in UNITS.items():
        for where, place in PLACES.items():
            yield Family(f"{where}: {name}", ".html", partial(placed, unit=unit, place=place))
    for name, build in WHOLE.items():
        yield Family(f"page: {name}", ".html", partial(built, build=build))
    for name, unit in TEXT_UNITS.items():
        yield Family(f"text: {name}", ".txt", partial(text_of, unit=unit))
        for field in FIELDS:
            make = partial(field_of, unit=unit, field=field)
            yield Family(f"field {field}: {name}", ".jsonl", make)
    for name, pump in PUMPED.items():
        yield Family(f"text: {name}", ".txt", partial(pumped_text, pump=pump))
        for field in FIELDS:
            yield Family(
                f"field {field}: {name}", ".jsonl", partial(pumped_field, pump=pump, field=field)
            )
    yield Family("text: short sentences", ".txt", short_sentences)
    for unit in (",", "h", ".", "-", "(", "&", "A.", "l'", "，", "<", " "):
        yield Family(f"record: bylines of {unit}", ".jsonl", partial(long_bylines, unit=unit))
        yield Family(f"page: bylines of {unit}", ".html", partial(signed_page, unit=unit))
    for name, whole in (("authors", many_authors), ("fields", many_fields), ("depth", deep_value)):
        yield Family(f"record: {name}", ".jsonl", whole)


def placed(n: int, unit: str, place: Callable[[str], str]) -> bytes:
    """Return a page with a unit often enough at a place."""
    return place(repeated(unit, n)).encode()


def built(n: int, build: Callable[[int], str]) -> bytes:
    """Return a page that is made as a whole."""
    return build(n).encode()


def pumped(n: int, pump: tuple[str, str, str]) -> str:
    """Return a text that begins, repeats and ends as a pump says."""
    before, unit, behind = pump
    return before + unit * (n // len(unit)) + behind


def pumped_text(n: int, pump: tuple[str, str, str]) -> bytes:
    """Return a dump as text with one such line."""
    return f"{STORY * 2}\n\n{pumped(n, pump)}\n\n{STORY}".encode()


def pumped_field(n: int, pump: tuple[str, str, str], field: str) -> bytes:
    """Return a record with such a field; a body has a story around it."""
    text = pumped(n, pump)
    text = f"{STORY * 2}\n\n{text}\n\n{STORY}" if field == "body" else text
    return record_with(field, text)


def text_of(n: int, unit: str) -> bytes:
    """Return a dump as text that ends in a unit often enough."""
    return (STORY * 2 + "\n\n" + repeated(unit, n)).encode()


def field_of(n: int, unit: str, field: str) -> bytes:
    """Return a record with a unit often enough in a field."""
    return record_with(field, repeated(unit, n))


def record_with(field: str, value: object) -> bytes:
    """Return a line of JSON whose field holds a value."""
    told = {
        "title": "Ferry runs aground",
        "body": STORY * 3,
        "published": "2019-11-19",
        "url": "http://example.org/a",
    }
    return (json.dumps(told | {field: value}) + "\n").encode()


def many_authors(n: int) -> bytes:
    """Return a record of many authors."""
    return record_with("author", [{"name": f"Maria Okafor {i}"} for i in range(n // 30)])


def long_bylines(n: int, unit: str) -> bytes:
    """Return a record of authors whose names never end."""
    name = unit * (4000 // len(unit))
    return record_with("author", [f"Maria{i}{name}x" for i in range(max(1, n // 4000))])


def signed_page(n: int, unit: str) -> bytes:
    """Return a page that says so of its author."""
    name = unit * (4000 // len(unit))
    metas = (f'<meta name=author content="Maria{i}{name}x">' for i in range(max(1, n // 4000)))
    return page("", "".join(metas)).encode()


def many_fields(n: int) -> bytes:
    """Return a record of many fields."""
    return (
        json.dumps({"title": "Ferry", "body": STORY * 3} | {f"field{i}": i for i in range(n // 20)})
        + "\n"
    ).encode()


def short_sentences(n: int) -> bytes:
    """Return an article saved as text, whose every line is a sentence of two words."""
    return f"The ferry ran aground\n\n{STORY}\n\n{repeated('No {n}.' + chr(10), n)}".encode()


def deep_value(n: int) -> bytes:
    """Return a record of a deep value."""
    return (
        b'{"title": "Ferry", "body": "'
        + STORY.encode() * 3
        + b'", "a": '
        + b"[" * (n // 2)
        + b"]" * (n // 2)
        + b"}\n"
    )


class TooLongError(BaseException):
    """Raised by the clock."""


def seconds_of(raw: bytes, suffix: str, folder: Path) -> float:
    """Return the CPU time of reading and parsing a file; infinite beyond our patience."""

    def stop(*_: object) -> None:
        raise TooLongError

    path = folder / f"a{suffix}"
    path.write_bytes(raw)
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE_SECONDS)
    start = time.process_time()
    try:
        for item in read_file(path, path.name, SOURCE):
            if isinstance(item, RawRecord):
                parse_record(item, SOURCE)
    except TooLongError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def peak_of(raw: bytes, suffix: str, folder: Path) -> int:
    """Return the bytes of memory by which reading and parsing a file lets a fresh process grow at most."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = _memory("VmRSS")
            seconds_of(raw, suffix, folder)
            os.write(writer, str(_memory("VmHWM") - before).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with open(reader, "rb") as told:
        grown = int(told.read())
    os.waitpid(child, 0)
    return grown


def _memory(what: str) -> int:
    """Return a figure that Linux keeps of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) * 1024


def memory_breach_of(family: Family, size: int, folder: Path) -> str | None:
    """Return how a family takes more memory than its size allows; None when it does not."""
    raw = family.make(size)
    grown = peak_of(raw, family.suffix, folder)
    if grown <= FLOOR_BYTES + len(raw) * BYTES_PER_BYTE:
        return None
    return f"{family.name}: {grown / 1e6:.0f} MB for {len(raw):,} bytes"


def slowness() -> float:
    """Return how many times as long as on an idle machine of ours a fixed piece of work takes now; at least 1."""
    start = time.process_time()
    told = json.loads(json.dumps([{"a": STORY, "b": [n, str(n)]} for n in range(400)]))
    words = collections.Counter(WORD.findall(" ".join(row["a"] for row in told)))
    ordered = sorted(f"{word} {n * i}" for word, n in words.items() for i in range(100))
    tree = etree.HTML("".join(f"<p>{text}</p>" for text in ordered))
    assert sum(len(p.text) for p in tree.iter("p")) > len(ordered)
    return max(1.0, (time.process_time() - start) / YARDSTICK_SECONDS)


def breach_of(family: Family, size: int, rate: float, folder: Path) -> str | None:
    """Return how a family breaks the law at a size and a quarter of it; None when it keeps it."""
    inputs = [family.make(size // GROWTH), family.make(size)]
    best = [math.inf, math.inf]
    for _ in range(TRIES):
        for i, raw in enumerate(inputs):
            slow = min(slowness(), slowness())
            best[i] = min(best[i], seconds_of(raw, family.suffix, folder) / slow)
        broken = broken_by(*best, *map(len, inputs), rate)
        if broken is None or best[0] == math.inf:
            break
    return f"{family.name}: {broken}" if broken else None


def broken_by(before: float, after: float, small: int, large: int, rate: float) -> str | None:
    """Return which law the times of a small and a large input break."""
    if after > FLOOR_SECONDS + large / 1e6 * rate:
        return f"{after:.2f} s for {large:,} bytes, {after / large * 1e6:.1f} s per MB"
    if after > FLOOR_SECONDS and before > LEAST_SECONDS and small < large:
        slope = math.log(after / max(before, 1e-3)) / math.log(large / small)
        if slope > MAX_SLOPE:
            return f"slope {slope:.2f}, {before:.2f} s for {small:,} bytes and {after:.2f} s for {large:,}"
    return None


def main() -> int:
    """Feed the families and say which break the law."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--only", default="", help="part of a family's name")
    flags.add_argument("--size", type=int, default=400_000, help="bytes of the largest input")
    flags.add_argument("--memory", action="store_true", help="the law of memory instead of time")
    flags.add_argument("--rate", type=float, default=SECONDS_PER_MB, help="CPU seconds per MB")
    given = flags.parse_args()
    chosen = [f for f in families() if given.only in f.name]
    n_broken = 0
    with tempfile.TemporaryDirectory() as folder:
        seconds_of(page("").encode(), ".html", Path(folder))
        for family in chosen:
            breach = (
                memory_breach_of(family, given.size, Path(folder))
                if given.memory
                else breach_of(family, given.size, given.rate, Path(folder))
            )
            if breach is not None:
                n_broken += 1
                sys.stdout.write(breach + "\n")
                sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} families, {n_broken} break the law\n")
    return 1 if n_broken else 0


if __name__ == "__main__":
    sys.exit(main())
