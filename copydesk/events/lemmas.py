"""The lemma that the lexicon has, where the lemmatiser left a word as it was: "freed", "urges", "warships"."""

from __future__ import annotations

import dataclasses
import functools

from copydesk.events.lexicon import entries, word_list, word_lists
from copydesk.language import Sentence, Token

IRREGULAR = dict(pair.split("=") for pair in word_list("light", "irregular"))


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
    if word.endswith("ied"):
        stems.append(word[:-3] + "y")
    if word.endswith("ed"):
        stems += [word[:-1], word[:-2], word[:-3]]
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    if word.endswith("s"):
        stems += [word[:-1], word[:-2]]
    return next((stem for stem in stems if stem in known_verbs()), None)
