"""The gate's pages: hand-written ones with their answers, and, where the extraction set lies beside the repository, a slice of it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement, document_fromstring

from benchmarks.parse_difference import own_id
from benchmarks.parse_pages import read_pages

PAGES = Path(__file__).with_name("pages")
SET_VARIABLE = "COPYDESK_EXTRACTION_SET"
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "eval" / "extraction"
N_SLICE = 60
SEED = "20261123"
SILENT = frozenset(("script", "style", "head", "noscript", "img"))
PARAGRAPHS = frozenset(
    ("p", "h1", "h2", "h3", "h4", "blockquote", "ul", "ol", "table", "figure", "hr")
)
LINES = frozenset(
    "div section article main header footer nav aside li tr td figcaption br body form".split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class GatePage:
    """A page with its answers; a dump is None where the page has none."""

    name: str
    html: bytes
    url: str | None
    column: str | None
    page: str | None
    title: str | None
    authors: list[str] | None  # None where they are not known
    published: str | None  # "" where the page has no date; None where that is not known
    standfirst: list[str]
    paragraphs: list[str]

    def digest(self) -> str:
        """Return the hash of everything that the figures depend on."""
        answers = dataclasses.asdict(self) | {"html": self.html.decode("utf-8", "replace")}
        return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()


def digest_of(pages: list[GatePage]) -> str:
    """Return the hash of a set of pages."""
    return hashlib.sha256("".join(page.digest() for page in pages).encode()).hexdigest()


def written_pages() -> list[GatePage]:
    """Return the pages of this repository, by name."""
    return [
        written_page(path.stem, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(PAGES.glob("*.toml"))
    ]


def written_page(name: str, entry: dict[str, Any]) -> GatePage:
    """Return one page: its markup with the paragraphs in their places, and the dumps a coarse scraper makes of it."""
    paragraphs = [text.strip() for text in entry["body"].strip().split("\n\n")]
    markup = entry["html"].strip()
    for field in ("title", "published", "standfirst"):
        markup = markup.replace(f"@{field}", entry[field])
    for number in range(len(paragraphs), 0, -1):
        markup = markup.replace(f"@{number}", paragraphs[number - 1])
    tree = document_fromstring(markup)
    story = column_of(tree, paragraphs[-1])
    return GatePage(
        name=name,
        html=markup.encode(),
        url=entry["url"],
        column=None if story is None else visible_text(story),
        page=None if story is None else visible_text(tree),
        title=entry["title"],
        authors=entry["authors"],
        published=entry["published"],
        standfirst=[entry["standfirst"]] if entry["standfirst"] else [],
        paragraphs=paragraphs,
    )


def column_of(tree: HtmlElement, last: str) -> HtmlElement | None:
    """Return the smallest element that holds the headline and the story's last paragraph."""
    headline = tree.find(".//h1")
    if headline is None:
        return None
    return next((e for e in headline.iterancestors() if last in str(e.text_content())), None)


def visible_text(element: HtmlElement) -> str:
    """Return what an element shows, as a browser copies it: a line for each box, blank lines round paragraphs."""
    parts: list[str] = []

    def walk(node: HtmlElement) -> None:
        if not isinstance(node.tag, str) or node.tag in SILENT:
            return
        gap = "\n\n" if node.tag in PARAGRAPHS else "\n" if node.tag in LINES else ""
        parts.append(gap + " ".join((node.text or "").split(" ")))
        for child in node:
            walk(child)
            parts.append(child.tail or "")
        parts.append(gap)

    walk(element)
    lines = [" ".join(line.split()) for line in "".join(parts).split("\n")]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"


def shared_set() -> Path | None:
    """Return the folder of the extraction set, None where it is not at hand."""
    folder = Path(os.environ.get(SET_VARIABLE) or BESIDE)
    return folder if (folder / "gold.jsonl").is_file() else None


def shared_slice(folder: Path) -> list[GatePage]:
    """Return the slice of the set: the pages with a whole body whose hash with the seed is smallest."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    whole = [entry for entry in gold if entry["body_paragraphs"] and "body" in entry["annotated"]]
    whole.sort(key=lambda entry: hashlib.sha256(f"{SEED}:{entry['id']}".encode()).hexdigest())
    chosen = {entry["id"]: entry for entry in whole[:N_SLICE]}
    return sorted(shared_pages(folder, chosen), key=lambda page: page.name)


def shared_pages(folder: Path, chosen: dict[str, dict[str, Any]]) -> Iterator[GatePage]:
    """Yield the chosen pages with their dumps and what is known of them."""
    for record in read_pages(folder / "html"):
        entry = chosen.get(own_id(record))
        if entry is None:
            continue
        known = entry["annotated"]
        yield GatePage(
            name=entry["id"],
            html=record.raw,
            url=record.url,
            column=dump_text(folder / "column" / f"{entry['id']}.txt"),
            page=dump_text(folder / "page" / f"{entry['id']}.txt"),
            title=entry["title"] if "title" in known else None,
            authors=(entry["authors"] or []) if "authors" in known else None,
            published=(entry["published"] or "") if "published" in known else None,
            standfirst=entry.get("summary") or [],
            paragraphs=entry["body_paragraphs"],
        )


def dump_text(path: Path) -> str | None:
    """Return the text of a dump, None where there is none."""
    return path.read_text("utf-8") if path.is_file() else None
