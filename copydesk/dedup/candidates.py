"""Pairs of records worth comparing: an equi-join of fingerprints in DuckDB, which spills to disk when it must.

Every statement is a pure function of the set of rows: rows are numbered by record_id, counts are whole numbers.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

MIN_STRANGERS = 5
"""A paragraph that a source prints in so many articles with different texts is the source's, not the story's."""

MIN_HEADLINES = 10
"""Or so many with different headlines and different openings: a notice may be longer than what it stands under."""

MIN_SHARED = 2
MIN_SHARED_SHARE = 0.06
"""Of the fingerprints of the text that has fewer. On the development set no pair of copies has less (see docs)."""

FREQUENT = 100
"""A fingerprint that more texts share than this joins them through hubs, not each with each."""
HUBS = 10
MIN_HUB_SHARE = 0.2
"""Of all fingerprints: figures of speech alone come to less."""

TABLES = (
    # Only one of the records with the same words is compared with the others.
    (
        "dedup_docs",
        """
        SELECT record_id, exact_key, source_key, url_key, n_words,
               row_number() OVER (ORDER BY record_id)::INTEGER AS doc,
               first_value(record_id) OVER (
                   PARTITION BY coalesce(exact_key::VARCHAR, record_id) ORDER BY record_id
               ) AS stand_in
        FROM {fingerprints}
        """,
    ),
    (
        "dedup_boilerplate",
        """
        WITH paragraphs AS (
            SELECT source_key, anchor, other_anchor, opening, coalesce(title_key, opening) AS title,
                   unnest(paragraph_hashes) AS paragraph
            FROM {fingerprints}
        )
        SELECT source_key, paragraph FROM paragraphs
        GROUP BY source_key, paragraph
        HAVING count(*) >= {min_strangers} AND (
            count(DISTINCT CASE WHEN paragraph = anchor THEN other_anchor ELSE anchor END) >= {min_strangers}
            OR least(count(DISTINCT opening), count(DISTINCT title)) >= {min_headlines}
        )
        """,
    ),
    (
        "dedup_postings",
        """
        WITH lone AS (
            SELECT doc, f.source_key, fingerprints, fingerprint_paragraphs, paragraph_hashes
            FROM dedup_docs JOIN {fingerprints} AS f USING (record_id) WHERE record_id = stand_in
        ), postings AS (
            SELECT doc, source_key, unnest(fingerprints) AS fingerprint,
                   unnest(list_transform(fingerprint_paragraphs, lambda i: paragraph_hashes[i + 1])) AS paragraph
            FROM lone
        )
        SELECT doc, fingerprint FROM postings ANTI JOIN dedup_boilerplate USING (source_key, paragraph)
        """,
    ),
    (
        "dedup_frequency",
        "SELECT fingerprint, count(*)::INTEGER AS n FROM dedup_postings GROUP BY fingerprint HAVING count(*) > 1",
    ),
    # A frequent fingerprint is a figure of speech or the text of a very wide copy. It counts for nothing between
    # two records at large, but leads every record that has it to a few hubs: the work stays linear.
    (
        "dedup_frequent",
        """
        SELECT doc, fingerprint, row_number() OVER (PARTITION BY fingerprint ORDER BY doc) <= {hubs} AS is_hub
        FROM dedup_postings JOIN dedup_frequency USING (fingerprint) WHERE n > {frequent}
        """,
    ),
    (
        "dedup_rare",
        "SELECT doc, fingerprint FROM dedup_postings JOIN dedup_frequency USING (fingerprint) WHERE n <= {frequent}",
    ),
    (
        "dedup_sizes",
        """
        SELECT doc, total, (total - coalesce(frequent, 0))::INTEGER AS rare
        FROM (SELECT doc, count(*)::INTEGER AS total FROM dedup_postings GROUP BY doc)
        LEFT JOIN (SELECT doc, count(*) AS frequent FROM dedup_frequent GROUP BY doc) USING (doc)
        """,
    ),
    (
        "dedup_pairs",
        """
        WITH shared AS (
            SELECT a.doc AS x, b.doc AS y, count(*)::INTEGER AS n_shared
            FROM dedup_rare AS a JOIN dedup_rare AS b ON a.fingerprint = b.fingerprint AND a.doc < b.doc
            GROUP BY ALL
        ), likely AS (
            SELECT x, y FROM shared JOIN dedup_sizes AS sx ON sx.doc = x JOIN dedup_sizes AS sy ON sy.doc = y
            WHERE n_shared >= least({min_shared}, sx.rare, sy.rare) AND n_shared >= {min_share} * least(sx.rare, sy.rare)
        ), to_hubs AS (
            SELECT a.doc AS x, b.doc AS y, count(*)::INTEGER AS n_shared
            FROM dedup_frequent AS a JOIN dedup_frequent AS b ON a.fingerprint = b.fingerprint AND a.doc < b.doc
            WHERE a.is_hub GROUP BY ALL
        ), likely_to_hubs AS (
            SELECT x, y FROM to_hubs JOIN dedup_sizes AS sx ON sx.doc = x JOIN dedup_sizes AS sy ON sy.doc = y
            WHERE n_shared >= {min_shared} AND n_shared >= {min_hub_share} * least(sx.total, sy.total)
        ), versions AS (
            SELECT doc, url_key, row_number() OVER (PARTITION BY url_key ORDER BY doc) AS version
            FROM dedup_docs WHERE url_key IS NOT NULL AND record_id = stand_in
        ), same_page AS (
            SELECT a.doc AS x, b.doc AS y FROM versions AS a JOIN versions AS b USING (url_key)
            WHERE a.doc < b.doc AND (a.version <= {hubs} OR a.version + 1 = b.version)
        )
        SELECT x, y FROM likely UNION SELECT x, y FROM likely_to_hubs UNION SELECT x, y FROM same_page
        """,
    ),
)


def find_candidates(connection: Any, fingerprints: str) -> None:
    """Make the temporary tables `dedup_docs`, `dedup_boilerplate` and `dedup_pairs`."""
    for name, query in TABLES:
        text = query.format(
            fingerprints=fingerprints,
            min_strangers=MIN_STRANGERS,
            min_headlines=MIN_HEADLINES,
            min_shared=MIN_SHARED,
            min_share=MIN_SHARED_SHARE,
            min_hub_share=MIN_HUB_SHARE,
            frequent=FREQUENT,
            hubs=HUBS,
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {text}")
    for name in (
        "dedup_postings",
        "dedup_frequency",
        "dedup_frequent",
        "dedup_rare",
        "dedup_sizes",
    ):
        connection.execute(f"DROP TABLE {name}")


def read_pairs(connection: Any) -> pa.Table:
    """Return the pairs as columns x < y, sorted."""
    return connection.sql("SELECT x, y FROM dedup_pairs ORDER BY x, y").to_arrow_table()


def read_texts(connection: Any, fingerprints: str, docs: list[int]) -> pa.Table:
    """Return the words of these records, with how many words each paragraph has and whether its source repeats it."""
    connection.register("dedup_wanted", pa.table({"doc": pa.array(docs, pa.int32())}))
    query = f"""
        SELECT doc, words, paragraph_words, paragraph_is_prose, title_words, f.url_key, f.source_key,
               list_transform(paragraph_hashes, lambda h: list_contains(b.repeated, h)) AS is_repeated
        FROM dedup_wanted JOIN dedup_docs USING (doc) JOIN {fingerprints} AS f USING (record_id)
        LEFT JOIN (
            SELECT source_key, list(paragraph ORDER BY paragraph) AS repeated FROM dedup_boilerplate GROUP BY source_key
        ) AS b ON b.source_key = f.source_key
        ORDER BY doc
    """
    table = connection.sql(query).to_arrow_table()
    connection.unregister("dedup_wanted")
    return table


def drop_tables(connection: Any) -> None:
    """Drop the temporary tables."""
    for name, _ in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
