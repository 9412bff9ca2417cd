"""Cut the sections of an article into the tokens a model sees, with the places where a sentence must or can't begin.

No whitespace is a token: paragraphs, not blanks, tell the model where it stands. Offsets stay those of the section.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence

from copydesk.language import SECTIONS
from schemas.mentions import Section

PARAGRAPH = re.compile(r"(?:(?!\n[^\S\n]*\n).)+", re.DOTALL)
"""A stretch without a blank line."""

ABBREVIATIONS = frozenset(
    "Mr. Mrs. Ms. Messrs. Dr. Prof. Gov. Gen. Lt. Lieut. Maj. Col. Capt. Sgt. Cpl. Pvt. Cmdr. Adm. Brig. Sen. Sens. Rep."
    " Reps. Rev. Hon. Pres. Supt. Insp. Det. Amb. Atty. St. Ste. Mt. Ft. No. Nos. vs. v. cf. ca. approx. e.g. i.e. Fr. Sr."
    " Sheikh. Msgr. Vol. Fig. Figs. pp. Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sept. Sep. Oct. Nov. Dec.".split()
)
"""After these a sentence goes on."""

INITIAL = re.compile(r"(?:[A-Z]\.)+-?(?:[A-Z]\.)?")
SINGLE_INITIAL = re.compile(r"[A-Z]\.")
TERMINAL = frozenset({".", "?", "!", "...", "…", "?!", "!!"})
CLOSERS = frozenset({'"', "”", "’", "'", "''", ")", "]", "»"})

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


def cut_paragraph(section: Section, text: str, start: int, end: int, tokenise: Tokenise) -> list[Piece]:
    """Return the tokens of one paragraph; a headline is one sentence whatever it holds."""
    spans = [(start + a, start + b) for a, b in tokenise(text[start:end])]
    words = [text[a:b] for a, b in spans]
    begins = sentence_hints(words)
    if section == "title":
        begins = [i == 0 for i in range(len(words))]
    return [Piece(section, a, b, word, hint) for (a, b), word, hint in zip(spans, words, begins, strict=True)]


def sentence_hints(words: Sequence[str]) -> list[bool | None]:
    """Return for each token of a paragraph whether a sentence must, can't or may begin there."""
    hints: list[bool | None] = []
    n_quotes = 0
    for i, word in enumerate(words):
        hints.append(True if i == 0 else hint_between(words[i - 1], word, n_quotes % 2 == 1))
        n_quotes += word == '"'
    return hints


def hint_between(before: str, word: str, is_quoting: bool) -> bool | None:
    """Return whether a sentence must (True), can't (False) or may (None) begin between two tokens of a paragraph."""
    if before in ABBREVIATIONS or SINGLE_INITIAL.fullmatch(before):
        return False
    if word in TERMINAL or word in {",", ";", ":", "%"} or word.startswith(("'s", "’s")):
        return False
    if word in CLOSERS and (word != '"' or is_quoting) and word not in {"'", "’"}:
        return False
    if word[:1].islower() and before not in TERMINAL and before not in CLOSERS:
        return None if before in {"•", "*", "-"} else False
    return None
