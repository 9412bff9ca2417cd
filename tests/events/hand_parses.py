"""Analysed articles made by hand: a compact notation for a parse, and mentions found by their surface."""

from __future__ import annotations

import datetime as dt

from copydesk.ids import content_id
from copydesk.text.language import (
    AnalysedArticle,
    Argument,
    ArticleText,
    FoundMention,
    Frame,
    Sentence,
    Token,
)

NAMES = {
    "US": ("GPE", "United States", "USA"),
    "United States": ("GPE", "United States", "USA"),
    "American": ("NORP", "United States", "USA"),
    "Norland": ("GPE", "Norland", "NOR"),
    "Sudonia": ("GPE", "Sudonia", "SDN"),
    "Sudonian": ("NORP", "Sudonia", "SDN"),
    "Harl": ("PERSON", "Jon Harl", None),
    "Weir": ("PERSON", "Ana Weir", None),
    "Porto": ("GPE", "Porto", "PRT"),
    "Haven": ("GPE", "SDN/Haven", "SDN"),  # a town of a known country
    "Nowhere": ("GPE", "Nowhere", None),  # on no map
    "Norpol": ("ORG", "Norpol", None),
    "Marram": ("ORG", "Marram Oil", None),
    "MoT": ("ORG", "Ministry of Trade", "NOR"),
    "Unionist": ("NORP", "Union Party", "NOR"),
    "Unionists": ("NORP", "Union Party", "NOR"),
    "NBI": ("ORG", "Norland Bureau of Inquiry", "NOR"),
}
KEYS = {
    "Unionist": "ORG:union party",
    "Unionists": "ORG:union party",
    "NBI": "ORG:norland bureau of inquiry",
}
"""Of those whose kind shows in their key."""


def parse(notation: str) -> list[tuple[str, str, str, str, int]]:
    """Return (text, lemma, pos, dep, head) per word of `text/lemma/POS/dep/head`; heads count from 1, 0 is the root."""
    rows = []
    for word in notation.partition("||")[0].split():
        text, lemma, pos, dep, head = word.split("/")
        rows.append((text, lemma or text.lower(), pos, dep, int(head)))
    return rows


def frames(notation: str) -> tuple[Frame, ...]:
    """Return the frames behind each `||`: `trigger:chance TYPE/mode role=word:chance status=… polarity=…`; words count from 1."""
    found = []
    for part in notation.split("||")[1:]:
        first, kind, *rest = part.split()
        trigger, chance = _sure(first)
        event_type, _, mode = kind.partition("/")
        told = {"status": "reported", "polarity": "positive"}
        arguments = []
        for key, _, value in (word.partition("=") for word in rest):
            if key in told:
                told[key] = value
            else:
                arguments.append(Argument(key, *_sure(value)))  # type: ignore[arg-type]
        found.append(
            Frame(
                trigger,
                event_type,
                mode or None,
                chance,
                told["status"],
                told["polarity"],
                tuple(arguments),
            )
        )  # type: ignore[arg-type]
    return tuple(found)


def _sure(value: str) -> tuple[int, float]:
    """Return the index of a word and its chance, 1 where none is given."""
    word, _, chance = value.partition(":")
    return int(word) - 1, float(chance or 1)


def article_of(
    *notations: str,
    title: str | None = None,
    published_on: dt.date | None = dt.date(2019, 11, 19),
    dateline: str | None = None,
) -> tuple[ArticleText, AnalysedArticle, list[FoundMention]]:
    """Return an article whose body holds one sentence per notation, its analysis, and its mentions."""
    texts = [" ".join(row[0] for row in parse(n)) for n in notations]
    article = ArticleText(
        article_id=content_id("art", *texts, title or ""),
        body=" ".join(texts),
        title=title and " ".join(row[0] for row in parse(title)),
        dateline=dateline,
        published_on=published_on,
    )
    sentences, start = [], 0
    if title:
        sentences.append(_sentence("title", 0, 0, title))
    for notation, text in zip(notations, texts, strict=True):
        sentences.append(_sentence("body", len(sentences), start, notation))
        start += len(text) + 1
    mentions = [m for s in sentences for m in _mentions(article, s)]
    if dateline in NAMES:
        whole = _sentence("dateline", len(sentences), 0, f"{dateline}//PROPN/root/0")
        mentions += _mentions(article, whole)
    return article, AnalysedArticle(tuple(sentences), ()), mentions


def _sentence(section: str, index: int, start: int, notation: str) -> Sentence:
    tokens, at = [], start
    for i, (text, lemma, pos, dep, head) in enumerate(parse(notation)):
        tokens.append(Token(at, at + len(text), text, lemma, pos, dep, head - 1 if head else i))
        at += len(text) + 1
    text = " ".join(t.text for t in tokens)
    return Sentence(section, index, start, start + len(text), text, tuple(tokens), frames(notation))  # type: ignore[arg-type]


def _mentions(article: ArticleText, sentence: Sentence) -> list[FoundMention]:
    found = []
    for token in sentence.tokens:
        if token.text in NAMES:
            kind, name, country = NAMES[token.text]
            found.append(
                FoundMention(
                    mention_id=content_id(
                        "men", article.article_id, sentence.section, str(token.start)
                    ),
                    article_id=article.article_id,
                    section=sentence.section,
                    sentence_index=sentence.index,
                    start=token.start,
                    end=token.end,
                    surface=token.text,
                    entity_type=kind,  # type: ignore[arg-type]
                    name=name,
                    name_key=KEYS.get(token.text, name.casefold()),
                    country_code=country,
                )
            )
    return found
