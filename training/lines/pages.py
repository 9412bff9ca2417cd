"""Training pages for the line classifier: text dumps with the story's paragraphs, as lines with labels and weights."""

from __future__ import annotations

import dataclasses
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.line_features import Matrix, line_features
from copydesk.parse.line_split import Line, split_lines
from copydesk.parse.repair import repair_text

SHINGLE = 4
NEAR = 4
LONGEST_BYLINE = 140  # characters
COVERED = 0.5  # of a line's shingles must stand in the story
LEAST_WEIGHT = 0.002  # of a page's weight, for lines of few words
TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One dump: its lines, which of them are the story (1), not (0) or either (-1), and how much each weighs."""

    page_id: str
    publisher: str
    kind: str
    lines: list[Line]
    features: Matrix
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    titles: NDArray[np.int8] | None  # which lines are the headline; None where it is not known
    bylines: NDArray[np.int8] | None  # which lines name an author; None where none is known
    is_near: NDArray[np.bool_]  # whether prose or a sentence stands near: far lines teach nothing


def tokens(text: str) -> list[str]:
    """Return the words of a text, characters for scripts without spaces."""
    return TOKEN.findall(unicodedata.normalize("NFC", text))


def shingles(words: list[str]) -> list[tuple[str, ...]]:
    """Return the runs of four words."""
    return [tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]


def label_lines(lines: list[Line], story: list[str], summary: list[str]) -> list[int]:
    """Return 1 for lines of the story, 0 for others, -1 for the standfirst, which may stand or not."""
    left: Counter[tuple[str, ...]] = Counter()
    for paragraph in story:
        left.update(shingles(tokens(paragraph)))
    whole = Counter(" ".join(tokens(paragraph)) for paragraph in story)
    optional: Counter[tuple[str, ...]] = Counter(
        s for text in summary for s in shingles(tokens(text))
    )
    labels = []
    for line in lines:
        words = tokens(line.text)
        runs = shingles(words)
        if not words:
            labels.append(-1)
        elif len(words) < SHINGLE:
            labels.append(int(whole[" ".join(words)] > 0))
        elif sum(left[run] > 0 for run in runs) >= COVERED * len(runs):
            labels.append(1)
            left.subtract(run for run in runs if left[run] > 0)
        elif sum(run in optional for run in runs) >= COVERED * len(runs):
            labels.append(-1)
        else:
            labels.append(0)
    return labels


def label_titles(lines: list[Line], title: str | None) -> NDArray[np.int8] | None:
    """Return 1 for lines that are the headline; None where it is unknown or on no line."""
    if not title:
        return None
    wanted = [word.casefold() for word in tokens(title)]
    found = [[word.casefold() for word in tokens(line.text)] == wanted for line in lines]
    return np.array(found, dtype=np.int8) if any(found) else None


def label_bylines(lines: list[Line], authors: list[str]) -> NDArray[np.int8] | None:
    """Return 1 for short lines that name an author; None where no line does."""
    names = [" ".join(author.casefold().split()) for author in authors if len(author.split()) > 1]
    found = [
        not line.is_prose
        and len(line.text) <= LONGEST_BYLINE
        and any(name in " ".join(line.text.casefold().split()) for name in names)
        for line in lines
    ]
    return np.array(found, dtype=np.int8) if any(found) else None


def near_text(lines: list[Line]) -> NDArray[np.bool_]:
    """Return for every line whether it or one of the `NEAR` lines on either side is prose or a sentence."""
    is_text = np.array([line.is_prose or line.is_sentence for line in lines], dtype=np.float64)
    reach = np.convolve(is_text, np.ones(2 * NEAR + 1), mode="full")[NEAR : NEAR + len(lines)]
    return np.asarray(reach > 0, dtype=np.bool_)


def read_page(path: Path, gold: dict[str, Any]) -> Page:
    """Return a dump with its labels."""
    lines = split_lines(repair_text(path.read_text(encoding="utf-8"))[0])
    labels = label_lines(lines, gold["body_paragraphs"], gold.get("summary") or [])
    n_story = max(1, sum(len(tokens(paragraph)) for paragraph in gold["body_paragraphs"]))
    weights = [
        0.0 if label < 0 else max(LEAST_WEIGHT, min(1.0, line.n_words / n_story))
        for line, label in zip(lines, labels, strict=True)
    ]
    return Page(
        page_id=path.stem,
        publisher=gold["domain"],
        kind=path.parent.name,
        lines=lines,
        features=line_features(lines),
        labels=np.array(labels, dtype=np.int8),
        weights=np.array(weights, dtype=np.float64),
        titles=label_titles(lines, gold.get("title")),
        bylines=label_bylines(lines, gold.get("authors") or []),
        is_near=near_text(lines),
    )


def read_pages(folder: Path, kinds: tuple[str, ...]) -> list[Page]:
    """Return the dumps of a folder (`gold.jsonl`, and a folder of texts for each kind), by id."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = {entry["id"]: entry for entry in map(json.loads, lines)}
    paths = [path for kind in kinds for path in sorted((folder / kind).glob("*.txt"))]
    return [read_page(path, gold[path.stem]) for path in paths]
