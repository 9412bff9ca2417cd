"""The names of one article: found, brought into shape, typed and bound to one another."""

from __future__ import annotations

from copydesk.entities.asides import outside_tooltips, with_own_s
from copydesk.entities.binding import bind, without_governments
from copydesk.entities.bound import Bound
from copydesk.entities.context import korean_halves, with_readings
from copydesk.entities.datelines import dateline_spans
from copydesk.entities.divisions import division_spans, outside, with_divisions
from copydesk.entities.doubts import without_doubtful
from copydesk.entities.patterns import agreeing, named_like_places, pattern_spans
from copydesk.entities.readings import (
    with_amazon_firm,
    with_given_names,
    with_long_names,
    with_named_firms,
    with_named_storms,
    with_owners,
    with_press_atlantic,
    with_towns,
    with_washington_state,
    without_explained,
    without_works,
)
from copydesk.entities.repeats import drop_bare_heads, repeats
from copydesk.entities.shaping import model_spans, with_letters
from copydesk.entities.sifting import drop_no_names, in_text_order, settle_overlaps
from copydesk.entities.spans import Span, known_spans
from copydesk.entities.text_view import case_evidence, section_views
from copydesk.entities.voting import type_spans, with_clubs, with_people_like_nations
from copydesk.ids import content_id
from copydesk.text.language import AnalysedArticle, ArticleText, FoundMention


def find_mentions(article: ArticleText, analysed: AnalysedArticle) -> tuple[FoundMention, ...]:
    """Return the mentions of an article in text order, none overlapping, each bound to its bearer's others."""
    spans = without_governments(name_spans(article, analysed))
    return tuple(
        to_mention(article.article_id, span, bound)
        for span, bound in without_doubtful(spans, bind(spans, article.published_on))
    )


def name_spans(article: ArticleText, analysed: AnalysedArticle) -> list[Span]:
    """Return the names of an article, in text order, those of its dateline last."""
    views = section_views(article, analysed)
    evidence = case_evidence(views)
    found = list(model_spans(views, analysed))
    known = list(known_spans(views))
    candidates = [
        *known,
        *found,
        *agreeing(pattern_spans(views, evidence), found),
        *named_like_places(known, found),
    ]
    short = list(division_spans(views))
    candidates = outside(list(outside_tooltips(views, candidates)), short)
    spans = settle_overlaps(drop_no_names(candidates, article, evidence))
    spans = type_spans(spans)
    told = outside_tooltips(views, repeats(views, spans, evidence))
    again = drop_no_names(told, article, evidence)
    halves = korean_halves(views, spans)
    spans = drop_bare_heads(type_spans(settle_overlaps([*spans, *again, *halves])))
    spans = with_own_s(in_text_order(with_letters(with_divisions(spans, short))))
    spans = with_named_storms(with_named_firms(with_owners(with_readings(views, spans))))
    spans = without_explained(without_works(with_given_names(spans)))
    spans = with_amazon_firm(with_press_atlantic(with_long_names(with_towns(spans))))
    return with_washington_state(
        [
            *with_clubs(with_people_like_nations(spans)),
            *dateline_spans(article, len(analysed.sentences)),
        ]
    )


def to_mention(article_id: str, span: Span, bound: Bound) -> FoundMention:
    """Return the mention that a span makes."""
    section = span.view.section
    sentence = span.view.sentence_at(span.start)
    return FoundMention(
        mention_id=content_id("men", article_id, section, str(span.start), str(span.end)),
        article_id=article_id,
        section=section,
        sentence_index=sentence.index if sentence is not None else 0,
        start=span.start,
        end=span.end,
        surface=span.text,
        entity_type=span.entity_type,
        name=bound.name,
        name_key=bound.key,
        country_code=bound.country_code,
        stands_for=span.stands_for,
        may_be=bound.may_be,
        set_in=bound.set_in,
    )
