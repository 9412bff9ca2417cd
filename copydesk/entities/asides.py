"""What a page's scripts ran into the text, and the s that belongs to a firm's own name."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from copydesk.entities.lexicon import forms
from copydesk.entities.shaping import strip_marks
from copydesk.entities.spans import Span, make_span
from copydesk.entities.text_view import SectionView, place_of

# ------------------------------------------------------------------ tooltips

GLUED = re.compile(r"(?<![\w'’-])[\w'’-]*?[a-z](?=[A-Z][a-z])[\w'’-]*+")
"""A word in which another begins."""

INNER_START = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
MORE, APOSTROPHE_S = re.compile(r"\bMORE\b"), re.compile(r"['’]s\b")
LONGEST_GLUED = 48  # signs: a name and the first of its card
CARD_NAME_REACH, CARD_REACH = 60, 500
"""Signs within which a card says the name again, and behind that ends."""


def cards_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of cards of persons run into a text: "President TrumpDonald John TrumpAides deny it ... MORE said"."""
    ends = [found.span() for found in MORE.finditer(text)]
    done = 0
    for word in GLUED.finditer(text) if ends else ():
        if word.start() >= done and word.end() - word.start() <= LONGEST_GLUED:
            card = _card_at(text, word, ends)
            if card is not None:
                yield card
                done = card[1]


def _card_at(
    text: str, word: re.Match[str], ends: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the place of the card that begins within a word; a name is the longest that its card says again."""
    starts = [i for i in range(*word.span()) if "A" <= text[i] <= "Z"]
    inner = [found.start() for found in INNER_START.finditer(text, *word.span())]
    for start in starts:
        for end in reversed(inner):
            closed = _card_end(text, start, end, ends)
            if closed is not None:
                return end, closed
    return None


def _card_end(text: str, start: int, end: int, ends: Sequence[tuple[int, int]]) -> int | None:
    """Return where the card of a name ends: on the line on which it says the name again, not far behind."""
    name = text[start:end]
    again = text.find(name, end, end + CARD_NAME_REACH + len(name)) if len(name) > 1 else -1
    if again < 0:
        return None
    at = bisect.bisect_left(ends, (again + len(name), 0))
    if at == len(ends) or ends[at][0] > again + len(name) + CARD_REACH:
        return None
    return ends[at][1] if "\n" not in text[end : ends[at][0]] else None


def outside_tooltips(views: Sequence[SectionView], spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans without what lies in the card of a person that a page shows on demand."""
    cards = {view.order: list(cards_in(view.text)) for view in views if "MORE" in view.text}
    for span in spans:
        inside = [
            c for c in cards.get(span.view.order, ()) if span.start < c[1] and c[0] < span.end
        ]
        if not inside:
            yield span
        elif (before := _cut_at(span, inside[0][0])) is not None:
            yield before


def _cut_at(span: Span, end: int) -> Span | None:
    """Return the name that is left of a span before an offset; None where nothing is."""
    atoms = [atom for atom in span.view.atoms_between(span.start, span.end) if atom.start < end]
    if atoms and atoms[-1].end > end:
        atoms[-1] = dataclasses.replace(atoms[-1], end=end, text=atoms[-1].text[: end - atoms[-1].start])  # fmt: skip
    kept = strip_marks(span.view, atoms)
    return make_span(span.view, kept[0].start, kept[-1].end, span.entity_type, span.source) if kept else None  # fmt: skip


# ------------------------------------------------------------------ firms that end in 's

AFTER_OWN_S = forms("after_own_s")
"""Behind these nothing is owned: "at Macy's." """


def with_own_s(spans: Sequence[Span]) -> list[Span]:
    """Return bodies whose name itself ends in 's with it: "Macy's said", in an article that has no "Macy" alone."""
    bodies = [span for span in spans if span.entity_type == "ORG" and span.entry is None]
    own = _names_in_s(bodies)
    meant = {id(span) for span in bodies if span.text in own}
    return [dataclasses.replace(s, end=s.end + 2) if id(s) in meant else s for s in spans]


def _names_in_s(bodies: Sequence[Span]) -> set[str]:
    """Return the names that stand before "'s" alone, once at least with nothing that could be owned."""
    alone = {span.text for span in bodies if not APOSTROPHE_S.match(span.view.text, span.end)}
    return {span.text for span in filter(is_own_s, bodies)} - alone


def is_own_s(span: Span) -> bool:
    """Tell whether nothing stands behind "'s" that could be owned, and a firm so named may act."""
    j = span.view.atom_at(span.end + 2)
    is_last = j == len(span.view.atoms) or span.view.atoms[j].text in AFTER_OWN_S
    return is_last or _is_before_deed(span)


def _is_before_deed(span: Span) -> bool:
    """Tell whether the name with "'s" is what does what stands right behind it: "Wendy's took it"; not "Apple's planned sale"."""
    sentence = span.view.sentence_at(span.start)
    if sentence is None:
        return False
    at = place_of(sentence, span.end)
    name, *behind = sentence.tokens[at - 1 : at + 2]
    is_subject = len(behind) == 2 and name.dep == "nsubj" and name.head == at + 1
    return is_subject and behind[1].pos == "VERB" and not behind[1].text.endswith("ing")
