"""Which records tell one story, and the article that stands for them.

grouping   one row per accepted record: its group's head and how it repeats that, as the search for copies found; and the
           record that stands for both where groups of one text are one article. What is the record itself is null
article    one row per article: what is narrow of it; where the rest is to be read, its record's reading says
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import duckdb

from copydesk.acceptance import ACCEPTED_SCHEMA
from copydesk.collection.deliveries import ReadArticles, whole_articles
from copydesk.collection.state import has_table, keep_changes, month_of, view_files
from copydesk.dedup.fold import group_copies
from copydesk.dedup.steps import Spread
from copydesk.own_files import quote
from copydesk.source_lines import CUT_TEXTS, cut_schema

PLACES = "(SELECT record_id, file_key || ';' || read_at AS place FROM delivery SEMI JOIN accepted USING (record_id))"

MAKE = """
    CREATE TABLE grouping (record_id VARCHAR, head_id VARCHAR, head_kind VARCHAR, similarity DOUBLE, merged_id VARCHAR);
"""

# Of every record how it stands in its group, however its group is told from others: what `grouping` leaves out is said.
GROUPED = """
    CREATE OR REPLACE TEMP VIEW grouped AS
    SELECT record_id, coalesce(merged_id, head_id, record_id) AS canonical_id, similarity,
           CASE WHEN record_id = coalesce(merged_id, head_id, record_id) THEN 'canonical'
                WHEN head_kind = 'canonical' THEN 'exact' ELSE head_kind END AS kind
    FROM grouping
"""

# A record moved when its reading, its group or its part in it is another than before; that touches the texts of the
# articles that it was in and is in, and with them all groups of these texts.
TOUCH = """
    CREATE OR REPLACE TEMP TABLE moved_record AS
    SELECT coalesce(n.record_id, k.record_id) AS record_id
    FROM grouping_rows n FULL JOIN grouping k ON n.record_id = k.record_id
    WHERE n.canonical_id IS DISTINCT FROM coalesce(k.head_id, k.record_id)
       OR n.kind IS DISTINCT FROM k.head_kind OR n.similarity IS DISTINCT FROM k.similarity
    UNION SELECT record_id FROM recut_record;
    CREATE OR REPLACE TEMP TABLE touched_text AS
    SELECT article_id FROM reading SEMI JOIN (
        SELECT canonical_id AS record_id FROM grouping_rows SEMI JOIN moved_record USING (record_id)) USING (record_id)
    UNION SELECT article_id FROM {articles} SEMI JOIN (
        SELECT canonical_id AS record_id FROM grouped SEMI JOIN moved_record USING (record_id)) USING (record_id);
    CREATE OR REPLACE TEMP TABLE touched_head AS
    SELECT a.record_id AS canonical_id, a.article_id, a.published_at
    FROM reading a SEMI JOIN touched_text USING (article_id)
    SEMI JOIN (SELECT record_id FROM grouping_rows WHERE canonical_id = record_id) USING (record_id);
    CREATE OR REPLACE TEMP TABLE touched_member AS
    SELECT record_id FROM grouping_rows SEMI JOIN touched_head USING (canonical_id) UNION FROM moved_record;
"""

# One text is one article, however little it says: groups that chose the same text are one group.
GROUP = """
    DELETE FROM grouping WHERE record_id IN (FROM touched_member);
    INSERT INTO grouping
    SELECT g.record_id, nullif(g.canonical_id, g.record_id), g.kind, g.similarity, nullif(h.chosen, g.canonical_id)
    FROM grouping_rows g JOIN (
        SELECT canonical_id, first_value(canonical_id) OVER (
            PARTITION BY article_id ORDER BY published_at NULLS LAST, canonical_id) AS chosen
        FROM touched_head) h USING (canonical_id);
"""

HOST = r"nullif(regexp_extract(a.url, '^https?://(?:www\.)?([^/:?#]+)', 1), '')"

CLUSTER = f"""
    CREATE OR REPLACE TEMP TABLE cluster AS
    SELECT g.canonical_id, count(*) AS n_copies, count(DISTINCT coalesce(a.publisher, a.domain)) AS n_publishers,
           first(a.credit ORDER BY g.kind <> 'canonical', a.published_at NULLS LAST, a.record_id)
               FILTER (a.credit IS NOT NULL AND g.kind <> 'contained') AS agency,
           list_sort(list_distinct(list(coalesce(a.publisher, {HOST}))
               FILTER (coalesce(a.publisher, {HOST}) IS NOT NULL))) AS publishers
    FROM (FROM grouped SEMI JOIN touched_member USING (record_id)) g JOIN reading a USING (record_id)
    GROUP BY g.canonical_id
"""

ARTICLE_COLUMNS = (
    "article_id", "record_id", "cut_key", "text_key", "language", "publisher", "domain",
    "published_at", "published_on", "quality_flags",
)  # fmt: skip

COPY_ROWS = f"""
    SELECT a.record_id, c.article_id, g.kind, g.similarity, a.url, a.publisher, a.credit AS agency, a.title, a.published_at,
           a.published_on, a.raw_path, a.raw_position, a.raw_sha256, a.source_record_id, a.n_deliveries,
           {month_of("a.published_on")} AS published_month
    FROM (FROM grouped SEMI JOIN {{records}} USING (record_id)) g JOIN reading a USING (record_id)
    JOIN reading c ON g.canonical_id = c.record_id
"""
"""Of the rows of `copies` those of some records."""


def update_articles(
    connection: duckdb.DuckDBPyConnection,
    modelled: Collection[str] | None,
    prints: Iterable[Path],
    kept: Path,
    spread: Spread | None = None,
) -> None:
    """Fold copies; bring `grouping` and `article` up to date for what that touches.

    Lays temps `touched_member` (records whose row of `copies` may be another), `changed_article`, and `fresh_copies`, the rows of the former.

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
    if not has_table(connection, "grouping"):
        connection.execute(MAKE)
    connection.execute(GROUPED)
    connection.register("grouping_rows", groups)
    none = "(SELECT NULL AS article_id, NULL AS record_id LIMIT 0)"
    articles = "article" if has_table(connection, "article") else none
    connection.execute(TOUCH.format(articles=articles))
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
               {month_of("c.published_on")} AS published_month
        FROM reading c JOIN cluster k ON c.record_id = k.canonical_id""")
    keep_changes(
        connection, "article", "article_now", "article_id", "published_month", "touched_text"
    )
    connection.execute("DROP TABLE cluster")
    rows = COPY_ROWS.format(records="touched_member")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_copies AS {rows}")


def add_copy_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave in `fresh_copies` the rows of the changed records, all of them."""
    connection.execute("""
        DELETE FROM fresh_copies WHERE record_id NOT IN (SELECT record_id FROM changed_row_copies);
        CREATE OR REPLACE TEMP TABLE lost_copy AS
        SELECT record_id FROM changed_row_copies ANTI JOIN fresh_copies USING (record_id)""")
    connection.execute(f"INSERT INTO fresh_copies {COPY_ROWS.format(records='lost_copy')}")


def load_texts(
    connection: duckdb.DuckDBPyConnection,
    keys: str,
    read_articles: ReadArticles,
    cut_files: Sequence[Path],
    view: str,
) -> None:
    """Make a temporary table: the articles with these ids whole, texts included, as they are to be published.

    Args:
        connection: The collection, with `article`.
        keys: A relation of article_id.
        read_articles: Reads the accepted articles of a part.
        cut_files: The files of cut texts.
        view: Name of the table to lay.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE wanted_text AS
        SELECT w.*, d.file_key, d.read_at, d.part
        FROM (FROM article SEMI JOIN {keys} USING (article_id)) w JOIN delivery d USING (record_id)""")
    view_files(connection, "any_cut", cut_files, cut_schema())
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_cut_text AS FROM any_cut SEMI JOIN wanted_text USING (cut_key)
        QUALIFY row_number() OVER (PARTITION BY cut_key) = 1""")
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
    make = f"CREATE OR REPLACE TEMP TABLE {view} AS"
    for articles in whole_articles(connection, "wanted_text", read_articles):
        connection.register("accepted_whole", articles)
        connection.execute(f"""
            {make}
            SELECT {own}, {cut}, w.article_id, w.record_id, w.text_key, w.quality_flags, w.n_copies, w.n_publishers, w.agency,
                   w.published_month
            FROM wanted_text w JOIN accepted_whole a
            ON a.record_id = w.record_id AND a.file_key = w.file_key AND a.raw_position = w.read_at
            LEFT JOIN wanted_cut_text x ON x.cut_key = w.cut_key""")
        make = f"INSERT INTO {view}"
    connection.unregister("accepted_whole")
    for name in ("wanted_text", "wanted_cut_text"):
        connection.execute(f"DROP TABLE {name}")
