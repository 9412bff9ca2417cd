"""Lines that a source prints under story after story: learned from the collection, cut from the bodies.

No single record shows that "Sign up for our newsletter" is the source's and not the story's; the others do. What is
learned is a pure function of the set of accepted records, so that order, batches and re-runs change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from copydesk.acceptance import article_id_of, fingerprint_schema, text_key_of
from copydesk.dedup import fingerprint_articles, hash_paragraphs
from copydesk.own_files import read_table, scan_of
from copydesk.parse.words import count_words
from copydesk.storage import replace_table

FLAG = "source_lines_cut"

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

LEARN = f"""
    CREATE OR REPLACE TABLE repeated_line AS
    WITH story AS (
        SELECT *, coalesce(exact_key::VARCHAR, record_id) AS wording, len(paragraph_hashes) AS n FROM fingerprint
    ), source AS (
        SELECT source_key, count(DISTINCT wording) AS n_stories FROM story GROUP BY source_key
    ), place AS (
        SELECT source_key, wording, anchor, other_anchor, n, unnest(paragraph_hashes) AS line,
               unnest(paragraph_words) AS n_words, unnest(range(n)) AS i
        FROM story
    ), line AS (
        SELECT source_key, line, any_value(n_words) AS n_words, count(DISTINCT wording) AS n_stories,
               count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) AS n_strangers,
               count(*) AS n_places,
               count(*) FILTER (i >= n - {END_PARAGRAPHS}) AS n_last,
               count(*) FILTER (i >= n - {END_PARAGRAPHS} OR i < {START_PARAGRAPHS}) AS n_outer
        FROM place GROUP BY source_key, line
        HAVING count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) >= {MIN_STORIES}
    )
    SELECT source_key, line FROM line JOIN source USING (source_key)
    WHERE CASE WHEN line.n_words < {LONG_WORDS}
               THEN n_last >= {AT_EDGE} * n_places AND line.n_stories >= {SHORT_SHARE} * source.n_stories
               WHEN n_last >= {AT_EDGE} * n_places THEN line.n_stories >= {SHARE_AT_END} * source.n_stories
               WHEN n_outer >= {AT_EDGE} * n_places THEN line.n_stories >= {SHARE_AT_START} * source.n_stories
               ELSE line.n_stories >= {SHARE_WITHIN} * source.n_stories END"""

FIND_CUTS = """
    CREATE OR REPLACE TABLE cut AS
    SELECT record_id, lines, md5(concat_ws('|', record_id, file_key, read_at, array_to_string(lines, ','))) AS cut_key
    FROM (
        SELECT record_id, list_sort(list(DISTINCT line)) AS lines FROM (
            SELECT record_id, source_key, unnest(paragraph_hashes) AS line FROM fingerprint
        ) JOIN repeated_line USING (source_key, line) GROUP BY record_id
    ) JOIN delivery USING (record_id)"""

ORDER_COLUMNS: Final = (
    "record_id",
    "title",
    "subtitle",
    "body",
    "dateline",
    "published_on",
    "publisher",
    "domain",
    "url",
    "authors",
    "language",
    "quality_flags",
)
CUT_TEXTS: Final = pa.schema(
    [
        ("cut_key", pa.string()),
        ("body", pa.large_string()),
        ("n_words", pa.int64()),
        ("article_id", pa.string()),
        ("text_key", pa.string()),
        ("quality_flags", pa.list_(pa.string())),
    ]
)
"""What a cut changes of an accepted article; its new fingerprint stands beside it."""


def cut_schema() -> pa.Schema:
    """Return the schema of the files that `cut_order` writes."""
    fields = [field for field in fingerprint_schema() if field.name not in ("record_id", "n_words")]
    return pa.schema([*CUT_TEXTS, pa.field("n_words_compared", pa.int32()), *fields])


def find_cuts(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay `cut`: which paragraphs (by hash) are to be cut from which accepted record, from table `fingerprint`."""
    connection.execute(LEARN)
    connection.execute(FIND_CUTS)


def find_uncut(connection: duckdb.DuckDBPyConnection, done: Sequence[Path]) -> list[str]:
    """Return the keys of the cuts that no file holds yet, sorted."""
    lay_cut_files(connection, done)
    rows = connection.execute(
        "SELECT cut_key FROM cut ANTI JOIN any_cut USING (cut_key) ORDER BY 1"
    )
    return [row[0] for row in rows.fetchall()]


def take_cuts(connection: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> pa.Table:
    """Return the order for these cuts: the articles as accepted and the lines to cut, by key."""
    connection.register("wanted_cut", pa.table({"cut_key": pa.array(keys, pa.string())}))
    columns = ", ".join(f"a.{name}" for name in ORDER_COLUMNS)
    return connection.sql(
        f"SELECT cut_key, lines, {columns} FROM cut JOIN wanted_cut USING (cut_key) "
        "JOIN accepted a USING (record_id) ORDER BY cut_key"
    ).to_arrow_table()


def lay_cut_files(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Lay the view `any_cut` over the files of `cut_order`."""
    connection.execute("DROP VIEW IF EXISTS any_cut")
    if files:
        connection.execute(f"CREATE TEMP VIEW any_cut AS FROM {scan_of(files)}")
    else:
        connection.register("any_cut", cut_schema().empty_table())


def lay_cuts(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Put the cut texts into `accepted`; lay their fingerprints as `altered_fingerprint`."""
    lay_cut_files(connection, files)
    # Two runs may each have computed a cut: the rows are equal.
    connection.execute("""
        CREATE OR REPLACE TABLE cut_row AS
        SELECT c.record_id, x.* FROM cut c JOIN any_cut x USING (cut_key)
        QUALIFY row_number() OVER (PARTITION BY c.record_id) = 1""")
    values = ", ".join(
        f"CASE WHEN x.record_id IS NULL THEN t.{name} ELSE x.{name} END AS {name}"
        for name in CUT_TEXTS.names
        if name != "cut_key"
    )
    connection.execute(f"""
        CREATE OR REPLACE TABLE accepted AS
        SELECT t.* REPLACE ({values}) FROM accepted t LEFT JOIN cut_row x USING (record_id)""")
    renamed = {"n_words": "n_words_compared AS n_words"}
    columns = ", ".join(renamed.get(name, name) for name in fingerprint_schema().names)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW altered_fingerprint AS SELECT {columns} FROM cut_row"
    )


def cut_order(order: Path, min_words: int, target: Path) -> None:
    """Cut the lines of an order from its bodies; write the changed texts and their fingerprints.

    A body of which fewer than `min_words` words would be left stays whole: a cut never costs a record.
    """
    articles = read_table(order)
    rows = [_cut_row(row, min_words) for row in articles.to_pylist()]
    texts = pa.Table.from_pylist(rows, schema=CUT_TEXTS)
    number = articles.schema.get_field_index("body")
    prints = fingerprint_articles(articles.set_column(number, "body", texts["body"]))
    names = ["n_words_compared" if name == "n_words" else name for name in prints.column_names]
    prints = prints.rename_columns(names).drop_columns(["record_id"])
    for column in prints.schema:
        texts = texts.append_column(column, prints[column.name])
    replace_table(texts.select(cut_schema().names), target)


def _cut_row(row: Mapping[str, Any], min_words: int) -> dict[str, Any]:
    body = without_lines(row["body"], frozenset(row["lines"]))
    n_words = count_words(body, row["language"])
    flags = {*row["quality_flags"], FLAG}
    if n_words < max(min_words, 1):
        body, flags = row["body"], set(row["quality_flags"])
        n_words = count_words(body, row["language"])
    cut = dict(row) | {
        "body": body,
        "article_id": article_id_of(row["title"], row["subtitle"], body),
    }
    return {
        "cut_key": row["cut_key"],
        "body": body,
        "n_words": n_words,
        "article_id": cut["article_id"],
        "text_key": text_key_of(cut),
        "quality_flags": sorted(flags),
    }


def without_lines(body: str, lines: frozenset[int]) -> str:
    """Return a body without the paragraphs of these hashes."""
    paragraphs = body.split("\n\n")
    return "\n\n".join(
        paragraph
        for paragraph, line in zip(paragraphs, hash_paragraphs(paragraphs), strict=True)
        if line not in lines
    )
