"""Which records tell one story, and the article that stands for them.

grouping   one row per accepted record: the record that stands for it, and how it repeats that
article    one row per article: what is narrow of it, and where the rest is to be read
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb

from copydesk.acceptance import ACCEPTED_SCHEMA
from copydesk.collection.deliveries import PartFile
from copydesk.collection.state import keep_changes, lay_files, month_of
from copydesk.dedup.fold import group_copies
from copydesk.dedup.steps import Spread
from copydesk.own_files import quote
from copydesk.source_lines import CUT_TEXTS, cut_schema

PLACES = "(SELECT record_id, file_key || ';' || read_at AS place FROM delivery SEMI JOIN accepted USING (record_id))"

# One text is one article, however little it says: groups that chose the same text are one group.
GROUP = """
    CREATE OR REPLACE TEMP TABLE grouping AS
    WITH head AS (
        SELECT a.record_id AS canonical_id, first_value(a.record_id) OVER (
            PARTITION BY a.article_id ORDER BY a.published_at NULLS LAST, a.record_id) AS chosen
        FROM reading a SEMI JOIN grouping_rows g ON a.record_id = g.canonical_id)
    SELECT g.record_id, h.chosen AS canonical_id, g.similarity,
           CASE WHEN g.record_id = h.chosen THEN 'canonical'
                WHEN g.kind = 'canonical' THEN 'exact' ELSE g.kind END AS kind
    FROM grouping_rows g JOIN head h USING (canonical_id)
"""

HOST = r"nullif(regexp_extract(a.url, '^https?://(?:www\.)?([^/:?#]+)', 1), '')"

CLUSTER = f"""
    CREATE OR REPLACE TEMP TABLE cluster AS
    SELECT g.canonical_id, count(*) AS n_copies, count(DISTINCT coalesce(a.publisher, a.domain)) AS n_publishers,
           first(a.credit ORDER BY g.kind <> 'canonical', a.published_at NULLS LAST, a.record_id)
               FILTER (a.credit IS NOT NULL AND g.kind <> 'contained') AS agency,
           list_sort(list_distinct(list(coalesce(a.publisher, {HOST}))
               FILTER (coalesce(a.publisher, {HOST}) IS NOT NULL))) AS publishers
    FROM grouping g JOIN reading a USING (record_id) GROUP BY g.canonical_id
"""

ARTICLE_COLUMNS = (
    "article_id", "record_id", "file_key", "read_at", "part", "cut_key", "text_key", "language", "publisher", "domain",
    "published_at", "published_on", "quality_flags",
)  # fmt: skip

COPY_ROWS = f"""
    CREATE OR REPLACE TEMP VIEW fresh_copies AS
    SELECT a.record_id, c.article_id, g.kind, g.similarity, a.url, a.publisher, a.credit AS agency, a.title, a.published_at,
           a.published_on, a.raw_path, a.raw_position, a.raw_sha256, a.source_record_id, a.n_deliveries,
           {month_of("a.published_on")}
    FROM grouping g JOIN reading a USING (record_id) JOIN reading c ON g.canonical_id = c.record_id
"""


def update_articles(
    connection: duckdb.DuckDBPyConnection,
    modelled: Collection[str] | None,
    prints: Sequence[Path],
    kept: Path,
    spread: Spread | None = None,
) -> None:
    """Fold copies; bring `article` up to date; lay temps `grouping`, `changed_article` and the view `fresh_copies`.

    Args:
        connection: The collection, with `reading` and `altered_fingerprint`.
        modelled: Languages that have a model: articles in others are flagged. None: no language stage runs.
        prints: The files of fingerprints.
        kept: Folder of what the search for copies keeps from run to run.
        spread: Runs steps of that search elsewhere.
    """
    groups = group_copies(
        connection, "reading", prints, kept, PLACES, "altered_fingerprint", spread
    )
    connection.register("grouping_rows", groups)
    connection.execute(GROUP)
    connection.unregister("grouping_rows")
    connection.execute(CLUSTER)
    flag = "false"
    if modelled is not None:
        flag = f"c.language NOT IN ({', '.join(quote(m) for m in sorted(modelled)) or quote('')})"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE article_now AS
        SELECT {", ".join(f"c.{name}" for name in ARTICLE_COLUMNS if name != "quality_flags")},
               CASE WHEN {flag} THEN list_sort(list_distinct(list_append(c.quality_flags, 'language_without_model')))
                    ELSE c.quality_flags END AS quality_flags,
               k.n_copies, k.n_publishers, k.agency, list_sort(list_distinct(list_filter(
                   list_append(k.publishers, coalesce(c.publisher, c.domain)), lambda p: p IS NOT NULL))) AS publishers,
               {month_of("c.published_on")}
        FROM reading c JOIN cluster k ON c.record_id = k.canonical_id""")
    keep_changes(connection, "article", "article_now", "article_id", "published_month")
    connection.execute("DROP TABLE cluster")
    connection.execute(COPY_ROWS)


def lay_texts(
    connection: duckdb.DuckDBPyConnection,
    keys: str,
    accepted_file: PartFile,
    cut_files: Sequence[Path],
    view: str,
) -> None:
    """Lay a temporary table: the articles with these ids whole, texts included, as they are to be published.

    Args:
        connection: The collection, with `article`.
        keys: A relation of article_id.
        accepted_file: Where the accepted articles of a part stand.
        cut_files: The files of cut texts.
        view: Name of the table to lay.
    """
    wanted = f"(FROM article SEMI JOIN {keys} USING (article_id))"
    rows = connection.execute(f"SELECT DISTINCT part FROM {wanted} ORDER BY 1").fetchall()
    lay_files(connection, "accepted_any", [accepted_file(row[0]) for row in rows], ACCEPTED_SCHEMA)
    lay_files(connection, "any_cut", cut_files, cut_schema())
    told = {"article_id", "quality_flags", "text_key", "record_id"}
    cut = ", ".join(
        f"CASE WHEN x.cut_key IS NULL THEN a.{name} ELSE x.{name} END AS {name}"
        for name in CUT_TEXTS.names
        if name not in (*told, "cut_key")
    )
    own = ", ".join(
        f"a.{name}"
        for name in ACCEPTED_SCHEMA.names
        if name not in (*told, *CUT_TEXTS.names, "file_key", "raw_position", "credit")
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {view} AS
        SELECT {own}, {cut}, w.article_id, w.record_id, w.text_key, w.quality_flags, w.n_copies, w.n_publishers, w.agency,
               w.published_month
        FROM {wanted} w JOIN accepted_any a
        ON a.record_id = w.record_id AND a.file_key = w.file_key AND a.raw_position = w.read_at
        LEFT JOIN (SELECT * FROM any_cut SEMI JOIN {wanted} USING (cut_key)
                   QUALIFY row_number() OVER (PARTITION BY cut_key) = 1) x ON x.cut_key = w.cut_key""")
