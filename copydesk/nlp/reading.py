"""From what a model read of an article's words to the language-neutral answer, whatever the model."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

from copydesk.nlp.article_doc import Piece
from copydesk.nlp.labels import ENTITY_TYPES
from copydesk.nlp.name_spans import names_within
from copydesk.text.language import AnalysedArticle, Frame, NamedSpan, Sentence, Token
from schemas.mentions import Section

Name = tuple[int, int, str]
"""First word, word after the last, the model's label."""


@dataclasses.dataclass(frozen=True, slots=True)
class Word:
    """What was read of one word. `head` is where its governor stands in the article; a root is its own."""

    begins: bool  # a sentence
    lemma: str
    pos: str  # Universal POS
    dep: str  # Universal Dependencies relation
    head: int
    event_chance: float | None = None  # that it reports an event; None where a model doesn't say
    frame: Frame | None = None  # of that event, its words counted in the article
    name_chances: tuple[float, ...] | None = (
        None  # that it is in the name of each kind; None as above
    )


def analysed(
    texts: Mapping[Section, str],
    pieces: Sequence[Piece],
    words: Sequence[Word],
    names: Sequence[Name],
) -> AnalysedArticle:
    """Return the sentences and names of an article from its words, one per piece; the first begins a sentence."""
    bounds = sentence_bounds([word.begins for word in words])
    sentences = []
    for index, (start, end) in enumerate(bounds):
        first, last = pieces[start], pieces[end - 1]
        tokens = tuple(
            Token(
                p.start,
                p.end,
                p.text,
                w.lemma,
                w.pos,
                w.dep,
                w.head - start,
                w.frame.event_type if w.frame else None,
                w.event_chance,
                w.name_chances,
            )
            for p, w in zip(pieces[start:end], words[start:end], strict=True)
        )
        text = texts[first.section][first.start : last.end]
        frames = tuple(moved(w.frame, -start) for w in words[start:end] if w.frame)
        sentences.append(
            Sentence(first.section, index, first.start, last.end, text, tokens, frames)
        )
    return AnalysedArticle(tuple(sentences), tuple(name_spans(texts, pieces, bounds, names)))


def moved(frame: Frame, by: int) -> Frame:
    """Return the frame with its words so many places on."""
    arguments = tuple(dataclasses.replace(a, token=a.token + by) for a in frame.arguments)
    return dataclasses.replace(frame, trigger=frame.trigger + by, arguments=arguments)


def sentence_bounds(begins: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the word ranges of the sentences.

    >>> sentence_bounds([True, False, True])
    [(0, 2), (2, 3)]
    """
    starts = [i for i, begin in enumerate(begins) if begin]
    return list(itertools.pairwise([*starts, len(begins)]))


def name_spans(
    texts: Mapping[Section, str],
    pieces: Sequence[Piece],
    bounds: Sequence[tuple[int, int]],
    names: Sequence[Name],
) -> Iterator[NamedSpan]:
    """Yield the names found, trimmed, each inside one sentence and one line."""
    sentence_of = [index for index, (start, end) in enumerate(bounds) for _ in range(start, end)]
    for a, b, label in names:
        entity_type = ENTITY_TYPES.get(label)
        for start, end, kind in names_within(pieces, a, b, entity_type) if entity_type else ():
            first, last = pieces[start], pieces[end - 1]
            is_one_line = "\n" not in texts[first.section][first.start : last.end]
            if is_one_line and sentence_of[start] == sentence_of[end - 1]:
                yield NamedSpan(first.section, sentence_of[start], first.start, last.end, kind)
