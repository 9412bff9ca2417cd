"""The corpus of labelled news: what annotators write is checked, and what ships is what they wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.events_corpus.corpus import parse_event
from training.news_corpus.check import problems, read_sentences, whole
from training.news_corpus.load import WITH_TEXTS, as_event, as_row, moved, read_news
from training.news_corpus.names import names_of

TEXT = "Police in Kisumu arrested 14 students after the students blocked a road near Kisumu."


def written(tmp_path: Path, *lines: str) -> list[str]:
    """Return what is wrong with these lines on the one sentence."""
    path = tmp_path / "x.tsv"
    path.write_text("\n".join([*lines, "# done"]), encoding="utf-8")
    return problems(path, {1: TEXT})[0]


def test_a_line_that_follows_the_guideline_is_taken(tmp_path: Path) -> None:
    assert written(tmp_path, "1\tCOERCE/arrest | arrested | Police > 14 students | at=Kisumu") == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1\tCOERCE/arrest | arrests | Police > 14 students", "not in the sentence"),
        ("1\tCOERCE/riot | arrested | Police > 14 students", "no mode"),
        ("1\tCOERCE/arrest | arrested | - > -", "at least one party"),
        ("1\tCOERCE/arrest | Police | Police > 14 students", "share words"),
        ("2\tCOERCE/arrest | arrested | Police > 14 students", "no sentence 2"),
        ("1 COERCE/arrest | arrested | Police > 14 students", "expected NUMBER"),
    ],
)
def test_what_does_not_is_named(tmp_path: Path, line: str, says: str) -> None:
    (found,) = written(tmp_path, line)
    assert says in found


def test_an_event_stands_once(tmp_path: Path) -> None:
    line = "1\tCOERCE/arrest | arrested | Police > 14 students"
    assert "twice" in written(tmp_path, line, line)[0]


def test_of_words_that_stand_twice_those_nearest_to_the_trigger_are_meant() -> None:
    event = parse_event(TEXT, whole(TEXT, "PROTEST | blocked | the students > - | at=Kisumu"), "")
    assert event.place is not None
    assert event.place.start == TEXT.rindex("Kisumu")
    assert TEXT[event.actors[0].start :].startswith("students blocked")


def test_a_numbered_choice_is_kept() -> None:
    line = "PROTEST | blocked | students#1 > -"
    assert parse_event(TEXT, whole(TEXT, line), "").actors[0].start == TEXT.index("students")


def test_an_event_survives_its_row() -> None:
    line = "COERCE/arrest | arrested | Police > 14 students | at=Kisumu#1 | ongoing | negative"
    event = parse_event(TEXT, line, "")
    text = "Before. " + TEXT
    assert as_event(as_row("body", moved(event, 8)), text) == moved(event, 8)


def test_sentences_are_read_by_number(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("# voa\n1\tOne.\n\n2\tTwo\tand a half.\n", encoding="utf-8")
    assert read_sentences(path) == {1: "One.", 2: "Two\tand a half."}


def test_names_are_looked_for_from_left_to_right_and_whole() -> None:
    text = "Iranian Annan met Iran and Annan's aides."
    assert names_of(text, "PERSON Annan | GPE Iran | PERSON Annan") == [
        (8, 13, "PERSON"),
        (18, 22, "GPE"),
        (27, 32, "PERSON"),
    ]
    with pytest.raises(ValueError, match="not found"):
        names_of(text, "GPE Iran | PERSON Annan | PERSON Annan")
    with pytest.raises(ValueError, match="no type"):
        names_of(text, "COUNTRY Iran")


def test_the_corpus_that_ships_is_sound() -> None:
    texts = list(read_news(None, [WITH_TEXTS]))
    held = sum(len(t.sentences) for t in texts if t.is_held_out)
    total = sum(len(t.sentences) for t in texts)
    kept = sum(len(t.sentences) for t in texts if t.teaches_judge)
    assert total >= 11_000
    assert held >= 1_000  # a fifth of the first draw; the second is for training alone
    assert 0.15 <= kept / (total - held) <= 0.25
    assert not any(t.is_held_out and t.teaches_judge for t in texts)
    for text in texts:
        for section, event in text.events:
            spans = [event.trigger, *event.actors, *event.recipients]
            assert all(text.texts[section][s.start : s.end] == s.text != "" for s in spans)
            assert any(s == section and a <= event.trigger.start < b for s, a, b in text.sentences)
