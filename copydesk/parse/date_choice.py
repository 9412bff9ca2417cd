"""Which of the days that a page shows is the story's, or none: boosted trees weigh them where nothing is stated outright.

A day is seen by what states it, where its lines stand to the headline, what is said beside them, and the other days of the
page. The trees (`date_weights.npz`) know no publisher; 'none' is their answer where no day is likely.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from copydesk.parse.date_lines import FAR, DateLine, LinePlace
from copydesk.parse.dates import ReadDate
from copydesk.parse.line_features import Matrix
from copydesk.parse.line_model import Forest, forest_chances, load_forests
from copydesk.parse.urls import address_features

WEIGHTS_FILE = Path(__file__).with_name("date_weights.npz")
LEAST_CHANCE = 0.35
"""Chance from which a day is taken. Chosen on collections that the trees had not seen: docs/decisions/055."""
LEAST_EARLIER = 0.75
"""Chance from which a shown day overrules a stated later one; chosen in the same way."""
LEAST_ELEMENTS = 60
"""A page of fewer elements is like none that the trees have seen: its date is found by rules."""
STATED = ("page", "upload", "script")
LINES = ("marked time", "time", "marked", "bare", "sentence")
MOST_DAYS = 2000  # chosen: five years and a half; further apart tells the model nothing more
TYPES = (
    frozenset(("NewsArticle", "ReportageNewsArticle")),
    frozenset(("BlogPosting",)),
    frozenset(("Article",)),
    frozenset(("WebPage",)),
)
CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
ISO = re.compile(r"\d{4}-\d\d-\d\dT")
LETTERS = re.compile(r"[A-Za-z]{3}")
NO_LETTER = re.compile(r"[\W\d_]")
FINE = ("second", "minute")


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """A date that a page gives: in its data (no line), or in a line that it shows."""

    kind: str
    text: str
    date: ReadDate
    line: DateLine | None = None
    place: LinePlace | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PageFacts:
    """What else bears on the choice."""

    url: str | None
    og_types: str
    kinds: Collection[str]
    has_article: bool  # structured data of one
    n_times: int
    n_articles: int
    is_front: bool
    updates: tuple[dt.date, ...]  # days that the page states as its update
    by_rules: dt.date | None


def by_day(statements: Sequence[Statement]) -> dict[dt.date, list[Statement]]:
    """Return the statements of each day, in the order in which the days are met."""
    days: dict[dt.date, list[Statement]] = {}
    for statement in statements:
        if statement.date.on is not None:
            days.setdefault(statement.date.on, []).append(statement)
    return days


def day_features(days: dict[dt.date, list[Statement]], facts: PageFacts) -> Matrix:
    """Return what is seen of each day."""
    said = list(itertools.chain.from_iterable(days.values()))
    shown = [(s.date.on, s.place) for s in said if s.place]
    own = [day for day, place in shown if not place.is_elsewhere]
    nearest = min((place.distance for _, place in shown), default=99)
    page = next((s.date.on for s in said if s.kind == "page"), None)
    common = [
        float(len(days)),
        float(len(said)),
        float(len(own)),
        float(len(shown) - len(own)),
        float(len({day.year for day, _ in shown if day})),
        *_fact_features(facts, page),
    ]
    kinds = {day: {s.kind for s in group} for day, group in days.items()}
    rows = [
        [
            *_kind_features(day, kinds),
            float(day in facts.updates),
            *_line_features(day, group, own, nearest),
            *_order_features(day, days, next(iter(facts.updates), None), page),
            *_writing_features(group),
            float(day == facts.by_rules),
            _distance(day, facts.by_rules),
            *common,
        ]
        for day, group in days.items()
    ]
    features: Matrix = np.array(rows, dtype=np.float64)
    return features


def _fact_features(facts: PageFacts, page: dt.date | None) -> list[float]:
    """Return what is seen of the page as a whole."""
    return [
        float("article" in facts.og_types),
        float("website" in facts.og_types),
        float(facts.n_times),
        float(facts.n_articles),
        float(facts.has_article),
        float(facts.is_front),
        float(bool(facts.updates)),
        float(page is not None),
        *(float(bool(group & set(facts.kinds))) for group in TYPES),
        *address_features(facts.url),
    ]


def _kind_features(day: dt.date, kinds: dict[dt.date, set[str]]) -> list[float]:
    """Return where a day is stated, and where the days beside it are: clocks differ."""
    days = [other for other in kinds if abs((other - day).days) == 1]
    beside = {kind for other in days for kind in kinds[other]}
    places = (*STATED, *LINES)
    return [float(kind in found) for found in (kinds[day], beside) for kind in places]


def _order_features(
    day: dt.date, days: dict[dt.date, list[Statement]], update: dt.date | None, page: dt.date | None
) -> list[float]:
    """Return how a day lies among the others of the page."""
    return [
        _distance(day, update),
        _distance(day, page),
        float(sum(other < day for other in days)),
        float(sum(other > day for other in days)),
        _distance(day, max(days)),
        _distance(day, min(days)),
    ]


def _writing_features(group: Sequence[Statement]) -> list[float]:
    """Return how a day is written: to the second or month, with a zone, in figures or words."""
    text = group[0].text
    return [
        float(any(s.date.precision in FINE for s in group)),
        float(any(s.date.precision == "month" for s in group)),
        float(any(s.date.tz_basis == "stated" for s in group)),
        float(bool(ISO.match(text))),
        float(bool(LETTERS.search(text))),
        float(len(text)),
    ]


def _line_features(
    day: dt.date, group: Sequence[Statement], own: Sequence[dt.date | None], nearest: int
) -> list[float]:
    """Return what is seen of the lines that show a day: how many, the best of them, what is said beside."""
    found = [(s, s.line, s.place) for s in group if s.line and s.place]
    rank = float(own.index(day)) if day in own else 99.0
    n_other = float(sum(other != day for other in own))
    if not found:
        return [0.0, 0.0, rank, n_other, *[-1.0] * 20]
    best, line, place = min(found, key=lambda one: (one[2].is_elsewhere, one[2].distance))
    texts, places = [s.text for s, _, _ in found], [place for _, _, place in found]
    says_updated = [place.says_updated for place in places]
    n_elsewhere = sum(place.is_elsewhere for place in places)
    distance = min(place.distance for place in places)
    return [
        float(len(places)),
        float(len(places) - n_elsewhere),
        rank,
        n_other,
        float(place.steps),
        float(min(place.headline_steps, FAR)),
        float(line.is_after),
        float(place.says_updated),
        float(place.says_published),
        float(place.says_other),
        float(place.is_elsewhere),
        float(len(line.text)),
        float(place.is_link),
        float(place.lines_below),
        float(any(says_updated)),
        float(all(says_updated)),
        float(any(place.says_published for place in places)),
        float(any(place.is_labelled for place in places)),
        float(distance),
        float(distance - nearest),
        float(any(map(CLOCK.search, texts))),
        float(min(len(NO_LETTER.sub("", text)) for text in texts)),
        n_elsewhere / len(places),
        float(len(NO_LETTER.sub("", best.text))),
    ]


def _distance(day: dt.date, other: dt.date | None) -> float:
    """Return the days from another day, far ones alike."""
    if other is None:
        return -9999.0
    return float(max(-MOST_DAYS, min(MOST_DAYS, (day - other).days)))


@functools.cache
def load_date_trees() -> Forest:
    """Return the trees that ship with the code."""
    return load_forests(WEIGHTS_FILE, ("date",))["date"]


def choose_day(
    statements: Sequence[Statement], facts: PageFacts, trees: Forest | None = None
) -> tuple[list[Statement], float]:
    """Return the statements of the day that is most likely the story's, and its chance; of equal ones the first."""
    days = by_day(statements)
    if not days:
        return [], 0.0
    chances = forest_chances(trees or load_date_trees(), day_features(days, facts)).tolist()
    best = max(range(len(chances)), key=chances.__getitem__)
    return list(days.values())[best], chances[best]
