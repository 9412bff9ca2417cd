"""An article's sections cut into atoms, with what the whole text says about the case of its words."""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Set
from typing import Literal

from copydesk.entities.gazetteer import ATOM
from copydesk.entities.lexicon import is_capitalised, lexicon
from copydesk.text.language import AnalysedArticle, ArticleText, Sentence, Token
from schemas.mentions import Section

Casing = Literal["normal", "title", "upper"]

LINE_END = "\n\n"
MIN_TITLE_WORDS = 4
TITLE_CASE_SHARE = 0.75
"""A line with at least this share of its longer words capitalised is in title case."""


@dataclasses.dataclass(frozen=True, slots=True)
class Atom:
    """A run of letters and digits, or one mark. `is_open`: a sentence, quotation or line begins here."""

    start: int
    end: int
    text: str
    line: int
    is_open: bool


@dataclasses.dataclass(frozen=True, slots=True)
class SectionView:
    """One section: its text, atoms, the casing of each of its lines, and its sentences."""

    section: Section
    order: int
    text: str
    atoms: tuple[Atom, ...]
    starts: tuple[int, ...]
    casing: tuple[Casing, ...]  # by line
    sentences: tuple[Sentence, ...]
    sentence_starts: tuple[int, ...]

    def atom_at(self, offset: int) -> int:
        """Return the index of the first atom that starts at or after an offset."""
        return bisect.bisect_left(self.starts, offset)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that holds an offset."""
        if not self.sentences:
            return None
        return self.sentences[max(0, bisect.bisect_right(self.sentence_starts, offset) - 1)]

    def tokens_between(self, start: int, end: int) -> list[Token]:
        """Return the tokens that share a character with a stretch, of the sentence that it begins in."""
        sentence = self.sentence_at(start)
        tokens = sentence.tokens if sentence is not None else ()
        return [token for token in tokens if token.start < end and token.end > start]

    def casing_at(self, offset: int) -> Casing:
        """Return the casing of the line at an offset."""
        if not self.atoms:
            return "normal"
        return self.casing[self.atoms[min(self.atom_at(offset), len(self.atoms) - 1)].line]

    def atoms_between(self, start: int, end: int) -> tuple[Atom, ...]:
        """Return the atoms within two offsets."""
        return self.atoms[self.atom_at(start) : self.atom_at(end)]


@dataclasses.dataclass(frozen=True, slots=True)
class CaseEvidence:
    """Forms that the article writes in lower case, and those it capitalises inside a sentence."""

    lower: frozenset[str]
    capitalised: frozenset[str]


def section_views(article: ArticleText, analysed: AnalysedArticle) -> list[SectionView]:
    """Return the views of the sections that hold text, in reading order."""
    views = []
    for order, (section, text) in enumerate(article.texts().items()):
        sentences = tuple(s for s in analysed.sentences if s.section == section)
        views.append(view_of(section, order, text, sentences))
    return views


def view_of(
    section: Section, order: int, text: str, sentences: tuple[Sentence, ...]
) -> SectionView:
    """Return the view of one section."""
    atoms = atoms_of(text, {sentence.start for sentence in sentences})
    lines: list[list[str]] = [[] for _ in range(atoms[-1].line + 1 if atoms else 1)]
    for atom in atoms:
        lines[atom.line].append(atom.text)
    return SectionView(
        section=section,
        order=order,
        text=text,
        atoms=tuple(atoms),
        starts=tuple(atom.start for atom in atoms),
        casing=tuple(casing_of(words) for words in lines),
        sentences=sentences,
        sentence_starts=tuple(sentence.start for sentence in sentences),
    )


def atoms_of(text: str, begins: Set[int]) -> list[Atom]:
    """Return the words and marks of a text, each with its line; sentences begin at some offsets."""
    atoms: list[Atom] = []
    line, end, before = 0, 0, ""
    for found in ATOM.finditer(text):
        is_new_line = bool(atoms) and LINE_END in text[end : found.start()]
        line += is_new_line
        is_open = is_new_line or not atoms or found.start() in begins or before in '?!:"“‘*•|'
        atoms.append(Atom(found.start(), found.end(), found[0], line, is_open))
        end, before = found.end(), found[0]
    return atoms


def casing_of(atoms: list[str]) -> Casing:
    """Return the casing of a line.

    >>> casing_of("Leaders Of Two States Meet Today".split())
    'title'
    """
    words = list(filter(str.isalpha, atoms))
    long = [word for word in words if len(word) > 1]
    if len(long) >= 2 and all(map(str.isupper, long)):
        return "upper"
    return "title" if atoms[-1:] != ["."] and are_capitalised(words) else "normal"


def are_capitalised(words: list[str]) -> bool:
    """Tell whether enough of the longer words of a line have a capital for title case."""
    content = [word for word in words if len(word) > 3 or word.casefold() not in small_words()]
    n = sum(map(is_capitalised, content))
    return len(content) >= MIN_TITLE_WORDS and n / len(content) >= TITLE_CASE_SHARE


def small_words() -> frozenset[str]:
    """Return the words that title case leaves small."""
    return lexicon().function_words


def case_evidence(views: list[SectionView]) -> CaseEvidence:
    """Return what the lines in ordinary case say about each word's case."""
    lower: set[str] = set()
    capitalised: set[str] = set()
    for view in views:
        for atom in view.atoms:
            if view.casing[atom.line] != "normal":
                continue
            if atom.text.islower():
                lower.add(atom.text)
            elif not atom.is_open:
                capitalised.add(atom.text)
    return CaseEvidence(frozenset(lower), frozenset(capitalised))


def place_of(sentence: Sentence, offset: int) -> int:
    """Return the index of the first token of a sentence that starts at or after an offset.

    Looked for by halves: of a sentence with thousands of names each asks.
    """
    return bisect.bisect_left(sentence.tokens, offset, key=lambda token: token.start)


def token_at(sentence: Sentence, offset: int) -> Token | None:
    """Return the token that starts at an offset."""
    at = place_of(sentence, offset)
    found = sentence.tokens[at] if at < len(sentence.tokens) else None
    return found if found is not None and found.start == offset else None
