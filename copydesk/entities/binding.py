"""Which mentions of one article name the same thing: surnames to full names, initials to long forms, firms to short ones."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from copydesk.entities.gazetteer import entry_of, gazetteer
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.sifting import head_words, is_family_first
from copydesk.entities.spans import Span

MIN_ACRONYM = 2
ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z&.-]*[A-Z]\.?|[A-Z]{2,8}s?")
FILLERS = frozenset(
    ("of", "for", "and", "the", "in", "on", "de", "la", "du", "des", "del", "&", "to")
)
SLIP = 85.0
"""Least rapidfuzz ratio of two spellings of a word in one article: one letter in six or seven."""

SHARE_OF_STATE = 0.5
"""A body that every state has belongs to the state that has this share of the article's mentions of states."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bound:
    """What a mention names: the fullest form in the article, the key, the state."""

    name: str
    key: str
    country_code: str | None


def bind(spans: Sequence[Span]) -> list[Bound]:
    """Return, for each span, what it names."""
    people = bind_people([span for span in spans if span.entity_type == "PERSON"])
    bodies = bind_bodies(spans)
    return [bound_of(span, people, bodies) for span in spans]


def bound_of(span: Span, people: dict[str, Bound], bodies: dict[str, Bound]) -> Bound:
    """Return what one span names."""
    text = tidy(span.text)
    if span.entry is not None:
        return Bound(span.entry.name, span.entry.key, span.entry.country_code)
    if span.entity_type == "PERSON":
        return people[text]
    if span.entity_type == "ORG":
        return bodies[text]
    key = fold(text)
    if span.entity_type == "NORP":
        key = key.removesuffix("s") if len(key) > 4 else key
    country = country_after(span)
    if span.entity_type == "GPE" and country:
        return Bound(text, f"GPE:{country}/{key}", country[:3])
    return Bound(mixed_case(text), f"{span.entity_type}:{key}", None)


def tidy(text: str) -> str:
    """Return a surface on one line, with single blanks."""
    return " ".join(text.split())


def mixed_case(text: str) -> str:
    """Return a name in capitals as it is usually written.

    >>> mixed_case("JANE O'NEILL"), mixed_case("NATO")
    ("Jane O'Neill", 'NATO')
    """
    if not text.isupper() or (len(text) < 6 and " " not in text):
        return text
    return re.sub(r"\w+('\w\b)?", lambda found: found[0].capitalize(), text.casefold())


def country_after(span: Span) -> str | None:
    """Return the ISO code (or state key) that follows a place: "Springfield, Illinois"."""
    view = span.view
    j = view.atom_at(span.end)
    if j + 1 >= len(view.atoms) or view.atoms[j].text != ",":
        return None
    begin = view.atoms[j + 1].start
    for entry_atoms, entry in gazetteer().by_first.get(view.atoms[j + 1].text, []):
        stretch = view.atoms[j + 1 : j + 1 + len(entry_atoms)]
        if tuple(a.text for a in stretch) == entry_atoms and entry.kind in ("state", "region"):
            is_place = entry.entity_type == "GPE" and begin - span.end <= 2
            return entry.key.removeprefix("GPE:") if is_place and entry.country_code else None
    return None


# ------------------------------------------------------------------ people


def bind_people(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of a person's name in the article, who is named."""
    counts = Counter(tidy(span.text) for span in spans)
    order = {
        text: i
        for i, text in reversed(list(enumerate(dict.fromkeys(map(tidy, (s.text for s in spans))))))
    }
    full = [text for text in order if len(name_words(text)) > 1]
    bearers = group_full_names(full, counts, order)
    bound: dict[str, Bound] = {}
    for group in bearers:
        name = fullest(group, counts, order)
        person = Bound(mixed_case(name), f"PERSON:{fold(name)}", None)
        bound.update(dict.fromkeys(group, person))
    weight = {text: sum(counts[t] for t in group) for group in bearers for text in group}
    for text in order:
        if text not in bound:
            owner = owner_of(text, full, weight, order)
            bound[text] = (
                bound[owner] if owner else Bound(mixed_case(text), f"PERSON:{fold(text)}", None)
            )
    return bound


def name_words(text: str) -> list[str]:
    """Return the folded words of a person's name, a suffix like "Jr" kept."""
    return fold(text).split()


def group_full_names(
    full: Sequence[str], counts: Counter[str], order: dict[str, int]
) -> list[list[str]]:
    """Return the full names in groups of one bearer each."""
    groups: list[list[str]] = []
    for text in sorted(full, key=lambda t: (-len(name_words(t)), order[t])):
        home = next(
            (group for group in groups if all(is_same_person(text, other) for other in group)), None
        )
        if home is None:
            groups.append([text])
        else:
            home.append(text)
    return groups


def is_same_person(one: str, other: str) -> bool:
    """Tell whether two full names of one article can only mean one person.

    >>> is_same_person("James P. DeHart", "James DeHart"), is_same_person("Ann Lee", "Tom Lee")
    (True, False)
    """
    a, b = name_words(one), name_words(other)
    if a == b or "".join(a) == "".join(b):
        return True
    suffixes = {"jr", "sr", "ii", "iii"}
    if (a[-1] in suffixes) != (b[-1] in suffixes) or a[-1] != b[-1]:
        return len(a) > 2 and len(b) == 2 and a[:2] == b and a[-1] not in suffixes and "-" in one
    if not is_same_given(a[0], b[0]) and not is_slip(a[0], b[0]):
        return False
    middle_a, middle_b = a[1:-1], b[1:-1]
    if not middle_a or not middle_b:
        return True
    return all(
        x == y or (x[0] == y[0] and 1 in (len(x), len(y)))
        for x, y in zip(middle_a, middle_b, strict=False)
    )


def is_slip(one: str, other: str) -> bool:
    """Tell whether two words of one article are one name, once misspelt.

    >>> is_slip("kristen", "kristin"), is_slip("marie", "maria")
    (True, False)
    """
    return min(len(one), len(other)) > 5 and fuzz.ratio(one, other) >= SLIP


def is_same_given(one: str, other: str) -> bool:
    """Tell whether two given names can be one person's: equal, an initial, a nickname."""
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    classes = lexicon().given_class
    return classes.get(one, one) == classes.get(other, other)


def fullest(group: Sequence[str], counts: Counter[str], order: dict[str, int]) -> str:
    """Return the form with most words, then the most frequent, then the first."""
    return min(group, key=lambda t: (t.isupper(), -len(name_words(t)), -counts[t], order[t]))


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
    bare = [word for word in full.split() if word.strip(".,") not in lexicon().suffixes]
    folded = [fold(word) for word in bare]
    family, given = folded[-1], folded[0]
    if bare[0] in lexicon().family_first and is_family_first(bare):
        family, given = folded[0], " ".join(folded[1:])
    joined = " ".join(words)
    if joined == family or joined == " ".join(folded[-2:]):
        return 0
    if joined == given or (len(words) == 1 and len(joined) > 3 and joined in folded):
        return 1
    if len(words) == 1 and is_slip(joined, family):
        return 2
    tail = family.split()
    return 0 if len(tail) > 1 and joined == tail[-1] else None


# ------------------------------------------------------------------ organisations


def bind_bodies(spans: Sequence[Span]) -> dict[str, Bound]:
    """Return, for each form of an organisation's name in the article, which is named."""
    bodies = [span for span in spans if span.entity_type == "ORG" and span.entry is None]
    known = [span for span in spans if span.entity_type == "ORG" and span.entry is not None]
    forms = list(dict.fromkeys(tidy(span.text) for span in bodies))
    home = home_state(spans)
    bound = {form: body_of(form, home, state_before(form, bodies)) for form in forms}
    long_forms = sorted(forms, key=lambda f: (-len(f.split()), f))
    for short, long in explicit_acronyms(spans).items():
        if short in bound and long in bound:
            bound[short] = bound[long]
    for form in forms:
        owner = long_form_of(form, [f for f in long_forms if f != form]) or headed_by(form, bodies)
        if (
            owner
            and bound[form].key != bound[owner].key
            and bound[form].key == f"ORG:{org_key(form)}"
        ):
            bound[form] = bound[owner]
    for span in known:
        entry = span.entry
        if entry is not None:
            for form in forms:
                if is_short_of(form, entry.name):
                    bound[form] = Bound(entry.name, entry.key, entry.country_code)
    return bound


def body_of(form: str, home: str | None, owner: str | None) -> Bound:
    """Return what an organisation's name means by itself: expanded, without its legal form, with its state if needed."""
    name = expanded(without_legal_form(form))
    key = org_key(form)
    prefix = leading_state(form)
    bare = org_key(" ".join(form.split()[prefix[1] :])) if prefix else key
    if bare in lexicon().generic_orgs or key in lexicon().generic_orgs:
        code = (
            (prefix[0] if prefix else None) or owner or lexicon().one_state_orgs.get(bare) or home
        )
        if code:
            state = gazetteer().states[code].name if code in gazetteer().states else code
            full = (
                f"{state} {expanded(' '.join(form.split()[prefix[1] :]))}"
                if prefix
                else mixed_case(name)
            )
            return Bound(full, f"ORG:{code}/{turned(bare)}", code)
    return Bound(mixed_case(name), f"ORG:{turned(key)}", prefix[0] if prefix else None)


def leading_state(form: str) -> tuple[str, int] | None:
    """Return (ISO code, words) of the state or nationality that an organisation's name begins with."""
    words = form.split()
    for n in (3, 2, 1):
        entry = entry_of(" ".join(words[:n])) if len(words) > n else None
        if entry is not None and entry.kind in ("state", "demonym") and entry.country_code:
            return entry.country_code, n
    return None


def expanded(form: str) -> str:
    """Return an organisation's name with a state's abbreviation before it written out.

    >>> expanded("US Department of State")
    'United States Department of State'
    """
    first, _, rest = form.partition(" ")
    entry = entry_of(first) if rest else None
    is_short = entry is not None and entry.kind == "state" and first.replace(".", "").isupper()
    return f"{entry.name} {rest}" if entry is not None and is_short else form


def without_legal_form(form: str) -> str:
    """Return a firm's name without its legal form.

    >>> without_legal_form("Harbour Freight Corp."), without_legal_form("Acme Co. Ltd")
    ('Harbour Freight', 'Acme')
    """
    words = form.split()
    while len(words) > 1 and fold(words[-1]) in lexicon().legal_forms:
        words = words[:-1]
    return " ".join(words).rstrip(",&")


def org_key(form: str) -> str:
    """Return the key of an organisation's name: folded, one spelling, no article, no legal form."""
    words = fold(expanded(without_legal_form(form))).split()
    words = [lexicon().spelling.get(word, word) for word in words]
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    return " ".join(words)


def turned(key: str) -> str:
    """Return a ministry's key in one order of words.

    >>> turned("state department"), turned("united states department of state")
    ('department of state', 'united states department of state')
    """
    found = re.fullmatch(r"(\w+(?: \w+)?) (department|ministry)", key)
    key = f"{found[2]} of {found[1]}" if found else key
    return lexicon().same_body.get(key, key)


def home_state(spans: Sequence[Span]) -> str | None:
    """Return the state that the article is mostly about, if one is."""
    codes = Counter(
        span.entry.country_code
        for span in spans
        if span.entry is not None and span.entry.country_code and span.entry.kind != "body"
    )
    if not codes:
        return None
    code, n = min(codes.items(), key=lambda item: (-item[1], item[0] or ""))
    return code if n >= 2 and n > SHARE_OF_STATE * sum(codes.values()) else None


def state_before(form: str, bodies: Sequence[Span]) -> str | None:
    """Return the state whose name or adjective stands before a body's name: "Iran's Foreign Ministry"."""
    codes: Counter[str] = Counter()
    for span in bodies:
        if tidy(span.text) == form:
            before = span.view.text[max(0, span.start - 40) : span.start]
            words = before.replace("’", "'").replace("/", " ").split()
            for n in (1, 2):
                entry = (
                    entry_of(" ".join(words[-n:]).removesuffix("'s").removesuffix("'"))
                    if len(words) >= n
                    else None
                )
                if (
                    entry is not None
                    and entry.kind in ("state", "demonym", "capital")
                    and entry.country_code
                ):
                    codes[entry.country_code] += 1
    return min(codes, key=lambda code: (-codes[code], code)) if codes else None


def explicit_acronyms(spans: Sequence[Span]) -> dict[str, str]:
    """Return initials to the long form they stand behind in brackets: "Democratic Unionist Party (DUP)"."""
    found: dict[str, str] = {}
    for one, two in itertools.pairwise(spans):
        if one.view is two.view and one.entity_type == two.entity_type == "ORG":
            gap = one.view.text[one.end : two.start]
            if gap.strip(" \"“'") == "(" and len(two.text) < len(one.text):
                found.setdefault(tidy(two.text), tidy(one.text))
    return found


def headed_by(form: str, bodies: Sequence[Span]) -> str | None:
    """Return the body that a bare head word means, the most named first: "the Church"."""
    counts = Counter(tidy(span.text) for span in bodies if form in head_words(span))
    return min(counts, key=lambda text: (-counts[text], text)) if counts else None


def long_form_of(form: str, others: Sequence[str]) -> str | None:
    """Return the longer name in the article that a form shortens: by its initials, or its first words."""
    for other in others:
        if len(other.split()) > len(form.split()) and (is_short_of(form, other)):
            return other
    return None


def is_short_of(form: str, other: str) -> bool:
    """Tell whether a form is the initials or the leading words of another name.

    >>> is_short_of("DUP", "Democratic Unionist Party"), is_short_of("Goldman", "Goldman Sachs")
    (True, True)
    """
    letters = form.replace(".", "")
    if letters.isupper() and letters.isalpha() and MIN_ACRONYM < len(letters) < 9:
        words = [word for word in re.split(r"[\s-]+", other) if is_capitalised(word)]
        every = [word for word in re.split(r"[\s-]+", other) if word]
        initials = {"".join(w[0] for w in words).upper(), "".join(w[0] for w in every).upper()}
        return letters in initials
    short, long = org_key(form).split(), org_key(other).split()
    if not short or len(short) >= len(long) or long[: len(short)] != short:
        return False
    return is_telling(form)


def is_telling(form: str) -> bool:
    """Tell whether the leading words of a name say which one it is: no place, nationality or kind of body alone."""
    words = form.split()
    lex = lexicon()
    if entry_of(form) is not None or words[-1].casefold() in FILLERS:
        return False
    if len(words) == 1:
        return words[0] not in lex.org_heads and words[0] not in lex.org_tails and len(words[0]) > 2
    return True


__all__ = ["Bound", "bind"]
