"""Lines of plain text that no mark closes, among paragraphs that one does: what heads, points elsewhere or explains a picture.

Told by a line's place and form, never by its words. A line introduced by a colon is quoted or listed, and stays; so does any whole sentence.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

from copydesk.parse.authors import is_full_name, read_authors
from copydesk.parse.html_body import Block
from copydesk.parse.html_bylines import signed_names
from copydesk.parse.line_labels import (
    LONGEST_HEADING,
    LONGEST_HEADING_WORDS,
    is_written_as_heading,
)
from copydesk.parse.wire import END_SLUG

CLOSED = re.compile(r"[.!?。！？।؟…:;,–—-][\"”’'»)\]」』 ]*\Z")
SENTENCE = re.compile(r"[.!?…]['\"”’)\]]* +[^\W\d_a-z]")
WORD, WRITTEN = re.compile(r"\w+"), re.compile(r"\w[\w.'’]*")
PARAGRAPH = 60  # characters: shorter ones are lines of speech and items
POINTER_WORDS = (
    6  # of a line in capitals; shorter ones head, and where one does all such lines of a text do
)
FIRST_WORDS = 4  # of a line above the text: shorter ones are places, and names
MOST_BEHIND = 5  # lines behind the text: more are a list of the story's own
TITLED = 0.75  # of the longer words, capitalised: a headline
LABELLED = re.compile(r"([^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,2}): (?=[^\W\d_a-z])(?:\S+ ){6}")
"""How a picture's caption begins that has a catchword: "Brave: Thousands of women are fighting there, among them ..."."""


def tell_open_lines(
    blocks: Sequence[Block], *, is_titled: bool
) -> tuple[list[Block], tuple[str, ...]]:
    """Return the story's blocks with its headings told, and the headlines in capitals that stand among them and point elsewhere.

    What is left out besides: captions with a catchword, who wrote the part that follows, another headline above the text (of a
    record that has its own), and the lines behind the last paragraph.
    """
    text = _Text([block.text for block in blocks])
    if not any(text.is_open):
        return list(blocks), ()
    kept: list[Block] = []
    pointers: list[str] = []
    for place, block in enumerate(blocks):
        if not text.is_open[place]:
            kept.append(block)
        elif text.points(place):
            pointers.append(block.text)
        elif END_SLUG.fullmatch(block.text):  # which tells the agency
            kept.append(block)
        elif text.is_caption(place) or text.is_byline(place) or place >= text.end:
            continue
        elif not text.heads(place):
            kept.append(block)
        elif place or not ((is_titled and is_headline(block.text)) or block.text.endswith(")")):
            kept.append(dataclasses.replace(block, kind="heading"))
    return kept, tuple(pointers)


class _Text:
    """The paragraphs of a text, and which of them nothing closes."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.is_open = [
            text[-1] not in ".!?" and CLOSED.search(text[-8:]) is None for text in texts
        ]
        self.is_told = [
            len(text) > PARAGRAPH and not is_open
            for text, is_open in zip(texts, self.is_open, strict=True)
        ]
        self.n_same = Counter(texts)
        self.end = self._end()
        self.are_headings = any(
            text.isupper() and len(WRITTEN.findall(text)) < POINTER_WORDS - 2
            for text, is_open in zip(texts, self.is_open, strict=True)
            if is_open and text[0] != "("
        )

    def _end(self) -> int:
        """Return behind which place nothing is left but a few lines that could head something, none of them a result or a sum."""
        last = max((place for place, told in enumerate(self.is_told) if told), default=-1)
        n_behind = len(self.texts) - 1 - last
        behind = range(last + 1, len(self.texts))
        is_end = last >= 0 and n_behind <= MOST_BEHIND and all(map(self.could_head, behind))
        is_end &= not any(self.texts[place][-1].isdigit() for place in behind)
        return last + 1 if is_end else len(self.texts)

    def could_head(self, place: int) -> bool:
        """Return whether a line is short, open, written as a heading is, and stands once in the text."""
        text = self.texts[place]
        return (
            self.is_open[place]
            and len(text) <= LONGEST_HEADING
            and self.n_same[text] == 1
            and is_written_as_heading(text)
            and len(WORD.findall(text)) <= LONGEST_HEADING_WORDS
        )

    def stands_alone(self, place: int) -> bool:
        """Return whether a line stands between paragraphs (above the first), and none of them leads to it."""
        if not any(self.is_told[place + 1 : place + 2]):
            return False
        return not place or (self.is_told[place - 1] and self.texts[place - 1][-1] != ":")

    def heads(self, place: int) -> bool:
        """Return whether a line heads what follows."""
        if not (self.stands_alone(place) and self.could_head(place)):
            return False
        return is_above_text(self.texts[0]) if place == 0 else not self.texts[place][0].islower()

    def points(self, place: int) -> bool:
        """Return whether a line is a headline in capitals, in a text that has no headings of that kind."""
        text = self.texts[place]
        is_in_capitals = text.isupper() and text[0] != "(" and not self.are_headings
        return (
            is_in_capitals
            and place > 0
            and self.stands_alone(place)
            and len(WRITTEN.findall(text)) >= POINTER_WORDS
        )

    def is_caption(self, place: int) -> bool:
        """Return whether a line is a caption with a catchword: nobody who speaks, who would say more than one thing."""
        text = self.texts[place]
        if place == 0 or ": " not in text or not self.stands_alone(place) or text.isupper():
            return False
        label = LABELLED.match(text)
        if label is None or SENTENCE.search(text):
            return False
        return sum(f"{label[1]}:" in other for other in self.texts) == 1

    def is_byline(self, place: int) -> bool:
        """Return whether a line names who wrote the paragraphs below it, and what they are: "By Ann Lee, BBC News, Lima"."""
        text = self.texts[place]
        if ", " not in text or not any(self.is_told[place + 1 : place + 2]):
            return False
        names = read_authors([signed_names(text)], [])
        return bool(names) and all(map(is_full_name, names))


def is_headline(text: str) -> bool:
    """Return whether a line is written as English headlines are.

    >>> is_headline("Council Votes to Reopen Ferry Line"), is_headline("The line makes sense to everybody")
    (True, False)
    """
    words = [word for word in WORD.findall(text) if len(word) > 3]
    return len(words) > 1 and sum(not word[0].islower() for word in words) >= TITLED * len(words)


def is_above_text(text: str) -> bool:
    """Return whether a line above a text can be another headline or a standfirst: no place, no name, no part's number."""
    n_words = len(WORD.findall(text))
    return n_words >= FIRST_WORDS + 2 * text.endswith(")") and ":" not in text[:12]
