"""From coded mentions to happenings: reports of one happening become one row, whatever order they come in.

Two reports are one happening when type and actors are the same, recipients agree, neither is a plan and the other a
fact, their dates overlap or touch, their places don't contradict, and their sentences are alike. Each report is held
against the earliest report of a happening, never against the later ones: there is no chaining.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from copydesk.events.ontology import cameo_root, quad_class
from copydesk.ids import content_id
from schemas.event_mentions import EVENT_MENTIONS
from schemas.events import EVENTS

if TYPE_CHECKING:
    import duckdb

DAYS_APART = 1
"""Windows this far apart still touch: night and time zones."""

UNDATED_DAYS = 3
"""An undated report belongs to a happening that was reported at most so many days before or after."""

SAME_STORY_DAYS = 10
"""Within one article, an undated report belongs to a happening of the last days."""

ALIKE_SAME_ARTICLE = 0.12
ALIKE_ELSEWHERE = 0.3
"""Least share of content words in common (of the shorter sentence), within an article and between articles."""

BASIS_ORDER = ("explicit", "weekday", "relative", "publication", "unknown")
STATUS_GROUP = {"planned": "planned", "threatened": "planned", "historical": "historical"}
STOP = frozenset(
    (
        "the a an of and or in on at to for by from with as is are was were has have had be been "
        "it its that this which who said says not but his her their they he she after over into "
        "will would about more than"
    ).split()
)


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """All coded rows of one trigger: what one phrase reports."""

    mention_ids: tuple[str, ...]  # event mentions, sorted
    article_id: str
    order: tuple[Any, ...]
    event_type: str
    group: str
    actors: tuple[str, ...]  # entity ids, else folded role nouns
    recipients: tuple[str, ...]
    place_id: str | None
    first: dt.date | None
    last: dt.date | None
    is_soft: bool  # dated by publication alone: it may have happened a little before
    published: dt.date | None
    words: frozenset[str]
    trigger: str
    rows: tuple[Mapping[str, Any], ...]


def merge_events(
    connection: duckdb.DuckDBPyConnection,
    coded: str,
    assignments: str,
    entities: str,
    articles: str,
    copies: str,
) -> tuple[pa.Table, pa.Table]:
    """Return the tables `events` and `event_mentions`; the names are those of the views to read."""
    rows = _query(
        connection,
        RESOLVED.format(coded=coded, assignments=assignments, entities=entities, articles=articles),
    )
    names = _names(connection, entities)
    clusters = cluster_reports(make_reports([row for row in rows if row["polarity"] == "positive"]))
    publishers = _publishers(connection, articles, copies)
    event_of: dict[str, str] = {}
    events = []
    for cluster in clusters:
        event_id = content_id("evt", cluster[0].mention_ids[0])
        events.append(_event(event_id, cluster, names, publishers))
        event_of |= {m: event_id for report in cluster for m in report.mention_ids}
    mentions = [dict(row, event_id=event_of.get(row["event_mention_id"])) for row in rows]
    return (
        _table(EVENTS, sorted(events, key=lambda e: str(e["event_id"]))),
        _table(EVENT_MENTIONS, mentions),
    )


def make_reports(rows: Iterable[Mapping[str, Any]]) -> list[Report]:
    """Return one report per trigger, sorted: earliest publication first, then by content."""
    grouped: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        key = (
            row["article_id"],
            row["section"],
            row["trigger_start"],
            row["trigger_end"],
            row["event_type"],
        )
        grouped.setdefault(key, []).append(row)
    return sorted((_report(group) for group in grouped.values()), key=lambda r: r.order)


def cluster_reports(reports: Sequence[Report]) -> list[list[Report]]:
    """Return the happenings, each with its reports, the one that stands for it first."""
    buckets: dict[tuple[Any, ...], list[list[Report]]] = {}
    for report in sorted(reports, key=lambda r: r.order):
        bucket = buckets.setdefault((report.event_type, report.group, report.actors), [])
        home = next((cluster for cluster in bucket if is_same(cluster[0], report)), None)
        if home is None:
            bucket.append([report])
        else:
            home.append(report)
    clusters = [cluster for bucket in buckets.values() for cluster in bucket]
    return sorted(clusters, key=lambda c: c[0].order)


def is_same(a: Report, b: Report) -> bool:
    """Return whether two reports of the same type and actors tell of one happening."""
    if not (a.actors or (a.recipients and b.recipients)):
        return False
    if not _recipients_agree(a, b) or (a.place_id and b.place_id and a.place_id != b.place_id):
        return False
    if not _dates_touch(a, b):
        return False
    least = ALIKE_SAME_ARTICLE if a.article_id == b.article_id else ALIKE_ELSEWHERE
    return likeness(a.words, b.words) >= least


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of the shorter sentence's content words that the other has too.

    >>> likeness(frozenset({"us", "walks", "talks"}), frozenset({"us", "talks", "seoul", "cost"}))
    0.6666666666666666
    """
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def content_words(text: str) -> frozenset[str]:
    """Return the lower-case words of a sentence that carry meaning, cut to five letters."""
    return frozenset(w[:5] for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP)


def _recipients_agree(a: Report, b: Report) -> bool:
    left, right = set(a.recipients), set(b.recipients)
    if left == right:
        return True
    if not left or not right:
        return a.article_id == b.article_id
    return left <= right or right <= left


def _dates_touch(a: Report, b: Report) -> bool:
    if a.first and a.last and b.first and b.last and not (a.is_soft or b.is_soft):
        gap = dt.timedelta(days=DAYS_APART)
        return a.first <= b.last + gap and b.first <= a.last + gap
    left, right = a.last or a.published, b.last or b.published
    if a.article_id == b.article_id:
        return not (left and right) or abs((left - right).days) <= SAME_STORY_DAYS
    return bool(left and right and abs((left - right).days) <= UNDATED_DAYS)


def _report(rows: list[Mapping[str, Any]]) -> Report:
    rows = sorted(rows, key=lambda r: str(r["event_mention_id"]))
    head = rows[0]
    published = head["published_at"]
    return Report(
        mention_ids=tuple(r["event_mention_id"] for r in rows),
        article_id=head["article_id"],
        order=(
            published is None,
            published.timestamp() if published is not None else 0.0,
            head["article_id"],
            head["sentence_index"],
            head["trigger_start"],
            head["event_mention_id"],
        ),
        event_type=head["event_type"],
        group=STATUS_GROUP.get(head["status"], "reported"),
        actors=_keys(rows, "actor"),
        recipients=_keys(rows, "recipient"),
        place_id=head["place_id"],
        first=_day(head["event_date_start"]),
        last=_day(head["event_date_end"]),
        is_soft=head["date_basis"] == "publication",
        published=_day(head["published_on"]),
        words=content_words(head["evidence"]),
        trigger=head["trigger"],
        rows=tuple(rows),
    )


def _keys(rows: Sequence[Mapping[str, Any]], role: str) -> tuple[str, ...]:
    """Return what identifies the parties: entity ids, and the last word of those that have none."""
    keys = set()
    for row in rows:
        if row[f"{role}_id"]:
            keys.add(row[f"{role}_id"])
        elif row[f"{role}_text"]:
            keys.add(row[f"{role}_text"].lower().split()[-1])
    return tuple(sorted(keys))


def _event(
    event_id: str,
    cluster: Sequence[Report],
    names: Mapping[str, tuple[str, str | None]],
    publishers: Mapping[str, frozenset[str]],
) -> dict[str, Any]:
    rows = [row for report in cluster for row in report.rows]
    head = rows[0]
    article_ids = {row["article_id"] for row in rows}
    dated = min(rows, key=lambda r: BASIS_ORDER.index(r["date_basis"]))
    moments = sorted(row["published_at"] for row in rows if row["published_at"] is not None)
    place_id = next((row["place_id"] for row in rows if row["place_id"]), None)
    mode = next((row["event_mode"] for row in rows if row["event_mode"]), None)
    actor_ids, actor_names = _parties(rows, "actor", names)
    recipient_ids, recipient_names = _parties(rows, "recipient", names)
    confidence = max(row["confidence"] for row in rows) + 0.03 * (len(article_ids) - 1)
    return {
        "event_id": event_id,
        "event_type": head["event_type"],
        "event_mode": mode,
        "contexts": sorted({c for row in rows for c in row["contexts"] or ()}),
        "quad_class": quad_class(head["event_type"]),
        "cameo_root": cameo_root(head["event_type"], mode),
        "actor_ids": actor_ids,
        "recipient_ids": recipient_ids,
        "actor_names": actor_names,
        "recipient_names": recipient_names,
        "event_date_start": dated["event_date_start"],
        "event_date_end": dated["event_date_end"],
        "date_precision": dated["date_precision"],
        "date_basis": dated["date_basis"],
        "place_id": place_id,
        "place_country": names[place_id][1] if place_id else None,
        "status": head["status"],
        "n_mentions": len(rows),
        "n_articles": len(article_ids),
        "n_publishers": len(
            frozenset[str]().union(*(publishers.get(a, frozenset()) for a in article_ids))
        ),
        "first_published_at": moments[0] if moments else None,
        "last_published_at": moments[-1] if moments else None,
        "confidence": round(min(confidence, 0.95), 2),
    }


def _parties(
    rows: Sequence[Mapping[str, Any]], role: str, names: Mapping[str, tuple[str, str | None]]
) -> tuple[list[str], list[str]]:
    """Return entity ids sorted by name, and those names followed by the role nouns without an entity."""
    ids = sorted(
        {row[f"{role}_id"] for row in rows if row[f"{role}_id"]}, key=lambda i: (names[i][0], i)
    )
    texts: dict[str, str] = {}
    for row in rows:
        text = row[f"{role}_text"]
        if text and not row[f"{role}_id"]:
            texts.setdefault(text.lower().split()[-1], text)
    return ids, [names[i][0] for i in ids] + sorted(texts.values())


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _query(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
    return found


def _names(
    connection: duckdb.DuckDBPyConnection, entities: str
) -> dict[str, tuple[str, str | None]]:
    rows = _query(connection, f"SELECT entity_id, name, country_code FROM {entities}")
    return {row["entity_id"]: (row["name"], row["country_code"]) for row in rows}


def _publishers(
    connection: duckdb.DuckDBPyConnection, articles: str, copies: str
) -> dict[str, frozenset[str]]:
    """Return who published each article or a copy of it."""
    rows = _query(connection, PUBLISHERS.format(articles=articles, copies=copies))
    return {row["article_id"]: frozenset(row["publishers"]) for row in rows}


def _table(contract: Any, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = contract.to_schema()
    columns = [pa.array([_moment(row[f.name]) for row in rows], type=f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _moment(value: Any) -> Any:
    """Return a day as the midnight that Arrow stores it by; any other value as it is."""
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    return value


RESOLVED = """
WITH known AS (
    SELECT a.mention_id, a.entity_id FROM {assignments} a SEMI JOIN {entities} e ON a.entity_id = e.entity_id
)
SELECT
    c.event_mention_id, c.article_id, c.section, c.sentence_index, c.evidence, c.start, c."end", c.trigger,
    c.trigger_start, c.trigger_end, c.event_type, c.event_mode, c.contexts,
    actor.entity_id AS actor_id, c.actor_text, recipient.entity_id AS recipient_id, c.recipient_text,
    speaker.entity_id AS speaker_id, place.entity_id AS place_id, c.date_text,
    CAST(c.event_date_start AS TIMESTAMP_MS) AS event_date_start,
    CAST(c.event_date_end AS TIMESTAMP_MS) AS event_date_end, c.date_precision, c.date_basis, c.status, c.polarity, c.confidence,
    r.published_at, r.published_on
FROM {coded} c
JOIN {articles} r ON r.article_id = c.article_id
LEFT JOIN known actor ON actor.mention_id = c.actor_mention_id
LEFT JOIN known recipient ON recipient.mention_id = c.recipient_mention_id
LEFT JOIN known speaker ON speaker.mention_id = c.speaker_mention_id
LEFT JOIN known place ON place.mention_id = c.place_mention_id
ORDER BY c.article_id, c.sentence_index, c.trigger_start, c.event_mention_id
"""

PUBLISHERS = r"""
WITH named AS (
    SELECT article_id, coalesce(publisher, domain) AS publisher FROM {articles}
    UNION
    SELECT article_id, coalesce(publisher, nullif(regexp_extract(url, '^https?://(?:www\.)?([^/:?#]+)', 1), ''))
    FROM {copies}
)
SELECT article_id, list(DISTINCT publisher) AS publishers FROM named WHERE publisher IS NOT NULL GROUP BY article_id
"""
