"""`copydesk report`: the collection at a glance as one HTML page that opens offline. All text in it is escaped."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import duckdb

from copydesk.errors import CopydeskError
from copydesk.own_files import scan_of_table
from copydesk.published import read_manifest
from schemas.tables import TABLES

TEMPLATE = Path(__file__).with_name("report.html.jinja")
TOP = 15


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """A table of the page: the last value of each row is a count and is drawn as a bar."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((row[-1] for row in self.rows), default=1) or 1


PANELS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "articles",
        "Articles per month",
        ("month", "articles"),
        "SELECT coalesce(strftime(published_on, '%Y-%m'), 'undated') AS m, count(*) FROM articles"
        " GROUP BY 1 ORDER BY 1 DESC LIMIT 24",
    ),
    (
        "articles",
        "Publishers",
        ("publisher", "articles"),
        f"SELECT coalesce(publisher, domain, 'not stated') AS p, count(*) FROM articles"
        f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}",
    ),
    (
        "articles",
        "Languages",
        ("language", "articles"),
        f"SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}",
    ),
    (
        "copies",
        "Copies",
        ("kind", "records"),
        "SELECT kind, count(*) FROM copies GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    (
        "articles",
        "Most copied stories",
        ("story", "copies"),
        f"SELECT coalesce(title, left(body, 80)) AS t, n_copies FROM articles WHERE n_copies > 1"
        f" ORDER BY 2 DESC, 1 LIMIT {TOP}",
    ),
    (
        "entities",
        "Most named",
        ("entity", "type", "mentions"),
        f"SELECT name, entity_type, n_mentions FROM entities ORDER BY 3 DESC, 1, 2 LIMIT {TOP}",
    ),
    (
        "events",
        "Events by type",
        ("type", "events"),
        "SELECT event_type, count(*) FROM events GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    (
        "events",
        "Most reported events",
        ("who", "type", "whom", "day", "articles"),
        "SELECT array_to_string(actor_names, ', ') AS a, event_type, array_to_string(recipient_names, ', ') AS r,"
        " strftime(event_date_start, '%Y-%m-%d'), n_articles FROM events"
        f" ORDER BY n_articles DESC, n_mentions DESC, event_id LIMIT {TOP}",
    ),
    (
        "quarantine",
        "Quarantined, by reason",
        ("reason", "records"),
        "SELECT unnest(reasons) AS r, count(*) FROM quarantine GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
    (
        "articles",
        "Quality flags",
        ("flag", "articles"),
        "SELECT unnest(quality_flags) AS f, count(*) FROM articles GROUP BY 1 ORDER BY 2 DESC, 1",
    ),
)


def write_report(curated: Path, target: Path) -> None:
    """Write the page of the published version.

    Raises:
        CopydeskError: nothing is published.
    """
    import jinja2

    manifest = read_manifest(curated)
    if manifest is None:
        raise CopydeskError(f"nothing is published in {curated}; run `copydesk run` first")
    names = list(manifest["tables"])
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in names:
            rows = scan_of_table(curated / "current" / name, TABLES[name].partition)
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {rows}")
        panels = [
            Panel(title, heads, connection.execute(query).fetchall())
            for table, title, heads, query in PANELS
            if table in names
        ]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        copydesk=manifest["copydesk"],
        version=manifest["version"],
        figures=[(name.replace("_", " "), manifest["tables"][name]["rows"]) for name in names],
        panels=panels,
    )
    target.write_text(page, encoding="utf-8")
