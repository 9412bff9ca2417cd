"""Trim the spans a model takes for names: what is around a name isn't part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copydesk.nlp.article_doc import Piece
from copydesk.vocabulary import words_of
from schemas.entities import EntityType

ARTICLES = frozenset({"the", "a", "an"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’", "‘s"})
HONORIFICS = words_of("titles_of_address")

Range = tuple[int, int, EntityType]


def is_edge_noise(word: str) -> bool:
    """Tell whether a token can't begin or end a name: punctuation alone, or a possessive."""
    return word in POSSESSIVES or not any(c.isalnum() for c in word)


def names_within(
    pieces: Sequence[Piece], start: int, end: int, kind: EntityType
) -> Iterator[Range]:
    """Yield the token ranges of the names in a model's range: one, none, or those around an honorific."""
    for i in range(end - 1, start - 1, -1):
        if pieces[i].text in HONORIFICS:
            yield from names_within(pieces, start, i, kind)
            start, kind = i + 1, "PERSON"
            break
    found = trimmed(pieces, start, end)
    if found is not None:
        yield *found, kind


def trimmed(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int] | None:
    """Return the token range of the name within a range; None when no name is left.

    A closing bracket stays where its opening one is inside: "Congress (I)".
    """
    while start < end and is_article_or_noise(pieces[start].text):
        start += 1
    while start < end and is_edge_noise(pieces[end - 1].text):
        if closes_inside(pieces, start, end):
            break
        end -= 1
    words = pieces[start:end]
    return (start, end) if any(c.isalpha() for piece in words for c in piece.text) else None


def is_article_or_noise(word: str) -> bool:
    """Tell whether a token can't begin a name."""
    return is_edge_noise(word) or word.lower() in ARTICLES


def closes_inside(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Tell whether the last token is a bracket that opens within the range."""
    return pieces[end - 1].text == ")" and any(piece.text == "(" for piece in pieces[start:end])
