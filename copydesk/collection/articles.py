"""Which records tell one story, and the article that stands for them.

grouping   one row per accepted record: its group's head and how it repeats that, as the search for copies found; and the
           record that stands for both where groups of one text are one article. What is the record itself is null
grouped_by the token of the answer of that search that `grouping` holds
article    one row per article: what is narrow of it; where the rest is to be read, its record's reading says
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.collection.deliveries import ReadArticles, beside, whole_articles
from copydesk.collection.state import found_rows, has_table, keep_changes, month_of
from copydesk.collection.voices import n_voices
from copydesk.dedup.fold import Groups, Since, group_copies
from copydesk.dedup.steps import Spread
from copydesk.disk.memory import over
from copydesk.disk.own_files import quote, read_table
from copydesk.disk.seals import check_seals
from copydesk.source_lines import CUT_TEXTS

PLACES = "(SELECT record_id, file_key || ';' || read_at AS place FROM accepted)"

MAKE = """
    CREATE TABLE grouping (record_id VARCHAR, head_id VARCHAR, head_kind VARCHAR, similarity DOUBLE, merged_id VARCHAR);
    CREATE TABLE grouped_by (token VARCHAR);
"""

# Of every record how it stands in its group, however its group is told from others: what `grouping` leaves out is said.
GROUPED = """
    CREATE OR REPLACE TEMP VIEW grouped AS
    SELECT record_id, coalesce(merged_id, head_id, record_id) AS canonical_id, similarity,
           CASE WHEN record_id = coalesce(merged_id, head_id, record_id) THEN 'canonical'
                WHEN head_kind = 'canonical' THEN 'exact' ELSE head_kind END AS kind
    FROM grouping
"""

# Of an answer that is whole, what is other than before.
MOVE_ALL = """
    CREATE OR REPLACE TEMP TABLE moved_row AS
    SELECT coalesce(n.record_id, k.record_id) AS record_id, n.canonical_id, n.kind, n.similarity
    FROM answer n FULL JOIN grouping k ON n.record_id = k.record_id
    WHERE n.canonical_id IS DISTINCT FROM coalesce(k.head_id, k.record_id)
       OR n.kind IS DISTINCT FROM k.head_kind OR n.similarity IS DISTINCT FROM k.similarity
"""
MOVE_SOME = """
    CREATE OR REPLACE TEMP TABLE moved_row AS FROM answer
"""

# A record moved when its reading, its group or its part in it is another than before; that touches the texts of the
# articles that it was in and is in, and with them all groups of these texts.
TOUCH = """
    CREATE OR REPLACE TEMP TABLE moved_record AS SELECT record_id FROM moved_row UNION SELECT record_id FROM recut_record;
    CREATE OR REPLACE TEMP TABLE text_before AS
    SELECT article_id FROM {articles} SEMI JOIN (
        SELECT canonical_id AS record_id FROM grouped SEMI JOIN moved_record USING (record_id)) USING (record_id);
    DELETE FROM grouping WHERE record_id IN (SELECT record_id FROM moved_row);
    INSERT INTO grouping
    SELECT record_id, nullif(canonical_id, record_id), kind, similarity, NULL FROM moved_row WHERE kind IS NOT NULL;
    CREATE OR REPLACE TEMP TABLE touched_text AS
    FROM text_before UNION
    SELECT article_id FROM reading SEMI JOIN (
        SELECT coalesce(head_id, record_id) AS record_id FROM grouping SEMI JOIN moved_record USING (record_id))
    USING (record_id);
    CREATE OR REPLACE TEMP TABLE touched_head AS
    SELECT a.record_id AS head_id, a.article_id, a.published_at
    FROM (SELECT record_id, article_id, published_at FROM reading SEMI JOIN touched_text USING (article_id)) a
    SEMI JOIN (SELECT record_id FROM grouping WHERE head_id IS NULL) USING (record_id);
"""

# One text is one article, however little it says: groups that chose the same text are one group.
GROUP = """
    CREATE OR REPLACE TEMP TABLE regrouped AS
    SELECT g.record_id, g.head_id, g.head_kind, g.similarity, nullif(h.chosen, h.head_id) AS merged_id
    FROM grouping g JOIN (
        SELECT head_id, first_value(head_id) OVER (
            PARTITION BY article_id ORDER BY published_at NULLS LAST, head_id) AS chosen
        FROM touched_head) h ON h.head_id = coalesce(g.head_id, g.record_id);
    DELETE FROM grouping WHERE record_id IN (SELECT record_id FROM regrouped);
    INSERT INTO grouping FROM regrouped;
    CREATE OR REPLACE TEMP TABLE touched_member AS SELECT record_id FROM regrouped UNION FROM moved_record;
    DROP TABLE regrouped;
"""

CLUSTER = f"""
    CREATE OR REPLACE TEMP TABLE touched_reading AS FROM {found_rows("reading", "record_id", "touched_member", "row_no")};
    CREATE OR REPLACE TEMP TABLE cluster AS
    SELECT g.canonical_id, count(*) AS n_copies,
           first(a.credit ORDER BY g.kind <> 'canonical', a.published_at NULLS LAST, a.record_id)
               FILTER (a.credit IS NOT NULL AND g.kind <> 'contained') AS agency,
           list_sort(list_distinct(list(coalesce(a.publisher, a.domain)))) AS publishers
    FROM (FROM grouped SEMI JOIN touched_member USING (record_id)) g JOIN touched_reading a USING (record_id)
    GROUP BY g.canonical_id
"""

ARTICLE_COLUMNS = (
    "article_id", "record_id", "cut_key", "text_key", "language", "publisher", "domain",
    "published_at", "published_on", "quality_flags",
)  # fmt: skip

WITH_CUTS = "(FROM wanted_text LEFT JOIN cut_at USING (cut_key))"

TOLD = ("cut_key", "article_id", "text_key", "quality_flags")
"""Columns of a cut text that `article` has as well."""

COPY_ROWS = f"""
    SELECT a.record_id, c.article_id, g.kind, g.similarity, a.url, a.publisher, a.credit AS agency, a.title, a.published_at,
           a.published_on, a.raw_path, a.raw_position, a.raw_sha256, a.source_record_id, a.n_deliveries,
           {month_of("a.published_on")} AS published_month
    FROM (FROM grouped SEMI JOIN {{records}} USING (record_id)) g JOIN {{reading}} a USING (record_id)
    JOIN {{reading}} c ON g.canonical_id = c.record_id
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
    if not has_table(connection, "grouping"):
        connection.execute(MAKE)
    since = _known_groups(connection)
    _take_groups(
        connection,
        group_copies(
            connection, "reading", prints, kept, PLACES, "altered_fingerprint", spread, since
        ),
    )
    connection.execute(CLUSTER)
    flag = "false"
    if modelled is not None:
        flag = f"c.language NOT IN ({', '.join(quote(m) for m in sorted(modelled)) or quote('')})"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE article_now AS
        SELECT {", ".join(f"c.{name}" for name in ARTICLE_COLUMNS if name != "quality_flags")},
               CASE WHEN {flag} THEN list_sort(list_distinct(list_append(c.quality_flags, 'language_without_model')))
                    ELSE c.quality_flags END AS quality_flags,
               k.n_copies, {n_voices("k.publishers")} AS n_publishers, k.agency, k.publishers,
               {month_of("c.published_on")} AS published_month
        FROM touched_reading c JOIN cluster k ON c.record_id = k.canonical_id""")
    keep_changes(
        connection, "article", "article_now", "article_id", "published_month", "touched_text"
    )
    connection.execute("DROP TABLE cluster")
    rows = COPY_ROWS.format(records="touched_member", reading="touched_reading")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh_copies AS {rows}")
    connection.execute("DROP TABLE touched_reading")


def _known_groups(connection: duckdb.DuckDBPyConnection) -> Since | None:
    """Return which answer of the search for copies `grouping` holds, and what is read otherwise since."""
    told = connection.execute("FROM grouped_by").fetchall()
    if not told:
        return None
    recut = found_rows("reading", "record_id", "recut_record", "row_no")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE recut_reading AS FROM {recut}")
    return Since(str(told[0][0]), "recut_record", "recut_reading")


def _take_groups(connection: duckdb.DuckDBPyConnection, groups: Groups) -> None:
    """Bring `grouping` up to date with an answer, and note what that touches."""
    connection.execute(GROUPED)
    rows, query = groups.rows, MOVE_ALL
    if groups.gone is not None:
        gone = pa.table({"record_id": groups.gone})
        rows, query = pa.concat_tables([rows, gone], promote_options="default"), MOVE_SOME
    over(connection, "answer", rows, query)
    none = "(SELECT NULL AS article_id, NULL AS record_id LIMIT 0)"
    articles = "article" if has_table(connection, "article") else none
    connection.execute(TOUCH.format(articles=articles))
    connection.execute(GROUP)
    connection.execute("DELETE FROM grouped_by")
    connection.execute("INSERT INTO grouped_by VALUES (?)", [groups.token])


def add_copy_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave in `fresh_copies` the rows of the changed records, all of them."""
    connection.execute("""
        DELETE FROM fresh_copies WHERE record_id NOT IN (SELECT record_id FROM changed_row_copies);
        CREATE OR REPLACE TEMP TABLE lost_copy AS
        SELECT record_id FROM changed_row_copies ANTI JOIN fresh_copies USING (record_id)""")
    connection.execute(
        f"INSERT INTO fresh_copies {COPY_ROWS.format(records='lost_copy', reading='reading')}"
    )


def read_texts(
    connection: duckdb.DuckDBPyConnection,
    articles: str,
    read_articles: ReadArticles,
    cut_files: Sequence[Path],
) -> Iterator[pa.Table]:
    """Yield articles whole, texts included, as they are to be published: an empty table, then so many at once.

    No text passes through the database, which holds 2,048 rows at once however large they are.

    Args:
        connection: The collection.
        articles: A relation with the columns of `article`, and what more is to stand beside the texts.
        read_articles: Reads the accepted articles of a part.
        cut_files: The files of cut texts.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE asked_text AS FROM {articles};
        CREATE OR REPLACE TEMP TABLE wanted_text AS
        SELECT w.*, d.file_key, d.read_at, d.part FROM asked_text w
        JOIN {found_rows("delivery", "record_id", "asked_text")} d USING (record_id);
        DROP TABLE asked_text""")
    _find_cuts(connection, cut_files)
    for accepted in whole_articles(connection, "wanted_text", read_articles):
        rows = beside(connection, WITH_CUTS, accepted)
        is_cut = pc.is_valid(rows["cut_key"])
        yield rows.filter(pc.invert(is_cut))
        if pc.any(is_cut).as_py():
            yield _with_cuts(rows.filter(is_cut), cut_files)
    for name in ("wanted_text", "cut_at"):
        connection.execute(f"DROP TABLE {name}")


def _find_cuts(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Make `cut_at`: of each cut that is wanted the number of the first file that holds it."""
    check_seals(files)
    connection.execute("CREATE OR REPLACE TEMP TABLE cut_at (cut_key VARCHAR, cut_file INTEGER)")
    for number, path in enumerate(files):
        query = f"""
            INSERT INTO cut_at SELECT DISTINCT cut_key, {number} FROM cut_there
            SEMI JOIN wanted_text USING (cut_key) ANTI JOIN cut_at USING (cut_key)"""
        over(connection, "cut_there", read_table(path, ["cut_key"]), query)


def _with_cuts(rows: pa.Table, files: Sequence[Path]) -> pa.Table:
    """Return articles with the texts that are left of them, which these files hold."""
    names = [name for name in CUT_TEXTS.names if name not in TOLD]
    found = []
    for number in sorted(set(rows["cut_file"].to_pylist())):
        cut = read_table(files[number], ["cut_key", *names])
        found.append(cut.filter(pc.is_in(cut["cut_key"], rows["cut_key"].combine_chunks())))
    texts = pa.concat_tables(found)
    at = {key: place for place, key in enumerate(texts["cut_key"].to_pylist())}
    texts = texts.take([at[key] for key in rows["cut_key"].to_pylist()])
    for name in names:
        number = rows.schema.get_field_index(name)
        rows = rows.set_column(
            number, rows.field(number), texts[name].cast(rows.field(number).type)
        )
    return rows
