"""Which form of a person's name stands for all forms in an article."""

from __future__ import annotations

from collections import Counter

import pytest

from copydesk.entities.people import fullest


@pytest.mark.parametrize(
    ("forms", "wanted"),
    [
        ({"Ana Cruz": 3, "Ana Maria Cruz": 1}, "Ana Maria Cruz"),  # most words
        ({"ANA MARIA CRUZ": 3, "Ana Cruz": 1}, "Ana Cruz"),  # not from a headline in capitals
        ({"J. R. Holloway": 3, "James Robert Holloway": 1}, "James Robert Holloway"),
        ({"Kristen Mallory": 1, "Kristin Mallory": 2}, "Kristin Mallory"),  # most often
        ({"Kristen Mallory": 2, "Kristin Mallory": 2}, "Kristen Mallory"),  # first
    ],
)
def test_the_fullest_form_stands_for_a_person(forms: dict[str, int], wanted: str) -> None:
    order = {text: at for at, text in enumerate(forms)}
    assert fullest(list(forms), Counter(forms), order) == wanted
    assert fullest(list(forms)[::-1], Counter(forms), order) == wanted
