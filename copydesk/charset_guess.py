"""Which one-byte encoding a short text is in, by the letters that its language writes: too little for counting bytes.

Every encoding of the list is tried; the letters that come out are held against the alphabets of the languages that use it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from pathlib import Path
from typing import Any

ALPHABETS_FILE = Path(__file__).with_name("charsets.toml")

MARKS = frozenset("“”„‘’‚–—…«»°§€£©®™·•\u00a0¿¡ºª´№‹›־،؟؛ـ")
"""Marks between words that any language may print."""
MARK_VALUE, MARK_WEIGHT, STRANGER, MISPLACED = 0.2, 0.3, -1.5, -1.5
"""What a mark counts, of how much of a letter: a letter in its place is the better reading; a letter of no such alphabet; a capital behind a small letter."""
COMMON, USUAL, RARE = 1.0, 0.7, 0.3  # a letter by its place in the order of frequency
N_COMMON, N_USUAL = 10, 20
MISUSE = re.compile(r"[^\W\d_](?<=[a-zа-яёіїєα-ωßà-ÿ])[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω]")
LEAST = 0.6
"""Of the mean value of a letter: texts of 33 languages in their own encodings lie above, in others' below."""
SAMPLE = 1 << 12


@dataclasses.dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters of one language and what each is worth, with the encodings that its texts come in."""

    language: str
    encodings: tuple[str, ...]
    worth: dict[str, float]


@functools.cache
def alphabets() -> tuple[Alphabet, ...]:
    """Return the alphabets in the order of the file: of equals the first is meant."""
    table: dict[str, dict[str, Any]] = tomllib.loads(ALPHABETS_FILE.read_text(encoding="utf-8"))
    found = []
    for group in table.values():
        for language, letters in group["letters"].items():
            is_ranked = bool(group.get("by_frequency"))
            worth = {
                letter: _worth(place) if is_ranked else COMMON
                for place, letter in reversed(list(enumerate(letters)))
            }
            found.append(Alphabet(language, tuple(group["encodings"]), worth))
    return tuple(found)


def _worth(place: int) -> float:
    return COMMON if place < N_COMMON else USUAL if place < N_USUAL else RARE


def guess_one_byte(raw: bytes) -> str | None:
    """Return the encoding whose letters fit a language best; None where none fits.

    >>> guess_one_byte("zamknięty na jedenaście dni".encode("cp1250"))
    'cp1250'
    """
    head = raw[:SAMPLE]
    texts: dict[str, str | None] = {}
    best: tuple[float, str] | None = None
    for alphabet in alphabets():
        for encoding in alphabet.encodings:
            if encoding not in texts:
                texts[encoding] = _decoded(head, encoding)
            text = texts[encoding]
            value = LEAST - 1 if text is None else fitness(text, alphabet)
            if value >= LEAST and (best is None or value > best[0] + 1e-9):
                best = (value, encoding)
    return best[1] if best else None


def fitness(text: str, alphabet: Alphabet) -> float:
    """Return the mean worth of the signs beyond ASCII of a text in an alphabet."""
    signs = [sign for sign in text if sign > "\x7f"]
    if not signs:
        return 0.0
    total = sum(MARK_VALUE if sign in MARKS else _value(sign, alphabet) for sign in signs)
    total += MISPLACED * len(MISUSE.findall(text))
    n_marks = sum(sign in MARKS for sign in signs)
    return total / (len(signs) - n_marks + MARK_WEIGHT * n_marks)


def _value(sign: str, alphabet: Alphabet) -> float:
    small = sign.lower()
    value = alphabet.worth.get(small, STRANGER)
    return value if sign == small else min(value, USUAL)


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if re.search("[\x80-\x9f]", text) else text
