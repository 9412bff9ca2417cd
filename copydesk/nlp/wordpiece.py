"""Words to the pieces of an uncased WordPiece vocabulary, as BERT and MiniLM read them."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable

UNKNOWN, OPEN, CLOSE = "[UNK]", "[CLS]", "[SEP]"
MAX_LETTERS = 100
"""Longer runs are unknown, as in the vocabulary's own tokeniser."""

MAX_PIECES = 12
"""Pieces kept of one word: an address or a run of marks tells nothing more after them."""

Split = Callable[[str], tuple[int, ...]]


def bare_letters(word: str) -> str:
    """Return a word in small letters without accents and control characters.

    >>> bare_letters("Müller")
    'muller'
    """
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in parts if unicodedata.category(c) not in {"Mn", "Cc", "Cf"})


def is_mark(letter: str) -> bool:
    """Tell whether a letter stands alone: punctuation, ASCII symbols, Chinese characters."""
    code = ord(letter)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    is_chinese = 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF
    return is_chinese or unicodedata.category(letter).startswith("P")


def runs(word: str) -> list[str]:
    """Return the parts of a word between marks, each mark a part of its own.

    >>> runs("al-arab")
    ['al', '-', 'arab']
    """
    parts: list[str] = []
    is_open = False
    for letter in word:
        if letter.isspace():
            is_open = False
        elif is_mark(letter):
            parts.append(letter)
            is_open = False
        elif is_open:
            parts[-1] += letter
        else:
            parts.append(letter)
            is_open = True
    return parts


def pieces_of_run(run: str, vocabulary: dict[str, int]) -> list[int]:
    """Return the longest pieces that make up a run, from the left; one unknown when there are none."""
    found: list[int] = []
    start = 0
    while start < len(run) and len(run) <= MAX_LETTERS:
        for end in range(len(run), start, -1):
            piece = vocabulary.get(run[start:end] if start == 0 else "##" + run[start:end])
            if piece is not None:
                found.append(piece)
                start = end
                break
        else:
            break
    return found if found and start == len(run) else [vocabulary[UNKNOWN]]


def splitter(vocabulary: dict[str, int]) -> Split:
    """Return the function from a word to its pieces: at least one, at most `MAX_PIECES`."""

    @functools.lru_cache(maxsize=50_000)
    def split(word: str) -> tuple[int, ...]:
        found = [p for run in runs(bare_letters(word)) for p in pieces_of_run(run, vocabulary)]
        return tuple(found[:MAX_PIECES]) or (vocabulary[UNKNOWN],)

    return split


def read_vocabulary(lines: list[str]) -> dict[str, int]:
    """Return the number of each piece: its line."""
    return {piece: number for number, piece in enumerate(lines)}
