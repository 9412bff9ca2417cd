"""Which texts an epoch reads, how often, and what is set aside to choose between checkpoints."""

from __future__ import annotations

import collections
import dataclasses
import json
import random
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import get_args

from copydesk.events.ontology import ontology
from schemas.event_mentions import Polarity
from schemas.events import EventStatus
from training.casing import curled_names, joined, recased
from training.corpora import LABELS, NamedText, TreeSentence, open_text, read_names, tree_documents
from training.encoder.examples import (
    USUAL_SIZES,
    Reader,
    names_stretches,
    tree_stretches,
)
from training.encoder.frames import FramedText
from training.encoder.network import Labels
from training.encoder.stretches import NAME_LABELS, Stretch
from training.events_corpus.corpus import training_items
from training.names_corpus.load import read_items
from training.news_corpus.load import read_news
from training.relabel import relabelled

SEED = 20261123
OWN = "own"
NEWS = "news"
"""Our own corpus (training/names_corpus), all of it but the fifth that is kept for measuring."""

NAME_SOURCES: tuple[tuple[str, float, int], ...] = (
    # file, times per epoch (0.4: that share of it, drawn anew each time), how many consecutive texts may be joined to one document
    ("gmb.train", 0.4, 6),
    ("gum.train", 1.5, 1),
    ("uner_ewt.train", 1, 2),
    ("crossner_politics.train", 2, 3),
    ("crossner_science.train", 0.5, 3),
    ("crossner_literature.train", 1, 3),
    ("crossner_music.train", 0.5, 3),
    ("crossner_ai.train", 0.3, 3),
    (OWN, 3, 4),
    (NEWS, 3, 1),
)
TREES_TIMES = 2
"""How often an epoch reads the treebank."""

DEVELOPMENT_EVERY = 12
"""One text of so many of GUM, CrossNER and our own corpus is not trained on: checkpoints are compared on these."""

MIN_TAG, MIN_RELATION = 5, 20
"""Tags and relations seen less often aren't learnt."""


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A corpus of names: its texts, the labels it leaves out, times per epoch, texts joined at most."""

    name: str
    texts: list[NamedText]
    hidden: tuple[str, ...]
    times: float
    most: int


def news_texts(shared: Path) -> list[NamedText]:
    """Return the labelled news whose names were marked, a section a text."""
    return [
        NamedText(text, tuple((a, b, k) for s, a, b, k in news.names if s == section))
        for news in read_news(shared)
        if news.names is not None and not news.is_held_out
        for section, text in news.texts.items()
    ]


def read_sources(corpora: Path, without: Sequence[str], is_development: bool) -> list[Source]:
    """Return the corpora of names: what is trained on, or what is set aside.

    GMB marks ships, products and prizes so seldom that it would teach they are no names: there, MISC counts as left out.
    """
    out = []
    for name, times, most in NAME_SOURCES:
        if any(name.startswith(w) for w in without):
            continue
        path = corpora / "ner" / f"{name}.jsonl.zst"
        if name == OWN:
            texts = own_texts()
        else:
            texts = news_texts(corpora.parent) if name == NEWS else read_names(path)
        if name.startswith("gmb"):
            texts = [] if is_development else relabelled(texts)
        else:
            texts = [
                t for i, t in enumerate(texts) if (i % DEVELOPMENT_EVERY == 7) == is_development
            ]
        hidden = () if name in (OWN, NEWS) else hidden_labels(path)
        if name.startswith("gmb"):
            hidden += ("MISC",)
        out.append(Source(name, texts, hidden, times, most))
    return out


def own_texts() -> list[NamedText]:
    """Return the texts of our own corpus that may be trained on."""
    return [
        NamedText(item.text, tuple((n.start, n.end, n.label) for n in item.names))
        for item in read_items()
        if not item.is_held_out
    ]


def hidden_labels(path: Path) -> tuple[str, ...]:
    """Return the labels of ours that a corpus doesn't mark."""
    row = json.loads(open_text(path).readline())
    return tuple(label for label in row["missing"] if label in LABELS)


def grouped(texts: list[NamedText], most: int, draw: random.Random) -> Iterator[NamedText]:
    """Yield runs of up to `most` consecutive texts as one document each."""
    at = 0
    while at < len(texts):
        n = draw.randint(1, most)
        yield joined(texts[at : at + n])
        at += n


def names_epoch(
    reader: Reader, sources: Sequence[Source], number: int, share: float = 1.0
) -> Iterator[Stretch]:
    """Yield the stretches with names of an epoch, or of a share of one."""
    draw = random.Random(SEED + number)
    for source in sources:
        for time in range(ceil(source.times)):
            chance = min(1.0, source.times - time) * share
            for document in grouped(source.texts, source.most, draw):
                if draw.random() < chance:
                    varied = recased(curled_names(document, draw), draw)
                    size = draw.choice(USUAL_SIZES)
                    yield from names_stretches(reader, varied, source.hidden, size)


def trees_epoch(
    reader: Reader, documents: Sequence[list[TreeSentence]], number: int, share: float = 1.0
) -> Iterator[Stretch]:
    """Yield the stretches with trees of an epoch, or of a share of one."""
    draw = random.Random(SEED + number)
    for _ in range(TREES_TIMES):
        for document in documents:
            if draw.random() < share:
                yield from tree_stretches(reader, document, draw, draw.choice(USUAL_SIZES))


def read_frames() -> list[FramedText]:
    """Return the sentences of our own corpus of events that may be trained on."""
    return [
        FramedText({"body": i.text}, tuple(("body", e) for e in i.events)) for i in training_items()
    ]


def read_labelled_news(shared: Path | None, is_held_out: bool) -> list[FramedText]:
    """Return the labelled news: what is trained on, or what is held out; what teaches the judge is in neither."""
    return [
        FramedText(t.texts, t.events)
        for t in read_news(shared)
        if t.is_held_out == is_held_out and not t.teaches_judge
    ]


def labels_of(documents: Sequence[list[TreeSentence]]) -> Labels:
    """Return what the heads can answer, from the treebank; the commonest first."""
    words = [w for document in documents for tree in document for w in tree.words]
    tags = collections.Counter(w.tag for w in words)
    relations = collections.Counter(w.dep for w in words)
    return Labels(
        NAME_LABELS,
        tuple(t for t, n in sorted(tags.items(), key=lambda x: (-x[1], x[0])) if n >= MIN_TAG),
        tuple(
            r
            for r, n in sorted(relations.items(), key=lambda x: (-x[1], x[0]))
            if n >= MIN_RELATION
        ),
        ("", *sorted(ontology())),
        (
            "",
            *sorted(f"{kind}/{mode}" for kind, facts in ontology().items() for mode in facts.modes),
        ),
        tuple(get_args(EventStatus)),
        tuple(get_args(Polarity)),
    )


def read_trees(corpora: Path, part: str) -> list[list[TreeSentence]]:
    """Return a part of the treebank as documents of some sentences."""
    return tree_documents(corpora / "ud" / f"{part}.conllu.zst", 120)
