"""Which articles report one happening, kept as relations in DuckDB: a run groups again what a change concerns.

The rules stand in `copydesk.stories`; here is what is kept between runs and how a change travels through it:

    articles that came, went or changed -> the months they came out in, and those after -> how much each term says there -> pairs that are alike
    -> blocks that hang together -> stories -> rows of `stories`

A month that no article came to or left keeps its pairs. A block without a changed pair keeps its stories. A first run is
the same with everything new. Articles have numbers that join the narrow relations, tell nothing and never leave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.collection.state import UNDATED, found_rows, keep_changes, month_of, view_files
from copydesk.collection.voices import n_voices
from copydesk.dedup.fingerprint import FINGERPRINTS
from copydesk.dedup.sketch import count_known, word_counts
from copydesk.dedup.words import mix64
from copydesk.disk.memory import over, with_room
from copydesk.disk.own_files import quote
from copydesk.ids import content_id
from copydesk.stories.grouping import (
    MOST_MIXED,
    blocks_of,
    centre_of,
    crowd_of,
    find_blocks,
    measure_blocks,
    part_block,
)
from copydesk.stories.pairs import ALIKE, NO_DAY, NOBODY, WINDOW_DAYS, find_pairs
from copydesk.stories.vectors import I64, U32, Vectors, weigh

if TYPE_CHECKING:
    import duckdb

PrintFile = Callable[[str, str, str], Path]
"""Returns the file of the fingerprints of a part: its name, a prefix and the relation of the records that it is of."""

COUNTED_LANGUAGES = ("en",)
"""Languages of the news that `word_counts` is of."""

MONTHS_HELD = 4
"""Months whose vectors are held at once: one, its neighbours, and what a long story reaches into."""

MEMBERS_AT_ONCE = 20_000
"""Articles of whole blocks whose vectors are held at once."""

PLACES, OTHERS = 5, 10
PLACE_TYPES = ("GPE", "LOC")
IN_SHARE = 0.5
"""Main places and entities: so many, which such a share of a story's articles name."""

KEPT = """
CREATE TABLE IF NOT EXISTS sto_vector (
    no INTEGER, article_id VARCHAR, month VARCHAR, language VARCHAR, day INTEGER, publisher VARCHAR,
    term_nos INTEGER[], term_weights USMALLINT[], term_marks UTINYINT[]);
CREATE TABLE IF NOT EXISTS sto_term (no INTEGER, term UINTEGER);
CREATE TABLE IF NOT EXISTS sto_pair (x INTEGER, y INTEGER, likeness INTEGER);
CREATE TABLE IF NOT EXISTS sto_block (no INTEGER, mark UBIGINT);
CREATE TABLE IF NOT EXISTS sto_member (no INTEGER, story_id VARCHAR, is_centre BOOLEAN);
CREATE OR REPLACE TEMP VIEW article_story AS SELECT article_id, story_id, is_centre FROM sto_member JOIN sto_vector USING (no);
"""
"""What is kept. `sto_vector`: what an article's text alone tells of its terms; how much each says follows from its month
(`WeighedMonths`). Terms are hashes, which nothing packs: `sto_term` numbers them, from 1. `sto_block.mark` stands for the members
of a block of several."""


def update_stories(
    connection: duckdb.DuckDBPyConnection, prints: PrintFile, with_names: bool
) -> None:
    """Bring `sto_row` and `article_story` up to date with the articles that changed.

    Reads `article`, `changed_article`, `altered_fingerprint` and the files of fingerprints; with names also what `update_entities`
    keeps and leaves. Leaves in `changed_article` the articles of another story, too.
    """
    connection.execute(KEPT)
    months = take_articles(connection, prints)
    weighed = WeighedMonths(connection)
    pair_months(connection, months, weighed)
    group_articles(connection, months, weighed)
    write_rows(connection, with_names)


# ------------------------------------------------------------------ articles and what their terms say


def take_articles(connection: duckdb.DuckDBPyConnection, prints: PrintFile) -> list[str]:
    """Take out the sketches of gone articles, add those of new ones; return the months that this concerns."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE story_article AS
        SELECT article_id, published_month AS month, language, coalesce(publisher, domain) AS publisher,
               coalesce(date_diff('day', DATE '1970-01-01', published_on::DATE), {NO_DAY}) AS day
        FROM {found_rows("article", "article_id", "changed_article")};
        CREATE OR REPLACE TEMP TABLE changed_story_article AS
        SELECT article_id, k.no, k.month AS old_month, n.month AS new_month
        FROM story_article n FULL JOIN (FROM sto_vector SEMI JOIN changed_article USING (article_id)) k USING (article_id)
        WHERE n.month IS DISTINCT FROM k.month OR n.language IS DISTINCT FROM k.language
        OR n.day IS DISTINCT FROM k.day OR n.publisher IS DISTINCT FROM k.publisher;
        CREATE OR REPLACE TEMP TABLE stale_no AS SELECT no FROM changed_story_article WHERE no IS NOT NULL;
        CREATE OR REPLACE TEMP TABLE member_before AS
        SELECT article_id, story_id, is_centre FROM sto_member JOIN changed_story_article USING (no);
        DELETE FROM sto_vector WHERE no IN (FROM stale_no);
        CREATE OR REPLACE TEMP TABLE new_story_article AS
        SELECT article_id FROM changed_story_article WHERE new_month IS NOT NULL""")
    # A record that was there before may stand for an article only now: its fingerprint is of no worker's making.
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE story_record AS
        SELECT article_id, record_id, part, file_key || ';' || read_at AS place,
               record_id IN (SELECT record_id FROM changed_record) AS is_changed
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
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sketch AS
        SELECT n.article_id, f.terms, f.term_weights, f.term_marks
        FROM story_record n JOIN (FROM any_print QUALIFY row_number() OVER (PARTITION BY record_id) = 1) f ON f.record_id = n.place
        ANTI JOIN altered_fingerprint x ON x.record_id = n.record_id
        UNION ALL
        SELECT n.article_id, x.terms, x.term_weights, x.term_marks FROM story_record n JOIN altered_fingerprint x USING (record_id)""")
    # Numbers are given in an order that the rows alone decide, so that a first run's are the same whatever DuckDB reads first;
    # rows of a month stand together, so that asking for one reads no others.
    connection.execute("""
        INSERT INTO sto_term
        SELECT (SELECT coalesce(max(no), 0) FROM sto_term) + row_number() OVER (ORDER BY term), term
        FROM (SELECT DISTINCT unnest(terms) AS term FROM sketch) ANTI JOIN sto_term USING (term);
        INSERT INTO sto_vector
        WITH told AS (
            SELECT article_id, list(no ORDER BY place) AS term_nos
            FROM (SELECT article_id, unnest(terms) AS term, generate_subscripts(terms, 1) AS place FROM sketch)
            JOIN sto_term USING (term) GROUP BY article_id)
        SELECT coalesce((SELECT max(no) FROM sto_member), 0) + row_number() OVER (ORDER BY article_id), article_id, a.month,
               a.language, a.day, a.publisher, coalesce(t.term_nos, []), s.term_weights, s.term_marks
        FROM story_article a JOIN sketch s USING (article_id) LEFT JOIN told t USING (article_id) ORDER BY a.month, article_id;
        DROP TABLE sketch""")
    concerned, months = (
        {row[0] for row in connection.execute(query).fetchall()}
        for query in (
            """SELECT old_month FROM changed_story_article WHERE old_month IS NOT NULL UNION
            SELECT new_month FROM changed_story_article WHERE new_month IS NOT NULL""",
            "SELECT DISTINCT month FROM sto_vector",
        )
    )
    sizes = connection.execute(
        "SELECT count(*) FROM sto_member UNION ALL SELECT count(*) FROM sto_vector"
    ).fetchall()
    if concerned and UNDATED in months and min(sizes)[0] <= MOST_MIXED:
        return sorted(concerned | months)
    return sorted(concerned | {month for month in months if _month_before(month) in concerned})


def _month_before(month: str) -> str:
    """Return the month before; none that there is where it has none (`UNDATED`).

    >>> _month_before("2024-01")
    '2023-12'
    """
    year, number = divmod(12 * int(month[:4]) + int(month[5:]) - 2, 12)
    return f"{year:04}-{number + 1:02}"


class WeighedMonths:
    """How much each term of an article says, given the others of its month and language; worked out when asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.held: dict[str, pa.Table] = {}
        numbered = connection.sql("SELECT term FROM sto_term ORDER BY no").to_arrow_table()
        self.terms: U32 = numbered["term"].to_numpy()
        [(n_articles,)] = connection.execute("SELECT count(*) FROM sto_vector").fetchall()
        self.is_mixed = n_articles <= MOST_MIXED

    def of(self, month: str) -> pa.Table:
        """Return the vectors of the articles of a month, by language and number; for `UNDATED` of all, as if none had a day, if `is_mixed`."""
        if month not in self.held:
            while len(self.held) >= MONTHS_HELD:
                del self.held[next(iter(self.held))]
            self.held[month] = self._weigh(month)
        return self.held[month]

    def _weigh(self, month: str) -> pa.Table:
        table = self.connection.sql(
            """SELECT no, month, language, day, publisher, term_nos AS terms, term_weights AS weights, term_marks AS marks
            FROM sto_vector WHERE month = ? OR ? ORDER BY language, no""",
            params=[month, month == UNDATED and self.is_mixed],
        ).to_arrow_table()
        earlier = self.connection.sql(
            "SELECT language, term_nos FROM sto_vector WHERE month = ?",
            params=[_month_before(month)],
        ).to_arrow_table()
        languages = table["language"].to_pylist()
        weights = [np.zeros(0, np.uint16)]
        for language in sorted(set(languages)):
            rows = table.slice(languages.index(language), languages.count(language))
            days = rows["day"].to_numpy() * np.int64(month != UNDATED)
            before = earlier.filter(pc.equal(earlier["language"], language))["term_nos"]
            found = weigh(
                vectors_of(rows),
                days,
                (before.combine_chunks().flatten().to_numpy(), len(before)),
                lambda numbers: count_known(self.terms[numbers - 1]),
                word_counts()[2],
                language in COUNTED_LANGUAGES,
            )
            weights.append(found.weights.astype(np.uint16))
        numbers = table["terms"].combine_chunks().flatten().to_numpy()
        table = _with_lists(table, "terms", pa.array(self.terms[numbers - 1]))
        return _with_lists(table, "weights", pa.array(np.concatenate(weights)))

    def some_of(self, months: Sequence[str], numbers: I64) -> pa.Table:
        """Return the vectors of the articles with these numbers, which came out in these months."""
        wanted = pa.array(numbers, pa.int32())
        parts = []
        for month in months:
            part = self.of(month)
            is_wanted = pc.and_(pc.is_in(part["no"], wanted), pc.equal(part["month"], month))
            # A filter copies: a month that is asked for whole may be as much as memory has room for.
            parts.append(part if pc.all(is_wanted).as_py() else part.filter(is_wanted))
        return pa.concat_tables(parts)


def _with_lists(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    """Return a table with other values in a column of lists, each list as long as before."""
    lists = table[name].combine_chunks()
    bounds = pc.subtract(lists.offsets, lists.offsets[0])
    index = table.column_names.index(name)
    return table.set_column(index, name, pa.ListArray.from_arrays(bounds, values))


def vectors_of(table: pa.Table) -> Vectors:
    """Return the vectors in columns of terms, weights and marks."""
    terms, weights, marks = (table[name].combine_chunks() for name in ("terms", "weights", "marks"))
    bounds = terms.offsets.to_numpy().astype(np.int64)
    flat, heavy, flags = (lists.flatten().to_numpy() for lists in (terms, weights, marks))
    return Vectors(flat, heavy, flags, bounds - bounds[0])


def _publishers(table: pa.Table) -> I64:
    """Return a number for the publisher of each article: which one tells nothing, only that it is the same."""
    codes = table["publisher"].combine_chunks().dictionary_encode().indices.fill_null(NOBODY)
    numbers: I64 = codes.to_numpy().astype(np.int64)
    return numbers


def pair_months(
    connection: duckdb.DuckDBPyConnection, months: list[str], weighed: WeighedMonths
) -> None:
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
        told = connection.sql(
            f"""SELECT v.no, v.month FROM sto_vector v JOIN (
                SELECT month, min(day) AS first, max(day) AS last FROM sto_vector WHERE month = ? GROUP BY month) m ON {near}""",
            params=[month],
        ).to_arrow_table()
        if told.num_rows < 2:
            continue
        near_months = sorted(set(told["month"].to_pylist()))
        table = weighed.of(month)
        if month != UNDATED:
            table = weighed.some_of(near_months, told["no"].to_numpy())
        numbers, days = (table[name].to_numpy().astype(np.int64) for name in ("no", "day"))
        is_asked = pc.equal(table["month"], month).to_numpy()
        if month == UNDATED:
            days[:] = NO_DAY
        told = vectors_of(table), days, _publishers(table), is_asked
        with with_room(connection):
            x, y, likeness = find_pairs(*told)
        if month == UNDATED:
            likeness = likeness - crowd_of(len(days)) // 2 * (is_asked[x] != is_asked[y])
            is_enough = likeness >= ALIKE
            x, y, likeness = x[is_enough], y[is_enough], likeness[is_enough]
        low, high = np.minimum(numbers[x], numbers[y]), np.maximum(numbers[x], numbers[y])
        pairs = {"x": low, "y": high, "likeness": likeness}
        query = "INSERT INTO sto_pair FROM paired ANTI JOIN sto_pair USING (x, y)"
        over(connection, "paired", pa.table(pairs), query)


# ------------------------------------------------------------------ which articles are one story


def group_articles(
    connection: duckdb.DuckDBPyConnection, months: list[str], weighed: WeighedMonths
) -> None:
    """Group again the blocks that have other members or pairs than before; make `changed_article_story`."""
    listed = ", ".join(quote(month) for month in months) or quote("")
    table = connection.sql(
        f"SELECT no, day, month IN ({listed}) AS is_weighed FROM sto_vector"
    ).to_arrow_table()
    order = np.argsort(table["no"].to_numpy())
    numbers, days = (table[name].to_numpy()[order].astype(np.int64) for name in ("no", "day"))
    pairs = connection.sql("SELECT x, y, likeness FROM sto_pair ORDER BY x, y").to_arrow_table()
    x, y = (np.searchsorted(numbers, pairs[name].to_numpy()) for name in ("x", "y"))
    label = find_blocks(len(numbers), (x, y, pairs["likeness"].to_numpy().astype(np.int64)))
    own = mix64(numbers.astype(np.uint64) + np.uint64(1))
    marks = np.zeros(len(numbers), np.uint64)
    np.add.at(marks, label, own)
    marks = marks[label]
    marked = connection.sql(
        "SELECT no, mark FROM sto_block ANTI JOIN stale_no USING (no)"
    ).to_arrow_table()
    known = own.copy()
    known[np.searchsorted(numbers, marked["no"].to_numpy())] = marked["mark"].to_numpy()
    changed = connection.sql(
        "SELECT no FROM sto_vector SEMI JOIN changed_article USING (article_id)"
    ).to_arrow_table()
    is_changed = np.zeros(len(numbers), np.bool_)
    is_changed[np.searchsorted(numbers, changed["no"].to_numpy())] = True
    is_alone = np.bincount(label, minlength=len(numbers))[label] == 1
    # In a month that is weighed anew pairs say other than before; who is like no other was so before, or has another mark.
    is_weighed = table["is_weighed"].to_numpy()[order]
    is_touched = (is_weighed & ~is_alone) | is_changed | (marks != known)
    is_stale = np.zeros(len(numbers), np.bool_)
    np.logical_or.at(is_stale, label, is_touched)
    stale = np.flatnonzero(is_stale[label])
    told = {"no": numbers[stale], "mark": marks[stale], "is_alone": is_alone[stale]}
    query = "CREATE OR REPLACE TEMP TABLE marked AS FROM told"
    over(connection, "told", pa.table(told), query)
    connection.execute("""
        INSERT INTO member_before
        SELECT article_id, story_id, is_centre FROM sto_member SEMI JOIN marked USING (no) JOIN sto_vector USING (no);
        DELETE FROM sto_member WHERE no IN (SELECT no FROM marked) OR no IN (FROM stale_no);
        DELETE FROM sto_block WHERE no IN (SELECT no FROM marked) OR no IN (FROM stale_no);
        INSERT INTO sto_block SELECT no, mark FROM marked WHERE NOT is_alone""")
    crowds = 0, crowd_of(len(days)) // 2, crowd_of(int((days == NO_DAY).sum()))
    first_day = np.full(len(numbers), np.iinfo(np.int64).max)
    np.minimum.at(first_day, label, days)
    stale = stale[np.lexsort((label[stale], first_day[label[stale]]))]
    _add_lone_members(connection, numbers[stale[is_alone[stale]]])
    for part in _pieces(label, stale[~is_alone[stale]]):
        _add_members(connection, weighed, numbers[part], label[part], crowds)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_article_story AS
        SELECT coalesce(n.article_id, k.article_id) AS article_id
        FROM (SELECT article_id, story_id, is_centre FROM sto_member SEMI JOIN marked USING (no) JOIN sto_vector USING (no)) n
        FULL JOIN member_before k USING (article_id)
        WHERE n.story_id IS DISTINCT FROM k.story_id OR n.is_centre IS DISTINCT FROM k.is_centre""")
    connection.execute("DROP TABLE marked")


def _pieces(label: I64, stale: I64) -> Iterator[I64]:
    """Yield stale articles, which stand block by block, in pieces of whole blocks."""
    bounds = np.append(np.flatnonzero(np.diff(label[stale])) + 1, len(stale))
    low = 0
    for high in bounds.tolist():
        if high - low >= MEMBERS_AT_ONCE or (high == len(stale) and high > low):
            yield stale[low:high]
            low = high


def _add_lone_members(connection: duckdb.DuckDBPyConnection, numbers: I64) -> None:
    """Make a story of each of some articles that are like no other."""
    query = "SELECT no, article_id FROM sto_vector SEMI JOIN piece USING (no)"
    table = over(connection, "piece", pa.table({"no": numbers}), query).to_arrow_table()
    stories = [content_id("sty", article_id) for article_id in table["article_id"].to_pylist()]
    _keep_members(connection, table["no"], stories, [True] * len(stories))


def _add_members(
    connection: duckdb.DuckDBPyConnection,
    weighed: WeighedMonths,
    numbers: I64,
    label: I64,
    crowds: tuple[int, int, int],
) -> None:
    """Group the articles of some whole blocks."""
    query = """
        SELECT p.label, v.no, v.article_id, v.day, v.publisher, v.month FROM piece p JOIN sto_vector v USING (no)
        JOIN article a USING (article_id) ORDER BY p.label, a.published_at NULLS LAST, v.article_id"""
    piece = pa.table({"no": numbers, "label": label})
    table = over(connection, "piece", piece, query).to_arrow_table()
    months = table["month"].to_pylist()
    found = weighed.some_of(sorted(set(months)), numbers)
    found = found.take(pc.index_in(table["no"], found["no"].combine_chunks()))
    vectors, days = vectors_of(found), table["day"].to_numpy().astype(np.int64)
    ids, publishers = table["article_id"].to_pylist(), _publishers(table)
    stories, is_centre = [""] * len(ids), np.zeros(len(ids), np.bool_)
    blocks = list(blocks_of(table["label"].to_numpy()))
    told = measure_blocks(vectors, days, publishers, blocks)
    if UNDATED in months and len(set(months)) > 1 and weighed.is_mixed:
        found = weighed.of(UNDATED)
        found = found.take(pc.index_in(table["no"], found["no"].combine_chunks()))
        undated = np.full_like(days, NO_DAY)
        as_undated = measure_blocks(vectors_of(found), undated, publishers, blocks)
        told = _either(told, as_undated, days)
    for block, likeness in told:
        for group in part_block(likeness, days[block], crowds):
            # The first: rows stand in the order of publication.
            story_id = content_id("sty", ids[block[group[0]]])
            is_centre[block[centre_of(likeness, group)]] = True
            for k in group:
                stories[block[k]] = story_id
    _keep_members(connection, table["no"], stories, is_centre)


def _either(
    dated: Iterator[tuple[I64, I64]], undated: Iterator[tuple[I64, I64]], days: I64
) -> Iterator[tuple[I64, I64]]:
    """Yield blocks with the likeness of each two of their articles: that which they have without days where one of them has none."""
    for (block, likeness), (_, otherwise) in zip(dated, undated, strict=True):
        is_undated = days[block] == NO_DAY
        yield block, np.where(is_undated[:, None] | is_undated, otherwise, likeness)


def _keep_members(
    connection: duckdb.DuckDBPyConnection,
    numbers: pa.ChunkedArray,
    stories: list[str],
    centres: Any,
) -> None:
    found = {
        "no": numbers,
        "story_id": pa.array(stories, pa.string()),
        "is_centre": pa.array(centres, pa.bool_()),
    }
    query = "INSERT INTO sto_member SELECT no, story_id, is_centre FROM found"
    over(connection, "found", pa.table(found), query)


# ------------------------------------------------------------------ what is said of each story


def write_rows(connection: duckdb.DuckDBPyConnection, with_names: bool) -> None:
    """State again the rows of stories that gained, lost or share a changed article."""
    named = "UNION SELECT article_id FROM touched_mention_article" if with_names else ""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched_story AS
        SELECT story_id FROM member_before SEMI JOIN changed_article_story USING (article_id)
        UNION SELECT story_id FROM article_story SEMI JOIN (
            SELECT article_id FROM changed_article_story UNION SELECT article_id FROM changed_article {named}) USING (article_id)""")
    connection.execute("""
        INSERT INTO changed_article
        SELECT article_id, published_month, published_month FROM article SEMI JOIN changed_article_story USING (article_id)
        ANTI JOIN changed_article USING (article_id)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE story_named AS
        SELECT article_id FROM article_story SEMI JOIN touched_story USING (story_id)""")
    members = found_rows("article", "article_id", "story_named")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE story_member AS FROM {members}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE story_told AS
        SELECT s.story_id, s.is_centre, r.title, a.* FROM (FROM article_story SEMI JOIN touched_story USING (story_id)) s
        JOIN story_member a USING (article_id)
        JOIN {found_rows("reading", "record_id", "story_member", "row_no")} r USING (record_id)""")
    connection.execute(NAMES if with_names else NO_NAMES)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sto_row_now AS
        SELECT t.story_id, max(t.title) FILTER (t.is_centre) AS title, min(t.published_at) AS first_published_at,
               max(t.published_at) AS last_published_at, count(*) AS n_articles,
               {n_voices("flatten(list(t.publishers))")} AS n_publishers, {n_voices("list(coalesce(t.agency, t.publisher, t.domain))")} AS n_independent,
               coalesce(any_value(n.place_ids), []) AS place_ids, coalesce(any_value(n.entity_ids), []) AS entity_ids,
               list_sort(list(DISTINCT t.language)) AS languages, {month_of("min(t.published_at)")} AS month
        FROM story_told t LEFT JOIN story_names n USING (story_id) GROUP BY t.story_id""")
    for name in ("story_told", "story_names"):
        connection.execute(f"DROP TABLE {name}")
    keep_changes(connection, "sto_row", "sto_row_now", "story_id", "month", "touched_story")


NO_NAMES = "CREATE TEMP TABLE story_names AS SELECT '' AS story_id, []::VARCHAR[] AS place_ids, []::VARCHAR[] AS entity_ids LIMIT 0"
NAMES = f"""
    CREATE TEMP TABLE told_key AS
    SELECT t.story_id, t.article_id, o.key_no, sum(n.n) AS n
    FROM (SELECT story_id, article_id, article_no FROM story_told JOIN ent_article USING (article_id)) t
    JOIN ent_naming n USING (article_no) JOIN ent_form o USING (form_no) GROUP BY ALL;
    CREATE TEMP TABLE told_thing AS
    SELECT k.key_no, k.is_apart, r.article_id, r.entity_id, f.entity_type
    FROM (FROM ent_key SEMI JOIN told_key USING (key_no)) k JOIN ent_facts f USING (owner)
    JOIN ent_row r ON r.owner = k.owner AND coalesce(k.is_apart, false) = (r.article_id <> '');
    CREATE TEMP TABLE naming AS
    SELECT t.story_id, r.entity_id, r.entity_type, count(DISTINCT t.article_id) AS n_articles, sum(t.n) AS n_mentions
    FROM told_key t JOIN told_thing r
    ON r.key_no = t.key_no AND r.article_id = CASE WHEN r.is_apart THEN t.article_id ELSE '' END GROUP BY ALL;
    CREATE TEMP TABLE story_names AS
    WITH size AS (SELECT story_id, count(*) AS n FROM story_told GROUP BY story_id),
    ranked AS (
        SELECT g.*, row_number() OVER (
            PARTITION BY story_id, entity_type IN {PLACE_TYPES} ORDER BY n_articles DESC, n_mentions DESC, entity_id) AS place
        FROM naming g JOIN size USING (story_id) WHERE n_articles >= {IN_SHARE} * size.n)
    SELECT story_id,
           coalesce(list(entity_id ORDER BY place) FILTER (entity_type IN {PLACE_TYPES} AND place <= {PLACES}), []) AS place_ids,
           coalesce(list(entity_id ORDER BY place) FILTER (entity_type NOT IN {PLACE_TYPES} AND place <= {OTHERS}), []) AS entity_ids
    FROM ranked GROUP BY story_id;
    DROP TABLE told_key;
    DROP TABLE told_thing;
    DROP TABLE naming"""
"""The places and others that most articles of a touched story name: step by step, since all joins at once took as much memory again."""
