"""One row per real thing over the collection: the articles' keys merged where the collection leaves no doubt.

The keys, names and surfaces are counted in SQL; what is decided here grows with distinct names, not with mentions.
Every decision is a function of those counts, so that the order of rows never matters.
"""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast, get_args

from copydesk.entities.gazetteer import gazetteer
from copydesk.entities.merging import merged_keys
from copydesk.ids import content_id
from schemas.columns import EntityType

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

MAX_NAME = 300

FORMS = """
    SELECT name_key, name, surface, entity_type, country_code,
           count(*)::BIGINT AS n, count(DISTINCT article_id)::BIGINT AS n_articles
    FROM {mentions} GROUP BY ALL ORDER BY ALL
"""
ARTICLES_BY_KEY = """
    SELECT name_key, count(DISTINCT article_id)::BIGINT AS n_articles FROM {mentions} GROUP BY ALL ORDER BY ALL
"""
ASSIGN = """
    SELECT m.mention_id, k.entity_id
    FROM {mentions} m JOIN {keys} k
      ON m.name_key = k.name_key AND (k.article_id = '' OR k.article_id = m.article_id)
    ORDER BY m.mention_id
"""
APART = "SELECT DISTINCT name_key, article_id FROM {mentions} WHERE name_key IN (SELECT unnest(?)) ORDER BY ALL"


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """One way in which the collection names one key, with how often."""

    key: str
    name: str
    surface: str
    entity_type: EntityType
    country_code: str | None
    n: int
    n_articles: int


@dataclasses.dataclass(frozen=True, slots=True)
class EntityRow:
    """A row of the entities table, before the counts over articles."""

    entity_id: str
    name: str
    entity_type: EntityType
    aliases: tuple[str, ...]
    country_code: str | None
    wikidata_id: str | None


def resolve_entities(
    connection: duckdb.DuckDBPyConnection, mentions: str, articles: str
) -> tuple[pa.Table, pa.Table]:
    """Return (mention_id, entity_id) for every mention, and the entities, both sorted by their first column.

    Args:
        connection: Holds the views; a temporary table is made and dropped.
        mentions: View with the columns of `FoundMention`.
        articles: View with article_id; not read yet: a name means what the mentions say.
    """
    forms = [Form(*row) for row in connection.execute(FORMS.format(mentions=mentions)).fetchall()]
    weights = dict(connection.execute(ARTICLES_BY_KEY.format(mentions=mentions)).fetchall())
    merged, ambiguous = merged_keys(
        [(f.key, f.name, f.surface, f.n_articles) for f in forms], weights
    )
    by_owner: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.key not in ambiguous:
            by_owner[merged[form.key]].append(form)
    rows = [entity_row(owner, members) for owner, members in sorted(by_owner.items())]
    ids = {owner: row.entity_id for owner, row in zip(sorted(by_owner), rows, strict=True)}
    keys = [(key, "", ids[merged[key]]) for key in sorted(merged) if key not in ambiguous]
    owned = {key: merged[key] for key in ambiguous}
    alone = apart(connection, mentions, owned, forms)
    keys += [(key, article_id, row.entity_id) for key, article_id, row in alone]
    rows += {row.entity_id: row for _, _, row in alone}.values()
    return assignments(connection, mentions, keys), entity_table(rows)


def apart(
    connection: duckdb.DuckDBPyConnection,
    mentions: str,
    owned: Mapping[str, str],
    forms: list[Form],
) -> list[tuple[str, str, EntityRow]]:
    """Return (key, article, row) for names that several people bear: one row per article, since two may be meant.

    `owned` gives the key under which each of these keys counts: "John" taken for a place is the article's John, too.
    """
    if not owned:
        return []
    by_owner: defaultdict[str, list[Form]] = defaultdict(list)
    for form in forms:
        if form.key in owned:
            by_owner[owned[form.key]].append(form)
    pairs = connection.execute(APART.format(mentions=mentions), [sorted(owned)]).fetchall()
    return [
        (key, article, entity_row(owned[key], by_owner[owned[key]], article))
        for key, article in pairs
    ]


def entity_row(owner: str, forms: list[Form], article_id: str = "") -> EntityRow:
    """Return the row of an entity from all forms of its name."""
    kind = entity_type_of(owner, forms)
    name = canonical_name(owner, forms, kind)
    surfaces = {tidy(form.surface) for form in forms} | {tidy(form.name) for form in forms}
    parts = (kind, owner.partition(":")[2]) + ((article_id,) if article_id else ())
    return EntityRow(
        entity_id=content_id("ent", *parts),
        name=name,
        entity_type=kind,
        aliases=tuple(sorted(s for s in surfaces if s and s != name)),
        country_code=country_of(owner, forms),
        wikidata_id=gazetteer().wikidata.get(owner),
    )


def tidy(text: str) -> str:
    """Return a form on one line, not longer than a name may be."""
    return " ".join(text.split())[:MAX_NAME].strip()


def entity_type_of(owner: str, forms: list[Form]) -> EntityType:
    """Return the type that the key names."""
    kind = owner.partition(":")[0]
    if kind in get_args(EntityType):
        return cast(EntityType, kind)
    return max(forms, key=lambda f: (f.n, f.entity_type)).entity_type


def canonical_name(owner: str, forms: list[Form], kind: EntityType) -> str:
    """Return a known thing's own name, else the fullest usual form in the collection."""
    state = gazetteer().states.get(owner.removeprefix("GPE:"))
    if state is not None:
        return state.name
    counts: Counter[str] = Counter()
    for form in forms:
        counts[tidy(form.name)] += form.n_articles
    full = (
        {name for name in counts if len(name.split()) > 1} if kind in ("PERSON", "ORG") else set()
    )
    usual = max(counts.values()) if not full else max(counts[name] for name in full)
    eligible = [name for name in full or counts if counts[name] * 3 >= usual]
    return min(eligible, key=lambda name: (name.isupper(), -counts[name], -len(name), name))


def country_of(owner: str, forms: list[Form]) -> str | None:
    """Return the state that most mentions say it is or belongs to."""
    counts: Counter[str] = Counter()
    for form in forms:
        if form.country_code:
            counts[form.country_code] += form.n
    return min(counts, key=lambda code: (-counts[code], code)) if counts else None


def assignments(
    connection: duckdb.DuckDBPyConnection, mentions: str, keys: Iterable[tuple[str, str, str]]
) -> pa.Table:
    """Return which entity each mention names."""
    import pyarrow as pa

    rows = list(keys)
    names = ("name_key", "article_id", "entity_id")
    table = pa.table(
        {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(names)}
    )
    connection.register("entity_keys_of_names", table)
    try:
        query = ASSIGN.format(mentions=mentions, keys="entity_keys_of_names")
        return connection.sql(query).to_arrow_table()
    finally:
        connection.unregister("entity_keys_of_names")


def entity_table(rows: Iterable[EntityRow]) -> pa.Table:
    """Return the entities as a table, sorted by id."""
    import pyarrow as pa

    ordered = sorted(rows, key=lambda row: row.entity_id)
    columns = {
        field.name: [getattr(row, field.name) for row in ordered]
        for field in dataclasses.fields(EntityRow)
    }
    kinds = {"aliases": pa.list_(pa.string())}
    return pa.table(
        {name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()}
    )
