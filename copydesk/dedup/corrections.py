"""What says that a report puts an earlier one right or brings it up to date: a mark before the headline, a note in the text."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources
from typing import Any, Literal

State = Literal[0, 1, 2]
UNMARKED: State = 0  # neither
UPDATED: State = 1  # it brings an earlier report up to date
CORRECTED: State = 2  # it puts one right

NOTE_CHARS = 500
"""A note stands at the head or the foot of a report; further in, "an earlier version of this report" is news."""


def _plain(text: str) -> str:
    """Return a text in lower case and without accents, each character for one."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", char)[0] for char in text).lower()


def _bare(text: str) -> str:
    """Return the letters of a text that are of the Latin alphabet, in lower case and without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


@functools.cache
def _lists() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("corrections.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _marks(*names: str) -> str:
    """Return the alternatives of a pattern: the marks of some kinds, in all languages, the longest first."""
    words = {w for name in names for words in _lists()["marks"][name].values() for w in words}
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


@functools.cache
def _openings() -> re.Pattern[str]:
    """Return what stands before a headline."""
    words = _marks("corrections", "updates", "others")
    end = r"(?:\s*\d{1,2})?\s*(?:\s-\s|[-:\u2013\u2014|])\s*+"
    bracketed = rf"[\[(]\s*(?:{words})(?:\s*\d{{1,2}})?\s*[\])]\s*+(?:[-:]\s*+)?"
    return re.compile(rf"^(?:{bracketed}|(?:{words}){end})+(?=\S)")


@functools.cache
def _closings() -> re.Pattern[str]:
    """Return what stands after one, in brackets."""
    return re.compile(
        rf"(?<!\s)\s*+[\[(]\s*(?:{_marks('corrections', 'updates')})(?:\s*\d{{1,2}})?\s*[\])]\s*$"
    )


@functools.cache
def _says(kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the marks and the notes of a kind."""
    notes = [note for notes in _lists()["notes"][kind].values() for note in notes]
    return re.compile(rf"\b(?:{_marks(kind)})\b"), re.compile("|".join(notes))


def part_mark(title: str) -> tuple[str, State]:
    """Return a headline without what only says which state of the report it is, and that state.

    >>> part_mark("CORRECTED-UPDATE 2-Blast kills 8"), part_mark("Rate cut [Update]"), part_mark("BREAKING: Rate cut")
    (('Blast kills 8', 2), ('Rate cut', 1), ('Rate cut', 0))
    >>> part_mark("Corrections officer held")
    ('Corrections officer held', 0)
    """
    plain = _plain(title)
    head, tail = _openings().match(plain), _closings().search(plain)
    start = head.end() if head else 0
    end = tail.start() if tail and tail.start() > start else len(title)
    marks = plain[:start] + plain[end:]
    if _says("corrections")[0].search(marks):
        return title[start:end], CORRECTED
    return title[start:end], UPDATED if _says("updates")[0].search(marks) else UNMARKED


def find_note(body: str) -> State:
    """Return which state of a report its text says at its head or foot that it is.

    >>> find_note("(Corrects sum in first sentence) The council voted."), find_note("The correction took a day.")
    (2, 0)
    """
    parts = [body] if len(body) <= 2 * NOTE_CHARS else [body[:NOTE_CHARS], body[-NOTE_CHARS:]]
    bare = [_bare(part) for part in parts if any(map(part.__contains__, _lists()["stems"]))]
    if any(_says("corrections")[1].search(part) for part in bare):
        return CORRECTED
    return UPDATED if any(_says("updates")[1].search(part) for part in bare) else UNMARKED
