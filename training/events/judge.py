"""Learn how far a reading of news is to be believed: `copydesk/events/judge.json`.

python -m training.events.judge --shared SHARED           learn anew
python -m training.events.judge --shared SHARED --check   what was learnt, on the publishers and stories held out

Both regressions learn from the training share of the labelled news. The model has read these sentences too, so it is surer there than
it may be: the confidence is shifted and stretched (two numbers) on the news held out, and `--check` judges that with each tenth left out.
"""

from __future__ import annotations

import argparse
import bisect
import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from copydesk.entities import find_mentions
from copydesk.events import judge
from copydesk.events.coder import code_events
from copydesk.events.judge import Marks, Way
from copydesk.language import AnalysedArticle, ArticleText, CodedEvent, FoundMention
from copydesk.nlp import load_model
from training.events.score import has_parties
from training.events_corpus.corpus import LabelledEvent
from training.news_corpus.load import NewsText, read_news

PUBLISHED = dt.date(2019, 11, 19)
STRENGTH = 0.3
"""Inverse of the regularisation: of .03, .3 and 3 the best by log-loss on what was held out."""

ONLY_RIGHT = frozenset(
    "recast length reported planned ongoing claimed historical threatened".split()
)
"""Marks that say how hard parties are to name, but taught of acts only what VOA's stories tell; so do the types."""

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


def ways_judged(documents: Iterable[Analysed]) -> list[Judged]:
    """Return every way to read every possible event of the sentences labelled."""
    found: list[Judged] = []
    for text, article, analysed, mentions in documents:
        ways: list[Way] = []

        def take_all(given: Sequence[Way], ways: list[Way] = ways) -> Way | None:
            ways += given
            return given[0] if given else None

        code_events(article, analysed, mentions, take_all)
        for way in ways:
            for event, marks in zip(way.events, way.marks, strict=True):
                labels = labels_beside(text, event)
                if labels is not None:
                    is_event = any(label.event_type == event.event_type for label in labels)
                    is_right = any(has_parties(label, event) for label in labels)
                    found.append(Judged(text.document, marks, is_event, is_right))
    return found


def labels_beside(text: NewsText, event: CodedEvent) -> list[LabelledEvent] | None:
    """Return what is labelled in the sentence of an event, None where that wasn't read."""
    for section, start, end in text.sentences:
        if section == event.section and start <= event.trigger_start < end:
            return [e for s, e in text.events if s == section and start <= e.trigger.start < end]
    return None


def learnt(rows: Sequence[Judged], truths: Sequence[bool], left_out: frozenset[str]) -> dict[str, float]:  # fmt: skip
    """Return the weights of a logistic regression over marks; that of "" is its base."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    given = [{k: v for k, v in row.marks.items() if k not in left_out} for row in rows]
    vectors = DictVectorizer()
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(
        vectors.fit_transform(given), list(truths)
    )
    weights = dict(zip(vectors.feature_names_, model.coef_[0].tolist(), strict=True))
    return {
        "": round(float(model.intercept_[0]), 3),
        **{k: round(v, 3) for k, v in sorted(weights.items())},
    }


def stretched(weights: dict[str, float], rows: Sequence[Judged]) -> dict[str, float]:
    """Return the weights shifted and stretched so that the chances of being right fit what was held out."""
    from sklearn.linear_model import LogisticRegression

    scores = [[score_of(row.marks, weights)] for row in rows]
    model = LogisticRegression(C=1e6).fit(scores, [row.is_right for row in rows])
    slope, base = float(model.coef_[0][0]), float(model.intercept_[0])
    return {k: round(v * slope + (base if k == "" else 0.0), 3) for k, v in weights.items()}


def score_of(marks: Marks, weights: dict[str, float]) -> float:
    """Return the log-odds that weights give marks."""
    return weights[""] + sum(weights.get(mark, 0.0) * value for mark, value in marks.items())


def types_of(rows: Iterable[Judged]) -> frozenset[str]:
    """Return the marks that are event types."""
    return frozenset(mark for row in rows for mark in row.marks if mark.isupper())


def learn(shared: Path) -> dict[str, Any]:
    """Return what `judge.json` is to hold."""
    news = analyse(read_news(shared))
    seen = ways_judged(d for d in news if not d[0].is_held_out)
    unseen = ways_judged(d for d in news if d[0].is_held_out)
    reports = learnt(seen, [row.is_event for row in seen], ONLY_RIGHT | types_of(seen))
    right = learnt(seen, [row.is_right for row in seen], frozenset())
    return {"reports": reports, "right": stretched(right, unseen)}


def check(shared: Path) -> list[str]:
    """Return how often what is published of the news held out is right, by band of its confidence."""
    unseen = analyse(t for t in read_news(shared) if t.is_held_out)
    bands: list[list[tuple[bool, bool]]] = [[] for _ in BANDS[1:]]
    for text, article, analysed, mentions in unseen:
        for event in code_events(article, analysed, mentions):
            labels = labels_beside(text, event)
            if labels is not None:
                is_event = any(label.event_type == event.event_type for label in labels)
                is_right = any(has_parties(label, event) for label in labels)
                bands[bisect.bisect(BANDS, event.confidence) - 1].append((is_event, is_right))
    total = sum(map(len, bands))
    lines = ["confidence | events | share | type right | type and parties right"]
    for low, band in zip(BANDS, bands, strict=False):
        if band:
            shares = [f"{sum(column) / len(band):.2f}" for column in zip(*band, strict=True)]
            lines.append(
                f"{low:.1f} and more | {len(band)} | {len(band) / total:.2f} | {' | '.join(shares)}"
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
    Path(str(target)).write_text(json.dumps(learn(options.shared), indent=1) + "\n")


if __name__ == "__main__":
    main()
