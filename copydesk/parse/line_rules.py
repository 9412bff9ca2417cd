"""Which lines of a text dump are the story: rules alone, for texts that the trained classifier is not made for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.parse.line_split import Line

PROSE_GAIN = 100  # characters that weigh one point
LONGEST_GAIN = 4.0
SENTENCE_GAIN = 0.3
GAP_LOSS = 0.3
LIST_LOSS = 0.6
RESIDUE_LOSS = 0.5
"""Chosen, in points: two or three short lines between paragraphs do not part a story, a menu does."""
LONGEST_HEADING = 120  # chosen: characters, as `line_labels.LONGEST_HEADING`
PLAIN_SHARE = 0.9  # of the characters behind the first line must stand in sentences
PLAIN_RESIDUE = 0.0  # of the lines may be residue: one share bar tells a page from an article
LONGEST_FIRST_LINE = 200  # chosen: characters of a headline; longer is a paragraph
SHORTEST_HEADLINE = 3  # words: "World" or "Local news" is a section
HEADING_REACH = 2  # lines behind a heading within which its text must begin


def line_weight(line: Line) -> float:
    """Return how much a line speaks for (above 0) or against a story around it."""
    if line.residue or line.link:
        return -RESIDUE_LOSS
    if line.is_prose:
        return min(LONGEST_GAIN, max(1.0, len(line.text) / PROSE_GAIN))
    if line.is_sentence and line.n_words >= 4:
        return SENTENCE_GAIN
    return -GAP_LOSS if line.has_gap_before and line.has_gap_after else -LIST_LOSS


def heaviest_stretch(weights: Sequence[float]) -> tuple[int, int]:
    """Return start and end (exclusive) of the run of greatest sum; (0, 0) when no weight is above 0."""
    best, best_sum, start, running = (0, 0), 0.0, 0, 0.0
    for i, weight in enumerate(weights):
        if running <= 0:
            start, running = i, 0.0
        running += weight
        if running > best_sum:
            best, best_sum = (start, i + 1), running
    return best


def story_by_rules(lines: Sequence[Line]) -> list[bool]:
    """Return for every line whether it belongs to the story: the densest stretch of prose, its headings, no residue."""
    start, end = heaviest_stretch([line_weight(line) for line in lines])
    kept = [False] * len(lines)
    for i in range(start, end):
        line = lines[i]
        if line.residue or line.link:
            continue
        follows = any(after.is_prose for after in lines[i + 1 : min(end, i + 1 + HEADING_REACH)])
        is_heading = line.has_gap_before and len(line.text) <= LONGEST_HEADING and follows
        kept[i] = line.is_prose or line.is_sentence or is_heading
    return kept


BARE_DAY = re.compile(
    r"(?:[^\W\d]+,? )?(?:\d{1,2}\.? [^\W\d]+\.?,? (?:19|20)\d\d|[^\W\d]+\.? \d{1,2},? (?:19|20)\d\d)"
)
"""A day and no more, as papers print it at the head of a page: "Tuesday, 14 May 2024"."""


def is_plain_article(first: Line, last: Line, rest: Sequence[Line]) -> bool:
    """Return whether a text is an article saved as text: the first and last lines of its head, and nothing but the story."""
    if not rest or not last.has_gap_after or not _heads(first, rest):
        return False
    n_residue = sum(bool(line.link) or line.residue not in (None, "rule") for line in rest)
    return n_residue <= PLAIN_RESIDUE * len(rest) and _share_of_sentences(rest) >= PLAIN_SHARE


def _share_of_sentences(lines: Sequence[Line]) -> float:
    """Return the share of the characters of lines that stand in sentences."""
    n_sentences = sum(len(line.text) for line in lines if line.is_prose or line.is_sentence)
    return n_sentences / sum(len(line.text) for line in lines)


def _heads(first: Line, rest: Sequence[Line]) -> bool:
    """Return whether a first line is a headline by its form: of some words, no sentence, shorter than what follows."""
    if first.residue or first.link or BARE_DAY.fullmatch(first.text):
        return False
    is_long = first.n_words >= SHORTEST_HEADLINE and len(first.text) <= LONGEST_FIRST_LINE
    is_shorter = len(first.text) < max(len(line.text) for line in rest)
    return is_long and is_shorter and not first.text.endswith((".", ",", ";", "。"))
