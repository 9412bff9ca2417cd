"""Who and what the collection names, kept as relations in DuckDB: a run counts what changed and resolves what that touches.

The rules stand in `copydesk.entities`; here is what is kept between runs and how a change travels through it:

    mentions of an article -> forms and keys with their counts -> keys in touch with a changed key -> what stands for them
    -> short forms and surnames (over all keys) -> what is said of each thing -> rows of `entities`

A first run is one in which every article is new. All that is kept is a function of the collection's mentions, the numbers of
articles, keys and forms aside: these join the narrow relations, tell nothing and never leave.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from copydesk.collection.rows import put, table_of, tuples_of, work_out
from copydesk.components import components
from copydesk.disk.mapping import Mapper, map_here
from copydesk.disk.memory import over
from copydesk.entities.homes import Seat
from copydesk.entities.merging import (
    DOMINANCE,
    MIN_ARTICLES_COMMON,
    SURNAME_SHARE,
    follow,
    is_borne_by_many,
    is_double_surname,
    links_of,
    roots,
    short_key_of,
    surnames_of,
)
from copydesk.entities.resolve import Form, entity_id_of, facts_of
from copydesk.entities.toponyms import point_of

if TYPE_CHECKING:
    import duckdb

KEPT = """
CREATE TABLE IF NOT EXISTS ent_article (
    article_no INTEGER, article_id VARCHAR, published_at TIMESTAMPTZ, latitude DOUBLE, longitude DOUBLE);
CREATE TABLE IF NOT EXISTS ent_key (
    key_no INTEGER, name_key VARCHAR, n_articles INTEGER, is_common BOOLEAN,
    root VARCHAR, owner VARCHAR, is_apart BOOLEAN);
CREATE TABLE IF NOT EXISTS ent_link (key_no INTEGER, link UBIGINT);
CREATE TABLE IF NOT EXISTS ent_surname (key_no INTEGER, surname VARCHAR);
CREATE TABLE IF NOT EXISTS ent_form (
    form_no INTEGER, key_no INTEGER, name VARCHAR, surface VARCHAR, entity_type VARCHAR, country_code VARCHAR,
    n INTEGER, n_articles INTEGER, short_key VARCHAR, is_double BOOLEAN, mark UBIGINT);
CREATE TABLE IF NOT EXISTS ent_naming (article_no INTEGER, form_no INTEGER, n INTEGER);
CREATE TABLE IF NOT EXISTS ent_facts (
    owner VARCHAR, name VARCHAR, entity_type VARCHAR, aliases VARCHAR[], country_code VARCHAR, wikidata_id VARCHAR,
    latitude DOUBLE, longitude DOUBLE, coordinates_precision VARCHAR, place_kind VARCHAR, admin1_code VARCHAR,
    geonames_id BIGINT);
CREATE TABLE IF NOT EXISTS ent_row (
    entity_id VARCHAR, owner VARCHAR, article_id VARCHAR, n_articles BIGINT, n_mentions BIGINT,
    first_seen_at TIMESTAMPTZ, last_seen_at TIMESTAMPTZ);
CREATE OR REPLACE VIEW fresh_entities AS
    SELECT entity_id, name, entity_type, aliases, country_code, wikidata_id,
           latitude, longitude, coordinates_precision, place_kind, admin1_code, geonames_id,
           n_articles, n_mentions, first_seen_at, last_seen_at
    FROM ent_row JOIN ent_facts USING (owner);
"""
"""What is kept. `ent_key.owner` is the key that stands for a key; where it `is_apart`, several bear the name and each article
has a row of its own. `ent_link`: keys that share one may decide what stands for each other. `ent_row.article_id` is empty
in the rows of the whole collection. `ent_form.mark` stands for its key and all that it is but counts. `ent_article` has where the publisher is at home, if that tells something of its places."""


def update_entities(connection: duckdb.DuckDBPyConnection, mapper: Mapper = map_here) -> None:
    """Bring `fresh_entities` up to date with the articles that changed.

    Reads: the relations `article` (article_id, published_at), `gone_article` and `new_article` (article_id; a changed
    article stands in both), `new_mention` (mentions of the new ones) and `article_home` (article_id, latitude, longitude).

    Leaves: `fresh_entities`; the temporary relations `touched_entity` (entity_id: its row appeared, went or may differ),
    `touched_mention_article` (article_id: the same of its rows of `mentions`) and, for those who keep keys,
    `moved_key` (key_no: another row stands for it) and `renamed_owner` (owner: new, or of another name, country or place).
    """
    connection.execute(KEPT)
    count_namings(connection)
    find_roots(connection, mapper)
    find_owners(connection)
    state_facts(connection, mapper)
    count_rows(connection)


def mention_rows_sql(mentions: str) -> str:
    """Return the SQL of the rows of `mentions` for a relation with the columns of `FoundMention`."""
    return f"""
        SELECT m.mention_id, m.article_id, r.entity_id, m.surface, m.entity_type, m.stands_for, m.section,
               m."start", m."end", m.sentence_index, a.published_month
        FROM {mentions} m JOIN article a USING (article_id) JOIN ent_key k USING (name_key)
        JOIN ent_row r ON r.owner = k.owner AND r.article_id = CASE WHEN k.is_apart THEN m.article_id ELSE '' END"""


# ------------------------------------------------------------------ counts


def count_namings(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the mentions of gone articles out of the counts and add those of new ones."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE gone_naming AS
        SELECT n.article_no, n.form_no, f.key_no, n.n
        FROM ent_naming n JOIN ent_form f USING (form_no)
        WHERE article_no IN (SELECT article_no FROM ent_article SEMI JOIN gone_article USING (article_id))""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE named AS
        SELECT article_id, name_key, name, surface, entity_type, country_code, count(*)::INTEGER AS n,
               hash(name_key, name, surface, entity_type, country_code) AS mark
        FROM (SELECT * REPLACE (coalesce(country_code, lower(set_in)) AS country_code) FROM new_mention) GROUP BY ALL""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_named AS
        SELECT article_id FROM ent_article SEMI JOIN gone_article USING (article_id)
        UNION SELECT article_id FROM named""")
    connection.execute(
        "DELETE FROM ent_article WHERE article_id IN (SELECT article_id FROM gone_article)"
    )
    connection.execute("""
        INSERT INTO ent_article
        SELECT coalesce((SELECT max(article_no) FROM ent_article), 0) + row_number() OVER (ORDER BY article_id),
               article_id, published_at, latitude, longitude
        FROM article SEMI JOIN named USING (article_id) LEFT JOIN article_home USING (article_id)""")
    add_keys(connection)
    add_forms(connection)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE new_naming AS
        SELECT a.article_no, f.form_no, f.key_no, m.n
        FROM named m JOIN ent_article a USING (article_id) JOIN ent_form f USING (mark)""")
    connection.execute(
        "DELETE FROM ent_naming WHERE article_no IN (SELECT article_no FROM gone_naming)"
    )
    connection.execute("INSERT INTO ent_naming SELECT article_no, form_no, n FROM new_naming")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_form AS
        SELECT form_no, any_value(key_no) AS key_no, sum(n)::INTEGER AS n, sum(article)::INTEGER AS n_articles
        FROM (SELECT form_no, key_no, n, 1 AS article FROM new_naming
              UNION ALL SELECT form_no, key_no, -n, -1 FROM gone_naming)
        GROUP BY form_no HAVING sum(n) <> 0 OR sum(article) <> 0""")
    connection.execute("""
        UPDATE ent_form SET n = ent_form.n + c.n, n_articles = ent_form.n_articles + c.n_articles
        FROM changed_form c WHERE ent_form.form_no = c.form_no""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_key AS
        SELECT key_no, sum(article)::INTEGER AS n_articles
        FROM (SELECT DISTINCT key_no, article_no, 1 AS article FROM new_naming
              UNION ALL SELECT DISTINCT key_no, article_no, -1 FROM gone_naming)
        GROUP BY key_no HAVING sum(article) <> 0""")
    connection.execute("""
        UPDATE ent_key SET n_articles = ent_key.n_articles + c.n_articles
        FROM changed_key c WHERE ent_key.key_no = c.key_no""")


def add_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Number the keys that the collection has not had yet, with all that follows from a key alone."""
    query = """
        SELECT coalesce((SELECT max(key_no) FROM ent_key), 0) + row_number() OVER (ORDER BY name_key) AS key_no, name_key
        FROM (SELECT DISTINCT name_key FROM named) ANTI JOIN ent_key USING (name_key) ORDER BY name_key"""
    work_out(connection, map_here, "key_row", KEY_ROW, keys_of, query, by="key_no")
    connection.execute(
        "INSERT INTO ent_key SELECT key_no, name_key, 0, is_common, NULL, NULL, NULL FROM key_row"
    )
    connection.execute("""
        INSERT INTO ent_link SELECT DISTINCT key_no, md5_number_lower(link) FROM (SELECT key_no, unnest(links) AS link FROM key_row)""")
    connection.execute(
        "INSERT INTO ent_surname SELECT DISTINCT key_no, unnest(surnames) FROM key_row"
    )


def add_forms(connection: duckdb.DuckDBPyConnection) -> None:
    """Number the forms that the collection has not had yet."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE new_form AS
        SELECT coalesce((SELECT max(form_no) FROM ent_form), 0) + row_number() OVER (ORDER BY m) AS form_no, *
        FROM (SELECT DISTINCT k.key_no, m.* EXCLUDE (article_id, n)
              FROM named m ANTI JOIN ent_form USING (mark) JOIN ent_key k USING (name_key)) m""")
    query = "SELECT form_no, name_key, name, surface FROM new_form ORDER BY form_no"
    work_out(connection, map_here, "form_row", FORM_ROW, forms_of, query, by="form_no")
    connection.execute("""
        INSERT INTO ent_form
        SELECT form_no, key_no, name, surface, entity_type, country_code, 0, 0, short_key, is_double, mark
        FROM new_form JOIN form_row USING (form_no)""")


# ------------------------------------------------------------------ which keys are one thing


def find_roots(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """Ask again what stands for the changed keys and for all that are linked with them; drop the keys that are gone."""
    connection.execute("CREATE OR REPLACE TEMP TABLE linked AS SELECT key_no FROM changed_key")
    connection.execute("CREATE OR REPLACE TEMP TABLE edge AS SELECT key_no FROM changed_key")
    while connection.execute("SELECT count(*) FROM edge").fetchone() != (0,):
        connection.execute("""
            CREATE OR REPLACE TEMP TABLE edge AS
            SELECT DISTINCT key_no FROM ent_link
            WHERE link IN (SELECT link FROM ent_link WHERE key_no IN (SELECT key_no FROM edge))
              AND key_no NOT IN (SELECT key_no FROM linked)""")
        connection.execute("INSERT INTO linked SELECT key_no FROM edge")
    for table in ("ent_link", "ent_surname"):
        connection.execute(
            f"DELETE FROM {table} WHERE key_no IN (SELECT key_no FROM ent_key WHERE n_articles = 0)"
        )
    links = connection.sql("SELECT key_no, link FROM ent_link SEMI JOIN linked USING (key_no)")
    query = "CREATE OR REPLACE TEMP TABLE key_block AS FROM found"
    over(connection, "found", blocks_of(links.to_arrow_table()), query)
    query = """
        SELECT name_key, n_articles, block FROM ent_key JOIN key_block USING (key_no)
        WHERE n_articles > 0 ORDER BY block, name_key"""
    work_out(connection, mapper, "name_root", POINTER, roots_of, query, by="block")
    connection.execute("""
        UPDATE ent_key SET root = p.owner FROM name_root p
        WHERE ent_key.name_key = p.name_key AND ent_key.root IS DISTINCT FROM p.owner""")


def find_owners(connection: duckdb.DuckDBPyConnection) -> None:
    """Bind short forms of bodies and of people, over all keys; leave `moved_key`, with what stood for it before."""
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW live AS SELECT * FROM ent_key WHERE n_articles > 0"
    )
    lead_on(connection, "live", "root", SHORT_FORMS.format(share=DOMINANCE), "bodies")
    bearers = SURNAMES.format(share=SURNAME_SHARE, least=MIN_ARTICLES_COMMON)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE borne AS {bearers}")
    bound = "SELECT name_key, owner FROM borne WHERE owner IS NOT NULL"
    lead_on(connection, "bodies", "owner", bound, "people")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE moved_key AS
        SELECT k.key_no, k.owner AS old_owner, k.is_apart AS was_apart, p.owner, p.is_apart
        FROM ent_key k LEFT JOIN (
            SELECT p.key_no, p.owner, b.name_key IS NOT NULL AS is_apart
            FROM people p LEFT JOIN borne b ON p.owner = b.name_key AND b.owner IS NULL) p USING (key_no)
        WHERE k.owner IS DISTINCT FROM p.owner OR k.is_apart IS DISTINCT FROM p.is_apart""")
    connection.execute("""
        UPDATE ent_key SET owner = m.owner, is_apart = m.is_apart FROM moved_key m WHERE ent_key.key_no = m.key_no""")


SHORT_FORMS = """
    WITH meant AS (
        SELECT short.name_key, k.root AS owner, sum(f.n_articles) AS n
        FROM ent_form f JOIN live k USING (key_no)
        JOIN live short ON short.name_key = f.short_key AND short.root = short.name_key
        WHERE f.short_key IS NOT NULL GROUP BY ALL),
    ranked AS (
        SELECT *, sum(n) OVER (PARTITION BY name_key) AS total,
               row_number() OVER (PARTITION BY name_key ORDER BY n DESC, owner) AS place
        FROM meant)
    SELECT name_key, owner FROM ranked
    WHERE place = 1 AND n::DOUBLE >= {share}::DOUBLE * total::DOUBLE AND owner <> name_key
"""
"""Initials and short names of bodies, with the long form that the collection mostly uses them for."""

SURNAMES = """
    WITH double AS (SELECT DISTINCT key_no FROM ent_form WHERE is_double AND n_articles > 0),
    total AS (SELECT owner, sum(n_articles) AS n FROM bodies WHERE starts_with(owner, 'PERSON:') GROUP BY owner),
    bearer AS (
        SELECT DISTINCT s.surname, k.owner
        FROM ent_surname s JOIN bodies k USING (key_no)
        WHERE starts_with(k.owner, 'PERSON:') AND key_no NOT IN (SELECT key_no FROM double)),
    short AS (
        SELECT name_key, is_common, name_key[8:] AS surname FROM bodies
        WHERE owner = name_key AND starts_with(name_key, 'PERSON:')
          AND (NOT contains(name_key, ' ') OR key_no IN (SELECT key_no FROM double))),
    ranked AS (
        SELECT s.name_key, s.is_common, b.owner, t.n, sum(t.n) OVER (PARTITION BY s.name_key) AS total,
               row_number() OVER (PARTITION BY s.name_key ORDER BY t.n DESC, b.owner) AS place
        FROM short s LEFT JOIN bearer b USING (surname) LEFT JOIN total t ON t.owner = b.owner)
    SELECT name_key, CASE WHEN n::DOUBLE >= {share}::DOUBLE * total::DOUBLE AND (NOT is_common OR n >= {least})
                          THEN owner END AS owner
    FROM ranked WHERE place = 1 AND (owner IS NOT NULL OR is_common)
"""
"""Names of one word, with the full name that dominates; without one where several people bear the name."""


def lead_on(
    connection: duckdb.DuckDBPyConnection, keys: str, column: str, bound: str, target: str
) -> None:
    """Lay `target`: keys with what stands for them once what stands for them now is bound to something else."""
    pointers = dict(connection.execute(bound).fetchall())
    put(connection, "pointer", POINTER, follow(pointers).items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {target} AS
        SELECT k.key_no, k.name_key, k.n_articles, k.is_common, coalesce(p.owner, k.{column}) AS owner
        FROM {keys} k LEFT JOIN pointer p ON k.{column} = p.name_key""")


# ------------------------------------------------------------------ what is said of each thing


def state_facts(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """State again what is said of things whose forms or keys changed; drop forms and keys that are gone."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE regrouped_owner AS
        SELECT old_owner AS owner FROM moved_key WHERE old_owner IS NOT NULL
        UNION SELECT owner FROM moved_key WHERE owner IS NOT NULL""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE counted_owner AS
        SELECT owner FROM regrouped_owner
        UNION SELECT owner FROM ent_key SEMI JOIN changed_form USING (key_no) WHERE owner IS NOT NULL
        UNION SELECT owner FROM ent_key
        WHERE key_no IN (SELECT key_no FROM new_naming UNION ALL SELECT key_no FROM gone_naming)
          AND owner IS NOT NULL AND (starts_with(owner, 'GPE:') OR starts_with(owner, 'LOC:'))""")
    connection.execute("DELETE FROM ent_form WHERE n_articles = 0")
    connection.execute("DELETE FROM ent_key WHERE n_articles = 0")
    count_seats(connection)
    query = """
        SELECT owner, f.name, f.surface, f.country_code, sum(f.n)::BIGINT AS n, sum(f.n_articles)::BIGINT AS n_articles, any_value(seats) AS seats
        FROM ent_form f JOIN ent_key k USING (key_no) SEMI JOIN counted_owner USING (owner) LEFT JOIN seat USING (owner)
        GROUP BY ALL ORDER BY owner"""
    work_out(connection, mapper, "fact_row", FACTS, facts_of_all, query, by="owner")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE stated_before AS FROM ent_facts SEMI JOIN counted_owner USING (owner)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE restated_owner AS
        SELECT DISTINCT owner FROM (
            (FROM stated_before EXCEPT FROM fact_row) UNION ALL (FROM fact_row EXCEPT FROM stated_before))""")
    shown = "SELECT owner, name, country_code, latitude, longitude, admin1_code FROM"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE renamed_owner AS
        SELECT owner FROM ({shown} fact_row EXCEPT {shown} stated_before)""")
    connection.execute("DELETE FROM ent_facts WHERE owner IN (SELECT owner FROM restated_owner)")
    connection.execute(
        "INSERT INTO ent_facts SELECT * FROM fact_row SEMI JOIN restated_owner USING (owner)"
    )


def count_seats(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `seat`: of the counted places without coordinates, how many articles name them by their publishers' homes."""
    query = """
        SELECT owner FROM counted_owner WHERE starts_with(owner, 'GPE:') OR starts_with(owner, 'LOC:') ORDER BY owner"""
    work_out(connection, map_here, "placeless_row", PLACELESS, without_point, query, by="owner")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE seat AS
        SELECT owner, list({latitude: latitude, longitude: longitude, n: n}) AS seats FROM (
            SELECT owner, latitude, longitude, count(DISTINCT article_no) AS n
            FROM placeless_row JOIN ent_key USING (owner) JOIN ent_form USING (key_no) JOIN ent_naming USING (form_no)
            JOIN ent_article USING (article_no) GROUP BY ALL) GROUP BY owner""")


def count_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Count again the articles and mentions of what is named in changed articles or has other keys than before.

    What new articles name is added to what was counted; all that names a thing is counted again where an article of it went
    or its keys are others.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE named_owner AS
        SELECT owner FROM regrouped_owner
        UNION SELECT owner FROM ent_key
        WHERE key_no IN (SELECT key_no FROM new_naming UNION ALL SELECT key_no FROM gone_naming)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE recounted_owner AS
        SELECT owner FROM regrouped_owner
        UNION SELECT owner FROM ent_key WHERE key_no IN (SELECT key_no FROM gone_naming)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE stale_row AS
        SELECT rowid AS row_no, * FROM ent_row
        WHERE owner IN (SELECT owner FROM regrouped_owner)
           OR (article_id = '' AND owner IN (SELECT owner FROM named_owner))
           OR article_id IN (SELECT article_id FROM changed_named)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_entity AS
        SELECT entity_id FROM stale_row
        UNION SELECT entity_id FROM ent_row WHERE owner IN (SELECT owner FROM restated_owner)""")
    connection.execute("DELETE FROM ent_row WHERE rowid IN (SELECT row_no FROM stale_row)")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE counted AS
        WITH again AS (
            SELECT form_no, owner, is_apart
            FROM ent_form JOIN (FROM ent_key SEMI JOIN recounted_owner USING (owner)) USING (key_no)),
        seen AS (
            SELECT owner, is_apart, article_no, n FROM ent_naming JOIN again USING (form_no)
            WHERE NOT is_apart OR owner IN (SELECT owner FROM regrouped_owner)
            UNION ALL
            SELECT owner, is_apart, article_no, n FROM new_naming JOIN ent_key k USING (key_no)
            WHERE is_apart AND owner NOT IN (SELECT owner FROM regrouped_owner)
               OR NOT is_apart AND owner NOT IN (SELECT owner FROM recounted_owner))
        SELECT owner, CASE WHEN is_apart THEN article_id ELSE '' END AS article_id, count(DISTINCT article_no) AS n_articles,
               sum(n) AS n_mentions, min(published_at) AS first_seen_at, max(published_at) AS last_seen_at
        FROM seen JOIN ent_article USING (article_no) GROUP BY ALL
        UNION ALL
        SELECT owner, article_id, n_articles, n_mentions, first_seen_at, last_seen_at FROM stale_row
        WHERE article_id = '' AND owner NOT IN (SELECT owner FROM recounted_owner)""")
    query = "SELECT DISTINCT owner, article_id FROM counted ORDER BY ALL"
    work_out(connection, map_here, "id_row", ENTITY_ID, ids_of, query, by="(owner, article_id)")
    connection.execute("""
        INSERT INTO ent_row
        SELECT any_value(entity_id), owner, article_id, sum(n_articles), sum(n_mentions), min(first_seen_at), max(last_seen_at)
        FROM counted JOIN id_row USING (owner, article_id) GROUP BY owner, article_id""")
    connection.execute("""
        INSERT INTO touched_entity SELECT entity_id FROM id_row ANTI JOIN touched_entity USING (entity_id)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_mention_article AS
        SELECT article_id FROM changed_named
        UNION SELECT article_id FROM ent_article WHERE article_no IN (
            SELECT article_no FROM ent_naming WHERE form_no IN (
                SELECT form_no FROM ent_form SEMI JOIN moved_key USING (key_no)))""")


# ------------------------------------------------------------------ rows that Python worked out

NAMES = pa.list_(pa.string())
KEY_ROW = pa.schema(
    [
        ("key_no", pa.int32()),
        ("name_key", pa.string()),
        ("is_common", pa.bool_()),
        ("links", NAMES),
        ("surnames", NAMES),
    ]
)
FORM_ROW = pa.schema(
    [("form_no", pa.int32()), ("short_key", pa.string()), ("is_double", pa.bool_())]
)
PLACELESS = pa.schema([("owner", pa.string())])
POINTER = pa.schema([("name_key", pa.string()), ("owner", pa.string())])
ENTITY_ID = pa.schema(
    [("owner", pa.string()), ("article_id", pa.string()), ("entity_id", pa.string())]
)
FACTS = pa.schema([
    ("owner", pa.string()), ("name", pa.string()), ("entity_type", pa.string()),
    ("aliases", pa.list_(pa.string())), ("country_code", pa.string()), ("wikidata_id", pa.string()),
    ("latitude", pa.float64()), ("longitude", pa.float64()), ("coordinates_precision", pa.string()),
    ("place_kind", pa.string()), ("admin1_code", pa.string()), ("geonames_id", pa.int64()),
])  # fmt: skip


def keys_of(rows: pa.Table) -> pa.Table:
    """Return what follows from keys alone: `KEY_ROW`."""
    told = [
        (no, key, is_borne_by_many(key), [*links_of(key)], [*surnames_of(key)])
        for no, key in tuples_of(rows)
    ]
    return table_of(KEY_ROW, told)


def blocks_of(links: pa.Table) -> pa.Table:
    """Return the block of each key: keys that share a link are of one, and none of another has a say in what stands for them."""
    keys, key_of = np.unique(links["key_no"].to_numpy(), return_inverse=True)
    shared, link_of = np.unique(links["link"].to_numpy(), return_inverse=True)
    blocks = components(len(keys) + len(shared), key_of, len(keys) + link_of)
    return pa.table({"key_no": keys, "block": blocks[: len(keys)]})


def roots_of(rows: pa.Table) -> pa.Table:
    """Return what stands for the keys of whole blocks: `POINTER`."""
    names, counts, _ = (column.to_pylist() for column in rows.columns)
    return table_of(POINTER, roots(dict(sorted(zip(names, counts, strict=True)))).items())


def forms_of(rows: pa.Table) -> pa.Table:
    """Return what follows from forms alone: `FORM_ROW`."""
    told = (
        (no, short_key_of(key, surface), is_double_surname(name))
        for no, key, name, surface in tuples_of(rows)
    )
    return table_of(FORM_ROW, told)


def without_point(rows: pa.Table) -> pa.Table:
    """Return the places among things that no map has: `PLACELESS`."""
    return table_of(PLACELESS, [[owner] for (owner,) in tuples_of(rows) if point_of(owner) is None])


def facts_of_all(rows: pa.Table) -> pa.Table:
    """Return what is said of things, of all forms of their keys and the homes of those who name them: `FACTS`."""
    told = []
    for owner, members in groupby(tuples_of(rows), key=lambda row: row[0]):
        forms = [*members]
        seats = {seat_in(one): one["n"] for one in forms[0][-1] or ()}
        facts = facts_of(owner, [Form(*form[1:-1]) for form in forms], seats)
        told.append(dataclasses.astuple(facts))
    return table_of(FACTS, told)


def seat_in(told: Mapping[str, Any]) -> Seat | None:
    """Return where a publisher is at home."""
    return None if told["latitude"] is None else Seat(told["latitude"], told["longitude"])


def ids_of(rows: pa.Table) -> pa.Table:
    """Return the ids of things, and of whoever bears a name in an article: `ENTITY_ID`."""
    return table_of(ENTITY_ID, [(*pair, entity_id_of(*pair)) for pair in tuples_of(rows)])
