"""Cut the sections of an article into the tokens a model sees, with what is known of where its sentences begin.

No blank is a token: paragraphs, not blanks, tell the model where it stands. Offsets stay those of the section.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Mapping, Sequence

from copydesk.nlp.sentence_rules import Hint, sentence_hints
from copydesk.text.language import SECTIONS
from schemas.mentions import Section

PARAGRAPH = re.compile(r"(?:(?!\n[^\S\n]*\n).)+", re.DOTALL)
"""A stretch without a blank line."""

Tokenise = Callable[[str], Sequence[tuple[int, int]]]
"""Text to (start, end) pairs, in order, none of them blank."""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """One token of an article, before analysis. `begins`: True must, False can't, None may begin a sentence."""

    section: Section
    start: int
    end: int
    text: str
    begins: Hint


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
    gaps = [text[a:b] for (_, a), (b, _) in itertools.pairwise([(start, start), *spans])]
    if section == "title":
        begins: list[Hint] = [i == 0 for i in range(len(words))]
    else:
        begins = sentence_hints(words, gaps)
    return [
        Piece(section, a, b, word, hint)
        for (a, b), word, hint in zip(spans, words, begins, strict=True)
    ]
