"""A small collection of our own writing in several formats, and how it grows between two runs."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

from tests.desk_runs import story, write_lines

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="2024-02-0{day}T09:00:00Z"><meta name="author" content="Ana Reyes">
</head><body><article><h1>{title}</h1><p>{text}</p><p>{text2}</p></article></body></html>"""

EVENTS = (
    "Police in Grauhafen arrested three protesters on Monday after a march against the new harbour toll.",
    "Prime Minister Elena Markova met President Tomas Hale in Geneva on Tuesday to sign a trade agreement.",
    "Rebels attacked an army post near Vasko on Wednesday and killed four soldiers, the government said.",
)


def lay_first(raw: Path) -> None:
    """Lay what the first run finds: six formats, a copy under another name, a short one, a broken line."""
    write_lines(raw / "a" / "feed.jsonl", [story(n) for n in range(4)])
    write_lines(raw / "a" / "going.jsonl", [story(n) for n in (40, 41)])
    write_lines(raw / "b" / "wire.jsonl", [_eventful(n) for n in range(3)])
    (raw / "b" / "source.toml").write_text('publisher = "The Gazette"\n', encoding="utf-8")
    _lay_csv(raw / "c" / "rows.csv", [story(n) for n in (10, 11, 2)])
    _lay_page(raw / "d" / "one.html", 12)
    (raw / "d" / "cut.jsonl").write_text(json.dumps(story(13))[:-20], encoding="utf-8")
    (raw / "d" / "short.txt").write_text("Too short.\n", encoding="utf-8")
    with zipfile.ZipFile(_ready(raw / "e" / "box.zip"), "w") as box:
        box.writestr(zipfile.ZipInfo("inner.jsonl"), _lines(range(14, 17)))


def lay_second(raw: Path) -> None:
    """Lay what the second run finds: a file that grew, one gone, one under a second name, new ones."""
    write_lines(raw / "a" / "feed.jsonl", [story(n) for n in range(6)])
    (raw / "a" / "going.jsonl").unlink()
    (raw / "c" / "again.csv").write_bytes((raw / "c" / "rows.csv").read_bytes())
    _lay_page(raw / "d" / "two.html", 20)
    _ready(raw / "f" / "late.jsonl.gz").write_bytes(gzip.compress(_lines(range(21, 24)).encode()))


def _eventful(number: int) -> dict[str, object]:
    text = f"{EVENTS[number]} {story(30 + number)['text']}"
    return dict(story(30 + number, text=text))


def _lines(numbers: range) -> str:
    return "".join(json.dumps(story(n)) + "\n" for n in numbers)


def _lay_csv(path: Path, records: list[dict[str, object]]) -> None:
    text = io.StringIO()
    rows = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    rows.writeheader()
    rows.writerows(records)
    _ready(path).write_text(text.getvalue(), encoding="utf-8")


def _lay_page(path: Path, number: int) -> None:
    one, two = story(number), story(number + 50)
    page = PAGE.format(title=one["title"], text=one["text"], text2=two["text"], day=1 + number % 9)
    _ready(path).write_text(page, encoding="utf-8")


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
