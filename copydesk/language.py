"""Language-neutral form of an analysed article: what a model adapter yields and the later stages read.

No model library is known here. Offsets are code points into the text of the section they name.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Protocol

from schemas.entities import EntityType
from schemas.mentions import Section

SECTIONS: tuple[Section, ...] = ("title", "subtitle", "body")


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """One token. `head` is the index, in the sentence, of its governor; a root governs itself."""

    start: int
    end: int
    text: str
    lemma: str
    pos: str  # Universal POS
    dep: str  # Universal Dependencies relation, with subtype: "nsubj:pass"
    head: int


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. `index` counts over the article: title 0, then subtitle, then body."""

    section: Section
    index: int
    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class NamedSpan:
    """A stretch of text that a model takes for a name."""

    section: Section
    sentence_index: int
    start: int
    end: int
    entity_type: EntityType


@dataclasses.dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """Sentences and raw name spans of one article, in text order."""

    sentences: tuple[Sentence, ...]
    spans: tuple[NamedSpan, ...]


class LanguageModel(Protocol):
    """What a model adapter must do. The answer for one article never depends on any other."""

    name: str  # part of the cache key: changes whenever the answers may change

    def analyse(self, texts: Mapping[Section, str]) -> AnalysedArticle:
        """Return sentences, tokens and name spans of the sections given, in `SECTIONS` order."""
        ...
