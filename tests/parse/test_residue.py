"""Captions at the start and publications that speak of themselves at the end are no part of a story."""

from __future__ import annotations

import pytest

from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks

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


def test_a_list_of_terms_is_no_date_line() -> None:
    terms = ("- 8-1/4 pct bonds due March 1, 1994,", "March 31, 1986 end")
    assert cleaned(*terms, *STORY) == (*terms, *STORY)
