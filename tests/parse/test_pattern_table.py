from __future__ import annotations

import re

import pytest

from copydesk.parse.boilerplate import line_class, line_rules
from copydesk.parse.html_clean import LOOSE, residue_rules
from copydesk.parse.html_notices import BLOCK_SIGNS, CUT_SIGNS, WALL_SIGNS
from copydesk.parse.pattern_table import PatternTable, Sign, fold, needed_words

LINES = [
    "Advertisement",
    "• Share this article!!",
    "SİGN UP for our newsletter today",
    "Photo: Ann Lee / Getty Images",
    "„(c) 2024 The Example. All rights reserved.”",
    "Quelle: dpa",
    "ann.lee@paper.example",
    "기자 김철수",
    "The council voted on Monday to reopen the ferry line, two years after it was closed.",
    "3 min read",
    "Weekly newſletter: subscribe now",
    "— (Ann Lee/Reuters)",
    "[Updated]",
    "...",
    "",
    "Mr K: 12 Kommentare",
    "We and our partners use cookies on your device; your personal data may be processed by our partners.",
]


def patterns() -> list[tuple[str, re.Pattern[str]]]:
    named = [(name, pattern) for name, _, pattern in line_rules().rules]
    return named + [("residue", p) for p in residue_rules().anywhere.patterns]


@pytest.mark.parametrize("line", LINES)
def test_no_pattern_that_matches_is_left_out(line: str) -> None:
    rules = line_rules()
    chosen = set(rules.table.candidates(line))
    for number, (_, _, pattern) in enumerate(rules.rules):
        assert not pattern.fullmatch(line) or number in chosen, pattern.pattern
    for whole in (residue_rules().anywhere, residue_rules().lead, residue_rules().tail):
        chosen = set(whole.table.candidates(line, LOOSE))
        for number, pattern in enumerate(whole.patterns):
            assert not pattern.match(line) or number in chosen, pattern.pattern


def test_a_line_that_can_match_nothing_is_tried_with_nothing() -> None:
    table = PatternTable(["read more", "[^.]{0,80}all rights reserved", r"\d+ comments?"])
    prose = "The council voted on Monday."
    assert list(table.candidates(prose)) == []
    rights = "2024. All RIGHTS reserved"
    assert list(table.candidates(rights)) == [1]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?:foo|barn)s? x", ("foo", "barn")),
        (".{3}(?:rights|droits)?", ()),
        ("(?=.*cookie).*", ("cookie",)),
        ("(?!.*cookie).*", ()),
        ("(?:abc){0,2}d", ()),
        ("©", ("©",)),
        (r"\.{3}x", ("...x",)),
        (r"(?:…|\.{3})x", ("…", "...")),
        (r"(?:ab){3}c", ()),
        (r"a{3,5}b", ()),
    ],
)
def test_words_are_those_that_every_match_holds(pattern: str, words: tuple[str, ...]) -> None:
    assert PatternTable([pattern]).words == [words]


def test_both_cases_and_odd_letters_fold_alike() -> None:
    assert fold("İı") == fold("Iİ".replace("I", "ı"))
    for sign in "ſKİı":
        assert PatternTable(["[a-z]+ing"]).starting_with(sign, 0).others, sign


def test_a_class_is_told_as_by_trying_every_pattern() -> None:
    def slow(line: str) -> str | None:
        for name, longest, pattern in line_rules().rules:
            if len(line) <= longest and any(map(pattern.fullmatch, (line, line.rstrip(".!")))):
                return name
        return None

    for line in LINES[:1] + LINES[2:4] + LINES[5:10]:
        assert line_class(line) in (slow(line), "contract"), line
    assert needed_words([]) == ()


@pytest.mark.parametrize(
    "line", [*LINES, "Log in or JOIN to continue reading.", "Bereits Abonnent?"]
)
def test_a_sign_is_found_where_its_pattern_finds_it(line: str) -> None:
    for sign in (*BLOCK_SIGNS, *CUT_SIGNS, *WALL_SIGNS):
        assert len(sign.words) > 1, sign.pattern
        for text in (line, f"One.\n{line}\nTwo."):
            assert bool(sign.search(text)) == bool(sign.pattern.search(text)), sign.pattern


def test_a_sign_is_sought_from_a_place_on() -> None:
    sign = Sign("(?i)(?<=[.])more$")
    assert sign.search("Read.MORE", 5)
    assert not sign.search("more, read on", 5)


def test_a_word_that_holds_another_is_asked_with_it_alone() -> None:
    table = PatternTable([".*ap photo", ".*photos?", ".*copyright"])
    assert table.starting_with("The", 0).words == ("copyright", "photo")
    assert list(table.candidates("the ap photo of a ferry")) == [0, 1]
    assert list(table.candidates("the photo of a ferry")) == [1]
