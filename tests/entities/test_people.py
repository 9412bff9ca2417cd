"""Which form of a person's name stands for all forms in an article."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from entity_articles import mentions_of

from copydesk.entities.people import Told, fullest, group_full_names, owner_of, parts_of, told_of


@pytest.mark.parametrize(
    ("forms", "wanted"),
    [
        ({"Ana Cruz": 3, "Ana Maria Cruz": 1}, "Ana Maria Cruz"),  # most words
        ({"ANA MARIA CRUZ": 3, "Ana Cruz": 1}, "Ana Cruz"),  # not from a headline in capitals
        ({"J. R. Holloway": 3, "James Robert Holloway": 1}, "James Robert Holloway"),
        ({"S K Warner": 3, "Shane Warner": 1}, "Shane Warner"),
        ({"Kristen Mallory": 1, "Kristin Mallory": 2}, "Kristin Mallory"),  # most often
        ({"Kristen Mallory": 2, "Kristin Mallory": 2}, "Kristen Mallory"),  # first
    ],
)
def test_the_fullest_form_stands_for_a_person(forms: dict[str, int], wanted: str) -> None:
    order = {text: at for at, text in enumerate(forms)}
    assert fullest(list(forms), Counter(forms), order) == wanted
    assert fullest(list(forms)[::-1], Counter(forms), order) == wanted


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Prince Aldo wed. Aldo left.", "Prince Aldo"),
        ("Mr Aldo wed. Aldo left.", "Aldo"),
        ("Emperor Aldo was Jo Aldo. Aldo left.", "Jo Aldo"),
    ],
)
def test_a_name_without_family_is_told_by_what_its_bearer_is(body: str, name: str) -> None:
    found = mentions_of(body, {"Jo Aldo": "PERSON", "Aldo": "PERSON"})
    assert {m.name for m in found} == {name}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("His son Hal left. Hal Kall met Jo Kall. Kall spoke.", "PERSON:jo kall"),
        ("Hal left. Hal Kall met Jo Kall. Kall spoke.", "PERSON:hal kall"),
        ("He met his son Hal. Hal Kall left. Kall spoke.", "PERSON:hal kall"),
    ],
)
def test_a_surname_is_rather_not_of_kin_named_for_short(body: str, key: str) -> None:
    people = dict.fromkeys(["Ada Kall", "Jo Kall", "Hal Kall", "Hal", "Kall"], "PERSON")
    assert {m.name_key for m in mentions_of(body, people) if m.surface == "Kall"} == {key}


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


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("William Okafor", "Bill Okafor", True),
        ("William Okafor", "Jill Okafor", False),
        ("Kristen Holloway", "Kristin Holloway", True),
        ("Kristen Holloway", "Klara Holloway", False),
        ("James Okafor", "J. Okafor", True),
        ("James Okafor", "T. Okafor", False),
        ("Jean-Pierre Okafor", "Jean Pierre Okafor", True),
        ("James Okafor Jr.", "Tom Holloway Jr.", False),
    ],
)
def test_bearers_of_one_surname_are_those_whose_given_names_can_be_one(
    one: str, other: str, is_one: bool
) -> None:
    for full in ([one, other], [other, one]):
        groups = group_full_names(full, {text: i for i, text in enumerate(full)}, told_of([]))
        assert (len(groups) == 1) is is_one


@pytest.mark.parametrize(
    ("short", "owner"),
    [
        ("Okafor", "Maria Okafor"),
        ("Maria", "Maria Okafor"),
        ("Hollaway", "Tom Holloway"),
        ("Hallowell", None),
        ("von der Leyen", "Ursula von der Leyen"),
        ("der", None),
        ("Perez", "Ana García-Pérez"),
        ("Pere", None),
        ("&", None),
    ],
)
def test_a_short_name_is_looked_for_by_its_parts(short: str, owner: str | None) -> None:
    full = ["Maria Okafor", "Tom Holloway", "Ursula von der Leyen", "Ana García-Pérez", "Lee '"]
    known = list(parts_of(full).known_by(short))
    first = {text: i for i, text in enumerate([*full, short])}
    assert owner_of(short, known, {}, first) == owner


def test_a_he_and_a_she_and_two_of_one_sentence_are_told_apart() -> None:
    told = Told(
        defaultdict(
            set, {"J. Okafor": {(0, 1)}, "James Okafor": {(0, 1)}, "Jane Okafor": {(0, 2)}}
        ),
        defaultdict(set, {"James Okafor": {"m"}, "Jane Okafor": {"f"}, "J. Okafor": {"f", "m"}}),
    )
    assert told.are_apart("James Okafor", "Jane Okafor")
    assert told.are_apart("J. Okafor", "James Okafor")
    assert not told.are_apart("J. Okafor", "Jane Okafor")


@pytest.mark.parametrize(("letter", "n_people"), [("J", 1), ("K", 2)])
def test_a_letter_before_a_second_name_is_whoever_begins_with_it(
    letter: str, n_people: int
) -> None:
    full = [f"{letter}. Robert Moe", "James Moe"]
    groups = group_full_names(full, {text: i for i, text in enumerate(full)}, told_of([]))
    assert len(groups) == n_people
