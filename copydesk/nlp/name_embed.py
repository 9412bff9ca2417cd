"""What the name finder sees of a token besides its letters: name classes, and evidence from the rest of the text.

Built on thinc alone; spaCy documents come in as objects and are read through `to_array`.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from typing import Any

import numpy as np
from murmurhash import mrmr  # type: ignore[import-untyped]
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    chain,
    concatenate,
    list2ragged,
    ragged2list,
    with_array,
)

CLASSES_FILE = "name_classes.txt.gz"
"""Lines of `letters<TAB>words`: F first name, L last name, T town, C country word, D demonym, R region, O word of an
organisation's name, P title of a person, w also a common word."""

LEXICAL = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
"""Columns that spaCy's vocabulary knows; ours follow them."""

COLUMNS = (*LEXICAL, "start3", "name_class", "evidence")

LOWER_ELSEWHERE, NAME_BEFORE, TITLE_BEFORE, ORG_AFTER, PLACE_BEFORE, INSIDE_SENTENCE = (
    1,
    2,
    4,
    8,
    16,
    32,
)
"""Bits of evidence that a text gives on a capitalised form, wherever in the text it stands."""

PLACE_PREPOSITIONS = frozenset({"in", "near", "at", "from", "to"})
SENTENCE_OPENERS = frozenset('.?!"“”‘(:;-–—•*')

UNSIGNED = 0xFFFFFFFF

Evidence = dict[str, int]


@functools.lru_cache(maxsize=1)
def name_classes() -> dict[str, str]:
    """Return the class letters of each form known to the public lists of names and places."""
    packed = resources.files("copydesk.nlp").joinpath("model", CLASSES_FILE).read_bytes()
    classes: dict[str, str] = {}
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        letters, words = line.split("\t")
        classes.update(dict.fromkeys(words.split(" "), letters))
    return classes


@functools.lru_cache(maxsize=200_000)
def lexical_extras(word: str) -> tuple[int, int]:
    """Return the hashes of a form's first three letters and of its name class (with its case)."""
    letters = name_classes().get(word, "")
    if not letters and word.isupper() and len(word) > 1:
        letters = name_classes().get(word.capitalize(), "")
    case = "U" if word.isupper() else "T" if word[:1].isupper() else "l"
    return mrmr.hash(word[:3].casefold()) & UNSIGNED, mrmr.hash(f"{case}:{letters}") & UNSIGNED


def is_name_like(word: str) -> bool:
    """Tell whether a form is written as names are."""
    return word[:1].isupper()


def evidence_of(words: Sequence[str]) -> Evidence:
    """Return, for each form of the text written as a name, what its other occurrences say about it."""
    classes = name_classes()
    found: Evidence = {}
    lower = {word for word in words if word.islower()}
    before = "."
    for i, word in enumerate(words):
        if is_name_like(word):
            bits = LOWER_ELSEWHERE if word.lower() in lower else 0
            if before not in SENTENCE_OPENERS:
                bits |= INSIDE_SENTENCE if not is_name_like(before) else 0
                bits |= bits_from_neighbours(
                    before, words[i + 1] if i + 1 < len(words) else "", classes
                )
            found[word] = found.get(word, 0) | bits
        before = word
    return found


def bits_from_neighbours(before: str, after: str, classes: dict[str, str]) -> int:
    """Return what the words on both sides say about a form: whose name, whose title, which place."""
    bits = 0
    letters = classes.get(before, "")
    if is_name_like(before):
        bits |= NAME_BEFORE if "F" in letters else 0
        bits |= TITLE_BEFORE if "P" in letters else 0
    elif before in PLACE_PREPOSITIONS and not is_name_like(after):
        bits |= PLACE_BEFORE
    if is_name_like(after) and "O" in classes.get(after, ""):
        bits |= ORG_AFTER
    return bits


def token_features(
    docs: Iterable[Any], attributes: Sequence[str], with_evidence: bool
) -> list[Any]:
    """Return one array per document: a row per token, a column per feature, as 64-bit keys."""
    return [document_features(doc, attributes, with_evidence) for doc in docs]


def document_features(doc: Any, attributes: Sequence[str], with_evidence: bool) -> Any:
    """Return the feature keys of one document."""
    words = [token.text for token in doc]
    evidence = evidence_of(words) if with_evidence else {}
    ours = np.zeros((len(words), 3), dtype="uint64")
    for i, word in enumerate(words):
        ours[i, 0], ours[i, 1] = lexical_extras(word)
        ours[i, 2] = evidence.get(word, 0) + 1 if is_name_like(word) else 0
    lexical = doc.to_array(list(attributes)).reshape(len(words), len(attributes))
    return np.hstack([lexical.astype("uint64"), ours])


def feature_extractor(attributes: Sequence[str], with_evidence: bool) -> Model[Any, Any]:
    """Return a layer without weights: documents in, feature keys out."""

    def forward(
        model: Model[Any, Any], docs: Any, is_train: bool
    ) -> tuple[Any, Callable[[Any], Any]]:
        features = [
            model.ops.asarray2i(a, dtype="uint64")
            for a in token_features(docs, attributes, with_evidence)
        ]
        return features, lambda d_features: []

    return Model("name_features", forward)


def name_embed(width: int, rows: list[int], with_evidence: bool = True) -> Model[Any, Any]:
    """Return the embedding layer: one hash table per column of `COLUMNS`, mixed to one vector per token."""
    if len(rows) != len(COLUMNS):
        raise ValueError(f"{len(rows)} table sizes for {len(COLUMNS)} columns")
    tables: list[Model[Any, Any]] = [
        HashEmbed(width, n, column=i, seed=31 + i, dropout=0.0) for i, n in enumerate(rows)
    ]
    mixed: Model[Any, Any] = chain(
        concatenate(*tables), Maxout(width, width * len(rows), nP=3, dropout=0.0, normalize=True)
    )
    return chain(
        feature_extractor(LEXICAL, with_evidence), list2ragged(), with_array(mixed), ragged2list()
    )
