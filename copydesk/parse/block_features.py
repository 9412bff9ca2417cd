"""What the block classifier sees of a block: its form, its place in the tree, its neighbours. No word of any language is in it."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from copydesk.parse.boilerplate import line_class
from copydesk.parse.line_features import (
    ADDRESS,
    BULLET,
    CLOCK,
    FAR,
    INNER_END,
    WORD,
    YEAR,
    Matrix,
    distances,
    shifted,
    window_means,
)
from copydesk.parse.line_rules import heaviest_stretch
from copydesk.parse.page_blocks import MARKS, TAGS_AROUND, PageBlock, Place
from copydesk.parse.titles import key_of

PROSE_CHARS = 60
RESIDUE_CHARS = 300  # a longer text is no line that stands round a story
PROSE_LINKS = 0.3  # share of linked characters beyond which a sentence is a teaser
RESIDUE = ("share", "newsletter", "follow", "read_on", "copyright", "cookie", "photo_credit", "byline", "date_line")  # fmt: skip
ENDING, CLOSING = frozenset(".!?。！？।؟…"), "\"”’'»)]」』"
"""What SENTENCE_END of a line is made of."""
QUOTES = '"“”„«»‘’「『'
ADDRESS_SIGNS = ("@", "#", "http", "www.")  # one of which every ADDRESS holds
KINDS = ("paragraph", "heading", "item", "cell", "quote")
OWN_TAGS = ("p", "div", "h1", "h2", "h3", "h4", "li", "td", "span", "pre", "dd", "label", "section", "body", "figcaption")  # fmt: skip


def _one_hot(names: Sequence[str]) -> dict[str | None, tuple[float, ...]]:
    """Return for each name the row of numbers that is one at its place."""
    return {name: tuple(float(name == other) for other in names) for name in names}


ONE_OF_RESIDUE, ONE_OF_KINDS, ONE_OF_TAGS = map(_one_hot, (RESIDUE, KINDS, OWN_TAGS))
NONE_OF_RESIDUE, NONE_OF_TAGS = (0.0,) * len(RESIDUE), (0.0,) * len(OWN_TAGS)
CONTAINERS = 4  # boxes above a block whose number and marks are asked
SHIFTS = (-3, -2, -1, 1, 2, 3)  # neighbours that a block sees; a change asks for training anew
SHOWN_COLUMNS = 9  # of a block's form: what its neighbours see of it
WINDOWS = (2, 5, 12)  # blocks to either side that are averaged; the same


@dataclasses.dataclass(frozen=True, slots=True)
class Hints:
    """What a page says of its story elsewhere: its headline, its description, its text in structured data."""

    headlines: frozenset[str] = frozenset()  # keys
    description: str = ""  # key
    article: str = ""  # key
    found: frozenset[str] = frozenset()  # keys of blocks that another extractor has found


def is_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does: SENTENCE_END, looked for at the end alone."""
    return text.rstrip(CLOSING)[-1:] in ENDING if text else False


def is_prose(block: PageBlock) -> bool:
    """Return whether a block reads as a sentence or more of running text."""
    text = block.text
    return (
        len(text) >= PROSE_CHARS
        and block.n_link_chars <= PROSE_LINKS * len(text)
        and is_sentence(text)
    )


class SignKinds(dict[int, str]):
    """Of every sign its kind: "A" and "a" letters, "0" digits, " " any other, "?" what is two of these."""

    def __missing__(self, code: int) -> str:
        """Return the kind of a sign that is met for the first time."""
        sign = chr(code)
        is_letter = WORD.match(sign) is not None
        if is_letter and not sign.isdigit():
            kind = "A" if sign.isupper() else "a"
        elif sign.isdecimal():
            kind = "0"
        else:
            kind = "?" if is_letter or sign.isdigit() or sign.isupper() else " "
        self[code] = kind
        return kind


SIGN_KINDS = SignKinds()


def count_signs(text: str) -> tuple[int, int, int, int, int]:
    """Return how many words, capital words, letters, capital letters and digits a text has.

    >>> count_signs("At 9.30 Élan sank")
    (3, 2, 10, 2, 3)
    """
    kinds = " " + text.translate(SIGN_KINDS)
    if "?" in kinds:  # a superscript, a letter in a circle: one in thousands
        words = WORD.findall(text)
        n_capital = sum(word[0].isupper() for word in words)
        n_upper, n_digits = sum(map(str.isupper, text)), sum(map(str.isdigit, text))
        return len(words), n_capital, sum(map(len, words)), n_upper, n_digits
    n_upper, n_digits = kinds.count("A"), kinds.count("0")
    n_capital, n_small = kinds.count(" A"), kinds.count(" a")
    if n_digits:
        n_capital, n_small = n_capital + kinds.count("0A"), n_small + kinds.count("0a")
    return n_capital + n_small, n_capital, n_upper + kinds.count("a"), n_upper, n_digits


@functools.lru_cache(maxsize=1 << 14)
def text_form(text: str) -> tuple[bool, str | None, tuple[float, ...]]:
    """Return of a text whether it ends as a sentence does, its class of residue, and how it is written.

    Kept: the pages of a site share most of their short texts. No pattern is tried on a text without the signs that it needs.
    """
    n_chars = len(text)
    n_words, n_capital, n_letters, n_upper, n_digits = count_signs(text)
    has_address = any(map(text.__contains__, ADDRESS_SIGNS)) and ADDRESS.search(text) is not None
    quotes = QUOTES[:1] if text.isascii() else QUOTES
    return (
        is_sentence(text),
        line_class(text) if n_chars <= RESIDUE_CHARS else None,
        (
            math.log1p(n_words),
            n_capital / n_words if n_words else 0.0,
            (n_chars - n_letters) / n_chars,
            n_letters / n_words if n_words else 0.0,
            n_upper / max(1, n_letters),
            n_digits / n_chars,
            (text.count(",") + text.count("،") + text.count("，")) / max(1, n_words),
            float(len(INNER_END.findall(text))),
            float(sum(map(text.count, quotes))),
            float(text.count("|") + text.count("/") + text.count("•")),
            float(BULLET.match(text) is not None),
            float(text[0].islower()),
            float(text.endswith((":", "："))),
            float(text.endswith("?")),
            float(text.endswith(("…", "...", ">", "»", "›", "→"))),
            float(has_address),
            float(("19" in text or "20" in text) and YEAR.search(text) is not None),
            float(n_digits > 2 and CLOCK.search(text) is not None),
            float("©" in text),
        ),
    )


def form_of(block: PageBlock, prose: bool) -> list[float]:
    """Return the features of a block alone. The first `SHOWN_COLUMNS` are what its neighbours see of it."""
    n_chars = len(block.text)
    ends, residue, written = text_form(block.text)
    return [
        math.log1p(n_chars),
        block.n_link_chars / n_chars,
        float(ends),
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


def sum_places(blocks: Sequence[PageBlock], prose: Sequence[bool]) -> list[Place]:
    """Add up, in every element, what stands in it, and return them; whatever was added up before is forgotten."""
    places: dict[int, Place] = {}
    for block in blocks:
        at: Place | None = block.place
        while at is not None and id(at) not in places:
            places[id(at)] = at
            at.n_chars = at.n_link_chars = at.n_blocks = at.n_prose_chars = 0
            at = at.parent
    for block, is_text in zip(blocks, prose, strict=True):
        place, n = block.place, len(block.text)
        place.n_chars += n
        place.n_link_chars += block.n_link_chars
        place.n_blocks += 1
        if is_text:
            place.n_prose_chars += n
    for place in sorted(places.values(), key=lambda place: place.depth, reverse=True):
        if (above := place.parent) is not None:
            above.n_chars += place.n_chars
            above.n_link_chars += place.n_link_chars
            above.n_blocks += place.n_blocks
            above.n_prose_chars += place.n_prose_chars
    return list(places.values())


def tree_columns(
    blocks: Sequence[PageBlock], places: Sequence[Place], total: int, total_prose: int
) -> Matrix:
    """Return the features of where each block stands in the tree; `places` holds all elements that hold a block."""
    number_of = {id(place): number for number, place in enumerate(places)}
    sums = np.array([_sums_of(place, total, total_prose) for place in places], dtype=np.float64)
    known: dict[int, tuple[tuple[int, ...], tuple[int, int, int, int]]] = {}
    boxes, marks = [], []
    for block in blocks:
        place = block.place
        told = known.get(id(place))
        if told is None:
            near, box, numbers = 0, place, []
            for _ in range(CONTAINERS):
                near |= box.marks
                numbers.append(number_of[id(box)])
                box = box.parent or box
            told = (tuple(numbers), (place.depth, place.tags, near, place.around))
            known[id(place)] = told
        boxes.append(told[0])
        marks.append(told[1])
    around = np.array(marks, dtype=np.int64)
    return np.concatenate(
        [
            around[:, :1].astype(np.float64),
            sums.take(np.array(boxes, dtype=np.int64), axis=0).reshape(len(blocks), -1),
            _bits(around[:, 1], len(TAGS_AROUND)),
            _bits(around[:, 2], len(MARKS)) + _bits(around[:, 3], len(MARKS)),  # 2: near by
        ],
        axis=1,
    )


def _sums_of(box: Place, total: int, total_prose: int) -> tuple[float, ...]:
    """Return how much stands in an element, how much of it linked, and how much of the page's prose."""
    return (
        math.log1p(box.n_chars),
        box.n_link_chars / max(1, box.n_chars),
        math.log1p(box.n_blocks),
        box.n_chars / total,
        box.n_prose_chars / max(1, total_prose),
        box.n_prose_chars / max(1, box.n_chars),
    )


def _bits(numbers: NDArray[np.int64], n_bits: int) -> Matrix:
    """Return a row of ones and noughts for each number: its bits, the lowest first."""
    return ((numbers[:, None] >> np.arange(n_bits, dtype=np.int64)) & 1).astype(np.float64)


def layout_columns(blocks: Sequence[PageBlock], prose: Sequence[bool], total_prose: int) -> Matrix:
    """Return for every block what else on the page is set as it is: how much of it, how much linked, how much prose."""
    number_of: dict[tuple[str, str, str], int] = {}
    groups: list[list[int]] = []
    numbers = []
    for block, is_text in zip(blocks, prose, strict=True):
        place, n = block.place, len(block.text)
        above = place.parent
        key = (place.layout, above.layout if above else "", above.parent.layout if above and above.parent else "")  # fmt: skip
        number = number_of.setdefault(key, len(groups))
        if number == len(groups):
            groups.append([0, 0, 0, 0])
        numbers.append(number)
        group = groups[number]
        group[0] += 1
        group[1] += n
        group[2] += block.n_link_chars
        group[3] += n if is_text else 0
    rows = [
        (
            math.log1p(n_blocks),
            n_chars / max(1, n_blocks),
            n_linked / max(1, n_chars),
            n_prose / max(1, total_prose),
            n_prose / max(1, n_chars),
        )
        for n_blocks, n_chars, n_linked, n_prose in groups
    ]
    return np.array(rows, dtype=np.float64).take(np.array(numbers, dtype=np.int64), axis=0)


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
    places = sum_places(blocks, prose)
    chars = np.array([len(block.text) for block in blocks], dtype=np.int64)
    texts = np.where(np.array(prose), chars, 0)
    total, total_prose = int(chars.sum()), int(texts.sum())
    form = np.array([form_of(b, p) for b, p in zip(blocks, prose, strict=True)], dtype=np.float64)
    tree = tree_columns(blocks, places, total, total_prose)
    layout = layout_columns(blocks, prose, total_prose)
    line = _line_columns(blocks, prose, chars, texts, hints)
    shown = np.concatenate([form[:, :SHOWN_COLUMNS], layout[:, 3:4], line[:, -1:]], axis=1)
    parts = [form, tree, layout, line, *(shifted(shown, by) for by in SHIFTS)]
    columns = (form[:, 3], form[:, 1], form[:, 6], form[:, 4], np.log1p(texts), line[:, -1])
    parts.append(_windows(np.stack(columns, axis=1)))
    return np.concatenate(parts, axis=1)


def _windows(columns: Matrix) -> Matrix:
    """Return for every column the means of what stands in windows of several widths before and behind each block."""
    n = len(columns)
    sides = [side for width in WINDOWS for side in window_means(columns, width)]
    return np.stack(sides, axis=2).reshape(n, -1)


def _line_columns(
    blocks: Sequence[PageBlock],
    prose: Sequence[bool],
    chars: NDArray[np.int64],
    texts: NDArray[np.int64],
    hints: Hints,
) -> Matrix:
    """Return the features of where a block stands among the others; the last column is the other extractor's word."""
    n, total, total_prose = len(blocks), int(chars.sum()), int(texts.sum())
    before, behind = distances(prose)
    start, end = heaviest_stretch(
        [stretch_weight(b, p) for b, p in zip(blocks, prose, strict=True)]
    )
    keys = [key_of(block.text) for block in blocks]
    seen = Counter(keys)
    headline = _headline_at(blocks, keys, hints.headlines, start)
    at = np.arange(n)
    return np.stack(
        [
            at / n,
            (np.cumsum(chars) - chars) / total,
            (np.cumsum(texts) - texts) / max(1, total_prose),
            (start <= at) & (at < end),
            np.clip(at - start, -FAR, FAR),
            np.clip(at - (end - 1), -FAR, FAR),
            before,
            behind,
            np.clip(at - headline, -FAR, FAR),
            at == headline,
            [key in hints.headlines for key in keys],
            [math.log1p(seen[key] - 1) for key in keys],
            [_is_in_description(key, hints.description) for key in keys],
            [len(key) > 3 and key in hints.article for key in keys] if hints.article else [-1.0] * n,
            np.full(n, math.log1p(n)),
            np.full(n, math.log1p(total)),
            np.full(n, total_prose / total),
            np.full(n, math.log1p(total_prose)),
            [key in hints.found for key in keys],
        ],
        axis=1,
    ).astype(np.float64)  # fmt: skip


def _is_in_description(key: str, description: str) -> bool:
    """Return whether a block's text and the page's description say the same, or one holds the other."""
    return bool(description) and len(key) > 20 and (key in description or description in key)


def _headline_at(
    blocks: Sequence[PageBlock], keys: Sequence[str], headlines: Collection[str], start: int
) -> int:
    """Return where the headline stands: the last place before the prose, else any first-rank heading, else the prose."""
    places = [i for i, key in enumerate(keys) if key in headlines and blocks[i].kind == "heading"]
    places = places or [i for i, block in enumerate(blocks) if block.place.tag == "h1"]
    before = [i for i in places if i <= start]
    return [*before[-1:], *places, start][0]
