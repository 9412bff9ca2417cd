"""Where each publisher is at home, kept from run to run, and the places that this makes of names in its articles.

The rules stand in `copydesk.entities.homes`. What is counted is what articles say by themselves, before any home had a say:
so a home is a function of the collection's articles, and what a name means in an article of that and the article.

publisher_home   one row per publisher with a home or without: what its articles name (as a hash), and the home
"""

from __future__ import annotations

import dataclasses
from itertools import groupby
from typing import TYPE_CHECKING

import pyarrow as pa

from copydesk.collection.rows import put
from copydesk.entities.homes import MOST_NAMES, Home, gain_of, home_of

if TYPE_CHECKING:
    import duckdb

MAKE = """
CREATE TABLE IF NOT EXISTS publisher_home (
    publisher VARCHAR, told UBIGINT, home BIGINT, country_code VARCHAR, admin1 VARCHAR, latitude DOUBLE, longitude DOUBLE);
"""

HOME_ROW = pa.schema([
    ("publisher", pa.string()), ("home", pa.int64()), ("country_code", pa.string()),
    ("admin1", pa.string()), ("latitude", pa.float64()), ("longitude", pa.float64()),
])  # fmt: skip
GAIN_ROW = pa.schema([
    ("home", pa.int64()), ("name_key", pa.string()), ("gain", pa.float64()),
    ("is_near", pa.bool_()),
])  # fmt: skip


def update_homes(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring `publisher_home` up to date with `article` and `annotation`: publishers of which another number of articles names something."""
    connection.execute(MAKE)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE named_place AS
        SELECT publisher, place, count(*)::INTEGER AS n FROM (
            SELECT coalesce(a.publisher, a.domain) AS publisher, unnest(t.places) AS place
            FROM article a JOIN (SELECT text_key, arg_min(places, folder) AS places FROM annotation GROUP BY text_key) t
            USING (text_key) WHERE coalesce(a.publisher, a.domain) IS NOT NULL)
        GROUP BY publisher, place
        QUALIFY row_number() OVER (PARTITION BY publisher ORDER BY n DESC, place) <= {MOST_NAMES}""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE told_now AS
        SELECT publisher, bit_xor(hash(place, n)) AS told FROM named_place GROUP BY publisher""")
    connection.execute(
        "DELETE FROM publisher_home WHERE publisher NOT IN (SELECT publisher FROM told_now)"
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE other_told AS
        SELECT n.publisher, n.told FROM told_now n LEFT JOIN publisher_home h USING (publisher)
        WHERE h.told IS DISTINCT FROM n.told""")
    rows = connection.execute("""
        SELECT publisher, place, n FROM named_place SEMI JOIN other_told USING (publisher) ORDER BY ALL""").fetchall()
    homes = [
        (publisher, *home_row(home_of(publisher, {place: n for _, place, n in of_publisher})))
        for publisher, of_publisher in groupby(rows, key=lambda row: row[0])
    ]
    put(connection, "home_row", HOME_ROW, homes)
    connection.execute(
        "DELETE FROM publisher_home WHERE publisher IN (SELECT publisher FROM home_row)"
    )
    connection.execute("""
        INSERT INTO publisher_home
        SELECT publisher, told, home, country_code, admin1, latitude, longitude FROM home_row JOIN other_told USING (publisher)""")


def home_row(home: Home | None) -> tuple[object, ...]:
    """Return the columns of a home."""
    return (None,) * len(dataclasses.fields(Home)) if home is None else dataclasses.astuple(home)


def settle_by_homes(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Give the mentions of a table, whose names may be several places, the place that the publisher's home makes the likeliest.

    Reads `noted` (with the home of each article that has such names) and `publisher_home`.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE asked AS
        SELECT row_number() OVER () AS asked_no, * FROM (
            SELECT DISTINCT n.home, m.may_be, m.name_key FROM {table} m JOIN noted n USING (article_id)
            WHERE n.home IS NOT NULL AND len(m.may_be) > 0)""")
    connection.execute(r"""
        CREATE OR REPLACE TEMP TABLE option AS
        SELECT asked_no, home, replace(regexp_extract(o, '^(.*) \S+$', 1), 'ORG:HOME/', 'ORG:' || country_code || '/') AS name_key,
               regexp_extract(o, '\S+$')::DOUBLE AS chance
        FROM (SELECT asked_no, home, unnest(may_be) AS o FROM asked) JOIN (
            SELECT DISTINCT home, country_code FROM publisher_home) USING (home)""")
    homes = connection.execute("""
        SELECT DISTINCT home, country_code, admin1, latitude, longitude FROM publisher_home
        WHERE home IN (SELECT home FROM asked)""").fetchall()
    of_number = {row[0]: Home(*row) for row in homes}
    pairs = connection.execute("SELECT DISTINCT home, name_key FROM option").fetchall()
    put(
        connection, "gain", GAIN_ROW, [(no, key, *gain_of(key, of_number[no])) for no, key in pairs]
    )
    # A place that is neither near nor in the same state is taken only before another that was guessed at.
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE chosen AS
        SELECT home, may_be, name_key, chosen_key FROM asked JOIN (
            SELECT asked_no, o.name_key AS chosen_key, gain, is_near FROM option o JOIN gain USING (home, name_key)
            QUALIFY row_number() OVER (PARTITION BY asked_no ORDER BY chance + gain DESC, o.name_key) = 1) USING (asked_no)
        WHERE chosen_key <> name_key AND (is_near OR (gain > 0 AND contains(name_key, '/')))""")
    connection.execute(rf"""
        UPDATE {table} SET name_key = c.chosen_key,
               country_code = nullif(regexp_extract(c.chosen_key, '^(?:GPE|ORG):([A-Z]{{3}})\b', 1), '')
        FROM chosen c, noted n
        WHERE n.article_id = {table}.article_id AND c.home = n.home AND c.may_be = {table}.may_be
        AND c.name_key = {table}.name_key""")
