"""What stands round a story in exports of pages: pleas, credits, players, points above the lead; and its twins in a story."""

from __future__ import annotations

import pytest

from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import clean_blocks

FORM = "Please verify you are not a robot by clicking the box. You must choose one. " * 6
LEAD = "The ferry to Quent Island was late again on Friday, its captain said."
END = "Nobody was hurt, and the pier will open again on Monday."


def texts_of(*lines: str) -> list[str]:
    return [block.text for block in clean_blocks([Block("paragraph", t) for t in lines]).blocks]


@pytest.mark.parametrize(
    "line",
    [
        "Please share this story with whoever takes the ferry.",
        "Get the word out – share this post with your neighbours.",
        "Share your thoughts below!",
        "In the comments section below, please tell us what you pay.",
        "What do you think? Write to us.",
        "Add your name to the thousands who want a bridge",
        "If you enjoyed this article, you may like our book on piers.",
        "Join Harbour Premium. Members read without advertising.",
        "Editor's Note: Want to support our work? Join with the promo code PIER.",
        "For more on the island, head on over to the Harbour Gazette.",
        "This article has been contributed by the Island Desk. Visit their pages.",
        "A version of this column also appeared in the Harbour Gazette.",
        "This column first ran in the Harbour Gazette.",
        "This report contains material from Reuters and the Island Desk.",
        "This is a developing story. Please check back for updates.",
        "Harbour Matters is a weekly column written by members of the harbour board.",
        "Older articles by Maria Okafor",
        "Authors:",
        "Author's note:",
        "You can watch the captain's report here:",
        "Watch below:",
        "Watch video below, via YouTube:",
        "[The Gazette]",
        "Do you take the ferry? Let us know in the comments.",
        "Have a tip? Drop us a line and tell us!",
        "With a file from the Island Desk",
        "This story has been updated.",
        "This appears in the March 03, 2021 issue of PIER.",
        "Adapted from Lee’s book, The Piers We Were Left, out in March",
        "Please like and share this article if you agree.",
        "Shortened URL for this post: http://quent.example/1ip",
        "About the author",
        "Never miss a story: Subscribe to the Gazette.",
        "Republished with permission from the Island Desk.",
        "Have something to add to this story? Share it in the comments.",
        "We encourage readers who wish to comment to do so on our pages.",
        "— With assistance by Ann Lee, and Tom Hale",
        # who wrote it and where a writer or a paper is reached
        "Ann Lee is a writer in Quent. Follow her on Twitter @annlee.",
        "Ann Lee is a columnist for the Gazette. E-mail her at ann.lee@quent.example.com",
        "Tom Hale, a captain, can be reached at hale@quent.example.com. His book is out in March.",
        "Tom Hale is a captain of the line. He is @tomhale on Twitter.",
        "Was your boat late? Share your experiences by emailing pier@quent.example.",
        "The Pier is our home for essays. If you have an idea for one, pitch us at pier@quent.example",
        "To respond to this column, submit a comment to letters@quent.example.",
        "To contact the reporter on this story: Ann Lee in Quent at lee@quent.example",
    ],
)
def test_what_a_page_says_behind_a_story_is_cut(line: str) -> None:
    assert texts_of(LEAD, END, line) == [LEAD, END]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the ferry line fell by 3 percent on Monday.",
        "What do you think of him, she was asked, and she laughed.",
        "If you enjoyed the crossing, the captain said, come again.",
        "In the comments below his film he wrote that the pier was sold.",
        "The report contains letters from captains and their crews.",
        "Join the queue at seven, the captain said, or stay at home.",
        "For more on deck there is no room, he said.",
        "Authors of the report left on Monday.",
        "You can see why people stay here.",
        "Have something to drink, the captain said.",
        "[Almay Gazette, 11/8/12]",
        "With assistance from two tugs the ferry reached the pier.",
        "“Ask the captain, or follow her on the pier,” Tom Hale told the board, and pointed at twitter.example.",
        "Those who follow me on Twitter know the pier, she wrote here.",
        "Anyone who saw the ferry leave the pier on that evening is asked to write to pier@quent.example.",
        "Holm, who can be reached by boat alone, did not answer.",
    ],
)
def test_sentences_that_begin_alike_stay(line: str) -> None:
    assert texts_of(LEAD, END, line) == [LEAD, END, line]


@pytest.mark.parametrize(
    "line",
    [
        "Politics The Harbour Board On What Comes Next Listen · 4:34 4:34",
        "181130130736067",
        "pier-at-night.JPG",
        "xxxxxxxxxxxxxxxxxxx",
        "Continued below...",
        "HB.ready(function() { HB.Player.create('box-1', 'abc'); });",
        "Scroll down for video",
        "Write to pier@ (JavaScript must be enabled to view this email address)",
        "JUST WATCHED Captain speaks Replay More Videos ... MUST WATCH Captain speaks 02:15",
        "Play Embed Copy this code to your website or blog",
        "Your ads will be inserted here by",
        "[pullquote]",
        "Captain answers the board [WATCH]",
        "Read more 5 Unforgettable Piers",
        "Vote Now:",
        "Photo-Illustration by Ann Lee for PIER",
        "Families wait at the pier in Quent [File: Ann Lee/ Reuters]",
        f"Newsletter Sign Up {FORM} View all our newsletters.",
        "× Ninety Piers by Ann Lee Every pier of the island in one book. Buy Now",
        "Ticker Security Last Change Change % QFL QUENT FERRY LINE 12.10 +0.11%",
        "Related Story There Are Good Reasons for a Bridge",
        "More On This... Board asks for a bridge",
        "Join the Gazette And Share This Now! 3.6k SHARES SHARE ON FACEBOOK SHARE ON TWITTER",
        "Image Captain Holm at her pier. Credit Ann Lee for The Gazette",
        "Captain Holm Photographer: Ann Lee/Almay",
        "Buy Photo Captain Holm helps the last passenger across the rail.",
        "Captain Holm at her pier in Quent, on April 27, 2020. Ann Lee/Getty Images",
        "Ann Lee/Reuters",
        "A picture of the captain that does not show the captain. (Image via quent.example)",
        "CLOSE The captain was named in a report of the board. Quent",
        "Skip Twitter post by @quent The ferry is late. — Quent (@quent) January 10, 2020 Report",
        "Related How the board lost its bridge",
        "[Read how the board counted more than 1,000 piers.]",
        "[Watch Gazette TV: Captain Holm speaks at 9 a.m.]",
        "Captain Holm walks with the board in Quent on May 3, 2017. (Ann Lee/AFP via Getty Images)",
        "Captain Holm at her pier in Quent, on April 27, 2020. Ann Lee—AFP/Getty Images",
    ],
)
def test_players_scripts_and_files_are_cut_wherever_they_stand(line: str) -> None:
    assert texts_of(LEAD, line, END) == [LEAD, END]
    assert texts_of(LEAD, f"She said: {LEAD}", END) == [LEAD, f"She said: {LEAD}", END]


@pytest.mark.parametrize(
    "line",
    [
        "The image did the captain credit.",
        "Recommended by the board, the bridge is still not built.",
        "More on this was to be said, he wrote",
        f"The newsletter said: {FORM}",
        "Read more of it, he said, and you will see.",
        "Special: the word was on every wall of the pier.",
        "Close friends of the captain asked for a bridge on Monday",
        "She looked at the picture (by an unknown hand) and laughed.",
        "[She] said so, and left [the pier]",
        "Thank you for the bridge, everybody. [APPLAUSE]",
        "She told The Gazette, Reuters and the board.",
        "Related costs of the bridge were left out",
        "Half of those asked want a bridge (Gazette/Harbour poll)",
        "[Readers had asked for a bridge, a pier and a second ferry.]",
    ],
)
def test_sentences_with_such_words_stay_among_others(line: str) -> None:
    assert texts_of(LEAD, line, END) == [LEAD, line, END]


def test_a_notice_above_a_transcript_is_cut() -> None:
    assert texts_of("This is a rush transcript. Copy may not be in its final form.", LEAD, END) == [
        LEAD,
        END,
    ]
    later = (
        "This is a rush transcript, the captain said of her report to the board on Monday evening."
    )
    assert texts_of(LEAD, *map(str, range(6)), later, END)[-2:] == [later, END]


@pytest.mark.parametrize(
    "stamp",
    [
        "This post was last updated at 7:19 p.m.",
        "This article was written by Ann Lee and originally published at Pier Talk.",
        "Originally published at pier.example",
    ],
)
def test_where_a_story_was_first_and_when_it_was_last_changed_is_none_of_it(stamp: str) -> None:
    assert texts_of(stamp, LEAD, END) == [LEAD, END]
    sentence = "Originally posted on the pier in May, the notice was seen by a captain."
    assert texts_of(sentence, LEAD, END) == [sentence, LEAD, END]


def test_a_sentence_may_open_with_in_case_you_missed_it() -> None:
    pointer = "In case you missed it: The pier that was sold twice"
    sentence = "In case you missed it, the pier was sold twice on one day."
    assert texts_of(LEAD, pointer, sentence, END) == [LEAD, sentence, END]


def test_a_pointer_behind_arrows_keeps_its_first_letter() -> None:
    blocks = [Block("paragraph", text) for text in (LEAD, ">> Ferry late once more", END)]
    assert clean_blocks(blocks).related_links == ("Ferry late once more",)
    prompt = ">>> late = tide.read(3) # Ferry late once more"
    assert texts_of(LEAD, prompt, END) == [LEAD, prompt, END]


def test_points_above_a_lead_are_cut_with_their_label() -> None:
    points = ("Story highlights The pier is shut, its keeper said", "Captains want a bridge")
    assert texts_of(*points, LEAD, END) == [LEAD, END]
    told = "Story highlights problems of the pier, the board said."
    assert texts_of(told, LEAD, END) == [told, LEAD, END]
    poem = ("Highlights of the night", "a lamp", "a pier")
    assert texts_of(*poem) == list(poem)


def test_a_caption_whose_credit_the_headline_follows_is_cut() -> None:
    caption = "Captain Holm praised her crew at the pier. | AP Photo Ferry late again, captain says"
    assert texts_of(caption, LEAD, END) == [LEAD, END]
