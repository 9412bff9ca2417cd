"""What a file's records come to once parsed: reader and parser together, as a run does it."""

from __future__ import annotations

from copydesk.parse import parse_record
from copydesk.records import ParsedArticle, RawRecord, Rejection, SourceConfig

from .reading import Item

TEXTS = (
    "A dairy in Korsvik has recalled eleven tonnes of cheese after a customer bit on a splinter of steel. "
    "The splinter came from a blade that had been changed the week before.",
    "Stonemasons in Aldermoor have set the last block of the west tower, forty years after the scaffolding "
    "first went up. Three of the men who began the work were there to see it.",
    "A trust has bought nine hundred acres of salt marsh at Wexmoor so that it will never be drained. "
    "The money came from a sale of old stamps that a widow had left in a biscuit tin.",
)
MORE = "Shops will refund every packet with a date in March. The food agency said that nobody had been hurt."
TITLES = (
    "Dairy in Korsvik recalls cheese after metal find",
    "Stonemasons finish the west tower after forty years",
    "Salt marsh at Wexmoor bought for the public",
)


def parsed(
    items: list[Item],
    source: SourceConfig = SourceConfig(),  # noqa: B008
) -> list[ParsedArticle | Rejection]:
    """Return what each item comes to: an article, or why it is none."""
    return [parse_record(i, source) if isinstance(i, RawRecord) else i for i in items]


def articles(
    items: list[Item],
    source: SourceConfig = SourceConfig(),  # noqa: B008
) -> list[ParsedArticle]:
    """Return the articles among them; every other item fails the test that asks for articles alone."""
    found = parsed(items, source)
    for item in found:
        assert isinstance(item, ParsedArticle), item
    return [item for item in found if isinstance(item, ParsedArticle)]


def said(article: ParsedArticle) -> tuple[str | None, str]:
    """Return title and body."""
    return article.title, article.body
