"""Texts as numbers: the words of a batch as 32-bit hashes, computed for the whole batch at once.

A word is a run of letters and digits, without case, accents, apostrophes and soft hyphens; in scripts written without
spaces each character is a word. Bit 0 of a hash says whether the word is a figure.
"""

from __future__ import annotations

import dataclasses
import functools
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

U32 = npt.NDArray[np.uint32]
U64 = npt.NDArray[np.uint64]
I64 = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

BREAK, LETTER, DIGIT, SYMBOL, DROPPED = range(5)
"""Classes of characters. A SYMBOL is a word by itself; a DROPPED character leaves its word whole."""

N_PLAIN = 0x10000  # characters of the basic plane come out of a table, the few others one by one
APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u0060\u00b4\uff07"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640"
DIACRITICS = (
    (0x300, 0x370), (0x483, 0x48A), (0x591, 0x5C8), (0x610, 0x61B), (0x64B, 0x660),
    (0x1AB0, 0x1B00),
)  # fmt: skip
UNSPACED = (
    (0x0E00, 0x1000),  # Thai, Lao, Tibetan
    (0x1000, 0x10A0),  # Burmese
    (0x1780, 0x1800),  # Khmer
    (0x2E80, 0x2FE0),  # Han radicals
    (0x3005, 0x3008),  # iteration mark, closing mark, zero
    (0x3040, 0x3100),  # kana
    (0x3400, 0x4DC0),  # Han
    (0x4E00, 0xA000),
    (0xF900, 0xFB00),
    (0x20000, 0x40000),
)
"""Scripts that put no space between words (Unicode blocks, end excluded). Hangul does."""

STOPS = '.!?:;\u2026\u2022\u00b7|\0"\u00ab\u201c\u201e\u2018\u2014\u3002\u061f\u0964'
"""After one of these a capital says nothing. An apostrophe, a comma, a bracket and a line's end leave a sentence whole."""
MOSTLY_NAMES = 0.5
"""A text with more capitals than this share of its words is a list or set in capitals: they say nothing there."""

MULTIPLIER = 0x9E3779B97F4A7C15  # odd, so that its powers have inverses modulo 2**64
NEWLINE, HYPHEN, POINT, COMMA = (ord(char) for char in "\n-.,")


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """Words of a batch of texts, end to end; the arrays but for `bounds` and `codes` are parallel."""

    codes: U32  # code points of the batch
    last: I64  # the word's last code point
    hashes: U32
    is_name: Flags  # capitalised within a sentence
    text_of: I64  # which text
    paragraph_of: I64  # which paragraph, counted over the batch
    bounds: I64  # text i holds hashes[bounds[i]:bounds[i + 1]]


def mix64(values: U64) -> U64:
    """Return the values scrambled so that near ones come out far apart (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def is_in(values: U64, ordered: U64) -> Flags:
    """Return which values stand in the sorted array."""
    if len(ordered) == 0:
        return np.zeros(len(values), np.bool_)
    at = np.searchsorted(ordered, values)
    at[at == len(ordered)] = 0
    result: Flags = ordered[at] == values
    return result


def _is_within(code: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Return whether the code point lies in one of the ranges."""
    return any(low <= code < high for low, high in ranges)


def _fold(code: int) -> tuple[int, int]:
    """Return the class of a code point and the code point it counts as."""
    char = chr(code)
    if char in APOSTROPHES or char in INVISIBLE or _is_within(code, DIACRITICS):
        return DROPPED, code
    category = unicodedata.category(char)
    if category[0] not in "LNM":
        return BREAK, code
    if _is_within(code, UNSPACED):
        return SYMBOL, code
    if category == "Nd":
        return DIGIT, ord("0") + unicodedata.digit(char)
    plain = unicodedata.normalize("NFKD", char)
    if not all(unicodedata.combining(mark) for mark in plain[1:]):
        plain = char  # a Hangul syllable, a ligature
    return LETTER, ord(plain[0].casefold()[0])


@functools.cache
def _tables() -> tuple[npt.NDArray[np.uint8], U64]:
    """Return the class and the scrambled folded value of every character of the basic plane."""
    classes = np.zeros(N_PLAIN, np.uint8)
    folded = np.zeros(N_PLAIN, np.uint64)
    for code in range(N_PLAIN):
        classes[code], folded[code] = _fold(code)
    return classes, mix64(folded + np.uint64(1))


@functools.cache
def _capitals() -> tuple[Flags, Flags]:
    """Return which characters of the basic plane are capitals, and which are stops."""
    chars = [chr(code) for code in range(N_PLAIN)]
    capitals = np.array([unicodedata.category(char) in ("Lu", "Lt") for char in chars])
    return capitals, np.isin(chars, list(STOPS))


def _find_names(codes: U32, at: I64, last: I64, text_of: I64, paragraph_of: I64) -> Flags:
    """Return which words (first and last characters given) are capitalised though they open no sentence.

    Of what stands between two words, the first and the last character tell whether a sentence ends there.
    """
    capitals, stops = _capitals()
    is_capital = capitals[np.minimum(codes[at], N_PLAIN - 1)]
    is_within = np.zeros(len(at), np.bool_)
    is_within[1:] = paragraph_of[1:] == paragraph_of[:-1]
    for beside in (last[:-1] + 1, at[1:] - 1):
        is_within[1:] &= ~stops[np.minimum(codes[beside], N_PLAIN - 1)]
    n_texts = int(text_of[-1]) + 1 if len(text_of) else 0
    n_capitals = np.bincount(text_of, weights=is_capital, minlength=n_texts)
    is_list = n_capitals > MOSTLY_NAMES * np.bincount(text_of, minlength=n_texts)
    result: Flags = is_capital & is_within & ~is_list[text_of]
    return result


@functools.cache
def _powers(n: int) -> tuple[U64, U64]:
    """Return the first n powers of the multiplier and of its inverse."""
    inverse = pow(MULTIPLIER, -1, 1 << 64)
    both = []
    for base in (MULTIPLIER, inverse):
        powers = np.full(n, base, np.uint64)
        powers[0] = 1
        both.append(np.cumprod(powers, dtype=np.uint64))
    return both[0], both[1]


def _classify(codes: U32) -> tuple[npt.NDArray[np.uint8], U64]:
    """Return the class and the scrambled folded value of each character."""
    classes, values = _tables()
    is_rare = codes >= N_PLAIN
    if not is_rare.any():
        return classes[codes], values[codes]
    plain = np.where(is_rare, 0, codes)
    of_class, of_value = classes[plain], values[plain]
    rare, which = np.unique(codes[is_rare], return_inverse=True)
    folds = np.array([_fold(int(code)) for code in rare], np.uint64).reshape(-1, 2)
    of_class[is_rare] = folds[:, 0].astype(np.uint8)[which]
    of_value[is_rare] = mix64(folds[:, 1] + np.uint64(1))[which]
    return of_class, of_value


def _mend_joints(codes: U32, classes: npt.NDArray[np.uint8]) -> None:
    """Make points and commas inside numbers, and hyphens at a line's end, part of the word around them. All ends in two NUL."""
    marks = np.flatnonzero((codes == POINT) | (codes == COMMA))
    inside = (classes[marks - 1] == DIGIT) & (classes[marks + 1] == DIGIT)
    classes[marks[inside]] = DROPPED
    ends = np.flatnonzero(codes == NEWLINE)
    cut = ends[
        (codes[ends - 1] == HYPHEN) & (classes[ends - 2] == LETTER) & (classes[ends + 1] == LETTER)
    ]
    classes[cut] = DROPPED
    classes[cut - 1] = DROPPED


def _is_figure(kind: npt.NDArray[np.uint8], firsts: I64, lasts: I64) -> Flags:
    """Return which words are figures: they begin with a digit and hold no more than two letters for each ("3bn")."""
    result: Flags = kind[firsts] == DIGIT
    numbered = np.flatnonzero(result)
    for i, first, last in zip(
        numbered.tolist(), firsts[numbered].tolist(), lasts[numbered].tolist(), strict=True
    ):
        if (
            last - first > 2
            and np.count_nonzero(kind[first : last + 1] == DIGIT) * 3 < last - first + 1
        ):
            result[i] = False
    return result


def split_words(texts: Sequence[str]) -> Words:
    """Return the words of the texts, in order; paragraphs are parted by blank lines."""
    lengths = np.array([len(text) for text in texts], np.int64)
    joined = "\0".join(texts) + "\0\0"  # NUL is a break: no word runs from text to text
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    text_starts = np.concatenate(([0], np.cumsum(lengths + 1)))
    classes, values = _classify(codes)
    _mend_joints(codes, classes)
    kept = np.flatnonzero(classes != DROPPED)
    kind = classes[kept]
    is_word = kind != BREAK
    is_start = is_word.copy()
    is_start[1:] &= ~is_word[:-1] | (kind[1:] == SYMBOL) | (kind[:-1] == SYMBOL)
    return _as_words(codes, values, kept, kind, is_word, is_start, text_starts)


def _as_words(
    codes: U32,
    values: U64,
    kept: I64,
    kind: npt.NDArray[np.uint8],
    is_word: Flags,
    is_start: Flags,
    text_starts: I64,
) -> Words:
    """Return the words that begin at these places of the kept characters."""
    firsts = np.flatnonzero(is_start)
    powers, inverses = _powers(1 << max(10, len(kept).bit_length()))
    terms = np.where(is_word, values[kept], np.uint64(0)) * powers[: len(kept)]
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    # Breaks count nothing, so a word may be taken to run up to the start of the next.
    ends = np.append(firsts[1:], len(kept)) if len(firsts) else firsts
    hashes = mix64((sums[ends] - sums[firsts]) * inverses[firsts])
    short = (hashes >> np.uint64(32)).astype(np.uint32) & np.uint32(0xFFFFFFFE)
    at = kept[firsts]
    gaps = np.flatnonzero((codes[:-1] == NEWLINE) & (codes[1:] == NEWLINE))
    cuts = np.union1d(gaps, text_starts[1:-1])
    text_of = np.searchsorted(text_starts, at, side="right") - 1
    is_last = is_word.copy()
    is_last[:-1] &= ~is_word[1:] | is_start[1:]
    lasts = np.flatnonzero(is_last)
    paragraph_of = np.searchsorted(cuts, at, side="right")
    return Words(
        codes=codes,
        last=kept[lasts],
        is_name=_find_names(codes, at, kept[lasts], text_of, paragraph_of),
        hashes=short | _is_figure(kind, firsts, lasts).astype(np.uint32),
        text_of=text_of,
        paragraph_of=paragraph_of,
        bounds=np.searchsorted(text_of, np.arange(len(text_starts))),
    )
