"""How alike two texts are, and whether that makes them copies: a pure function of the two texts."""

from __future__ import annotations

import dataclasses
import functools
from typing import Final

import numpy as np

from copydesk.dedup.fingerprint import SHINGLE_WORDS, combine
from copydesk.dedup.sketch import count_known
from copydesk.dedup.slots import Run, Setting, compare_slots, find_slots
from copydesk.dedup.words import I64, U32, U64, Flags, is_in, mix64


def distinct_of(values: U64) -> U64:
    """Return the values sorted, each once (faster than `np.unique` on arrays of a few hundred)."""
    ordered = np.sort(values)
    if len(ordered) == 0:
        return ordered
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


@dataclasses.dataclass(frozen=True)
class Text:
    """What a record is compared by: its words, less those of paragraphs its source repeats."""

    words: U32
    is_prose: Flags  # parallel to words
    is_name: Flags  # the same: capitalised within a sentence
    title: frozenset[int]
    url_key: int | None
    source_key: int
    is_marked: bool  # it says that it puts an earlier report right, or brings it up to date
    day: int | None  # of publication, counted from 1970

    @functools.cached_property
    def is_marked_word(self) -> Flags:
        """Which words are names or figures; parallel to words."""
        result: Flags = self.is_name | ((self.words & np.uint32(1)) == 1)
        return result

    @functools.cached_property
    def slots(self) -> dict[Setting, set[Run]]:
        """What stands between each two ordinary words that enclose names and figures."""
        return find_slots(self)

    @functools.cached_property
    def known_words(self) -> set[int]:
        """The words, each once."""
        return set(self.words.tolist())

    @functools.cached_property
    def names(self) -> set[int]:
        """The words that are names, each once."""
        return set(self.words[self.is_name].tolist())

    @functools.cached_property
    def shingles(self) -> U64:
        """The runs of five words, in text order."""
        return combine(self.words, SHINGLE_WORDS)

    @functools.cached_property
    def distinct(self) -> U64:
        """The same, sorted, each once."""
        return distinct_of(self.shingles)

    @functools.cached_property
    def pairs(self) -> U64:
        """The runs of two words, sorted, each once."""
        return distinct_of(combine(self.words, 2))

    @functools.cached_property
    def figures(self) -> tuple[U64, U64, U64]:
        """The words around each figure, and those with the figure itself, sorted by the latter; the former, each once."""
        words = self.words
        at = np.flatnonzero(words[1:-1] & np.uint32(1)) + 1
        before, after = words[at - 1].astype(np.uint64), words[at + 1].astype(np.uint64)
        before[(before & np.uint64(1)) == 1] = (
            1  # a neighbour that is a figure counts as any figure
        )
        after[(after & np.uint64(1)) == 1] = 1
        settings = mix64((before << np.uint64(32)) | after)
        figures, first = np.unique(mix64(settings + words[at]), return_index=True)
        settings = settings[first]
        return settings, figures, distinct_of(settings)


@dataclasses.dataclass(frozen=True, slots=True)
class Likeness:
    """What two texts share. Shares are of the text that has less; the other numbers count words."""

    jaccard: float
    containment: float
    pair_containment: float
    starts: tuple[int, int]  # where the shared text begins in either
    # words of either, from where the shared text begins, that the other lacks
    n_own: tuple[int, int]
    n_own_prose: tuple[int, int]  # those of them that stand in sentences
    prose: tuple[float, float]  # share of the words in sentences that is shared, in either
    sizes: tuple[int, int]
    n_equal_figures: int  # settings (words before and after) in which both have the same figure
    n_other_figures: int  # settings in which they have other figures
    n_equal_slots: int  # names and figures between the same words: see `slots`
    n_other_slots: int
    n_alien_slots: int
    n_alien_names: int
    n_equal_words: int  # ordinary words between the same words, where a slot is alien
    n_other_words: int
    n_shared_names: int
    n_own_names: tuple[int, int]
    plain: (
        float  # the lesser share of plain English words among those of either that the other lacks
    )
    n_prose: tuple[int, int]  # words that stand in sentences
    n_own_lead: tuple[int, int]  # of those at the head of either, what the other lacks
    lead: float  # share of the different words of the lesser own lead that the other own lead has
    title: float  # Jaccard of the headlines' words
    is_marked: (
        bool  # one of the two says that it puts an earlier report right, or brings it up to date
    )
    days: int  # between their days of publication; -1 where one has none
    is_same_page: bool
    is_same_source: bool


def _n_common(left: U64, right: U64) -> int:
    """Return how many values two sorted arrays of distinct values share."""
    if len(left) > len(right):
        left, right = right, left
    return int(np.count_nonzero(is_in(left, right)))


@dataclasses.dataclass(frozen=True, slots=True)
class Extent:
    """How a text relates to what it shares: one side of a `Likeness`."""

    start: int
    n_own: int
    n_own_prose: int
    prose: float
    own_lead: frozenset[int]  # words in sentences at its head that the other lacks
    n_own_lead: int


def _extent(text: Text, other: Text) -> Extent:
    """Return where the shared shingles begin and what of the text they do not cover."""
    n = len(text.words)
    shared: I64 = np.flatnonzero(is_in(text.shingles, other.distinct))
    if len(shared) == 0:
        return Extent(n, 0, 0, 0.0, frozenset(), 0)
    start = int(shared[0])
    changes = np.zeros(n + 1, np.int32)
    changes[shared] += 1
    changes[shared + SHINGLE_WORDS] -= 1
    is_own = np.cumsum(changes[:n]) == 0
    is_own_prose = is_own & text.is_prose
    n_prose = int(np.count_nonzero(text.is_prose))
    is_told = n_prose > n * MAINLY_PROSE
    own_lead = text.words[:LEAD_WORDS][is_own_prose[:LEAD_WORDS]]
    return Extent(
        start=start,
        n_own=int(np.count_nonzero(is_own[start:])),
        n_own_prose=int(np.count_nonzero(is_own_prose[start:])),
        prose=1 - int(np.count_nonzero(is_own_prose)) / n_prose if is_told else 0.0,
        own_lead=frozenset(own_lead.tolist()),
        n_own_lead=len(own_lead),
    )


def _compare_figures(left: Text, right: Text) -> tuple[int, int]:
    """Return in how many settings the figures of one text are among the other's, and in how many they are not."""
    (settings, figures, ours), (other_settings, other_figures, theirs) = left.figures, right.figures
    common = ours[is_in(ours, theirs)]
    if len(common) == 0:
        return 0, 0
    shared = settings[is_in(figures, other_figures)]
    n_left, n_right, n_shared = (
        _count(common, values) for values in (settings, other_settings, shared)
    )
    n_equal = int(np.count_nonzero(n_shared == np.minimum(n_left, n_right)))
    return n_equal, len(common) - n_equal


def _count(keys: U64, values: U64) -> I64:
    """Return how often each of the sorted keys (some) is among the values."""
    at = np.searchsorted(keys, values)
    at[at == len(keys)] = 0
    return np.bincount(at[keys[at] == values], minlength=len(keys))


def _pair_containment(left: Text, right: Text) -> float:
    """Return the share of word pairs of the text with fewer that the other has."""
    return _n_common(left.pairs, right.pairs) / max(1, min(len(left.pairs), len(right.pairs)))


def _plain_share(text: Text, other: Text) -> float:
    """Return the share of plain English words among those of a text that the other lacks; 0 where it lacks none."""
    own = np.array(sorted(text.known_words - other.known_words), np.uint32)
    return int(np.count_nonzero(count_known(own))) / max(1, len(own))


def compare_texts(left: Text, right: Text) -> Likeness:
    """Return what two texts share."""
    n_shared = _n_common(left.distinct, right.distinct)
    n_all = len(left.distinct) + len(right.distinct) - n_shared
    ours, theirs = _extent(left, right), _extent(right, left)
    n_equal, n_other = _compare_figures(left, right)
    slots = compare_slots(left, right)
    n_leads = min(len(ours.own_lead), len(theirs.own_lead))
    return Likeness(
        jaccard=n_shared / max(1, n_all),
        containment=n_shared / max(1, min(len(left.distinct), len(right.distinct))),
        pair_containment=_pair_containment(left, right),
        starts=(ours.start, theirs.start),
        prose=(ours.prose, theirs.prose),
        n_own=(ours.n_own, theirs.n_own),
        n_own_prose=(ours.n_own_prose, theirs.n_own_prose),
        sizes=(len(left.words), len(right.words)),
        n_equal_figures=n_equal,
        n_other_figures=n_other,
        n_equal_slots=slots.n_equal,
        n_other_slots=slots.n_other,
        n_alien_slots=slots.n_alien,
        n_alien_names=slots.n_alien_names,
        n_equal_words=slots.n_words_equal,
        n_other_words=slots.n_words_other,
        n_shared_names=len(left.names & right.names),
        n_own_names=(len(left.names - right.known_words), len(right.names - left.known_words)),
        plain=min(_plain_share(left, right), _plain_share(right, left)),
        n_prose=(int(np.count_nonzero(left.is_prose)), int(np.count_nonzero(right.is_prose))),
        n_own_lead=(ours.n_own_lead, theirs.n_own_lead),
        lead=len(ours.own_lead & theirs.own_lead) / max(1, n_leads),
        title=len(left.title & right.title) / max(1, len(left.title | right.title)),
        is_marked=left.is_marked or right.is_marked,
        days=-1 if left.day is None or right.day is None else abs(left.day - right.day),
        is_same_page=_is_same_page(left, right),
        is_same_source=left.source_key == right.source_key,
    )


def _is_same_page(left: Text, right: Text) -> bool:
    """Return whether both were published at one address."""
    return left.url_key is not None and left.url_key == right.url_key


LEAD_WORDS = 60
"""A menu, a dateline or an update's new lead may stand before the shared text; the first half of another story may
not. Measured on the development set: of pairs of copies 98 % begin within 60 words, of stories with a shared
background 5 %."""
FAR_LEAD_WORDS = 160
FAR_LEAD_JACCARD = 0.6
SHORT_TEXT_WORDS = 100
SHORT_OTHER_FIGURES = 0
LONG_TEXT_WORDS = 150
TITLE_IN_SHORT = 0.3
TINY_TEXT_WORDS = 40
TITLE_IN_TINY = 0.5
"""A dividend notice names its company in the headline alone."""
SAME_PROSE = 0.95
SAME_NAMES = 3
"""A short text that is told whole needs no common headline if it names so many: a notice that leaves its company to the headline does."""
TITLE_IN_BLOCK = 0.5
TITLE_IN_SCAN = 0.9
SAME_PAGE_PAIRS = 0.3
CONTAINED = 0.65
CERTAIN = 0.9
KIN = 0.4
"""A chain of copies may not end in a text that shares less with the one that stands for it."""
SCAN_PAIRS = 0.5
SCAN_PAIRS_ALONE = 0.7
SCAN_EVENNESS = 1.7
"""Damage spread evenly leaves p * p of the word pairs and p ** 5 of the shingles; text taken over in blocks leaves the
same share of both. A scan has no more shingles than this power of its pairs."""
SCAN_SIZE = 0.7  # scanning cuts nothing off
UNDAMAGED = 0.5
"""What damage leaves are words that no one writes. Where in both short texts more of their own words are plain English, it is
another report under a standing headline."""
BLOCK_PAIRS = 0.4
BLOCK_PROSE = 0.75
VERSION_DAYS = 3
"""Between two states of one page whose figures differ; a page of prices has others each day."""
MENDED_DAYS = 7
SHORT_EQUAL_SLOTS = 3
"""A slot filled otherwise weighs so many that are filled alike: a name misspelt once leaves a brief what it is."""
MISREAD = 3.0
"""Slots must differ so much more often than ordinary words do. Of 262 short copies of the development set three have a slot
with other names; in all three at least as many ordinary words differ."""
OWN_LEAD_WORDS = 15  # chosen: about one sentence; fewer are a byline or a dateline
SHARED_LEAD = 0.4  # chosen, under half: the leads are of two stories
LIST_PROSE = 0.2  # chosen: of a bare list's words in sentences; a foot note may stand under it
REPORT_WORDS = 40  # chosen: two sentences or three of its own; fewer only head the list
MAINLY_PROSE = 0.5  # of a list or a menu the sentences prove nothing


def may_be_copy(left: Text, right: Text) -> bool:
    """Return whether a full comparison can find a copy: the cheap tests, which most pairs of strangers fail."""
    if _is_same_page(left, right):
        return _pair_containment(left, right) >= SAME_PAGE_PAIRS
    if _pair_containment(left, right) < BLOCK_PAIRS:
        return False
    if left.is_marked or right.is_marked:
        return True
    n_words = min(len(left.words), len(right.words))
    return not has_other_figures(*_compare_figures(left, right), n_words)


def has_shared_lead(likeness: Likeness) -> bool:
    """Return whether both texts begin with the shared text, but for what may come before."""
    near, far = sorted(likeness.starts)
    if far <= LEAD_WORDS:
        return True
    return far <= FAR_LEAD_WORDS and (
        near <= LEAD_WORDS // 3 or likeness.jaccard >= FAR_LEAD_JACCARD
    )


def has_other_figures(n_equal: int, n_other: int, n_words: int) -> bool:
    """Return whether the figures tell two reports made from one template (weather, markets) apart.

    The longer the text, the more of them may be misread or corrected.
    """
    if n_words < SHORT_TEXT_WORDS:
        return n_other > SHORT_OTHER_FIGURES
    if n_words < LONG_TEXT_WORDS:
        return n_other > 1 and 2 * n_other > n_equal
    return n_other > 2 and n_other > n_equal


def is_version(likeness: Likeness) -> bool:
    """Return whether one page had both texts, as one story went on: a new toll, but not the next day's prices."""
    if not likeness.is_same_page or likeness.pair_containment < SAME_PAGE_PAIRS:
        return False
    n_words = min(likeness.sizes)
    if not has_other_figures(likeness.n_equal_figures, likeness.n_other_figures, n_words):
        return True
    if likeness.days == 0:
        return True
    is_soon = likeness.days <= VERSION_DAYS
    return (
        is_soon
        and not likeness.n_alien_names
        and likeness.n_shared_names > min(likeness.n_own_names)
    )


def is_mended(likeness: Likeness) -> bool:
    """Return whether one text says that it puts an earlier one right, and the other can be that one."""
    return (
        likeness.is_marked
        and likeness.days <= MENDED_DAYS
        and likeness.n_equal_slots >= max(1, likeness.n_other_slots)
    )


def has_other_slots(likeness: Likeness) -> bool:
    """Return whether names and figures tell two reports made from one template apart: two fires, two men charged."""
    n_alien, n_equal = likeness.n_alien_slots, likeness.n_equal_slots
    if not n_alien:
        return False
    noise = likeness.n_other_words / max(1, likeness.n_equal_words + likeness.n_other_words)
    if noise and n_alien < 2:
        return False
    if n_alien < MISREAD * noise * (n_equal + likeness.n_other_slots):
        return False
    n_words = min(likeness.sizes)
    if n_words < SHORT_TEXT_WORDS:
        return SHORT_EQUAL_SLOTS * n_alien >= n_equal
    return n_alien > (1 if n_words < LONG_TEXT_WORDS else 2) and n_alien > n_equal


def has_other_lead(likeness: Likeness) -> bool:
    """Return whether each text opens with news of its own, under its own headline: two releases with one notice below."""
    return (
        likeness.title < TITLE_IN_SHORT
        and min(likeness.n_own_lead) >= OWN_LEAD_WORDS
        and likeness.lead < SHARED_LEAD
    )


def is_list_in_report(likeness: Likeness) -> bool:
    """Return whether the lesser text is a bare list that a report shows under a headline of its own."""
    lesser = 0 if likeness.sizes[0] <= likeness.sizes[1] else 1
    return (
        likeness.title < TITLE_IN_BLOCK
        and likeness.n_prose[lesser] <= LIST_PROSE * likeness.sizes[lesser]
        and likeness.n_own_prose[1 - lesser] >= REPORT_WORDS
    )


def tells_the_same(likeness: Likeness) -> bool:
    """Return whether all that one text says stands in the other, and neither names or counts what the other does not."""
    return (
        max(likeness.prose) >= SAME_PROSE
        and likeness.n_shared_names >= SAME_NAMES
        and likeness.n_own_names == (0, 0)
        and not likeness.n_other_figures
    )


def has_other_headline(likeness: Likeness) -> bool:
    """Return whether the headlines of two short texts have too little in common."""
    n_words = min(likeness.sizes)
    if tells_the_same(likeness):
        return n_words < TINY_TEXT_WORDS and likeness.title < TITLE_IN_SHORT
    if n_words < TINY_TEXT_WORDS and likeness.title < TITLE_IN_TINY:
        return True
    is_short = n_words < SHORT_TEXT_WORDS and likeness.containment < CERTAIN
    return is_short and likeness.title < TITLE_IN_SHORT


def has_figures_of_its_own(likeness: Likeness) -> bool:
    """Return whether figures between the same words differ too often: weather, markets, another toll elsewhere."""
    n_words = min(likeness.sizes)
    return has_other_figures(likeness.n_equal_figures, likeness.n_other_figures, n_words)


def has_no_shared_lead(likeness: Likeness) -> bool:
    """Return whether one text retells the other further down: a new story, and the old one as its background."""
    return not has_shared_lead(likeness)


REPORT_VETOES: Final = (has_figures_of_its_own, has_other_slots, has_other_headline)
"""What tells two reports apart unless one says that it puts the other right."""

TEXT_VETOES: Final = (has_other_lead, is_list_in_report, has_no_shared_lead)
"""What tells any two texts apart that are not versions of one page."""


def is_copy(likeness: Likeness) -> bool:
    """Return whether one of two texts repeats the other."""
    if is_version(likeness):
        return True
    if not is_mended(likeness) and any(veto(likeness) for veto in REPORT_VETOES):
        return False
    if any(veto(likeness) for veto in TEXT_VETOES):
        return False
    return likeness.containment >= CONTAINED or is_scan(likeness) or is_block(likeness)


def is_kin(likeness: Likeness) -> bool:
    """Return whether two texts may be of one article, though it took a third to find it out."""
    if has_figures_of_its_own(likeness) and not is_mended(likeness):
        return is_version(likeness)
    return max(likeness.containment, likeness.pair_containment) >= KIN


def is_scan(likeness: Likeness) -> bool:
    """Return whether the texts are the same but for damage all over: letters misread, words run together."""
    pairs = likeness.pair_containment
    if pairs < SCAN_PAIRS or likeness.containment > pairs**SCAN_EVENNESS:
        return False
    n_words = min(likeness.sizes)
    is_whole = n_words >= SCAN_SIZE * max(likeness.sizes)
    is_damaged = not likeness.n_other_figures and is_whole and likeness.plain <= UNDAMAGED
    if n_words < SHORT_TEXT_WORDS and not is_damaged:
        return False
    if likeness.title >= TITLE_IN_SCAN:
        return True
    # Without the headline it may be another outlet's retelling: that leaves things out and words them anew.
    return n_words >= LONG_TEXT_WORDS and is_whole and pairs >= SCAN_PAIRS_ALONE


def is_block(likeness: Likeness) -> bool:
    """Return whether the sentences of one text are in the other, whatever stands round them, under much the same headline."""
    if likeness.pair_containment < BLOCK_PAIRS or likeness.title < TITLE_IN_BLOCK:
        return False
    return max(likeness.prose) >= BLOCK_PROSE
