"""Abbreviations of states and provinces behind a town: "Long Beach, CA", "Kingston, Ont.".

Two capitals mean hundreds of things ("PA", "OR", "IN"); behind a town and a comma, where the division has a town of that
name, they mean the division. So nothing is known of them beforehand: each is read where it stands.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
import re
from collections.abc import Iterator, Sequence, Set

from copydesk.entities.gazetteer import Entry, gazetteer, table_rows
from copydesk.entities.lexicon import fold, is_capitalised, lexicon
from copydesk.entities.spans import APOSTROPHES, DASHES, Span
from copydesk.entities.text_view import SectionView
from copydesk.entities.toponyms import division_of, within
from copydesk.entities.world import world

ABBREVIATED = frozenset(("USA", "CAN"))
"""Countries whose newspapers set the short form of the division behind a town."""

GOES_ON = re.compile(r"\s*(?:$|\n|[^\w\s]|\d{5}\b|[A-Z]\d[A-Z]\b|[a-z])")
"""What may follow a short form: a mark, a small word, a number of the post; a name doesn't ("Rome, IN Technologies")."""

LONGEST_SHORT = 6  # "Calif.", "P.E.I.": longer ones are spelt out, and may be a city in a list
IN_LIST = re.compile(r",? (?:(?:and|or) )?[A-Z]")
"""What goes on with a list of cities: "Boston, New York and Chicago"."""

OWN_S = re.compile(r"['’]s")

PARTIES = frozenset(("D-", "R-", "I-"))

MAX_TOWN = 7
"""Atoms of a town's name: "St. John's" has five."""


@functools.cache
def divisions() -> dict[str, Entry]:
    """Return short forms to the division each means behind a town: postal codes, the older forms of our table, names that mean others elsewhere.

    "D.C." is no division behind Washington but part of its name.

    >>> divisions()["OR"].name, divisions()["Ont"].key
    ('Oregon', 'GPE:CAN-ON')
    """
    lands = (
        e for e in gazetteer().by_form.values() if e.kind == "region" and e.entity_type == "GPE"
    )
    regions = {entry.key.removeprefix("GPE:"): entry for entry in lands}
    forms = {code[4:]: regions[code] for code in filter(is_abbreviated, regions)}
    for entry in filter(operator.attrgetter("is_local"), regions.values()):
        forms[entry.name] = dataclasses.replace(entry, is_local=False)
    keyed = {entry.key: entry for entry in forms.values()}
    for row in table_rows("abbreviations.csv"):
        forms[row["form"]] = keyed[f"GPE:{row['key']}"]
    return forms


def is_abbreviated(code: str) -> bool:
    """Tell whether papers set the short form of a division behind a town: "USA-OH"."""
    where = division_of(code)
    return where is not None and where[0] in ABBREVIATED and where[1] not in ("", "DC")


@functools.cache
def behind_town() -> re.Pattern[str]:
    """Return the pattern of a comma with a short form behind it, as a word of its own."""
    forms = "|".join(map(re.escape, sorted(divisions(), key=lambda form: (-len(form), form))))
    return re.compile(rf",[ \xa0]{{1,2}}(?P<form>{forms})(?![\w&'’@/-])")


def division_after(view: SectionView, end: int) -> Entry | None:
    """Return the division whose short form stands behind a town that ends here: "Gary, IN"."""
    found = behind_town().match(view.text, end)
    if found is None or not is_short_here(view, found):
        return None
    entry = divisions()[found["form"]]
    k = view.atom_at(end)
    begins = town_begins(view, k)
    names = [view.text[start:end] for start in begins]
    if any(has_town(name, entry) for name in names):
        return entry
    is_unknown = len(begins) == 1 and not any(world().named(name) for name in folded(names[0]))
    return entry if is_unknown and found["form"].endswith(".") else None


def is_short_here(view: SectionView, found: re.Match[str]) -> bool:
    """Tell whether a short form can stand here: not in a line of capitals, where "IN" is a word, nor before a name."""
    if view.casing_at(found.start("form")) == "upper":
        return False
    rest = view.text[found.end() : found.end() + 8]
    if len(found["form"]) > LONGEST_SHORT:
        return GOES_ON.match(rest) is not None and IN_LIST.match(rest) is None
    return found["form"].endswith(".") or GOES_ON.match(rest) is not None


def town_begins(view: SectionView, k: int) -> list[int]:
    """Return where the town that ends before an atom may begin: with the whole run of capitals, or, in a headline, within it."""
    i = k
    while i > 0 and k - i < MAX_TOWN and is_of_town(view, i - 1):
        i -= 1
    while i < k and (view.atoms[i].text.casefold() in lexicon().function_words or not is_capitalised(view.atoms[i].text)):  # fmt: skip
        i += 1
    is_title = view.casing_at(view.atoms[k - 1].start) == "title"
    starts = [atom.start for atom in view.atoms[i:k] if is_capitalised(atom.text)]
    return starts if is_title else starts[:1]


def is_of_town(view: SectionView, i: int) -> bool:
    """Tell whether an atom can be part of the name of a town that goes on behind it."""
    atom, after = view.atoms[i], view.atoms[i + 1]
    before = view.atoms[i - 1].text if i else ""
    if atom.line != after.line:
        return False
    gap = after.start - atom.end
    if atom.text == ".":
        return before in ("St", "Ste", "Mt", "Ft")
    if atom.text in APOSTROPHES or atom.text in DASHES:
        return gap == 0
    if atom.text == "s":
        return before != "" and before in APOSTROPHES
    return is_capitalised(atom.text) and atom.text.isalpha() and gap <= 1


def folded(name: str) -> tuple[str, ...]:
    """Return the spellings under which the world may have a town: "St. John's" is "saint john s" there.

    >>> folded("Gary")
    ('gary',)
    """
    plain = re.sub(r"['’]", "", name)
    forms = (fold(name), fold(plain), re.sub(r"^st ", "saint ", fold(plain)))
    return tuple(dict.fromkeys(forms))


def has_town(name: str, division: Entry) -> bool:
    """Tell whether a division has a town, or a county, of this name."""
    code = division.key.removeprefix("GPE:")
    has_county = code[:4] == "USA-" and code[4:] in world().us_counties.get(fold(name), ())
    return has_county or any(within(form, code) for form in folded(name))


def division_spans(views: Sequence[SectionView]) -> Iterator[Span]:
    """Yield the short forms of divisions that stand behind a town."""
    for view in views:
        for found in behind_town().finditer(view.text):
            entry = division_after(view, found.start())
            if entry is not None:
                yield Span(view, *found.span("form"), "GPE", "gazetteer", entry)


def outside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Return the spans that overlap none of the others."""
    taken = {(o.view.order, at) for o in others for at in range(o.start, o.end)}
    return [s for s in spans if taken.isdisjoint((s.view.order, at) for at in range(s.start, s.end))]  # fmt: skip


def with_divisions(spans: Sequence[Span], short: Sequence[Span]) -> list[Span]:
    """Return the spans with the short forms among them; the town before one is a town, the same form elsewhere the division.

    Behind a person a form is a degree ("Jane Doe, CA, an accountant") or, with a party, says whose member that is ("D-CA").
    """
    meant = {span.text.rstrip("."): span.entry for span in short}
    begins = {(span.view.order, span.start) for span in short}
    people = [span for span in spans if span.entity_type == "PERSON"]
    ends = {(span.view.order, span.end) for span in people}
    result = list(short)
    for span in map(with_town_s, outside(spans, short)):
        if is_persons_tag(span, ends):
            continue
        if span.entity_type == "GPE" and span.entry is None:
            span = dataclasses.replace(span, entry=meant.get(span.text.rstrip(".")))
        elif span.entity_type == "LOC" and form_behind(span) in begins:
            span = dataclasses.replace(span, entity_type="GPE")
        result.append(span)
    return result


def form_behind(span: Span) -> tuple[int, int] | None:
    """Return where the short form behind a town stands: its section and where it begins."""
    after = behind_town().match(span.view.text, span.end)
    return (span.view.order, after.start("form")) if after else None


def with_town_s(span: Span) -> Span:
    """Return a town with the "'s" of its own name: "St. John's, NL"."""
    text = span.view.text
    is_cut = OWN_S.match(text, span.end) and behind_town().match(text, span.end + 2)
    return dataclasses.replace(span, end=span.end + 2) if is_cut else span


def is_persons_tag(span: Span, people: Set[tuple[int, int]]) -> bool:
    """Tell whether a short form says something of the person before it, of all that end at some places: "Jane Doe, CA", "D-CA"."""
    if len(span.text) > LONGEST_SHORT or span.text not in divisions():
        return False
    before = span.view.text[max(0, span.start - 2) : span.start]
    return before in PARTIES or (before == ", " and (span.view.order, span.start - 2) in people)
