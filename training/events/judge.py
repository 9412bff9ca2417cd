"""Learn how far a reading of news is to be believed: `copydesk/events/judge.json`.

python -m training.events.judge --shared SHARED           learn anew
python -m training.events.judge --shared SHARED --check   what was learnt, on the publishers and stories held out

Both regressions learn from the training share of the labelled news. The encoder has read four fifths of these stories too and is surer
there than it may be, so the fifth that was kept from it counts more; nothing is learnt from the news held out. `--check` stretches the
confidence (two numbers) on the news held out with each tenth left out.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from copydesk.entities import find_mentions
from copydesk.events import judge
from copydesk.events.coder import code_events
from copydesk.events.judge import Marks, Question, Way, Weights, chance_of_marks, score_of
from copydesk.nlp import load_model
from copydesk.text.language import AnalysedArticle, ArticleText, CodedEvent, FoundMention
from training.events.score import has_parties, is_same_act
from training.events_corpus.corpus import LabelledEvent
from training.news_corpus.load import NewsText, read_news

PUBLISHED = dt.date(2019, 11, 19)
STRENGTH = 0.3
"""Inverse of the regularisation: of .03, .3 and 3 the best by log-loss on what was held out."""

BANDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)


@dataclasses.dataclass(frozen=True, slots=True)
class Judged:
    """A reading that the coder may choose, with what the labels say of it."""

    document: str
    marks: Marks
    is_event: bool
    is_right: bool


Analysed = tuple[NewsText, ArticleText, AnalysedArticle, tuple[FoundMention, ...]]


def analyse(texts: Iterable[NewsText]) -> list[Analysed]:
    """Return labelled documents with what the language stages make of them."""
    model, found = load_model(), []
    for text in texts:
        article = ArticleText(
            article_id=f"art_{text.document}",
            body=text.texts.get("body", ""),
            title=text.texts.get("title"),
            published_on=PUBLISHED,
        )
        analysed = model.analyse(article.texts())
        found.append((text, article, analysed, tuple(find_mentions(article, analysed))))
    return found


def every_way(ways: Sequence[Way]) -> Sequence[Way]:
    """Return all ways: what the weights learn from."""
    return ways


def judged(
    documents: Iterable[Analysed], which: Callable[[Sequence[Way]], Sequence[Way]]
) -> list[Judged]:
    """Return those ways to read an act, of the sentences labelled, that `which` picks of each act's."""
    found: list[Judged] = []
    for text, article, analysed, mentions in documents:
        picked: list[Way] = []

        def pick(ways: Sequence[Way], picked: list[Way] = picked) -> Way | None:
            here = which(ways)
            picked += here
            return here[0] if here else None

        code_events(article, analysed, mentions, pick)
        read = [event for way in picked for event in way.events]
        for way in picked:
            for event, marks in zip(way.events, way.marks, strict=True):
                labels = labels_beside(text, event)
                if labels is not None:
                    is_event = any(is_told(label, event, read) for label in labels)
                    is_right = any(has_parties(label, event) for label in labels)
                    found.append(Judged(text.document, marks, is_event, is_right))
    return found


def is_told(label: LabelledEvent, event: CodedEvent, read: Iterable[CodedEvent]) -> bool:
    """Tell whether an event is the labelled one: it has its trigger, or nothing of its type in the sentence has.

    That two words report one act, is to be learnt as one right and one superfluous.
    """
    if label.event_type != event.event_type:
        return False
    return is_same_act(label, event) or not any(is_same_act(label, other) for other in read)


def published(documents: Iterable[Analysed], weights: Mapping[Question, Weights]) -> list[Judged]:
    """Return the ways that the coder chooses by these weights."""

    def chosen(ways: Sequence[Way]) -> Sequence[Way]:
        way = judge.choose(ways, weights)
        return [way] if way else []

    return judged(documents, chosen)


def labels_beside(text: NewsText, event: CodedEvent) -> list[LabelledEvent] | None:
    """Return what is labelled in the sentence of an event, None where that wasn't read."""
    for section, start, end in text.sentences:
        if section == event.section and start <= event.trigger_start < end:
            return [e for s, e in text.events if s == section and start <= e.trigger.start < end]
    return None


def learnt(rows: Sequence[Judged], truths: Sequence[bool]) -> dict[str, float]:
    """Return the weights of a logistic regression over marks; that of "" is its base."""
    return fitted([row.marks for row in rows], truths, STRENGTH)


def fitted(given: Sequence[Marks], truths: Sequence[bool], strength: float) -> dict[str, float]:
    """Return the weights that fit best, by Newton's steps; all but the base are held towards nought.

    >>> even = fitted([{"a": 1.0}, {}] * 2, [True, False, False, True], 1.0)
    >>> round(abs(even[""]) + abs(even["a"]), 6)
    0.0
    """
    names = ["", *sorted({mark for marks in given for mark in marks})]
    table = np.array([[1.0, *(marks.get(name, 0.0) for name in names[1:])] for marks in given])
    held = np.full(len(names), 1 / strength)
    held[0] = 0.0
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chances - np.array(truths)) + held * weights
        bend = (table.T * (chances * (1 - chances))) @ table + np.diag(held)
        weights -= np.linalg.solve(bend, slope)
    return {k: round(float(v), 3) for k, v in zip(names, weights, strict=True)}


STEPS = 30
"""The fit stands still, to the third place, after eight."""


def stretched(weights: Weights, rows: Sequence[Judged]) -> dict[str, float]:
    """Return the weights shifted and stretched so that the chances of being right fit the rows."""
    scores = [{"score": score_of(row.marks, weights)} for row in rows]
    fit = fitted(scores, [row.is_right for row in rows], FREE)
    return {
        k: round(v * fit["score"] + (fit[""] if k == "" else 0.0), 3) for k, v in weights.items()
    }


FREE = 1e6
"""So weak a hold that it is none."""


def learn(shared: Path) -> dict[Question, dict[str, float]]:
    """Return what `judge.json` is to hold."""
    news = [d for d in analyse(read_news(shared)) if not d[0].is_held_out]
    kept = [d for d in news if d[0].teaches_judge]
    unseen = judged(kept, every_way)
    seen = judged((d for d in news if not d[0].teaches_judge), every_way)
    rows = unseen * UNSEEN_COUNTS + seen
    reports = learnt(rows, [row.is_event for row in rows])
    right = learnt(rows, [row.is_right for row in rows])
    return {
        "reports": reports,
        "right": stretched(right, published(kept, {"reports": reports, "right": right})),
    }


UNSEEN_COUNTS = 3
"""What a story that the encoder was not taught counts for: with it alone news held out loses 1.8 points of type F1 and the development
sentences gain a point, without it the other way round."""


def check(shared: Path) -> list[str]:
    """Return how often what is published of the news held out is right, by band of the confidence set without it.

    A shift and stretch of weights that were stretched before is as good as one of the weights first learnt.
    """
    weights = judge.learnt_weights()
    unseen = published(analyse(t for t in read_news(shared) if t.is_held_out), weights)
    return [
        "confidence | events | share | type right | type and parties right",
        *bands_of(left_out(unseen, weights["right"])),
    ]


def left_out(rows: Sequence[Judged], weights: Weights) -> list[tuple[float, Judged]]:
    """Return each row with its chance by weights stretched on the stories outside its own tenth."""
    place = {document: k for k, document in enumerate(sorted({row.document for row in rows}))}
    found: list[tuple[float, Judged]] = []
    for tenth in range(TENTHS):
        inside = [row for row in rows if place[row.document] % TENTHS == tenth]
        outside = [row for row in rows if place[row.document] % TENTHS != tenth]
        fitted = stretched(weights, outside) if inside else weights
        found += [(chance_of_marks(row.marks, fitted), row) for row in inside]
    return found


TENTHS = 10


def bands_of(chances: Sequence[tuple[float, Judged]]) -> list[str]:
    """Return a line for each band of chances: how many rows it holds and how many of these are right."""
    lines: list[str] = []
    for low, high in itertools.pairwise(BANDS):
        band = [row for chance, row in chances if low <= chance < high]
        if band:
            shares = [sum(row.is_event for row in band), sum(row.is_right for row in band)]
            told = " | ".join(f"{n / len(band):.2f}" for n in shares)
            lines.append(
                f"{low:.1f} and more | {len(band)} | {len(band) / len(chances):.2f} | {told}"
            )
    return lines


def main() -> None:
    """Write the weights, or say how the confidence fares on news held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        print("\n".join(check(options.shared)))
        return
    target = resources.files(judge.__package__ or "").joinpath("judge.json")
    weights = {**judge.learnt_weights(), **learn(options.shared)}  # "read" is learnt anew after it
    Path(str(target)).write_text(json.dumps(weights, indent=1) + "\n")


if __name__ == "__main__":
    main()
