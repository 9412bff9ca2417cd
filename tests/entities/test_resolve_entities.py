"""One row per real thing over a collection, whatever the order in which it comes."""

from __future__ import annotations

import random

import pytest
from entity_articles import mentions_of
from hypothesis import given, settings
from hypothesis import strategies as st
from kept_collection import Story, from_nothing

from copydesk.entities.merging import dominating
from copydesk.entities.resolve import Form, canonical_name
from copydesk.text.language import FoundMention
from schemas.columns import EntityType


def resolved(mentions: list[FoundMention]) -> tuple[dict[str, str], list[dict]]:
    ids = sorted({m.article_id for m in mentions})
    kept = from_nothing([Story(i, tuple(m for m in mentions if m.article_id == i)) for i in ids])
    assigned = {row[0]: row[2] for rows in kept.mention_rows().values() for row in rows}
    entities = kept.connection.sql("SELECT * FROM fresh_entities ORDER BY entity_id")
    return assigned, entities.to_arrow_table().to_pylist()


def collection(*bodies: tuple[str, dict[str, EntityType]]) -> list[FoundMention]:
    return [
        m
        for i, (body, named) in enumerate(bodies)
        for m in mentions_of(body, named, article_id=f"art_{i}")
    ]


def names_of(mentions: list[FoundMention]) -> dict[str, list[str]]:
    return {row["name"]: row["aliases"] for row in resolved(mentions)[1]}


def test_a_state_is_one_row_with_its_code_and_item():
    rows = resolved(
        collection(("The US spoke.", {}), ("American ships left the United States.", {}))
    )[1]
    (row,) = rows
    assert (row["name"], row["entity_type"], row["country_code"], row["wikidata_id"]) == (
        "United States",
        "GPE",
        "USA",
        "Q30",
    )
    assert row["aliases"] == ["American", "US"]


def test_every_mention_has_a_row():
    mentions = collection(
        ("Ana Ruiz met Velmar in Oslo.", {"Ana Ruiz": "PERSON", "Velmar": "ORG"}),
        ("Smith spoke.", {"Smith": "PERSON"}),
    )
    assigned, rows = resolved(mentions)
    assert set(assigned) == {m.mention_id for m in mentions}
    assert set(assigned.values()) == {row["entity_id"] for row in rows}


def test_a_bare_surname_binds_to_the_bearer_who_dominates():
    full = [("Ana Brankovic spoke.", {"Ana Brankovic": "PERSON"})] * 5
    mentions = collection(*full, ("Critics of Brankovic marched.", {"Brankovic": "PERSON"}))
    assert names_of(mentions) == {"Ana Brankovic": ["Brankovic"]}


@pytest.mark.parametrize(("n_ana", "n_ivo", "is_bound"), [(7, 3, True), (2, 1, False)])
def test_a_bare_surname_binds_from_seven_tenths_on(n_ana: int, n_ivo: int, is_bound: bool) -> None:
    articles: list[tuple[str, dict[str, EntityType]]] = [
        *[("Ana Brankovic spoke.", {"Ana Brankovic": "PERSON"})] * n_ana,
        *[("Ivo Brankovic spoke.", {"Ivo Brankovic": "PERSON"})] * n_ivo,
        ("Critics of Brankovic marched.", {"Brankovic": "PERSON"}),
    ]
    assert ("Brankovic" not in names_of(collection(*articles))) == is_bound


def test_two_people_of_one_surname_stay_two_and_bare_mentions_apart():
    mentions = collection(
        ("Ana Brankovic spoke.", {"Ana Brankovic": "PERSON"}),
        ("Ivo Brankovic spoke.", {"Ivo Brankovic": "PERSON"}),
        ("Critics of Brankovic marched.", {"Brankovic": "PERSON"}),
        ("A friend of Brankovic sang.", {"Brankovic": "PERSON"}),
    )
    rows = resolved(mentions)[1]
    assert sorted(row["name"] for row in rows) == [
        "Ana Brankovic",
        "Brankovic",
        "Brankovic",
        "Ivo Brankovic",
    ]
    assert len({row["entity_id"] for row in rows}) == 4


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Ana R. Brankovic", "Ana Brankovic", True),
        ("Ana R. Brankovic", "Ana T. Brankovic", False),
        ("Joe Brankovic", "Joseph Brankovic", True),
        ("Joe Smith", "Joseph Smith", False),
        ("Oleksiy Zelinsky", "Oleksiy Zelinskiy", True),
        ("Jane Anderson", "Jane Andersen", False),
        ("Maria Keller", "Mario Keller", False),
        ("José Peña", "Jose Pena", True),
        ("Ivo Brankovic Jr.", "Ivo Brankovic", False),
    ],
)
def test_two_forms_are_one_person_only_without_doubt(one: str, other: str, is_one: bool):
    mentions = collection(
        (f"It was {one} who spoke.", {one: "PERSON"}),
        (f"It was {other} who spoke.", {other: "PERSON"}),
    )
    assert len(resolved(mentions)[1]) == (1 if is_one else 2)


@pytest.mark.parametrize(
    ("full", "bare", "n_full", "is_bound"),
    [
        ("Rhys Palmer", "Palmer", 1, False),  # any Palmer of a squad's list
        ("Rhys Palmer", "Palmer", 2, False),
        ("Rhys Palmer", "Palmer", 3, True),
        ("Rhys Velmarsson", "Velmarsson", 1, True),  # hardly anybody else is called so
        ("Rhys Palmer", "R Palmer", 1, True),  # nor so, beginning with an R
    ],
)
def test_a_surname_of_many_people_says_little_alone(full: str, bare: str, n_full: int, is_bound: bool):  # fmt: skip
    told = [(f"{full} spoke in hall {n}.", {full: "PERSON"}) for n in range(n_full)]
    rows = resolved(collection(*told, (f"{bare} kicked the ball.", {bare: "PERSON"})))[1]
    assert (len(rows) == 1) == is_bound


def test_initials_bind_to_the_long_form_of_another_article():
    mentions = collection(
        ("The Coastal Farmers Union (CFU) met.", {"Coastal Farmers Union": "ORG", "CFU": "ORG"}),
        ("Leaders of CFU met.", {"CFU": "ORG"}),
    )
    assert names_of(mentions) == {"Coastal Farmers Union": ["CFU"]}


def test_ministries_of_two_states_are_two_rows():
    mentions = collection(
        ("Iran's Foreign Ministry spoke.", {"Foreign Ministry": "ORG"}),
        ("Norway's Foreign Ministry spoke.", {"Foreign Ministry": "ORG"}),
    )
    rows = [row for row in resolved(mentions)[1] if row["entity_type"] == "ORG"]
    assert sorted(row["country_code"] for row in rows) == ["IRN", "NOR"]


def test_a_town_without_its_state_is_the_only_one_of_that_name():
    mentions = collection(
        ("Floods hit Elkhorn, Nebraska.", {"Elkhorn": "GPE"}),
        ("Floods hit Elkhorn.", {"Elkhorn": "GPE"}),
    )
    rows = [row for row in resolved(mentions)[1] if row["name"] == "Elkhorn"]
    assert [row["country_code"] for row in rows] == ["USA"]


BODIES: list[tuple[str, dict[str, EntityType]]] = [
    ("The US and Ana Brankovic spoke.", {"Ana Brankovic": "PERSON"}),
    ("Ana R. Brankovic and the CFU.", {"Ana R. Brankovic": "PERSON", "CFU": "ORG"}),
    (
        "The Coastal Farmers Union (CFU) and Brankovic.",
        {"Coastal Farmers Union": "ORG", "CFU": "ORG", "Brankovic": "PERSON"},
    ),
    ("Ivo Brankovic in Velmar.", {"Ivo Brankovic": "PERSON", "Velmar": "GPE"}),
    ("Velmar rose. Smith left Seoul.", {"Velmar": "ORG", "Smith": "PERSON"}),
    ("Smith and Ada Smith.", {"Smith": "PERSON", "Ada Smith": "PERSON"}),
]


@settings(max_examples=15)
@given(
    st.lists(st.integers(0, len(BODIES) - 1), min_size=1, max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_order_of_mentions_changes_nothing(picks: list[int], shuffler: random.Random):
    mentions = collection(*(BODIES[i] for i in picks))
    mixed = list(mentions)
    shuffler.shuffle(mixed)
    assert resolved(mentions) == resolved(mixed)


SPELLINGS = [
    ("Muammar Gaddafi", "Moammar Gadhafi"),
    ("Muammar Gaddafi", "Muammar Qaddafi"),
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
    ("Alexei Navalny", "Alexey Navalny"),
    ("Sergei Skripal", "Sergey Skripal"),
    ("Viktor Yanukovych", "Victor Yanukovich"),
    ("Mahmoud Ahmadinejad", "Mahmud Ahmadinejad"),
    ("Ibrahim Jaafari", "Ibrahim Jafari"),
    ("Slobodan Milosevic", "Slobodan Milošević"),
]
TWO_PEOPLE = [
    ("Peter Hansen", "Peter Hanson"),
    ("Marie Keller", "Maria Keller"),
    ("Eric Holder", "Erica Holder"),
    ("John Brown", "John Browne"),
    ("Paul Allan", "Paul Allen"),
    ("Steve Phillips", "Steve Philips"),
    ("Gabriel Garcia", "Gabriela Garcia"),
    ("Ian Reid", "Ian Reed"),
    ("Alan White", "Alan Whyte"),
    ("Kim Jong Il", "Kim Jong Un"),
]


@pytest.mark.parametrize(("one", "other"), SPELLINGS)
def test_spellings_of_a_foreign_name_are_one_person(one: str, other: str):
    mentions = collection(
        (f"It was {one} who spoke.", {one: "PERSON"}),
        (f"It was {other} who spoke.", {other: "PERSON"}),
    )
    assert len(resolved(mentions)[1]) == 1


@pytest.mark.parametrize(("one", "other"), TWO_PEOPLE)
def test_names_that_only_look_alike_are_two_people(one: str, other: str):
    mentions = collection(
        (f"It was {one} who spoke.", {one: "PERSON"}),
        (f"It was {other} who spoke.", {other: "PERSON"}),
    )
    assert len(resolved(mentions)[1]) == 2


def test_a_bare_given_name_is_nobody_known():
    mentions = collection(
        ("Later Amelia sang.", {"Amelia": "PERSON"}), ("Later Amelia ran.", {"Amelia": "PERSON"})
    )
    assert len(resolved(mentions)[1]) == 2


def test_a_given_name_taken_for_a_place_elsewhere_is_still_nobody_known():
    said = [(f"In {n} words John left.", {"John": "PERSON"}) for n in range(8)]
    mentions = collection(*said, ("They met near John.", {"John": "GPE"}))
    assignments, rows = resolved(mentions)
    assert [row["name"] for row in rows] == ["John"] * 9
    assert len(set(assignments.values())) == 9


def test_the_same_house_under_two_names_is_one_row():
    mentions = collection(
        (
            "Texas and Ohio waited. The U.S. House of Representatives voted.",
            {"U.S. House of Representatives": "ORG"},
        ),
        ("Texas and Ohio waited. Members of the House voted.", {"House": "ORG"}),
    )
    rows = [row for row in resolved(mentions)[1] if row["entity_type"] == "ORG"]
    assert [(row["name"], row["country_code"]) for row in rows] == [
        ("United States House of Representatives", "USA")
    ]


def test_a_collection_without_names_gives_empty_tables():
    assigned, rows = resolved([])
    assert (assigned, rows) == ({}, [])


def test_a_double_surname_binds_to_its_only_bearer():
    full = [("Ana Ruiz-Ortega spoke.", {"Ana Ruiz-Ortega": "PERSON"})] * 2
    mentions = collection(*full, ("Critics of Ruiz-Ortega marched.", {"Ruiz-Ortega": "PERSON"}))
    assert names_of(mentions) == {"Ana Ruiz-Ortega": ["Ruiz-Ortega"]}


def test_a_surname_with_a_particle_binds_to_its_only_bearer():
    full = [("Joris van Velmar spoke.", {"Joris van Velmar": "PERSON"})] * 2
    mentions = collection(*full, ("Critics of Van Velmar marched.", {"Van Velmar": "PERSON"}))
    assert names_of(mentions) == {"Joris van Velmar": ["Van Velmar"]}


@pytest.mark.parametrize(("n_first", "best"), [(8, "a"), (7, None)])
def test_one_of_several_is_meant_where_it_has_four_fifths_of_the_weight(
    n_first: int, best: str | None
) -> None:
    assert dominating(["a", "b"], {"a": n_first, "b": 10 - n_first}) == best


@pytest.mark.parametrize(("n", "name"), [(3, "Nicky Kall"), (4, "N Kall")])
def test_a_name_in_full_stands_before_one_of_letters_where_it_is_usual(n: int, name: str):
    forms = [Form("N Kall", "N Kall", None, n, n), Form("Nicky Kall", "Nicky Kall", None, 1, 1)]
    assert canonical_name("PERSON:nicky kall", forms, "PERSON") == name


RUGBY, CRICKET, SOCCER, NEITHER = (
    "The fly-half left the scrum.", "The batsman lost his wicket.", "The striker met the goalkeeper.", "The striker likes rugby.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("told", "n_rows"),
    [
        ([RUGBY, RUGBY], 1),
        ([RUGBY, SOCCER, CRICKET], 3),
        ([RUGBY] * 4 + [NEITHER], 1),
        ([RUGBY, SOCCER, NEITHER], 3),
    ],
)
def test_clubs_and_contests_of_two_sports_are_two_rows(told: list[str], n_rows: int) -> None:
    named: dict[str, EntityType] = {"Oldham": "ORG", "Premiership": "ORG"}
    found = collection(*((f"Oldham won the Premiership. {text}", named) for text in told))
    ids = resolved(found)[0]
    for name in named:
        assert len({ids[m.mention_id] for m in found if m.surface == name}) == n_rows
