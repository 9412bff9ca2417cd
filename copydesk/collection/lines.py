"""Which paragraphs a source repeats, over the whole collection, and from which records they are cut.

    line_story   one row per record, under a number: its source, its wording, its longest paragraphs
    line_place   one row per paragraph of a record, which it names by number
    line_count   the paragraphs that stand under enough strangers, with their counts
    page_name    the names that a site sets on its pages beside the author's
    line_cut     one row per record that loses paragraphs or such names: which, and the key of the cut text
    cut_text     one row per record that lost them: what is narrow of the text that is left

The rules themselves are in `copydesk.source_lines`.
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
from copydesk.collection.state import count_of, has_table, view_files
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.disk.by_size import by_size
from copydesk.source_lines import (
    CUT_TEXTS,
    END_PARAGRAPHS,
    MIN_STORIES,
    ORDER_COLUMNS,
    START_PARAGRAPHS,
    cut_schema,
    find_page_names_sql,
    is_repeated_sql,
    is_signed_by_page_sql,
)

MAKE = """
    CREATE TABLE line_story (no INTEGER, record_id VARCHAR, source_key UBIGINT, wording VARCHAR, anchor UBIGINT,
                             other_anchor UBIGINT);
    CREATE TABLE line_place (no INTEGER, line UBIGINT, n_words INTEGER, is_last BOOLEAN, is_outer BOOLEAN);
    CREATE TABLE line_count (source_key UBIGINT, line UBIGINT, n_words INTEGER, n_stories BIGINT, n_strangers BIGINT,
                             n_places BIGINT, n_last BIGINT, n_outer BIGINT);
    CREATE TABLE repeated_line (source_key UBIGINT, line UBIGINT);
    CREATE TABLE page_name (site VARCHAR, name VARCHAR);
    CREATE TABLE line_cut (record_id VARCHAR, lines UBIGINT[], is_signed_by_page BOOLEAN, cut_key VARCHAR);
"""

SLICE_PLACES = 1_000_000
"""Places of paragraphs whose counts are brought up to date at once: what DuckDB can't spill is some 100 bytes of each."""

PRINT_BYTES = 1 << 26
"""Of files with fingerprints whose paragraphs are taken over at once."""

TOUCH = """
    CREATE OR REPLACE TEMP TABLE touched_line AS
    SELECT DISTINCT source_key, line FROM touched_place WHERE line % {slices} = {number}
"""

# What stands in few places stands under few strangers, and is nearly all that there is.
COUNT = f"""
    INSERT INTO line_count
    SELECT source_key, line, any_value(n_words), count(DISTINCT wording) AS n_stories,
           count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) AS n_strangers,
           count(*), count(*) FILTER (is_last), count(*) FILTER (is_outer)
    FROM (FROM line_place SEMI JOIN (
        SELECT line FROM line_place SEMI JOIN touched_line USING (line) GROUP BY line
        HAVING count(*) >= {MIN_STORIES}) USING (line)) JOIN line_story USING (no)
    SEMI JOIN touched_line USING (source_key, line) GROUP BY source_key, line
    HAVING count(DISTINCT CASE WHEN line = anchor THEN other_anchor ELSE anchor END) >= {MIN_STORIES}
"""

REPEATED = f"""
    SELECT source_key, line FROM line_count JOIN (
        SELECT source_key, count(DISTINCT wording) AS n_source FROM line_story SEMI JOIN line_count USING (source_key)
        GROUP BY source_key) USING (source_key)
    WHERE {is_repeated_sql()}
"""


def _keep(connection: duckdb.DuckDBPyConnection, found: str, sort: str) -> None:
    """Keep what the query finds now in the table of the sort; make temp `turned_<sort>`: what it did not find before, or no longer."""
    table = {"line": "repeated_line", "name": "page_name"}[sort]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE now AS {found}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE turned_{sort} AS
        (FROM now EXCEPT FROM {table}) UNION ALL (FROM {table} EXCEPT FROM now)""")
    connection.execute(f"DELETE FROM {table}")
    connection.execute(f"INSERT INTO {table} FROM now")


def update_cuts(connection: duckdb.DuckDBPyConnection, prints: PartFile) -> None:
    """Bring what is known of paragraphs up to date for the changed records; make temp `recut_record`.

    Those are the records whose text as it is to be published may be another than before.
    """
    if not has_table(connection, "line_place"):
        connection.execute(MAKE)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_story AS
        SELECT no, source_key FROM line_story SEMI JOIN known_record USING (record_id)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_place AS
        SELECT source_key, line FROM line_place JOIN gone_story USING (no)""")
    for table in ("line_place", "line_story"):
        connection.execute(f"DELETE FROM {table} WHERE no IN (SELECT no FROM gone_story)")
    _add_prints(connection, prints)
    slices = 1 + count_of(connection, "SELECT count(*) FROM touched_place") // SLICE_PLACES
    for number in range(slices):
        connection.execute(TOUCH.format(slices=slices, number=number))
        connection.execute("""
            DELETE FROM line_count WHERE (source_key, line) IN (SELECT (source_key, line) FROM touched_line)""")
        connection.execute(COUNT)
    connection.execute("DROP TABLE touched_place")
    _keep(connection, REPEATED, "line")
    _keep(connection, find_page_names_sql("accepted"), "name")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE recut_record AS
        SELECT record_id FROM changed_record UNION
        SELECT record_id FROM (FROM line_place SEMI JOIN turned_line USING (line)) JOIN line_story USING (no)
        SEMI JOIN turned_line USING (source_key, line) UNION
        SELECT record_id FROM accepted WHERE coalesce(domain, publisher) IN (SELECT site FROM turned_name)""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE line_cut_now AS
        SELECT record_id, lines, is_signed_by_page,
               md5(concat_ws('|', record_id, file_key, read_at, array_to_string(lines, ','), is_signed_by_page)) AS cut_key
        FROM (SELECT record_id, coalesce(lines, []) AS lines, signed.record_id IS NOT NULL AS is_signed_by_page
              FROM (SELECT record_id, list_sort(list(DISTINCT line)) AS lines
                    FROM (FROM line_place SEMI JOIN repeated_line USING (line))
                    JOIN (FROM line_story SEMI JOIN recut_record USING (record_id)) USING (no)
                    SEMI JOIN repeated_line USING (source_key, line)
                    GROUP BY record_id)
              FULL JOIN ({is_signed_by_page_sql("accepted SEMI JOIN recut_record USING (record_id)")}) signed USING (record_id))
        JOIN delivery USING (record_id)""")
    replace_rows(connection, "line_cut", "line_cut_now", "record_id", "recut_record")


def _add_prints(connection: duckdb.DuckDBPyConnection, prints: PartFile) -> None:
    """Add the paragraphs of the accepted among the changed records, to `touched_place` too."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE story_now AS
        SELECT (SELECT coalesce(max(no), 0) FROM line_story) + row_number() OVER (ORDER BY part, record_id) AS no,
               record_id, part, file_key || ';' || read_at AS place
        FROM delivery_now SEMI JOIN accepted USING (record_id) ORDER BY no""")
    rows = connection.execute("SELECT DISTINCT part FROM story_now ORDER BY 1").fetchall()
    files = ((part, prints(part)) for (part,) in rows)
    for some in by_size(files, lambda file: file[1].stat().st_size, PRINT_BYTES):
        view_files(connection, "any_print", [path for _, path in some], FINGERPRINTS)
        now = "any_print f JOIN (FROM story_now WHERE part BETWEEN ? AND ?) s ON f.record_id = s.place"
        parts = [some[0][0], some[-1][0]]
        connection.execute(
            f"""
            INSERT INTO line_story
            SELECT no, s.record_id, source_key, coalesce(exact_key::VARCHAR, s.record_id), anchor, other_anchor
            FROM {now}""",
            parts,
        )
        connection.execute(
            f"""
            INSERT INTO line_place
            SELECT no, line, n_words, i >= n - {END_PARAGRAPHS},
                   i >= n - {END_PARAGRAPHS} OR i < {START_PARAGRAPHS}
            FROM (SELECT no, len(paragraph_hashes) AS n, unnest(paragraph_hashes) AS line,
                         unnest(paragraph_words) AS n_words, unnest(range(len(paragraph_hashes))) AS i
                  FROM {now})""",
            parts,
        )
        connection.execute(
            f"INSERT INTO touched_place SELECT source_key, unnest(paragraph_hashes) FROM {now}",
            parts,
        )
    connection.execute("DROP TABLE story_now")


def find_uncut(
    connection: duckdb.DuckDBPyConnection, done: Sequence[Path]
) -> list[tuple[str, int]]:
    """Return the keys of the cuts that no file holds yet, and the words of each record; by part: each is read as seldom as can be."""
    view_files(connection, "any_cut", done, cut_schema())
    rows = connection.execute("""
        SELECT cut_key, n_words FROM line_cut ANTI JOIN any_cut USING (cut_key) JOIN accepted USING (record_id)
        ORDER BY part, cut_key""")
    return rows.fetchall()


def take_cuts(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[str], read_articles: ReadArticles
) -> pa.Table:
    """Return the batch for these cuts: the articles as accepted and the lines to cut, by key."""
    connection.register("wanted_cut", pa.table({"cut_key": pa.array(keys, pa.string())}))
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE wanted_place AS
        SELECT cut_key, lines, is_signed_by_page, d.record_id, d.file_key, d.read_at, d.part
        FROM line_cut JOIN wanted_cut USING (cut_key) JOIN delivery d USING (record_id)""")
    articles = pa.concat_tables(whole_articles(connection, "wanted_place", read_articles))
    found = beside(connection, "wanted_place", articles)
    return found.select(["cut_key", "lines", "is_signed_by_page", *ORDER_COLUMNS]).sort_by(
        "cut_key"
    )


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
        SELECT a.* REPLACE ({values}), c.cut_key, a.rowid AS row_no FROM accepted a LEFT JOIN cut_text c USING (record_id)""")
    columns = ", ".join(FINGERPRINTS.names)
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW altered_fingerprint AS
        SELECT {columns} FROM cut_text JOIN any_cut USING (cut_key)
        QUALIFY row_number() OVER (PARTITION BY record_id) = 1""")
