"""What looks wrong about a published version although nothing failed: a source whose records are not accepted, or are all one text.

Quarantine is no failure, and a run can't know what a source meant to deliver; but fifty error pages in the place of
fifty stories are not what anybody wants to find in a month.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from copydesk.own_files import scan_of_table
from schemas.tables import TABLES

ALARM_RECORDS = 20
"""Records below which a source is too small to judge: the folders of the sample hold 2 to 12, one in four of them bad."""

ALARM_SHARE = 0.5
"""Share of a source's records that raises an alarm. Of real dumps at most a fifth was ever quarantined."""


def find_alarms(curated: Path) -> list[str]:
    """Return what looks wrong about the published version, a sentence each, by source."""
    if not all((curated / "current" / name).is_dir() for name in ("copies", "quarantine")):
        return []
    with duckdb.connect(":memory:") as connection:
        for name in ("copies", "quarantine"):
            rows = scan_of_table(curated / "current" / name, TABLES[name].partition)
            connection.execute(
                f"CREATE VIEW {name} AS SELECT *, split_part(raw_path, '/', 1) AS source FROM {rows}"
            )
        found = connection.execute(
            """
            WITH size AS (
                SELECT source, count(*) AS n FROM (SELECT source FROM copies UNION ALL SELECT source FROM quarantine)
                GROUP BY 1 HAVING n >= $least),
            refused AS (
                SELECT source, 'were quarantined' AS what, list_sort(list(DISTINCT reason)) AS why,
                    count(DISTINCT record_id) AS bad
                FROM (SELECT source, record_id, unnest(reasons) AS reason FROM quarantine) GROUP BY 1),
            alike AS (
                SELECT source, 'are one text' AS what, [article_id] AS why, count(*) AS bad
                FROM copies GROUP BY 1, article_id)
            SELECT source, bad, n, what, array_to_string(why[:5], ', ')
            FROM (FROM refused UNION ALL FROM alike) JOIN size USING (source)
            WHERE bad >= $share * n ORDER BY 1, what""",
            {"least": ALARM_RECORDS, "share": ALARM_SHARE},
        ).fetchall()
    return [
        f"source {source}: {bad:,} of {n:,} records {what} ({why})"
        for source, bad, n, what, why in found
    ]
