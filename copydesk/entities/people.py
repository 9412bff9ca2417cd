"""Names of people in one article bound: surnames, given names and misspellings to the full name."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set

from rapidfuzz import fuzz

from copydesk.entities.bound import Bound, mixed_case, tidy
from copydesk.entities.lexicon import fold, lexicon
from copydesk.entities.repeats import is_family_first
from copydesk.entities.spans import Span

SLIP = 85.0
"""Least rapidfuzz ratio of two spellings of a word in one article: one letter in six or seven."""


def bind_people(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of a person's name in the article, who is named."""
    counts = Counter(tidy(span.text) for span in spans)
    order = {
        text: i
        for i, text in reversed(list(enumerate(dict.fromkeys(map(tidy, (s.text for s in spans))))))
    }
    full = [text for text in order if len(name_words(text)) > 1]
    bearers = group_full_names(full, counts, order, told_apart(spans))
    bound: dict[str, Bound] = {}
    for group in bearers:
        name = fullest(group, counts, order)
        person = Bound(mixed_case(name), f"PERSON:{fold(name)}", None)
        bound.update(dict.fromkeys(group, person))
    weight = {text: sum(counts[t] for t in group) for group in bearers for text in group}
    named_late = juniors_named_after(spans)
    for text in order:
        if text not in bound:
            elders = [other for other in full if (text, other) not in named_late]
            owner = owner_of(text, elders, weight, order)
            bound[text] = (
                bound[owner] if owner else Bound(mixed_case(text), f"PERSON:{fold(text)}", None)
            )
    return bound


def juniors_named_after(spans: Sequence[Span]) -> set[tuple[str, str]]:
    """Return short names with the juniors whom the body names only later: "Trump spoke. … Donald Trump Jr. met her." has two men.

    A headline may have the short name first ("King honoured").
    """
    forms = dict.fromkeys(tidy(span.text) for span in spans if span.view.section == "body")
    found, before = set(), list[str]()
    for text in forms:
        if text.split()[-1].strip(".,") in lexicon().suffixes:
            found |= {(short, text) for short in before}
        elif len(name_words(text)) == 1:
            before.append(text)
    return found


def name_words(text: str) -> list[str]:
    """Return the folded words of a person's name, a suffix like "Jr" kept."""
    return fold(text).split()


INITIALS = re.compile(r"(?:[A-Z]\.\s?){2,}(?=\S{2})")
"""The given names of which a paper has the letters alone: "J. R. Holloway", "J.R. Holloway"."""


def given_apart(text: str) -> list[str]:
    """Return the folded words of a full name, initials one by one.

    >>> given_apart("J.R. Holloway"), given_apart("James R. Holloway")
    (['j', 'r', 'holloway'], ['james', 'r', 'holloway'])
    """
    found = INITIALS.match(text)
    letters = re.findall(r"[A-Z]", found[0]) if found else []
    return [*map(str.casefold, letters), *name_words(text[found.end() if found else 0 :])]


def is_initialled(text: str) -> bool:
    """Tell whether a full name has no given name but letters."""
    return all(len(word) == 1 for word in given_apart(text)[:-1])


def group_full_names(
    full: Sequence[str],
    counts: Counter[str],
    order: dict[str, int],
    together: Set[frozenset[str]] = frozenset(),
) -> list[list[str]]:
    """Return the full names in groups of one bearer each.

    Initials come last: they go with the only person whom they fit, and with nobody where they fit two, or where the
    article tells the two apart.
    """
    groups: list[list[str]] = []
    near: defaultdict[str, list[list[str]]] = defaultdict(list)
    for text in sorted(full, key=lambda t: (is_initialled(t), -len(name_words(t)), order[t])):
        words = name_words(text)
        signs = dict.fromkeys((words[-1], "".join(words), " ".join(words[:2])))
        candidates = {id(group): group for sign in signs for group in near[sign]}
        homes = [g for g in candidates.values() if all(is_same_person(text, o) for o in g)]
        if is_initialled(text):
            is_met = any(frozenset((text, other)) in together for g in homes for other in g)
            homes = [] if len(homes) > 1 or is_met else homes
        home = homes[0] if homes else []
        if not homes:
            groups.append(home)
        home.append(text)
        for sign in signs:
            if home not in near[sign]:
                near[sign].append(home)
    return groups


def told_apart(spans: Sequence[Span]) -> set[frozenset[str]]:
    """Return the pairs of forms that can't be one person: set side by side in a sentence, or a "he" and a "she"."""
    by_sentence: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    sexes: defaultdict[str, set[str]] = defaultdict(set)
    for span, after in itertools.zip_longest(spans, spans[1:]):
        sentence = span.view.sentence_at(span.start)
        if sentence is None or len(name_words(span.text)) < 2:
            continue
        by_sentence[span.view.order, sentence.index].add(tidy(span.text))
        is_next = after is not None and after.view is span.view
        end = min(sentence.end, after.start) if is_next else sentence.end
        told = SEX.findall(span.view.text[max(0, span.start - 5) : end])
        sexes[tidy(span.text)].update("m" if word in HE else "f" for word in told)
    pairs = {frozenset(p) for texts in by_sentence.values() for p in itertools.combinations(sorted(texts), 2)}  # fmt: skip
    he = sorted(text for text, told in sexes.items() if told == {"m"})
    she = sorted(text for text, told in sexes.items() if told == {"f"})
    return pairs | {frozenset(pair) for pair in itertools.product(he, she)}


HE = frozenset(("he", "his", "him", "himself", "Mr", "Sir"))
SEX = re.compile(r"\b(?:he|his|him|himself|Mr|Sir|she|her|hers|herself|Mrs|Ms|Miss|Dame)\b")
"""What says, in the sentence of a name and before the next one, whether a man or a woman bears it."""


def is_same_person(one: str, other: str) -> bool:
    """Tell whether two full names of one article can only mean one person.

    >>> is_same_person("James P. DeHart", "James DeHart"), is_same_person("Ann Lee", "Tom Lee")
    (True, False)
    >>> is_same_person("J. R. Holloway", "James R. Holloway"), is_same_person("J. R. Holloway", "James T. Holloway")
    (True, False)
    """
    a, b = name_words(one), name_words(other)
    if a == b or "".join(a) == "".join(b):
        return True
    a, b = given_apart(one), given_apart(other)
    suffixes = {"jr", "sr", "ii", "iii"}
    if (a[-1] in suffixes) != (b[-1] in suffixes) or a[-1] != b[-1]:
        return len(a) > 2 and len(b) == 2 and a[:2] == b and a[-1] not in suffixes and "-" in one
    if not is_same_given(a[0], b[0]) and not is_slip(a[0], b[0]):
        return False
    middle_a, middle_b = a[1:-1], b[1:-1]
    if INITIALS.match(one) or INITIALS.match(other):
        return [word[0] for word in a[:-1]] == [word[0] for word in b[:-1]]
    if not middle_a or not middle_b:
        return True
    return all(
        x == y or (x[0] == y[0] and 1 in (len(x), len(y)))
        for x, y in zip(middle_a, middle_b, strict=False)
    )


def is_slip(one: str, other: str) -> bool:
    """Tell whether two words of one article are one name, once misspelt.

    >>> is_slip("kristen", "kristin"), is_slip("marie", "maria"), is_slip("graham", "ingraham")
    (True, False, False)
    """
    return one[0] == other[0] and min(len(one), len(other)) > 5 and fuzz.ratio(one, other) >= SLIP


def is_same_given(one: str, other: str) -> bool:
    """Tell whether two given names can be one person's: equal, an initial, a nickname."""
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    classes = lexicon().given_class
    return classes.get(one, one) == classes.get(other, other)


def fullest(group: Sequence[str], counts: Counter[str], order: dict[str, int]) -> str:
    """Return the form with most words, one with a given name before letters, then the most frequent, then the first."""
    return min(
        group,
        key=lambda t: (t.isupper(), -len(given_apart(t)), is_initialled(t), -counts[t], order[t]),
    )


def owner_of(
    text: str, full: Sequence[str], weight: dict[str, int], order: dict[str, int]
) -> str | None:
    """Return the full name that a short one belongs to: by family name before given name, the most named first."""
    words = name_words(text)
    if not words:
        return None
    ranked: list[tuple[int, int, int, str]] = []
    for other in full:
        rank = rank_of_part(words, other)
        if rank is not None:
            ranked.append((rank, -weight.get(other, 0), order[other], other))
    return min(ranked)[-1] if ranked else None


def rank_of_part(words: list[str], full: str) -> int | None:
    """Return how well words stand for a full name: 0 family name, 1 given name, 2 misspelt; None when they don't."""
    family, given, folded = family_and_given(full)
    joined = " ".join(words)
    if joined == family or joined == " ".join(folded[-2:]):
        return 0
    if joined == given or (len(words) == 1 and len(joined) > 3 and joined in folded):
        return 1
    if len(words) == 1 and is_slip(joined, family):
        return 2
    tail = family.split()
    return 0 if len(tail) > 1 and joined == tail[-1] else None


@functools.lru_cache(maxsize=50_000)
def family_and_given(full: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a full name's family name, given name and words, all folded."""
    bare = [word for word in full.split() if word.strip(".,") not in lexicon().suffixes]
    bare = bare or full.split()
    folded = tuple(fold(word) for word in bare)
    if bare[0] in lexicon().family_first and is_family_first(bare):
        return folded[0], " ".join(folded[1:]), folded
    return folded[-1], folded[0], folded
