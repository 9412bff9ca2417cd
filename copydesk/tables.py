"""The published tables as an analyst wants them: flat, joined, with whole numbers that stay whole.

    from copydesk import tables

    tables.read("events")                       # a table as pandas, nullable integers right
    tables.timeline("South Korea")              # what an entity did and had done to it, with the sentences
    tables.dyads(freq="M", form="polars")       # the same functions for Polars, Arrow and DuckDB

Every function reads one version whole, from a folder or from where `copydesk publish --to s3://…` put it
(`curated="s3://…"`). What it asks stands in `copydesk/views/<function>.sql`; `sql(name)` returns it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb
import pyarrow as pa

from copydesk.disk.own_files import scan_of_table
from copydesk.disk.real_path import real_path
from copydesk.errors import CopydeskError
from copydesk.remote.mirror import is_url
from copydesk.versions.published import why_nothing
from schemas.entities import EntityType
from schemas.events import EventType
from schemas.tables import TABLES

Form = Literal["pandas", "arrow", "polars", "duckdb"]
Freq = Literal["D", "W", "M", "Q", "Y"]

CURATED = "data/curated"
VIEWS = Path(__file__).with_name("views")
HELPERS = ("event_parties", "event_countries")
"""Views that others lean on."""

LATER: Mapping[str, Mapping[str, str]] = {
    "events": {
        "intensity": "DOUBLE",
        "actor_sectors": "VARCHAR[]",
        "recipient_sectors": "VARCHAR[]",
    },
    "entities": {"latitude": "DOUBLE", "longitude": "DOUBLE"},
}
"""Columns that not every version has: `known_events` and `known_entities` have them in any case, null if need be."""

UNITS: Mapping[str, str] = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
COUNTRY_COLUMNS = ("actor_country_codes", "recipient_country_codes")
"""Where `events` has them, they are better than the countries of its entities: role nouns have one there, too."""


def read(
    table: str,
    columns: Sequence[str] | str | None = None,
    *,
    curated: str | Path = CURATED,
    form: Form = "pandas",
) -> Any:
    """Return a published table, or some of its columns, in the order in which it is stored; `runs` is read as well.

    Raises:
        CopydeskError: it is not published, or lacks a column.
    """
    with_tables = open_tables(curated)
    if table == "runs":
        lay_runs(with_tables, curated)
    elif table not in TABLES or table not in names_of(with_tables):
        raise CopydeskError(
            f"no table {table!r} in {curated}; found {', '.join(names_of(with_tables))}"
        )
    found = [row[0] for row in with_tables.execute(f"DESCRIBE {table}").fetchall()]
    if isinstance(columns, str):
        columns = [columns]
    unknown = sorted({*(columns or ())} - {*found})
    if unknown:
        raise CopydeskError(f"{table} has no column {unknown[0]!r}; it has {', '.join(found)}")
    wanted = ", ".join(f'"{column}"' for column in columns or found)
    return _answer(with_tables, f"SELECT {wanted} FROM {table}", {}, form)


def lay_runs(connection: duckdb.DuckDBPyConnection, curated: str | Path) -> None:
    """Make a view of what was published when: `runs`, flat.

    Raises:
        CopydeskError: nothing is noted.
    """
    found = runs(curated=curated)
    if not len(found):
        raise CopydeskError(f"no run is noted in {curated}; the next that publishes will be")
    connection.register("runs", pa.Table.from_pandas(found, preserve_index=False))


def took_place(
    freq: Freq = "M",
    *,
    or_bound: bool = False,
    min_confidence: float = 0.0,
    curated: str | Path = CURATED,
    form: Form = "pandas",
) -> Any:
    """Return the events that are said to have taken place, with the period of each; null where it is not told, or with `or_bound` that in which its bound ends."""
    told = {"freq": _unit(freq), "or_bound": or_bound, "min_confidence": min_confidence}
    return _view("took_place", told, curated, form)


def events_with_evidence(
    *, min_confidence: float = 0.0, curated: str | Path = CURATED, form: Form = "pandas"
) -> Any:
    """Return each event with each sentence that reports it and the article that sentence stands in."""
    return _view("events_with_evidence", {"min_confidence": min_confidence}, curated, form)


def timeline(entity: str, *, curated: str | Path = CURATED, form: Form = "pandas") -> Any:
    """Return the events in which an entity (its id, its name or an alias) acts or is acted upon, each with its surest sentence.

    Raises:
        CopydeskError: nothing is called that.
    """
    return _view_of_entity("timeline", entity, curated, form)


def mentions_of(entity: str, *, curated: str | Path = CURATED, form: Form = "pandas") -> Any:
    """Return each place where an entity (its id, its name or an alias) is named, with the words around it.

    Raises:
        CopydeskError: nothing is called that.
    """
    return _view_of_entity("mentions_of", entity, curated, form)


def comentions(
    *,
    entity_types: Sequence[str] = ("PERSON", "ORG", "GPE"),
    min_articles: int = 2,
    curated: str | Path = CURATED,
    form: Form = "pandas",
) -> Any:
    """Return pairs of entities that the same articles name, the most shared first.

    Raises:
        CopydeskError: no type of entity is called that.
    """
    types = _some_of(get_args(EntityType), entity_types, "entity_types")
    told = {"entity_types": types, "min_articles": min_articles}
    return _view("comentions", told, curated, form)


def dyads(
    freq: Freq = "M",
    *,
    event_types: Sequence[str] = (),
    or_bound: bool = False,
    min_confidence: float = 0.0,
    curated: str | Path = CURATED,
    form: Form = "pandas",
) -> Any:
    """Return counts of events by period (as `took_place` has it), country that acts and country acted upon; of some types, or of all.

    Raises:
        CopydeskError: no type of event is called that.
    """
    told = {
        "freq": _unit(freq),
        "or_bound": or_bound,
        "event_types": _some_of(get_args(EventType), event_types, "event_types"),
        "min_confidence": min_confidence,
    }
    return _view("dyads", told, curated, form)


def copies_of(article_id: str, *, curated: str | Path = CURATED, form: Form = "pandas") -> Any:
    """Return the records that carry an article, in the order of publication.

    Raises:
        CopydeskError: no article has that id.
    """
    connection = open_tables(curated)
    _need_tables(connection, "copies_of", curated)
    told = {"article_id": str(article_id)}
    if not connection.sql(f"SELECT 1 FROM ({sql('copies_of')}) LIMIT 1", params=told).fetchall():
        raise CopydeskError(f"no article has the id {article_id!r}")
    return _answer(connection, sql("copies_of"), told, form)


def search(
    question: str,
    *,
    entity: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    event_type: str | None = None,
    limit: int = 100,
    curated: str | Path = CURATED,
    form: Form = "pandas",
) -> Any:
    """Return articles that have all words of a question, the best first; with a type of event sentences that report one.

    Words in double quotes stand in a row as they are; a word after `-` must not be there. The first question to a version
    makes its index. More in `copydesk.search`.

    Raises:
        CopydeskError: no word is asked for, or nothing is called like the entity.
    """
    from copydesk.search import search as look_up

    if is_url(curated):
        raise CopydeskError(
            f"{curated}: a search needs the folder of the tables, not a copy of them"
        )
    entity_ids = [] if entity is None else find_entity(open_tables(curated), entity)
    answer = look_up(
        Path(curated),
        question,
        entity_ids=entity_ids,
        first=first,
        last=last,
        event_type=event_type,
        limit=limit,
    )
    rows = [{column: getattr(hit, column) for column in HIT_COLUMNS} for hit in answer.hits]
    found = pa.Table.from_pylist(rows, schema=pa.schema(HIT_COLUMNS.items()))
    connection = duckdb.connect(":memory:").register("found", found)
    return _answer(connection, "SELECT * FROM found", {}, form)


def runs(*, by_source: bool = False, curated: str | Path = CURATED) -> Any:
    """Return a row per published version, the oldest first, as pandas: rows by table, shares, reasons, seconds, alarms.

    With `by_source` a row per version and source: what its records had become by then.
    """
    import pandas as pd

    from copydesk.history import read_runs

    if is_url(curated):
        raise CopydeskError(f"{curated}: what was run stands in the folder of the tables alone")
    lines = read_runs(Path(curated))
    if by_source:
        lines = [
            {
                "version": line["version"],
                "published_at": line["published_at"],
                "source": source,
                **told,
            }
            for line in lines
            for source, told in line["sources"].items()
        ]
        for line in lines:
            line.pop("reasons", None)
    else:
        lines = [{key: value for key, value in line.items() if key != "sources"} for line in lines]
    found = pd.json_normalize(lines)
    if len(found):
        found["published_at"] = pd.to_datetime(found["published_at"], utc=True)
    return found


def sql(view: str) -> str:
    """Return the SQL of one of these functions, over tables called as they are published; `$name` is an argument.

    Raises:
        CopydeskError: there is none of that name.
    """
    file = VIEWS / f"{view}.sql"
    if file.parent != VIEWS or not file.is_file():
        known = sorted(path.stem for path in VIEWS.glob("*.sql"))
        raise CopydeskError(f"no view {view!r}; known are {', '.join(known)}")
    return file.read_text(encoding="utf-8")


HIT_COLUMNS: Mapping[str, pa.DataType] = {
    "score": pa.float64(), "published_on": pa.date32(), "title": pa.string(),
    "publisher": pa.string(), "passage": pa.string(), "url": pa.string(), "article_id": pa.string(),
    "event_type": pa.string(), "status": pa.string(), "event_id": pa.string(),
    "event_mention_id": pa.string(),
}  # fmt: skip
"""Of what `search` returns."""


def open_tables(curated: str | Path = CURATED) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection with a view per published table, all of one version.

    Raises:
        CopydeskError: nothing is published.
    """
    if is_url(curated):
        return _open_url(str(curated))
    version = real_path(Path(curated) / "current")
    names = [name for name in TABLES if (version / name).is_dir()]
    if not names:
        raise CopydeskError(why_nothing(Path(curated)))
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    for name in names:
        rows = scan_of_table(version / name, TABLES[name].partition)
        connection.execute(f"CREATE VIEW {name} AS FROM {rows}")
    if {"events", "entities"} <= {*names}:
        make_helpers(connection)
    return connection


def _open_url(url: str) -> duckdb.DuckDBPyConnection:
    from copydesk.remote.mirror import datasets

    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    found = datasets(url)
    for name in TABLES:
        if name in found:
            connection.register(name, found[name])
    if {"events", "entities"} <= found.keys():
        make_helpers(connection)
    return connection


def make_helpers(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views that others lean on over `events` and `entities`."""
    for table, later in LATER.items():
        missing = sorted({*later} - _columns(connection, table))
        nulls = "".join(f", CAST(NULL AS {later[column]}) AS {column}" for column in missing)
        connection.execute(f"CREATE OR REPLACE VIEW known_{table} AS SELECT *{nulls} FROM {table}")
    for name in HELPERS:
        text = sql(name)
        if name == "event_countries" and {*COUNTRY_COLUMNS} <= _columns(connection, "events"):
            text = " UNION ".join(
                f"SELECT event_id, '{column.split('_')[0]}' AS role, unnest({column}) AS country_code FROM events"
                for column in COUNTRY_COLUMNS
            )
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS {text}")


def names_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the tables that a connection has, in the order in which they are built."""
    found = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    return [name for name in TABLES if name in found]


def find_entity(connection: duckdb.DuckDBPyConnection, entity: str) -> list[str]:
    """Return the ids of what is called so: by its id, else by its name, else by an alias; two people of one name are two.

    Raises:
        CopydeskError: nothing is.
    """
    if "entities" not in names_of(connection):
        raise CopydeskError(
            "no entities are published; run `copydesk run --tables articles,entities,events`"
        )
    ways = (
        "entity_id = $entity",
        "lower(name) = lower($entity)",
        "list_contains(list_transform(aliases, lambda a: lower(a)), lower($entity))",
    )
    for way in ways:
        rows = connection.execute(
            f"SELECT entity_id FROM entities WHERE {way} ORDER BY n_mentions DESC, entity_id",
            {"entity": entity},
        ).fetchall()
        if rows:
            return [row[0] for row in rows]
    near = connection.execute(
        "SELECT name FROM entities WHERE contains(lower(name), lower($entity)) OR jaro_winkler_similarity(name, $entity) > .85 "
        "ORDER BY n_mentions DESC, name LIMIT 5",
        {"entity": entity},
    ).fetchall()
    hint = f"; near it are {', '.join(row[0] for row in near)}" if near else ""
    raise CopydeskError(f"no entity is called {entity!r}{hint}")


def to_pandas(table: pa.Table) -> Any:
    """Return an Arrow table as pandas: whole numbers and truth values that may be null stay what they are."""
    import pandas as pd

    kept = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
    return table.to_pandas(types_mapper=kept.get)


def _unit(freq: str) -> str:
    if freq not in UNITS:
        raise CopydeskError(f"freq: found {freq!r}, expected one of {', '.join(UNITS)}")
    return UNITS[freq]


def _some_of(known: Sequence[str], found: Sequence[str] | None, name: str) -> list[str]:
    """Return names out of a closed list; a name alone is a list of one. One that is not in it would count nothing, and look like an answer."""
    names = [found] if isinstance(found, str) else list(found or ())
    if unknown := [one for one in names if one not in known]:
        raise CopydeskError(f"{name}: found {unknown[0]!r}, expected some of {', '.join(known)}")
    return names


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    return {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}


def _view_of_entity(view: str, entity: str, curated: str | Path, form: Form) -> Any:
    connection = open_tables(curated)
    _need_tables(connection, view, curated)
    return _answer(connection, sql(view), {"entity_ids": find_entity(connection, entity)}, form)


def _view(view: str, told: Mapping[str, Any], curated: str | Path, form: Form) -> Any:
    least = told.get("min_confidence", 0.0)
    if not 0 <= least <= 1:
        raise CopydeskError(f"min_confidence: found {least}, expected a share of 0 to 1")
    connection = open_tables(curated)
    _need_tables(connection, view, curated)
    return _answer(connection, sql(view), told, form)


def _need_tables(connection: duckdb.DuckDBPyConnection, view: str, curated: str | Path) -> None:
    needed = ["copies" if view == "copies_of" else "mentions"]
    if view in EVENT_VIEWS:
        needed = ["events"]
    missing = [name for name in needed if name not in names_of(connection)]
    if missing:
        raise CopydeskError(
            f"{view} needs the table {missing[0]}, which is not published in {curated}; "
            "run `copydesk run --tables articles,entities,events`"
        )


EVENT_VIEWS = ("took_place", "events_with_evidence", "timeline", "dyads")


def _answer(
    connection: duckdb.DuckDBPyConnection, query: str, told: Mapping[str, Any], form: Form
) -> Any:
    if form == "duckdb":
        return connection.sql(query, params=dict(told) or None)
    table: pa.Table = connection.sql(query, params=dict(told) or None).to_arrow_table()
    connection.close()
    if form == "arrow":
        return table
    if form == "pandas":
        return to_pandas(table)
    if form == "polars":
        import polars as pl

        return pl.from_arrow(table)
    raise CopydeskError(f"form: found {form!r}, expected pandas, arrow, polars or duckdb")
