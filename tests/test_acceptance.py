"""Every column of an article is filled by somebody, and again when lines are cut out of its body."""

from __future__ import annotations

from copydesk.acceptance import ACCEPTED_SCHEMA, CLUSTER_COLUMNS
from copydesk.records import ParsedArticle
from copydesk.source_lines import CUT_TEXTS
from schemas.articles import ARTICLES

COLUMNS = {field.name for field in ARTICLES.fields}
NOT_OF_THE_BODY = {
    "record_id", "url", "domain", "publisher", "title", "subtitle", "published_at", "published_on", "published_utc_offset",
    "published_precision", "published_tz_basis", "updated_at", "crawled_at", "section", "related_links", "keywords", "dateline",
    "language",  # a line or two of a source are in the language of its stories
}  # fmt: skip
"""Columns that stay as they are when lines are cut out of a body."""


def test_every_column_of_an_article_is_filled() -> None:
    filled = {*ParsedArticle.__dataclass_fields__, *CLUSTER_COLUMNS}
    unfilled = sorted(COLUMNS - filled)
    assert unfilled == [], (
        f"nobody fills {unfilled} of schemas/articles.py: give ParsedArticle (copydesk/records.py) a field of that name, or, where "
        "only the folded copies tell, name it in CLUSTER_COLUMNS (copydesk/acceptance.py): docs/how-to/add-a-column.md"
    )
    assert set(CLUSTER_COLUMNS) <= COLUMNS


def test_what_the_body_tells_is_told_again_of_a_body_that_is_cut() -> None:
    told_again = set(CUT_TEXTS.names)
    accepted = COLUMNS & set(ACCEPTED_SCHEMA.names)
    unsaid = sorted(accepted - told_again - NOT_OF_THE_BODY)
    assert unsaid == [], (
        f"do {unsaid} depend on the body? Then CUT_TEXTS and _cut_row of copydesk/source_lines.py fill them again when the lines of "
        "a source are cut out; if not, name them in NOT_OF_THE_BODY here"
    )
    assert accepted - told_again == NOT_OF_THE_BODY
