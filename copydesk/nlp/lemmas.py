"""Lemmas of English words: a table learnt from treebanks, and the spelling rules of inflection for the rest."""

from __future__ import annotations

import functools
import gzip
from importlib import resources

from copydesk.nlp.name_evidence import name_classes
from copydesk.vocabulary import by_language

LEMMAS_FILE = "lemmas.txt.gz"
"""Lines of `tag<TAB>form<TAB>lemma`, forms in small letters: only what the rules below would get wrong."""

VOWELS = frozenset("aeiou")
SOUNDED = VOWELS | {"y"}
KEPT_DOUBLE = frozenset({"ll", "ss", "ff", "zz", "ee", "oo"})
SILENT_E = by_language("silent_e")["en"]
NO_SILENT_E = by_language("no_silent_e")["en"]

AUXILIARIES = {
    "am": "be", "'m": "be", "’m": "be", "are": "be", "'re": "be", "’re": "be", "is": "be", "'s": "be", "’s": "be", "was": "be",
    "were": "be", "been": "be", "being": "be", "has": "have", "had": "have", "'ve": "have", "’ve": "have", "having": "have",
    "does": "do", "did": "do", "done": "do", "'ll": "will", "’ll": "will", "wo": "will", "ca": "can", "'d": "would", "’d": "would",
}  # fmt: skip

INFLECTED = frozenset({"NNS", "VBZ", "VBG", "VBD", "VBN", "JJR", "JJS", "RBR", "RBS"})
PAST = frozenset({"VBD", "VBN"})
PREFIXES = by_language("verb_prefixes")["en"]
CASED = frozenset({"NNP", "NNPS", "ADD", "GW", "FW", "XX"})


@functools.lru_cache(maxsize=1)
def lemma_table() -> dict[tuple[str, str], str]:
    """Return the lemma of each (Penn tag, form in small letters) that the rules would get wrong."""
    packed = resources.files("copydesk.nlp").joinpath("model", LEMMAS_FILE).read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(packed).decode("utf-8").splitlines())
    return {(tag, form): lemma for tag, form, lemma in rows}


@functools.lru_cache(maxsize=100_000)
def lemma_of(word: str, upos: str, tag: str) -> str:
    """Return the lemma of a word with this universal and Penn tag.

    >>> lemma_of("stopped", "VERB", "VBD"), lemma_of("cities", "NOUN", "NNS"), lemma_of("Paris", "PROPN", "NNP")
    ('stop', 'city', 'Paris')
    """
    lower = word.lower()
    if upos == "AUX" and lower in AUXILIARIES:
        return AUXILIARIES[lower]
    known = table_lemma(lower, tag)
    if known is not None:
        return known.capitalize() if tag == "NNPS" else known
    lemma = by_rule(lower, tag)
    is_name = (
        upos == "PROPN" or tag in CASED or (upos == "ADJ" and "D" in name_classes().get(word, ""))
    )
    return word if is_name else lemma


def table_lemma(lower: str, tag: str) -> str | None:
    """Return the table's lemma of a form, or of what follows its prefix ("retook", "overthrown")."""
    known = lemma_table().get((tag, lower))
    if known is None and tag in PAST:
        for prefix in PREFIXES:
            base = (
                lemma_table().get((tag, lower.removeprefix(prefix)))
                if lower.startswith(prefix)
                else None
            )
            if base is not None and len(lower) - len(prefix) > 2:
                return prefix + base
    return known


def by_rule(word: str, tag: str) -> str:
    """Return the lemma that the spelling rules give for a form in small letters."""
    if tag not in INFLECTED or len(word) < 4 or not word.isalpha():
        return word
    if tag in {"NNS", "VBZ"}:
        return without_s(word)
    if tag == "VBG":
        return stem_of(word, "ing")
    if tag in {"VBD", "VBN"}:
        return stem_of(word, "ed")
    return stem_of(word, "er" if tag.endswith("R") else "est")


def without_s(word: str) -> str:
    """Return the word without the -s of a plural or of a verb's third person."""
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stem_of(word: str, suffix: str) -> str:
    """Return the word without a suffix that begins with a vowel, its spelling as it was before."""
    stem = word.removesuffix(suffix)
    if stem == word or SOUNDED.isdisjoint(stem):
        return word
    if stem.endswith("i") and suffix != "ing":
        return stem[:-1] + "y"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-2:] not in KEPT_DOUBLE:
        return stem[:-1]
    return stem + "e" if has_lost_e(stem) else stem


def has_lost_e(stem: str) -> bool:
    """Tell whether a stem has lost a silent e before its suffix."""
    if not stem.endswith(SILENT_E):
        return False
    if len(stem) >= 3 and stem[-1] not in VOWELS and stem[-2] in VOWELS and stem[-3] in VOWELS:
        # "believe", "associate"; but "need", "rain"
        return stem[-1] in "vsc" or stem.endswith(("iat", "uat"))
    return not (n_syllables(stem) > 1 and stem.endswith(NO_SILENT_E))


def n_syllables(stem: str) -> int:
    """Return the number of runs of vowels."""
    return sum(
        c in "aeiouy" and (i == 0 or stem[i - 1] not in "aeiouy") for i, c in enumerate(stem)
    )
