"""From corpora to stretches of text with numbers for answers, and from stretches to batches."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import torch

from copydesk.nlp.article_doc import cut_pieces
from copydesk.nlp.segments import cut_segments
from copydesk.nlp.word_features import CLASSES, EVIDENCE, features_of, with_capitals
from copydesk.nlp.wordpiece import CLOSE, OPEN, Split
from training.casing import CASINGS, CURLED_SHARE, curled, draw_casing
from training.corpora import LABELS, NamedText, TreeSentence
from training.encoder.network import Batch, Labels

NAME_LABELS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BI"))
USUAL_SIZES = (32, 64, 128, 128)
"""Pieces of a stretch in training, drawn per document: short texts and long ones are read alike."""

BLIND_CLASSES, BLIND_EVIDENCE = 0.15, 0.15
"""Share of stretches whose name classes, or evidence, are hidden, so that the encoder learns without."""

WORD_BLIND = 0.1

Tokenise = Callable[[str], Sequence[tuple[int, int]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Reader:
    """What turns words into numbers."""

    split: Split
    vocabulary: dict[str, int]
    tokenise: Tokenise
    labels: Labels


@dataclasses.dataclass(slots=True)
class Stretch:
    """One stretch of text and its answers, by head."""

    pieces: list[int]
    word_of: list[int]
    first: list[int]
    features: Any
    gold: dict[str, Any]


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
    return Stretch(
        [*pieces, reader.vocabulary[CLOSE]], [*word_of, -1], first, with_capitals(features), gold
    )


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


def event_stretches(reader: Reader, told: NamedText, usual: int) -> Iterator[Stretch]:
    """Yield the stretches of a text whose marks are the triggers of events, labelled with their types."""
    tokens = cut_pieces({"body": told.text}, reader.tokenise)
    words = [t.text for t in tokens]
    target = [0] * len(tokens)
    for start, end, label in told.names:
        for i, token in enumerate(tokens):
            if token.start < end and token.end > start:
                target[i] = reader.labels.events.index(label)
    features = features_of(words)
    for a, b in cut_segments(
        [len(reader.split(w)) for w in words], [t.begins is True for t in tokens], usual
    ):
        yield stretch_of(reader, words[a:b], features[a:b], {"events": np.array(target[a:b])})


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


def blinded(stretch: Stretch, draw: random.Random) -> Stretch:
    """Return the stretch with some of its features hidden, as drawn."""
    features = stretch.features.copy()
    if draw.random() < BLIND_CLASSES:
        features[:, CLASSES] = 0
    if draw.random() < BLIND_EVIDENCE:
        features[:, EVIDENCE] = 0
    for row in features:
        if draw.random() < WORD_BLIND:
            row[CLASSES.start : EVIDENCE.stop] = 0
    return dataclasses.replace(stretch, features=features)


def batches(stretches: Iterable[Stretch], size: int, draw: random.Random | None) -> Iterator[Batch]:
    """Yield batches of about `size` pieces, stretches of like length together, in an order as drawn."""
    ordered = sorted(stretches, key=lambda s: len(s.pieces))
    groups: list[list[Stretch]] = [[]]
    for stretch in ordered:
        if groups[-1] and len(stretch.pieces) * (len(groups[-1]) + 1) > size:
            groups.append([])
        groups[-1].append(stretch)
    if draw:
        draw.shuffle(groups)
    for group in groups:
        if group:
            yield collate(group)


def collate(group: Sequence[Stretch]) -> Batch:
    """Return the stretches side by side."""
    n, length = len(group), max(len(s.pieces) for s in group)
    width = max(len(s.first) for s in group)
    pieces = np.zeros((n, length), dtype=np.int64)
    word_of = np.full((n, length), -1, dtype=np.int64)
    first = np.zeros((n, width), dtype=np.int64)
    features = np.zeros((n, width, group[0].features.shape[1]), dtype=np.float32)
    gold = {}
    for name, value in group[0].gold.items():
        shape = (n, len(value)) if name == "hidden" else (n, width)
        gold[name] = np.zeros(shape, dtype=value.dtype)
    if "sentence" in gold:
        gold["sentence"][:] = -1
    for i, s in enumerate(group):
        pieces[i, : len(s.pieces)] = s.pieces
        word_of[i, : len(s.pieces)] = s.word_of
        first[i, : len(s.first)] = s.first
        features[i, : len(s.first)] = s.features
        for name, value in s.gold.items():
            gold[name][i, : len(value)] = value
    n_words = np.array([len(s.first) for s in group])[:, None]
    return Batch(
        torch.from_numpy(pieces), torch.from_numpy(word_of), torch.from_numpy(first), torch.from_numpy(features),
        torch.from_numpy(np.arange(length)[None] < np.array([len(s.pieces) for s in group])[:, None]),
        torch.from_numpy(np.arange(width)[None] < n_words),
        {name: torch.from_numpy(value) for name, value in gold.items()},
    )  # fmt: skip
