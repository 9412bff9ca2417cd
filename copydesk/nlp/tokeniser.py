"""Cut English text into tokens as Universal Dependencies does, by spaCy's rules and a few of our own."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable

import spacy
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from copydesk.nlp.sentence_rules import ABBREVIATIONS

Tokenise = Callable[[str], list[tuple[int, int]]]
"""Text to the offsets of its tokens, blanks left out."""

PUNCTUATION_RUN = r"([!?*=_~#$-])\1+"
"""Dots and runs of one mark are one token, as in Universal Dependencies: "!!!", "***"."""

HYPHEN_AFTER_DOT = r"(?<=[A-Z]\.)-(?=[a-z])"
"""Parts "U.S.-led"; the letters' own hyphens are parted by spaCy's rules."""

LONGEST_SUFFIX = 128
"""Signs at the end of a word within which marks are looked for: spaCy asks again for each that it takes off, and `search` goes through the whole."""

LONGEST_WORD = 1_000
"""Signs without a blank between them; spaCy copies and hashes what is left of a word for each mark that it takes off. 24,000 brackets took a minute."""

LONG_RUN = re.compile(rf"\S{{{LONGEST_WORD}}}")

SURROGATE = re.compile("[\ud800-\udfff]")


def english() -> Language:
    """Return an empty spaCy pipeline with our tokeniser."""
    nlp = spacy.blank("en")
    nlp.tokenizer = tokeniser_for(nlp)
    return nlp


def tokeniser_for(nlp: Language) -> Tokenizer:
    """Return spaCy's English tokeniser with our abbreviations and runs of marks."""
    defaults = nlp.Defaults
    rules = dict(defaults.tokenizer_exceptions or {})
    rules.update({word: [{ORTH: word}] for word in ABBREVIATIONS})
    prefixes, suffixes, infixes = (
        list(given or ()) for given in (defaults.prefixes, defaults.suffixes, defaults.infixes)
    )
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex([PUNCTUATION_RUN, *prefixes]).search,
        suffix_search=at_end(compile_suffix_regex([PUNCTUATION_RUN, *suffixes])),
        infix_finditer=compile_infix_regex([PUNCTUATION_RUN, HYPHEN_AFTER_DOT, *infixes]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


def at_end(suffix: re.Pattern[str]) -> Callable[[str], re.Match[str] | None]:
    """Return what finds a pattern at the end of a word, however long the word is."""

    def search(word: str) -> re.Match[str] | None:
        return suffix.search(word, max(0, len(word) - LONGEST_SUFFIX))

    return search


def tokeniser_of(nlp: Language) -> Tokenise:
    """Return a pipeline's tokeniser as a function from text to offsets."""

    def tokenise(text: str) -> list[tuple[int, int]]:
        text = encodable(text)
        bounds = [0, *(found.end() for found in LONG_RUN.finditer(text)), len(text)]
        return [
            (start + t.idx, start + t.idx + len(t))
            for start, end in itertools.pairwise(bounds)
            for t in nlp.tokenizer(text[start:end])
            if not t.is_space
        ]

    return tokenise


def forgetting(nlp: Language) -> contextlib.AbstractContextManager[object]:
    """Return a context after which the words met in it are forgotten: spaCy keeps every word it has ever seen."""
    return nlp.memory_zone()


def encodable(text: str) -> str:
    """Return the text with U+FFFD for every lone surrogate (JSON may carry one), which has no UTF-8 form."""
    return SURROGATE.sub("\ufffd", text)
