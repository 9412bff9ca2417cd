"""What happened, as the collection reports it, kept as relations in DuckDB: a run merges again what a change concerns.

The rules stand in `copydesk.events.merging`; here is what is kept between runs and how a change travels through it:

    coded events of an article, keys that moved, articles of another story -> reports -> blocks -> which report stands for which
    -> rows of `events`

It comes after `copydesk.collection.entities`, whose keys the parties are kept by, and `copydesk.collection.stories`. A first run is one
in which every article is new; reports are taken block by block, so that memory holds some blocks' reports and never the collection's.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.collection.rows import work_out
from copydesk.collection.voices import n_voices
from copydesk.disk.mapping import Mapper, map_here
from copydesk.disk.own_files import quote
from copydesk.events.merging import (
    MOST_SURE,
    PER_PUBLISHER,
    STATUS_GROUP,
    Report,
    content_words,
    event_of,
    find_homes,
    trigger_root,
)
from schemas.events import EVENTS

if TYPE_CHECKING:
    import duckdb

UNDATED = "0000-00"
"""Month of what has no date."""

KEPT = """
CREATE TABLE IF NOT EXISTS evt_mention (
    event_mention_id VARCHAR, report_id VARCHAR, article_id VARCHAR, event_type VARCHAR, event_mode VARCHAR,
    contexts VARCHAR[], actor_key INTEGER, actor_text VARCHAR, actor_words VARCHAR[], recipient_key INTEGER,
    recipient_text VARCHAR, recipient_words VARCHAR[], speaker_key INTEGER, place_key INTEGER, event_date_start DATE,
    event_date_end DATE, date_precision VARCHAR, date_basis VARCHAR, status VARCHAR, confidence DOUBLE,
    actor_country VARCHAR, recipient_country VARCHAR, actor_sector VARCHAR, recipient_sector VARCHAR, evidence VARCHAR,
    trigger VARCHAR);
CREATE TABLE IF NOT EXISTS evt_report (
    report_id VARCHAR, article_id VARCHAR, story_id VARCHAR, event_type VARCHAR, event_mode VARCHAR, status_group VARCHAR, trigger VARCHAR,
    actors VARCHAR[], recipients VARCHAR[], place_id VARCHAR, first_day DATE, last_day DATE, is_soft BOOLEAN, published_at TIMESTAMPTZ, published_on DATE,
    sentence_index INTEGER, trigger_start INTEGER, home VARCHAR);
CREATE TABLE IF NOT EXISTS evt_office (key_no INTEGER, country VARCHAR, sector VARCHAR);
"""
"""What is kept. An event mention that is not positive has no report. `evt_report.home` is the report that stands for the
happening, of the same block: no happening spans these."""

BLOCK = "story_id, event_type, status_group"
"""Columns of `Report.block`."""

PARTIES = """
    pair AS (
        SELECT DISTINCT article_id, unnest([actor_key, recipient_key, speaker_key, place_key]) AS key_no FROM {mentions}),
    known AS (
        SELECT p.article_id, p.key_no, r.entity_id, f.name, f.entity_type, coalesce(f.country_code, o.country) AS country_code, o.sector
        FROM pair p JOIN ent_key k USING (key_no) JOIN ent_facts f USING (owner)
        LEFT JOIN evt_office o ON o.key_no = p.key_no AND NOT k.is_apart
        JOIN ent_row r ON r.owner = k.owner AND r.article_id = CASE WHEN k.is_apart THEN p.article_id ELSE '' END)
"""
"""What the keys of some event mentions name in their articles."""


MENTIONS_OF = """(
        FROM new_reported SEMI JOIN {reports} USING (report_id)
        UNION ALL
        FROM evt_mention WHERE rowid IN (
            SELECT rowid FROM evt_mention SEMI JOIN (FROM {reports} ANTI JOIN new_reported USING (report_id)) USING (report_id)))"""
"""The event mentions of some reports: new ones from what was just taken in, others found by their ids alone and then fetched."""


def role(name: str) -> str:
    """Return the SQL that joins what a party of `m` is known to be."""
    return f"LEFT JOIN known {name} ON {name}.key_no = m.{name}_key AND {name}.article_id = m.article_id"


def update_events(connection: duckdb.DuckDBPyConnection, mapper: Mapper = map_here) -> None:
    """Bring `evt_event` up to date with the articles that changed and the names that mean others than before.

    Reads: what `update_entities` reads and leaves; of `article` also published_on, published_month and publishers;
    `article_story`; `changed_article` (of another story, too); `headline` (title and url of each article); and `new_coded` (coded events of the new articles).

    Leaves: `evt_event` (with its `published_month` and the report that stands for it) and the temporary relations
    `touched_event` (event_id: its row appeared, went or may differ) and `touched_event_article` (article_id: the same of
    its rows of `event_mentions`).
    """
    connection.execute(KEPT)
    if not connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE table_name = 'evt_event'"
    ).fetchall():
        connection.register("no_events", EVENT_ROWS.empty_table())
        connection.execute("CREATE TABLE evt_event AS FROM no_events")
        connection.unregister("no_events")
    take_coded(connection, mapper)
    vote_offices(connection)
    find_affected(connection)
    resolve_reports(connection, mapper)
    merge_reports(connection, mapper)
    write_events(connection, mapper)


def event_mention_rows_sql(coded: str) -> str:
    """Return the SQL of the rows of `event_mentions` for a relation with the columns of `CodedEvent`."""
    return f"""
        WITH kept AS (
            FROM evt_mention WHERE rowid IN (SELECT rowid FROM evt_mention SEMI JOIN {coded} USING (event_mention_id))),
        {PARTIES.format(mentions="kept")}
        SELECT c.event_mention_id, e.event_id, c.article_id, c.section, c.sentence_index, c.evidence, c."start", c."end",
               c.trigger, c.trigger_start, c.trigger_end, c.event_type, c.event_mode,
               actor.entity_id AS actor_id, c.actor_text, recipient.entity_id AS recipient_id, c.recipient_text,
               speaker.entity_id AS speaker_id, c.date_text, c.event_date_start::TIMESTAMP_MS AS event_date_start,
               c.event_date_end::TIMESTAMP_MS AS event_date_end, c.date_basis, c.status, c.polarity, c.confidence,
               a.published_month
        FROM {coded} c JOIN article a USING (article_id) JOIN kept m USING (event_mention_id)
        {role("actor")} {role("recipient")} {role("speaker")}
        LEFT JOIN evt_report r USING (report_id) LEFT JOIN evt_event e ON e.report_id = r.home"""


def first_month(months: str) -> str:
    """Return the SQL of the first of some articles' months: that of an event, in which it stays unless it was told before."""
    return f"coalesce(min(nullif({months}, {quote(UNDATED)})), {quote(UNDATED)})"


# ------------------------------------------------------------------ reports


def take_coded(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """Take out the event mentions of gone articles and in those of new ones; parties are kept by key."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_coded AS
        SELECT article_id FROM evt_mention SEMI JOIN gone_article USING (article_id)
        UNION SELECT article_id FROM new_coded""")
    connection.execute(
        "DELETE FROM evt_mention WHERE article_id IN (SELECT article_id FROM gone_article)"
    )
    work_out(
        connection,
        mapper,
        "party_word",
        PARTY_WORD,
        words_of,
        "SELECT event_mention_id, actor_text, recipient_text FROM new_coded",
        by="event_mention_id",
    )
    keyed = "(SELECT mention_id, key_no FROM new_mention JOIN ent_key USING (name_key))"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE new_reported AS
        SELECT c.event_mention_id,
               CASE WHEN c.polarity = 'positive' THEN min(c.event_mention_id) OVER (
                   PARTITION BY c.article_id, c.section, c.trigger_start, c.trigger_end, c.event_type,
                                c.polarity = 'positive') END AS report_id,
               c.article_id, c.event_type, c.event_mode, c.contexts, actor.key_no AS actor_key, c.actor_text, w.actor_words,
               recipient.key_no AS recipient_key, c.recipient_text, w.recipient_words, speaker.key_no AS speaker_key,
               place.key_no AS place_key, c.event_date_start,
               c.event_date_end, c.date_precision, c.date_basis, c.status, c.confidence, c.actor_country,
               c.recipient_country, c.actor_sector, c.recipient_sector, c.evidence, c.trigger
        FROM new_coded c JOIN party_word w USING (event_mention_id)
        LEFT JOIN {keyed} actor ON actor.mention_id = c.actor_mention_id
        LEFT JOIN {keyed} recipient ON recipient.mention_id = c.recipient_mention_id
        LEFT JOIN {keyed} speaker ON speaker.mention_id = c.speaker_mention_id
        LEFT JOIN {keyed} place ON place.mention_id = c.place_mention_id""")
    connection.execute("INSERT INTO evt_mention BY NAME FROM new_reported")


VOTED = """
    WITH told AS (
        SELECT DISTINCT key_no, {what}, article_id FROM (
            SELECT actor_key AS key_no, actor_{what} AS {what}, article_id FROM evt_mention
            UNION ALL SELECT recipient_key, recipient_{what}, article_id FROM evt_mention)
        WHERE key_no IS NOT NULL AND {what} IS NOT NULL),
    counted AS (SELECT key_no, {what}, count(*) AS n, sum(count(*)) OVER (PARTITION BY key_no) AS n_all FROM told GROUP BY key_no, {what})
    SELECT key_no, {what} FROM counted WHERE 2 * n > n_all
"""


def vote_offices(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the state whose office each name holds, and the sector, as most articles that name one say; note the names with another one now."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE office_now AS
        SELECT key_no, country, sector FROM ({VOTED.format(what="country")}) FULL JOIN ({VOTED.format(what="sector")}) USING (key_no)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_office AS
        SELECT key_no FROM ((FROM office_now EXCEPT FROM evt_office) UNION ALL (FROM evt_office EXCEPT FROM office_now))""")
    connection.execute("DELETE FROM evt_office")
    connection.execute("INSERT INTO evt_office FROM office_now")


def find_affected(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `affected_mention`: event mentions with a key that means another than before (`is_moved`) or whose bearer is called otherwise."""
    affected, moved = "(SELECT key_no FROM affected_key)", "(SELECT key_no FROM moved_key)"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE affected_key AS
        FROM {moved} UNION SELECT key_no FROM ent_key SEMI JOIN renamed_owner USING (owner)
        UNION SELECT key_no FROM changed_office""")
    keys = ("actor_key", "recipient_key", "speaker_key", "place_key")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE affected_mention AS
        SELECT report_id, article_id, {" OR ".join(f"{key} IN {moved}" for key in keys)} AS is_moved
        FROM (SELECT report_id, article_id, {", ".join(keys)} FROM evt_mention
              WHERE {" OR ".join(f"{key} IN {affected}" for key in keys)})""")


def resolve_reports(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """Lay again the reports of changed articles, of articles in another story and of names that mean others than before, without a home."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE old_report AS
        FROM evt_report WHERE rowid IN (
            SELECT rowid FROM evt_report
            WHERE article_id IN (SELECT article_id FROM gone_article)
               OR report_id IN (SELECT report_id FROM affected_mention WHERE is_moved)
            UNION
            SELECT r.rowid FROM evt_report r SEMI JOIN changed_article USING (article_id) JOIN article_story s USING (article_id)
            WHERE r.story_id <> s.story_id)""")
    work_out(
        connection,
        mapper,
        "report_word",
        REPORT_WORD,
        roots_of,
        """SELECT m.report_id, c.trigger_lemma FROM new_coded c JOIN evt_mention m USING (event_mention_id)
           WHERE m.report_id = event_mention_id""",
        by="report_id",
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT w.report_id, c.article_id, a.published_at, a.published_on::DATE AS published_on, c.sentence_index,
               c.trigger_start, w.trigger
        FROM report_word w JOIN new_coded c ON c.event_mention_id = w.report_id JOIN article a USING (article_id)
        UNION ALL BY NAME
        SELECT report_id, article_id, published_at, published_on, sentence_index, trigger_start, trigger
        FROM old_report ANTI JOIN gone_article USING (article_id)""")
    connection.execute(
        "DELETE FROM evt_report WHERE report_id IN (SELECT report_id FROM old_report)"
    )
    group = " ".join(f"WHEN {quote(one)} THEN {quote(of)}" for one, of in STATUS_GROUP.items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE resolved AS
        WITH named AS MATERIALIZED {MENTIONS_OF.format(reports="(SELECT report_id FROM told)")},
        {PARTIES.format(mentions="named")},
        party AS (
            SELECT m.report_id,
                   flatten(list(list_append(m.actor_words, actor.entity_id))) AS actors,
                   flatten(list(list_append(m.recipient_words, recipient.entity_id))) AS recipients,
                   max(place.entity_id) FILTER (m.event_mention_id = m.report_id) AS place_id
            FROM named m {role("actor")} {role("recipient")} {role("place")} GROUP BY m.report_id)
        SELECT t.report_id, t.article_id, s.story_id, m.event_type, m.event_mode, CASE m.status {group} ELSE 'reported' END AS status_group,
               t.trigger, list_sort(list_distinct(list_filter(p.actors, lambda x: x IS NOT NULL))) AS actors,
               list_sort(list_distinct(list_filter(p.recipients, lambda x: x IS NOT NULL))) AS recipients,
               p.place_id, m.event_date_start AS first_day, m.event_date_end AS last_day,
               m.date_basis = 'bound' AS is_soft, t.published_at, t.published_on, t.sentence_index, t.trigger_start
        FROM told t JOIN party p USING (report_id) JOIN named m ON m.event_mention_id = t.report_id
        JOIN article_story s ON s.article_id = t.article_id""")
    connection.execute(f"INSERT INTO evt_report SELECT {REPORT}, NULL FROM resolved r")


def report_of(row: Mapping[str, Any]) -> Report:
    """Return the report in a row of the columns `REPORT`."""
    lists = {"actors": tuple(row["actors"]), "recipients": tuple(row["recipients"])}
    return Report(**{**row, **lists})


# ------------------------------------------------------------------ which report stands for which


def merge_reports(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """Ask again which report stands for which in every block that one came to or left; make `touched_home` and `rehomed`."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched_block AS
        SELECT {BLOCK} FROM old_report UNION SELECT {BLOCK} FROM evt_report WHERE home IS NULL""")
    work_out(
        connection,
        mapper,
        "report_home",
        HOME,
        homes_of,
        f"""SELECT {REPORT} FROM evt_report r WHERE rowid IN (
            SELECT rowid FROM evt_report SEMI JOIN touched_block USING ({BLOCK})) ORDER BY {BLOCK}""",
        by=BLOCK,
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE moved_report AS
        SELECT f.report_id, f.home, r.home AS old_home FROM report_home f JOIN evt_report r USING (report_id)
        WHERE f.home IS DISTINCT FROM r.home""")
    connection.execute("CREATE OR REPLACE TEMP TABLE rehomed AS SELECT report_id FROM moved_report")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_home AS
        SELECT report_id FROM old_report UNION SELECT home FROM old_report
        UNION SELECT home FROM moved_report UNION SELECT old_home FROM moved_report WHERE old_home IS NOT NULL""")
    connection.execute("""
        UPDATE evt_report SET home = m.home FROM moved_report m WHERE evt_report.report_id = m.report_id""")


# ------------------------------------------------------------------ rows of events


def write_events(connection: duckdb.DuckDBPyConnection, mapper: Mapper) -> None:
    """Write again the rows of events whose reports changed or whose parties and places are called otherwise now."""
    connection.execute("""
        INSERT INTO touched_home SELECT home FROM evt_report SEMI JOIN affected_mention USING (report_id)""")
    connection.execute(
        "INSERT INTO touched_home SELECT home FROM evt_report SEMI JOIN changed_article USING (article_id)"
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_event AS
        SELECT event_id FROM evt_event WHERE report_id IN (SELECT report_id FROM touched_home)""")
    connection.execute(
        "DELETE FROM evt_event WHERE report_id IN (SELECT report_id FROM touched_home)"
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_report AS
        SELECT report_id, article_id, home, published_at, sentence_index, trigger_start FROM evt_report
        WHERE home IN (SELECT report_id FROM touched_home)""")
    columns = ", ".join(FACTS)
    query = f"FROM ({EVENT_MENTIONS}) AS told({columns})"
    work_out(connection, mapper, "event_row", EVENT_ROW, rows_of, query, by="home")
    connection.execute(f"""
        INSERT INTO evt_event BY NAME
        WITH told AS (SELECT DISTINCT r.home AS report_id, r.article_id FROM touched_report r SEMI JOIN event_row e ON r.home = e.report_id),
        summary AS (
            SELECT t.report_id, {n_voices("flatten(list(a.publishers))")} AS n_publishers,
                   {first_month("a.published_month")} AS published_month
            FROM told t JOIN article a USING (article_id) GROUP BY t.report_id),
        spot AS (
            SELECT r.entity_id AS place_id, f.latitude AS place_latitude, f.longitude AS place_longitude,
                   f.admin1_code AS place_admin1
            FROM ent_row r JOIN ent_facts f USING (owner) WHERE r.entity_id IN (SELECT place_id FROM event_row))
        SELECT * REPLACE (round(least(greatest({MOST_SURE}, confidence), confidence
                   + {PER_PUBLISHER} * greatest(least(n_articles, n_publishers) - 1, 0)), 2) AS confidence)
        FROM event_row JOIN summary USING (report_id) LEFT JOIN spot USING (place_id)""")
    connection.execute("""
        INSERT INTO touched_event
        SELECT event_id FROM event_row ANTI JOIN touched_event USING (event_id)""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_event_article AS
        SELECT article_id FROM changed_coded
        UNION SELECT article_id FROM evt_report SEMI JOIN rehomed USING (report_id)
        UNION SELECT article_id FROM affected_mention WHERE is_moved""")


EVENT_MENTIONS = f"""
    WITH mention AS MATERIALIZED (
        SELECT r.home, r.published_at, r.sentence_index, r.trigger_start, m.*
        FROM {MENTIONS_OF.format(reports="(SELECT report_id FROM touched_report)")} m JOIN touched_report r USING (report_id, article_id)),
    {PARTIES.format(mentions="mention")}
    SELECT m.home, m.report_id, m.article_id, m.sentence_index, m.event_type, m.event_mode, m.contexts, m.event_date_start, m.event_date_end,
           m.date_precision, m.date_basis, m.status, m.confidence, m.published_at, m.actor_text, m.recipient_text,
           actor.entity_id, actor.name, recipient.entity_id, recipient.name, place.entity_id, place.country_code, place.name,
           actor.entity_type, recipient.entity_type, actor.country_code, recipient.country_code, m.actor_country,
           m.recipient_country, coalesce(actor.sector, m.actor_sector), coalesce(recipient.sector, m.recipient_sector),
           m.event_mention_id, m.evidence, m.trigger, h.title, h.url
    FROM mention m {role("actor")} {role("recipient")} {role("place")} LEFT JOIN headline h ON h.article_id = m.article_id
    ORDER BY m.home, m.published_at NULLS LAST, m.article_id, m.sentence_index, m.trigger_start, m.report_id, m.event_mention_id
"""
FACTS = (
    "home", "report_id", "article_id", "sentence_index", "event_type", "event_mode", "contexts", "event_date_start", "event_date_end",
    "date_precision", "date_basis", "status", "confidence", "published_at", "actor_text", "recipient_text",
    "actor_id", "actor_name", "recipient_id", "recipient_name", "place_id", "place_country", "place_name",
    "actor_type", "recipient_type", "actor_known_country", "recipient_known_country", "actor_country",
    "recipient_country", "actor_sector", "recipient_sector", "event_mention_id", "evidence", "trigger", "article_title", "article_url",
)  # fmt: skip
"""The rows of touched events, each event's together and in the order of its reports; and how their columns are called."""


# ------------------------------------------------------------------ rows that Python works out


def words_of(rows: pa.Table) -> pa.Table:
    """Return the words of the parties of event mentions: `PARTY_WORD`."""
    ids, *texts = rows.columns
    words = ([sorted(content_words(text or "")) for text in one.to_pylist()] for one in texts)
    return pa.table([ids, *words], PARTY_WORD)


def roots_of(rows: pa.Table) -> pa.Table:
    """Return the roots of the triggers of reports: `REPORT_WORD`."""
    ids, lemmas = rows.columns
    return pa.table([ids, list(map(trigger_root, lemmas.to_pylist()))], REPORT_WORD)


def homes_of(rows: pa.Table) -> pa.Table:
    """Return which report stands for each of whole blocks: `HOME`."""
    blocks = groupby(map(report_of, rows.to_pylist()), key=lambda report: report.block)
    homes = [pair for _, members in blocks for pair in find_homes(list(members)).items()]
    return pa.table([*zip(*homes, strict=True)], HOME)


def rows_of(rows: pa.Table) -> pa.Table:
    """Return what each event's rows, of the columns `FACTS`, say together: `EVENT_ROW`."""
    events = groupby(rows.to_pylist(), key=lambda row: row["home"])
    told = [event_of([*mentions]) | {"report_id": home} for home, mentions in events]
    return pa.Table.from_pylist(told, EVENT_ROW)


REPORT_COLUMNS = (
    "report_id", "article_id", "story_id", "event_type", "event_mode", "status_group", "trigger", "actors", "recipients", "place_id",
    "first_day", "last_day", "is_soft", "published_at", "published_on", "sentence_index", "trigger_start",
)  # fmt: skip
REPORT = ", ".join(f"r.{name}" for name in REPORT_COLUMNS)
"""The columns of a `Report`, in its order."""

WORDS = pa.list_(pa.string())
PARTY_WORD = pa.schema(
    [("event_mention_id", pa.string()), ("actor_words", WORDS), ("recipient_words", WORDS)]
)
REPORT_WORD = pa.schema([("report_id", pa.string()), ("trigger", pa.string())])
HOME = pa.schema([("report_id", pa.string()), ("home", pa.string())])
DAYS = ("event_date_start", "event_date_end")
JOINED = ("n_publishers", "place_latitude", "place_longitude", "place_admin1")
"""Columns of an event that its coded rows don't say: from its articles, and from where its place lies."""

EVENT_ROW = pa.schema(
    [
        *(
            pa.field(f.name, pa.date32() if f.name in DAYS else f.type)
            for f in EVENTS.to_schema()
            if f.name not in JOINED
        ),
        pa.field("report_id", pa.string()),
    ]
)
EVENT_ROWS = pa.schema(
    [
        *EVENTS.to_schema(),
        pa.field("published_month", pa.string()),
        pa.field("report_id", pa.string()),
    ]
)
"""A row of `evt_event` as Python makes it, and whole."""
