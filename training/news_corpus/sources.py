"""The texts that were labelled, read from where they lie: GMB's Voice of America stories, and collections that stay where they are.

Of the collections only ids and offsets ship, so an offset counts code points of the text that `read_documents` makes.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import zstandard

from copydesk.text.references import unescape
from training.corpora import read_names

LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
REUTERS_STORY = re.compile(r"<REUTERS [^>]*NEWID=\"(\d+)\".*?</REUTERS>", re.DOTALL)
REUTERS_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
REUTERS_BODY = re.compile(r"<BODY>(.*?)(?:&#3;)?</BODY>", re.DOTALL)
DUMPS = ("abp", "bbc", "reuters", "fakenewsnet")


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """One text: its id in its collection, who published it, its title (empty where it has none), its body."""

    name: str
    publisher: str
    title: str
    body: str


def unbroken(text: str) -> str:
    """Return the text with line breaks inside paragraphs as blanks, every character in its place."""
    return LINE_BREAK.sub(" ", text)


def read_documents(source: str, shared: Path) -> Iterator[Document]:
    """Yield the documents of a collection, in its own order."""
    yield from {
        "gmb": read_gmb,
        "abp": read_abp,
        "bbc": read_bbc,
        "reuters": read_reuters,
        "fakenewsnet": read_fakenewsnet,
    }[source](shared)


def read_gmb(shared: Path) -> Iterator[Document]:
    """Yield the rows of GMB, each some sentences; consecutive rows go on with one another."""
    path = shared / "training" / "ner" / "gmb.train.jsonl.zst"
    for number, text in enumerate(read_names(path)):
        yield Document(f"gmb-train-{number}", "voa", "", text.text)


def read_abp(shared: Path) -> Iterator[Document]:
    """Yield the articles of Article-Bias-Prediction's development split."""
    path = shared / "dumps" / "abp_dev" / "abp_dev.tar.zst"
    packed = zstandard.ZstdDecompressor().stream_reader(path.open("rb"))
    with tarfile.open(fileobj=io.BufferedReader(packed), mode="r|") as members:
        for member in members:
            held = members.extractfile(member)
            if held and member.name.endswith(".json"):
                row = json.loads(held.read())
                yield Document(row["ID"], row["source"], row["title"], row["content_original"])


def read_bbc(shared: Path) -> Iterator[Document]:
    """Yield the articles of the BBC collections; the first line is the title."""
    root = shared / "dumps" / "bbc" / "raw"
    for path in sorted(root.glob("*/*/*.txt")):
        title, _, body = path.read_bytes().decode("latin-1").partition("\n")
        name = path.relative_to(root).with_suffix("").as_posix()
        yield Document(name, f"bbc {path.parent.name}", title.strip(), body)


def read_reuters(shared: Path) -> Iterator[Document]:
    """Yield the stories of Reuters-21578 that have a body."""
    for path in sorted((shared / "dumps" / "reuters21578").glob("*.sgm")):
        for story in REUTERS_STORY.finditer(path.read_bytes().decode("latin-1")):
            title, body = REUTERS_TITLE.search(story[0]), REUTERS_BODY.search(story[0])
            if title and body:
                title_text = unescape(title[1])
                yield Document(story[1], "reuters", title_text, unbroken(unescape(body[1])))


def read_fakenewsnet(shared: Path) -> Iterator[Document]:
    """Yield the pages of the old FakeNewsNet."""
    root = shared / "dumps" / "fakenewsnet_old"
    for path in sorted(root.glob("*/*/*.json")):
        row = json.loads(path.read_bytes())
        publisher = urlsplit(row.get("url") or "").netloc.removeprefix("www.")
        yield Document(path.stem, publisher, row.get("title") or "", row.get("text") or "")
