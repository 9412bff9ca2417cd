"""How many records are read in a second of CPU time, by format: from a raw folder to record parts, as a run does it.

    python -m benchmarks.reading_speed --n 2000 --rounds 3 --against dd31dc5 [--only jsonl texts] [--folder FOLDER]

Made-up articles in each format, or the files of a folder. ("unnamed" is no format of before: no name tells what a column is, so that
nothing was read of it.) `read` is reading alone (what is in each file, its columns learnt), `whole`
is the scan, the reading and the writing of the parts. One process, one thread; the best of the rounds counts: another program on
the machine only ever makes a round slower. With a commit, the code of that commit takes turns with that of this tree, each in a process
of its own, and the last column says how many times as many records this tree reads. `digest` is a hash of the records read.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gzip
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SYLLABLES = "ba de fi go ku la me ni po ra se ti vo wu za dor mel pin tas ver".split()
COMMON = "the of to and a in that is was for on with said by at from as it has his".split()
FIRST = dt.datetime(2019, 1, 1, 6, tzinfo=dt.UTC)


def stories(number: int) -> Iterator[dict[str, str]]:
    """Yield made-up articles, each the same whoever asks."""
    for at in range(number):
        draw = random.Random(at)
        words = [
            "".join(draw.choices(SYLLABLES, k=draw.randint(2, 4))) for _ in range(90)
        ] + COMMON * 4
        said = [" ".join(draw.choices(words, k=18)).capitalize() + "." for _ in range(14)]
        moment = FIRST + dt.timedelta(minutes=draw.randrange(1_500_000))
        yield {
            "id": f"made-{at}",
            "title": f"{said[0][:50].rstrip('. ')} {at}",
            "text": "\n\n".join(" ".join(said[i : i + 2]) for i in range(1, 13, 2)),
            "published": moment.strftime("%Y-%m-%dT%H:%M:00Z"),
            "url": f"https://paper{at % 40}.example/news/{at}",
            "author": "Ana Reyes",
            "publisher": "Gazette",
        }  # fmt: skip


def dump(story: dict[str, str]) -> str:
    """Return an article as the text of a page."""
    return f"{story['title']}\nBy {story['author']}\nPublished {story['published'][:10]}\n\n{story['text']}\n"


def page(story: dict[str, str]) -> str:
    """Return an article as a saved page."""
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in story["text"].split("\n\n"))
    return (
        f'<!DOCTYPE html><html><head><title>{escape(story["title"])}</title><link rel="canonical" href="{story["url"]}">'
        f"</head><body><h1>{escape(story['title'])}</h1>{paragraphs}</body></html>"
    )


def in_figures(story: dict[str, str]) -> dict[str, str]:
    """Return an article with its day in figures, no address, and columns of somebody else's: the order of the day is learnt."""
    day = dt.datetime.fromisoformat(story["published"]).strftime("%d/%m/%Y")
    return {
        "headline": story["title"],
        "content": story["text"],
        "date": day,
        "batch": "3b",
        "score": "0.31",
        "by": story["author"],
    }


def unnamed(story: dict[str, str]) -> dict[str, str]:
    """Return an article under names that say nothing, its day in figures: all of it is learnt from the values."""
    day = dt.datetime.fromisoformat(story["published"]).strftime("%d/%m/%Y")
    return {"f1": story["title"], "f2": story["text"], "f3": day, "f4": story["url"]}


def _each(suffix: str, told: Callable[[dict[str, str]], str]) -> Callable[[Path, int], None]:
    def write(folder: Path, number: int) -> None:
        for at, story in enumerate(stories(number)):
            (folder / f"{at}{suffix}").write_text(told(story), encoding="utf-8")

    return write


def _lines(told: Callable[[dict[str, str]], Any]) -> Callable[[Path, int], None]:
    def write(folder: Path, number: int) -> None:
        text = "".join(json.dumps(told(story)) + "\n" for story in stories(number))
        (folder / "all.jsonl").write_text(text, encoding="utf-8")

    return write


def _list(folder: Path, number: int) -> None:
    (folder / "all.json").write_text(json.dumps(list(stories(number)), indent=1), encoding="utf-8")


def _table(folder: Path, number: int) -> None:
    with (folder / "all.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(next(stories(1))))
        table.writeheader()
        table.writerows(stories(number))


def _feed(folder: Path, number: int) -> None:
    items = "".join(
        f"<item><title>{escape(s['title'])}</title><link>{s['url']}</link><pubDate>{s['published']}</pubDate>"
        f"<description>{escape(s['text'])}</description></item>\n"
        for s in stories(number)
    )
    (folder / "feed.xml").write_text(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>',
        encoding="utf-8",
    )


def _archive(folder: Path, number: int) -> None:
    with (folder / "all.warc.gz").open("wb") as file:
        for story in stories(number):
            body = (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                + page(story).encode()
            )
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {story['url']}\r\nWARC-Date: {story['published']}\r\nWARC-Record-ID: <urn:made:{story['id']}>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
            file.write(gzip.compress(head.encode() + body + b"\r\n\r\n", 1, mtime=0))


def _zip(folder: Path, number: int) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for at, story in enumerate(stories(number)):
            packed.writestr(f"news/{at}.txt", dump(story))


def _parquet(folder: Path, number: int) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(
        pa.Table.from_pylist(list(stories(number))), folder / "all.parquet", row_group_size=500
    )


FORMATS: dict[str, Callable[[Path, int], None]] = {
    "jsonl": _lines(lambda story: story),
    "jsonl, in figures": _lines(in_figures),
    "jsonl, unnamed": _lines(unnamed),
    "json list": _list,
    "json a file": _each(".json", json.dumps),
    "json a file, in figures": _each(".json", lambda story: json.dumps(in_figures(story))),
    "json a file, unnamed": _each(".json", lambda story: json.dumps(unnamed(story))),
    "csv": _table,
    "texts": _each(".txt", dump),
    "pages": _each(".html", page),
    "rss": _feed,
    "warc": _archive,
    "zip of texts": _zip,
    "parquet": _parquet,
}  # fmt: skip


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Return the CPU seconds that reading, and that all from the folder to record parts takes, with the code on `sys.path`."""
    from copydesk.raw import intake

    with tempfile.TemporaryDirectory() as scratch:
        best = {"read": 1e9, "whole": 1e9}
        for number in range(rounds):
            parts = Path(scratch) / str(number)
            parts.mkdir()
            start = time.process_time()
            files: Any = intake.scan_raw(folder, [])[0]
            for task in intake.plan_reads(files):
                intake.write_parts(folder, task, parts)
            best["whole"] = min(best["whole"], time.process_time() - start)
            start = time.process_time()
            learnt: list[Any] = [{}] if intake.read_rows.__code__.co_argcount > 3 else []
            rows = [
                row
                for task in intake.plan_reads(files)
                for row in intake.read_rows(folder, task, [], *learnt)
            ]
            best["read"] = min(best["read"], time.process_time() - start)
    records = [row for row in rows if row["media"]]
    digest = hashlib.sha256()
    for row in rows:
        told = [row[name] for name in ("raw_position", "record_id", "media", "reasons")]
        digest.update(repr(told).encode() + (row["raw"] or b"")[: row.get("n_raw")])
    return {"n": len(records), "digest": digest.hexdigest()[:12], **best}


def ask(tree: Path, folder: Path) -> dict[str, Any]:
    """Return what a process of its own measures with the code of a tree."""
    command = [sys.executable, "-P", __file__, f"--folder={folder}", f"--tree={tree}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def compare(name: str, folder: Path, trees: dict[str, Path], rounds: int) -> None:
    """Print one line for each tree."""
    told: dict[str, list[dict[str, Any]]] = {tree: [] for tree in trees}
    for _ in range(rounds):
        for tree, place in trees.items():
            told[tree].append(ask(place, folder))
    rates = {
        tree: {what: rows[0]["n"] / min(row[what] for row in rows) for what in ("read", "whole")}
        for tree, rows in told.items()
    }
    last = rates[list(trees)[-1]]
    for tree, rate in rates.items():
        ratios = " ".join(
            f"{what} {rate[what]:8.0f}/s {rate[what] / last[what] if last[what] else 0:5.2f} times  "
            for what in rate
        )
        print(
            f"{name:24} {tree:10} {told[tree][0]['n']:6} records  {ratios} digest {told[tree][0]['digest']}",
            flush=True,
        )


def main() -> None:
    """Print the rates."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--n", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", nargs="*", choices=list(FORMATS), default=list(FORMATS))
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--against", metavar="COMMIT")
    arguments.add_argument("--tree", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.tree:
        sys.path.insert(0, str(asked.tree))
        print(json.dumps(measure(asked.folder, 3)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        trees = {"this tree": ROOT}
        if asked.against:
            from benchmarks.older import (
                lay_out,  # whoever is measured has no folder of ours on its path
            )

            trees[asked.against] = lay_out(asked.against, Path(scratch) / "tree")
        if asked.folder:
            compare(asked.folder.name, asked.folder, trees, asked.rounds)
            return
        for name in asked.only:
            folder = Path(scratch) / name / "source"
            folder.mkdir(parents=True)
            FORMATS[name](folder, asked.n)
            compare(name, folder.parent, trees, asked.rounds)


if __name__ == "__main__":
    main()
