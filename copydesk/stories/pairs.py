"""Pairs of articles that speak of the same: found by the terms that say most of each, measured on all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from copydesk.lead_marks import HEADLINE, LEAD_FIGURE, LEAD_NAME
from copydesk.stories.vectors import I64, UNIT, Flags, Vectors

SEARCHED = 16
"""Terms of each article that others are found by: those that say most of it."""

WINDOW_DAYS = 7
"""Articles further apart in time are not held against each other; a story grows over those between."""

WHOLE = 10_000
"""Likeness of an article and itself."""

ALIKE = 440
"""Least average likeness of the articles of two groups that become one story, and so of a pair that can have a say in it.
See docs/decisions/035-stories.md."""

MOST_OF_ONE = 400
"""What one shared term adds at most. Two articles that have one much-named person in common share no happening."""

DAY, STRANGE_TOP, STRANGE_FIGURE, MOST_FIGURES = 60, 120, 33, 3
STRANGE_HEADLINE, SAME_PUBLISHER = 70, 45
"""What speaks against a pair, in hundredths of the logarithm of its likeness: the root of the days between the two, since the first tells
most; that all names of the one's lead and words of its headline are missing in the other; each figure there that either lacks; headlines
without a telling word in common; one publisher, who seldom tells the same twice, but of one matter what came next. Learnt from labelled
pairs (`training/stories/discount.py`, docs/decisions/050-what-speaks-against-one-happening.md, 080)."""

DAYS = np.round(DAY * np.sqrt(np.arange(WINDOW_DAYS + 1))).astype(np.int64)

SHARED_WORD, MOST_WORDS = 50, 2
"""What speaks for a pair: each word of both headlines that is no name. Names tell who, and one person has many happenings; what
else both choose to say on top is what happened (docs/decisions/062-what-headlines-share.md)."""

ONE_FORM = 250
"""That two articles are made in one form: of the terms of the one with fewer nearly all stand in the other, and yet what a form is filled with
differs. What tells one happening in two ways shares names more than words (docs/decisions/050-what-speaks-against-one-happening.md)."""

LEAST_FORM = 12
FORM_OF_NAMES, OTHER_NAMES = 570, 600
FORM_OF_FIGURES, OTHER_FIGURES = 750, 2
"""Terms that a form has; of 1000, how many are shared where names differ, and how much these (as `Facts.top`), and how many where figures
do, the names all the same: "Tuesday will be dry in Kent with highs of 14". One figure differs in a report with a new toll, too."""

MOST_FOR = SHARED_WORD * MOST_WORDS
MOST_AGAINST = (
    ONE_FORM
    + int(DAYS[-1])
    + STRANGE_TOP
    + STRANGE_FIGURE * MOST_FIGURES
    + STRANGE_HEADLINE
    + SAME_PUBLISHER
)
FACTORS = np.round(1000 * np.exp(-np.arange(-MOST_FOR, MOST_AGAINST + 1) / 100)).astype(np.int64)
"""Of 1000, by what speaks against a pair, from all that can speak for it on."""

HINT = 33
"""Of 1000: what the terms searched by must come to before all are compared."""

NOBODY = -1  # no number of a publisher

CONTRIBUTIONS_AT_ONCE = 8_000_000
RANKED_AT_ONCE = 50_000
COMPARED_AT_ONCE = 8_000
"""Chosen: terms of pairs, articles, and pairs, held at once; bounds memory alone."""
MILLE = UNIT * UNIT // 1000
PART = UNIT * UNIT // WHOLE
TERM_SHIFT, WORD_SHIFT, WEIGHT = 16, 15, (1 << 15) - 1
"""Bits: a term's number, whether it is such a word, its weight."""

Pairs = tuple[I64, I64, I64]
"""Two articles by number, the lesser first, and their likeness."""


def find_pairs(vectors: Vectors, days: I64, publishers: I64, is_asked: Flags) -> Pairs:
    """Return the pairs of articles that are alike and not far apart in time, one of them asked about; ascending."""
    none = np.zeros(0, np.int64)
    found: list[Pairs] = [(none, none, none)]
    for x, y in _candidates(vectors, days, is_asked):
        # The dear half of measuring can only take away: most pairs are told apart by the cheap one.
        may_be = most_likeness(vectors, days, publishers, x, y) >= ALIKE
        x, y = x[may_be], y[may_be]
        likeness = measure(vectors, days, publishers, x, y)
        alike = likeness >= ALIKE
        found.append((x[alike], y[alike], likeness[alike]))
    x, y, likeness = map(np.concatenate, zip(*found, strict=True))
    order = np.lexsort((y, x))
    return x[order], y[order], likeness[order]


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
        worth = np.flatnonzero(sums.data >= HINT * MILLE)
        one = start + np.searchsorted(sums.indptr, worth, "right") - 1
        other = start + sums.indices[worth].astype(np.int64)
        kept = (one < other) & (other < ends[one]) & (is_asked[one] | is_asked[other])
        one, other = in_time[one[kept]], in_time[other[kept]]
        yield np.minimum(one, other), np.maximum(one, other)


def _searched(vectors: Vectors) -> csr_array:
    """Return a row for each article: the weights of the terms that it is searched by, each term a column."""
    n = len(vectors)
    sizes = np.minimum(np.diff(vectors.bounds), SEARCHED)
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    terms, weights = np.empty(ends[-1], np.uint32), np.empty(ends[-1], np.int32)
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
    columns = np.unique(terms)
    numbers = np.searchsorted(columns, terms).astype(np.int32)
    return csr_array((weights, numbers, ends), shape=(n, len(columns)))


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
    top: I64  # of 1000: weight of the one's headline and names of its lead that the other lacks; of the side that has more
    figures: I64  # of the leads that the other lacks, where both have such; `MOST_FIGURES` at most
    headlines: I64  # 1 where both have words that say something, and none in common
    publishers: I64  # 1 where both are of one publisher
    words: I64  # of both headlines that are no names, `MOST_WORDS` at most
    forms: I64  # 1 where both are made in one form and filled otherwise


def measure(vectors: Vectors, days: I64, publishers: I64, x: I64, y: I64) -> I64:
    """Return the likeness of pairs of articles: the cosine of their vectors, weighed by what speaks for and against one happening."""
    facts = compare(vectors, days, publishers, x, y)
    against = (
        DAYS[facts.days]
        + STRANGE_TOP * facts.top // 1000
        + STRANGE_FIGURE * facts.figures
        + STRANGE_HEADLINE * facts.headlines
        + SAME_PUBLISHER * facts.publishers
        + ONE_FORM * facts.forms
        - SHARED_WORD * facts.words
    )
    likeness: I64 = np.minimum(WHOLE, facts.cosine * FACTORS[MOST_FOR + against] // 1000)
    return likeness


def most_likeness(vectors: Vectors, days: I64, publishers: I64, x: I64, y: I64) -> I64:
    """Return what the likeness of pairs of articles would be if leads and headlines had nothing against it."""
    used, rows = np.unique(np.concatenate((x, y)), return_inverse=True)
    terms, weights, marks = _rows_of(vectors, used)
    is_word = (marks & HEADLINE > 0) & (marks & LEAD_NAME == 0) & (weights > 0)
    # Term, whether it is such a word, and what it says, in one number: sorting moves one thing.
    told = (terms << TERM_SHIFT) | (is_word << WORD_SHIFT) | weights
    left, right = rows[: len(x)], rows[len(x) :]
    cosine, words = np.zeros(len(x), np.int64), np.zeros(len(x), np.int64)
    for start in range(0, len(x), COMPARED_AT_ONCE):
        part = slice(start, start + COMPARED_AT_ONCE)
        both = np.concatenate((told[left[part]], told[right[part]]), axis=1)
        both.sort(axis=1)
        term = both >> TERM_SHIFT
        pair, place = np.nonzero((term[:, 1:] == term[:, :-1]) & (term[:, 1:] != 0))
        one, other = both[pair, place], both[pair, place + 1]
        products = np.minimum((one & WEIGHT) * (other & WEIGHT), MOST_OF_ONE * PART)
        np.add.at(cosine[part], pair, products)
        np.add.at(words[part], pair, (one & other) >> WORD_SHIFT & 1)
    against = DAYS[np.minimum(np.abs(days[x] - days[y]), WINDOW_DAYS)]
    against += SAME_PUBLISHER * _same(publishers, x, y) - SHARED_WORD * np.minimum(
        words, MOST_WORDS
    )
    likeness: I64 = np.minimum(WHOLE, cosine // PART * FACTORS[MOST_FOR + against] // 1000)
    return likeness


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
    used, rows = np.unique(np.concatenate((x, y)), return_inverse=True)
    terms, weights, marks = _rows_of(vectors, used)  # and of no others: most blocks are small
    gaps, x, y = np.minimum(np.abs(days[x] - days[y]), WINDOW_DAYS), rows[: len(x)], rows[len(x) :]
    is_right = np.repeat((False, True), terms.shape[1])
    cosine, top, figures, headlines, words, forms = (np.zeros(len(x), np.int64) for _ in range(6))
    sizes = np.maximum(1, (terms != 0).sum(axis=1))
    for start in range(0, len(x), COMPARED_AT_ONCE):
        part = slice(start, start + COMPARED_AT_ONCE)
        i, j = x[part], y[part]
        # Row by row the terms of both end to end: a term of both comes twice in a row.
        both = np.concatenate((terms[i], terms[j]), axis=1)
        order = np.argsort(both, axis=1, kind="stable")
        both, values, flags = (
            np.take_along_axis(table, order, axis=1)
            for table in (
                both,
                np.concatenate((weights[i], weights[j]), axis=1),
                np.concatenate((marks[i], marks[j]), axis=1),
            )
        )
        same = (both[:, 1:] == both[:, :-1]) & (both[:, 1:] != 0)
        products = np.minimum(values[:, 1:] * values[:, :-1] * same, MOST_OF_ONE * PART)
        is_alone = np.ones(both.shape, np.bool_)
        is_alone[:, 1:] &= ~same
        is_alone[:, :-1] &= ~same
        cosine[part] = products.sum(axis=1) // PART
        is_headline = (flags & HEADLINE > 0) & (values > 0)
        is_mine = is_right[order]
        has_both = (is_headline & is_mine).any(axis=1) & (is_headline & ~is_mine).any(axis=1)
        is_shared = (is_headline[:, 1:] & is_headline[:, :-1] & same).any(axis=1)
        headlines[part] = has_both & ~is_shared
        is_word = is_headline & (flags & LEAD_NAME == 0)
        n_words = (is_word[:, 1:] & is_word[:, :-1] & same).sum(axis=1)
        words[part] = np.minimum(n_words, MOST_WORDS)
        top[part], figures[part] = _strangeness(values, flags, is_alone, is_mine)
        n_shared = same.sum(axis=1)
        share = 1000 * n_shared // np.minimum(sizes[i], sizes[j])
        has_others = (share >= FORM_OF_NAMES) & (top[part] >= OTHER_NAMES)
        has_others |= (share >= FORM_OF_FIGURES) & (figures[part] >= OTHER_FIGURES)
        forms[part] = has_others & (n_shared >= LEAST_FORM)
    publishers = same_publisher.astype(np.int64)
    return Facts(cosine, gaps, top, figures, headlines, publishers, words, forms)


def _rows_of(vectors: Vectors, numbers: I64) -> tuple[I64, I64, I64]:
    """Return the terms, weights and marks of some articles as rows of one length, filled up with 0."""
    first, sizes = vectors.bounds[numbers], np.diff(vectors.bounds)[numbers]
    place = np.arange(int(sizes.max(initial=0)))
    is_there = place[None, :] < sizes[:, None]
    at = (first[:, None] + place[None, :])[is_there]
    terms, weights, marks = (np.zeros(is_there.shape, np.int64) for _ in range(3))
    terms[is_there], weights[is_there] = vectors.terms[at], vectors.weights[at]
    marks[is_there] = vectors.marks[at]
    return terms, weights, marks


def _strangeness(values: I64, flags: I64, is_alone: Flags, is_right: Flags) -> tuple[I64, I64]:
    """Return the `top` and `figures` of `Facts`."""
    top, figures = [], []
    for is_mine in (~is_right, is_right):
        mass = values * values * (is_mine & (flags & (LEAD_NAME | HEADLINE) > 0))
        top.append(1000 * (mass * is_alone).sum(axis=1) // np.maximum(1, mass.sum(axis=1)))
        figures.append((is_mine & is_alone & (flags & LEAD_FIGURE > 0)).sum(axis=1))
    return np.maximum(*top), np.minimum(np.minimum(*figures), MOST_FIGURES)
