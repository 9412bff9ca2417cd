"""What the block classifier sees of a block: its form, its place in the tree, its neighbours. No word of any language is in it."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Collection, Sequence

import numpy as np

from copydesk.parse.boilerplate import line_class
from copydesk.parse.line_features import (
    ADDRESS,
    BULLET,
    CLOCK,
    FAR,
    INNER_END,
    QUOTE,
    WORD,
    YEAR,
    Matrix,
    distances,
    shifted,
    window_means,
)
from copydesk.parse.line_rules import heaviest_stretch
from copydesk.parse.line_split import SENTENCE_END
from copydesk.parse.page_blocks import MARKS, TAGS_AROUND, PageBlock, Place
from copydesk.parse.titles import key_of

PROSE_CHARS = 60
RESIDUE_CHARS = 300  # a longer text is no line that stands round a story
PROSE_LINKS = 0.3  # share of linked characters beyond which a sentence is a teaser
RESIDUE = ("share", "newsletter", "follow", "read_on", "copyright", "cookie", "photo_credit", "byline", "date_line")  # fmt: skip
KINDS = ("paragraph", "heading", "item", "cell", "quote")
OWN_TAGS = ("p", "div", "h1", "h2", "h3", "h4", "li", "td", "span", "pre", "dd", "label", "section", "body", "figcaption")  # fmt: skip


def _one_hot(names: Sequence[str]) -> dict[str | None, tuple[float, ...]]:
    """Return for each name the row of numbers that is one at its place."""
    return {name: tuple(float(name == other) for other in names) for name in names}


ONE_OF_RESIDUE, ONE_OF_KINDS, ONE_OF_TAGS = map(_one_hot, (RESIDUE, KINDS, OWN_TAGS))
NONE_OF_RESIDUE, NONE_OF_TAGS = (0.0,) * len(RESIDUE), (0.0,) * len(OWN_TAGS)
CONTAINERS = 4
SHIFTS = (-3, -2, -1, 1, 2, 3)
SHOWN_COLUMNS = 9  # of a block's form: what its neighbours see of it
WINDOWS = (2, 5, 12)


@dataclasses.dataclass(frozen=True, slots=True)
class Hints:
    """What a page says of its story elsewhere: its headline, its description, its text in structured data."""

    headlines: frozenset[str] = frozenset()  # keys
    description: str = ""  # key
    article: str = ""  # key
    found: frozenset[str] = frozenset()  # keys of blocks that another extractor has found


def is_prose(block: PageBlock) -> bool:
    """Return whether a block reads as a sentence or more of running text."""
    text = block.text
    return (
        len(text) >= PROSE_CHARS
        and block.n_link_chars <= PROSE_LINKS * len(text)
        and SENTENCE_END.search(text) is not None
    )


@functools.lru_cache(maxsize=1 << 14)
def text_form(text: str) -> tuple[bool, str | None, tuple[float, ...]]:
    """Return of a text whether it ends as a sentence does, its class of residue, and how it is written.

    Kept: the pages of a site share most of their short texts.
    """
    n_chars = len(text)
    words = WORD.findall(text)
    n_words = len(words)
    n_letters = sum(map(len, words))
    return (
        SENTENCE_END.search(text) is not None,
        line_class(text) if n_chars <= RESIDUE_CHARS else None,
        (
            math.log1p(n_words),
            sum(word[0].isupper() for word in words) / n_words if words else 0.0,
            (n_chars - n_letters) / n_chars,
            n_letters / n_words if words else 0.0,
            sum(map(str.isupper, text)) / max(1, n_letters),
            sum(map(str.isdigit, text)) / n_chars,
            (text.count(",") + text.count("،") + text.count("，")) / max(1, n_words),
            float(len(INNER_END.findall(text))),
            float(len(QUOTE.findall(text))),
            float(text.count("|") + text.count("/") + text.count("•")),
            float(BULLET.match(text) is not None),
            float(text[0].islower()),
            float(text.endswith((":", "："))),
            float(text.endswith("?")),
            float(text.endswith(("…", "...", ">", "»", "›", "→"))),
            float(ADDRESS.search(text) is not None),
            float(YEAR.search(text) is not None),
            float(CLOCK.search(text) is not None),
            float("©" in text),
        ),
    )


def form_of(block: PageBlock, prose: bool) -> list[float]:
    """Return the features of a block alone. The first `SHOWN_COLUMNS` are what its neighbours see of it."""
    n_chars = len(block.text)
    is_sentence, residue, written = text_form(block.text)
    return [
        math.log1p(n_chars),
        block.n_link_chars / n_chars,
        float(is_sentence),
        float(prose),
        float(block.kind == "heading"),
        float(block.kind == "item"),
        float(residue is not None),
        float(block.place.tag == "p"),
        *written,
        float(block.is_strong),
        float(min(block.n_links, 20)),
        *ONE_OF_RESIDUE.get(residue, NONE_OF_RESIDUE),
        *ONE_OF_KINDS[block.kind],
        *ONE_OF_TAGS.get(block.place.tag, NONE_OF_TAGS),
    ]


def sum_places(blocks: Sequence[PageBlock], prose: Sequence[bool]) -> None:
    """Add up, in every element, what stands in it; whatever was added up before is forgotten."""
    for block in blocks:
        at: Place | None = block.place
        while at is not None and at.n_blocks:
            at.n_chars = at.n_link_chars = at.n_blocks = at.n_prose_chars = 0
            at = at.parent
    for block, is_text in zip(blocks, prose, strict=True):
        n = len(block.text)
        place: Place | None = block.place
        while place is not None:
            place.n_chars += n
            place.n_link_chars += block.n_link_chars
            place.n_blocks += 1
            place.n_prose_chars += n if is_text else 0
            place = place.parent


def tree_columns(blocks: Sequence[PageBlock], total: int, total_prose: int) -> Matrix:
    """Return the features of where each block stands in the tree."""
    sums: dict[int, list[float]] = {}
    rows: list[list[float]] = []
    tags, near, around = [], [], []
    for block in blocks:
        place = block.place
        row = [float(place.depth)]
        marks = 0
        box = place
        for number in range(CONTAINERS):
            if number and box.parent is not None:
                box = box.parent
            marks |= box.marks
            key = id(box)
            if key not in sums:
                sums[key] = _sums_of(box, total, total_prose)
            row += sums[key]
        rows.append(row)
        tags.append(place.tags)
        near.append(marks)
        around.append(place.around)
    marked = _bits(near, len(MARKS)) + _bits(around, len(MARKS))
    return np.concatenate(
        [np.array(rows, dtype=np.float64), _bits(tags, len(TAGS_AROUND)), marked], axis=1
    )


def _sums_of(box: Place, total: int, total_prose: int) -> list[float]:
    """Return how much stands in an element, how much of it linked, and how much of the page's prose."""
    return [
        math.log1p(box.n_chars),
        box.n_link_chars / max(1, box.n_chars),
        math.log1p(box.n_blocks),
        box.n_chars / total,
        box.n_prose_chars / max(1, total_prose),
        box.n_prose_chars / max(1, box.n_chars),
    ]


def _bits(numbers: Sequence[int], n_bits: int) -> Matrix:
    """Return a row of ones and noughts for each number: its bits, the lowest first."""
    column = np.array(numbers, dtype=np.int64)[:, None]
    return ((column >> np.arange(n_bits, dtype=np.int64)) & 1).astype(np.float64)


def layout_columns(
    blocks: Sequence[PageBlock], prose: Sequence[bool], total_prose: int
) -> list[list[float]]:
    """Return for every block what else on the page is set as it is: how much of it, how much linked, how much prose."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    keys = []
    for block, is_text in zip(blocks, prose, strict=True):
        place = block.place
        above = place.parent
        key = (place.layout, above.layout if above else "", above.parent.layout if above and above.parent else "")  # fmt: skip
        keys.append(key)
        group = sums.setdefault(key, [0, 0, 0, 0])
        group[0] += 1
        group[1] += len(block.text)
        group[2] += block.n_link_chars
        group[3] += len(block.text) if is_text else 0
    return [
        [
            math.log1p(sums[key][0]),
            sums[key][1] / max(1, sums[key][0]),
            sums[key][2] / max(1, sums[key][1]),
            sums[key][3] / max(1, total_prose),
            sums[key][3] / max(1, sums[key][1]),
        ]
        for key in keys
    ]


def stretch_weight(block: PageBlock, prose: bool) -> float:
    """Return how much a block speaks for (above 0) or against a story around it."""
    if prose:
        return min(4.0, max(1.0, len(block.text) / 100))
    if 2 * block.n_link_chars > len(block.text):
        return -0.6
    return -0.3


def block_features(blocks: Sequence[PageBlock], hints: Hints) -> Matrix:
    """Return one row of features for every block of a page."""
    prose = [is_prose(block) for block in blocks]
    sum_places(blocks, prose)
    chars = [len(block.text) for block in blocks]
    total = sum(chars)
    total_prose = sum(n for n, is_text in zip(chars, prose, strict=True) if is_text)
    form = np.array([form_of(b, p) for b, p in zip(blocks, prose, strict=True)], dtype=np.float64)
    tree = tree_columns(blocks, total, total_prose)
    layout = np.array(layout_columns(blocks, prose, total_prose), dtype=np.float64)
    line = np.array(
        _line_columns(blocks, prose, chars, total, total_prose, hints), dtype=np.float64
    )
    shown = np.concatenate([form[:, :SHOWN_COLUMNS], layout[:, 3:4], line[:, -1:]], axis=1)
    parts = [form, tree, layout, line, *(shifted(shown, by) for by in SHIFTS)]
    texts = np.array([n if p else 0 for n, p in zip(chars, prose, strict=True)], dtype=np.float64)
    for column in (form[:, 3], form[:, 1], form[:, 6], form[:, 4], np.log1p(texts), line[:, -1]):
        for width in WINDOWS:
            parts += [side[:, None] for side in window_means(column, width)]
    return np.concatenate(parts, axis=1)


def _line_columns(
    blocks: Sequence[PageBlock],
    prose: Sequence[bool],
    chars: Sequence[int],
    total: int,
    total_prose: int,
    hints: Hints,
) -> list[list[float]]:
    """Return the features of where a block stands among the others; the last column is the other extractor's word."""
    n = len(blocks)
    before, behind = distances(prose)
    start, end = heaviest_stretch(
        [stretch_weight(b, p) for b, p in zip(blocks, prose, strict=True)]
    )
    keys = [key_of(block.text) for block in blocks]
    seen: dict[str, int] = {}
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
    headline = _headline_at(blocks, keys, hints.headlines, start)
    rows = []
    n_seen = n_prose = 0
    for i, key in enumerate(keys):
        rows.append(
            [
                i / n,
                n_seen / total,
                n_prose / max(1, total_prose),
                float(start <= i < end),
                max(-FAR, min(FAR, i - start)),
                max(-FAR, min(FAR, i - (end - 1))),
                before[i],
                behind[i],
                max(-FAR, min(FAR, i - headline)),
                float(i == headline),
                float(key in hints.headlines),
                math.log1p(seen[key] - 1),
                float(bool(hints.description) and len(key) > 20 and (key in hints.description or hints.description in key)),
                -1.0 if not hints.article else float(len(key) > 3 and key in hints.article),
                math.log1p(n),
                math.log1p(total),
                total_prose / total,
                math.log1p(total_prose),
                float(key in hints.found),
            ]
        )  # fmt: skip
        n_seen += chars[i]
        n_prose += chars[i] if prose[i] else 0
    return rows


def _headline_at(
    blocks: Sequence[PageBlock], keys: Sequence[str], headlines: Collection[str], start: int
) -> int:
    """Return where the headline stands: the last place before the prose, else any first-rank heading, else the prose."""
    places = [i for i, key in enumerate(keys) if key in headlines and blocks[i].kind == "heading"]
    places = places or [i for i, block in enumerate(blocks) if block.place.tag == "h1"]
    before = [i for i in places if i <= start]
    return before[-1] if before else places[0] if places else start
