"""Texts with whole frames of events as stretches, their trees as a model drew them; and texts without labels, for a teacher to read."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from copydesk.nlp.article_doc import Piece, cut_pieces
from copydesk.nlp.encoder import Encoder, ReadWord
from copydesk.nlp.segments import cut_segments
from copydesk.nlp.word_features import features_of
from schemas.mentions import Section
from training.casing import curled_names, recased
from training.corpora import NamedText
from training.encoder.examples import Reader, relation_number, stretch_of, tag_number
from training.encoder.network import ROLES
from training.encoder.stretches import Stretch
from training.events_corpus.corpus import LabelledEvent, Span
from training.news_corpus.load import moved

MOST_EVENTS = 4
"""Events in which one word can play the same role."""


@dataclasses.dataclass(frozen=True, slots=True)
class FramedText:
    """A text by its sections, with its events; spans count in their section."""

    texts: Mapping[Section, str]
    events: tuple[tuple[Section, LabelledEvent], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class DrawnText:
    """A framed text cut into words, with the tree that a model drew."""

    framed: FramedText
    pieces: list[Piece]
    words: list[ReadWord]


def drawn(encoder: Encoder, reader: Reader, framed: FramedText) -> DrawnText:
    """Return a text with its trees."""
    pieces = cut_pieces(framed.texts, reader.tokenise)
    _, words = encoder.read([p.text for p in pieces], [p.begins for p in pieces])
    return DrawnText(framed, pieces, words)


def joined(texts: Sequence[FramedText]) -> FramedText:
    """Return single sentences as one text."""
    out, events, at = "", [], 0
    for framed in texts:
        (text,) = framed.texts.values()
        for _, event in framed.events:
            events.append(("body", moved(event, at)))
        out += text + " "
        at = len(out)
    return FramedText({"body": out[:-1]}, tuple(events))  # type: ignore[arg-type]


def head_of(text: DrawnText, section: Section, span: Span) -> int | None:
    """Return the word of a span that hangs on none of the others; None where the span holds no word."""
    inside = [
        i for i, p in enumerate(text.pieces)
        if p.section == section and p.start < span.end and p.end > span.start
    ]  # fmt: skip
    free = [i for i in inside if text.words[i].head == i or text.words[i].head not in inside]
    named = [i for i in free if text.words[i].pos not in ("PUNCT", "DET", "ADP", "PART")]
    return (named or free or [None])[0]


def roles_of(event: LabelledEvent) -> Iterator[tuple[int, Span]]:
    """Yield the number of a role and a span that plays it."""
    spans = {
        "actor": event.actors, "recipient": event.recipients,
        "speaker": (event.speaker,), "date": (event.date,), "place": (event.place,),
    }  # fmt: skip
    for number, role in enumerate(ROLES):
        yield from ((number, s) for s in spans[role] if s is not None)


def frames_gold(reader: Reader, text: DrawnText) -> dict[str, Any]:
    """Return the answers of the frames, word by word."""
    labels, n = reader.labels, len(text.pieces)
    gold = {key: np.zeros(n, np.int16) for key in ("events", "modes", "statuses", "polarities")}
    roles = np.zeros((n, len(ROLES), MOST_EVENTS), np.int32)
    for section, event in text.framed.events:
        at = head_of(text, section, event.trigger)
        if at is None or gold["events"][at]:
            continue  # one word, one event
        gold["events"][at] = labels.events.index(event.event_type)
        mode = f"{event.event_type}/{event.mode}" if event.mode else ""
        gold["modes"][at] = labels.modes.index(mode)
        gold["statuses"][at] = labels.statuses.index(event.status)
        gold["polarities"][at] = labels.polarities.index(event.polarity)
        for number, span in roles_of(event):
            word = head_of(text, section, span)
            if word is not None:
                free = np.flatnonzero(roles[word, number] == 0)
                if len(free):
                    roles[word, number, free[0]] = at + 1
    return gold | {"roles": roles}


def frame_stretches(
    reader: Reader, text: DrawnText, draw: random.Random | None, usual: int
) -> Iterator[Stretch]:
    """Yield the stretches of a text with frames and trees, in another case when a draw is given."""
    shown = dict(text.framed.texts)
    if draw:
        shown = {k: recased(curled_names(NamedText(v, ()), draw), draw).text for k, v in shown.items()}  # fmt: skip
    words = [shown[p.section][p.start : p.end] for p in text.pieces]
    gold = frames_gold(reader, text)
    read = text.words
    gold |= {
        "heads": np.array([w.head for w in read]),
        "tags": np.array([tag_number(reader.labels, f"{w.pos}|{w.tag}") for w in read]),
        "relations": np.array([relation_number(reader.labels, "ROOT" if w.dep == "root" else w.dep) for w in read]),
        "begins": np.array([w.begins for w in read]),
        "sentence": np.cumsum([w.begins for w in read]),
    }  # fmt: skip
    features = features_of(words)
    for a, b in cut_segments(
        [len(reader.split(w)) for w in words], [p.begins is True for p in text.pieces], usual
    ):
        here = {k: v[a:b].copy() for k, v in gold.items()}
        heads, roles = here["heads"] - a, here["roles"]
        here["heads"] = np.where((heads >= 0) & (heads < b - a), heads, np.arange(b - a))
        here["roles"] = np.where((roles > a) & (roles <= b), roles - a, 0)
        yield stretch_of(reader, words[a:b], features[a:b], here)


def plain_stretches(
    reader: Reader, texts: Mapping[Section, str], draw: random.Random, usual: int
) -> Iterator[Stretch]:
    """Yield the stretches of a text without labels, as drawn in another case."""
    pieces = cut_pieces(texts, reader.tokenise)
    shown = {k: recased(curled_names(NamedText(v, ()), draw), draw).text for k, v in texts.items()}
    words = [shown[p.section][p.start : p.end] for p in pieces]
    hints = np.array([{True: 1, False: -1, None: 0}[p.begins] for p in pieces])
    features = features_of(words)
    for a, b in cut_segments(
        [len(reader.split(w)) for w in words], [p.begins is True for p in pieces], usual
    ):
        yield stretch_of(reader, words[a:b], features[a:b], {"hints": hints[a:b]})


def grouped(texts: Sequence[FramedText], most: int, draw: random.Random) -> Iterator[FramedText]:
    """Yield runs of up to `most` texts as one each."""
    left = iter(texts)
    while group := list(itertools.islice(left, draw.randint(1, most))):
        yield joined(group)
