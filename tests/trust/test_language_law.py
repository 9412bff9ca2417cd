"""A slice of the law of resources in the language stages; the whole: `python -m tests.trust.language_law`."""

from __future__ import annotations

import pytest

from tests.trust import language_law

SLICE = ("people of a state", "languages of one list", "bearers of one surname")
"""Those that took the square of their length once: each of many words looked through all of the text, or all of its list, each name through all
others."""

SLOPE = 1.45
"""More than the law's, for the small size; the square is 2."""


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """Load what is loaded once."""
    language_law.seconds_of(language_law.body_of(language_law.UNITS["news"], 1_000))


@pytest.mark.parametrize("name", SLICE)
def test_twice_the_text_takes_twice_the_time(name):
    (family,) = [f for f in language_law.families() if f.name == name]
    assert language_law.breaches_of(family, 10_000, SLOPE) == []


@pytest.mark.parametrize(
    ("seconds", "n_marks", "told"),
    [
        ([0.05, 0.1, 0.2], 1_000, None),
        ([0.05, 0.2, 0.8], 2_000, "slope 2.00"),
        ([0.5, 1.0, 2.0], 1_000, "2.00 ms per mark"),
        ([0.001, 0.02, 0.09], 1_000, None),  # noise
    ],
)
def test_law_of_the_stages_is_told(seconds, n_marks, told):
    said = language_law.broken_by(seconds, "mentions", n_marks, language_law.MAX_SLOPE)
    assert (said is None) if told is None else (said is not None and told in said)
