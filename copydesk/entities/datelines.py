"""The places of a dateline: "LARGO, Fla., March 30" stands before the text and is parted from it, so no model reads it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from copydesk.entities.binding import country_after
from copydesk.entities.divisions import division_spans, divisions, outside
from copydesk.entities.lexicon import fold
from copydesk.entities.spans import Span, make_span
from copydesk.entities.text_view import SectionView, view_of
from copydesk.entities.world import world
from copydesk.text.language import ArticleText, Sentence

PART = re.compile(r"[^\s,;/()][^,;/()]*(?<!\s)")

BEHIND = 9
"""Order of the dateline's view: behind title, subtitle and body, so that what is bound to the first form is bound as without it."""


def dateline_spans(article: ArticleText, sentence_index: int) -> list[Span]:
    """Return the places that a dateline names, in text order: the town, where the world has it, and what stands behind it.

    Args:
        article: The article.
        sentence_index: Number of the sentence that the dateline makes.
    """
    text = article.dateline
    if not text:
        return []
    whole = Sentence("dateline", sentence_index, 0, len(text), text, ())
    view = view_of("dateline", BEHIND, text, (whole,))
    view = dataclasses.replace(view, casing=tuple("normal" for _ in view.casing))
    short = list(division_spans([view]))
    return sorted([*short, *outside(list(_parts(view)), short)], key=lambda span: span.start)


def _parts(view: SectionView) -> Iterator[Span]:
    for k, found in enumerate(PART.finditer(view.text)):
        span = make_span(view, found.start(), found.end(), "GPE", "pattern")
        if k and span.entry is None:  # "ILL."
            span = dataclasses.replace(span, entry=divisions().get(span.text.capitalize()))
        if span.entry is not None:
            if span.entry.kind != "body" and span.entry.entity_type in ("GPE", "LOC"):
                yield dataclasses.replace(span, entity_type=span.entry.entity_type)
        elif k == 0 and (world().named(fold(span.text)) or country_after(span)):
            yield span
