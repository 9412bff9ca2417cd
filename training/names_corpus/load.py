"""Read the corpus: one marked-up line becomes a text and the names in it. Whether the labels agree is `checks`' affair."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

import pycountry

from schemas.columns import EntityType

TEXTS = Path(__file__).parent / "texts"

Kind = Literal["sentence", "passage", "headline", "dateline", "byline"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LABELS: tuple[str, ...] = (*get_args(EntityType), "MISC")
"""MISC is a name of nothing we publish: a work, a law, a prize, a ship, a language."""

LOOK_ALIKE = "-"
"""The label of a word that looks like a name of the same item and is none: `[[May|-]]`, the month."""

STANDING = frozenset({"GPE", "LOC", "ORG"})
"""What may stand for a government: a capital, "the North", a building."""

GOVERNMENTS = frozenset({*(country.alpha_3 for country in pycountry.countries), "XKX", "EU"})
"""ISO 3166-1 alpha-3; XKX is Kosovo's user-assigned code, EU the Union that Brussels stands for."""

MARK = re.compile(r"\[\[([^\[\]|]*)\|([^\[\]|]*)\]\]")
STRAY = re.compile(r"\[\[|\]\]|(?<! )\||\|(?! )")
"""A mark left open. A bar between spaces is what credit lines have."""
PREFIX = re.compile(rf"({'|'.join(KINDS)}): ")
HELD_OUT_EVERY = 5


class MarkupError(ValueError):
    """A line that can't be read. It says which."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(f"{where}: {found}")
        self.where = where
        self.found = found


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A labelled stretch of a text, in code points. `stands_for` is the state whose government a place means."""

    start: int
    end: int
    label: str
    stands_for: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """One line of the corpus. `look_alikes` are stretches that look like names and are none."""

    text: str
    names: tuple[Name, ...]
    look_alikes: tuple[tuple[int, int], ...]
    kind: Kind
    file: str
    line: int

    @property
    def where(self) -> str:
        """File and line, as editors understand them."""
        return f"{self.file}:{self.line}"

    @property
    def is_held_out(self) -> bool:
        """Tell whether the item is kept for measuring."""
        return is_held_out(self.text)

    def surface(self, name: Name) -> str:
        """Return the words of a name."""
        return self.text[name.start : name.end]


def is_held_out(text: str) -> bool:
    """Tell whether a text belongs to the fifth that no training may see. Its words alone decide."""
    digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % HELD_OUT_EVERY == 0


def read_items(folder: Path = TEXTS) -> list[Item]:
    """Return the items of all files, in order of file name and line.

    Raises:
        MarkupError: at the first line that can't be read.
    """
    return [item for path in sorted(folder.glob("*.txt")) for item in read_file(path)]


def read_file(path: Path) -> Iterator[Item]:
    """Yield the items of one file. Empty lines and lines that begin with "#" are for the reader's eye."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line and not line.startswith("#"):
            yield parse_line(line, path.name, number)


def parse_line(line: str, file: str = "", number: int = 1) -> Item:
    """Return the item that a line writes.

    >>> item = parse_line("headline: [[Oslo|GPE>NOR]] hails [[Lund|PERSON]]")
    >>> item.kind, item.text, item.names[0]
    ('headline', 'Oslo hails Lund', Name(start=0, end=4, label='GPE', stands_for='NOR'))
    """
    where = f"{file}:{number}"
    kind, marked = kind_of(line)
    if marked != " ".join(marked.split()):
        raise MarkupError(where, "blanks at an end, doubled, or other than a space")
    pieces: list[str] = []
    names: list[Name] = []
    look_alikes: list[tuple[int, int]] = []
    length = at = 0
    for mark in MARK.finditer(marked):
        pieces += [marked[at : mark.start()], mark[1]]
        start = length + mark.start() - at
        length, at = start + len(mark[1]), mark.end()
        if mark[2] == LOOK_ALIKE:
            look_alikes.append((start, length))
        else:
            names.append(marked_name(mark[1], mark[2], start, where))
    text = "".join([*pieces, marked[at:]])
    stray = STRAY.search(text)
    if stray:
        raise MarkupError(where, f"stray {stray[0]!r}")
    if not text:
        raise MarkupError(where, "no text")
    return Item(text, tuple(names), tuple(look_alikes), kind, file, number)


def kind_of(line: str) -> tuple[Kind, str]:
    """Return the kind that a line's prefix says, and the rest. Without a prefix it is a sentence."""
    prefix = PREFIX.match(line)
    if prefix is None:
        return "sentence", line
    kind = next(kind for kind in KINDS if kind == prefix[1])
    return kind, line[prefix.end() :]


def marked_name(surface: str, attributes: str, start: int, where: str) -> Name:
    """Return the name that one mark writes, or raise MarkupError."""
    label, arrow, state = attributes.partition(">")
    if label not in LABELS:
        raise MarkupError(where, f"unknown type {label!r} of {surface!r}")
    if not surface or surface != surface.strip():
        raise MarkupError(where, f"name {surface!r} is empty or has blanks at an end")
    if arrow and (label not in STANDING or state not in GOVERNMENTS):
        raise MarkupError(where, f"{surface!r} ({label}) can't stand for {state!r}")
    return Name(start, start + len(surface), label, state or None)
