"""What a text says about the names in it."""

from __future__ import annotations

from copydesk.nlp import name_evidence as ne


def test_full_name_and_title_speak_for_a_surname_anywhere_in_the_text() -> None:
    found = ne.evidence_of(
        ["Maria", "Paris", "left", ".", "Mr.", "Paris", "said", "Paris", "was", "tired"]
    )
    assert found["Paris"] & ne.NAME_BEFORE
    assert found["Paris"] & ne.TITLE_BEFORE


def test_preposition_speaks_for_a_place() -> None:
    found = ne.evidence_of(["They", "met", "in", "Paris", "on", "Monday"])
    assert found["Paris"] & ne.PLACE_BEFORE
    assert not found["Paris"] & ne.NAME_BEFORE


def test_word_also_written_small_is_marked() -> None:
    found = ne.evidence_of(["Talks", "failed", ".", "The", "talks", "were", "long"])
    assert found["Talks"] & ne.LOWER_ELSEWHERE
