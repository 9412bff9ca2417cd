"""What must hold over the labels of the corpus. Each check yields what is wrong, with file and line."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from training.names_corpus.load import Item

Check = Callable[[list[Item]], Iterator[str]]

ARTICLE = re.compile(r"(?:the|an?) ", re.IGNORECASE)
TITLE = re.compile(
    r"(?:ex|former|mrs?|ms|miss|dr|prof|sir|dame|lord|president|chancellor|senator|minister|judge|justice|general|gen|"
    r"colonel|col|captain|sgt|coach|chief|pope|king|queen|prince|princess|bishop|archbishop)\.? ",
    re.IGNORECASE,
)
"""What stands before people's names and is none of them."""
MARK_BEFORE = re.compile(r"[^\w('‘’&]")
MARK_AFTER = re.compile(r"[^\w).!'’+]$")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
OWN_POSSESSIVE = frozenset(
    [
        "Lloyd's",
        "McDonald's",
        "Sotheby's",
        "Christie's",
        "Moody's",
        "Sainsbury's",
        "Macy's",
        "Lord's",
        "St John's",
    ]
)
"""Names that are possessives by themselves."""
FREE = frozenset({"MISC", "EVENT"})
"""Titles of works and happenings begin and end as they like."""
MOST_WORDS = 60


def duplicates(items: list[Item]) -> Iterator[str]:
    """Yield the items whose words another item has, whatever their case and marks."""
    seen: dict[str, str] = {}
    for item in items:
        key = " ".join(re.findall(r"\w+", item.text.casefold()))
        if key in seen:
            yield f"{item.where}: repeats {seen[key]}"
        seen.setdefault(key, item.where)


def untrimmed(items: list[Item]) -> Iterator[str]:
    """Yield the names with an article, a title, a possessive or a mark at an end."""
    for item in items:
        for name in item.names:
            surface = item.surface(name)
            if name.label not in FREE and is_untrimmed(surface, is_person=name.label == "PERSON"):
                yield f"{item.where}: {surface!r} ({name.label}) has more than the name"


def is_untrimmed(surface: str, *, is_person: bool) -> bool:
    """Tell whether a name has something at an end that belongs outside.

    >>> is_untrimmed("Kenya's", is_person=False), is_untrimmed("Lloyd's", is_person=False)
    (True, False)
    """
    if POSSESSIVE.search(surface) and surface not in OWN_POSSESSIVE:
        return True
    if is_person and TITLE.match(surface):
        return True
    if not is_person and ARTICLE.match(surface):
        return True
    return bool(MARK_BEFORE.match(surface) or MARK_AFTER.search(surface))


def two_types(items: list[Item]) -> Iterator[str]:
    """Yield the names that have two types in one item."""
    for item in items:
        types: dict[str, set[str]] = defaultdict(set)
        for name in item.names:
            types[item.surface(name).casefold()].add(name.label)
        for surface, labels in types.items():
            if len(labels) > 1:
                yield f"{item.where}: {surface!r} is {' and '.join(sorted(labels))}"


def forgotten(items: list[Item]) -> Iterator[str]:
    """Yield names, and family names of people, that stand elsewhere in the item without a label."""
    for item in items:
        taken = [(n.start, n.end) for n in item.names] + list(item.look_alikes)
        for form in sorted(forms(item)):
            for found in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", item.text):
                if not any(start < found.end() and found.start() < end for start, end in taken):
                    yield f"{item.where}: {form!r} has no label at {found.start()}"


def forms(item: Item) -> set[str]:
    """Return the surfaces of an item's names and the first and last words of its people."""
    surfaces = {item.surface(name) for name in item.names}
    people = [item.surface(n).split() for n in item.names if n.label == "PERSON"]
    ends = {word for words in people for word in (words[0], words[-1]) if len(word) > 3}
    return surfaces | ends


def cut_words(items: list[Item]) -> Iterator[str]:
    """Yield names that begin or end within a word: a forgotten blank or a mark in the wrong place."""
    for item in items:
        for name in item.names:
            before, after = item.text[: name.start][-1:], item.text[name.end :][:1]
            if before.isalnum() or after.isalnum():
                yield f"{item.where}: {item.surface(name)!r} is cut out of a word"


def overlong(items: list[Item]) -> Iterator[str]:
    """Yield items longer than a wire's longest sentence or shortest story."""
    for item in items:
        if len(item.text.split()) > MOST_WORDS:
            yield f"{item.where}: {len(item.text.split())} words"


CHECKS: tuple[Check, ...] = (duplicates, untrimmed, two_types, forgotten, cut_words, overlong)


def faults(items: list[Item]) -> list[str]:
    """Return what all checks find."""
    return [fault for check in CHECKS for fault in check(items)]


def unlabelled_capitals(items: list[Item]) -> Iterator[str]:
    """Yield capitalised words within sentences that have no label: not faults, but what a reviewer should see."""
    for item in items:
        if item.kind in {"headline", "byline"}:
            continue
        taken = {i for n in item.names for i in range(n.start, n.end)}
        for found in re.finditer(r"(?<=[a-z0-9,;:\])] )[A-Z][\w.'’-]*", item.text):
            if found.start() not in taken:
                yield f"{item.where}: {found[0]}"


def ambiguous(items: list[Item]) -> Iterator[str]:
    """Yield names with two types somewhere in the corpus: meant so, or a slip."""
    rows = sorted((i.surface(n), n.label, i.where) for i in items for n in i.names)
    for surface, group in itertools.groupby(rows, key=lambda row: row[0]):
        places = [(label, where) for _, label, where in group]
        if len({label for label, _ in places}) > 1:
            yield f"{surface}: " + ", ".join(f"{label} {where}" for label, where in places)
