"""The corpus as the coder sees it: every item parsed and its names found, one item being one article."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from copydesk.entities import find_mentions
from copydesk.ids import content_id
from copydesk.nlp import load_model
from copydesk.text.language import AnalysedArticle, ArticleText, FoundMention
from training.events_corpus.corpus import Item

PUBLISHED = dt.date(2019, 11, 19)
"""The day that relative dates count from; the items name none."""


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedItem:
    """An item with what the language and entity stages make of it."""

    item: Item
    article: ArticleText
    analysed: AnalysedArticle
    mentions: tuple[FoundMention, ...]


def parse_items(items: Iterable[Item]) -> list[ParsedItem]:
    """Return the items parsed with the shipped model, in order."""
    model = load_model()
    parsed = []
    for item in items:
        article = ArticleText(
            article_id=content_id("art", item.text),
            body="" if item.is_headline else item.text,
            title=item.text if item.is_headline else None,
            published_on=PUBLISHED,
        )
        analysed = model.analyse(article.texts())
        mentions = tuple(find_mentions(article, analysed))
        parsed.append(ParsedItem(item, article, analysed, mentions))
    return parsed
