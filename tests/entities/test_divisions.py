"""A state's short form behind a town is the state, and places the town; elsewhere the letters are what they were."""

from __future__ import annotations

import pytest
from entity_articles import mentions_of

from schemas.columns import EntityType


def keys(body: str, named: dict[str, EntityType] | None = None) -> dict[str, str]:
    return {m.surface: m.name_key for m in mentions_of(body, named or {})}


@pytest.mark.parametrize(
    ("town", "form", "division", "country"),
    [
        ("Long Beach", "CA", "USA-CA", "USA"),
        ("Portland", "OR", "USA-OR", "USA"),
        ("Gary", "IN", "USA-IN", "USA"),
        ("Athens", "GA", "USA-GA", "USA"),
        ("St. John's", "NL", "CAN-NL", "CAN"),
        ("Kingston", "Ont.", "CAN-ON", "CAN"),
        ("Cambridge", "Mass", "USA-MA", "USA"),
        ("Mobile", "Ala", "USA-AL", "USA"),
        ("Lee County", "Ala", "USA-AL", "USA"),
        ("Charlottetown", "P.E.I.", "CAN-PE", "CAN"),
        ("Peru", "IN", "USA-IN", "USA"),
        ("Lebanon", "PA", "USA-PA", "USA"),
        ("Geneva", "New York", "USA-NY", "USA"),
        ("Spokane", "Washington", "USA-WA", "USA"),
    ],
)
def test_behind_its_town_a_short_form_is_the_division(
    town: str, form: str, division: str, country: str
) -> None:
    found = mentions_of(f"A man from {town}, {form}, was hurt.", {town: "GPE", form: "ORG"})
    assert [m.surface for m in found] == [town, form]
    assert found[1].name_key == f"GPE:{division}"
    assert found[0].country_code == country


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Ann Ruiz, MD, spoke.", {"Ann Ruiz": "PERSON"}),
        ("In Rome, IN Technologies gained.", {"Rome": "GPE"}),
        ("Perth, WA, is far.", {"Perth": "GPE"}),
        ("In Mobile, Ala Moana opened.", {"Mobile": "GPE"}),
        ("They left Cook County, Ala, on foot.", {"Cook County": "GPE"}),
        ("HELD IN GARY, IN LONDON AND IN ROME", {}),
        ("Offices in Geneva, New York and Tokyo shut.", {"Geneva": "GPE"}),
        ("Offices in Geneva, New York, Tokyo shut.", {"Geneva": "GPE"}),
        ("Offices in London, New York, shut.", {"London": "GPE"}),
    ],
)
def test_elsewhere_the_letters_are_no_division(body: str, named: dict[str, EntityType]) -> None:
    assert not [k for k in keys(body, named).values() if k.startswith(("GPE:USA-", "GPE:CAN-"))]


def test_a_city_behind_a_person_is_no_tag_as_a_short_form_is() -> None:
    ruiz: dict[str, EntityType] = {"Ann Ruiz": "PERSON"}
    assert "Washington" in keys("Under Ann Ruiz, Washington lost.", ruiz)
    assert "MD" not in keys("Under Ann Ruiz, MD, it lost.", ruiz | {"MD": "GPE"})
    assert keys("Ann Ruiz (D-Calif.) left.", ruiz) == {"Ann Ruiz": "PERSON:ann ruiz~cUSA"}


def test_a_town_is_a_town_whatever_its_last_word() -> None:
    found = mentions_of("A man from Long Beach, CA, was hurt.", {"Long Beach": "LOC"})
    assert [m.entity_type for m in found] == ["GPE", "GPE"]
    found = mentions_of("A man swam at Long Beach.", {"Long Beach": "LOC"})
    assert [m.entity_type for m in found] == ["LOC"]


def test_letters_behind_a_person_are_no_place() -> None:
    found = keys("Jane Doe, CA, objected.", {"Jane Doe": "PERSON", "CA": "GPE"})
    assert set(found) == {"Jane Doe"}


def test_a_members_letters_are_no_place_of_the_story() -> None:
    found = keys("Tom Hale, D-CA, objected.", {"Tom Hale": "PERSON", "CA": "GPE"})
    assert set(found) == {"Tom Hale"}


def test_the_form_met_again_is_the_division() -> None:
    found = keys("He left Kingston, Ont., for good. The Ont office shut.", {"Kingston": "GPE", "Ont ": "GPE"})  # fmt: skip
    assert found["Ont"] == "GPE:CAN-ON"


def test_a_state_is_a_state_where_no_short_form_stands_behind() -> None:
    found = mentions_of("He left Peru, IN, and flew to Peru.", {})
    assert [m.country_code for m in found if m.surface == "Peru"] == ["USA", "PER"]


def test_a_number_of_the_post_may_follow() -> None:
    assert keys("An office in Toronto, ON M5V 2T6 shut.", {})["ON"] == "GPE:CAN-ON"


@pytest.mark.parametrize(
    ("body", "town", "key"),
    [
        ("It burned in Lebanon, Pennsylvania, on Monday.", "Lebanon", "GPE:USA-PA/lebanon"),
        ("A lorry was bound for Peru, Indiana.", "Peru", "GPE:USA/peru"),
        ("It will hurt Peru, Indiana and Ohio.", "Peru", "GPE:PER"),  # a list
        ("It was so in Canada, Mexico, and Cuba.", "Canada", "GPE:CAN"),
        ("It was so in Lebanon, Georgia, and Cuba.", "Lebanon", "GPE:LBN"),
    ],
)
def test_a_town_called_like_a_state_has_its_division_behind_it(
    body: str, town: str, key: str
) -> None:
    assert keys(body)[town] == key
