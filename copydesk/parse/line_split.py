"""A text dump as lines, each with what can be told of it alone: its class, its gaps, whether it is running prose."""

from __future__ import annotations

import dataclasses
import re

from copydesk.parse.boilerplate import line_class, read_related_link
from copydesk.parse.words import count_words

SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"”’'»)\]」』]*$")
PROSE_WORDS = 12  # chosen: headlines end in no stop, and captions are mostly shorter
PROSE_CHARS = 30  # of scripts without spaces
LONG_CHARS = 160  # chosen: so long a line is prose without a stop at its end too
LETTER = re.compile(r"[^\W\d_]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
LONGEST_PAGE = 20_000  # lines: what comes after is not read


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line that holds text. `residue` is its class among boilerplate.toml's, `link` the headline it links to."""

    text: str
    has_gap_before: bool  # a blank line, or the start of the text
    has_gap_after: bool
    residue: str | None
    link: str | None
    n_words: int
    is_sentence: bool  # ends as a sentence does
    is_prose: bool  # long enough, and ended well enough, to be a paragraph


def is_prose(text: str, n_words: int, is_sentence: bool) -> bool:
    """Return whether a line reads as a paragraph of running text."""
    if n_words >= PROSE_WORDS and is_sentence:
        return True
    if UNSPACED.search(text):
        return n_words >= PROSE_CHARS and (is_sentence or n_words >= 2 * PROSE_CHARS)
    return len(text) >= LONG_CHARS and n_words >= 2 * PROSE_WORDS


def split_lines(text: str) -> list[Line]:
    """Return the lines of a repaired text that hold text."""
    raw = [line.strip() for line in text.split("\n")[:LONGEST_PAGE]]
    known: dict[str, Line] = {}  # by text: pages say the same line again and again
    lines: list[Line] = []
    for i, line in enumerate(raw):
        if not line:
            continue
        gaps = (i == 0 or not raw[i - 1], i + 1 == len(raw) or not raw[i + 1])
        before = known.get(line)
        if before is None:
            before = known[line] = read_line(line, gaps)
        elif gaps != (before.has_gap_before, before.has_gap_after):
            before = dataclasses.replace(before, has_gap_before=gaps[0], has_gap_after=gaps[1])
        lines.append(before)
    return lines


def read_line(text: str, gaps: tuple[bool, bool]) -> Line:
    """Return what a line without blanks around it tells of itself."""
    n_words = count_words(text)
    is_sentence = bool(SENTENCE_END.search(text))
    return Line(
        text=text,
        has_gap_before=gaps[0],
        has_gap_after=gaps[1],
        residue=line_class(text) if LETTER.search(text) else "rule",
        link=read_related_link(text),
        n_words=n_words,
        is_sentence=is_sentence,
        is_prose=is_prose(text, n_words, is_sentence),
    )
