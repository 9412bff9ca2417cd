"""Lines that stand round a story are told from the story's own."""

from __future__ import annotations

import re

import pytest

from copydesk.parse.boilerplate import (
    is_boilerplate_line,
    line_class,
    read_related_link,
)
from schemas.articles import BOILERPLATE_LINE

CONTRACT_CASES = [
    "Advertisement", "[ad]", "READ MORE", "Also read:", "Continue reading...", "Share this article",
    "Follow us on Facebook and Twitter", "Sign up for our weekly newsletter", "Click here to subscribe",
    "All rights reserved.", "© 2019 Gazette. All rights reserved", "Tweet", "Story continues below advertisement",
]  # fmt: skip


@pytest.mark.parametrize("line", CONTRACT_CASES)
def test_every_line_the_contract_forbids_is_residue(line):
    assert re.search(BOILERPLATE_LINE, line)
    assert is_boilerplate_line(line)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("| Advertisement", "advertisement"),
        ("Anzeige", "advertisement"),
        ("Facebook Twitter WhatsApp", "share"),
        ("Updated March 4th, 2021 at 19:55 IST", "date_line"),
        ("Veröffentlicht am 4. März 2021", "date_line"),
        ("Reported by: Ann Lee", "byline"),
        ("| Image:self", "photo_credit"),
        ("(Photo: Ann Lee)", "photo_credit"),
        ("FILE PHOTO: A ferry leaves the harbour", "photo_credit"),
        ("We use cookies to improve this site.", "cookie"),
        ("Copyright 2021 The Gazette", "copyright"),
        ("Lire aussi", "read_on"),
        ("***", "rule"),
    ],
)
def test_lines_are_named_by_class(line, name):
    assert line_class(line) == name


@pytest.mark.parametrize(
    "line",
    [
        "The share of votes for the council fell.",
        "More than 100 people were on board.",
        "Follow the river and you reach the mill.",
        "Read aloud, the letter takes an hour.",
        "Published accounts differ on the cause.",
        "Stand up, said the judge.",
        "Cookies were sold at the fair.",
        "North's threat",
        "By the river, two boats lay.",
    ],
)
def test_a_storys_own_lines_stay(line):
    assert line_class(line) is None
    assert read_related_link(line) is None


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Read:\u00a0 Storm closes harbour", "Storm closes harbour"),
        ("ALSO READ | Storm: harbour closed", "Storm: harbour closed"),
        ("[Read more: Storm closes harbour]", "Storm closes harbour"),
        ("Lesen Sie auch: Sturm schließt Hafen", "Sturm schließt Hafen"),
        ("Read more", None),
        ("Read: ", None),
    ],
)
def test_related_links_give_their_headline(line, title):
    assert read_related_link(line) == title
