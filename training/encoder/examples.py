"""From corpora to stretches of text with numbers for answers."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from copydesk.nlp.article_doc import cut_pieces
from copydesk.nlp.segments import cut_segments
from copydesk.nlp.word_features import features_of, with_capitals
from copydesk.nlp.wordpiece import CLOSE, OPEN, Split
from training.casing import CASINGS, CURLED_SHARE, curled, draw_casing
from training.corpora import NamedText, TreeSentence
from training.encoder.network import Labels
from training.encoder.stretches import NAME_LABELS, QUARTERS, Stretch

USUAL_SIZES = (32, 64, 128, 128)
"""Pieces of a stretch in training, drawn per document: short texts and long ones are read alike."""

Tokenise = Callable[[str], Sequence[tuple[int, int]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """What turns words into numbers."""

    split: Split
    vocabulary: dict[str, int]
    tokenise: Tokenise
    labels: Labels


def stretch_of(
    reader: Reader, words: Sequence[str], features: Any, gold: dict[str, Any]
) -> Stretch:
    """Return the stretch of these words."""
    pieces, word_of, first = [reader.vocabulary[OPEN]], [-1], []
    for i, word in enumerate(words):
        first.append(len(pieces))
        found = reader.split(word)
        pieces += found
        word_of += [i] * len(found)
    features = (QUARTERS * with_capitals(features)).astype(np.uint8)
    small = {k: v if v.dtype == bool else v.astype(np.int16) for k, v in gold.items()}
    pieces, word_of = [*pieces, reader.vocabulary[CLOSE]], [*word_of, -1]
    return Stretch(
        np.array(pieces, np.uint16), np.array(word_of, np.int16), np.array(first, np.int16), features, small
    )  # fmt: skip


def names_stretches(
    reader: Reader, named: NamedText, hidden: Sequence[str], usual: int
) -> Iterator[Stretch]:
    """Yield the stretches of a text with names; `hidden` labels may be unmarked in it."""
    tokens = cut_pieces({"body": named.text}, reader.tokenise)
    words = [t.text for t in tokens]
    target = name_targets(named, [(t.start, t.end) for t in tokens])
    features = features_of(words)
    is_inside = [k > 0 and k % 2 == 0 for k in target]
    begins = [t.begins is True and not i for t, i in zip(tokens, is_inside, strict=True)]
    may_be = np.array([name[2:] in hidden for name in NAME_LABELS])
    for a, b in cut_segments([len(reader.split(w)) for w in words], begins, usual):
        gold = {"names": np.array(target[a:b]), "hidden": may_be}
        yield stretch_of(reader, words[a:b], features[a:b], gold)


def name_targets(named: NamedText, tokens: Sequence[tuple[int, int]]) -> list[int]:
    """Return the number of each token's label; -1 where a name's ends aren't token ends."""
    target = [0] * len(tokens)
    first = {start: i for i, (start, _) in enumerate(tokens)}
    last = {end: i for i, (_, end) in enumerate(tokens)}
    for start, end, label in named.names:
        number = NAME_LABELS.index(f"B-{label}")
        if start in first and end in last and first[start] <= last[end]:
            target[first[start]] = number
            for i in range(first[start] + 1, last[end] + 1):
                target[i] = number + 1
        else:
            for i, (a, b) in enumerate(tokens):
                if a < end and b > start:
                    target[i] = -1
    return target


def tree_stretches(
    reader: Reader, document: Sequence[TreeSentence], draw: random.Random | None, usual: int
) -> Iterator[Stretch]:
    """Yield the stretches of a treebank document, some sentences in another case when a draw is given."""
    words: list[str] = []
    heads: list[int] = []
    tags: list[int] = []
    relations: list[int] = []
    begins: list[bool] = []
    sentence: list[int] = []
    typeset = curled if draw and draw.random() < CURLED_SHARE else str
    for number, tree in enumerate(document):
        casing = CASINGS[c] if draw and (c := draw_casing(draw)) else str
        text = casing(typeset(tree.text))
        base = len(words)
        words += [text[w.start : w.start + len(w.text)] for w in tree.words]
        heads += [base + w.head for w in tree.words]
        tags += [tag_number(reader.labels, w.tag) for w in tree.words]
        relations += [relation_number(reader.labels, w.dep) for w in tree.words]
        begins += [i == 0 for i in range(len(tree.words))]
        sentence += [number] * len(tree.words)
    features = features_of(words)
    for a, b in cut_segments([len(reader.split(w)) for w in words], begins, usual):
        inside = [h - a if a <= h < b else i for i, h in enumerate(heads[a:b])]
        gold = {
            "heads": np.array(inside), "tags": np.array(tags[a:b]), "relations": np.array(relations[a:b]),
            "begins": np.array(begins[a:b]), "sentence": np.array(sentence[a:b]),
        }  # fmt: skip
        yield stretch_of(reader, words[a:b], features[a:b], gold)


def tag_number(labels: Labels, tag: str) -> int:
    """Return the number of a tag; one that is too rare counts as the first."""
    return labels.tags.index(tag) if tag in labels.tags else 0


def relation_number(labels: Labels, relation: str) -> int:
    """Return the number of a relation; one that is too rare is read without its subtype."""
    for name in (relation, relation.partition(":")[0]):
        if name in labels.relations:
            return labels.relations.index(name)
    return 0
