"""Lemmas by table and by rule."""

from __future__ import annotations

import pytest

from copydesk.nlp.lemmas import by_rule, lemma_of


@pytest.mark.parametrize(
    ("word", "upos", "tag", "lemma"),
    [
        ("stopped", "VERB", "VBD", "stop"), ("attacking", "VERB", "VBG", "attack"), ("met", "VERB", "VBD", "meet"),
        ("accuses", "VERB", "VBZ", "accuse"), ("retook", "VERB", "VBD", "retake"), ("overthrown", "VERB", "VBN", "overthrow"),
        ("criticised", "VERB", "VBD", "criticise"), ("denied", "VERB", "VBD", "deny"), ("killed", "VERB", "VBN", "kill"),
        ("was", "AUX", "VBD", "be"), ("'s", "AUX", "VBZ", "be"), ("wo", "AUX", "MD", "will"), ("n't", "PART", "RB", "not"),
        ("cities", "NOUN", "NNS", "city"), ("gunmen", "NOUN", "NNS", "gunman"), ("women", "NOUN", "NNS", "woman"),
        ("churches", "NOUN", "NNS", "church"), ("talks", "NOUN", "NNS", "talk"), ("worse", "ADJ", "JJR", "bad"),
        ("biggest", "ADJ", "JJS", "big"), ("them", "PRON", "PRP", "they"), ("Paris", "PROPN", "NNP", "Paris"),
        ("American", "ADJ", "JJ", "American"), ("Good", "ADJ", "JJ", "good"), ("ARRESTED", "VERB", "VBD", "arrest"),
    ],
)  # fmt: skip
def test_word_has_its_lemma(word: str, upos: str, tag: str, lemma: str) -> None:
    assert lemma_of(word, upos, tag) == lemma


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("blipped", "VBD", "blip"),
        ("frobnicating", "VBG", "frobnicate"),
        ("zorbed", "VBN", "zorb"),
        ("glaxes", "VBZ", "glax"),
        ("zorbelries", "NNS", "zorbelry"),
        ("zies", "NNS", "zie"),  # what is left of it would be too short
        ("zas", "NNS", "zas"),  # too short to have an ending
        ("zolvest", "NN", "zolvest"),  # a class without endings
        ("zolvest", "JJS", "zolve"),
        ("zorblands", "NNPS", "zorblands"),  # most plural names have no singular
        ("f4s", "NNS", "f4s"),
        ("outzained", "VBD", "outzain"),  # two vowels before its end: no e was lost
        ("outzeaved", "VBD", "outzeave"),
    ],
)
def test_rules_serve_words_no_corpus_has(word: str, tag: str, lemma: str) -> None:
    assert by_rule(word, tag) == lemma
