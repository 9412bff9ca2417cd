"""The numbers of the report: aggregates of the published tables, asked of DuckDB. Nothing here draws."""

from __future__ import annotations

import dataclasses
from typing import Any

import duckdb

from copydesk.tables import names_of
from schemas.contract import Field
from schemas.tables import TABLES

MAX_PERIODS = 130
"""Bars that a chart of a page's width shows apart from one another."""

UNITS = {"week": 7, "month": 30, "quarter": 91, "year": 365}
"""Units of time, with the days of the shortest."""

ODD_SHARE = 0.005
"""Share of days at either end that a chart of time leaves out: one wrong year would squeeze all others into a corner."""

TOP_PUBLISHERS = 7  # with "others" as many as there are colours that are told apart
TOP_COUNTRIES = 14
TOP_NAMES = 28
TOP_PAIRS = 60
TOP_ENTITIES = 25
EVENTS_OF_ENTITY = 20
SAMPLES = 3
TOP_ROWS = 12
BINS = 20
"""Steps of the confidence slider."""

HAPPENED = "status IN ('reported', 'ongoing')"

Rows = list[tuple[Any, ...]]


@dataclasses.dataclass(frozen=True, slots=True)
class Times:
    """Counts by period: `counts[series][period]`."""

    unit: str
    periods: tuple[str, ...]
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    undated: int
    outside: int  # before the first period or after the last


@dataclasses.dataclass(frozen=True, slots=True)
class Quads:
    """Events that took place by class, period and step of confidence: `counts[class][period][step]`."""

    unit: str
    periods: tuple[str, ...]
    counts: tuple[tuple[tuple[int, ...], ...], ...]
    undated: int
    outside: int


@dataclasses.dataclass(frozen=True, slots=True)
class Matrix:
    """Events between countries: `counts[actor][recipient]`."""

    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Network:
    """Names (id, name, type, articles) and the pairs of them (two places in `nodes`, articles that name both)."""

    nodes: Rows
    edges: Rows


@dataclasses.dataclass(frozen=True, slots=True)
class Life:
    """What one entity did and had done to it: day, role, type, the other side, sentence, publisher, confidence."""

    entity_id: str
    name: str
    n_events: int
    events: Rows


@dataclasses.dataclass(frozen=True, slots=True)
class Samples:
    """Events of a type: how many, and sentences that report some (sentence, publisher, day, confidence)."""

    event_type: str
    n_events: int
    sentences: Rows


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """A plain table; the last value of each row is a count and is drawn as a bar."""

    title: str
    heads: tuple[str, ...]
    rows: Rows

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((row[-1] for row in self.rows), default=1) or 1


PANELS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("articles", "Languages", ("language", "articles"),
     f"SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP_ROWS}"),
    ("copies", "Copies", ("kind", "records"),
     "SELECT kind, count(*) FROM copies GROUP BY 1 ORDER BY 2 DESC, 1"),
    ("articles", "Quality flags", ("flag", "articles"),
     f"SELECT unnest(quality_flags) AS f, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP_ROWS}"),
    ("quarantine", "Quarantined, by source and reason", ("source", "reason", "records"),
     "SELECT s, r, count(*) FROM (SELECT split_part(raw_path, '/', 1) AS s, unnest(reasons) AS r FROM quarantine)"
     f" GROUP BY ALL ORDER BY 3 DESC, 1, 2 LIMIT {2 * TOP_ROWS}"),
    ("articles", "Most copied stories", ("story", "copies"),
     "SELECT coalesce(a.title, left(a.body, 80)), t.n_copies FROM articles AS a JOIN"
     " (SELECT article_id, n_copies FROM articles WHERE n_copies > 1"
     f" ORDER BY n_copies DESC, article_id LIMIT {TOP_ROWS}) AS t USING (article_id) ORDER BY 2 DESC, article_id"),
    ("entities", "Most named", ("entity", "type", "mentions"),
     f"SELECT name, entity_type, n_mentions FROM entities ORDER BY 3 DESC, 1, 2 LIMIT {TOP_ROWS}"),
    ("events", "Most reported events", ("who", "type", "whom", "day", "articles"),
     "SELECT array_to_string(actor_names, ', ') AS a, event_type, array_to_string(recipient_names, ', ') AS r,"
     " strftime(event_date_start, '%Y-%m-%d'), n_articles FROM events"
     f" ORDER BY n_articles DESC, n_mentions DESC, event_id LIMIT {TOP_ROWS}"),
)  # fmt: skip


class Figures:
    """Asks the tables of one version for what the page shows. Each part is None where its tables are not published."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.present = set(names_of(connection))

    def ask(self, query: str, told: dict[str, Any] | None = None) -> Rows:
        """Return the rows that a query gives."""
        rows: Rows = self.connection.execute(query, told).fetchall()
        return rows

    def articles_by_publisher(self) -> Times:
        """Return articles by period and publisher, the largest publishers by name."""
        who = "coalesce(publisher, domain, 'not stated')"
        top = self.ask(
            f"SELECT {who}, count(*) FROM articles WHERE published_on IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        names = [row[0] for row in top[:TOP_PUBLISHERS]]
        others = ["others"] if len(top) > TOP_PUBLISHERS else []
        rows = f"SELECT published_on AS day, CASE WHEN {who} IN (SELECT unnest($names)) THEN {who} ELSE 'others' END AS name FROM articles"
        return self._by_time(rows, [*names, *others], {"names": names})

    def _by_time(self, rows: str, names: list[str], told: dict[str, Any]) -> Times:
        unit, periods = self._periods(rows, told)
        found = self.ask(
            f"SELECT strftime(date_trunc('{unit}', day), '%Y-%m-%d'), name, count(*) FROM ({rows}) WHERE day IS NOT NULL GROUP BY ALL",
            told,
        )
        places = {period: i for i, period in enumerate(periods)}
        counts = [[0] * len(periods) for _ in names]
        outside = 0
        for period, name, n in found:
            if period in places:
                counts[names.index(name)][places[period]] += n
            else:
                outside += n
        [(undated,)] = self.ask(f"SELECT count(*) FROM ({rows}) WHERE day IS NULL", told)
        return Times(unit, periods, tuple(names), tuple(map(tuple, counts)), undated, outside)

    def _periods(self, rows: str, told: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """Return the finest unit that makes few enough periods of the days but for a few odd ones, and these periods."""
        [(first, last)] = self.ask(
            f"SELECT quantile_disc(day, {ODD_SHARE}), quantile_disc(day, {1 - ODD_SHARE}) FROM ({rows})",
            told,
        )
        if first is None:
            return "week", ()
        days = (last - first).days + 1
        unit = next((u for u, n in UNITS.items() if days / n < MAX_PERIODS), "year")
        found = self.ask(
            "SELECT strftime(t, '%Y-%m-%d') FROM (SELECT unnest(generate_series(date_trunc($unit, $first::TIMESTAMP), "
            "$last::TIMESTAMP, CAST('1 ' || $unit AS INTERVAL))) AS t)",
            {"unit": unit, "first": first, "last": last},
        )
        return unit, tuple(row[0] for row in found)

    def quads(self) -> Quads | None:
        """Return events that took place by class, period (of the day they begin on) and confidence."""
        if "events" not in self.present:
            return None
        rows = f"SELECT event_date_start AS day, quad_class, confidence FROM events WHERE {HAPPENED} AND quad_class IS NOT NULL"
        unit, periods = self._periods(rows, {})
        places = {period: i for i, period in enumerate(periods)}
        counts = [[[0] * BINS for _ in periods] for _ in range(4)]
        outside = 0
        for period, quad, step, n in self.ask(
            f"SELECT strftime(date_trunc('{unit}', day), '%Y-%m-%d'), quad_class, least(floor(confidence * {BINS}), {BINS - 1})::INT, "
            f"count(*) FROM ({rows}) WHERE day IS NOT NULL GROUP BY ALL"
        ):
            if period in places:
                counts[quad - 1][places[period]][step] += n
            else:
                outside += n
        [(undated,)] = self.ask(f"SELECT count(*) FROM ({rows}) WHERE day IS NULL")
        return Quads(
            unit,
            periods,
            tuple(tuple(map(tuple, of_class)) for of_class in counts),
            undated,
            outside,
        )

    def countries_of_places(self) -> Rows:
        """Return events that took place by the country of their place."""
        if "events" not in self.present:
            return []
        return self.ask(
            f"SELECT place_country, count(*) FROM events WHERE {HAPPENED} AND place_country IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )

    def unplaced(self) -> int:
        """Return how many events that took place have no country of their place."""
        if "events" not in self.present:
            return 0
        [(n,)] = self.ask(f"SELECT count(*) FROM events WHERE {HAPPENED} AND place_country IS NULL")
        return int(n)

    def places(self) -> Rows:
        """Return the places of events that took place: name, latitude, longitude, events; those whose spot is known."""
        if "events" not in self.present:
            return []
        return self.ask(
            f"SELECT p.name, p.latitude, p.longitude, count(*) FROM events AS e JOIN known_entities AS p ON p.entity_id = e.place_id "
            f"WHERE {HAPPENED} AND p.latitude IS NOT NULL AND p.longitude IS NOT NULL GROUP BY p.entity_id, p.name, p.latitude, p.longitude ORDER BY 4 DESC, 1 LIMIT 500"
        )

    def matrix(self) -> Matrix | None:
        """Return events that took place by country that acts and country acted upon, two different ones."""
        if not {"events", "entities"} <= self.present:
            return None
        found = self.ask(
            f"SELECT x.country_code, y.country_code, count(*) FROM (SELECT event_id FROM events WHERE {HAPPENED}) "
            "JOIN event_countries AS x USING (event_id) JOIN event_countries AS y USING (event_id) "
            "WHERE x.role = 'actor' AND y.role = 'recipient' AND x.country_code <> y.country_code GROUP BY ALL"
        )
        by_pair = {(a, b): n for a, b, n in found}

        def top(which: int) -> tuple[str, ...]:
            sums: dict[str, int] = {}
            for pair, n in by_pair.items():
                sums[pair[which]] = sums.get(pair[which], 0) + n
            return tuple(sorted(sums, key=lambda code: (-sums[code], code))[:TOP_COUNTRIES])

        actors, recipients = top(0), top(1)
        counts = tuple(tuple(by_pair.get((a, b), 0) for b in recipients) for a in actors)
        return Matrix(actors, recipients, counts)

    def network(self) -> Network | None:
        """Return the names that most articles name, and which of them the same articles name."""
        if "mentions" not in self.present:
            return None
        nodes = self.ask(
            "SELECT entity_id, name, entity_type, n_articles FROM entities WHERE entity_type IN ('PERSON', 'ORG', 'GPE') "
            f"ORDER BY n_articles DESC, name, entity_id LIMIT {TOP_NAMES}"
        )
        places = {row[0]: i for i, row in enumerate(nodes)}
        pairs = self.ask(
            "WITH named AS (SELECT DISTINCT article_id, entity_id FROM mentions WHERE entity_id IN (SELECT unnest($ids))) "
            "SELECT x.entity_id, y.entity_id, count(*) FROM named AS x JOIN named AS y USING (article_id) "
            "WHERE x.entity_id < y.entity_id GROUP BY ALL HAVING count(*) > 1 "
            f"ORDER BY 3 DESC, 1, 2 LIMIT {TOP_PAIRS}",
            {"ids": list(places)},
        )
        tied = {key for a, b, _ in pairs for key in (a, b)}
        nodes = [row for row in nodes if row[0] in tied]
        places = {row[0]: i for i, row in enumerate(nodes)}
        return Network(nodes, [(places[a], places[b], n) for a, b, n in pairs])

    def lives(self) -> list[Life]:
        """Return the last events of the entities that take part in most."""
        if not {"events", "entities"} <= self.present:
            return []
        top = self.ask(
            "SELECT entity_id, any_value(name), count(DISTINCT event_id) FROM event_parties GROUP BY 1 "
            f"ORDER BY 3 DESC, 2, 1 LIMIT {TOP_ENTITIES}"
        )
        # The last events first, then their sentences: joined the other way round, all evidence would be sorted.
        rows = self.ask(
            f"""
            WITH latest AS (
                SELECT t.entity_id, t.role, e.event_id
                FROM event_parties AS t JOIN events AS e USING (event_id)
                WHERE t.entity_id IN (SELECT unnest($ids))
                QUALIFY row_number() OVER (
                    PARTITION BY t.entity_id ORDER BY e.event_date_start DESC NULLS LAST, e.event_id, t.role)
                    <= {EVENTS_OF_ENTITY}
            ), surest AS (
                SELECT m.event_id, m.evidence, a.publisher
                FROM event_mentions AS m JOIN articles AS a USING (article_id)
                WHERE m.event_id IN (SELECT event_id FROM latest)
                QUALIFY row_number() OVER (
                    PARTITION BY m.event_id ORDER BY m.confidence DESC, a.published_at, m.event_mention_id) = 1
            )
            SELECT l.entity_id, strftime(e.event_date_start, '%Y-%m-%d'), l.role, e.event_type,
                array_to_string(CASE l.role WHEN 'actor' THEN e.recipient_names ELSE e.actor_names END, ', '),
                s.evidence, coalesce(s.publisher, ''), e.confidence
            FROM latest AS l JOIN events AS e USING (event_id) JOIN surest AS s USING (event_id)
            ORDER BY e.event_date_start DESC NULLS LAST, e.event_id, l.role""",
            {"ids": [row[0] for row in top]},
        )
        return [
            Life(key, name, n, [row[1:] for row in rows if row[0] == key]) for key, name, n in top
        ]

    def samples(self) -> list[Samples]:
        """Return of each type of event some of the surest sentences."""
        if "event_mentions" not in self.present:
            return []
        counts = self.ask("SELECT event_type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1")
        rows = self.ask(
            "WITH sure AS (SELECT event_mention_id FROM (SELECT event_mention_id, event_type, article_id, confidence FROM event_mentions "
            "WHERE event_id IS NOT NULL QUALIFY row_number() OVER (PARTITION BY article_id, event_type ORDER BY confidence DESC, "
            "event_mention_id) = 1) QUALIFY row_number() OVER (PARTITION BY event_type ORDER BY confidence DESC, event_mention_id) "
            f"<= {SAMPLES}) SELECT m.event_type, m.evidence, coalesce(a.publisher, a.domain, ''), strftime(a.published_on, '%Y-%m-%d'), "
            "m.confidence FROM event_mentions AS m JOIN sure USING (event_mention_id) JOIN articles AS a USING (article_id) "
            "ORDER BY m.confidence DESC, m.event_mention_id"
        )
        return [Samples(kind, n, [row[1:] for row in rows if row[0] == kind]) for kind, n in counts]

    def completeness(self) -> list[tuple[str, Rows]]:
        """Return of each table its rows' share that has a value, by column that may lack one (an empty list is none)."""
        found: list[tuple[str, Rows]] = []
        for name in (name for name in TABLES if name in self.present):
            fields = [f for f in TABLES[name].fields if f.is_nullable or f.is_list]
            if fields:
                [shares] = self.ask(f"SELECT {', '.join(map(_share_given, fields))} FROM {name}")
                told = zip(fields, shares, strict=True)
                found.append((name, [(field.name, share or 0.0) for field, share in told]))
        return found

    def panels(self) -> list[Panel]:
        """Return the plain tables."""
        return [
            Panel(title, heads, self.ask(query))
            for table, title, heads, query in PANELS
            if table in self.present
        ]


def _share_given(field: Field) -> str:
    """Return the SQL of the share of rows that have a value in a column."""
    if field.is_list:
        return f'avg(CAST(len("{field.name}") > 0 AS INT))'
    return f'count("{field.name}") / count(*)'
