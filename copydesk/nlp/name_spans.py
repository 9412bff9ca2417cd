"""Trim the spans a model takes for names: what is around a name isn't part of it."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.nlp.article_doc import Piece

ARTICLES = frozenset({"the", "a", "an"})
POSSESSIVES = frozenset({"'s", "’s", "'", "’", "‘s"})


def is_edge_noise(word: str) -> bool:
    """Tell whether a token can't begin or end a name: punctuation alone, or a possessive."""
    return word in POSSESSIVES or not any(c.isalnum() for c in word)


def trimmed(pieces: Sequence[Piece], start: int, end: int) -> tuple[int, int] | None:
    """Return the token range of the name within a model's range; None when no name is left.

    A closing bracket stays where its opening one is inside: "Congress (I)".
    """
    while start < end and (
        is_edge_noise(pieces[start].text) or pieces[start].text.lower() in ARTICLES
    ):
        start += 1
    while (
        start < end
        and is_edge_noise(pieces[end - 1].text)
        and not closes_inside(pieces, start, end)
    ):
        end -= 1
    words = pieces[start:end]
    if not any(c.isalpha() for piece in words for c in piece.text):
        return None
    return start, end


def closes_inside(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Tell whether the last token is a bracket that opens within the range."""
    return pieces[end - 1].text == ")" and any(piece.text == "(" for piece in pieces[start:end])
