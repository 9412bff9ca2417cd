"""Tables of patterns that are asked of every line of every text: which of them can match at all is told first, cheaply.

Of each pattern is worked out, once, with which signs a match can begin and which words one must hold. A line that
begins otherwise, or holds none of the words, isn't tried. The answer is the same; nine lines in ten cost no pattern.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import itertools
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from copydesk.text.pattern_parts import op, parse

LEAST_WORTH = 3  # what stands in too many lines spares no search
MOST_WORDS = 80  # of one pattern: looking for more costs as much as the pattern
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
COMMON_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 .,'-")
RARE_SIGN_WORTH = 3  # letters: "©" or "@" tell as much as a word

OPENING = 2  # letters by which the ways of a pattern are told apart
SHOWN = OPENING + 1  # signs of a text: two may fold to one
MOST_WAYS = 200  # of one pattern
MOST_STARTS = 4096  # first signs of lines for which it is kept what can match

Signs = tuple[Any, ...]
"""Members of a class of signs, as the parser of `re` yields them."""
LONGEST_KEPT = 700
"""Of lines whose folded writing is kept: several tables ask for it, one after another."""


def fold(text: str) -> str:
    """Return a text such that what matches without regard to case is the same in it.

    >>> fold("İSTANBUL ſtraße") == fold("istanbul STRASSE")
    True
    """
    return _kept_fold(text) if len(text) <= LONGEST_KEPT else _fold(text)


def _fold(text: str) -> str:
    plain = text.casefold()
    return plain if plain.isascii() else plain.replace("ı", "i").replace("i\u0307", "i")


_kept_fold = functools.lru_cache(maxsize=256)(_fold)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One way in which a pattern can begin: its number, how long its matches are, the first signs and the words of this way."""

    number: int
    least: int
    most: int
    opening: str  # folded; a match begins with it
    first: Beginning | None
    words: tuple[str, ...]
    longest: float  # text that the pattern is asked of


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """Rows that are tried of a text: those that need no word, others, and words one of which any of these needs."""

    wordless: tuple[Row, ...]
    others: tuple[Row, ...]
    words: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Tried:
        """Return the rows as they are tried."""
        rows = tuple(rows)
        wordless = tuple(row for row in rows if not row.words)
        return cls(wordless, tuple(row for row in rows if row.words), fewest_words(rows))

    def rows_for(self, folded: str) -> Sequence[Row]:
        """Return the rows that may match a folded text."""
        if not any(map(folded.__contains__, self.words)):
            return self.wordless
        held = [row for row in self.others if any(map(folded.__contains__, row.words))]
        return [*self.wordless, *held]


def fewest_words(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return words one of which a text holds that holds a word of some row: "photo" stands for "ap photo", too."""
    words: list[str] = []
    for word in sorted({word for row in rows for word in row.words}, key=len):
        if not any(map(word.__contains__, words)):
            words.append(word)
    return tuple(sorted(words))


class PatternTable:
    """Patterns, and for each the ways in which a match can begin, how long it is, and words one of which it holds then.

    `longest` says of each pattern how long a text it is asked of; without it, any.
    """

    def __init__(self, patterns: Sequence[str], longest: Sequence[int] | None = None) -> None:
        bounds: Sequence[float] = longest or [float("inf")] * len(patterns)
        parsed = [parse(pattern, re.IGNORECASE) for pattern in patterns]
        self.words = [needed_words(tree) for tree in parsed]
        self.rows = [
            Row(
                number,
                least,
                most,
                opening_of(way),
                Beginning.of(first_signs(way)),
                words,
                bounds[number],
            )
            for number, tree in enumerate(parsed)
            for least, most in (tree.getwidth(),)
            for way in ways_of(tree)
            for words in (_better(self.words[number], needed_words(way)),)
        ]
        self._open = [row for row in self.rows if not row.opening]
        self._firsts = tuple(dict.fromkeys(row.first for row in self._open if row.first))
        self._by_letter: dict[str, list[Row]] = {}
        for row in self.rows:
            if row.opening:
                self._by_letter.setdefault(row.opening[0], []).append(row)
        self._bounds = sorted({bound for bound in bounds if bound < float("inf")})
        self._starts: list[dict[str, dict[str, Tried]]] = [{} for _ in [*self._bounds, None]]
        self._shared: dict[tuple[int, tuple[bool, ...], frozenset[str]], dict[str, Tried]] = {}
        self.starting_with = functools.lru_cache(maxsize=MOST_STARTS)(self._starting_with)

    def _starting_with(self, signs: str, size: int) -> Tried:
        """Return what can match a text of a size with these first signs."""
        sign = signs[:1]
        known = self._starts[size].get(sign)
        if known is None:
            known = self._starts[size][sign] = self._by_opening(sign, size)
        return known.get(_fold(signs)[:OPENING]) or known[""]

    def _by_opening(self, sign: str, size: int) -> dict[str, Tried]:
        """Return what can match a text of a size that begins with a sign, by the opening that it needs; "" stands for any other."""
        writings = {sign, sign.lower(), sign.upper(), fold(sign)[:1]}
        folded = {fold(writing)[:1] for writing in writings}
        fitting = tuple(first.can_be(sign, writings, folded) for first in self._firsts)
        letters = frozenset(letter for letter in folded if letter in self._by_letter)
        # Thousands of signs begin the same few patterns: each of a Chinese dump would take room for all of them.
        key = (size, fitting, letters)
        if key not in self._shared:
            self._shared[key] = self._openings_of(size, fitting, letters)
        return self._shared[key]

    def _openings_of(
        self, size: int, fitting: tuple[bool, ...], letters: frozenset[str]
    ) -> dict[str, Tried]:
        """Return what can match a text of a size that begins with certain letters, or as some of `_firsts` do."""
        beginnings = {None, *itertools.compress(self._firsts, fitting)}
        rows = [row for row in self._open if row.first in beginnings]
        for letter in sorted(letters):
            rows += self._by_letter[letter]
        shortest = self._bounds[size] if size < len(self._bounds) else float("inf")
        rows = [row for row in rows if row.longest >= shortest]
        return {
            opening: Tried.of(
                row for row in rows if len(row.opening) < OPENING or row.opening == opening
            )
            for opening in {"", *(row.opening for row in rows if len(row.opening) == OPENING)}
        }

    def candidates(self, text: str, loose: tuple[int, int] = (0, 0)) -> Collection[int]:
        """Return the numbers of the patterns that may match a whole text, in order.

        Up to `loose` signs that are no letters may stand before and behind what matches.
        """
        before, behind = loose
        length = len(text)
        size = bisect.bisect_left(self._bounds, length)
        folded = fold(text)
        rows = self.starting_with(text[:SHOWN], size).rows_for(folded)
        if before and not _is_word(text[:1]):
            for at in range(1, before + 1):
                tried = self.starting_with(text[at : at + SHOWN], size)
                rows = [*rows, *tried.rows_for(folded)]
                if _is_word(text[at : at + 1]):
                    break
        if not rows:
            return ()
        at_least = length - before - behind
        return sorted({r.number for r in rows if r.least <= length and r.most >= at_least})


class Sign:
    """A pattern that may stand anywhere in a text, searched where a word stands that each of its matches holds."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        self.words = needed_words(parse(pattern, re.IGNORECASE)) or ("",)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from a place on, or None."""
        return self.pattern.search(text, start) if self.may_stand_in(fold(text[start:])) else None

    def may_stand_in(self, folded: str) -> bool:
        """Return whether a text, folded, holds a word that each match holds."""
        return any(map(folded.__contains__, self.words))


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

    def can_be(self, sign: str, writings: set[str], folded: set[str]) -> bool:
        """Return whether a sign, or one of its other writings (`folded`: so written), may be the first of a match."""
        if not folded.isdisjoint(self.signs):
            return True
        return any(_is_among(sign, writings, member) for member in self.classes)


def _is_among(sign: str, writings: set[str], member: Any) -> bool:
    """Return whether a sign may be what one member of a class of signs says."""
    kind, value = member
    if kind is op.RANGE:
        is_inside = any(len(w) == 1 and value[0] <= ord(w) <= value[1] for w in writings)
        return is_inside or sign in "ıİſK"
    return not (kind is op.CATEGORY and value is op.CATEGORY_DIGIT and not sign.isdecimal())


def ways_of(tree: Any) -> list[list[Any]]:
    """Return the ways in which a pattern can begin, each as the parts of a pattern of its own.

    >>> [opening_of(way) for way in ways_of(parse('(?:watch|read)s?', re.IGNORECASE))]
    ['wa', 're']
    """
    whole = list(tree)
    ways = _ways(whole, OPENING)
    return ways if len(ways) <= MOST_WAYS else [whole]


def _ways(parts: list[Any], n_signs: int) -> list[list[Any]]:
    """Return the ways in which parts of a pattern can begin, told apart up to a number of plain signs."""
    if not parts or not n_signs:
        return [parts]
    (kind, value), rest = parts[0], parts[1:]
    if kind is op.LITERAL:
        return [[parts[0], *way] for way in _ways(rest, n_signs - 1)]
    if kind is op.SUBPATTERN and not value[1] and not value[2]:
        return _ways([*value[-1], *rest], n_signs)
    branches: list[Any] = []
    if kind is op.BRANCH:
        branches = value[1]
    elif kind in REPEATS and tuple(value[:2]) == (0, 1):
        branches = [value[2], []]
    ways = (_ways([*branch, *rest], n_signs) for branch in branches)
    return list(itertools.chain.from_iterable(ways)) or [parts]


def opening_of(parts: Any) -> str:
    """Return the plain signs with which every match of some parts of a pattern begins, folded."""
    opening = ""
    for kind, value in parts[:OPENING]:
        if kind is not op.LITERAL:
            break
        opening += chr(value)
    return fold(opening)[:OPENING]


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
        return _all_or_none(list(map(first_signs, value[1]))), False
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
        if (
            kind in REPEATS
            and value[0] == value[1]
            and [part for part, _ in value[2]] == [op.LITERAL]
        ):
            run += value[0] * chr(value[2][0][1])  # "..." written as \.{3}
            continue
        best, run = _better(best, (fold(run),)), ""
        best = _better(best, _words_of(kind, value))
    return best


def _all_or_none(branches: Sequence[Signs | None]) -> Signs | None:
    """Return the signs of all branches together; None where those of one are not known."""
    known = [signs for signs in branches if signs is not None]
    return tuple(itertools.chain.from_iterable(known)) if len(known) == len(branches) else None


def _words_of(kind: Any, value: Any) -> tuple[str, ...]:
    """Return words one of which one part of a pattern needs."""
    if kind is op.SUBPATTERN:
        return needed_words(value[-1])
    if kind is op.ASSERT:
        return needed_words(value[1]) if value[0] > 0 else ()
    if kind in REPEATS and value[0] > 0:
        return needed_words(value[2])
    if kind is op.BRANCH:
        branches = list(map(needed_words, value[1]))
        if all(branches):
            return tuple(dict.fromkeys(itertools.chain.from_iterable(branches)))
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
