"""How near parsed fields come to known ones: bodies by runs of four words, dates by the day, authors by name.

The body measure is that of the article extraction benchmark of Scrapinghub (2019): for every page the runs of four words
that are right, too many and missing, as shares of their sum; then F1 of mean precision and mean recall over pages. A
standfirst may stand in a body or not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Counts = tuple[float, float, float]
Rows = NDArray[np.float64]

RUN = 4
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
LOW_PAGE = 0.8
SEED = 20261123


def runs_of(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four words of a text (of scripts without spaces: of signs)."""
    words = TOKEN.findall(INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1)))


def body_counts(wanted: str, found: str) -> Counts:
    """Return the shares of runs that are right, too many and missing."""
    gold, own = runs_of(wanted), runs_of(found)
    right = sum((gold & own).values())
    extra, missing = sum(own.values()) - right, sum(gold.values()) - right
    whole = right + extra + missing
    return (right / whole, extra / whole, missing / whole) if whole else (0.0, 0.0, 0.0)


def best_counts(paragraphs: Sequence[str], standfirst: Sequence[str], found: str) -> Counts:
    """Return the counts of a body against the known one with or without its standfirst, whichever is nearer."""
    body = "\n\n".join(paragraphs)
    forms = [body, "\n\n".join([*standfirst, body])] if standfirst else [body]
    return max((body_counts(form, found) for form in forms), key=page_f1)


def page_f1(counts: Counts) -> float:
    """Return F1 of one page; 1 where nothing was to be found and nothing was."""
    right, extra, missing = counts
    return 2 * right / (2 * right + extra + missing) if right + extra + missing else 1.0


def macro_f1(rows: Rows) -> Rows:
    """Return F1 of mean precision and mean recall; rows are (..., page, 3). An empty body has no precision."""
    right, extra, missing = rows[..., 0], rows[..., 1], rows[..., 2]
    has_text, has_gold = right + extra > 0, right + missing > 0
    precisions = np.divide(right, right + extra, out=np.zeros_like(right), where=has_text)
    recalls = np.divide(right, right + missing, out=np.zeros_like(right), where=has_gold)
    precision = precisions.sum(axis=-1) / np.maximum(1, has_text.sum(axis=-1))
    recall = recalls.sum(axis=-1) / np.maximum(1, has_gold.sum(axis=-1))
    total = precision + recall
    score: Rows = np.divide(
        2 * precision * recall, total, out=np.zeros_like(total), where=total > 0
    )
    return score


def low_share(rows: Rows) -> float:
    """Return the share of pages whose body is not even near."""
    return sum(page_f1((a, b, c)) < LOW_PAGE for a, b, c in rows.tolist()) / len(rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Interval:
    """A value with what 95 of 100 resamplings give."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:+.4f} [{self.low:+.4f}, {self.high:+.4f}]"


def paired_difference(
    ours: Rows, theirs: Rows, groups: Sequence[str], rounds: int = 2000
) -> Interval:
    """Return by how much our macro F1 is above theirs; whole groups (pages, or publishers) are drawn, with a seed."""
    names = sorted(set(groups))
    members = [
        np.array([i for i, group in enumerate(groups) if group == name], dtype=np.int64)
        for name in names
    ]
    draw = np.random.default_rng(SEED)
    gains = []
    for _ in range(rounds):
        chosen = np.concatenate([members[i] for i in draw.integers(0, len(names), len(names))])
        gains.append(float(macro_f1(ours[chosen]) - macro_f1(theirs[chosen])))
    low, high = np.percentile(gains, [2.5, 97.5])
    return Interval(float(macro_f1(ours) - macro_f1(theirs)), float(low), float(high))


def names_key(name: str) -> str:
    """Return a name without case, accents and order of its parts."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(sorted(re.findall(r"\w+", plain)))


def author_f1(wanted: Iterable[str], found: Iterable[str]) -> float:
    """Return F1 of the authors of one page."""
    gold, own = {names_key(name) for name in wanted}, {names_key(name) for name in found}
    right = len(gold & own)
    return 2 * right / (len(gold) + len(own)) if gold or own else 1.0


def same_day(wanted: str, moment: dt.datetime | None, day: dt.date | None) -> bool:
    """Return whether a publication falls on the day wanted, on the clock of the one who states it."""
    text = wanted.replace("Z", "+00:00")
    if len(text) == 10:
        return day is not None and day.isoformat() == text
    stated = dt.datetime.fromisoformat(text)
    if moment is not None and stated.tzinfo is not None:
        return moment.astimezone(stated.tzinfo).date() == stated.date()
    return day == stated.date()
