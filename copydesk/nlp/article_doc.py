"""Cut the sections of an article into the tokens a model sees, with the places where a sentence must or can't begin.

No whitespace is a token: paragraphs, not blanks, tell the model where it stands. Offsets stay those of the section.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Mapping, Sequence

from copydesk.language import SECTIONS
from schemas.mentions import Section

PARAGRAPH = re.compile(r"(?:(?!\n[^\S\n]*\n).)+", re.DOTALL)
"""A stretch without a blank line."""

ABBREVIATIONS = frozenset(
    [
        "Mr.",
        "Mrs.",
        "Ms.",
        "Messrs.",
        "Dr.",
        "Drs.",
        "Prof.",
        "Gov.",
        "Govs.",
        "Gen.",
        "Lt.",
        "Lieut.",
        "Maj.",
        "Col.",
        "Capt.",
        "Sgt.",
        "Cpl.",
        "Pvt.",
        "Cmdr.",
        "Adm.",
        "Brig.",
        "Sen.",
        "Sens.",
        "Rep.",
        "Reps.",
        "Rev.",
        "Hon.",
        "Pres.",
        "Supt.",
        "Insp.",
        "Det.",
        "Amb.",
        "Atty.",
        "St.",
        "Ste.",
        "Mt.",
        "Ft.",
        "Nos.",
        "vs.",
        "v.",
        "cf.",
        "ca.",
        "approx.",
        "e.g.",
        "i.e.",
        "Fr.",
        "Msgr.",
        "Vol.",
        "Fig.",
        "Figs.",
        "pp.",
        "Jan.",
        "Feb.",
        "Mar.",
        "Apr.",
        "Jun.",
        "Jul.",
        "Aug.",
        "Sept.",
        "Sep.",
        "Oct.",
        "Nov.",
        "Dec.",
    ]
)
"""One token each, and after them a sentence goes on."""

SINGLE_INITIAL = re.compile(r"[A-Z]\.")
TERMINAL_MARKS = ".?!…"
CLOSERS = frozenset({"”", "''", ")", "]", "»"})
OPENERS = frozenset({'"', "“", "‘", "``", "(", "[", "«"})
CONTINUERS = frozenset({",", ";", ":", "%", "'s", "’s"})
OPENING_WORDS = frozenset(
    [
        "The",
        "He",
        "She",
        "It",
        "They",
        "We",
        "But",
        "This",
        "These",
        "There",
        "His",
        "Her",
        "Their",
        "However",
        "Meanwhile",
        "Although",
        "While",
        "When",
        "After",
    ]
)
"""After "U.S." or "Inc." one of these begins a sentence: within one it would have a small letter."""
BULLETS = frozenset({"•", "*", "·", "–", "—", "-", "|", "■", "●"})

Tokenise = Callable[[str], Sequence[tuple[int, int]]]
"""Text to (start, end) pairs, in order, none of them blank."""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One token of an article, before analysis. `begins`: True must, False can't, None may begin a sentence."""

    section: Section
    start: int
    end: int
    text: str
    begins: bool | None


def cut_pieces(texts: Mapping[Section, str], tokenise: Tokenise) -> list[Piece]:
    """Return the tokens of all sections, in order."""
    pieces: list[Piece] = []
    for section in SECTIONS:
        text = texts.get(section) or ""
        if section == "body":
            for found in PARAGRAPH.finditer(text):
                pieces += cut_paragraph(section, text, found.start(), found.end(), tokenise)
        else:
            pieces += cut_paragraph(section, text, 0, len(text), tokenise)
    return pieces


def cut_paragraph(
    section: Section, text: str, start: int, end: int, tokenise: Tokenise
) -> list[Piece]:
    """Return the tokens of one paragraph; a headline is one sentence whatever it holds."""
    spans = [(start + a, start + b) for a, b in tokenise(text[start:end])]
    words = [text[a:b] for a, b in spans]
    breaks = ["\n" in text[a:b] for (_, a), (b, _) in itertools.pairwise(spans)]
    begins = sentence_hints(words, [True, *breaks])
    if section == "title":
        begins = [i == 0 for i in range(len(words))]
    return [
        Piece(section, a, b, word, hint)
        for (a, b), word, hint in zip(spans, words, begins, strict=True)
    ]


def sentence_hints(words: Sequence[str], follows_break: Sequence[bool]) -> list[bool | None]:
    """Return for each token of a paragraph whether a sentence must, can't or may begin there.

    News ends its sentences with a mark: within a line nothing else ends one, and a model is asked only where
    the mark leaves a doubt.
    """
    hints: list[bool | None] = []
    is_quoting = is_opener = False
    mark = ""  # the last token that neither opens nor closes anything
    for i, word in enumerate(words):
        is_closer = is_closing(word, is_quoting)
        if i == 0:
            hints.append(True)
        elif (
            is_closer
            or is_opener
            or is_terminal(word)
            or word in CONTINUERS
            or is_numbered(words, i)
        ):
            hints.append(False)
        else:
            hints.append(hint_after(mark, words[i - 1], word, follows_break[i]))
        is_opener = not is_closer and word in OPENERS
        is_quoting ^= word == '"'
        mark = mark if is_closer or is_opener else word
    return hints


def is_terminal(word: str) -> bool:
    """Tell whether a token is a mark, or a run of marks, that ends a sentence."""
    return word != "" and not word.strip(TERMINAL_MARKS)


def is_numbered(words: Sequence[str], i: int) -> bool:
    """Tell whether a token is the number after "No."."""
    return words[i][:1].isdigit() and list(words[max(0, i - 2) : i]) == ["No", "."]


def is_closing(word: str, is_quoting: bool) -> bool:
    """Tell whether a token closes a quotation or bracket and so stays with the sentence before."""
    return is_quoting if word == '"' else word in CLOSERS


def hint_after(mark: str, before: str, word: str, follows_break: bool) -> bool | None:
    """Return the hint for a token after `before`; `mark` is that token, or the one its closing quotes follow."""
    if word[:1].islower():
        return None if is_terminal(mark) and mark == before else False
    if mark == "." or (mark.endswith(".") and mark not in ABBREVIATIONS and word in OPENING_WORDS):
        return True
    if is_terminal(mark):
        return True if follows_break else None
    if follows_break or before in BULLETS:
        return None
    is_abbreviation = mark in ABBREVIATIONS or SINGLE_INITIAL.fullmatch(mark) is not None
    return None if mark.endswith(".") and not is_abbreviation else False
