"""The stage: from the articles of a collection to one row per record that says which article it is a copy of."""

from __future__ import annotations

import dataclasses
from typing import Any, Final, Literal

import pyarrow as pa

from copydesk.dedup.candidates import drop_tables, find_candidates
from copydesk.dedup.clusters import components, find_truncated, split_group
from copydesk.dedup.edges import Edges, find_edges, measure_pairs
from copydesk.dedup.likeness import Likeness, is_kin

CopyKind = Literal["canonical", "exact", "near", "contained", "revision"]

COPIES: Final = pa.schema(
    [
        ("record_id", pa.string()),
        ("canonical_id", pa.string()),
        ("kind", pa.string()),
        ("similarity", pa.float64()),
    ]
)
SAME_TITLE = 0.8
CONTAINED_SHARE = 0.8
CONTAINED_SIZE = 0.8
"""A copy is contained when so much of it is in its article, and it has no more than so much of its words
(or the other way round)."""

MEMBERS = """
    SELECT s.doc, d.doc, d.record_id, d.url_key, d.source_key,
           a.title IS NOT NULL, len(coalesce(a.authors, [])) > 0,
           epoch_us(a.published_at) + CASE a.published_precision
               WHEN 'day' THEN 86400000000 WHEN 'month' THEN 31 * 86400000000 ELSE 0 END,
           epoch_us(coalesce(a.updated_at, a.published_at)), epoch_us(a.crawled_at)
    FROM dedup_wanted AS w JOIN dedup_docs AS s USING (doc)
    JOIN dedup_docs AS d ON d.stand_in = s.record_id
    JOIN {articles} AS a ON a.record_id = d.record_id
    ORDER BY s.doc, d.doc
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A record of a group. Moments are microseconds since 1970; `published` is the latest it can have been."""

    text: int  # number of the record that stands in for all with the same words
    doc: int
    record_id: str
    url_key: int | None
    source_key: int
    has_title: bool
    has_author: bool
    published: int | None
    changed: int | None
    crawled: int | None

    def rank(self, truncated: set[int]) -> tuple[bool, bool, bool, int, bool, str]:
        """Return what the members of a group are sorted by: complete, dated, titled, early, signed, then by id."""
        return (
            self.text in truncated,
            self.published is None,
            not self.has_title,
            self.published or 0,
            not self.has_author,
            self.record_id,
        )

    def version(self) -> tuple[int, int]:
        """Return what the versions of one page are sorted by."""
        return (self.changed or 0, self.crawled or 0)


def _read_members(connection: Any, articles: str, docs: list[int]) -> dict[int, list[Member]]:
    """Return the records with the same words, by the number of the one that stands in for them."""
    connection.register("dedup_wanted", pa.table({"doc": pa.array(docs, pa.int32())}))
    members: dict[int, list[Member]] = {}
    for row in connection.execute(MEMBERS.format(articles=articles)).fetchall():
        members.setdefault(row[0], []).append(Member(*row))
    connection.unregister("dedup_wanted")
    return members


def _representative(members: list[Member], truncated: set[int]) -> Member:
    """Return the earliest complete member or, where its page was changed later, the latest complete version of it."""
    first = min(members, key=lambda member: member.rank(truncated))
    versions = [
        member
        for member in members
        if first.url_key is not None
        and member.url_key == first.url_key
        and member.text != first.text
        and (member.text in truncated) <= (first.text in truncated)
        and member.version() > first.version()
    ]
    if not versions:
        return first
    latest = max(member.version() for member in versions)
    return min(
        (member for member in versions if member.version() == latest),
        key=lambda member: member.rank(truncated),
    )


def _kind(member: Member, chosen: Member, likeness: Likeness) -> tuple[CopyKind, float]:
    """Return how a member with other words repeats the representative, and how alike they are."""
    smaller, larger = sorted(likeness.sizes)
    if member.url_key is not None and member.url_key == chosen.url_key:
        return "revision", likeness.jaccard
    if likeness.containment >= CONTAINED_SHARE and smaller <= CONTAINED_SIZE * larger:
        return "contained", likeness.containment
    is_later = (member.published or 0) > (chosen.published or 0)
    if member.source_key == chosen.source_key and likeness.title >= SAME_TITLE and is_later:
        return "revision", likeness.jaccard
    return "near", likeness.jaccard


Star = tuple[Member, list[Member]]


def _stars(
    edges: Edges, members: dict[int, list[Member]], wanted: set[int], truncated: set[int]
) -> list[Star]:
    """Return each article's representative with all its records, among the texts wanted."""
    grouped = components(pair for pair in edges if pair[0] in wanted and pair[1] in wanted)
    alone = sorted(wanted - {text for group in grouped for text in group})
    stars = []
    for group in [*grouped, *([text] for text in alone)]:
        ranks = {text: min(m.rank(truncated) for m in members[text]) for text in group}
        for texts in split_group(group, sorted(group, key=ranks.__getitem__), edges):
            everyone = [member for text in texts for member in members[text]]
            stars.append((_representative(everyone, truncated), everyone))
    return stars


def _part_strangers(stars: list[Star], edges: Edges) -> tuple[list[Star], set[int]]:
    """Return the stars without the members that another member brought in and the representative does not know."""
    kept, strangers = [], set()
    for chosen, everyone in stars:
        strange = {
            member.text
            for member in everyone
            if member.text != chosen.text
            and not is_kin(edges[min(chosen.text, member.text), max(chosen.text, member.text)])
        }
        strangers |= strange
        kept.append((chosen, [member for member in everyone if member.text not in strange]))
    return kept, strangers


def _missing_pairs(stars: list[Star], edges: Edges) -> pa.Table:
    """Return the pairs of representative and member whose likeness is not known yet."""
    pairs = {
        (min(chosen.text, member.text), max(chosen.text, member.text))
        for chosen, everyone in stars
        for member in everyone
        if member.text != chosen.text
    }
    missing = sorted(pairs - edges.keys())
    return pa.table(
        {
            "x": pa.array([x for x, _ in missing], pa.int32()),
            "y": pa.array([y for _, y in missing], pa.int32()),
        }
    )


def _rows(stars: list[Star], edges: Edges) -> list[tuple[str, str, CopyKind, float]]:
    """Return the rows of the records that are in a group."""
    rows: list[tuple[str, str, CopyKind, float]] = []
    for chosen, everyone in stars:
        for member in everyone:
            kind: CopyKind
            if member.record_id == chosen.record_id:
                kind, similarity = "canonical", 1.0
            elif member.text == chosen.text:
                kind, similarity = "exact", 1.0
            else:
                pair = (min(chosen.text, member.text), max(chosen.text, member.text))
                kind, similarity = _kind(member, chosen, edges[pair])
            rows.append((member.record_id, chosen.record_id, kind, round(similarity, 4)))
    return rows


def _as_table(connection: Any, rows: list[tuple[str, str, CopyKind, float]]) -> pa.Table:
    """Return these rows and one for each record that is in no group, sorted by record."""
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    grouped = pa.table(dict(zip(COPIES.names, map(list, columns), strict=True)), schema=COPIES)
    connection.register("dedup_grouped", grouped)
    query = """
        SELECT d.record_id, coalesce(g.canonical_id, d.record_id) AS canonical_id,
               coalesce(g.kind, 'canonical') AS kind, coalesce(g.similarity, 1.0) AS similarity
        FROM dedup_docs AS d LEFT JOIN dedup_grouped AS g USING (record_id) ORDER BY d.doc
    """
    table = connection.sql(query).to_arrow_table().cast(COPIES).combine_chunks()
    connection.unregister("dedup_grouped")
    return table


def group_copies(connection: Any, articles: str, fingerprints: str) -> pa.Table:
    """Return the row of every record: the article it belongs to, how it repeats it, and how alike they are.

    `articles` and `fingerprints` name views of the connection that hold each record once. The answer is a function
    of their set of rows.
    """
    find_candidates(connection, fingerprints)
    edges = find_edges(connection, fingerprints)
    repeated = connection.execute(
        "SELECT DISTINCT s.doc FROM dedup_docs AS d JOIN dedup_docs AS s ON s.record_id = d.stand_in"
        " WHERE d.record_id <> d.stand_in"
    ).fetchall()
    texts = {text for pair in edges for text in pair} | {doc for (doc,) in repeated}
    members, truncated = _read_members(connection, articles, sorted(texts)), find_truncated(edges)
    stars: list[Star] = []
    likeness, strangers = dict(edges), set(members)
    while strangers:
        found = _stars(edges, members, strangers, truncated)
        likeness.update(measure_pairs(connection, fingerprints, _missing_pairs(found, likeness)))
        close, strangers = _part_strangers(found, likeness)
        stars += close
    table = _as_table(connection, _rows(stars, likeness))
    drop_tables(connection)
    return table
