"""Which articles report one happening, kept as relations in DuckDB: a run groups again what a change concerns.

The rules stand in `copydesk.stories`; here is what is kept between runs and how a change travels through it:

    articles that came, went or changed -> the months they came out in -> how much each term says there -> pairs that are alike
    -> blocks that hang together -> stories -> rows of `stories`

A month that no article came to or left keeps its weights and its pairs. A block without a changed pair keeps its stories. A first run is
the same with everything new. Articles have numbers that join the narrow relations, tell nothing and never leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from copydesk.collection.state import UNDATED, has_table, keep_changes, view_files
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.dedup.sketch import count_known, word_counts
from copydesk.dedup.words import mix64
from copydesk.ids import content_id
from copydesk.own_files import quote
from copydesk.stories.grouping import blocks_of, centre_of, find_blocks, part_block
from copydesk.stories.pairs import NOBODY, WINDOW_DAYS, find_pairs, measure
from copydesk.stories.vectors import I64, Vectors, weigh

if TYPE_CHECKING:
    import duckdb

PrintFile = Callable[[str, str, str], Path]
"""Returns the file of the fingerprints of a part: its name, a prefix and the relation of the records that it is of."""

COUNTED_LANGUAGES = ("en",)
"""Languages of the news that `word_counts` is of."""

MEMBERS_AT_ONCE = 20_000
"""Articles of whole blocks whose vectors are held at once."""

PLACES, OTHERS = 5, 10
PLACE_TYPES = ("GPE", "LOC")
IN_SHARE = 0.5
"""Main places and entities: so many, which such a share of a story's articles name."""

KEPT = """
CREATE TABLE IF NOT EXISTS sto_vector (
    no INTEGER, article_id VARCHAR, month VARCHAR, language VARCHAR, day INTEGER, published_at TIMESTAMPTZ, publisher VARCHAR,
    terms UINTEGER[], term_weights USMALLINT[], term_marks UTINYINT[], weights INTEGER[]);
CREATE TABLE IF NOT EXISTS sto_pair (x INTEGER, y INTEGER, likeness INTEGER);
CREATE TABLE IF NOT EXISTS sto_block (no INTEGER, mark UBIGINT);
CREATE TABLE IF NOT EXISTS sto_member (no INTEGER, story_id VARCHAR, is_centre BOOLEAN);
CREATE TABLE IF NOT EXISTS sto_row (
    story_id VARCHAR, title VARCHAR, first_published_at TIMESTAMPTZ, last_published_at TIMESTAMPTZ, n_articles BIGINT,
    n_publishers BIGINT, n_independent BIGINT, place_ids VARCHAR[], entity_ids VARCHAR[], languages VARCHAR[]);
"""
"""What is kept. `sto_vector.weights`: of the terms, in the article's month and language. `sto_block.mark` stands for the members of
an article's block."""


def update_stories(
    connection: duckdb.DuckDBPyConnection, prints: PrintFile, with_names: bool
) -> None:
    """Bring `sto_row` and `article_story` up to date with the articles that changed.

    Reads `article`, `changed_article`, `altered_fingerprint` and the files of fingerprints; with names also what `update_entities`
    keeps and leaves. Leaves the view `fresh_stories`, and in `changed_article` the articles of another story, too.
    """
    connection.execute(KEPT)
    months = take_articles(connection, prints)
    weigh_months(connection, months)
    pair_months(connection, months)
    group_articles(connection, months)
    write_rows(connection, with_names)


# ------------------------------------------------------------------ articles and what their terms say


def take_articles(connection: duckdb.DuckDBPyConnection, prints: PrintFile) -> list[str]:
    """Take out the sketches of gone articles, add those of new ones; return the months that this concerns."""
    connection.sql("""
        CREATE OR REPLACE TEMP TABLE story_article_now AS
        SELECT article_id, published_month AS month, language, published_at, published_on::DATE AS day,
               coalesce(publisher, domain) AS publisher
        FROM article""")
    keep_changes(connection, "story_article", "story_article_now", "article_id", "month")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE stale_no AS
        SELECT no FROM sto_vector SEMI JOIN changed_story_article USING (article_id)""")
    connection.execute("DELETE FROM sto_vector WHERE no IN (FROM stale_no)")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE new_story_article AS
        SELECT article_id FROM changed_story_article WHERE new_month IS NOT NULL""")
    # A record that was there before may stand for an article only now: its fingerprint is of no worker's making.
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE story_record AS
        SELECT record_id, part, record_id IN (SELECT record_id FROM changed_record) AS is_changed
        FROM article SEMI JOIN new_story_article USING (article_id) JOIN delivery USING (record_id)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE odd_record AS SELECT record_id FROM story_record WHERE NOT is_changed""")
    rows = connection.execute(
        "SELECT DISTINCT part, is_changed FROM story_record ORDER BY ALL"
    ).fetchall()
    files = [
        prints(part, "", "changed_record") if changed else prints(part, "story-", "odd_record")
        for part, changed in rows
    ]
    view_files(connection, "any_print", files, FINGERPRINTS)
    # Numbers are given in the order of ids, so that a first run's are the same whatever DuckDB reads first.
    connection.execute("""
        INSERT INTO sto_vector
        WITH new AS (
            SELECT a.article_id, a.record_id, d.file_key || ';' || d.read_at AS place
            FROM article a SEMI JOIN new_story_article USING (article_id) JOIN delivery d USING (record_id)),
        sketch AS (
            SELECT n.article_id, f.terms, f.term_weights, f.term_marks
            FROM new n JOIN (FROM any_print QUALIFY row_number() OVER (PARTITION BY record_id) = 1) f ON f.record_id = n.place ANTI JOIN altered_fingerprint x ON x.record_id = n.record_id
            UNION ALL
            SELECT n.article_id, x.terms, x.term_weights, x.term_marks FROM new n JOIN altered_fingerprint x USING (record_id))
        SELECT coalesce((SELECT max(no) FROM sto_member), 0) + row_number() OVER (ORDER BY article_id), article_id, a.month,
               a.language, coalesce(date_diff('day', DATE '1970-01-01', a.day), 0), a.published_at, a.publisher, s.terms, s.term_weights, s.term_marks, NULL
        FROM story_article a JOIN sketch s USING (article_id)""")
    months = connection.execute("""
        SELECT old_month FROM changed_story_article WHERE old_month IS NOT NULL UNION
        SELECT new_month FROM changed_story_article WHERE new_month IS NOT NULL ORDER BY 1""").fetchall()
    return [row[0] for row in months]


def _vectors(table: pa.Table, weights: str) -> Vectors:
    """Return the vectors in columns of terms and weights."""
    terms = table["terms"].combine_chunks()
    bounds = terms.offsets.to_numpy().astype(np.int64)
    flat, heavy, marks = (
        table[name].combine_chunks().flatten().to_numpy()
        for name in ("terms", weights, "term_marks")
    )
    return Vectors(flat, heavy.astype(np.int64), marks, bounds - bounds[0])


def _publishers(table: pa.Table) -> I64:
    """Return a number for the publisher of each article: which one tells nothing, only that it is the same."""
    codes = table["publisher"].combine_chunks().dictionary_encode().indices.fill_null(NOBODY)
    numbers: I64 = codes.to_numpy().astype(np.int64)
    return numbers


def weigh_months(connection: duckdb.DuckDBPyConnection, months: list[str]) -> None:
    """State again how much each term says in the articles of some months."""
    for month in months:
        table = connection.sql(
            "SELECT no, language, terms, term_weights, term_marks FROM sto_vector WHERE month = ? ORDER BY language, article_id",
            params=[month],
        ).to_arrow_table()
        languages = table["language"].to_pylist()
        parts = []
        for language in sorted(set(languages)):
            first = languages.index(language)
            rows = table.slice(first, languages.count(language))
            sketches = _vectors(rows, "term_weights")
            known = count_known(sketches.terms)
            is_known = language in COUNTED_LANGUAGES
            found = weigh(sketches, known, word_counts()[2], is_known)
            lists = pa.ListArray.from_arrays(
                pa.array(found.bounds.astype(np.int32)), pa.array(found.weights.astype(np.int32))
            )
            parts.append(pa.table({"no": rows["no"], "weights": lists}))
        if parts:
            connection.register("weighed", pa.concat_tables(parts))
            connection.sql(
                "UPDATE sto_vector SET weights = w.weights FROM weighed w WHERE sto_vector.no = w.no"
            )
            connection.unregister("weighed")


def pair_months(connection: duckdb.DuckDBPyConnection, months: list[str]) -> None:
    """Find again the pairs of which one article came out in some months."""
    listed = ", ".join(quote(month) for month in months) or quote("")
    connection.execute(f"""
        DELETE FROM sto_pair WHERE x IN (FROM stale_no) OR y IN (FROM stale_no)
        OR x IN (SELECT no FROM sto_vector WHERE month IN ({listed}))
        OR y IN (SELECT no FROM sto_vector WHERE month IN ({listed}))""")
    for month in months:
        near = "v.month = m.month"
        if month != UNDATED:
            near = f"v.month <> {quote(UNDATED)} AND v.day BETWEEN m.first - {WINDOW_DAYS} AND m.last + {WINDOW_DAYS}"
        table = connection.sql(
            f"""SELECT v.no, v.day, v.publisher, v.month = m.month AS is_asked, v.terms, v.term_marks, v.weights
            FROM sto_vector v JOIN (
                SELECT month, min(day) AS first, max(day) AS last FROM sto_vector WHERE month = ? GROUP BY month) m ON {near}
            ORDER BY v.article_id""",
            params=[month],
        ).to_arrow_table()
        if table.num_rows < 2:
            continue
        numbers, days = table["no"].to_numpy().astype(np.int64), table["day"].to_numpy()
        x, y, likeness = find_pairs(
            _vectors(table, "weights"),
            days.astype(np.int64),
            _publishers(table),
            table["is_asked"].to_numpy(),
        )
        low, high = np.minimum(numbers[x], numbers[y]), np.maximum(numbers[x], numbers[y])
        pairs = {"x": low, "y": high, "likeness": likeness}
        connection.register("paired", pa.table(pairs))
        connection.sql("INSERT INTO sto_pair FROM paired ANTI JOIN sto_pair USING (x, y)")
        connection.unregister("paired")


# ------------------------------------------------------------------ which articles are one story


def group_articles(connection: duckdb.DuckDBPyConnection, months: list[str]) -> None:
    """Group again the blocks that have other members or pairs than before; make `changed_article_story`."""
    listed = ", ".join(quote(month) for month in months) or quote("")
    table = connection.sql(f"""
        SELECT v.no, v.month IN ({listed}) AS is_touched, b.mark FROM sto_vector v LEFT JOIN sto_block b USING (no)
        ORDER BY v.no""").to_arrow_table()
    numbers = table["no"].to_numpy().astype(np.int64)
    pairs = connection.sql("SELECT x, y, likeness FROM sto_pair ORDER BY x, y").to_arrow_table()
    x, y = (np.searchsorted(numbers, pairs[name].to_numpy()) for name in ("x", "y"))
    label = find_blocks(len(numbers), (x, y, pairs["likeness"].to_numpy().astype(np.int64)))
    marks = np.zeros(len(numbers), np.uint64)
    np.add.at(marks, label, mix64(numbers.astype(np.uint64) + np.uint64(1)))
    marks = marks[label]
    known = table["mark"].fill_null(0).to_numpy().astype(np.uint64)
    is_touched = table["is_touched"].to_numpy(zero_copy_only=False) | (marks != known)
    is_stale = np.zeros(len(numbers), np.bool_)
    np.logical_or.at(is_stale, label, is_touched)
    stale = np.flatnonzero(is_stale[label])
    connection.register("stale_member", pa.table({"no": numbers[stale]}))
    connection.sql(
        "DELETE FROM sto_member WHERE no IN (FROM stale_member) OR no IN (FROM stale_no)"
    )
    connection.execute(
        "DELETE FROM sto_block WHERE no IN (FROM stale_member) OR no IN (FROM stale_no)"
    )
    connection.unregister("stale_member")
    connection.register("marked", pa.table({"no": numbers[stale], "mark": marks[stale]}))
    connection.execute("INSERT INTO sto_block SELECT no, mark FROM marked")
    connection.unregister("marked")
    [(n_undated,)] = connection.execute(
        "SELECT count(*) FROM sto_vector WHERE month = ?", [UNDATED]
    ).fetchall()
    for part in _pieces(label, stale):
        _add_members(connection, numbers[part], label[part], n_undated)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE article_story_now AS
        SELECT article_id, story_id, is_centre FROM sto_member JOIN sto_vector USING (no)""")
    if not has_table(connection, "article_story"):
        connection.execute(
            "CREATE TABLE article_story (article_id VARCHAR, story_id VARCHAR, is_centre BOOLEAN)"
        )
    connection.execute("CREATE OR REPLACE TEMP TABLE article_story_before AS FROM article_story")
    keep_changes(connection, "article_story", "article_story_now", "article_id")


def _pieces(label: I64, stale: I64) -> Iterator[I64]:
    """Yield stale articles in pieces of whole blocks."""
    order = stale[np.argsort(label[stale], kind="stable")]
    bounds = np.append(np.flatnonzero(np.diff(label[order])) + 1, len(order))
    low = 0
    for high in bounds.tolist():
        if high - low >= MEMBERS_AT_ONCE or (high == len(order) and high > low):
            yield order[low:high]
            low = high


def _add_members(
    connection: duckdb.DuckDBPyConnection, numbers: I64, label: I64, n_undated: int
) -> None:
    """Group the articles of some whole blocks."""
    connection.register("piece", pa.table({"no": numbers, "label": label}))
    table = connection.sql("""
        SELECT p.label, v.no, v.article_id, v.day, v.publisher, v.month = '0000-00' AS is_undated, v.terms, v.term_marks, v.weights
        FROM piece p JOIN sto_vector v USING (no) ORDER BY p.label, v.published_at NULLS LAST, v.article_id""").to_arrow_table()
    connection.unregister("piece")
    vectors, days = _vectors(table, "weights"), table["day"].to_numpy().astype(np.int64)
    publishers = _publishers(table)
    ids, undated = table["article_id"].to_pylist(), table["is_undated"].to_pylist()
    stories, is_centre = [""] * len(ids), np.zeros(len(ids), np.bool_)
    for block in blocks_of(table["label"].to_numpy()):
        if len(block) == 1:
            stories[block[0]], is_centre[block[0]] = content_id("sty", ids[block[0]]), True
            continue
        likeness = np.zeros((len(block), len(block)), np.int64)
        i, j = np.triu_indices(len(block), 1)
        likeness[i, j] = likeness[j, i] = measure(vectors, days, publishers, block[i], block[j])
        n = n_undated if undated[block[0]] else None  # a block is of one kind
        for group in part_block(likeness, days[block], n):
            # The first: rows stand in the order of publication.
            story_id = content_id("sty", ids[block[group[0]]])
            is_centre[block[centre_of(likeness, group)]] = True
            for k in group:
                stories[block[k]] = story_id
    found = {"no": table["no"], "story_id": pa.array(stories), "is_centre": pa.array(is_centre)}
    connection.register("member_found", pa.table(found))
    connection.execute("INSERT INTO sto_member SELECT no, story_id, is_centre FROM member_found")
    connection.unregister("member_found")


# ------------------------------------------------------------------ what is said of each story


def write_rows(connection: duckdb.DuckDBPyConnection, with_names: bool) -> None:
    """State again the rows of stories that gained, lost or share a changed article; make `fresh_stories`."""
    named = "UNION SELECT article_id FROM touched_mention_article" if with_names else ""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched_story AS
        SELECT story_id FROM article_story_before SEMI JOIN changed_article_story USING (article_id)
        UNION SELECT story_id FROM article_story SEMI JOIN (
            SELECT article_id FROM changed_article_story UNION SELECT article_id FROM changed_article {named}) USING (article_id)""")
    connection.execute("""
        INSERT INTO changed_article
        SELECT article_id, published_month, published_month FROM article SEMI JOIN changed_article_story USING (article_id)
        ANTI JOIN changed_article USING (article_id)""")
    connection.execute("DELETE FROM sto_row WHERE story_id IN (FROM touched_story)")
    names = NAMES if with_names else NO_NAMES
    connection.execute(f"""
        INSERT INTO sto_row
        WITH told AS (
            SELECT s.story_id, s.is_centre, r.title, a.* FROM article_story s SEMI JOIN touched_story USING (story_id)
            JOIN article a USING (article_id) JOIN reading r USING (record_id)),
        {names}
        SELECT t.story_id, max(t.title) FILTER (t.is_centre), min(t.published_at), max(t.published_at), count(*),
               len(list_distinct(flatten(list(t.publishers)))),
               count(DISTINCT coalesce(t.agency, t.publisher, t.domain)),
               coalesce(any_value(n.place_ids), []), coalesce(any_value(n.entity_ids), []), list_sort(list(DISTINCT t.language))
        FROM told t LEFT JOIN main n USING (story_id) GROUP BY t.story_id""")
    connection.execute("CREATE OR REPLACE TEMP VIEW fresh_stories AS FROM sto_row")


NO_NAMES = "main AS (SELECT NULL::VARCHAR AS story_id, []::VARCHAR[] AS place_ids, []::VARCHAR[] AS entity_ids)"
NAMES = f"""
    size AS (SELECT story_id, count(*) AS n FROM told GROUP BY story_id),
    naming AS (
        SELECT t.story_id, r.entity_id, f.entity_type, count(DISTINCT t.article_id) AS n_articles, sum(n.n) AS n_mentions
        FROM told t JOIN ent_article e USING (article_id) JOIN ent_naming n USING (article_no) JOIN ent_form o USING (form_no)
        JOIN ent_key k USING (key_no) JOIN ent_facts f USING (owner)
        JOIN ent_row r ON r.owner = k.owner AND r.article_id = CASE WHEN k.is_apart THEN t.article_id ELSE '' END
        GROUP BY ALL),
    ranked AS (
        SELECT g.*, row_number() OVER (
            PARTITION BY story_id, entity_type IN {PLACE_TYPES} ORDER BY n_articles DESC, n_mentions DESC, entity_id) AS place
        FROM naming g JOIN size USING (story_id) WHERE n_articles >= {IN_SHARE} * size.n),
    main AS (
        SELECT story_id,
               coalesce(list(entity_id ORDER BY place) FILTER (entity_type IN {PLACE_TYPES} AND place <= {PLACES}), []) AS place_ids,
               coalesce(list(entity_id ORDER BY place) FILTER (entity_type NOT IN {PLACE_TYPES} AND place <= {OTHERS}), []) AS entity_ids
        FROM ranked GROUP BY story_id)"""
