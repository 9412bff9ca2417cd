"""The corpus of labelled sentences: its form is read strictly, and what it promises holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.events_corpus import agreement as second_pass
from training.events_corpus import check
from training.events_corpus.corpus import (
    CorpusError,
    Item,
    find_span,
    held_out_items,
    parse_event,
    read_corpus,
    read_lines,
    training_items,
)

SENTENCE = "Police in Accra arrested two sailors on Monday, the harbour master said."
EVENT = (
    "COERCE/arrest | arrested | Police > two sailors | on=on Monday | at=Accra | by=harbour master"
)


@pytest.fixture(scope="module")
def items() -> list[Item]:
    return read_corpus()


def read(*lines: str) -> list[Item]:
    return list(read_lines(list(lines), "x.txt"))


def test_event_line_becomes_spans_that_cut_out_their_words() -> None:
    event = parse_event(SENTENCE, EVENT, "x.txt:1")
    spans = (event.trigger, *event.actors, *event.recipients, event.date, event.place)
    assert [span.text for span in spans if span] == [
        "arrested",
        "Police",
        "two sailors",
        "on Monday",
        "Accra",
    ]
    assert all(SENTENCE[span.start : span.end] == span.text for span in spans if span)
    assert (event.event_type, event.mode, event.status, event.polarity) == (
        "COERCE",
        "arrest",
        "reported",
        "positive",
    )


def test_items_take_their_topic_and_their_events() -> None:
    first, second = read("# ports", SENTENCE, f"  {EVENT}", "", "The harbour is old.")
    assert (first.topic, len(first.events), first.place) == ("ports", 1, "x.txt:2")
    assert (second.topic, second.events) == ("ports", ())


def test_mutual_act_has_every_party_on_both_sides() -> None:
    event = parse_event("Oslo met Riga.", "CONSULT | met | Oslo <> Riga", "x.txt:1")
    assert event.is_mutual
    assert event.actors == event.recipients
    assert [span.text for span in event.actors] == ["Oslo", "Riga"]


@pytest.mark.parametrize(
    ("kind", "status"), [("THREATEN", "threatened"), ("ANNOUNCE", "planned"), ("AID", "reported")]
)
def test_status_has_a_usual_value_for_its_type(kind: str, status: str) -> None:
    assert parse_event("Oslo acted.", f"{kind} | acted | Oslo > -", "x.txt:1").status == status


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("COERCE | arrested", "expected TYPE/mode"),
        ("SEIZE | arrested | Police > -", "unknown type"),
        ("COERCE/riot | arrested | Police > -", "has no mode"),
        ("COERCE | arrest | Police > -", "not in the sentence"),
        ("COERCE | arrested | Police", "with - where none is named"),
        ("COERCE | arrested | Police > the harbour master", "without its article"),
        ("COERCE | arrested | Police > sailors#2", "no such occurrence"),
        ("COERCE | arrested | Police > - | maybe", "unknown or repeated"),
        ("COERCE | arrested | Police > - | on=on Monday | on=on Monday", "unknown or repeated"),
        ("COERCE | arrested | Police > - | planned | ongoing", "unknown or repeated"),
        ("COERCE |  | Police > -", "not in the sentence"),
    ],
)
def test_malformed_event_line_is_rejected_with_its_place(line: str, problem: str) -> None:
    with pytest.raises(CorpusError, match=problem) as caught:
        read(SENTENCE, f"  {line}")
    assert caught.value.place == "x.txt:2"


def test_event_line_without_sentence_is_rejected() -> None:
    with pytest.raises(CorpusError, match="without a sentence"):
        read("# ports", f"  {EVENT}")


def test_words_that_stand_twice_need_a_number() -> None:
    with pytest.raises(CorpusError, match="say which"):
        find_span("Men shot at men and men.", "men", "x.txt:1")
    assert find_span("Men shot at men and men.", "men#2", "x.txt:1").start == 20


@given(st.lists(st.sampled_from(["US", "USA", "a US", "U", "S"]), min_size=1, max_size=8))
def test_span_is_made_of_whole_words(words: list[str]) -> None:
    text = " ".join(words)
    n = " ".join(words).split(" ").count("US")
    if not n:
        with pytest.raises(CorpusError, match="not in the sentence"):
            find_span(text, "US", "x.txt:1")
        return
    span = find_span(text, f"US#{n}", "x.txt:1")
    assert text[span.start : span.end] == "US"
    assert (text + " ")[span.end] == " "


def test_all_checks_hold(items: list[Item]) -> None:
    assert check.problems(items) == []


def test_readme_tells_the_true_size(items: list[Item]) -> None:
    readme = (Path(second_pass.__file__).parent / "README.md").read_text(encoding="utf-8")
    n_events = sum(len(item.events) for item in items)
    n_empty = sum(not item.events for item in items)
    assert f"{len(items):,} sentences and headlines of news prose with {n_events:,}" in readme
    assert f"{n_empty:,} items report no event" in readme
    assert f"divisible by five: {len(held_out_items())} items" in readme


def test_held_out_fifth_is_never_trained_on(items: list[Item]) -> None:
    held_out = {item.text for item in held_out_items()}
    trained_on = {item.text for item in training_items()}
    assert not held_out & trained_on
    assert len(held_out) + len(trained_on) == len(items)
    assert 0.17 < len(held_out) / len(items) < 0.23


def test_check_names_nearly_equal_texts_and_bad_lengths() -> None:
    found = check.problems(
        read(
            SENTENCE, SENTENCE.replace("sailors", "cooks"), "Too short.", "A fine old harbour town"
        )
    )
    assert any("x.txt:2: nearly the same as x.txt:1" in line for line in found)
    assert any("x.txt:3: 2 words" in line for line in found)
    assert not any("x.txt:4" in line for line in found)


def test_second_pass_agrees_as_the_readme_says() -> None:
    folder = second_pass.SECOND_PASS
    first, second = (
        list(read_lines((folder / name).read_text(encoding="utf-8").splitlines(), name))
        for name in ("first.txt", "second.txt")
    )
    pairs, missing = second_pass.pair_items(first, second)
    assert not missing
    found = second_pass.agreement(pairs)
    assert found["sentences"] == 200
    assert found["type F1"] == pytest.approx(0.968, abs=0.0005)
    assert found["triple F1, words overlap"] == pytest.approx(0.949, abs=0.0005)


def test_agreement_is_whole_with_itself_and_none_with_silence(items: list[Item]) -> None:
    some = [item for item in items if item.events][:40]
    whole = second_pass.agreement([(item, item) for item in some])
    assert all(v == 1 for k, v in whole.items() if "F1" in k or "agrees" in k or "kappa" in k)
    silent = [Item(item.text, (), item.topic, item.place) for item in some]
    assert second_pass.agreement(list(zip(some, silent, strict=True)))["type F1"] == 0


def test_sample_does_not_hang_on_the_order_of_items(items: list[Item]) -> None:
    drawn = [item.text for item in second_pass.draw_sample(items, 20)]
    assert [item.text for item in second_pass.draw_sample(items[::-1], 20)] == drawn
