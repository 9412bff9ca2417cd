"""An event in one line of English."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from copydesk.events.ontology import ontology
from copydesk.events.sectors import sector_of
from copydesk.events.summary import summary_of

DAY = dt.date(2024, 5, 17)


def event(**changes: Any) -> dict[str, Any]:
    return {
        "event_type": "COERCE",
        "event_mode": "arrest",
        "status": "reported",
        "actor_names": ["police"],
        "recipient_names": ["26 protesters"],
        "trigger": "arrested",
        "event_date_start": DAY,
        "event_date_end": DAY,
    } | changes


@pytest.mark.parametrize(
    ("changes", "place", "line"),
    [
        ({}, "Hosapete", "Police arrested 26 protesters in Hosapete, 17 May 2024"),
        ({"recipient_names": []}, None, "Police made arrests, 17 May 2024"),
        ({"actor_names": []}, None, "Arrest of 26 protesters, 17 May 2024"),
        ({"event_date_start": None}, None, "Police arrested 26 protesters, by 17 May 2024"),
        ({"event_date_end": None, "event_date_start": None}, None, "Police arrested 26 protesters"),
        (
            {"status": "planned"},
            None,
            "Police planned to arrest 26 protesters, 17 May 2024",
        ),
        (
            {"actor_names": list("ABCD"), "event_mode": "deport"},
            None,
            "A, B and 2 others deported 26 protesters, 17 May 2024",
        ),
        (
            {"status": "claimed"},
            None,
            "Police arrested 26 protesters, as a party to it says, 17 May 2024",
        ),
    ],
)
def test_line(changes: dict[str, Any], place: str | None, line: str) -> None:
    assert summary_of(event(**changes), place) == line


@pytest.mark.parametrize(
    ("event_type", "trigger", "line"),
    [
        ("AGREE", "pledged", "Kenya made a promise to Chad, 17 May 2024"),
        ("AGREE", "offered", "Kenya made an offer to Chad, 17 May 2024"),
        ("AGREE", "agreed", "Kenya agreed with Chad, 17 May 2024"),
        ("SUPPORT", "signed", "Kenya signed an accord with Chad, 17 May 2024"),
        ("SUPPORT", "Thanked", "Kenya thanked Chad, 17 May 2024"),
        ("SUPPORT", "hailed", "Kenya praised Chad, 17 May 2024"),
        ("SUPPORT", "backed", "Kenya expressed support for Chad, 17 May 2024"),
        ("REQUEST", "asked", "Kenya asked Chad, 17 May 2024"),
        ("REQUEST", "Urging", "Kenya urged Chad, 17 May 2024"),
        ("REQUEST", "invited", "Kenya invited Chad, 17 May 2024"),
        ("REQUEST", "demanded", "Kenya made a demand of Chad, 17 May 2024"),
        ("ACCUSE", "alleged", "Kenya accused Chad, 17 May 2024"),
        ("ACCUSE", "blamed", "Kenya blamed Chad, 17 May 2024"),
        ("SUPPORT", "apologised to", "Kenya apologised to Chad, 17 May 2024"),
        ("SUPPORT", "backed down", "Kenya expressed support for Chad, 17 May 2024"),
        ("COERCE", "jailed", "Kenya jailed Chad, 17 May 2024"),
        ("CONSULT", "met with", "Kenya met Chad, 17 May 2024"),
        ("CONCEDE", "acquitted", "Kenya acquitted Chad, 17 May 2024"),
        ("CONCEDE", "pardoned", "Kenya pardoned Chad, 17 May 2024"),
        ("ACCUSE", "condemned", "Kenya condemned Chad, 17 May 2024"),
        ("ACCUSE", "sued", "Kenya sued Chad, 17 May 2024"),
        ("THREATEN", "warned", "Kenya warned Chad, 17 May 2024"),
        ("SANCTION", "fired", "Kenya dismissed Chad, 17 May 2024"),
        ("SANCTION", "fined", "Kenya fined Chad, 17 May 2024"),
        ("SANCTION", "sentenced", "Kenya sentenced Chad, 17 May 2024"),
        ("SANCTION", "convicted", "Kenya convicted Chad, 17 May 2024"),
        ("ASSAULT", "killed", "Kenya killed Chad, 17 May 2024"),
        ("ASSAULT", "fired on", "Kenya attacked Chad, 17 May 2024"),
        ("ASSAULT", "stabbed", "Kenya stabbed Chad, 17 May 2024"),
        ("REJECT", "rejected", "Kenya turned down Chad, 17 May 2024"),
    ],
)
def test_a_word_that_says_more_than_its_type_is_told(
    event_type: str, trigger: str, line: str
) -> None:
    told = {"event_type": event_type, "event_mode": None, "trigger": trigger}
    names = {"actor_names": ["Kenya"], "recipient_names": ["Chad"]}
    assert summary_of(event(**told, **names), None) == line


@pytest.mark.parametrize(
    ("names", "ids", "line"),
    [
        (["Two officers"], [], "Arrest of two officers, 17 May 2024"),
        (["Two Rivers"], ["ent_1"], "Arrest of Two Rivers, 17 May 2024"),
        (["Two Rivers", "Two officers"], ["ent_1"], "Arrest of Two Rivers and two officers, 17 May 2024"),
        (["Mayor Weir"], [], "Arrest of Mayor Weir, 17 May 2024"),
    ],
)  # fmt: skip
def test_what_began_a_sentence_is_small_inside_a_line(
    names: list[str], ids: list[str], line: str
) -> None:
    told = event(actor_names=[], recipient_names=names, recipient_ids=ids)
    assert summary_of(told, None) == line


@pytest.mark.parametrize("event_type", sorted(ontology()))
def test_every_type_and_mode_has_a_line(event_type: str) -> None:
    for mode in (None, *ontology()[event_type].modes):
        line = summary_of(event(event_type=event_type, event_mode=mode), None)
        assert line.startswith("Police ")
        assert line.endswith("26 protesters, 17 May 2024")


@pytest.mark.parametrize(
    ("text", "is_state", "sector"),
    [
        ("police in Lagos", False, "COP"),
        ("armed gunmen", False, "UAF"),
        ("the United Nations", False, "IGO"),
        ("The US envoy", True, "GOV"),
        ("US", True, "GOV"),
        ("opposition supporters", False, "CVL"),
        ("Jon Harl", False, None),
        ("a company owned by the army", False, "BUS"),
    ],
)
def test_sector(text: str, is_state: bool, sector: str | None) -> None:
    assert sector_of(text, is_state) == sector


@pytest.mark.parametrize(
    ("event_type", "mode", "line"),
    [
        ("CONSULT", None, "Police planned to hold talks, 17 May 2024"),
        ("COERCE", "arrest", "Police planned to arrest somebody, 17 May 2024"),
        ("AGREE", None, "Police made an agreement or a promise, 17 May 2024"),
        ("ANNOUNCE", None, "Police announced a plan, 17 May 2024"),
    ],
)
def test_what_is_planned_against_nobody_named(event_type: str, mode: str | None, line: str) -> None:
    planned = {"event_type": event_type, "event_mode": mode, "status": "planned"}
    assert summary_of(event(**planned, recipient_names=[]), None) == line


def test_who_is_to_meet_nobody_named_is_to_meet() -> None:
    told = {"event_type": "CONSULT", "event_mode": None, "status": "planned", "trigger": "meet"}
    assert (
        summary_of(event(**told, recipient_names=[]), None) == "Police planned to meet, 17 May 2024"
    )


def test_a_threat_is_told_once() -> None:
    told = {"event_type": "THREATEN", "event_mode": None, "status": "threatened"}
    assert summary_of(event(**told), None).startswith("Police threatened 26 protesters")
    by_nobody = summary_of(event(**told, actor_names=[]), None)
    assert by_nobody.startswith("Threat against 26 protesters, ")


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Burger King", None),
        ("General Motors", None),
        ("Dairy Queen", None),
        ("Varnholt Marine", None),
        ("Los Angeles Kings", None),
        ("US Marine Corps", "MIL"),
        ("Royal Marines", "MIL"),
        ("Texas National Guard", "MIL"),
        ("Turkish Coast Guard", "MIL"),
        ("Supreme Court", "JUD"),
        ("Prison Guard Service", "COP"),
    ],
)
def test_a_word_for_a_person_tells_no_sector_in_the_name_of_a_body(
    name: str, sector: str | None
) -> None:
    assert sector_of(name, is_state=False, is_body=True) == sector


def test_it_tells_one_where_no_body_is_named() -> None:
    assert [sector_of(text, is_state=False) for text in ("the king", "a general", "judge")] == [
        "GOV",
        "MIL",
        "JUD",
    ]
