"""Where an article is cut: paragraphs, sentences that the rules are sure of, and the doubts left to a model."""

from __future__ import annotations

import pytest

from copydesk.nlp.article_doc import Piece, cut_pieces


def blank_tokens(text: str) -> list[tuple[int, int]]:
    """Return offsets of words, with marks at their ends as tokens of their own."""
    spans: list[tuple[int, int]] = []
    start = 0
    for word in text.split():
        start = text.index(word, start)
        end = start + len(word)
        first, last = start, end
        while first < last and text[first] in '"“‘(':
            first += 1
        while (
            last > first
            and text[last - 1] in '.?!,"”)'
            and word not in {"U.S.", "Gov.", "P.", "Inc."}
        ):
            last -= 1
        spans += [(i, i + 1) for i in range(start, first)]
        spans += [(first, last)] if first < last else []
        spans += [(i, i + 1) for i in range(last, end)]
        start = end
    return spans


def sure_sentences(text: str) -> list[str]:
    """Return the body cut where the rules say a sentence must begin."""
    pieces = cut_pieces({"body": text}, blank_tokens)
    starts = [p.start for p in pieces if p.begins]
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He left. She stayed.", ["He left.", "She stayed."]),
        ('"It is over." He left.', ['"It is over."', "He left."]),
        ("“It is over.” “Not yet.”", ["“It is over.”", "“Not yet.”"]),
        ("(They lost.) He left.", ["(They lost.)", "He left."]),
        ("Gov. Ana P. Lund left.", ["Gov. Ana P. Lund left."]),
        ("He left the U.S. The war went on.", ["He left the U.S.", "The war went on."]),
        ("Votes at Acme Inc. Friday were few.", ["Votes at Acme Inc. Friday were few."]),
        ('She said "no way" and left.', ['She said "no way" and left.']),
        ('"One." "Two." He left.', ['"One."', '"Two."', "He left."]),
        ("The Rev . Lund left .", ["The Rev . Lund left ."]),
        ("Ana P . Lund left .", ["Ana P . Lund left ."]),
        ("See No. 5 there.", ["See No. 5 there."]),
        ('"No." He left.', ['"No."', "He left."]),
        ("A heading\n\nA paragraph", ["A heading", "A paragraph"]),
        ("A heading\n \t\nA paragraph", ["A heading", "A paragraph"]),
        ("He left.\nShe stayed.", ["He left.", "She stayed."]),
    ],
)
def test_sentences_begin_where_news_ends_them(text: str, sentences: list[str]) -> None:
    assert sure_sentences(text) == sentences


def hints(text: str) -> dict[str, bool | None]:
    """Return the hint of each word of a body."""
    return {p.text: p.begins for p in cut_pieces({"body": text}, blank_tokens)}


def test_small_letter_never_begins_a_sentence_within_a_line() -> None:
    assert hints('He asked "why?" and left')["and"] is False


def test_question_mark_leaves_a_doubt() -> None:
    assert hints("Who won? Nobody")["Nobody"] is None


def test_abbreviation_before_a_name_leaves_a_doubt() -> None:
    assert hints("the U.S. Friday")["Friday"] is None


def test_title_is_one_sentence_whatever_it_holds() -> None:
    pieces = cut_pieces({"title": "He left. She stayed? Yes."}, blank_tokens)
    assert [p.begins for p in pieces] == [True, *[False] * (len(pieces) - 1)]


def test_sections_come_in_their_order_with_their_own_offsets() -> None:
    pieces = cut_pieces({"body": "Two", "title": "One"}, blank_tokens)
    assert pieces == [Piece("title", 0, 3, "One", True), Piece("body", 0, 3, "Two", True)]


def test_text_of_blanks_has_no_tokens() -> None:
    assert cut_pieces({"title": " ", "body": "\n\n \n\n"}, blank_tokens) == []
