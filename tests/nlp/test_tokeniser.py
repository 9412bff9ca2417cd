"""The tokeniser on words that no news has: runs of marks, and addresses of hundreds of signs."""

from __future__ import annotations

import time

import pytest

from copydesk.nlp.tokeniser import LONGEST_WORD, Tokenise, english, tokeniser_of

CPU_SECONDS = 5.0
"""Ten times what it takes; without the bounds on what is looked at it took 14."""


@pytest.fixture(scope="module")
def tokenise() -> Tokenise:
    return tokeniser_of(english())


def words(tokenise: Tokenise, text: str) -> list[str]:
    return [text[a:b] for a, b in tokenise(text)]


@pytest.mark.parametrize("mark", ["(", '"', "a)", "!?", "'s"])
def test_a_run_of_marks_costs_what_its_length_may(tokenise: Tokenise, mark: str) -> None:
    text = mark * (12_000 // len(mark))
    start = time.process_time()
    found = words(tokenise, text)
    assert time.process_time() - start < CPU_SECONDS
    assert "".join(found) == text
    assert len(found) >= len(text) // LONGEST_WORD


@pytest.mark.parametrize("n_signs", [10, LONGEST_WORD - 60, LONGEST_WORD * 3])
def test_a_long_word_is_found_at_its_place(tokenise: Tokenise, n_signs: int) -> None:
    address = "https://gazette.example/" + "a" * n_signs
    text = f"Read it (at {address}).\n\nThe U.S.-led force left!!!"
    found = words(tokenise, text)
    assert found[:4] == ["Read", "it", "(", "at"]
    assert found[-6:] == ["The", "U.S.", "-", "led", "force", "left"] or found[-1] == "!!!"
    if n_signs < LONGEST_WORD:
        assert found[4:7] == [address, ")", "."]
    assert "".join(found) == "".join(text.split())
