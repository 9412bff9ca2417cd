"""A collection of made-up articles whose entities and events are kept: tests change it and look at what is left."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from copydesk.annotation import CODED_SCHEMA, MENTION_SCHEMA
from copydesk.collection.entities import mention_rows_sql, update_entities
from copydesk.collection.events import event_mention_rows_sql, update_events
from copydesk.collection.tables import keep_rows, whole_rows
from copydesk.disk.mapping import Mapper, map_here
from copydesk.text.language import CodedEvent, FoundMention

ARTICLE_SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("published_at", pa.timestamp("us", "UTC")),
        ("published_on", pa.date32()),
        ("published_month", pa.string()),
        ("publishers", pa.list_(pa.string())),
    ]
)
SEAT_SCHEMA = pa.schema(
    [("article_id", pa.string()), ("latitude", pa.float64()), ("longitude", pa.float64())]
)
STORY_SCHEMA = pa.schema([("article_id", pa.string()), ("story_id", pa.string())])
KEPT = {
    "article": "SELECT article_id, published_at, latitude, longitude FROM ent_article",
    "key": "SELECT name_key, n_articles, is_common, root, owner, is_apart FROM ent_key",
    "link": "SELECT name_key, link FROM ent_link JOIN ent_key USING (key_no)",
    "surname": "SELECT name_key, surname FROM ent_surname JOIN ent_key USING (key_no)",
    "form": "SELECT name_key, f.* EXCLUDE (form_no, key_no) FROM ent_form f JOIN ent_key USING (key_no)",
    "naming": """
        SELECT article_id, name_key, f.* EXCLUDE (form_no, key_no, n, n_articles), n.n
        FROM ent_naming n LEFT JOIN ent_article USING (article_no) LEFT JOIN ent_form f USING (form_no)
        LEFT JOIN ent_key USING (key_no)""",
    "facts": "SELECT * FROM ent_facts",
    "row": "SELECT * FROM ent_row",
    "entities": "SELECT * FROM fresh_entities",
    "event_mention": """
        SELECT m.* EXCLUDE (actor_key, recipient_key, speaker_key, place_key), a.name_key AS actor, r.name_key AS recipient,
               s.name_key AS speaker, p.name_key AS place
        FROM evt_mention m LEFT JOIN ent_key a ON a.key_no = actor_key LEFT JOIN ent_key r ON r.key_no = recipient_key
        LEFT JOIN ent_key s ON s.key_no = speaker_key LEFT JOIN ent_key p ON p.key_no = place_key""",
    "report": "SELECT * FROM evt_report",
    "events": "SELECT * FROM evt_event",
    "entity_row": "SELECT * FROM row_entities",
    "event_row": "SELECT * FROM row_events",
}
"""All that is kept, without the numbers that join it; the last two are rows as a run takes them for changed or not."""


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """One article as the stage sees it."""

    article_id: str
    mentions: tuple[FoundMention, ...] = ()
    published_at: dt.datetime | None = None
    publishers: tuple[str, ...] = ()
    coded: tuple[CodedEvent, ...] = ()
    seat: tuple[float, float] | None = None
    story_id: str = "sty_one"

    def row(self) -> dict[str, Any]:
        """Return its row of `article`."""
        day = self.published_at and self.published_at.date()
        month = f"{day:%Y-%m}" if day else "0000-00"
        return {
            "article_id": self.article_id,
            "published_at": self.published_at,
            "published_on": day,
            "published_month": month,
            "publishers": self.publishers,
        }


def lay(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: Iterable[Mapping[str, Any]],
    schema: pa.Schema,
) -> None:
    """Lay a table of rows."""
    connection.register("given_rows", pa.Table.from_pylist(list(rows), schema=schema))
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM given_rows")
    connection.unregister("given_rows")


def lay_ids(connection: duckdb.DuckDBPyConnection, name: str, ids: Iterable[str]) -> None:
    """Lay a table of article ids."""
    lay(
        connection,
        name,
        [{"article_id": i} for i in sorted(ids)],
        pa.schema([("article_id", pa.string())]),
    )


class Kept:
    """A collection that is kept: `put` adds, changes and removes articles."""

    def __init__(self, mapper: Mapper = map_here) -> None:
        self.mapper = mapper
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.stories: dict[str, Story] = {}
        # By article, as a reader of the tables has them.
        self.mentions: dict[str, list[tuple[Any, ...]]] = {}
        self.event_mentions: dict[str, list[tuple[Any, ...]]] = {}

    def put(
        self,
        new: Iterable[Story],
        gone: Iterable[str] = (),
        stories: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Let articles be these from now on, others be gone, and some be of these stories by now."""
        came = {story.article_id: story for story in new}
        went = {article_id for article_id in (*gone, *came) if article_id in self.stories}
        for article_id in went:
            del self.stories[article_id]
        self.stories |= came
        for article_id in self.stories.keys() & stories.keys():
            one = self.stories[article_id]
            self.stories[article_id] = dataclasses.replace(one, story_id=stories[article_id])
        self.connection.execute("BEGIN")  # as in a run
        lay(self.connection, "article", [s.row() for s in self.stories.values()], ARTICLE_SCHEMA)
        lay_ids(self.connection, "gone_article", went)
        lay_ids(self.connection, "new_article", came)
        lay_ids(self.connection, "changed_article", {*came, *went, *gone, *stories})
        self.connection.execute(
            "CREATE OR REPLACE TEMP VIEW headline AS SELECT article_id, article_id AS title, NULL::VARCHAR AS url FROM article"
        )
        seats = [
            {"article_id": s.article_id, "latitude": s.seat[0], "longitude": s.seat[1]}
            for s in self.stories.values()
            if s.seat is not None
        ]
        lay(self.connection, "article_home", seats, SEAT_SCHEMA)
        told = [{"article_id": s.article_id, "story_id": s.story_id} for s in self.stories.values()]
        lay(self.connection, "article_story", told, STORY_SCHEMA)
        rows = [dataclasses.asdict(m) for story in came.values() for m in story.mentions]
        lay(self.connection, "new_mention", rows, MENTION_SCHEMA)
        coded = [dataclasses.asdict(c) for story in came.values() for c in story.coded]
        lay(self.connection, "new_coded", coded, CODED_SCHEMA)
        update_entities(self.connection, self.mapper)
        keep_rows(self.connection, whole_rows("entities"), "touched_entity")
        update_events(self.connection, self.mapper)
        self.connection.execute("CREATE OR REPLACE TEMP VIEW fresh_events AS FROM evt_event")
        keep_rows(self.connection, whole_rows("events"), "touched_event")
        self.connection.execute("COMMIT")
        self.read_again("touched_mention_article", self.mentions, self.mention_rows())
        self.read_again("touched_event_article", self.event_mentions, self.event_mention_rows())

    def read_again(
        self,
        touched: str,
        table: dict[str, list[tuple[Any, ...]]],
        fresh: dict[str, list[tuple[Any, ...]]],
    ) -> None:
        """Read the rows of the articles that were touched, as a run writes them."""
        for (article_id,) in self.rows(f"SELECT article_id FROM {touched}"):
            table.pop(article_id, None)
            if article_id in fresh:
                table[article_id] = fresh[article_id]

    def mention_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of `mentions`, by article."""
        found = [dataclasses.asdict(m) for story in self.stories.values() for m in story.mentions]
        lay(self.connection, "any_mention", found, MENTION_SCHEMA)
        return self.by_article(mention_rows_sql("any_mention"), 1)

    def event_mention_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of `event_mentions`, by article."""
        coded = [dataclasses.asdict(c) for story in self.stories.values() for c in story.coded]
        lay(self.connection, "any_coded", coded, CODED_SCHEMA)
        return self.by_article(event_mention_rows_sql("any_coded"), 2)

    def by_article(self, sql: str, column: int) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of a query by what stands in a column."""
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for row in self.rows(sql):
            rows.setdefault(row[column], []).append(row)
        return rows

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query, sorted."""
        return sorted(self.connection.sql(sql).fetchall(), key=repr)

    def kept(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all that is kept."""
        return {name: self.rows(sql) for name, sql in KEPT.items()}


def from_nothing(stories: Sequence[Story], mapper: Mapper = map_here) -> Kept:
    """Return the collection of these articles, made in one go."""
    kept = Kept(mapper)
    kept.put(stories)
    return kept
