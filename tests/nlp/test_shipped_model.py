"""The shipped model: offsets, determinism, and what any reader would expect of plain sentences."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.nlp import load_model
from copydesk.nlp.shipped_model import ShippedModel
from copydesk.text.language import SECTIONS, AnalysedArticle
from flows.settings import Settings
from schemas.mentions import Section

MODEL = load_model()
ODD = st.text(
    st.one_of(
        st.sampled_from(list(" \n\t\u00a0\u200b\u2028.,\"'“”’()-–")), st.sampled_from(list("aZé北🙂\u0301\U0001f1fa")), st.characters()
    ),
    max_size=120,
)  # fmt: skip
WORDY = st.lists(
    st.sampled_from(["Lund", "of", "the", "U.S.", "said", ".", "\n\n", "\n", "  ", "“", "”", "Mr.", "Oslo", "'s", "🙂", "\u00a0"]), max_size=60
).map(" ".join)  # fmt: skip


def assert_sound(texts: Mapping[Section, str], answer: AnalysedArticle) -> None:
    """Check every promise that `copydesk.text.language` makes on offsets, order and trees."""
    assert [s.index for s in answer.sentences] == list(range(len(answer.sentences)))
    places = [(SECTIONS.index(s.section), s.start) for s in answer.sentences]
    assert places == sorted(places)
    covered: dict[Section, str] = {}
    for sentence in answer.sentences:
        text = texts[sentence.section]
        assert sentence.text == text[sentence.start : sentence.end]
        assert "\n\n" not in sentence.text or sentence.section != "body"
        assert [t.head for t in sentence.tokens if t.dep == "root"] == [
            i for i, t in enumerate(sentence.tokens) if t.head == i
        ]
        for token in sentence.tokens:
            assert token.text == text[token.start : token.end]
            assert token.text.strip()
            assert 0 <= token.head < len(sentence.tokens)
        covered[sentence.section] = covered.get(sentence.section, "") + "".join(
            t.text for t in sentence.tokens
        )
    for section, text in texts.items():
        assert "".join(covered.get(section, "").split()) == "".join(text.split())
    for span in answer.spans:
        sentence = answer.sentences[span.sentence_index]
        assert sentence.section == span.section
        assert sentence.start <= span.start < span.end <= sentence.end
        assert "\n" not in texts[span.section][span.start : span.end]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(SECTIONS), st.one_of(ODD, WORDY)))
def test_offsets_hold_for_any_text(texts: dict[Section, str]) -> None:
    assert_sound(texts, MODEL.analyse(texts))


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u00a0", "\u200b\n", "🙂", "...", "\x00"])
def test_empty_and_odd_texts_are_analysed(text: str) -> None:
    for section in SECTIONS:
        assert_sound({section: text}, MODEL.analyse({section: text}))


def test_long_text_is_analysed() -> None:
    texts: dict[Section, str] = {"body": "Lund met them in Oslo 🙂 " * 400 + "x" * 190_000}
    assert_sound(texts, MODEL.analyse(texts))


GOLDEN: list[tuple[str, list[str], set[tuple[str, str]]]] = [
    (
        "Gov. Maria K. Lund met U.S. officials in Oslo on Monday. She left on Tuesday.",
        ["Gov. Maria K. Lund met U.S. officials in Oslo on Monday.", "She left on Tuesday."],
        {("Maria K. Lund", "PERSON"), ("U.S.", "GPE"), ("Oslo", "GPE")},
    ),
    (
        "“We will not leave,” said Ahmed Karim, a spokesman for the World Health Organization in Geneva. “It is over.” He gave no date.",
        [
            "“We will not leave,” said Ahmed Karim, a spokesman for the World Health Organization in Geneva.",
            "“It is over.”",
            "He gave no date.",
        ],
        {("Ahmed Karim", "PERSON"), ("World Health Organization", "ORG"), ("Geneva", "GPE")},
    ),
    (
        "French troops entered Mali\n\nThe European Union's foreign ministers condemned the attack.",
        [
            "French troops entered Mali",
            "The European Union's foreign ministers condemned the attack.",
        ],
        {("French", "NORP"), ("Mali", "GPE"), ("European Union", "ORG")},
    ),
]


@pytest.mark.parametrize(("body", "sentences", "names"), GOLDEN)
def test_plain_news_is_read_as_a_reader_would(
    body: str, sentences: list[str], names: set[tuple[str, str]]
) -> None:
    answer = MODEL.analyse({"body": body})
    assert [s.text for s in answer.sentences] == sentences
    assert {(body[s.start : s.end], s.entity_type) for s in answer.spans} == names


def relations(body: str) -> dict[str, tuple[str, str]]:
    """Return for each word of one sentence its relation and its governor's lemma."""
    (sentence,) = MODEL.analyse({"body": body}).sentences
    return {t.text: (t.dep, sentence.tokens[t.head].lemma) for t in sentence.tokens}


def test_who_did_what_to_whom_is_in_the_tree() -> None:
    got = relations("Police arrested 20 protesters.")
    assert got["Police"] == ("nsubj", "arrest")
    assert got["protesters"] == ("obj", "arrest")
    assert relations("The president flew to Cairo.")["Cairo"] == ("obl", "fly")


def test_passive_is_marked_in_the_tree() -> None:
    got = relations("The minister was sacked by the president.")
    assert got["minister"] == ("nsubj:pass", "sack")
    assert got["was"] == ("aux:pass", "sack")
    assert got["president"] == ("obl:agent", "sack")


def test_title_is_one_sentence() -> None:
    answer = MODEL.analyse(
        {"title": "He left. She stayed? Yes.", "subtitle": "He left. She stayed."}
    )
    assert [(s.section, s.text) for s in answer.sentences] == [
        ("title", "He left. She stayed? Yes."), ("subtitle", "He left."), ("subtitle", "She stayed."),
    ]  # fmt: skip


def test_answer_is_the_same_twice_and_in_any_order() -> None:
    bodies = [body for body, _, _ in GOLDEN] * 2
    once = [MODEL.analyse({"body": body}) for body in bodies]
    again = [MODEL.analyse({"body": body}) for body in reversed(bodies)]
    assert once == again[::-1]


def test_names_alone_are_those_of_the_whole_analysis() -> None:
    assert isinstance(MODEL, ShippedModel)
    for body, _, names in GOLDEN:
        alone, whole = MODEL.names({"body": body}), MODEL.analyse({"body": body}).spans
        places = [(s.start, s.end, s.entity_type) for s in alone]
        assert places == [(s.start, s.end, s.entity_type) for s in whole]
        assert len(places) == len(names)


def test_the_model_that_loads_unless_another_is_named_is_the_one_that_settings_name() -> None:
    assert load_model().name.startswith(Settings().ner_model)


def test_package_imports_no_model_library() -> None:
    code = (
        "import sys, copydesk.nlp; sys.exit(bool({'spacy', 'thinc', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
