"""Tables of patterns that are asked of every line of every text: which of them can match at all is told first, cheaply.

Of each pattern is worked out, once, with which signs a match can begin and which words one must hold. A line that
begins otherwise, or holds none of the words, isn't tried. The answer is the same; nine lines in ten cost no pattern.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

LEAST_WORTH = 3  # what stands in too many lines spares no search
MOST_WORDS = 60  # of one pattern: looking for more costs as much as the pattern
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
COMMON_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 .,'-")
RARE_SIGN_WORTH = 3  # letters: "©" or "@" tell as much as a word

Signs = tuple[Any, ...]
"""Members of a class of signs, as the parser of `re` yields them."""
Row = tuple[int, int, int, tuple[str, ...]]


def fold(text: str) -> str:
    """Return a text such that what matches without regard to case is the same in it.

    >>> fold("İSTANBUL ſtraße") == fold("istanbul STRASSE")
    True
    """
    plain = text.casefold()
    return plain if plain.isascii() else plain.replace("ı", "i").replace("i\u0307", "i")


class PatternTable:
    """Patterns, and for each how long a match is, with which signs it begins, and words one of which it holds."""

    def __init__(self, patterns: Sequence[str]) -> None:
        parsed = [_parser.parse(pattern, re.IGNORECASE) for pattern in patterns]
        self.widths: list[tuple[int, int]] = [tree.getwidth() for tree in parsed]
        self.firsts = [Beginning.of(first_signs(tree)) for tree in parsed]
        self.words = [needed_words(tree) for tree in parsed]
        self._starts: dict[str, list[Row]] = {}

    def starting_with(self, sign: str) -> list[Row]:
        """Return number, least and greatest length, and words of the patterns that can match what begins with a sign."""
        found = self._starts.get(sign)
        if found is None:
            writings = {sign, sign.lower(), sign.upper(), fold(sign)[:1]}
            found = self._starts[sign] = [
                (number, *self.widths[number], self.words[number])
                for number, first in enumerate(self.firsts)
                if first is None or first.can_be(sign, writings)
            ]
        return found

    def candidates(self, text: str, folded: str, loose: tuple[int, int] = (0, 0)) -> Iterator[int]:
        """Yield the numbers of the patterns that may match a whole text, in order.

        `folded` is `fold(text)`; up to `loose` signs that are no letters may stand before and behind what matches.
        """
        before, behind = loose
        chosen = self.starting_with(text[:1])
        if before and not _is_word(text[:1]):
            places = [0]
            while len(places) <= before and not _is_word(text[places[-1] : places[-1] + 1]):
                places.append(places[-1] + 1)
            rows = {row[0]: row for at in places for row in self.starting_with(text[at : at + 1])}
            chosen = [rows[number] for number in sorted(rows)]
        length, at_least = len(text), len(text) - before - behind
        for number, least, most, words in chosen:
            if length < least or most < at_least:
                continue
            if not words:
                yield number
            for word in words:
                if word in folded:
                    yield number
                    break


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in ("_", "")


@dataclasses.dataclass(frozen=True, slots=True)
class Beginning:
    """With which signs a match can begin: single ones, folded, and classes of them."""

    signs: frozenset[str]
    classes: Signs

    @classmethod
    def of(cls, members: Signs | None) -> Beginning | None:
        """Return the beginning that members of classes of signs allow; None where any sign can be the first."""
        if members is None:
            return None
        single = frozenset(fold(chr(value))[:1] for kind, value in members if kind is op.LITERAL)
        return cls(single, tuple(member for member in members if member[0] is not op.LITERAL))

    def can_be(self, sign: str, writings: set[str]) -> bool:
        """Return whether a sign, or one of its other writings, may be the first of a match."""
        if any(fold(writing)[:1] in self.signs for writing in writings):
            return True
        return any(_is_among(sign, writings, member) for member in self.classes)


def _is_among(sign: str, writings: set[str], member: Any) -> bool:
    """Return whether a sign may be what one member of a class of signs says."""
    kind, value = member
    if kind is op.RANGE:
        is_inside = any(len(w) == 1 and value[0] <= ord(w) <= value[1] for w in writings)
        return is_inside or sign in "ıİſK"
    return not (kind is op.CATEGORY and value is op.CATEGORY_DIGIT and not sign.isdecimal())


def first_signs(tree: Any) -> Signs | None:
    """Return the signs with which a match can begin; None where it can with any, or be empty."""
    found: list[Any] = []
    for kind, value in tree:
        signs, may_be_empty = _first_of(kind, value)
        if signs is None:
            return None
        found += signs
        if not may_be_empty:
            return tuple(found)
    return None


def _first_of(kind: Any, value: Any) -> tuple[Signs | None, bool]:
    """Return the signs with which one part of a pattern begins, and whether it may be left out."""
    if kind is op.LITERAL:
        return ((kind, value),), False
    if kind is op.AT:
        return (), True
    if kind is op.IN and all(inner is not op.NEGATE for inner, _ in value):
        return tuple(value), False
    if kind is op.SUBPATTERN:
        return first_signs(value[-1]), False
    if kind is op.BRANCH:
        branches = [first_signs(branch) for branch in value[1]]
        known = [sign for signs in branches if signs is not None for sign in signs]
        return (None if None in branches else tuple(known)), False
    if kind in REPEATS:
        least, _, inner = value
        return first_signs(inner), least == 0
    return None, False


def needed_words(tree: Any) -> tuple[str, ...]:
    """Return words, folded, one of which stands in every match; none where no such words are known."""
    best: tuple[str, ...] = ()
    run = ""
    for kind, value in [*tree, (None, None)]:
        if kind is op.LITERAL:
            run += chr(value)
            continue
        best, run = _better(best, (fold(run),)), ""
        best = _better(best, _words_of(kind, value))
    return best


def _words_of(kind: Any, value: Any) -> tuple[str, ...]:
    """Return words one of which one part of a pattern needs."""
    if kind is op.SUBPATTERN:
        return needed_words(value[-1])
    if kind is op.ASSERT:
        return needed_words(value[1]) if value[0] > 0 else ()
    if kind in REPEATS and value[0] > 0:
        return needed_words(value[2])
    if kind is op.BRANCH:
        branches = [needed_words(branch) for branch in value[1]]
        if all(branches):
            return tuple(dict.fromkeys(word for words in branches for word in words))
    return ()


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return that choice of words which spares more searches: whose commonest word is rarer."""
    worth = min(map(_worth, other), default=0)
    if worth < LEAST_WORTH or len(other) > MOST_WORDS:
        return one
    return other if worth > min(map(_worth, one), default=0) else one


def _worth(word: str) -> int:
    """Return about how rare a stretch of text is: its letters, signs that few texts hold counted more."""
    return sum(1 if sign in COMMON_SIGNS else RARE_SIGN_WORTH for sign in word)
