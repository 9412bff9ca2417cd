"""A stretch of text that may be a name, and the names known beforehand found in a text."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Literal

from copydesk.entities.gazetteer import Entry, entry_of, gazetteer
from copydesk.entities.lexicon import forms, is_capitalised
from copydesk.entities.text_view import SectionView
from copydesk.text.language import NAME_KINDS
from schemas.columns import EntityType

Source = Literal["gazetteer", "model", "pattern", "repeat", "told"]
"""Who found a name, or that the article's words tell what kind of thing it is."""


RANK: dict[Source, int] = {"gazetteer": 0, "model": 1, "pattern": 2, "repeat": 3, "told": 4}


APOSTROPHES = "'’‘"


DASHES = "-‐‑"


MEMBERS = forms("members")
"""Whose body it is, in the middle of its name: "Korean People's Army"."""


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one section that may be a name. `entry` is the known thing of that form, if any."""

    view: SectionView
    start: int
    end: int
    entity_type: EntityType
    source: Source
    entry: Entry | None = None
    stands_for: str | None = None  # ISO code of the state meant by a capital or half of a country

    @property
    def text(self) -> str:
        """The words of the text, exactly."""
        return self.view.text[self.start : self.end]

    @property
    def word_before(self) -> str:
        """The word or the mark before it, exactly; an empty one where the section begins."""
        i = self.view.atom_at(self.start)
        return self.view.atoms[i - 1].text if i else ""


def chances_of(span: Span) -> dict[str, float] | None:
    """Return how likely a model finds it that a span is the name of each kind, on average of its words; None where it doesn't say."""
    tokens = span.view.tokens_between(span.start, span.end)
    told = [token.name_chances for token in tokens if token.name_chances is not None]
    if not told or len(told) < len(tokens):
        return None
    means = (sum(column) / len(told) for column in zip(*told, strict=True))
    return dict(zip(NAME_KINDS, means, strict=True))


def make_span(
    view: SectionView, start: int, end: int, entity_type: EntityType, source: Source
) -> Span:
    """Return a span with the known thing of its form, if there is one."""
    text = " ".join(view.text[start:end].split())
    entry = entry_of(text)
    if entry is None and text.isupper() and len(text) > 3:
        atoms = gazetteer().upper_by_first.get(text.split()[0], [])
        entry = next((e for form, e in atoms if " ".join(form) == text), None)
    return Span(view, start, end, entity_type, source, entry)


def known_spans(views: Sequence[SectionView]) -> Iterator[Span]:
    """Yield every known form in the text, longest first at each place, none overlapping."""
    for view in views:
        texts = ["'" if atom.text == "’" else atom.text for atom in view.atoms]
        i = 0
        while i < len(texts):
            found = known_at(view, texts, i)
            if found is None:
                i += 1
                continue
            length, entry = found
            end = view.atoms[i + length - 1].end
            yield Span(view, view.atoms[i].start, end, entry.entity_type, "gazetteer", entry)
            i += length


def known_at(view: SectionView, texts: list[str], i: int) -> tuple[int, Entry] | None:
    """Return (atoms, entry) of the longest known form at an atom, as it is written or in capitals."""
    forms, shouted = gazetteer().by_first, gazetteer().upper_by_first
    atom = view.atoms[i]
    is_shouted = view.casing[atom.line] == "upper"
    found = match_at(view, texts, i, forms.get(texts[i], [])) if not is_shouted else None
    if found is None and (is_shouted or (len(atom.text) > 4 and atom.text.isupper())):
        found = match_at(view, texts, i, shouted.get(texts[i], []))
    return found


def match_at(
    view: SectionView,
    texts: list[str],
    i: int,
    candidates: list[tuple[tuple[str, ...], Entry]],
) -> tuple[int, Entry] | None:
    """Return (atoms, entry) of the longest known form at an atom, if it stands there as a whole word."""
    for form, entry in candidates:
        n = len(form)
        if n > 1 and tuple(texts[i : i + n]) != form:
            continue
        first, last = view.atoms[i], view.atoms[i + n - 1]
        if first.line == last.line and is_whole(view, first.start, last.end, entry):
            return n, entry
    return None


def is_whole(view: SectionView, start: int, end: int, entry: Entry) -> bool:
    """Tell whether a known form is a word of its own, not a piece of an address, a tag or a hyphenated name."""
    text = view.text
    if is_joined_before(text, start):
        return False
    after, then = text[end : end + 1], text[end + 1 : end + 2]
    if (after and after in "@/_\\") or (after == "." and then.isalnum()):
        return False
    return not (after in DASHES and entry.is_ambiguous and is_capitalised(then))


def is_joined_before(text: str, start: int) -> bool:
    """Tell whether what begins at an offset goes on with a word: "@Paris", "JEAN-PARIS", "x.Paris"."""
    before, first = text[start - 1 : start], text[start - 2 : start - 1]
    if before == "." and first.isalnum():
        return True
    return before != "" and (before in "@#/_\\" or (before in DASHES and first.isupper()))
