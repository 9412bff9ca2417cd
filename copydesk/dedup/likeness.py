"""How alike two texts are, and whether that makes them copies: a pure function of the two texts."""

from __future__ import annotations

import dataclasses
from typing import Literal

import numpy as np

from copydesk.dedup.fingerprint import SHINGLE_WORDS, combine
from copydesk.dedup.words import I64, U32, U64

EdgeKind = Literal["near", "contained", "scan", "block", "revision"]


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """What a record is compared by: its words, less those of paragraphs its source repeats."""

    words: U32
    shingles: U64  # of five words, in text order
    distinct: U64  # the same, sorted, each once
    pairs: U64  # of two words, sorted, each once
    title: frozenset[int]
    url_key: int | None
    source_key: int


@dataclasses.dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share. Shares are of the text that has less; offsets and tails are counted in words."""

    jaccard: float
    containment: float
    pair_containment: float
    starts: tuple[int, int]  # where the shared text begins in either
    tails: tuple[int, int]  # how many words follow it in either
    sizes: tuple[int, int]
    n_equal_figures: int  # figures that stand between the same words in both
    n_other_figures: int  # other figures between the same words
    title: float  # Jaccard of the headlines' words
    is_same_page: bool
    is_same_source: bool


def prepare_text(
    words: U32, title: U32, url_key: int | None, source_key: int
) -> Text:
    """Return the text with its shingles."""
    shingles = combine(words, SHINGLE_WORDS)
    return Text(
        words=words,
        shingles=shingles,
        distinct=np.unique(shingles),
        pairs=np.unique(combine(words, 2)),
        title=frozenset(title.tolist()),
        url_key=url_key,
        source_key=source_key,
    )


def _n_common(left: U64, right: U64) -> int:
    """Return how many values two sorted arrays of distinct values share."""
    if len(left) > len(right):
        left, right = right, left
    if len(left) == 0:
        return 0
    at = np.searchsorted(right, left)
    at[at == len(right)] = 0
    return int(np.count_nonzero(right[at] == left))


def _extent(text: Text, other: Text) -> tuple[int, int]:
    """Return where the shared shingles begin in the text, and how many words follow the last of them."""
    n = len(other.distinct)
    if n == 0 or len(text.shingles) == 0:
        return len(text.words), 0
    at = np.searchsorted(other.distinct, text.shingles)
    at[at == n] = 0
    shared: I64 = np.flatnonzero(other.distinct[at] == text.shingles)
    if len(shared) == 0:
        return len(text.words), 0
    return int(shared[0]), len(text.words) - int(shared[-1]) - SHINGLE_WORDS


def _figures(text: Text) -> dict[tuple[int, int], int]:
    """Return the figures of a text by the words around them; of several in one setting the last."""
    words = text.words
    inner = np.flatnonzero(words[1:-1] & np.uint32(1)) + 1
    before = np.where(words[inner - 1] & 1, 1, words[inner - 1]).tolist()
    after = np.where(words[inner + 1] & 1, 1, words[inner + 1]).tolist()
    return dict(zip(zip(before, after, strict=True), words[inner].tolist(), strict=True))


def _compare_figures(left: Text, right: Text) -> tuple[int, int]:
    """Return how many figures agree and how many differ where both texts have the same words around them."""
    ours, theirs = _figures(left), _figures(right)
    settings = ours.keys() & theirs.keys()
    n_equal = sum(ours[setting] == theirs[setting] for setting in settings)
    return n_equal, len(settings) - n_equal


def _jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    """Return the share of words two headlines have in common; 0 where one has none."""
    return len(left & right) / max(1, len(left | right))


def compare_texts(left: Text, right: Text) -> Likeness:
    """Return what two texts share."""
    n_shared = _n_common(left.distinct, right.distinct)
    n_pairs = _n_common(left.pairs, right.pairs)
    sizes = len(left.distinct), len(right.distinct)
    (left_start, left_tail), (right_start, right_tail) = _extent(left, right), _extent(right, left)
    n_equal, n_other = _compare_figures(left, right)
    return Likeness(
        jaccard=n_shared / max(1, sum(sizes) - n_shared),
        containment=n_shared / max(1, min(sizes)),
        pair_containment=n_pairs / max(1, min(len(left.pairs), len(right.pairs))),
        starts=(left_start, right_start),
        tails=(left_tail, right_tail),
        sizes=(len(left.words), len(right.words)),
        n_equal_figures=n_equal,
        n_other_figures=n_other,
        title=_jaccard(left.title, right.title),
        is_same_page=left.url_key is not None and left.url_key == right.url_key,
        is_same_source=left.source_key == right.source_key,
    )


LEAD_WORDS = 60
"""A page's menu, a dateline or an update's new lead may stand before the shared text; the first half of another
story may not."""
FAR_LEAD_WORDS = 160
SHORT_TEXT_WORDS = 100
TITLE_AGREES = 0.5
TITLE_IN_SHORT = 0.3
CONTAINED = 0.6
SCAN_PAIRS = 0.5
SCAN_EVENNESS = 1.7
BLOCK_SHARE = 0.4


def has_shared_lead(likeness: Likeness) -> bool:
    """Return whether both texts begin with the shared text, but for what may come before."""
    near, far = sorted(likeness.starts)
    if far <= LEAD_WORDS:
        return True
    return far <= FAR_LEAD_WORDS and (near <= LEAD_WORDS // 3 or likeness.jaccard >= 0.35)


def has_other_figures(likeness: Likeness) -> bool:
    """Return whether the figures tell two reports made from one template (weather, markets) apart."""
    return likeness.n_other_figures > likeness.n_equal_figures


def is_copy(likeness: Likeness) -> bool:
    """Return whether one of two texts repeats the other."""
    if has_other_figures(likeness):
        return False
    shared, pairs, n_words = likeness.containment, likeness.pair_containment, min(likeness.sizes)
    if likeness.is_same_page and (pairs >= 0.3):
        return True
    if not has_shared_lead(likeness):
        return False
    if n_words < SHORT_TEXT_WORDS and likeness.title < TITLE_IN_SHORT and shared < 0.9:
        return False
    if shared >= CONTAINED:
        return True
    if pairs >= SCAN_PAIRS and shared <= pairs**SCAN_EVENNESS:
        return likeness.title >= TITLE_AGREES or n_words >= 2 * SHORT_TEXT_WORDS
    return pairs >= BLOCK_SHARE and _is_block(likeness) and likeness.title >= TITLE_AGREES


def _is_block(likeness: Likeness) -> bool:
    """Return whether what is shared is one stretch of either text, without gaps."""
    spans = [
        size - start - tail
        for size, start, tail in zip(likeness.sizes, likeness.starts, likeness.tails, strict=True)
    ]
    n_shared = likeness.containment * max(1, min(likeness.sizes) - SHINGLE_WORDS + 1)
    return min(spans) >= 40 and n_shared >= 0.85 * (min(spans) - SHINGLE_WORDS + 1)
