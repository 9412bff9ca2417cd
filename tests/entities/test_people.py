"""Which form of a person's name stands for all forms in an article."""

from __future__ import annotations

from collections import Counter

import pytest
from entity_articles import mentions_of

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


@pytest.mark.parametrize(
    ("full", "short", "is_one"),
    [
        ("Ada Voss-Lindt", "Voss-Lindt", True),
        ("Ursula von der Brink", "von der Brink", True),
        ("Manuel Lopez Obrado", "Lopez Obrado", True),
        ("Mary Ann Lee", "Ann Lee", False),
        ("Ada Voss-Lindt", "Holt-Lindt", False),
    ],
)
def test_a_surname_of_several_words_is_that_of_who_is_named_in_full(full: str, short: str, is_one: bool) -> None:  # fmt: skip
    found = mentions_of(f"{full} spoke. Later {short} left.", {full: "PERSON", short: "PERSON"})
    assert (len({m.name_key for m in found}) == 1) == is_one
