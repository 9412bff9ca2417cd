"""Pairs of articles that speak of the same: found by the terms that say most of each, measured on all of them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from copydesk.stories.vectors import I64, U8, U32, UNIT, Flags, Vectors
from copydesk.text.lead_marks import HEADLINE, LEAD, LEAD_FIGURE, LEAD_NAME

SEARCHED = 16
"""Terms of each article that others are found by: those that say most of it."""

WINDOW_DAYS = 7
"""Articles further apart in time are not held against each other; a story grows over those between."""

WHOLE = 10_000
"""Likeness of an article and itself."""

ALIKE = 200
"""Least average likeness of the articles of two groups that become one story, and so of a pair that can have a say in it.
See docs/decisions/035-stories.md."""

MOST_OF_ONE = 400
"""What one shared term adds at most. Two articles that have one much-named person in common share no happening."""

DAY, STRANGE_NAMES, STRANGE_FIGURE, MOST_FIGURES = 55, 60, 33, 3
UNTOLD, SAME_PUBLISHER = 93, 45
"""What speaks against a pair, in hundredths of the logarithm of its likeness: the root of the days between the two, since the first tells
most; that all names of the one's lead are missing in the other; each figure there that either lacks; that what the one's headline says
stands neither in headline nor lead of the other, for each of the two; one publisher, who seldom tells the same twice, but of one matter
what came next. Learnt from labelled pairs (`training/stories/discount.py`, docs/decisions/050-what-speaks-against-one-happening.md, 081)."""

DAYS = np.round(DAY * np.sqrt(np.arange(WINDOW_DAYS + 1))).astype(np.int64)

SHARED_WORD, MOST_WORDS = 25, 2
"""What speaks for a pair: each word of both headlines that is no name. Names tell who, and one person has many happenings; what
else both choose to say on top is what happened (docs/decisions/062-what-headlines-share.md)."""

ONE_FORM = 330
"""That two articles are made in one form: of the terms of the one with fewer nearly all stand in the other, and yet what a form is filled with
differs. What tells one happening in two ways shares names more than words (docs/decisions/050-what-speaks-against-one-happening.md)."""

LEAST_FORM = 12
FORM_OF_NAMES, OTHER_NAMES = 570, 600
FORM_OF_FIGURES, OTHER_FIGURES = 750, 2
"""Terms that a form has; of 1000, how many are shared where names differ, and how much these (as `Facts.names`), and how many where figures
do, the names all the same: "Tuesday will be dry in Kent with highs of 14". One figure differs in a report with a new toll, too."""

MOST_FOR = SHARED_WORD * MOST_WORDS
MOST_AGAINST = (
    ONE_FORM
    + int(DAYS[-1])
    + STRANGE_NAMES
    + STRANGE_FIGURE * MOST_FIGURES
    + UNTOLD * 2
    + SAME_PUBLISHER
)
FACTORS = np.round(1000 * np.exp(-np.arange(-MOST_FOR, MOST_AGAINST + 1) / 100)).astype(np.int64)
"""Of 1000, by what speaks against a pair, from all that can speak for it on."""

HINT = 20
"""Of 1000: what the terms searched by must come to before all are compared."""

NOBODY = -1  # no number of a publisher
NO_DAY = -(1 << 31)  # no day of publication

CONTRIBUTIONS_AT_ONCE = 8_000_000
RANKED_AT_ONCE = 50_000
COMPARED_AT_ONCE = 4_000
LAID_AT_ONCE, LEAST_LAID = 1_000_000, 4
"""Chosen: terms of pairs, articles or terms, pairs, and places of terms (or articles), held at once; bounds memory alone, and what the processor
holds near: a third less CPU than with four times as many places (docs/decisions/066-what-grows-with-history.md)."""
MILLE = UNIT * UNIT // 1000
PART = UNIT * UNIT // WHOLE
WORD, IN_HEADLINE, IN_LEAD = 1 << 15, 1 << 14, 1 << 13
WEIGHT = IN_LEAD - 1
"""Bits: whether a term is such a word, where it stands, its weight."""

I32 = npt.NDArray[np.int32]

Pairs = tuple[I64, I64, I64]
"""Two articles by number, the lesser first, and their likeness."""


def find_pairs(vectors: Vectors, days: I64, publishers: I64, is_asked: Flags) -> Pairs:
    """Return the pairs of articles that are alike and not far apart in time, one of them asked about; ascending."""
    none, vectors = np.zeros(0, np.int64), numbered(vectors)
    found: list[Pairs] = [(none, none, none)]
    for x, y in _candidates(vectors, days, is_asked):
        # The dear half of measuring can only take away: most pairs are told apart by the cheap one.
        may_be = most_likeness(vectors, days, publishers, x, y) >= ALIKE
        x, y = x[may_be], y[may_be]
        likeness = measure(vectors, days, publishers, x, y)
        alike = likeness >= ALIKE
        found.append((x[alike], y[alike], likeness[alike]))
    one, other, likeness = map(np.concatenate, zip(*found, strict=True))
    x, y = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((y, x))
    return x[order], y[order], likeness[order]


def numbered(vectors: Vectors) -> Vectors:
    """Return vectors whose terms are numbers from 1 on, in the same order."""
    names, numbers = np.unique(vectors.terms), np.empty(len(vectors.terms), np.uint32)
    for part in (slice(at, at + RANKED_AT_ONCE) for at in range(0, len(numbers), RANKED_AT_ONCE)):
        numbers[part] = np.searchsorted(names, vectors.terms[part]) + 1
    return dataclasses.replace(vectors, terms=numbers)


def _candidates(vectors: Vectors, days: I64, is_asked: Flags) -> Iterator[tuple[I64, I64]]:
    """Yield the pairs worth comparing, all of some articles and later ones at a time: a month may have more than memory holds."""
    in_time = np.argsort(days, kind="stable")
    days, is_asked = days[in_time], is_asked[in_time]
    searched = _searched(vectors)[in_time]
    ends = np.searchsorted(days, days + WINDOW_DAYS, "right")
    for start, stop in _spans(searched):
        end = ends[stop - 1]
        if not is_asked[start:end].any():
            continue
        sums = searched[start:stop] @ searched[start:end].T
        rows = np.repeat(np.arange(start, stop, dtype=np.int32), np.diff(sums.indptr))
        others = sums.indices + np.int32(start)
        worth = np.flatnonzero((sums.data >= HINT * MILLE) & (rows < others))
        one, other = rows[worth], others[worth]
        kept = (other < ends[one]) & (is_asked[one] | is_asked[other])
        yield in_time[one[kept]], in_time[other[kept]]


def _searched(vectors: Vectors) -> csr_array:
    """Return a row for each article: the weights of the terms that it is searched by, each term a column."""
    n = len(vectors)
    sizes = np.minimum(np.diff(vectors.bounds), SEARCHED)
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    terms, weights = np.empty(ends[-1], np.int32), np.empty(ends[-1], np.int32)
    for first in range(0, n, RANKED_AT_ONCE):
        bounds = vectors.bounds[first : first + RANKED_AT_ONCE + 1]
        part = slice(bounds[0], bounds[-1])
        says = vectors.weights[part].astype(np.int64)
        of = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        # Terms ascend within an article, so that of two of one weight the lesser comes first.
        ranked = np.argsort(of * (UNIT + 1) + (UNIT - says), kind="stable")
        place = np.arange(len(of)) - (bounds - bounds[0])[of]  # ranked keeps articles together
        kept = ranked[place < SEARCHED]
        filled = slice(ends[first], ends[first + len(bounds) - 1])
        terms[filled], weights[filled] = vectors.terms[part][kept], says[kept]
    return csr_array((weights, terms, ends), shape=(n, int(terms.max(initial=0)) + 1))


def _spans(searched: csr_array) -> Iterator[tuple[int, int]]:
    """Yield the first and last rows, apart, of spans that have not too many terms in common with all others together."""
    common = np.bincount(searched.indices, minlength=searched.shape[1])
    is_one = np.ones(searched.nnz, np.int8)
    pattern = csr_array((is_one, searched.indices, searched.indptr), shape=searched.shape)
    totals = np.cumsum(pattern @ common)
    start, before = 0, 0
    while start < len(totals):
        most = int(np.searchsorted(totals, before + CONTRIBUTIONS_AT_ONCE, "right"))
        stop = max(start + 1, most)
        yield start, stop
        start, before = stop, int(totals[stop - 1])


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What is held against each other of some pairs of articles."""

    cosine: I64  # of `WHOLE`
    days: I64  # between the two, `WINDOW_DAYS` at most
    names: I64  # of 1000: weight of the one's names in its lead that the other lacks; of the side that has more
    figures: I64  # of the leads that the other lacks, where both have such; `MOST_FIGURES` at most
    untold: I64  # of 2000: weight of each headline that headline and lead of the other lack; without one, of the lead's names that the other lacks
    publishers: I64  # 1 where both are of one publisher
    words: I64  # of both headlines that are no names, `MOST_WORDS` at most
    forms: I64  # 1 where both are made in one form and filled otherwise


def measure(vectors: Vectors, days: I64, publishers: I64, x: I64, y: I64) -> I64:
    """Return the likeness of pairs of articles: the cosine of their vectors, weighed by what speaks for and against one happening."""
    facts = compare(vectors, days, publishers, x, y)
    against = (
        DAYS[facts.days]
        + STRANGE_NAMES * facts.names // 1000
        + STRANGE_FIGURE * facts.figures
        + UNTOLD * facts.untold // 1000
        + SAME_PUBLISHER * facts.publishers
        + ONE_FORM * facts.forms
        - SHARED_WORD * facts.words
    )
    likeness: I64 = np.minimum(WHOLE, facts.cosine * FACTORS[MOST_FOR + against] // 1000)
    return likeness


def most_likeness(vectors: Vectors, days: I64, publishers: I64, x: I64, y: I64) -> I64:
    """Return what the likeness of pairs of articles, their terms `numbered`, would be if the names and figures of leads had nothing against it."""
    terms, weights, marks, rows = _rows_of(vectors, np.concatenate((x, y)))
    is_headline = (marks & HEADLINE > 0) & (weights > 0)
    # What a term says, where it stands and what it is in one number.
    told = weights | IN_HEADLINE * is_headline | IN_LEAD * (marks & LEAD > 0)
    told |= WORD * (is_headline & (marks & LEAD_NAME == 0))
    headlines = (weights.astype(np.int64) ** 2 * is_headline).sum(axis=1)
    left, right = rows[: len(x)], rows[len(x) :]
    cosine, words, of_left, of_right = (np.zeros(len(x), np.int64) for _ in range(4))
    for pair, one, other in _shared(terms, left, right):
        mine, theirs = told.take(one), told.take(other)
        both = mine & theirs
        weight, its = (mine & WEIGHT).astype(np.int64), (theirs & WEIGHT).astype(np.int64)
        np.add.at(cosine, pair, np.minimum(weight * its, MOST_OF_ONE * PART))
        np.add.at(words, pair, (both & WORD) // WORD)
        np.add.at(
            of_left, pair, weight * weight * ((mine & IN_HEADLINE > 0) & (theirs & IN_LEAD > 0))
        )
        np.add.at(of_right, pair, its * its * ((theirs & IN_HEADLINE > 0) & (mine & IN_LEAD > 0)))
    untold = np.zeros(len(x), np.int64)
    for told_of, side in ((of_left, left), (of_right, right)):
        untold += 1000 * (headlines[side] - told_of) // np.maximum(1, headlines[side])
    against = DAYS[_days_between(days, x, y)]
    against += SAME_PUBLISHER * _same(publishers, x, y) - SHARED_WORD * np.minimum(
        words, MOST_WORDS
    )
    against += UNTOLD * untold // 1000
    likeness: I64 = np.minimum(WHOLE, cosine // PART * FACTORS[MOST_FOR + against] // 1000)
    return likeness


def _shared(terms: U32, left: I64, right: I64) -> Iterator[tuple[I64, I64, I64]]:
    """Yield which pairs share a term, and its places in the table of terms for the one and for the other; some thousand pairs at a time.

    The terms of the one are laid out, each at its number, and the other looks there for its own: cheapest where pairs of the one stand together.
    """
    width, n_names = terms.shape[1], int(terms.max(initial=0)) + 1
    laid = np.cumsum(np.append(0, left[1:] != left[:-1]))
    at_once = max(LEAST_LAID, LAID_AT_ONCE // n_names)
    places = np.zeros((at_once, n_names), np.min_scalar_type(width))
    flat, names = places.ravel(), terms.astype(np.int64)
    full = np.flatnonzero(np.diff(laid // at_once)) + 1
    bounds = np.union1d(full, np.arange(0, len(left) + COMPARED_AT_ONCE, COMPARED_AT_ONCE))
    for start, stop in itertools.pairwise(np.minimum(bounds, len(left)).tolist()):
        part = slice(start, stop)
        of = laid[part] - laid[start]
        row = np.arange(of[-1] + 1)[:, None]
        own = terms[left[start + np.searchsorted(of, row[:, 0])]]
        places[row, own] = np.arange(1, width + 1)
        sought = names.take(right[part], axis=0)
        sought += (of * n_names)[:, None]
        found = flat.take(sought.ravel(), mode="clip")
        at = np.flatnonzero(found != 0)
        pair, place = np.divmod(at, width)
        yield (
            start + pair,
            left[part][pair] * width + found[at] - 1,
            right[part][pair] * width + place,
        )
        places[row, own] = 0


def _days_between(days: I64, x: I64, y: I64) -> I64:
    """Return the days between pairs of articles, `WINDOW_DAYS` at most; none where one has no day: nothing speaks against it."""
    has_days = (days[x] != NO_DAY) & (days[y] != NO_DAY)
    gaps: I64 = np.minimum(np.abs(days[x] - days[y]), WINDOW_DAYS) * has_days
    return gaps


def _same(publishers: I64, x: I64, y: I64) -> Flags:
    """Return which pairs of articles are of one known publisher."""
    same: Flags = (publishers[x] == publishers[y]) & (publishers[x] != NOBODY)
    return same


def compare(vectors: Vectors, days: I64, publishers: I64, x: I64, y: I64) -> Facts:
    """Return what pairs of articles have in common and what they have not.

    Args:
        publishers: A number for each article's; `NOBODY` where it is not known.
    """
    same_publisher = _same(publishers, x, y)
    terms, weights, marks, rows = _rows_of(vectors, np.concatenate((x, y)))
    gaps, x, y = _days_between(days, x, y), rows[: len(x)], rows[len(x) :]
    is_right = np.repeat((False, True), terms.shape[1])
    cosine, names, figures, untold, words, forms = (np.zeros(len(x), np.int64) for _ in range(6))
    sizes = np.maximum(1, (terms != 0).sum(axis=1))
    for start in range(0, len(x), COMPARED_AT_ONCE):
        part = slice(start, start + COMPARED_AT_ONCE)
        i, j = x[part], y[part]
        # Row by row the terms of both end to end: a term of both comes twice in a row.
        both = np.concatenate((terms[i], terms[j]), axis=1)
        order = np.argsort(both, axis=1, kind="stable")
        heavy = np.concatenate((weights[i], weights[j]), axis=1)
        marked = np.concatenate((marks[i], marks[j]), axis=1)
        values: I32 = np.take_along_axis(heavy, order, axis=1)
        flags: U8 = np.take_along_axis(marked, order, axis=1)
        both = np.take_along_axis(both, order, axis=1)
        same = (both[:, 1:] == both[:, :-1]) & (both[:, 1:] != 0)
        products = np.minimum(values[:, 1:] * values[:, :-1] * same, MOST_OF_ONE * PART)
        is_alone = np.ones(both.shape, np.bool_)
        is_alone[:, 1:] &= ~same
        is_alone[:, :-1] &= ~same
        cosine[part] = products.sum(axis=1) // PART
        is_headline = (flags & HEADLINE > 0) & (values > 0)
        is_mine = is_right[order]
        is_told = np.zeros(both.shape, np.bool_)
        is_told[:, 1:] |= same & (flags[:, :-1] & LEAD > 0)
        is_told[:, :-1] |= same & (flags[:, 1:] & LEAD > 0)
        untold[part] = _untold(values, flags, (is_told, is_alone), is_mine)
        is_word = is_headline & (flags & LEAD_NAME == 0)
        n_words = (is_word[:, 1:] & is_word[:, :-1] & same).sum(axis=1)
        words[part] = np.minimum(n_words, MOST_WORDS)
        names[part], figures[part] = _strangeness(values, flags, is_alone, is_mine)
        n_shared = same.sum(axis=1)
        share = 1000 * n_shared // np.minimum(sizes[i], sizes[j])
        has_others = (share >= FORM_OF_NAMES) & (names[part] >= OTHER_NAMES)
        has_others |= (share >= FORM_OF_FIGURES) & (figures[part] >= OTHER_FIGURES)
        forms[part] = has_others & (n_shared >= LEAST_FORM)
    publishers = same_publisher.astype(np.int64)
    return Facts(cosine, gaps, names, figures, untold, publishers, words, forms)


def _rows_of(vectors: Vectors, numbers: I64) -> tuple[U32, I32, U8, I64]:
    """Return the terms, weights and marks of some articles as rows of one length, filled up with 0, and the row of each: no others, most blocks are small."""
    is_used = np.zeros(len(vectors), np.bool_)
    is_used[numbers] = True
    used = np.flatnonzero(is_used)
    first, sizes = vectors.bounds[used], np.diff(vectors.bounds)[used]
    place = np.arange(int(sizes.max(initial=0)))
    is_there = place[None, :] < sizes[:, None]
    at = (first[:, None] + place[None, :])[is_there]
    terms, weights = np.zeros(is_there.shape, np.uint32), np.zeros(is_there.shape, np.int32)
    marks = np.zeros(is_there.shape, np.uint8)
    terms[is_there], weights[is_there] = vectors.terms[at], vectors.weights[at]
    marks[is_there] = vectors.marks[at]
    return terms, weights, marks, (np.cumsum(is_used) - 1)[numbers]


def _untold(values: I32, flags: U8, told: tuple[Flags, Flags], is_right: Flags) -> I64:
    """Return the `untold` of `Facts`; `told` says what the other's headline or lead has, and what the other has nowhere."""
    is_told, is_alone = told
    is_headline, is_name = (flags & HEADLINE > 0) & (values > 0), flags & LEAD_NAME > 0
    untold = np.zeros(len(values), np.int64)
    for is_mine in (~is_right, is_right):
        has_headline = (is_headline & is_mine).any(axis=1, keepdims=True)
        mass = values * values * (is_mine & np.where(has_headline, is_headline, is_name))
        lacks = mass * np.where(has_headline, ~is_told, is_alone)
        untold += 1000 * lacks.sum(axis=1) // np.maximum(1, mass.sum(axis=1))
    return untold


def _strangeness(values: I32, flags: U8, is_alone: Flags, is_right: Flags) -> tuple[I64, I64]:
    """Return the `names` and `figures` of `Facts`."""
    names, figures = [], []
    for is_mine in (~is_right, is_right):
        mass = values * values * (is_mine & (flags & LEAD_NAME > 0))
        names.append(1000 * (mass * is_alone).sum(axis=1) // np.maximum(1, mass.sum(axis=1)))
        figures.append((is_mine & is_alone & (flags & LEAD_FIGURE > 0)).sum(axis=1))
    return np.maximum(*names), np.minimum(np.minimum(*figures), MOST_FIGURES)
