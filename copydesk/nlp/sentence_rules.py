"""Where a sentence must, can't or may begin within a paragraph, from marks alone; a model decides what is left open."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib import resources

Hint = bool | None
"""True: a sentence begins here. False: none does. None: ask a model."""

RULES: dict[str, frozenset[str]] = {
    name: frozenset(words.split())
    for name, words in tomllib.loads(
        resources.files("copydesk.nlp").joinpath("sentences.toml").read_text(encoding="utf-8")
    ).items()
}
ABBREVIATIONS = RULES["abbreviations"]
OPENING_WORDS = RULES["opening_words"]
CONTINUERS = RULES["continuers"]
CLOSERS = RULES["closers"]
OPENERS = RULES["openers"]
MAY_OPEN = OPENERS | {'"'}
BULLETS = RULES["bullets"]

SINGLE_INITIAL = re.compile(r"[A-Z]\.")
LONE_CAPITAL = re.compile(r"[A-HJ-Z]")  # "I" ends sentences too
TERMINAL_MARKS = ".?!…"


def sentence_hints(words: Sequence[str], gaps: Sequence[str]) -> list[Hint]:
    """Return a hint for each token of a paragraph; `gaps[i]` is the blank text before token i.

    News ends its sentences with a mark: within a line nothing else ends one, and a model is asked only where
    the mark leaves a doubt.

    >>> sentence_hints(["“", "No", ".", "”", "He", "left"], ["", "", "", "", " ", " "])
    [True, False, False, False, True, False]
    """
    hints: list[Hint] = []
    is_quoting = is_opener = False
    mark = ""  # the last token that neither opens nor closes anything
    for i, word in enumerate(words):
        is_closer = closes_quote(gaps, i, is_quoting) if word == '"' else word in CLOSERS
        if i == 0:
            hints.append(True)
        elif is_closer or is_opener or goes_on(words, i):
            hints.append(False)
        else:
            hints.append(hint_after(mark, words[i - 1], word, "\n" in gaps[i]))
        is_opener = not is_closer and word in MAY_OPEN
        is_quoting = is_opener if word == '"' else is_quoting
        mark = mark if is_closer or is_opener else word
    return hints


def closes_quote(gaps: Sequence[str], i: int, is_quoting: bool) -> bool:
    """Tell whether a straight quote closes: by the side it is glued to, else by what is open."""
    is_glued_left = i > 0 and not gaps[i]
    is_glued_right = i + 1 < len(gaps) and not gaps[i + 1]
    return is_quoting if is_glued_left == is_glued_right else is_glued_left


def is_terminal(word: str) -> bool:
    """Tell whether a token is a mark, or a run of marks, that ends a sentence."""
    return word != "" and not word.strip(TERMINAL_MARKS)


def goes_on(words: Sequence[str], i: int) -> bool:
    """Tell whether a token goes on with the sentence before, whatever it follows."""
    return is_terminal(words[i]) or words[i] in CONTINUERS or is_spaced_abbreviation(words, i)


def is_spaced_abbreviation(words: Sequence[str], i: int) -> bool:
    """Tell whether a token follows an abbreviation whose dot is a token of its own: "Rev . Lund", "No. 5"."""
    if i < 2 or words[i - 1] != ".":
        return False
    if words[i][:1].isdigit() and words[i - 2] in {"No", "Nos"}:
        return True
    return words[i - 2] + "." in ABBREVIATIONS or LONE_CAPITAL.fullmatch(words[i - 2]) is not None


def hint_after(mark: str, before: str, word: str, follows_break: bool) -> Hint:
    """Return the hint for a token after `before`; `mark` is that token, or the one its closing quotes follow."""
    if word[:1].islower():
        return None if is_terminal(mark) and mark == before else False
    if is_end_before(mark, word):
        return True
    if is_terminal(mark):
        return True if follows_break else None
    return None if follows_break or before in BULLETS or may_end(mark) else False


def is_end_before(mark: str, word: str) -> bool:
    """Return whether a point ends a sentence: by itself, or of a word that is no abbreviation before one that opens sentences."""
    is_sure = mark.endswith(".") and mark not in ABBREVIATIONS and word in OPENING_WORDS
    return mark == "." or is_sure


def may_end(word: str) -> bool:
    """Return whether the point of a word may end a sentence: of no known abbreviation, nor of an initial."""
    is_abbreviation = word in ABBREVIATIONS or SINGLE_INITIAL.fullmatch(word) is not None
    return word.endswith(".") and not is_abbreviation
