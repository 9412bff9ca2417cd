"""Who and what is named: mentions in one article, then one row per real thing over the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copydesk.entities.mentions import find_mentions

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["find_mentions", "resolve_entities"]


def resolve_entities(
    connection: duckdb.DuckDBPyConnection, mentions: str, articles: str
) -> tuple[pa.Table, pa.Table]:
    """Return (assignments, entities) of the collection; see `copydesk.entities.resolve`."""
    from copydesk.entities.resolve import resolve_entities as resolve

    return resolve(connection, mentions, articles)
