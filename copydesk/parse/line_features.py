"""What the line classifier sees of a line: its form, its place, its neighbours. No word of any language is in it."""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.line_labels import BYLINE_START, content_words
from copydesk.parse.line_rules import heaviest_stretch, line_weight
from copydesk.parse.line_split import Line

Matrix = NDArray[np.float64]

RESIDUE_CLASSES = tuple(
    """advertisement share newsletter follow paywall read_on copyright cookie player photo_credit byline date_line
    rule""".split()
)
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
"""Lines whose features a line sees; a change asks for training anew."""
NEIGHBOUR_COLUMNS = 9  # the first columns of a line's own features are shown to its neighbours
WINDOWS = (2, 5, 12)  # lines to either side that are averaged; the same
FAR = 50.0  # cap on distances in lines

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d\d\b")
WORD = re.compile(r"[^\W\d_]+")
BULLET = re.compile(r"^[-–—•*·▪►>#\d]")
QUOTE = re.compile('["“”„«»‘’「『]')
ADDRESS = re.compile(r"@|https?:|www\.|#\w")
INNER_END = re.compile(r"[.!?。！？।]\s*[\"”’'»)]*\s+(?=[^\W\d_a-z])|[。！？]")


def form_of(line: Line) -> list[float]:
    """Return the features of a line alone. The first `NEIGHBOUR_COLUMNS` are what its neighbours see of it."""
    text = line.text
    n_chars = len(text)
    words = WORD.findall(text)
    n_letters = sum(map(len, words))
    n_capital = sum(word[0].isupper() for word in words)
    n_upper = sum(map(str.isupper, text))
    is_residue = bool(line.residue or line.link)
    return [
        math.log1p(n_chars),
        math.log1p(line.n_words),
        float(line.is_sentence),
        float(line.is_prose),
        float(line.has_gap_before),
        float(line.has_gap_after),
        float(is_residue),
        n_capital / len(words) if words else 0.0,
        (n_chars - n_letters) / n_chars,
        float(line.link is not None),
        n_letters / len(words) if words else 0.0,
        n_upper / max(1, n_letters),
        sum(map(str.isdigit, text)) / n_chars,
        (text.count(",") + text.count("،") + text.count("，")) / max(1, line.n_words),
        float(len(INNER_END.findall(text))),
        float(len(QUOTE.findall(text))),
        float(text.count("|") + text.count("/") + text.count("•")),
        float(bool(BULLET.match(text))),
        float(text[0].islower()),
        float(text.endswith((":", "："))),
        float(text.endswith("?")),
        float(text.endswith(("…", "...", ">", "»", "›"))),
        float(bool(ADDRESS.search(text))),
        float(bool(YEAR.search(text))),
        float(bool(CLOCK.search(text))),
        float("©" in text),
        float(bool(BYLINE_START.match(text))),
        float(text.startswith(("(", "["))),
        *(float(line.residue == name) for name in RESIDUE_CLASSES),
    ]


def distances(is_prose: Sequence[bool]) -> tuple[list[float], list[float]]:
    """Return for every line how many lines lie between it and the prose before it, and behind it."""

    def run(values: Sequence[bool]) -> list[float]:
        last, found = -FAR, []
        for i, value in enumerate(values):
            found.append(min(FAR, i - last))
            if value:
                last = i
        return found

    return run(is_prose), run(is_prose[::-1])[::-1]


def block_numbers(lines: Sequence[Line]) -> list[int]:
    """Return for every line the number of its block: lines without a blank one between them."""
    numbers: list[int] = []
    for i, line in enumerate(lines):
        is_new = i == 0 or line.has_gap_before or lines[i - 1].has_gap_after
        numbers.append((numbers[-1] if numbers else 0) + int(is_new and i > 0))
    return numbers


def place_columns(lines: Sequence[Line]) -> list[list[float]]:
    """Return the features of every line's place in the text, and of how it shares words with the prose."""
    n = len(lines)
    chars = [len(line.text) for line in lines]
    prose = [line.is_prose and not line.residue and not line.link for line in lines]
    in_prose = list(map(operator.mul, chars, prose))
    before, behind = distances(prose)
    start, end = heaviest_stretch([line_weight(line) for line in lines])
    blocks = block_numbers(lines)
    block_size = Counter(blocks)
    block_prose = Counter(itertools.compress(blocks, prose))
    same = Counter(line.text for line in lines)
    words = [content_words(line.text) for line in lines]
    is_core = [start <= i < end and prose[i] for i in range(n)]
    frequency = Counter(itertools.chain.from_iterable(itertools.compress(words, is_core)))
    total, all_prose, in_stretch = sum(chars), max(1, sum(in_prose)), sum(chars[start:end])
    seen, seen_prose = (list(accumulate(sizes, initial=0)) for sizes in (chars, in_prose))
    return [
        [
            i / n,
            seen[i] / total,
            seen_prose[i] / all_prose,
            float(start <= i < end),
            max(-FAR, min(FAR, i - start)),
            max(-FAR, min(FAR, i - (end - 1))),
            in_stretch / total,
            before[i],
            behind[i],
            math.log1p(block_size[blocks[i]]),
            block_prose[blocks[i]] / block_size[blocks[i]],
            float(same[lines[i].text] - 1),
            *_shared_words(words[i], frequency, int(is_core[i])),
            math.log1p(n),
            math.log1p(total),
        ]
        for i in range(n)
    ]


def _shared_words(words: Collection[str], frequency: Counter[str], own: int) -> list[float]:
    """Return the share of a line's words that the prose has beside the line's own use, and how often it has them."""
    if not words:
        return [0.0, 0.0]
    others = [frequency[word] - own for word in words if frequency[word] > own]
    return [len(others) / len(words), math.log1p(sum(others)) / (1 + len(words))]


def shifted(column: Matrix, by: int) -> Matrix:
    """Return rows moved so that each line sees the one `by` lines behind it; -1 beyond the ends."""
    moved = np.full_like(column, -1.0)
    if by > 0:
        moved[:-by] = column[by:]
    else:
        moved[-by:] = column[:by]
    return moved


def window_means(values: Matrix, width: int) -> tuple[Matrix, Matrix]:
    """Return the means of up to `width` values before and behind each line (0 where there are none), of every column."""
    n = len(values)
    sums = np.concatenate([np.zeros_like(values, shape=(1, *values.shape[1:])), values.cumsum(axis=0)])  # fmt: skip
    at = np.arange(n)
    low, high = np.maximum(0, at - width), np.minimum(n, at + 1 + width)
    by = (
        slice(None),
        *(None for _ in values.shape[1:]),
    )  # the numbers of lines, beside every column
    n_before, n_behind = np.maximum(1, at - low)[by], np.maximum(1, high - at - 1)[by]
    return (sums[:-1] - sums[low]) / n_before, (sums[high] - sums[1:]) / n_behind


def line_features(lines: Sequence[Line]) -> Matrix:
    """Return one row of features for every line."""
    form = np.array([form_of(line) for line in lines], dtype=np.float64)
    place = np.array(place_columns(lines), dtype=np.float64)
    parts = [form, place]
    shown = form[:, :NEIGHBOUR_COLUMNS]
    parts += [shifted(shown, by) for by in NEIGHBOURS]
    prose_chars = np.array(
        [len(line.text) if line.is_prose else 0 for line in lines], dtype=np.float64
    )
    columns = [form[:, 3], form[:, 6], form[:, 2], np.log1p(prose_chars)]
    for width in WINDOWS:
        for column in columns:
            parts += [side[:, None] for side in window_means(column, width)]
    return np.concatenate(parts, axis=1)


def second_features(features: Matrix, chances: Matrix) -> Matrix:
    """Return the features for the second round: those of the first and what it thought of the lines around."""
    column = chances[:, None]
    parts = [features, column]
    parts += [shifted(column, by) for by in (-4, -3, -2, -1, 1, 2, 3, 4)]
    for width in (3, 8, 20):
        parts += [side[:, None] for side in window_means(chances, width)]
    weights = [float(chance) - 0.4 for chance in np.round(chances, 6)]
    start, end = heaviest_stretch(weights)
    at = np.arange(len(chances), dtype=np.float64)
    parts.append(np.clip(at - start, -FAR, FAR)[:, None])
    parts.append(np.clip(at - (end - 1), -FAR, FAR)[:, None])
    parts.append(np.full((len(chances), 1), chances.max() if len(chances) else 0.0))
    return np.concatenate(parts, axis=1)
