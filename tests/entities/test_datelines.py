"""Places of datelines: parted from the text, and yet on the map."""

from __future__ import annotations

import dataclasses

import pytest
from entity_articles import analysed, article

from copydesk.entities import find_mentions
from copydesk.text.language import FoundMention


def of_dateline(dateline: str | None, body: str = "It closed.") -> tuple[FoundMention, ...]:
    """Return the mentions of an article with a dateline, in which no model sees a name."""
    text = dataclasses.replace(article(body), dateline=dateline)
    return find_mentions(text, analysed(text.texts()))


@pytest.mark.parametrize(
    ("dateline", "names"),
    [
        ("LARGO, Fla., March 30", [("LARGO", "Largo"), ("Fla.", "Florida")]),
        ("CHICAGO, ILL., March 23", [("CHICAGO", "Chicago"), ("ILL.", "Illinois")]),
        ("BASLE, Switzerland", [("BASLE", "Basle"), ("Switzerland", "Switzerland")]),
        ("LONDON/PARIS, 3 May", [("LONDON", "London"), ("PARIS", "Paris")]),
        ("Toronto, March 30", [("Toronto", "Toronto")]),
        ("UNITED NATIONS, March 6", []),
        ("ABOARD THE FERRY, June 2", []),
        ("MARCH 16", []),
        ("LONDON, March", [("LONDON", "London")]),  # a month before it is a town of the Fens
        (None, []),
    ],
)
def test_a_dateline_names_its_town_and_what_stands_behind(dateline, names):
    found = of_dateline(dateline)
    assert [(m.surface, m.name) for m in found] == names
    assert all(dateline[m.start : m.end] == m.surface for m in found if dateline)
    assert {(m.section, m.sentence_index) for m in found} <= {("dateline", 1)}


def test_what_stands_behind_the_town_in_a_dateline_says_which_it_is_in_the_text():
    told = of_dateline("PARIS, Texas, May 3", "They met in Paris.")
    assert {m.name_key for m in told if m.surface.casefold() == "paris"} == {"GPE:USA/paris"}
    plain = of_dateline("PARIS, May 3", "They met in Paris.")
    assert {m.name_key for m in plain} == {"GPE:FRA/paris"}
