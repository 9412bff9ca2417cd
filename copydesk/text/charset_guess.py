"""Which one-byte encoding a short text is in, by the letters that its language writes: too little for counting bytes.

Every encoding of the list is tried; the letters that come out are held against the alphabets of the languages that use it.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

ALPHABETS_FILE = Path(__file__).with_name("charsets.toml")

MARKS = frozenset("“”„‘’‚–—…«»°§€£©®™·•\u00a0¿¡ºª´№‹›־،؟؛ـ")
"""Marks between words that any language may print."""
MARK_VALUE, MARK_WEIGHT, STRANGER, MISPLACED = 0.2, 0.3, -1.5, -1.5
"""What a mark counts, of how much of a letter: a letter in its place is the better reading; a letter of no such alphabet; a capital behind a small letter."""
COMMON, USUAL, RARE = 1.0, 0.7, 0.3  # a letter by its place in the order of frequency
N_COMMON, N_USUAL = 10, 20
MISUSE = re.compile(
    r"[^\W\d_](?<=[a-zа-яёіїєα-ωßà-ÿ])[A-ZÀ-ÞА-ЯЁІЇЄΑ-Ω]|(?<![\w’])’(?=[α-ωά-ώа-яёіїє])"
)
"""A capital behind a small letter; a closing quote before one, where a capital is to stand ("’ρης": Άρης)."""
LOW_QUOTE_WITHIN = re.compile(rb"[A-Za-z][\x82\x84][A-Za-z]")
"""What in Western text would be a low quote within a word is é or ä, as DOS wrote them."""
LEAST = 0.6
"""Of the mean value of a letter: texts of 33 languages in their own encodings lie above, in others' below."""
SAMPLE = 1 << 12
WESTERN = "cp1252"
USUAL_WESTERN = frozenset("éèêëàâäçöüïîôûñßáíóú")
MIN_LETTERS = 5
"""So many different letters speak for another encoding where each could be western: naïve and très are also "naďve", "trčs"."""
COMMON_WESTERN = frozenset("éäöüáóñßàúí")
"""One of them stands in every western text of some letters, but for Italian, whose own letters tell it."""
MIN_OF_NEEDED = 8
"""So many letters beyond ASCII of French hold an é: Latvian in its own encoding reads as ç, â and î without one."""
HIGH_WORD = re.compile(rb"(?<![A-Za-z])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
HIGH_BYTES = bytes(range(0x80, 0x100))
DENSE = 0.6
"""Between the densest Latin text tried (Czech .3) and the thinnest of another script (Russian with names in Latin .9)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters of one language and what each is worth, with the encodings that its texts come in."""

    language: str
    encodings: tuple[str, ...]
    worth: dict[str, float]
    is_own_script: bool = False  # no letter of its words is Latin
    needed: frozenset[str] = frozenset()  # one of them stands in every text of some letters


@dataclasses.dataclass(frozen=True, slots=True)
class Decoding:
    """What comes out under one encoding: the signs beyond ASCII with their number, and capitals behind small letters."""

    signs: Counter[str]
    n_misplaced: int


@functools.cache
def alphabets() -> tuple[Alphabet, ...]:
    """Return the alphabets in the order of the file: of equals the first is meant."""
    table: dict[str, dict[str, Any]] = tomllib.loads(ALPHABETS_FILE.read_text(encoding="utf-8"))
    found = []
    for group in table.values():
        for language, letters in group["letters"].items():
            is_ranked = bool(group.get("by_frequency"))
            worth = {
                letter: _worth(place) if is_ranked else float(group.get("worth", COMMON))
                for place, letter in reversed(list(enumerate(letters)))
            }
            needed = frozenset(group.get("needed", {}).get(language, ""))
            found.append(Alphabet(language, tuple(group["encodings"]), worth, is_ranked, needed))
    return tuple(found)


def _worth(place: int) -> float:
    return COMMON if place < N_COMMON else USUAL if place < N_USUAL else RARE


def guess_one_byte(raw: bytes) -> str | None:
    """Return the encoding whose letters fit a language best; None where none fits.

    >>> guess_one_byte("Škola byla zavřena na jedenáct dní kvůli požáru".encode("cp1250"))
    'cp1250'
    """
    head = raw[:SAMPLE]
    texts: dict[str, Decoding | None] = {}
    best: tuple[float, str] | None = None
    is_own_script = _density(head) > DENSE
    for alphabet in alphabets():
        if alphabet.is_own_script is not is_own_script:
            continue
        for encoding in alphabet.encodings:
            if encoding not in texts:
                texts[encoding] = _decoded(head, encoding)
            text = texts[encoding]
            value = LEAST - 1 if text is None else fitness(text, alphabet)
            if value >= LEAST and (best is None or value > best[0] + 1e-9):
                best = (value, encoding)
    if best is None:
        return None
    is_western = _is_plainly_western(texts.get(WESTERN)) and not LOW_QUOTE_WITHIN.search(head)
    return WESTERN if is_western else best[1]


def _is_plainly_western(text: Decoding | None) -> bool:
    """Return whether the few letters of a text are such as Western texts usually have, and none of the commonest is missing."""
    letters = {sign.lower() for sign in text.signs if sign not in MARKS} if text else set[str]()
    if text is None or len(letters) >= MIN_LETTERS or not letters <= USUAL_WESTERN:
        return False
    return not _lacks(text, COMMON_WESTERN)


def _density(head: bytes) -> float:
    """Return the share of signs beyond ASCII in the words that have any: Latin words have one or two, others nothing else."""
    words = HIGH_WORD.findall(head)
    n_high = sum(len(word) - len(word.translate(None, HIGH_BYTES)) for word in words)
    return n_high / max(sum(map(len, words)), 1)


def fitness(reading: Decoding, alphabet: Alphabet) -> float:
    """Return the mean worth of the signs beyond ASCII of a text in an alphabet."""
    if alphabet.needed and _lacks(reading, alphabet.needed):
        return STRANGER
    total, weight = MISPLACED * reading.n_misplaced, 0.0
    for sign, n in reading.signs.items():
        is_mark = sign in MARKS
        total += n * (MARK_VALUE if is_mark else _value(sign, alphabet))
        weight += n * (MARK_WEIGHT if is_mark else 1.0)
    return total / weight if weight else 0.0


def _lacks(reading: Decoding, needed: frozenset[str]) -> bool:
    """Return whether a text has letters enough and none of those that no text of its language does without."""
    letters = [sign for sign in reading.signs if sign not in MARKS]
    return sum(reading.signs[sign] for sign in letters) >= MIN_OF_NEEDED and not any(
        sign.lower() in needed for sign in letters
    )


def _value(sign: str, alphabet: Alphabet) -> float:
    small = sign.lower()
    value = alphabet.worth.get(small, STRANGER)
    return value if sign == small else min(value, USUAL)


def _decoded(raw: bytes, encoding: str) -> Decoding | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    if re.search("[\x80-\x9f]", text):
        return None
    return Decoding(Counter(sign for sign in text if sign > "\x7f"), len(MISUSE.findall(text)))
