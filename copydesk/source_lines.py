"""What a source prints under story after story, lines and names of others who write for it: learned from the collection, cut.

No single record shows that "Sign up for our newsletter" is the source's and not the story's, nor that seven of eight
authors stood beside the story; the others do. What is learned is a pure function of the set of accepted records, so that order, batches and re-runs change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from copydesk.acceptance import article_id_of, text_key_of
from copydesk.dedup.fingerprint import FINGERPRINTS, fingerprint_articles, hash_paragraphs
from copydesk.disk.own_files import read_table
from copydesk.disk.storage import replace_table
from copydesk.parse.words import count_words

FLAG = "source_lines_cut"
NAMES_FLAG = "source_names_cut"

MIN_STORIES = 5
"""In so many stories of a source a paragraph must stand before it can be the source's."""

LONG_WORDS = 8
"""Shorter ones are headings ("What happened?") and rows of tables ("Year") as often as boilerplate."""

END_PARAGRAPHS = 3
START_PARAGRAPHS = 2
AT_EDGE = 0.8
"""Share of the places of a paragraph that lie within so many paragraphs of the end or the start of a text."""

SHARE_AT_END = 0.01
SHARE_AT_START = 0.03
SHARE_WITHIN = 0.05
SHORT_SHARE = 0.02
"""Share of a source's stories, by where the paragraph stands; short ones are cut at the end alone, where no heading
stands. The background that a running story repeats stays below these (docs/decisions/013-source-lines.md)."""


def is_repeated_sql() -> str:
    """Return the SQL of whether a paragraph is its source's, over its counts and `n_source`, the source's stories."""
    return f"""
        CASE WHEN n_words < {LONG_WORDS}
             THEN n_last >= {AT_EDGE} * n_places AND n_stories >= {SHORT_SHARE} * n_source
             WHEN n_last >= {AT_EDGE} * n_places THEN n_stories >= {SHARE_AT_END} * n_source
             WHEN n_outer >= {AT_EDGE} * n_places THEN n_stories >= {SHARE_AT_START} * n_source
             ELSE n_stories >= {SHARE_WITHIN} * n_source END"""


LONG_LIST = 4
"""Authors of one article, from so many on a list of all names on its page rather than of who wrote it (scrapers make such lists)."""

LONG_SHARE = 0.25
MIN_SIGNED = 20
"""Of so many signed articles of a site and more that share has long lists, where it is the scraper that makes them: 2 % of a
paper's that writes in teams, 87 to 100 % of those whose pages name their staff (docs/decisions/013-source-lines.md)."""

MIN_FIRSTS = 4
NAME_SHARE = 0.02
"""A name of the page's stands behind so many different first names, in long lists of that share of a site's signed articles."""

SIGNED_BY_PAGE = 2
"""Where so many of them stand behind the first name, all that do are the page's."""

SITE = "coalesce(domain, publisher) AS site"


def find_page_names_sql(articles: str) -> str:
    """Return the query of the sites and names that stand on pages beside the author's, over accepted articles."""
    return f"""
        WITH signed AS (SELECT {SITE}, authors FROM {articles} WHERE len(authors) > 0),
        listing AS (SELECT site, count(*) AS n FROM signed GROUP BY site HAVING n >= {MIN_SIGNED}
                    AND count(*) FILTER (len(authors) >= {LONG_LIST}) >= {LONG_SHARE} * n)
        SELECT site, name
        FROM (SELECT site, n, authors[1] AS first, unnest(authors[2:]) AS name
              FROM signed JOIN listing USING (site) WHERE len(authors) >= {LONG_LIST})
        GROUP BY site, n, name HAVING count(DISTINCT first) >= {MIN_FIRSTS} AND count(*) >= {NAME_SHARE} * n"""


def is_signed_by_page_sql(articles: str) -> str:
    """Return the query of the records among these articles that name the page's people behind their author."""
    return f"""
        SELECT record_id FROM (SELECT record_id, {SITE}, unnest(authors[2:]) AS name FROM {articles})
        SEMI JOIN page_name USING (site, name) GROUP BY record_id HAVING count(*) >= {SIGNED_BY_PAGE}"""


ORDER_COLUMNS: Final = (
    "record_id", "title", "subtitle", "body", "headings", "dateline", "published_on", "publisher",
    "domain", "url", "authors", "language", "quality_flags", "text_key",
)  # fmt: skip
CUT_TEXTS: Final = pa.schema([
    ("cut_key", pa.string()), ("body", pa.large_string()), ("headings", pa.list_(pa.string())), ("authors", pa.list_(pa.string())),
    ("n_words", pa.int64()), ("article_id", pa.string()), ("text_key", pa.string()),
    ("quality_flags", pa.list_(pa.string())),
])  # fmt: skip
"""What a cut changes of an accepted article; its new fingerprint and the text key that it had stand beside it."""


def cut_schema() -> pa.Schema:
    """Return the schema of the files that `cut_batch` writes."""
    fields = [field for field in FINGERPRINTS if field.name != "record_id"]
    return pa.schema([*CUT_TEXTS, pa.field("uncut_key", pa.string()), *fields])


def cut_batch(batch: Path, min_words: int, target: Path) -> None:
    """Cut the lines of a batch from its bodies, and the names from its authors; write the changed texts and their fingerprints.

    A body of which fewer than `min_words` words would be left stays whole: a cut never costs a record.
    """
    articles = read_table(batch)
    rows = [_cut_row(row, min_words) for row in articles.to_pylist()]
    texts = pa.Table.from_pylist(rows, schema=CUT_TEXTS)
    texts = texts.append_column("uncut_key", articles["text_key"])
    number = articles.schema.get_field_index("body")
    prints = fingerprint_articles(articles.set_column(number, "body", texts["body"]))
    prints = prints.drop_columns(["record_id"])
    for column in prints.schema:
        texts = texts.append_column(column, prints[column.name])
    replace_table(texts.select(cut_schema().names), target)


def _cut_row(row: Mapping[str, Any], min_words: int) -> dict[str, Any]:
    body = without_lines(row["body"], frozenset(row["lines"]))
    n_words = count_words(body)
    if n_words < max(min_words, 1):
        body = row["body"]
        n_words = count_words(body)
    authors = row["authors"][:1] if row["is_signed_by_page"] else row["authors"]
    is_cut = {FLAG: body != row["body"], NAMES_FLAG: row["is_signed_by_page"]}
    cut = dict(row) | {
        "body": body,
        "authors": authors,
        "article_id": article_id_of(row["title"], row["subtitle"], body),
    }
    lost = set(row["body"].split("\n\n")) - set(body.split("\n\n"))
    return {
        "cut_key": row["cut_key"],
        "body": body,
        "headings": [heading for heading in row["headings"] if heading not in lost],
        "authors": authors,
        "n_words": n_words,
        "article_id": cut["article_id"],
        "text_key": text_key_of(cut),
        "quality_flags": sorted(
            {*row["quality_flags"], *(flag for flag, is_so in is_cut.items() if is_so)}
        ),
    }


def without_lines(body: str, lines: frozenset[int]) -> str:
    """Return a body without the paragraphs of these hashes."""
    paragraphs = body.split("\n\n")
    return "\n\n".join(
        paragraph
        for paragraph, line in zip(paragraphs, hash_paragraphs(paragraphs), strict=True)
        if line not in lines
    )
