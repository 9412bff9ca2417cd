"""Names of people in one article bound: surnames, given names and misspellings to the full name."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from rapidfuzz import fuzz

from copydesk.entities.bound import Bound, mixed_case, tidy
from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.repeats import is_family_first
from copydesk.entities.spans import Span

SLIP = 85.0
"""Least rapidfuzz ratio of two spellings of a word in one article: one letter in six or seven."""


def bind_people(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of a person's name in the article, who is named."""
    counts = Counter(tidy(span.text) for span in spans)
    order = {text: i for i, text in enumerate(counts)}
    full = full_names(order)
    bearers = group_full_names(full, order, told_apart(spans))
    bound: dict[str, Bound] = {}
    weight: dict[str, int] = {}
    for group in bearers:
        person = bound_by(fullest(group, counts, order))
        bound |= dict.fromkeys(group, person)
        weight |= dict.fromkeys(group, sum(map(counts.__getitem__, group)))
    named_late = others_named_after(spans)
    for text in sorted(order.keys() - bound.keys()):
        elders = [other for other in full if (text, other) not in named_late]
        owner = owner_of(text, elders, weight, order)
        bound[text] = bound[owner] if owner else bound_by(text)
    return bound


def full_names(texts: Iterable[str]) -> list[str]:
    """Return the names that are no surname alone: neither one with a hyphen ("Rees-Mogg") nor the last words of another.

    "Von der Leyen" and "Lopez Obrador" are called so who are named in full beside them; "Ann Lee" beside "Mary Ann Lee" may be another.
    """
    several = [text for text in texts if len(text.split()) > 1]
    tails = {tail for text in several for tail in tails_of(text)}
    return [text for text in several if fold(text) not in tails]


def tails_of(text: str) -> Iterator[str]:
    """Yield the last words, two at least, of a name that are a surname: they begin with a particle or no given name.

    >>> list(tails_of("Ursula von der Leyen")), list(tails_of("Mary Ann Lee"))
    (['von der leyen'], [])
    """
    words = [word for word in text.split() if word.strip(".,") not in lexicon().suffixes]
    for k in range(1, len(words) - 1):
        first = fold(words[k])
        if words[k].casefold() in lexicon().particles or not lexicon().given & {words[k], first}:
            yield fold(" ".join(words[k:]))
            return


def bound_by(name: str) -> Bound:
    """Return the person of a name."""
    return Bound(mixed_case(name), f"PERSON:{fold(name)}", None)


def others_named_after(spans: Sequence[Span]) -> set[tuple[str, str]]:
    """Return short names with the juniors and kin whom the body names only later: "Trump spoke. … Donald Trump Jr. met her." has two men.

    Nor is the Obama who spoke "first lady Michelle Obama", at the end. A headline may have the short name first ("King honoured").
    """
    found, before, seen = set[tuple[str, str]](), list[str](), set[str]()
    for span in spans:
        text = tidy(span.text)
        if span.view.section != "body" or text in seen:
            continue
        seen.add(text)
        is_junior = text.split()[-1].strip(".,") in lexicon().suffixes
        at = span.view.atom_at(span.start)
        is_kin = any(atom.text.casefold() in KIN for atom in span.view.atoms[max(0, at - 1) : at])
        if is_junior or is_kin:
            found |= {(short, text) for short in before}
        elif len(text.split()) == 1:
            before.append(text)
    return found


KIN = forms("kin_before_surname")


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
    full: Sequence[str], order: Mapping[str, int], together: Set[frozenset[str]] = frozenset()
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
        home = bearer_among(candidates.values(), text, together)
        if home is None:
            home = []
            groups.append(home)
        home.append(text)
        for sign in signs:
            if home not in near[sign]:
                near[sign].append(home)
    return groups


def bearer_among(
    groups: Iterable[list[str]], text: str, together: Set[frozenset[str]]
) -> list[str] | None:
    """Return the first bearer who can have a full name; of initials the only one, whom the article does not tell apart."""
    homes = [group for group in groups if all(is_same_person(text, other) for other in group)]
    if is_initialled(text):
        is_met = any(frozenset((text, other)) in together for group in homes for other in group)
        homes = [] if len(homes) > 1 or is_met else homes
    return homes[0] if homes else None


def told_apart(spans: Sequence[Span]) -> set[frozenset[str]]:
    """Return the pairs of forms that can't be one person: set side by side in a sentence, or a "he" and a "she"."""
    by_sentence: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    sexes: defaultdict[str, set[str]] = defaultdict(set)
    for span, after in itertools.zip_longest(spans, spans[1:]):
        sentence = span.view.sentence_at(span.start)
        if sentence is not None and len(name_words(span.text)) > 1:
            by_sentence[span.view.order, sentence.index].add(tidy(span.text))
            is_next = after is not None and after.view is span.view
            end = min(sentence.end, after.start) if is_next else sentence.end
            sexes[tidy(span.text)] |= sexes_told(span.view.text[max(0, span.start - 5) : end])
    met = (itertools.combinations(texts, 2) for texts in by_sentence.values())
    pairs = set(map(frozenset, itertools.chain.from_iterable(met)))
    he, she = ([text for text, told in sexes.items() if told == {sex}] for sex in "mf")
    return pairs.union(map(frozenset, itertools.product(he, she)))


def sexes_told(text: str) -> set[str]:
    """Return m where a stretch of text speaks of a man, f where of a woman."""
    return {"m" if word in HE else "f" for word in SEX.findall(text)}


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
    if "".join(name_words(one)) == "".join(name_words(other)):
        return True
    a, b = given_apart(one), given_apart(other)
    if a[-1] != b[-1]:
        is_longer = len(a) > 2 and "-" in one and a[-1] not in ("jr", "sr", "ii", "iii")
        return is_longer and a[:2] == b
    if not is_same_given(a[0], b[0]) and not is_slip(a[0], b[0]):
        return False
    if INITIALS.match(one) or INITIALS.match(other):
        return initials_of(a[:-1]) == initials_of(b[:-1])
    return are_compatible(a[1:-1], b[1:-1])


def initials_of(words: Sequence[str]) -> list[str]:
    """Return the first letters of words."""
    return [word[0] for word in words]


def are_compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two rows of names can be one person's, as far as both go: each is equal, or one the other's initial."""
    return all(map(is_same_or_initial, one, other))


def is_same_or_initial(one: str, other: str) -> bool:
    """Tell whether two names are equal, or one is the other's initial."""
    return one == other or (one[0] == other[0] and 1 in (len(one), len(other)))


def is_slip(one: str, other: str) -> bool:
    """Tell whether two words of one article are one name, once misspelt.

    >>> is_slip("kristen", "kristin"), is_slip("marie", "maria"), is_slip("graham", "ingraham")
    (True, False, False)
    """
    return one[0] == other[0] and min(len(one), len(other)) > 5 and fuzz.ratio(one, other) >= SLIP


def is_same_given(one: str, other: str) -> bool:
    """Tell whether two given names can be one person's: equal, an initial, a nickname."""
    classes = lexicon().given_class
    return is_same_or_initial(one, other) or classes.get(one, one) == classes.get(other, other)


def fullest(group: Sequence[str], counts: Counter[str], order: Mapping[str, int]) -> str:
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
    joined, is_single = " ".join(words), len(words) == 1
    is_tail = not is_single and f" {' '.join(folded)}".endswith(f" {joined}")
    if joined == family or is_tail:
        return 0
    if joined == given or (is_single and len(joined) > 3 and joined in folded):
        return 1
    if is_single and is_slip(joined, family):
        return 2
    return 0 if " " in family and joined == family.split()[-1] else None


@functools.lru_cache(maxsize=50_000)
def family_and_given(full: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a full name's family name, given name and words, all folded."""
    bare = [word for word in full.split() if word.strip(".,") not in lexicon().suffixes]
    bare = bare or full.split()
    folded = tuple(fold(word) for word in bare)
    if is_family_first(bare):
        return folded[0], " ".join(folded[1:]), folded
    return folded[-1], folded[0], folded
