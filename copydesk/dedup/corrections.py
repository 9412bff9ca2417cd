"""What says that a report puts an earlier one right or brings it up to date: a mark before the headline, a note in the text."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from importlib import resources

NOTE_CHARS = 500
"""A note stands at the head or the foot of a report; further in, "an earlier version of this report" is news."""


STEMS = (
    "orrec", "orreg", "orrig", "erichti", " version", "versi\u00f3n", "vers\u00e3o", "versie", "Fassung", "pdate", "mended", "efile",
    "larif", "ktualis", "ctualis", "ctualiz", "ggiorn", "angepast", "modifi", "ijgewerkt",
)  # fmt: skip
"""A part of a word of each note: what most texts can be told by to have none."""


def _plain(text: str) -> str:
    """Return a text in lower case and without accents, each character for one."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFKD", char)[0] for char in text).lower()


def _bare(text: str) -> str:
    """Return the letters of a text that are of the Latin alphabet, in lower case and without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what opens a headline, what of that is a mark, what closes one, and notes."""
    text = resources.files(__package__).joinpath("corrections.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    marks, others = (
        "|".join(
            re.escape(word).replace(r"\ ", r"\s+")
            for word in sorted(
                {w for words in lists[name].values() for w in words}, key=lambda w: (-len(w), w)
            )
        )
        for name in ("marks", "others")
    )
    end = r"(?:\s*\d{1,2})?\s*(?:\s-\s|[-:\u2013\u2014|]|\s\Z)\s*"
    opening = rf"[\[(]\s*(?:{marks}|{others})(?:\s*\d{{1,2}})?\s*[\])]\s*[-:]?\s*|(?:{marks}|{others}){end}"
    return (
        re.compile(rf"^(?:{opening})+(?=\S)"),
        re.compile(rf"\b(?:{marks})\b"),
        re.compile(rf"\s*[\[(]\s*(?:{marks})(?:\s*\d{{1,2}})?\s*[\])]\s*$"),
        re.compile("|".join(note for notes in lists["notes"].values() for note in notes)),
    )


def part_mark(title: str) -> tuple[str, bool]:
    """Return a headline without what only says which state of the report it is, and whether it says that something changed.

    >>> part_mark("CORRECTED-UPDATE 2-Blast kills 8"), part_mark("Rate cut [Update]"), part_mark("BREAKING: Rate cut")
    (('Blast kills 8', True), ('Rate cut', True), ('Rate cut', False))
    >>> part_mark("Corrections officer held")
    ('Corrections officer held', False)
    """
    opens, mark, closes, _ = _patterns()
    plain = _plain(title)
    head = opens.match(plain)
    tail = closes.search(plain)
    start, end = head.end() if head else 0, tail.start() if tail and tail.start() else len(title)
    is_marked = (head is not None and bool(mark.search(head[0]))) or end < len(title)
    return title[start:end], is_marked


def has_note(body: str) -> bool:
    """Return whether a text says at its head or foot that it puts an earlier one right.

    >>> has_note("(Corrects sum in first sentence) The council voted."), has_note("The correction took a day.")
    (True, False)
    """
    parts = [body] if len(body) <= 2 * NOTE_CHARS else [body[:NOTE_CHARS], body[-NOTE_CHARS:]]
    return any(
        bool(_patterns()[3].search(_bare(part)))
        for part in parts
        if any(map(part.__contains__, STEMS))
    )
