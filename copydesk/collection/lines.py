"""Which paragraphs a source repeats, over the whole collection, and from which records they are cut.

    line_story   one row per record, under a number: its source, its wording, its longest paragraphs
    line_place   one row per paragraph of a record, which it names by number
    line_count   the paragraphs that stand under enough strangers, with their counts
    line_cut     one row per record that loses paragraphs: which, and the key of the cut text
    cut_text     one row per record that lost them: what is narrow of the text that is left

The rule itself is `copydesk.source_lines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from copydesk.collection.deliveries import (
    WIDE,
    PartFile,
    ReadArticles,
    beside,
    replace_rows,
    whole_articles,
)
from copydesk.collection.state import has_table, view_files
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.source_lines import (
    CUT_TEXTS,
    END_PARAGRAPHS,
    MIN_STORIES,
    ORDER_COLUMNS,
    START_PARAGRAPHS,
    cut_schema,
    is_repeated_sql,
)

MAKE = """
    CREATE TABLE line_story (no INTEGER, record_id VARCHAR, source_key UBIGINT, wording VARCHAR, anchor UBIGINT,
                             other_anchor UBIGINT);
    CREATE TABLE line_place (no INTEGER, line UBIGINT, n_words INTEGER, is_last BOOLEAN, is_outer BOOLEAN);
    CREATE TABLE line_count (source_key UBIGINT, line UBIGINT, n_words INTEGER, n_stories BIGINT, n_strangers BIGINT,
                             n_places BIGINT, n_last BIGINT, n_outer BIGINT);
    CREATE TABLE repeated_line (source_key UBIGINT, line UBIGINT);
    CREATE TABLE line_cut (record_id VARCHAR, lines UBIGINT[], cut_key VARCHAR);
"""

COUNT = f"""
    INSERT INTO line_count
    SELECT source_key, line, any_value(n_words), count(DISTINCT wording) AS n_stories,
           count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) AS n_strangers,
           count(*), count(*) FILTER (is_last), count(*) FILTER (is_outer)
    FROM (FROM line_place SEMI JOIN touched_line USING (line)) JOIN line_story USING (no)
    SEMI JOIN touched_line USING (source_key, line) GROUP BY source_key, line
    HAVING count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) >= {MIN_STORIES}
"""

REPEATED = f"""
    CREATE OR REPLACE TEMP TABLE repeated_now AS
    SELECT source_key, line FROM line_count JOIN (
        SELECT source_key, count(DISTINCT wording) AS n_source FROM line_story GROUP BY source_key) USING (source_key)
    WHERE {is_repeated_sql()}
"""


def update_cuts(connection: duckdb.DuckDBPyConnection, prints: PartFile) -> None:
    """Bring what is known of paragraphs up to date for the changed records; make temp `recut_record`.

    Those are the records whose text as it is to be published may be another than before.
    """
    if not has_table(connection, "line_place"):
        connection.execute(MAKE)
    own_lines = """
        SELECT DISTINCT source_key, line FROM line_place JOIN (
            SELECT no, source_key FROM line_story SEMI JOIN changed_record USING (record_id)) USING (no)"""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched_line AS {own_lines}")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_story AS SELECT no FROM line_story SEMI JOIN changed_record USING (record_id)""")
    for table in ("line_place", "line_story"):
        connection.execute(f"DELETE FROM {table} WHERE no IN (FROM gone_story)")
    _add_prints(connection, prints)
    connection.execute(f"INSERT INTO touched_line {own_lines} EXCEPT FROM touched_line")
    connection.execute("""
        DELETE FROM line_count WHERE (source_key, line) IN (SELECT (source_key, line) FROM touched_line)""")
    connection.execute(COUNT)
    connection.execute(REPEATED)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE turned_line AS
        (FROM repeated_now EXCEPT FROM repeated_line) UNION ALL (FROM repeated_line EXCEPT FROM repeated_now)""")
    connection.execute("DELETE FROM repeated_line")
    connection.execute("INSERT INTO repeated_line FROM repeated_now")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE recut_record AS
        SELECT record_id FROM changed_record UNION
        SELECT record_id FROM (FROM line_place SEMI JOIN turned_line USING (line)) JOIN line_story USING (no)
        SEMI JOIN turned_line USING (source_key, line)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE line_cut_now AS
        SELECT record_id, lines, md5(concat_ws('|', record_id, file_key, read_at, array_to_string(lines, ','))) AS cut_key
        FROM (SELECT record_id, list_sort(list(DISTINCT line)) AS lines
              FROM (FROM line_place SEMI JOIN repeated_line USING (line))
              JOIN (FROM line_story SEMI JOIN recut_record USING (record_id)) USING (no)
              SEMI JOIN repeated_line USING (source_key, line)
              GROUP BY record_id) JOIN delivery USING (record_id)""")
    replace_rows(connection, "line_cut", "line_cut_now", "record_id", "recut_record")


def _add_prints(connection: duckdb.DuckDBPyConnection, prints: PartFile) -> None:
    """Add the paragraphs of the accepted among the changed records."""
    rows = connection.execute("""
        SELECT DISTINCT part FROM delivery SEMI JOIN changed_record USING (record_id) SEMI JOIN accepted USING (record_id)
        ORDER BY 1""").fetchall()
    view_files(connection, "any_print", [prints(row[0]) for row in rows], FINGERPRINTS)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE print_now AS
        SELECT (SELECT coalesce(max(no), 0) FROM line_story) + row_number() OVER (ORDER BY d.record_id) AS no, d.record_id, source_key, coalesce(exact_key::VARCHAR, d.record_id) AS wording, anchor, other_anchor,
               paragraph_hashes, paragraph_words, len(paragraph_hashes) AS n
        FROM any_print f JOIN (FROM delivery SEMI JOIN changed_record USING (record_id) SEMI JOIN accepted USING (record_id)) d
        ON f.record_id = d.file_key || ';' || d.read_at""")
    connection.execute(
        "INSERT INTO line_story SELECT no, record_id, source_key, wording, anchor, other_anchor FROM print_now"
    )
    connection.execute(f"""
        INSERT INTO line_place
        SELECT no, line, n_words, i >= n - {END_PARAGRAPHS},
               i >= n - {END_PARAGRAPHS} OR i < {START_PARAGRAPHS}
        FROM (SELECT no, n, unnest(paragraph_hashes) AS line, unnest(paragraph_words) AS n_words,
                     unnest(range(n)) AS i FROM print_now)""")
    connection.execute("DROP TABLE print_now")


def find_uncut(connection: duckdb.DuckDBPyConnection, done: Sequence[Path]) -> list[str]:
    """Return the keys of the cuts that no file holds yet, sorted."""
    view_files(connection, "any_cut", done, cut_schema())
    rows = connection.execute(
        "SELECT cut_key FROM line_cut ANTI JOIN any_cut USING (cut_key) ORDER BY 1"
    )
    return [row[0] for row in rows.fetchall()]


def take_cuts(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], read_articles: ReadArticles
) -> pa.Table:
    """Return the batch for these cuts: the articles as accepted and the lines to cut, by key."""
    connection.register("wanted_cut", pa.table({"cut_key": pa.array(keys, pa.string())}))
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_place AS
        SELECT cut_key, lines, d.record_id, d.file_key, d.read_at, d.part
        FROM line_cut JOIN wanted_cut USING (cut_key) JOIN delivery d USING (record_id)""")
    articles = pa.concat_tables(whole_articles(connection, "wanted_place", read_articles))
    found = beside(connection, "wanted_place", articles)
    return found.select(["cut_key", "lines", *ORDER_COLUMNS]).sort_by("cut_key")


def update_cut_texts(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Bring `cut_text` up to date; make the view `reading`: the accepted records as cut, and `altered_fingerprint`."""
    view_files(connection, "any_cut", files, cut_schema())
    texts = ", ".join(name for name in CUT_TEXTS.names if name not in WIDE)
    # Two runs may each have computed a cut: the rows are equal.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE cut_text_now AS
        SELECT c.record_id, {texts} FROM (FROM line_cut SEMI JOIN recut_record USING (record_id)) c
        JOIN any_cut x USING (cut_key) QUALIFY row_number() OVER (PARTITION BY c.record_id) = 1""")
    replace_rows(connection, "cut_text", "cut_text_now", "record_id", "recut_record")
    values = ", ".join(
        f"CASE WHEN c.record_id IS NULL THEN a.{name} ELSE c.{name} END AS {name}"
        for name in CUT_TEXTS.names
        if name not in ("cut_key", *WIDE)
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW reading AS
        SELECT a.* REPLACE ({values}), c.cut_key FROM accepted a LEFT JOIN cut_text c USING (record_id)""")
    columns = ", ".join(FINGERPRINTS.names)
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW altered_fingerprint AS
        SELECT {columns} FROM cut_text JOIN any_cut USING (cut_key)
        QUALIFY row_number() OVER (PARTITION BY record_id) = 1""")
