"""Sentences of a story that begin as what stands round one does stay; what only looks like them goes."""

from __future__ import annotations

import pytest

from copydesk.parse import parse_record
from copydesk.parse.boilerplate import line_class
from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks, residue_rules
from copydesk.records import ParsedArticle, RawRecord, SourceConfig

PARTS = [f"The council of Oslen spoke about the ferry for the {n}. time on Monday." for n in range(9)]  # fmt: skip


def stays(line: str, place: int) -> bool:
    """Return whether a line stays at a place among the paragraphs of a plain text."""
    texts = [*PARTS[:place], line, *PARTS[place:]]
    cleaned = clean_blocks([Block("paragraph", text) for text in texts], is_plain=True)
    return any(block.text == line for block in cleaned.blocks)


@pytest.mark.parametrize(
    ("sentence", "residue"),
    [
        ("Copyright law gives authors such rights for life, the court said.", "Copyright 2012 The Harbour Mail."),
        ("The Copyright Office in Oslen declined to comment on the case.", "Copyright The Harbour Mail"),
        ("Critics say that copyright was never meant for this.", "(C) Copyright by The Harbour Mail"),
        ("The views expressed by both ministers were not those of the cabinet.", "The views expressed in this commentary are her own."),
        ("Reporting from Oslen, the Mail's Ida Holm said the pier was shut.", "Reporting by Ida Holm in Oslen; Editing by Per Vik"),
        ("Written by the builder of the pier, the letter asks for more time.", "Written by Ida Holm and Per Vik"),
        ("With reports from three towns still missing, the count stood at 40.", "With files from The Canadian Press"),
        ("The maps will show ferries on Android and iOS phones alike.", "Get the app now for Android and iOS"),
        ("More meltdown coverage will come shortly, the editor wrote.", "More coverage of the ferry line"),
        ("Published in 1999, the book about the ferry sold 30 million copies.", "Published March 3, 2017 at 3:04 p.m."),
        ("Created in 2009, it did not begin to sail until October 2010.", "Created: 3 March 2010, 10:05"),
        ("Reporter: Do you think that the ferry will sail?", "Reporter: Ida Holm"),
    ],
)  # fmt: skip
def test_a_sentence_stays_where_a_line_that_begins_alike_goes(sentence: str, residue: str) -> None:
    assert stays(sentence, 8)
    assert line_class(sentence) is None
    assert not stays(residue, 8)


@pytest.mark.parametrize(
    ("sentence", "residue"),
    [
        ("By 2012, that number had fallen to 20 percent.", "By Ida Holm, Oslen"),
        ("By Monday the ferry sailed again.", "By IDA HOLM."),
        ("Translation: the ferry will never sail again.", "Translation: Ida Holm"),
        ("Posted on 3 March, the letter had not come by May.", "Posted on 3 March 2012"),
    ],
)
def test_the_same_above_a_text(sentence: str, residue: str) -> None:
    assert stays(sentence, 0)
    assert not stays(residue, 0)
    assert residue_rules().lead.match(residue)


def test_of_a_sentence_said_twice_the_whole_one_is_the_storys() -> None:
    told = "Doctors took the spider out of a scar that an old operation had left on him"
    texts = [PARTS[0], told, *PARTS[1:3], f"{told}.", *PARTS[3:]]
    cleaned = clean_blocks([Block("paragraph", text) for text in texts], is_plain=True)
    assert [block.text for block in cleaned.blocks] == [text for text in texts if text != told]


SIGNATURE = "— Ida Holm (@idaholm) March 3, 2018"
POST = f"I am proud of what the council has done for the ferry. {SIGNATURE}"


def test_a_post_that_a_sentence_introduces_stays() -> None:
    texts = [*PARTS[:3], "Ida Holm wrote on Monday:", POST, *PARTS[3:]]
    cleaned = clean_blocks([Block("paragraph", text) for text in texts], is_plain=True)
    assert POST in [block.text for block in cleaned.blocks]
    assert not stays(POST, 3)


def test_a_signature_stays_where_its_post_does() -> None:
    assert stays(SIGNATURE, 3)
    quoted = [Block("quote", "I am proud of it."), Block("quote", SIGNATURE)]
    cleaned = clean_blocks([Block("paragraph", PARTS[0]), *quoted, Block("paragraph", PARTS[1])])
    assert [block.text for block in cleaned.blocks] == PARTS[:2]


TOLD = [
    "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March.",
    "Work starts in May and will cost about four million crowns, its engineer said after the vote.",
    "Boats last sailed to the islands when two piers were lost, and nobody has crossed since then.",
]


@pytest.mark.parametrize(("end", "agency"), [("Reuter", "Reuters"), ("Harbour News", None)])
def test_a_sign_off_below_a_text_tells_its_agency(end: str, agency: str | None) -> None:
    fields = {"title": "Ferry sails", "text": "\n\n".join([*TOLD, end]), "author": "Latest Posts"}
    told = parse_record(
        RawRecord("rec_" + "0" * 24, "0" * 64, "a.jsonl", "line 1", "fields", b"{}", fields=fields),
        SourceConfig(),
    )
    assert isinstance(told, ParsedArticle)
    assert (told.credit, told.authors) == (agency, ())
    assert told.body.split("\n\n") == TOLD
