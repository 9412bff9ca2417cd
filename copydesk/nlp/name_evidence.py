"""What is known of a word besides its letters: the name lists it stands in, and evidence from the rest of the text."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Sequence
from importlib import resources

CLASSES_FILE = "name_classes.txt.gz"
"""Lines of `letters<TAB>words`: F first name, L last name, T town, C country word, D demonym, R region, O word of an
organisation's name, P title of a person, w also a common word."""

LOWER_ELSEWHERE, NAME_BEFORE, TITLE_BEFORE, ORG_AFTER, PLACE_BEFORE, INSIDE_SENTENCE = (
    1, 2, 4, 8, 16, 32,
)  # fmt: skip
"""Bits of evidence that a text gives on a capitalised form, wherever in the text it stands."""

PLACE_PREPOSITIONS = frozenset({"in", "near", "at", "from", "to"})
SENTENCE_OPENERS = frozenset('.?!"“”‘(:;-–—•*')

Evidence = dict[str, int]


@functools.lru_cache(maxsize=1)
def name_classes() -> dict[str, str]:
    """Return the class letters of each form known to the public lists of names and places."""
    packed = resources.files("copydesk.nlp").joinpath("model", CLASSES_FILE).read_bytes()
    classes: dict[str, str] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        letters, words = line.split("\t")
        classes.update(dict.fromkeys(words.split(" "), letters))
    return classes


def is_name_like(word: str) -> bool:
    """Tell whether a form is written as names are."""
    return word[:1].isupper()


def evidence_of(words: Sequence[str]) -> Evidence:
    """Return, for each form of the text written as a name, what its other occurrences say about it."""
    classes = name_classes()
    found: Evidence = {}
    lower = {word for word in words if word.islower()}
    before = "."
    for i, word in enumerate(words):
        if is_name_like(word):
            bits = LOWER_ELSEWHERE if word.lower() in lower else 0
            if before not in SENTENCE_OPENERS:
                bits |= INSIDE_SENTENCE if not is_name_like(before) else 0
                bits |= bits_from_neighbours(
                    before, words[i + 1] if i + 1 < len(words) else "", classes
                )
            found[word] = found.get(word, 0) | bits
        before = word
    return found


def bits_from_neighbours(before: str, after: str, classes: dict[str, str]) -> int:
    """Return what the words on both sides say about a form: whose name, whose title, which place."""
    bits = 0
    letters = classes.get(before, "")
    if is_name_like(before):
        bits |= NAME_BEFORE if "F" in letters else 0
        bits |= TITLE_BEFORE if "P" in letters else 0
    elif before in PLACE_PREPOSITIONS and not is_name_like(after):
        bits |= PLACE_BEFORE
    if is_name_like(after) and "O" in classes.get(after, ""):
        bits |= ORG_AFTER
    return bits
