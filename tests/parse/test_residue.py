"""Captions at the start and publications that speak of themselves at the end are no part of a story."""

from __future__ import annotations

import random
import re

import pytest

from copydesk.parse.boilerplate import line_class
from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks, clean_story, residue_rules
from copydesk.parse.titles import key_of

STORY = (
    "The harbour council voted on Monday to reopen the ferry line, which a storm closed in March.",
    "Work starts in May (the council's engineer hopes) and will cost four million crowns.",
    "“We have waited long enough,” said Maria Okafor, who leads the council's committee on transport.",
)


def cleaned(*texts: str) -> tuple[str, ...]:
    return tuple(
        block.text for block in clean_blocks([Block("paragraph", text) for text in texts]).blocks
    )


@pytest.mark.parametrize(
    "caption",
    [
        "Maria Okafor speaks on the pier in Port Almay, March 3, 2019. (Ann Lee/Reuters)",
        "The ferry in its berth, May 7, 2017. (Reuters photo: Ann Lee)",
        "Image copyright Getty Images Image caption The ferry has lain in its berth since March",
    ],
)
def test_a_caption_with_its_credit_at_the_start_goes(caption: str) -> None:
    assert cleaned(caption, *STORY) == STORY


@pytest.mark.parametrize(
    "tail",
    [
        "We are committed to truth and accuracy in all that we print. Read our editorial standards.",
        "Read our editorial guidelines.",
        "Please adhere to our commenting policy to avoid being banned.",
        "See an error in this story? Tell us.",
        "The views in this column do not necessarily reflect those of the paper.",
        "LISTEN TO ARTICLE 4:10 SHARE THIS ARTICLE Share Tweet Post Email",
        "Are you on the islands? Tell us your story by emailing news@almay.example.",
        "Please include a contact number if you are willing to speak to us.",
        "To receive our harbour letter in your inbox, go to our pages.",
        "Subscribe on Apple Podcasts, Spotify, or wherever you listen to podcasts.",
        "Source: https://almay.example/2019/03/the-harbour-council-votes-to-reopen-the-ferry-line-that-a-storm-closed",
        "Source",
        "Read more @ The Almay Gazette",
        "[TWITTER]: https://twitter.example/almay",
        "Delivered by The Almay Gazette",
        "If you would like to write for the Gazette, please read our guidelines on submissions here.",
        "Ann Lee ann.lee@gazette.example",
        "한지우 기자",
    ],
)
def test_a_publication_that_speaks_of_itself_at_the_end_goes(tail: str) -> None:
    assert cleaned(*STORY, tail) == STORY


@pytest.mark.parametrize(
    "text",
    [
        "The council said that it was committed to truth and accuracy in its figures.",
        "Okafor told reporters (and a photographer) that the line would open in May (or June).",
        "“Are you sure?” the engineer asked in an email to the yard.",
    ],
)
def test_prose_that_sounds_alike_stays(text: str) -> None:
    assert cleaned(*STORY, text) == (*STORY, text)
    assert cleaned(text, *STORY) == (text, *STORY)


def test_cells_of_a_table_may_say_the_same_again() -> None:
    price = "Twelve crowns for each crossing, return included"
    for kind, n in (("cell", 2), ("paragraph", 1), ("heading", 1)):
        blocks = [Block("paragraph", STORY[0]), Block(kind, price), Block(kind, price)]
        kept = clean_blocks([*blocks, Block("paragraph", STORY[1])]).blocks
        assert [block.text for block in kept].count(price) == n


def test_a_heading_that_is_a_link_stays_and_a_line_that_is_one_goes() -> None:
    ferry = "Almay Queen, the fastest ferry"
    for kind, n in (("heading", 1), ("paragraph", 0), ("item", 0)):
        blocks = [Block("paragraph", STORY[0]), Block(kind, ferry), Block("paragraph", STORY[1])]
        kept = clean_blocks(blocks, linked={key_of(ferry)}).blocks
        assert [block.text for block in kept].count(ferry) == n


def test_a_list_of_terms_is_no_date_line() -> None:
    terms = ("- 8-1/4 pct bonds due March 1, 1994,", "March 31, 1986 end")
    assert cleaned(*terms, *STORY) == (*terms, *STORY)


def test_the_way_to_the_page_at_its_start_goes() -> None:
    assert cleaned("News", "Islands", "Port Almay", *STORY) == STORY


def test_a_kicker_or_two_short_lines_at_the_start_stay() -> None:
    assert cleaned("Port Almay", *STORY) == ("Port Almay", *STORY)


CONSENTS = (
    "When you visit our website, we store cookies on your browser to collect information.",
    "You have the right to opt-out of the sale of your personal information to third parties.",
    "Die Zustimmung kann jederzeit für die Zukunft widerrufen werden, Sie finden den Link am Ende der Seite.",
)


@pytest.mark.parametrize("text", CONSENTS)
def test_a_notice_that_asks_for_consent_is_no_story(text: str) -> None:
    assert line_class(text) == "cookie"


@pytest.mark.parametrize(
    "text",
    [
        "The regulator fined the company for setting cookies before anybody could refuse them.",
        "Parliament voted to let people sell what apps know about them, a right that no other state grants.",
        "Das Gericht sah in den Cookies einen Verstoß gegen das Gesetz und gab den Klägern recht.",
    ],
)
def test_news_of_such_notices_stays(text: str) -> None:
    assert line_class(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Seit März geschlossen: die Fähre am Mühlkai. Foto: Stadt Almay",
        "The ferry after its refit in the dry dock (credit: Almay Port Authority)",
        "Two piers, views from the harbour, photos © Ann Lee, 2019",
    ],
)
def test_a_line_that_ends_in_its_credit_is_a_caption(text: str) -> None:
    assert line_class(text) == "photo_credit"


def test_the_end_of_a_dump_is_cleaned_like_that_of_a_page() -> None:
    biography = "Ann Lee is the Gazette's correspondent on the islands and has covered the council since 2011."
    blocks = [Block("paragraph", text) for text in (*STORY, "Source:", biography)]
    assert tuple(block.text for block in clean_story(blocks, ["Ann Lee"])) == STORY


def test_cleaning_a_story_twice_changes_nothing() -> None:
    blocks = [Block("paragraph", text) for text in (*STORY, "Source:", "Delivered by The Gazette")]
    once = clean_story(blocks)
    assert clean_story(once) == once


@pytest.mark.parametrize(
    "residue",
    [
        "Media playback is unsupported on your device Media caption The ferry seen from the north pier",
        "Media caption Watch: the ferry leaves its berth",
        "Photographer: Ann Lee/Almay Photographer: Ann Lee/Almay",
        "Hide caption Deckhands in Port Almay on Monday. Previous Next Ann Lee/Gazette",
        "next Image 1 of 2",
        "Advertisement Continue reading the main story",
        "Advertisement Advertisement",
        "Newsletter Sign Up Continue reading the main story Please verify you're not a robot by clicking the box.",
        "Can't see the video? Click here.",
        "Share All sharing options for: The ferry line, explained",
        "Read or Share this story: https://almay.example/2019/03/ferry",
        "Watch the latest video at video.almay.example",
        "CLICK TO GET THE GAZETTE APP",
        "NOW WATCH: ‘The ferry leaves its berth’",
    ],
)
def test_what_players_and_widgets_leave_goes_wherever_it_stands(residue: str) -> None:
    assert cleaned(STORY[0], residue, *STORY[1:]) == STORY


@pytest.mark.parametrize(
    "text",
    [
        "The media's caption writers struck on Monday in Port Almay, and playback of the debate was delayed by an hour.",
        "Photographers waited on the pier. “Nobody can see the video,” said Okafor, whose newsletter broke the news.",
        "Now watch what the council does, the engineer said; he would continue reading its papers.",
        "Advertisement revenue fell by a tenth at the Gazette, which carried the line's notices.",
        "Many residents can't see the chart from the back rows, said Maria Okafor, and asked for a larger one on Monday.",
    ],
)
def test_a_sentence_with_the_same_words_stays(text: str) -> None:
    assert cleaned(STORY[0], text, *STORY[1:]) == (STORY[0], text, *STORY[1:])


@pytest.mark.parametrize(
    "stamp",
    [
        "By Tom Hale, Harbour Correspondent | 7 March 2021",
        "Von Tom Hale, 7. März 2021, 10:30 Uhr",
        "Tom Hale · Mar 7, 2021 · 6 min read",
        "Sunday, March 7, 2021",
    ],
)
def test_who_wrote_a_story_and_when_is_no_part_of_its_text(stamp: str) -> None:
    assert cleaned(stamp, *STORY) == STORY
    assert cleaned(*STORY, stamp) == STORY
    letter = (*STORY * 3, stamp, *STORY)  # far from both ends it may be a document that is quoted
    texts = [f"{text} {n}" if text != stamp else text for n, text in enumerate(letter)]
    assert stamp in cleaned(*texts)


@pytest.mark.parametrize(
    "text",
    [
        "By 7 March 2021 the ferry to Port Almay was back.",
        "Tom Hale died on 7 March 2021.",
        "It opened on 7 March 2021.",
    ],
)
def test_a_last_sentence_with_a_day_stays(text: str) -> None:
    assert cleaned(*STORY, text) == (*STORY, text)


def test_a_line_that_opens_like_a_byline_is_read_once_and_not_in_every_way() -> None:
    """The pattern took exponential time for "By" and a long sentence: nine hundredths of a JSON article's."""
    [quick] = [p for p in residue_rules().lead.patterns if "reported by)\\s*:?" in p.pattern]
    slow = re.compile(quick.pattern.replace("++", "+").replace("*+){1,8}", "*){1,8}"))
    assert slow.pattern != quick.pattern
    draw = random.Random(5)
    lines = [
        "By " + "".join(draw.choices("aB.-'’ , &:/", k=draw.randint(0, 18))) for _ in range(3000)
    ]
    told = [bool(quick.match(line)) for line in lines]
    assert told == [bool(slow.match(line)) for line in lines]
    assert 300 < sum(told) < 2700


def test_a_table_of_contents_goes_and_the_headings_stay() -> None:
    heads = ("How the ferry line was closed by the storm in March", "The vote", "What comes now")
    contents = [Block("heading", "On this page"), *(Block("item", text) for text in heads)]
    parts = [
        block
        for head, text in zip(heads, STORY, strict=True)
        for block in (Block("heading", head), Block("paragraph", text))
    ]
    lead = Block(
        "paragraph", "The ferry to Port Almay comes back, and this page says how and when."
    )
    assert clean_blocks([lead, *contents, *parts]).blocks == (lead, *parts)
    other = [Block("item", text) for text in ("A pier", "A bar", "What comes now")]
    assert clean_blocks([lead, *other, *parts]).blocks == (lead, *other, *parts)
