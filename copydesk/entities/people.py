"""Names of people in one article bound: surnames, given names and misspellings to the full name."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from copydesk.entities.bound import Bound, mixed_case, tidy
from copydesk.entities.lexicon import fold, forms, lexicon
from copydesk.entities.repeats import is_family_first
from copydesk.entities.spans import Span

SLIP = 85.0
"""Least rapidfuzz ratio of two spellings of a word in one article: one letter in six or seven."""

LEAST_SLIP = 6
"""Letters of a word that may be misspelt: Marie and Maria are two."""


def bind_people(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of a person's name in the article, who is named."""
    counts = Counter(tidy(span.text) for span in spans)
    order = {text: i for i, text in enumerate(counts)}
    full = full_names(order)
    bearers = group_full_names(full, order, told_of(spans))
    bound: dict[str, Bound] = {}
    weight: dict[str, int] = {}
    for group in bearers:
        bound |= dict.fromkeys(group, bound_by(fullest(group, counts, order)))
        weight |= dict.fromkeys(group, sum(map(counts.__getitem__, group)))
    in_body = sorted(spans, key=lambda span: span.view.section == "title")
    first = {text: i for i, text in enumerate(dict.fromkeys(tidy(s.text) for s in in_body))}
    parts, is_named_after = parts_of(full), others_named_after(spans)
    titled = {tidy(s.text): f"{s.word_before} {tidy(s.text)}" for s in spans if s.word_before in REIGNING}  # fmt: skip
    titled = couples(spans) | titled
    young = {tidy(span.text) for span in spans if span.word_before.casefold() in KIN}
    for text in sorted(order.keys() - bound.keys()):
        elders = [other for other in parts.known_by(text) if not is_named_after(text, other)]
        elders = [o for o in elders if o.split()[0] not in young] or elders  # "his son Hunter"
        owner = owner_of(text, elders, weight, first)
        bound[text] = bound[owner] if owner else bound_by(titled.get(text, text))
    return bound


def couples(spans: Sequence[Span]) -> dict[str, str]:
    """Return given names to the full name of whoever shares the surname behind the next one: "Dan and Farris Wilks"; not in a list, which ends so, too."""
    return {
        one.text: f"{one.text} {two.text.split()[-1]}"
        for one, two in itertools.pairwise(spans)
        if one.view is two.view
        and one.view.text[one.end : two.start] in (" and ", " & ")
        and one.word_before != ","
        and {one.text, two.text.split()[0]} <= lexicon().given
        and len(two.text.split()) == 2
    }


REIGNING = frozenset({"King", "Queen", "Prince", "Princess", "Pope", "Emperor"})
"""What is of a name without family: "Prince" Andrew."""


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


def others_named_after(spans: Sequence[Span]) -> Callable[[str, str], bool]:
    """Return whether a short name is followed by a junior or kin named only later: "Trump spoke. … Donald Trump Jr. met her." has two men.

    Nor is the Obama who spoke "first lady Michelle Obama", at the end. A headline may have the short name first ("King honoured").
    """
    short, late, seen = dict[str, int](), dict[str, int](), set[str]()
    for place, span in enumerate(spans):
        text = tidy(span.text)
        if span.view.section != "body" or text in seen:
            continue
        seen.add(text)
        is_junior = text.split()[-1].strip(".,") in lexicon().suffixes
        at = span.view.atom_at(span.start)
        is_kin = any(atom.text.casefold() in KIN for atom in span.view.atoms[max(0, at - 1) : at])
        if is_junior or is_kin:
            late[text] = place
        elif len(text.split()) == 1:
            short[text] = place
    return lambda text, other: text in short and short[text] < late.get(other, -1)


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


Sign = str | tuple[str, str]
"""What two full names of one person have in common: the family name, all letters, two words; or the family name and how the given begins."""


def group_full_names(full: Sequence[str], order: Mapping[str, int], told: Told) -> list[list[str]]:
    """Return the full names in groups of one bearer each.

    Initials come last: they go with the only person whom they fit, and with nobody where they fit two, or where the
    article tells the two apart. Of a thousand bearers of one family name only those are asked whose given name can be the same: no
    others can be meant (`is_same_person`).
    """
    groups: dict[int, list[str]] = {}
    near: defaultdict[Sign, dict[int, int]] = defaultdict(dict)
    given_names: defaultdict[Sign, dict[str, str]] = defaultdict(dict)
    for text in sorted(full, key=lambda t: (is_initialled(t), -len(name_words(t)), order[t])):
        words, given = name_words(text), given_apart(text)[0]
        signs: list[Sign] = [words[-1], "".join(words), " ".join(words[:2])]
        letter, fitting = (words[-1], given[0]), (words[-1], name_class(given))
        alike = given_names[letter]
        asked = [(words[-1], name_class(other)) for other in alike_given(given, alike)]
        likely = {bearer for sign in (fitting, *asked, *signs[1:]) for bearer in near[sign]}
        in_order = sorted(likely, key=lambda b: seat_of(b, [near[s] for s in signs]))
        home = bearer_among([groups[bearer] for bearer in in_order], text, told)
        if home is None:
            home = []
            groups[id(home)] = home
        home.append(text)
        alike[given] = given
        for sign in (*signs, fitting):
            near[sign].setdefault(id(home), len(near[sign]))
    return list(groups.values())


def alike_given(given: str, others: Mapping[str, str]) -> Iterable[str]:
    """Return those of some given names with the same first letter of which this is an initial or a slip, or that are initials of it."""
    if len(given) == 1:
        return others
    slips = process.extract(given, others, scorer=fuzz.ratio, score_cutoff=SLIP, limit=None)
    return [*(other for other in others if len(other) == 1), *(other for other, _, _ in slips)]


def name_class(given: str) -> str:
    """Return what a given name has in common with those that are short for it."""
    return lexicon().given_class.get(given, given)


def seat_of(bearer: int, rows: Sequence[Mapping[int, int]]) -> tuple[int, int]:
    """Return the first row that has a bearer, and the place there."""
    return next((n, row[bearer]) for n, row in enumerate(rows) if bearer in row)


def bearer_among(groups: Iterable[list[str]], text: str, told: Told) -> list[str] | None:
    """Return the first bearer who can have a full name; of initials the only one, whom the article does not tell apart."""
    homes = [group for group in groups if all(is_same_person(text, other) for other in group)]
    if is_initialled(text):
        is_met = any(told.are_apart(text, other) for group in homes for other in group)
        homes = [] if len(homes) > 1 or is_met else homes
    return homes[0] if homes else None


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """What an article tells of its full names: in which sentences each stands, and whether it is a "he" or a "she"."""

    sentences: defaultdict[str, set[tuple[int, int]]]
    sexes: defaultdict[str, set[str]]

    def are_apart(self, one: str, other: str) -> bool:
        """Return whether two names can't be one person: set side by side in a sentence, or a "he" and a "she"."""
        is_met = not self.sentences[one].isdisjoint(self.sentences[other])
        return is_met or sorted(map(sorted, (self.sexes[one], self.sexes[other]))) == [["f"], ["m"]]


def told_of(spans: Sequence[Span]) -> Told:
    """Return what an article tells of the full names in it."""
    told = Told(defaultdict(set), defaultdict(set))
    for span, after in itertools.zip_longest(spans, spans[1:]):
        sentence = span.view.sentence_at(span.start)
        if sentence is not None and len(name_words(span.text)) > 1:
            told.sentences[tidy(span.text)].add((span.view.order, sentence.index))
            is_next = after is not None and after.view is span.view
            end = min(sentence.end, after.start) if is_next else sentence.end
            told.sexes[tidy(span.text)] |= {
                "m" if word in HE else "f"
                for word in SEX.findall(span.view.text, max(0, span.start - 5), end)
            }
    return told


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
    return (
        one[0] == other[0]
        and min(len(one), len(other)) >= LEAST_SLIP
        and fuzz.ratio(one, other) >= SLIP
    )


def is_same_given(one: str, other: str) -> bool:
    """Tell whether two given names can be one person's: equal, an initial, a nickname."""
    return is_same_or_initial(one, other) or name_class(one) == name_class(other)


def fullest(group: Sequence[str], counts: Counter[str], order: Mapping[str, int]) -> str:
    """Return the form with a given name before letters, then with most words, then the most frequent, then the first."""
    return min(
        group,
        key=lambda t: (t.isupper(), is_initialled(t), -len(given_apart(t)), -counts[t], order[t]),
    )


def owner_of(
    text: str, full: Sequence[str], weight: Mapping[str, int], first: Mapping[str, int]
) -> str | None:
    """Return the full name that a short one belongs to: by family name before given name, whoever stands first before it, else the most named.

    Whom the surname means alone is not named in full again: "Ivo Kall spoke. Kall left. Ada Kall came. Ada Kall stayed".
    """
    words = name_words(text)
    late = len(first)
    ranked = [
        (rank, first[other] if first[other] < first[text] else late, -weight.get(other, 0), first[other], other)
        for other in full
        if words and (rank := rank_of_part(words, other)) is not None
    ]  # fmt: skip
    return min(ranked)[-1] if ranked else None


@dataclasses.dataclass(frozen=True, slots=True)
class Parts:
    """The full names of an article by what a short one can have of them, for a list of thousands."""

    bearers: defaultdict[str, list[str]]  # by family and given name, each word, the last two words
    families: defaultdict[str, dict[str, None]]  # long enough to be misspelt, by their first letter

    def known_by(self, text: str) -> Iterator[str]:
        """Yield, once or more, the full names for which a short one may stand: all that `rank_of_part` ranks, and others."""
        words = name_words(text)
        for part in {" ".join(words), " ".join(words[-2:])}:
            yield from self.bearers.get(part, ())
        if len(words) == 1 and len(words[0]) >= LEAST_SLIP:
            families = self.families.get(words[0][0], {}).keys()
            found = process.extract(
                words[0], families, scorer=fuzz.ratio, score_cutoff=SLIP - 1, limit=None
            )
            for family, *_ in found:  # a point less, lest it is rounded otherwise than one by one
                yield from self.bearers[family]


def parts_of(full: Sequence[str]) -> Parts:
    """Return the full names of an article by their parts."""
    parts = Parts(defaultdict(list), defaultdict(dict))
    for text in full:
        family, given, folded = family_and_given(text)
        ends = *family.split()[-1:], " ".join(" ".join(folded).split()[-2:])
        for part in {family, given, *folded, *ends}:
            parts.bearers[part].append(text)
        if len(family) >= LEAST_SLIP:
            parts.families[family[0]][family] = None
    return parts


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
