"""The corpus of our own: what its form says is what is read, slips are named with their line, and the texts hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.corpora import LABELS as TRAINED_LABELS
from training.names_corpus import (
    LABELS,
    Item,
    MarkupError,
    Name,
    is_held_out,
    parse_line,
    read_items,
)
from training.names_corpus.__main__ import counts, main
from training.names_corpus.checks import CHECKS, Check, ambiguous, faults, unlabelled_capitals

WORDS = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)
PIECES = st.lists(st.tuples(WORDS, st.sampled_from(["", *LABELS])), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def corpus() -> list[Item]:
    """All items."""
    return read_items()


def found(*lines: str) -> list[str]:
    """Return what the checks find in these lines."""
    return faults([parse_line(line, "x.txt", number) for number, line in enumerate(lines, 1)])


@given(PIECES)
def test_what_was_marked_is_what_is_read(pieces: list[tuple[str, str]]) -> None:
    line = " ".join(f"[[{word}|{label}]]" if label else word for word, label in pieces)
    item = parse_line(line)
    assert item.text == " ".join(word for word, _ in pieces)
    assert [(item.surface(name), name.label) for name in item.names] == [
        (word, label) for word, label in pieces if label
    ]


def test_kind_goes_before_the_item() -> None:
    item = parse_line("headline: [[Oslo|GPE]] Votes")
    assert (item.kind, item.text, item.names) == ("headline", "Oslo Votes", (Name(0, 4, "GPE"),))
    assert parse_line("Oslo: a city that votes").kind == "sentence"


def test_a_place_may_stand_for_a_government() -> None:
    item = parse_line("The [[North|GPE>PRK]] and the [[Kremlin|ORG>RUS]] agree.")
    assert [name.stands_for for name in item.names] == ["PRK", "RUS"]


def test_a_look_alike_is_no_name() -> None:
    item = parse_line("[[May|PERSON]] left in [[May|-]].")
    assert item.text == "May left in May."
    assert [name.start for name in item.names] == [0]
    assert item.look_alikes == ((12, 15),)


def test_bars_between_blanks_are_text() -> None:
    assert parse_line("byline: Share | Print").text == "Share | Print"


@pytest.mark.parametrize(
    "line",
    [
        "[[Oslo|CITY]] votes",
        "[[Oslo|gpe]] votes",
        "[[Oslo|GPE votes",
        "Oslo|GPE]] votes",
        "[[Oslo]] votes",
        "[[|GPE]] votes",
        "[[Oslo |GPE]] votes",
        "[[the [[Oslo|GPE]] Post|ORG]] votes",
        "[[Oslo|GPE>NO]] votes",
        "[[Lund|PERSON>SWE]] votes",
        "[[Oslo|GPE]]  votes",
        " [[Oslo|GPE]] votes",
        "headline:  [[Oslo|GPE]] votes",
    ],
)
def test_a_malformed_line_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(MarkupError, match=r"x\.txt:7: "):
        parse_line(line, "x.txt", 7)


@pytest.mark.parametrize(
    "lines",
    [
        ("[[Oslo|GPE]] votes today.", "headline: Oslo Votes Today"),
        ("[[Kenya's|GPE]] vote",),
        ("The press, [[the Guardian|ORG]] says",),
        ("[[Mr Lund|PERSON]] votes",),
        ("[[Lund,|PERSON]] who votes",),
        ("[[Paris|PERSON]] left [[Paris|GPE]].",),
        ("[[Maria Lund|PERSON]] votes, and Lund wins.",),
        ("[[Oslo|GPE]] votes; Oslo waits.",),
        ("pro[[Oslo|GPE]] votes",),
        ("a " * 80 + "vote",),
    ],
)
def test_each_slip_is_found(lines: tuple[str, ...]) -> None:
    assert len(found(*lines)) == 1
    assert found(*lines)[0].startswith(f"x.txt:{len(lines)}: ")


def test_names_that_only_look_like_slips_pass() -> None:
    assert not found(
        "[[Lloyd's|ORG]] of [[London|GPE]] pays.",
        "[[An Seo-yeon|PERSON]] met [[Jody Ray Cutshall Jr.|PERSON]].",
        "[[May|PERSON]] left in [[May|-]].",
        "Ex-[[FBI|ORG]] man hired",
    )


def test_reviewers_see_capitals_without_a_label_and_names_of_two_types() -> None:
    items = [
        parse_line("He saw Lund in [[Paris|GPE]].", "x.txt", 1),
        parse_line("[[Paris|PERSON]] left.", "x.txt", 2),
    ]
    assert list(unlabelled_capitals(items)) == ["x.txt:1: Lund"]
    assert list(ambiguous(items)) == ["Paris: GPE x.txt:1, PERSON x.txt:2"]


def test_the_held_out_fifth_is_the_same_everywhere() -> None:
    texts = [f"Item {number} of the list." for number in range(1000)]
    assert [number for number in range(20) if is_held_out(texts[number])] == [11, 12, 17]
    assert 150 < sum(map(is_held_out, texts)) < 250


@pytest.mark.parametrize("check", CHECKS)
def test_the_texts_hold(check: Check, corpus: list[Item]) -> None:
    assert list(check(corpus)) == []


def test_the_corpus_is_as_large_as_promised(corpus: list[Item]) -> None:
    count = counts(corpus)
    assert count["items"] >= 1600
    assert count["none"] >= 0.15 * count["items"]
    assert 0.17 < count["held"] / count["items"] < 0.23
    assert all(count[label] >= 100 for label in LABELS if label != "MISC")


def test_labels_are_those_that_training_knows() -> None:
    assert LABELS == TRAINED_LABELS


def test_the_command_prints_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    assert "01_ministries.txt" in printed
    assert "all checks hold" in printed


def test_the_command_names_a_slip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("# a remark\n\n[[Kenya's|GPE]] vote\n", encoding="utf-8")
    assert main(["--texts", str(tmp_path)]) == 1
    assert 'a.txt:3: "Kenya\'s"' in capsys.readouterr().err
    (tmp_path / "a.txt").write_text("[[Kenya|COUNTRY]] votes\n", encoding="utf-8")
    assert main(["--texts", str(tmp_path)]) == 1
    assert "a.txt:1: unknown type 'COUNTRY'" in capsys.readouterr().err
