"""The registry of published tables, in the order in which they are built."""

from __future__ import annotations

from schemas.articles import ARTICLES
from schemas.contract import Table
from schemas.copies import COPIES
from schemas.entities import ENTITIES
from schemas.event_mentions import EVENT_MENTIONS
from schemas.events import EVENTS
from schemas.mentions import MENTIONS
from schemas.quarantine import QUARANTINE
from schemas.stories import STORIES

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        STORIES,
        ARTICLES,
        COPIES,
        ENTITIES,
        MENTIONS,
        EVENTS,
        EVENT_MENTIONS,
        QUARANTINE,
    )
}
