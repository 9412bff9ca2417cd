"""Cut English text into tokens as Universal Dependencies does, by spaCy's rules and a few of our own."""

from __future__ import annotations

import contextlib
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
        suffix_search=compile_suffix_regex([PUNCTUATION_RUN, *suffixes]).search,
        infix_finditer=compile_infix_regex([PUNCTUATION_RUN, HYPHEN_AFTER_DOT, *infixes]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )


def tokeniser_of(nlp: Language) -> Tokenise:
    """Return a pipeline's tokeniser as a function from text to offsets."""

    def tokenise(text: str) -> list[tuple[int, int]]:
        return [(t.idx, t.idx + len(t)) for t in nlp.tokenizer(encodable(text)) if not t.is_space]

    return tokenise


def forgetting(nlp: Language) -> contextlib.AbstractContextManager[object]:
    """Return a context after which the words met in it are forgotten: spaCy keeps every word it has ever seen."""
    return nlp.memory_zone()


def encodable(text: str) -> str:
    """Return the text with U+FFFD for every lone surrogate (JSON may carry one), which has no UTF-8 form."""
    return SURROGATE.sub("\ufffd", text)
