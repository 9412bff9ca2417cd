"""What a page's scripts ran into the text, and the s that belongs to a firm's own name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from copydesk.entities.shaping import strip_marks
from copydesk.entities.spans import Span, make_span
from copydesk.entities.text_view import SectionView

# ------------------------------------------------------------------ tooltips

TOOLTIP = re.compile(
    r"(?P<name>[A-Z][\w'’-]*[a-z])(?P<tip>(?=[A-Z][a-z])[^\n]{0,60}?(?P=name)[^\n]{0,500}?\bMORE\b)"
)
"""The card of a person, run into the text: "President TrumpDonald John TrumpAides deny it ... MORE said"."""


def outside_tooltips(views: Sequence[SectionView], spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans without what lies in the card of a person that a page shows on demand."""
    cards = {
        view.order: [found.span("tip") for found in TOOLTIP.finditer(view.text)]
        for view in views
        if "MORE" in view.text
    }
    if not any(cards.values()):
        yield from spans
        return
    for span in spans:
        inside = [
            c for c in cards.get(span.view.order, ()) if span.start < c[1] and c[0] < span.end
        ]
        if not inside:
            yield span
        elif span.start < inside[0][0]:
            atoms = span.view.atoms_between(span.start, span.end)
            cut = [
                dataclasses.replace(a, end=inside[0][0], text=a.text[: inside[0][0] - a.start])
                if a.end > inside[0][0]
                else a
                for a in atoms
                if a.start < inside[0][0]
            ]
            kept = strip_marks(span.view, cut)
            if kept:
                yield make_span(span.view, kept[0].start, kept[-1].end, span.entity_type, span.source)  # fmt: skip


# ------------------------------------------------------------------ firms that end in 's

AFTER_OWN_S = frozenset(
    ". , ; : ) ? ! and or but at for to with by from that which who said says has had was were is will would could".split()
)
"""Behind these nothing is owned: "at Macy's." """


def with_own_s(spans: Sequence[Span]) -> list[Span]:
    """Return bodies whose name itself ends in 's with it: "Macy's said", in an article that has no "Macy" alone."""
    own: set[str] = set()
    alone: set[str] = set()
    for span in spans:
        if span.entity_type == "ORG" and span.entry is None:
            if not is_before_s(span):
                alone.add(span.text)
            elif is_own_s(span):
                own.add(span.text)
    if not own - alone:
        return list(spans)
    return [
        dataclasses.replace(span, end=span.end + 2)
        if span.text in own - alone and span.entity_type == "ORG" and span.entry is None
        else span
        for span in spans
    ]


def is_before_s(span: Span) -> bool:
    """Tell whether "'s" follows a span."""
    return re.match(r"['’]s\b", span.view.text[span.end : span.end + 3]) is not None


def is_own_s(span: Span) -> bool:
    """Tell whether nothing stands behind "'s" that could be owned, and a firm so named may act."""
    j = span.view.atom_at(span.end + 2)
    return j == len(span.view.atoms) or span.view.atoms[j].text in AFTER_OWN_S
