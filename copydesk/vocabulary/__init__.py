"""Words that rules look for in texts and names, one file per language: what does one job has one list, and it is here.

A language without a list of some name lacks only what that list does. Whole notices, labels and verbs stand beside the code
that knows their form: `parse/boilerplate.toml`, `dedup/corrections.toml`, `events/lexicon.csv`.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Literal

ListName = Literal[
    "small_words",  # of the languages of news, only this one uses them, or hardly another: several tell it
    "own_voice",  # by which a text speaks of those who wrote it
    "addressed",  # by which it speaks to its readers
    "months",  # from the first to the last, by their full names
    "lunar_months",  # in the order of the year, those of leap years among them
    "weekdays",  # from Monday on
    "numbers",  # from nought on
    "particles",  # small words within a person's name
    "kinds_of_text",  # what stands before a colon and says what somebody wrote: "Opinion: ..."
    "titles_of_address",  # never part of a name; what follows one is a person's
    "legal_pages",  # how a site calls its pages of law, as their whole title
    "filler",  # what printers and page systems put where there is no text yet
    "verb_prefixes",  # what may stand before a verb of the table of lemmas: "re" in "reopen"
    "silent_e",  # how a stem ends that has lost its e before -ed or -ing
    "no_silent_e",  # endings of that list that lose nothing in stems of two syllables or more: "visit", "open"
]


@functools.cache
def by_language(name: ListName) -> dict[str, tuple[str, ...]]:
    """Return the lists of one name, by the code of their language, in the order of the codes.

    >>> by_language("months")["en"][:2]
    ('January', 'February')
    """
    lists = {code: table.get(name) for code, table in _files().items()}
    return {
        code: tuple(words.split("|" if "|" in words else None))
        for code, words in lists.items()
        if words
    }


@functools.cache
def words_of(name: ListName) -> frozenset[str]:
    """Return the words of the lists of one name in all languages."""
    return frozenset(word for words in by_language(name).values() for word in words)


@functools.cache
def _files() -> dict[str, dict[str, str]]:
    folder = resources.files(__package__)
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): tomllib.loads((folder / name).read_text(encoding="utf-8"))
        for name in files
    }
