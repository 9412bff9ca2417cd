"""What happened, as the collection reports it, kept as relations in DuckDB: a run merges again what a change concerns.

The rules stand in `copydesk.events.merging`; here is what is kept between runs and how a change travels through it:

    coded events of an article, keys that moved -> reports -> blocks and days -> which report stands for which
    -> rows of `events`

It comes after `copydesk.collection.entities`, whose keys the parties are kept by. A first run is one in which every article is
new; reports are taken block by block, so that memory holds some blocks' reports and never the collection's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.collection.entities import lay
from copydesk.events.merging import (
    MOST_SURE,
    NO_CONTEXT,
    PER_PUBLISHER,
    STATUS_GROUP,
    Context,
    Report,
    block_of,
    content_words,
    event_of,
    find_homes,
    reach_of,
    trigger_root,
)
from copydesk.own_files import quote
from schemas.events import EVENTS

if TYPE_CHECKING:
    import duckdb

ROWS = 20_000
"""Rows taken into Python at a time: bounds memory."""

MARGIN_DAYS = 4
"""Days around those of a change that are read with it, so that what it concerns is mostly asked in the first round."""

UNDATED = "0000-00"
"""Month of what has no date."""

KEPT = """
CREATE TABLE IF NOT EXISTS evt_mention (
    event_mention_id VARCHAR, report_id VARCHAR, article_id VARCHAR, event_type VARCHAR, event_mode VARCHAR,
    contexts VARCHAR[], actor_key INTEGER, actor_text VARCHAR, actor_words VARCHAR[], recipient_key INTEGER,
    recipient_text VARCHAR, recipient_words VARCHAR[], speaker_key INTEGER, place_key INTEGER, event_date_start DATE,
    event_date_end DATE, date_precision VARCHAR, date_basis VARCHAR, status VARCHAR, confidence DOUBLE,
    actor_country VARCHAR, recipient_country VARCHAR, evidence VARCHAR, trigger VARCHAR);
CREATE TABLE IF NOT EXISTS evt_report (
    report_id VARCHAR, article_id VARCHAR, event_type VARCHAR, event_mode VARCHAR, status_group VARCHAR, trigger VARCHAR,
    actors VARCHAR[], recipients VARCHAR[], place_id VARCHAR, first_day DATE, last_day DATE, is_soft BOOLEAN, published_at TIMESTAMPTZ, published_on DATE,
    sentence_index INTEGER, trigger_start INTEGER, words VARCHAR[],
    block UBIGINT, earliest INTEGER, latest INTEGER, home VARCHAR);
CREATE TABLE IF NOT EXISTS evt_office (key_no INTEGER, country VARCHAR);
CREATE TABLE IF NOT EXISTS evt_context (article_id VARCHAR, names VARCHAR[], words VARCHAR[]);
"""
"""What is kept. An event mention that is not positive has no report. `evt_report.home` is the report that stands for the
happening. Blocks that share a number are taken together, and no happening spans blocks."""

PARTIES = """
    pair AS (
        SELECT DISTINCT article_id, unnest([actor_key, recipient_key, speaker_key, place_key]) AS key_no FROM {mentions}),
    known AS (
        SELECT p.article_id, p.key_no, r.entity_id, f.name, f.entity_type, coalesce(f.country_code, o.country) AS country_code
        FROM pair p JOIN ent_key k USING (key_no) JOIN ent_facts f USING (owner)
        LEFT JOIN evt_office o ON o.key_no = p.key_no AND NOT k.is_apart
        JOIN ent_row r ON r.owner = k.owner AND r.article_id = CASE WHEN k.is_apart THEN p.article_id ELSE '' END)
"""
"""What the keys of some event mentions name in their articles."""


def role(name: str) -> str:
    """Return the SQL that joins what a party of `m` is known to be."""
    return f"LEFT JOIN known {name} ON {name}.key_no = m.{name}_key AND {name}.article_id = m.article_id"


def update_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring `evt_event` up to date with the articles that changed and the names that mean others than before.

    Reads: what `update_entities` reads and leaves; of `article` also published_on, published_month and publishers;
    `changed_article`; `headline` (title and url of each article); and `new_coded` (coded events of the new articles).

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
    take_coded(connection)
    take_contexts(connection)
    vote_offices(connection)
    resolve_reports(connection)
    merge_reports(connection)
    write_events(connection)


def event_mention_rows_sql(coded: str) -> str:
    """Return the SQL of the rows of `event_mentions` for a relation with the columns of `CodedEvent`."""
    return f"""
        WITH kept AS (FROM evt_mention SEMI JOIN {coded} USING (event_mention_id)),
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


def take_coded(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out the event mentions of gone articles and in those of new ones; parties are kept by key."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_coded AS
        SELECT article_id FROM evt_mention SEMI JOIN gone_article USING (article_id)
        UNION SELECT article_id FROM new_coded""")
    connection.execute(
        "DELETE FROM evt_mention WHERE article_id IN (SELECT article_id FROM gone_article)"
    )
    lay_read(
        connection,
        "party_word",
        PARTY_WORD,
        "SELECT event_mention_id, actor_text, recipient_text FROM new_coded",
        lambda row: (row[0], *(sorted(content_words(text or "")) for text in row[1:])),
    )
    keyed = "(SELECT mention_id, key_no FROM new_mention JOIN ent_key USING (name_key))"
    connection.execute(f"""
        INSERT INTO evt_mention
        SELECT c.event_mention_id,
               CASE WHEN c.polarity = 'positive' THEN min(c.event_mention_id) OVER (
                   PARTITION BY c.article_id, c.section, c.trigger_start, c.trigger_end, c.event_type,
                                c.polarity = 'positive') END,
               c.article_id, c.event_type, c.event_mode, c.contexts, actor.key_no, c.actor_text, w.actor_words,
               recipient.key_no, c.recipient_text, w.recipient_words, speaker.key_no, place.key_no, c.event_date_start,
               c.event_date_end, c.date_precision, c.date_basis, c.status, c.confidence, c.actor_country,
               c.recipient_country, c.evidence, c.trigger
        FROM new_coded c JOIN party_word w USING (event_mention_id)
        LEFT JOIN {keyed} actor ON actor.mention_id = c.actor_mention_id
        LEFT JOIN {keyed} recipient ON recipient.mention_id = c.recipient_mention_id
        LEFT JOIN {keyed} speaker ON speaker.mention_id = c.speaker_mention_id
        LEFT JOIN {keyed} place ON place.mention_id = c.place_mention_id""")


def vote_offices(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay the state whose office each name holds, as most articles that name one say; note the names with another one now."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE office_now AS
        WITH told AS (
            SELECT DISTINCT key_no, country, article_id FROM (
                SELECT actor_key AS key_no, actor_country AS country, article_id FROM evt_mention
                UNION ALL SELECT recipient_key, recipient_country, article_id FROM evt_mention)
            WHERE key_no IS NOT NULL AND country IS NOT NULL),
        counted AS (SELECT key_no, country, count(*) AS n, sum(count(*)) OVER (PARTITION BY key_no) AS n_all FROM told GROUP BY key_no, country)
        SELECT key_no, country FROM counted WHERE 2 * n > n_all""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE changed_office AS
        SELECT key_no FROM ((FROM office_now EXCEPT FROM evt_office) UNION ALL (FROM evt_office EXCEPT FROM office_now))""")
    connection.execute("DELETE FROM evt_office")
    connection.execute("INSERT INTO evt_office FROM office_now")


def take_contexts(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out what gone articles were about, and note it of new ones: it is what tells a happening from others of its kind."""
    connection.execute(
        "DELETE FROM evt_context WHERE article_id IN (SELECT article_id FROM changed_coded)"
    )
    lay_read(
        connection,
        "context_row",
        CONTEXT_ROW,
        """SELECT article_id, names, told FROM (
               SELECT article_id, string_agg(DISTINCT evidence, ' ') AS told FROM new_coded GROUP BY article_id)
           LEFT JOIN (SELECT article_id, string_agg(DISTINCT surface, ' ') AS names FROM new_mention GROUP BY article_id)
           USING (article_id)""",
        lambda row: (row[0], *(sorted(content_words(text or "")) for text in row[1:])),
    )
    connection.execute("INSERT INTO evt_context FROM context_row")


def resolve_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay again the reports of changed articles and of names that mean others than before; they have no home yet."""
    moved = "(SELECT key_no FROM moved_key)"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE old_report AS
        SELECT * FROM evt_report
        WHERE article_id IN (SELECT article_id FROM gone_article) OR report_id IN (
            SELECT report_id FROM evt_mention
            WHERE actor_key IN {moved} OR recipient_key IN {moved} OR place_key IN {moved})""")
    lay_read(
        connection,
        "report_word",
        REPORT_WORD,
        """SELECT m.report_id, c.evidence, c.trigger_lemma FROM new_coded c JOIN evt_mention m USING (event_mention_id)
           WHERE m.report_id = event_mention_id""",
        lambda row: (row[0], sorted(content_words(row[1])), trigger_root(row[2])),
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT w.report_id, c.article_id, a.published_at, a.published_on::DATE AS published_on, c.sentence_index,
               c.trigger_start, w.trigger, w.words
        FROM report_word w JOIN new_coded c ON c.event_mention_id = w.report_id JOIN article a USING (article_id)
        UNION ALL BY NAME
        SELECT report_id, article_id, published_at, published_on, sentence_index, trigger_start, trigger, words
        FROM old_report ANTI JOIN gone_article USING (article_id)""")
    connection.execute(
        "DELETE FROM evt_report WHERE report_id IN (SELECT report_id FROM old_report)"
    )
    group = " ".join(f"WHEN {quote(one)} THEN {quote(of)}" for one, of in STATUS_GROUP.items())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE resolved AS
        WITH named AS (FROM evt_mention SEMI JOIN told USING (report_id)),
        {PARTIES.format(mentions="named")},
        party AS (
            SELECT m.report_id,
                   flatten(list(list_append(m.actor_words, actor.entity_id))) AS actors,
                   flatten(list(list_append(m.recipient_words, recipient.entity_id))) AS recipients,
                   max(place.entity_id) FILTER (m.event_mention_id = m.report_id) AS place_id
            FROM named m {role("actor")} {role("recipient")} {role("place")} GROUP BY m.report_id)
        SELECT t.report_id, t.article_id, m.event_type, m.event_mode, CASE m.status {group} ELSE 'reported' END AS status_group,
               t.trigger, list_sort(list_distinct(list_filter(p.actors, lambda x: x IS NOT NULL))) AS actors,
               list_sort(list_distinct(list_filter(p.recipients, lambda x: x IS NOT NULL))) AS recipients,
               p.place_id, m.event_date_start AS first_day, m.event_date_end AS last_day,
               m.date_basis IN ('publication', 'bound') AS is_soft, t.published_at, t.published_on, t.sentence_index, t.trigger_start,
               t.words
        FROM told t JOIN party p USING (report_id) JOIN evt_mention m ON m.event_mention_id = t.report_id""")
    lay_read(connection, "place_row", PLACE_ROW, f"SELECT {REPORT} FROM resolved r", place_of)
    connection.execute(f"""
        INSERT INTO evt_report
        SELECT {REPORT}, md5_number_lower(p.block), p.earliest, p.latest, NULL
        FROM resolved r JOIN place_row p USING (report_id)""")


def report_of(row: Sequence[Any], context: Context = NO_CONTEXT) -> Report:
    """Return the report in a row of the columns `REPORT`."""
    values = dict(zip(REPORT_COLUMNS, row, strict=True))
    lists = {"actors": tuple(values["actors"]), "recipients": tuple(values["recipients"])}
    return Report(**values | lists | {"words": frozenset(values["words"]), "context": context})


def place_of(row: Sequence[Any]) -> tuple[str, str, int | None, int | None]:
    """Return where a report is looked for: its block and days."""
    report = report_of(row)
    return (report.report_id, block_of(report), *(reach_of(report) or (None, None)))


# ------------------------------------------------------------------ which report stands for which


def merge_reports(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a home to each report without one, and again to those that this concerns; lay `touched_home` and `rehomed`."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_home AS
        SELECT report_id FROM old_report UNION SELECT home FROM old_report""")
    connection.execute("CREATE OR REPLACE TEMP TABLE rehomed (report_id VARCHAR)")
    connection.execute(
        "UPDATE evt_report SET home = NULL WHERE home IN (SELECT report_id FROM old_report)"
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE span AS
        SELECT block, earliest - {MARGIN_DAYS} AS earliest, latest + {MARGIN_DAYS} AS latest
        FROM evt_report WHERE home IS NULL""")
    # In each round, blocks are read around their spans. Where a report was concerned that reaches further, once more.
    while connection.execute("SELECT 1 FROM span LIMIT 1").fetchall():
        lay_loaded(connection)
        wider: list[tuple[int, int, int]] = []
        for (chunk,) in connection.execute(
            "SELECT DISTINCT chunk FROM loaded ORDER BY 1"
        ).fetchall():
            wider += merge_chunk(connection, chunk)
        lay(connection, "span", SPAN, wider)
        connection.execute("INSERT INTO span FROM island WHERE block IN (SELECT block FROM span)")


def lay_loaded(connection: duckdb.DuckDBPyConnection) -> None:
    """Lay `island`, spans of a block that don't overlap, and `loaded`, the reports to be read for them."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE island AS
        SELECT block, min(earliest) AS earliest, max(latest) AS latest
        FROM (SELECT *, count(*) FILTER (is_first) OVER (PARTITION BY block ORDER BY earliest, latest ROWS UNBOUNDED PRECEDING) AS island
              FROM (SELECT *, coalesce(earliest > max(latest) OVER (PARTITION BY block ORDER BY earliest, latest
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS is_first FROM span))
        GROUP BY block, island""")
    # A report's own article is near it whatever the days; whether a home is earlier than another is seen in its row.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE loaded AS
        WITH near AS (
            SELECT block, article_id FROM evt_report r SEMI JOIN island i
            ON r.block = i.block AND r.earliest <= i.latest AND r.latest >= i.earliest
            UNION SELECT block, article_id FROM evt_report SEMI JOIN span USING (block) WHERE home IS NULL),
        mate AS (SELECT block, report_id, home FROM evt_report SEMI JOIN near USING (block, article_id)),
        wanted AS (SELECT block, report_id FROM mate UNION SELECT block, home FROM mate WHERE home IS NOT NULL)
        SELECT block, report_id, chunk FROM wanted JOIN (
            SELECT block, ((sum(n) OVER (ORDER BY block) - n) // {ROWS})::BIGINT AS chunk
            FROM (SELECT block, count(*) AS n FROM wanted GROUP BY block)) USING (block)""")


def merge_chunk(connection: duckdb.DuckDBPyConnection, chunk: int) -> list[tuple[int, int, int]]:
    """Find homes in some blocks; return the spans of those in which more must be read first."""
    islands: dict[int, list[tuple[int, int]]] = {}
    for block, *span in connection.execute(
        "FROM island SEMI JOIN (FROM loaded WHERE chunk = ?) USING (block) WHERE earliest IS NOT NULL",
        [chunk],
    ).fetchall():
        islands.setdefault(block, []).append((span[0], span[1]))
    contexts = {
        article_id: Context(frozenset(names), frozenset((*names, *words)))
        for article_id, names, words in connection.execute(
            """FROM evt_context SEMI JOIN (FROM evt_report SEMI JOIN (FROM loaded WHERE chunk = ?)
               USING (block, report_id)) USING (article_id)""",
            [chunk],
        ).fetchall()
    }
    rows = connection.execute(
        f"""SELECT {REPORT}, r.home, r.block FROM evt_report r
            SEMI JOIN (FROM loaded WHERE chunk = ?) USING (block, report_id) ORDER BY r.block""",
        [chunk],
    ).fetchall()
    wider: list[tuple[int, int, int]] = []
    found: list[tuple[str, str]] = []
    for block, members in groupby(rows, key=lambda row: row[-1]):
        reports: dict[str, Report] = {}
        kept: dict[str, str] = {}
        for row in members:
            reports[row[0]] = report_of(row[:-2], contexts.get(row[1], NO_CONTEXT))
            if row[-2] is not None:
                kept[row[0]] = row[-2]
        homes = find_homes(list(reports.values()), kept)
        reaches = {reach for one in homes if (reach := reach_of(reports[one])) is not None}
        beyond = [r for r in sorted(reaches) if not is_within(r, islands.get(block, ()))]
        wider += [(block, first - MARGIN_DAYS, last + MARGIN_DAYS) for first, last in beyond]
        if not beyond:
            found += homes.items()
    lay(connection, "found", HOME, found)
    connection.execute("""
        INSERT INTO touched_home
        SELECT home FROM found UNION SELECT home FROM evt_report SEMI JOIN found USING (report_id) WHERE home IS NOT NULL""")
    connection.execute("""
        INSERT INTO rehomed SELECT f.report_id FROM found f JOIN evt_report r USING (report_id)
        WHERE f.home IS DISTINCT FROM r.home""")
    connection.execute("""
        UPDATE evt_report SET home = f.home FROM found f
        WHERE evt_report.report_id = f.report_id AND evt_report.home IS DISTINCT FROM f.home""")
    return wider


def is_within(reach: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether days lie within one of some spans."""
    return any(first <= reach[0] and reach[1] <= last for first, last in spans)


# ------------------------------------------------------------------ rows of events


def write_events(connection: duckdb.DuckDBPyConnection) -> None:
    """Write again the rows of events whose reports changed or whose parties and places are called otherwise now."""
    renamed = """(SELECT key_no FROM ent_key SEMI JOIN renamed_owner USING (owner)
        UNION SELECT key_no FROM changed_office)"""
    connection.execute(f"""
        INSERT INTO touched_home
        SELECT home FROM evt_report WHERE report_id IN (
            SELECT report_id FROM evt_mention
            WHERE actor_key IN {renamed} OR recipient_key IN {renamed} OR place_key IN {renamed})""")
    connection.execute(
        "INSERT INTO touched_home SELECT home FROM evt_report SEMI JOIN changed_article USING (article_id)"
    )
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE touched_event AS
        SELECT event_id FROM evt_event WHERE report_id IN (SELECT report_id FROM touched_home)""")
    connection.execute(
        "DELETE FROM evt_event WHERE report_id IN (SELECT report_id FROM touched_home)"
    )
    lay(connection, "event_row", EVENT_ROW, [])
    batch: list[Sequence[Any]] = []
    rows = rows_of(connection, EVENT_MENTIONS)
    for _, members in groupby(rows, key=lambda row: row[0]):
        batch.append(told_row([dict(zip(FACTS, row, strict=True)) for row in members]))
        if len(batch) >= ROWS:
            add(connection, "event_row", EVENT_ROW, batch)
            batch = []
    add(connection, "event_row", EVENT_ROW, batch)
    connection.execute(f"""
        INSERT INTO evt_event BY NAME
        WITH told AS (SELECT DISTINCT r.home AS report_id, r.article_id FROM evt_report r SEMI JOIN event_row e ON r.home = e.report_id),
        voice AS (SELECT article_id, unnest(publishers) AS publisher FROM article SEMI JOIN told USING (article_id)),
        summary AS (
            SELECT t.report_id, count(DISTINCT v.publisher) AS n_publishers,
                   {first_month("a.published_month")} AS published_month
            FROM told t JOIN article a USING (article_id) LEFT JOIN voice v USING (article_id) GROUP BY ALL),
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
    keys = " OR ".join(
        f"{name}_key IN (SELECT key_no FROM moved_key)"
        for name in ("actor", "recipient", "speaker", "place")
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE touched_event_article AS
        SELECT article_id FROM changed_coded
        UNION SELECT article_id FROM evt_report SEMI JOIN rehomed USING (report_id)
        UNION SELECT article_id FROM evt_mention WHERE {keys}""")


def told_row(rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    """Return what an event's rows say together, in the order of `EVENT_ROW`."""
    event = event_of(rows) | {"report_id": rows[0]["report_id"]}
    return tuple(event[name] for name in EVENT_ROW.names)


EVENT_MENTIONS = f"""
    WITH mention AS (
        SELECT r.home, r.published_at, r.sentence_index, r.trigger_start, m.* FROM evt_mention m
        JOIN (FROM evt_report WHERE home IN (SELECT report_id FROM touched_home)) r USING (report_id, article_id)),
    {PARTIES.format(mentions="mention")}
    SELECT m.home, m.report_id, m.article_id, m.sentence_index, m.event_type, m.event_mode, m.contexts, m.event_date_start, m.event_date_end,
           m.date_precision, m.date_basis, m.status, m.confidence, m.published_at, m.actor_text, m.recipient_text,
           actor.entity_id, actor.name, recipient.entity_id, recipient.name, place.entity_id, place.country_code, place.name,
           actor.entity_type, recipient.entity_type, actor.country_code, recipient.country_code, m.actor_country,
           m.recipient_country, m.event_mention_id, m.evidence, m.trigger, h.title, h.url
    FROM mention m {role("actor")} {role("recipient")} {role("place")} LEFT JOIN headline h ON h.article_id = m.article_id
    ORDER BY m.home, m.published_at NULLS LAST, m.article_id, m.sentence_index, m.trigger_start, m.report_id, m.event_mention_id
"""
FACTS = (
    "home", "report_id", "article_id", "sentence_index", "event_type", "event_mode", "contexts", "event_date_start", "event_date_end",
    "date_precision", "date_basis", "status", "confidence", "published_at", "actor_text", "recipient_text",
    "actor_id", "actor_name", "recipient_id", "recipient_name", "place_id", "place_country", "place_name",
    "actor_type", "recipient_type", "actor_known_country", "recipient_known_country", "actor_country",
    "recipient_country", "event_mention_id", "evidence", "trigger", "article_title", "article_url",
)  # fmt: skip
"""The rows of touched events, each event's together and in the order of its reports; and how their columns are called."""


# ------------------------------------------------------------------ rows that Python works out


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query, a batch at a time; the connection may be used meanwhile."""
    # Numbered by us: until a transaction is committed, DuckDB's own row numbers are not counted from 0.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE row_read AS SELECT q.*, row_number() OVER () - 1 AS row_no FROM ({query}) q""")
    ((n,),) = connection.execute("SELECT count(*) FROM row_read").fetchall()
    for start in range(0, n, ROWS):
        yield from connection.execute(
            "SELECT * EXCLUDE (row_no) FROM row_read WHERE row_no >= ? AND row_no < ? ORDER BY row_no",
            [start, start + ROWS],
        ).fetchall()


def lay_read(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    schema: pa.Schema,
    query: str,
    read: Callable[[Sequence[Any]], Sequence[Any]],
) -> None:
    """Lay a temporary table of what Python makes of each row of a query."""
    lay(connection, table, schema, [])
    rows = rows_of(connection, query)
    while batch := [read(row) for row in islice(rows, ROWS)]:
        add(connection, table, schema, batch)


def add(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    schema: pa.Schema,
    rows: Sequence[Sequence[Any]],
) -> None:
    """Add rows to a temporary table."""
    lay(connection, "added", schema, rows)
    connection.execute(f"INSERT INTO {table} FROM added")


REPORT_COLUMNS = (
    "report_id", "article_id", "event_type", "event_mode", "status_group", "trigger", "actors", "recipients", "place_id",
    "first_day", "last_day", "is_soft", "published_at", "published_on", "sentence_index", "trigger_start", "words",
)  # fmt: skip
REPORT = ", ".join(f"r.{name}" for name in REPORT_COLUMNS)
"""The columns of a `Report`, in its order."""

WORDS = pa.list_(pa.string())
PARTY_WORD = pa.schema(
    [
        ("event_mention_id", pa.string()),
        ("actor_words", WORDS),
        ("recipient_words", WORDS),
    ]
)
REPORT_WORD = pa.schema([("report_id", pa.string()), ("words", WORDS), ("trigger", pa.string())])
CONTEXT_ROW = pa.schema([("article_id", pa.string()), ("names", WORDS), ("words", WORDS)])
PLACE_ROW = pa.schema(
    [
        ("report_id", pa.string()),
        ("block", pa.string()),
        ("earliest", pa.int32()),
        ("latest", pa.int32()),
    ]
)
SPAN = pa.schema([("block", pa.uint64()), ("earliest", pa.int32()), ("latest", pa.int32())])
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
