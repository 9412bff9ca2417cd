"""Training pages for the block classifier: saved pages of several collections, their blocks with labels and weights."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.html import PageView, view_page
from copydesk.parse.line_features import Matrix
from copydesk.parse.page_blocks import PageBlock
from copydesk.parse.titles import key_of
from copydesk.readers import read_file
from copydesk.records import RawRecord, SourceConfig
from training.lines.pages import COVERED, SHINGLE, shingles, tokens

PAGE_ID = re.compile(r"^<urn:page:(.*)>$")
LEAST_WEIGHT = 0.002  # of a page's weight, for blocks of few words
SNIPPET_WEIGHT = 0.05  # a page of which only snippets are known has one or two labels
LEAST_STORY = 20  # words: a shorter story gives its blocks no more weight than this one
NEAR = 10  # blocks from the story within which all others teach; of those farther off, one in FAR_STEP, that much heavier
FAR_STEP = 10


@dataclasses.dataclass(slots=True)
class Page:
    """A page: its blocks, which of them are the story (1), not (0) or either (-1), and how much each weighs."""

    page_id: str
    collection: str
    publisher: str
    is_article: bool
    blocks: list[PageBlock]
    features: Matrix
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    story: str  # the known text; empty where only snippets of it are known
    view: PageView

    def teaching(self) -> NDArray[np.bool_]:
        """Return which blocks are learnt from."""
        is_near = self._near()
        return (self.labels >= 0) & (is_near | (np.arange(len(is_near)) % FAR_STEP == 0))

    def shares(self) -> NDArray[np.float64]:
        """Return the weights of the blocks that are learnt from."""
        scaled = self.weights * np.where(self._near(), 1.0, FAR_STEP)
        return np.asarray(scaled[self.teaching()], dtype=np.float64)

    def _near(self) -> NDArray[np.bool_]:
        is_story = (self.labels == 1).astype(np.float64)
        reach = np.convolve(is_story, np.ones(2 * NEAR + 1), mode="full")
        return np.asarray(reach[NEAR : NEAR + len(is_story)] > 0, dtype=np.bool_)


def label_blocks(
    blocks: list[PageBlock], story: list[str], optional: list[str]
) -> NDArray[np.int8]:
    """Return 1 for blocks of the story, 0 for others, -1 for the standfirst and for what can't be told."""
    left = Counter(run for text in story for run in shingles(tokens(text)))
    lines = {key_of(line) for text in story for line in text.split("\n")}
    spare = {run for text in optional for run in shingles(tokens(text))}
    labels = []
    for block in blocks:
        words = tokens(block.text)
        runs = shingles(words)
        if not words:
            labels.append(-1)
        elif len(words) < SHINGLE:
            labels.append(1 if key_of(block.text) in lines else -1 if left[tuple(words)] else 0)
        elif sum(left[run] > 0 for run in runs) >= COVERED * len(runs):
            labels.append(1)
            left.subtract(run for run in runs if left[run] > 0)
        else:
            is_spare = sum(run in spare for run in runs) >= COVERED * len(runs)
            labels.append(-1 if is_spare else 0)
    return np.array(labels, dtype=np.int8)


def label_snippets(
    blocks: list[PageBlock], inside: list[str], outside: list[str]
) -> NDArray[np.int8]:
    """Return 1 for blocks with a snippet of the story, 0 for those with one that is none of it, -1 for all others."""
    known = [(1, key) for text in inside if (key := key_of(text))]
    known += [(0, key) for text in outside if (key := key_of(text))]
    keys = [key_of(block.text) for block in blocks]
    found = [next((label for label, part in known if part in key), -1) for key in keys]
    return np.array(found, dtype=np.int8)


def block_weights(blocks: list[PageBlock], labels: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return how much each block weighs: its share of the story's words, so that pages weigh alike."""
    n_words = np.array([len(tokens(block.text)) for block in blocks], dtype=np.float64)
    story = max(LEAST_STORY, float(n_words[labels == 1].sum()))
    return np.clip(n_words / story, LEAST_WEIGHT, 1.0)


def read_pages(folder: Path) -> Iterator[tuple[str, RawRecord]]:
    """Yield the pages of a folder of web archives with their own ids."""
    for path in sorted(path for path in folder.rglob("*.warc*") if path.is_file()):
        for record in read_file(path, path.name, SourceConfig()):
            if isinstance(record, RawRecord):
                yield PAGE_ID.sub(r"\1", str(record.source_record_id)), record


def read_extraction(folder: Path) -> Iterator[Page]:
    """Yield the pages of the extraction set: those with a known body, and those of which snippets are known."""
    gold = _gold(folder)
    for page_id, record in read_pages(folder / "html"):
        entry = gold.get(page_id)
        if entry is None or (view := view_page(record, SourceConfig())) is None or not view.blocks:
            continue
        if "body" in entry["annotated"]:
            story = entry["body_paragraphs"]
            labels = label_blocks(view.blocks, story, entry.get("summary") or [])
            weights = block_weights(view.blocks, labels)
        elif entry.get("must_include"):
            story = []
            labels = label_snippets(view.blocks, entry["must_include"], entry["must_exclude"])
            weights = np.full(len(labels), SNIPPET_WEIGHT)
        else:
            story, labels = [], np.full(len(view.blocks), -1, dtype=np.int8)
            weights = np.zeros(len(labels))
        yield _page(page_id, str(entry["source"]), entry, view, labels, weights, "\n\n".join(story))


def read_wcxb(folder: Path) -> Iterator[Page]:
    """Yield the pages of WCXB; of those that are no articles the text is known, too."""
    gold = _gold(folder)
    for page_id, record in read_pages(folder):
        entry = gold.get(page_id)
        if entry is None or (view := view_page(record, SourceConfig())) is None or not view.blocks:
            continue
        text = entry["main_content"] or ""
        labels = label_blocks(view.blocks, text.split("\n"), [])
        weights = block_weights(view.blocks, labels)
        yield _page(page_id, "wcxb", entry, view, labels, weights, text)


def _gold(folder: Path) -> dict[str, dict[str, Any]]:
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        return {entry["id"]: entry for entry in map(json.loads, lines)}


def _page(
    page_id: str,
    collection: str,
    entry: dict[str, Any],
    view: PageView,
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
    story: str,
) -> Page:
    is_article = entry.get("page_type", "article") == "article"
    return Page(
        page_id, collection, entry["domain"], is_article, view.blocks, view.features, labels, weights, story, view
    )  # fmt: skip
