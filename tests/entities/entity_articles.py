"""Articles and analyses made by hand: what the tests of this folder feed to the name rules."""

from __future__ import annotations

import dataclasses
import re

from copydesk.entities import find_mentions
from copydesk.text.language import (
    NAME_KINDS,
    AnalysedArticle,
    ArticleText,
    FoundMention,
    NamedSpan,
    Sentence,
    Token,
)
from schemas.columns import EntityType
from schemas.mentions import Section

WORD = re.compile(r"(?:[A-Z]\.)+|\w+(?:-\w+)*|['’]s\b|[^\w\s]")
SENTENCE = re.compile(r"[^\n]+?(?:(?<![A-Z])[.?!][”\"]?(?=\s|$)|(?=\n|$))")


def analysed(
    texts: dict[Section, str], named: dict[str, EntityType] | None = None
) -> AnalysedArticle:
    """Return sentences of unparsed tokens, and every occurrence of the names given as a model's span."""
    sentences: list[Sentence] = []
    spans: list[NamedSpan] = []
    for section, text in texts.items():
        for found in SENTENCE.finditer(text):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            words = [
                Token(start + w.start(), start + w.end(), w[0], w[0].lower(), "X", "", 0)
                for w in WORD.finditer(text[start : found.end()])
            ]
            if words:
                sentence = Sentence(
                    section,
                    len(sentences),
                    start,
                    found.end(),
                    text[start : found.end()],
                    tuple(words),
                )
                sentences.append(sentence)
        for name, kind in (named or {}).items():
            for at in re.finditer(re.escape(name), text):
                index = sum(s.section == section and s.end <= at.start() for s in sentences)
                spans.append(NamedSpan(section, index, at.start(), at.end(), kind))
    return AnalysedArticle(tuple(sentences), tuple(spans))


def with_chances(told: AnalysedArticle, chances: dict[str, dict[str, float]]) -> AnalysedArticle:
    """Return an analysis whose model says how likely the words given are of a name of each kind, and that no other word is."""
    return dataclasses.replace(
        told,
        sentences=tuple(
            dataclasses.replace(
                sentence,
                tokens=tuple(
                    dataclasses.replace(
                        token,
                        name_chances=tuple(
                            chances.get(token.text, {}).get(k, 0.0) for k in NAME_KINDS
                        ),
                    )
                    for token in sentence.tokens
                ),
            )
            for sentence in told.sentences
        ),
    )


def article(
    body: str,
    title: str | None = None,
    article_id: str = "art_1",
    authors: tuple[str, ...] = (),
) -> ArticleText:
    """Return an article."""
    return ArticleText(article_id, body, title, authors=authors)


def mentions_of(
    body: str,
    named: dict[str, EntityType] | None = None,
    title: str | None = None,
    article_id: str = "art_1",
    authors: tuple[str, ...] = (),
) -> tuple[FoundMention, ...]:
    """Return the mentions of an article whose model proposes the names given."""
    text = article(body, title, article_id, authors)
    return find_mentions(text, analysed(text.texts(), named))


def named(mentions: tuple[FoundMention, ...]) -> list[tuple[str, str, str]]:
    """Return (surface, type, name) of each mention."""
    return [(m.surface, m.entity_type, m.name) for m in mentions]
