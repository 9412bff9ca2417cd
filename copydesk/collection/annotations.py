"""Which articles the language stages have read, and what changed in what they found.

annotation   one row per text that was read: the folder that holds its mentions and coded events, a key of these, and the
             places that it names
noted        one row per article whose text was read, with all that entities and events take from it: what was found, not
             where it stands, so that work files may be packed anew; and where its publisher is at home, if that decides
             what a name in it means
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from copydesk.annotation import CODED_SCHEMA, CUT, DONE_SCHEMA, MENTION_SCHEMA
from copydesk.collection.homes import settle_by_homes, update_homes
from copydesk.collection.state import has_table, keep_changes, view_files
from copydesk.disk.own_files import quote

MAKE = """
    CREATE TABLE annotation_folder (folder VARCHAR);
    CREATE TABLE annotation (text_key VARCHAR, folder VARCHAR, error VARCHAR, found_key VARCHAR, is_open BOOLEAN,
                             places VARCHAR[]);
"""


def update_annotations(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Bring `annotation` up to date with the folders that are there."""
    if not has_table(connection, "annotation"):
        connection.execute(MAKE)
    paths = {path.name: path for path in folders}
    known = {row[0] for row in connection.execute("FROM annotation_folder").fetchall()}
    gone = pa.table({"folder": pa.array(sorted(known - paths.keys()), pa.string())})
    connection.register("folder_gone", gone)
    for table in ("annotation", "annotation_folder"):
        connection.execute(f"DELETE FROM {table} WHERE folder IN (FROM folder_gone)")
    connection.unregister("folder_gone")
    for name in sorted(paths.keys() - known):
        view_files(connection, "done", [paths[name] / "done.parquet"], DONE_SCHEMA)
        connection.execute(
            "INSERT INTO annotation SELECT text_key, ?, error, found_key, is_open, places FROM done",
            [name],
        )
        connection.execute("INSERT INTO annotation_folder VALUES (?)", [name])


def find_unread(
    connection: duckdb.DuckDBPyConnection, modelled: Collection[str]
) -> list[tuple[str, str, int]]:
    """Return (article id, text key, words) of the articles in modelled languages that nothing has read yet.

    By month and source: what is read together is asked for together later.
    """
    languages = ", ".join(quote(m) for m in sorted(modelled)) or quote("")
    rows = connection.execute(f"""
        SELECT article_id, text_key, n_words FROM article ANTI JOIN annotation USING (text_key)
        JOIN (SELECT record_id, n_words FROM reading) USING (record_id)
        WHERE language IN ({languages})
        ORDER BY published_month, coalesce(publisher, domain) NULLS FIRST, text_key, article_id""")
    return rows.fetchall()


def note_articles(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Bring `noted` up to date; make what is new and gone for entities and events.

    Temps: `gone_article` and `new_article` (article_id; a changed one is in both), `new_mention` and `new_coded` (rows
    of the new ones), and `changed_failed` for the articles that could not be read (whole).
    """
    update_homes(connection)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE noted_now AS
        SELECT a.article_id, a.text_key, n.found_key, a.published_month, a.published_at, a.published_on, a.publishers,
               CASE WHEN n.is_open THEN h.home END AS home
        FROM article a JOIN (
            SELECT text_key, arg_min(found_key, folder) AS found_key, arg_min(is_open, folder) AS is_open
            FROM annotation GROUP BY text_key) n USING (text_key)
        LEFT JOIN publisher_home h ON h.publisher = coalesce(a.publisher, a.domain)""")
    keep_changes(connection, "noted", "noted_now", "article_id", "published_month")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_article AS SELECT article_id FROM changed_noted WHERE old_month IS NOT NULL""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE new_article AS SELECT article_id FROM changed_noted WHERE new_month IS NOT NULL""")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE failed_now AS
        SELECT article_id, published_month,
               CASE WHEN bool_and(error = ?) THEN 'language_stage_cut' ELSE 'language_stage_failed' END AS flag
        FROM article JOIN (SELECT text_key, error FROM annotation WHERE error IS NOT NULL) USING (text_key)
        GROUP BY 1, 2""",
        [CUT],
    )
    keep_changes(connection, "failed", "failed_now", "article_id", "published_month")
    connection.execute("""
        CREATE OR REPLACE TEMP VIEW article_home AS
        SELECT article_id, latitude, longitude FROM noted JOIN (
            SELECT DISTINCT home, latitude, longitude FROM publisher_home) USING (home)""")
    load_annotated(connection, folder, "new_article", "new_mention", "mentions")
    load_annotated(connection, folder, "new_article", "new_coded", "coded")


def load_annotated(
    connection: duckdb.DuckDBPyConnection, folder: Path, keys: str, table: str, kind: str
) -> None:
    """Make a temporary table: what was found (`mentions` or `coded`) in the articles of a relation of article_id."""
    schema, key = (
        (MENTION_SCHEMA, "mention_id") if kind == "mentions" else (CODED_SCHEMA, "event_mention_id")
    )
    rows = connection.execute(f"""
        SELECT DISTINCT folder FROM (
            SELECT min(folder) AS folder
            FROM annotation SEMI JOIN (FROM noted SEMI JOIN {keys} k USING (article_id)) USING (text_key)
            GROUP BY text_key) ORDER BY 1""").fetchall()
    files = [folder / row[0] / f"{kind}.parquet" for row in rows]
    view_files(connection, "any_annotated", files, schema)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT m.* FROM any_annotated m SEMI JOIN (SELECT n.* FROM noted n SEMI JOIN {keys} k USING (article_id)) n
        ON m.article_id = n.article_id AND m.text_key = n.text_key
        QUALIFY row_number() OVER (PARTITION BY {key}) = 1""")
    if kind == "mentions":
        settle_by_homes(connection, table)
