"""What lines of plain text that nothing closes are among paragraphs: headings, pointers, captions, lines behind the text."""

from __future__ import annotations

import pytest

from copydesk.parse.html_body import Block
from copydesk.parse.html_clean import Cleaned, clean_blocks

LEAD = "The ferry to Quent Island was late again on Friday, its captain told the board."
MIDDLE = "Nobody was hurt when it struck the pier, and the crew helped everybody ashore."
END = "The pier will open again on Monday, if the weather lets the divers work in peace."
POINTER = "CAPTAIN OF QUENT FERRY TELLS BOARD OF BROKEN RUDDER"
CAPTION = "Brave: Captain Holm helped the last of her passengers across the broken rail"


def told(*lines: str, headline: str = "Ferry late again") -> Cleaned:
    return clean_blocks([Block("paragraph", text) for text in lines], [headline], is_plain=True)


def texts(*lines: str) -> list[str]:
    return [block.text for block in told(*lines).blocks]


@pytest.mark.parametrize("line", ["What comes next", "A board divided", "‘Nobody asked us’"])
def test_a_line_between_paragraphs_is_a_heading(line: str) -> None:
    blocks = told(LEAD, line, END).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", LEAD),
        ("heading", line),
        ("paragraph", END),
    ]


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        (LEAD, "They asked for a bridge.", END),  # a sentence
        (f"{MIDDLE[:-1]}:", "A bridge and a second pier", END),  # quoted
        (LEAD, "- a second pier", END),  # an item
        (LEAD, "beat", END),  # what is left of a link within a sentence
        (LEAD, "a bridge, a pier, a ferry and a boat for every one of the nine of us who live here in winter", END),
        ("No.", "A second pier", END),  # speech
        (LEAD, "A second pier", "No."),
    ],
)  # fmt: skip
def test_other_lines_are_no_headings(before: str, line: str, after: str) -> None:
    blocks = told(LEAD, before, line, after, END).blocks
    assert line in [block.text for block in blocks if block.kind == "paragraph"]


def test_a_line_that_stands_twice_is_who_speaks() -> None:
    lines = (LEAD, "Ann Holm", MIDDLE, "Ann Holm", END)
    assert {block.kind for block in told(*lines).blocks} == {"paragraph"}


def test_a_headline_in_capitals_points_elsewhere() -> None:
    story = told(LEAD, POINTER, END)
    assert ([block.text for block in story.blocks], story.related_links) == (
        [LEAD, END],
        (POINTER,),
    )


@pytest.mark.parametrize(
    "lines",
    [
        (LEAD, POINTER, MIDDLE, "ON BOARD", END),  # its headings are all in capitals
        (LEAD, f"{POINTER}!", END),
        (LEAD, f"({POINTER})", END),
        (LEAD, POINTER, "No.", END),
        (LEAD, "NOT QUENT’S FIRST FERRY", END),
        (LEAD, "PART 2 – PIERS & FERRIES", END),
    ],
)
def test_other_capitals_stay(lines: tuple[str, ...]) -> None:
    assert texts(*lines) == list(lines)


def test_a_caption_with_a_catchword_is_cut() -> None:
    assert texts(LEAD, CAPTION, END) == [LEAD, END]


@pytest.mark.parametrize(
    "lines",
    [
        (LEAD, f"{CAPTION}.", END),
        (LEAD, "Loser: the board", END),
        (LEAD, f"{CAPTION}. She went last", END),  # two sentences: somebody speaks
        (LEAD, CAPTION, MIDDLE, f"Brave: {END}"),  # who is called Brave speaks twice
        (LEAD, CAPTION, CAPTION.replace("Brave", "Last"), END),  # a list
    ],
)
def test_other_lines_behind_a_colon_stay(lines: tuple[str, ...]) -> None:
    assert texts(*lines) == list(lines)


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Lee, Gazette News, Quent",
        "By Ann Lee, Gazette islands correspondent, Quent",
        "By Ann Lee, senior fellow at the Almay Institute",
    ],
)
def test_who_wrote_a_part_of_the_text_is_none_of_it(line: str) -> None:
    head = [*(f"{number}. {MIDDLE}" for number in range(6)), "A second look"]
    assert texts(*head, line, LEAD, END) == [*head, LEAD, END]


@pytest.mark.parametrize(
    "lines",
    [
        ("By the Numbers",),
        ("By Land, Sea And Air",),
        ("By Ann Lee, Holm said",),
        (
            "Ninety Piers",
            "By Ann Lee, Almay Press",
            "The Bridge",
            "By Tom Hale, Quent Press",
            "The last:",
        ),
    ],
)
def test_headings_and_lists_of_books_that_read_like_bylines_stay(lines: tuple[str, ...]) -> None:
    head = [f"{number}. {MIDDLE}" for number in range(6)]
    assert texts(*head, *lines, LEAD, END) == [*head, *lines, LEAD, END]


@pytest.mark.parametrize(
    "behind",
    [("AFP",), ("The Island Desk",), ("Captain Holm Is Not to Blame", "Five Rules for Piers"), ("Devil’s Pier, 1903 (Sportex)",)],
)  # fmt: skip
def test_a_few_open_lines_behind_the_last_paragraph_are_cut(behind: tuple[str, ...]) -> None:
    assert texts(LEAD, END, *behind) == [LEAD, END]


def test_what_a_scraper_read_twice_between_bold_words_stands_once() -> None:
    names = ("Ann Lee", "Tom Hale", "Maria Okafor")
    behind = [
        f"has led the board of the {ship} ferry since 1990." for ship in ("old", "new", "red")
    ]
    items = [f"{name}: {text}" for name, text in zip(names, behind, strict=True)]
    read = [items[0], f"{behind[0]} {items[1]}", f"{behind[1]} {items[2]}", behind[2]]
    assert texts(LEAD, *read, END) == [LEAD, *items, END]


@pytest.mark.parametrize(
    "lines",
    [
        ("Nobody took the ferry.", "Nobody took the ferry. The pier was shut."),  # a refrain
        ("What became of it: the captain of the Quent ferry", "the captain of the Quent ferry leads the board."),
        ("They asked the master of the ferry, Captain Ann Holm", "Captain Ann Holm: The pier was sold."),
        (LEAD, f"{LEAD} They said so."),  # the whole of it
        (f"{LEAD} She left.", f"{LEAD} He stayed."),  # not its end
    ],
)  # fmt: skip
def test_sentences_that_open_alike_stay(lines: tuple[str, ...]) -> None:
    assert texts(MIDDLE, *lines, END) == [MIDDLE, *lines, END]


def test_who_wrote_a_story_stands_behind_such_lines_and_hides_none() -> None:
    biography = "— Ann Lee is a senior writer for the Almay Gazette and covers the islands."
    blocks = [Block("paragraph", text) for text in (LEAD, END, "Five Rules for Piers", biography)]
    assert [b.text for b in clean_blocks(blocks, authors=["Ann Lee"], is_plain=True).blocks] == [
        LEAD,
        END,
    ]


@pytest.mark.parametrize(
    "behind",
    [
        ("It sails again.",),
        ("“A lamp, a pier”",),
        ("- a lamp",),
        ("Holm 3", "Lee 5", "Okafor 7", "Sand 2", "Almay 9", "Quent 4"),
        ("They said:",),
        ("Almay 2 Quent 1", "Attendance 4,310"),
    ],
)
def test_what_ends_a_text_or_is_a_list_stays(behind: tuple[str, ...]) -> None:
    assert texts(LEAD, END, *behind) == [LEAD, END, *behind]


def test_a_line_above_the_text_is_its_standfirst_or_another_headline() -> None:
    line = "The board has learned nothing from its last pier"
    story = told(line, LEAD, END)
    assert ([block.text for block in story.blocks], story.standfirst) == ([LEAD, END], line)
    other = told("Quent Ferry Late Again, Captain Tells Board", LEAD, END)
    assert ([block.text for block in other.blocks], other.standfirst) == ([LEAD, END], None)
    caption = told("The captain of the ferry on her pier in March (Almay Gazette)", LEAD, END)
    assert ([block.text for block in caption.blocks], caption.standfirst) == ([LEAD, END], None)


@pytest.mark.parametrize("line", ["QUENT ISLAND, Almay -", "Quent Island", "Part 1: The Ferry That Sank", "QUENT, Almay (AP)"])  # fmt: skip
def test_a_place_a_name_or_a_part_above_the_text_stays(line: str) -> None:
    assert texts(line, LEAD, END) == [line, LEAD, END]


def test_pages_say_themselves_what_heads_what() -> None:
    lines = (LEAD, POINTER, CAPTION, "What comes next", END, "AFP")
    blocks = clean_blocks([Block("paragraph", text) for text in lines], ["Ferry late again"]).blocks
    assert [block.text for block in blocks] == list(lines)
