"""Where the parse slips: relations that the order of the words shows to be others, and lemmas that the lexicon has otherwise ("freed", "urges", "warships")."""

from __future__ import annotations

import dataclasses
import functools

from copydesk.events.lexicon import entries, word_list, word_lists
from copydesk.text.language import Sentence, Token

ENDINGS = (("ied", 3, "y"), ("ed", 1, ""), ("ed", 2, ""), ("ed", 3, ""), ("ies", 3, "y"), ("s", 1, ""), ("s", 2, ""))  # fmt: skip
"""By its end, how many letters a form has that its verb lacks, and what stands in their place."""
IRREGULAR = dict(pair.split("=") for pair in word_list("light", "irregular"))

Tokens = tuple[Token, ...]


def with_one_subject(tokens: Tokens) -> Tokens:
    """Return tokens where what the parse calls the subject behind a verb that has one before it is its object.

    "Agents arrested the mayor": the parser takes the mayor for who was arrested, in a clause of its own, too.
    """
    has_one = {t.head for i, t in enumerate(tokens) if _is_subject(t) and i < t.head}
    return tuple(
        dataclasses.replace(t, dep="obj")
        if _is_subject(t) and i > t.head and t.head in has_one
        else t
        for i, t in enumerate(tokens)
    )


def _is_subject(token: Token) -> bool:
    return token.dep.partition(":")[0] == "nsubj"


def with_known_lemmas(sentence: Sentence) -> Sentence:
    """Return the sentence with its words under the lemmas that the lexicon has."""
    return dataclasses.replace(sentence, tokens=tuple(map(_with_known_lemma, sentence.tokens)))


def _with_known_lemma(token: Token) -> Token:
    if token.pos == "VERB" and token.lemma.lower() not in known_verbs():
        lemma = verb_lemma(token.text)
        return dataclasses.replace(token, lemma=lemma) if lemma else token
    if token.text.lower() == "arms":
        return dataclasses.replace(token, lemma="arms")
    if token.pos == "NOUN" and token.lemma.endswith("s") and token.lemma[:-1] in known_nouns():
        return dataclasses.replace(token, lemma=token.lemma[:-1])
    return token


@functools.cache
def known_nouns() -> frozenset[str]:
    """Return the nouns that the word lists know."""
    roles = word_list("parties", "state") | word_list("parties", "own")
    return roles.union(*word_lists("classes").values())


@functools.cache
def known_verbs() -> frozenset[str]:
    """Return the verb lemmas of the lexicon."""
    return frozenset(lemma for part, lemma in entries() if part == "verb")


def verb_lemma(word: str) -> str | None:
    """Return the lexicon verb of which a word is a past or third-person form, if any.

    >>> verb_lemma("Lifts"), verb_lemma("confiscated"), verb_lemma("table")
    ('lift', 'confiscate', None)
    """
    word = word.lower()
    stems = [IRREGULAR.get(word, "")]
    stems += [word[:-n] + put for end, n, put in ENDINGS if word.endswith(end)]
    return next((stem for stem in stems if stem in known_verbs()), None)
