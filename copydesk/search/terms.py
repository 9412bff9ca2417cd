"""What a word is, and which words are one: case, accents and English endings don't count.

In scripts without spaces each character is a word, as for copies. Initials are one word (`U.S.` is `US`).
"""

from __future__ import annotations

import functools
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from copydesk.dedup.words import UNSPACED


def _ranges(chars: Iterable[int]) -> str:
    """Return characters as the inside of a class of a pattern."""
    found = []
    for _, run in groupby(enumerate(chars), lambda pair: pair[1] - pair[0]):
        codes = [code for _, code in run]
        found.append(f"\\U{codes[0]:08x}-\\U{codes[-1]:08x}")
    return "".join(found)


MARKS = _ranges(c for c in range(0x10000) if unicodedata.category(chr(c))[0] == "M")
"""Accents and vowel signs that stand by themselves: `\\w` leaves them out, and would cut Hindi words in pieces."""

SINGLES = "".join(f"\\U{first:08x}-\\U{end - 1:08x}" for first, end in UNSPACED)

INITIALS = r"(?<!\w)(?:[A-Za-z]\.){2,}(?:[A-Za-z](?!\w))?"
RUN = rf"[\w{MARKS}]+(?:['\u2019]\w+)?"
WORD = re.compile(rf"{INITIALS}|{RUN}")
SPACED = rf"(?:(?![{SINGLES}])[\w{MARKS}])+"
MIXED_WORD = re.compile(rf"{INITIALS}|[{SINGLES}]|{SPACED}(?:['\u2019]{SPACED})?")
SINGLE = re.compile(f"[{SINGLES}]")


def words_in(text: str) -> list[str]:
    """Return the words of a text as they stand.

    >>> words_in("The U.S. envoy's plan: 東京")
    ['The', 'U.S.', "envoy's", 'plan', '東', '京']
    """
    return _pattern_for(text).findall(text)


def spans_in(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand."""
    return [found.span() for found in _pattern_for(text).finditer(text)]


def _pattern_for(text: str) -> re.Pattern[str]:
    return MIXED_WORD if SINGLE.search(text) else WORD


class Stems(dict[str, str]):
    """Words and what stands for each in the index, learnt in batches: SQLite's own Porter stemmer does it."""

    def __init__(self) -> None:
        super().__init__()
        self._sqlite = sqlite3.connect(":memory:", isolation_level=None)
        self._sqlite.execute(
            "CREATE VIRTUAL TABLE words USING fts5(word, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        self._sqlite.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, 'instance')")

    def learn(self, words: Iterable[str]) -> list[str]:
        """Take in the stems of words that are not known yet, and return these words."""
        new = sorted({*words} - self.keys())
        plain = [word.replace(".", "") for word in new]
        self._sqlite.execute("BEGIN")
        self._sqlite.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", enumerate(plain))
        parts: dict[int, list[str]] = {}
        for term, doc in self._sqlite.execute("SELECT term, doc FROM stems ORDER BY doc, offset"):
            parts.setdefault(doc, []).append(term)
        self._sqlite.execute("INSERT INTO words(words) VALUES ('delete-all')")
        self._sqlite.execute("COMMIT")
        for n, word in enumerate(new):
            found = parts.get(n) or [word]
            if len(found) > 1 and len(found[-1]) == 1:  # envoy's, don't
                found = found[:-1]
            self[word] = "".join(found)
        return new


@functools.lru_cache(1 << 16)
def folded(word: str) -> str:
    """Return a word without case, accents, dots and the ending after an apostrophe: what words in quotes are compared by.

    >>> folded("Müller’s"), folded("U.S.")
    ('muller', 'us')
    """
    plain = re.sub(r"['\u2019]\w$|\.", "", word)
    bare = unicodedata.normalize("NFKD", plain.casefold())
    return "".join(char for char in bare if unicodedata.category(char) != "Mn")
