"""How much memory reading one large made-up file takes, by format.

    python -m benchmarks.reading_memory --size 2GB --format jsonl csv [--folder FOLDER]

The file is made, scanned and read into rows of record parts as a run does it (they are not written), in a process of its own, and
removed. Printed are the records written and read, CPU seconds, and the peak of resident memory. The bar is 600 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from benchmarks.reading_speed import stories

UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}
POOL = 400


def articles() -> Iterator[dict[str, str]]:
    """Yield articles without end: texts of some 4,000 characters, put together from made-up ones."""
    pool = list(stories(POOL))
    draw = random.Random(1)
    for number in range(1 << 40):
        one, other = draw.choice(pool), draw.choice(pool)
        yield one | {
            "id": f"made-{number}",
            "title": f"{other['title']} {number}",
            "text": f"{one['text']}\n\n{other['text']}",
            "url": f"https://paper.example/news/{number}",
        }


def _cells(story: dict[str, str], mark: str) -> str:
    cells = (value.replace("\n", " ") if mark == "\t" else value for value in story.values())
    return mark.join(f'"{cell}"' if mark == "," else cell for cell in cells) + "\n"


def _mail(story: dict[str, str]) -> str:
    return (
        f"From desk@paper.example Mon May  3 10:05:00 2021\nFrom: Desk <desk@paper.example>\nSubject: {story['title']}\n"
        f"Date: Mon, 03 May 2021 10:05:00 +0000\nMessage-ID: <{story['id']}@paper.example>\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{story['text']}\n\n"
    )


def _exported(story: dict[str, str]) -> str:
    number = int(story["id"].partition("-")[2]) + 1
    return (
        f"\n                         {number} of 900000 DOCUMENTS\n\n\n                                Harbour Gazette\n\n"
        f"                              May 3, 2021 Monday\n\n{story['title']}\n\nBYLINE: By {story['author']}\n\n"
        f"SECTION: NEWS; Pg. 3\n\nLENGTH: 512 words\n\n{story['text']}\n\nLOAD-DATE: May 4, 2021\n\nLANGUAGE: ENGLISH\n\n"
    )


def _labelled(story: dict[str, str]) -> str:
    return f"Title: {story['title']}\nDate: {story['published']}\nAuthor: {story['author']}\n\n{story['text']}\n\n----------\n\n"


def _item(story: dict[str, str]) -> str:
    return (
        f"<item><title>{escape(story['title'])}</title><link>{story['url']}</link><pubDate>{story['published']}</pubDate>"
        f"<description>{escape(story['text'])}</description></item>\n"
    )


def _row(story: dict[str, str]) -> str:
    return (
        "<entry_>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in story.items())
        + "</entry_>\n"
    )


def _document(story: dict[str, str]) -> str:
    return (
        f"<DOC>\n<DOCNO> {story['id']} </DOCNO>\n<DATE>{story['published'][:10]}</DATE>\n<HEADLINE>\n{story['title']}\n</HEADLINE>\n"
        f"<TEXT>\n{story['text']}\n</TEXT>\n</DOC>\n"
    )


def _wiki_page(story: dict[str, str]) -> str:
    return (
        f"<page><title>{escape(story['title'])}</title><ns>0</ns><id>{story['id'].partition('-')[2]}</id><revision><id>7</id>"
        f"<timestamp>{story['published']}</timestamp><model>wikitext</model><format>text/x-wiki</format>"
        f'<text bytes="9" xml:space="preserve">{{{{date|May 3, 2021}}}}\n{escape(story["text"])}\n[[Category:Published]]</text>'
        "</revision></page>\n"
    )


def _news_item(story: dict[str, str]) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in story["text"].split("\n\n"))
    return (
        f"<NewsItem><Identification><NewsIdentifier><NewsItemId>{story['id']}</NewsItemId></NewsIdentifier></Identification>"
        f"<NewsManagement><ThisRevisionCreated>{story['published']}</ThisRevisionCreated></NewsManagement><NewsComponent><NewsLines>"
        f"<HeadLine>{escape(story['title'])}</HeadLine><ByLine>{story['author']}</ByLine></NewsLines><ContentItem><DataContent>"
        f"{paragraphs}</DataContent></ContentItem></NewsComponent></NewsItem>\n"
    )


def _inserted(story: dict[str, str]) -> str:
    values = ", ".join("'" + story[name].replace("\n", "\\n") + "'" for name in HEADER)
    return f"INSERT INTO `articles` VALUES ({values});\n"


def _copied(story: dict[str, str]) -> str:
    return "\t".join(story[name].replace("\n", "\\n") for name in HEADER) + "\n"


Format = tuple[str, str, Callable[[dict[str, str]], str], str, str]
HEADER = ("id", "title", "text", "published", "url", "author", "publisher")
TABLE = (
    "CREATE TABLE `articles` (\n" + ",\n".join(f"  `{name}` longtext" for name in HEADER) + "\n);\n"
)
FORMATS: dict[str, Format] = {
    "jsonl": ("a.jsonl", "", lambda story: json.dumps(story) + "\n", "", ""),
    "list": ("a.json", "[\n", json.dumps, ",\n", "\n]\n"),
    "list on one line": ("a.json", "[", json.dumps, ", ", "]"),
    "indented list": ("a.json", "[\n", lambda story: json.dumps(story, indent=2), ",\n", "\n]\n"),
    "wrappers": ("a.json", '{"status": "ok", "response": {"total": 1, "results": [', json.dumps, ", ", "]}}"),
    "csv": ("a.csv", ",".join(HEADER) + "\n", lambda story: _cells(story, ","), "", ""),
    "tsv": ("a.tsv", "\t".join(HEADER) + "\n", lambda story: _cells(story, "\t"), "", ""),
    "rss": ("a.xml", '<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>\n', _item, "", "</channel></rss>"),
    "xml": ("a.xml", '<?xml version="1.0"?><archive>\n', _row, "", "</archive>"),
    "mbox": ("a.mbox", "", _mail, "", ""),
    "export": ("a.txt", "", _exported, "", ""),
    "trec": ("a.txt", "", _document, "", ""),
    "mediawiki": ("a.xml", '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10" xml:lang="en">\n', _wiki_page, "", "</mediawiki>"),
    "newsml": ("a.xml", '<?xml version="1.0"?><NewsML>\n', _news_item, "", "</NewsML>"),
    "sql": ("a.sql", "-- MySQL dump 10.13\n" + TABLE, _inserted, "", ""),
    "sql, one statement": ("a.sql", f"-- MySQL dump 10.13\n{TABLE}INSERT INTO `articles` VALUES ", lambda story: _inserted(story)[30:-2], ",", ";\n"),
    "sql copy": ("a.sql", "-- PostgreSQL database dump\nCOPY public.articles (" + ", ".join(HEADER) + ") FROM stdin;\n", _copied, "", "\\.\n"),
    "labelled": ("a.txt", "", _labelled, "", ""),
}  # fmt: skip


def write(path: Path, told: Format, size: int) -> int:
    """Write a file of about this size; return how many articles stand in it."""
    _, head, encode, between, end = told
    n_bytes = n = 0
    with path.open("w", encoding="utf-8") as file:
        n_bytes += file.write(head)
        for story in articles():
            n_bytes += file.write((between if n else "") + encode(story))
            n += 1
            if n_bytes >= size:
                break
        file.write(end)
    return n


def read(folder: Path) -> dict[str, float]:
    """Read what lies in a folder as a run does, and return what it took."""
    from copydesk.raw.intake import cut_parts, plan_reads, read_rows, scan_raw

    start = time.process_time()
    n = n_rejected = 0
    for task in plan_reads(scan_raw(folder, [])[0]):
        for part in cut_parts(read_rows(folder, task, [], {})):
            n += sum(row["media"] is not None for row in part)
            n_rejected += sum(row["media"] is None for row in part)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"n": n, "rejected": n_rejected, "seconds": time.process_time() - start, "peak": peak}


def main() -> None:
    """Print one line for each format."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", default="2GB")
    arguments.add_argument("--format", nargs="*", choices=list(FORMATS), default=list(FORMATS))
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.read:
        print(json.dumps(read(asked.read)))
        return
    number, unit = re.fullmatch(r"([\d.]+)([A-Z]*)", asked.size).groups()  # type: ignore[union-attr]
    for name in asked.format:
        with tempfile.TemporaryDirectory(dir=asked.folder) as raw:
            told = FORMATS[name]
            path = Path(raw) / "source" / told[0]
            path.parent.mkdir()
            n = write(path, told, int(float(number) * UNITS[unit]))
            size = path.stat().st_size
            command = [sys.executable, "-m", "benchmarks.reading_memory", f"--read={raw}"]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            answer = json.loads(done.stdout.splitlines()[-1])
        print(
            f"{name:18} {size / 1e9:5.2f} GB, {n} articles: {answer['n']} records, {answer['rejected']} rejected,"
            f" {answer['seconds']:6.0f} CPU-s, peak {answer['peak']:5.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
