"""Text repair: damage goes, words and line breaks stay."""

from __future__ import annotations

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.parse.repair import (
    FLAWLESS,
    FTFY,
    has_lost_characters,
    mend_line,
    normalise_paragraphs,
    one_pass,
    rejoin_paragraphs,
    repair_text,
)

WRAPPED = """Rain fell on the upper valley for a third day on Tuesday and
the river board said that gates at the old mill would be kept
open until the level fell below two metres at the bridge.
    Farmers near the ford have moved their sheep to the higher
fields, where hay is being brought to them by tractor, and the
road to the quarry is closed.
    No one was hurt, a spokeswoman of the board said."""


@pytest.mark.parametrize(
    ("damaged", "whole"),
    [
        ("caf\u00c3\u00a9", "café"),
        ("\u00e2\u20ac\u0153yes\u00e2\u20ac\u009d", "“yes”"),
        ("l&#39;eau &amp;amp; pain", "l'eau & pain"),
        ("end&#5;&#3; of &#x1F;tape", "end of tape"),
        ("a\u00adb\u200bc\ufeff", "abc"),
        ("one\u2028two", "one\ntwo"),
    ],
)
def test_damage_is_repaired_and_said(damaged, whole):
    assert repair_text(damaged) == (whole, damaged.replace("\u2028", "\n") != whole)


@pytest.mark.parametrize(
    "text", ["plain", "“Curly” – café naïve", "東京、大阪。", "Größe in Mauritânia", "é &c; x"]
)
def test_good_text_is_left_as_it_is(text):
    assert repair_text(text) == (text, False)


def test_white_space_alone_is_no_repair():
    assert repair_text("a\u00a0 b \r\nc") == ("a b\nc", False)


@given(st.text(max_size=200))
def test_repairing_twice_changes_nothing(text):
    once, _ = repair_text(text)
    assert repair_text(once) == (once, False)


def test_lost_characters_are_seen():
    assert has_lost_characters("caf\ufffd")
    assert not has_lost_characters("café")


def test_hard_wrapped_lines_become_paragraphs_at_indents():
    paragraphs = rejoin_paragraphs(WRAPPED).split("\n\n")
    assert [paragraph.split()[0] for paragraph in paragraphs] == ["Rain", "Farmers", "No"]
    assert "moved their sheep to the higher fields" in paragraphs[1]


def test_a_short_wrapped_text_is_seen_by_lines_that_run_on():
    text = "The ferry board said it has\nordered two boats from the yard in the next bay and one\nfrom abroad.\n    Both sail in May."
    assert rejoin_paragraphs(text).split("\n\n")[1] == "Both sail in May."


def test_a_list_of_short_lines_is_not_wrapped():
    text = "Home\nNews\nSport\nWeather and traffic\nThe harbour council voted to reopen the line."
    assert len(rejoin_paragraphs(text).split("\n\n")) == 5


def test_one_line_per_paragraph_stays_so():
    text = "A first line.\nA second line that is much longer than the first one was.\n\n\nA third."
    assert rejoin_paragraphs(text).count("\n\n") == 2


def test_a_word_broken_at_the_line_end_is_whole_again():
    broken = WRAPPED.replace("closed.\n", "clo-\nsed for the day and night.\n")
    assert "closed for the day" in rejoin_paragraphs(broken)


def test_empty_paragraphs_go():
    assert normalise_paragraphs(["a  b", " ", "\nc\n"]) == ["a b", "c"]


@given(st.text(alphabet="aZ 9~-–—‘’“”…•、。「」あん゠ァヶー一龠가힣\t", max_size=60))
def test_sound_signs_need_no_repair(text: str) -> None:
    assert mend_line(text) == ftfy.fix_text(text, FTFY)


def test_a_line_with_accents_is_still_looked_at() -> None:
    assert mend_line("l’Ã©tÃ© “dernier”") == "l’été “dernier”"


@given(st.text(alphabet="aZ9 \t\n-&;~%é…’“\u00a0\u200b\u3000\u3001東\u2028\r\x85", max_size=40))
def test_a_flawless_text_is_what_every_repair_would_leave(text):
    repaired, is_repaired = repair_text(text)
    assert one_pass(repaired) == repaired
    if FLAWLESS.fullmatch(text):
        assert (one_pass(text), False) == (repaired, is_repaired)


def test_a_word_a_line_is_prose_where_it_runs_on_in_sentences():
    story = (
        "Police arrested 15 people after a scuffle at the gates but released them without charge. "
        "Shopkeepers nearby said that trade had fallen by 21 per cent since the fences went up. "
        "The mayor told reporters that repairs would cost 37 million crowns."
    )
    assert rejoin_paragraphs("\n\n".join([story.replace(" ", "\n")] * 2)) == f"{story}\n\n{story}"
    for others in (
        "\n".join(f"Town{n}" for n in range(60)),  # places
        "\n".join(f"word{n}" for n in range(60)),  # tags, without a sentence
        "\n".join(f"some words{n}." for n in range(60)),
        story[:90].replace(" ", "\n"),  # too little to tell
    ):
        assert rejoin_paragraphs(others).split("\n\n") == others.split("\n")
